"""The page, the table and the picture of what was measured last."""

from __future__ import annotations

import re
import textwrap

import numpy as np
import pandas as pd
from speed_tasks import PAIRS, PROBES, RATES, ROOT, STEP

PAGE = ROOT / "guide" / "speed.md"
PICTURE = ROOT / "docs" / "speed.png"
BEGIN, END = "<!-- made by bench/speed.py -->\n", "<!-- end -->\n"
#: Tasks whose ways are compared in the picture, with short names.
COMPARED = {PAIRS: "pairs", RATES: "rates", STEP: "a slider step"}


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a way: median seconds, and how many times the course's own in the same round.

    Columns ``task``, ``name``, ``seconds``, ``ratio``, ``low``, ``high`` (of the rounds'
    ratios), ``times`` (what a sample was multiplied by) and ``bytes``.
    """
    rows = rows.assign(total=rows["seconds"] * rows["times"])
    ours = rows[rows["name"] == "falsematch"].set_index(["task", "round"])["total"]
    own = [ours.get(key, np.nan) for key in zip(rows["task"], rows["round"], strict=True)]
    rows["ratio"] = rows["total"] / own
    made = rows.groupby(["task", "name"], sort=False).agg(
        seconds=("total", "median"), ratio=("ratio", "median"), low=("ratio", "min"),
        high=("ratio", "max"), times=("times", "first"), bytes=("bytes", "max"),
    )  # fmt: skip
    return made.reset_index()


def lengths(searches: pd.DataFrame) -> pd.Series:
    """How long the list of each search is, from its task."""
    said = searches["task"].str.extract(r"in ([\d,]+) faces")[0]
    return said.str.replace(",", "").astype(float)


def slopes(table: pd.DataFrame) -> dict[str, float]:
    """How time grows with the length of the list: the exponent, by way (1 is in proportion)."""
    return {
        name: float(np.polyfit(np.log(lengths(part)), np.log(part["seconds"]), 1)[0])
        for name, part in table[table["task"].str.startswith("1:N")].groupby("name", sort=False)
    }


def in_words(number: float) -> str:
    """Three digits at least, as people write them: 0.345, 15.5, 1,510."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def time_in_words(seconds: float) -> str:
    if np.isnan(seconds):
        return ""
    for least, unit, name in (
        (86_400, 86_400, "days"),
        (3600, 3600, "hours"),
        (120, 60, "min"),
        (1, 1, "s"),
    ):
        if seconds >= least:
            return f"{in_words(seconds / unit)} {name}"
    return f"{in_words(seconds * 1000)} ms"


def lines(table: pd.DataFrame) -> str:
    """The one table, as Markdown."""
    made = ["| | time | times ours (of the rounds) | most memory | |", "|---|---|---|---|---|"]
    for task, part in table.groupby("task", sort=False):
        made.append(f"| **{task}** | | | | |")
        for row in part.itertuples():
            is_ours = row.name == "falsematch" or np.isnan(row.ratio)
            low, middle, high = map(in_words, (row.low, row.ratio, row.high))
            spread = "" if is_ours else f"{middle} ({low} to {high})"
            size = f"{row.bytes / 1e6:,.0f} MB" if row.bytes else ""
            remark = f"a sample, times {row.times:,.0f}" if row.times > 1 else ""
            made.append(
                f"| {row.name} | {time_in_words(row.seconds)} | {spread} | {size} | {remark} |"
            )
    # A number and its unit stay in one line.
    return re.sub(
        r"(?<=\d) (?=(?:ms|s|min|hours|days|MB)\b)", "\N{NO-BREAK SPACE}", "\n".join(made)
    )


def draw(table: pd.DataFrame) -> None:
    """Write the picture: bars of seconds, and how searches grow."""
    import matplotlib.pyplot as plt

    from falsematch import plots

    plt.switch_backend("agg")
    figure, (over, under) = plt.subplots(
        2, figsize=(7.5, 8), height_ratios=[1.2, 1], layout="constrained"
    )
    shown = table[table["task"].isin(COMPARED)].iloc[::-1].reset_index(drop=True)
    colours = [plots.BLUE if name == "falsematch" else "0.6" for name in shown["name"]]
    over.barh(shown.index, shown["seconds"], color=colours)
    names = shown["name"].str.replace("photos ", "").map(lambda name: textwrap.fill(name, 34))
    over.set_yticks(shown.index, names, fontsize=8.5)
    for place, seconds in shown["seconds"].items():
        over.text(seconds, place, f" {time_in_words(seconds)}", va="center", fontsize=9)
    over.set(xscale="log", xlabel="seconds, on a log scale (blue: the course)",
             xlim=(None, shown["seconds"].max() * 100))  # fmt: skip
    for task, part in shown.groupby("task", sort=False):
        over.axhline(part.index[0] - 0.5, color="black", lw=0.8)
        over.text(0.99, part.index[0] - 0.4, COMPARED[task], ha="right", style="italic",
                  fontsize=9, transform=over.get_yaxis_transform())  # fmt: skip
    colours = (plots.BLUE, plots.ORANGE, plots.GREEN, "0.4")
    for marker, colour, (name, power) in zip("osD^", colours, slopes(table).items(), strict=True):
        part = table[(table["name"] == name) & table["task"].str.startswith("1:N")]
        under.plot(lengths(part), part["seconds"], marker=marker, color=colour,
                   label=f"{name} (slope {power:.2f})")  # fmt: skip
    under.set(xscale="log", yscale="log", xlabel="faces in the list",
              ylabel=f"seconds for {PROBES} probes")  # fmt: skip
    under.grid(color="0.85")
    under.legend(fontsize=8.5)
    figure.savefig(PICTURE, format="png", metadata={"Software": None})


def description(table: pd.DataFrame) -> str:
    """The picture in words."""
    ours = table[table["name"] == "falsematch"].set_index("task")["seconds"]
    said = "; ".join(f"{short} {time_in_words(ours[task])}" for task, short in COMPARED.items())
    grown = "; ".join(f"{name} {power:.2f}" for name, power in slopes(table).items())
    return (
        f"Above, bars of seconds on a log scale, the course beside others; the course takes: {said}. "
        f"Below, seconds against the length of a searched list, both on log scales; slopes: {grown}."
    )


def page(rows: pd.DataFrame) -> str:
    """``guide/speed.md`` with the table of what was measured last."""
    table = summary(rows)
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    grown = "; ".join(f"{name} {power:.2f}" for name, power in slopes(table).items())
    made = (
        f"\n{rows['machine'].iloc[0]}.\n\n![{description(table)}](../docs/{PICTURE.name})\n\n"
        f"{lines(table)}\n\nHow the time of a search grows with the length of the list (1 is in "
        f"proportion, 2 would be with its square): {grown}. Memory includes the list itself.\n\n"
    )
    return before + BEGIN + made + END + after
