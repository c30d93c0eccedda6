"""Documents from files, folders, tables, archives and standard input.

`read_document` reads one; `Corpus` finds the records of many, `read_record` reads each. They are
imported when first used: one document needs nothing of what a corpus needs.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spindetect.readers.corpus import Corpus as Corpus
    from spindetect.readers.records import Record as Record
    from spindetect.readers.records import read_record as read_record
    from spindetect.readers.single import read_document as read_document

__all__ = ["Corpus", "Record", "read_document", "read_record"]

_HOMES = {
    "Corpus": "spindetect.readers.corpus",
    "Record": "spindetect.readers.records",
    "read_document": "spindetect.readers.single",
    "read_record": "spindetect.readers.records",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(home), name)
