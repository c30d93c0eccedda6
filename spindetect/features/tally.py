"""What happened in each compared sentence pair, added up.

Body text outside quotations only. The sums of a document are the sums of its sentence pairs, so the
same definitions of features serve both.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum, auto

import numpy as np
from numpy.typing import NDArray

from spindetect.lexicon import Lexicon
from spindetect.types import (
    Alignment,
    Evidence,
    Kind,
    Parsed,
    SentencePair,
    Substitution,
    TokenKind,
)

Floats = NDArray[np.float64]

# A change of the word pairs' commonness by a factor of ten, in either direction.
CLEAR_SHIFT = 1.0
# Single changes are capped so that one pair missing from the table does not decide.
MAX_SHIFT = 4.0
# The same for associations, which vary less: a change by a factor of three is clear, and words that
# meet ten times as often as by chance belong together.
CLEAR_BOND = 0.5
MAX_BOND = 3.0
BOUND = 1.0


class Sum(IntEnum):
    """The columns of a tally; each is additive over sentence pairs."""

    WORDS = 0
    PAIRS = auto()
    TOUCHED = auto()
    ONE_TO_ONE = auto()
    EDITS = auto()
    KNOWN = auto()
    CLOSE = auto()
    LONE = auto()
    SINGLE = auto()
    PHRASE = auto()
    FUNCTION = auto()
    RARE_SENSE = auto()
    INFLECTION = auto()
    BROKEN = auto()
    REORDER = auto()
    INSERTED = auto()
    DELETED = auto()
    REWORDED = auto()
    FACTS = auto()
    STYLE = auto()
    SHIFT_KNOWN = auto()
    SHIFT = auto()
    RARER = auto()
    COMMONER = auto()
    UNHEARD = auto()
    UNHEARD_BEFORE = auto()
    BOND = auto()
    LOOSENED = auto()
    TIGHTENED = auto()
    LOOSE = auto()
    LOOSE_BEFORE = auto()
    BOUND = auto()
    BOUND_BEFORE = auto()
    FREQUENCY = auto()
    REPEATED = auto()
    CONSISTENT = auto()
    LENGTH_CHANGE = auto()
    QUOTED_WORDS = auto()
    QUOTED_EDITS = auto()


# Columns that change sign or place when original and candidate are exchanged.
_SIGNED = (Sum.SHIFT, Sum.BOND, Sum.FREQUENCY, Sum.LENGTH_CHANGE)
_EXCHANGED = (
    (Sum.RARER, Sum.COMMONER),
    (Sum.UNHEARD, Sum.UNHEARD_BEFORE),
    (Sum.LOOSENED, Sum.TIGHTENED),
    (Sum.LOOSE, Sum.LOOSE_BEFORE),
    (Sum.BOUND, Sum.BOUND_BEFORE),
    (Sum.INSERTED, Sum.DELETED),
)


def tally(alignment: Alignment, substitutions: Sequence[Substitution], lexicon: Lexicon) -> Floats:
    """Sums per sentence pair, shape (len(alignment.sentence_pairs), len(Sum)).

    Rows of missing and added sentences are zero: a candidate that takes some passages only is
    judged on these.
    """
    sums = np.zeros((len(alignment.sentence_pairs), len(Sum)))
    speech = speech_of(alignment.candidate)
    originals, candidates = _sentences(alignment.original), _sentences(alignment.candidate)
    for row, pair in zip(sums, alignment.sentence_pairs, strict=True):
        if pair.relation.is_aligned:
            changes = substitutions[pair.edits[0] : pair.edits[1]]
            whole = (pair.original.start, pair.original.end) in originals and (
                pair.candidate.start,
                pair.candidate.end,
            ) in candidates
            _add_pair(row, pair, changes, speech, whole, lexicon)
    return sums


def _add_pair(
    row: Floats,
    pair: SentencePair,
    changes: Sequence[Substitution],
    speech: bytes,
    one_to_one: bool,
    lexicon: Lexicon,
) -> None:
    start, end = pair.candidate.start, pair.candidate.end
    words, quoted = speech.count(1, start, end), speech.count(2, start, end)
    values = [0.0] * len(Sum)
    values[Sum.WORDS], values[Sum.QUOTED_WORDS] = words, quoted
    values[Sum.PAIRS] = float(words > 0)
    values[Sum.ONE_TO_ONE] = float(words > 0 and one_to_one)
    for k, change in enumerate(changes):
        if change.counts:
            _add_counted(values, change, lexicon)
            values[Sum.LONE] += _alone(changes, k)
        else:
            _add_other(values, change)
    values[Sum.TOUCHED] = float(values[Sum.EDITS] > 0)
    row[:] = values


def speech_of(parsed: Parsed) -> bytes:
    """For each token 0 (no body word), 1 (a body word) or 2 (a body word inside quotations)."""
    kinds = np.frombuffer(parsed.kinds, dtype=np.uint8)
    body = (kinds != TokenKind.PUNCTUATION) & (np.frombuffer(parsed.furniture, np.uint8) == 0)
    classes: NDArray[np.uint8] = body * (np.frombuffer(parsed.quoted, np.uint8) + np.uint8(1))
    return classes.tobytes()


def _sentences(parsed: Parsed) -> frozenset[tuple[int, int]]:
    return frozenset((s.tokens.start, s.tokens.end) for s in parsed.sentences)


_COLUMN = {
    Kind.SYNONYM: Sum.SINGLE,
    Kind.RARE_SENSE: Sum.RARE_SENSE,
    Kind.PHRASE: Sum.PHRASE,
    Kind.FUNCTION: Sum.FUNCTION,
    Kind.INFLECTION: Sum.INFLECTION,
    Kind.ABBREVIATION: Sum.BROKEN,
    Kind.SPLIT_JOIN: Sum.BROKEN,
    Kind.ARTICLE: Sum.BROKEN,
    Kind.REORDER: Sum.REORDER,
}
_CLOSE = frozenset({"synonym", "similar"})


def _add_counted(values: list[float], change: Substitution, lexicon: Lexicon) -> None:
    evidence = change.evidence
    values[Sum.EDITS] += 1
    values[_COLUMN[change.kind]] += 1
    values[Sum.KNOWN] += evidence.relation is not None
    values[Sum.CLOSE] += evidence.relation in _CLOSE
    before, after = evidence.collocation_original, evidence.collocation_candidate
    if before is not None and after is not None:
        shift = before - after
        values[Sum.SHIFT_KNOWN] += 1
        values[Sum.SHIFT] += min(max(shift, -MAX_SHIFT), MAX_SHIFT)
        values[Sum.RARER] += shift >= CLEAR_SHIFT
        values[Sum.COMMONER] += shift <= -CLEAR_SHIFT
        values[Sum.UNHEARD] += after == 0.0 < before
        values[Sum.UNHEARD_BEFORE] += before == 0.0 < after
        _add_bonds(values, evidence)
    if change.kind in (Kind.SYNONYM, Kind.RARE_SENSE):
        drop = lexicon.frequency(change.original.lower()) - lexicon.frequency(
            change.candidate.lower()
        )
        values[Sum.FREQUENCY] += min(max(drop, -MAX_SHIFT), MAX_SHIFT)
    if evidence.seen > 1:
        values[Sum.REPEATED] += 1
        values[Sum.CONSISTENT] += evidence.consistent / evidence.seen


def _add_bonds(values: list[float], evidence: Evidence) -> None:
    """How firmly the wordings hang together with their neighbours, before and after."""
    before, after = evidence.association_original, evidence.association_candidate
    if before is None or after is None:
        return
    lost = before - after
    values[Sum.BOND] += min(max(lost, -MAX_BOND), MAX_BOND)
    values[Sum.LOOSENED] += lost >= CLEAR_BOND
    values[Sum.TIGHTENED] += lost <= -CLEAR_BOND
    values[Sum.LOOSE] += after <= 0.0
    values[Sum.LOOSE_BEFORE] += before <= 0.0
    values[Sum.BOUND] += after >= BOUND
    values[Sum.BOUND_BEFORE] += before >= BOUND


def _add_other(values: list[float], change: Substitution) -> None:
    if change.in_quotation:
        values[Sum.QUOTED_EDITS] += change.kind not in (Kind.HOUSE_STYLE, Kind.SPELLING)
        return
    size = max(len(change.edit.original), len(change.edit.candidate))
    match change.kind:
        case Kind.INSERTION:
            values[Sum.INSERTED] += size
        case Kind.DELETION:
            values[Sum.DELETED] += size
        case Kind.OTHER:
            values[Sum.REWORDED] += size
        case Kind.FACTUAL:
            values[Sum.FACTS] += 1
        case Kind.SPELLING | Kind.HOUSE_STYLE:
            values[Sum.STYLE] += change.original.isalnum()
        case _:
            return
    values[Sum.LENGTH_CHANGE] += len(change.edit.candidate) - len(change.edit.original)


def _alone(changes: Sequence[Substitution], k: int) -> bool:
    """Whether equal tokens stand on both sides of the edit."""
    edit = changes[k].edit
    if k > 0 and changes[k - 1].edit.candidate.end == edit.candidate.start:
        return False
    return not (k + 1 < len(changes) and changes[k + 1].edit.candidate.start == edit.candidate.end)


def reverse(sums: Floats) -> Floats:
    """The sums as they would be with original and candidate exchanged."""
    turned = sums.copy()
    for column in _SIGNED:
        turned[..., column] *= -1
    for one, other in _EXCHANGED:
        turned[..., one], turned[..., other] = sums[..., other], sums[..., one]
    return turned
