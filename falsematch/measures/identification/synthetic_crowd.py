"""A crowd of synthetic people, to search lists far longer than any that photos are at hand for."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize

from falsematch import constants
from falsematch.measures.identification.nearest import closest

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
