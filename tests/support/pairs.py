"""Made-up tables of pairs, for tests of rates."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd


def pairs_of(people, groups=None, shots=1, seed=0):
    """A table of every pair of photos of made-up people."""
    random = np.random.default_rng(seed)
    groups = groups or {person: "all" for person in people}
    photos = [(person, shot) for person in people for shot in range(shots)]
    rows = [
        (a, b, groups[a], groups[b], a == b, round(float(random.uniform(0, 1)), 2))
        for (a, _), (b, _) in combinations(photos, 2)
    ]
    names = ["person_a", "person_b", "group_a", "group_b", "same_person", "distance"]
    return pd.DataFrame(rows, columns=names)
