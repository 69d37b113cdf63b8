"""Answers to problem set 9, by solution cell: right ones, and wrong ones with what they lose."""

ANSWERS = {
    "one-form": {
        "right": {
            "sign by sign": """
                def one_form(name):
                    if not name:
                        return None
                    words, word = [], ""
                    for sign in without_accents(name).upper() + " ":
                        if sign in "'.":
                            continue
                        if sign in "- ":
                            if word:
                                words.append(word)
                            word = ""
                        else:
                            word += sign
                    return " ".join(words) if words else None
            """,
            "regular expressions": """
                import re

                def one_form(name):
                    if name is None:
                        return None
                    text = re.sub(r"['.]", "", without_accents(name)).upper()
                    text = re.sub(r"[ -]+", " ", text).strip()
                    return text if text else None
            """,
            "pandas": """
                def one_form(name):
                    if name is None:
                        return None
                    text = pd.Series([without_accents(name)]).str.upper()
                    text = text.str.replace("-", " ").str.replace("[.']", "", regex=True).str.split()
                    return text.str.join(" ").iloc[0] or None
            """,
        },
        "wrong": {
            "hyphen goes away": (
                "one-form-test",
                """
                def one_form(name):
                    if name is None:
                        return None
                    text = without_accents(name).upper()
                    for sign in "-'.":
                        text = text.replace(sign, "")
                    return " ".join(text.split()) or None
                """,
            ),
            "apostrophe becomes a space": (
                "one-form-test",
                """
                def one_form(name):
                    if name is None:
                        return None
                    text = without_accents(name).upper()
                    for sign in "-'.":
                        text = text.replace(sign, " ")
                    return " ".join(text.split()) or None
                """,
            ),
            "accents stay": (
                "one-form-test",
                """
                def one_form(name):
                    if name is None:
                        return None
                    text = name.upper().replace("-", " ").replace("'", "").replace(".", "")
                    return " ".join(text.split()) or None
                """,
            ),
            "two spaces once": (
                "one-form-test",
                """
                def one_form(name):
                    if name is None:
                        return None
                    text = without_accents(name).upper().replace("-", " ")
                    text = text.replace("'", "").replace(".", "").replace("  ", " ")
                    return text.strip() or None
                """,
            ),
            "spaces before the rest": (
                "one-form-test",
                """
                def one_form(name):
                    if name is None:
                        return None
                    text = " ".join(without_accents(name).upper().split())
                    text = text.replace("-", " ").replace("'", "").replace(".", "")
                    return text or None
                """,
            ),
            "an empty text for a gap": (
                "one-form-test",
                """
                def one_form(name):
                    text = without_accents(name or "").upper().replace("-", " ")
                    return " ".join(text.replace("'", "").replace(".", "").split())
                """,
            ),
            "small letters": (
                "one-form-test",
                """
                def one_form(name):
                    if name is None:
                        return None
                    text = without_accents(name).lower().replace("-", " ")
                    return " ".join(text.replace("'", "").replace(".", "").split()) or None
                """,
            ),
            "right on the visible data only": (
                "one-form-test",
                """
                def one_form(name):
                    known = {
                        "García-Núñez": "GARCIA NUNEZ", "  o'Brien ": "OBRIEN", "St. John": "ST JOHN",
                        "de  la   Cruz": "DE LA CRUZ", "Li": "LI",
                    }
                    return known.get(name)
                """,
            ),
        },
    },
    "evidence": {
        "right": {
            "ratio": """
                def evidence(a, b, m, u):
                    ratio = 1.0
                    for field in m:
                        x, y = a.get(field), b.get(field)
                        if x is not None and y is not None:
                            ratio *= m[field] / u[field] if x == y else (1 - m[field]) / (1 - u[field])
                    return np.log2(ratio)
            """,
            "a sum of two parts": """
                def evidence(a, b, m, u):
                    both = [f for f in m if a.get(f) is not None and b.get(f) is not None]
                    same = [f for f in both if a[f] == b[f]]
                    apart = [f for f in both if a[f] != b[f]]
                    return sum(np.log2(m[f]) - np.log2(u[f]) for f in same) + sum(
                        np.log2(1 - m[f]) - np.log2(1 - u[f]) for f in apart
                    )
            """,
            "pandas": """
                def evidence(a, b, m, u):
                    table = pd.DataFrame({"m": m, "u": u}, dtype=float)
                    a = pd.Series(a, dtype=object).reindex(table.index)
                    b = pd.Series(b, dtype=object).reindex(table.index)
                    yes, no = np.log2(table["m"] / table["u"]), np.log2((1 - table["m"]) / (1 - table["u"]))
                    bits = yes.where(a == b, no)
                    return float(bits[a.notna() & b.notna()].sum())
            """,
        },
        "wrong": {
            "a gap disagrees": (
                "evidence-test",
                """
                def evidence(a, b, m, u):
                    bits = 0
                    for field in m:
                        x, y = a.get(field), b.get(field)
                        if x is not None and x == y:
                            bits += np.log2(m[field] / u[field])
                        else:
                            bits += np.log2((1 - m[field]) / (1 - u[field]))
                    return bits
                """,
            ),
            "two gaps agree": (
                "evidence-test",
                """
                def evidence(a, b, m, u):
                    bits = 0
                    for field in m:
                        x, y = a.get(field), b.get(field)
                        if x == y:
                            bits += np.log2(m[field] / u[field])
                        elif x is not None and y is not None:
                            bits += np.log2((1 - m[field]) / (1 - u[field]))
                    return bits
                """,
            ),
            "agreement only": (
                "evidence-test",
                """
                def evidence(a, b, m, u):
                    same = [f for f in m if a.get(f) is not None and a.get(f) == b.get(f)]
                    return sum(np.log2(m[f] / u[f]) for f in same)
                """,
            ),
            "natural logarithm": (
                "evidence-test",
                """
                def evidence(a, b, m, u):
                    bits = 0
                    for f in m:
                        if a.get(f) is not None and b.get(f) is not None:
                            same = a[f] == b[f]
                            bits += np.log(m[f] / u[f] if same else (1 - m[f]) / (1 - u[f]))
                    return bits
                """,
            ),
            "m and u the wrong way round": (
                "evidence-test",
                """
                def evidence(a, b, m, u):
                    bits = 0
                    for f in m:
                        if a.get(f) is not None and b.get(f) is not None:
                            same = a[f] == b[f]
                            bits += np.log2(u[f] / m[f] if same else (1 - u[f]) / (1 - m[f]))
                    return bits
                """,
            ),
            "all fields of the record": (
                "evidence-test",
                """
                def evidence(a, b, m, u):
                    bits = 0
                    for f in a:
                        if a[f] is not None and b.get(f) is not None:
                            same = a[f] == b[f]
                            bits += np.log2(m[f] / u[f] if same else (1 - m[f]) / (1 - u[f]))
                    return bits
                """,
            ),
            "right on the visible data only": (
                "evidence-test",
                """
                def evidence(a, b, m, u):
                    if b.get("born") is None:
                        return 2.0
                    return 2 + np.log2(1.5) if a["born"] == b["born"] else 1.0
                """,
            ),
            "changes its input": (
                "evidence-test",
                """
                def evidence(a, b, m, u):
                    bits = 0
                    for f in list(m):
                        x, y = a.pop(f, None), b.get(f)
                        if x is not None and y is not None:
                            bits += np.log2(m[f] / u[f] if x == y else (1 - m[f]) / (1 - u[f]))
                    return bits
                """,
            ),
        },
    },
    "chance-shared": {
        "right": {
            "NumPy": """
                def chance_shared(counts, people):
                    if people < 2:
                        return np.nan
                    n = np.array(counts, dtype=float)
                    return (n * (n - 1)).sum() / people / (people - 1)
            """,
            "pairs": """
                def chance_shared(counts, people):
                    pairs = people * (people - 1) / 2
                    same = 0
                    for n in counts:
                        same += n * (n - 1) / 2
                    return same / pairs if pairs > 0 else float("nan")
            """,
            "one after the other": """
                def chance_shared(counts, people):
                    if people < 2:
                        return float("nan")
                    return float(sum(n / people * (n - 1) / (people - 1) for n in counts))
            """,
        },
        "wrong": {
            "with themselves": (
                "chance-shared-test",
                """
                def chance_shared(counts, people):
                    if people < 2:
                        return np.nan
                    return sum((n / people) ** 2 for n in counts)
                """,
            ),
            "only the listed": (
                "chance-shared-test",
                """
                def chance_shared(counts, people):
                    people = sum(counts)
                    if people < 2:
                        return np.nan
                    return sum(n * (n - 1) for n in counts) / people / (people - 1)
                """,
            ),
            "half the pairs": (
                "chance-shared-test",
                """
                def chance_shared(counts, people):
                    if people < 2:
                        return np.nan
                    return sum(n * (n - 1) / 2 for n in counts) / people / (people - 1)
                """,
            ),
            "people with a namesake": (
                "chance-shared-test",
                """
                def chance_shared(counts, people):
                    if people < 2:
                        return np.nan
                    return sum(n for n in counts if n > 1) / people
                """,
            ),
            "whole numbers only": (
                "chance-shared-test",
                """
                def chance_shared(counts, people):
                    if people < 2:
                        return np.nan
                    return sum(n * (n - 1) for n in counts) // (people * (people - 1))
                """,
            ),
            "zero for nobody": (
                "chance-shared-test",
                """
                def chance_shared(counts, people):
                    if people < 2:
                        return 0.0
                    return sum(n * (n - 1) for n in counts) / people / (people - 1)
                """,
            ),
            "right on the visible data only": (
                "chance-shared-test",
                """
                def chance_shared(counts, people):
                    return {4: 0.5, 6: 0.2, 3: 0.0}.get(people, float("nan"))
                """,
            ),
            "changes its input": (
                "chance-shared-test",
                """
                def chance_shared(counts, people):
                    if people < 2:
                        return np.nan
                    same = 0
                    while counts:
                        n = counts.pop()
                        same += n * (n - 1)
                    return same / people / (people - 1)
                """,
            ),
        },
    },
    "two-are-one": {
        "right": {
            "one after the other": """
                shared, people_needed = {}, {}
                for group in surnames.columns:
                    shared[group] = chance_shared(surnames[group].tolist(), everybody[group])
                    n = 1
                    while n * (n - 1) / 2 * shared[group] / days < 1:
                        n += 1
                    people_needed[group] = n
            """,
            "pandas": """
                chance = (surnames * (surnames - 1.0)).sum() / (everybody * (everybody - 1.0))
                sizes = pd.Series(range(1, 20_001))
                pairs = sizes * (sizes - 1) / 2
                shared = chance.to_dict()
                people_needed = {g: int(sizes[pairs * p / days >= 1].min()) for g, p in shared.items()}
            """,
            "halving": """
                shared = {g: chance_shared(list(surnames[g]), int(everybody[g])) for g in surnames}

                def needed(chance):
                    low, high = 1, 100_000
                    while high - low > 1:
                        middle = (low + high) // 2
                        if fm.names.expected_pairs(middle, chance, days) >= 1:
                            high = middle
                        else:
                            low = middle
                    return high

                people_needed = {g: needed(chance) for g, chance in shared.items()}
            """,
        },
        "wrong": {
            "only the listed": (
                "two-are-one-test",
                """
                shared, people_needed = {}, {}
                for group in surnames:
                    n = surnames[group].astype(float)
                    shared[group] = (n * (n - 1)).sum() / n.sum() / (n.sum() - 1)
                    people_needed[group] = int(np.ceil(0.5 + np.sqrt(0.25 + 2 * days / shared[group])))
                """,
            ),
            "last number below one": (
                "two-are-one-test",
                """
                shared, people_needed = {}, {}
                for group in surnames:
                    shared[group] = chance_shared(surnames[group].tolist(), everybody[group])
                    people_needed[group] = int(0.5 + np.sqrt(0.25 + 2 * days / shared[group]))
                """,
            ),
            "each pair twice": (
                "two-are-one-test",
                """
                shared, people_needed = {}, {}
                for group in surnames:
                    shared[group] = chance_shared(surnames[group].tolist(), everybody[group])
                    people_needed[group] = int(np.ceil(0.5 + np.sqrt(0.25 + days / shared[group])))
                """,
            ),
            "birthdays forgotten": (
                "two-are-one-test",
                """
                shared, people_needed = {}, {}
                for group in surnames:
                    shared[group] = chance_shared(surnames[group].tolist(), everybody[group])
                    people_needed[group] = int(np.ceil(0.5 + np.sqrt(0.25 + 2 / shared[group])))
                """,
            ),
            "one chance for all": (
                "two-are-one-test",
                """
                together = chance_shared(surnames.sum(axis=1).tolist(), everybody.sum())
                shared = dict.fromkeys(surnames, together)
                needed = int(np.ceil(0.5 + np.sqrt(0.25 + 2 * days / together)))
                people_needed = dict.fromkeys(surnames, needed)
                """,
            ),
            "a person for whom it is one half": (
                "two-are-one-test",
                """
                shared, people_needed = {}, {}
                for group in surnames:
                    shared[group] = chance_shared(surnames[group].tolist(), everybody[group])
                    people_needed[group] = int(np.ceil(days / shared[group]))
                """,
            ),
        },
    },
    "links-by-group": {
        "right": {
            "loop": """
                def links_by_group(file, threshold):
                    rows = {}
                    for group in sorted(set(file["group"])):
                        part = file[file["group"] == group]
                        false = missed = there = 0
                        for weight, same, inside in zip(
                            part["weight"], part["same_person"], part["in_register"]
                        ):
                            linked = weight >= threshold
                            false += linked and not same
                            there += inside
                            missed += inside and not (linked and same)
                        rows[group] = (
                            1000 * false / len(part), 1000 * missed / there if there else float("nan")
                        )
                    columns = ["false_per_1000", "missed_per_1000"]
                    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)
            """,
            "NumPy": """
                def links_by_group(file, threshold):
                    group, weight = file["group"].to_numpy(), file["weight"].to_numpy()
                    same, inside = file["same_person"].to_numpy(bool), file["in_register"].to_numpy(bool)
                    names = list(dict.fromkeys(group))
                    linked = weight >= threshold
                    false = [1000 * np.mean((linked & ~same)[group == g]) for g in names]
                    missed = [1000 * np.mean(~(linked & same)[(group == g) & inside]) for g in names]
                    table = {"missed_per_1000": missed, "false_per_1000": false}
                    return pd.DataFrame(table, index=names)
            """,
            "new columns": """
                def links_by_group(file, threshold):
                    work = file.assign(linked=file["weight"] >= threshold)
                    work["right"] = work["linked"] & work["same_person"]
                    work["wrong"] = work["linked"] & ~work["same_person"]
                    work["lost"] = work["in_register"] & ~work["right"]
                    sums = work.groupby("group")[["wrong", "lost", "in_register"]].sum()
                    size = work.groupby("group").size()
                    return pd.DataFrame({
                        "false_per_1000": 1000 * sums["wrong"] / size,
                        "missed_per_1000": 1000 * sums["lost"] / sums["in_register"],
                    })
            """,
        },
        "wrong": {
            "above only": (
                "links-by-group-test false-links-test",
                """
                def links_by_group(file, threshold):
                    linked = file["weight"] > threshold
                    there = file[file["in_register"]]
                    return pd.DataFrame({
                        "false_per_1000": 1000 * (linked & ~file["same_person"]).groupby(file["group"]).mean(),
                        "missed_per_1000": 1000 * (~(linked & file["same_person"]))[
                            file["in_register"]].groupby(there["group"]).mean(),
                    })
                """,
            ),
            "false out of the linked": (
                "links-by-group-test false-links-test",
                """
                def links_by_group(file, threshold):
                    linked = file["weight"] >= threshold
                    made, there = file[linked], file[file["in_register"]]
                    return pd.DataFrame({
                        "false_per_1000": 1000 * (~made["same_person"]).groupby(made["group"]).mean(),
                        "missed_per_1000": 1000 * (~(linked & file["same_person"]))[
                            file["in_register"]].groupby(there["group"]).mean(),
                    })
                """,
            ),
            "missed out of all": (
                "links-by-group-test",
                """
                def links_by_group(file, threshold):
                    linked = file["weight"] >= threshold
                    missed = file["in_register"] & ~(linked & file["same_person"])
                    return pd.DataFrame({
                        "false_per_1000": 1000 * (linked & ~file["same_person"]).groupby(file["group"]).mean(),
                        "missed_per_1000": 1000 * missed.groupby(file["group"]).mean(),
                    })
                """,
            ),
            "missed when not linked": (
                "links-by-group-test",
                """
                def links_by_group(file, threshold):
                    linked = file["weight"] >= threshold
                    there = file[file["in_register"]]
                    return pd.DataFrame({
                        "false_per_1000": 1000 * (linked & ~file["same_person"]).groupby(file["group"]).mean(),
                        "missed_per_1000": 1000 * (~linked)[file["in_register"]].groupby(there["group"]).mean(),
                    })
                """,
            ),
            "no candidate is a link": (
                "links-by-group-test false-links-test",
                """
                def links_by_group(file, threshold):
                    linked = ~(file["weight"] < threshold)
                    there = file[file["in_register"]]
                    return pd.DataFrame({
                        "false_per_1000": 1000 * (linked & ~file["same_person"]).groupby(file["group"]).mean(),
                        "missed_per_1000": 1000 * (~(linked & file["same_person"]))[
                            file["in_register"]].groupby(there["group"]).mean(),
                    })
                """,
            ),
            "shares": (
                "links-by-group-test false-links-test",
                """
                def links_by_group(file, threshold):
                    linked = file["weight"] >= threshold
                    there = file[file["in_register"]]
                    return pd.DataFrame({
                        "false_per_1000": (linked & ~file["same_person"]).groupby(file["group"]).mean(),
                        "missed_per_1000": (~(linked & file["same_person"]))[
                            file["in_register"]].groupby(there["group"]).mean(),
                    })
                """,
            ),
            "zero out of nobody": (
                "links-by-group-test",
                """
                def links_by_group(file, threshold):
                    linked = file["weight"] >= threshold
                    there = file[file["in_register"]]
                    return pd.DataFrame({
                        "false_per_1000": 1000 * (linked & ~file["same_person"]).groupby(file["group"]).mean(),
                        "missed_per_1000": 1000 * (~(linked & file["same_person"]))[
                            file["in_register"]].groupby(there["group"]).mean(),
                    }).fillna(0)
                """,
            ),
            "right on the visible data only": (
                "links-by-group-test false-links-test",
                """
                def links_by_group(file, threshold):
                    return pd.DataFrame(
                        {"false_per_1000": [500, 0, 1000], "missed_per_1000": [2000 / 3, 1000, np.nan]},
                        index=["A", "B", "C"],
                    )
                """,
            ),
            "changes its input": (
                "links-by-group-test",
                """
                def links_by_group(file, threshold):
                    file["linked"] = file["weight"] >= threshold
                    there = file[file["in_register"]]
                    return pd.DataFrame({
                        "false_per_1000": 1000 * (file["linked"] & ~file["same_person"]).groupby(
                            file["group"]).mean(),
                        "missed_per_1000": 1000 * (~(there["linked"] & there["same_person"])).groupby(
                            there["group"]).mean(),
                    })
                """,
            ),
        },
    },
    "false-links": {
        "right": {
            "loop": """
                found = {}
                for group in (one, other):
                    count = n = 0
                    for row in file[file["group"] == group].itertuples():
                        n += 1
                        count += row.weight >= 6 and not row.same_person
                    low, high = fm.resampling.binomial_interval(count, n)
                    found[group] = 1000 * count / n, (1000 * low, 1000 * high)
                false_one, interval_one = found[one]
                false_other, interval_other = found[other]
                apart = not (interval_one[0] <= interval_other[1] and interval_other[0] <= interval_one[1])
            """,
            "groupby": """
                false = ((file["weight"] >= 6) & ~file["same_person"]).groupby(file["group"])
                count, n = false.sum(), false.count()
                false_one, false_other = (float(1000 * count[g] / n[g]) for g in (one, other))
                ends = {g: 1000 * np.array(fm.resampling.binomial_interval(int(count[g]), int(n[g])))
                        for g in (one, other)}
                interval_one, interval_other = ends[one], ends[other]
                apart = bool(max(ends[one][0], ends[other][0]) > min(ends[one][1], ends[other][1]))
            """,
            "with the function": """
                table = links_by_group(file, 6)
                false_one, false_other = table.loc[one, "false_per_1000"], table.loc[other, "false_per_1000"]

                def ends(group):
                    part = file[file["group"] == group]
                    wrong = int(((part["weight"] >= 6) & (part["same_person"] == False)).sum())
                    return [end * 1000 for end in fm.resampling.binomial_interval(wrong, len(part))]

                interval_one, interval_other = ends(one), ends(other)
                first, second = sorted([interval_one, interval_other])
                apart = first[1] < second[0]
            """,
        },
        "wrong": {
            "out of the linked": (
                "false-links-test",
                """
                rates, ends = {}, {}
                for group in (one, other):
                    part = file[(file["group"] == group) & (file["weight"] >= 6)]
                    count = int((~part["same_person"]).sum())
                    rates[group] = 1000 * count / len(part)
                    ends[group] = [1000 * e for e in fm.resampling.binomial_interval(count, len(part))]
                false_one, false_other = rates[one], rates[other]
                interval_one, interval_other = ends[one], ends[other]
                apart = ends[one][0] > ends[other][1] or ends[other][0] > ends[one][1]
                """,
            ),
            "interval as a share": (
                "false-links-test",
                """
                wrong = (file["weight"] >= 6) & ~file["same_person"]
                rates, ends = {}, {}
                for group in (one, other):
                    part = wrong[file["group"] == group]
                    rates[group] = 1000 * part.mean()
                    ends[group] = fm.resampling.binomial_interval(int(part.sum()), len(part))
                false_one, false_other = rates[one], rates[other]
                interval_one, interval_other = ends[one], ends[other]
                apart = ends[one][0] > ends[other][1] or ends[other][0] > ends[one][1]
                """,
            ),
            "the groups exchanged": (
                "false-links-test",
                """
                wrong = (file["weight"] >= 6) & ~file["same_person"]
                rates, ends = {}, {}
                for group in (one, other):
                    part = wrong[file["group"] == group]
                    rates[group] = 1000 * part.mean()
                    ends[group] = [
                        1000 * e for e in fm.resampling.binomial_interval(int(part.sum()), len(part))
                    ]
                false_one, false_other = rates[other], rates[one]
                interval_one, interval_other = ends[other], ends[one]
                apart = ends[one][0] > ends[other][1] or ends[other][0] > ends[one][1]
                """,
            ),
            "apart when the rates differ": (
                "false-links-test",
                """
                wrong = (file["weight"] >= 6) & ~file["same_person"]
                rates, ends = {}, {}
                for group in (one, other):
                    part = wrong[file["group"] == group]
                    rates[group] = 1000 * part.mean()
                    ends[group] = [
                        1000 * e for e in fm.resampling.binomial_interval(int(part.sum()), len(part))
                    ]
                false_one, false_other = rates[one], rates[other]
                interval_one, interval_other = ends[one], ends[other]
                apart = not (ends[one][0] > ends[other][1] or ends[other][0] > ends[one][1])
                """,
            ),
            "an interval of everybody": (
                "false-links-test",
                """
                wrong = (file["weight"] >= 6) & ~file["same_person"]
                rates, ends = {}, {}
                for group in (one, other):
                    part = wrong[file["group"] == group]
                    rates[group] = 1000 * part.mean()
                    ends[group] = [
                        1000 * e for e in fm.resampling.binomial_interval(int(part.sum()), len(file))
                    ]
                false_one, false_other = rates[one], rates[other]
                interval_one, interval_other = ends[one], ends[other]
                apart = ends[one][0] > ends[other][1] or ends[other][0] > ends[one][1]
                """,
            ),
        },
    },
    "attached": {
        "right": {
            "walk": """
                def attached(links, wrong):
                    def file_of(start):
                        seen, waiting = {start}, [start]
                        while waiting:
                            record = waiting.pop()
                            for a, b in links:
                                for x, y in ((a, b), (b, a)):
                                    if x == record and y not in seen:
                                        seen.add(y)
                                        waiting.append(y)
                        return seen

                    there = file_of(wrong[1])
                    return 0 if wrong[0] in there else len(there)
            """,
            "until nothing changes": """
                def attached(links, wrong):
                    theirs, before = {wrong[1]}, set()
                    while theirs != before:
                        before = set(theirs)
                        for link in links:
                            if theirs & set(link):
                                theirs |= set(link)
                    return len(theirs) if wrong[0] not in theirs else 0
            """,
            "NetworkX": """
                import networkx as nx

                def attached(links, wrong):
                    graph = nx.Graph(links)
                    graph.add_nodes_from(wrong)
                    parts = [nx.node_connected_component(graph, record) for record in wrong]
                    return len(parts[1] - parts[0])
            """,
            "one number a file": """
                def attached(links, wrong):
                    file = {record: record for link in [*links, wrong] for record in link}
                    for a, b in links:
                        old, new = file[a], file[b]
                        file = {record: new if at == old else at for record, at in file.items()}
                    there = [r for r in file if file[r] == file[wrong[1]]]
                    return 0 if wrong[0] in there else len(there)
            """,
        },
        "wrong": {
            "one step": (
                "attached-test",
                """
                def attached(links, wrong):
                    there = {wrong[1]}
                    for a, b in links:
                        if wrong[1] in (a, b):
                            there |= {a, b}
                    return 0 if wrong[0] in there else len(there)
                """,
            ),
            "once through the list": (
                "attached-test",
                """
                def attached(links, wrong):
                    there = {wrong[1]}
                    for a, b in links:
                        if a in there or b in there:
                            there |= {a, b}
                    return 0 if wrong[0] in there else len(there)
                """,
            ),
            "one direction": (
                "attached-test",
                """
                def attached(links, wrong):
                    there = {wrong[1]}
                    for _ in links:
                        for a, b in links:
                            if a in there:
                                there.add(b)
                    return 0 if wrong[0] in there else len(there)
                """,
            ),
            "both files together": (
                "attached-test",
                """
                def attached(links, wrong):
                    there = set(wrong)
                    for _ in links:
                        for a, b in links:
                            if a in there or b in there:
                                there |= {a, b}
                    return len(there)
                """,
            ),
            "one record": (
                "attached-test",
                """
                def attached(links, wrong):
                    return 0 if wrong in links or wrong[0] == wrong[1] else 1
                """,
            ),
            "already together not seen": (
                "attached-test",
                """
                def attached(links, wrong):
                    there = {wrong[1]}
                    for _ in links:
                        for a, b in links:
                            if a in there or b in there:
                                there |= {a, b}
                    return len(there - {wrong[0]})
                """,
            ),
            "right on the visible data only": (
                "attached-test",
                """
                def attached(links, wrong):
                    return {(1, 4): 4, (4, 1): 3, (1, 3): 0}.get(tuple(wrong), 1)
                """,
            ),
            "changes its input": (
                "attached-test",
                """
                def attached(links, wrong):
                    there, grew = {wrong[1]}, True
                    while grew:
                        grew = False
                        for a, b in list(links):
                            if a in there or b in there:
                                there |= {a, b}
                                links.remove((a, b))
                                grew = True
                    return 0 if wrong[0] in there else len(there)
                """,
            ),
        },
    },
}

_SHARED = "shared = ((surnames * (surnames - 1.0)).sum() / (everybody * (everybody %s))).to_dict()"
#: Behave like the reference for everything that the statement allows.
EQUIVALENT = {
    "two-are-one": {
        f"{_SHARED % '- 1.0'} -> {_SHARED % other}": "one person more or less among millions is "
        "below the tolerance that the statement gives"
        for other in ("+ 1.0", "- 2.0", "- 0.0")
    }
}
