"""Right and wrong answers to problem set 5.

Each wrong answer names the test cells that it must fail, and fails no other.
"""

BOTH = "two-shares-test two-shares-none-test"
BEST = "best-threshold-test best-threshold-ties-test"


def _shares(first, second, before="", end="return first, second"):
    return f"""
    def two_shares(people, group):
        {before or "pass"}
        inside, hit = people["group"] == group, people["flagged"]
        both = int((inside & hit).sum())
        first = {first}
        second = {second}
        {end}
    """


OF_GROUP = "both / int(inside.sum()) if inside.any() else np.nan"
OF_FLAGGED = "both / int(hit.sum()) if hit.any() else np.nan"


def _flagged(wrong, before="pass", end="return found"):
    return f"""
    def flagged_people(table, threshold):
        {before}
        found = {{}}
        for p, c, d in zip(table["person"], table["candidate"], table["distance"]):
            found[p] = found.get(p, False) or bool({wrong})
        {end}
    """


def _best(enough, key, before="pass", end="return best"):
    return f"""
    def best_threshold(counts, at_least):
        {before}
        fits = [t for t in counts if {enough}]
        best = max(fits, key=lambda t: {key}) if fits else None
        {end}
    """


ENOUGH = "counts[t][1] >= max(at_least, 1)"
LARGEST = "(counts[t][0] / counts[t][1], -t)"


def _women(first, second):
    return f"""
    hit, woman = members["distance"] <= threshold, members["sex"] == "female"
    women_flagged = {first}
    flagged_women = {second}
    """


ANSWERS = {
    "two-shares": {
        "right": {
            "pandas": _shares(OF_GROUP, OF_FLAGGED),
            "means": """
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
                return (both / inside if inside else np.nan), (both / hit if hit else np.nan)
            """,
        },
        "wrong": {
            "prints": (BOTH, _shares(OF_GROUP, OF_FLAGGED, end="print(first, second)")),
            "swapped": (BOTH, _shares(OF_FLAGGED, OF_GROUP)),
            "of everybody": (BOTH, _shares("both / len(people)", "both / len(people)")),
            "one number": (BOTH, _shares(OF_GROUP, OF_FLAGGED, end="return first")),
            "0 for nobody": (
                "two-shares-none-test",
                _shares(OF_GROUP.replace("np.nan", "0"), OF_FLAGGED.replace("np.nan", "0")),
            ),
            "per cent": (
                "two-shares-test",
                _shares("100 * both / int(inside.sum()) if inside.any() else np.nan", OF_FLAGGED),
            ),
            "changes its input": (
                "two-shares-test",
                _shares(OF_GROUP, OF_FLAGGED, 'people["new"] = 1'),
            ),
        },
    },
    "flagged-people": {
        "right": {
            "loop": _flagged("p != c and d <= threshold"),
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
        },
        "wrong": {
            label: ("flagged-people-test", code)
            for label, code in {
                "below": _flagged("p != c and d < threshold"),
                "self": _flagged("d <= threshold"),
                "similarity": _flagged("p != c and d >= threshold"),
                "prints": _flagged("p != c and d <= threshold", end="print(found)"),
                "changes its input": _flagged("p != c and d <= threshold", 'table["new"] = 1'),
                "visible only": _flagged("p == 'b'"),
            }.items()
        },
    },
    "best-threshold": {
        "right": {
            "max": _best(ENOUGH, LARGEST),
            "sorted": """
            def best_threshold(counts, at_least):
                fits = [(-a / b, t) for t, (a, b) in counts.items() if b and b >= at_least]
                return sorted(fits)[0][1] if fits else None
            """,
            "two steps": """
            def best_threshold(counts, at_least):
                shares = {t: a / b for t, (a, b) in counts.items() if b > 0 and b >= at_least}
                if not shares:
                    return None
                top = max(shares.values())
                return min(t for t in shares if shares[t] == top)
            """,
        },
        "wrong": {
            "prints": (BEST, _best(ENOUGH, LARGEST, end="print(best)")),
            "strictest": (
                "best-threshold-test",
                _best(ENOUGH, "-t"),
            ),
            "smallest share": (BEST, _best(ENOUGH, "(-counts[t][0] / counts[t][1], t)")),
            "more than at least": (BEST, _best("counts[t][1] > max(at_least, 1)", LARGEST)),
            "loosest": (BEST, _best(ENOUGH, "(counts[t][0] / counts[t][1], t)")),
            "count": (BEST, _best(ENOUGH, "(counts[t][0], t)")),
            "changes its input": (BEST, _best(ENOUGH, LARGEST, "counts[9.0] = (0, 1)")),
        },
    },
    "women": {
        "right": {
            "means": _women("hit[woman].mean()", "woman[hit].mean()"),
            "counts": _women(
                "(hit & woman).sum() / woman.sum()", "(hit & woman).sum() / hit.sum()"
            ),
            "numpy": _women("np.mean(hit.to_numpy()[woman])", "np.mean(woman.to_numpy()[hit])"),
        },
        "wrong": {
            label: ("women-test", code)
            for label, code in {
                "swapped": _women("woman[hit].mean()", "hit[woman].mean()"),
                "of everybody": _women("(hit & woman).mean()", "(hit & woman).mean()"),
                "per cent": _women("100 * hit[woman].mean()", "100 * woman[hit].mean()"),
                "men": _women("hit[~woman].mean()", "(~woman)[hit].mean()"),
                "untouched": _women("None", "None"),
            }.items()
        },
    },
    "differences": {
        "right": {
            "set": 'can_explain = {"F", "E", "C", "A"}',
            "list": 'can_explain = ["A", "C", "E", "F"]',
            "letters": 'can_explain = set("ACEF")',
        },
        "wrong": {
            label: ("differences-test", f"can_explain = {value}")
            for label, value in {
                "all": 'set("ABCDEF")',
                "no other people": 'set("ACE")',
                "sorting": 'set("ABCEF")',
                "words": 'set("ACDEF")',
                "none": "set()",
                "no cut": 'set("ACF")',
            }.items()
        },
    },
}

EQUIVALENT = {
    "best-threshold": {
        "best, largest = (None, -1) -> best, largest = (None, -2)": "every share is 0 or more",
    },
}
