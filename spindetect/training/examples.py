"""Labelled pairs to what the learner sees: sums per sentence pair, and what was replaced there.

Every pair is seen twice: with the thesauri, and blind, with all of them hidden. A spinner that the
lexicon does not know looks like the second; a model that saw only the first would trust in
thesauri (`make lofo` measures it).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
from numpy.typing import NDArray

from spindetect.detector import PairAnalysis, abstention, analyse, nothing_taken
from spindetect.features import Floats, Sum, features, reverse
from spindetect.lexicon import Lexicon
from spindetect.model.reading import PairReader
from spindetect.pairs import is_spun
from spindetect.relations import shares
from spindetect.text import parse
from spindetect.types import LabelledPair

Progress = Callable[[int, int], None]

# Aligned words below which it abstains; see docs/model.md and benchmarks/short_texts.py.
MIN_WORDS = 20
# Pairs handed to a worker at once.
BATCH = 32
# Excerpts cut from each pair, in compared words: the paragraphs that a document model must not
# misjudge either.
EXCERPTS = 2
EXCERPT_WORDS = (20, 150)
# The longest sentences may carry an excerpt so far beyond.
LONGEST_EXCERPT = 250


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled pair as the learner sees it.

    `sums`: the tally of the compared sentence pairs (see `features.Sum`); `replaced`: how many
    substitutions the spinner made in each. `abstains`: whether the detector would not judge it.
    `share`: share of the original's characters that the spinner replaced, None without gold.
    """

    group: str
    family: str
    source: str
    label: bool
    sums: Floats
    replaced: NDArray[np.int64]
    abstains: bool = False
    excerpt: bool = False
    share: float | None = None

    @property
    def values(self) -> Floats:
        """Features of the whole pair."""
        return features(self.sums.sum(axis=0))

    @property
    def turned(self) -> Floats:
        """Features of the pair the other way round."""
        return features(reverse(self.sums.sum(axis=0)))

    @property
    def words(self) -> int:
        """Compared words outside quotations."""
        return int(self.sums[:, Sum.WORDS].sum())

    def excerpts(self) -> Iterator[Example]:
        """Runs of sentences from the pair, each as a paragraph compared by itself.

        The same for the same pair. Of a spun pair only runs that the spinner touched.
        """
        rng = Random(f"{self.group}:{self.family}:{len(self.sums)}")
        words = self.sums[:, Sum.WORDS].tolist()
        shortest, longest = map(math.log, EXCERPT_WORDS)
        for _ in range(EXCERPTS if len(words) > 1 else 0):
            wanted = math.exp(rng.uniform(shortest, longest))
            start = end = rng.randrange(len(words))
            total = 0.0
            while end < len(words) and total < wanted:
                total += words[end]
                end += 1
            whole = end - start == len(words)
            if whole or not EXCERPT_WORDS[0] <= total <= LONGEST_EXCERPT:
                continue
            if self.label and not self.replaced[start:end].any():
                continue
            yield replace(
                self,
                sums=self.sums[start:end],
                replaced=self.replaced[start:end],
                abstains=False,
                excerpt=True,
                share=None,
            )


def extract(
    pairs: Sequence[LabelledPair],
    lexicons: Sequence[Lexicon],
    *,
    reader: PairReader | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> list[list[Example]]:
    """Analyse all pairs, in their order, under each of the lexicons: one list for each.

    `reader`: what reads them, if anything. `progress` is told the number of pairs done and the
    total.
    """
    from joblib import Parallel, delayed

    batches = [pairs[k : k + BATCH] for k in range(0, len(pairs), BATCH)]
    work = Parallel(n_jobs=jobs, return_as="generator")(
        delayed(_examples)(batch, lexicons, reader) for batch in batches
    )
    found: list[list[Example]] = [[] for _ in lexicons]
    for batch in work:
        for view, examples in zip(found, batch, strict=True):
            view += examples
        if progress:
            progress(len(found[0]), len(pairs))
    return found


def views(lexicon: Lexicon) -> tuple[Lexicon, Lexicon]:
    """The lexicon, and the same with all thesauri hidden."""
    return lexicon, lexicon.without(*lexicon.sources)


def _examples(
    pairs: Sequence[LabelledPair], lexicons: Sequence[Lexicon], reader: PairReader | None
) -> list[list[Example]]:
    rows = [example(pair, lexicons, reader) for pair in pairs]
    return [list(view) for view in zip(*rows, strict=True)]


def example(
    pair: LabelledPair, lexicons: Sequence[Lexicon], reader: PairReader | None = None
) -> list[Example]:
    """One pair as seen with each of the lexicons."""
    original, candidate = parse(pair.original), parse(pair.candidate)
    seen = [analyse(original, candidate, lexicon) for lexicon in lexicons]
    if reader is not None:
        seen = [one.read_by(reader) if reader.takes(one.alignment) else one for one in seen]
    return [_seen(pair, one) for one in seen]


def _seen(pair: LabelledPair, analysis: PairAnalysis) -> Example:
    extent = shares(analysis.alignment, analysis.sums.sum(axis=0))
    rows = analysis.sums[:, [Sum.WORDS, Sum.QUOTED_WORDS]].any(axis=1)
    sums = analysis.sums[rows]
    if extent.independent and len(sums):
        # As in the detector.
        sums = np.zeros_like(sums)
        sums[0] = nothing_taken(sums[0], extent)
    return Example(
        group=pair.group,
        family=pair.family,
        source=pair.source,
        label=is_spun(pair),
        sums=sums,
        replaced=_replaced(pair, analysis)[rows],
        abstains=abstention(analysis, extent, MIN_WORDS) is not None,
        share=_share(pair),
    )


def _replaced(pair: LabelledPair, analysis: PairAnalysis) -> NDArray[np.int64]:
    """For each sentence pair, the number of gold substitutions that start in it.

    In spun pairs without gold, of all substitutions found.
    """
    if not is_spun(pair):
        return np.zeros(len(analysis.sums), dtype=np.int64)
    if pair.gold is None:
        return analysis.sums[:, Sum.EDITS].astype(np.int64)
    candidate = analysis.alignment.candidate
    spans = [candidate.span(p.candidate) for p in analysis.alignment.sentence_pairs]
    starts = np.array(sorted(edit.candidate.start for edit in pair.gold), dtype=np.int64)
    first = np.searchsorted(starts, [span.start for span in spans])
    last = np.searchsorted(starts, [span.end for span in spans])
    return np.asarray(last - first)


def _share(pair: LabelledPair) -> float | None:
    if pair.gold is None:
        return None
    replaced = sum(edit.original.end - edit.original.start for edit in pair.gold)
    return replaced / max(1, len(pair.original.text))
