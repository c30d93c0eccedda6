"""House style for dates, times, numbers, money and measures."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType
from typing import Final

from spindetect.editors.draft import Change, Draft

Rule = Callable[[Draft, Random], list[Change]]
"""One convention: the changes that bring a text in line with the other one."""

_MONTHS: Final = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
)


_SHORT_MONTHS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "January": "Jan.", "February": "Feb.", "August": "Aug.", "September": "Sept.",
        "October": "Oct.", "November": "Nov.", "December": "Dec.",
    }
)  # fmt: skip


_DAY_FIRST: Final = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? ({_MONTHS})\b(?:,? (\d{{4}}))?")


_MONTH_FIRST: Final = re.compile(rf"\b({_MONTHS}) (\d{{1,2}})(?:st|nd|rd|th)?\b(?:, (\d{{4}}))?")


_SMALL: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()


_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()


_LETTERS: Final = re.compile(
    r"(?<![\w-])(ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-(?:one|two|three|four|five|six|"
    r"seven|eight|nine))?|[3-9])(?![\w-]|[.,]\d| (?:thousand|hundred|million|past|to|o['’]clock))"
)


_FIGURES: Final = re.compile(
    r"(?<![\w.,:$£€/-])(1\d|[2-9]0)(?![\w%°:/-]|[.,]\d| (?:per|p\.m|a\.m))"
)


def _dates(draft: Draft, rng: Random) -> list[Change]:
    day_first = [*draft.find(_DAY_FIRST)]
    if day_first:
        return [
            Change(m.start(), m.end(), f"{m[2]} {m[1]}" + (f", {m[3]}" if m[3] else ""))
            for m in day_first
        ]
    ordinal = rng.random() < 0.2
    return [
        Change(
            m.start(), m.end(),
            f"{_ordinal(m[2]) if ordinal else m[2]} {m[1]}" + (f" {m[3]}" if m[3] else ""),
        )
        for m in draft.find(_MONTH_FIRST)
    ]  # fmt: skip


def _ordinal(day: str) -> str:
    number = int(day)
    ending = "th" if 10 < number < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return day + ending


def _months(draft: Draft, _rng: Random) -> list[Change]:
    pattern = re.compile(rf"\b({'|'.join(_SHORT_MONTHS)})(?= \d{{1,2}}\b)")
    short = re.compile(r"\b(Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.(?= \d{1,2}\b)")
    full = {value[:-1]: name for name, value in _SHORT_MONTHS.items()}
    found = [Change(m.start(), m.end(), _SHORT_MONTHS[m[1]]) for m in draft.find(pattern)]
    return found or [Change(m.start(), m.end(), full[m[1]]) for m in draft.find(short)]


def _clock(draft: Draft, rng: Random) -> list[Change]:
    dotted = [*draft.find(re.compile(r"\b(\d{1,2})(?::(\d\d))? ?([ap])\.m\.(?=[\s,;:)]|$)"))]
    style = rng.choice(("{0}{1}{2}m", "{0}{1} {2}m"))
    stop = rng.choice((".", ":"))
    if dotted:
        return [
            Change(m.start(), m.end(), style.format(m[1], f"{stop}{m[2]}" if m[2] else "", m[3]))
            for m in dotted
        ]
    plain = draft.find(re.compile(r"\b(\d{1,2})(?:[.:](\d\d))? ?([ap])m\b"))
    return [
        Change(m.start(), m.end(), f"{m[1]}{':' + m[2] if m[2] else ''} {m[3]}.m.")
        for m in plain
        if draft.text[m.end() : m.end() + 1] != "."
    ]


def _spelled_number(number: int) -> str:
    if number < 20:
        return _SMALL[number]
    unit = number % 10
    return _TENS[number // 10 - 2] + (f"-{_SMALL[unit]}" if unit else "")


def _numerals(draft: Draft, _rng: Random) -> list[Change]:
    values = {_spelled_number(n): str(n) for n in range(10, 100)}
    openings = {s.start for s in draft.sentences}
    words = [m for m in draft.find(_LETTERS) if m[1] in values]
    if words:
        inside = [m for m in words if m.start() not in openings]
        return [Change(m.start(), m.end(), values[m[1]]) for m in inside]
    return [
        Change(m.start(), m.end(), _spelled_number(int(m[1])))
        for m in draft.find(_FIGURES)
        if not re.search(rf"(?:{_MONTHS}|No\.?) $", draft.text[: m.start()])
        and not re.match(rf" (?:{_MONTHS})", draft.text[m.end() :])
    ]


def _per_cent(draft: Draft, rng: Random) -> list[Change]:
    found = [*draft.find(re.compile(r"(?<=\d)( per ?cent\b|%)"))]
    present = {m[1].replace("%", " %") for m in found}
    options = [o for o in (" per cent", " percent", "%") if o.replace("%", " %") not in present]
    if not found or not options:
        return []
    wording = rng.choice(options)
    return [Change(m.start(), m.end(), wording) for m in found]


def _money(draft: Draft, rng: Random) -> list[Change]:
    long = [*draft.find(re.compile(r"(?<=[\d]) (million|billion)\b"))]
    if long:
        short = {"million": rng.choice(("m", "mn")), "billion": rng.choice(("bn", "b"))}
        return [Change(m.start(), m.end(), short[m[1]]) for m in long]
    full = {"m": " million", "bn": " billion"}
    return [
        Change(m.start(1), m.end(1), full[m[1]])
        for m in draft.find(re.compile(r"(?<=[£$€])\d[\d.]*(m|bn)\b"))
    ]


def _thousands(draft: Draft, _rng: Random) -> list[Change]:
    commas = [*draft.find(re.compile(r"(?<![\d,.])(\d),(\d{3})(?![\d,])"))]
    return [Change(m.start(), m.end(), m[1] + m[2]) for m in commas]


def _weekdays(draft: Draft, _rng: Random) -> list[Change]:
    """ "on Monday" as many American papers have it: "Monday", after a verb or an object."""
    days = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
    pattern = re.compile(rf"(?<=[a-z]) on (?=(?:{days})(?:[.,;]| (?:morning|evening|night|after)))")
    return [Change(m.start(), m.end(), " ") for m in draft.find(pattern)]


def _symbols(draft: Draft, _rng: Random) -> list[Change]:
    units = {
        "kilometres": "km", "kilometers": "km", "kilograms": "kg", "miles per hour": "mph",
        "miles an hour": "mph", "centimetres": "cm", "centimeters": "cm", "grams": "g",
        "degrees Celsius": "°C", "degrees Fahrenheit": "°F", "hours": "hrs", "feet": "ft",
    }  # fmt: skip
    pattern = re.compile(rf"(?<=\d) ({'|'.join(units)})\b")
    return [Change(m.start(), m.end(), f" {units[m[1]]}") for m in draft.find(pattern)]


RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "dates": _dates, "months": _months, "clock": _clock, "numerals": _numerals,
        "per cent": _per_cent, "money": _money, "thousands": _thousands, "weekdays": _weekdays,
        "symbols": _symbols,
    }
)  # fmt: skip
"""Name → convention."""
