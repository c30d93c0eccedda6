"""Real text that the project declares but does not own: read where it is present, checked first.

`data/external.json` names each file with its digest, its licence and what it may be used for. None
of the text is part of the repository.
"""

from spindetect.sources.articles import Articles, external_articles
from spindetect.sources.declaration import Source, declared_sources
from spindetect.sources.levels import reading_level_paragraphs, reading_levels

__all__ = [
    "Articles",
    "Source",
    "declared_sources",
    "external_articles",
    "reading_level_paragraphs",
    "reading_levels",
]
