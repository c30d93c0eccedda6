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
    TokenSpan,
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
# Log-odds of a word that an encoder takes for the writer's own (what `suspects.encoder` gives to
# words that it does not read), and where they are cut off.
UNSUSPICIOUS = -4.0
MAX_ODD = 6.0


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
    ODD = auto()
    ODD_BEFORE = auto()


# Columns that change sign or place when original and candidate are exchanged.
_SIGNED = (Sum.SHIFT, Sum.BOND, Sum.FREQUENCY, Sum.LENGTH_CHANGE)
_EXCHANGED = (
    (Sum.RARER, Sum.COMMONER),
    (Sum.UNHEARD, Sum.UNHEARD_BEFORE),
    (Sum.LOOSENED, Sum.TIGHTENED),
    (Sum.LOOSE, Sum.LOOSE_BEFORE),
    (Sum.BOUND, Sum.BOUND_BEFORE),
    (Sum.INSERTED, Sum.DELETED),
    (Sum.ODD, Sum.ODD_BEFORE),
)


def tally(alignment: Alignment, substitutions: Sequence[Substitution], lexicon: Lexicon) -> Floats:
    """Sums per sentence pair, shape (len(alignment.sentence_pairs), len(Sum)).

    Rows of missing and added sentences are zero: a candidate that takes some passages only is
    judged on these. So are the columns `ODD` and `ODD_BEFORE`, for which an encoder must have read
    the texts (`with_oddness`).
    """
    sums = np.zeros((len(alignment.sentence_pairs), len(Sum)))
    counted: list[tuple[int, int]] = []  # row and place among the substitutions
    other: list[tuple[int, int]] = []
    compared = [(k, p) for k, p in enumerate(alignment.sentence_pairs) if p.relation.is_aligned]
    for row, pair in compared:
        for k in range(*pair.edits):
            (counted if substitutions[k].counts else other).append((row, k))
    if compared:
        _add_pairs(sums, compared, alignment)
    if counted:
        _add_counted(sums, counted, alignment, substitutions, lexicon)
    for row, k in other:
        _add_other(sums[row], substitutions[k])
    sums[:, Sum.TOUCHED] = sums[:, Sum.EDITS] > 0
    return sums


def _add_pairs(
    sums: Floats, compared: Sequence[tuple[int, SentencePair]], alignment: Alignment
) -> None:
    """What is known of the sentence pairs without their edits."""
    rows = [row for row, _ in compared]
    speech = speech_of(alignment.candidate)
    spans = [(pair.candidate.start, pair.candidate.end) for _, pair in compared]
    words = np.array([speech.count(1, *span) for span in spans])
    originals, candidates = _sentences(alignment.original), _sentences(alignment.candidate)
    one_to_one = [
        span in candidates and (pair.original.start, pair.original.end) in originals
        for span, (_, pair) in zip(spans, compared, strict=True)
    ]
    sums[rows, Sum.WORDS] = words
    sums[rows, Sum.QUOTED_WORDS] = [speech.count(2, *span) for span in spans]
    sums[rows, Sum.PAIRS] = words > 0
    sums[rows, Sum.ONE_TO_ONE] = (words > 0) & one_to_one


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
_SINGLE = frozenset({Kind.SYNONYM, Kind.RARE_SENSE})


def _add_counted(
    sums: Floats,
    counted: Sequence[tuple[int, int]],
    alignment: Alignment,
    substitutions: Sequence[Substitution],
    lexicon: Lexicon,
) -> None:
    """Add up the substitutions that are evidence, given by row and place; all in columns."""
    rows = np.array([row for row, _ in counted])
    changes = [substitutions[k] for _, k in counted]
    np.add.at(sums, (rows, np.array([_COLUMN[change.kind] for change in changes])), 1)
    evidence = [change.evidence for change in changes]
    columns: dict[Sum, Floats | Sequence[float]] = {
        Sum.EDITS: np.ones(len(rows)),
        Sum.KNOWN: [e.relation is not None for e in evidence],
        Sum.CLOSE: [e.relation in _CLOSE for e in evidence],
        Sum.LONE: [_alone(alignment, row, k) for row, k in counted],
        Sum.FREQUENCY: [_drop(change, lexicon) for change in changes],
        Sum.REPEATED: [e.seen > 1 for e in evidence],
        Sum.CONSISTENT: [e.consistent / e.seen if e.seen > 1 else 0.0 for e in evidence],
    }
    columns.update(_shifts(evidence))
    for column, values in columns.items():
        sums[:, column] = np.bincount(rows, values, len(sums))


def _shifts(evidence: Sequence[Evidence]) -> dict[Sum, Floats]:
    """What became of the word pairs, one entry a substitution; zero where there are none.

    How common they are, and how firmly the wordings hang together with their neighbours.
    """
    before = _column([e.collocation_original for e in evidence])
    after = _column([e.collocation_candidate for e in evidence])
    firm_before = _column([e.association_original for e in evidence])
    firm_after = _column([e.association_candidate for e in evidence])
    # Comparisons with what is not known (NaN) are false.
    shift, lost = before - after, firm_before - firm_after
    return {
        Sum.SHIFT_KNOWN: ~np.isnan(shift),
        Sum.SHIFT: np.nan_to_num(np.clip(shift, -MAX_SHIFT, MAX_SHIFT)),
        Sum.RARER: shift >= CLEAR_SHIFT,
        Sum.COMMONER: shift <= -CLEAR_SHIFT,
        Sum.UNHEARD: (after == 0.0) & (before > 0.0),
        Sum.UNHEARD_BEFORE: (before == 0.0) & (after > 0.0),
        Sum.BOND: np.nan_to_num(np.clip(lost, -MAX_BOND, MAX_BOND)),
        Sum.LOOSENED: lost >= CLEAR_BOND,
        Sum.TIGHTENED: lost <= -CLEAR_BOND,
        Sum.LOOSE: (firm_after <= 0.0) & ~np.isnan(lost),
        Sum.LOOSE_BEFORE: (firm_before <= 0.0) & ~np.isnan(lost),
        Sum.BOUND: (firm_after >= BOUND) & ~np.isnan(lost),
        Sum.BOUND_BEFORE: (firm_before >= BOUND) & ~np.isnan(lost),
    }


def _column(values: Sequence[float | None]) -> Floats:
    """The values as an array, NaN for None."""
    return np.array(values, dtype=np.float64)


def _drop(change: Substitution, lexicon: Lexicon) -> float:
    """How much rarer than the old word the new one is, where single words were swapped."""
    if change.kind not in _SINGLE:
        return 0.0
    one, other = change.original.lower(), change.candidate.lower()
    return min(max(lexicon.frequency(one) - lexicon.frequency(other), -MAX_SHIFT), MAX_SHIFT)


def _add_other(row: Floats, change: Substitution) -> None:
    if change.in_quotation:
        row[Sum.QUOTED_EDITS] += change.kind not in (Kind.HOUSE_STYLE, Kind.SPELLING)
        return
    size = max(len(change.edit.original), len(change.edit.candidate))
    match change.kind:
        case Kind.INSERTION:
            row[Sum.INSERTED] += size
        case Kind.DELETION:
            row[Sum.DELETED] += size
        case Kind.OTHER:
            row[Sum.REWORDED] += size
        case Kind.FACTUAL:
            row[Sum.FACTS] += 1
        case Kind.SPELLING | Kind.HOUSE_STYLE:
            row[Sum.STYLE] += change.original.isalnum()
        case _:
            return
    row[Sum.LENGTH_CHANGE] += len(change.edit.candidate) - len(change.edit.original)


def with_oddness(
    sums: Floats,
    alignment: Alignment,
    substitutions: Sequence[Substitution],
    original: NDArray[np.float32],
    candidate: NDArray[np.float32],
) -> Floats:
    """The sums with what an encoder made of the swapped words of both texts.

    `original`, `candidate`: the log-odds that each of their tokens was put in, shape (tokens,). A
    wording is as odd as its oddest token, one without a token as `UNSUSPICIOUS` ones.
    """
    read = sums.copy()
    for row, pair in enumerate(alignment.sentence_pairs):
        if not pair.relation.is_aligned:
            continue
        for change in substitutions[slice(*pair.edits)]:
            if change.counts:
                read[row, Sum.ODD] += _oddest(candidate, change.edit.candidate)
                read[row, Sum.ODD_BEFORE] += _oddest(original, change.edit.original)
    return read


def _oddest(log_odds: NDArray[np.float32], span: TokenSpan) -> float:
    """By how much a wording's log-odds exceed those of unsuspicious ones, within limits."""
    highest = float(log_odds[span.start : span.end].max(initial=-MAX_ODD))
    return max(-MAX_ODD, min(MAX_ODD, highest)) - UNSUSPICIOUS if len(span) else 0.0


def _alone(alignment: Alignment, row: int, k: int) -> bool:
    """Whether equal tokens stand on both sides of an edit of a sentence pair."""
    edits, (first, last) = alignment.edits, alignment.sentence_pairs[row].edits
    place = edits[k].candidate
    if k > first and edits[k - 1].candidate.end == place.start:
        return False
    return not (k + 1 < last and edits[k + 1].candidate.start == place.end)


def reverse(sums: Floats) -> Floats:
    """The sums as they would be with original and candidate exchanged."""
    turned = sums.copy()
    for column in _SIGNED:
        turned[..., column] *= -1
    for one, other in _EXCHANGED:
        turned[..., one], turned[..., other] = sums[..., other], sums[..., one]
    return turned
