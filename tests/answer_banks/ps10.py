"""Answers to problem set 10, by solution cell: right ones, and wrong ones with what they lose."""

ANSWERS = {
    "expected-counts": {
        "right": {
            "loop": """
                def expected_counts(table):
                    wrong = right = missed = 0
                    for _, row in table.iterrows():
                        seen = row["listed"] * row["seen"]
                        wrong += row["strangers"] * row["seen"] * row["fpir"]
                        right += seen * (1 - row["fnmr"])
                        missed += row["listed"] - seen + seen * row["fnmr"]
                    return {"wrong": wrong, "right": right, "missed": missed}
            """,
            "NumPy": """
                def expected_counts(table):
                    n, t, s, p, q = (
                        table[c].to_numpy(dtype=float)
                        for c in ("strangers", "listed", "seen", "fpir", "fnmr")
                    )
                    found = np.dot(t * s, 1 - q)
                    return {"wrong": np.dot(n * s, p), "right": found, "missed": t.sum() - found}
            """,
            "new columns": """
                def expected_counts(table):
                    work = table.copy()
                    work["wrong"] = work["strangers"] * work["seen"] * work["fpir"]
                    work["right"] = work["listed"] * work["seen"] * (1 - work["fnmr"])
                    work["missed"] = work["listed"] * (1 - work["seen"] * (1 - work["fnmr"]))
                    return work[["wrong", "right", "missed"]].sum().to_dict()
            """,
        },
        "wrong": {
            "seen forgotten": (
                "expected-counts-test",
                """
                def expected_counts(table):
                    wrong = (table["strangers"] * table["fpir"]).sum()
                    right = (table["listed"] * (1 - table["fnmr"])).sum()
                    return {"wrong": wrong, "right": right, "missed": table["listed"].sum() - right}
                """,
            ),
            "missed of those seen only": (
                "expected-counts-test",
                """
                def expected_counts(table):
                    wrong = (table["strangers"] * table["seen"] * table["fpir"]).sum()
                    right = (table["listed"] * table["seen"] * (1 - table["fnmr"])).sum()
                    missed = (table["listed"] * table["seen"] * table["fnmr"]).sum()
                    return {"wrong": wrong, "right": right, "missed": missed}
                """,
            ),
            "mean rate": (
                "expected-counts-test",
                """
                def expected_counts(table):
                    wrong = (table["strangers"] * table["seen"]).sum() * table["fpir"].mean()
                    right = (table["listed"] * table["seen"] * (1 - table["fnmr"])).sum()
                    return {"wrong": wrong, "right": right, "missed": table["listed"].sum() - right}
                """,
            ),
            "FNMR for its opposite": (
                "expected-counts-test",
                """
                def expected_counts(table):
                    wrong = (table["strangers"] * table["seen"] * table["fpir"]).sum()
                    right = (table["listed"] * table["seen"] * table["fnmr"]).sum()
                    return {"wrong": wrong, "right": right, "missed": table["listed"].sum() - right}
                """,
            ),
            "rows not added": (
                "expected-counts-test",
                """
                def expected_counts(table):
                    wrong = table["strangers"] * table["seen"] * table["fpir"]
                    right = table["listed"] * table["seen"] * (1 - table["fnmr"])
                    return {"wrong": wrong, "right": right, "missed": table["listed"] - right}
                """,
            ),
            "right on the visible data only": (
                "expected-counts-test",
                """
                def expected_counts(table):
                    return {"wrong": 5.5, "right": 1.5, "missed": 2.5}
                """,
            ),
            "changes its input": (
                "expected-counts-test",
                """
                def expected_counts(table):
                    table["wrong"] = table["strangers"] * table["seen"] * table["fpir"]
                    table["right"] = table["listed"] * table["seen"] * (1 - table["fnmr"])
                    wrong, right = table["wrong"].sum(), table["right"].sum()
                    return {"wrong": wrong, "right": right, "missed": table["listed"].sum() - right}
                """,
            ),
        },
    },
    "precision-by-group": {
        "right": {
            "loop": """
                def precision_by_group(table):
                    counts = {"everyone": [0.0, 0.0]}
                    for row in table.to_dict("records"):
                        right = row["listed"] * row["seen"] * (1 - row["fnmr"])
                        wrong = row["strangers"] * row["seen"] * row["fpir"]
                        for name in ("everyone", row["group"]):
                            counts.setdefault(name, [0.0, 0.0])
                            counts[name][0] += right
                            counts[name][1] += wrong
                    answer = {}
                    for name, (right, wrong) in counts.items():
                        answer[name] = float("nan")
                        if right + wrong > 0:
                            answer[name] = right / (right + wrong)
                    return answer
            """,
            "groupby": """
                def precision_by_group(table):
                    right = table["listed"] * table["seen"] * (1 - table["fnmr"])
                    wrong = table["strangers"] * table["seen"] * table["fpir"]
                    both = pd.DataFrame({"group": table["group"], "right": right, "all": right + wrong})
                    sums = both.groupby("group")[["right", "all"]].sum()
                    sums.loc["everyone"] = both[["right", "all"]].sum()
                    return (sums["right"] / sums["all"]).to_dict()
            """,
            "part by part": """
                def precision_by_group(table):
                    def share(part):
                        counts = expected_counts(part)
                        alarms = counts["right"] + counts["wrong"]
                        return counts["right"] / alarms if alarms else np.nan

                    answer = {group: share(part) for group, part in table.groupby("group")}
                    return answer | {"everyone": share(table)}
            """,
        },
        "wrong": {
            "mean of the rows": (
                "precision-by-group-test",
                """
                def precision_by_group(table):
                    right = table["listed"] * table["seen"] * (1 - table["fnmr"])
                    share = right / (right + table["strangers"] * table["seen"] * table["fpir"])
                    answer = share.groupby(table["group"]).mean().to_dict()
                    return answer | {"everyone": share.mean()}
                """,
            ),
            "everyone is the mean of groups": (
                "precision-by-group-test",
                """
                def precision_by_group(table):
                    right = table["listed"] * table["seen"] * (1 - table["fnmr"])
                    wrong = table["strangers"] * table["seen"] * table["fpir"]
                    right, wrong = (x.groupby(table["group"]).sum() for x in (right, wrong))
                    share = right / (right + wrong)
                    return share.to_dict() | {"everyone": share.mean()}
                """,
            ),
            "zero where there is no alarm": (
                "precision-by-group-test",
                """
                def precision_by_group(table):
                    answer = {}
                    for group in [*table["group"].unique(), "everyone"]:
                        part = table if group == "everyone" else table[table["group"] == group]
                        counts = expected_counts(part)
                        alarms = counts["right"] + counts["wrong"]
                        answer[group] = counts["right"] / alarms if alarms else 0
                    return answer
                """,
            ),
            "last place only": (
                "precision-by-group-test",
                """
                def precision_by_group(table):
                    right = table["listed"] * table["seen"] * (1 - table["fnmr"])
                    wrong = table["strangers"] * table["seen"] * table["fpir"]
                    share = right / (right + wrong)
                    answer = dict(zip(table["group"], share))
                    return answer | {"everyone": right.sum() / (right.sum() + wrong.sum())}
                """,
            ),
            "share of wrong alarms": (
                "precision-by-group-test",
                """
                def precision_by_group(table):
                    right = table["listed"] * table["seen"] * (1 - table["fnmr"])
                    wrong = table["strangers"] * table["seen"] * table["fpir"]
                    both = pd.DataFrame({"wrong": wrong, "all": right + wrong})
                    sums = both.groupby(table["group"]).sum()
                    sums.loc["everyone"] = both.sum()
                    return (sums["wrong"] / sums["all"]).to_dict()
                """,
            ),
            "right on the visible data only": (
                "precision-by-group-test",
                """
                def precision_by_group(table):
                    return {
                        "students": 1.5 / 6.5, "workers": 0, "visitors": float("nan"),
                        "everyone": 1.5 / 7,
                    }
                """,
            ),
            "changes its input": (
                "precision-by-group-test",
                """
                def precision_by_group(table):
                    table["right"] = table["listed"] * table["seen"] * (1 - table["fnmr"])
                    table["all"] = table["right"] + table["strangers"] * table["seen"] * table["fpir"]
                    sums = table.groupby("group")[["right", "all"]].sum()
                    sums.loc["everyone"] = table[["right", "all"]].sum()
                    return (sums["right"] / sums["all"]).to_dict()
                """,
            ),
        },
    },
    "people-with-an-alarm": {
        "right": {
            "NumPy": """
                def people_with_an_alarm(people, rates, settled):
                    rates = np.array([0, *rates], dtype=float)
                    anew = 1 - np.prod(1 - rates)
                    return people * (settled * rates.max() + (1 - settled) * anew)
            """,
            "one camera after the other": """
                def people_with_an_alarm(people, rates, settled):
                    stopped, left = 0.0, people * (1 - settled)
                    for rate in rates:
                        stopped += left * rate
                        left -= left * rate
                    if len(rates) > 0:
                        stopped += people * settled * sorted(rates)[-1]
                    return stopped
            """,
            "pandas": """
                def people_with_an_alarm(people, rates, settled):
                    if not len(rates):
                        return 0
                    rates = pd.Series(list(rates), dtype=float)
                    passes = settled * (1 - rates.max()) + (1 - settled) * (1 - rates).prod()
                    return people - people * passes
            """,
        },
        "wrong": {
            "alarms, not people": (
                "people-with-an-alarm-test",
                """
                def people_with_an_alarm(people, rates, settled):
                    return people * (settled * max(rates, default=0) + (1 - settled) * sum(rates))
                """,
            ),
            "first camera for the settled": (
                "people-with-an-alarm-test",
                """
                def people_with_an_alarm(people, rates, settled):
                    first = rates[0] if rates else 0
                    return people * (settled * first + (1 - settled) * (1 - np.prod(1 - np.array(rates))))
                """,
            ),
            "last camera for the settled": (
                "people-with-an-alarm-test",
                """
                def people_with_an_alarm(people, rates, settled):
                    last = rates[-1] if rates else 0
                    return people * (settled * last + (1 - settled) * (1 - np.prod(1 - np.array(rates))))
                """,
            ),
            "always a new draw": (
                "people-with-an-alarm-test",
                """
                def people_with_an_alarm(people, rates, settled):
                    return people * (1 - np.prod(1 - np.array(rates)))
                """,
            ),
            "every camera, not at least one": (
                "people-with-an-alarm-test",
                """
                def people_with_an_alarm(people, rates, settled):
                    return people * (settled * max(rates, default=0) + (1 - settled) * np.prod(rates))
                """,
            ),
            "no camera forgotten": (
                "people-with-an-alarm-test",
                """
                def people_with_an_alarm(people, rates, settled):
                    anew = 1 - np.prod(1 - np.array(rates))
                    return people * (settled * max(rates) + (1 - settled) * anew)
                """,
            ),
            "right on the visible data only": (
                "people-with-an-alarm-test",
                """
                def people_with_an_alarm(people, rates, settled):
                    return 280 - 80 * settled
                """,
            ),
            "changes its input": (
                "people-with-an-alarm-test",
                """
                def people_with_an_alarm(people, rates, settled):
                    rates.sort()
                    highest = rates[-1] if rates else 0
                    anew = 1 - np.prod(1 - np.array(rates))
                    return people * (settled * highest + (1 - settled) * anew)
                """,
            ),
        },
    },
    "repeat-rates": {
        "right": {
            "loop": """
                def repeat_rates(first, second, threshold):
                    count = {True: [0, 0], False: [0, 0]}
                    for one, two in zip(first, second):
                        count[bool(one <= threshold)][0] += 1
                        count[bool(one <= threshold)][1] += int(two <= threshold)
                    nan = float("nan")
                    return [count[k][1] / count[k][0] if count[k][0] else nan for k in (True, False)]
            """,
            "pandas": """
                def repeat_rates(first, second, threshold):
                    again = pd.Series(second, dtype=float) <= threshold
                    shares = again.groupby(np.asarray(first) <= threshold).mean()
                    return shares.get(True, np.nan), shares.get(False, np.nan)
            """,
            "counts": """
                def repeat_rates(first, second, threshold):
                    one, two = first <= threshold, second <= threshold
                    return np.array([
                        np.float64((one & two).sum()) / one.sum(),
                        np.float64((~one & two).sum()) / (~one).sum(),
                    ])
            """,
        },
        "wrong": {
            "below only": (
                "repeat-rates-test",
                """
                def repeat_rates(first, second, threshold):
                    one, two = first < threshold, second < threshold
                    return two[one].mean(), two[~one].mean()
                """,
            ),
            "at the threshold at the first only": (
                "repeat-rates-test comes-back-test",
                """
                def repeat_rates(first, second, threshold):
                    one, two = first <= threshold, second <= threshold - 0.02
                    return two[one].mean(), two[~one].mean()
                """,
            ),
            "of all": (
                "repeat-rates-test comes-back-test",
                """
                def repeat_rates(first, second, threshold):
                    one, two = first <= threshold, second <= threshold
                    return (one & two).mean(), (~one & two).mean()
                """,
            ),
            "from the second back": (
                "repeat-rates-test comes-back-test",
                """
                def repeat_rates(first, second, threshold):
                    one, two = first <= threshold, second <= threshold
                    return one[two].mean(), one[~two].mean()
                """,
            ),
            "zero for nobody": (
                "repeat-rates-test",
                """
                def repeat_rates(first, second, threshold):
                    one, two = first <= threshold, second <= threshold
                    return (
                        two[one].mean() if one.any() else 0.0,
                        two[~one].mean() if (~one).any() else 0.0,
                    )
                """,
            ),
            "right on the visible data only": (
                "repeat-rates-test comes-back-test",
                """
                def repeat_rates(first, second, threshold):
                    return (0.5 if min(first) <= threshold else float("nan")), 1 / 3
                """,
            ),
            "changes its input": (
                "repeat-rates-test comes-back-test",
                """
                def repeat_rates(first, second, threshold):
                    one, two = first <= threshold, second <= threshold
                    answer = two[one].mean(), two[~one].mean()
                    first[:], second[:] = one, two
                    return answer
                """,
            ),
        },
    },
    "comes-back": {
        "right": {
            "table of counts": """
                one, two = sightings["first"] <= threshold, sightings["second"] <= threshold
                count = pd.crosstab(one, two)
                after_match = count.loc[True, True] / count.loc[True].sum()
                after_none = count.loc[False, True] / count.loc[False].sum()
                at_least_once = 1 - count.loc[False, False] / len(sightings)
                if_anew = 1 - (1 - one.mean()) * (1 - two.mean())
            """,
            "loop": """
                both = only_one = only_two = 0
                for one, two in zip(sightings["first"], sightings["second"]):
                    both += one <= threshold and two <= threshold
                    only_one += one <= threshold and two > threshold
                    only_two += one > threshold and two <= threshold
                n = len(sightings)
                after_match = both / (both + only_one)
                after_none = only_two / (n - both - only_one)
                at_least_once = (both + only_one + only_two) / n
                p, q = (both + only_one) / n, (both + only_two) / n
                if_anew = p + q - p * q
            """,
            "conditional shares": """
                after_match, after_none = repeat_rates(
                    np.array(sightings["first"]), np.array(sightings["second"]), threshold
                )
                nearer = sightings[["first", "second"]].min(axis=1)
                at_least_once = float((nearer <= threshold).mean())
                p, q = ((sightings[c] <= threshold).mean() for c in ("first", "second"))
                if_anew = float(p + (1 - p) * q)
            """,
        },
        "wrong": {
            "the two added": (
                "comes-back-test",
                """
                one, two = sightings["first"] <= threshold, sightings["second"] <= threshold
                after_match, after_none = two[one].mean(), two[~one].mean()
                at_least_once = (one | two).mean()
                if_anew = one.mean() + two.mean()
                """,
            ),
            "the first camera twice": (
                "comes-back-test",
                """
                one, two = sightings["first"] <= threshold, sightings["second"] <= threshold
                after_match, after_none = two[one].mean(), two[~one].mean()
                at_least_once = (one | two).mean()
                if_anew = 1 - (1 - one.mean()) ** 2
                """,
            ),
            "both, not at least one": (
                "comes-back-test",
                """
                one, two = sightings["first"] <= threshold, sightings["second"] <= threshold
                after_match, after_none = two[one].mean(), two[~one].mean()
                at_least_once = (one & two).mean()
                if_anew = 1 - (1 - one.mean()) * (1 - two.mean())
                """,
            ),
            "per cent": (
                "comes-back-test",
                """
                one, two = sightings["first"] <= threshold, sightings["second"] <= threshold
                after_match, after_none = 100 * two[one].mean(), 100 * two[~one].mean()
                at_least_once = 100 * (one | two).mean()
                if_anew = 100 * (1 - (1 - one.mean()) * (1 - two.mean()))
                """,
            ),
            "the lesson's list": (
                "comes-back-test",
                """
                one, two = sightings["second"] <= threshold, sightings["first"] <= threshold
                after_match, after_none = two[one].mean(), two[~one].mean()
                at_least_once = (one | two).mean()
                if_anew = 1 - (1 - one.mean()) * (1 - two.mean())
                """,
            ),
            "dependent in the independent sum": (
                "comes-back-test",
                """
                one, two = sightings["first"] <= threshold, sightings["second"] <= threshold
                after_match, after_none = two[one].mean(), two[~one].mean()
                at_least_once = (one | two).mean()
                if_anew = one.mean() + (1 - one.mean()) * after_none
                """,
            ),
        },
    },
    "both-ways": {
        "right": {
            "loop": """
                def both_ways(trials):
                    rows = []
                    for row in trials.to_dict("records"):
                        alerts, wrong = row["alerts"], row["wrong"]
                        if np.isnan(alerts):
                            alerts = row["right"] + wrong
                        if np.isnan(wrong):
                            wrong = alerts - row["right"]
                        nan = float("nan")
                        rows.append([
                            1000 * wrong / row["faces"] if row["faces"] else nan,
                            wrong / alerts if alerts else nan,
                        ])
                    columns = ["per_1000_faces", "of_alerts"]
                    return pd.DataFrame(rows, index=trials.index, columns=columns)
            """,
            "NumPy": """
                def both_ways(trials):
                    f, a, r, w = (trials[c].to_numpy(float) for c in ("faces", "alerts", "right", "wrong"))
                    a = np.where(np.isnan(a), r + w, a)
                    w = np.where(np.isnan(w), a - r, w)
                    f, a = np.where(f == 0, np.nan, f), np.where(a == 0, np.nan, a)
                    columns = {"of_alerts": w / a, "per_1000_faces": w / f * 1000}
                    return pd.DataFrame(columns, index=trials.index)
            """,
            "a copy filled": """
                def both_ways(trials):
                    t = trials.astype(float)
                    t["alerts"] = t["alerts"].combine_first(t["right"] + t["wrong"])
                    t["wrong"] = t["wrong"].combine_first(t["alerts"] - t["right"])
                    t["per_1000_faces"] = t["wrong"] / t["faces"].replace(0, np.nan) * 1000
                    t["of_alerts"] = t["wrong"] / t["alerts"].replace(0, np.nan)
                    return t[["per_1000_faces", "of_alerts"]]
            """,
        },
        "wrong": {
            "nothing filled": (
                "both-ways-test",
                """
                def both_ways(trials):
                    per = 1000 * trials["wrong"] / trials["faces"].replace(0, np.nan)
                    return pd.DataFrame({"per_1000_faces": per, "of_alerts": trials["wrong"] / trials["alerts"]})
                """,
            ),
            "gaps are zero": (
                "both-ways-test",
                """
                def both_ways(trials):
                    t = trials.fillna(0)
                    return pd.DataFrame(
                        {"per_1000_faces": 1000 * t["wrong"] / t["faces"], "of_alerts": t["wrong"] / t["alerts"]}
                    )
                """,
            ),
            "a share of faces": (
                "both-ways-test",
                """
                def both_ways(trials):
                    alerts = trials["alerts"].fillna(trials["right"] + trials["wrong"])
                    wrong = trials["wrong"].fillna(trials["alerts"] - trials["right"])
                    faces = trials["faces"].replace(0, np.nan)
                    return pd.DataFrame({"per_1000_faces": wrong / faces, "of_alerts": wrong / alerts})
                """,
            ),
            "alerts per face": (
                "both-ways-test",
                """
                def both_ways(trials):
                    alerts = trials["alerts"].fillna(trials["right"] + trials["wrong"])
                    wrong = trials["wrong"].fillna(trials["alerts"] - trials["right"])
                    faces = trials["faces"].replace(0, np.nan)
                    return pd.DataFrame({"per_1000_faces": 1000 * alerts / faces, "of_alerts": wrong / alerts})
                """,
            ),
            "no face divides by zero": (
                "both-ways-test",
                """
                def both_ways(trials):
                    alerts = trials["alerts"].fillna(trials["right"] + trials["wrong"])
                    wrong = trials["wrong"].fillna(trials["alerts"] - trials["right"])
                    per = 1000 * wrong / trials["faces"]
                    return pd.DataFrame({"per_1000_faces": per, "of_alerts": wrong / alerts})
                """,
            ),
            "rows with gaps dropped": (
                "both-ways-test",
                """
                def both_ways(trials):
                    t = trials.dropna()
                    return pd.DataFrame(
                        {"per_1000_faces": 1000 * t["wrong"] / t["faces"], "of_alerts": t["wrong"] / t["alerts"]}
                    )
                """,
            ),
            "right on the visible data only": (
                "both-ways-test",
                """
                def both_ways(trials):
                    columns = {
                        "per_1000_faces": [2, 0.25, np.nan, 0, 0.5],
                        "of_alerts": [0.8, 0.25, 0.8, np.nan, np.nan],
                    }
                    return pd.DataFrame(columns, index=trials.index)
                """,
            ),
            "changes its input": (
                "both-ways-test",
                """
                def both_ways(trials):
                    trials["alerts"] = trials["alerts"].fillna(trials["right"] + trials["wrong"])
                    trials["wrong"] = trials["wrong"].fillna(trials["alerts"] - trials["right"])
                    faces, alerts = trials["faces"].replace(0, np.nan), trials["alerts"].replace(0, np.nan)
                    per = 1000 * trials["wrong"] / faces
                    return pd.DataFrame({"per_1000_faces": per, "of_alerts": trials["wrong"] / alerts})
                """,
            ),
        },
    },
    "release-says": {
        "right": {
            "list": """
                release_says = ["A"] * (wrong / faces < 0.001) + ["B"] * (wrong / alerts > 0.5)
                needed = {drop: fm.street.events_needed(drop, spread) for drop in (0.1, 0.05)}
                release_says += ["D"] * (events >= needed[0.1]) + ["E"] * (events < needed[0.05])
                release_says = release_says or []
            """,
            "text": """
                release_says = ""
                if wrong / faces < 0.001:
                    release_says += "a"
                if wrong > alerts - wrong:
                    release_says += "b"
                if fm.street.events_needed(0.1, spread) <= events:
                    release_says += "d"
                if not fm.street.events_needed(0.05, spread) <= events:
                    release_says += "e"
            """,
            "text with commas": """
                true = [1000 * wrong < faces, 2 * wrong > alerts]
                true += [events >= fm.street.events_needed(0.1, spread)]
                true += [events < fm.street.events_needed(0.05, spread)]
                release_says = ", ".join(letter for letter, so in zip("ABDE", true) if so)
            """,
        },
        "wrong": {
            "all": ("release-says-test", 'release_says = set("ABCDEF")'),
            "not found is not there": (
                "release-says-test",
                """
                release_says = {"F"}
                if wrong / faces < 0.001:
                    release_says.add("A")
                if wrong / alerts > 0.5:
                    release_says.add("B")
                """,
            ),
            "the two counts mixed up": (
                "release-says-test",
                """
                release_says = {"C", "E"}
                if wrong / alerts < 0.001:
                    release_says.add("A")
                if wrong / faces > 0.5:
                    release_says.add("B")
                """,
            ),
            "the misses follow": ("release-says-test", 'release_says = ["A", "B", "C"]'),
            "a study is a study": (
                "release-says-test",
                """
                release_says = set()
                if wrong / faces < 0.001:
                    release_says.add("A")
                if wrong / alerts > 0.5:
                    release_says.add("B")
                release_says |= {"D"} if events < fm.street.events_needed(0.1, spread) else {"E"}
                if events >= fm.street.events_needed(0.1, spread):
                    release_says -= {"D"}
                """,
            ),
            "a sentence": ("release-says-test", 'release_says = "A and B hold"'),
        },
    },
}
