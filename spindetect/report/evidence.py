"""The two texts beside each other as rows of pieces: what the evidence page shows of them.

A row is a sentence pair; a piece is a run of text of one kind: unchanged, changed, quoted. Changed
pieces of both sides that belong together have the same number in their row, which the style sheet
lights up together.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from spindetect.report.groups import lines_of
from spindetect.types import (
    Alignment,
    PairRelation,
    Parsed,
    Role,
    SentencePair,
    SentenceScore,
    Span,
    Substitution,
    Verdict,
)

MAX_ROWS: Final = 1_500
MAX_MARKS: Final = 6_000
MAX_PIECE: Final = 20_000
"""A page beyond these stays responsive by leaving out; what was left out is said on it."""
LIT: Final = 48
"""Numbers that the style sheet can light up in one row; after it they start anew."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text.

    `mark`: the kind of its change, empty for none; `counts`: whether that is evidence; `number`: of
    the change in its row; `group`: the line of the table that tells of it, -1 for none.
    """

    text: str
    quoted: bool = False
    mark: str = ""
    counts: bool = False
    number: int = -1
    group: int = -1
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence pair.

    `shade`: 0 to 10, how likely the candidate's side is spun; -1 for unknown. `opens`: a paragraph
    begins here.
    """

    relation: str
    original: tuple[Piece, ...]
    candidate: tuple[Piece, ...]
    shade: int
    chance: str
    furniture: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """The rows of a page; `left_out`: how many are not shown."""

    rows: tuple[Row, ...]
    left_out: int


def beside(verdict: Verdict) -> Beside:
    """Both texts, sentence by sentence, missing passages where they would stand."""
    alignment = verdict.alignment
    if alignment is None:
        return Beside((), 0)
    lines = lines_of(verdict)
    scores = _Scores(verdict.sentences)
    rows: list[Row] = []
    marks = 0
    ordered = _in_order(alignment.sentence_pairs)
    for pair in ordered:
        changes = verdict.substitutions[slice(*pair.edits)]
        marks += len(changes)
        groups = [lines.get(number, -1) for number in range(*pair.edits)]
        if len(rows) >= MAX_ROWS or marks > MAX_MARKS:
            break
        rows.append(_row(alignment, pair, changes, groups, scores))
    return Beside(tuple(rows), len(ordered) - len(rows))


def alone(verdict: Verdict, parsed: Parsed) -> tuple[Piece, ...]:
    """A text without an original, its suspects marked."""
    changes = [
        (one.span, Piece("", mark="suspect", counts=True, number=k % LIT, group=k,
                         reason=f"perhaps {', '.join(one.suggestions)}" if one.suggestions else ""))
        for k, one in enumerate(verdict.suspects[:MAX_MARKS])
    ]  # fmt: skip
    return tuple(_pieces(parsed, Span(0, len(parsed.document.text)), changes))


class _Scores:
    """Looks up the sentence that a place of the candidate lies in."""

    def __init__(self, sentences: Sequence[SentenceScore]) -> None:
        self._sentences = sentences
        self._starts = [one.span.start for one in sentences]

    def at(self, place: int) -> SentenceScore | None:
        number = bisect_right(self._starts, place) - 1
        return self._sentences[number] if number >= 0 else None


def _in_order(pairs: Sequence[SentencePair]) -> list[SentencePair]:
    """The pairs in candidate order, each missing one before the pair that follows it."""
    missing = [one for one in pairs if one.relation is PairRelation.MISSING]
    missing.sort(key=lambda one: one.original.start)
    ordered: list[SentencePair] = []
    for pair in pairs:
        if pair.relation is PairRelation.MISSING:
            continue
        if pair.relation is not PairRelation.ADDED and pair.relation is not PairRelation.MOVED:
            while missing and missing[0].original.start < pair.original.start:
                ordered.append(missing.pop(0))
        ordered.append(pair)
    return ordered + missing


def _row(
    alignment: Alignment,
    pair: SentencePair,
    changes: Sequence[Substitution],
    groups: Sequence[int],
    scores: _Scores,
) -> Row:
    original, candidate = alignment.original, alignment.candidate
    marks = [
        _mark(one, number, group)
        for number, (one, group) in enumerate(zip(changes, groups, strict=True))
    ]
    whole = pair.relation in (PairRelation.MISSING, PairRelation.ADDED)
    score = scores.at(candidate.span(pair.candidate).start) if len(pair.candidate) else None
    chance = score.probability if score else None
    sides = (
        tuple(
            _pieces(parsed, parsed.span(tokens), [] if whole else [*zip(spans, marks, strict=True)])
        )
        if len(tokens)
        else ()
        for parsed, tokens, spans in (
            (original, pair.original, [one.original_span for one in changes]),
            (candidate, pair.candidate, [one.candidate_span for one in changes]),
        )
    )
    before, after = sides
    return Row(
        relation=pair.relation.value,
        original=before,
        candidate=after,
        shade=-1 if chance is None else round(10 * chance),
        chance="" if chance is None else f"{100 * chance:.0f} %",
        furniture=score is not None and score.role is Role.FURNITURE,
        opens=_opens(candidate if len(pair.candidate) else original, pair),
    )


def _opens(parsed: Parsed, pair: SentencePair) -> bool:
    """Whether a paragraph begins with the pair."""
    tokens = pair.candidate if len(pair.candidate) else pair.original
    number = bisect_right([one.tokens.start for one in parsed.sentences], tokens.start) - 1
    if number <= 0:
        return True
    return parsed.sentences[number].paragraph != parsed.sentences[number - 1].paragraph


def _mark(one: Substitution, number: int, group: int) -> Piece:
    return Piece(
        text="",
        mark="quotation" if one.in_quotation and not one.counts else one.kind.value,
        counts=one.counts,
        number=number % LIT,
        group=group,
        reason=one.reason,
    )


def _pieces(parsed: Parsed, span: Span, marks: Sequence[tuple[Span, Piece]]) -> Iterator[Piece]:
    """The text of a span cut where a change or a quotation begins or ends."""
    text = parsed.document.text
    place = span.start
    for at, piece in sorted(marks, key=lambda one: (one[0].start, one[0].end)):
        if at.start < place or at.end > span.end or at.start == at.end:
            continue
        yield from _plain(parsed, place, at.start)
        yield Piece(
            _clipped(text[at.start : at.end]), _quoted(parsed, at.start), piece.mark,
            piece.counts, piece.number, piece.group, piece.reason,
        )  # fmt: skip
        place = at.end
    yield from _plain(parsed, place, span.end)


def _plain(parsed: Parsed, start: int, end: int) -> Iterator[Piece]:
    """Unchanged text, cut where quotations begin and end."""
    if start == end:
        return
    first, last = bisect_right(parsed.ends, start), bisect_right(parsed.starts, end - 1)
    turns = [
        parsed.starts[k]
        for k in range(max(first, 1), last)
        if parsed.quoted[k] != parsed.quoted[k - 1] and start < parsed.starts[k] < end
    ]
    for one, other in pairwise([start, *turns, end]):
        yield Piece(_clipped(parsed.document.text[one:other]), _quoted(parsed, one))


def _clipped(text: str) -> str:
    """A run of text, or its beginning with how much is left out."""
    if len(text) <= MAX_PIECE:
        return text
    return f"{text[:MAX_PIECE]} […{len(text) - MAX_PIECE:,} more characters are not shown]"


def _quoted(parsed: Parsed, place: int) -> bool:
    token = bisect_right(parsed.ends, place)
    return token < len(parsed) and bool(parsed.quoted[token])


def shares(verdict: Verdict) -> list[tuple[str, float]]:
    """How the candidate's body divides: identical, changed in small ways, replaced, added.

    By tokens, quotations included; the shares of the words that other tools call identical, minor
    changes, paraphrased and unmatched.
    """
    alignment = verdict.alignment
    if alignment is None:
        return []
    sizes = dict.fromkeys(("unchanged", "small changes", "replaced", "not in the original"), 0)
    for pair in alignment.sentence_pairs:
        size = len(pair.candidate)
        if not pair.relation.is_aligned:
            sizes["not in the original" if pair.relation is PairRelation.ADDED else "replaced"] += (
                size
            )
            continue
        for one in verdict.substitutions[slice(*pair.edits)]:
            touched = len(one.edit.candidate)
            sizes["replaced" if one.counts else "small changes"] += touched
            size -= touched
        sizes["unchanged"] += max(size, 0)
    total = max(sum(sizes.values()), 1)
    return [(name, size / total) for name, size in sizes.items()]
