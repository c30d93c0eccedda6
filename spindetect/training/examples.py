"""Labelled pairs to what the learner sees: sums per sentence pair, and which were touched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.detector import PairAnalysis, analyse
from spindetect.features import Floats, Sum, features, reverse
from spindetect.lexicon import Lexicon
from spindetect.pairs import is_spun
from spindetect.text import parse
from spindetect.types import LabelledPair

Progress = Callable[[int, int], None]

# Pairs handed to a worker at once.
BATCH = 32


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled pair as the learner sees it.

    `sums`: the tally of the compared sentence pairs (see `features.Sum`); `touched`: whether the
    spinner changed that sentence.
    """

    group: str
    family: str
    source: str
    label: bool
    sums: Floats
    touched: NDArray[np.bool_]

    @property
    def values(self) -> Floats:
        """Features of the whole pair."""
        return features(self.sums.sum(axis=0))

    @property
    def turned(self) -> Floats:
        """Features of the pair the other way round."""
        return features(reverse(self.sums.sum(axis=0)))


def extract(
    pairs: Sequence[LabelledPair],
    lexicon: Lexicon,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> list[Example]:
    """Analyse all pairs, in their order; `progress` is told the number done and the total."""
    from joblib import Parallel, delayed

    batches = [pairs[k : k + BATCH] for k in range(0, len(pairs), BATCH)]
    work = Parallel(n_jobs=jobs, return_as="generator")(
        delayed(_examples)(batch, lexicon) for batch in batches
    )
    examples: list[Example] = []
    for batch in work:
        examples += batch
        if progress:
            progress(len(examples), len(pairs))
    return examples


def _examples(pairs: Sequence[LabelledPair], lexicon: Lexicon) -> list[Example]:
    return [example(pair, lexicon) for pair in pairs]


def example(pair: LabelledPair, lexicon: Lexicon) -> Example:
    """Analyse one pair."""
    analysis = analyse(parse(pair.original), parse(pair.candidate), lexicon)
    rows = analysis.sums[:, [Sum.WORDS, Sum.QUOTED_WORDS]].any(axis=1)
    return Example(
        group=pair.group,
        family=pair.family,
        source=pair.source,
        label=is_spun(pair),
        sums=analysis.sums[rows],
        touched=_touched(pair, analysis)[rows],
    )


def _touched(pair: LabelledPair, analysis: PairAnalysis) -> NDArray[np.bool_]:
    """For each sentence pair, whether a gold substitution starts in it.

    In spun pairs without gold any sentence with a substitution counts as touched.
    """
    if not is_spun(pair):
        return np.zeros(len(analysis.sums), dtype=bool)
    if pair.gold is None:
        return np.asarray(analysis.sums[:, Sum.EDITS] > 0)
    candidate = analysis.alignment.candidate
    spans = [candidate.span(p.candidate) for p in analysis.alignment.sentence_pairs]
    starts = np.array(sorted(edit.candidate.start for edit in pair.gold), dtype=np.int64)
    first = np.searchsorted(starts, [span.start for span in spans])
    last = np.searchsorted(starts, [span.end for span in spans])
    return np.asarray(last > first)
