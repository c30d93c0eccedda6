"""Named features of an aligned pair: `tally` adds up what happened, `features` makes rates."""

from spindetect.features.table import FEATURE_NAMES, FEATURES, LESS, MORE, Feature, features
from spindetect.features.tally import Floats, Sum, reverse, speech_of, tally

__all__ = [
    "FEATURES",
    "FEATURE_NAMES",
    "LESS",
    "MORE",
    "Feature",
    "Floats",
    "Sum",
    "features",
    "reverse",
    "speech_of",
    "tally",
]
