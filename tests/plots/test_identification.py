"""Pictures of searching a list: what they say is what was measured."""

from __future__ import annotations

import numpy as np
import pandas as pd
from support.identification import lesson_tables

from falsematch import plots
from falsematch.measures import identification


def test_the_picture_of_growth_draws_what_was_measured(search_table):
    table = identification.fpir(search_table, 0.5, [10, 2689])
    picture = plots.fpir_by_gallery_size(table, {"law": np.array([0.2, 0.4])})
    measured, law = picture.figure.axes[0].lines
    assert measured.get_ydata().tolist() == (table["rate"] * 100).tolist()
    assert law.get_ydata().tolist() == [20, 40]
    assert plots.with_interval(table.iloc[1]) in picture.description
    assert "“law” expects 40 %" in picture.description


def test_the_picture_of_hubs_counts_by_hand():
    matrix = pd.DataFrame([[0.1, 0.2, 0.3], [0.1, 0.9, 0.9], [0.9, 0.9, 0.9]])
    text = plots.matches_per_person(matrix, 0.5).description
    assert "Of 3 people searched for, one matches 3 of 3" in text
    assert "the 1 with most matches carry 75 % of all" in text and "1 match nobody" in text
    assert "Of 3 people in the list, one matches 2 of 3" in text


def test_the_picture_of_the_cloud_says_how_far_it_is_off(search_table, cloud):
    text = plots.measured_and_synthetic(search_table, cloud).description
    fmr = (search_table.to_numpy() <= 0.5).mean()
    assert f"in 100,000 pairs: at 0.50, {fmr * 1e5:,.0f} measured and" in text
    assert "3,243 people" in text and "nobody" in text


def test_the_picture_of_costs_says_each_length(grown_crowd):
    costs, _ = grown_crowd
    text = plots.costs(costs).description
    assert "1,000,000 faces" in text and "would take 512 MB" in text


def test_the_picture_of_the_crowd_calls_it_synthetic(grown_crowd, search_table):
    named, missed = lesson_tables(grown_crowd)
    picture = plots.synthetic_crowd(
        named, missed, identification.fpir(search_table, [0.45, 0.5, 0.55])
    )
    last = named[(named["threshold"] == 0.5) & (named["gallery_size"] == 1_000_000)].iloc[0]
    words = plots.with_interval(last).replace("people)", "synthetic people)")
    assert f"at 0.50 {words}" in picture.description
    assert "SYNTHETIC" in picture.figure.axes[0].get_xlabel()
    assert "SYNTHETIC" in picture.figure.axes[1].get_xlabel()
