"""What the encoder learns from: training texts as word pieces, each labelled replaced or not.

Of the spinner families only those that draw on none of `UNSEEN`: the encoder that is shipped has
never read a word that these put in, so that its own figures on them are those of spinners that it
never saw. Words out of a thesaurus are odd where they stand; those that a language model chooses
fit. For these stand texts spun with neighbours in the space of the base weights (`neighbours`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from spindetect.lexicon import Lexicon
from spindetect.pairs import Part, part_of
from spindetect.spinners import simulate, spinners
from spindetect.training.encoder.neighbours import Neighbours, respun
from spindetect.training.no_original.texts import LabelledText, labelled_texts
from spindetect.types import Document, Span

if TYPE_CHECKING:
    from tokenizers import Tokenizer

UNSEEN: Final = frozenset({"own", "moby"})
"""Sources of replacements that the encoder is never shown."""
SPUN: Final = 8
"""Spun copies of each article."""
RESPUN: Final = 3
"""Copies of each article with neighbours in the encoder's space."""
SEED: Final = 11
_INTENSITY: Final = (0.05, 0.5)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text as word pieces: numbers in the base vocabulary and whether each was put in."""

    ids: NDArray[np.int32]
    labels: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Lessons:
    """Spun texts, and honest ones."""

    spun: tuple[Pieces, ...]
    honest: tuple[Pieces, ...]


def known_families(lexicon: Lexicon) -> list[str]:
    """The spinner families that the encoder is shown, sorted."""
    return sorted(
        name for name, spinner in spinners(lexicon).items() if not UNSEEN & set(spinner.sources)
    )


def lessons(
    articles: Sequence[Document],
    texts: Iterable[LabelledText],
    lexicon: Lexicon,
    tokenizer: Tokenizer,
    neighbours: Neighbours,
) -> Lessons:
    """Learn from the articles of the training part, spun anew, and from honest texts among `texts`.

    `articles`: whole, since a long one teaches more than its opening.
    """
    training = [article for article in articles if part_of(article.id) is Part.TRAINING]
    spun = [
        cut(tokenizer, text.document.text, [edit.span for edit in text.gold])
        for text in labelled_texts(
            simulate(
                training,
                lexicon,
                seed=SEED,
                pairs_per_document=SPUN,
                families=known_families(lexicon),
                intensity=_INTENSITY,
            )
        )
        if text.label
    ]
    spun += [
        cut(tokenizer, text, spans) for text, spans in respun_texts(training, neighbours.offers)
    ]
    honest = {article.text: None for article in training}
    honest |= {
        text.document.text: None
        for text in texts
        if text.part is Part.TRAINING and not text.label and text.counted
    }
    return Lessons(tuple(spun), tuple(cut(tokenizer, text, ()) for text in honest))


def respun_texts(
    articles: Sequence[Document], offers: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, list[Span]]]:
    """Articles with words replaced by their neighbours, and where these stand."""
    low, high = map(math.log, _INTENSITY)
    for article in articles:
        rng = Random(f"{SEED}:{article.id}:respun")
        for _ in range(RESPUN):
            yield respun(article.text, offers, rng, math.exp(rng.uniform(low, high)))


def cut(tokenizer: Tokenizer, text: str, gold: Sequence[Span]) -> Pieces:
    """A text as pieces; those that overlap a span of `gold`, in text order, are labelled."""
    found = tokenizer.encode(text, add_special_tokens=False)
    offsets = np.array(found.offsets, np.int64).reshape(-1, 2)
    labels = np.zeros(len(offsets), np.bool_)
    for span in gold:
        first = np.searchsorted(offsets[:, 1], span.start, side="right")
        last = np.searchsorted(offsets[:, 0], span.end, side="left")
        labels[first:last] = True
    return Pieces(np.array(found.ids, np.int32), labels)


def base_tokenizer(folder: Path) -> Tokenizer:
    """The word pieces of the base weights."""
    from tokenizers.implementations import BertWordPieceTokenizer

    made: Tokenizer = BertWordPieceTokenizer(str(folder / "vocab.txt"), lowercase=True)._tokenizer
    return made
