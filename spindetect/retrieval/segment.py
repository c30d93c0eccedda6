"""Parts of an index: a piece is what one worker makes of some documents, a segment what is made of
pieces.

Both are folders of columns (`columns`). Documents are numbered from 0 on in the order in which they
were given. A segment never changes. It has

- `postings`: for each bucket of features the documents that have one, ascending. A feature's bucket
  is its highest bits, so many of them that a bucket has four postings;
- `words`: the hashed words of each body in order, for ranking;
- `records`: each parsed document, see `store`;
- `ids`: the ids in UTF-8.

A piece has the features of its documents, ordered, and their owners, in place of the postings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from spindetect.retrieval import columns
from spindetect.retrieval.columns import Column
from spindetect.retrieval.signatures import Hashes, body_words, features
from spindetect.retrieval.store import DamagedRecordError, pack, unpack
from spindetect.types import Parsed, UnreadableError

ROWS: Final = ("words", "records", "ids")
_POSTINGS_A_BUCKET: Final = 4
_MIN_BITS: Final = 8
_MAX_BITS: Final = 28
_FEATURE_BITS: Final = 32
_HALF: Final = np.uint64(32)
_LOW: Final = np.uint64(0xFFFF_FFFF)
_SORTED_AT_ONCE: Final = 1 << 22
"""Postings that are sorted at a time while a segment is made: 150 MB of memory."""

_PARSED_KEPT: Final = 16
_LARGEST_KEPT: Final = 1 << 18
"""So many documents are kept as they were unpacked, since the search looks at one, then the judge;
none whose record has more bytes, which would take tens of megabytes."""


def write_piece(documents: Sequence[Parsed], folder: Path) -> None:
    """Write the piece of some parsed documents to a folder, which appears when it is complete."""
    rewrite_piece([(parsed, pack(parsed)) for parsed in documents], folder)


def rewrite_piece(documents: Sequence[tuple[Parsed, bytes]], folder: Path) -> None:
    """Write a piece of documents whose records are there already."""
    aside = folder.with_name(f".{folder.name}.part")
    _clear(aside)
    words = [body_words(parsed)[0] for parsed, _ in documents]
    found, owners = features(words)
    columns.write(aside, "features", [found])
    columns.write(aside, "owners", [owners])
    _write_rows(aside, "words", words)
    _write_rows(aside, "records", [np.frombuffer(record, np.uint8) for _, record in documents])
    ids = [parsed.document.id.encode("utf-8", "surrogatepass") for parsed, _ in documents]
    _write_rows(aside, "ids", [np.frombuffer(one, np.uint8) for one in ids])
    aside.rename(folder)


def _clear(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()


def _write_rows(folder: Path, name: str, rows: Sequence[Column]) -> None:
    columns.write(folder, f"{name}.offsets", [columns.offsets([len(row) for row in rows])])
    columns.write(folder, f"{name}.values", rows)


def write_segment(pieces: Sequence[Path], folder: Path) -> None:
    """Make a segment of pieces, in their order."""
    folder.mkdir()
    for name in ROWS:
        _join_rows(pieces, folder, name)
    sizes = [len(columns.read(piece, "words.offsets")) - 1 for piece in pieces]
    _write_postings(pieces, columns.offsets(sizes), folder)


def _join_rows(pieces: Sequence[Path], folder: Path, name: str) -> None:
    lengths = [np.diff(columns.read(piece, f"{name}.offsets").astype(np.int64)) for piece in pieces]
    starts = columns.offsets(np.concatenate([*lengths, np.empty(0, np.int64)]).tolist())
    columns.write(folder, f"{name}.offsets", [starts])
    columns.write(
        folder, f"{name}.values", (columns.read(piece, f"{name}.values") for piece in pieces)
    )


def _write_postings(pieces: Sequence[Path], first: Column, folder: Path) -> None:
    """Sort all postings by bucket and document: some buckets after the other, from all pieces."""
    total = sum(len(columns.read(piece, "features")) for piece in pieces)
    bits = bucket_bits(total)
    shift = _FEATURE_BITS - bits
    counts: list[Column] = []

    def parts() -> Iterator[Column]:
        for start, end in _ranges(total, bits):
            keys = [np.empty(0, np.uint64)]
            for piece, base in zip(pieces, first.tolist(), strict=False):
                # Mapped anew each time, so that what was read does not stay in memory.
                found = columns.read(piece, "features")
                rows = _between(found, start << shift, end << shift)
                bucket = (found[rows] >> np.uint32(shift)).astype(np.uint64)
                owners = columns.read(piece, "owners")[rows] + np.uint64(base)
                keys.append((bucket << _HALF) | owners)
            merged = np.concatenate(keys)
            merged.sort()
            places = (merged >> _HALF).astype(np.int64) - start
            counts.append(np.bincount(places, minlength=end - start))
            yield merged & _LOW

    columns.write(folder, "postings.documents", parts())
    columns.write(folder, "postings.offsets", [columns.offsets(np.concatenate(counts))])


def _between(ordered: Column, low: int, high: int) -> slice:
    """The rows of an ordered column of 32-bit numbers from `low` on and below `high`."""
    start = np.searchsorted(ordered, np.uint32(low))
    full = high >> _FEATURE_BITS
    return slice(start, len(ordered) if full else np.searchsorted(ordered, np.uint32(high)))


def bucket_bits(postings: int) -> int:
    """How many bits of a feature say its bucket, in a segment of so many postings."""
    wanted = (max(postings, 1) // _POSTINGS_A_BUCKET).bit_length()
    return min(max(wanted, _MIN_BITS), _MAX_BITS)


def _ranges(postings: int, bits: int) -> Iterator[tuple[int, int]]:
    """Cut the buckets into runs of which each has about `_SORTED_AT_ONCE` postings."""
    runs = min(1 << bits, 1 + postings // _SORTED_AT_ONCE)
    edges = [(k << bits) // runs for k in range(runs + 1)]
    yield from pairwise(edges)


@dataclass(frozen=True)
class Segment:
    """An opened segment; `first` is the number of its first document in the index."""

    path: Path
    first: int

    @cached_property
    def bits(self) -> int:
        """Bits of a feature that say its bucket."""
        return (len(self.offsets) - 1).bit_length() - 1

    @cached_property
    def offsets(self) -> Column:
        """Where the postings of each bucket begin."""
        return columns.read(self.path, "postings.offsets", scattered=True)

    @cached_property
    def postings(self) -> Column:
        """Documents by bucket."""
        return columns.read(self.path, "postings.documents", scattered=True)

    @cached_property
    def _rows(self) -> dict[str, tuple[Column, Column]]:
        return {
            name: (
                columns.read(self.path, f"{name}.offsets"),
                columns.read(self.path, f"{name}.values", scattered=True),
            )
            for name in ROWS
        }

    def __len__(self) -> int:
        return len(self._rows["ids"][0]) - 1

    @cached_property
    def lengths(self) -> Column:
        """Words of each body."""
        return np.diff(self._rows["words"][0]).astype(np.int64)

    def check(self, documents: int) -> None:
        """Raise `UnreadableError` where the columns do not fit each other or the number told."""
        tables = [*self._rows.items(), ("postings", (self.offsets, self.postings))]
        for name, (starts, values) in tables:
            if not columns.fits(starts, values):
                raise self._damaged(name)
        if {len(starts) for starts, _ in self._rows.values()} != {documents + 1}:
            raise self._damaged("ids")
        if len(self.offsets) != (1 << self.bits) + 1:
            raise self._damaged("postings")
        if len(self.postings) and int(self.postings.max()) >= len(self):
            raise self._damaged("postings")

    def buckets(self, found: Hashes) -> tuple[Column, Column]:
        """Where the postings of each feature begin and end."""
        bucket = (found >> np.uint32(_FEATURE_BITS - self.bits)).astype(np.int64)
        return self.offsets[bucket].astype(np.int64), self.offsets[bucket + 1].astype(np.int64)

    def words(self, number: int) -> Hashes:
        """Hashed words of a body."""
        return self._row("words", number)

    def id(self, number: int) -> str:
        """The id of a document."""
        return self._row("ids", number).tobytes().decode("utf-8", "surrogatepass")

    def record(self, number: int) -> bytes:
        """The packed record of a document."""
        return self._row("records", number).tobytes()

    def parsed(self, number: int) -> Parsed:
        """A document; raises `UnreadableError` for a damaged record."""
        if self._row("records", number).nbytes > _LARGEST_KEPT:
            return self._unpacked(number)
        return self._last_parsed(number)

    @cached_property
    def _last_parsed(self) -> Callable[[int], Parsed]:
        return lru_cache(_PARSED_KEPT)(self._unpacked)

    def _unpacked(self, number: int) -> Parsed:
        try:
            return unpack(self.record(number))
        except DamagedRecordError as error:
            raise self._damaged("records") from error

    def _row(self, name: str, number: int) -> Column:
        starts, values = self._rows[name]
        return values[int(starts[number]) : int(starts[number + 1])]

    def _damaged(self, name: str) -> UnreadableError:
        return UnreadableError(
            f"{self.path}: its {name} are damaged; make the index anew with `spindetect index`"
        )
