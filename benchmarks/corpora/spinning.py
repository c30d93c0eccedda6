"""Spun copies at a measured share of replaced words; families for tuning and for the test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from rapidfuzz.distance import LCSseq

from benchmarks.corpora.prose import words
from spindetect.spinners import Spinner
from spindetect.types import Document

TUNE = (
    "database database-wordnet database-quotes spintax wordnet-random wordnet-first base-form"
    " reordering"
).split()
"""Families for tuning: the project's own database and WordNet."""
TEST = "moby roget database-moby function-words voice phrases rare-only common-only".split()
"""Families for the test. No thesaurus of "moby" and "roget" is in a tuning family; the others
share one, since every thesaurus that is left is in both, and differ in what they do with it."""
SLOW = ("context", "adversarial")
"""Further test families; at a thousand words a second they spin one page in twenty."""
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)

# A family that knows too few replacements is followed by one that changes small words too.
_HELPERS = {"tune": "database-wordnet", "test": "function-words"}
_NEAR, _LEAST, _MOST = 0.05, 0.05, 0.65
# Of the words asked for, spinners replace about so many.
_REACHED = 0.85


@dataclass(frozen=True, slots=True)
class Spun:
    """A spun text, the families that made it and the share of words really replaced."""

    text: str
    family: str
    replaced: float

    @property
    def decile(self) -> str:
        """The nearest of 10, 20, … 60 %, as the name of a slice."""
        return f"{round(self.replaced * 10) * 10}%"


def share_replaced(original: str, candidate: str) -> float:
    """The share of the original's words that are not in the longest common subsequence."""
    before, after = words(original), words(candidate)
    return 1 - LCSseq.similarity(before, after) / len(before) if before else 0.0


def families(split: str, rng: Random) -> Sequence[str]:
    """The families of a split that a page may be given to."""
    if split == "tune":
        return TUNE
    return SLOW if rng.random() < 0.05 else TEST


def spin(
    text: str, desk: Mapping[str, Spinner], split: str, wanted: float, rng: Random
) -> Spun | None:
    """A copy with about `wanted` of its words replaced; None if it has below 5 or above 65 %.

    What the family does not reach is left to a second pass, by a helper family of the same split;
    where even that falls short, the copy counts for the share that was measured.
    """
    names, spun, replaced = [], text, 0.0
    for name in (rng.choice(families(split, rng)), _HELPERS[split], _HELPERS[split]):
        if replaced >= wanted - _NEAR:
            break
        intensity = min(1.0, (wanted - replaced) / (1 - replaced) / _REACHED)
        pair = desk[name].spin(
            Document("page", spun), seed=rng.randrange(2**31), intensity=intensity
        )
        spun = pair.candidate.text
        names += [name] if name not in names else []
        replaced = share_replaced(text, spun)
    return Spun(spun, "+".join(names), replaced) if _LEAST <= replaced <= _MOST else None
