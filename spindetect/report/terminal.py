"""A verdict as text for a terminal: 80 columns and wider, plain when piped, coloured by rich."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spindetect.report import unaided, wording
from spindetect.report.escape import clip, visible
from spindetect.report.groups import Group, counted, facts, others, quotations
from spindetect.report.layout import Piece, fitting, heading, lines, render
from spindetect.report.letters import tricks
from spindetect.report.weights import contributions
from spindetect.types import Direction, Relation, Verdict

# A reader takes in no more rows than this; the JSON has all of them.
MAX_ROWS = 200
MAX_FACTS = 20
# Nothing that a person wrote as one wording or reason is longer; a guard against hostile texts.
MAX_WORDING = 5000
MAX_CONTRIBUTIONS = 12
KIND_COLUMNS = 20
TIMES_COLUMNS = 10

_COLOURS = {
    Relation.SPUN: "bold red",
    Relation.COPY: "bold yellow",
    Relation.EDITED: "bold yellow",
    Relation.REWRITTEN: "bold yellow",
}


def render_text(verdict: Verdict, *, width: int = 80, color: bool = False) -> str:
    """The whole report, ending in a line feed. Nothing in the texts reaches the terminal raw.

    `width`: columns (40 at least are used). `color`: whether escape sequences for colour and
    weight may be used.
    """
    if unaided.is_unaided(verdict):
        return render(unaided.report(verdict, fitting(width)), color=color)
    return render(_report(verdict, fitting(width)), color=color)


def _report(verdict: Verdict, width: int) -> Iterator[Piece]:
    yield from _summary(verdict, width)
    groups = counted(verdict)
    if groups:
        title = "Substitutions that count as evidence"
        if not wording.called_spun(verdict):
            title = "Word substitutions"
        yield from heading(f"{title} ({verdict.n_substitutions:,})")
        yield from _table(groups, width)
    changed = quotations(verdict)
    if changed:
        title = f"Changed quotations{_total(changed)}: words altered inside quotation marks"
        yield from heading(title)
        yield from _table(changed, width)
    differing = facts(verdict)
    if differing:
        yield from heading(f"Names and numbers that differ{_total(differing)}")
        yield from _facts(differing, width)
    if verdict.tampering:
        yield from heading("Changes of letters that a reader hardly sees")
        yield from _tampering(verdict, width)
    rest = others(verdict)
    if rest:
        total = sum(number for _, number in rest)
        yield from heading(f"Other differences ({total:,}), which are no evidence of spinning")
        yield from lines(", ".join(f"{wording.KINDS[kind]} {n:,}" for kind, n in rest), width)
    if verdict.contributions:
        yield from contributions(verdict, width, MAX_CONTRIBUTIONS)
    yield from heading("To reproduce this")
    signature = " · ".join(f"{key} {value[:16]}" for key, value in verdict.signature.items())
    yield from lines(visible(signature), width, "dim")


def _total(groups: Sequence[Group]) -> str:
    return f" ({sum(group.times for group in groups):,})"


def _summary(verdict: Verdict, width: int) -> Iterator[Piece]:
    """The verdict in plain words, one statement a line."""
    headline = wording.as_sentence(wording.headline(verdict))
    yield from lines(wording.names(verdict), width, indent=0)
    yield from lines(headline, width, _colour(verdict), indent=0)
    for notice in wording.notices(verdict):
        yield from lines(notice, width, "bold", indent=0)
    yield "\n", ""
    for statement in statements(verdict):
        yield from lines(statement, width)


def _colour(verdict: Verdict) -> str:
    if wording.likely_only(verdict):
        return "bold yellow"
    if verdict.relation is Relation.SPUN and not wording.called_spun(verdict):
        return "bold"
    return _COLOURS.get(verdict.relation, "bold") if verdict.relation else "bold"


def statements(verdict: Verdict) -> Iterator[str]:
    """The verdict in plain words, a sentence each, beside headline and notices."""
    if verdict.probability is None or verdict.abstained:
        threshold = wording.percent(verdict.threshold)
        yield f"No probability is given; a candidate is called spun from {threshold} on."
        if verdict.abstained and verdict.relation:
            yield f"As far as could be compared: {wording.relation_in_words(verdict)}."
    else:
        probability, threshold = wording.told_apart(verdict.probability, verdict.threshold)
        yield (
            "Probability that words and phrases were replaced by a program: "
            f"{probability} (called spun from {threshold} on)."
        )
        yield wording.assumed(verdict)
        yield wording.false_positives(verdict)
        if wording.likely_only(verdict):
            yield f"If it is not spun: {wording.relation_in_words(verdict)}."
    if verdict.original is not None:
        share = wording.percent(verdict.aligned_share)
        yield f"{share} of the candidate was compared with the original word by word."
        # Where nothing was swapped, there was nothing to read.
        if verdict.with_original == "deep" and verdict.n_substitutions:
            yield wording.READ
    yield _counted(verdict)
    if verdict.direction is not Direction.UNDECIDED or verdict.n_substitutions:
        evidence = wording.as_sentence(visible(verdict.direction_evidence))
        yield f"{wording.DIRECTIONS[verdict.direction]} {evidence}".rstrip()


def _counted(verdict: Verdict) -> str:
    number = verdict.n_substitutions
    if not number:
        return "No word substitutions were found."
    if wording.called_spun(verdict):
        verb = "counts" if number == 1 else "count"
        return f"{wording.plural(number, 'substitution')} {verb} as evidence."
    return f"{wording.plural(number, 'word substitution')} {wording.were(number)} found."


def _table(groups: Sequence[Group], width: int) -> Iterator[Piece]:
    """Rows of wording, kind and times; below each, why it is odd."""
    for group in groups[:MAX_ROWS]:
        yield from _row(group, " + ".join(wording.KINDS[kind] for kind in group.kinds), width)
        for reason in group.reasons:
            yield from lines(clip(reason, MAX_WORDING), width, "dim", indent=4)
    yield from _left_out(len(groups) - MAX_ROWS, width)


def _facts(groups: Sequence[Group], width: int) -> Iterator[Piece]:
    """Rows of wording and times; the heading says all that there is to say of the kind."""
    for group in groups[:MAX_FACTS]:
        yield from _row(group, "", width)
    yield from _left_out(len(groups) - MAX_FACTS, width)


def _left_out(number: int, width: int) -> Iterator[Piece]:
    if number > 0:
        yield from lines(f"… and {number:,} more; `--format json` lists all.", width)


def _row(group: Group, kinds: str, width: int) -> Iterator[Piece]:
    """Wording on the left, kind and times in columns on the right or, where it is long, below."""
    from rich.cells import cell_len

    old, new = (
        clip(text, MAX_WORDING) or "(nothing)" for text in (group.original, group.candidate)
    )
    times = f"{group.times:,} times" if group.times > 1 else ""
    right = f"{kinds:<{KIND_COLUMNS}}{times:>{TIMES_COLUMNS}}"
    used = 5 + cell_len(old) + cell_len(new)
    if used > width:
        yield from lines(old, width, "red", indent=4, first="  ")
        yield from lines(new, width, "green", indent=4, first="  → ")
        used = 0
    else:
        yield from (("  ", ""), (old, "red"), (" → ", ""), (new, "green"))
        if width - used - len(right) < 2:
            yield "\n", ""
            used = 0
    # What is blank need not be set on a line of its own.
    if right.strip():
        yield f"{' ' * (width - used - len(right))}{right}".rstrip(), ""
    if used or right.strip():
        yield "\n", ""


def _tampering(verdict: Verdict, width: int) -> Iterator[Piece]:
    """For each kind of trick how many characters, and the first words with them."""
    for label, number, examples, more in tricks(verdict):
        yield from lines(f"{label}: {wording.plural(number, 'character')}", width)
        for example in examples:
            yield from lines(example, width, indent=4)
        if more:
            yield from lines(f"… and {wording.plural(more, 'more word')}", width, indent=4)
