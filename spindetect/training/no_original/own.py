"""Somebody's own labelled texts: as rows to learn from, and the words that were put in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from spindetect.detector import MIN_ENGLISH
from spindetect.pairs import LabelledCandidate, is_spun
from spindetect.suspects import UnaidedModel
from spindetect.suspects.evidence import Bools
from spindetect.suspects.network import Network
from spindetect.text import english_share
from spindetect.training.no_original.fitting import (
    MIN_WORDS,
    evidence_columns,
    fit_words_across,
    usable,
)
from spindetect.training.no_original.table import Rows, Scored, joined, scored, scored_batch
from spindetect.training.no_original.texts import LabelledText, Replaced, parsed_texts

Progress = Callable[[int, int], None]

BATCH: Final = 128
"""Texts handed to a worker at once; the model goes with them."""
MIN_GOLD: Final = 300
"""Spun texts with gold spans, and others, from which on it is tried to learn words anew. It takes
minutes, and the shipped network learnt from thousands; whether it helps is decided across folds."""
MAX_LEARNT: Final = 4_000
"""Texts that words are learnt from: all of their words are in memory at once."""


@dataclass(frozen=True, slots=True)
class Material:
    """The texts that can be judged, in order, and their rows as a model's words score them.

    `too_short`, `not_english`, `too_lightly_spun` (in neither class by their gold): how many texts
    were left out, for each reason.
    """

    texts: tuple[LabelledText, ...]
    rows: Rows
    too_short: int
    not_english: int
    too_lightly_spun: int


def labelled_text(labelled: LabelledCandidate) -> LabelledText:
    """The candidate as training sees it."""
    spans = sorted(labelled.gold or (), key=lambda span: (span.start, span.end))
    spun = is_spun(labelled)
    return LabelledText(
        labelled.candidate,
        spun,
        labelled.group,
        labelled.source,
        labelled.family,
        tuple(Replaced(span, "") for span in spans) if spun else (),
    )


def extract(
    texts: Sequence[LabelledText],
    model: UnaidedModel,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Material:
    """Judge the words of all texts; `jobs` worker processes change nothing in the result."""
    from joblib import Parallel, delayed

    batches = [texts[k : k + BATCH] for k in range(0, len(texts), BATCH)]
    # In workers the model would be sent in vain for a single batch.
    work = Parallel(n_jobs=jobs if len(batches) > 1 else 1, return_as="generator")(
        delayed(_extracted)(k * BATCH, batch, model) for k, batch in enumerate(batches)
    )
    parts: list[Rows] = []
    kept: list[LabelledText] = []
    short = foreign = light = done = 0
    for batch, (rows, long, english, classed) in zip(batches, work, strict=True):
        parts.append(rows)
        used = long & english & classed
        kept += [t for t, use in zip(batch, used.tolist(), strict=True) if use]
        short += int((~long).sum())
        foreign += int((long & ~english).sum())
        light += int((long & english & ~classed).sum())
        done += len(batch)
        if progress:
            progress(done, len(texts))
    return Material(tuple(kept), joined(parts), short, foreign, light)


def _extracted(
    first: int, batch: Sequence[LabelledText], model: UnaidedModel
) -> tuple[Rows, Bools, Bools, Bools]:
    """The usable rows of a batch; which of its texts are long enough, English, in a class."""
    parsed = parsed_texts(batch)
    found = scored_batch(
        first, batch, parsed, model.table, lambda seen, *_: model.word_log_odds(parsed, seen)
    )
    rows = found.rows()
    long = rows.words[~rows.excerpt] >= MIN_WORDS
    classed = (rows.labels | rows.honest)[~rows.excerpt]
    english = np.array([english_share(text) >= MIN_ENGLISH for text in parsed], np.bool_)
    used = (long & english & classed)[rows.text - first]
    return usable(rows.where(used)), long, english, classed


@dataclass(frozen=True, slots=True)
class Words:
    """A word network trained on texts, and what networks that did not see them say.

    `rows`: as in `Material`; `seen`: texts with gold, for the network of words in their text.
    """

    network: Network
    rows: Rows
    seen: Sequence[Scored]


def with_gold(texts: Sequence[LabelledText]) -> list[LabelledText]:
    """The texts whose replaced words are known: spun ones with gold, and all others."""
    return [text for text in texts if text.counted and (text.gold or not text.label)]


def enough_gold(texts: Sequence[LabelledText]) -> bool:
    """Whether words can be learnt anew from these."""
    spun = sum(text.label for text in texts)
    return min(spun, len(texts) - spun) >= MIN_GOLD


def learn_words(texts: Sequence[LabelledText], model: UnaidedModel) -> Words:
    """Train the word network on those of the texts that have gold, and score all texts anew."""
    known = _thinned(with_gold(texts))
    network, unseen = fit_words_across(known, model.table, evidence_columns(model.table))
    rows = joined([batch.rows() for batch in scored(texts, model.table, unseen)])
    return Words(network, usable(rows), list(scored(known, model.table, unseen)))


def _thinned(texts: Sequence[LabelledText]) -> Sequence[LabelledText]:
    """At most `MAX_LEARNT` of them, spread over all."""
    if len(texts) <= MAX_LEARNT:
        return texts
    return [texts[k * len(texts) // MAX_LEARNT] for k in range(MAX_LEARNT)]
