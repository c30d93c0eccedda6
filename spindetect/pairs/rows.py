"""One row → one checked pair, or the reason why it cannot be used."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spindetect.readers.refusal import MAX_TEXT_CHARACTERS
from spindetect.types import Document, GoldEdit, LabelledPair, Relation, Span, SpindetectError

UNKNOWN = "unknown"
"""Source and family of a row that does not name them."""

_RELATIONS = frozenset(relation.value for relation in Relation)
# As JSON, spreadsheets and pandas write them; "1.0" is what becomes of 1 in a column with gaps.
_NUMBERS = {"1": 1, "1.0": 1, "true": 1, "0": 0, "0.0": 0, "false": 0}


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be used: file, 1-based row number and the reason.

    `counted`: how the rows were counted, if not from the first line of the file.
    """

    path: str
    row: int
    reason: str
    counted: str = ""

    def __str__(self) -> str:
        return f"{self.path}, row {self.row}{self.counted}: {self.reason}"


@dataclass(frozen=True, slots=True)
class LabelledCandidate:
    """A candidate without its original, with its true label.

    All as in `LabelledPair`, but that `gold` holds the places of what was put in.
    """

    candidate: Document
    label: int | str
    group: str
    source: str
    family: str
    gold: tuple[Span, ...] | None = None


Labelled = LabelledPair | LabelledCandidate


def is_spun(labelled: Labelled) -> bool:
    """Whether the label says that the candidate is automated substitution."""
    return labelled.label == 1 or labelled.label == Relation.SPUN


def row_of(labelled: Labelled) -> str:
    """Where it was read: "pairs.jsonl:12"."""
    return labelled.candidate.id.removesuffix(":candidate")


def alone(pair: LabelledPair) -> LabelledCandidate:
    """The candidate of a pair by itself, as if its original had not been given."""
    gold = None if pair.gold is None else tuple(edit.candidate for edit in pair.gold)
    return LabelledCandidate(pair.candidate, pair.label, pair.group, pair.source, pair.family, gold)


def labelled_of_row(row: Mapping[str, Any], name: str) -> Labelled:
    """What a row with `candidate`, `label` and perhaps `original` describes.

    `name`: of the row, for the ids of its texts. Without an original, `text` is another name for
    `candidate`. Raises `SpindetectError` with the reason why the row cannot be used.
    """
    if is_empty(row.get("original")):
        key = "text" if is_empty(row.get("candidate")) and "text" in row else "candidate"
        candidate = Document(f"{name}:candidate", text_of(row, key))
        return build_alone(row, candidate, label_of(row.get("label")))
    original, candidate = (
        Document(f"{name}:{side}", text_of(row, side)) for side in ("original", "candidate")
    )
    return build(row, original, candidate, label_of(row.get("label")))


def build(
    row: Mapping[str, Any],
    original: Document,
    candidate: Document,
    label: int | str,
    source: str = UNKNOWN,
) -> LabelledPair:
    """A pair of these texts, with what else the row says of it.

    `source`: that of a row which names none. Raises `SpindetectError` for a row that contradicts
    itself or whose `group`, `source`, `family` or `gold` is of no use.
    """
    # White space is nothing that a spinner substitutes.
    if label in (1, Relation.SPUN) and original.text.split() == candidate.text.split():
        raise SpindetectError("labelled spun but candidate and original are the same text")
    return LabelledPair(
        original=original,
        candidate=candidate,
        label=label,
        group=_name(row, "group") or group_of(original),
        source=_name(row, "source") or source,
        family=_name(row, "family") or UNKNOWN,
        gold=_gold(row.get("gold"), len(original.text), len(candidate.text)),
    )


def build_alone(
    row: Mapping[str, Any], candidate: Document, label: int | str, source: str = UNKNOWN
) -> LabelledCandidate:
    """A candidate without an original; `row`, `source` and errors as in `build`."""
    return LabelledCandidate(
        candidate=candidate,
        label=label,
        group=_name(row, "group") or group_of(candidate),
        source=_name(row, "source") or source,
        family=_name(row, "family") or UNKNOWN,
        gold=_gold_alone(row.get("gold"), len(candidate.text)),
    )


def group_of(document: Document) -> str:
    """The group of a row that names none: equal originals, or without them texts, make one."""
    return hashlib.sha256(document.text.encode("utf-8", "replace")).hexdigest()


def text_of(row: Mapping[str, Any], key: str) -> str:
    """The text in a column; `SpindetectError` if there is none, or it is no text that is read."""
    text = row.get(key)
    if is_empty(text):
        raise SpindetectError(f"`{key}` is missing or empty")
    if not isinstance(text, str):
        raise SpindetectError(f"`{key}` is no text but {text!r:.40}")
    if len(text) > MAX_TEXT_CHARACTERS:
        raise SpindetectError(
            f"`{key}` has {len(text):,} characters, the limit is {MAX_TEXT_CHARACTERS:,}; split it"
        )
    return text


def is_empty(value: object) -> bool:
    """Whether a cell says nothing: null, blank, or the NaN that pandas puts into gaps."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, float) and math.isnan(value))


def label_of(value: object) -> int | str:
    """A label as 1, 0 or the name of a relation; `SpindetectError` for anything else."""
    if isinstance(value, int | float) and value in (0, 1):
        return int(value)
    if isinstance(value, str):
        label = value.strip()
        if label.lower() in _NUMBERS:
            return _NUMBERS[label.lower()]
        if label in _RELATIONS:
            return label
    known = ", ".join(Relation)
    raise SpindetectError(f"`label` is {value!r:.40}; it must be 1, 0 or one of {known}")


def _name(row: Mapping[str, Any], key: str) -> str | None:
    """A group, source or family; None where the row names none."""
    value = row.get(key)
    if value is None or value == "" or (is_empty(value) and not isinstance(value, str)):
        return None
    if not isinstance(value, str | int | float):
        raise SpindetectError(f"`{key}` is {value!r:.40}; it must be a text or a number")
    return str(value)


def _gold(value: object, original: int, candidate: int) -> tuple[GoldEdit, ...] | None:
    """Gold spans from a list of objects or its JSON text; the lengths are those of the texts."""
    try:
        edits = _listed(value)
        if edits is None:
            return None
        return tuple(
            GoldEdit(_span(edit["original"], original), _span(edit["candidate"], candidate))
            for edit in edits
        )
    except (TypeError, KeyError, ValueError) as error:
        raise SpindetectError(
            "`gold` must be a list of {original: {start, end}, candidate: {start, end}}"
        ) from error


def _gold_alone(value: object, candidate: int) -> tuple[Span, ...] | None:
    """The same without an original: what is said of one is left unread."""
    try:
        edits = _listed(value)
        if edits is None:
            return None
        return tuple(_span(edit.get("candidate") or edit, candidate) for edit in edits)
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise SpindetectError(
            "`gold` must be a list of {start, end}, or of {candidate: {start, end}}"
        ) from error


def _listed(value: object) -> list[Any] | None:
    edits = json.loads(value) if isinstance(value, str) else value
    if edits is not None and not isinstance(edits, list):
        raise TypeError
    return edits


def _span(value: dict[str, Any], length: int) -> Span:
    start, end = value["start"], value["end"]
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start <= end <= length):
        raise SpindetectError(f"`gold` has a span {start!r:.20} to {end!r:.20} outside the text")
    return Span(start, end)
