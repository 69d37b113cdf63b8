"""Answers to problem set 2, by solution cell: right ones, and wrong ones with what they lose."""

ANSWERS = {
    "error-rates": {
        "right": {
            "loop": """
                def error_rates(similarity, same_person, threshold):
                    non_mated = accused = mated = missed = 0
                    for score, same in zip(similarity, same_person):
                        if same:
                            mated += 1
                            missed += score < threshold
                        else:
                            non_mated += 1
                            accused += score >= threshold
                    fmr = accused / non_mated if non_mated else float("nan")
                    fnmr = missed / mated if mated else float("nan")
                    return fmr, fnmr
            """,
            "NumPy, with a warning for an empty mean": """
                def error_rates(similarity, same_person, threshold):
                    match = similarity >= threshold
                    return [np.mean(match[~same_person]), np.mean(~match[same_person])]
            """,
            "pandas": """
                def error_rates(similarity, same_person, threshold):
                    match = pd.Series(similarity >= threshold, dtype=float)
                    rates = match.groupby(pd.Series(same_person, dtype=bool)).mean()
                    return rates.get(False, np.nan), 1 - rates.get(True, np.nan)
            """,
        },
        "wrong": {
            "the two exchanged": (
                "error-rates-test error-rates-missing-test",
                """
                def error_rates(similarity, same_person, threshold):
                    missed = np.mean(similarity[same_person] < threshold)
                    return missed, np.mean(similarity[~same_person] >= threshold)
                """,
            ),
            "above only": (
                "error-rates-test error-rates-missing-test",
                """
                def error_rates(similarity, same_person, threshold):
                    match = similarity > threshold
                    return match[~same_person].mean(), 1 - match[same_person].mean()
                """,
            ),
            "as for a distance": (
                "error-rates-test error-rates-missing-test",
                """
                def error_rates(similarity, same_person, threshold):
                    match = similarity <= threshold
                    return match[~same_person].mean(), 1 - match[same_person].mean()
                """,
            ),
            "the two swapped": (
                "error-rates-test error-rates-missing-test",
                """
                def error_rates(similarity, same_person, threshold):
                    match = similarity >= threshold
                    return 1 - match[same_person].mean(), match[~same_person].mean()
                """,
            ),
            "divided by all pairs": (
                "error-rates-test error-rates-missing-test",
                """
                def error_rates(similarity, same_person, threshold):
                    match = similarity >= threshold
                    pairs = len(match)
                    return (match & ~same_person).sum() / pairs, (~match & same_person).sum() / pairs
                """,
            ),
            "zero for what nobody knows": (
                "error-rates-missing-test",
                """
                def error_rates(similarity, same_person, threshold):
                    match = similarity >= threshold
                    fmr = match[~same_person].mean() if (~same_person).any() else 0.0
                    fnmr = (~match[same_person]).mean() if same_person.any() else 0.0
                    return fmr, fnmr
                """,
            ),
            "stops when there are none": (
                "error-rates-missing-test",
                """
                def error_rates(similarity, same_person, threshold):
                    accused = [s >= threshold for s, m in zip(similarity, same_person) if not m]
                    missed = [s < threshold for s, m in zip(similarity, same_person) if m]
                    return sum(accused) / len(accused), sum(missed) / len(missed)
                """,
            ),
            "None for what nobody knows": (
                "error-rates-missing-test",
                """
                def error_rates(similarity, same_person, threshold):
                    match = similarity >= threshold
                    fmr = match[~same_person].mean() if (~same_person).any() else None
                    fnmr = (~match[same_person]).mean() if same_person.any() else None
                    return fmr, fnmr
                """,
            ),
        },
    },
    "threshold-for": {
        "right": {
            "loop": """
                def threshold_for(distances, target):
                    best = None
                    for tried in distances:
                        fmr = sum(1 for d in distances if d <= tried) / len(distances)
                        if fmr <= target and (best is None or tried > best):
                            best = tried
                    return best
            """,
            "counted": """
                def threshold_for(distances, target):
                    values, counts = np.unique(distances, return_counts=True)
                    allowed = values[np.cumsum(counts) / len(distances) <= target]
                    return allowed.max() if allowed.size else None
            """,
            "pandas": """
                def threshold_for(distances, target):
                    distances = pd.Series(distances)
                    fmr = distances.rank(method="max", pct=True)
                    allowed = distances[fmr <= target]
                    return None if allowed.empty else allowed.max()
            """,
        },
        "wrong": {
            "ties cut": (
                "threshold-for-test",
                """
                def threshold_for(distances, target):
                    allowed = int(target * len(distances))
                    return np.sort(distances)[allowed - 1] if allowed else None
                """,
            ),
            "quantile": (
                "threshold-for-test",
                """
                def threshold_for(distances, target):
                    return np.quantile(distances, target)
                """,
            ),
            "below the target only": (
                "threshold-for-test",
                """
                def threshold_for(distances, target):
                    kept = [d for d in distances if np.mean(distances <= d) < target]
                    return max(kept) if kept else None
                """,
            ),
            "the strictest": (
                "threshold-for-test",
                """
                def threshold_for(distances, target):
                    kept = [d for d in distances if np.mean(distances <= d) <= target]
                    return min(kept) if kept else None
                """,
            ),
            "never None": (
                "threshold-for-test",
                """
                def threshold_for(distances, target):
                    kept = [d for d in np.unique(distances) if np.mean(distances <= d) <= target]
                    return max(kept) if kept else min(distances)
                """,
            ),
            "changes its input": (
                "threshold-for-test",
                """
                def threshold_for(distances, target):
                    distances.sort()
                    fmr = np.searchsorted(distances, distances, side="right") / len(distances)
                    allowed = distances[fmr <= target]
                    return float(allowed[-1]) if len(allowed) else None
                """,
            ),
        },
    },
    "congress-at-target": {
        "right": {
            "the course's own function": """
                congress_threshold = fm.rates.threshold_at_fmr(congress["distance"], 0.001)
                wrong = congress.query("distance <= @congress_threshold")
                congress_pairs = wrong.shape[0]
                congress_members = pd.concat([wrong.person_a, wrong.person_b]).nunique()
            """,
            "sorted": """
                ordered = congress.sort_values("distance").reset_index(drop=True)
                place = int(0.001 * len(ordered))
                congress_threshold = ordered["distance"][place] - 1e-9
                wrong = ordered[ordered["distance"] <= congress_threshold]
                congress_pairs = float(len(wrong))
                congress_members = np.union1d(
                    wrong["person_a"].astype(str), wrong["person_b"].astype(str)
                ).size
            """,
            "trying thresholds": """
                steps = np.arange(0.4, 0.7, 0.0001)
                congress_threshold = max(t for t in steps if (congress["distance"] <= t).mean() <= 0.001)
                people = set()
                congress_pairs = 0
                for row in congress[congress["distance"] <= congress_threshold].itertuples():
                    congress_pairs += 1
                    people.add(row.person_a)
                    people.add(row.person_b)
                congress_members = len(people)
            """,
        },
        "wrong": {
            "the default threshold": (
                "congress-at-target-test",
                """
                congress_threshold = 0.6
                wrong = congress[congress["distance"] <= 0.6]
                congress_pairs = len(wrong)
                congress_members = len(set(wrong["person_a"]) | set(wrong["person_b"]))
                """,
            ),
            "a round threshold": (
                "congress-at-target-test",
                """
                congress_threshold = 0.5
                wrong = congress[congress["distance"] <= 0.5]
                congress_pairs = len(wrong)
                congress_members = len(set(wrong["person_a"]) | set(wrong["person_b"]))
                """,
            ),
            "one side only": (
                "congress-at-target-test",
                """
                congress_threshold = threshold_for(congress["distance"].to_numpy(), 1 / 1000)
                wrong = congress[congress["distance"] <= congress_threshold]
                congress_pairs = len(wrong)
                congress_members = wrong["person_a"].nunique()
                """,
            ),
            "members counted in each pair": (
                "congress-at-target-test",
                """
                congress_threshold = threshold_for(congress["distance"].to_numpy(), 1 / 1000)
                congress_pairs = int((congress["distance"] <= congress_threshold).sum())
                congress_members = 2 * congress_pairs
                """,
            ),
            "one in a thousand members": (
                "congress-at-target-test",
                """
                congress_threshold = threshold_for(congress["distance"].to_numpy(), 1 / 1000)
                congress_pairs = int((congress["distance"] <= congress_threshold).sum())
                congress_members = 554 / 1000
                """,
            ),
        },
    },
    "choose-setting": {
        "right": {
            "loop": """
                def choose_setting(table, faces, list_size, most):
                    best = None
                    for row in table.itertuples():
                        if row.fmr * (faces * list_size) <= most:
                            if best is None or (row.fnmr, row.fmr) < (best.fnmr, best.fmr):
                                best = row
                    return None if best is None else best.setting
            """,
            "NumPy": """
                def choose_setting(table, faces, list_size, most):
                    fmr, fnmr = table["fmr"].to_numpy(), table["fnmr"].to_numpy()
                    order = np.lexsort([fmr, fnmr])
                    order = order[(fmr * faces * list_size <= most)[order]]
                    return table["setting"].iloc[order[0]] if order.size else None
            """,
            "records": """
                def choose_setting(table, faces, list_size, most):
                    rows = [r for r in table.to_dict("records") if faces * list_size * r["fmr"] <= most]
                    rows.sort(key=lambda r: (r["fnmr"], r["fmr"]))
                    return rows[0]["setting"] if rows else None
            """,
        },
        "wrong": {
            "faces, not comparisons": (
                "choose-setting-test",
                """
                def choose_setting(table, faces, list_size, most):
                    found = table[table["fmr"] * faces <= most].sort_values(["fnmr", "fmr"])
                    return found["setting"].iloc[0] if len(found) else None
                """,
            ),
            "below only": (
                "choose-setting-test",
                """
                def choose_setting(table, faces, list_size, most):
                    found = table[table["fmr"] * faces * list_size < most].sort_values(["fnmr", "fmr"])
                    return found["setting"].iloc[0] if len(found) else None
                """,
            ),
            "fewest false alarms": (
                "choose-setting-test",
                """
                def choose_setting(table, faces, list_size, most):
                    found = table[table["fmr"] * faces * list_size <= most].sort_values("fmr")
                    return found["setting"].iloc[0] if len(found) else None
                """,
            ),
            "stops when none will do": (
                "choose-setting-test",
                """
                def choose_setting(table, faces, list_size, most):
                    found = table[table["fmr"] * faces * list_size <= most]
                    return found.sort_values(["fnmr", "fmr"])["setting"].iloc[0]
                """,
            ),
            "sorts the table it was given": (
                "choose-setting-test",
                """
                def choose_setting(table, faces, list_size, most):
                    table.sort_values(["fnmr", "fmr"], inplace=True)
                    found = table[table["fmr"] * faces * list_size <= most]
                    return found["setting"].iloc[0] if len(found) else None
                """,
            ),
        },
    },
    "fmr-needed": {
        "right": {
            "in one line": """
                def fmr_needed(passers, targets, fnmr, share):
                    if targets == passers:
                        return 1
                    return min(1, targets * (1 - fnmr) * (1 / share - 1) / (passers - targets))
            """,
            "by alarms": """
                def fmr_needed(passers, targets, fnmr, share):
                    found = targets - targets * fnmr
                    alarms = found / share
                    wrong = alarms - found
                    innocent = passers - targets
                    return 1.0 if wrong >= innocent else wrong / innocent
            """,
            "by halving": """
                def fmr_needed(passers, targets, fnmr, share):
                    right = targets * (1 - fnmr)

                    def good(fmr):
                        return right * (1 - share) >= share * (passers - targets) * fmr

                    if good(1.0):
                        return 1.0
                    low, high = 0.0, 1.0
                    if share == 1 or right == 0:
                        return 0.0
                    for _ in range(200):
                        middle = (low + high) / 2
                        low, high = (middle, high) if good(middle) else (low, middle)
                    return low
            """,
        },
        "wrong": {
            "targets counted among the innocent": (
                "fmr-needed-test",
                """
                def fmr_needed(passers, targets, fnmr, share):
                    return min(1.0, targets * (1 - fnmr) * (1 - share) / share / passers)
                """,
            ),
            "nobody missed": (
                "fmr-needed-test",
                """
                def fmr_needed(passers, targets, fnmr, share):
                    if passers == targets:
                        return 1.0
                    return min(1.0, targets * (1 - share) / share / (passers - targets))
                """,
            ),
            "accuracy turned round": (
                "fmr-needed-test",
                """
                def fmr_needed(passers, targets, fnmr, share):
                    return 1 - share
                """,
            ),
            "above 1": (
                "fmr-needed-test",
                """
                def fmr_needed(passers, targets, fnmr, share):
                    if passers == targets:
                        return 1.0
                    return targets * (1 - fnmr) * (1 - share) / share / (passers - targets)
                """,
            ),
            "stops when all are targets": (
                "fmr-needed-test",
                """
                def fmr_needed(passers, targets, fnmr, share):
                    return min(1.0, targets * (1 - fnmr) * (1 - share) / share / (passers - targets))
                """,
            ),
            "wrong per right": (
                "fmr-needed-test",
                """
                def fmr_needed(passers, targets, fnmr, share):
                    if passers == targets:
                        return 1.0
                    return min(1.0, targets * (1 - fnmr) * (1 - share) / (passers - targets))
                """,
            ),
        },
    },
    "accuracy-tells": {
        "right": {
            "list": """
                accuracy_tells = ["C"]
                accuracy_tells += ["A"] * (false / non_mated < missed / mated)
                accuracy_tells += ["F"] * (non_mated / (mated + non_mated) >= 0.95)
            """,
            "text": """
                accuracy_tells = "c"
                if missed * non_mated > false * mated:
                    accuracy_tells += "a"
                if mated <= 0.05 * (mated + non_mated):
                    accuracy_tells += "f"
            """,
            "tuple": """
                fmr, fnmr = false / non_mated, missed / mated
                says = {"A": fmr < fnmr, "C": True, "F": mated / (mated + non_mated) <= 1 / 20}
                accuracy_tells = tuple(letter for letter, so in says.items() if so)
            """,
        },
        "wrong": {
            "alarms for pairs": ("accuracy-tells-test", 'accuracy_tells = {"A", "B", "C"}'),
            "the same elsewhere": ("accuracy-tells-test", 'accuracy_tells = {"A", "C", "D"}'),
            "for every group": ("accuracy-tells-test", 'accuracy_tells = {"A", "C", "E"}'),
            "base rate missed": (
                "accuracy-tells-test",
                """
                accuracy_tells = {"C"}
                if false / non_mated < missed / mated:
                    accuracy_tells.add("A")
                if right >= 0.95:
                    accuracy_tells.add("F")
                if non_mated > 19 * mated:
                    accuracy_tells.remove("F")
                """,
            ),
            "the other rate": (
                "accuracy-tells-test",
                """
                accuracy_tells = {"C"}
                if false / non_mated > missed / mated:
                    accuracy_tells.add("A")
                if non_mated > 19 * mated:
                    accuracy_tells.add("F")
                """,
            ),
            "all": ("accuracy-tells-test", 'accuracy_tells = "ABCDEF"'),
            "nothing": ("accuracy-tells-test", "accuracy_tells = []"),
        },
    },
}
