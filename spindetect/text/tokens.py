"""Tokens: one compiled pattern over the folded text.

The pattern's matches lie end to end, each with the white space before it, so that the offsets are
the running sum of their lengths: `findall` and `accumulate` stay in C and take half the time of a
loop over match objects. There is one pattern for Latin-1 letters, whose sets are bitmaps, and one
for any script; and either can know links, which cost time only where there are some.

All repeats that could fail late are possessive or bounded: the time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter, sub

from spindetect.text.folding import Folded
from spindetect.text.surface import DASHES
from spindetect.types import TokenKind

# Written with a full stop wherever they stand. Left out: what is a word too ("no.", "sat.").
ABBREVIATIONS = (
    "mr mrs ms mx dr prof st sr jr hon rev gen col lt cmdr capt sgt maj gov sen rep pres supt "
    "messrs mme mlle vs etc inc ltd corp co plc bros jan feb apr aug sept oct nov dec tues thurs "
    "est approx dept univ ave blvd cf viz ca calif conn fla mich minn tenn wis ariz colo okla ont"
).split()
# Abbreviations only before a figure: "No. 7", "pp. 12-15", "Mar. 3".
NUMBERED = "no nos p pp vol fig sec art ch mar jun jul sat sun mon tue wed thu fri".split()
# American states, before the comma that follows them: "Salem, Ore., is far".
STATES = (
    "ala ark del ga ill ind kan ky la mass md miss mo mont neb nev ore pa tex va vt wash wyo"
).split()
DOMAINS = (
    "com org net edu gov mil int info biz io tv eu de fr ru cn jp uk au nz za pk ng ke example"
)

_CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PATH_END = r"[^\s<>\"'.,;:!?)\]…]"
LINK = "|".join(
    (
        rf"(?:https?://|www\.)(?:[^\s<>\"]*{_PATH_END})",
        r"[\w+-](?:[\w.+-]{0,62}[\w+-])?@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}",
        rf"[^\W_](?:[\w-]{{0,62}}\.(?=[^\W_])){{1,6}}(?:{'|'.join(DOMAINS.split())})(?![\w-])"
        rf"(?:/(?:[^\s<>\"]*{_PATH_END})?)?",
        r"(?<!\w)@\w{1,64}",
        r"(?<!\w)\#[^\W\d_]\w{0,99}",
    )
)
_LINK_SIGNS = ("@", "#", "://", "www.")
_DOMAIN = re.compile(rf"\.(?:{'|'.join(DOMAINS.split())})\b")
_ANY_LINK = re.compile(LINK)


@dataclass(frozen=True, slots=True)
class Columns:
    """Tokens as columns: raw offsets, folded text and `TokenKind` of each."""

    starts: Sequence[int]
    ends: Sequence[int]
    norms: Sequence[str]
    kinds: bytearray


def tokenise(folded: Folded) -> Columns:
    """Cut the folded text into tokens, with offsets into the raw text."""
    links = any(map(folded.text.__contains__, _LINK_SIGNS)) or bool(_DOMAIN.search(folded.text))
    pieces = _pattern(folded.wide, links).findall(folded.shape.rstrip())
    ends = list(accumulate(map(len, pieces)))
    norms = list(map(str.strip, pieces))
    starts = list(map(sub, ends, map(len, norms)))
    if folded.shape is not folded.text:
        norms = [folded.text[start:end] for start, end in zip(starts, ends, strict=True)]
    kinds = _kinds(norms, folded.wide)
    if links:
        _mark_links(norms, kinds)
    _plain_punctuation(norms, kinds, folded.text)
    if folded.origin is not None:
        first, last = folded.origin
        starts = [first[start] for start in starts]
        ends = [last[end - 1] for end in ends]
    return Columns(starts, ends, norms, kinds)


@lru_cache(maxsize=4)
def _pattern(wide: bool, links: bool) -> re.Pattern[str]:
    letter, digit = (f"^\\W\\d_{_CJK}", r"\d") if wide else ("a-zªµºß-öø-ÿ²³¹¼-¾", "0-9")
    alnum = f"^\\W_{_CJK}" if wide else letter + digit
    a, d, n = f"[{letter}]", f"[{digit}]", f"[{alnum}]"
    dotted = rf"(?:{a}\.){{1,6}}{a}\.?(?!{n})"
    tail = (
        rf"(?:-(?:(?:{a}\.){{2,6}}|{n}++(?:[.,:]{d}++){{0,9}})"
        # A contraction, but not the clitic: "bull's" is two tokens, "bull's-eye" is one.
        rf"|'(?!s(?![\w-])){a}++){{0,40}}"
    )
    alternatives = [
        rf"{a}++(?![-'.{digit}])",  # most words, fast
        r"[,;:\"()?!]",
        f"{dotted}{tail}",
        rf"ph\.d\.?(?!{n})",
        rf"(?:{'|'.join(ABBREVIATIONS)})\.(?!{n}){tail}",
        rf"(?<=et\ )al\.|(?:{'|'.join(NUMBERED)})\.(?=\s?{d})|(?:{'|'.join(STATES)})\.(?=,)",
        f"{a}{n}*+{tail}",
        rf"{d}++(?:[.,:/]{d}++){{0,40}}{n}*+{tail}",
        r"\.\.+|--+|''",
        r"(?<=[\w.])'s(?!\w)|'(?:n'|(?:em|tis|twas|til)(?!\w))",
        r"\S",
    ]
    if wide:
        alternatives.insert(0, f"[{_CJK}]")
    if links:
        alternatives.insert(0, LINK)
    return re.compile(rf"\s*+(?:{'|'.join(alternatives)})")


_WORD, _NUMBER, _PUNCTUATION, _LINK = map(int, TokenKind)
# A leading apostrophe decides nothing yet.
_APOSTROPHE = 9
_KIND_OF_BYTE = bytes(
    _APOSTROPHE
    if character == "'"
    else _WORD
    if character.isalpha()
    else _NUMBER
    if character.isnumeric()
    else _PUNCTUATION
    for character in map(chr, range(256))
)


_HYPHENATED_WORD = re.compile(r"-[^\W\d_]")


def _kinds(norms: list[str], wide: bool) -> bytearray:
    """The kind of each token by its first character, with two exceptions.

    "20-year-old" is a word for all its figure, and so are "'s" and "'em".
    """
    firsts = "".join(map(itemgetter(0), norms))
    if wide:
        kinds = bytearray(map(_kind_of, firsts))
    else:
        kinds = bytearray(firsts.encode("latin-1", "replace").translate(_KIND_OF_BYTE))
    for index in _positions(kinds, _APOSTROPHE):
        kinds[index] = _WORD if len(norms[index]) > 1 and norms[index] != "''" else _PUNCTUATION
    for index in _positions(kinds, _NUMBER):
        if "-" in norms[index] and _HYPHENATED_WORD.search(norms[index]):
            kinds[index] = _WORD
    return kinds


def _kind_of(character: str) -> int:
    if character == "'":
        return _APOSTROPHE
    if character.isalpha():
        return _WORD
    return _NUMBER if character.isnumeric() else _PUNCTUATION


def _positions(kinds: bytearray, wanted: int) -> Iterator[int]:
    place = kinds.find(wanted)
    while place >= 0:
        yield place
        place = kinds.find(wanted, place + 1)


def _mark_links(norms: list[str], kinds: bytearray) -> None:
    for index, norm in enumerate(norms):
        if len(norm) > 2 and not norm.isalnum() and _ANY_LINK.fullmatch(norm):
            kinds[index] = _LINK


_ROWS = ("--", "..", "''")
_TYPOGRAPHIC = (*_ROWS, *DASHES, "…")


def _plain_punctuation(norms: list[str], kinds: bytearray, text: str) -> None:
    """One norm for all dashes, for all rows of dots, and for two single marks that are a double."""
    if not any(map(text.__contains__, _ROWS if text.isascii() else _TYPOGRAPHIC)):
        return
    for index in _positions(kinds, _PUNCTUATION):
        norm = norms[index]
        if norm in DASHES or norm.startswith("--"):
            norms[index] = "-"
        elif norm == "…" or norm.startswith(".."):
            norms[index] = "..."
        elif norm == "''":
            norms[index] = '"'
