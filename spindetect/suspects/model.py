"""The model for a text whose original is not at hand: word scores, and what they add up to."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spindetect.lexicon import Lexicon
from spindetect.suspects.deep import Deep
from spindetect.suspects.documents import AGGREGATES, DocumentModel, judged, of_texts
from spindetect.suspects.encoder import Reading
from spindetect.suspects.evidence import Evidence, evidence, words_of
from spindetect.suspects.network import Network
from spindetect.suspects.scoring import WordScorer
from spindetect.suspects.words import Floats, Numbers, WordTable
from spindetect.text import english_share
from spindetect.types import Contribution, OperatingPoint, Parsed

CONTEXT: Final = ("own", "left", "right", "document")
"""What the network of a word in its text sees: log-odds of the word, its neighbours, the text."""
FAST: Final = "fast"
DEEP: Final = "deep"
_MIN_ENGLISH: Final = 0.10  # as in the detector
_CLEAREST: Final = 8.0


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is made of one text.

    `probability` is None where it abstains, `abstained` then says why. `tokens`: numbers of its
    words, `chances`: the probability that each was put in the place of another, shape (words,);
    `numbers`: of the words in the word table; `values`: the text's features; `points`: of all
    tokens, where an encoder has read it and they were asked for (`encoder.Reading`).
    """

    probability: float | None
    abstained: str | None
    values: Floats
    tokens: Numbers
    chances: Floats
    numbers: Numbers
    points: Floats | None = None


@dataclass(frozen=True, slots=True)
class UnaidedModel:
    """Scores texts by themselves; read-only, so it can be shared.

    `word`: the score of a word by its own evidence; `context`: that of a word in its text (see
    `CONTEXT`); `document`: that of a text, calibrated. `mark`: the probability from which on a
    word is a suspect. `min_words`: judged words below which it abstains. `deep`: the encoder, where
    it takes part; `context`, `document`, `points` and `mark` are then those for its scores.
    """

    table: WordTable
    word: Network
    context: Network
    document: DocumentModel
    points: Mapping[str, OperatingPoint]
    mark: float
    min_words: int
    prior: float
    lexicon: str
    sha256: str
    card: Mapping[str, Any]
    deep: Deep | None = None
    scorer: WordScorer = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "scorer", WordScorer(self.word))

    @staticmethod
    def load(lexicon: Lexicon, folder: Path | None = None) -> UnaidedModel:
        """Read a folder, the shipped one by default.

        Raises:
            UnreadableError: it is missing, damaged, foreign or made for another lexicon.
        """
        from spindetect.suspects.files import load, shipped_folder

        return load(folder or shipped_folder(), lexicon)

    def deepened(
        self, folder: Path | None = None, *, encoder: Path | None = None, threads: int = 1
    ) -> UnaidedModel:
        """The same model with what its folder says of an encoder, and with that of the folder
        `encoder`, which may use so many threads; both are by default the shipped ones.

        Raises:
            SpindetectError: the folder has none, or the extra that runs it is not installed.
            UnreadableError: it is damaged or another one.
        """
        from spindetect.suspects.deep_files import deepened
        from spindetect.suspects.files import shipped_folder

        shipped = shipped_folder()
        return deepened(self, folder or shipped, encoder or shipped, threads)

    @staticmethod
    def has_encoder(folder: Path | None = None) -> bool:
        """Whether there is an encoder in a folder, the shipped one by default."""
        from spindetect.suspects.deep_files import has_encoder
        from spindetect.suspects.files import shipped_folder

        return has_encoder(folder or shipped_folder())

    @property
    def undecided(self) -> tuple[float, float]:
        """Probabilities by the collocations alone between which the encoder is worth its time."""
        if self.deep is None:
            return 1.0, 1.0
        low, high = (_chance(bound + logit(self.prior)) for bound in self.deep.undecided)
        return low, high

    @property
    def kind(self) -> str:
        """`DEEP` where the encoder takes part, else `FAST`."""
        return FAST if self.deep is None else DEEP

    def judge(self, batch: Sequence[Parsed], *, points: bool = False) -> list[Judgement]:
        """Judge texts, many at once for speed; `points`: whether originals are to be proposed."""
        if not batch:
            return []
        readings = self._readings(batch, points=points)
        found, own = self.scores(batch, readings)
        values, counts = of_texts(found, own)
        documents = self.document.log_odds(values)
        seen = sigmoid(self.context.log_odds(in_context(found, own, documents)))
        chances = np.where(judged(found), seen, np.float32(0.0))
        bounds = np.searchsorted(found.words.text, np.arange(len(batch) + 1)).tolist()
        judgements = []
        for k, parsed in enumerate(batch):
            abstained = self._abstention(parsed, int(counts[k]))
            part = slice(bounds[k], bounds[k + 1])
            log_odds = float(documents[k]) + logit(self.prior)
            judgements.append(
                Judgement(
                    probability=None if abstained else _chance(log_odds),
                    abstained=abstained,
                    values=values[k],
                    tokens=found.words.token[part],
                    chances=chances[part],
                    numbers=found.words.number[part],
                    points=readings[k].points if readings else None,
                )
            )
        return judgements

    def probabilities(self, batch: Sequence[Parsed]) -> list[float | None]:
        """The probability of each text, None where the model abstains: `judge` for an audit."""
        if not batch:
            return []
        found, own = self.scores(batch, self._readings(batch))
        values, counts = of_texts(found, own)
        chances = sigmoid(self.document.log_odds(values).astype(np.float64) + logit(self.prior))
        return [
            None if self._abstention(parsed, count) else chance
            for parsed, count, chance in zip(batch, counts.tolist(), chances.tolist(), strict=True)
        ]

    def scores(
        self, batch: Sequence[Parsed], readings: Sequence[Reading]
    ) -> tuple[Evidence, Floats]:
        """The evidence of all words of the batch and the log-odds of each by itself."""
        found = evidence(words_of(batch, self.table), self.table)
        return found, self._log_odds(found, readings)

    def word_log_odds(self, batch: Sequence[Parsed], found: Evidence) -> Floats:
        """The log-odds of words whose evidence was looked up already; shape (words,)."""
        return self._log_odds(found, self._readings(batch))

    def _readings(self, batch: Sequence[Parsed], *, points: bool = False) -> list[Reading]:
        """What the encoder makes of the texts, where it takes part."""
        if self.deep is None:
            return []
        return [self.deep.encoder.read(parsed, points=points) for parsed in batch]

    def _log_odds(self, found: Evidence, readings: Sequence[Reading]) -> Floats:
        own = self.scorer.log_odds(found, self.table)
        if self.deep is None:
            return own
        return self.deep.log_odds(found, own, [reading.log_odds for reading in readings])

    def explain(self, values: Floats) -> tuple[Contribution, ...]:
        """What each feature of a text adds to its log-odds, strongest first, the base last."""
        terms, rest = self.document.terms(values)
        means = self.document.linear.mean
        parts = [
            Contribution(a.name, float(value), term, a.high if value > mean else a.low)
            for a, value, term, mean in zip(AGGREGATES, values, terms, means, strict=True)
        ]
        parts.sort(key=lambda part: (-abs(part.contribution), part.feature))
        base = rest + logit(self.prior)
        return (*parts, Contribution("base", 1.0, base, "the starting point of the scale"))

    def at_prior(self, prior: float) -> UnaidedModel:
        """The model for another share of spun texts; the same texts are flagged."""
        if prior == self.prior:
            return self
        shift = logit(prior) - logit(self.prior)
        points = {
            name: replace(point, threshold=_chance(logit(point.threshold) + shift))
            for name, point in self.points.items()
        }
        return replace(self, prior=prior, points=points)

    def point_at(self, threshold: float) -> OperatingPoint | None:
        """The strictest point at or below `threshold`, None where there is none."""
        below = [point for point in self.points.values() if point.threshold <= threshold]
        return max(below, key=lambda point: point.threshold, default=None)

    def _abstention(self, parsed: Parsed, words: int) -> str | None:
        if words < self.min_words:
            return "too_short"
        return "not_english" if english_share(parsed) < _MIN_ENGLISH else None


def in_context(found: Evidence, own: Floats, documents: Floats) -> Floats:
    """The columns of `CONTEXT` for all words; shape (words, 4)."""
    words = found.words
    sides = []
    for offset, edge in ((1, 0), (-1, -1)):
        same = np.roll(words.sentence, offset) == words.sentence
        # What is rolled over the edge is no neighbour.
        same[edge : edge + 1 or None] = False
        sides.append(np.where(same, np.roll(own, offset), np.float32(-_CLEAREST)))
    text = np.clip(documents, -_CLEAREST, _CLEAREST)[words.text]
    return np.stack((own, *sides, text), axis=1).astype(np.float32)


def sigmoid(values: NDArray[np.floating]) -> NDArray[np.floating]:
    """Log-odds to probabilities."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(values, -60.0, 60.0))))


def _chance(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, log_odds))))


def logit(probability: float) -> float:
    """A probability to log-odds."""
    return math.log(probability / (1.0 - probability))
