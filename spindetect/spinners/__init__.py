"""Simulated article spinners: plain article in, labelled pair with exact gold spans out.

`spinners` lists the families, `simulate` draws pairs from all of them, and the variants are what
happens to a page besides the spinning. A family imitates one way of spinning; commercial output is
closest to the database families.
"""

from spindetect.spinners.canvas import share_replaced
from spindetect.spinners.families import Spinner, spinners
from spindetect.spinners.patching import Patch, Variant, patched
from spindetect.spinners.resources import load_furniture
from spindetect.spinners.simulate import simulate
from spindetect.spinners.typography import HouseStyle, LetterTricks
from spindetect.spinners.variants import (
    DroppedParagraphs,
    Furnished,
    HardWrapped,
    Partial,
    Spliced,
    Truncated,
)

__all__ = [
    "DroppedParagraphs",
    "Furnished",
    "HardWrapped",
    "HouseStyle",
    "LetterTricks",
    "Partial",
    "Patch",
    "Spinner",
    "Spliced",
    "Truncated",
    "Variant",
    "load_furniture",
    "patched",
    "share_replaced",
    "simulate",
    "spinners",
]
