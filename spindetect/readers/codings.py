"""Bodies of HTTP responses, as archives store them → the bytes of the page."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence

from spindetect.readers.opening import packing_of, unpacking
from spindetect.readers.refusal import MAX_DOCUMENT_BYTES, RefusedError, check_size

_MOST = MAX_DOCUMENT_BYTES + 1


def uncoded(body: bytes, codings: Sequence[str]) -> bytes:
    """A body with its codings (RFC 9110, RFC 9112) undone, in the order given.

    Many archives store the decoded body beside the header of the coding; a body that is not what
    the header says is left as it is. What is cut short is read as far as it goes. Raises
    RefusedError for a page above the limit of size.
    """
    for coding in codings:
        body = _uncoded(body, coding)
        check_size(len(body))
    return body


def _uncoded(body: bytes, coding: str) -> bytes:
    if coding == "chunked":
        return _unchunked(body)
    if coding == "deflate":
        return _inflated(body)
    if coding == "br":
        return _brotli(body)
    packing = packing_of(body[:16])
    return body if packing is None else _to_the_end(unpacking(io.BytesIO(body), packing))


def _to_the_end(stream: io.BufferedReader) -> bytes:
    """What can be read of a stream that may be cut short, up to the limit of size."""
    pieces, size = [], 0
    try:
        while size < _MOST and (piece := stream.read1(1 << 16)):
            pieces.append(piece)
            size += len(piece)
    except RefusedError:
        if not pieces:
            raise
    return b"".join(pieces)


def _inflated(body: bytes) -> bytes:
    """zlib's format, which the standard means, or bare DEFLATE data, which some servers send."""
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        try:
            return zlib.decompressobj(bits).decompress(body, _MOST)
        except zlib.error:
            continue
    return body


def _brotli(body: bytes) -> bytes:
    from fastwarc.stream_io import BrotliReader

    pieces, size = [], 0
    reader = BrotliReader(io.BytesIO(body))
    try:
        while size < _MOST and (piece := reader.read(1 << 16)):
            pieces.append(piece)
            size += len(piece)
    except OSError:
        return b"".join(pieces) or body
    return b"".join(pieces)


def _unchunked(body: bytes) -> bytes:
    pieces: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\n", at, at + 1024)
        digits = body[at:end].partition(b";")[0].strip()
        try:
            size = int(digits, 16) if end >= 0 else -1
        except ValueError:
            size = -1
        if size <= 0:
            return body if size < 0 and not pieces else b"".join(pieces)
        pieces.append(body[end + 1 : end + 1 + size])
        at = end + 1 + size
        at += 2 if body.startswith(b"\r\n", at) else body.startswith(b"\n", at)
