"""What an audit found in all: counts, families, the most abused originals, a spinner's fingerprint.

Everything is counted while the rows go by, in the order of the pages, so that the result depends on
nothing else and memory does not grow with the rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from spindetect.audit.rows import Row
from spindetect.types import Relation

BINS: Final = 20
SHOWN_PAGES: Final = 300
"""Spun pages whose evidence the overview page holds, and pages spun by their own words that it
names, the likeliest first."""
LISTED_ERRORS: Final = 50
_PAIRS_KEPT: Final = 400_000
"""Different substitutions that are counted at a time; beyond it, those seen once are forgotten."""

NO_ORIGINAL: Final = "no original"
SUSPECT: Final = "suspect"
UNREADABLE: Final = "unreadable"
UNDECIDED: Final = "abstained"


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A spun page as the overview shows it: its row, and sentences beside their originals if it has
    one."""

    row: Row
    evidence: tuple[Row, ...]


@dataclass(slots=True)
class Summary:
    """Counts over all pages of an audit.

    `relations`: pages by relation, or by `NO_ORIGINAL`, `SUSPECT` (the same, but spun by its own
    words), `UNDECIDED` (an original, but too little to judge) or `UNREADABLE`; `licensed`: the same
    of pages that may copy, which are in `relations` as well. `histogram`: pages with an original by
    probability, in bins of equal width. `families`: pages by the original that they go back to,
    which is not counted. `originals`: spun pages and copies by original. `pairs`: how many spun
    pages have a substitution, by the original and the candidate's wording. `shown`: spun pages,
    `suspects`: pages that are spun by their own words, of each no more than four times those shown.
    """

    pages: int = 0
    relations: Counter[str] = field(default_factory=Counter)
    licensed: Counter[str] = field(default_factory=Counter)
    histogram: list[int] = field(default_factory=lambda: [0] * BINS)
    families: dict[str, Counter[str]] = field(default_factory=dict)
    originals: dict[str, Counter[str]] = field(default_factory=dict)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    shown: list[ShownPage] = field(default_factory=list)
    suspects: list[ShownPage] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    original_errors: list[str] = field(default_factory=list)
    n_originals: int = 0

    @property
    def spun(self) -> int:
        """Spun pages that may not copy, with or without an original."""
        return sum(self.relations[kind] - self.licensed[kind] for kind in (Relation.SPUN, SUSPECT))

    @property
    def bad_records(self) -> int:
        """Records that could not be used, of the pages and of the originals."""
        return self.relations[UNREADABLE] + len(self.original_errors)

    def add(self, row: Row, substitutions: list[Row], evidence: list[Row]) -> None:
        """Count a page; `substitutions`: all of them, not only those that its row shows."""
        kind = outcome(row)
        self.pages += 1
        self.relations[kind] += 1
        self.licensed[kind] += row["licensed"]
        if row["error"] and len(self.errors) < LISTED_ERRORS:
            self.errors.append(row["error"])
        if row["original"] is not None and row["probability"] is not None:
            self.histogram[min(int(row["probability"] * BINS), BINS - 1)] += 1
        if row["family"] not in (None, row["candidate"]):
            self.families.setdefault(row["family"], Counter())[kind] += 1
        if row["original"]:
            self.originals.setdefault(row["original"], Counter())[kind] += 1
        if kind == Relation.SPUN:
            self._count_pairs(substitutions)
            _keep(self.shown, ShownPage(row, tuple(evidence)))
        elif kind == SUSPECT:
            _keep(self.suspects, ShownPage(row, ()))

    def _count_pairs(self, substitutions: list[Row]) -> None:
        self.pairs.update(
            {(_folded(one["original"]), _folded(one["candidate"])) for one in substitutions}
        )
        if len(self.pairs) > _PAIRS_KEPT:
            self.pairs = Counter({pair: n for pair, n in self.pairs.items() if n > 1})


def likeliest(pages: Sequence[ShownPage]) -> list[ShownPage]:
    """Those of some pages that are shown, the likeliest first."""
    order = sorted(pages, key=lambda page: (-page.row["probability"], page.row["candidate"]))
    return order[:SHOWN_PAGES]


def _keep(pages: list[ShownPage], page: ShownPage) -> None:
    pages.append(page)
    if len(pages) >= 4 * SHOWN_PAGES:
        pages[:] = likeliest(pages)


def outcome(row: Row) -> str:
    """What a page is counted as."""
    if row["error"]:
        return UNREADABLE
    if row["original"] is None:
        return SUSPECT if row["relation"] else NO_ORIGINAL
    return row["relation"] or UNDECIDED


def _folded(wording: str) -> str:
    return " ".join(wording.split()).casefold()
