"""Lookalike letters: Greek, Cyrillic and Armenian letters standing in for Latin ones."""

from __future__ import annotations

import re
from collections import Counter
from types import MappingProxyType

from spindetect.types import Span

FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052f\u0531-\u0587]")

# Letters that common fonts draw like the Latin letter. Left out on purpose: Greek letters that
# honest Latin words carry in science (TNFα, NFκB, μm, kΩ).
_CYRILLIC = ("АВЕКМНОРСТУХІЈЅԌԚԜӀЁЇаеорсухіјѕкԁԛԝһӏёї", "ABEKMHOPCTYXIJSGQWIËÏaeopcyxijskdqwhlëï")
_GREEK = ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϳοό", "ABEZHIKMNOPTYXCjoó")
_ARMENIAN = ("ՍՕսօհո", "UOuohn")
_LOOKALIKES = MappingProxyType(
    {
        foreign: latin
        for foreigns, latins in (_CYRILLIC, _GREEK, _ARMENIAN)
        for foreign, latin in zip(foreigns, latins, strict=True)
    }
)
_AS_LATIN = str.maketrans(dict(_LOOKALIKES))
_FOREIGN_RUN = re.compile(f"{FOREIGN.pattern}+")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_WORD = re.compile(r"[^\W\d_]+")
# Greek capitals and Armenian letters alone are symbols; a Cyrillic one poses as "a" or "I".
_LONE = frozenset("аАІіο")


def latinised(text: str) -> tuple[str, list[Span]]:
    """The text with lookalikes replaced one for one, and the spans of the replaced letters.

    Replaced are lookalikes inside a word that has Latin letters too, provided all its foreign
    letters are lookalikes ("TNFα" stays), and words wholly made of lookalikes, unless the text has
    as many genuine words of that alphabet.
    """
    mixed: list[tuple[int, int]] = []
    posing: dict[str, list[tuple[int, int]]] = {}
    genuine: Counter[str] = Counter()
    latin = 0
    for match in _WORD.finditer(text):
        word = match.group()
        if word.isascii() or not (foreign := FOREIGN.findall(word)):
            latin += 1
            continue
        script = _script(foreign[0])
        if not all(letter in _LOOKALIKES for letter in foreign):
            genuine[script] += not _LATIN.search(word)
        elif _LATIN.search(word):
            mixed.append(match.span())
        elif len(word) > 1 or word in _LONE:
            posing.setdefault(script, []).append(match.span())
    spans = list(mixed)
    for script, words in posing.items():
        if genuine[script] < len(words) <= latin:
            spans += words
    return _replaced(text, sorted(spans))


def _script(letter: str) -> str:
    if letter < "\u0400":
        return "Greek"
    return "Cyrillic" if letter < "\u0530" else "Armenian"


def _replaced(text: str, words: list[tuple[int, int]]) -> tuple[str, list[Span]]:
    pieces: list[str] = []
    spans: list[Span] = []
    place = 0
    for start, end in words:
        word = text[start:end]
        pieces += (text[place:start], word.translate(_AS_LATIN))
        place = end
        spans += (
            Span(start + run.start(), start + run.end()) for run in _FOREIGN_RUN.finditer(word)
        )
    pieces.append(text[place:])
    return "".join(pieces), spans
