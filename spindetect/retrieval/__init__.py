"""Source retrieval: a collection of originals as an index on disk, and the likely originals of a
candidate.

`build_index` and `Index.open` give an index; `Index.search` finds. `write_piece` and `assemble` are
the two halves of building one with several workers.
"""

from spindetect.retrieval.index import Index, assemble, build_index, is_index
from spindetect.retrieval.search import RIVAL, Hit
from spindetect.retrieval.segment import write_piece

__all__ = ["RIVAL", "Hit", "Index", "assemble", "build_index", "is_index", "write_piece"]
