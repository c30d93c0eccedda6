"""An audit's output in which a person filled in the `review` column → what each page is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from spindetect.pairs.documents import Documents
from spindetect.pairs.rows import Labelled, build, build_alone, is_empty, text_of
from spindetect.types import Document, Relation, SpindetectError

SOURCE = "review"
"""Source of what a person reviewed."""

_ANSWERS: dict[str, int | str] = {
    **{relation.value: relation.value for relation in Relation},
    **dict.fromkeys("spun yes 1 1.0 true".split(), 1),
    **dict.fromkeys("honest no 0 0.0 false ok".split(), 0),
}
# A cell that a spreadsheet might take for a formula is kept from that by an apostrophe before it.
_GUARDED = tuple(f"'{mark}" for mark in "=+-@\t\r")


class Texts:
    """Finds the texts that an audit's ids stand for.

    `folders`: where ids are looked up as paths, in this order.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self._documents = Documents()

    def find(self, identifier: str) -> Document | None:
        """The text of the first regular file of that name; None if there is none.

        Raises `UnreadableError` with what is wrong with the file.
        """
        path = next(filter(_is_file, self._places(identifier)), None)
        return None if path is None else self._documents.read(path)

    def _places(self, identifier: str) -> Iterator[Path]:
        names = [identifier]
        if identifier.startswith(_GUARDED):
            names.append(identifier[1:])
        return (folder / name for name in names for folder in self._folders)


def _is_file(path: Path) -> bool:
    """Whether a regular file lies there; False for what can be no path at all, such as a text."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_review(row: Mapping[str, Any]) -> bool:
    """Whether a row is one of an audit's output; a row with a label is a pair, whatever else."""
    return "review" in row and "label" not in row


def reviewed(row: Mapping[str, Any], name: str, texts: Texts) -> Labelled | None:
    """The page that a person reviewed, a pair if an original is named; None where `review` is
    empty.

    `name`: of the row, for the ids of texts without one. Raises `SpindetectError` with the reason
    why the row cannot be used.
    """
    review = row.get("review")
    if is_empty(review):
        return None
    label = _ANSWERS.get(str(review).strip().lower())
    if label is None:
        known = ", ".join(relation for relation in Relation if relation is not Relation.SPUN)
        raise SpindetectError(f"`review` is {review!r:.40}; write spun, honest or one of {known}")
    if is_empty(row.get("original")) and is_empty(row.get("original_text")):
        return build_alone(row, _text(row, "candidate", name, texts), label, SOURCE)
    original, candidate = (_text(row, side, name, texts) for side in ("original", "candidate"))
    return build(row, original, candidate, label, SOURCE)


def _text(row: Mapping[str, Any], side: str, name: str, texts: Texts) -> Document:
    """One side's text: from the column of texts if the table has it, else by its id."""
    identifier = None if is_empty(row.get(side)) else str(row[side])
    if not is_empty(row.get(f"{side}_text")):
        return Document(identifier or f"{name}:{side}", text_of(row, f"{side}_text"))
    if identifier is None:
        raise SpindetectError(
            f"is reviewed but has no {side}; name the file of its {side} in `{side}`, or leave "
            "`review` empty"
        )
    found = texts.find(identifier)
    if found is None:
        raise SpindetectError(
            f"`{side}` {identifier!r:.120} is no file here, beside the table or in a folder of "
            f"texts; name its folder with --texts, or add a column {side}_text"
        )
    return found
