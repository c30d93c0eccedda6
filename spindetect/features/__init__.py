"""Named features of an aligned pair: `tally` adds up what happened, `features` makes rates."""

from spindetect.features.table import (
    EITHER,
    FEATURE_NAMES,
    FEATURES,
    LESS,
    MORE,
    READ_FEATURES,
    SCALE,
    Feature,
    features,
)
from spindetect.features.tally import Floats, Sum, reverse, speech_of, tally, with_oddness

__all__ = [
    "EITHER",
    "FEATURES",
    "FEATURE_NAMES",
    "LESS",
    "MORE",
    "READ_FEATURES",
    "SCALE",
    "Feature",
    "Floats",
    "Sum",
    "features",
    "reverse",
    "speech_of",
    "tally",
    "with_oddness",
]
