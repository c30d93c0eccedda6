"""The report on a candidate whose original is not at hand: suspects, and what may have stood there.

Nothing is claimed of an original here; the wording says what a text by itself can show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spindetect.report import wording
from spindetect.report.escape import clip, visible
from spindetect.report.layout import Piece, heading, lines
from spindetect.report.weights import contributions
from spindetect.types import Relation, Suspect, Verdict

# A reader takes in no more rows than this; the JSON has all of them.
MAX_ROWS = 60
MAX_WORDING = 200
# Characters of the restored text that are shown; the JSON has all.
MAX_RESTORED = 6000
MAX_CONTRIBUTIONS = 6
JUDGES = {
    "deep": "Each word was read in its context by a neural encoder, beside what word pairs say.",
    "fast": "Each word was held against its neighbours only, by counts of word pairs.",
}


def is_unaided(verdict: Verdict) -> bool:
    """Whether the verdict was reached without an original."""
    return verdict.original is None and verdict.restored is not None


def one_line(verdict: Verdict) -> str:
    """The whole verdict on one line, for `--quiet`."""
    if not is_unaided(verdict):
        return wording.one_line(verdict)
    parts = [*wording.numbers(verdict), "no original"]
    if verdict.abstained is None:
        parts.append(wording.plural(len(verdict.suspects), "suspect"))
    if verdict.tampering:
        parts.append("tampering")
    return f"{visible(verdict.candidate.id)}: {_called(verdict)} ({', '.join(parts)})"


def headline(verdict: Verdict) -> str:
    """The verdict in one sentence without a full stop."""
    if verdict.abstained is not None or verdict.probability is None:
        return f"no verdict: {wording.abstention(verdict.abstained or 'unknown')}"
    if verdict.relation is Relation.SPUN and verdict.probability >= wording.LIKELY:
        return "looks spun: words and phrases seem to have been replaced one by one"
    if verdict.relation is Relation.SPUN:
        return "called spun because of the low threshold that was given"
    if verdict.probability >= wording.LIKELY:
        return "suspicious, but below the threshold: look for the original before deciding"
    return f"{_no_sign(verdict)} that words were replaced by a program"


def report(verdict: Verdict, width: int) -> Iterator[Piece]:
    """The whole report for a terminal."""
    yield from lines(f"{visible(verdict.candidate.id)}, without an original", width, indent=0)
    yield from lines(wording.as_sentence(headline(verdict)), width, _colour(verdict), indent=0)
    for notice in wording.notices(verdict):
        yield from lines(notice, width, "bold", indent=0)
    yield "\n", ""
    for statement in statements(verdict):
        yield from lines(statement, width)
    if verdict.abstained is None:
        yield from _suspects(verdict, width)
        yield from _restored(verdict, width)
        yield from contributions(verdict, width, MAX_CONTRIBUTIONS)
    yield from heading("To reproduce this")
    signature = " · ".join(f"{key} {value[:16]}" for key, value in verdict.signature.items())
    yield from lines(visible(signature), width, "dim")


def _called(verdict: Verdict) -> str:
    if verdict.abstained is not None:
        return "no verdict"
    if verdict.relation is Relation.SPUN:
        return "spun"
    return "suspicious" if (verdict.probability or 0.0) >= wording.LIKELY else _no_sign(verdict)


def _no_sign(verdict: Verdict) -> str:
    return "no clear sign" if verdict.suspects else "no sign"


def _colour(verdict: Verdict) -> str:
    return {"spun": "bold red", "suspicious": "bold yellow"}.get(_called(verdict), "bold")


def statements(verdict: Verdict) -> Iterator[str]:
    """The verdict in plain words, a sentence each."""
    if verdict.probability is None or verdict.abstained:
        threshold = wording.percent(verdict.threshold)
        yield f"No probability is given; a candidate is called spun from {threshold} on."
        return
    probability, threshold = wording.told_apart(verdict.probability, verdict.threshold)
    yield (
        "Probability that words and phrases were replaced by a program: "
        f"{probability} (called spun from {threshold} on)."
    )
    yield wording.assumed(verdict)
    yield wording.false_positives(verdict)
    yield JUDGES.get(verdict.no_original or "", JUDGES["fast"])
    yield (
        "By the text alone much less can be told than beside its original: give --original where "
        "you have one."
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A suspect wording, how often it occurs, and its suggestions where it is surest."""

    text: str
    probability: float
    suggestions: tuple[str, ...]
    times: int


def _rows(suspects: tuple[Suspect, ...]) -> list[_Row]:
    """Equal wordings together, with what may have stood where they are surest, surest first."""
    found: dict[str, list[Suspect]] = {}
    for item in suspects:
        found.setdefault(item.text.lower(), []).append(item)
    surest = ((max(items, key=lambda item: item.probability), items) for items in found.values())
    rows = [_Row(one.text, one.probability, one.suggestions, len(items)) for one, items in surest]
    return sorted(rows, key=lambda row: (-row.probability, row.text))


def _suspects(verdict: Verdict, width: int) -> Iterator[Piece]:
    """Rows of wording, probability and what may have stood there."""
    yield from heading(f"Words that look substituted ({len(verdict.suspects):,})")
    if not verdict.suspects:
        yield from lines("None.", width)
        return
    rows = _rows(verdict.suspects)
    for row in rows[:MAX_ROWS]:
        offers = ", ".join(clip(text, MAX_WORDING) for text in row.suggestions)
        times = f", {row.times:,} times" if row.times > 1 else ""
        told = f"{clip(row.text, MAX_WORDING)} ({wording.percent(row.probability, 0)}{times})"
        yield from lines(f"{told} ← {offers}?" if offers else told, width, indent=4, first="  ")
    if len(rows) > MAX_ROWS:
        rest = len(rows) - MAX_ROWS
        yield from lines(f"… and {rest:,} more; `--format json` lists all.", width)


def _restored(verdict: Verdict, width: int) -> Iterator[Piece]:
    """The text with the first suggestions put in, where it is called spun."""
    if verdict.relation is not Relation.SPUN or not verdict.restored or not verdict.suspects:
        return
    yield from heading("As it may have read, where a suggestion is more likely than not")
    shown = verdict.restored[:MAX_RESTORED]
    for paragraph in shown.split("\n"):
        if paragraph.strip():
            yield from lines(visible(" ".join(paragraph.split())), width)
    if len(verdict.restored) > MAX_RESTORED:
        yield from lines("… (`--format json` has the whole text)", width, "dim")
