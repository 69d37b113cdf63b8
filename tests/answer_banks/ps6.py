"""Answers to problem set 6, by solution cell: right ones, and wrong ones with what they lose."""

BOTH = "two-shares-test two-shares-none-test"
BEST = "best-threshold-test best-threshold-ties-test"

OF_GROUP = "both / int(inside.sum()) if inside.any() else np.nan"
OF_FLAGGED = "both / int(hit.sum()) if hit.any() else np.nan"

ENOUGH = "counts[t][1] >= max(at_least, 1)"
LARGEST = "(counts[t][0] / counts[t][1], -t)"


def shares(first, second, before="pass", end="return first, second"):
    return f"""
        def two_shares(people, group):
            {before}
            inside, hit = people["group"] == group, people["flagged"]
            both = int((inside & hit).sum())
            first = {first}
            second = {second}
            {end}
    """


def flagged(wrong, before="pass", end="return found"):
    return f"""
        def flagged_people(table, threshold):
            {before}
            found = {{}}
            for p, c, d in zip(table["person"], table["candidate"], table["distance"]):
                found[p] = found.get(p, False) or bool({wrong})
            {end}
    """


def best(enough=ENOUGH, key=LARGEST, before="pass", end="return best"):
    return f"""
        def best_threshold(counts, at_least):
            {before}
            fits = [t for t in counts if {enough}]
            best = max(fits, key=lambda t: {key}) if fits else None
            {end}
    """


def women(of_women, of_flagged, counted="(hit & woman).sum(), woman.sum()"):
    return f"""
        hit, woman = members["distance"] <= threshold, members["sex"] == "female"
        women_flagged = {of_women}
        women_low, women_high = fm.resampling.binomial_interval({counted})
        flagged_women = {of_flagged}
    """


def headline(share="women / len(near)", enough="len(near) >= 20", change="pass"):
    return f"""
        found = {{}}
        for t in tried:
            near = members[members["distance"] <= t]
            women = (near["sex"] == "female").sum()
            if {enough}:
                found[t] = {share}
        largest_at, smallest_at = max(found, key=found.get), min(found, key=found.get)
        largest, smallest = found[largest_at], found[smallest_at]
        {change}
    """


# The letters that hold, to change one of them.
LETTERS = """
        ours, low, high = of_color / flagged, *fm.resampling.binomial_interval(11, 28)
        lot = fm.replay.chance_of_at_least(of_color, flagged, color, everybody)
        can_say = set()
        can_say |= set() if same_list else {"A"}
        can_say |= set() if same_threshold else {"B"}
        can_say |= set() if same_members else {"C"}
        can_say |= {"D"} if low <= ours <= high else set()
        can_say |= {"E"} if lot > 0.05 else set()
"""


def letters(change):
    return f"{LETTERS}\n        {change}\n"


ANSWERS = {
    "two-shares": {
        "right": {
            "counts": shares(OF_GROUP, OF_FLAGGED),
            "NumPy": """
                def two_shares(people, group):
                    inside = (people["group"] == group).to_numpy()
                    hit = people["flagged"].to_numpy().astype(bool)
                    first = float(hit[inside].mean()) if inside.sum() else float("nan")
                    return first, float(inside[hit].mean()) if hit.sum() else float("nan")
            """,
            "loop": """
                def two_shares(people, group):
                    both = inside = hit = 0
                    for flag, label in zip(people["flagged"], people["group"]):
                        inside += label == group
                        hit += bool(flag)
                        both += bool(flag) and label == group
                    return [both / inside if inside else np.nan, both / hit if hit else np.nan]
            """,
            "sets of rows": """
                def two_shares(people, group):
                    inside = set(people.index[people["group"] == group])
                    hit = set(people.index[people["flagged"]])
                    share = lambda part: len(inside & hit) / len(part) if part else float("nan")
                    return share(inside), share(hit)
            """,
        },
        "wrong": {
            "prints": (BOTH, shares(OF_GROUP, OF_FLAGGED, end="print(first, second)")),
            "swapped": (BOTH, shares(OF_FLAGGED, OF_GROUP)),
            "of everybody": (BOTH, shares("both / len(people)", "both / len(people)")),
            "one number": (BOTH, shares(OF_GROUP, OF_FLAGGED, end="return first")),
            "0 for a share of nobody": (
                "two-shares-none-test",
                shares(OF_GROUP.replace("np.nan", "0"), OF_FLAGGED.replace("np.nan", "0")),
            ),
            "nan whenever none is both": (
                "two-shares-none-test",
                shares(OF_GROUP, OF_FLAGGED, end="return (first or np.nan), (second or np.nan)"),
            ),
            "per cent": (
                "two-shares-test",
                shares("100 * both / int(inside.sum()) if inside.any() else np.nan", OF_FLAGGED),
            ),
            "whole numbers divided": (
                "two-shares-test",
                shares(OF_GROUP.replace("/", "//"), OF_FLAGGED.replace("/", "//")),
            ),
            "group names that contain it": (
                "two-shares-test",
                """
                def two_shares(people, group):
                    inside, hit = people["group"].str.contains(group), people["flagged"]
                    return hit[inside].mean(), inside[hit].mean()
                """,
            ),
            "right on the visible data only": (
                BOTH,
                """
                def two_shares(people, group):
                    if not people["flagged"].any():
                        return 0, np.nan
                    return {"a": (1, 2 / 3), "b": (1 / 4, 1 / 3)}.get(group, (0.5, 0.5))
                """,
            ),
            "changes its input": (
                "two-shares-test",
                shares(OF_GROUP, OF_FLAGGED, 'people["inside"] = people["group"] == group'),
            ),
        },
    },
    "flagged-people": {
        "right": {
            "loop": flagged("p != c and d <= threshold"),
            "pandas": """
                def flagged_people(table, threshold):
                    hit = (table["person"] != table["candidate"]) & (table["distance"] <= threshold)
                    return {p: bool(v) for p, v in hit.groupby(table["person"]).any().items()}
            """,
            "set": """
                def flagged_people(table, threshold):
                    near = table[table["distance"] <= threshold]
                    near = set(near[near["person"] != near["candidate"]]["person"])
                    return {person: person in near for person in set(table["person"])}
            """,
            "smallest distance": """
                def flagged_people(table, threshold):
                    others = table.loc[table["person"] != table["candidate"]]
                    least = others.groupby("person")["distance"].min()
                    return {p: bool(least.get(p, np.inf) <= threshold) for p in table["person"]}
            """,
        },
        "wrong": {
            label: ("flagged-people-test", code)
            for label, code in {
                "below": flagged("p != c and d < threshold"),
                "self-pairs": flagged("d <= threshold"),
                "similarity for distance": flagged("p != c and d >= threshold"),
                "prints": flagged("p != c and d <= threshold", end="print(found)"),
                "changes its input": flagged(
                    "p != c and d <= threshold", 'table["hit"] = table["distance"] <= threshold'
                ),
                "right on the visible data only": flagged("p == 'b'"),
                "only those flagged": """
                    def flagged_people(table, threshold):
                        hit = (table["person"] != table["candidate"]) & (
                            table["distance"] <= threshold
                        )
                        return {person: True for person in table["person"][hit]}
                """,
                "the closest candidate, who may be oneself": """
                    def flagged_people(table, threshold):
                        found = {}
                        for person, rows in table.groupby("person"):
                            row = rows.sort_values("distance").iloc[0]
                            found[person] = bool(
                                row["candidate"] != person and row["distance"] <= threshold
                            )
                        return found
                """,
                "the last row decides": """
                    def flagged_people(table, threshold):
                        found = {}
                        for _, row in table.iterrows():
                            other = row["person"] != row["candidate"]
                            found[row["person"]] = bool(other and row["distance"] <= threshold)
                        return found
                """,
            }.items()
        },
    },
    "best-threshold": {
        "right": {
            "max": best(),
            "sorted": """
                def best_threshold(counts, at_least):
                    fits = [(-a / b, t) for t, (a, b) in counts.items() if b and b >= at_least]
                    return sorted(fits)[0][1] if fits else None
            """,
            "loop": """
                def best_threshold(counts, at_least):
                    best, largest = None, -1
                    for threshold in sorted(counts):
                        inside, flagged = counts[threshold]
                        if flagged >= max(at_least, 1) and inside / flagged > largest:
                            best, largest = threshold, inside / flagged
                    return best
            """,
            "pandas": """
                def best_threshold(counts, at_least):
                    table = pd.DataFrame(
                        [(t, a, b) for t, (a, b) in counts.items()], columns=["t", "a", "b"]
                    )
                    table = table[(table["b"] > 0) & (table["b"] >= at_least)]
                    if table.empty:
                        return None
                    share = table["a"] / table["b"]
                    return float(table["t"][share == share.max()].min())
            """,
        },
        "wrong": {
            "prints": (BEST, best(end="print(best)")),
            "the strictest that counts": ("best-threshold-test", best(key="-t")),
            "smallest share": (BEST, best(key="(-counts[t][0] / counts[t][1], t)")),
            "more than at least": ("best-threshold-test", best("counts[t][1] > at_least")),
            "loosest of equals": (
                "best-threshold-ties-test",
                best(key="(counts[t][0] / counts[t][1], t)"),
            ),
            "first of equals": (
                "best-threshold-ties-test",
                best(key="counts[t][0] / counts[t][1]"),
            ),
            "largest count": (BEST, best(key="(counts[t][0], -t)")),
            "share of nobody": (
                "best-threshold-ties-test",
                best("counts[t][1] >= at_least"),
            ),
            "the loosest when none counts": (
                "best-threshold-ties-test",
                best(end="return max(counts) if best is None else best"),
            ),
            "per cent, rounded": (
                "best-threshold-test",
                best(key="(round(10 * counts[t][0] / counts[t][1]), -t)"),
            ),
            "all count": (BEST, best("counts[t][1] >= 1")),
            "right on the visible data only": (
                BEST,
                """
                def best_threshold(counts, at_least):
                    if at_least == 11:
                        return None
                    return 0.45 if 0.5 in counts and counts[0.5] == (3, 12) else 0.4
                """,
            ),
            "changes its input": (
                "best-threshold-test",
                best(before="counts.pop(0.9375, None)"),
            ),
        },
    },
    "women": {
        "right": {
            "means": women("hit[woman].mean()", "woman[hit].mean()"),
            "counts": women("(hit & woman).sum() / woman.sum()", "(hit & woman).sum() / hit.sum()"),
            "own function": """
                people = pd.DataFrame(
                    {"flagged": members["distance"] <= threshold, "group": members["sex"]}
                )
                of_women = people["flagged"][people["group"] == "female"]
                women_flagged = np.mean(of_women)
                flagged_women = (people["group"] == "female")[people["flagged"]].mean()
                women_low, women_high = fm.resampling.binomial_interval(
                    int(of_women.sum()), len(of_women)
                )
            """,
            "loop": """
                count = {"female": [0, 0], "male": [0, 0]}
                for sex, distance in zip(members["sex"], members["distance"]):
                    count[sex][0] += distance <= threshold
                    count[sex][1] += 1
                hits, people = count["female"]
                women_flagged = hits / people
                flagged_women = hits / (hits + count["male"][0])
                women_low, women_high = fm.resampling.binomial_interval(hits, people)
            """,
        },
        "wrong": {
            label: ("women-test", code)
            for label, code in {
                "swapped": women("woman[hit].mean()", "hit[woman].mean()"),
                "of everybody": women("(hit & woman).mean()", "(hit & woman).mean()"),
                "per cent": women("100 * hit[woman].mean()", "100 * woman[hit].mean()"),
                "men": women("hit[~woman].mean()", "(~woman)[hit].mean()"),
                "interval of the other share": women(
                    "hit[woman].mean()", "woman[hit].mean()", "(hit & woman).sum(), hit.sum()"
                ),
                "interval of men": women(
                    "hit[woman].mean()", "woman[hit].mean()", "(hit & ~woman).sum(), (~woman).sum()"
                ),
                "rounded to whole per cent": women(
                    "round(hit[woman].mean(), 2)", "round(woman[hit].mean(), 2)"
                ),
                "the library's threshold": women("hit[woman].mean()", "woman[hit].mean()").replace(
                    "<= threshold", "<= 0.6"
                ),
                "untouched": women("None", "None"),
            }.items()
        },
    },
    "headline": {
        "right": {
            "loop": headline(),
            "own function": """
                def counts_of(sex):
                    near = {t: members[members["distance"] <= t]["sex"] for t in tried}
                    return {t: (int((near[t] == sex).sum()), len(near[t])) for t in tried}

                def loudest(counts):
                    enough = [t for t in counts if counts[t][1] >= 20]
                    return max(enough, key=lambda t: counts[t][0] / counts[t][1])

                female = counts_of("female")
                largest_at, smallest_at = loudest(female), loudest(counts_of("male"))
                largest, smallest = (female[t][0] / female[t][1] for t in (largest_at, smallest_at))
            """,
            "pandas": """
                rows = pd.DataFrame({t: members["distance"] <= t for t in tried})
                rows = rows.loc[:, rows.sum() >= 20]
                of_flagged = rows[members["sex"] == "female"].sum() / rows.sum()
                largest, largest_at = of_flagged.max(), of_flagged.idxmax()
                smallest, smallest_at = of_flagged.min(), of_flagged.idxmin()
            """,
        },
        "wrong": {
            label: ("headline-test", code)
            for label, code in {
                "of the women": headline('women / (members["sex"] == "female").sum()'),
                "per cent": headline("100 * women / len(near)"),
                "men": headline("1 - women / len(near)"),
                "counts": headline("women"),
                "swapped": headline(change="largest_at, smallest_at = smallest_at, largest_at"),
                "among 100 at least": headline(enough="len(near) >= 100"),
                "no least number of people": headline(enough="len(near) >= 1"),
                "below the threshold": headline().replace("<= t]", "< t]"),
                "untouched": "pass",
            }.items()
        },
    },
    "differences": {
        "right": {
            "set": LETTERS,
            "text": letters('can_say = "".join(sorted(can_say))'),
            "list, small letters": letters("can_say = [letter.lower() for letter in can_say]"),
            "by hand": """
                can_say = []
                for letter, same in zip("ABC", [same_list, same_threshold, same_members]):
                    if not same:
                        can_say.append(letter)
                if (of_color, flagged) in [(9, 30), (20, 40)]:
                    can_say.append("D")
                if (of_color, flagged) in [(9, 30), (3, 20)]:
                    can_say.append("E")
            """,
        },
        "wrong": {
            label: ("differences-test", letters(change))
            for label, change in {
                "all": 'can_say = set("ABCDEF")',
                "the box explains it": 'can_say.add("F")',
                "the list read the wrong way": 'can_say ^= {"A"}',
                "the threshold read the wrong way": 'can_say ^= {"B"}',
                "who was searched for left out": 'can_say ^= {"C"}',
                "against the point, not the interval": 'can_say ^= {"D"}',
                "fewer, not as many or more": 'can_say ^= {"E"}',
                "nothing": "can_say = set()",
                "untouched": "can_say = None",
            }.items()
        },
    },
}
