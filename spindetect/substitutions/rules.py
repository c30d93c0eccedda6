"""The ordered table of rules that type an edit: the first that applies decides.

A rule is data: a name, the kind it gives, whether such an edit is evidence of automated
substitution, a predicate, and example pairs that must and must not fire (a test tries them all).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from spindetect.lexicon import Lexicon
from spindetect.substitutions import numbers, variants
from spindetect.substitutions.change import MAX_PHRASE, Change
from spindetect.types import Kind, TokenKind

# From this sense on a word's meaning is one that a reader of the original hardly thinks of.
RARE_SENSE = 3
# A word pair this much rarer than the joined word (log10) is no accepted way to write it.
SPLIT_VARIANT = 2.0


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table; `fires` and `silent` are example pairs for its test.

    `unlike`: whether it can apply to two single words with different initials.
    """

    name: str
    kind: Kind
    counts: bool
    applies: Callable[[Change], bool]
    fires: tuple[tuple[str, str], ...]
    silent: tuple[tuple[str, str], ...]
    unlike: bool = False


def classify(change: Change) -> Rule:
    """The first rule that applies; the last one always does."""
    # Most swaps are of two quite different words, of which most rules need not be asked.
    for rule in UNLIKE_RULES if _unlike(change) else RULES:
        if rule.applies(change):
            return rule
    raise AssertionError("the last rule applies to everything")


# A spinner's entries recur within a text and over a corpus.
@lru_cache(maxsize=32_768)
def type_swap(
    original: tuple[str, ...],
    candidate: tuple[str, ...],
    kinds: tuple[bytes, bytes],
    names: tuple[bool, bool],
    after: str,
    lexicon: Lexicon,
) -> tuple[Change, Rule]:
    """Look at an edit (see `Change.of`) and find its rule; remembered for recurring edits."""
    change = Change.of(original, candidate, kinds, names, after, lexicon)
    return change, classify(change)


def _unlike(change: Change) -> bool:
    """Two single words, neither a name, that differ from the first letter on."""
    return (
        len(change.original) == len(change.candidate) == 1
        and change.words_only
        and not (change.original_name or change.candidate_name)
        and not variants.may_be_variants(change.original[0], change.candidate[0])
    )


_ARTICLE, _ARTICLES = ("article",), ("article", "article")


def _bare_article(change: Change) -> bool:
    return change.classes == _ARTICLE


_NEGATIONS = frozenset({"not", "never", "no", "nor", "neither", "without", "nobody", "nothing"})


def _bare_fact(change: Change) -> bool:
    """A "not" or a number that came or went turns the statement into another."""
    if change.original and change.candidate:
        return False
    words = change.original or change.candidate
    kinds = change.original_kinds or change.candidate_kinds
    if len(words) > MAX_PHRASE:
        return False
    return (
        not _NEGATIONS.isdisjoint(words)
        or TokenKind.NUMBER in kinds
        or (len(words) == 1 and numbers.in_words(words) and words[0] != "one")
    )


def _punctuation(change: Change) -> bool:
    kinds = change.original_kinds + change.candidate_kinds
    return kinds.count(TokenKind.PUNCTUATION) == len(kinds) and not _symbols(change)


def _symbols(change: Change) -> bool:
    """Currency signs, emoji and the like say something; marks of punctuation do not."""
    text = "".join(change.original + change.candidate)
    return any(unicodedata.category(character) in ("Sc", "So") for character in text)


def _typography(change: Change) -> bool:
    if change.original == change.candidate:
        return True
    spaced = "".join(change.original) == "".join(change.candidate)
    return not spaced and variants.same_letters(change.original, change.candidate)


def _split(change: Change) -> bool:
    return "".join(change.original) == "".join(change.candidate)


def _split_variant(change: Change) -> bool:
    if not _split(change):
        return False
    parts, joined = change.original, change.candidate
    if len(parts) < len(joined):
        parts, joined = joined, parts
    if len(parts) != 2 or len(joined) != 1:
        return False
    apart = change.lexicon.bigram(parts[0], parts[1])
    together = change.lexicon.frequency(joined[0])
    return min(apart, together) > 0 and apart + SPLIT_VARIANT >= together


def _spelling(change: Change) -> bool:
    if len(change.original) != 1 or len(change.candidate) != 1:
        return variants.regional(change.original_key, change.candidate_key)
    one, other = change.original[0], change.candidate[0]
    if variants.regional(one, other):
        return True
    if change.original_name and change.candidate_name and variants.transliterated(one, other):
        return True
    named = change.original_name or change.candidate_name
    return change.words_only and not named and variants.misspelt(one, other, change.lexicon)


def _numbers(change: Change) -> tuple[set[str], set[str]]:
    sides = (
        (change.original, change.original_kinds),
        (change.candidate, change.candidate_kinds),
    )
    one, other = (
        {w for w, kind in zip(words, kinds, strict=True) if kind == TokenKind.NUMBER}
        for words, kinds in sides
    )
    return one, other


def _factual(change: Change) -> bool:
    if change.original_name or change.candidate_name or _symbols(change):
        return True
    if all(map(numbers.in_words, (change.original, change.candidate))):
        return True
    kinds = change.original_kinds + change.candidate_kinds
    return TokenKind.NUMBER in kinds or TokenKind.LINK in kinds


def _dotted(change: Change) -> bool:
    """An abbreviation with its full stop; the casual clippings of spinners come without."""
    return len(change.original) == len(change.candidate) == 1 and variants.dotted(
        change.original[0], change.candidate[0]
    )


def _date_order(change: Change) -> bool:
    if TokenKind.NUMBER not in change.original_kinds:
        return False
    one, other = _numbers(change)
    return one == other and sorted(change.original) == sorted(change.candidate)


def _reordered(change: Change) -> bool:
    if not 1 < len(change.original) == len(change.candidate) <= MAX_PHRASE + 1:
        return False
    return sorted(change.original) == sorted(change.candidate)


def _inflected(change: Change) -> bool:
    if set(change.classes) == {"auxiliary"}:
        return True
    if not change.single:
        return False
    (one,), (other,) = change.bare
    return change.lexicon.same_lemma(one, other)


def _article_error(change: Change) -> bool:
    return _article(change) and variants.wrong_article(change.candidate[0], change.after)


def _article(change: Change) -> bool:
    return change.classes == _ARTICLES and len(change.original) == 1


def _clipped(change: Change) -> bool:
    return change.single and variants.clipped(change.bare[0][0], change.bare[1][0])


def _function(change: Change) -> bool:
    return len(change.original) == len(change.candidate) == 1 and change.all_function()


def _rare_sense(change: Change) -> bool:
    relation = change.relation
    return (
        change.single
        and relation is not None
        and relation.sense_rank is not None
        and relation.sense_rank >= RARE_SENSE
    )


def _synonym(change: Change) -> bool:
    """A content word for a content word; for a function word only if a thesaurus relates them."""
    if not (change.single and change.words_only):
        return False
    alike = (change.bare_classes[0] is None) is (change.bare_classes[1] is None)
    return alike or change.relation is not None


def _acronym(change: Change) -> bool:
    short = change.original if len(change.original) == 1 else change.candidate
    small = len(short) == 1 and change.lexicon.is_function_word(short[0])
    named = change.original_name or change.candidate_name
    return (named or not small) and variants.acronym(change.original, change.candidate)


def _negated(change: Change) -> bool:
    """Only one side says "not": another statement, not another word."""
    one, other = (
        any(word == "not" or word.endswith("n't") for word in side)
        for side in (change.original, change.candidate)
    )
    return one is not other and change.shares_lemma


def _phrase(change: Change) -> bool:
    return (
        change.words_only
        and max(len(change.bare[0]), len(change.bare[1])) <= MAX_PHRASE
        and change.is_swap
        and not change.single
    )


RULES: tuple[Rule, ...] = (
    Rule(
        "article added or dropped", Kind.ARTICLE, False, _bare_article,
        fires=(("the", ""), ("", "a")), silent=(("the", "a"), ("", "garden")),
    ),
    Rule(
        "fact added or dropped", Kind.FACTUAL, False, _bare_fact,
        fires=(("not", ""), ("", "never"), ("40", ""), ("", "hundred")),
        silent=(("garden", ""), ("not", "never")),
    ),
    Rule(
        "insertion", Kind.INSERTION, False, lambda c: not c.original,
        fires=(("", "garden"),), silent=(("garden", ""), ("hut", "shed")),
    ),
    Rule(
        "deletion", Kind.DELETION, False, lambda c: not c.candidate,
        fires=(("garden", ""),), silent=(("", "garden"), ("hut", "shed")),
    ),
    Rule(
        "punctuation", Kind.HOUSE_STYLE, False, _punctuation,
        fires=((";", "."), (",", "-")), silent=((",", "and"), ("hut", "shed")),
    ),
    Rule(
        "typography", Kind.HOUSE_STYLE, False, _typography,
        fires=(("U.N.", "UN"), ("co-operate", "cooperate"), ("Hut", "hut")),
        silent=(("hut", "shed"), ("within", "with in")),
    ),
    Rule(
        "accepted split", Kind.SPELLING, False, _split_variant,
        fires=(("anymore", "any more"),), silent=(("therefore", "there fore"), ("hut", "shed")),
    ),
    Rule(
        "split or joined word", Kind.SPLIT_JOIN, True, _split,
        fires=(("therefore", "there fore"), ("of course", "ofcourse")),
        silent=(("hut", "shed"), ("in to", "on to")),
    ),
    Rule(
        "contraction", Kind.HOUSE_STYLE, False,
        lambda c: variants.contracted(c.original, c.candidate),
        fires=(("do not", "don't"), ("they're", "they are")),
        silent=(("do not", "did not"), ("hut", "shed")),
    ),
    Rule(
        "acronym", Kind.HOUSE_STYLE, False, _acronym,
        fires=(("World Trade Organization", "WTO"), ("EU", "European Union")),
        silent=(("World Bank", "fund"), ("hut", "shed")),
    ),
    Rule(
        "numeral", Kind.HOUSE_STYLE, False,
        lambda c: numbers.same_quantity(c.original, c.candidate),
        fires=(("eleven", "11"), ("percent", "%"), ("thirty-four", "34"), ("two hundred", "200")),
        silent=(("eleven", "12"), ("hut", "shed")),
    ),
    Rule(
        "date order", Kind.HOUSE_STYLE, False, _date_order,
        fires=(("9 May", "May 9"),), silent=(("9 May", "May 8"), ("not yet", "yet not")),
    ),
    Rule(
        "spelling variant", Kind.SPELLING, False, _spelling,
        fires=(("colour", "color"), ("organise", "organize"), ("garden", "gardne")),
        silent=(("hut", "shed"), ("form", "from"), ("our", "or")),
    ),
    Rule(
        "written-out abbreviation", Kind.HOUSE_STYLE, False, _dotted,
        fires=(("Tuesday", "Tues."), ("Capt.", "Captain")),
        silent=(("laboratory", "lab"), ("hut", "shed")),
    ),
    Rule(
        "factual change", Kind.FACTUAL, False, _factual,
        fires=(("14", "15"), ("12 huts", "13 sheds")), silent=(("hut", "shed"), ("two", "couple")),
    ),
    Rule(
        "negation", Kind.FACTUAL, False, _negated,
        fires=(("does", "doesn't"), ("is", "is not")), silent=(("hut", "shed"), ("is", "was")),
    ),
    Rule(
        "reordering", Kind.REORDER, True, _reordered,
        fires=(("often is", "is often"),), silent=(("often is", "often was"), ("hut", "shed")),
    ),
    Rule(
        "inflection", Kind.INFLECTION, True, _inflected,
        fires=(("garden", "gardens"), ("walked", "walks"), ("is", "has been")),
        silent=(("hut", "shed"), ("garden", "gardener")), unlike=True,
    ),
    Rule(
        "article error", Kind.ARTICLE, True, _article_error,
        fires=(("the", "an [garden]"),), silent=(("the", "a [garden]"), ("hut", "shed")),
        unlike=True,
    ),
    Rule(
        "article swap", Kind.ARTICLE, False, _article,
        fires=(("the", "a [garden]"),), silent=(("the", "this"), ("hut", "shed")), unlike=True,
    ),
    Rule(
        "clipping", Kind.ABBREVIATION, True, _clipped,
        fires=(("laboratory", "lab"), ("department", "dept")),
        silent=(("hut", "shed"), ("garden", "gate")),
    ),
    Rule(
        "function word", Kind.FUNCTION, True, _function,
        fires=(("upon", "on"), ("should", "must")), silent=(("hut", "shed"), ("on", "shed")),
        unlike=True,
    ),
    Rule(
        "rare sense", Kind.RARE_SENSE, True, _rare_sense,
        fires=(("bank", "depository"),), silent=(("car", "automobile"), ("hut", "banana")),
        unlike=True,
    ),
    Rule(
        "synonym", Kind.SYNONYM, True, _synonym,
        fires=(("car", "automobile"), ("hut", "shed"), ("a hut", "an igloo")),
        silent=(("car", "motor vehicle"), ("7", "eight"), ("hut", "because")), unlike=True,
    ),
    Rule(
        "phrase", Kind.PHRASE, True, _phrase,
        fires=(("car", "motor vehicle"), ("put off", "delay")),
        silent=(("hut", "a hut , a shed and a barn"), ("hut", "shed")),
    ),
    Rule(
        "rewording", Kind.OTHER, False, lambda c: True,
        fires=(("the dog bit the tall man", "a man was bitten by some animal or other"),),
        silent=(("hut", "shed"), ("car", "motor vehicle")),
        unlike=True,
    ),
)  # fmt: skip
UNLIKE_RULES = tuple(rule for rule in RULES if rule.unlike)
