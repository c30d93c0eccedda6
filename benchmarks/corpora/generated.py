"""Generated pages for speed, memory and growth, with the statistics of English.

A page is a walk over the word pairs of real text, broken by words drawn by their frequency in the
language, by words of the page's own subject, by invented names and by figures. So common pairs are
as common as in English, rare words as rare, and yet hardly a run of eight words is anybody's. Pages
say nothing; they stand for pages that have nothing to do with the originals.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from importlib.resources import files
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from benchmarks.corpora.prose import WORD

BATCH = 1000
"""Pages that are walked side by side."""
WORDS = 500
"""Mean length of a page."""

# A word with fewer different successors would lead the walk along the text it was seen in.
_LEAST_SUCCESSORS = 8
_UNIGRAM, _SUBJECT, _INVENTED, _PARAGRAPH, _QUOTED = 0.06, 0.05, 0.6, 0.25, 0.12
_SUBJECT_WORDS, _NAMES_A_PAGE, _NAMES = 40, 12, 50_000
_SPREAD = 0.45
_ENDS = (".", "!", "?")

Ints = NDArray[np.int32]


class Writer:
    """Writes pages; the same seed gives the same pages."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Learn word pairs from real texts."""
        self._learn(texts)
        self._add_words()
        self._add_names()
        self._spell()

    def pages(self, count: int, seed: int) -> Iterator[str]:
        """So many pages."""
        for at in range(0, count, BATCH):
            rng = np.random.default_rng((seed, at))
            yield from self._batch(min(BATCH, count - at), rng)

    def _learn(self, texts: Iterable[str]) -> None:
        """Pieces of text, the words that led to each, and what may follow them."""
        ids: dict[str, int] = {}
        walked: list[int] = []
        for text in texts:
            walked += (ids.setdefault(piece.strip('"“”()[]'), len(ids)) for piece in text.split())
        self._pieces = list(ids)
        contexts: dict[str, int] = {}
        leads = [contexts.setdefault(_context(piece), len(contexts)) for piece in self._pieces]
        followers: dict[int, Counter[int]] = defaultdict(Counter)
        for first, second in pairwise(walked):
            followers[leads[first]][second] += 1
        self._leads, self._contexts = leads, contexts
        self._set_followers(followers)
        opening = followers[contexts["."]]
        self._openings = np.array(list(opening.elements()), np.int32)

    def _set_followers(self, followers: dict[int, Counter[int]]) -> None:
        flat: list[int] = []
        self._first = np.zeros(len(self._contexts), np.int64)
        self._count = np.zeros(len(self._contexts), np.int64)
        for lead, counts in followers.items():
            if len(counts) >= _LEAST_SUCCESSORS:
                self._first[lead], self._count[lead] = len(flat), counts.total()
                flat += counts.elements()
        self._flat = np.array(flat, np.int32)

    def _add_words(self) -> None:
        """The words of the language with their frequencies, from symspellpy's table."""
        table = files("symspellpy") / "frequency_dictionary_en_82_765.txt"
        rows = [row.split() for row in table.read_text("utf-8-sig").splitlines()]
        first = len(self._pieces)
        for word, _ in rows:
            self._pieces.append(word)
            self._leads.append(self._contexts.get(word, -1))
        weights = np.array([int(count) for _, count in rows], float)
        self._words = np.arange(first, len(self._pieces), dtype=np.int32)
        self._draws = self._drawn(weights)
        self._subjects = self._drawn(weights**0.5)

    def _drawn(self, weights: NDArray[np.float64]) -> Ints:
        """A million words drawn by weight: picking one of them is faster than drawing."""
        rng = np.random.default_rng(1)
        return rng.choice(self._words, 1 << 20, p=weights / weights.sum())

    def _add_names(self) -> None:
        rng = np.random.default_rng(0)
        onsets = "b br c ch d f fl g gr h j k kl l m n p pr r s sh st t tr v w z".split()
        middles = "a e i o u ai ea ou".split()
        codas = "ck ll n nd ng r rd rt s sk th x man ton ley sen wick ova ini".split()
        first = len(self._pieces)
        made: set[str] = set()
        while len(made) < _NAMES:
            syllables = [
                rng.choice(onsets) + rng.choice(middles) for _ in range(int(rng.integers(1, 4)))
            ]
            made.add(("".join(syllables) + rng.choice(codas)).capitalize())
        self._pieces += sorted(made)
        self._leads += [-1] * len(made)
        self._names = np.arange(first, len(self._pieces), dtype=np.int32)

    def _spell(self) -> None:
        """How each piece is written: as it is, before a paragraph, opening or ending a quotation;
        figures apart, which are drawn anew."""
        plain, count = self._pieces, len(self._pieces)
        self._lead = np.array(self._leads, np.int64)
        self._ends = np.array([piece.endswith(_ENDS) for piece in plain])
        self._is_name = np.array([p[:1].isupper() and p[1:].islower() for p in plain])
        self._is_figure = np.array([any(map(str.isdigit, piece)) for piece in plain])
        figures = [str(number) for number in range(2, 3000)]
        self._figures = np.arange(4 * count, 4 * count + len(figures))
        spoken = [p[:-1] + ",” they said. " if p.endswith(_ENDS) else f"{p} " for p in plain]
        written = [f"{piece} " for piece in plain]
        self._written = [
            *written,
            *(f"{piece}\n\n" for piece in plain),
            *(f"“{piece} " for piece in plain),
            *spoken,
            *(f"{figure} " for figure in figures),
        ]

    def _batch(self, count: int, rng: np.random.Generator) -> Iterator[str]:
        lengths = np.exp(rng.normal(np.log(WORDS) - _SPREAD**2 / 2, _SPREAD, count)).astype(int)
        lengths = np.clip(lengths, 60, 4 * WORDS)
        walk = self._dressed(self._walk(count, int(lengths.max()), rng), rng)
        spell = self._written.__getitem__
        for page, length in zip(walk, lengths, strict=True):
            yield "".join(map(spell, page[:length].tolist())).rstrip()

    def _walk(self, count: int, length: int, rng: np.random.Generator) -> Ints:
        """Piece numbers, shape (pages, words)."""
        walk = np.empty((length, count), np.int32)
        walk[0] = rng.choice(self._openings, count)
        subject = rng.choice(self._subjects, (count, _SUBJECT_WORDS))
        rows = np.arange(count)
        for at in range(1, length):
            lead = self._lead[walk[at - 1]]
            many = np.where(lead >= 0, self._count[lead], 0)
            place = self._first[lead] + (rng.random(count) * many).astype(np.int64)
            word = self._draws[rng.integers(0, len(self._draws), count)]
            kind = rng.random(count)
            word = np.where(
                kind < _SUBJECT, subject[rows, rng.integers(0, _SUBJECT_WORDS, count)], word
            )
            led = (many > 0) & (kind >= _SUBJECT + _UNIGRAM)
            walk[at] = np.where(led, self._flat[np.where(led, place, 0)], word)
        return walk.T

    def _dressed(self, walk: Ints, rng: np.random.Generator) -> Ints:
        """The same with invented names and figures, paragraphs and quotations."""
        count, chance = len(self._pieces), rng.random(walk.shape)
        ends = self._ends[walk]
        names = rng.choice(self._names, (len(walk), _NAMES_A_PAGE))
        drawn = np.take_along_axis(names, rng.integers(0, _NAMES_A_PAGE, walk.shape), axis=1)
        inside = np.zeros(walk.shape, bool)
        inside[:, 1:] = ~ends[:, :-1]
        dressed = np.where(self._is_name[walk] & inside & (chance < _INVENTED), drawn, walk)
        figures = rng.choice(self._figures, walk.shape)
        dressed = np.where(self._is_figure[walk] & ~ends, figures, dressed)
        quoted = self._quoted(ends, rng)
        dressed = np.where(quoted & ~inside & (dressed < count), dressed + 2 * count, dressed)
        closing = quoted & ends & inside
        dressed = np.where(closing & (dressed < count), dressed + 3 * count, dressed)
        broken = ends & ~closing & (chance < _PARAGRAPH) & (dressed < count)
        return np.where(broken, dressed + count, dressed)

    def _quoted(self, ends: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.bool_]:
        """Which words are in sentences that somebody says."""
        sentence = np.zeros(ends.shape, np.int32)
        sentence[:, 1:] = np.cumsum(ends, axis=1)[:, :-1]
        said = rng.random((len(ends), int(sentence.max()) + 1)) < _QUOTED
        return np.take_along_axis(said, sentence, axis=1)


def _context(piece: str) -> str:
    """What of a piece decides what follows: a full stop, else its words."""
    return "." if piece.endswith(_ENDS) else "".join(WORD.findall(piece)).lower()
