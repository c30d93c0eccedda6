"""The raw text with its typography made plain, one character for one character.

Every later stage reads this copy of the text: it has the length of the raw text, so that an offset
into the one is an offset into the other. Curly quotation marks, unusual hyphens, spaces and line
ends become the ASCII character that does the same work; letters stay as they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

_NON_ASCII = re.compile(r"[^\x00-\x7f]")
_STRAY_BREAKS = re.compile(r"\r\n\f?|\n\f|\f\n|[\r\v\f]")
# The apostrophe of Mac Roman read as Latin-1: a capital between two small letters.
_MAC_ROMAN = re.compile("Õ(?=[a-z])")
_MAC_ROMAN_MARKS = MappingProxyType({"Õ": "’", "Ô": "‘", "Ò": "“", "Ó": "”", "Ð": "–"})
# Windows-1252 read as Latin-1: control characters that no text needs.
_WINDOWS_MARKS = MappingProxyType(
    {"\x91": "‘", "\x92": "’", "\x93": "“", "\x94": "”", "\x96": "–", "\x97": "—"}
)
# En dash or minus sign between letters or digits ("2019–20", "Lima–Quito"): used as a hyphen.
_COMPOUNDING_DASH = re.compile(r"[–‒−](?=[^\W_])")

SINGLE_MARKS = "‘’‛ʼ′‵´‹›‚＇"
DOUBLE_MARKS = "“”‟„«»″〝〞＂"
DASHES = "–—―‒−⸺⸻﹘"
_PLAIN = MappingProxyType(
    dict.fromkeys(SINGLE_MARKS + "`", "'")
    | dict.fromkeys(DOUBLE_MARKS, '"')
    | dict.fromkeys("‐‑﹣－", "-")
    | dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008", " ")
    | dict.fromkeys("\u2009\u200a\u202f\u205f\u3000\u1680", " ")
    | dict.fromkeys("\u0085\u2028\u2029", "\n")
    # The one letter whose lower case is longer than itself.
    | {"İ": "I"}
)


@dataclass(frozen=True, slots=True)
class Surface:
    """A text made plain.

    `marked` still has the quotation marks as written (only wrongly decoded ones mended); in `plain`
    they are straight. Both have the length of the raw text. `alphabet` holds, sorted and each once,
    the characters beyond ASCII that are left in `plain`.
    """

    marked: str
    plain: str
    alphabet: str


def make_plain(text: str) -> Surface:
    """Replace typographic characters by plain ones of the same length."""
    if "\r" in text or "\f" in text or "\v" in text:
        text = _STRAY_BREAKS.sub(_line_end, text)
    if text.isascii():
        return Surface(text, text.replace("`", "'"), "")
    found = set(_NON_ASCII.findall(text))
    marked = _mend_decoding(text, found)
    if marked is not text:
        found = set(_NON_ASCII.findall(marked))
    plain = marked.replace("`", "'")
    if not found.isdisjoint("–‒−"):
        plain = _COMPOUNDING_DASH.sub(_compounding, plain)
    for character in sorted(found.intersection(_PLAIN)):
        plain = plain.replace(character, _PLAIN[character])
    return Surface(marked, plain, "".join(sorted(found.difference(_PLAIN))))


def _line_end(match: re.Match[str]) -> str:
    """One line feed for any line end; a form feed beside one is mere space."""
    found = match.group()
    if found == "\n\f":
        return "\n "
    return "\n" if len(found) == 1 else " \n".ljust(len(found))


def _mend_decoding(text: str, found: set[str]) -> str:
    """Quotation marks of Windows-1252 and Mac Roman that were decoded as Latin-1."""
    for wrong in sorted(found.intersection(_WINDOWS_MARKS)):
        text = text.replace(wrong, _WINDOWS_MARKS[wrong])
    if "Õ" in found and any(
        text[match.start() - 1 : match.start()].islower() for match in _MAC_ROMAN.finditer(text)
    ):
        for wrong, mark in _MAC_ROMAN_MARKS.items():
            text = text.replace(wrong, mark)
    return text


def _compounding(match: re.Match[str]) -> str:
    before = match.string[max(match.start() - 1, 0) : match.start()]
    return "-" if before.isalnum() else match.group()
