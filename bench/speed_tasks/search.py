"""Searching a list: the course, FAISS, scikit-learn, DeepFace.find."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from speed_tasks import LENGTHS, PROBES, SHOWN, WIDTH, timed
from speed_tasks.pairs import DEEPFACE, deepface, photo_files


def faces_to_search(length: int) -> tuple[np.ndarray, np.ndarray]:
    """Probes and gallery: made-up embeddings of length one, the same for every way."""
    file = Path(os.environ["FALSEMATCH_BENCH"]) / "gallery.npy"
    if not file.exists():
        random = np.random.default_rng(0)
        whole = np.lib.format.open_memmap(file, "w+", np.float32, (max(LENGTHS) + PROBES, WIDTH))
        for start in range(0, len(whole), 100_000):
            part = random.standard_normal((len(whole[start : start + 100_000]), WIDTH), np.float32)
            whole[start : start + 100_000] = part / np.linalg.norm(part, axis=1, keepdims=True)
        whole.flush()
    whole = np.load(file, mmap_mode="r")
    return np.array(whole[-PROBES:]), np.array(whole[:length])


def search_ours(length: int) -> tuple[float, float]:
    """As with the others, what is imported has been imported."""
    import sklearn.neighbors  # noqa: F401

    from falsematch.measures import identification

    probes, gallery = faces_to_search(length)
    return timed(lambda: identification.closest(probes, gallery, SHOWN)), 1


def search_faiss(length: int) -> tuple[float, float]:
    import faiss

    probes, gallery = faces_to_search(length)

    def search() -> None:
        index = faiss.IndexFlatL2(WIDTH)
        index.add(gallery)
        index.search(probes, SHOWN)

    return timed(search), 1


def search_neighbours(length: int) -> tuple[float, float]:
    from sklearn.neighbors import NearestNeighbors

    probes, gallery = faces_to_search(length)

    def search() -> None:
        NearestNeighbors(n_neighbors=SHOWN, algorithm="brute").fit(gallery).kneighbors(probes)

    return timed(search), 1


def search_find(length: int) -> tuple[float, float]:
    """One probe. The list is DeepFace's own file for two photos, with its rows repeated."""
    DeepFace = deepface()
    files = photo_files(2, scaled=True)
    folder = Path(files[0]).parent
    how = {"db_path": str(folder), "silent": True, "distance_metric": "euclidean", **DEEPFACE}
    DeepFace.find(files[0], **how)
    store = next(folder.glob("*.npz"))
    with np.load(store, allow_pickle=True) as two:
        columns = {name: values for name, values in two.items()}
    repeated = {
        name: np.concatenate([values] * (length // 2)) if values.shape[:1] == (2,) else values
        for name, values in columns.items()
    }
    with store.open("wb") as file:
        np.savez(file, **repeated)
    found = []
    seconds = timed(lambda: found.extend(
        DeepFace.find(files[0], refresh_database=False, threshold=10, **how)
    ))  # fmt: skip
    assert len(found[0]) == length, len(found[0])
    return seconds, PROBES
