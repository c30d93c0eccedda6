"""A small model made by hand: what a detector does around it needs no training."""

from __future__ import annotations

from collections.abc import Mapping

from spindetect.detector import Detector
from spindetect.features import FEATURE_NAMES
from spindetect.lexicon import Lexicon
from spindetect.model import LinearModel, Model, OperatingPoint

# feature: usual value, its spread, what one spread more adds to the log-odds
DOCUMENT = {"swap_rate": (0.2, 0.1, 2.0), "rarer_pairs": (0.5, 0.25, 2.0)}
SENTENCE = {"swap_rate": (0.2, 0.1, 1.0)}
DIRECTION = {"later_text": (0.0, 1.0, 1.0)}
POINTS = {
    "default": OperatingPoint(0.9, 0.01, 400, 0, (0.0, 0.0092)),
    "strict": OperatingPoint(0.98, 0.001, 400, 0, (0.0, 0.0092)),
}
# Of the document's log-odds, in a sentence's.
CONTEXT = 0.5


def linear(
    rules: Mapping[str, tuple[float, float, float]], intercept: float, *context: float
) -> LinearModel:
    """Weights by name, zero for all other features."""
    rows = [rules.get(name, (0.0, 1.0, 0.0)) for name in FEATURE_NAMES]
    rows += [(0.0, 1.0, weight) for weight in context]
    mean, scale, weights = zip(*rows, strict=True)
    return LinearModel(mean, scale, weights, intercept)


def hand_made(lexicon: Lexicon) -> Model:
    """A model by which swaps that leave rare word pairs behind are spinning."""
    return Model(
        document=linear(DOCUMENT, -1.0),
        sentence=linear(SENTENCE, -1.0, CONTEXT),
        direction=linear(DIRECTION, 0.0),
        points=POINTS,
        prior=0.5,
        min_words=20,
        lexicon=lexicon.version,
        sha256="0" * 64,
        card={"pairs": {"spun": 0, "all": 0}},
    )


def detector(lexicon: Lexicon, threshold: float | None = None) -> Detector:
    return Detector(hand_made(lexicon), lexicon, threshold)
