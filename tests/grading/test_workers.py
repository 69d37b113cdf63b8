"""Submissions are run by workers, of this machine or of others."""

from __future__ import annotations

from distributed import LocalCluster
from support.courses import hand_in_less, needs_a_sandbox

from falsematch.grading import sample_class, teacher, workers
from falsematch.grading.course import Course


def test_a_scheduler_that_does_not_answer_is_named(course, capsys, monkeypatch):
    monkeypatch.setattr(workers, "_PATIENCE", 1)
    sample_class.make_up(Course(course))
    hand_in_less(course, "ada", "ps1")
    for student in ("ben", "cleo", "dan"):
        hand_in_less(course, student)
    assert teacher.grade(course, ["ps1"], scheduler="tcp://127.0.0.1:9") == 1
    told = capsys.readouterr().err
    assert "No scheduler answers at tcp://127.0.0.1:9" in told and "dask scheduler" in told


def test_a_scheduler_without_workers_is_told_so(course, capsys, monkeypatch):
    monkeypatch.setattr(workers, "_PATIENCE", 5)
    sample_class.make_up(Course(course))
    with LocalCluster(n_workers=0, dashboard_address=None) as cluster:
        assert teacher.grade(course, ["ps1"], scheduler=cluster.scheduler_address) == 1
    told = capsys.readouterr().err
    assert "No worker is at the scheduler tcp://" in told and "dask worker tcp://" in told


@needs_a_sandbox
def test_workers_of_a_scheduler_run_it_and_this_machine_records(course, no_sandbox, capsys):
    """Two workers of a cluster that was started beforehand, as on other machines."""
    sample_class.make_up(Course(course))
    hand_in_less(course, "ada", "ps1", "ps2")
    for student in ("ben", "cleo", "dan"):
        hand_in_less(course, student)
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        table = teacher.grade_all(course, ["ps1", "ps2"], scheduler=cluster.scheduler_address)
        # The workers have a sandbox; that this machine has none is no matter.
        assert teacher.grade(course, ["ps1"], scheduler=cluster.scheduler_address) == 0
    assert "no sandbox" not in capsys.readouterr().out
    points = table.set_index(["student", "problem_set"])["points"]
    assert points["ada", "ps1"] == points["ada", "ps2"] == 14
