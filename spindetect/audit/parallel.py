"""Tasks for workers: run through joblib as they come, counted as they finish."""

from __future__ import annotations

import os
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

Progress = Callable[[str, int, int | None], None]
"""Told the stage, how many records of it are done, and how many there are, where that is known."""

_LOOK_EVERY: Final = 0.3
"""Seconds after which a worker looks whether its parent is still there."""


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
        delayed(_counting)(os.getpid(), task.records, task.function, task.arguments)
        for task in waiting()
    )
    for records in results:
        finished.append(records)
        report(sum(finished))
    report(sum(finished))
    return sum(finished)


def _counting(
    parent: int, records: int, function: Callable[..., object], arguments: tuple[Any, ...]
) -> int:
    if os.getpid() != parent:
        _end_with(parent)
    function(*arguments)
    return records


@cache
def _end_with(parent: int) -> None:
    """End this worker soon after its parent is gone.

    loky's workers wait for their parent for minutes; meanwhile a resumed run would write the same
    files as they do. What a worker was writing then stays aside, unnamed.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_EVERY)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
