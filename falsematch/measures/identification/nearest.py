"""Who is closest? An exact search for one face among many.

A fast step leaves out the faces that cannot be among the closest, and the rest are measured as
`falsematch.photos.faces.distance` does, so speed never changes the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from tqdm.auto import tqdm

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
