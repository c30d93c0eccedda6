"""`candidates/<label>/`, and beside it perhaps `originals/` → what each candidate is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from spindetect.pairs.documents import Documents
from spindetect.pairs.entries import Entry
from spindetect.pairs.rows import Labelled, build, build_alone
from spindetect.readers import read_document
from spindetect.readers.opening import shown_name
from spindetect.types import Document, Relation, SpindetectError, UnreadableError

COUNTED = " (of the candidates, sorted by name)"
ORIGINALS, CANDIDATES = "originals", "candidates"
LABELS: dict[str, int | str] = {
    **{relation.value: relation.value for relation in Relation},
    "spun": 1,
    "1": 1,
    "honest": 0,
    "0": 0,
}
"""What the names of the folders below `candidates/` say of the files in them."""


class Originals:
    """The files in `originals/`, by the stem of their names."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files: defaultdict[str, list[Path]] = defaultdict(list)
        for file in files:
            self._files[file.stem].append(file)
        self._documents = Documents()

    def stem_of(self, candidate: Path) -> str:
        """The longest stem of an original that the candidate's name begins with, up to a dot.

        Raises `SpindetectError` where there is none.
        """
        stem = candidate.stem
        while stem not in self._files:
            stem, dot, _ = stem.rpartition(".")
            if not dot:
                raise SpindetectError(
                    f"has no original; put {ORIGINALS}/{candidate.stem}.txt there (or .html, .pdf, "
                    ".docx), or name the candidate after its original"
                )
        return stem

    def read(self, stem: str) -> Document:
        """The original of that stem; `SpindetectError` if there are two or it cannot be read."""
        first, *others = self._files[stem]
        if others:
            raise SpindetectError(f"has two originals, {first.name} and {others[0].name}; keep one")
        try:
            return self._documents.read(first)
        except UnreadableError as error:
            raise SpindetectError(f"its original cannot be read: {error}") from error


def folder_entries(path: Path) -> Iterator[Entry]:
    """What a folder holds, a candidate each, sorted by label folder and name.

    Pairs if there is a folder of originals, else candidates without an original. Hidden files are
    left out. Raises `UnreadableError` where the folder is laid out otherwise.
    """
    originals, candidates = path / ORIGINALS, path / CANDIDATES
    if not candidates.is_dir():
        raise _wrong_layout(path, f"holds no folder {CANDIDATES}/")
    known = Originals(_visible(originals)) if originals.exists() else None
    for number, (file, label) in enumerate(_candidates(path, candidates), 1):
        yield _entry(file, number, label, known)


def _candidates(path: Path, folder: Path) -> list[tuple[Path, int | str | None]]:
    """Candidates with their labels; None for what lies in no label's folder."""
    found: list[tuple[Path, int | str | None]] = []
    labels = 0
    for entry in _visible(folder):
        if not entry.is_dir():
            found.append((entry, None))
        elif entry.name.lower() in LABELS:
            labels += 1
            found += [(file, LABELS[entry.name.lower()]) for file in _visible(entry)]
        else:
            raise _wrong_layout(path, f"holds {CANDIDATES}/{entry.name}/, which is no label")
    if not labels:
        raise _wrong_layout(path, f"holds no folder of a label in {CANDIDATES}/")
    return found


def _wrong_layout(path: Path, wrong: str) -> UnreadableError:
    return UnreadableError(
        f"{path}: {wrong}; a folder of pairs holds {ORIGINALS}/NAME.txt and "
        f"{CANDIDATES}/LABEL/NAME.txt (or NAME.anything.txt), one without originals the second "
        f"alone, where LABEL is spun, honest, 1, 0 or "
        f"a relation ({', '.join(r for r in Relation if r is not Relation.SPUN)})"
    )


def _visible(folder: Path) -> list[Path]:
    try:
        return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError as error:
        raise UnreadableError(f"{folder}: {error.strerror}; check the folder") from error


def _entry(file: Path, number: int, label: int | str | None, originals: Originals | None) -> Entry:
    try:
        return Entry(str(file), number, _labelled(file, label, originals), COUNTED)
    except UnreadableError as error:
        # The line begins with the file's name, as that of a bad row does.
        reason = str(error).removeprefix(f"{shown_name(str(file))}: ")
    except SpindetectError as error:
        reason = str(error)
    return Entry(str(file), number, reason, COUNTED)


def _labelled(file: Path, label: int | str | None, originals: Originals | None) -> Labelled:
    if label is None:
        raise SpindetectError(
            f"lies in no label's folder; move it to {CANDIDATES}/spun/ or {CANDIDATES}/honest/"
        )
    if originals is None:
        return build_alone({}, read_document(file), label)
    stem = originals.stem_of(file)
    candidate = read_document(file)
    return build({"group": stem}, originals.read(stem), candidate, label)
