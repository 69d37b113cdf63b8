"""Searching a list: one face against many (1:N), and how often a stranger is named.

Scores are distances: smaller is more alike, and a match is ``distance <= threshold``. The terms
are those of ISO/IEC 19795-1:2021. Who is searched for is the *probe*, the list is the *gallery*.
A probe is *mated* when the person is in the gallery, *non-mated* when not.

`fpir` and its helpers take a *search table*: a data frame of distances with one row a probe and
one column a person in the gallery, made by `table` from a score table.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize
from tqdm.auto import tqdm

from falsematch import constants
from falsematch.measures import resampling

# --- who is closest? --------------------------------------------------------------------

#: So many probes and so many gallery faces are compared at once: a table of at most 32 MB,
#: however long the lists are.
PROBES_AT_ONCE, FACES_AT_ONCE = 1_000, 8_000
#: From so many comparisons in one array on, scikit-learn does them: in a third of FAISS's time
#: (`make bench`). Loading it costs more than that for less.
NEIGHBOURS_FROM = 5_000_000
#: It is asked for so many more than are wanted, to see that none was lost to rounding.
_SPARE = 8
#: A search that takes longer than this shows how far it is, in seconds.
_PATIENCE = 2.0


def closest(
    probes: np.ndarray, gallery: np.ndarray | Iterable[np.ndarray], k: int
) -> tuple[np.ndarray, np.ndarray]:
    """The k closest faces in the gallery for each probe: an exact search.

    In two steps. A fast one, in single precision, leaves out whoever cannot be among the k
    closest, with a margin for its rounding: d^2 = |a|^2 + |b|^2 - 2 ab, one matrix product, by
    NumPy or, for long galleries, by scikit-learn. Then the distances of those who are left are computed
    as `falsematch.photos.faces.distance` does. So the way that was taken does not change the answer.

    Parameters
    ----------
    probes : numpy.ndarray of float, shape (p, d)
    gallery : numpy.ndarray of float, shape (g, d), or an iterable of such arrays
        An iterable is searched array by array, so that a gallery too long for the memory
        need never be there as a whole.
    k : int
        From 1 to g.

    Returns
    -------
    indices : numpy.ndarray of int, shape (p, k)
        Places in the gallery, closest first; of equally close ones the first in the gallery.
    distances : numpy.ndarray of float, shape (p, k)
        Euclidean distances.

    Raises
    ------
    ValueError
        When the gallery is empty or shorter than k, the widths differ, or a number is missing
        (NaN) or infinite.

    Examples
    --------
    >>> indices, distances = closest([[0.0, 0.0]], [[3.0, 4.0], [1.0, 0.0], [0.0, 1.0]], k=2)
    >>> indices.tolist(), distances.tolist()
    ([[1, 2]], [[1.0, 1.0]])
    """
    if k < 1:
        raise ValueError(f"Ask for at least 1 face, not {k!r}.")
    probes = _embeddings(probes, "the probes")
    indices = np.full((len(probes), k), -1)
    distances = np.full((len(probes), k), np.inf)
    searched = 0
    whole = [gallery] if _is_array(gallery) else gallery
    with tqdm(
        total=len(gallery) if _is_array(gallery) else None,
        desc="searching", unit=" faces", delay=_PATIENCE, leave=False,
    ) as bar:  # fmt: skip
        for part in whole:
            part = _embeddings(part, "the gallery")
            if not len(part):
                continue
            if part.shape[1] != probes.shape[1]:
                raise ValueError(
                    f"The probes are {probes.shape[1]} numbers long, the faces in the gallery "
                    f"{part.shape[1]}. Embed both with the same matcher."
                )
            step = len(part) if len(probes) * len(part) >= NEIGHBOURS_FROM else FACES_AT_ONCE
            find = _candidates_by_neighbours if step > FACES_AT_ONCE else _candidates_by_numpy
            for first in range(0, len(part), step):
                faces = part[first : first + step]
                for start in range(0, len(probes), PROBES_AT_ONCE):
                    rows = slice(start, start + PROBES_AT_ONCE)
                    found = find(probes[rows], faces, k, distances[rows, -1])
                    _keep_closest(
                        probes[rows], faces, found, searched, indices[rows], distances[rows]
                    )
                searched += len(faces)
                bar.update(len(faces))
    if searched < k:
        raise ValueError(
            f"The gallery has {searched:,} faces, so nobody can name the {k:,} closest. Ask for "
            "fewer, or search a longer list."
            if searched
            else "The gallery is empty: there is nobody to find."
        )
    return indices, distances


def _is_array(gallery) -> bool:
    """Whether this is one list of faces, and not an iterable of several."""
    return isinstance(gallery, np.ndarray) or (
        isinstance(gallery, Sequence) and not (len(gallery) and np.ndim(gallery[0]) == 2)
    )


def _embeddings(faces: np.ndarray, whose: str) -> np.ndarray:
    faces = np.asarray(faces)
    if faces.size == 0 and faces.ndim < 2:
        faces = np.empty((0, 0))
    if faces.ndim != 2:
        raise ValueError(
            f"Give {whose} as a table, one row a face: shape (faces, numbers), not {faces.shape}."
        )
    if faces.dtype.kind != "f":
        faces = faces.astype(float)
    # As the fast step will see it: larger numbers than single precision holds are no embeddings.
    if not np.isfinite(faces.astype(np.float32, copy=False)).all():
        raise ValueError(
            f"Among {whose} a number is missing (NaN) or infinite. Leave out photos in which no "
            "face was found, and say how many."
        )
    return faces


def _margin(probes: np.ndarray, faces: np.ndarray) -> float:
    """How far off a squared distance of the fast step can be, at most.

    A sum of d products in single precision is off by less than d times the unit roundoff times
    the sum of their sizes (Higham, "Accuracy and Stability of Numerical Algorithms", 2002,
    section 3.1); doubled, to be safe for the other steps.
    """
    longest = sum(
        float(np.sqrt(np.einsum("ij,ij->i", a, a).max(initial=0))) for a in (probes, faces)
    )
    return 2 * (faces.shape[1] + 4) * float(np.finfo(np.float32).eps) * longest**2


def _candidates_by_numpy(
    probes: np.ndarray, faces: np.ndarray, k: int, known: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs (row of probes, row of faces) that may be among the k closest.

    `known`, shape (p,), is the distance of the k-th closest that was found before.
    """
    margin = _margin(probes, faces)
    probes, faces = probes.astype(np.float32), faces.astype(np.float32, copy=False)
    squared = probes @ faces.T
    squared *= -2
    squared += np.einsum("ij,ij->i", probes, probes)[:, None]
    squared += np.einsum("ij,ij->i", faces, faces)
    limit = known**2 + margin
    if k < len(faces):
        limit = np.minimum(limit, np.partition(squared, k - 1)[:, k - 1] + 2 * margin)
    return np.nonzero(squared <= limit[:, None])


def _candidates_by_neighbours(
    probes: np.ndarray, faces: np.ndarray, k: int, known: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """As `_candidates_by_numpy`, for more faces than it can hold against all the probes."""
    # Here: it takes half a second to load, and short searches never need it.
    from sklearn.neighbors import NearestNeighbors

    margin = _margin(probes, faces)
    asked = min(k + _SPARE, len(faces))
    searched = NearestNeighbors(n_neighbors=asked, algorithm="brute", metric="sqeuclidean")
    searched.fit(faces.astype(np.float32, copy=False))
    squared, places = searched.kneighbors(probes.astype(np.float32))
    rows = np.repeat(np.arange(len(probes)), asked)
    # So many are equally close that some may lie beyond those asked for: look at them all.
    crowded = np.flatnonzero(squared[:, -1] - squared[:, min(k, asked) - 1] <= 2 * margin)
    if not len(crowded) or asked == len(faces):
        return rows, places.ravel()
    clear = ~np.isin(rows, crowded)
    rows, places = [rows[clear]], [places.ravel()[clear]]
    for first in range(0, len(faces), FACES_AT_ONCE):
        part = faces[first : first + FACES_AT_ONCE]
        row, place = _candidates_by_numpy(probes[crowded], part, k, known[crowded])
        rows.append(crowded[row])
        places.append(place + first)
    return np.concatenate(rows), np.concatenate(places)


def _keep_closest(
    probes: np.ndarray,
    faces: np.ndarray,
    found: tuple[np.ndarray, np.ndarray],
    offset: int,
    indices: np.ndarray,
    distances: np.ndarray,
) -> None:
    """Measure the candidates exactly, and keep the k closest of them and of those before."""
    row, place = found
    exact = np.empty(len(row))
    for first in range(0, len(row), FACES_AT_ONCE):  # equally close faces can be very many
        some = slice(first, first + FACES_AT_ONCE)
        apart = probes[row[some]].astype(float) - faces[place[some]]
        exact[some] = np.sqrt(np.einsum("ij,ij->i", apart, apart))
    k = indices.shape[1]
    row = np.concatenate([np.repeat(np.arange(len(probes)), k), row])
    index = np.concatenate([indices.ravel(), place + offset])
    exact = np.concatenate([distances.ravel(), exact])
    order = np.lexsort((index, exact, row))
    row = row[order]
    best = order[np.arange(len(row)) - np.searchsorted(row, row) < k]
    indices[:], distances[:] = index[best].reshape(-1, k), exact[best].reshape(-1, k)


# --- how often is a stranger named? -------------------------------------------------------


def table(pairs: pd.DataFrame) -> pd.DataFrame:
    """A score table of searches for people who are not in the list, as a search table.

    Parameters
    ----------
    pairs : pandas.DataFrame
        One row a comparison, as `falsematch.measures.scores.load` gives for ``congress_search``:
        ``person_a`` is the probe, ``person_b`` is in the gallery.

    Returns
    -------
    pandas.DataFrame
        Distances: one row a probe, one column a person in the gallery.

    Raises
    ------
    ValueError
        When a probe is in the gallery, or not every probe was compared once with everybody.

    Examples
    --------
    >>> pairs = pd.DataFrame({
    ...     "person_a": ["ana", "ana", "bea", "bea"], "person_b": ["x", "y", "x", "y"],
    ...     "distance": [0.7, 0.5, 0.4, 0.6], "same_person": False,
    ... })
    >>> table(pairs)
           x    y
    ana  0.7  0.5
    bea  0.4  0.6
    """
    refuse_mated(pairs)
    (row, probes), (column, gallery) = (
        pd.factorize(pairs[f"person_{side}"], sort=True) for side in "ab"
    )
    distances = np.full((len(probes), len(gallery)), np.nan)
    distances[row, column] = pairs["distance"]
    if distances.size != len(pairs) or np.isnan(distances).any():
        raise ValueError(
            f"{len(probes):,} probes against {len(gallery):,} people are {distances.size:,} "
            f"comparisons; the table has {len(pairs):,}. Each probe needs one row for each person."
        )
    return pd.DataFrame(distances, index=list(probes), columns=list(gallery))


def refuse_mated(pairs: pd.DataFrame) -> None:
    """Raise `ValueError` when a probe of a score table is in the gallery."""
    if pairs["same_person"].any():
        raise ValueError(
            "Somebody searched for is in the gallery. Leave mated pairs out: a candidate who is "
            "the right person is no false positive."
        )


def fpir(
    searches: pd.DataFrame | np.ndarray,
    thresholds: float | Sequence[float],
    gallery_sizes: int | Sequence[int] | None = None,
) -> pd.DataFrame:
    """FPIR: the share of probes, none of them in the list, for whom somebody is named.

    FPIR(N, t) = #{probes with at least one d <= t} / #{probes} for a gallery of N
    (ISO/IEC 19795-1). For a shorter list than the whole, it is the mean over *all* lists of that
    length that can be drawn from it. A probe with h matches among G people has none among N of
    them with chance C(G - h, N) / C(G, N), so no list need be drawn (the rarefaction of Hurlbert,
    "The nonconcept of species diversity", Ecology 52, 1971).

    The 95 % interval is for other people searched for in other lists like these. Both the probes
    and the people in the list are taken as drawn by chance: the variance is that of the probes,
    plus that of the list, minus what both count (Cameron, Gelbach and Miller, "Robust inference
    with multiway clustering", Journal of Business & Economic Statistics 29, 2011). For the list
    it is the jackknife: each person is left out once. Drawing the list anew with replacement
    would not do, as a list with copies holds fewer people and names fewer. The interval is the
    exact binomial one for as many independent probes as would be as uncertain (Korn and
    Graubard, Survey Methodology 24, 1998). For the whole list it is that of
    `falsematch.measures.replays.fpir_by_group`.

    Parameters
    ----------
    searches : pandas.DataFrame or numpy.ndarray, shape (p, G)
        A search table, from `table`.
    thresholds : float or sequence of float
    gallery_sizes : int or sequence of int, optional
        Lengths of list, from 1 to G. The whole list when left out.

    Returns
    -------
    pandas.DataFrame
        One row a threshold and length: ``threshold``, ``gallery_size``, ``people`` (probes),
        ``named`` (probes for whom somebody is named; a mean over lists, so not always a whole
        number), ``rate``, ``low``, ``high`` (shares from 0 to 1).

    Raises
    ------
    ValueError
        When the table is empty, a distance is missing, or a list cannot have that length.

    Examples
    --------
    Of two probes one has a match at 0.5, with one of two people. In a list of one of them it
    depends on who it is:

    >>> fpir([[0.5, 0.8], [0.7, 0.9]], 0.5, [1, 2])[["gallery_size", "named", "rate"]]
       gallery_size  named  rate
    0             1    0.5  0.25
    1             2    1.0  0.50
    """
    distances = _searches(searches)
    people, whole = distances.shape
    sizes = np.atleast_1d(whole if gallery_sizes is None else gallery_sizes)
    if ((sizes < 1) | (sizes > whole)).any():
        raise ValueError(f"A list drawn from {whole:,} people has 1 to {whole:,} of them.")
    rows = []
    for threshold in np.atleast_1d(thresholds):
        probe, listed = np.nonzero(distances <= threshold)
        matches = np.bincount(probe, minlength=people)
        for size in sizes:
            named = 1 - chance_of_no_match(whole, size)[matches]
            low, high = _interval(named, matches, probe, listed, whole, size)
            rows.append(
                {
                    "threshold": float(threshold), "gallery_size": int(size), "people": people,
                    "named": float(named.sum()), "rate": float(named.mean()),
                    "low": low, "high": high,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def expected_fpir(
    fmr: float | Sequence[float], gallery_sizes: int | Sequence[int]
) -> np.ndarray | float:
    """FPIR as it would be if every comparison were a toss of a coin of its own.

    One rate for everybody: 1 - (1 - FMR)^N. A rate for each probe: the mean of that over the
    probes.

    Parameters
    ----------
    fmr : float, or sequence of float, shape (p,)
        One false match rate for all comparisons, or one for each probe, from 0 to 1.
    gallery_sizes : int or sequence of int
        Lengths of list.

    Returns
    -------
    float, or numpy.ndarray with one for each length

    Raises
    ------
    ValueError
        When a rate is not from 0 to 1.

    Examples
    --------
    >>> round(expected_fpir(0.01, 100), 3)
    0.634

    The same mean rate, but all of it with one of two probes:

    >>> round(expected_fpir([0.02, 0.0], 100), 3)
    0.434
    """
    rates, sizes = np.atleast_1d(np.asarray(fmr, dtype=float)), np.asarray(gallery_sizes)
    if not ((rates >= 0) & (rates <= 1)).all():
        raise ValueError("A false match rate is a share from 0 to 1.")
    with np.errstate(divide="ignore"):  # a rate of 1: the logarithm of nought
        # Through the logarithm: 1 - (1 - 1e-17)^N would be nought for every N.
        named = -np.expm1(np.multiply.outer(sizes, np.log1p(-rates))).mean(axis=-1)
    return named if sizes.ndim else float(named)


def fnir(others: np.ndarray, mates: Sequence[float], shown: int | Sequence[int]) -> pd.DataFrame:
    """FNIR of a search that shows the closest few: how often the right person is not among them.

    FNIR(N, R) = #{mated probes whose mate has a rank above R} / #{mated probes}, without a
    threshold (ISO/IEC 19795-1). The rank is 1 + the number of strangers who are closer.

    Parameters
    ----------
    others : numpy.ndarray, shape (p, n)
        Each probe's distances to strangers in the list: to all, or to the n closest where n is
        at least as many as are shown.
    mates : sequence of float, length p
        Each probe's distance to the right person in the list.
    shown : int or sequence of int
        How many candidates are shown.

    Returns
    -------
    pandas.DataFrame
        One row a number shown: ``shown``, ``people``, ``missed`` (int), ``rate``, ``low``,
        ``high``. The 95 % interval is the exact binomial one: other probes, the same list.

    Examples
    --------
    Nobody is closer than the first mate, two strangers are closer than the second:

    >>> fnir([[0.5, 0.6], [0.3, 0.4]], [0.2, 0.45], [1, 2, 3])[["shown", "missed", "rate"]]
       shown  missed  rate
    0      1       1   0.5
    1      2       1   0.5
    2      3       0   0.0
    """
    others, mates = _searches(others), np.asarray(mates, dtype=float)
    if mates.shape != (len(others),) or np.isnan(mates).any():
        raise ValueError(f"Each of the {len(others):,} probes needs one distance to its mate.")
    rank = 1 + (others < mates[:, None]).sum(axis=1)
    rows = []
    for most in np.atleast_1d(shown):
        missed = int((rank > most).sum())
        low, high = resampling.binomial_interval(missed, len(mates))
        rows.append(
            {
                "shown": int(most), "people": len(mates), "missed": missed,
                "rate": missed / len(mates), "low": low, "high": high,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _searches(distances: pd.DataFrame | np.ndarray) -> np.ndarray:
    distances = np.asarray(distances, dtype=float)
    if distances.ndim != 2 or not distances.size:
        raise ValueError(
            "A search table has one row a probe and one column a person in the list, and at "
            "least one of each. Make it with search.table(pairs)."
        )
    if np.isnan(distances).any():
        raise ValueError("A distance is missing (NaN). Leave people out who were not compared.")
    return distances


def chance_of_no_match(pool: int, drawn: int) -> np.ndarray:
    """How likely it is that nobody who matches is drawn, for 0, 1, 2, ... who match.

    Of a pool of G people m match; n are drawn without replacement. None of those who match is
    among them with the chance C(G - m, n) / C(G, n), the hypergeometric distribution at nought
    (e.g. Feller, "An Introduction to Probability Theory and Its Applications", volume 1, II.6).
    Each further person who matches multiplies it by (G - n - k) / (G - k), k = 0, 1, 2, ...

    Parameters
    ----------
    pool, drawn : int
        G and n, with n at most G.

    Returns
    -------
    array of float, shape (pool + 1,)
        The chance for m = 0, 1, ..., G.

    Examples
    --------
    Two of four are drawn. If two of the four match, one of the six possible draws avoids both:

    >>> chance_of_no_match(4, 2).round(3).tolist()
    [1.0, 0.5, 0.167, 0.0, 0.0]
    """
    if not 0 <= drawn <= pool:
        raise ValueError(f"{drawn} people cannot be drawn from {pool}.")
    before = np.arange(pool)
    return np.concatenate(
        [[1.0], np.cumprod(np.maximum(pool - drawn - before, 0) / (pool - before))]
    )


def _interval(
    named: np.ndarray,
    matches: np.ndarray,
    probe: np.ndarray,
    listed: np.ndarray,
    whole: int,
    size: int,
) -> tuple[float, float]:
    """Interval of a mean of `named`; `probe` and `listed` say which pairs match."""
    people, rate = len(named), float(named.mean())
    by_probe = float(named.var()) / people
    if rate in {0.0, 1.0} or whole == 1:
        return resampling.binomial_interval(round(rate * people), people)
    # So many searches could be made without comparing the same two people twice.
    most = people * whole / size
    # What each probe's chance loses when somebody who matches it leaves the list.
    kept = min(size, whole - 1)
    fewer = np.maximum(matches - 1, 0)
    chance = chance_of_no_match(whole - 1, kept)
    lost = chance[fewer] - chance[np.minimum(matches, whole - 1)]
    lost = lost[probe] / people
    by_listed = float((np.bincount(listed, weights=lost, minlength=whole) ** 2).sum())
    variance = by_probe + max(0.0, by_listed - float((lost**2).sum()))
    return resampling.interval_from_variance(rate, variance, most)


# --- a synthetic crowd --------------------------------------------------------------------

#: So many synthetic faces are drawn at once: 26 MB of numbers.
DRAWN_AT_ONCE = 50_000


@dataclass(frozen=True)
class Cloud:
    """Synthetic embeddings of nobody: points around a center, normal along each axis.

    Attributes
    ----------
    spread : numpy.ndarray of float, shape (d,)
        Standard deviation along each axis, largest first.
    """

    spread: np.ndarray

    def draw(self, people: int, seed: int = constants.SEED) -> Iterator[np.ndarray]:
        """Embeddings in single precision, at most `DRAWN_AT_ONCE` at a time, each one person.

        The same seed gives the same people: a longer list begins with the shorter one.
        """
        random = np.random.default_rng(seed)
        scale = self.spread.astype(np.float32)
        for first in range(0, people, DRAWN_AT_ONCE):
            rows = min(DRAWN_AT_ONCE, people - first)
            faces = random.standard_normal((rows, len(scale)), dtype=np.float32)
            faces *= scale
            yield faces


def cloud_like(distances: np.ndarray, width: int = 128) -> Cloud:
    """A cloud whose points lie as far apart as measured faces do, on average and in spread.

    Two points of a normal cloud with variances v lie apart by d^2 with mean 2 sum(v) and
    variance 8 sum(v^2). The variances fall from axis to axis by one factor; it and the largest
    are set so that mean and variance of d^2 are those measured. Nothing else is fitted: not the
    closest pairs, on which false matches depend, and no group of people. No embedding is used.

    Parameters
    ----------
    distances : array of float
        Distances between different people.
    width : int
        Numbers in an embedding.

    Raises
    ------
    ValueError
        When no cloud of that width has distances with so small a spread.

    Examples
    --------
    >>> cloud = cloud_like(np.random.default_rng(1).normal(0.78, 0.085, 10_000))
    >>> faces = next(cloud.draw(1_000, seed=2))
    >>> faces.shape, round(float(np.linalg.norm(faces[:500] - faces[500:], axis=1).mean()), 1)
    ((1000, 128), 0.8)
    """
    squared = np.asarray(distances, dtype=float).ravel() ** 2
    mean, variance = squared.mean(), squared.var()
    axes = np.arange(width)

    def too_many(factor: float) -> float:
        """Axes that matter, (sum v)^2 / sum(v^2), minus those asked for."""
        falling = factor**axes
        return falling.sum() ** 2 / (falling**2).sum() - 2 * mean**2 / variance

    if not too_many(0.0) < 0 < too_many(1.0):
        raise ValueError(
            f"No cloud of width {width} has distances with mean square {mean:.3g} and variance "
            f"of squares {variance:.3g}."
        )
    falling = optimize.brentq(too_many, 0.0, 1.0) ** axes
    return Cloud(np.sqrt(falling / falling.sum() * mean / 2))


def grow(
    cloud: Cloud, probes: np.ndarray, sizes: Sequence[int], k: int
) -> tuple[pd.DataFrame, dict[int, np.ndarray]]:
    """Search longer and longer lists of synthetic people, and measure what it takes.

    Parameters
    ----------
    cloud : Cloud
    probes : numpy.ndarray, shape (p, d)
        Who is searched for: people drawn from the cloud with another seed.
    sizes : sequence of int
        Lengths of list.
    k : int
        How many of the closest to keep.

    Returns
    -------
    costs : pandas.DataFrame
        One row a length: ``gallery_size``, ``seconds`` (drawing the list and searching it),
        ``megabytes`` (the most memory in use for arrays, as tracemalloc counts it; FAISS's own
        workspace of some megabytes is not in it), ``whole`` (megabytes that the list would take
        if it were held at once).
    found : dict of int to numpy.ndarray, shape (p, k)
        By length, each probe's distances to the k closest.
    """
    costs, found = [], {}
    # The first search loads libraries; that is no part of what a search takes.
    closest(probes, cloud.draw(min(DRAWN_AT_ONCE, max(sizes))), k)
    for size in sizes:
        tracemalloc.start()
        started = time.perf_counter()
        _, found[size] = closest(probes, cloud.draw(size), k)
        seconds = time.perf_counter() - started
        megabytes = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        costs.append(
            {
                "gallery_size": size, "seconds": seconds, "megabytes": megabytes,
                "whole": size * len(cloud.spread) * 4 / 1e6,
            }
        )  # fmt: skip
    return pd.DataFrame(costs), found
