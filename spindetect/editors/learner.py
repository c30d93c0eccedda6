"""The slips of an author who writes in a second language, for an editor to put right.

`misuse` makes the draft from the good text; the pair is read the other way round, the draft as the
original and the published text as its corrected copy.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import Final

from spindetect.editors.draft import Change, Draft, apply, like, some

_ARTICLE: Final = re.compile(r"(?<=[a-z,] )(?:the|an?) (?=[a-z])")
_PREPOSITIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "at": "in", "on": "in", "by": "from", "from": "of",
        "with": "by", "about": "of", "into": "in", "during": "in", "until": "by",
    }
)  # fmt: skip
# A preposition between content words; particles of verbs ("put on") sound worse than learners do.
_PREPOSITION: Final = re.compile(
    rf"(?<=[a-z] )(?:{'|'.join(_PREPOSITIONS)})(?= (?:the|a|an|his|her|its|their|our|my) )"
)
_PLURAL: Final = re.compile(r"\b(?:two|three|four|five|six|seven|eight|many|several|few) [a-z]+s\b")
_THIRD: Final = re.compile(r"\b(?:he|she|it) [a-z]{3,}[^su\W]s\b(?! [a-z]+s\b)")
_WORDINGS: Final = (
    "much=many|many=much|fewer=less|make=do|said that=told that|"
    "depends on=depends of|interested in=interested on|married to=married with|"
    "consists of=consists in|"
    "good at=good in|used to=use to|information=informations|"
    "advice=advices|furniture=furnitures|equipment=equipments|research=researches|"
    "discussed=discussed about|explained=explained about|"
    "different from=different of|responsible for=responsible of|afraid of=afraid from|"
    "arrived at=arrived to|reason for=reason of|is made of=is made from"
)


def misuse(draft: Draft, rng: Random) -> str | None:
    """Articles lost or mistaken, prepositions confused, an -s forgotten: about one word in 40."""
    kinds = [_articles(draft, rng), _prepositions(draft), _endings(draft), _wordings(draft)]
    total = max(3, round(len(draft.text.split()) / rng.randint(25, 60)))
    pool = [change for kind in kinds for change in some(kind, rng.uniform(0.1, 0.6), rng)]
    if len(pool) < 3:
        return None
    return apply(draft.text, rng.sample(pool, min(total, len(pool))))


def _articles(draft: Draft, rng: Random) -> list[Change]:
    """Mostly left out; now and then the other one."""
    changes = []
    for m in draft.find(_ARTICLE):
        other = "a " if m[0] == "the " else "the "
        vowel = draft.text[m.end()] in "aeiou"
        swap = rng.random() < 0.25 and not (other == "a " and vowel)
        changes.append(Change(m.start(), m.end(), other if swap else ""))
    return changes


def _prepositions(draft: Draft) -> list[Change]:
    return [Change(m.start(), m.end(), _PREPOSITIONS[m[0]]) for m in draft.find(_PREPOSITION)]


def _endings(draft: Draft) -> list[Change]:
    plurals = [m for m in draft.find(_PLURAL) if not m[0].endswith("ss")]
    return [Change(m.end() - 1, m.end(), "") for m in [*plurals, *draft.find(_THIRD)]]


def _wordings(draft: Draft) -> list[Change]:
    wrong = dict(row.split("=") for row in _WORDINGS.split("|"))
    return [
        Change(m.start(), m.end(), like(m[0], wrong[known])) for m, known in draft.find_any(wrong)
    ]
