"""A summary as tables: what the terminal and the overview page lay out, in the same words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from spindetect.audit.summary import NO_ORIGINAL, SUSPECT, UNDECIDED, UNREADABLE, Summary
from spindetect.report.wording import percent, plural
from spindetect.types import Relation

OUTCOMES: Final = {
    Relation.SPUN: "words and phrases of an original were replaced by a program",
    Relation.COPY: "copies of an original",
    Relation.EDITED: "an original with edits",
    Relation.REWRITTEN: "the same content, sentence by sentence in other words",
    Relation.RELATED: "passages shared with an original",
    UNDECIDED: "an original was found, but too little text to judge, or not English",
    SUSPECT: "no original here, but by their own words they look spun",
    NO_ORIGINAL: "no original here",
    UNREADABLE: "records that could not be read",
}
"""What pages are counted as, in the order in which they are shown."""

_COPIES: Final = (Relation.COPY, Relation.EDITED)
MIN_RECURRING: Final = 2


@dataclass(frozen=True, slots=True)
class Count:
    """Pages of one outcome; `licensed` of them may copy."""

    outcome: str
    meaning: str
    pages: int
    share: str
    licensed: int


@dataclass(frozen=True, slots=True)
class Source:
    """An original with the pages made from it."""

    original: str
    spun: int
    copies: int
    others: int

    @property
    def pages(self) -> int:
        """All pages made from it."""
        return self.spun + self.copies + self.others


@dataclass(frozen=True, slots=True)
class Recurring:
    """A substitution that several spun pages have; `share` of the spun pages."""

    original: str
    candidate: str
    pages: int
    share: str


def headline(summary: Summary) -> str:
    """The result in one sentence."""
    spun = summary.relations[Relation.SPUN]
    copies = sum(summary.relations[kind] for kind in _COPIES)
    licensed = sum(summary.licensed.values())
    alone = summary.relations[NO_ORIGINAL] + summary.relations[SUSPECT]
    unreadable = summary.relations[UNREADABLE]
    other = summary.pages - spun - copies - alone - unreadable
    told = (
        f"{plural(summary.pages, 'page')}: {spun:,} spun, {copies:,} copied or edited, "
        + (f"{other:,} related or undecided, " if other else "")
        + f"{alone:,} with no original here"
    )
    if suspects := summary.relations[SUSPECT]:
        look = "looks spun by itself" if suspects == 1 else "look spun by themselves"
        told += f", of which {suspects:,} {look}"
    told += f", {unreadable:,} unreadable" if unreadable else ""
    return told + (f" ({licensed:,} licensed)" if licensed else "")


def counts(summary: Summary) -> list[Count]:
    """How many pages are what; outcomes that no page has are left out."""
    return [
        Count(
            outcome=str(kind),
            meaning=meaning,
            pages=summary.relations[kind],
            share=percent(summary.relations[kind] / summary.pages),
            licensed=summary.licensed[kind],
        )
        for kind, meaning in OUTCOMES.items()
        if summary.relations[kind]
    ]


def families(summary: Summary, most: int) -> list[Source]:
    """The originals that most pages go back to, by copies and copies of copies."""
    found = (_source(root, kinds) for root, kinds in summary.families.items())
    return sorted(found, key=lambda one: (-one.pages, one.original))[:most]


def abused(summary: Summary, most: int) -> list[Source]:
    """The originals with most spun pages, then with most copies."""
    found = (_source(original, kinds) for original, kinds in summary.originals.items())
    taken = (one for one in found if one.spun or one.copies)
    return sorted(taken, key=lambda one: (-one.spun, -one.copies, one.original))[:most]


def _source(original: str, kinds: Counter[str]) -> Source:
    copies = sum(kinds[kind] for kind in _COPIES)
    spun = kinds[Relation.SPUN]
    made = sum(kinds[kind] for kind in Relation)
    return Source(original, spun, copies, made - copies - spun)


def recurring(summary: Summary, most: int) -> Iterator[Recurring]:
    """The substitutions that most spun pages have: the fingerprint of a spinner's database."""
    spun = max(summary.relations[Relation.SPUN], 1)
    order = sorted(summary.pairs.items(), key=lambda item: (-item[1], item[0]))
    for (original, candidate), pages in order[:most]:
        if pages >= MIN_RECURRING:
            yield Recurring(original, candidate, pages, percent(pages / spun))
