"""Controls of linked records: they move, and say in words what they show."""

from __future__ import annotations

from support.linkage import rates

from falsematch import plots, widgets


def test_the_control_shows_the_rates_at_its_place(linked_files):
    box = widgets.links(
        {"one": linked_files["alike"], "two": linked_files["rare"]},
        linked_files["agency"],
        linked_files["register"],
    )
    choose, weight, size, shown = box.children

    def words():
        return shown.value.split("<figcaption>")[1].split("</figcaption>")[0]

    def falsely(text):
        return text.split("Linked to somebody else: ")[1].split(". Own record missed")[0]

    before = shown.value
    weight.value = -3
    false, missed = rates(linked_files, "alike", -3)
    for table in (false, missed):
        for group, row in table.iterrows():
            assert f"{group} {plots.with_interval(row)}" in words()
    assert "At a match weight of -3 bits" in words() and "shows 11.1 % at this weight" in words()
    assert shown.value != before
    choose.value = "two"
    assert words().startswith("Linkage: two; 95,992 records")
    assert plots.with_interval(rates(linked_files, "rare", -3)[0].loc["White"]) in words()
    whole = falsely(words())
    size.value = size.options[0]
    assert "11,999 records in the register" in words()
    # Both in 1,000: a register an eighth as long gives fewer false links.
    share = [float(text.split("Hispanic ")[1].split()[0]) for text in (whole, falsely(words()))]
    assert "%" not in whole + falsely(words()) and share[1] < share[0] / 2
