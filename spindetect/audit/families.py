"""Which of two linked pages was made from the other, and what belongs to one original.

Where a corpus is held against itself, each page of a pair was judged with the other as its
original. Both judgements together say which came first: by the evidence of the words, where one
states a direction (or finds its page spun) and the other does not contradict; else by their dates;
else the longer one is the original, since copies are cut more often than extended; else the one
whose id comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from spindetect.audit.rows import Row
from spindetect.types import Direction, Relation

FAMILY: Final = frozenset({Relation.SPUN, Relation.COPY, Relation.EDITED, Relation.REWRITTEN})
"""Relations that make a page a member of its original's family; `related` pages share passages."""


@dataclass(frozen=True, slots=True)
class Page:
    """What the order of two pages depends on besides their judgements."""

    id: str
    date: str | None
    words: int

    def is_before(self, other: Page) -> bool:
        """Whether this is taken for the original where the words of both do not tell."""
        if self.date and other.date:
            # Dates of different precision compare as far as both go.
            known = min(len(self.date), len(other.date))
            if self.date[:known] != other.date[:known]:
                return self.date[:known] < other.date[:known]
        return (-self.words, self.id) < (-other.words, other.id)


def page_of(note: Row) -> Page:
    """The page that a note is of."""
    return Page(note["candidate"], note["date"], note["candidate_words"])


class Links:
    """The links between pages of one corpus."""

    def __init__(self) -> None:
        self._pages: dict[str, Page] = {}
        self._votes: dict[tuple[str, str], int] = {}

    def add(self, note: Row) -> None:
        """Take up a page with its judgements."""
        if not note["judgements"]:
            return
        page = page_of(note)
        self._pages[page.id] = page
        for one in note["judgements"]:
            other = Page(one["original"], one["original_date"], one["original_words"])
            self._pages.setdefault(other.id, other)
            pair, sign = _ordered(page.id, other.id)
            self._votes[pair] = self._votes.get(pair, 0) + sign * _vote(one)

    def holds(self, candidate: str, original: str) -> bool:
        """Whether, of two linked pages, the first was made from the second."""
        pair, sign = _ordered(candidate, original)
        vote = sign * self._votes.get(pair, 0)
        if vote:
            return vote > 0
        return self._pages[original].is_before(self._pages[candidate])


def _ordered(candidate: str, original: str) -> tuple[tuple[str, str], int]:
    if candidate < original:
        return (candidate, original), 1
    return (original, candidate), -1


def _vote(judgement: Row) -> int:
    """1 if a judgement says that its candidate is the later text, -1 if the earlier one, else 0."""
    if judgement["direction"] == Direction.CANDIDATE:
        return -1
    later = judgement["direction"] == Direction.ORIGINAL or judgement["relation"] == Relation.SPUN
    return int(later)


def roots(parents: Mapping[str, str]) -> dict[str, str]:
    """The first original of every page that has one, and of that original itself.

    `parents`: the original of each page. Where originals lead in a circle, which takes three pages
    and contradicting evidence, the id that comes first is the root.
    """
    found: dict[str, str] = {}
    for page in sorted(parents):
        path: list[str] = []
        on_path: set[str] = set()
        while page not in found and page not in on_path and page in parents:
            path.append(page)
            on_path.add(page)
            page = parents[page]
        if page in found:
            root = found[page]
        elif page in on_path:
            root = min(path[path.index(page) :])
        else:
            root = page
        found.update(dict.fromkeys((*path, page), root))
    return found


def family_parents(pages: Iterable[tuple[Row, Sequence[Row]]]) -> dict[str, str]:
    """The parents for `roots`, of notes with the judgements that hold."""
    return {
        note["candidate"]: judgements[0]["original"]
        for note, judgements in pages
        if judgements and judgements[0]["relation"] in FAMILY
    }
