"""Letter-level tricks as a reader can check them: the word, the letter's code point and name."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

from spindetect.report.escape import clip
from spindetect.types import Parsed, Span, Tampering, Verdict

LABELS = {
    "homoglyph": "letters of another alphabet",
    "fullwidth": "letters of double width",
    "styled_letter": "letters from mathematics or ornament",
    "zero_width": "invisible characters inside words",
    "bidi_control": "characters that turn the reading direction",
}
# These put something into the text; the others replace letters.
HIDDEN = frozenset({"zero_width", "bidi_control"})
MAX_EXAMPLES = 5
MAX_LETTERS = 3
# How far a word is looked for on each side of a trick, and how much of it is shown.
MAX_REACH = 40
MAX_WORD = 60


def tampered_letters(verdict: Verdict) -> tuple[int, int]:
    """How many letters were replaced by lookalikes, and how many hidden characters put in."""
    sizes: Counter[bool] = Counter()
    for item in verdict.tampering:
        sizes[item.kind in HIDDEN] += item.span.end - item.span.start
    return sizes[False], sizes[True]


def tricks(verdict: Verdict) -> Iterator[tuple[str, int, tuple[str, ...], int]]:
    """For each kind of trick: its name, how many characters, the first examples in words, and
    how many words more there are.

    An example is like "cоuncil: U+043E CYRILLIC SMALL LETTER O instead of o".
    """
    kinds: dict[str, list[Tampering]] = {}
    for item in verdict.tampering:
        kinds.setdefault(item.kind, []).append(item)
    for kind, items in kinds.items():
        words = _words(verdict.candidate.text, items)
        told: Counter[str] = Counter()
        for word, spans in words.items():
            told[_example(verdict, word, spans)] += 1
            if len(told) == MAX_EXAMPLES:
                break
        shown = tuple(
            f"{example} ({times} times)" if times > 1 else example
            for example, times in told.items()
        )
        label = LABELS.get(kind) or clip(kind.replace("_", " "), MAX_WORD)
        size = sum(item.span.end - item.span.start for item in items)
        yield label, size, shown, len(words) - sum(told.values())


def _words(text: str, items: list[Tampering]) -> dict[Span, list[Span]]:
    """The spans of the tricks by the word that they are in."""
    words: dict[Span, list[Span]] = {}
    for item in items:
        start, end = item.span.start, item.span.end
        while start > max(item.span.start - MAX_REACH, 0) and _in_word(text[start - 1]):
            start -= 1
        while end < min(item.span.end + MAX_REACH, len(text)) and _in_word(text[end]):
            end += 1
        words.setdefault(Span(start, end), []).append(item.span)
    return words


def _in_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char) in ("Mn", "Mc", "Cf")


def _example(verdict: Verdict, word: Span, spans: list[Span]) -> str:
    text = verdict.candidate.text
    parsed = verdict.alignment.candidate if verdict.alignment else None
    letters = dict.fromkeys(
        _letter(text[place], _replaced(parsed, place))
        for span in spans
        for place in range(span.start, min(span.end, span.start + MAX_REACH))
        if not text[place].isascii()
    )
    shown = clip(text[word.start : word.end], MAX_WORD)
    if not letters:
        return shown
    more = ", …" if len(letters) > MAX_LETTERS else ""
    return f"{shown}: {', '.join(list(letters)[:MAX_LETTERS])}{more}"


def _letter(char: str, instead_of: str | None) -> str:
    """The code point of a letter and its name in Unicode."""
    told = f"U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip()
    return f"{told} instead of {instead_of}" if instead_of else told


def _replaced(parsed: Parsed | None, place: int) -> str | None:
    """The Latin letter that stands in the folded token where the trick stands in the raw one."""
    if parsed is None:
        return None
    token = bisect_right(parsed.starts, place) - 1
    if token < 0 or place >= parsed.ends[token]:
        return None
    raw, norm = parsed.raw(token), parsed.norms[token]
    offset = place - parsed.starts[token]
    if len(raw) != len(norm) or not norm[offset].isascii():
        return None
    return norm[offset].upper() if raw[offset].isupper() else norm[offset]
