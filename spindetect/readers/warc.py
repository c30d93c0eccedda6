"""WARC and WET (ISO 28500) → pages, through fastwarc."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from spindetect.readers.opening import MAX_RATIO, packing_of, unpacking
from spindetect.readers.refusal import MAX_DOCUMENT_BYTES, RefusedError, in_mebibytes

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

_SUFFIXES = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt"}
"""Media types that are read, with the format's suffix."""

_RATIO_FROM = 1024 * 1024 * 1024
_CODINGS = frozenset({"chunked", "gzip", "x-gzip", "deflate", "br", "zstd"})
_MAX_CODINGS = 4


@dataclass(frozen=True, slots=True)
class Page:
    """A record of an archive that holds a page, or why it cannot be used.

    `number`: of the record in its archive, from 1, records of all kinds counted. `codings`:
    transfer and content codings of the body, in the order in which they are to be undone.
    """

    number: int
    uri: str | None
    date: str | None
    body: bytes = b""
    suffix: str = ""
    charset: str | None = None
    codings: tuple[str, ...] = ()
    problem: str | None = None


class Forward:
    """A file as fastwarc takes it: read piece by piece, never sought in.

    It gives what there is before it says that the rest is damaged.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._position = 0

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes."""
        data: bytes = self._file.read1(size if size > 0 else -1)  # type: ignore[attr-defined]
        self._position += len(data)
        return data

    def tell(self) -> int:
        """Bytes read so far."""
        return self._position

    def check_end(self, position: int) -> None:
        """RefusedError if what is compressed from `position` on is cut short.

        fastwarc takes the end of the file for the end of the archive. Where each record is a member
        of its own, which is the rule, this unpacks the last one again.
        """
        if not self._file.seekable():
            return
        self._file.seek(position)
        packing = packing_of(self._file.read(16))
        if packing is not None:
            self._file.seek(position)
            with unpacking(self._file, packing) as rest:
                while rest.read1(1 << 16):
                    pass


def pages(file: Forward, packed_size: int, left_out: Callable[[str], None]) -> Iterator[Page]:
    """The pages of an archive: responses and resources of HTML or text, conversions (WET).

    `file` may be compressed with gzip or Zstandard. Responses with another status than 200 or of
    another media type are no pages; `left_out` is told of each. Raises RefusedError once the file
    turns out damaged, cut short or a decompression bomb, with the pages before that given.
    """
    from fastwarc.warc import ArchiveIterator

    unfolded = number = position = 0
    try:
        archive = ArchiveIterator(file, parse_http=False)  # type: ignore[arg-type]  # never sought in
        for number, record in enumerate(archive, 1):
            unfolded += record.content_length
            position = record.stream_pos
            if unfolded > _RATIO_FROM and unfolded > MAX_RATIO * packed_size:
                raise RefusedError(
                    f"unpacks into more than {MAX_RATIO} times its size; unpack it yourself if you "
                    "trust it"
                )
            page = _page(number, record, left_out)
            if page is None:
                _skip(number, record)
            if "Content-Length" not in record.headers:
                raise RefusedError(_cut(number))
            if page is not None:
                yield page
        file.check_end(position)
    except (OSError, ValueError) as error:
        reason = str(error).split("\n")[0].rstrip(".")
        raise RefusedError(
            f"damaged after record {number} ({reason}); download it again"
        ) from error


def _cut(number: int) -> str:
    return f"is cut short in record {number}; download it again"


def _page(number: int, record: WarcRecord, left_out: Callable[[str], None]) -> Page | None:
    """The page of a record; None for a record of another kind."""
    from fastwarc.warc import conversion, resource, response

    if record.record_type == conversion:
        return _read(number, record, ".txt")
    if record.record_type == response and record.is_http:
        return _response(number, record, left_out)
    if record.record_type == resource:
        media = (record.headers.get("Content-Type") or "").partition(";")[0]
        suffix = _SUFFIXES.get(media.strip().lower())
        return None if suffix is None else _read(number, record, suffix)
    return None


def _response(number: int, record: WarcRecord, left_out: Callable[[str], None]) -> Page | None:
    record.parse_http()
    headers = record.http_headers
    if headers is None or headers.status_code != 200:
        left_out("responses with another status than 200")
        return None
    suffix = _SUFFIXES.get((record.http_content_type or "").strip().lower())
    if suffix is None:
        left_out("responses of other media types")
        return None
    codings = (
        *_codings(headers.get("Transfer-Encoding")),
        *_codings(headers.get("Content-Encoding")),
    )
    return _read(number, record, suffix, record.http_charset, codings)


def _codings(header: str | None) -> list[str]:
    """What a header says, the last one first, since that was applied last."""
    if not header:
        return []
    names = (name.strip().lower() for name in reversed(header.split(",")))
    return [name for name in names if name not in ("", "identity")]


def _read(
    number: int,
    record: WarcRecord,
    suffix: str,
    charset: str | None = None,
    codings: tuple[str, ...] = (),
) -> Page:
    headers = record.headers
    uri = (headers.get("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">") or None
    date = headers.get("WARC-Date")
    length = record.content_length
    problem = None
    if length > MAX_DOCUMENT_BYTES:
        most = in_mebibytes(MAX_DOCUMENT_BYTES)
        problem = f"is too large ({in_mebibytes(length)}, the limit is {most}); leave it out"
    elif len(codings) > _MAX_CODINGS or not _CODINGS.issuperset(codings):
        problem = f"is packed in an unknown way ({', '.join(codings):.80}); leave it out"
    if problem is not None:
        _skip(number, record)
        return Page(number, uri, date, problem=problem)
    body = record.reader.read()
    if len(body) < length:
        raise RefusedError(_cut(number))
    return Page(number, uri, date, body, suffix, charset, codings)


def _skip(number: int, record: WarcRecord) -> None:
    """Passes over the rest of a record; what is short of it is how fastwarc shows a cut file."""
    length = record.content_length
    if record.consume() < length:
        raise RefusedError(_cut(number))
