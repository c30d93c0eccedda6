"""A verdict as one self-contained page: the evidence in context, for somebody who decides on it."""

from __future__ import annotations

import base64
import hashlib
import math
from dataclasses import dataclass
from typing import Final

from spindetect.report import unaided, wording
from spindetect.report.escape import visible
from spindetect.report.evidence import Piece, alone, beside, shares
from spindetect.report.groups import Group, counted, facts, others, quotations
from spindetect.report.pages import HERE, render, style_sheet
from spindetect.report.terminal import statements
from spindetect.text import parse
from spindetect.types import Direction, Verdict

TEMPLATE: Final = HERE / "evidence.html"
_SCRIPT: Final = HERE / "evidence.js"
MAX_LINES: Final = 1_000

_WHO: Final = (
    "who changed the text, with which program, or with what right: it says that a text was changed "
    "in the way programs change texts"
)
_PERSON: Final = (
    "whether a person chose the same words; a few odd words are found in honest text, too"
)
CANNOT_KNOW: Final = (
    _WHO,
    "whether a third text lies behind both",
    _PERSON,
    "what stands in passages that were not compared: they take no part in the probability",
)
CANNOT_KNOW_ALONE: Final = (_WHO, _PERSON, "what the text was made from, or whether from anything")
"""The same without an original."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What one feature adds to the score; `width` in percent of the largest."""

    text: str
    weight: str
    width: float
    spun: bool


def render_html(verdict: Verdict) -> str:
    """The page of a verdict; nothing but what `to_json` writes of it is shown."""
    rows = beside(verdict)
    lines = counted(verdict)
    parsed = None if verdict.original else parse(verdict.candidate)
    script = _SCRIPT.read_text("utf-8")
    style = style_sheet("evidence.css")
    return render(
        TEMPLATE,
        style=_markup(style),
        script=_markup(script),
        policy=_policy(style, script),
        shown=_shown,
        verdict=verdict,
        names=wording.names(verdict),
        headline=wording.as_sentence(
            wording.headline(verdict) if verdict.original else unaided.headline(verdict)
        ),
        notices=list(wording.notices(verdict)),
        statements=list(statements(verdict) if verdict.original else unaided.statements(verdict)),
        thousand=_thousand(verdict),
        direction=_direction(verdict),
        shares=[(name, wording.percent(share, 0), 100 * share) for name, share in shares(verdict)],
        bars=_bars(verdict),
        quotations=quotations(verdict),
        facts=facts(verdict),
        others=[(wording.KINDS[kind], number) for kind, number in others(verdict)],
        rows=rows.rows,
        left_out=rows.left_out,
        pieces=alone(verdict, parsed) if parsed else (),
        lines=[(number, line, _kinds(line)) for number, line in enumerate(lines[:MAX_LINES])],
        more_lines=max(0, len(lines) - MAX_LINES),
        limits=CANNOT_KNOW if verdict.original else CANNOT_KNOW_ALONE,
    )


def _markup(text: str) -> object:
    from markupsafe import Markup

    return Markup(text)


def _policy(style: str, script: str) -> str:
    hashes = (
        base64.b64encode(hashlib.sha256(one.encode("utf-8")).digest()).decode("ascii")
        for one in (style, script)
    )
    return (
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; "
        "form-action 'none'"
    ).format(*hashes)


def _shown(piece: Piece) -> object:
    """The text of a piece made visible, with the spaces at its ends."""
    from markupsafe import Markup, escape

    text = piece.text
    if not text.strip():
        return Markup(" " if text else "")
    before, after = " " * text[0].isspace(), " " * text[-1].isspace()
    # Markup, so that the last step of every page does not take the spaces away.
    return escape(f"{before}{visible(text)}{after}")


def _kinds(line: Group) -> str:
    return ", ".join(wording.KINDS[kind] for kind in line.kinds)


def _thousand(verdict: Verdict) -> str:
    """What the rate of false positives means, of a thousand."""
    point = verdict.false_positives
    if point is None or not point.articles or verdict.probability is None:
        return ""
    most = math.ceil(round(1000 * point.interval[1], 6))
    unverified = "" if point.verified else " The rate aimed at is lower, but unverified."
    return (
        f"Of 1,000 honest versions of articles, at most {most:,} score as high as the threshold "
        f"(95 % confidence).{unverified}"
    )


def _direction(verdict: Verdict) -> str:
    """Which side is the original; that none can be told is said as well."""
    if verdict.original is None:
        return ""
    told = wording.DIRECTIONS[verdict.direction]
    if verdict.direction is Direction.UNDECIDED and not verdict.n_substitutions:
        return told
    return f"{told} {wording.as_sentence(verdict.direction_evidence)}"


def _bars(verdict: Verdict) -> list[Bar]:
    known = [one for one in verdict.contributions if one.contribution]
    known.sort(key=lambda one: -abs(one.contribution))
    most = max((abs(one.contribution) for one in known), default=1.0)
    return [
        Bar(
            text=one.text,
            weight=f"{one.contribution:+.2f}",
            width=round(100 * abs(one.contribution) / most, 1),
            spun=one.contribution > 0,
        )
        for one in known[:16]
    ]
