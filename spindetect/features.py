"""Named features of an aligned pair, from sums that are made once per sentence pair.

`tally` adds up what happened in each aligned sentence pair (body text outside quotations only);
`features` turns sums into rates. A document is the sum of its sentence pairs, so the same
definitions serve sentence and document. Nothing here depends on the length of a text except
through shrinkage: every rate has `PRIOR_WORDS` or `PRIOR_EDITS` invisible units in its denominator,
so that one odd word in a short text does not look like a certainty.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto

import numpy as np
from numpy.typing import NDArray

from spindetect.lexicon import Lexicon
from spindetect.types import (
    Alignment,
    Kind,
    Parsed,
    SentencePair,
    Substitution,
    TokenKind,
)

Floats = NDArray[np.float64]

# Pseudo-counts: a paragraph of 20 words weighs as much as "nothing happened".
PRIOR_WORDS = 20.0
PRIOR_EDITS = 2.0
# A change of the word pairs' commonness by a factor of ten, in either direction.
CLEAR_SHIFT = 1.0
# Single changes are capped so that one pair missing from the table does not decide.
MAX_SHIFT = 4.0


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
    FREQUENCY = auto()
    REPEATED = auto()
    CONSISTENT = auto()
    LENGTH_CHANGE = auto()
    QUOTED_WORDS = auto()
    QUOTED_EDITS = auto()


# Columns that change sign or place when original and candidate are exchanged.
_SIGNED = (Sum.SHIFT, Sum.FREQUENCY, Sum.LENGTH_CHANGE)
_EXCHANGED = (
    (Sum.RARER, Sum.COMMONER),
    (Sum.UNHEARD, Sum.UNHEARD_BEFORE),
    (Sum.INSERTED, Sum.DELETED),
)


def tally(alignment: Alignment, substitutions: Sequence[Substitution], lexicon: Lexicon) -> Floats:
    """Sums per sentence pair, shape (len(alignment.sentence_pairs), len(Sum)).

    Rows of missing and added sentences are zero: a candidate that takes some passages only is
    judged on these.
    """
    sums = np.zeros((len(alignment.sentence_pairs), len(Sum)))
    speech = _speech(alignment.candidate)
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


def _speech(parsed: Parsed) -> bytes:
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
    if change.kind in (Kind.SYNONYM, Kind.RARE_SENSE):
        drop = lexicon.frequency(change.original.lower()) - lexicon.frequency(
            change.candidate.lower()
        )
        values[Sum.FREQUENCY] += min(max(drop, -MAX_SHIFT), MAX_SHIFT)
    if evidence.seen > 1:
        values[Sum.REPEATED] += 1
        values[Sum.CONSISTENT] += evidence.consistent / evidence.seen


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


MORE, EITHER, LESS = 1, 0, -1


@dataclass(frozen=True, slots=True)
class Feature:
    """A named rate over sums; `text` says to a lay reader what a high value means.

    `sign`: `MORE` if a higher value can only speak for spinning, `LESS` if only against it. The
    fit obeys it, so that no weight contradicts its explanation and what a spinner never seen does
    cannot turn against itself.
    """

    name: str
    sign: int
    text: str
    value: Callable[[Floats], Floats]


def _per_word(*columns: Sum) -> Callable[[Floats], Floats]:
    """Square root of occurrences per word: steadies the variance of rare events."""

    def rate(sums: Floats) -> Floats:
        total = sum(sums[..., column] for column in columns)
        return np.asarray(np.sqrt(total / (sums[..., Sum.WORDS] + PRIOR_WORDS)))

    return rate


def _share(column: Sum, whole: Sum = Sum.EDITS, neutral: float = 0.0) -> Callable[[Floats], Floats]:
    """Share of the edits, pulled towards `neutral` where there are few."""

    def share(sums: Floats) -> Floats:
        return np.asarray(
            (sums[..., column] + neutral * PRIOR_EDITS) / (sums[..., whole] + PRIOR_EDITS)
        )

    return share


def _mass(column: Sum) -> Callable[[Floats], Floats]:
    """log(1 + n): how much evidence there is at all."""

    def mass(sums: Floats) -> Floats:
        return np.asarray(np.log1p(sums[..., column]))

    return mass


def _touched(sums: Floats) -> Floats:
    return np.asarray(sums[..., Sum.TOUCHED] / (sums[..., Sum.PAIRS] + 1.0))


def _one_sided(sums: Floats) -> Floats:
    """Word swaps against all that was changed: a rewriter also cuts, adds and rewords."""
    other = sums[..., Sum.INSERTED] + sums[..., Sum.DELETED] + 2.0 * sums[..., Sum.REWORDED]
    edits = sums[..., Sum.EDITS]
    return np.asarray(edits / (edits + other + PRIOR_EDITS))


def _drift(sums: Floats) -> Floats:
    """Summed loss of collocation in units of its spread under pure chance: which text is later."""
    return np.asarray(sums[..., Sum.SHIFT] / np.sqrt(sums[..., Sum.SHIFT_KNOWN] + PRIOR_EDITS))


def _stretch(sums: Floats) -> Floats:
    words = sums[..., Sum.WORDS] + PRIOR_WORDS
    return np.asarray(np.abs(sums[..., Sum.LENGTH_CHANGE]) / words)


def _quotation_contrast(sums: Floats) -> Floats:
    """Edit rate in the body less that inside quotations (0 without quotations)."""
    inside = sums[..., Sum.QUOTED_WORDS]
    body = sums[..., Sum.EDITS] / (sums[..., Sum.WORDS] + PRIOR_WORDS)
    speech = sums[..., Sum.QUOTED_EDITS] / (inside + PRIOR_WORDS)
    return np.asarray((body - speech) * inside / (inside + PRIOR_WORDS))


FEATURES: tuple[Feature, ...] = (
    Feature("swap_rate", MORE, "many words were swapped for others", _per_word(Sum.EDITS)),
    Feature("evidence", MORE, "there are many swaps to judge by", _mass(Sum.EDITS)),
    Feature("odd_swap_rate", MORE, "many words gave way to others that are rare company for their "
            "neighbours", _per_word(Sum.RARER)),
    Feature("odd_evidence", MORE, "there are many such odd swaps to judge by", _mass(Sum.RARER)),
    Feature("listed_swap_rate", MORE, "many words were swapped for thesaurus entries",
            _per_word(Sum.KNOWN)),
    Feature("touched_sentences", MORE, "hardly a sentence was left as it was", _touched),
    Feature("word_for_word", MORE, "words were swapped and little else changed", _one_sided),
    Feature("lone_swaps", MORE, "single words changed in unchanged surroundings", _share(Sum.LONE)),
    Feature("listed_swaps", MORE, "the swaps stand in a thesaurus", _share(Sum.KNOWN)),
    Feature("close_synonyms", MORE, "the swaps are close synonyms", _share(Sum.CLOSE)),
    Feature("rare_senses", MORE,
            "the new words fit a rare sense of the old", _share(Sum.RARE_SENSE)),
    Feature("phrase_swaps", MORE, "a word was swapped for a phrase or a phrase for a word",
            _share(Sum.PHRASE)),
    Feature("function_swaps", MORE, "prepositions and other small words were swapped",
            _share(Sum.FUNCTION)),
    Feature("inflections", EITHER, "words changed their form", _share(Sum.INFLECTION)),
    Feature("broken_words", MORE, "words were clipped, split or have the wrong article",
            _share(Sum.BROKEN)),
    Feature("reordered", EITHER, "words changed places", _share(Sum.REORDER)),
    Feature("inserted", LESS, "words were added", _per_word(Sum.INSERTED)),
    Feature("deleted", LESS, "words were cut", _per_word(Sum.DELETED)),
    Feature("reworded", LESS, "whole passages were reworded", _per_word(Sum.REWORDED)),
    Feature("facts_changed", LESS, "names or numbers differ", _per_word(Sum.FACTS)),
    Feature("style_changed", LESS, "spelling or house style differ", _per_word(Sum.STYLE)),
    Feature("rarer_pairs", MORE, "the new words are rare company for their neighbours",
            _share(Sum.SHIFT, Sum.SHIFT_KNOWN)),
    Feature("later_text", MORE, "by its word pairs the candidate is the later text", _drift),
    Feature("clearly_rarer", MORE, "word pairs became ten times rarer",
            _share(Sum.RARER, Sum.SHIFT_KNOWN)),
    Feature("clearly_commoner", LESS, "word pairs became ten times commoner",
            _share(Sum.COMMONER, Sum.SHIFT_KNOWN)),
    Feature("unheard_pairs", MORE, "word pairs arose that nobody writes",
            _share(Sum.UNHEARD, Sum.SHIFT_KNOWN)),
    Feature("healed_pairs", LESS, "unheard-of word pairs became usual ones",
            _share(Sum.UNHEARD_BEFORE, Sum.SHIFT_KNOWN)),
    Feature("rarer_words", MORE, "the new words are rarer than the old", _share(Sum.FREQUENCY)),
    Feature("consistent", MORE, "the same word was replaced the same way each time",
            _share(Sum.CONSISTENT, Sum.REPEATED)),
    Feature("sentence_for_sentence", MORE, "sentences were neither split nor joined",
            _share(Sum.ONE_TO_ONE, Sum.PAIRS, neutral=1.0)),
    Feature("length_changed", LESS, "the text became longer or shorter", _stretch),
    Feature("spared_quotations", MORE, "quotations stayed while the text around them changed",
            _quotation_contrast),
)  # fmt: skip

FEATURE_NAMES: tuple[str, ...] = tuple(feature.name for feature in FEATURES)


def features(sums: Floats) -> Floats:
    """Feature values, shape (..., len(FEATURES)), from sums of shape (..., len(Sum))."""
    return np.stack([feature.value(sums) for feature in FEATURES], axis=-1)
