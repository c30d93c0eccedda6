"""Tasks for workers: run through joblib as they come, counted as they finish."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Progress = Callable[[str, int, int | None], None]
"""Told the stage, how many records of it are done, and how many there are, where that is known."""


@dataclass(frozen=True, slots=True)
class Task:
    """A call for a worker that does so many `records`; `done`: an earlier run made it."""

    records: int
    function: Callable[..., object]
    arguments: tuple[Any, ...]
    done: bool = False


def run(tasks: Iterable[Task], jobs: int, report: Callable[[int], None]) -> int:
    """Run all tasks that are not done, a few ahead of the workers; returns the records of all.

    `jobs`: worker processes, 1 for this one, -1 for one a processor. `report` is told the records
    done so far.
    """
    from joblib import Parallel, delayed

    # loky restarts workers whose memory grows, and counts the pages of a mapped index as theirs.
    warnings.filterwarnings("ignore", message="A worker stopped while some jobs")
    finished: list[int] = []

    def waiting() -> Iterator[Task]:
        for task in tasks:
            if task.done:
                finished.append(task.records)
            else:
                yield task

    results = Parallel(n_jobs=jobs, return_as="generator", pre_dispatch="2 * n_jobs")(
        delayed(_counting)(task.records, task.function, task.arguments) for task in waiting()
    )
    for records in results:
        finished.append(records)
        report(sum(finished))
    report(sum(finished))
    return sum(finished)


def _counting(records: int, function: Callable[..., object], arguments: tuple[Any, ...]) -> int:
    function(*arguments)
    return records
