"""A later edition: figures, days and names put right, typing errors gone or new, notes added.

All changes are consistent: a figure that occurs twice changes twice, and a corrected name is
corrected throughout, in speech too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import Final

from spindetect.editors.draft import Change, Draft, apply

_NUMBER: Final = re.compile(r"(?<![\w.,:/-])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?![\w:/]|[.,]\d|-\d)")
_MONTHS: Final = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
)
_DATE: Final = re.compile(rf"(?:({_MONTHS}) )(\d{{1,2}})\b(?!,? ?\d)|\b(\d{{1,2}}) (?={_MONTHS})")
_DAYS: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_WRITTEN: Final = (
    "three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
).split()
_GIVEN_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Ann": "Anne", "Anne": "Ann", "Sara": "Sarah", "Sarah": "Sara", "Jon": "John",
        "John": "Jon", "Catherine": "Katherine", "Katherine": "Kathryn", "Stephen": "Steven",
        "Steven": "Stephen", "Steve": "Stephen", "Phillip": "Philip", "Philip": "Phillip",
        "Geoffrey": "Jeffrey", "Alan": "Allan", "Allan": "Alan", "Mark": "Marc", "Marc": "Mark",
        "Eric": "Erik", "Graham": "Graeme", "Tracy": "Tracey",
        "Lindsay": "Lindsey", "Dan": "Daniel",
        "Mike": "Michael", "Bob": "Robert", "Jim": "James", "Liz": "Elizabeth", "Sue": "Susan",
        "Tom": "Thomas", "Fred": "Frederick", "Nick": "Nicholas", "Tony": "Anthony",
        "Maria": "Marie", "Elena": "Helena", "Laura": "Lara", "Claire": "Clare", "Jean": "Jeanne",
        "Karen": "Karin", "Luis": "Louis", "Denise": "Denyse", "Ray": "Raymond", "Pat": "Patricia",
        "Helen": "Helena", "Nicola": "Nichola", "Rob": "Robert", "Bill": "William",
        "Peter": "Pieter", "Carl": "Karl", "Joan": "Joanne", "Ben": "Benjamin",
    }
)  # fmt: skip
_MORE_GIVEN_NAMES: Final = (
    "Adam Aisha Alice Amanda Amy Andrea Andrew Angela Anna Anthony Arthur Barbara Beth Betty "
    "Brian Bev Caroline Carol Charles Charlotte Chris Christine Colin Dana Daniel Dave David "
    "Deborah Diane Donna Doug Edith Edward Eileen Elizabeth Ellen Emily Emma Fiona Frances "
    "Frank Gary Gavin George Gloria Gordon Grace Greg Gwen Hannah Harold Harry Heather Henry "
    "Howard Hugh Ian Irene Irena Isabel Jack James Jane Janet Jason Jeff Jennifer Jerry "
    "Jessica Jimmy Joanna Joe Joseph Joyce Judith Julia Julie Justin Kate Keith Kelly Ken "
    "Kevin Larry Lee Leo Linda Lisa Louise Lucy Lynn Malcolm Margaret Marilyn Martin Mary "
    "Matthew Melissa Michael Michelle Miriam Monica Nancy Neil Nina Nora Norman Oliver Olivia "
    "Oscar Patricia Patrick Priya Rachel Ralph Rebecca Richard Rick Robert Robin Roger Ron "
    "Rosa Rose Roy Russell Sally Sam Samantha Sandra Sean Sharon Sheila Simon Sophie Stan "
    "Susan Teresa Terry Theo Thomas Tim Todd Valerie Vera Victor Vincent Walter Wendy William "
    "Yolanda Yvonne"
)
_PERSON: Final = re.compile(
    r"\b(?:Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Mayor|Captain|Judge|Professor|Sergeant|Inspector|Sen\.|Rep\.|"
    rf"{'|'.join([*_GIVEN_NAMES, *_MORE_GIVEN_NAMES.split()])}) ([A-Z][a-z]{{3,}})\b"
)
_SURNAME_SLIPS: Final = (
    (r"ck$", "k"), (r"ph", "f"), (r"([bdglmnprt])\1", r"\1"),
    (r"(?<=[aeiou])([lnrt])(?=e)", r"\1\1"),
    (r"(?<=[^e])y$", "ey"), (r"ey$", "y"), (r"sen$", "son"), (r"son$", "sen"),
    (r"(?<=[dkn])$", "e"),
    (r"e$", ""), (r"ie", "ei"), (r"ei", "ie"), (r"s$", ""), (r"(?<=[lt])$", "s"),
    (r"i(?=[ln])", "y"), (r"C(?=[aor])", "K"), (r"er$", "ar"), (r"man$", "mann"),
)  # fmt: skip
_SURNAMES: Final = (
    "Ashdown Bellamy Corrigan Delaney Entwistle Fairhurst Goddard Hargreaves Inskip Jessop Kirkby "
    "Lovelace Maddox Norcross Ormerod Pemberton Ravenscroft Stannard Thackeray Underhill Venning "
    "Whitcombe Aldridge Bannerman Cathcart Dunwoody Farquhar Gillespie"
).split()
_NOTES: Final = (
    "This article was amended to correct a figure in an earlier version.",
    "Correction: an earlier version of this story gave a wrong name. We regret the error.",
    "Updated to include later figures.",
    "Editor's note: this piece has been revised since it first appeared.",
    "An earlier edition of this article misspelled a name.",
    "This is an updated version of a story first published in the morning edition.",
    "Clarification: some details have been added since publication.",
    "Last revised after a reader wrote in.",
    "UPDATE: Figures below are the latest available.",
    "(Refiles to fix typo in second paragraph)",
    "(Adds detail, background)",
    "(Corrects day of week)",
)
_ADDITIONS: Final = (
    "No further details were available by early evening.",
    "Several readers have since written to say that they remember it otherwise.",
    "We asked for a comment and will add it here if one comes.",
    "A fuller account is promised for next week.",
    "The figures have been revised since this was first written, though not by much.",
    "Nothing else had changed by the time this edition closed.",
    "A second visit, a fortnight on, gave no reason to alter any of this.",
    "There may be more to say once the paperwork has been read.",
    "Those who have asked for the sources will find them in the print edition.",
    "One small thing has come to light since: the door was never locked.",
    "For the record, nobody has asked for their money back.",
)
_MISSPELLINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "receive": "recieve", "definitely": "definately", "separate": "seperate",
        "occurred": "occured", "their": "thier", "the": "teh", "because": "becuase",
        "accommodation": "accomodation", "embarrassed": "embarassed", "until": "untill",
        "which": "wich", "government": "goverment", "necessary": "neccessary",
        "beginning": "begining", "surprise": "suprise", "it's": "its", "really": "realy",
        "tomorrow": "tommorow", "weird": "wierd", "believe": "beleive", "friend": "freind",
        "than": "then", "lose": "loose", "too": "to", "were": "where", "publicly": "publically",
        "immediately": "immediatly", "quite": "quiet", "they're": "there", "you're": "your",
        "whether": "wether", "environment": "enviroment", "sentence": "sentance",
    }
)  # fmt: skip


def revise(draft: Draft, rng: Random) -> str | None:
    """Some of: figures, dates, weekdays, a name; most often several of them, and a note."""
    parts = [p for p in (_figures(draft, rng), _days(draft, rng), _name(draft, rng)) if p]
    if not parts:
        return None
    chosen = rng.sample(parts, rng.randint(1, len(parts)))
    text = apply(draft.text, [c for changes in chosen for c in changes])
    if text is None:
        return None
    return _annotated(text, rng) if rng.random() < 0.5 else text


def mistype(draft: Draft, rng: Random) -> str | None:
    """Typing errors, one in some 40 to 150 words, anywhere in the text."""
    words = [m for m in re.finditer(r"\b[a-z]+(?:['’][a-z]+)?\b", draft.text) if len(m[0]) > 2]
    # The commonest word must not take all the slips.
    known = [m for m in words if m[0].replace("’", "'") in _MISSPELLINGS and m[0] != "the"]
    long = [m for m in words if len(m[0]) > 4]
    if not long:
        return None
    count = max(1, round(len(words) / rng.randint(40, 150)))
    slips = rng.sample(known, min(len(known), count // 3))
    slips += rng.sample(long, min(len(long), count))
    return apply(draft.text, [Change(m.start(), m.end(), _slip(m[0], rng)) for m in slips])


def _slip(word: str, rng: Random) -> str:
    """A wrong spelling, two letters swapped, one lost, doubled, or hit beside its key."""
    if found := _MISSPELLINGS.get(word.replace("’", "'")):
        return found
    place = rng.randint(1, len(word) - 2)
    rows = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    row = next((r for r in rows if word[place] in r), word[place])
    beside = row[min(row.index(word[place]) + 1, len(row) - 1)]
    return rng.choice(
        (
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[:place] + beside + word[place + 1 :],
        )
    )


def _figures(draft: Draft, rng: Random) -> list[Change]:
    """A third to all of the distinct figures outside speech, years apart, and of written ones."""
    found = [m for m in draft.find(_NUMBER) if not re.fullmatch(r"1[89]\d\d|20\d\d", m[0])]
    dates = {m.start(2) if m[2] else m.start(3) for m in draft.find(_DATE)}
    found = [m for m in found if m.start() not in dates]
    new = {figure: _other_figure(figure, rng) for figure in dict.fromkeys(m[0] for m in found)}
    written = re.compile(rf"\b(?:{'|'.join(_WRITTEN[:-1])})\b(?= [a-z]+s\b)")
    words = [*draft.find(written)]
    new |= {w: _WRITTEN[_WRITTEN.index(w) + 1] for w in dict.fromkeys(m[0] for m in words)}
    chosen = frozenset(rng.sample(list(new), round(len(new) * rng.uniform(0.3, 1))))
    return [Change(m.start(), m.end(), new[m[0]]) for m in [*found, *words] if m[0] in chosen]


def _other_figure(figure: str, rng: Random) -> str:
    """A near figure, as round as the old one, written the same way."""
    whole, dot, decimals = figure.partition(".")
    value = int(whole.replace(",", ""))
    if dot:
        places = len(decimals)
        return f"{whole}.{(int(decimals) + rng.randint(1, 8)) % 10**places:0{places}}"
    zeros = len(whole) - len(whole.rstrip("0")) - whole[len(whole.rstrip("0,")) :].count(",")
    unit = 10**zeros if value else 1
    while unit > 1 and value < 8 * unit:
        unit //= 10
    steps = max(1, round(value / unit * 0.12))
    new = value + unit * rng.choice((-1, 1)) * rng.randint(1, steps)
    new = new if new > 1 else value + unit
    return f"{new:,}" if "," in whole else str(new)


def _days(draft: Draft, rng: Random) -> list[Change]:
    """Weekdays moved on alike, or the day of the month put right."""
    weekdays = [*draft.find(re.compile(rf"\b(?:{'|'.join(_DAYS)})\b"))]
    dates = [*draft.find(_DATE)]
    if weekdays and (not dates or rng.random() < 0.6):
        move = rng.choice((1, 1, 2, 6))
        shifted = {day: _DAYS[(i + move) % 7] for i, day in enumerate(_DAYS)}
        return [Change(m.start(), m.end(), shifted[m[0]]) for m in weekdays]
    return [
        Change(m.start(group), m.end(group), str(max(1, min(28, int(m[group]) + move))))
        for m in dates
        for group, move in ((2 if m[2] else 3, rng.choice((-1, 1, 1, 2, 7))),)
    ]


def _name(draft: Draft, rng: Random) -> list[Change]:
    """One person's name corrected everywhere: spelling, given name, or another surname."""
    people = [m for m in _PERSON.finditer(draft.text) if m[1].lower() in draft.names]
    surnames = [m[1] for m in people if draft.text.count(m[1]) > 1]
    if not surnames:
        return []
    surname = rng.choice(surnames)
    wanted = _other_surname(surname, rng)
    given = [g for g in _GIVEN_NAMES if re.search(rf"\b{g} {surname}\b", draft.text)]
    if given and rng.random() < 0.3:
        surname, wanted = given[0], _GIVEN_NAMES[given[0]]
    return [
        Change(m.start(), m.end(), wanted)
        for m in re.finditer(rf"\b{surname}\b(?![’']?\w{{3,}})", draft.text)
    ]


def _other_surname(surname: str, rng: Random) -> str:
    slips = [
        changed
        for pattern, replacement in _SURNAME_SLIPS
        if (changed := re.sub(pattern, replacement, surname, count=1)) != surname
        and changed[0].isupper()
    ]
    return rng.choice(slips) if slips and rng.random() < 0.6 else rng.choice(_SURNAMES)


def _annotated(text: str, rng: Random) -> str:
    blocks = re.split(r"\n\s*\n", text.strip())
    if rng.random() < 0.5 and len(blocks) > 3:
        place = rng.randint(2, len(blocks) - 1)
        blocks[place] = f"{blocks[place]} {rng.choice(_ADDITIONS)}"
    if rng.random() < 0.25 and len(blocks) > 6:
        del blocks[rng.randint(2, len(blocks) - 1)]
    if rng.random() < 0.6:
        blocks.insert(rng.choice((1, len(blocks))), rng.choice(_NOTES))
    return "\n\n".join(blocks) + "\n"
