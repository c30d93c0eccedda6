"""Whether one text was made from another: what chance and a common subject do not bring about.

Retrieval proposes an original by words that both texts keep; texts of one genre share some of them
too. Laid side by side, a text and its original either have passages word for word, or words in one
where the other has synonyms. Two texts about one thing have neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from spindetect.detector import PairAnalysis
from spindetect.types import Alignment, SentencePair, TokenKind, TokenSpan

MIN_SWAPS: Final = 3
"""Counting substitutions that a thesaurus knows. Of 323 tuning queries that retrieval gave a text
which they were not made from, one had as many; of those with 45 % and more replaced, one in twenty
had fewer."""
RUN: Final = 8
MIN_UNCHANGED: Final = 20
"""Words outside quotations that stand unchanged in runs of at least `RUN`: an expression may be
common to two authors, not a passage."""


def akin(pair: PairAnalysis) -> bool:
    """Whether the two texts have more in common than a subject."""
    return swaps(pair) >= MIN_SWAPS or unchanged(pair.alignment) >= MIN_UNCHANGED


def swaps(pair: PairAnalysis) -> int:
    """Substitutions that are evidence and that a thesaurus knows."""
    return sum(one.counts and one.evidence.relation is not None for one in pair.substitutions)


def unchanged(alignment: Alignment) -> int:
    """Words of the candidate outside quotations and furniture in long runs without an edit."""
    total = 0
    for pair in alignment.sentence_pairs:
        if pair.relation.is_aligned:
            for run in _runs(alignment, pair):
                words = _words(alignment, run)
                total += words if words >= RUN else 0
    return total


def _runs(alignment: Alignment, pair: SentencePair) -> Iterator[TokenSpan]:
    """What stands between the edits of a sentence pair, in the candidate."""
    edits = [edit.candidate for edit in alignment.edits[pair.edits[0] : pair.edits[1]]]
    start = TokenSpan(pair.candidate.start, pair.candidate.start)
    end = TokenSpan(pair.candidate.end, pair.candidate.end)
    for left, right in pairwise([start, *edits, end]):
        yield TokenSpan(left.end, right.start)


def _words(alignment: Alignment, run: TokenSpan) -> int:
    candidate = alignment.candidate
    return sum(
        candidate.kinds[k] != TokenKind.PUNCTUATION
        and not candidate.quoted[k]
        and not candidate.furniture[k]
        for k in range(run.start, run.end)
    )
