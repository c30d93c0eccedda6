"""Labelled candidates without an original through the detector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from spindetect.detector import Detector
from spindetect.evaluation.counts import count_suspects, matched_sentences, starts_in
from spindetect.evaluation.scoring import (
    Progress,
    Scored,
    Side,
    in_batches,
    paragraphs_spun,
    share_spun,
    side_of,
    words_of,
)
from spindetect.pairs import LabelledCandidate, row_of
from spindetect.suspects import Judgement, suspect_places
from spindetect.text import parse
from spindetect.types import Parsed, Relation

BATCH: Final = 128
"""Candidates handed to a worker at once; the word table goes with them."""


def score_candidates(
    candidates: Sequence[LabelledCandidate],
    detector: Detector,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> list[Scored]:
    """Judge all candidates by themselves, in their order; as `scoring.score_pairs`."""
    # Loaded once here, not by every worker.
    _ = detector.unaided
    return in_batches(candidates, BATCH, _batch, detector, jobs, progress)


def _batch(candidates: Sequence[LabelledCandidate], detector: Detector) -> list[Scored]:
    parsed = [parse(labelled.candidate) for labelled in candidates]
    judgements = detector.unaided.judge(parsed)
    return [
        scored(labelled, text, judgement, detector)
        for labelled, text, judgement in zip(candidates, parsed, judgements, strict=True)
    ]


def scored(
    labelled: LabelledCandidate, parsed: Parsed, judgement: Judgement, detector: Detector
) -> Scored:
    """The row of one candidate."""
    side, model, chance = side_of(labelled), detector.unaided, judgement.probability
    # An honest text has no spun words, whatever its maker wrote down.
    gold = labelled.gold if side is Side.SPUN else () if side is Side.HONEST else None
    known = side is Side.SPUN and gold is not None
    places = [] if judgement.abstained else suspect_places(
        parsed, judgement, model.mark, detector.lexicon
    )  # fmt: skip
    suspects = [parsed.span(place.tokens) for place in places]
    sentences = [sentence.span for sentence in parsed.sentences]
    marks, told = starts_in(gold or (), sentences), starts_in(suspects, sentences)
    single, multi = None, None
    if known:
        single, multi = count_suspects(gold or (), suspects, labelled.candidate.text)
    flagged = chance is not None and chance >= detector.threshold_alone
    return Scored(
        row=row_of(labelled),
        group=labelled.group,
        source=labelled.source,
        family=labelled.family,
        label=labelled.label,
        side=side,
        probability=chance,
        abstained=judgement.abstained,
        flagged=flagged,
        relation=Relation.SPUN if flagged else None,
        direction=None,
        words=len(words_of(parsed)),
        sentences=len(sentences),
        share_spun=share_spun(gold or (), parsed) if known else None,
        paragraphs_spun=paragraphs_spun(parsed, marks) if known else None,
        n_substitutions=len(suspects),
        in_sentences=None if gold is None else matched_sentences(marks, np.asarray(told)),
        single=single,
        multi=multi,
    )
