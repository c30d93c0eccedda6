"""Labelled pairs, or texts without an original, to a fitted, calibrated, saved model."""

from spindetect.training.comparison import Comparison
from spindetect.training.examples import Example, example, extract, views
from spindetect.training.fitting import fit
from spindetect.training.outcome import (
    MIN_ADAPT,
    MIN_ANEW,
    MIN_GROUPS,
    MIN_PAIRS,
    Mode,
    Outcome,
)
from spindetect.training.readme import WITHOUT_ENCODER, amend, comparison_rows, readme
from spindetect.training.running import train
from spindetect.training.table import REVERSED, Part, part_of

__all__ = [
    "MIN_ADAPT",
    "MIN_ANEW",
    "MIN_GROUPS",
    "MIN_PAIRS",
    "REVERSED",
    "WITHOUT_ENCODER",
    "Comparison",
    "Example",
    "Mode",
    "Outcome",
    "Part",
    "amend",
    "comparison_rows",
    "example",
    "extract",
    "fit",
    "part_of",
    "readme",
    "train",
    "views",
]
