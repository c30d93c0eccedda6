"""The features: named rates over a tally.

Nothing here depends on the length of a text except through shrinkage: every rate has `PRIOR_WORDS`
or `PRIOR_EDITS` invisible units in its denominator, so that one odd word in a short text does not
look like a certainty.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from spindetect.features.tally import Floats, Sum

# Pseudo-counts: a paragraph of 40 words weighs as much as "nothing happened". Smaller ones let a
# swap or two in a short honest text look like much (tried: 20 words and 2 edits).
PRIOR_WORDS = 40.0
PRIOR_EDITS = 6.0
# How a higher value of a feature may speak: for spinning, either way, or against it.
MORE, EITHER, LESS = 1, 0, -1
# Speaks for neither, but sets the scale on which the others are read: its weight comes from
# calibration.
SCALE = 2


@dataclass(frozen=True, slots=True)
class Feature:
    """A named rate over sums; `high` and `low` say to a lay reader what such a value means.

    `sign`: `MORE` if a higher value can only speak for spinning, `LESS` if only against it. The
    fit obeys it, so that no weight contradicts its explanation and what a spinner never seen does
    cannot turn against itself.
    """

    name: str
    sign: int
    value: Callable[[Floats], Floats]
    high: str
    low: str


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


def _loosening(sums: Floats) -> Floats:
    """`_drift` for associations, which frequent words do not inflate."""
    return np.asarray(sums[..., Sum.BOND] / np.sqrt(sums[..., Sum.SHIFT_KNOWN] + PRIOR_EDITS))


def _stretch(sums: Floats) -> Floats:
    words = sums[..., Sum.WORDS] + PRIOR_WORDS
    return np.asarray(np.abs(sums[..., Sum.LENGTH_CHANGE]) / words)


def _length(sums: Floats) -> Floats:
    return np.asarray(np.log1p(sums[..., Sum.WORDS] / PRIOR_WORDS))


def _quotation_contrast(sums: Floats) -> Floats:
    """Edit rate in the body less that inside quotations (0 without quotations)."""
    inside = sums[..., Sum.QUOTED_WORDS]
    body = sums[..., Sum.EDITS] / (sums[..., Sum.WORDS] + PRIOR_WORDS)
    speech = sums[..., Sum.QUOTED_EDITS] / (inside + PRIOR_WORDS)
    return np.asarray((body - speech) * inside / (inside + PRIOR_WORDS))


FEATURES: tuple[Feature, ...] = (
    Feature(
        "swap_rate", MORE, _per_word(Sum.EDITS),
        "many words were swapped for others",
        "few or no words were swapped",
    ),
    Feature(
        "evidence", MORE, _mass(Sum.EDITS),
        "there are many swaps to judge by",
        "there are few swaps to judge by",
    ),
    Feature(
        "odd_swap_rate", MORE, _per_word(Sum.RARER),
        "many words gave way to others that are odd beside their neighbours",
        "few or no swaps are odd for their neighbours",
    ),
    Feature(
        "odd_evidence", MORE, _mass(Sum.RARER),
        "there are many such odd swaps to judge by",
        "there are few odd swaps to judge by",
    ),
    Feature(
        "listed_swap_rate", MORE, _per_word(Sum.KNOWN),
        "many words were swapped for thesaurus entries",
        "few or no words were swapped for thesaurus entries",
    ),
    Feature(
        "touched_sentences", MORE, _touched,
        "hardly a sentence was left as it was",
        "most sentences were left as they were",
    ),
    Feature(
        "word_for_word", MORE, _one_sided,
        "words were swapped and little else changed",
        "more was cut, added or recast than swapped",
    ),
    Feature(
        "lone_swaps", MORE, _share(Sum.LONE),
        "single words changed in unchanged surroundings",
        "few single words changed in unchanged surroundings",
    ),
    Feature(
        "listed_swaps", MORE, _share(Sum.KNOWN),
        "the swaps stand in a thesaurus",
        "few of the swaps stand in a thesaurus",
    ),
    Feature(
        "close_synonyms", MORE, _share(Sum.CLOSE),
        "the swaps are close synonyms",
        "few of the swaps are close synonyms",
    ),
    Feature(
        "rare_senses", MORE, _share(Sum.RARE_SENSE),
        "the new words fit a rare sense of the old",
        "hardly a new word fits only a rare sense of the old",
    ),
    Feature(
        "phrase_swaps", MORE, _share(Sum.PHRASE),
        "a word was swapped for a phrase or a phrase for a word",
        "few phrases were swapped",
    ),
    Feature(
        "function_swaps", MORE, _share(Sum.FUNCTION),
        "prepositions and other small words were swapped",
        "few small words were swapped",
    ),
    Feature(
        "inflections", EITHER, _share(Sum.INFLECTION),
        "words changed their form",
        "few words changed their form",
    ),
    Feature(
        "broken_words", MORE, _share(Sum.BROKEN),
        "words were clipped, split or have the wrong article",
        "hardly a word was clipped, split or given the wrong article",
    ),
    Feature(
        "reordered", EITHER, _share(Sum.REORDER),
        "words changed places",
        "hardly a word changed its place",
    ),
    Feature(
        "inserted", LESS, _per_word(Sum.INSERTED),
        "words were added",
        "few words were added",
    ),
    Feature(
        "deleted", LESS, _per_word(Sum.DELETED),
        "words were cut",
        "few words were cut",
    ),
    Feature(
        "reworded", LESS, _per_word(Sum.REWORDED),
        "whole passages were recast",
        "few passages were recast",
    ),
    Feature(
        "facts_changed", LESS, _per_word(Sum.FACTS),
        "names or numbers differ",
        "names and numbers agree",
    ),
    Feature(
        "style_changed", LESS, _per_word(Sum.STYLE),
        "spelling or house style differ",
        "spelling and house style agree",
    ),
    Feature(
        "rarer_pairs", MORE, _share(Sum.SHIFT, Sum.SHIFT_KNOWN),
        "the new words are odd beside their neighbours",
        "the new words go with their neighbours",
    ),
    Feature(
        "later_text", MORE, _drift,
        "by how usual its word pairs are, the candidate is the later text",
        "by how usual its word pairs are, the candidate is not the later text",
    ),
    Feature(
        "clearly_rarer", MORE, _share(Sum.RARER, Sum.SHIFT_KNOWN),
        "many word pairs became much rarer",
        "few word pairs became much rarer",
    ),
    Feature(
        "clearly_commoner", LESS, _share(Sum.COMMONER, Sum.SHIFT_KNOWN),
        "many word pairs became much commoner",
        "few word pairs became much commoner",
    ),
    Feature(
        "unheard_pairs", MORE, _share(Sum.UNHEARD, Sum.SHIFT_KNOWN),
        "word pairs arose that hardly anybody writes",
        "few word pairs arose that hardly anybody writes",
    ),
    Feature(
        "healed_pairs", LESS, _share(Sum.UNHEARD_BEFORE, Sum.SHIFT_KNOWN),
        "unusual word pairs became usual ones",
        "few unusual word pairs became usual ones",
    ),
    Feature(
        "loosening", MORE, _loosening,
        "by how firmly its words belong together, the candidate is the later text",
        "by how firmly its words belong together, the candidate is not the later text",
    ),
    Feature(
        "loosened_rate", MORE, _per_word(Sum.LOOSENED),
        "many words gave way to others that do not belong beside their neighbours",
        "few or no words gave way to others that do not belong beside their neighbours",
    ),
    Feature(
        "tightened", LESS, _share(Sum.TIGHTENED, Sum.SHIFT_KNOWN),
        "many new words belong more firmly with their neighbours than the old",
        "few new words belong more firmly with their neighbours than the old",
    ),
    Feature(
        "loose_rate", MORE, _per_word(Sum.LOOSE),
        "many new words stand beside neighbours as if by chance",
        "few or no new words stand beside neighbours as if by chance",
    ),
    Feature(
        "loose_before", EITHER, _share(Sum.LOOSE_BEFORE, Sum.SHIFT_KNOWN),
        "many of the replaced words stood beside their neighbours as if by chance",
        "few of the replaced words stood beside their neighbours as if by chance",
    ),
    Feature(
        "bound", LESS, _share(Sum.BOUND, Sum.SHIFT_KNOWN),
        "many new words are just the ones that go with their neighbours",
        "few new words are just the ones that go with their neighbours",
    ),
    Feature(
        "bound_before", EITHER, _share(Sum.BOUND_BEFORE, Sum.SHIFT_KNOWN),
        "many replaced words were just the ones that go with their neighbours",
        "few replaced words were just the ones that go with their neighbours",
    ),
    Feature(
        "rarer_words", MORE, _share(Sum.FREQUENCY),
        "the new words are rarer than the old",
        "the new words are as common as the old",
    ),
    Feature(
        "consistent", MORE, _share(Sum.CONSISTENT, Sum.REPEATED),
        "the same word was replaced the same way each time",
        "the same word was treated differently from place to place",
    ),
    Feature(
        "sentence_for_sentence", MORE, _share(Sum.ONE_TO_ONE, Sum.PAIRS, neutral=1.0),
        "sentences were neither split nor joined",
        "sentences were split or joined",
    ),
    Feature(
        "length_changed", LESS, _stretch,
        "the text became longer or shorter",
        "the length stayed",
    ),
    Feature(
        "spared_quotations", MORE, _quotation_contrast,
        "quotations stayed while the text around them changed",
        "quotations were not treated differently from the rest",
    ),
    Feature(
        "length", SCALE, _length,
        "in a long text, more is expected",
        "in a short text, less is expected",
    ),
)  # fmt: skip

FEATURE_NAMES: tuple[str, ...] = tuple(feature.name for feature in FEATURES)

READ_FEATURES: tuple[Feature, ...] = (
    *FEATURES,
    Feature(
        "odd_in_context", MORE, _share(Sum.ODD),
        "read in their sentences, the new words look put in",
        "read in their sentences, few or no new words look put in",
    ),
    Feature(
        "odd_before", LESS, _share(Sum.ODD_BEFORE),
        "read in their sentences, the replaced words look put in themselves",
        "read in their sentences, few or no replaced words look put in",
    ),
)  # fmt: skip
"""The same and two more, where an encoder has read both texts."""


def features(sums: Floats, wanted: Sequence[Feature] = FEATURES) -> Floats:
    """Feature values, shape (..., len(wanted)), from sums of shape (..., len(Sum))."""
    return np.stack([feature.value(sums) for feature in wanted], axis=-1)
