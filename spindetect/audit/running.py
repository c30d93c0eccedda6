"""A run: originals to an index, pages to notes, notes to the table and the summary."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spindetect.audit.families import Links, family_parents, roots
from spindetect.audit.indexing import index_of_pieces, index_records, problems_of
from spindetect.audit.licences import Licences
from spindetect.audit.overview import render_html
from spindetect.audit.parallel import Progress, Task, run
from spindetect.audit.rows import Row, finished
from spindetect.audit.settings import Alone, Reading, Settings, digest
from spindetect.audit.shards import Content, judge_indexed, judge_shard, shards
from spindetect.audit.summary import Summary
from spindetect.audit.tables import check_name, write_lines, write_table
from spindetect.audit.workspace import Workspace, digest_of, read_notes
from spindetect.detector import Detector
from spindetect.readers import Corpus
from spindetect.retrieval import Index, is_index
from spindetect.types import Relation, SpindetectError, UnreadableError
from spindetect.version import __version__

NOT_CLEAN: Final = frozenset({Relation.SPUN, Relation.COPY, Relation.EDITED})
"""What somebody who builds a corpus does not want beside the original, which stays."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where an audit writes: the table, perhaps the ids worth keeping, and an overview page."""

    table: Path
    clean: Path | None = None
    html: Path | None = None


def audit(
    settings: Settings,
    outputs: Outputs,
    *,
    licences: Licences | None = None,
    jobs: int = -1,
    resume: bool = False,
    counted: bool = False,
    progress: Progress = lambda *_: None,
) -> Summary:
    """Find each page's original, judge it, write the table, and count.

    `jobs`: worker processes, -1 for one a processor; the output does not depend on it. `resume`: go
    on with a run for the same output that was stopped. `counted`: count the records first, so that
    `progress` is told how many there are; it costs what finding them costs.

    Raises `SpindetectError` or `UnreadableError` in one line for what the user can mend. What was
    done until then is kept.
    """
    check_name(outputs.table)
    detector = settings.judging.detector()
    thresholds = _thresholds(detector, settings)
    space = Workspace(outputs.table)
    described = settings.described(
        {
            "the version": __version__,
            "the model": detector.model.sha256,
            "the model without an original": _unaided(detector, settings),
            "the lexicon": detector.lexicon.version,
        }
    )
    for inputs in (settings.inputs, () if is_index(settings.originals) else settings.originals):
        open_corpus(inputs, settings.reading).check()
    with _kept(space):
        space.begin(described, resume=resume)
        work = _Work(settings, space, digest(described), jobs, progress, counted=counted)
        summary, notes = work.done()
        rows = _rows(notes, settings, thresholds, licences or Licences(), summary)
        _write(rows, outputs)
        if outputs.html is not None:
            page = render_html(summary, described, detector.threshold)
            write_lines(page.splitlines(), outputs.html)
    space.finish()
    return summary


def _thresholds(detector: Detector, settings: Settings) -> dict[str, float] | None:
    """Those of pages without an original, by what judges them; None where nothing does."""
    if settings.judging.alone is Alone.OFF:
        return None
    models = (detector.fast, detector.unaided)
    return {model.kind: detector.threshold_of(model) for model in models}


def _unaided(detector: Detector, settings: Settings) -> str:
    return "" if settings.judging.alone is Alone.OFF else detector.unaided.sha256


class _Work:
    """The part of a run that workers do, which is kept when it is stopped."""

    def __init__(
        self,
        settings: Settings,
        space: Workspace,
        run_digest: str,
        jobs: int,
        progress: Progress,
        *,
        counted: bool,
    ) -> None:
        self._settings = settings
        self._space = space
        self._digest = run_digest
        self._jobs = jobs
        self._progress = progress
        self._counted = counted

    def done(self) -> tuple[Summary, list[Path]]:
        """Do what is left; returns a summary of the originals, and the notes of all shards."""
        settings, summary = self._settings, Summary()
        if settings.against_itself:
            contents = self._indexed(settings.inputs, "reading the pages")
            index = Index.open(index_of_pieces(self._space, contents), verify=False)
            return summary, self._judge_itself(index, contents)
        if is_index(settings.originals):
            index = Index.open(settings.originals[0])
        else:
            contents = self._indexed(settings.originals, "reading the originals")
            summary.original_errors = problems_of(contents)
            index = Index.open(index_of_pieces(self._space, contents), verify=False)
        summary.n_originals = len(index)
        if not summary.n_originals:
            # There is nothing to go on with.
            self._space.finish()
            raise UnreadableError(
                f"{' '.join(settings.originals)}: no usable original in there"
                + "".join(f" ({problem})" for problem in summary.original_errors[:1])
            )
        return summary, self._judge(index)

    def _indexed(self, inputs: Sequence[str], stage: str) -> list[Content]:
        return index_records(
            open_corpus(inputs, self._settings.reading), self._space, self._digest,
            stage=stage, jobs=self._jobs, progress=self._progress, total=self._total(inputs),
        )  # fmt: skip

    def _total(self, inputs: Sequence[str]) -> int | None:
        """How many records there are; None where that was not asked or can be found out once."""
        if not self._counted or "-" in inputs:
            return None
        return sum(1 for _ in open_corpus(inputs, self._settings.reading))

    def _judge(self, index: Index) -> list[Path]:
        """Judge pages that are not in the index."""
        made: list[Path] = []
        total = self._total(self._settings.inputs)

        def tasks() -> Iterator[Task]:
            for shard in shards(open_corpus(self._settings.inputs, self._settings.reading)):
                told = shard.digest(self._digest + index.seal)
                made.append(self._space.notes(shard.number))
                arguments = (shard, self._settings.judging, index.path, made[-1], told)
                done = digest_of(made[-1]) == told
                yield Task(len(shard.records), judge_shard, arguments, done=done)

        run(tasks(), self._jobs, lambda done: self._progress("judging the pages", done, total))
        return made

    def _judge_itself(self, index: Index, contents: Sequence[Content]) -> list[Path]:
        """Judge the pages in the index against each other."""
        made = [self._space.notes(number) for number in range(len(contents))]
        total = sum(len(content.ids) for content in contents)

        def tasks() -> Iterator[Task]:
            first = 0
            for number, (content, notes) in enumerate(zip(contents, made, strict=True)):
                told = hashlib.sha256(f"{self._digest}{index.seal}{number}".encode()).hexdigest()
                arguments = (content, first, self._settings.judging, index.path, notes, told)
                done = digest_of(notes) == told
                yield Task(len(content.ids), judge_indexed, arguments, done=done)
                first += content.usable

        run(tasks(), self._jobs, lambda done: self._progress("judging the pages", done, total))
        return made


def open_corpus(inputs: Sequence[str], reading: Reading) -> Corpus:
    """The records of some files and folders."""
    return Corpus(
        inputs,
        include=reading.include,
        exclude=reading.exclude,
        text_field=reading.text_field,
        id_field=reading.id_field,
        date_field=reading.date_field,
        encoding=reading.encoding,
    )


def _rows(
    notes: Sequence[Path],
    settings: Settings,
    thresholds: Mapping[str, float] | None,
    licences: Licences,
    summary: Summary,
) -> Iterator[Row]:
    """The rows of all pages, in order; the summary counts them as they go by."""
    links = _links(notes) if settings.against_itself else None
    families = roots(family_parents((note, _holding(note, links)) for note in _all(notes)))
    for note in _all(notes):
        judgements = _holding(note, links)
        row = finished(note, judgements, thresholds)
        row["family"] = families.get(row["candidate"])
        row["licensed"] = licences.covers(row["candidate"])
        best = judgements[0] if judgements else {"substitutions": [], "evidence": []}
        summary.add(row, best["substitutions"], best["evidence"])
        yield row


def _all(notes: Sequence[Path]) -> Iterator[Row]:
    return (note for path in notes for note in read_notes(path))


def _links(notes: Sequence[Path]) -> Links:
    links = Links()
    for note in _all(notes):
        links.add(note)
    return links


def _holding(note: Row, links: Links | None) -> list[Row]:
    """The judgements that name an original of the page, and not a page made from it."""
    judgements: list[Row] = note["judgements"]
    if links is None:
        return judgements
    return [one for one in judgements if links.holds(note["candidate"], one["original"])]


def _write(rows: Iterator[Row], outputs: Outputs) -> None:
    if outputs.clean is None:
        write_table(rows, outputs.table)
        return
    clean: list[str] = []

    def noted() -> Iterator[Row]:
        for row in rows:
            if row["error"] is None and row["relation"] not in NOT_CLEAN:
                clean.append(row["candidate"])
            yield row

    write_table(noted(), outputs.table)
    write_lines(clean, outputs.clean)


@contextmanager
def _kept(space: Workspace) -> Iterator[None]:
    """Errors of writing, told with where the work is kept."""
    try:
        yield
    except OSError as error:
        told = f"{error.filename or space.path}: {error.strerror or error}"
        if not space.path.is_dir():
            raise SpindetectError(f"{told}; name a place that can be written to") from error
        raise SpindetectError(
            f"{told}; what was done is kept in {space.path}: make room and go on with --resume"
        ) from error
