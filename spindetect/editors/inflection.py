"""English inflection for editors: which form a word has, and the same form of another word.

Regular endings follow the rules of any school grammar; the irregular verbs are the common ones.
Only what an editor needs: a wrong guess costs a clumsy sentence, so unknown cases answer None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

_IRREGULAR: Final = """
arise arose arisen;awake awoke awoken;bear bore borne;beat beat beaten;become became become;
begin began begun;bend bent bent;bet bet bet;bind bound bound;bite bit bitten;bleed bled bled;
blow blew blown;break broke broken;breed bred bred;bring brought brought;build built built;
buy bought bought;catch caught caught;choose chose chosen;cling clung clung;come came come;
cost cost cost;creep crept crept;cut cut cut;deal dealt dealt;dig dug dug;do did done;
draw drew drawn;drink drank drunk;drive drove driven;eat ate eaten;fall fell fallen;feed fed fed;
feel felt felt;fight fought fought;find found found;flee fled fled;fling flung flung;
fly flew flown;forbid forbade forbidden;forget forgot forgotten;forgive forgave forgiven;
freeze froze frozen;get got got;give gave given;go went gone;grind ground ground;grow grew grown;
hang hung hung;have had had;hear heard heard;hide hid hidden;hit hit hit;hold held held;
hurt hurt hurt;keep kept kept;kneel knelt knelt;know knew known;lay laid laid;lead led led;
leave left left;lend lent lent;let let let;lie lay lain;light lit lit;lose lost lost;
make made made;mean meant meant;meet met met;mistake mistook mistaken;pay paid paid;put put put;
quit quit quit;read read read;ride rode ridden;ring rang rung;rise rose risen;run ran run;
say said said;see saw seen;seek sought sought;sell sold sold;send sent sent;set set set;
shake shook shaken;shed shed shed;shine shone shone;shoot shot shot;show showed shown;
shrink shrank shrunk;shut shut shut;sing sang sung;sink sank sunk;sit sat sat;sleep slept slept;
slide slid slid;speak spoke spoken;spend spent spent;spin spun spun;split split split;
spread spread spread;spring sprang sprung;stand stood stood;steal stole stolen;stick stuck stuck;
sting stung stung;strike struck struck;strive strove striven;swear swore sworn;sweep swept swept;
swim swam swum;swing swung swung;take took taken;teach taught taught;tear tore torn;
tell told told;think thought thought;throw threw thrown;understand understood understood;
undertake undertook undertaken;undergo underwent undergone;upset upset upset;wake woke woken;
wear wore worn;weep wept wept;win won won;withdraw withdrew withdrawn;withstand withstood withstood;
write wrote written
"""
_TABLE: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        base: (past, participle)
        for base, past, participle in (row.split() for row in _IRREGULAR.split(";"))
    }
)
_BASE_OF_PAST: Final[Mapping[str, str]] = MappingProxyType(
    {form: base for base, forms in _TABLE.items() for form in forms if form != base}
)
_PAST_OF_PARTICIPLE: Final[Mapping[str, str]] = MappingProxyType(
    {participle: past for past, participle in _TABLE.values()}
)
_PLURALS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "child": "children", "man": "men", "woman": "women", "person": "people", "foot": "feet",
        "tooth": "teeth", "mouse": "mice", "goose": "geese", "life": "lives", "wife": "wives",
        "knife": "knives", "leaf": "leaves", "half": "halves", "shelf": "shelves",
        "thief": "thieves", "loaf": "loaves", "wolf": "wolves", "calf": "calves",
    }
)  # fmt: skip
# Longer verbs double the last consonant only under final stress, which spelling does not show.
_DOUBLING: Final = frozenset(
    "admit commit permit submit omit refer prefer occur incur begin forget regret compel rebel "
    "control patrol equip expel propel transmit transfer deter confer acquit".split()
)
_ONE_SYLLABLE: Final = re.compile(r"(?:qu|[^aeiou])*[aeiou][bdfgklmnprtvz]")
_WITH_ES: Final = frozenset("go do undergo echo veto potato tomato hero".split())
FORMS: Final = ("base", "third", "gerund", "past", "participle", "plural")
"""The names that `form_of` answers with; "base" covers every uninflected word."""


def third(verb: str) -> str:
    """Third person singular of the present: "tries", "goes", "has"."""
    return "has" if verb == "have" else _with_s(verb)


def gerund(verb: str) -> str:
    """The -ing form: "making", "dying", "stopping"."""
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and verb != "be":
        return verb[:-1] + "ing"
    return _doubled(verb) + "ing"


def past(verb: str) -> str:
    """The simple past: "took", "tried"."""
    return _TABLE[verb][0] if verb in _TABLE else _with_ed(verb)


def participle(verb: str) -> str:
    """The past participle: "taken", "tried"."""
    return _TABLE[verb][1] if verb in _TABLE else _with_ed(verb)


def plural(noun: str) -> str:
    """The plural of a noun: "boxes", "children"."""
    return _PLURALS.get(noun) or _with_s(noun)


def base_of_past(form: str) -> str | None:
    """The irregular verb that a past form or participle belongs to; None for regular ones."""
    return _BASE_OF_PAST.get(form)


def past_of_participle(form: str) -> str | None:
    """The simple past of the verb whose participle this is; None where it is no participle."""
    return _PAST_OF_PARTICIPLE.get(form) or (form if form.endswith("ed") else None)


def irregular_pasts() -> frozenset[str]:
    """Past forms and participles of the irregular verbs that differ from the base form."""
    return frozenset(_BASE_OF_PAST)


def form_of(word: str, base: str) -> str | None:
    """Which of `FORMS` of the base a lower-case word is; None when it is none of them.

    Past and participle look alike in regular verbs and answer "past"; third person and plural
    look alike and answer "third".
    """
    if word == base:
        return "base"
    makers = (("third", third), ("gerund", gerund), ("past", past), ("participle", participle))
    for name, make in makers:
        if make(base) == word:
            return name
    return "plural" if plural(base) == word else None


def inflect(base: str, form: str) -> str:
    """The named form (one of `FORMS`) of a base."""
    makers: Mapping[str, Callable[[str], str]] = {
        "base": str, "third": third, "gerund": gerund, "past": past,
        "participle": participle, "plural": plural,
    }  # fmt: skip
    return makers[form](base)


def article_for(word: str) -> str:
    """ "a" or "an" by spelling, with the well-known exceptions of sound."""
    word = word.lower()
    if word.startswith(("hour", "honest", "honour", "honor", "heir")):
        return "an"
    if re.match(r"uni(?![nmd])|us[aeu]|eu|one\b|once|uten|utop|uran|ukr", word):
        return "a"
    return "an" if word[:1] in "aeiou" else "a"


def _with_s(word: str) -> str:
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "z", "ch", "sh")) or word in _WITH_ES:
        return word + "es"
    return word + "s"


def _with_ed(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if re.search(r"[^aeiou]y$", verb):
        return verb[:-1] + "ied"
    return _doubled(verb) + "ed"


def _doubled(verb: str) -> str:
    doubles = verb in _DOUBLING or _ONE_SYLLABLE.fullmatch(verb)
    return verb + verb[-1] if doubles else verb
