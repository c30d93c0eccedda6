"""Choosing among one-byte encodings of Western European text.

Letter statistics need many letters; an English text holds few characters beyond ASCII, mostly
quotation marks, dashes and currency signs, which detectors ignore. Their place between the
neighbours tells the encodings apart: an apostrophe of Mac OS Roman read as Windows-1252 is a
capital O with tilde in the middle of a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_FOREIGN = re.compile("(?s)(.?)([^\\x00-\\x7f])(?=(.?))")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_CANDIDATES = ("cp1252", "mac_roman", "cp850")
_SAMPLE = 1 << 16
_MAX_FOREIGN_SHARE = 0.25
"""Above this share of bytes beyond ASCII the text is in another script, where statistics work."""

_ENGLISH_LETTER_SHARE = 0.03
"""Share of accented letters up to which a text passes for English with foreign names; running
Polish, Czech or French lies above, and there the detector's guess goes first."""


def best_western(data: bytes, guess: str | None) -> str:
    """The likeliest encoding of bytes that are no UTF-8, given a detector's guess (None: none)."""
    sample = data[:_SAMPLE]
    foreign = len(sample) - len(sample.decode("ascii", "ignore"))
    if guess and foreign > _MAX_FOREIGN_SHARE * len(sample):
        return guess
    first = _accented_share(sample) > _ENGLISH_LETTER_SHARE
    names = [guess, *_CANDIDATES] if first else [*_CANDIDATES, guess]
    return max((name for name in names if name), key=lambda name: _score(sample, name))


def _accented_share(sample: bytes) -> float:
    text = sample.decode("cp1252", "replace")
    return sum(map(str.isalpha, _BEYOND_ASCII.findall(text))) / len(text)


def _score(sample: bytes, encoding: str) -> float:
    """Sum of the plausibility of each character beyond ASCII in its place."""
    text = sample.decode(encoding, "replace")
    seen = Counter(_FOREIGN.findall(text))
    return sum(count * _plausibility(*places) for places, count in seen.items())


def _plausibility(before: str, character: str, after: str) -> float:
    """1 where the character belongs between these neighbours, -1 where it cannot stand."""
    category = unicodedata.category(character)
    if category in ("Lu", "Ll"):
        return _letter(before, character, after)
    if category in ("Pi", "Ps") or character == "\u201a":
        return _sign(after[:1].isalnum() and not before.isalnum())
    if character == "\u2019":
        return _sign(before.isalnum() or before in ".,!?\u201d" or after.isalnum())
    if category in ("Pf", "Pe"):
        return _sign(bool(before) and not before.isspace() and not after.isalnum())
    if category == "Sc":
        return _sign(after.isdigit() or before.isdigit() or before.isspace())
    if category == "Pd":
        return _sign(before.isspace() == after.isspace() or before.isalnum())
    if category in ("Cc", "Cn", "Co") or character == "\ufffd":
        return -2.0
    between = before.isalpha() and after.isalpha()
    return -1.0 if between else 0.25


def _letter(before: str, character: str, after: str) -> float:
    latin = "LATIN" in unicodedata.name(character, "")
    neighbours = before.isalpha() or after.isalpha()
    if not latin:
        return -1.0 if neighbours and (before + after).isascii() else 0.5
    if character.isupper() and (before.islower() or after.isdigit()):
        return -1.0
    return 1.0 if neighbours else 0.0


def _sign(plausible: bool) -> float:
    return 1.0 if plausible else -0.75
