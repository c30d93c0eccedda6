"""What every format shares: the refusal of a document and the limits of size."""

from __future__ import annotations

import math

MAX_DOCUMENT_BYTES = 32 * 1024 * 1024
"""Largest document read: 32 MiB, some forty times a long novel as text; a file above it is an
archive, a corpus or a mistake, and would cost minutes and gigabytes in the later stages."""

MAX_TEXT_CHARACTERS = MAX_DOCUMENT_BYTES
"""Longest text handed on, in characters: compressed formats may not unfold into more than a plain
file may hold."""


class RefusedError(Exception):
    """A document cannot be read; the message is "what is wrong; what to do", without its name."""


def in_mebibytes(size: int) -> str:
    """A size in bytes as "33 MiB", rounded up."""
    return f"{math.ceil(size / 1024 / 1024):,} MiB"


def too_large(size: str) -> RefusedError:
    """The refusal of a document above a limit; `size` says what was found and what is allowed."""
    return RefusedError(f"is too large ({size}); split it into single documents")


def check_size(size: int) -> None:
    """Raises RefusedError for a size in bytes above `MAX_DOCUMENT_BYTES`."""
    if size > MAX_DOCUMENT_BYTES:
        raise too_large(f"{in_mebibytes(size)}, the limit is {in_mebibytes(MAX_DOCUMENT_BYTES)}")


def check_length(characters: int) -> None:
    """Raises RefusedError for a text longer than `MAX_TEXT_CHARACTERS`."""
    if characters > MAX_TEXT_CHARACTERS:
        raise too_large(f"over {MAX_TEXT_CHARACTERS:,} characters of text")
