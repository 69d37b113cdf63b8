"""Answers to problem set 9, by solution cell: right ones, and wrong ones with what they lose."""

_F = "def finding(flagged, people, minimum):\n    "
_W = (
    "p = flagged / people; n = people; z = 1.96\n    "
    "r = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))\n    "
    "m, d = p + z * z / (2 * n), 1 + z * z / n\n    "
)
_V = "def verdict(a, b, c, d):\n    "
_I = "def in_force(table, day):\n    "
_S = 'd = events.loc[events["id"] == letter, "day"].iloc[0]\n'
_C = (
    'd = mine[~mine["same_person"] & (mine["chamber_a"] == mine["chamber_b"])]\n'
    'h, s = d[d["chamber_a"] == "House"], d[d["chamber_a"] == "Senate"]\n'
    'house_people = len({*h["person_a"], *h["person_b"]})\n'
    'senate_people = len({*s["person_a"], *s["person_b"]})\n'
    'house_rate, senate_rate = [(x["distance"] <= threshold).mean() for x in (h, s)]\n'
)


def _finding(code):
    return ("finding-test", _F + code)


def _verdict(code):
    return ("verdict-test", _V + code)


def _in_force(code):
    return ("in-force-test", _I + code)


def _before(code):
    return ("before-letter-test", _S + code)


def _chambers(code):
    return ("chambers-test", _C + code)


ANSWERS = {
    "finding": {
        "right": {
            "NumPy": _F
            + "if people < minimum: return None\n    "
            + _W
            + "return p, (m - r) / d, (m + r) / d",
            "a list": _F
            + "if not people >= minimum: return None\n    "
            + _W
            + "return [p] + [(m + k * r) / d for k in (-1, 1)]",
            "an array": _F
            + "if minimum > people: return\n    "
            + _W
            + "return tuple(np.array([p * d, m - r, m + r]) / d)",
        },
        "wrong": {
            "never refuses": _finding(_W + "return p, (m - r) / d, (m + r) / d"),
            "minimum refused": _finding(
                "if people <= minimum: return None\n    "
                + _W
                + "return p, (m - r) / d, (m + r) / d"
            ),
            "normal interval": _finding(
                "if people < minimum: return None\n    "
                + _W
                + "e = z * (p * (1 - p) / n) ** 0.5\n    return p, p - e, p + e"
            ),
            "per cent": _finding(
                "if people < minimum: return None\n    "
                + _W
                + "return 100 * p, 100 * (m - r) / d, 100 * (m + r) / d"
            ),
            "prints": _finding("print(flagged / people)"),
            "visible data only": _finding("return (0.0, 0.0, 0.2775402) if people == 10 else None"),
        },
    },
    "verdict": {
        "right": {
            "refuted first": _V + 'if max(a, c) > min(b, d): return "refutes"\n    '
            'return "supports" if c >= a and d <= b else "shows neither"',
            "nested": _V + 'if a <= c <= d <= b: return "supports"\n    '
            'return "shows neither" if c <= b and a <= d else "refutes"',
            "NumPy": _V + "ins = np.clip([c, d], a, b)\n    "
            'if (ins == [c, d]).all(): return "supports"\n    '
            'return "refutes" if d < a or c > b else "shows neither"',
        },
        "wrong": {
            "open ends": _verdict(
                'return "supports" if a < c and d < b else "refutes" if d < a or b < c '
                'else "shows neither"'
            ),
            "touching refutes": _verdict(
                'return "supports" if a <= c and d <= b else "refutes" if d <= a or b <= c '
                'else "shows neither"'
            ),
            "one side only": _verdict(
                'return "supports" if d <= b else "refutes" if c > b else "shows neither"'
            ),
            "no third answer": _verdict('return "supports" if a <= c and d <= b else "refutes"'),
            "visible data only": _verdict(
                'return "supports" if c == 0.125 else "shows neither" if c == 0.25 else "refutes"'
            ),
        },
    },
    "in-force": {
        "right": {
            "loop": _I + 'rows = zip(table["rule"], table["start"], table["end"])\n    '
            "return [r for r, s, e in rows if s <= day and not e <= day]",
            "query": _I + 'return list(table[(table.start <= day) & ~(table.end <= day)]["rule"])',
            "far end": _I + 'e = table["end"].fillna(pd.Timestamp("2200-01-01"))\n    '
            'return table["rule"][(table["start"] <= day) & (e > day)].tolist()',
        },
        "wrong": {
            "last day counts": _in_force(
                'return table.loc[(table.start <= day) & ~(table.end < day), "rule"].tolist()'
            ),
            "first day does not": _in_force(
                'return table.loc[(table.start < day) & ~(table.end <= day), "rule"].tolist()'
            ),
            "missing end dropped": _in_force(
                'return table.loc[(table.start <= day) & (table.end > day), "rule"].tolist()'
            ),
            "ends ignored": _in_force('return table.loc[table.start <= day, "rule"].tolist()'),
            "changes its input": _in_force(
                'table["end"] = table["end"].fillna(pd.Timestamp("2200-01-01"))\n    '
                'return table.loc[(table.start <= day) & (table.end > day), "rule"].tolist()'
            ),
            "visible data only": _in_force('return {2: ["x"], 5: ["y"]}.get(day.day, [])'),
        },
    },
    "before-letter": {
        "right": {
            "loop": _S + 'before_letter = dict.fromkeys(events["lane"], 0)\n'
            'for t, lane in zip(events["day"], events["lane"]):\n    before_letter[lane] += t < d',
            "sum": _S
            + 'before_letter = (events["day"] < d).groupby(events["lane"]).sum().to_dict()',
            "counts": _S + 'c = events[events["day"] < d]["lane"].value_counts()\n'
            'before_letter = {x: int(c.get(x, 0)) for x in events["lane"].unique()}',
        },
        "wrong": {
            "its day too": _before(
                'before_letter = (events["day"] <= d).groupby(events["lane"]).sum().to_dict()'
            ),
            "after": _before(
                'before_letter = (events["day"] > d).groupby(events["lane"]).sum().to_dict()'
            ),
            "all": _before('before_letter = events["lane"].value_counts().to_dict()'),
            "empty lanes left out": _before(
                'before_letter = events[events["day"] < d]["lane"].value_counts().to_dict()'
            ),
            "shares": _before(
                'before_letter = (events["day"] < d).groupby(events["lane"]).mean().to_dict()'
            ),
        },
    },
    "chambers": {
        "right": {
            "as asked": _C,
            "NumPy": _C + 'house_rate = np.mean(h["distance"].to_numpy() <= threshold)',
            "counted": _C + 'senate_rate = sum(s["distance"] <= threshold) / len(s)',
        },
        "wrong": {
            "pairs for people": _chambers("house_people, senate_people = len(h), len(s)"),
            "one side": _chambers('house_people = h["person_a"].nunique() - 1'),
            "per cent": _chambers("house_rate, senate_rate = 100 * house_rate, 100 * senate_rate"),
            "matches": _chambers('house_rate = (h["distance"] <= threshold).sum()'),
            "similarity": _chambers('senate_rate = (s["distance"] >= threshold).mean()'),
        },
    },
}
