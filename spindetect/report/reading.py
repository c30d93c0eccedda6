"""The JSON of a verdict read back: a verdict, or one line that says what is wrong with it.

Tokens are not in the JSON; the texts are cut again, which gives the same tokens with the same
version. Spans that fit no token of this version go to the nearest ones.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from spindetect.report.data import SCHEMA
from spindetect.text import parse
from spindetect.types import (
    Alignment,
    Contribution,
    Direction,
    Document,
    Edit,
    Evidence,
    Kind,
    OperatingPoint,
    PairRelation,
    Parsed,
    Relation,
    Role,
    SentencePair,
    SentenceScore,
    Span,
    Substitution,
    Suspect,
    Tampering,
    TokenSpan,
    UnreadableError,
    Verdict,
)

Name = TypeVar("Name", bound=StrEnum)
Number = (int, float)


class _Wrong(Exception):  # noqa: N818
    """A part of the object that is not as docs/schema.md has it."""


def read_verdict(path: Path) -> Verdict:
    """The verdict in a file that `spindetect score --format json` wrote.

    Raises `UnreadableError`, one line, for anything else.
    """
    try:
        content = json.loads(path.read_bytes())
        return _verdict(_Part(content, ""))
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror or error}; check the path") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableError(
            f"{path}: not JSON; give what `spindetect score --format json` printed"
        ) from error
    except _Wrong as error:
        raise UnreadableError(
            f"{path}: not a verdict: {error}; make it anew with `spindetect score --format json`"
        ) from error


class _Part:
    """A JSON object with the place where it stands."""

    __slots__ = ("_where", "content")

    def __init__(self, content: Any, where: str) -> None:  # noqa: ANN401
        if not isinstance(content, dict):
            raise _Wrong(f"{where or 'the whole'} is no object")
        self.content: Mapping[str, Any] = content
        self._where = where

    def get(self, name: str, *kinds: type | None) -> Any:  # noqa: ANN401
        """A value of one of these types; None stands for null."""
        value = self.content.get(name)
        known = tuple(kind for kind in kinds if kind is not None)
        if value is None and None in kinds:
            return None
        if not isinstance(value, known) or (isinstance(value, bool) and bool not in known):
            raise _Wrong(f"{self.place(name)} is missing or of another type")
        return value

    def number(self, name: str) -> float:
        return float(self.get(name, *Number))

    def optional(self, name: str) -> float | None:
        value = self.get(name, *Number, None)
        return None if value is None else float(value)

    def choice(self, name: str, names: type[Name]) -> Name:
        value = self.get(name, str)
        if value not in set(names):
            raise _Wrong(f"{self.place(name)} is {value!r:.30}, which is unknown")
        return names(value)

    def part(self, name: str) -> _Part:
        return _Part(self.get(name, dict), self.place(name))

    def parts(self, name: str) -> list[_Part]:
        found = enumerate(self.get(name, list))
        return [_Part(one, f"{self.place(name)}[{number}]") for number, one in found]

    def place(self, name: str) -> str:
        return f"{self._where}.{name}" if self._where else name


def _verdict(top: _Part) -> Verdict:
    if top.get("schema", str) != SCHEMA:
        raise _Wrong(f"its schema is {top.content['schema']!r:.40}, this version reads {SCHEMA}")
    candidate = parse(_document(top.part("candidate")))
    other = None if top.get("original", dict, None) is None else top.part("original")
    original = parse(_document(other)) if other else None
    there = original or parse(Document("", ""))
    substitutions = tuple(
        _substitution(one, there, candidate) for one in top.parts("substitutions")
    )
    relation = None if top.get("relation", str, None) is None else top.choice("relation", Relation)
    point = None if top.get("false_positives", dict, None) is None else top.part("false_positives")
    return Verdict(
        candidate=candidate.document,
        original=original.document if original else None,
        relation=relation,
        probability=top.optional("probability"),
        threshold=top.number("threshold"),
        abstained=top.get("abstained", str, None),
        direction=top.choice("direction", Direction),
        direction_evidence=top.get("direction_evidence", str),
        aligned_share=top.number("aligned_share"),
        substitutions=substitutions,
        sentences=tuple(_sentence(one, there, candidate) for one in top.parts("sentences")),
        contributions=tuple(map(_contribution, top.parts("contributions"))),
        alignment=_alignment(top, original, candidate, substitutions),
        tampering=tuple(
            Tampering(_span(one, candidate), one.get("kind", str)) for one in top.parts("tampering")
        ),
        signature={str(k): str(v) for k, v in top.get("signature", dict).items()},
        prior=top.number("prior"),
        operating_point=top.get("operating_point", str, None),
        false_positives=_point(point) if point else None,
        suspects=tuple(_suspect(one, candidate) for one in top.parts("suspects")),
        restored=top.get("restored", str, None),
        no_original=_judge(top, "no_original"),
        with_original=_judge(top, "with_original"),
    )


def _judge(top: _Part, name: str) -> str | None:
    found: str | None = top.get(name, str, None)
    if found not in (None, "fast", "deep"):
        raise _Wrong(f"{top.place(name)} is {found!r:.30}, which is unknown")
    return found


def _document(part: _Part) -> Document:
    document = Document(part.get("id", str), part.get("text", str))
    if part.get("sha256", str) != document.sha256:
        raise _Wrong(f"{part.place('text')} was altered: it is not the text of its sha256")
    return document


def _span(part: _Part, parsed: Parsed) -> Span:
    start, end = part.get("start", int), part.get("end", int)
    if not 0 <= start <= end <= len(parsed.document.text):
        raise _Wrong(f"{part.place('start')} and end lie outside the text")
    return Span(start, end)


def _tokens(span: Span, parsed: Parsed) -> TokenSpan:
    first = bisect_left(parsed.ends, span.start + 1)
    return TokenSpan(first, max(first, bisect_left(parsed.starts, span.end)))


def _substitution(part: _Part, original: Parsed, candidate: Parsed) -> Substitution:
    old, new = part.part("original"), part.part("candidate")
    before, after = _span(old, original), _span(new, candidate)
    for side, span, parsed in ((old, before, original), (new, after, candidate)):
        if side.get("text", str) != parsed.document.text[span.start : span.end]:
            raise _Wrong(f"{side.place('text')} is not what stands in the text")
    return Substitution(
        edit=Edit(_tokens(before, original), _tokens(after, candidate)),
        kind=part.choice("kind", Kind),
        counts=part.get("counts", bool),
        in_quotation=part.get("in_quotation", bool),
        original=old.get("text", str),
        candidate=new.get("text", str),
        original_span=before,
        candidate_span=after,
        evidence=_evidence(part.part("evidence")),
        reason=part.get("reason", str),
    )


def _evidence(part: _Part) -> Evidence:
    kinds: dict[str, Sequence[type | None]] = {
        "relation": (str, None), "sources": (list,), "sense_rank": (int, None),
        "pair_original": (str, None), "pair_candidate": (str, None), "seen": (int,),
        "consistent": (int,),
    }  # fmt: skip
    values = {
        field: part.get(field, *kinds.get(field, (*Number, None))) for field in Evidence._fields
    }
    return Evidence(**values | {"sources": tuple(map(str, values["sources"]))})


def _sentence(part: _Part, original: Parsed, candidate: Parsed) -> SentenceScore:
    there = None if part.get("original", dict, None) is None else part.part("original")
    role = part.get("role", str)
    return SentenceScore(
        span=_span(part.part("candidate"), candidate),
        original_span=_span(there, original) if there else None,
        role=Role.FURNITURE if role == "furniture" else Role.BODY,
        probability=part.optional("probability"),
        n_substitutions=part.get("n_substitutions", int),
    )


def _contribution(part: _Part) -> Contribution:
    value, contribution = part.optional("value"), part.optional("contribution")
    return Contribution(
        feature=part.get("feature", str),
        value=0.0 if value is None else value,
        contribution=0.0 if contribution is None else contribution,
        text=part.get("text", str),
    )


def _alignment(
    top: _Part, original: Parsed | None, candidate: Parsed, changes: Sequence[Substitution]
) -> Alignment | None:
    if original is None or top.get("alignment", list, None) is None:
        return None
    pairs = []
    for part in top.parts("alignment"):
        run = part.part("edits")
        first, last = run.get("start", int), run.get("end", int)
        if not 0 <= first <= last <= len(changes):
            raise _Wrong(f"{part.place('edits')} is no run of the substitutions")
        before, after = (
            TokenSpan(0, 0)
            if part.get(name, dict, None) is None
            else _tokens(_span(part.part(name), parsed), parsed)
            for name, parsed in (("original", original), ("candidate", candidate))
        )
        relation = part.choice("relation", PairRelation)
        pairs.append(SentencePair(before, after, relation, (first, last)))
    return Alignment(original, candidate, tuple(pairs), tuple(one.edit for one in changes))


def _point(part: _Part) -> OperatingPoint:
    interval = part.part("interval")
    return OperatingPoint(
        threshold=part.number("threshold"),
        aim=part.number("aim"),
        articles=part.get("articles", int),
        flagged=part.get("flagged", int),
        interval=(interval.number("low"), interval.number("high")),
    )


def _suspect(part: _Part, candidate: Parsed) -> Suspect:
    return Suspect(
        span=_span(part, candidate),
        text=part.get("text", str),
        probability=part.number("probability"),
        suggestions=tuple(map(str, part.get("suggestions", list))),
        certainty=part.number("certainty"),
    )
