"""Numbers in words and digits: whether two wordings name the same quantity."""

from __future__ import annotations

import re
from collections.abc import Sequence

_UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(),
        start=1,
    )
}
_OTHERS = ("dozen", "half", "quarter", "once", "twice", "twentieth")
_WORDS = frozenset(
    {*_UNITS, *_TENS, *_SCALES, *_ORDINALS, *_OTHERS, *(f"{scale}s" for scale in _SCALES), "dozens"}
)
_SUFFIXES = {"m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12, "k": 1000}
_SIGNS = {
    "percent": "%", "cent": "%", "%": "%", "pounds": "£", "pound": "£", "£": "£", "dollars": "$",
    "dollar": "$", "$": "$", "euros": "€", "euro": "€", "€": "€",
}  # fmt: skip
_FILLERS = frozenset({"and", "per", "the", "of", "a"})
_DIGITS = re.compile(r"(\d+(?:\.\d+)?)(m|mn|bn|tn|k)?")
_RANK = re.compile(r"(\d+)(?:st|nd|rd|th)")


def in_words(words: Sequence[str]) -> bool:
    """Whether a wording consists of number words, "and" and hyphens apart."""
    parts = [part for word in words for part in word.split("-") if part != "and"]
    return bool(parts) and all(part in _WORDS for part in parts)


def same_quantity(first: Sequence[str], second: Sequence[str]) -> bool:
    """The same number in words and digits, with the same unit ("sixty per cent" / "60%")."""
    if tuple(first) == tuple(second):
        return False
    one = _quantity(first)
    return one is not None and one == _quantity(second)


def _quantity(words: Sequence[str]) -> tuple[float, frozenset[str]] | None:
    """Value and units of a wording; None where it holds anything else."""
    total, current, found = 0.0, 0.0, False
    units: set[str] = set()
    for part in (part for word in words for part in word.replace(",", "").split("-")):
        digits, rank = _DIGITS.fullmatch(part), _RANK.fullmatch(part)
        if part in _UNITS or part in _TENS:
            current, found = current + (_UNITS.get(part) or _TENS.get(part, 0)), True
        elif part in _SCALES:
            current = (current or 1) * _SCALES[part]
            if part != "hundred":
                total, current = total + current, 0.0
            found = True
        elif digits:
            current, found = current + float(digits[1]) * _SUFFIXES.get(digits[2] or "", 1), True
        elif rank or part in _ORDINALS:
            current, found = current + (float(rank[1]) if rank else _ORDINALS[part]), True
            units.add("rank")
        elif part in _SIGNS:
            units.add(_SIGNS[part])
        elif part not in _FILLERS:
            return None
    sign_alone = bool(units - {"rank"})
    return (total + current, frozenset(units)) if found or sign_alone else None
