"""Other words, honestly chosen: an author's light polish and plainer words for learners.

Synonyms come from short lists (`wordings`) and from WordNet, there only where two words have few
senses and are each other's synonym in the commonest one. A replacement keeps the inflection, must
go with its neighbours about as well as the old word did (word-pair frequencies), and "a" becomes
"an" where it has to. What is left is a few words in a hundred, as in any second draft.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from random import Random
from typing import Final

from spindetect.editors import trim, wordings
from spindetect.editors.draft import Change, Draft, Word, apply, like
from spindetect.editors.inflection import article_for, form_of, inflect
from spindetect.lexicon import Lexicon

_DETERMINERS: Final = frozenset(
    "a an the this that these those my your his her its our their some any no each every another "
    "many few several both two three four five six seven eight nine ten".split()
)
_BEFORE_VERB: Final = frozenset(
    "to will would can could may might must should shall i you we they didn't don't doesn't won't "
    "wouldn't couldn't can't did do does".split()
)
_SUBJECTS: Final = frozenset("i you he she it we they who nobody everyone".split())
_PERFECT: Final = frozenset(
    "have has had having i've we've they've you've be been being is are was were am get got "
    "wasn't weren't isn't aren't hasn't haven't hadn't".split()
)
_COPULAS: Final = frozenset(
    "is are was were be been being am very so too quite rather more most less seems looks felt "
    "feels seemed looked as".split()
)
# Words with a second use that the lists do not mean, and what must follow in the meant one.
_FOLLOWED_BY: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    ("v", "start"): frozenset("to with at in again the a".split()),
    ("v", "seem"): frozenset(["to"]),
    ("r", "later"): frozenset([""]),
    ("n", "sort"): frozenset(["of"]),
    ("n", "kind"): frozenset(["of"]),
    ("n", "chance"): frozenset(["to"]),
    ("n", "opportunity"): frozenset(["to"]),
}
_INDEFINITE: Final = re.compile(r"(?:body|one)$")
_NUMERAL_NEXT: Final = frozenset(["about", "roughly", "approximately"])
# Mutual first-sense synonyms in WordNet that no editor would exchange.
_UNFIT: Final = frozenset(
    "folder booklet brochure wellness percentage motorcycle twelve dozen murphy semi hostel papa "
    "daddy workforce interpreted posing saturday america arizona pastor regime beast optic thou "
    "tested auditor credentials measuring transactions province infant babe pavilion spouse "
    "lasting merit toilet john latin server chips pinhead mint tribunal warfare aurora maths math "
    "erosion deficiency chairperson hygiene sphere universe globe rust retention screening viewing "
    "rating valuation faculty depot apparel mama idaho hectare inch foot shipment textile parity "
    "microphone mike kilogram provider supplier revenue receipts viewer obsolete hence therefore "
    "outrageous hideous approximately absolutely responsibility obligation salary wages carpet rug "
    "vacation holiday nothing vendor seller adviser advisor factory mill lavatory marketplace "
    "attorney lawyer constellation configuration protector guardian cloth fabric "
    "machinist doctrine philosophy talker advertisement "
    "taxation aristotle rent dick hobo lone junk spirits trousers pants unity somebody someone "
    "dealer trader telecom attending comparing replacing".split()
)
# On the log10 scale of `Lexicon.bigram`: pairs below 5.0 are not in its table and count as this.
_UNSEEN_PAIR: Final = 4.7
# How far a pair may fall: an order of magnitude for listed wordings, hardly for WordNet's.
_LISTED_FALL: Final = 1.3
_WORDNET_FALL: Final = 0.3
_FEW_SENSES: Final = 3
_LEAST_FREQUENCY: Final = 6.3
_PLAINER_BY: Final = 0.5


@dataclass(frozen=True, slots=True)
class Place:
    """A word with its neighbours, "" where punctuation or speech parts them."""

    word: Word
    before: str
    after: str
    article: Word | None


def polish(lexicon: Lexicon, draft: Draft, rng: Random) -> str | None:
    """2 to 6 % of the words exchanged for fitting synonyms; often some trimming besides."""
    places = _places(draft)
    choices = _choices(lexicon, draft, places, _equals(), plain=False)
    wanted = max(2, round(len(places) * rng.uniform(0.02, 0.06)))
    # "nobody" and its like stand in every text; they must not be all there is to a polish.
    choices = [c for c in choices if not _INDEFINITE.search(c[0].text) or rng.random() < 0.4]
    chosen = rng.sample(choices, min(wanted, len(choices)))
    changes = [_change(draft, rng.choice(options)) for options in chosen]
    if rng.random() < 0.6:
        changes += trim.light(draft, rng)
    return apply(draft.text, changes)


def simplify(lexicon: Lexicon, draft: Draft, rng: Random) -> str | None:
    """Up to 8 % of the words replaced by plainer ones, each always by the same."""
    places = _places(draft)
    choices = _choices(lexicon, draft, places, _plainer(), plain=True)
    limit = round(len(places) * rng.uniform(0.03, 0.08))
    alike: dict[tuple[str, str], list[Change]] = {}
    for option, *_ in choices:
        key = draft.text[option.start : option.end].lower(), option.text.lower()
        alike.setdefault(key, []).append(_change(draft, option))
    changes: list[Change] = []
    for key in rng.sample(list(alike), len(alike)):
        if len(changes) + len(alike[key]) <= max(1, limit):
            changes += alike[key]
    shorter = trim.shorter_wordings(draft, rng) if rng.random() < 0.5 else []
    return apply(draft.text, [*changes, *shorter])


@dataclass(frozen=True, slots=True)
class Option:
    """A replacement for the characters `start` to `end`, in the spelling of the text."""

    start: int
    end: int
    text: str
    article: Word | None


def _choices(
    lexicon: Lexicon,
    draft: Draft,
    places: Sequence[Place],
    table: Mapping[tuple[str, str], tuple[str, ...]],
    *,
    plain: bool,
) -> list[list[Option]]:
    """For every word or phrase that can be exchanged, the ways in which it can."""
    found = [
        [
            Option(place.word.start, place.word.end, like(place.word.text, new), place.article)
            for new in _fitting(lexicon, place, table, plain=plain)
        ]
        for place in places
    ]
    found += [[option] for option in _phrases(draft, table)]
    return [options for options in found if options]


def _fitting(
    lexicon: Lexicon, place: Place, table: Mapping[tuple[str, str], tuple[str, ...]], *, plain: bool
) -> list[str]:
    """What may stand in this place, inflected; listed wordings before those of WordNet."""
    listed: list[str] = []
    derived: list[str] = []
    if len(place.word.text) < 3 or lexicon.is_function_word(place.word.lower):
        return []
    for base in lexicon.lemmas(place.word.lower):
        form = form_of(place.word.lower, base)
        if form is None:
            continue
        for part in "nvar":
            if (part, base) in table and _meant(lexicon, place, part, base, form):
                wanted = "plural" if part == "n" and form == "third" else _form_wanted(form, place)
                words = [_inflected(new, wanted) for new in table[part, base] if wanted]
                placed = [w for w in words if w]
                if part == "a":
                    placed = [w for w in placed if _seen_together(lexicon, place, w)]
                listed += placed
        if not listed:
            derived += [inflect(n, form) for n in _by_dictionary(lexicon, base, plain=plain)]
    fits = [w for w in listed if _goes_with(lexicon, place, w, _LISTED_FALL)]
    derived = [w for w in derived if lexicon.frequency(w) > _LEAST_FREQUENCY - 1]
    return fits or [w for w in derived if _goes_with(lexicon, place, w, _WORDNET_FALL, seen=True)]


def _by_dictionary(lexicon: Lexicon, base: str, *, plain: bool) -> list[str]:
    """Single words that share the commonest sense with the base form and have few others."""
    if "wordnet" not in lexicon.sources or lexicon.senses(base) > _FEW_SENSES or base in _UNFIT:
        return []
    gain = lexicon.frequency(base) + _PLAINER_BY if plain else _LEAST_FREQUENCY
    return [
        other
        for other in lexicon.synonyms(base, "wordnet-first")
        if other.isalpha()
        and len(other) > 3
        and other[:4] != base[:4]
        and other not in _UNFIT
        and lexicon.frequency(other) >= gain
        and lexicon.senses(other) <= _FEW_SENSES
        and base in lexicon.synonyms(other, "wordnet-first")
    ]


def _meant(lexicon: Lexicon, place: Place, part: str, base: str, form: str) -> bool:
    """Whether the word is this part of speech here, as far as its neighbours show."""
    before, after = place.before, place.after
    if after not in _FOLLOWED_BY.get((part, base), (after,)):
        return False
    if part == "r":
        return base not in _NUMERAL_NEXT or after[:1].isdigit() or after in _DETERMINERS
    verbal = before in _BEFORE_VERB or before in _SUBJECTS
    if part == "a":
        described = after and not lexicon.is_function_word(after)
        return form == "base" and not verbal and (before in _COPULAS or bool(described))
    if part == "n":
        opens = before in _DETERMINERS or lexicon.word_class(before) == "preposition"
        ends = not after or lexicon.is_function_word(after)
        return form in ("base", "third", "plural") and opens and ends and before != "to"
    if form == "base":
        return before in _BEFORE_VERB
    nominal = before in _DETERMINERS or before in ("of", "with", "very") or before.endswith("'s")
    return before in _SUBJECTS if form == "third" else bool(before) and not nominal


def _form_wanted(form: str, place: Place) -> str | None:
    """Past or participle, told by the word before; None where it could be either."""
    if form not in ("past", "participle"):
        return form
    if place.before in _PERFECT:
        return "participle"
    return None if place.before.endswith("ly") or not place.before else "past"


def _inflected(base: str, form: str) -> str | None:
    """A form of a listed word; of verbs whose past and participle differ only where asked for."""
    if " " in base or "-" in base:
        return base if form == "base" else None
    return inflect(base, form)


def _goes_with(
    lexicon: Lexicon, place: Place, new: str, fall: float, *, seen: bool = False
) -> bool:
    """Whether the new word goes with both neighbours nearly as well as the old one.

    `seen`: besides, at least one of the new pairs must be known.
    """
    firsts, lasts = new.split(" ")[0], new.split(" ")[-1]
    old = place.word.lower
    pairs = [(place.before, old, place.before, firsts)] if place.before else []
    pairs += [(old, place.after, lasts, place.after)] if place.after else []
    if place.before in ("a", "an"):
        article = article_for(new)
        pairs[0] = (place.before, old, article, firsts)
    had = [max(lexicon.bigram(a, b), _UNSEEN_PAIR) for a, b, _, _ in pairs]
    has = [max(lexicon.bigram(c, d), _UNSEEN_PAIR) for _, _, c, d in pairs]
    if seen and max(has, default=0.0) <= _UNSEEN_PAIR:
        return False
    return all(one - other <= fall for one, other in zip(had, has, strict=True))


def _seen_together(lexicon: Lexicon, place: Place, new: str) -> bool:
    """Whether an adjective is at home before its noun; as a complement it is free."""
    noun = place.after and not lexicon.is_function_word(place.after)
    return not noun or lexicon.bigram(new.split(" ")[-1], place.after) > 0


def _phrases(draft: Draft, table: Mapping[tuple[str, str], tuple[str, ...]]) -> Iterator[Option]:
    """Fixed wordings of the table where they occur."""
    for m, known in draft.find_any(wording for part, wording in table if part == "x"):
        # "At First Methodist" is a church.
        if m[0][1:] != m[0][1:].lower():
            continue
        new = table["x", known][0]
        yield Option(m.start(), m.end(), like(m[0], new), None)


def _places(draft: Draft) -> list[Place]:
    """Words that an editor may exchange: no names, nothing hyphenated, no capitals inside."""
    words = draft.words()
    openings = {s.start for s in draft.sentences}
    # Whether a word follows the one before it with nothing but a space in between.
    spaces = [draft.text[a.end : b.start] in (" ", "\n") for a, b in pairwise(words)]
    joined = [False, *spaces, False]
    places = []
    for i, word in enumerate(words):
        before = words[i - 1] if joined[i] else None
        after = words[i + 1] if joined[i + 1] else None
        around = draft.text[max(0, word.start - 1)] + draft.text[word.end : word.end + 1]
        if around[0].isalnum() and word.start:
            continue
        capital = word.text[0].isupper() and word.start not in openings
        if capital or word.lower in draft.names or "-" in around or "'" in word.lower:
            continue
        article = before if before and before.lower in ("a", "an") else None
        number = draft.text[word.end + 1 : word.end + 2]
        behind = after.lower if after else number if number.isdigit() else ""
        places.append(Place(word, before.lower if before else "", behind, article))
    return places


def _change(draft: Draft, option: Option) -> Change:
    """The change, together with the article before it where that has to follow."""
    if option.article is None:
        return Change(option.start, option.end, option.text)
    article = like(option.article.text, article_for(option.text))
    gap = draft.text[option.article.end : option.start]
    return Change(option.article.start, option.end, f"{article}{gap}{option.text}")


_equals: Callable[[], Mapping[tuple[str, str], tuple[str, ...]]] = lru_cache(1)(wordings.equals)
_plainer: Callable[[], Mapping[tuple[str, str], tuple[str, ...]]] = lru_cache(1)(wordings.plainer)
