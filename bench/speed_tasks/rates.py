"""Rates of groups with intervals: the course, fairlearn, pandas, bare matrix products."""

from __future__ import annotations

import numpy as np
import pandas as pd

from speed_tasks import timed

THRESHOLDS = np.round(np.arange(0.30, 0.80, 0.005), 3)  # 100 of them


def london() -> pd.DataFrame:
    from falsematch.measures import scores

    pairs = scores.load("london")
    return pairs[~pairs["same_person"]]


def rates_ours() -> tuple[float, float]:
    from falsematch.measures import rates

    pairs = london()
    return timed(lambda: rates.fmr_by_group(pairs, THRESHOLDS, "ethnicity")), 1


def within_groups() -> pd.DataFrame:
    pairs = london()
    return pairs[pairs["ethnicity_a"].astype(str) == pairs["ethnicity_b"].astype(str)]


def rates_fairlearn() -> tuple[float, float]:
    """It resamples pairs, not people: the intervals are those of another question."""
    from fairlearn.metrics import MetricFrame, selection_rate

    pairs, resamples = within_groups(), 20
    matched = (pairs["distance"] <= 0.6).astype(int)
    return timed(lambda: MetricFrame(
        metrics=selection_rate, y_true=matched, y_pred=matched,
        sensitive_features=pairs["ethnicity_a"].astype(str),
        n_boot=resamples, ci_quantiles=[0.025, 0.975], random_state=0,
    )), len(THRESHOLDS) * 1000 / resamples  # fmt: skip


def rates_pandas() -> tuple[float, float]:
    """People are drawn, a pair weighs as often as both were drawn, groups are added up."""
    pairs, resamples, thresholds = within_groups(), 4, THRESHOLDS[::10]
    people = pd.unique(pairs[["person_a", "person_b"]].astype(str).to_numpy().ravel())
    group = pairs["ethnicity_a"].astype(str)
    side = [pairs[f"person_{one}"].astype(str) for one in "ab"]
    random = np.random.default_rng(0)

    def loop() -> None:
        for _ in range(resamples):
            drawn = pd.Series(random.choice(people, len(people))).value_counts()
            weight = side[0].map(drawn).fillna(0) * side[1].map(drawn).fillna(0)
            for threshold in thresholds:
                matched = weight.where(pairs["distance"] <= threshold, 0)
                matched.groupby(group).sum() / weight.groupby(group).sum()

    return timed(loop), 1000 / resamples * len(THRESHOLDS) / len(thresholds)


def rates_limit() -> tuple[float, float]:
    """For each group and threshold: who was drawn, times who matches whom, times who was drawn."""
    random = np.random.default_rng(0)
    tables = []
    for _, pairs in within_groups().groupby("ethnicity_a", observed=True):
        if not len(pairs):
            continue
        codes, people = pd.factorize(np.concatenate([pairs["person_a"], pairs["person_b"]]))
        a, b = codes.reshape(2, -1)
        drawn = random.multinomial(len(people), np.full(len(people), 1 / len(people)), 1000)
        matches = np.zeros((len(THRESHOLDS), len(people), len(people)))
        for place, threshold in enumerate(THRESHOLDS):
            np.add.at(matches[place], (a, b), pairs["distance"].to_numpy() <= threshold)
        tables.append((drawn.astype(float), matches))

    def products() -> None:
        for drawn, matches in tables:
            for at_threshold in matches:
                ((drawn @ at_threshold) * drawn).sum(axis=1)

    return timed(products), 1
