"""The closed word classes of English: the words that hold a sentence together.

The classes are finite and known from any grammar of English. A word that belongs to several is
listed once, under its commonest use in news prose ("that" as a conjunction, "to" as a
preposition). Contractions follow the spelling with a straight apostrophe.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_MEMBERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "article": "a an the",
        "determiner": (
            "this these those each every either neither some any no all both half several many "
            "much few fewer little less least more most enough such which what whose whichever "
            "whatever another other"
        ),
        "pronoun": (
            "i me my mine myself you your yours yourself yourselves he him his himself she her "
            "hers herself it its itself we us our ours ourselves they them their theirs "
            "themselves one oneself there who whom whoever whomever someone somebody something "
            "anyone anybody anything everyone everybody everything none nobody nothing others "
            "thou thee thy thine thyself ye"
        ),
        "preposition": (
            "aboard about above across after against along alongside amid amidst among amongst "
            "around as at atop before behind below beneath beside besides between beyond by "
            "concerning despite during except excluding for from in including inside into like "
            "minus near notwithstanding of on onto opposite outside over past per plus regarding "
            "round since through throughout till to toward towards under underneath unlike until "
            "unto upon versus via with within without"
        ),
        "conjunction": (
            "and or but nor so yet if unless because although though while whilst whereas whether "
            "that than lest once when whenever where wherever albeit"
        ),
        "auxiliary": (
            "be am is are was were been being have has had having do does did ain't isn't aren't "
            "wasn't weren't haven't hasn't hadn't don't doesn't didn't"
        ),
        "modal": (
            "can could may might must shall should will would ought cannot can't couldn't mayn't "
            "mightn't mustn't shan't shouldn't won't wouldn't needn't oughtn't daren't"
        ),
        "particle": "up down out off away",
        "negation": "not n't",
        "interrogative": "how why whence whither wherefore",
        "contraction": (
            "i'm i've i'll i'd you're you've you'll you'd he's he'll he'd she's she'll she'd it's "
            "it'll it'd we're we've we'll we'd they're they've they'll they'd that's that'll "
            "there's there'll here's who's who'll who'd what's what'll where's how's let's "
            "could've should've would've might've must've"
        ),
    }
)

_CLASS_OF: Final[Mapping[str, str]] = MappingProxyType(
    {word: name for name, members in _MEMBERS.items() for word in members.split()}
)


def word_class(word: str) -> str | None:
    """Name of the closed class that a lower-case word belongs to; None for an open-class word."""
    return _CLASS_OF.get(word)


def closed_classes() -> tuple[str, ...]:
    """The names that `word_class` can answer with."""
    return tuple(_MEMBERS)
