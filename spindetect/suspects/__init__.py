"""A text by itself: which of its words look substituted, and how likely it is that it was spun."""

from spindetect.suspects.model import DEEP, FAST, Judgement, UnaidedModel
from spindetect.suspects.phrases import Place, suspect_places
from spindetect.suspects.words import Alternatives, WordTable

__all__ = [
    "DEEP", "FAST", "Alternatives", "Judgement", "Place", "UnaidedModel", "WordTable",
    "suspect_places",
]  # fmt: skip
