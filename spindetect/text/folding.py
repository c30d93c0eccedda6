"""Letters folded for comparison, and the letter-level tricks that folding uncovers.

`fold` returns the text that is cut into tokens: lower case, ligatures and styled letters resolved
(NFKC), accents composed (NFC) and kept, invisible characters dropped, lookalike letters of other
alphabets mapped to Latin. Most texts need only `lower()`; the costly steps run where the text's
alphabet holds a character that needs them, and then carry a map back to the raw offsets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spindetect.text.homoglyphs import FOREIGN, latinised
from spindetect.text.surface import Surface
from spindetect.types import Span, Tampering

ZERO_WIDTH = "\u200b-\u200d\u2060-\u2064\ufeff\u180e\u034f\u115f\u1160\u3164\uffa0"
BIDI = "\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069"
# Dropped without a report: soft hyphens are honest typography, variation selectors belong to emoji.
SILENT = "\u00ad\ufe00-\ufe0f\U000e0000-\U000e01ef"
FULLWIDTH = "\uff01-\uff5e"
STYLED = (
    "\u2102\u210a-\u2113\u2115\u2119-\u211d\u2124\u2128\u212a-\u212d\u212f-\u2131\u2133\u2139"
    "\u2160-\u217f\u24b6-\u24e9\U0001d400-\U0001d7ff\U0001f130-\U0001f149"
)
LIGATURES = "\ufb00-\ufb06\u017f"

_HIDDEN = re.compile(f"[{ZERO_WIDTH}{BIDI}{SILENT}]+")
_HAS_ZERO_WIDTH = re.compile(f"[{ZERO_WIDTH}]")
_HAS_BIDI = re.compile(f"[{BIDI}]")
_OVERRIDE = re.compile("[\u202d\u202e]")
_LATIN = re.compile("[0-9A-Za-z\u00c0-\u024f]")
_UNUSUAL = re.compile(f"[{ZERO_WIDTH}{BIDI}{SILENT}{FULLWIDTH}{STYLED}{LIGATURES}]")
_DRESSED = (
    ("fullwidth", re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+")),
    # Single styled letters are the variables of honest mathematics.
    ("styled_letter", re.compile(f"(?:(?<=[a-zA-Z])[{STYLED}]|[{STYLED}]{{3}})[{STYLED}]*")),
)
_BEYOND_LATIN = re.compile(r"[^\W\d_\x00-\u024f\u1e00-\u1eff]")
_WIDE = re.compile(r"[^\W\x00-\xff]")


@dataclass(frozen=True, slots=True)
class Folded:
    """The text for the tokeniser.

    `text`: lower case. `shape`: of the same length, with a letter in place of each combining mark,
    for the token pattern. `origin` maps character i of `text` to raw characters
    `origin[0][i]` to `origin[1][i]` (exclusive); None where the offsets are the raw ones.
    `wide`: there are letters beyond Latin-1.
    """

    text: str
    shape: str
    origin: tuple[Sequence[int], Sequence[int]] | None
    wide: bool
    tampering: tuple[Tampering, ...]


def fold(surface: Surface, joins: Sequence[Span] = ()) -> Folded:
    """Fold a plain text; `joins` are gaps inside words broken over a line end, to be dropped."""
    plain, alphabet = surface.plain, surface.alphabet
    if not alphabet and not joins:
        lower = plain.lower()
        return Folded(lower, lower, None, False, ())
    marks = "".join(
        c for c in alphabet if unicodedata.category(c)[0] == "M" and not _UNUSUAL.match(c)
    )
    tampering: list[Tampering] = []
    cased, origin = plain, None
    if joins or marks or _UNUSUAL.search(alphabet):
        cased, origin = _rewritten(plain, marks, joins)
        if _mostly_latin(cased):
            tampering += _tricks(plain)
    if FOREIGN.search(alphabet):
        cased, replaced = latinised(cased)
        tampering += (_located(span, origin) for span in replaced)
    # Composed just now, perhaps; the one letter whose lower case is longer than itself.
    lower = cased.replace("İ", "I").lower()
    shape = lower.translate({ord(mark): "ª" for mark in marks}) if marks else lower
    tampering.sort(key=lambda found: found.span.start)
    return Folded(lower, shape, origin, bool(_WIDE.search(alphabet)), tuple(tampering))


def _mostly_latin(text: str) -> bool:
    """At most one letter in five belongs to another alphabet."""
    foreign = len(_BEYOND_LATIN.findall(text))
    return not foreign or foreign * 4 <= sum(map(str.isalpha, text)) - foreign


def _tricks(plain: str) -> list[Tampering]:
    """Invisible characters inside Latin words, and letters in fancy dress."""
    found = [
        Tampering(Span(*match.span()), kind)
        for kind, pattern in _DRESSED
        for match in pattern.finditer(plain)
    ]
    found += [
        Tampering(Span(*match.span()), kind)
        for match in _HIDDEN.finditer(plain)
        if (kind := _hidden_kind(plain, match))
    ]
    return found


def _hidden_kind(plain: str, match: re.Match[str]) -> str | None:
    """What a run of invisible characters is reported as; outside words most are honest."""
    run, (start, end) = match.group(), match.span()
    if _OVERRIDE.search(run):
        return "bidi_control"
    if not (start and _LATIN.match(plain, start - 1) and _LATIN.match(plain, end)):
        return None
    if _HAS_BIDI.search(run):
        return "bidi_control"
    return "zero_width" if _HAS_ZERO_WIDTH.search(run) else None


def _located(span: Span, origin: tuple[Sequence[int], Sequence[int]] | None) -> Tampering:
    if origin is not None:
        span = Span(origin[0][span.start], origin[1][span.end - 1])
    return Tampering(span, "homoglyph")


def _rewritten(
    plain: str, marks: str, joins: Sequence[Span]
) -> tuple[str, tuple[Sequence[int], Sequence[int]]]:
    """The text with unusual characters resolved, and where each of its characters comes from."""
    pieces: list[str] = []
    firsts: list[int] = []
    lasts: list[int] = []

    def keep(start: int, end: int) -> None:
        pieces.append(plain[start:end])
        firsts.extend(range(start, end))
        lasts.extend(range(start + 1, end + 1))

    place = 0
    for start, end, new in _replacements(plain, marks, joins):
        keep(place, start)
        pieces.append(new)
        origins = _origins(start, end, len(new))
        firsts.extend(first for first, _ in origins)
        lasts.extend(last for _, last in origins)
        place = end
    keep(place, len(plain))
    return "".join(pieces), (firsts, lasts)


def _origins(start: int, end: int, length: int) -> list[tuple[int, int]]:
    """Where each of `length` new characters comes from; apart wherever there is room."""
    if length > end - start:
        return [(start, end)] * length
    rest = end - length + 1
    return [(start, rest), *((place, place + 1) for place in range(rest, end))][:length]


def _replacements(plain: str, marks: str, joins: Sequence[Span]) -> Iterable[tuple[int, int, str]]:
    """Start, end and new text of every change, in order and without overlap."""
    found = [(join.start, join.end, "") for join in joins]
    found += [
        (match.start(), match.end(), _resolved(match.group())) for match in _UNUSUAL.finditer(plain)
    ]
    if marks:
        composable = re.compile(f"[^\\s{re.escape(marks)}][{re.escape(marks)}]+")
        taken = {start for start, _, _ in found}
        found += [
            (match.start(), match.end(), unicodedata.normalize("NFC", match.group()))
            for match in composable.finditer(plain)
            if match.start() not in taken
        ]
    return sorted(found)


def _resolved(character: str) -> str:
    return "" if _HIDDEN.match(character) else unicodedata.normalize("NFKC", character)
