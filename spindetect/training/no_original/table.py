"""Texts, and paragraphs cut from them, as rows to learn from or to be measured on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.suspects.documents import aggregates, judged
from spindetect.suspects.evidence import Bools, Evidence, evidence, words_of
from spindetect.suspects.words import Floats, Numbers, WordTable
from spindetect.training.no_original.texts import LabelledText, parsed_texts, replaced
from spindetect.types import Parsed

BATCH: Final = 32
PARAGRAPH: Final = (60, 150)
"""Words of the paragraphs that are cut from each text."""
LEAST_REPLACED: Final = 0.03
"""A spun piece of which less was replaced is in neither class."""

Scorer = Callable[[Evidence, Sequence[LabelledText], Sequence[Parsed]], Floats]
"""From the evidence of a batch, its texts and the same parsed: the rows or scores of its words."""


@dataclass(frozen=True, slots=True)
class Rows:
    """n texts and paragraphs: `values` of shape (n, aggregates), the rest of shape (n,).

    `text`: number of the text. `share`: share of its judged words that were replaced. `honest`:
    not spun and not rewritten by a machine. `excerpt`: a paragraph.
    """

    values: Floats
    labels: Bools
    honest: Bools
    families: NDArray[np.str_]
    groups: NDArray[np.str_]
    excerpt: Bools
    words: Numbers
    share: NDArray[np.float64]
    text: Numbers

    def __len__(self) -> int:
        return len(self.labels)

    def where(self, wanted: Bools) -> Rows:
        """The rows for which `wanted` is true."""
        return Rows(*(getattr(self, column.name)[wanted] for column in fields(self)))


@dataclass(frozen=True, slots=True)
class Scored:
    """A batch of texts with the scores of their words."""

    first: int
    texts: Sequence[LabelledText]
    found: Evidence
    log_odds: Floats
    replaced: Bools

    def rows(self) -> Rows:
        """The texts, then the paragraphs cut from them."""
        whole = np.arange(len(self.texts))
        pieces, owner = paragraphs(self.found)
        inside = pieces >= 0
        cut = _part(self.found, inside)
        one = self._rows(self.found, slice(None), self.found.words.text, whole, excerpt=False)
        two = self._rows(cut, inside, pieces[inside], owner, excerpt=True)
        return joined([one, two])

    def _rows(
        self, found: Evidence, at: Bools | slice, piece: Numbers, owner: Numbers, *, excerpt: bool
    ) -> Rows:
        values, words = aggregates(found, self.log_odds[at], piece, len(owner))
        use = judged(found)
        hits = np.bincount(piece[use], self.replaced[at][use], len(owner))
        texts = [self.texts[k] for k in owner.tolist()]
        share = hits / np.maximum(words, 1)
        labels = np.array([text.label for text in texts], np.bool_)
        # Without gold a piece of a spun text is taken for spun.
        told = np.array([bool(text.gold) for text in texts], np.bool_)
        return Rows(
            values=values,
            labels=labels & ((share >= LEAST_REPLACED) | ~told),
            honest=~labels & np.array([text.counted for text in texts], np.bool_),
            families=np.array([text.family for text in texts], np.str_),
            groups=np.array([text.group for text in texts], np.str_),
            excerpt=np.full(len(owner), excerpt),
            words=words,
            share=share,
            text=owner + self.first,
        )


def scored(texts: Sequence[LabelledText], table: WordTable, scorer: Scorer) -> Iterator[Scored]:
    """All texts, in batches."""
    for first in range(0, len(texts), BATCH):
        batch = texts[first : first + BATCH]
        yield scored_batch(first, batch, parsed_texts(batch), table, scorer)


def scored_batch(
    first: int,
    batch: Sequence[LabelledText],
    parsed: Sequence[Parsed],
    table: WordTable,
    scorer: Scorer,
) -> Scored:
    """A batch of texts that are parsed already; `first`: number of the first of them."""
    found = evidence(words_of(parsed, table), table)
    scores = scorer(found, batch, parsed)
    return Scored(first, batch, found, scores, replaced(found.words, batch, parsed))


def joined(parts: Sequence[Rows]) -> Rows:
    """The rows of several tables."""
    return Rows(
        *(np.concatenate([getattr(p, column.name) for p in parts]) for column in fields(Rows))
    )


def paragraphs(found: Evidence) -> tuple[Numbers, Numbers]:
    """Runs of sentences of 60 to 150 words: number of the run of each word, -1 outside, and the
    text that each run is from. The same for the same text."""
    words = found.words
    piece = np.full(len(words), -1, np.int64)
    owner: list[int] = []
    opens = np.flatnonzero(np.append(True, words.sentence[1:] != words.sentence[:-1]))
    ends = np.append(opens[1:], len(words)) if len(words) else opens
    texts = words.text[opens] if len(words) else opens
    for text in range(words.texts):
        mine = np.flatnonzero(texts == text).tolist()
        rng = Random(len(mine))
        start = 0
        while start < len(mine):
            wanted = rng.randint(*PARAGRAPH)
            stop, size = start, 0
            while stop < len(mine) and size < wanted:
                longer = size + int(ends[mine[stop]] - opens[mine[stop]])
                if size and longer > PARAGRAPH[1]:
                    break
                size, stop = longer, stop + 1
            if PARAGRAPH[0] <= size <= PARAGRAPH[1] and stop - start < len(mine):
                piece[opens[mine[start]] : ends[mine[stop - 1]]] = len(owner)
                owner.append(text)
            start = stop
    return piece, np.array(owner, np.int64)


def _part(found: Evidence, wanted: Bools) -> Evidence:
    """The evidence of some of the words."""
    words = found.words
    columns = {
        column.name: getattr(words, column.name)[wanted]
        for column in fields(words)
        if column.name != "texts"
    }
    return Evidence(
        type(words)(**columns, texts=words.texts), found.columns[wanted], found.best[wanted]
    )
