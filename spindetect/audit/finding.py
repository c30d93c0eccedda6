"""The original of a single candidate, among files or in an index."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from spindetect.audit.judging import Judge
from spindetect.audit.parallel import Progress
from spindetect.detector import Detector
from spindetect.readers import Corpus, Record, read_record
from spindetect.retrieval import Index, build_index, is_index
from spindetect.text import parse
from spindetect.types import Document, Parsed, UnreadableError, Verdict


def find_original(
    candidate: Document,
    against: Sequence[str],
    detector: Detector,
    *,
    progress: Progress = lambda *_: None,
) -> tuple[Verdict | None, list[str]]:
    """The verdict on a candidate and its best original, None where there is no original there.

    `against`: files and folders, or one index. Also returns what is wrong with the records that
    could not be used. Raises `UnreadableError` where not one can be.
    """
    page = parse(candidate)
    if is_index(against):
        return _best(Judge(detector, Index.open(against[0])), page), []
    problems: list[str] = []
    with tempfile.TemporaryDirectory(prefix="spindetect-") as folder:
        records = Corpus(against)
        index = build_index(Path(folder) / "index", _usable(records, problems, progress))
        if not len(index):
            first = f" ({problems[0]})" if problems else ""
            raise UnreadableError(f"{' '.join(against)}: no usable original in there{first}")
        return _best(Judge(detector, index), page), problems


def _best(judge: Judge, page: Parsed) -> Verdict | None:
    sources = judge.sources(page)
    return sources[0].verdict if sources else None


def _usable(records: Iterable[Record], problems: list[str], progress: Progress) -> Iterator[Parsed]:
    for done, record in enumerate(records, 1):
        try:
            yield parse(read_record(record))
        except UnreadableError as error:
            problems.append(str(error))
        progress("reading the originals", done, None)
