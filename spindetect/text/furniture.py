"""Page furniture: what stands on the page but is not the article.

A paragraph that a LINE rule matches as a whole is furniture; a dateline is only the opening of its
paragraph, an agency's sign-off only the close. Precision comes first: rules match whole lines, some
only at the page's edges, that is before the first or after the last paragraph of prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from spindetect.text.press_rules import PRESS_RULES
from spindetect.text.rule import Extent, Place, Rule
from spindetect.text.site_rules import SITE_RULES
from spindetect.types import Span

RULES: tuple[Rule, ...] = (*SITE_RULES, *PRESS_RULES)

# No furniture is longer, in characters; nor a sentence, a dateline or a sign-off than its limit.
_MAX_LINE = 400
_MAX_SENTENCE = 160
_MAX_OPENING = 120
_MAX_CLOSING = 60
# A paragraph of prose: this many characters and, but for a sign-off, a sentence end.
_MIN_PROSE = 60
_PROSE_END = re.compile(r"[.!?…][\"')\]]*(?:\s+[-–—/(#].{0,40})?$")


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The rules compiled together, one pattern for each place or extent."""

    anywhere: re.Pattern[str]
    notice: re.Pattern[str]
    edge: re.Pattern[str]
    tail: re.Pattern[str]
    list_heading: re.Pattern[str]
    opening: re.Pattern[str]
    closing: re.Pattern[str]


def furniture_spans(plain: str, paragraphs: Sequence[Span]) -> list[Span]:
    """Character spans of the furniture, ascending; `plain` is the text with plain typography.

    A span is a paragraph, or the dateline that opens one, or the sign-off that closes one.
    """
    patterns = _patterns()
    flat = plain.replace("\n", " ")
    lines = [flat[span.start : span.end].rstrip() for span in paragraphs]
    prosaic = [_is_prose(line) for line in lines]
    whole = [
        len(line) <= _MAX_LINE
        and _is_line(
            patterns.notice if is_prose and len(line) > _MAX_SENTENCE else patterns.anywhere, line
        )
        for line, is_prose in zip(lines, prosaic, strict=True)
    ]
    prose = [index for index, is_prose in enumerate(prosaic) if is_prose and not whole[index]]
    first, last = (prose[0], prose[-1]) if prose else (len(lines), -1)
    in_list = False
    for index in (*range(first), *range(max(last + 1, first), len(lines))):
        tail = index > last
        whole[index] = (
            whole[index]
            or (tail and in_list)
            or _is_line(patterns.edge, lines[index])
            or (tail and _is_line(patterns.tail, lines[index]))
        )
        in_list = in_list or (tail and _is_line(patterns.list_heading, lines[index]))
    found = [span for span, is_whole in zip(paragraphs, whole, strict=True) if is_whole]
    if prose:
        found += _opening(patterns, lines, paragraphs, prose[:2])
        found += _closing(patterns, lines[last], paragraphs[last])
    return sorted(found, key=lambda span: span.start)


def _is_line(pattern: re.Pattern[str], line: str) -> bool:
    return pattern.fullmatch(line) is not None


def _is_prose(line: str) -> bool:
    if len(line) < _MIN_PROSE:
        return False
    return (
        line[-1] in ".!?" or len(line) > _MAX_LINE or bool(_PROSE_END.search(line[-_MAX_CLOSING:]))
    )


def _opening(
    patterns: _Patterns, lines: Sequence[str], paragraphs: Sequence[Span], where: Sequence[int]
) -> list[Span]:
    """The dateline of the first paragraph that has one, of those at `where`."""
    for index in where:
        if match := patterns.opening.match(lines[index], 0, _MAX_OPENING):
            start = paragraphs[index].start
            return [Span(start, start + match.end())]
    return []


def _closing(patterns: _Patterns, line: str, paragraph: Span) -> list[Span]:
    """The sign-off at the end of a paragraph."""
    match = patterns.closing.search(line, max(len(line) - _MAX_CLOSING, 0))
    if match is None:
        return []
    return [Span(paragraph.start + match.start(), paragraph.start + match.end())]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    lines = [rule for rule in RULES if rule.extent is Extent.LINE]
    return _Patterns(
        anywhere=_union(rule for rule in lines if rule.place is Place.ANYWHERE),
        notice=_union(rule for rule in lines if rule.notice),
        edge=_union(rule for rule in lines if rule.place is Place.EDGE),
        tail=_union(rule for rule in lines if rule.place is Place.TAIL),
        list_heading=_union(rule for rule in lines if rule.heads_list),
        opening=_union(rule for rule in RULES if rule.extent is Extent.OPENING),
        closing=_union(rule for rule in RULES if rule.extent is Extent.CLOSING),
    )


def _union(rules: Iterable[Rule]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{rule.pattern})" for rule in rules))
