"""Labelled pairs: reading with every bad row named, writing, and splits that keep groups whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spindetect.types import (
    Document,
    GoldEdit,
    LabelledPair,
    Relation,
    Span,
    SpindetectError,
    UnreadableError,
)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be used: file, 1-based row number and the reason."""

    path: str
    row: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}, row {self.row}: {self.reason}"


def read_pairs(paths: Sequence[Path]) -> tuple[list[LabelledPair], list[BadRow]]:
    """Read JSONL files of labelled pairs; bad rows are returned, not raised.

    A row is an object with `original`, `candidate` (texts), `label` (1, 0 or a relation) and
    optionally `group`, `source`, `family`, `gold`. Raises `UnreadableError` for a file that cannot
    be read at all.
    """
    pairs: list[LabelledPair] = []
    bad: list[BadRow] = []
    for path in paths:
        for number, line in _lines(path):
            try:
                pairs.append(_pair(json.loads(line), f"{path.name}:{number}"))
            except json.JSONDecodeError as error:
                bad.append(BadRow(str(path), number, f"not valid JSON ({error.msg})"))
            except RecursionError:
                bad.append(BadRow(str(path), number, "nested too deeply"))
            except SpindetectError as error:
                bad.append(BadRow(str(path), number, str(error)))
            except ValueError:  # Python's limit for integers, after which it reads no further
                bad.append(BadRow(str(path), number, "a number has too many digits"))
    return pairs, bad


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    if path.suffix != ".jsonl":
        raise UnreadableError(f"{path}: labelled pairs are read from .jsonl files")
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise UnreadableError(f"{path}: {reason}; give a JSONL file of labelled pairs") from error


def _pair(row: object, name: str) -> LabelledPair:
    if not isinstance(row, dict):
        raise SpindetectError("not an object with original, candidate and label")
    original, candidate = (_text(row, key) for key in ("original", "candidate"))
    group = row.get("group")
    if group is None or group == "":
        group = hashlib.sha256(original.encode("utf-8", "replace")).hexdigest()
    return LabelledPair(
        original=Document(f"{name}:original", original),
        candidate=Document(f"{name}:candidate", candidate),
        label=_label(row.get("label")),
        group=str(group),
        source=str(row.get("source") or "unknown"),
        family=str(row.get("family") or "unknown"),
        gold=_gold(row.get("gold"), len(original), len(candidate)),
    )


def _text(row: dict[str, Any], key: str) -> str:
    text = row.get(key)
    if not isinstance(text, str) or not text.strip():
        raise SpindetectError(f"`{key}` is missing or empty")
    return text


def _label(value: object) -> int | str:
    if isinstance(value, int | float) and value in (0, 1):
        return int(value)
    if isinstance(value, str):
        if value in ("0", "1"):
            return int(value)
        if value in set(Relation):
            return value
    known = ", ".join(Relation)
    raise SpindetectError(f"`label` is {value!r:.40}; it must be 1, 0 or one of {known}")


def _gold(value: object, original: int, candidate: int) -> tuple[GoldEdit, ...] | None:
    if value is None:
        return None
    try:
        if not isinstance(value, list):
            raise TypeError
        return tuple(
            GoldEdit(_span(edit["original"], original), _span(edit["candidate"], candidate))
            for edit in value
        )
    except (TypeError, KeyError) as error:
        raise SpindetectError(
            "`gold` must be a list of {original: {start, end}, candidate: {start, end}}"
        ) from error


def _span(value: dict[str, Any], length: int) -> Span:
    start, end = value["start"], value["end"]
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start <= end <= length):
        raise SpindetectError(f"`gold` has a span {start!r:.20} to {end!r:.20} outside the text")
    return Span(start, end)


def is_spun(pair: LabelledPair) -> bool:
    """Whether the label says that the candidate is automated substitution."""
    return pair.label == 1 or pair.label == Relation.SPUN


def write_pairs(pairs: Iterable[LabelledPair], path: Path) -> int:
    """Write pairs as JSONL, whole or not at all; returns their number."""
    temporary = path.with_name(f".{path.name}.part")
    count = 0
    try:
        with temporary.open("w", encoding="utf-8") as file:
            for pair in pairs:
                file.write(json.dumps(_row(pair), ensure_ascii=True) + "\n")
                count += 1
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return count


def _row(pair: LabelledPair) -> dict[str, Any]:
    row: dict[str, Any] = {
        "original": pair.original.text,
        "candidate": pair.candidate.text,
        "label": pair.label,
        "group": pair.group,
        "source": pair.source,
        "family": pair.family,
    }
    if pair.gold is not None:
        row["gold"] = [
            {
                side: {"start": span.start, "end": span.end}
                for side, span in (("original", edit.original), ("candidate", edit.candidate))
            }
            for edit in pair.gold
        ]
    return row


def fold(group: str, folds: int, salt: str = "") -> int:
    """Fold number of a group: the same on every machine, and for all pairs of the group."""
    digest = hashlib.sha256(f"{salt}\0{group}".encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:8], "big") % folds
