"""What is known about English words: thesaurus relations, frequencies, base forms, word classes.

The tables are compiled from their sources by `spindetect.lexicon.build` and read through memory
maps; docs/lexicon.md describes sources, sizes and relations.
"""

from spindetect.lexicon.runtime import LexicalRelation, Lexicon
from spindetect.lexicon.wordings import Wording

__all__ = ["LexicalRelation", "Lexicon", "Wording"]
