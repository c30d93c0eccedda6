"""What the encoder learns from: training texts as word pieces, each labelled replaced or not, with
the piece that it took the place of.

Of the spinner families only those that draw on none of `UNSEEN`: the encoder that is shipped has
never read a word that these put in, so that its own figures on them are those of spinners that it
never saw. Words out of a thesaurus are odd where they stand; those that a language model chooses
fit. For these stand texts respun with neighbours in the space of the base weights (`neighbours`),
and later with what the encoder itself finds plausible (`plausible`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from spindetect.lexicon import Lexicon
from spindetect.pairs import Part
from spindetect.spinners import simulate, spinners
from spindetect.training.encoder.neighbours import Place, respun
from spindetect.training.no_original.texts import LabelledText, Replaced, labelled_texts
from spindetect.types import Document

if TYPE_CHECKING:
    from tokenizers import Tokenizer

UNSEEN: Final = frozenset({"own", "moby"})
"""Sources of replacements that the encoder is never shown."""
IGNORED: Final = -1
_INTENSITY: Final = (0.05, 0.5)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text as word pieces: numbers in the base vocabulary, whether each was put in, and what it
    took the place of: a piece, or `IGNORED` where that is no single piece."""

    ids: NDArray[np.int32]
    labels: NDArray[np.bool_]
    targets: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Kind:
    """Honest texts of one kind, whole, since a long one teaches more than its opening: of each
    there are so many copies spun by the families, and so many with words that are near or
    plausible. Articles must all be of the training part."""

    documents: Sequence[Document]
    spun_copies: int
    respun_copies: int


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
    kinds: Sequence[Kind],
    texts: Iterable[LabelledText],
    lexicon: Lexicon,
    tokenizer: Tokenizer,
    places: Callable[[str], Sequence[Place]],
    seed: int,
) -> Lessons:
    """Learn from the documents of all kinds, as they are and spun anew, and from the honest texts
    of the training part among `texts`.

    `places`: where and by what words of a text are replaced in its respun copies.
    """
    spun: list[Pieces] = []
    for kind in kinds:
        if kind.spun_copies:
            spun += _by_families(kind.documents, kind.spun_copies, lexicon, tokenizer, seed)
        if kind.respun_copies:
            spun += [
                cut(tokenizer, text, gold)
                for text, gold in respun_texts(kind.documents, places, kind.respun_copies, seed)
            ]
    honest = {document.text: None for kind in kinds for document in kind.documents}
    honest |= {
        text.document.text: None
        for text in texts
        if text.part is Part.TRAINING and not text.label and text.counted
    }
    return Lessons(tuple(spun), tuple(cut(tokenizer, text, ()) for text in honest))


def _by_families(
    articles: Sequence[Document], copies: int, lexicon: Lexicon, tokenizer: Tokenizer, seed: int
) -> Iterator[Pieces]:
    """Articles spun by the families that the encoder is shown."""
    pairs = simulate(
        articles,
        lexicon,
        seed=seed,
        pairs_per_document=copies,
        families=known_families(lexicon),
        intensity=_INTENSITY,
    )
    texts = (text for text in labelled_texts(pairs) if text.label)
    return (cut(tokenizer, text.document.text, text.gold) for text in texts)


def respun_texts(
    articles: Sequence[Document],
    places: Callable[[str], Sequence[Place]],
    copies: int,
    seed: int,
) -> Iterator[tuple[str, list[Replaced]]]:
    """Articles with words replaced by what their places offer, and where these stand."""
    low, high = map(math.log, _INTENSITY)
    for article in articles:
        rng, own = Random(f"{seed}:{article.id}:respun"), places(article.text)
        for _ in range(copies):
            yield respun(article.text, own, rng, math.exp(rng.uniform(low, high)))


def cut(tokenizer: Tokenizer, text: str, gold: Sequence[Replaced]) -> Pieces:
    """A text as pieces; those that overlap a span of `gold`, in text order, are labelled.

    What stood there before is told at the first of them.
    """
    found = tokenizer.encode(text, add_special_tokens=False)
    offsets = np.array(found.offsets, np.int64).reshape(-1, 2)
    labels = np.zeros(len(offsets), np.bool_)
    targets = np.full(len(offsets), IGNORED, np.int32)
    originals = tokenizer.encode_batch([one.original for one in gold], add_special_tokens=False)
    for one, original in zip(gold, originals, strict=True):
        first = np.searchsorted(offsets[:, 1], one.span.start, side="right")
        last = np.searchsorted(offsets[:, 0], one.span.end, side="left")
        labels[first:last] = True
        if first < last and len(original.ids) == 1:
            targets[first] = original.ids[0]
    return Pieces(np.array(found.ids, np.int32), labels, targets)


def base_tokenizer(folder: Path) -> Tokenizer:
    """The word pieces of the base weights."""
    from tokenizers.implementations import BertWordPieceTokenizer

    made: Tokenizer = BertWordPieceTokenizer(str(folder / "vocab.txt"), lowercase=True)._tokenizer
    return made
