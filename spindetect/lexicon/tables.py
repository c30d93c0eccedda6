"""The files of a compiled lexicon: their names, their index, and integer tables mapped from disk.

A lexicon is a folder with `lexicon.json` (the index), `words.marisa` (the vocabulary, which gives
every entry its id) and one-dimensional unsigned `.npy` arrays. Scalar look-ups go through
`memoryview`s of the mapped arrays, which hand out Python integers several times faster than numpy
scalars do.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, cast

from spindetect.types import UnreadableError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PROTOCOL: Final = 1
"""Raised by one whenever older code would misread the files; see docs/lexicon.md."""
INDEX: Final = "lexicon.json"
WORDS: Final = "words.marisa"
STEPS: Final = 4096
"""Counts are stored as round(STEPS * log10(1 + count)) in 16 bits: up to 10**15, 0.03 % exact."""
BASE_BITS: Final = 24
"""A base form is stored as word id (24 bits) and, above it, a mask of parts of speech."""
PARTS: Final = "nvar"
"""Parts of speech in storage order: noun, verb, adjective, adverb; bit i of a mask is PARTS[i]."""
ANY_PART: Final = (1 << len(PARTS)) - 1
NO_SYNSET: Final = 0xFFFF_FFFF
PLANE_BITS: Final = 16
"""Row thesauri number their words in planes of 65,536, to store 16 bits for each."""


class Vocabulary(Protocol):
    """The part of `marisa_trie.Trie` that is used."""

    def get(self, key: str) -> int | None: ...
    def restore_key(self, index: int) -> str: ...
    def __len__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Csr:
    """One row for each key from 0 on: `values[offsets[key] : offsets[key + 1]]`."""

    offsets: memoryview
    values: memoryview

    def row(self, key: int) -> list[int]:
        """The row of a key below `len(offsets) - 1`."""
        return self.values[self.offsets[key] : self.offsets[key + 1]].tolist()

    def bounds(self, key: int) -> tuple[int, int]:
        """Where the row starts and ends in `values`."""
        return self.offsets[key], self.offsets[key + 1]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Rows for few keys out of many: `keys` is sorted and parallel to `values`."""

    keys: memoryview
    values: memoryview

    def row(self, key: int) -> list[int]:
        """The values of a key, in stored order; empty for a key without any."""
        keys = self.keys
        first = bisect_left(keys, key)
        if first == len(keys) or keys[first] != key:
            return []
        return self.values[first : bisect_right(keys, key, first)].tolist()

    def between(self, start: int, end: int) -> list[tuple[int, int]]:
        """(key, value) for all keys from `start` to `end` (exclusive)."""
        first = bisect_left(self.keys, start)
        if first == len(self.keys) or self.keys[first] >= end:
            return []
        last = bisect_left(self.keys, end, first)
        keys, values = self.keys[first:last].tolist(), self.values[first:last].tolist()
        return list(zip(keys, values, strict=True))


@dataclass(frozen=True, slots=True)
class FileEntry:
    """Size in bytes and SHA-256 (hex) that a file of the lexicon must have."""

    bytes: int
    sha256: str


def plane_count(words: int) -> int:
    """Planes that a row thesaurus of so many words takes."""
    return max(1, words + (1 << PLANE_BITS) - 1 >> PLANE_BITS)


def digest(files: Mapping[str, FileEntry]) -> str:
    """SHA-256 (hex) over the names and digests of all files: the version of a lexicon."""
    lines = (f"{files[name].sha256}  {name}\n" for name in sorted(files))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def file_entry(path: Path) -> FileEntry:
    """Measure a file."""
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    return FileEntry(path.stat().st_size, sha256)


@dataclass(frozen=True, slots=True)
class Folder:
    """An opened lexicon folder. `thesauri`: name → kind ("wordnet" or "rows"), in file order."""

    path: Path
    version: str
    thesauri: Mapping[str, str]
    files: Mapping[str, FileEntry]

    def broken(self, name: str, problem: str) -> UnreadableError:
        """The error for a damaged file of this folder."""
        return UnreadableError(f"{self.path / name}: {problem}; run 'make lexicon' to rebuild it")

    def check(self, name: str) -> None:
        """Compare a file's digest with the index; raises `UnreadableError`."""
        if file_entry(self.path / name) != self.files[name]:
            raise self.broken(name, "its content is not what lexicon.json says")

    def vocabulary(self) -> Vocabulary:
        """Map the vocabulary. Its digest is checked each time: a trie trusts what it reads."""
        import marisa_trie

        self._expect(WORDS)
        self.check(WORDS)
        try:
            return cast(Vocabulary, marisa_trie.Trie().mmap(str(self.path / WORDS)))
        except (OSError, RuntimeError) as error:
            raise self.broken(WORDS, f"not a vocabulary ({error})") from error

    def array(self, name: str, dtype: str) -> NDArray[np.unsignedinteger]:
        """Map `name.npy`, a one-dimensional array of the given unsigned type."""
        import numpy as np

        file = f"{name}.npy"
        self._expect(file)
        try:
            mapped = np.load(self.path / file, mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError) as error:
            raise self.broken(file, "not a numpy array") from error
        if mapped.ndim != 1 or mapped.dtype != np.dtype(dtype):
            raise self.broken(file, f"expected a row of {dtype}")
        return cast("NDArray[np.unsignedinteger]", mapped.view(np.ndarray))

    def column(self, name: str, dtype: str = "uint32") -> memoryview:
        """Map `name.npy` for scalar look-ups."""
        return self.array(name, dtype).data

    def csr(self, name: str, rows: int, dtype: str = "uint32") -> Csr:
        """Map `name.offsets.npy` and `name.values.npy`, a table of so many rows."""
        table = Csr(self.column(f"{name}.offsets"), self.column(f"{name}.values", dtype))
        if len(table.offsets) != rows + 1 or table.offsets[rows] != len(table.values):
            raise self.broken(f"{name}.offsets.npy", "does not fit its values")
        return table

    def pairs(self, name: str) -> Pairs:
        """Map `name.keys.npy` and `name.values.npy`."""
        table = Pairs(self.column(f"{name}.keys"), self.column(f"{name}.values"))
        if len(table.keys) != len(table.values):
            raise self.broken(f"{name}.keys.npy", "does not fit its values")
        return table

    def _expect(self, name: str) -> None:
        if name not in self.files:
            raise self.broken(INDEX, f"does not list {name}")
        try:
            size = (self.path / name).stat().st_size
        except OSError as error:
            raise self.broken(name, "missing") from error
        if size != self.files[name].bytes:
            raise self.broken(name, f"{size} bytes instead of {self.files[name].bytes}")


def open_folder(path: Path) -> Folder:
    """Read the index of a lexicon folder.

    Raises:
        UnreadableError: there is no index, or it is damaged, foreign or of another protocol.
    """
    index = path / INDEX
    try:
        content = json.loads(index.read_text("utf-8"))
        protocol = content["protocol"]
        files = {
            str(name): FileEntry(int(entry["bytes"]), str(entry["sha256"]))
            for name, entry in content["files"].items()
        }
        thesauri = {str(name): str(kind) for name, kind in content["thesauri"].items()}
        version = str(content["sha256"])
    except OSError as error:
        raise UnreadableError(
            f"{path}: no compiled lexicon here (no readable {INDEX}); run 'make lexicon'"
        ) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnreadableError(f"{index}: not the index of a lexicon; run 'make lexicon'") from error
    if protocol != PROTOCOL:
        raise UnreadableError(
            f"{index}: protocol {protocol!r}, this program reads {PROTOCOL}; run 'make lexicon'"
        )
    if version != digest(files):
        raise UnreadableError(f"{index}: its sha256 does not fit its files; run 'make lexicon'")
    return Folder(path, version, thesauri, files)
