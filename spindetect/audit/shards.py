"""What workers do: a shard of records becomes a piece of an index, or notes of pages.

Each task writes its own file and gives back a few numbers, so that nothing large goes between
processes and a killed run has all finished shards.
"""

from __future__ import annotations

import gc
import hashlib
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from spindetect.audit.judging import Judge, open_judge
from spindetect.audit.rows import Row, bad_note
from spindetect.audit.settings import SHARD, Alone, Judging
from spindetect.audit.workspace import read_json, write_json, write_notes
from spindetect.readers import Record, read_record
from spindetect.retrieval import write_piece
from spindetect.text import parse
from spindetect.types import Document, Parsed, UnreadableError


@dataclass(frozen=True, slots=True)
class Shard:
    """Some records of a corpus, in order."""

    number: int
    records: tuple[Record, ...]

    def digest(self, run: str) -> str:
        """SHA-256 (hex) of the records and of what else the result depends on."""
        told = "\n".join((run, *(record.digest for record in self.records)))
        return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Content:
    """What a shard held.

    `ids` of the records; `problems`: why each cannot be used, or None; `digest`: of all records.
    """

    ids: tuple[str, ...]
    problems: tuple[str | None, ...]
    digest: str

    @property
    def usable(self) -> int:
        """Records that were read."""
        return sum(problem is None for problem in self.problems)


def shards(records: Iterable[Record]) -> Iterator[Shard]:
    """Cut a corpus into shards."""
    records = iter(records)
    number = 0
    while taken := tuple(islice(records, SHARD)):
        yield Shard(number, taken)
        number += 1


def index_shard(shard: Shard, piece: Path, digest: str) -> None:
    """Read and parse a shard and write it as a piece of an index."""
    _prepare()
    read = [_read(record) for record in shard.records]
    shutil.rmtree(piece, ignore_errors=True)
    write_piece([one for one in read if isinstance(one, Parsed)], piece)
    told = {
        "ids": [record.id for record in shard.records],
        "problems": [None if isinstance(one, Parsed) else one for one in read],
        "digest": digest,
    }
    # Last: a piece counts once this is there.
    write_json(_beside(piece), told)


def indexed_shard(piece: Path, digest: str | None = None) -> Content | None:
    """What a piece holds; None if it is not there, or made of other records than `digest` says."""
    told: dict[str, Any] | None = read_json(_beside(piece))
    if told is None or not piece.is_dir() or digest not in (None, told["digest"]):
        return None
    return Content(tuple(told["ids"]), tuple(told["problems"]), told["digest"])


def judge_shard(shard: Shard, judging: Judging, index: Path, notes: Path, digest: str) -> None:
    """Read, parse and judge a shard of pages and note what is found."""
    _prepare()
    judge = open_judge(judging, index)
    made: list[Row] = []
    alone: list[tuple[Row, Parsed]] = []
    for record in shard.records:
        page = _read(record)
        made.append(_noted(judge, page) if isinstance(page, Parsed) else bad_note(record.id, page))
        if isinstance(page, Parsed) and not made[-1]["judgements"]:
            alone.append((made[-1], page))
    _judge_alone(judge, alone)
    write_notes(notes, made, digest)


def judge_indexed(
    content: Content, first: int, judging: Judging, index: Path, notes: Path, digest: str
) -> None:
    """Judge a shard of pages that are in the index, from number `first` on, against the others."""
    _prepare()
    judge = open_judge(judging, index)
    made: list[Row] = []
    # A page may turn out to be the original of those found: each is judged by itself as well.
    alone: list[tuple[Row, Parsed]] = []
    number = first
    for identifier, problem in zip(content.ids, content.problems, strict=True):
        if problem is not None:
            made.append(bad_note(identifier, problem))
        else:
            page = judge.index.parsed(number)
            made.append(_noted(judge, page, number))
            alone.append((made[-1], page))
            number += 1
    _judge_alone(judge, alone)
    write_notes(notes, made, digest)


def _judge_alone(judge: Judge, alone: Sequence[tuple[Row, Parsed]]) -> None:
    """Add to notes what their pages say by themselves; a defect costs the page that it meets."""
    alone = [(note, page) for note, page in alone if "error" not in note]
    if judge.alone is Alone.OFF or not alone:
        return
    try:
        told = judge.by_themselves([page for _, page in alone])
    except (UnreadableError, OSError, MemoryError):
        raise
    except Exception as error:
        if len(alone) > 1:
            for one in alone:
                _judge_alone(judge, [one])
            return
        ((note, page),) = alone
        note.update(_defect(page, error))
        return
    for (note, _), row in zip(alone, told, strict=True):
        note.update(row)


def _noted(judge: Judge, page: Parsed, number: int | None = None) -> Row:
    """The note of a page. A defect of this program costs one page, not all of them."""
    try:
        return judge.note(page, number)
    except (UnreadableError, OSError, MemoryError):
        raise
    except Exception as error:
        return _defect(page, error)


def _defect(page: Parsed, error: Exception) -> Row:
    told = f"{type(error).__name__}: {error}"
    name = page.document.id
    return bad_note(name, f"{name}: internal error, please report it ({told})")


def _read(record: Record) -> Parsed | str:
    """A parsed record, or what is wrong with it."""
    try:
        document = read_record(record)
        return parse(Document(record.id, document.text, document.source, document.date))
    except UnreadableError as error:
        return str(error)


def _beside(piece: Path) -> Path:
    return piece.with_suffix(".json")


@cache
def _prepare() -> None:
    """Once in a worker: parsing makes many small objects and few cycles, see `cli.main`."""
    gc.set_threshold(50_000, 20, 20)
