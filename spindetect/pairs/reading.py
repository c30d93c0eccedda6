"""Files and folders of any form that docs/pairs.md describes → what each row holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from spindetect.pairs.entries import Entry, checked
from spindetect.pairs.files import check_regular
from spindetect.pairs.folders import folder_entries
from spindetect.pairs.reviews import Texts, is_review, reviewed
from spindetect.pairs.rows import (
    BadRow,
    Labelled,
    LabelledCandidate,
    alone,
    is_spun,
    labelled_of_row,
)
from spindetect.pairs.tables import table_format
from spindetect.readers.rows import Row
from spindetect.types import LabelledPair, Relation, SpindetectError

NO_ORIGINAL = (
    "has no original, so it is no pair; give its original, or take all candidates by themselves "
    "with --no-original"
)
"""Why a row without an original is a bad row among pairs."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, row by row, and how many rows of audits await a review."""

    entries: tuple[Entry, ...]
    unreviewed: int

    @property
    def pairs(self) -> list[LabelledPair]:
        """The rows with an original."""
        return [e.outcome for e in self.entries if isinstance(e.outcome, LabelledPair)]

    @property
    def candidates(self) -> list[LabelledCandidate]:
        """The rows without an original."""
        return [e.outcome for e in self.entries if isinstance(e.outcome, LabelledCandidate)]

    @property
    def bad_rows(self) -> list[BadRow]:
        """The rows that cannot be used."""
        return [
            BadRow(entry.path, entry.row, entry.outcome, entry.counted)
            for entry in self.entries
            if isinstance(entry.outcome, str)
        ]

    def as_pairs(self) -> Reading:
        """The same for those who need pairs: a row without an original is a bad row."""
        return replace(
            self,
            entries=tuple(
                replace(entry, outcome=NO_ORIGINAL)
                if isinstance(entry.outcome, LabelledCandidate)
                else entry
                for entry in self.entries
            ),
        )

    def as_candidates(self) -> Reading:
        """The same with all candidates by themselves, as if no row had an original.

        Candidates that several pairs share come once. Those labelled `independent` are left out:
        they are texts of another source article than their group says.
        """
        seen: set[tuple[str, bool]] = set()
        kept: list[Entry] = []
        for entry in self.entries:
            found = entry.outcome
            if isinstance(found, LabelledPair):
                key = found.candidate.text, is_spun(found)
                if key in seen or found.label == Relation.INDEPENDENT:
                    continue
                seen.add(key)
                kept.append(replace(entry, outcome=alone(found)))
            else:
                kept.append(entry)
        return replace(self, entries=tuple(checked(kept)))


def read_pairs(
    paths: Sequence[Path], *, texts: Sequence[Path] = ()
) -> tuple[list[LabelledPair], list[BadRow]]:
    """The pairs and the bad rows of `collect`; a row without an original is a bad one."""
    reading = collect(paths, texts=texts).as_pairs()
    return reading.pairs, reading.bad_rows


def collect(paths: Sequence[Path], *, texts: Sequence[Path] = ()) -> Reading:
    """Read tables, folders and reviewed audits of labelled candidates, in this order.

    Rows with an original are pairs, those without are candidates. Bad rows are returned, not
    raised; among them are rows that repeat or contradict another one, of the same file or not.
    `texts`: folders in which an audit's ids are looked up, after the current folder and the audit's
    own.

    Raises `UnreadableError` for a file or folder that cannot be read at all or is damaged on the
    way, and `SpindetectError` for an audit in which nothing is reviewed.
    """
    entries: list[Entry] = []
    unreviewed = 0
    for path in paths:
        if path.is_dir():
            entries += folder_entries(path)
        else:
            read, waiting = _table(path, texts)
            entries += read
            unreviewed += waiting
    return Reading(tuple(checked(entries)), unreviewed)


def _table(path: Path, texts: Sequence[Path]) -> tuple[list[Entry], int]:
    """The entries of one table, and the number of its rows that await a review."""
    check_regular(path)
    kind = table_format(path)
    finder = Texts([Path(), path.parent, *texts])
    entries: list[Entry] = []
    broken = unreviewed = 0
    for row in kind.rows(path):
        outcome = _outcome(row, f"{path.name}:{row.number}", finder)
        broken += row.problem is not None
        if outcome is None:
            unreviewed += 1
        else:
            entries.append(Entry(str(path), row.number, outcome, kind.counted))
    if unreviewed and broken == len(entries):
        raise SpindetectError(f"{path}: the `review` column is empty; write spun or honest in it")
    return entries, unreviewed


def _outcome(row: Row, name: str, texts: Texts) -> Labelled | str | None:
    """What a row holds, the reason why there is none, or None where it is yet to be reviewed."""
    if row.problem is not None:
        return row.problem
    try:
        if is_review(row.cells):
            return reviewed(row.cells, name, texts)
        return labelled_of_row(row.cells, name)
    except SpindetectError as error:
        return str(error)
    except RecursionError:
        return "nested too deeply"
