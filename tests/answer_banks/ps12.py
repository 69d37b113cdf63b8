"""Answers to problem set 12, by solution cell: right ones, and wrong ones with what they lose."""

EARLY = "if people < minimum: return None"


def finding(ends, before=EARLY, end="return p, low, high"):
    return f"""
        def finding(flagged, people, minimum):
            {before}
            z, n, p = 1.96, people, flagged / people
            low, high = {ends}
            {end}
    """


WILSON = """[
                (p + z**2 / (2 * n) + side * z * (p * (1 - p) / n + z**2 / (4 * n**2)) ** 0.5)
                / (1 + z**2 / n) for side in (-1, 1)
            ]"""


def verdict(supports, refutes):
    return f"""
        def verdict(a, b, c, d):
            if {supports}:
                return "supports"
            return "refutes" if {refutes} else "shows neither"
    """


def in_force(begun, over, before="pass", end="return held"):
    return f"""
        def in_force(table, day):
            {before}
            rows = zip(table["rule"], table["start"], table["end"])
            held = [rule for rule, start, end in rows if {begun} and not ({over})]
            {end}
    """


def then(held="start <= signed and not end <= signed", ended="end <= signed", change="pass"):
    return f"""
        rows = list(zip(rules["rule"], rules["start"], rules["end"]))
        held = [rule for rule, start, end in rows if {held}]
        ended = [rule for rule, start, end in rows if {ended}]
        {change}
    """


def before_letter(count):
    return f"""
        when = events.set_index("id")["day"][letter]
        day, lane = events["day"], events["lane"]
        before_letter = {count}
    """


CHAMBERS = """
        different = mine[~mine["same_person"] & (mine["chamber_a"] == mine["chamber_b"])]
        house = different[different["chamber_a"] == "House"]
        senate = different[different["chamber_a"] == "Senate"]
        house_people = len({*house["person_a"], *house["person_b"]})
        senate_people = len({*senate["person_a"], *senate["person_b"]})
        house_rate, senate_rate = [(x["distance"] <= threshold).mean() for x in (house, senate)]
"""


def chambers(change):
    return f"{CHAMBERS}        {change}\n"


def sheet(unit="1000", table="mine", ends='row["low"], row["high"]', change="pass"):
    return f"""
        answers = []
        rates = fm.rates.fmr_by_group({table}, threshold, "chamber").set_index("group")
        for chamber, (a, b) in (("House", house_range), ("Senate", senate_range)):
            row = rates.loc[chamber]
            c, d = [{unit} * end for end in ({ends})]
            answer = "shows neither"
            if a <= c and d <= b:
                answer = "supports"
            elif d < a or b < c:
                answer = "refutes"
            answers.append(answer)
        house_says, senate_says = answers
        {change}
    """


ANSWERS = {
    "finding": {
        "right": {
            "as it stands": finding(WILSON),
            "NumPy": """
                def finding(flagged, people, minimum):
                    if minimum > people:
                        return None
                    p, part = flagged / people, 1.96**2 / people
                    root = np.sqrt(p * (1 - p) * part + part**2 / 4)
                    ends = (p + part / 2 + np.array([-1, 1]) * root) / (1 + part)
                    return np.array([p, *ends])
            """,
            "a list": """
                def finding(flagged, people, minimum):
                    if not people >= minimum:
                        return
                    z2 = 1.96 * 1.96
                    middle = (flagged + z2 / 2) / (people + z2)
                    spread = flagged * (people - flagged) / people + z2 / 4
                    half = 1.96 / (people + z2) * spread**0.5
                    return [flagged / people, middle - half, middle + half]
            """,
        },
        "wrong": {
            label: ("finding-test", code)
            for label, code in {
                "never refuses": finding(WILSON, before="pass"),
                "the minimum itself refused": finding(WILSON, "if people <= minimum: return None"),
                "flagged compared with the minimum": finding(
                    WILSON, "if flagged < minimum: return None"
                ),
                "rate plus and minus": finding(
                    "(p - z * (p * (1 - p) / n) ** 0.5, p + z * (p * (1 - p) / n) ** 0.5)"
                ),
                "not divided": finding(WILSON.replace("(1 + z**2 / n)", "1")),
                "the package's other interval": finding(
                    "fm.resampling.binomial_interval(flagged, people)"
                ),
                "per cent": finding(WILSON, end="return 100 * p, 100 * low, 100 * high"),
                "upper end first": finding(WILSON, end="return p, high, low"),
                "text instead of None": finding(
                    WILSON, 'if people < minimum: return "too few people"'
                ),
                "prints": finding(WILSON, end="print(p, low, high)"),
                "right on the visible data only": """
                    def finding(flagged, people, minimum):
                        if people < minimum:
                            return None
                        if people == 10:
                            return 0.0, 0.0, 0.2775402
                        return 0.75, 0.4092699, 0.9285223
                """,
            }.items()
        },
    },
    "verdict": {
        "right": {
            "refuted first": """
                def verdict(a, b, c, d):
                    if max(a, c) > min(b, d):
                        return "refutes"
                    return "supports" if c >= a and d <= b else "shows neither"
            """,
            "chained": """
                def verdict(a, b, c, d):
                    if a <= c <= d <= b:
                        return "supports"
                    return "shows neither" if c <= b and a <= d else "refutes"
            """,
            "NumPy": """
                def verdict(a, b, c, d):
                    inside = np.clip([c, d], a, b)
                    if (inside == [c, d]).all():
                        return "supports"
                    return "refutes" if d < a or c > b else "shows neither"
            """,
        },
        "wrong": {
            label: ("verdict-test", code)
            for label, code in {
                "open ends": verdict("a < c and d < b", "d < a or b < c"),
                "touching refutes": verdict("a <= c and d <= b", "d <= a or b <= c"),
                "at most only": verdict("d <= b", "c > b"),
                "either end inside": verdict("a <= c <= b or a <= d <= b", "d < a or b < c"),
                "no third answer": verdict("a <= c and d <= b", "True"),
                "claim inside the interval": verdict("c <= a and b <= d", "d < a or b < c"),
                "refuted unless supported or equal": verdict(
                    "a <= c and d <= b", "not (a <= c <= b)"
                ),
                "prints": """
                    def verdict(a, b, c, d):
                        print("supports" if a <= c and d <= b else "shows neither")
                """,
                "right on the visible data only": """
                    def verdict(a, b, c, d):
                        known = {0.125: "supports", 0.25: "shows neither", 0.5: "refutes"}
                        return known.get(c, "refutes" if d == 0.125 else "shows neither")
                """,
            }.items()
        },
    },
    "in-force": {
        "right": {
            "loop": in_force("start <= day", "end <= day"),
            "query": """
                def in_force(table, day):
                    held = (table.start <= day) & ~(table.end <= day)
                    return list(table[held]["rule"])
            """,
            "far end": """
                def in_force(table, day):
                    end = table["end"].fillna(pd.Timestamp("2200-01-01"))
                    return table["rule"][(table["start"] <= day) & (end > day)].tolist()
            """,
        },
        "wrong": {
            label: ("in-force-test", code)
            for label, code in {
                "the day of the end counts": in_force("start <= day", "end < day"),
                "the day of the start does not": in_force("start < day", "end <= day"),
                "a missing end is an end": in_force("start <= day", "not day < end"),
                "ends ignored": in_force("start <= day", "False"),
                "a missing start is a start": in_force("not start > day", "end <= day"),
                "sorted": in_force("start <= day", "end <= day", end="return sorted(held)"),
                "prints": in_force("start <= day", "end <= day", end="print(held)"),
                "changes its input": in_force(
                    "start <= day",
                    "end <= day",
                    'table["end"] = table["end"].fillna(pd.Timestamp("2200-01-01"))',
                ),
                "right on the visible data only": """
                    def in_force(table, day):
                        return {2: ["x"], 5: ["y"]}.get(day.day, [])
                """,
            }.items()
        },
    },
    "rules-then": {
        "right": {
            "loop": then(),
            "the package": """
                held = fm.regulation.in_force(rules, signed)["rule"].tolist()
                ended = [row.rule for row in rules.itertuples() if row.end <= signed]
            """,
            "pandas": """
                over = rules["end"].le(signed)
                held = list(rules.loc[rules["start"].le(signed) & ~over, "rule"])
                ended = list(rules.loc[over, "rule"])
            """,
        },
        "wrong": {
            label: ("rules-then-test", code)
            for label, code in {
                "ends ignored": then("start <= signed"),
                "today": then(
                    "start <= fm.facts.AS_OF and not end <= fm.facts.AS_OF",
                    "end <= fm.facts.AS_OF",
                ),
                "the edges the other way": then(
                    "start < signed and not end < signed", "end < signed"
                ),
                "those that ever end": then(ended="not pd.isna(end)"),
                "ended are those not in force": then(
                    ended="not (start <= signed and not end <= signed)"
                ),
                "counts": then(change="held, ended = len(held), len(ended)"),
                "sorted": then(change="held, ended = sorted(held), sorted(ended)"),
                "untouched": "held, ended = None, None",
            }.items()
        },
    },
    "before-letter": {
        "right": {
            "loop": """
                when = events.loc[events["id"] == letter, "day"].iloc[0]
                before_letter = dict.fromkeys(events["lane"], 0)
                for day, lane in zip(events["day"], events["lane"]):
                    before_letter[lane] += int(day < when)
            """,
            "groupby": before_letter("(day < when).groupby(lane).sum().to_dict()"),
            "counts": before_letter(
                "lane[day < when].value_counts().reindex(lane.unique(), fill_value=0).to_dict()"
            ),
        },
        "wrong": {
            label: ("before-letter-test", code)
            for label, code in {
                "its day too": before_letter("(day <= when).groupby(lane).sum().to_dict()"),
                "after": before_letter("(day > when).groupby(lane).sum().to_dict()"),
                "all": before_letter("lane.value_counts().to_dict()"),
                "lanes with none left out": before_letter(
                    "lane[day < when].value_counts().to_dict()"
                ),
                "shares": before_letter("(day < when).groupby(lane).mean().to_dict()"),
                "another letter": before_letter(
                    "(day < day[events['event'].str.contains('letter')].max())"
                    ".groupby(lane).sum().to_dict()"
                ),
                "untouched": "before_letter = None",
            }.items()
        },
    },
    "chambers": {
        "right": {
            "as asked": CHAMBERS,
            "the package": """
                table = fm.rates.fmr_by_group(mine, threshold, "chamber").set_index("group")
                house_people, house_rate = table.loc["House", ["people", "rate"]]
                senate_people, senate_rate = table.loc["Senate", ["people", "rate"]]
            """,
            "loop": """
                people, count = {}, {}
                for row in mine.itertuples():
                    if row.person_a != row.person_b and row.chamber_a == row.chamber_b:
                        people.setdefault(row.chamber_a, set()).update([row.person_a, row.person_b])
                        both = count.setdefault(row.chamber_a, [0, 0])
                        both[0] += row.distance <= threshold
                        both[1] += 1
                house_people, senate_people = len(people["House"]), len(people["Senate"])
                house_rate = count["House"][0] / count["House"][1]
                senate_rate = count["Senate"][0] / count["Senate"][1]
            """,
        },
        "wrong": {
            label: ("chambers-test", chambers(change))
            for label, change in {
                "pairs for people": "house_people, senate_people = len(house), len(senate)",
                "one side of the pairs": (
                    'senate_people = (mine["person_a"][mine["chamber_a"] == "Senate"]).nunique()\n'
                    '        house_people = house["person_a"].nunique() - 1'
                ),
                "per cent": "house_rate, senate_rate = 100 * house_rate, 100 * senate_rate",
                "matches, not their share": 'house_rate = (house["distance"] <= threshold).sum()',
                "similarity for distance": 'senate_rate = (senate["distance"] >= threshold).mean()',
                "of all pairs": 'senate_rate = (senate["distance"] <= threshold).sum() / len(mine)',
                "one of the two in the chamber": (
                    'either = (mine["chamber_a"] == "Senate") | (mine["chamber_b"] == "Senate")\n'
                    '        senate_rate = (mine["distance"][either] <= threshold).mean()'
                ),
                "chambers swapped": "house_rate, senate_rate = senate_rate, house_rate",
            }.items()
        },
    },
    "sheet-says": {
        "right": {
            "loop": sheet(),
            "own words": """
                table = fm.rates.fmr_by_group(mine, threshold, "chamber").set_index("group")

                def judge(chamber, claim):
                    low, high = table["low"][chamber], table["high"][chamber]
                    least, most = claim[0] / 1000, claim[1] / 1000
                    if least <= low and high <= most:
                        return "supports"
                    return "refutes" if max(least, low) > min(most, high) else "shows neither"

                house_says = judge("House", house_range)
                senate_says = judge("Senate", senate_range)
            """,
            "clipped": """
                table = fm.rates.fmr_by_group(mine, threshold, "chamber").set_index("group")
                says = {}
                for chamber, claim in {"House": house_range, "Senate": senate_range}.items():
                    ends = 1000 * table.loc[chamber, ["low", "high"]].to_numpy(dtype=float)
                    inside = np.clip(ends, *claim)
                    says[chamber] = "shows neither"
                    if (inside == ends).all():
                        says[chamber] = "supports"
                    elif inside[0] == inside[1]:
                        says[chamber] = "refutes"
                house_says, senate_says = says.values()
            """,
        },
        "wrong": {
            label: ("sheet-says-test", code)
            for label, code in {
                "shares held against a sheet per 1,000": sheet(unit="1"),
                "the rate, not its interval": sheet(ends='row["rate"], row["rate"]'),
                "swapped": sheet(change="senate_says, house_says = answers"),
                "one answer for both": sheet(change="senate_says = house_says"),
                "neither for both, to be safe": sheet(
                    change='house_says = senate_says = "shows neither"'
                ),
                "refuted unless supported": sheet().replace("shows neither", "refutes"),
                "other words": sheet(change='house_says, senate_says = "true", "not shown"'),
                "untouched": "house_says, senate_says = None, None",
            }.items()
        },
    },
}
