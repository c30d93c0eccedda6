"""A run: originals to an index, pages to notes, notes to the table and the summary."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from spindetect.audit.families import Links, family_links, roots
from spindetect.audit.licences import Licences
from spindetect.audit.rows import Row, finished
from spindetect.audit.settings import Settings, digest
from spindetect.audit.shards import (
    Content,
    Shard,
    index_shard,
    indexed_shard,
    judge_indexed,
    judge_shard,
    shards,
)
from spindetect.audit.summary import Summary
from spindetect.audit.tables import check_name, write_table
from spindetect.audit.workspace import Workspace, digest_of, read_json, read_notes, write_json
from spindetect.detector import Detector
from spindetect.readers import Corpus
from spindetect.retrieval import Index, assemble, is_index
from spindetect.types import Relation, SpindetectError, UnreadableError
from spindetect.version import __version__

Progress = Callable[[str, int, int | None], None]
"""Told the stage, how many records of it are done, and how many there are, where that is known."""

NOT_CLEAN: Final = frozenset({Relation.SPUN, Relation.COPY, Relation.EDITED})
"""What somebody who builds a corpus does not want twice; the original itself stays."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where an audit writes: the table, and perhaps the ids worth keeping."""

    table: Path
    clean: Path | None = None


def audit(
    settings: Settings,
    outputs: Outputs,
    *,
    licences: Licences | None = None,
    jobs: int = -1,
    resume: bool = False,
    progress: Progress = lambda *_: None,
) -> Summary:
    """Find each page's original, judge it, write the table, and count.

    `jobs`: worker processes, -1 for one a processor; the output does not depend on it. `resume`: go
    on with a run for the same output that was stopped.

    Raises `SpindetectError` or `UnreadableError` in one line for what the user can mend. What was
    done until then is kept.
    """
    check_name(outputs.table)
    detector = Detector.load(
        settings.judging.model,
        threshold=settings.judging.threshold,
        point=settings.judging.point,
        prior=settings.judging.prior,
    )
    space = Workspace(outputs.table)
    described = settings.described(
        {
            "spindetect": __version__,
            "the model": detector.model.sha256,
            "the lexicon": detector.lexicon.version,
        }
    )
    corpus = _corpus(settings, settings.inputs)
    with _kept(space):
        space.begin(described, resume=resume)
        run = _Run(settings, space, digest(described), jobs, progress)
        index, contents = run.originals(corpus)
        pages = run.judge_itself(index, contents) if contents else run.judge(index, corpus)
        summary = Summary(original_errors=run.original_errors, n_originals=len(Index.open(index, verify=False)))
        rows = _rows(space, pages, settings, detector.threshold, licences or Licences(), summary)
        write_table(_clean(rows, outputs.clean), outputs.table)
    space.finish()
    return summary


def build_index(
    inputs: Sequence[str],
    out: Path,
    settings: Settings,
    *,
    jobs: int = -1,
    progress: Progress = lambda *_: None,
) -> tuple[int, list[str]]:
    """Make an index of a corpus, or add to the one that is there the documents that it lacks.

    Returns how many documents were added, and what is wrong with those that could not be.
    """
    raise NotImplementedError


def _corpus(settings: Settings, inputs: Sequence[str]) -> Corpus:
    reading = settings.reading
    return Corpus(
        inputs,
        include=reading.include,
        exclude=reading.exclude,
        text_field=reading.text_field,
        id_field=reading.id_field,
        date_field=reading.date_field,
        encoding=reading.encoding,
    )


@contextmanager
def _kept(space: Workspace) -> Iterator[None]:
    """Errors of writing, told with where the work is kept."""
    try:
        yield
    except OSError as error:
        place = error.filename or space.path
        raise SpindetectError(
            f"{place}: {error.strerror or error}; what was done is kept in {space.path}, go on with "
            "--resume"
        ) from error
