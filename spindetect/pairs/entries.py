"""What was read at one place, and the checks that take more than one row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from spindetect.pairs.rows import Labelled, LabelledCandidate
from spindetect.types import LabelledPair, Relation


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a table or a candidate of a folder: what it holds, or why it cannot be used.

    `path`, `row`, `counted`: as in `BadRow`.
    """

    path: str
    row: int
    outcome: Labelled | str
    counted: str = ""


def checked(entries: Iterable[Entry]) -> list[Entry]:
    """The entries, those refused that repeat or contradict another one.

    Of pairs with the same two texts, and of candidates without original with the same text, the
    first is kept; where their labels contradict each other none is.
    """
    checked = list(entries)
    alike: defaultdict[tuple[str | None, str], list[int]] = defaultdict(list)
    for place, entry in enumerate(checked):
        if isinstance(entry.outcome, LabelledPair):
            alike[entry.outcome.original.text, entry.outcome.candidate.text].append(place)
        elif isinstance(entry.outcome, LabelledCandidate):
            alike[None, entry.outcome.candidate.text].append(place)
    for places in alike.values():
        if len(places) > 1:
            for place, entry in zip(places, _compared([checked[p] for p in places]), strict=True):
                checked[place] = entry
    return checked


def _compared(entries: Sequence[Entry]) -> list[Entry]:
    """Entries of the same two texts, in order, with what is wrong with each."""
    outcome = []
    first: Entry | None = None
    for entry in entries:
        against = next((other for other in entries if _contradict(entry, other)), None)
        if against is not None:
            texts = "texts" if isinstance(entry.outcome, LabelledPair) else "text"
            reason = (
                f"labelled {_label(entry)}, but {_reference(against, entry)} has the same {texts} "
                f"and the label {_label(against)}"
            )
            outcome.append(replace(entry, outcome=reason))
        elif first is not None:
            what = "pair" if isinstance(entry.outcome, LabelledPair) else "text"
            outcome.append(replace(entry, outcome=f"same {what} as {_reference(first, entry)}"))
        else:
            first = entry
            outcome.append(entry)
    return outcome


def _label(entry: Entry) -> int | str:
    label = "" if isinstance(entry.outcome, str) else entry.outcome.label
    return 1 if label == Relation.SPUN else label


def _contradict(one: Entry, other: Entry) -> bool:
    """Whether both labels cannot be true; 0 goes with any relation but `spun`."""
    labels = {_label(one), _label(other)}
    return len(labels) == 2 and (0 not in labels or 1 in labels)


def _reference(entry: Entry, seen_from: Entry) -> str:
    if entry.path == seen_from.path:
        return f"row {entry.row}"
    return f"row {entry.row} of {entry.path}"
