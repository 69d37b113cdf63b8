"""Answers to problem set 3, by solution cell: right ones, and wrong ones with what they lose."""

ANSWERS = {
    "group-table": {
        "right": {
            "loop": """
                def group_table(pairs, attribute, threshold):
                    people, count, matches = {}, {}, {}
                    columns = ["person_a", "person_b", f"{attribute}_a", f"{attribute}_b", "distance"]
                    for a, b, x, y, distance in zip(*(pairs[column] for column in columns)):
                        people.setdefault(x, set()).add(a)
                        people.setdefault(y, set()).add(b)
                        if x == y and a != b:
                            count[x] = count.get(x, 0) + 1
                            matches[x] = matches.get(x, 0) + (distance <= threshold)
                    rows = []
                    for group in people:
                        n, m = count.get(group, 0), matches.get(group, 0)
                        rows.append((group, len(people[group]), n, m, m / n if n else np.nan))
                    names = ["group", "people", "pairs", "matches", "rate"]
                    return pd.DataFrame(rows, columns=names).set_index("group")
            """,
            "pandas": """
                def group_table(pairs, attribute, threshold):
                    x, y = pairs[f"{attribute}_a"].astype(str), pairs[f"{attribute}_b"].astype(str)
                    members = pd.concat([
                        pd.DataFrame({"group": x, "person": pairs["person_a"].astype(str)}),
                        pd.DataFrame({"group": y, "person": pairs["person_b"].astype(str)}),
                    ])
                    people = members.groupby("group")["person"].nunique()
                    within = (x == y) & ~pairs["same_person"]
                    match = (pairs["distance"] <= threshold)[within].groupby(x[within])
                    table = pd.DataFrame({"people": people, "pairs": match.size(), "matches": match.sum()})
                    table = table.fillna(0)
                    return table.assign(rate=table["matches"] / table["pairs"])
            """,
            "NumPy": """
                def group_table(pairs, attribute, threshold):
                    x = pairs[f"{attribute}_a"].to_numpy().astype(str)
                    y = pairs[f"{attribute}_b"].to_numpy().astype(str)
                    a = pairs["person_a"].to_numpy().astype(str)
                    b = pairs["person_b"].to_numpy().astype(str)
                    match = pairs["distance"].to_numpy() <= threshold
                    table = {}
                    for group in np.union1d(x, y):
                        within = (x == group) & (y == group) & (a != b)
                        table[group] = [
                            np.union1d(a[x == group], b[y == group]).size,
                            within.sum(), match[within].sum(), match[within].mean(),
                        ]
                    return pd.DataFrame(table, index=["people", "pairs", "matches", "rate"]).T
            """,
        },
        "wrong": {
            "mated pairs too": (
                "group-table-test",
                """
                def group_table(pairs, attribute, threshold):
                    return table_of(pairs, attribute, threshold, pairs.assign(same_person=False))

                def table_of(pairs, attribute, threshold, used):
                    x, y, rows = used[f"{attribute}_a"], used[f"{attribute}_b"], {}
                    for group in set(x) | set(y):
                        chosen = used[(x == group) & (y == group)]
                        matches = (chosen["distance"] <= threshold).sum()
                        people = len(set(used["person_a"][x == group]) | set(used["person_b"][y == group]))
                        rows[group] = [people, len(chosen), matches, matches / len(chosen) if len(chosen) else np.nan]
                    return pd.DataFrame(rows, index=["people", "pairs", "matches", "rate"]).T
                """,
            ),
            "one person in the group": (
                "group-table-test",
                """
                def group_table(pairs, attribute, threshold):
                    x, y, rows = pairs[f"{attribute}_a"], pairs[f"{attribute}_b"], {}
                    for group in set(x) | set(y):
                        chosen = pairs[((x == group) | (y == group)) & ~pairs["same_person"]]
                        matches = (chosen["distance"] <= threshold).sum()
                        people = len(set(pairs["person_a"][x == group]) | set(pairs["person_b"][y == group]))
                        rows[group] = [people, len(chosen), matches, matches / len(chosen) if len(chosen) else np.nan]
                    return pd.DataFrame(rows, index=["people", "pairs", "matches", "rate"]).T
                """,
            ),
            "lonely group left out": (
                "group-table-test",
                """
                def group_table(pairs, attribute, threshold):
                    x, y, rows = pairs[f"{attribute}_a"], pairs[f"{attribute}_b"], {}
                    for group in set(x) | set(y):
                        chosen = pairs[(x == group) & (y == group) & ~pairs["same_person"]]
                        if len(chosen):
                            matches = (chosen["distance"] <= threshold).sum()
                            people = len(set(chosen["person_a"]) | set(chosen["person_b"]))
                            rows[group] = [people, len(chosen), matches, matches / len(chosen)]
                    return pd.DataFrame(rows, index=["people", "pairs", "matches", "rate"]).T
                """,
            ),
            "people counted on one side": (
                "group-table-test",
                """
                def group_table(pairs, attribute, threshold):
                    x, y, rows = pairs[f"{attribute}_a"], pairs[f"{attribute}_b"], {}
                    for group in set(x) | set(y):
                        chosen = pairs[(x == group) & (y == group) & ~pairs["same_person"]]
                        matches = (chosen["distance"] <= threshold).sum()
                        people = pairs["person_a"][x == group].nunique()
                        rows[group] = [people, len(chosen), matches, matches / len(chosen) if len(chosen) else np.nan]
                    return pd.DataFrame(rows, index=["people", "pairs", "matches", "rate"]).T
                """,
            ),
            "below only": (
                "group-table-test",
                """
                def group_table(pairs, attribute, threshold):
                    x, y, rows = pairs[f"{attribute}_a"], pairs[f"{attribute}_b"], {}
                    for group in set(x) | set(y):
                        chosen = pairs[(x == group) & (y == group) & ~pairs["same_person"]]
                        matches = (chosen["distance"] < threshold).sum()
                        people = len(set(pairs["person_a"][x == group]) | set(pairs["person_b"][y == group]))
                        rows[group] = [people, len(chosen), matches, matches / len(chosen) if len(chosen) else np.nan]
                    return pd.DataFrame(rows, index=["people", "pairs", "matches", "rate"]).T
                """,
            ),
        },
    },
    "cross-table": {
        "right": {
            "loop": """
                def cross_table(pairs, attribute, threshold):
                    found = {}
                    groups = set()
                    for row in pairs.to_dict("records"):
                        x, y = row[f"{attribute}_a"], row[f"{attribute}_b"]
                        groups |= {x, y}
                        if row["person_a"] != row["person_b"]:
                            found.setdefault(frozenset((x, y)), []).append(row["distance"] <= threshold)
                    table = {
                        x: {y: np.mean(found.get(frozenset((x, y)), [np.nan])) for y in groups}
                        for x in groups
                    }
                    return pd.DataFrame(table)
            """,
            "pandas, both ways": """
                def cross_table(pairs, attribute, threshold):
                    x, y = pairs[f"{attribute}_a"].astype(str), pairs[f"{attribute}_b"].astype(str)
                    groups = sorted(set(x) | set(y))
                    match = (pairs["distance"] <= threshold).astype(float)
                    # Within a group each pair stands here twice, which leaves its rate as it is.
                    both = pd.concat([
                        pd.DataFrame({"x": x, "y": y, "match": match})[~pairs["same_person"]],
                        pd.DataFrame({"x": y, "y": x, "match": match})[~pairs["same_person"]],
                    ])
                    table = both.pivot_table(index="x", columns="y", values="match", aggfunc="mean")
                    return table.reindex(index=groups, columns=groups)
            """,
            "NumPy counts": """
                def cross_table(pairs, attribute, threshold):
                    used = pairs[~pairs["same_person"]]
                    groups = np.union1d(
                        pairs[f"{attribute}_a"].astype(str), pairs[f"{attribute}_b"].astype(str)
                    )
                    x = np.searchsorted(groups, used[f"{attribute}_a"].astype(str))
                    y = np.searchsorted(groups, used[f"{attribute}_b"].astype(str))
                    total, match = np.zeros((2, len(groups), len(groups)))
                    np.add.at(total, (x, y), 1)
                    np.add.at(match, (x, y), used["distance"].to_numpy() <= threshold)
                    return pd.DataFrame((match + match.T) / (total + total.T), groups, groups)
            """,
        },
        "wrong": {
            "a number, not a rate": (
                "cross-table-test",
                """
                def cross_table(pairs, attribute, threshold):
                    apart = pairs[~pairs["same_person"]]
                    x, y = f"{attribute}_a", f"{attribute}_b"
                    turned = apart.rename(columns={x: y, y: x})
                    both = pd.concat([apart, turned[turned[x] != turned[y]]])
                    match = both["distance"] <= threshold
                    return match.groupby([both[x], both[y]]).sum().unstack()
                """,
            ),
            "one way round": (
                "cross-table-test",
                """
                def cross_table(pairs, attribute, threshold):
                    used = pairs[~pairs["same_person"]]
                    x, y = used[f"{attribute}_a"], used[f"{attribute}_b"]
                    groups = sorted(set(pairs[f"{attribute}_a"]) | set(pairs[f"{attribute}_b"]))
                    table = (used["distance"] <= threshold).groupby([x, y]).mean().unstack()
                    return table.reindex(index=groups, columns=groups)
                """,
            ),
            "mated pairs too": (
                "cross-table-test",
                """
                def cross_table(pairs, attribute, threshold):
                    x, y = pairs[f"{attribute}_a"], pairs[f"{attribute}_b"]
                    groups = sorted(set(x) | set(y))
                    table = pd.DataFrame(index=groups, columns=groups, dtype=float)
                    for g in groups:
                        for h in groups:
                            chosen = pairs[((x == g) & (y == h)) | ((x == h) & (y == g))]
                            table.loc[g, h] = (chosen["distance"] <= threshold).mean()
                    return table
                """,
            ),
            "zero for no pair": (
                "cross-table-test",
                """
                def cross_table(pairs, attribute, threshold):
                    used = pairs[~pairs["same_person"]]
                    x, y = used[f"{attribute}_a"], used[f"{attribute}_b"]
                    groups = sorted(set(x) | set(y))
                    table = pd.DataFrame(0.0, index=groups, columns=groups)
                    for g in groups:
                        for h in groups:
                            chosen = used[((x == g) & (y == h)) | ((x == h) & (y == g))]
                            if len(chosen):
                                table.loc[g, h] = (chosen["distance"] <= threshold).mean()
                    return table
                """,
            ),
            "mean of the two ways": (
                "cross-table-test",
                """
                def cross_table(pairs, attribute, threshold):
                    used = pairs[~pairs["same_person"]]
                    x, y = used[f"{attribute}_a"], used[f"{attribute}_b"]
                    groups = sorted(set(x) | set(y))
                    table = (used["distance"] <= threshold).groupby([x, y]).mean().unstack()
                    table = table.reindex(index=groups, columns=groups)
                    return ((table + table.T) / 2).fillna(table).fillna(table.T)
                """,
            ),
        },
    },
    "rate-of-draw": {
        "right": {
            "loop": """
                def rate_of_draw(pairs, threshold, drawn):
                    total = matched = 0
                    for row in pairs.itertuples():
                        weight = drawn.count(row.person_a) * drawn.count(row.person_b)
                        total += weight
                        if row.distance <= threshold:
                            matched += weight
                    return matched / total if total else float("nan")
            """,
            "Counter": """
                from collections import Counter

                def rate_of_draw(pairs, threshold, drawn):
                    times = Counter(drawn)
                    weights = [times[a] * times[b] for a, b in zip(pairs["person_a"], pairs["person_b"])]
                    if sum(weights) == 0:
                        return np.nan
                    return np.average(pairs["distance"] <= threshold, weights=weights)
            """,
            "merged table": """
                def rate_of_draw(pairs, threshold, drawn):
                    table = pairs.assign(
                        person_a=pairs["person_a"].astype(str), person_b=pairs["person_b"].astype(str)
                    )
                    people = pd.DataFrame({"person": pd.Series(drawn, dtype=str)})
                    first = table.merge(people, left_on="person_a", right_on="person")
                    both = first.merge(people, left_on="person_b", right_on="person")
                    return float((both["distance"] <= threshold).mean())
            """,
        },
        "wrong": {
            "each person once": (
                "rate-of-draw-test",
                """
                def rate_of_draw(pairs, threshold, drawn):
                    kept = pairs[pairs["person_a"].isin(drawn) & pairs["person_b"].isin(drawn)]
                    return (kept["distance"] <= threshold).mean()
                """,
            ),
            "added, not multiplied": (
                "rate-of-draw-test",
                """
                def rate_of_draw(pairs, threshold, drawn):
                    weights = [
                        (drawn.count(a) + drawn.count(b)) * (a in drawn and b in drawn)
                        for a, b in zip(pairs["person_a"], pairs["person_b"])
                    ]
                    if sum(weights) == 0:
                        return np.nan
                    return np.average(pairs["distance"] <= threshold, weights=weights)
                """,
            ),
            "nobody drawn": (
                "rate-of-draw-test",
                """
                def rate_of_draw(pairs, threshold, drawn):
                    return (pairs["distance"] <= threshold).mean()
                """,
            ),
            "divided by all pairs": (
                "rate-of-draw-test",
                """
                def rate_of_draw(pairs, threshold, drawn):
                    weights = np.array([
                        drawn.count(a) * drawn.count(b)
                        for a, b in zip(pairs["person_a"], pairs["person_b"])
                    ])
                    if not weights.any():
                        return np.nan
                    return weights[(pairs["distance"] <= threshold).to_numpy()].sum() / len(pairs)
                """,
            ),
            "zero where no pair is left": (
                "rate-of-draw-test",
                """
                def rate_of_draw(pairs, threshold, drawn):
                    total = matched = 0
                    for row in pairs.itertuples():
                        weight = drawn.count(row.person_a) * drawn.count(row.person_b)
                        total += weight
                        matched += weight * (row.distance <= threshold)
                    return matched / max(total, 1)
                """,
            ),
        },
    },
    "people-interval": {
        "right": {
            "with part 3": """
                def people_interval(pairs, threshold, resamples, seed):
                    rng = np.random.default_rng(seed)
                    people = np.union1d(pairs["person_a"], pairs["person_b"])
                    rates = [
                        rate_of_draw(pairs, threshold, list(rng.choice(people, size=len(people))))
                        for _ in range(resamples)
                    ]
                    return np.nanquantile(rates, 0.025), np.nanquantile(rates, 0.975)
            """,
            "all at once": """
                def people_interval(pairs, threshold, resamples, seed):
                    rng = np.random.default_rng(seed)
                    people = np.unique(pairs[["person_a", "person_b"]].to_numpy().astype(str))
                    a = np.searchsorted(people, pairs["person_a"].astype(str))
                    b = np.searchsorted(people, pairs["person_b"].astype(str))
                    n = len(people)
                    times = rng.multinomial(n, np.full(n, 1 / n), size=resamples)
                    weight = times[:, a] * times[:, b]
                    rates = weight @ (pairs["distance"].to_numpy() <= threshold) / weight.sum(axis=1)
                    return tuple(np.nanpercentile(rates, [2.5, 97.5]))
            """,
            "plain loops": """
                def people_interval(pairs, threshold, resamples, seed):
                    rng = np.random.default_rng(seed)
                    rows = list(zip(pairs["person_a"], pairs["person_b"], pairs["distance"] <= threshold))
                    people = sorted({name for a, b, _ in rows for name in (a, b)})
                    rates = []
                    for _ in range(resamples):
                        times = dict.fromkeys(people, 0)
                        for place in rng.integers(0, len(people), len(people)):
                            times[people[place]] += 1
                        total = sum(times[a] * times[b] for a, b, _ in rows)
                        if total > 0:
                            rates.append(sum(times[a] * times[b] for a, b, m in rows if m) / total)
                    rates.sort()
                    low = rates[round(0.025 * (len(rates) - 1))]
                    return low, rates[round(0.975 * (len(rates) - 1))]
            """,
        },
        "wrong": {
            "pairs drawn": (
                "people-interval-test",
                """
                def people_interval(pairs, threshold, resamples, seed):
                    rng = np.random.default_rng(seed)
                    match = (pairs["distance"] <= threshold).to_numpy()
                    rates = [rng.choice(match, size=len(match)).mean() for _ in range(resamples)]
                    return np.quantile(rates, 0.025), np.quantile(rates, 0.975)
                """,
            ),
            "each drawn person once": (
                "people-interval-test",
                """
                def people_interval(pairs, threshold, resamples, seed):
                    rng = np.random.default_rng(seed)
                    people = np.union1d(pairs["person_a"], pairs["person_b"])
                    rates = []
                    for _ in range(resamples):
                        drawn = set(rng.choice(people, size=len(people)))
                        kept = pairs[pairs["person_a"].isin(drawn) & pairs["person_b"].isin(drawn)]
                        if len(kept):
                            rates.append((kept["distance"] <= threshold).mean())
                    return np.quantile(rates, 0.025), np.quantile(rates, 0.975)
                """,
            ),
            "90 % for 95 %": (
                "people-interval-test",
                """
                def people_interval(pairs, threshold, resamples, seed):
                    rng = np.random.default_rng(seed)
                    people = np.union1d(pairs["person_a"], pairs["person_b"])
                    rates = [
                        rate_of_draw(pairs, threshold, list(rng.choice(people, size=len(people))))
                        for _ in range(resamples)
                    ]
                    return np.nanquantile(rates, 0.05), np.nanquantile(rates, 0.95)
                """,
            ),
            "smallest and largest": (
                "people-interval-test",
                """
                def people_interval(pairs, threshold, resamples, seed):
                    rng = np.random.default_rng(seed)
                    people = np.union1d(pairs["person_a"], pairs["person_b"])
                    rates = [
                        rate_of_draw(pairs, threshold, list(rng.choice(people, size=len(people))))
                        for _ in range(resamples)
                    ]
                    return np.nanmin(rates), np.nanmax(rates)
                """,
            ),
            "shuffled, not drawn": (
                "people-interval-test",
                """
                def people_interval(pairs, threshold, resamples, seed):
                    rng = np.random.default_rng(seed)
                    people = np.union1d(pairs["person_a"], pairs["person_b"])
                    rates = [
                        rate_of_draw(pairs, threshold, list(rng.permutation(people)))
                        for _ in range(resamples)
                    ]
                    return np.nanquantile(rates, 0.025), np.nanquantile(rates, 0.975)
                """,
            ),
            "seed forgotten": (
                "people-interval-test",
                """
                def people_interval(pairs, threshold, resamples, seed):
                    people = np.union1d(pairs["person_a"], pairs["person_b"])
                    rates = [
                        rate_of_draw(pairs, threshold, list(np.random.choice(people, len(people))))
                        + 1e-9 * np.random.random()
                        for _ in range(resamples)
                    ]
                    return np.nanquantile(rates, 0.025), np.nanquantile(rates, 0.975)
                """,
            ),
        },
    },
    "women-and-men": {
        "right": {
            "the course's own function": """
                found = fm.rates.fmr_by_group(congress, 0.6, "sex", resamples=2).set_index("group")
                women, men = found.loc["female", "people"], found.loc["male", "people"]
                women_fmr, men_fmr = found.loc["female", "rate"], found.loc["male", "rate"]
                times_higher = women_fmr / men_fmr
            """,
            "pandas": """
                people = pd.concat([
                    congress[["person_a", "sex_a"]].set_axis(["person", "sex"], axis=1).astype(str),
                    congress[["person_b", "sex_b"]].set_axis(["person", "sex"], axis=1).astype(str),
                ]).drop_duplicates()
                women, men = (people["sex"] == "female").sum(), (people["sex"] == "male").sum()
                women_fmr = (congress.query("sex_a == sex_b == 'female'")["distance"] <= 0.6).mean()
                men_fmr = (congress.query("sex_a == sex_b == 'male'")["distance"] <= 0.6).mean()
                times_higher = women_fmr / men_fmr
            """,
            "NumPy": """
                x, y = congress["sex_a"].to_numpy(), congress["sex_b"].to_numpy()
                near = congress["distance"].to_numpy() <= 0.6
                women_fmr = near[(x == "female") & (y == "female")].mean()
                men_fmr = near[(x == "male") & (y == "male")].mean()
                times_higher = round(women_fmr / men_fmr, 3)
                women = len({*congress.person_a[x == "female"], *congress.person_b[y == "female"]})
                men = len({*congress.person_a[x == "male"], *congress.person_b[y == "male"]})
            """,
        },
        "wrong": {
            "one person in the group": (
                "women-and-men-test",
                """
                by_sex = group_table(congress, "sex", 0.6)
                women, men = by_sex["people"]
                women_fmr = (congress["distance"][congress["sex_a"] == "female"] <= 0.6).mean()
                men_fmr = (congress["distance"][congress["sex_a"] == "male"] <= 0.6).mean()
                times_higher = women_fmr / men_fmr
                """,
            ),
            "the other way round": (
                "women-and-men-test",
                """
                by_sex = group_table(congress, "sex", 0.6)
                women, men = by_sex["people"]
                women_fmr, men_fmr = by_sex["rate"]
                times_higher = men_fmr / women_fmr
                """,
            ),
            "matches for rates": (
                "women-and-men-test",
                """
                by_sex = group_table(congress, "sex", 0.6)
                women, men = by_sex["people"]
                women_fmr, men_fmr = by_sex["rate"]
                times_higher = by_sex.loc["female", "matches"] / by_sex.loc["male", "matches"]
                """,
            ),
            "people counted on one side": (
                "women-and-men-test",
                """
                women, men = congress.groupby("sex_a", observed=True)["person_a"].nunique()
                women_fmr, men_fmr = group_table(congress, "sex", 0.6)["rate"]
                times_higher = women_fmr / men_fmr
                """,
            ),
            "another threshold": (
                "women-and-men-test",
                """
                by_sex = group_table(congress, "sex", 0.55)
                women, men = by_sex["people"]
                women_fmr, men_fmr = by_sex["rate"]
                times_higher = women_fmr / men_fmr
                """,
            ),
        },
    },
    "worst-to-mean": {
        "right": {
            "root of a product": """
                import math

                def worst_to_mean(rates):
                    mean = math.prod(rates) ** (1 / len(rates))
                    if max(rates) == 0:
                        return math.nan
                    return max(rates) / mean if min(rates) > 0 else math.inf
            """,
            "NumPy, with its warnings": """
                def worst_to_mean(rates):
                    rates = np.array(rates)
                    return rates.max() / np.exp(np.mean(np.log(rates)))
            """,
            "the course's own function": """
                def worst_to_mean(rates):
                    return fm.differentials.worst_to_geometric_mean(rates)
            """,
            "SciPy": """
                from scipy.stats import gmean

                def worst_to_mean(rates):
                    return np.float64(max(rates)) / gmean(rates)
            """,
        },
        "wrong": {
            "arithmetic mean": (
                "worst-to-mean-test",
                """
                def worst_to_mean(rates):
                    return max(rates) / np.mean(rates)
                """,
            ),
            "square root always": (
                "worst-to-mean-test",
                """
                def worst_to_mean(rates):
                    rates = np.array(rates)
                    return rates.max() / np.sqrt(rates.prod())
                """,
            ),
            "zeros left out": (
                "worst-to-mean-test",
                """
                def worst_to_mean(rates):
                    rates = np.array([rate for rate in rates if rate > 0])
                    if len(rates) == 0:
                        return float("nan")
                    return rates.max() / np.exp(np.log(rates).mean())
                """,
            ),
            "stops at zero": (
                "worst-to-mean-test",
                """
                import math

                def worst_to_mean(rates):
                    return max(rates) / math.prod(rates) ** (1 / len(rates))
                """,
            ),
            "all zero taken for alike": (
                "worst-to-mean-test",
                """
                def worst_to_mean(rates):
                    if max(rates) == min(rates):
                        return 1.0
                    with np.errstate(divide="ignore"):
                        return max(rates) / np.exp(np.log(rates).mean())
                """,
            ),
        },
    },
    "stricter": {
        "right": {
            "by group": """
                found = fm.rates.fmr_by_group(
                    congress, [loose, medium, strict, strictest], "sex", resamples=2
                )
                rate = found.pivot(index="threshold", columns="group", values="rate")
                count = found.pivot(index="threshold", columns="group", values="matches")
                gap, ratio = rate["female"] - rate["male"], rate["female"] / rate["male"]
                stricter = set()
                stricter |= {"A"} if gap[medium] < gap[loose] else set()
                stricter |= {"B"} if ratio[medium] < 1.5 else set()
                stricter |= {"C"} if count["female"][strict] < 10 else set()
                stricter |= {"D"} if count.loc[strictest].sum() == 0 else set()
            """,
            "sorted distances": """
                sorted_apart = {}
                for label in ("female", "male"):
                    both = (congress["sex_a"] == label) & (congress["sex_b"] == label)
                    sorted_apart[label] = np.sort(congress["distance"][both])

                def matches(label, limit):
                    return np.searchsorted(sorted_apart[label], limit, side="right")

                def share(label, limit):
                    return matches(label, limit) / len(sorted_apart[label])

                stricter = ""
                if share("female", medium) - share("male", medium) < share("female", loose) - share(
                    "male", loose
                ):
                    stricter += "a"
                if share("female", medium) < 1.5 * share("male", medium):
                    stricter += "b"
                if matches("female", strict) < 10:
                    stricter += "c"
                if matches("female", strictest) == matches("male", strictest) == 0:
                    stricter += "d"
            """,
            "group_table": """
                tables = {limit: group_table(congress, "sex", limit) for limit in (loose, medium)}
                rate = {limit: table["rate"] for limit, table in tables.items()}
                gap = {limit: r["female"] - r["male"] for limit, r in rate.items()}
                women = congress[(congress["sex_a"] == "female") & (congress["sex_b"] == "female")]
                same_sex = congress[congress["sex_a"].astype(str) == congress["sex_b"].astype(str)]
                stricter = ["A"] * int(gap[medium] < gap[loose])
                stricter += ["B"] * int(rate[medium]["female"] / rate[medium]["male"] < 1.5)
                stricter += ["C"] * int(sum(women["distance"] <= strict) < 10)
                stricter += ["D"] * int(same_sex["distance"].min() > strictest)
            """,
        },
        "wrong": {
            "the ratio falls": ("stricter-test", 'stricter = {"A", "B", "C", "D"}'),
            "zero matches taken for equality": ("stricter-test", 'stricter = {"A", "E"}'),
            "a cost that the table cannot show": (
                "stricter-test",
                'stricter = {"A", "C", "D", "F"}',
            ),
            "the difference grows": ("stricter-test", 'stricter = {"C", "D"}'),
            "few matches are many": (
                "stricter-test",
                """
                few = (congress["sex_a"] == "female") & (congress["sex_b"] == "female")
                stricter = {"A"} | ({"C"} if (congress["distance"][few] <= strict).sum() >= 10 else set())
                """,
            ),
            "all": ("stricter-test", 'stricter = "ABCDEF"'),
        },
    },
}
