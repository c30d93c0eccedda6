"""The words and phrases of an article that thesauri list, with all that these offer for each.

`thesaurus.Thesaurus` draws one replacement without looking at the others. The families that compare
replacements before they take one need the whole list, phrases in inflected form among the heads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from spindetect.lexicon import Lexicon
from spindetect.spinners.canvas import Article
from spindetect.spinners.inflection import Form, Inflector
from spindetect.spinners.thesaurus import content_words, fits_as_wording, same_word, word_before
from spindetect.types import TokenSpan

_LONGEST_PHRASE = 3
_VERB_FORMS = (Form.ING, Form.PAST, Form.PARTICIPLE)
# After these a base form, or one in -s, is a verb.
_BEFORE_BASE = frozenset(
    "to can could may might must shall should will would cannot can't couldn't won't wouldn't do "
    "does did don't doesn't didn't i you we they let help".split()
)
_BEFORE_S = frozenset("he she it that which who this nobody everybody everyone".split())
# After these nothing is.
_BEFORE_NOUN = frozenset("a an the my your his its our their this these those no some any".split())
# The heads of some ten articles, with Moby's long rows put into their forms.
_OFFERS_KEPT = 2048


@dataclass(frozen=True, slots=True)
class Head:
    """A run of free tokens that a thesaurus may list; `text` in small letters.

    `before`: the token before it in small letters, empty at the start of the text.
    """

    tokens: TokenSpan
    text: str
    before: str


def word_heads(article: Article, lexicon: Lexicon) -> Iterator[Head]:
    """The content words, in text order."""
    for index in content_words(article, lexicon):
        text = article.parsed.norms[index]
        yield Head(TokenSpan(index, index + 1), text, word_before(article, index))


def phrase_heads(article: Article, lexicon: Lexicon) -> Iterator[Head]:
    """Runs of two and three free words with single spaces between them that the lexicon knows as
    one entry, inflected or not; in text order, longer ones first.

    A run of function words only ("has been") or with a definite article ("the flood") is none.
    """
    norms = article.parsed.norms
    for index in article.free_tokens():
        for length in range(_LONGEST_PHRASE, 1, -1):
            tokens = TokenSpan(index, index + length)
            words = norms[index : tokens.end]
            if len(words) < length or words[0] == "the" or not article.all_free(tokens):
                continue
            if all(map(lexicon.is_function_word, words)):
                continue
            text = " ".join(words)
            known = any(lemma in lexicon for lemma in lexicon.lemmas(text))
            if known and article.written(tokens).lower() == text:
                yield Head(tokens, text, word_before(article, index))


@lru_cache(maxsize=_OFFERS_KEPT)
def offers(
    lexicon: Lexicon,
    relations: tuple[str, ...],
    text: str,
    before: str = "",
    least: float = 0.0,
) -> tuple[str, ...]:
    """All that the thesauri offer for a word or phrase, in its form, each once, in their order.

    `relations` are names that `Lexicon.synonyms` takes; `before`: the word before the head, which
    tells a participle from a past; single words of a lower frequency than `least` (log10 of the
    count) are not looked at. Spelling variants, forms of the same word, and wordings that end in
    the word itself (somebody's full name, a subordinate notion) are left out.
    """
    inflector = Inflector(lexicon)
    lemmas = lexicon.lemmas(text)
    found: dict[str, None] = {}
    for lemma in lemmas:
        form = _form(inflector, text, lemma, before)
        for relation in relations:
            for synonym in lexicon.synonyms(lemma, relation):
                if synonym in lemmas or not fits_as_wording(synonym, text):
                    continue
                if least and " " not in synonym and lexicon.frequency(synonym) < least:
                    continue
                bent = inflector.bend(synonym, form)
                if bent is not None and bent != text and not same_word(text, bent):
                    found[bent] = None
    return tuple(found)


def reads_as_verb(lexicon: Lexicon, head: Head) -> bool:
    """Whether the first word of a head is a verb, by its ending or by the word before it.

    A base form or one in -s that might as well be a noun is taken for one: "the plans", "we plan".
    """
    word = head.text.split(" ", 1)[0]
    inflector = Inflector(lexicon)
    for lemma in lexicon.lemmas(word):
        if not inflector.is_verb(lemma):
            continue
        form = inflector.form_of(word, lemma, head.before)
        expected = head.before in (_BEFORE_S if form is Form.S else _BEFORE_BASE)
        if expected if form in (Form.BASE, Form.S) else form in _VERB_FORMS:
            return head.before not in _BEFORE_NOUN
    return False


def opens_with_verb(lexicon: Lexicon, phrase: str) -> bool:
    """Whether a phrase is a verb in any form with its particle, preposition or object."""
    first, _, rest = phrase.partition(" ")
    inflector = Inflector(lexicon)
    return bool(rest) and any(
        inflector.is_verb_phrase((lemma, *rest.split(" "))) for lemma in lexicon.lemmas(first)
    )


def _form(inflector: Inflector, text: str, lemma: str, before: str) -> Form:
    """The form of the one word of a phrase in which it differs from its base form."""
    words, bases = text.split(" "), lemma.split(" ")
    if len(words) == len(bases):
        for place, (word, base) in enumerate(zip(words, bases, strict=True)):
            if word != base:
                return inflector.form_of(word, base, before if place == 0 else "")
    return Form.BASE if text == lemma else inflector.form_of(text, lemma, before)
