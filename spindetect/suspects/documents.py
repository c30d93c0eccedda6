"""What the words of a text add up to: named rates of the token evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spindetect.suspects.evidence import COLUMNS, Bools, Evidence, pieces
from spindetect.suspects.network import Network, read_network
from spindetect.suspects.words import Floats, Numbers

MORE, LESS, EITHER = 1, -1, 0
# Quoted words from which on it says something that they are clean.
_QUOTED: Final = 15
_LENGTH_UNIT: Final = 100.0
_CLEAR: Final = 6.0
_QUANTILES: Final = (0.5, 0.75, 0.9, 0.95, 0.98)
_SHARES: Final = (0.3, 0.6, 0.85)


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A feature of a text: its name, which way it may point, and what it says in words."""

    name: str
    sign: int
    high: str
    low: str


AGGREGATES: Final = (
    Aggregate(
        "mean_probability", MORE, "many words look substituted", "few words look substituted"
    ),
    Aggregate("mean_log_odds", MORE, "words fit their places badly", "words fit their places"),
    *(
        Aggregate(
            f"share_over_{share:g}",
            MORE,
            f"many words have a probability over {share:.0%}",
            f"few words have a probability over {share:.0%}",
        )
        for share in _SHARES
    ),
    *(
        Aggregate(
            f"quantile_{quantile:g}",
            MORE,
            f"the oddest {1 - quantile:.0%} of the words are very odd",
            f"even the oddest {1 - quantile:.0%} of the words fit",
        )
        for quantile in _QUANTILES
    ),
    Aggregate("sentences", MORE, "most sentences have a suspect", "most sentences have no suspect"),
    Aggregate(
        "spared_quotations",
        MORE,
        "quotations are cleaner than the text around them",
        "quotations are no cleaner than the text around them",
    ),
    Aggregate(
        "repeated",
        MORE,
        "the same odd words come again and again",
        "odd words are not repeated",
    ),
    Aggregate("unknown", LESS, "many words are in no word list", "all words are in the word list"),
    Aggregate("length", EITHER, "the text is long", "the text is short"),
)
"""The features of a text, in their order."""

NAMES: Final = tuple(aggregate.name for aggregate in AGGREGATES)
_LENGTH: Final = NAMES.index("length")
_LARGEST: Final = 1e6
_REPEATED: Final = COLUMNS.index("repeated")
_UNKNOWN: Final = COLUMNS.index("unknown")


@dataclass(frozen=True, slots=True)
class DocumentModel:
    """A linear model of the features whose log-odds are calibrated by length.

    The same rates say more of a long text than of a short one, so scale and shift both depend on
    the length: log-odds are (slope + slope_by_length * length) * score + tilt * length + shift.
    """

    linear: Network
    slope: float
    slope_by_length: float
    tilt: float
    shift: float

    def log_odds(self, values: Floats) -> Floats:
        """Scores of n texts of shape (n, len(AGGREGATES)): shape (n,)."""
        length = values[..., _LENGTH]
        scale = self.slope + self.slope_by_length * length
        return np.asarray(scale * self.linear.log_odds(values) + self.tilt * length + self.shift)

    def terms(self, values: Floats) -> tuple[list[float], float]:
        """What each feature of one text, shape (features,), adds to its log-odds, and the rest."""
        weights, bias = self.linear.layers[0]
        length = float(values[_LENGTH])
        scale = self.slope + self.slope_by_length * length
        terms = (scale * self.linear.standardised(values) * weights[:, 0]).tolist()
        return terms, scale * float(bias[0]) + self.tilt * length + self.shift

    def as_data(self) -> dict[str, Any]:
        """For a JSON file; see `read_document_model`."""
        calibration = (self.slope, self.slope_by_length, self.tilt, self.shift)
        return {"linear": self.linear.as_data(), "calibration": list(calibration)}


def read_document_model(data: Mapping[str, Any]) -> DocumentModel:
    """What `as_data` wrote; a ValueError, KeyError or TypeError if it is not."""
    numbers = [float(value) for value in data["calibration"]]
    if len(numbers) != 4 or not all(abs(value) <= _LARGEST for value in numbers):
        raise ValueError("a calibration is no four reasonable numbers")
    linear = read_network(data["linear"], len(AGGREGATES))
    if len(linear.layers) != 1:
        raise ValueError("the document model is not linear")
    return DocumentModel(linear, *numbers)


def judged(found: Evidence) -> Bools:
    """The words that a spinner may have touched: no quotations, no names."""
    return ~found.words.quoted & ~found.words.name


def of_texts(found: Evidence, log_odds: Floats) -> tuple[Floats, Numbers]:
    """The features of whole texts, those of a long one averaged over its pieces; see `aggregates`.

    So a book with a spun chapter is a little spun, and a long text no more spun than a short one.
    """
    piece, owner = pieces(found.words)
    values, counts = aggregates(found, log_odds, piece, len(owner))
    texts = found.words.texts
    if len(owner) == texts:
        return values, counts
    share = counts / np.maximum(np.bincount(owner, counts, texts), 1)[owner]
    whole = np.zeros((texts, values.shape[1]), np.float32)
    np.add.at(whole, owner, values * share[:, None].astype(np.float32))
    return whole, np.bincount(owner, counts, texts).astype(np.int64)


def aggregates(
    found: Evidence, log_odds: Floats, texts: Numbers | None = None, number: int | None = None
) -> tuple[Floats, Numbers]:
    """Features of the texts of a batch, (texts, len(AGGREGATES)), and their judged words, (texts,).

    `log_odds`: the words' scores. `texts` and `number`: other pieces than whole texts, as the
    number of the piece that each word belongs to, in ascending order.
    """
    text = found.words.text if texts is None else texts
    total = found.words.texts if number is None else number
    use = judged(found)
    chance = _sigmoid(log_odds)
    at, own, odds = text[use], chance[use], log_odds[use]
    count = np.bincount(at, minlength=total)

    def mean(values: NDArray[np.floating] | Bools) -> NDArray[np.float64]:
        return np.asarray(np.bincount(at, values, total) / np.maximum(count, 1))

    level = mean(own)
    again = mean(own * (found.columns[use, _REPEATED] > np.log(2.5)))
    columns = (
        level,
        mean(np.clip(odds, -_CLEAR, _CLEAR)),
        *(mean(own > share) for share in _SHARES),
        *_quantiles(odds, at, total),
        _hot_sentences(found.words.sentence[use], own > 0.5, at, total),
        _spared(found.words.quoted, chance, text, level),
        again / np.maximum(level, 0.02),
        mean(found.columns[use, _UNKNOWN]),
        np.log(np.maximum(count, 1) / _LENGTH_UNIT),
    )
    return np.stack(columns, axis=1).astype(np.float32), count


def _quantiles(odds: Floats, at: Numbers, total: int) -> list[NDArray[np.float64]]:
    """The quantiles of each text's scores; the clearest no for a text without words."""
    # Sorted within each text: texts lie further apart than scores can.
    apart = at * (4 * _CLEAR)
    ranked = np.sort(apart + np.clip(odds, -_CLEAR, _CLEAR)) - apart
    start = np.searchsorted(at, np.arange(total))
    size = np.bincount(at, minlength=total)
    found = []
    for quantile in _QUANTILES:
        place = start + ((size - 1) * quantile).round().astype(np.int64)
        column = np.full(total, -_CLEAR)
        column[size > 0] = ranked[place[size > 0]]
        found.append(column)
    return found


def _hot_sentences(sentence: Numbers, hot: Bools, at: Numbers, total: int) -> NDArray[np.float64]:
    """Share of each text's sentences that have a word more likely substituted than not."""
    if not len(sentence):
        return np.zeros(total)
    opens = np.flatnonzero(np.append(True, sentence[1:] != sentence[:-1]))
    some = np.logical_or.reduceat(hot, opens)
    sentences = np.bincount(at[opens], minlength=total)
    return np.asarray(np.bincount(at[opens], some, total) / np.maximum(sentences, 1))


def _spared(
    quoted: Bools, chance: Floats, text: Numbers, level: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How much more of the body looks substituted than of the quotations; 0.0 without any."""
    total = len(level)
    number = np.bincount(text[quoted], minlength=total)
    inside = np.bincount(text[quoted], chance[quoted], total) / np.maximum(number, 1)
    return np.where(number >= _QUOTED, level - inside, 0.0)


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(values, -30.0, 30.0))))
