"""Controls of searching a list: they move, and say in words what they show."""

from __future__ import annotations

import base64
import re

from support.learners import shown

from falsematch import plots, widgets
from falsematch.measures import identification


def test_the_control_says_how_many_would_be_named(search_table):
    box = widgets.list_length(search_table)
    length, threshold = box.children[:2]
    before = box.children[-1].value
    length.value = 100
    threshold.value = 0.6
    row = identification.fpir(search_table, 0.6, 100).iloc[0]
    assert f"Of 554 people who are not in the list, {row['named']:.1f} would be named" in shown(box)
    assert "list of 100, threshold 0.60" in shown(box)
    assert plots.with_interval(row) in shown(box)
    law = identification.expected_fpir((search_table.to_numpy() <= 0.6).mean(), 100)
    assert f"expects {law * 554:.1f} of 554" in shown(box)
    images = [re.search('base64,([^"]+)', v).group(1) for v in (before, box.children[-1].value)]
    assert base64.b64decode(images[0]) != base64.b64decode(images[1])
    threshold.value = 0.40
    length.value = 1
    assert "0.0 would be named" in shown(box)
