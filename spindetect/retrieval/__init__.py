"""Source retrieval: a collection of originals as an index on disk, and the likely originals of a
candidate.

`build_index` and `Index.open` give an index; `Index.search` finds. `write_piece` and `assemble` are
the two halves of building one with several workers.
"""

from spindetect.retrieval.index import DOCUMENTS_A_PIECE, Index, assemble, build_index
from spindetect.retrieval.search import Hit
from spindetect.retrieval.segment import write_piece

__all__ = ["DOCUMENTS_A_PIECE", "Hit", "Index", "assemble", "build_index", "write_piece"]
