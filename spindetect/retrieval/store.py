"""A parsed document as bytes: so that an original is parsed once, when it enters an index.

A record is a JSON head (id, source, date, lengths), then columns of little-endian integers, then
texts, compressed with Zstandard. What comes from a file is checked before it becomes a `Parsed`:
spans lie within the text and in order, sentences tile the tokens.
"""

from __future__ import annotations

import json
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spindetect.types import Document, Parsed, Role, Sentence, Span, Tampering, TokenKind, TokenSpan

_CODEC: Final = "zstd"
_ROLES: Final = tuple(Role)
_WIDTH: Final = np.dtype("<u4")
# A record that claims to be larger than this is damaged; documents are limited to 50 MB when read.
_MAX_RECORD: Final = 1 << 31
_SENTENCE_COLUMNS: Final = 5


class DamagedRecordError(ValueError):
    """Bytes that are no record; whoever knows the file says so in a message."""


def pack(parsed: Parsed) -> bytes:
    """The record of a parsed document."""
    import pyarrow as pa

    document = parsed.document
    text = document.text.encode("utf-8", "surrogatepass")
    norms = _unusual_norms(parsed).encode("utf-8", "surrogatepass")
    head = {
        "id": document.id,
        "source": document.source,
        "date": document.date,
        "tokens": len(parsed),
        "sentences": len(parsed.sentences),
        "text": len(text),
        "norms": len(norms),
        "tampering": [[t.span.start, t.span.end, t.kind] for t in parsed.tampering],
    }
    encoded = json.dumps(head, separators=(",", ":")).encode("ascii")
    record = b"".join(
        (
            len(encoded).to_bytes(4, "little"),
            encoded,
            # Differences are small numbers, which compress to a third of what offsets do.
            np.diff(np.asarray(parsed.starts, _WIDTH), prepend=_WIDTH.type(0)).tobytes(),
            np.subtract(parsed.ends, parsed.starts, dtype=_WIDTH, casting="unsafe").tobytes(),
            parsed.kinds,
            parsed.quoted,
            parsed.furniture,
            _sentence_columns(parsed).tobytes(),
            bytes(sentence.role for sentence in parsed.sentences),
            text,
            norms,
        )
    )
    packed: bytes = pa.compress(record, codec=_CODEC, asbytes=True)
    return len(record).to_bytes(4, "little") + packed


def unpack(record: bytes) -> Parsed:
    """The parsed document of a record; raises `DamagedRecordError`."""
    import pyarrow as pa

    try:
        size = int.from_bytes(record[:4], "little")
        if size > _MAX_RECORD:
            raise ValueError("too large")
        data: bytes = pa.decompress(record[4:], decompressed_size=size, codec=_CODEC, asbytes=True)
        start = 4 + int.from_bytes(data[:4], "little")
        head = json.loads(data[4:start])
        return _parsed(head, _Reader(data, start))
    except (ValueError, KeyError, TypeError, IndexError, OSError, RecursionError) as error:
        raise DamagedRecordError(str(error)) from error


class _Reader:
    """Takes pieces off a record; a piece that is not all there is an error."""

    __slots__ = ("_data", "_place")

    def __init__(self, data: bytes, start: int) -> None:
        self._data = data
        self._place = start

    def take(self, length: int) -> bytes:
        piece = self._data[self._place : self._place + length]
        if length < 0 or len(piece) != length:
            raise ValueError("cut short")
        self._place += length
        return piece

    def column(self, length: int) -> NDArray[np.int64]:
        return np.frombuffer(self.take(length * _WIDTH.itemsize), _WIDTH).astype(np.int64)

    def text(self, length: int) -> str:
        return self.take(length).decode("utf-8", "surrogatepass")


def _parsed(head: dict[str, Any], reader: _Reader) -> Parsed:
    count, rows = int(head["tokens"]), int(head["sentences"])
    starts = reader.column(count).cumsum()
    ends = starts + reader.column(count)
    kinds, quoted, furniture = (reader.take(count) for _ in range(3))
    columns = reader.column(rows * _SENTENCE_COLUMNS).reshape(_SENTENCE_COLUMNS, rows)
    roles = reader.take(rows)
    text, norms = reader.text(int(head["text"])), reader.text(int(head["norms"]))
    _check_tokens(starts, ends, len(text), kinds, quoted + furniture)
    _check_sentences(columns, count, len(text))
    first, last = starts.tolist(), ends.tolist()
    return Parsed(
        document=Document(
            id=str(head["id"]),
            text=text,
            source=_optional(head["source"]),
            date=_optional(head["date"]),
        ),
        starts=tuple(first),
        ends=tuple(last),
        norms=_norms(text, norms, first, last),
        kinds=kinds,
        quoted=quoted,
        furniture=furniture,
        sentences=tuple(
            Sentence(Span(a, b), TokenSpan(c, d), paragraph, _ROLES[role])
            for a, b, c, d, paragraph, role in zip(*columns.tolist(), roles, strict=True)
        ),
        tampering=tuple(Tampering(Span(int(a), int(b)), str(k)) for a, b, k in head["tampering"]),
    )


def _optional(value: object) -> str | None:
    return None if value is None else str(value)


def _unusual_norms(parsed: Parsed) -> str:
    """All norms, a line each; empty where they are what lower case makes of the text."""
    lower = parsed.document.text.lower()
    plain = tuple([lower[a:b] for a, b in zip(parsed.starts, parsed.ends, strict=True)])
    return "" if plain == parsed.norms else "\n".join(parsed.norms)


def _norms(text: str, lines: str, starts: list[int], ends: list[int]) -> tuple[str, ...]:
    if lines:
        norms = tuple(lines.split("\n"))
        if len(norms) != len(starts):
            raise ValueError("norms do not fit the tokens")
        return norms
    lower = text.lower()
    return tuple([lower[a:b] for a, b in zip(starts, ends, strict=True)])


def _sentence_columns(parsed: Parsed) -> NDArray[np.uint32]:
    rows = [
        (s.span.start, s.span.end, s.tokens.start, s.tokens.end, s.paragraph)
        for s in parsed.sentences
    ]
    return np.array(rows, _WIDTH).reshape(-1, _SENTENCE_COLUMNS).T.copy()


def _check_tokens(
    starts: NDArray[np.int64], ends: NDArray[np.int64], length: int, kinds: bytes, masks: bytes
) -> None:
    if not len(starts):
        return
    if bool((starts[1:] < ends[:-1]).any()) or bool((ends <= starts).any()) or ends[-1] > length:
        raise ValueError("tokens out of order")
    if max(kinds) > max(TokenKind) or max(masks) > 1:
        raise ValueError("unknown kind of token")


def _check_sentences(columns: NDArray[np.int64], tokens: int, length: int) -> None:
    starts, ends, first, last, _ = columns
    if bool((ends < starts).any()) or bool((ends > length).any()):
        raise ValueError("sentence out of the text")
    edges = np.concatenate(([0], last))
    if edges[-1] != tokens or bool((first != edges[:-1]).any() or (first >= last).any()):
        raise ValueError("sentences do not tile the tokens")
