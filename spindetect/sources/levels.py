"""Human rewrites: the same article at three reading levels (OneStopEnglish, Vajjala, Lučić 2018).

For evaluation: no model may be trained on them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from spindetect.sources.declaration import Source, declared_sources, paragraphs, read_rows
from spindetect.types import Document, LabelledPair, UnreadableError

SOURCE: Final = "onestop"
LEVELS: Final = ("advanced", "intermediate", "elementary")
SHORTEST, LONGEST = 20, 150
"""Words that either paragraph of a pair has."""
MIN_OVERLAP: Final = 0.2
"""Share of their longer words that two paragraphs must have in common to correspond, where their
numbers do not tell."""

_WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# Shorter ones are mostly function words, which all paragraphs share.
_LONG_WORD: Final = 4


def reading_levels(folder: Path, declared: Sequence[Source] | None = None) -> list[LabelledPair]:
    """Each article at a harder level beside a simpler one: three steps each, label 0.

    `family` is the step, such as "advanced-to-elementary", `group` the article. Texts are as in
    the file, hard line breaks included.

    Raises:
        UnreadableError: the file is not there or is not the one that was declared.
    """
    return [
        _pair(row, harder, simpler, "", row[harder], row[simpler])
        for row, harder, simpler in _steps(folder, declared)
    ]


def reading_level_paragraphs(
    folder: Path, declared: Sequence[Source] | None = None
) -> list[LabelledPair]:
    """The paragraphs of `reading_levels` that correspond, those of 20 to 150 words.

    Where both texts have as many paragraphs, they correspond by number; else those do that share
    most words with each other. Line breaks inside them are resolved.

    Raises:
        UnreadableError: as for `reading_levels`.
    """
    return [
        _pair(row, harder, simpler, f"/{number:02}", one, other)
        for row, harder, simpler in _steps(folder, declared)
        for number, (one, other) in enumerate(
            matched(paragraphs(row[harder]), paragraphs(row[simpler])), 1
        )
        if all(SHORTEST <= len(_WORD.findall(text)) <= LONGEST for text in (one, other))
    ]


def matched(harder: Sequence[str], simpler: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of paragraphs that correspond, in the order of the harder text."""
    if len(harder) == len(simpler):
        return list(zip(harder, simpler, strict=True))
    if not simpler:
        return []
    ours, theirs = list(map(_long_words, harder)), list(map(_long_words, simpler))
    overlap = [[_overlap(one, other) for other in theirs] for one in ours]
    pairs = []
    for place, row in enumerate(overlap):
        best = max(range(len(row)), key=row.__getitem__)
        column = [other[best] for other in overlap]
        if row[best] >= MIN_OVERLAP and column.index(max(column)) == place:
            pairs.append((harder[place], simpler[best]))
    return pairs


def _long_words(text: str) -> frozenset[str]:
    return frozenset(w.lower() for w in _WORD.findall(text) if len(w) >= _LONG_WORD)


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient."""
    return 2 * len(one & other) / max(len(one) + len(other), 1)


def _steps(
    folder: Path, declared: Sequence[Source] | None
) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Each row with each two of its levels, the harder one first."""
    sources = declared_sources() if declared is None else declared
    source = next(source for source in sources if source.name == SOURCE)
    rows = read_rows(folder, source)
    if rows is None:
        raise UnreadableError(
            f"{folder / source.file}: not here; it holds the reading levels of {source.origin}"
        )
    for row in rows:
        for harder, simpler in combinations(LEVELS, 2):
            yield row, harder, simpler


def _pair(
    row: dict[str, Any], harder: str, simpler: str, place: str, original: str, candidate: str
) -> LabelledPair:
    article = str(row["id"])
    return LabelledPair(
        original=Document(f"{article}/{harder}{place}", original),
        candidate=Document(f"{article}/{simpler}{place}", candidate),
        label=0,
        group=article,
        source="human",
        family=f"{harder}-to-{simpler}",
    )
