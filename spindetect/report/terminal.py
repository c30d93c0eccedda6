"""A verdict as text for a terminal: 80 columns and wider, plain when piped, coloured by rich."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from spindetect.report import wording
from spindetect.report.escape import clip, visible
from spindetect.report.groups import Group, counted, others, quotations
from spindetect.types import Direction, Relation, Tampering, Verdict

# Prose is hard to follow on longer lines.
MAX_PROSE = 100
MAX_WIDTH = 120
# A reader takes in no more rows than this; the JSON has all of them.
MAX_ROWS = 200
MAX_REASON = 400
MAX_CONTRIBUTIONS = 12
KIND_COLUMNS = 20
TIMES_COLUMNS = 10

# A run of text and its rich style; pieces follow each other, line feeds included.
Piece = tuple[str, str]

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
    pieces = _report(verdict, min(max(width, 40), MAX_WIDTH))
    return _styled(pieces) if color else "".join(text for text, _ in pieces)


def _styled(pieces: Iterable[Piece]) -> str:
    """The pieces with escape sequences of the 16 colours, which every theme knows."""
    import io

    from rich.console import Console
    from rich.text import Text

    console = Console(
        file=io.StringIO(),
        force_terminal=True,
        color_system="standard",
        no_color=False,
        force_jupyter=False,
        legacy_windows=False,
        _environ={},
    )
    with console.capture() as capture:
        console.print(Text.assemble(*pieces), soft_wrap=True, end="")
    return capture.get()


def _report(verdict: Verdict, width: int) -> Iterator[Piece]:
    prose = min(width, MAX_PROSE)
    yield from _summary(verdict, prose)
    groups = counted(verdict)
    if groups:
        yield from _heading(f"Substitutions that count as evidence ({verdict.n_substitutions})")
        yield from _table(groups, width)
    changed = quotations(verdict)
    if changed:
        total = sum(group.times for group in changed)
        yield from _heading(f"Changed quotations ({total}): words altered inside quotation marks")
        yield from _table(changed, width)
    if verdict.tampering:
        yield from _heading("Hidden changes of letters, which a reader does not see")
        yield from _tampering(verdict.candidate.text, verdict.tampering, prose)
    rest = others(verdict)
    if rest:
        total = sum(number for _, number in rest)
        yield from _heading(f"Other differences, no evidence of substitution ({total})")
        yield from _lines(", ".join(f"{wording.KINDS[kind]} {n}" for kind, n in rest), prose)
    if verdict.contributions:
        yield from _contributions(verdict, prose)
    yield from _heading("To reproduce this")
    signature = " · ".join(f"{key} {value[:16]}" for key, value in verdict.signature.items())
    yield from _lines(visible(signature), prose, "dim")


def _lines(
    text: str, width: int, style: str = "", indent: int = 2, first: str = ""
) -> Iterator[Piece]:
    """Prose, broken between words; a word longer than the line is broken where it must be.

    `first`: what stands in the indent of the first line.
    """
    from rich.cells import cell_len, chop_cells

    margin = f"{first:<{indent}}"
    line, used = "", 0
    for word in text.split(" "):
        size = cell_len(word)
        if used and used + 1 + size > width - indent:
            yield f"{margin}{line}\n", style
            margin, line, used = " " * indent, "", 0
        if size > width - indent:
            *full, word = chop_cells(word, width - indent)
            for part in full:
                yield f"{margin}{part}\n", style
                margin = " " * indent
            size = cell_len(word)
        line, used = (f"{line} {word}", used + 1 + size) if used else (word, size)
    yield f"{margin}{line}\n", style


def _heading(text: str) -> Iterator[Piece]:
    yield f"\n{text}\n", "bold"


def _summary(verdict: Verdict, width: int) -> Iterator[Piece]:
    """The verdict in plain words, one statement a line."""
    style = _COLOURS.get(verdict.relation, "bold") if verdict.relation else "bold"
    yield from _lines(wording.names(verdict), width, indent=0)
    yield from _lines(wording.as_sentence(wording.headline(verdict)), width, style, indent=0)
    yield "\n", ""
    for statement in _statements(verdict):
        yield from _lines(statement, width)


def _statements(verdict: Verdict) -> Iterator[str]:
    flagged = f"called spun from {wording.percent(verdict.threshold)} on"
    if verdict.probability is None:
        yield f"No probability is given; a candidate is {flagged}."
        if verdict.abstained and verdict.relation:
            yield f"By what could be compared the relation is: {verdict.relation.value}."
    else:
        yield (
            "Probability that words and phrases were replaced by a program: "
            f"{wording.percent(verdict.probability)} ({flagged})."
        )
    if verdict.original is not None:
        share = wording.percent(verdict.aligned_share)
        yield f"{share} of the candidate was compared with the original word by word."
    substitutions = wording.plural(verdict.n_substitutions, "substitution")
    yield f"{substitutions} count{'s' * (verdict.n_substitutions == 1)} as evidence."
    if verdict.direction is not Direction.UNDECIDED or verdict.n_substitutions:
        evidence = wording.as_sentence(visible(verdict.direction_evidence))
        yield f"{wording.DIRECTIONS[verdict.direction]} {evidence}".rstrip()


def _table(groups: Sequence[Group], width: int) -> Iterator[Piece]:
    """Rows of wording, kind and times; below each, why it is odd."""
    for group in groups[:MAX_ROWS]:
        yield from _row(group, width)
        for reason in group.reasons:
            yield from _lines(clip(reason, MAX_REASON), min(width, MAX_PROSE), "dim", indent=4)
    if len(groups) > MAX_ROWS:
        yield from _lines(
            f"… and {len(groups) - MAX_ROWS:,} more; `--format json` lists all.", width
        )


def _row(group: Group, width: int) -> Iterator[Piece]:
    """Wording on the left, kind and times in columns on the right or, where it is long, below."""
    from rich.cells import cell_len

    # Half of the line each, without the indent and the arrow; wide letters take two columns.
    room = (width - 5) // 2
    sides = [clip(text, room) or "(nothing)" for text in (group.original, group.candidate)]
    old, new = (side if cell_len(side) <= room else clip(side, room // 2) for side in sides)
    kinds = " + ".join(wording.KINDS[kind] for kind in group.kinds)
    times = f"{group.times} times" if group.times > 1 else ""
    right = f"{kinds:<{KIND_COLUMNS}}{times:>{TIMES_COLUMNS}}"
    yield from (("  ", ""), (old, "red"), (" → ", ""), (new, "green"))
    gap = width - 5 - cell_len(old) - cell_len(new) - len(right)
    if gap < 2:
        yield "\n", ""
        gap = width - len(right)
    yield f"{' ' * gap}{right}".rstrip() + "\n", ""


def _tampering(text: str, items: Sequence[Tampering], width: int) -> Iterator[Piece]:
    """One line for each kind of trick: how often, and the first places."""
    kinds: dict[str, list[Tampering]] = {}
    for item in items:
        kinds.setdefault(item.kind, []).append(item)
    for kind, found in kinds.items():
        shown = [f"“{clip(text[i.span.start : i.span.end], 24)}”" for i in found[:3]]
        more = ", …" if len(found) > len(shown) else ""
        label = visible(kind.replace("_", " "))
        places = wording.plural(len(found), "place")
        yield from _lines(f"{label}: {places}, {', '.join(shown)}{more}", width)


def _contributions(verdict: Verdict, width: int) -> Iterator[Piece]:
    """The features that moved the score most; what is left out is summed in a last row."""
    total = sum(item.contribution for item in verdict.contributions)
    yield from _heading(f"What the score is made of (log-odds, {total:+.2f} in all)")
    ranked = sorted(verdict.contributions, key=lambda item: -abs(item.contribution))
    rows = [(item.contribution, visible(item.text)) for item in ranked[:MAX_CONTRIBUTIONS]]
    rest = ranked[MAX_CONTRIBUTIONS:]
    if rest:
        rows.append((sum(item.contribution for item in rest), f"the other {len(rest)} together"))
    for value, text in rows:
        yield from _lines(text, width, indent=11, first=f"  {value:+7.2f}")
    yield from _lines("Above 0 speaks for substitution by a program, below 0 against it.", width)
