"""Labelled pairs, and candidates without an original: read, write, split by group.

docs/pairs.md describes every form that is read.
"""

from spindetect.pairs.files import fingerprint
from spindetect.pairs.reading import Reading, collect, read_pairs
from spindetect.pairs.rows import BadRow, Labelled, LabelledCandidate, is_spun, row_of
from spindetect.pairs.splitting import Part, fold, part_of
from spindetect.pairs.writing import write_pairs

__all__ = [
    "BadRow",
    "Labelled",
    "LabelledCandidate",
    "Part",
    "Reading",
    "collect",
    "fingerprint",
    "fold",
    "is_spun",
    "part_of",
    "read_pairs",
    "row_of",
    "write_pairs",
]
