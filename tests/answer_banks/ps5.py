"""Answers to problem set 5, by solution cell: right ones, and wrong ones with what they lose."""

ANSWERS = {
    "fpir": {
        "right": {
            "loop": """
                def fpir(log, people, threshold):
                    named = {name: False for name in people}
                    for name, distance in zip(log["searched"], log["distance"]):
                        if name in named and distance <= threshold:
                            named[name] = True
                    return sum(named.values()) / len(named) if named else float("nan")
            """,
            "nearest": """
                def fpir(log, people, threshold):
                    nearest = log.groupby("searched")["distance"].min().reindex(people)
                    return (nearest <= threshold).mean()
            """,
            "NumPy": """
                def fpir(log, people, threshold):
                    if not people:
                        return np.nan
                    near = log["searched"].to_numpy()[log["distance"].to_numpy() <= threshold]
                    return float(np.isin(np.array(people, dtype=object), near).mean())
            """,
        },
        "wrong": {
            "below only": (
                "fpir-test",
                """
                def fpir(log, people, threshold):
                    named = set(log["searched"][log["distance"] < threshold]) & set(people)
                    return len(named) / len(people) if people else np.nan
                """,
            ),
            "rows, not people": (
                "fpir-test",
                """
                def fpir(log, people, threshold):
                    rows = log[log["searched"].isin(people)]
                    return (rows["distance"] <= threshold).mean()
                """,
            ),
            "trial runs counted": (
                "fpir-test",
                """
                def fpir(log, people, threshold):
                    named = log["searched"][log["distance"] <= threshold].nunique()
                    return named / len(people) if people else np.nan
                """,
            ),
            "only those with a row": (
                "fpir-test",
                """
                def fpir(log, people, threshold):
                    rows = log[log["searched"].isin(people)]
                    return (rows.groupby("searched")["distance"].min() <= threshold).mean()
                """,
            ),
            "all must match": (
                "fpir-test",
                """
                def fpir(log, people, threshold):
                    furthest = log.groupby("searched")["distance"].max().reindex(people)
                    return (furthest <= threshold).mean()
                """,
            ),
            "zero for nobody": (
                "fpir-test",
                """
                def fpir(log, people, threshold):
                    named = set(log["searched"][log["distance"] <= threshold]) & set(people)
                    return len(named) / len(people) if people else 0.0
                """,
            ),
            "a count": (
                "fpir-test",
                """
                def fpir(log, people, threshold):
                    return len(set(log["searched"][log["distance"] <= threshold]) & set(people))
                """,
            ),
            "right on the visible data only": (
                "fpir-test",
                """
                def fpir(log, people, threshold):
                    return {4: 0.5, 2: 0.0}.get(len(people), float("nan"))
                """,
            ),
            "changes its input": (
                "fpir-test",
                """
                def fpir(log, people, threshold):
                    log["match"] = log["distance"] <= threshold
                    named = set(log["searched"][log["match"]]) & set(people)
                    return len(named) / len(people) if people else np.nan
                """,
            ),
        },
    },
    "longest-list": {
        "right": {
            "for": """
                def longest_list(fmr, limit):
                    if not fmr:
                        return np.inf
                    for size in range(10_001):
                        if 1 - (1 - fmr) ** (size + 1) > limit:
                            return size
            """,
            "all lengths at once": """
                def longest_list(fmr, limit):
                    if fmr == 0:
                        return float("inf")
                    sizes = np.arange(20_000)
                    return int(sizes[1 - (1 - fmr) ** sizes <= limit].max())
            """,
            "a quiet list": """
                def longest_list(fmr, limit):
                    if fmr <= 0:
                        return np.inf
                    size, quiet = 0, 1 - fmr
                    while quiet >= 1 - limit:
                        size, quiet = size + 1, quiet * (1 - fmr)
                    return size
            """,
        },
        "wrong": {
            "the first beyond": (
                "longest-list-test",
                """
                def longest_list(fmr, limit):
                    size = 0
                    while fmr and 1 - (1 - fmr) ** size <= limit:
                        size = size + 1
                    return size if fmr else np.inf
                """,
            ),
            "below the limit only": (
                "longest-list-test",
                """
                def longest_list(fmr, limit):
                    size = 0
                    while fmr and 1 - (1 - fmr) ** (size + 1) < limit:
                        size = size + 1
                    return size if fmr else np.inf
                """,
            ),
            "errors added up": (
                "longest-list-test",
                """
                def longest_list(fmr, limit):
                    return int(limit / fmr) if fmr else np.inf
                """,
            ),
            "not a whole number": (
                "longest-list-test",
                """
                def longest_list(fmr, limit):
                    if fmr in (0, 1):
                        return np.inf if fmr == 0 else 0
                    return np.log(1 - limit) / np.log(1 - fmr)
                """,
            ),
            "at least one": (
                "longest-list-test",
                """
                def longest_list(fmr, limit):
                    size = 1
                    while fmr and 1 - (1 - fmr) ** (size + 1) <= limit:
                        size = size + 1
                    return size if fmr else np.inf
                """,
            ),
            "nothing for no errors": (
                "longest-list-test",
                """
                def longest_list(fmr, limit):
                    size = 0
                    while fmr and 1 - (1 - fmr) ** (size + 1) <= limit:
                        size = size + 1
                    return size
                """,
            ),
            "right on the visible data only": (
                "longest-list-test",
                """
                def longest_list(fmr, limit):
                    return 2 if fmr else np.inf
                """,
            ),
        },
    },
    "own-rates": {
        "right": {
            "NumPy": """
                def fpir_with_own_rates(rates, size):
                    return (1 - (1 - np.array(rates, dtype=float)) ** size).mean()
            """,
            "pandas": """
                def fpir_with_own_rates(rates, size):
                    return 1 - ((1 - pd.Series(rates, dtype=float)) ** size).mean()
            """,
            "loop": """
                def fpir_with_own_rates(rates, size):
                    if not rates:
                        return float("nan")
                    quiet = 0
                    for rate in rates:
                        never = 1
                        for _ in range(size):
                            never = never * (1 - rate)
                        quiet += never
                    return 1 - quiet / len(rates)
            """,
        },
        "wrong": {
            "one rate for all": (
                "own-rates-test",
                """
                def fpir_with_own_rates(rates, size):
                    return 1 - (1 - np.mean(rates)) ** size if rates else np.nan
                """,
            ),
            "rates added up": (
                "own-rates-test",
                """
                def fpir_with_own_rates(rates, size):
                    return np.mean(np.minimum(1, np.array(rates) * size)) if rates else np.nan
                """,
            ),
            "sum, not mean": (
                "own-rates-test",
                """
                def fpir_with_own_rates(rates, size):
                    return sum(1 - (1 - rate) ** size for rate in rates) if rates else np.nan
                """,
            ),
            "chance of no match": (
                "own-rates-test",
                """
                def fpir_with_own_rates(rates, size):
                    return np.mean([(1 - rate) ** size for rate in rates]) if rates else np.nan
                """,
            ),
            "zero for nobody": (
                "own-rates-test",
                """
                def fpir_with_own_rates(rates, size):
                    return sum(1 - (1 - rate) ** size for rate in rates) / max(len(rates), 1)
                """,
            ),
            "right on the visible data only": (
                "own-rates-test",
                """
                def fpir_with_own_rates(rates, size):
                    return {2: 0.375, 1: 0.0}.get(len(rates), np.nan)
                """,
            ),
            "changes its input": (
                "own-rates-test",
                """
                def fpir_with_own_rates(rates, size):
                    for place in range(len(rates)):
                        rates[place] = 1 - (1 - rates[place]) ** size
                    return sum(rates) / len(rates) if rates else np.nan
                """,
            ),
        },
    },
    "against-itself": {
        "right": {
            "loop": """
                everybody, named, hits = set(), set(), 0
                for a, b, distance in zip(pairs["person_a"], pairs["person_b"], pairs["distance"]):
                    everybody.update((a, b))
                    if distance <= threshold:
                        named.update((a, b))
                        hits += 1
                members, one_comparison = len(everybody), hits / len(pairs)
                measured = len(named) / members
                by_the_law = 1 - (1 - one_comparison) ** (members - 1)
            """,
            "both ways round": """
                turned = pairs.rename(columns={"person_a": "person_b", "person_b": "person_a"})
                both = pd.concat([pairs, turned])
                nearest = both.groupby("person_a")["distance"].min()
                members = len(nearest)
                measured = (nearest <= threshold).mean()
                one_comparison = (both["distance"] <= threshold).mean()
                by_the_law = float(-np.expm1((members - 1) * np.log1p(-one_comparison)))
            """,
            "with the function of part 1": """
                turned = pd.concat([
                    pairs.set_axis(["searched", "listed", "distance"], axis=1),
                    pairs.set_axis(["listed", "searched", "distance"], axis=1),
                ])
                everybody = list(turned["searched"].unique())
                members = np.int64(len(everybody))
                measured = fpir(turned, everybody, threshold)
                one_comparison = np.mean(pairs["distance"].to_numpy() <= threshold)
                by_the_law = fpir_with_own_rates([one_comparison], members - 1)
            """,
        },
        "wrong": {
            "one side only": (
                "against-itself-test",
                """
                near = pairs[pairs["distance"] <= threshold]
                members = len(set(pairs["person_a"]) | set(pairs["person_b"]))
                one_comparison = len(near) / len(pairs)
                measured = near["person_a"].nunique() / members
                by_the_law = 1 - (1 - one_comparison) ** (members - 1)
                """,
            ),
            "below only": (
                "against-itself-test",
                """
                near = pairs[pairs["distance"] < threshold]
                members = len(set(pairs["person_a"]) | set(pairs["person_b"]))
                one_comparison = len(near) / len(pairs)
                measured = len(set(near["person_a"]) | set(near["person_b"])) / members
                by_the_law = 1 - (1 - one_comparison) ** (members - 1)
                """,
            ),
            "compared with themselves": (
                "against-itself-test",
                """
                near = pairs[pairs["distance"] <= threshold]
                members = len(set(pairs["person_a"]) | set(pairs["person_b"]))
                one_comparison = len(near) / len(pairs)
                measured = len(set(near["person_a"]) | set(near["person_b"])) / members
                by_the_law = 1 - (1 - one_comparison) ** members
                """,
            ),
            "members of one column": (
                "against-itself-test",
                """
                near = pairs[pairs["distance"] <= threshold]
                members = pairs["person_a"].nunique()
                one_comparison = len(near) / len(pairs)
                measured = len(set(near["person_a"]) | set(near["person_b"])) / members
                by_the_law = 1 - (1 - one_comparison) ** members
                """,
            ),
            "matches per member": (
                "against-itself-test",
                """
                near = pairs[pairs["distance"] <= threshold]
                members = len(set(pairs["person_a"]) | set(pairs["person_b"]))
                one_comparison = len(near) / len(pairs)
                measured = min(1, 2 * len(near) / members)
                by_the_law = 1 - (1 - one_comparison) ** (members - 1)
                """,
            ),
            "the list ten times as long": (
                "against-itself-test",
                """
                near = pairs[pairs["distance"] <= threshold]
                members = len(set(pairs["person_a"]) | set(pairs["person_b"]))
                one_comparison = len(near) / len(pairs)
                measured = len(set(near["person_a"]) | set(near["person_b"])) / members
                by_the_law = 1 - (1 - one_comparison) ** len(pairs)
                """,
            ),
            "per cent": (
                "against-itself-test",
                """
                near = pairs[pairs["distance"] <= threshold]
                members = len(set(pairs["person_a"]) | set(pairs["person_b"]))
                one_comparison = 100 * len(near) / len(pairs)
                measured = 100 * len(set(near["person_a"]) | set(near["person_b"])) / members
                by_the_law = 100 * (1 - (1 - one_comparison / 100) ** (members - 1))
                """,
            ),
        },
    },
    "share-carried": {
        "right": {
            "value counts": """
                def share_carried(pairs, threshold, k):
                    near = pairs[pairs["distance"] <= threshold]
                    count = pd.concat([near["person_a"], near["person_b"]]).value_counts().sort_index()
                    top = list(count.sort_values(ascending=False, kind="stable").index[:k])
                    touched = near["person_a"].isin(top) | near["person_b"].isin(top)
                    return touched.sum() / len(near) if len(near) else np.nan
            """,
            "loop": """
                def share_carried(pairs, threshold, k):
                    near = [
                        (a, b) for a, b, d in zip(*(pairs[c] for c in ("person_a", "person_b", "distance")))
                        if d <= threshold
                    ]
                    if not near:
                        return float("nan")
                    people = sorted({name for pair in near for name in pair})
                    people.sort(key=lambda name: sum(name in pair for pair in near), reverse=True)
                    top = set(people[:k])
                    return sum(1 for pair in near if top.intersection(pair)) / len(near)
            """,
            "one after the other": """
                def share_carried(pairs, threshold, k):
                    near = pairs.loc[pairs["distance"] <= threshold, ["person_a", "person_b"]]
                    count = near.stack().value_counts().rename_axis("name").reset_index(name="n")
                    count = count.sort_values(["n", "name"], ascending=[False, True])
                    left = near
                    for name in count["name"].head(k):
                        left = left[(left["person_a"] != name) & (left["person_b"] != name)]
                    return 1 - len(left) / len(near) if len(near) else np.nan
            """,
        },
        "wrong": {
            "below only": (
                "share-carried-test share-carried-ties-test",
                """
                def share_carried(pairs, threshold, k):
                    near = pairs[pairs["distance"] < threshold]
                    count = {}
                    for name in [*near["person_a"], *near["person_b"]]:
                        count[name] = count.get(name, 0) + 1
                    top = sorted(count, key=lambda name: (-count[name], name))[:k]
                    return (near["person_a"].isin(top) | near["person_b"].isin(top)).mean()
                """,
            ),
            "one side only": (
                "share-carried-test share-carried-ties-test",
                """
                def share_carried(pairs, threshold, k):
                    near = pairs[pairs["distance"] <= threshold]
                    count = near["person_a"].value_counts().sort_index()
                    top = count.sort_values(ascending=False, kind="stable").index[:k]
                    return near["person_a"].isin(top).mean()
                """,
            ),
            "a pair at the top counted twice": (
                "share-carried-test share-carried-ties-test",
                """
                def share_carried(pairs, threshold, k):
                    near = pairs[pairs["distance"] <= threshold]
                    names = pd.Series([*near["person_a"], *near["person_b"]], dtype=object)
                    count = names.value_counts().sort_index()
                    count = count.sort_values(ascending=False, kind="stable")
                    return count[:k].sum() / len(near) if len(near) else np.nan
                """,
            ),
            "of the people, not of the matches": (
                "share-carried-test share-carried-ties-test",
                """
                def share_carried(pairs, threshold, k):
                    near = pairs[pairs["distance"] <= threshold]
                    people = set(near["person_a"]) | set(near["person_b"])
                    return min(k, len(people)) / len(people) if people else np.nan
                """,
            ),
            "both must be at the top": (
                "share-carried-test share-carried-ties-test",
                """
                def share_carried(pairs, threshold, k):
                    near = pairs[pairs["distance"] <= threshold]
                    count = {}
                    for name in [*near["person_a"], *near["person_b"]]:
                        count[name] = count.get(name, 0) + 1
                    top = sorted(count, key=lambda name: (-count[name], name))[:k]
                    return (near["person_a"].isin(top) & near["person_b"].isin(top)).mean()
                """,
            ),
            "ties in order of the table": (
                "share-carried-ties-test",
                """
                def share_carried(pairs, threshold, k):
                    near = pairs[pairs["distance"] <= threshold]
                    count = {}
                    for a, b in zip(near["person_a"], near["person_b"]):
                        count[a] = count.get(a, 0) + 1
                        count[b] = count.get(b, 0) + 1
                    top = sorted(count, key=lambda name: -count[name])[:k]
                    return (near["person_a"].isin(top) | near["person_b"].isin(top)).mean()
                """,
            ),
            "ties from the end of the alphabet": (
                "share-carried-ties-test",
                """
                def share_carried(pairs, threshold, k):
                    near = pairs[pairs["distance"] <= threshold]
                    count = {}
                    for name in [*near["person_a"], *near["person_b"]]:
                        count[name] = count.get(name, 0) + 1
                    top = sorted(count, key=lambda name: (count[name], name), reverse=True)[:k]
                    return (near["person_a"].isin(top) | near["person_b"].isin(top)).mean()
                """,
            ),
            "everybody who is tied": (
                "share-carried-ties-test",
                """
                def share_carried(pairs, threshold, k):
                    near = pairs[pairs["distance"] <= threshold]
                    names = pd.Series([*near["person_a"], *near["person_b"]], dtype=object)
                    top = names.value_counts().nlargest(k, keep="all").index
                    return (near["person_a"].isin(top) | near["person_b"].isin(top)).mean()
                """,
            ),
            "zero when nothing matches": (
                "share-carried-test",
                """
                def share_carried(pairs, threshold, k):
                    near = pairs[pairs["distance"] <= threshold]
                    count = {}
                    for name in [*near["person_a"], *near["person_b"]]:
                        count[name] = count.get(name, 0) + 1
                    top = sorted(count, key=lambda name: (-count[name], name))[:k]
                    touched = (near["person_a"].isin(top) | near["person_b"].isin(top)).sum()
                    return touched / max(len(near), 1)
                """,
            ),
            "right on the visible data only": (
                "share-carried-test share-carried-ties-test",
                """
                def share_carried(pairs, threshold, k):
                    if threshold < 0.25:
                        return np.nan
                    if len(pairs) == 5:
                        return {1: 0.75, 2: 1.0}[k]
                    return {0: 0.0, 1: 3 / 7, 3: 6 / 7}.get(k, 1.0)
                """,
            ),
            "changes its input": (
                "share-carried-test share-carried-ties-test",
                """
                def share_carried(pairs, threshold, k):
                    pairs["match"] = pairs["distance"] <= threshold
                    near = pairs[pairs["match"]]
                    count = {}
                    for name in [*near["person_a"], *near["person_b"]]:
                        count[name] = count.get(name, 0) + 1
                    top = sorted(count, key=lambda name: (-count[name], name))[:k]
                    return (near["person_a"].isin(top) | near["person_b"].isin(top)).mean()
                """,
            ),
        },
    },
    "sheet-says": {
        "right": {
            "list": """
                def per_comparison(share, size):
                    return 1 - (1 - share) ** (1 / size)

                fmr, drawn = per_comparison(named / searches, volunteers), per_comparison(
                    drawn_named / searches, drawn_list
                )
                sheet_says = ["F"] + ["A"] * (named > searches / 100) + ["D"] * (drawn < fmr)
                sheet_says += ["C"] * (1 - (1 - fmr) ** city >= 0.1)
            """,
            "text": """
                sheet_says = "f"
                quiet = 1 - named / searches
                if quiet < 0.99:
                    sheet_says += "a"
                if quiet ** (city / volunteers) <= 0.9:
                    sheet_says += "c"
                if (1 - drawn_named / searches) ** (volunteers / drawn_list) > quiet:
                    sheet_says += "d"
            """,
            "text with commas": """
                def log_quiet(hits, size):
                    return np.log(1 - hits / searches) / size

                true = {"F"}
                if log_quiet(drawn_named, drawn_list) > log_quiet(named, volunteers):
                    true.add("D")
                if np.exp(city * log_quiet(named, volunteers)) <= 0.9:
                    true.add("C")
                if named / searches > 0.01:
                    true.add("A")
                sheet_says = ", ".join(sorted(true))
            """,
        },
        "wrong": {
            "all": ("sheet-says-test", 'sheet_says = set("ABCDEF")'),
            "drawn is measured": (
                "sheet-says-test",
                """
                sheet_says = {"B", "F"}
                if named / searches > 0.01:
                    sheet_says.add("A")
                """,
            ),
            "none seen is none": ("sheet-says-test", 'sheet_says = ["E", "F"]'),
            "a longer list is no matter": (
                "sheet-says-test",
                """
                sheet_says = {"A", "D"} if named / searches > 0.01 else {"D"}
                """,
            ),
            "the share for the error of one": (
                "sheet-says-test",
                """
                sheet_says = {"C"}  # 1 - (1 - named / searches) ** city is nearly 1
                if named / searches > 0.01:
                    sheet_says.add("A")
                if drawn_named < named:
                    sheet_says.add("D")
                """,
            ),
            "a sentence": ("sheet-says-test", 'sheet_says = "A and F hold"'),
        },
    },
}
