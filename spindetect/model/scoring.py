"""Features to probabilities, for documents and sentences, and what each feature contributes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from spindetect.features import FEATURES, READ_FEATURES, Feature, Floats
from spindetect.model.linear import LinearModel, logit, sigmoid
from spindetect.types import Contribution, OperatingPoint, SpindetectError

# The operating points that every model has.
DEFAULT = "default"
STRICT = "strict"
# Log-odds that the text named as the original is one, before anything is read. Tried from -2 to 6
# on a context-aware simulated spinner and on reversed pairs: less misses more of the first, more
# flags more of the second.
BENEFIT_OF_DOUBT = 2.0
# Beyond these log-odds the document says nothing more about its sentences.
MAX_CONTEXT = 6.0


class DocumentModel(Protocol):
    """What turns features into log-odds: a `LinearModel` or an `EstimatorModel`.

    `mean`: of the features in training. `intercept` and the `terms` of a row add up to log-odds.
    """

    @property
    def mean(self) -> tuple[float, ...]: ...

    @property
    def intercept(self) -> float: ...

    def log_odds(self, values: Floats) -> Floats: ...

    def terms(self, values: Floats) -> Floats: ...

    def rescaled(self, slope: float, shift: float) -> DocumentModel: ...


@dataclass(frozen=True, slots=True)
class Model:
    """The three models with the operating points.

    `document` and `sentence` say whether words were substituted; `direction`, by the features less
    those of the pair the other way round, in which of the two texts.

    `points`: the thresholds from which a candidate is called spun, by name. `prior`: share of spun
    pairs that the probabilities assume. `min_words`: aligned words below which it abstains.
    `trained`: the model as it was trained, where another prior is assumed (`at_prior`).
    `read`: whether the pairs were read by an encoder, which gives two features more
    (`model.reading`).
    """

    document: DocumentModel
    sentence: LinearModel
    direction: LinearModel
    points: Mapping[str, OperatingPoint]
    prior: float
    min_words: int
    lexicon: str
    sha256: str
    card: Mapping[str, Any]
    trained: Model | None = field(default=None, repr=False)
    read: bool = False

    @staticmethod
    def load(folder: Path | None = None) -> Model:
        """Read a model folder; None means the shipped one.

        Raises `UnreadableError` for a missing, damaged or foreign folder.
        """
        from spindetect.model.files import load

        return load(folder)

    @property
    def features(self) -> tuple[Feature, ...]:
        """What its columns are."""
        return READ_FEATURES if self.read else FEATURES

    @property
    def threshold(self) -> float:
        """Probability from which a candidate is called spun, unless another point is chosen."""
        return self.points[DEFAULT].threshold

    @property
    def prior_shift(self) -> float:
        """What the assumed prior adds to the log-odds of the model as it was trained."""
        return logit(self.prior) - logit(self.trained.prior) if self.trained else 0.0

    def at_prior(self, prior: float) -> Model:
        """The same model for a pile in which the share `prior` of the pages is spun.

        The odds are multiplied by those of the new prior over those of the old one, and so are the
        odds of every threshold: probabilities say what they mean in that pile, and the same pages
        are flagged, to the last bit. Raises `SpindetectError` unless 0 < `prior` < 1.
        """
        if not 0.0 < prior < 1.0:
            raise SpindetectError(
                f"prior {prior}: give the share of spun pages that you expect, between 0 and 1"
            )
        trained = self.trained or self
        if prior == trained.prior:
            return trained
        shift = logit(prior) - logit(trained.prior)
        points = _moved(trained.points, shift)
        return replace(trained, points=points, prior=prior, trained=trained)

    def assumed(self, probability: float) -> float:
        """What a probability of the model as it was trained is under the assumed prior."""
        if self.trained is None or not 0.0 < probability < 1.0:
            return probability
        return _chance(logit(probability) + self.prior_shift)

    def point_at(self, threshold: float) -> OperatingPoint | None:
        """The strictest point at or below `threshold`, whose false-positive rate holds there too.

        None where the threshold is below all of them: then the rate is not known.
        """
        below = [point for point in self.points.values() if point.threshold <= threshold]
        return max(below, key=lambda point: (point.threshold, point.aim), default=None)

    def probability(self, values: Floats, turned: Floats | None = None) -> float:
        """Probability of automated substitution for one document's features.

        `turned`: the features of the pair the other way round. That the original was spun from the
        candidate is the third possibility, and takes its share.
        """
        log_odds = float(self.document.log_odds(values) - self._other_way_round(values, turned))
        chance = float(sigmoid(np.array(log_odds)))
        if self.trained is None:
            return chance
        moved = _chance(log_odds + self.prior_shift)
        # Rounding must not carry a page over a threshold.
        for name, point in self.trained.points.items():
            limit = self.points[name].threshold
            flagged = chance >= point.threshold
            moved = max(moved, limit) if flagged else min(moved, _just_below(limit))
        return moved

    def _other_way_round(self, values: Floats, turned: Floats | None) -> float:
        if turned is None:
            return 0.0
        backwards = self.document.log_odds(turned)
        return float(third_possibility(backwards, self.direction.log_odds(values - turned)))

    def later(self, values: Floats, turned: Floats) -> float:
        """Log-odds that the candidate was spun from the original, if one was from the other."""
        return float(self.direction.log_odds(values - turned))

    def sentence_probabilities(self, values: Floats, document: Floats) -> Floats:
        """Probabilities of n sentences from their features, (n, features), and the document's.

        The document's log-odds are the context in which a sentence's few edits are read: a single
        swap means little in an honest text and much in a spun one, and less where spinning is rare.
        """
        context = with_context(values, self.document, document, self.prior_shift)
        return sigmoid(self.sentence.log_odds(context))

    def explain(self, values: Floats, turned: Floats | None = None) -> tuple[Contribution, ...]:
        """What each feature adds to the log-odds of `probability`, strongest first.

        With the last ones, the starting point, what the other direction takes and what another
        prior adds, they add up to it.
        """
        terms = self.document.terms(values)
        parts = [
            Contribution(
                feature.name,
                float(value),
                float(term),
                feature.high if value > mean else feature.low,
            )
            for feature, value, term, mean in zip(
                self.features, values, terms, self.document.mean, strict=True
            )
        ]
        parts.sort(key=lambda part: (-abs(part.contribution), part.feature))
        base = Contribution("base", 1.0, self.document.intercept, "the starting point of the scale")
        parts.append(base)
        if turned is not None:
            lost = self._other_way_round(values, turned)
            text = "the original may be the spun text" if lost > 1.0 else "the original is not spun"
            parts.append(Contribution("other_way_round", lost, -lost, text))
        if self.trained is not None:
            shift = self.prior_shift
            than = "smaller" if shift < 0 else "larger"
            text = f"the share of spun pages is assumed to be {than} than in training"
            parts.append(Contribution("prior", self.prior, shift, text))
        return tuple(parts)


def _moved(points: Mapping[str, OperatingPoint], shift: float) -> dict[str, OperatingPoint]:
    """The points on a scale of log-odds that lies `shift` higher; unequal ones stay unequal."""
    moved: dict[str, OperatingPoint] = {}
    above: OperatingPoint | None = None
    for name, point in sorted(points.items(), key=lambda item: -item[1].threshold):
        limit = point.threshold
        if 0.0 < limit < 1.0:
            limit = _chance(logit(limit) + shift)
        if above is not None:
            least = moved[next(reversed(moved))].threshold
            limit = least if point.threshold == above.threshold else min(limit, _just_below(least))
        moved[name] = replace(point, threshold=limit)
        above = point
    return {name: moved[name] for name in points}


def _chance(log_odds: float) -> float:
    """The sigmoid with full precision near zero, where a small prior leads."""
    return float(np.exp(-np.logaddexp(0.0, -log_odds)))


def _just_below(probability: float) -> float:
    return float(np.nextafter(probability, 0.0))


def third_possibility(backwards: Floats, later: Floats) -> Floats:
    """What the log-odds lose because the original may be the spun text.

    log(1 + odds of that), in so far as the direction says so. `backwards`: the document's log-odds
    of the pair the other way round; `later`: those that the candidate is the later text. Whoever
    names an original mostly knows it for one, so that has the benefit of the doubt
    (`BENEFIT_OF_DOUBT`): a spinner that looks for what goes with the neighbours leaves a text whose
    word pairs are more usual than before.
    """
    return np.asarray(sigmoid(-later - BENEFIT_OF_DOUBT) * np.logaddexp(0.0, backwards))


def pair_log_odds(
    document: DocumentModel, direction: LinearModel, values: Floats, turned: Floats
) -> Floats:
    """`Model.probability` of n pairs before any prior, as log-odds; shape (n,)."""
    later = direction.log_odds(values - turned)
    return document.log_odds(values) - third_possibility(document.log_odds(turned), later)


def with_context(
    values: Floats, model: DocumentModel, document: Floats, shift: float = 0.0
) -> Floats:
    """Sentence features with the document's log-odds, plus `shift`, as one more column."""
    context = np.clip(model.log_odds(document) + shift, -MAX_CONTEXT, MAX_CONTEXT)
    column = np.broadcast_to(np.expand_dims(context, -1), (*values.shape[:-1], 1))
    return np.concatenate((values, column), axis=-1)
