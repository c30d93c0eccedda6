"""Foreign text made fit for a terminal: nothing in it moves the cursor, hides or turns letters."""

from __future__ import annotations

import unicodedata

# Control and format characters (escape sequences, bidi overrides, zero-width letters), surrogates,
# private use and unassigned code points, line and paragraph separators.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
ELLIPSIS = "…"


def visible(text: str) -> str:
    """`text` on one line: runs of white space become one space, unsafe characters an escape.

    >>> visible("a\\x1b[31m\\n\\tred")
    'a\\\\x1b[31m red'
    """
    return "".join(map(_escaped, " ".join(text.split())))


def clip(text: str, limit: int) -> str:
    """`visible` text of at most `limit` characters, the cut marked; reads no more than it needs."""
    shown = visible(text[: 4 * limit])
    if len(shown) <= limit and len(text) <= 4 * limit:
        return shown
    return shown[: limit - 1].rstrip() + ELLIPSIS


def _escaped(char: str) -> str:
    if char.isascii():
        return char if char.isprintable() else f"\\x{ord(char):02x}"
    if unicodedata.category(char) not in _UNSAFE:
        return char
    code = ord(char)
    return (
        f"\\x{code:02x}"
        if code < 0x100
        else f"\\u{code:04x}"
        if code < 0x10000
        else f"\\U{code:08x}"
    )
