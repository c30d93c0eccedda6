"""Files of pairs' texts, each read once."""

from __future__ import annotations

from pathlib import Path

from spindetect.readers import read_document
from spindetect.types import Document, UnreadableError


class Documents:
    """Reads files as documents and remembers them, the unreadable ones too.

    What is remembered lives on in the pairs anyway; one of these serves one reading.
    """

    def __init__(self) -> None:
        self._read: dict[Path, Document | str] = {}

    def read(self, path: Path) -> Document:
        """The document, its id the path as given; `UnreadableError` as `read_document` has it."""
        if path not in self._read:
            try:
                self._read[path] = read_document(path)
            except UnreadableError as error:
                self._read[path] = str(error)
        found = self._read[path]
        if isinstance(found, str):
            raise UnreadableError(found)
        return found
