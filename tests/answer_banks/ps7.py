"""Answers to problem set 7, by solution cell: right ones, and wrong ones with what they lose."""

ANSWERS = {
    "fpir-by-group": {
        "right": {
            "NumPy": """
                def fpir_by_group(fmr, listed):
                    names = list(fmr)
                    rates = np.array([[fmr[g][h] for h in names] for g in names])
                    people = np.array([listed.get(h, 0) for h in names])
                    return dict(zip(names, 1 - np.prod((1 - rates) ** people, axis=1)))
            """,
            "pandas": """
                def fpir_by_group(fmr, listed):
                    right = 1 - pd.DataFrame(fmr)
                    people = pd.Series(listed, dtype=float).reindex(right.index).fillna(0)
                    return (1 - right.pow(people, axis=0).prod()).to_dict()
            """,
            "person by person": """
                def fpir_by_group(fmr, listed):
                    people = [h for h in listed for _ in range(listed[h])]
                    answer = {}
                    for g in fmr:
                        chance = 0
                        for h in people:
                            chance = chance + (1 - chance) * fmr[g][h]
                        answer[g] = chance
                    return answer
            """,
        },
        "wrong": {
            "rates added": (
                "fpir-by-group-test",
                """
                def fpir_by_group(fmr, listed):
                    return {g: sum(fmr[g][h] * listed[h] for h in listed) for g in fmr}
                """,
            ),
            "own group only": (
                "fpir-by-group-test",
                """
                def fpir_by_group(fmr, listed):
                    return {g: 1 - (1 - fmr[g][g]) ** listed.get(g, 0) for g in fmr}
                """,
            ),
            "groups on the list only": (
                "fpir-by-group-test",
                """
                def fpir_by_group(fmr, listed):
                    return {
                        g: float(1 - np.prod([(1 - fmr[g][h]) ** listed[h] for h in listed]))
                        for g in listed
                    }
                """,
            ),
            "all match": (
                "fpir-by-group-test",
                """
                def fpir_by_group(fmr, listed):
                    return {
                        g: float(np.prod([fmr[g][h] ** listed[h] for h in listed])) for g in fmr
                    }
                """,
            ),
            "nobody flagged, not somebody": (
                "fpir-by-group-test",
                """
                def fpir_by_group(fmr, listed):
                    return {
                        g: float(np.prod([(1 - fmr[g][h]) ** listed[h] for h in listed]))
                        for g in fmr
                    }
                """,
            ),
            "changes its input": (
                "fpir-by-group-test",
                """
                def fpir_by_group(fmr, listed):
                    for g in fmr:
                        listed.setdefault(g, 0)
                    return {
                        g: float(1 - np.prod([(1 - fmr[g][h]) ** listed[h] for h in fmr]))
                        for g in fmr
                    }
                """,
            ),
            "right on the visible data only": (
                "fpir-by-group-test",
                """
                def fpir_by_group(fmr, listed):
                    return {"A": 0.8125, "B": 0.0, "C": 0.71875}
                """,
            ),
        },
    },
    "share-of-flagged": {
        "right": {
            "loop": """
                def share_of_flagged(fpir, passing):
                    total = 0
                    for g in fpir:
                        total += fpir[g] * passing[g]
                    answer = {}
                    for g in fpir:
                        answer[g] = fpir[g] * passing[g] / total if total > 0 else np.nan
                    return answer
            """,
            "pandas": """
                def share_of_flagged(fpir, passing):
                    people = pd.Series(fpir, dtype=float) * pd.Series(passing, dtype=float)
                    return (people / people.sum()).to_dict()
            """,
            "NumPy": """
                def share_of_flagged(fpir, passing):
                    names = list(fpir)
                    people = np.array([fpir[g] * passing[g] for g in names], dtype=float)
                    return dict(zip(names, people / people.sum()))
            """,
        },
        "wrong": {
            "rates only": (
                "share-of-flagged-test",
                """
                def share_of_flagged(fpir, passing):
                    total = sum(fpir.values())
                    return {g: fpir[g] / total if total else np.nan for g in fpir}
                """,
            ),
            "people who pass": (
                "share-of-flagged-test",
                """
                def share_of_flagged(fpir, passing):
                    total = sum(passing.values())
                    return {g: passing[g] / total if total else np.nan for g in fpir}
                """,
            ),
            "out of those who pass": (
                "share-of-flagged-test",
                """
                def share_of_flagged(fpir, passing):
                    total = sum(passing.values())
                    return {g: fpir[g] * passing[g] / total if total else np.nan for g in fpir}
                """,
            ),
            "zero for nobody": (
                "share-of-flagged-test",
                """
                def share_of_flagged(fpir, passing):
                    total = sum(fpir[g] * passing[g] for g in fpir)
                    return {g: fpir[g] * passing[g] / total if total else 0.0 for g in fpir}
                """,
            ),
            "per cent": (
                "share-of-flagged-test",
                """
                def share_of_flagged(fpir, passing):
                    total = sum(fpir[g] * passing[g] for g in fpir)
                    return {g: 100 * fpir[g] * passing[g] / total if total else np.nan for g in fpir}
                """,
            ),
            "changes its input": (
                "share-of-flagged-test",
                """
                def share_of_flagged(fpir, passing):
                    for g in fpir:
                        passing[g] = passing[g] * fpir[g]
                    total = sum(passing.values())
                    return {g: passing[g] / total if total else np.nan for g in fpir}
                """,
            ),
            "right on the visible data only": (
                "share-of-flagged-test",
                """
                def share_of_flagged(fpir, passing):
                    return {"A": 0.3, "B": 0.5, "C": 0.2}
                """,
            ),
        },
    },
    "tipping-number": {
        "right": {
            "all numbers, then the smallest": """
                def tipping_number(aa, ab, bb, size):
                    fits = [
                        n for n in range(size + 1)
                        if 1 - (1 - aa) ** n * (1 - ab) ** (size - n)
                        >= 1 - (1 - bb) ** (size - n) * (1 - ab) ** n
                    ]
                    return min(fits) if fits else None
            """,
            "NumPy": """
                def tipping_number(aa, ab, bb, size):
                    n = np.arange(size + 1)
                    a = (1 - aa) ** n * (1 - ab) ** (size - n)
                    b = (1 - bb) ** (size - n) * (1 - ab) ** n
                    found = np.flatnonzero(a <= b)
                    return int(found[0]) if found.size else None
            """,
            "from above": """
                def tipping_number(aa, ab, bb, size):
                    best, n = None, size
                    while n >= 0:
                        a = (1 - aa) ** n * (1 - ab) ** (size - n)
                        b = (1 - ab) ** n * (1 - bb) ** (size - n)
                        if a <= b:
                            best = n
                        n -= 1
                    return best
            """,
        },
        "wrong": {
            "more often only": (
                "tipping-number-test",
                """
                def tipping_number(aa, ab, bb, size):
                    for n in range(size + 1):
                        if (1 - aa) ** n * (1 - ab) ** (size - n) < (1 - ab) ** n * (1 - bb) ** (size - n):
                            return n
                """,
            ),
            "never a list of A alone": (
                "tipping-number-test",
                """
                def tipping_number(aa, ab, bb, size):
                    for n in range(size):
                        if (1 - aa) ** n * (1 - ab) ** (size - n) <= (1 - ab) ** n * (1 - bb) ** (size - n):
                            return n
                """,
            ),
            "from one": (
                "tipping-number-test",
                """
                def tipping_number(aa, ab, bb, size):
                    for n in range(1, size + 1):
                        if (1 - aa) ** n * (1 - ab) ** (size - n) <= (1 - ab) ** n * (1 - bb) ** (size - n):
                            return n
                """,
            ),
            "size for never": (
                "tipping-number-test",
                """
                def tipping_number(aa, ab, bb, size):
                    for n in range(size + 1):
                        if (1 - aa) ** n * (1 - ab) ** (size - n) <= (1 - ab) ** n * (1 - bb) ** (size - n):
                            return n
                    return size
                """,
            ),
            "no matches across": (
                "tipping-number-test",
                """
                def tipping_number(aa, ab, bb, size):
                    for n in range(size + 1):
                        if (1 - aa) ** n <= (1 - bb) ** (size - n):
                            return n
                """,
            ),
            "largest": (
                "tipping-number-test",
                """
                def tipping_number(aa, ab, bb, size):
                    for n in range(size, -1, -1):
                        if (1 - aa) ** n * (1 - ab) ** (size - n) <= (1 - ab) ** n * (1 - bb) ** (size - n):
                            return n
                """,
            ),
            "right on the visible data only": (
                "tipping-number-test",
                """
                def tipping_number(aa, ab, bb, size):
                    return None if aa == 0 else 2
                """,
            ),
        },
    },
    "one-round": {
        "right": {
            "pandas": """
                def one_round(listed, checks, flagged, removed, cap):
                    old = pd.Series(listed, dtype=float)
                    if old.sum() == 0:
                        return dict.fromkeys(listed, 0.0)
                    new = old * (1 - pd.Series(removed)) + checks * old / old.sum() * pd.Series(flagged)
                    if new.sum() > cap:
                        new = new * cap / new.sum()
                    return new.to_dict()
            """,
            "NumPy": """
                def one_round(listed, checks, flagged, removed, cap):
                    names = list(listed)
                    old, found, gone = (
                        np.array([table[g] for g in names], dtype=float)
                        for table in (listed, flagged, removed)
                    )
                    if not old.any():
                        return {g: 0.0 for g in names}
                    new = old - old * gone + checks * old / old.sum() * found
                    factor = min(1, cap / new.sum()) if new.sum() else 1
                    return dict(zip(names, factor * new))
            """,
            "loops": """
                def one_round(listed, checks, flagged, removed, cap):
                    answer, total = dict(listed), sum(listed.values())
                    for g in answer:
                        answer[g] -= listed[g] * removed[g]
                        if total > 0:
                            answer[g] += listed[g] / total * checks * flagged[g]
                    held = sum(answer.values())
                    for g in answer:
                        if held > cap:
                            answer[g] *= cap / held
                    return answer
            """,
        },
        "wrong": {
            "no cap": (
                "one-round-cap-test",
                """
                def one_round(listed, checks, flagged, removed, cap):
                    total = sum(listed.values()) or 1
                    return {
                        g: n * (1 - removed[g]) + checks * n / total * flagged[g]
                        for g, n in listed.items()
                    }
                """,
            ),
            "each group has the cap": (
                "one-round-cap-test",
                """
                def one_round(listed, checks, flagged, removed, cap):
                    total = sum(listed.values()) or 1
                    return {
                        g: min(cap, n * (1 - removed[g]) + checks * n / total * flagged[g])
                        for g, n in listed.items()
                    }
                """,
            ),
            "always filled up to the cap": (
                "one-round-test one-round-cap-test",
                """
                def one_round(listed, checks, flagged, removed, cap):
                    total = sum(listed.values())
                    new = {
                        g: n * (1 - removed[g]) + checks * n / total * flagged[g]
                        for g, n in listed.items()
                    }
                    held = sum(new.values())
                    return {g: n * cap / held for g, n in new.items()}
                """,
            ),
            "empty list divides": (
                "one-round-cap-test",
                """
                def one_round(listed, checks, flagged, removed, cap):
                    total = sum(listed.values())
                    new = {
                        g: n * (1 - removed[g]) + checks * n / total * flagged[g]
                        for g, n in listed.items()
                    }
                    held = sum(new.values())
                    return {g: n * min(1, cap / held) for g, n in new.items()}
                """,
            ),
            "cap shared equally": (
                "one-round-cap-test",
                """
                def one_round(listed, checks, flagged, removed, cap):
                    total = sum(listed.values()) or 1
                    new = {
                        g: n * (1 - removed[g]) + checks * n / total * flagged[g]
                        for g, n in listed.items()
                    }
                    if sum(new.values()) > cap:
                        return {g: cap / len(new) for g in new}
                    return new
                """,
            ),
            "new photos removed too": (
                "one-round-test one-round-cap-test",
                """
                def one_round(listed, checks, flagged, removed, cap):
                    total = sum(listed.values()) or 1
                    new = {
                        g: (n + checks * n / total * flagged[g]) * (1 - removed[g])
                        for g, n in listed.items()
                    }
                    held = sum(new.values())
                    return {g: n * cap / held for g, n in new.items()} if held > cap else new
                """,
            ),
            "checks shared equally": (
                "one-round-test one-round-cap-test",
                """
                def one_round(listed, checks, flagged, removed, cap):
                    new = {
                        g: n * (1 - removed[g]) + checks / len(listed) * flagged[g]
                        for g, n in listed.items()
                    }
                    held = sum(new.values())
                    return {g: n * cap / held for g, n in new.items()} if held > cap else new
                """,
            ),
            "nothing removed": (
                "one-round-test one-round-cap-test",
                """
                def one_round(listed, checks, flagged, removed, cap):
                    total = sum(listed.values()) or 1
                    new = {g: n + checks * n / total * flagged[g] for g, n in listed.items()}
                    held = sum(new.values())
                    return {g: n * cap / held for g, n in new.items()} if held > cap else new
                """,
            ),
            "changes its input": (
                "one-round-test",
                """
                def one_round(listed, checks, flagged, removed, cap):
                    total = sum(listed.values()) or 1
                    for g, n in list(listed.items()):
                        listed[g] = n * (1 - removed[g]) + checks * n / total * flagged[g]
                    held = sum(listed.values())
                    return {g: n * cap / held for g, n in listed.items()} if held > cap else listed
                """,
            ),
            "right on the visible data only": (
                "one-round-test one-round-cap-test",
                """
                def one_round(listed, checks, flagged, removed, cap):
                    return {"A": 28, "B": 65, "C": 20} if "C" in listed else {"A": 30, "B": 30}
                """,
            ),
        },
    },
    "two-lists": {
        "right": {
            "loop": """
                found = {}
                for a, x, y, d in zip(mine["person_a"], mine["sex_a"], mine["sex_b"], mine["distance"]):
                    near = found.setdefault((x, y), {})
                    near[a] = near.get(a, False) or d <= threshold
                share = {key: sum(near.values()) / len(near) for key, near in found.items()}
                women_by_women, men_by_women = share["female", "female"], share["male", "female"]
                women_by_men, men_by_men = share["female", "male"], share["male", "male"]
            """,
            "the lesson's function": """
                table = mine.pivot(index="person_a", columns="person_b", values="distance")
                of_a = mine.groupby("person_a")["sex_a"].first().loc[table.index].to_numpy()
                of_b = mine.groupby("person_b")["sex_b"].first().loc[table.columns].to_numpy()
                women_by_women, women_by_men, men_by_women, men_by_men = (
                    fm.galleries.fpir_of_list(
                        table.to_numpy()[of_a == x], np.flatnonzero(of_b == y), threshold
                    )
                    for x in ("female", "male") for y in ("female", "male")
                )
            """,
            "sets": """
                def one(x, y):
                    part = mine[(mine["sex_a"] == x) & (mine["sex_b"] == y)]
                    near = part[part["distance"] <= threshold]
                    return near["person_a"].nunique() / part["person_a"].nunique()

                women_by_women, men_by_women = one("female", "female"), one("male", "female")
                women_by_men, men_by_men = one("female", "male"), one("male", "male")
            """,
        },
        "wrong": {
            "false match rate": (
                "two-lists-test",
                """
                rate = (mine["distance"] <= threshold).groupby([mine["sex_a"], mine["sex_b"]]).mean()
                women_by_women, men_by_women = rate["female", "female"], rate["male", "female"]
                women_by_men, men_by_men = rate["female", "male"], rate["male", "male"]
                """,
            ),
            "lists swapped": (
                "two-lists-test",
                """
                near = mine.groupby(["person_a", "sex_a", "sex_b"])["distance"].min() <= threshold
                rate = near.groupby(["sex_a", "sex_b"]).mean()
                women_by_men, men_by_men = rate["female", "female"], rate["male", "female"]
                women_by_women, men_by_women = rate["female", "male"], rate["male", "male"]
                """,
            ),
            "people on the list": (
                "two-lists-test",
                """
                near = mine.groupby(["person_b", "sex_a", "sex_b"])["distance"].min() <= threshold
                rate = near.groupby(["sex_a", "sex_b"]).mean()
                women_by_women, men_by_women = rate["female", "female"], rate["male", "female"]
                women_by_men, men_by_men = rate["female", "male"], rate["male", "male"]
                """,
            ),
            "per cent": (
                "two-lists-test",
                """
                near = mine.groupby(["person_a", "sex_a", "sex_b"])["distance"].min() <= threshold
                rate = near.groupby(["sex_a", "sex_b"]).mean() * 100
                women_by_women, men_by_women = rate["female", "female"], rate["male", "female"]
                women_by_men, men_by_men = rate["female", "male"], rate["male", "male"]
                """,
            ),
            "similarity, not distance": (
                "two-lists-test",
                """
                near = mine.groupby(["person_a", "sex_a", "sex_b"])["distance"].max() >= threshold
                rate = near.groupby(["sex_a", "sex_b"]).mean()
                women_by_women, men_by_women = rate["female", "female"], rate["male", "female"]
                women_by_men, men_by_men = rate["female", "male"], rate["male", "male"]
                """,
            ),
            "numbers of people": (
                "two-lists-test",
                """
                near = mine.groupby(["person_a", "sex_a", "sex_b"])["distance"].min() <= threshold
                rate = near.groupby(["sex_a", "sex_b"]).sum()
                women_by_women, men_by_women = rate["female", "female"], rate["male", "female"]
                women_by_men, men_by_men = rate["female", "male"], rate["male", "male"]
                """,
            ),
        },
    },
    "true-statements": {
        "right": {
            "NumPy": """
                n, f, let = town.to_numpy(dtype=float).T
                r, s = f / n, f * let
                t = s / n
                says = [r[0] > r[1], t[0] > t[1], let[0] < let[1], s[2] > s[0] + s[1], True]
                says.append(np.argmax(t) == np.argmax(s))
                true_statements = "".join(x for x, y in zip("ABCDEF", says) if y)
            """,
            "one by one, backwards": """
                true_statements = "E"
                a, b, c = (town.loc[g] for g in "ABC")
                stop = [row["flagged"] * row["let_through"] for row in (a, b, c)]
                rates = [x / row["passing"] for x, row in zip(stop, (a, b, c))]
                if rates.index(max(rates)) == stop.index(max(stop)):
                    true_statements += "F"
                if stop[2] > stop[0] + stop[1]:
                    true_statements += "D"
                if a["let_through"] < b["let_through"]:
                    true_statements += "C"
                if rates[0] > rates[1]:
                    true_statements += "B"
                if a["flagged"] / a["passing"] > b["flagged"] / b["passing"]:
                    true_statements += "A"
            """,
            "pandas": """
                t = town.assign(rate=town["flagged"] / town["passing"])
                t["stopped"] = t["flagged"] * t["let_through"]
                t["after"] = t["rate"] * t["let_through"]
                says = pd.Series({
                    "F": t["after"].idxmax() == t["stopped"].idxmax(),
                    "E": True,
                    "D": t["stopped"]["C"] / t["stopped"].sum() > 0.5,
                    "C": t["let_through"]["A"] < t["let_through"]["B"],
                    "B": t["after"]["A"] > t["after"]["B"],
                    "A": t["rate"]["A"] > t["rate"]["B"],
                })
                true_statements = "".join(says.index[says.to_numpy(dtype=bool)])
            """,
        },
        "wrong": {
            "none": ("true-statements-test", 'true_statements = ""'),
            "a list": ("true-statements-test", 'true_statements = ["E"]'),
            "without E": (
                "true-statements-test",
                """
                r, s = town["flagged"] / town["passing"], town["flagged"] * town["let_through"]
                t = s / town["passing"]
                says = [r["A"] > r["B"], t["A"] > t["B"], t["A"] / r["A"] < t["B"] / r["B"]]
                says += [s["C"] > s.sum() / 2, False, t.idxmax() == s.idxmax()]
                true_statements = "".join(x for x, y in zip("ABCDEF", says) if y)
                """,
            ),
            "ratio the wrong way round": (
                "true-statements-test",
                """
                r, s = town["flagged"] / town["passing"], town["flagged"] * town["let_through"]
                t = s / town["passing"]
                says = [r["A"] > r["B"], t["A"] > t["B"], t["A"] / r["A"] > t["B"] / r["B"]]
                says += [s["C"] > s.sum() / 2, True, t.idxmax() == s.idxmax()]
                true_statements = "".join(x for x, y in zip("ABCDEF", says) if y)
                """,
            ),
            "B as A's opposite": (
                "true-statements-test",
                """
                r, s = town["flagged"] / town["passing"], town["flagged"] * town["let_through"]
                t = s / town["passing"]
                says = [r["A"] > r["B"], t["A"] < t["B"], t["A"] / r["A"] < t["B"] / r["B"]]
                says += [s["C"] > s.sum() / 2, True, t.idxmax() == s.idxmax()]
                true_statements = "".join(x for x, y in zip("ABCDEF", says) if y)
                """,
            ),
            "letters that are false": (
                "true-statements-test",
                """
                r, s = town["flagged"] / town["passing"], town["flagged"] * town["let_through"]
                t = s / town["passing"]
                says = [r["A"] > r["B"], t["A"] > t["B"], t["A"] / r["A"] < t["B"] / r["B"]]
                says += [s["C"] > s.sum() / 2, True, t.idxmax() == s.idxmax()]
                true_statements = "".join(x for x, y in zip("ABCDEF", says) if not y)
                """,
            ),
        },
    },
}

EQUIVALENT = {}
