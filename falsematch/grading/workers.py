"""Run submissions side by side, with Dask: on this machine, or on all that a scheduler has."""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import tempfile
import time
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace

import dask
import nbformat
from distributed import Client, Future, LocalCluster, as_completed
from distributed.security import Security
from tqdm.auto import tqdm

from falsematch.grading import clean
from falsematch.grading.course import GradingError
from falsematch.grading.run import Job, Result, execute
from falsematch.grading.run_tests import SandboxError
from falsematch.grading.sandbox import warm_start

_NO_PAGES = {f"distributed.{part}.http.routes": [] for part in ("scheduler", "worker")}
#: Jobs that are under way for each worker.
_AHEAD = 3
#: Seconds to wait for a scheduler.
_PATIENCE = 30


def work(job: Job) -> Result:
    """Run a submission and make what came of it safe to look at: all that a worker does.

    Raises
    ------
    falsematch.grading.run_tests.SandboxError
        When there is no sandbox here: that is the teacher's to mend, not the student's.
    """
    start, result = time.monotonic(), execute(job)
    notebooks = {}
    for name, text in result.notebooks.items():
        ran, release = (
            nbformat.reads(one, as_version=4) for one in (text, job.notebooks[name].release)
        )
        cleaned = clean.notebook(ran, release, results=not job.stand_ins)
        notebooks[name] = nbformat.writes(cleaned)
    return replace(result, notebooks=notebooks, seconds=time.monotonic() - start)


def results(
    jobs: Mapping[Hashable, Job], workers: int | None = None, scheduler: str | None = None
) -> Iterator[tuple[Hashable, Result]]:
    """Each job's result as soon as it is there, under a progress bar.

    Parameters
    ----------
    jobs : mapping
    workers : int, optional
        Processes on this machine; one for each processor when left out.
    scheduler : str, optional
        Address of a scheduler of Dask's, such as ``"tls://10.0.0.5:8786"``.

    Raises
    ------
    GradingError
        When the scheduler cannot be reached, or no sandbox is there to run anything.
    """
    if not jobs:
        return
    with _client(min(workers or os.cpu_count() or 1, len(jobs)), scheduler) as client:
        futures: dict[Future, Hashable] = {}
        waiting = iter(jobs.items())

        def next_ones() -> Iterator[Future]:
            """Enough for each worker to find the next one ready; a thousand would fill memory."""
            free = _AHEAD * max(sum(client.nthreads().values()), 1) - len(futures)
            for key, job in itertools.islice(waiting, max(free, 0)):
                # Not pure: two students who hand in the same are two jobs.
                future = client.submit(work, job, pure=False)
                futures[future] = key
                yield future

        completed = as_completed(next_ones())
        with tqdm(total=len(jobs), desc="grading", unit="notebook", disable=None) as bar:
            for future in completed:
                key, error = futures.pop(future), future.exception()
                completed.update(list(next_ones()))
                if isinstance(error, SandboxError):
                    raise GradingError(str(error)) from error
                if error is None:
                    yield key, future.result()
                else:
                    # A worker that dies is replaced, and its job tried again; this one failed often.
                    yield key, Result(reason=f"the process that ran it ended: {error}"[:300])
                future.release()
                bar.set_postfix_str(" ".join(map(str, key)) if isinstance(key, tuple) else str(key))
                bar.update()


@contextlib.contextmanager
def _client(workers: int, scheduler: str | None) -> Iterator[Client]:
    with contextlib.ExitStack() as stack:
        own = scheduler is None
        if own:
            # Others on this machine must not be able to send work: encrypted, with keys of its own,
            # and without pages about it.
            stack.enter_context(dask.config.set(_NO_PAGES))
            scheduler = stack.enter_context(
                LocalCluster(
                    n_workers=workers, threads_per_worker=1, security=Security.temporary(),
                    dashboard_address="127.0.0.1:0", memory_limit=0, silence_logs=logging.CRITICAL,
                    local_directory=stack.enter_context(
                        tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
                    ),
                )
            )  # fmt: skip
        try:
            client = stack.enter_context(Client(scheduler, timeout=_PATIENCE))
        except OSError as error:
            raise GradingError(
                f"No scheduler answers at {scheduler} ({error}). Start one with: dask scheduler"
            ) from error
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as error:
            raise GradingError(
                f"No worker is at the scheduler {scheduler}. Start one with: dask worker {scheduler}"
            ) from error
        if own:
            stack.callback(client.run, warm_start.end_all, on_error="ignore")
        yield client
