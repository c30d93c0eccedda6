"""Files and folders of any form that docs/pairs.md describes → labelled pairs and bad rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from spindetect.pairs.entries import Entry, checked
from spindetect.pairs.files import check_regular
from spindetect.pairs.folders import folder_entries
from spindetect.pairs.reviews import Texts, is_review, reviewed_pair
from spindetect.pairs.rows import BadRow, pair_of_row
from spindetect.pairs.tables import table_format
from spindetect.readers.rows import Row
from spindetect.types import LabelledPair, SpindetectError


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the pairs, the rows that cannot be used, and how many await a review."""

    pairs: list[LabelledPair]
    bad_rows: list[BadRow]
    unreviewed: int


def read_pairs(
    paths: Sequence[Path], *, texts: Sequence[Path] = ()
) -> tuple[list[LabelledPair], list[BadRow]]:
    """The pairs and the bad rows of `collect_pairs`."""
    reading = collect_pairs(paths, texts=texts)
    return reading.pairs, reading.bad_rows


def collect_pairs(paths: Sequence[Path], *, texts: Sequence[Path] = ()) -> Reading:
    """Read tables, folders and reviewed audits of labelled pairs, in this order.

    Bad rows are returned, not raised; among them are rows that repeat or contradict another one, of
    the same file or not. `texts`: folders in which an audit's ids are looked up, after the current
    folder and the audit's own.

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
    settled = [entry.settled() for entry in checked(entries)]
    return Reading(
        pairs=[outcome for outcome in settled if isinstance(outcome, LabelledPair)],
        bad_rows=[outcome for outcome in settled if isinstance(outcome, BadRow)],
        unreviewed=unreviewed,
    )


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


def _outcome(row: Row, name: str, texts: Texts) -> LabelledPair | str | None:
    """The pair of a row, the reason why there is none, or None where it is yet to be reviewed."""
    if row.problem is not None:
        return row.problem
    try:
        if is_review(row.cells):
            return reviewed_pair(row.cells, name, texts)
        return pair_of_row(row.cells, name)
    except SpindetectError as error:
        return str(error)
    except RecursionError:
        return "nested too deeply"
