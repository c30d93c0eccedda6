"""Plain text: decoded, else left exactly as it is."""

from __future__ import annotations

from spindetect.readers.decoding import decode


def read(data: bytes, encoding: str | None, hint: str | None = None) -> str:
    """The text with its line ends, without a byte order mark (see `decode` for the errors)."""
    return decode(data, encoding, hint)
