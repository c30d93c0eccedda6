"""Roget's Thesaurus of 1911 as the package PyRoget carries it.

Its data are those of Project Gutenberg's text, gathered into Roget's categories; the paragraphs
inside a category (nouns, verbs, adjectives, adverbs) are lost and are told again by the parts of
speech that WordNet gives each entry. Nothing of the package's code is run.
"""

from __future__ import annotations

import hashlib
import io
import pickle
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NoReturn

from spindetect.lexicon.tables import PARTS
from spindetect.types import UnreadableError

PACKAGE: Final = "PyRoget"
VERSION: Final = "0.0.3"
FILE: Final = "thes_cat.txt"
FOLDER: Final = "roget"
"""Folder of the file within the package."""
SHA256: Final = "fcb29fda11e239f0a0cb30985b972c504f7c71308f4d0f0957282e67116d704e"
"""Of the file in the only version that is known, which is not maintained any more."""


class _PlainData(pickle.Unpickler):
    """Builds dictionaries, lists and strings; whatever else a pickle asks for is refused."""

    def find_class(self, module: str, name: str) -> NoReturn:
        raise pickle.UnpicklingError(f"{module}.{name} in a file of words")


def read_categories(content: bytes, sha256: str = SHA256) -> dict[str, list[str]]:
    """Category → its entries, in small letters, from the content of `FILE`.

    The file is a pickle, which could hold anything; hence only the one whose digest is known is
    read, and plain data only.

    Raises:
        UnreadableError: it is another file.
    """
    if hashlib.sha256(content).hexdigest() != sha256:
        raise UnreadableError(
            f"{FILE}: not that of {PACKAGE} {VERSION} (its sha256 differs); install that version"
        )
    # The strings are bytes of several encodings; entries with accents are dropped anyway.
    table = _PlainData(io.BytesIO(content), encoding="latin-1").load()
    return {
        str(code): [" ".join(str(entry).lower().split()) for entry in entries]
        for code, entries in sorted(table.items())
    }


def paragraphs(
    categories: Mapping[str, Iterable[str]], parts: Iterable[tuple[str, str]]
) -> list[Sequence[str]]:
    """Entries of one category that may be the same part of speech; two or more to a paragraph.

    `parts`: (word, part of speech) for every word and phrase that WordNet knows. Entries that it
    does not know, most of them sayings and words that have died out, are left out.
    """
    known = frozenset(parts)
    found = [
        sorted({entry for entry in entries if (entry, part) in known})
        for entries in categories.values()
        for part in PARTS
    ]
    return [paragraph for paragraph in found if len(paragraph) > 1]
