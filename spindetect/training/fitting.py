"""Examples to a fitted, calibrated model.

The groups (all pairs of one article) are split in three: weights are learnt on one part, the
probabilities calibrated and the thresholds set on another, the card's figures taken on the third.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from spindetect.features import FEATURE_NAMES, FEATURES, MORE, Feature, Floats, features
from spindetect.model import DocumentModel, LinearModel, Model, with_context
from spindetect.training.card import write_card
from spindetect.training.examples import MIN_WORDS, Example
from spindetect.training.objective import PRIOR, balanced, logistic, platt
from spindetect.training.operating import operating_points
from spindetect.training.table import REVERSED, Bools, Part, Table, of_part
from spindetect.types import SpindetectError

SIGNS = tuple(feature.sign for feature in FEATURES)

# Sentences are many, and which of two texts is the later one is easily told: hardly any penalty.
LOOSE = 0.3

LENGTH = FEATURE_NAMES.index("length")

# (features, labels, weights) to a document model that is yet to be calibrated.
Learner = Callable[[Floats, Bools, Floats], DocumentModel]


def linear(values: Floats, labels: Bools, weights: Floats) -> LinearModel:
    """The shipped kind of document model: a logistic regression that obeys the signs."""
    return logistic(values, labels, weights, SIGNS)


def fit(
    examples: Sequence[Example],
    *,
    lexicon_version: str,
    inputs: Mapping[str, str],
    learner: Learner = linear,
) -> Model:
    """Fit, calibrate, set the operating points and measure, each on articles of their own.

    `inputs`: digests of what the examples were made of, for the card. Raises `SpindetectError`
    where the pairs come from too few articles for that.
    """
    parts = {part: of_part(part, examples) for part in Part}
    _check(parts, inputs)
    direction = fit_direction(parts[Part.TRAINING])
    document = fit_document(parts[Part.TRAINING], parts[Part.CALIBRATION], direction, learner)
    calibration = Table.of(parts[Part.CALIBRATION], excerpts=True)
    test = Table.of(parts[Part.TEST], excerpts=True)
    points = operating_points(calibration.log_odds(document, direction), calibration)
    return Model(
        document=document,
        sentence=sentence_model(parts[Part.TRAINING], document),
        direction=direction,
        points=points,
        prior=PRIOR,
        min_words=MIN_WORDS,
        lexicon=lexicon_version,
        sha256="",
        card=write_card(examples, test, test.chances(document, direction), points, inputs),
    )


def fit_document(
    training: Sequence[Example],
    calibration: Sequence[Example],
    direction: LinearModel,
    learner: Learner = linear,
) -> DocumentModel:
    """A document model learnt on one part and calibrated on the other (Platt 1999)."""
    # Whole pairs only: excerpts were tried, and cost whole articles more than they gave paragraphs.
    learnt = Table.of(training, excerpts=False)
    document = learner(
        learnt.values, learnt.labels, balanced(learnt.families.tolist(), learnt.labels)
    )
    held = Table.of(calibration, excerpts=True)
    held = held.where(~held.abstains & (held.labels | held.honest))
    kinds = np.where(held.excerpt, "excerpt", "whole")
    weights = balanced(kinds.tolist(), held.labels)
    scores = held.log_odds(document, direction)
    if not isinstance(document, LinearModel):
        return document.rescaled(*platt(scores[:, None], held.labels, weights))
    lengths = held.values[:, LENGTH]
    slope, tilt, shift = platt(np.stack((scores, lengths), axis=1), held.labels, weights)
    return document.rescaled(slope, shift).tilted(LENGTH, tilt)


def fit_direction(examples: Sequence[Example]) -> LinearModel:
    """In which of two texts the spun words are, by the features less those of the turned pair.

    Each spun pair is shown both ways round, so the model has no bias towards either.
    """
    spun = Table.of([e for e in examples if e.label], excerpts=False)
    forwards = spun.values - spun.turned
    weights = balanced(spun.families.tolist(), spun.labels)
    return logistic(
        np.concatenate((forwards, -forwards)),
        np.repeat((True, False), len(spun)),
        np.concatenate((weights, weights)),
        SIGNS,
        strength=LOOSE,
    )


def _check(parts: Mapping[Part, Sequence[Example]], inputs: Mapping[str, str]) -> None:
    """Each part needs both kinds of pairs, and the sentence model some sentences."""
    files = ", ".join(inputs) or "pairs"
    if not any(len(e.sums) for examples in parts.values() for e in examples):
        raise SpindetectError(
            f"{files}: in no pair could a sentence be compared; give pairs of English texts of "
            "which one was made from the other"
        )
    for part, examples in parts.items():
        usable = [e for e in examples if not e.abstains and e.family != REVERSED]
        if len({e.label for e in usable}) < 2:
            raise SpindetectError(
                f"{files}: the spun or the other pairs come from too few articles: none for "
                f"{part.name.lower()}; add pairs of more articles (`group`)"
            )


def sentence_model(
    examples: Sequence[Example], document: DocumentModel, wanted: Sequence[Feature] = FEATURES
) -> LinearModel:
    """Whether a sentence was touched, from its own edits and the document's score."""
    rows = np.concatenate(
        [
            with_context(features(e.sums, wanted), document, features(e.sums.sum(axis=0), wanted))
            for e in examples
        ]
    )
    touched = np.concatenate([e.replaced > 0 for e in examples])
    weights = np.ones(len(touched))
    signs = (*(feature.sign for feature in wanted), MORE)
    return logistic(rows, touched, weights, signs, strength=LOOSE)
