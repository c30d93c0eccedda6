"""Labelled pairs: read from tables, folders and reviewed audits, write, split by group.

docs/pairs.md describes every form that is read.
"""

from spindetect.pairs.files import fingerprint
from spindetect.pairs.reading import Reading, collect_pairs, read_pairs
from spindetect.pairs.rows import BadRow, is_spun
from spindetect.pairs.splitting import Part, fold, part_of
from spindetect.pairs.writing import write_pairs

__all__ = [
    "BadRow",
    "Part",
    "Reading",
    "collect_pairs",
    "fingerprint",
    "fold",
    "is_spun",
    "part_of",
    "read_pairs",
    "write_pairs",
]
