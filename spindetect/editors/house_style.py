"""House style: how a paper writes dates, figures, titles, abbreviations, lists and quotations.

Every rule looks for one convention and turns it into the other wherever it stands, as a style book
demands. `style` applies several at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from random import Random
from types import MappingProxyType
from typing import Final

from spindetect.editors import contractions, figures
from spindetect.editors.draft import Change, Draft, apply, capitalised, like
from spindetect.editors.figures import Rule

# What abbreviations stand for, longest first; the first wording of a row is the one with stops.
_DOTTED: Final = (
    ("U.S.A.", "USA"), ("U.S.", "US"), ("U.K.", "UK"), ("U.N.", "UN"), ("E.U.", "EU"),
    ("D.C.", "DC"), ("Ph.D.", "PhD"), ("Mr.", "Mr"), ("Mrs.", "Mrs"), ("Ms.", "Ms"), ("Dr.", "Dr"),
    ("Prof.", "Prof"), ("St.", "St"), ("Jr.", "Jr"), ("vs.", "v"), ("e.g.", "eg"), ("i.e.", "ie"),
    ("No.", "No"),
)  # fmt: skip
_HYPHENS: Final = (
    "co-operate cooperate;co-operation cooperation;co-operative cooperative;e-mail email;"
    "e-mails emails;on-line online;web site website;well-being wellbeing;health-care health care;"
    "health care healthcare;child-care childcare;child care childcare;play-off playoff;"
    "play-offs playoffs;post-war postwar;pre-war prewar;semi-final semifinal;"
    "semi-finals semifinals;co-ordinate coordinate;co-ordinator coordinator;by-product byproduct;"
    "under-way underway;under way underway;long-time longtime;half-time halftime;"
    "best-seller bestseller;cease-fire ceasefire;north-east northeast;north-west northwest;"
    "south-east southeast;south-west southwest;mid-week midweek;"
    "lay-off layoff;lay-offs layoffs;line-up lineup;set-up setup;back-up backup;"
    "start-up startup;start-ups startups;take-over takeover;break-up breakup;hand-out handout;"
    "data base database;decision-maker decision maker;"
    "policy-maker policymaker;policy-makers policymakers;world-wide worldwide;"
    "year-round year round;any more anymore;some day someday;for ever forever;no-one no one;"
    "leaf-mould leaf mould;car-park car park;"
    "city-wide citywide;nation-wide nationwide;state-wide statewide;work-place workplace;"
    "re-open reopen;re-opened reopened;re-opening reopening;re-elected reelected;"
    "multi-million multimillion;non-profit nonprofit;part-time part time;full-time full time"
)  # fmt: skip
_CAPITALS: Final = (
    "internet government president council parliament mayor ministry federal chancellor senate"
)
# Three items or more: "tea, ham, eggs and toast", or short ones up to a stop: "tea, ham and eggs."
_LIST: Final = re.compile(
    r"(?:(?<=[a-z0-9]), (?:[a-z0-9'’-]+ ){0,2}[a-z0-9'’-]+, "
    r"((?:[a-z0-9'’-]+ ){0,2}[a-z0-9'’-]+)(,?)"
    r"|(?<=[a-z0-9]), ([a-z'’-]+)(,?)(?= (?:and|or) [\w'’-]+[.;:)])) (?:and|or) "
    r"(?!(?:all|so|then|on|off|without|again|a quarter|a half|months|not)\b)"
)
_OPENERS: Final = frozenset(
    "if when after before as in at on by although while since because for with once until from "
    "during under over to".split()
)
# A middle item with one of these in it is a clause, and the comma before "and" is another matter.
_CLAUSE: Final = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|will|would|can|could|it|he|she|they|we|i|"
    r"you|there|who|which|that|if|when|since|as|though|but|so|then|now|more|again|too|not|and|or|"
    r"out|up|down|away|off|back|\w+n['’]t|\w+ly|\w+['’](?:s|re|ve|ll|d|m))\b"
)


def _stops(draft: Draft, _rng: Random) -> list[Change]:
    dotted = [c for row in _DOTTED for c in _dotted_to_plain(draft, *row)]
    if dotted:
        return dotted
    titles = re.compile(r"\b(Mr|Mrs|Ms|Dr|Prof)(?= [A-Z])|\b(US|UK|UN|EU)\b(?!\d)")
    return [
        Change(m.start(), m.end(), f"{m[1]}." if m[1] else "".join(f"{c}." for c in m[2]))
        for m in draft.find(titles)
    ]


def _dotted_to_plain(draft: Draft, dotted: str, plain: str) -> Iterator[Change]:
    """Where the stop also ends the sentence, it stays."""
    for m in draft.find(re.compile(rf"\b{re.escape(dotted)}(?=[\s,;:)’'])")):
        following = draft.text[m.end() : m.end() + 2].lstrip()
        before_name = dotted in ("Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "St.")
        word = re.match(r"\w+", draft.text[m.end() + 1 :])
        new_sentence = word and word[0][0].isupper() and word[0].lower() not in draft.names
        ends = new_sentence or not following
        if before_name or not ends:
            yield Change(m.start(), m.end(), plain)


def _table(draft: Draft, rows: str) -> list[Change]:
    """One direction for the whole text: the one that applies more often."""
    pairs = [_halves(row) for row in rows.split(";")]
    forward = _exchanged(draft, dict(pairs))
    backward = _exchanged(draft, {other: one for one, other in pairs})
    return forward if len(forward) >= len(backward) else backward


def _exchanged(draft: Draft, table: Mapping[str, str]) -> list[Change]:
    return [
        Change(m.start(), m.end(), like(m[0], table[known]))
        for m, known in draft.find_any(table)
        if m[0][0].islower() or _opens_sentence(draft, m.start())
    ]


def _opens_sentence(draft: Draft, place: int) -> bool:
    return any(sentence.start == place for sentence in draft.sentences)


def _halves(row: str) -> tuple[str, str]:
    words = row.split(" ")
    middle = 1 if len(words) == 2 or "-" in words[0] else 2
    return " ".join(words[:middle]), " ".join(words[middle:])


def _hyphens(draft: Draft, _rng: Random) -> list[Change]:
    return _table(draft, _HYPHENS)


def _institutions(draft: Draft, rng: Random) -> list[Change]:
    """ "the Council" for "the council", or back: a few nouns, after "the" only."""
    nouns = "|".join(rng.sample(_CAPITALS.split(), 5))
    pattern = re.compile(rf"(?<=\b[Tt]he )(?:{nouns})\b(?! [A-Z]|-)", re.IGNORECASE)
    return [
        Change(m.start(), m.end(), m[0].lower() if m[0][0].isupper() else capitalised(m[0]))
        for m in draft.find(pattern)
    ]


def _serial_comma(draft: Draft, _rng: Random) -> list[Change]:
    found = [m for m in draft.find(_LIST) if _is_list(draft, m)]
    commas = [(m.span(2) if m[1] else m.span(4)) for m in found]
    have = [(start, end) for start, end in commas if end > start]
    if len(have) * 2 > len(commas):
        return [Change(start, end, "") for start, end in have]
    return [Change(start, end, ",") for start, end in commas if start == end]


def _is_list(draft: Draft, match: re.Match[str]) -> bool:
    """ "ham, eggs and tea", not "when it rained, tea and ham": no opening clause before it."""
    if _CLAUSE.search(match[1] or match[3]):
        return False
    before = re.split(r"[.;:!?\n]", draft.text[max(0, match.start() - 200) : match.start()])[-1]
    opening = before.split(",")[-1].split()
    return len(opening) < 9 and not (opening and opening[0].lower() in _OPENERS)


def _quotation_marks(draft: Draft, _rng: Random) -> list[Change]:
    """Double marks to single ones, or back where the single ones can be told from apostrophes."""
    text = draft.text
    if "“" in text and "‘" not in text:
        return [Change(m.start(), m.end(), "‘’"[m[0] == "”"]) for m in re.finditer("[“”]", text)]
    if '"' in text:
        marks = [m.start() for m in re.finditer('"', text)]
        return [] if len(marks) % 2 else [Change(i, i + 1, "'") for i in marks]
    pairs = re.finditer(r"(?<!\w)‘(?=\w)((?:[^‘’\n]|\w’\w)*[.,?!])’(?!\w)", text)
    return [
        change
        for m in pairs
        for change in (Change(m.start(), m.start() + 1, "“"), Change(m.end() - 1, m.end(), "”"))
    ]


def _titles_dropped(draft: Draft, _rng: Random) -> list[Change]:
    pattern = re.compile(r"\b(?:Mr|Mrs|Ms|Miss)\.? (?=[A-Z][a-z])")
    openings = {s.start for s in draft.sentences}
    return [
        Change(m.start(), m.end(), "")
        for m in draft.find(pattern)
        if m.start() not in openings or draft.text[m.end()].isupper()
    ]


def _headline(draft: Draft, rng: Random) -> list[Change]:
    """The title in Capitals of Every Long Word, or down to a sentence."""
    title = draft.text.split("\n", 1)[0]
    words = title.split(" ")
    small = frozenset("a an the and or but of in on at to for from by v".split())
    cased = " ".join(w if w in small and i else capitalised(w) for i, w in enumerate(words))
    if rng.random() < 0.3 and title.endswith("."):
        cased = title[:-1]
    return [Change(0, len(title), cased)] if cased != title else []


RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        **figures.RULES,
        "stops": _stops, "hyphens": _hyphens, "institutions": _institutions,
        "contractions": contractions.contractions, "serial comma": _serial_comma,
        "quotation marks": _quotation_marks, "titles": _titles_dropped, "headline": _headline,
    }
)  # fmt: skip
"""Name → convention, in the order in which they are applied."""


def style(draft: Draft, rng: Random) -> str | None:
    """Three to eight of the conventions that apply to this text, or all where they are fewer."""
    found = [changes for rule in RULES.values() if (changes := rule(draft, rng))]
    if not found:
        return None
    count = min(len(found), rng.randint(3, 8))
    chosen = [found[i] for i in sorted(rng.sample(range(len(found)), count))]
    return apply(draft.text, [change for changes in chosen for change in changes])
