"""An index of originals on disk: a folder of segments and `index.json`, which says what belongs.

Adding documents writes a new segment and exchanges `index.json`; nothing else changes, so that who
reads the old index goes on reading it, and a killed run leaves it as it was. Segments smaller than
what is added are put together with it, so that their number stays logarithmic (a log-structured
merge tree, O'Neil et al. 1996).
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

from spindetect.lexicon import Lexicon
from spindetect.retrieval import columns
from spindetect.retrieval.search import Hit, Searcher
from spindetect.retrieval.segment import (
    Segment,
    rewrite_piece,
    write_piece,
    write_segment,
)
from spindetect.retrieval.signatures import body_words, features
from spindetect.text import parse
from spindetect.types import Document, Parsed, UnreadableError
from spindetect.version import __version__

FORMAT: Final = "spindetect-index"
PROTOCOL: Final = 1
"""Raised by one whenever older code would misread the files."""
INDEX: Final = "index.json"
_ASIDE: Final = ".adding"
DOCUMENTS_A_PIECE: Final = 500
_REMEDY: Final = "make it anew with `spindetect index`"
# A text with what the tokeniser treats specially: whoever cuts it into the same words and hashes
# them to the same features can search an index made by another version.
_PROBE: Final = (
    "Dr. Amsel didn't pay the 1,250 francs, “not yet”, she wrote to info@quay.example on 3 May.\n\n"
    "The bull's-eye of St. Ives—if it is one—was re-opened at 7.30 p.m. by the U.S. consul’s niece."
)


class Index:
    """An opened index: ids and parsed documents by number, and the search for originals."""

    __slots__ = ("_firsts", "_searcher", "_segments", "lexicon", "path", "program", "seal")

    def __init__(self, path: Path, head: Mapping[str, Any], lexicon: Lexicon) -> None:
        """For `open`, which checks what it hands over."""
        self.path = path
        self.seal = _sealed(dict(head))
        self.program: str = head["spindetect"]
        self.lexicon: str = head["lexicon"]
        counts = [segment["documents"] for segment in head["segments"]]
        self._firsts: list[int] = columns.offsets(counts).tolist()
        self._segments = tuple(
            Segment(path / segment["name"], first)
            for segment, first in zip(head["segments"], self._firsts, strict=False)
        )
        self._searcher = Searcher(self._segments, lexicon)

    @classmethod
    def open(
        cls, path: str | Path, *, lexicon: Lexicon | None = None, verify: bool = True
    ) -> Index:
        """Map an index; without a lexicon the shipped one is opened.

        `verify`: also compare the digests of all files, which takes a second for a gigabyte.

        Raises:
            UnreadableError: there is none, or it is damaged, foreign, or made by a version that
                cuts texts into other words.
        """
        path = Path(path)
        head = _read_head(path)
        if verify:
            _verify(path, head)
        index = cls(path, head, lexicon or Lexicon.open())
        if verify:
            for segment, told in zip(index._segments, head["segments"], strict=True):
                segment.check(told["documents"])
        return index

    def __len__(self) -> int:
        return self._firsts[-1]

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as the path: a worker maps the same files."""
        return _reopen, (self.path,)

    def id(self, number: int) -> str:
        """The id of a document."""
        segment = self._segment(number)
        return segment.id(number - segment.first)

    def ids(self) -> Iterator[str]:
        """The ids of all documents, in order."""
        return (segment.id(k) for segment in self._segments for k in range(len(segment)))

    def parsed(self, number: int) -> Parsed:
        """A document as it was parsed when it was added; `UnreadableError` if it is damaged."""
        segment = self._segment(number)
        return segment.parsed(number - segment.first)

    def search(
        self, candidates: Sequence[Parsed], *, without: Sequence[int | None] | None = None
    ) -> list[tuple[Hit, ...]]:
        """The likely originals of each candidate, best first; () where there is none.

        `without`: for each candidate the number of a document that is no answer, such as itself.
        """
        excluded = without or [None] * len(candidates)
        return [self._searcher.search(*query) for query in zip(candidates, excluded, strict=True)]

    def _segment(self, number: int) -> Segment:
        if not 0 <= number < len(self):
            raise IndexError(f"document {number} of {len(self)}")
        return self._segments[bisect_right(self._firsts, number) - 1]


def is_index(paths: Sequence[str | Path]) -> bool:
    """Whether this is the path of one index, sound or not."""
    return len(paths) == 1 and (Path(paths[0]) / INDEX).exists()


def build_index(path: str | Path, documents: Iterable[Parsed]) -> Index:
    """Make an index of parsed documents in this process, or add them to the one that is there."""
    path, documents = Path(path), iter(documents)
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as aside:
        pieces: list[Path] = []
        while batch := list(islice(documents, DOCUMENTS_A_PIECE)):
            pieces.append(Path(aside) / f"{len(pieces):06}")
            write_piece(batch, pieces[-1])
        assemble(path, pieces)
    return Index.open(path, verify=False)


def assemble(path: Path, pieces: Sequence[Path]) -> None:
    """Make an index of pieces (see `segment.write_piece`), or add them to the one that is there.

    Raises `UnreadableError` if something else than an index is there; then, and whenever writing
    fails, what was there stays as it was.
    """
    head = _read_head(path) if path.exists() else None
    segments: list[dict[str, Any]] = list(head["segments"]) if head else []
    added = sum(len(columns.read(piece, "ids.offsets")) - 1 for piece in pieces)
    path.mkdir(exist_ok=True)
    aside = path / _ASIDE
    shutil.rmtree(aside, ignore_errors=True)
    try:
        aside.mkdir()
        absorbed: list[Path] = []
        while segments and segments[-1]["documents"] <= added:
            old = segments.pop()
            added += old["documents"]
            absorbed.insert(0, path / old["name"])
        before = [piece for old in absorbed for piece in _taken_apart(old, aside)]
        name = _free_name(path)
        write_segment([*before, *pieces], aside / "segment")
        files = columns.digests(aside / "segment")
        (aside / "segment").rename(path / name)
        segments.append({"name": name, "documents": added, "files": files})
        _write_head(path, segments)
    except BaseException:
        if head is None:
            shutil.rmtree(path, ignore_errors=True)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    for folder in path.glob("segment-*"):
        if folder.name not in {one["name"] for one in segments}:
            shutil.rmtree(folder, ignore_errors=True)


def _taken_apart(folder: Path, aside: Path) -> Iterator[Path]:
    """The documents of an old segment as pieces again, without parsing them anew."""
    segment = Segment(folder, 0)
    for start in range(0, len(segment), DOCUMENTS_A_PIECE):
        numbers = range(start, min(start + DOCUMENTS_A_PIECE, len(segment)))
        piece = aside / f"{folder.name}-{start:09}"
        rewrite_piece([(segment.parsed(k), segment.record(k)) for k in numbers], piece)
        yield piece


def _free_name(path: Path) -> str:
    taken = [int(one.name.rpartition("-")[2]) for one in path.glob("segment-*")]
    return f"segment-{max(taken, default=0) + 1}"


def _write_head(path: Path, segments: list[dict[str, Any]]) -> None:
    head = {
        "format": FORMAT,
        "protocol": PROTOCOL,
        "spindetect": __version__,
        "lexicon": Lexicon.open().version,
        "signatures": signatures_digest(),
        "segments": segments,
    }
    temporary = path / f".{INDEX}.part"
    temporary.write_text(json.dumps({**head, "sha256": _sealed(head)}, indent=1), "utf-8")
    temporary.replace(path / INDEX)


def _sealed(head: dict[str, Any]) -> str:
    """SHA-256 (hex) of what `index.json` says besides."""
    return hashlib.sha256(json.dumps(head, sort_keys=True).encode()).hexdigest()


def _read_head(path: Path) -> dict[str, Any]:
    """The checked content of `index.json`; raises `UnreadableError`."""
    try:
        head: dict[str, Any] = json.loads((path / INDEX).read_text("utf-8"))
        seal = head.pop("sha256")
        known = head["format"] == FORMAT
    except OSError as error:
        raise UnreadableError(f"{path}: no index here (no readable {INDEX}); {_REMEDY}") from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UnreadableError(f"{path / INDEX}: not the head of an index; {_REMEDY}") from error
    if not known or head.get("protocol") != PROTOCOL:
        raise UnreadableError(
            f"{path / INDEX}: made by another version ({head.get('spindetect')!r:.20}); {_REMEDY}"
        )
    if seal != _sealed(head):
        raise UnreadableError(f"{path / INDEX}: its content was changed; {_REMEDY}")
    if head["signatures"] != signatures_digest():
        raise UnreadableError(
            f"{path}: made by version {head['spindetect']!r:.20}, which cut texts into other words "
            f"than this one does; {_REMEDY}"
        )
    return head


@cache
def signatures_digest() -> str:
    """SHA-256 (hex) of what this version makes of a fixed text: its words and their features."""
    words, _ = body_words(parse(Document("probe", _PROBE)))
    found, _ = features([words])
    return hashlib.sha256(words.tobytes() + found.tobytes()).hexdigest()


def _verify(path: Path, head: dict[str, Any]) -> None:
    """Compare all files with their digests."""
    for segment in head["segments"]:
        for name, expected in segment["files"].items():
            file = path / segment["name"] / name
            try:
                found = columns.digest(file)
            except OSError as error:
                raise UnreadableError(f"{file}: missing; {_REMEDY}") from error
            if found != expected:
                raise UnreadableError(f"{file}: damaged, its content was changed; {_REMEDY}")


def _reopen(path: Path) -> Index:
    return Index.open(path, verify=False)
