"""Small files and links, for tests of record linkage."""

from __future__ import annotations

import pandas as pd

from falsematch.measures import linkage


def links_of(*rows):
    """Scored links: agency record, register record, weight; the letters are the people."""
    table = pd.DataFrame(rows, columns=["record_a", "record_b", "weight"])
    for side in "ab":
        table[f"person_{side}"] = table[f"record_{side}"].str[1:]
        table[f"group_{side}"] = "Black"
    table["probability"] = linkage.probability(table["weight"].to_numpy())
    return table.assign(same_person=table["person_a"] == table["person_b"])


def rates(linked_files, version, at):
    """False links and missed links of the lesson's groups at a weight."""
    links, agency = linked_files[version], linked_files["agency"]
    return (
        linkage.false_links_by_group(links, agency, at).set_index("group"),
        linkage.missed_links_by_group(links, agency, linked_files["register"], at).set_index(
            "group"
        ),
    )
