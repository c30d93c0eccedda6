"""Replacements in the form of the word that they replace, as far as a spinner knows forms at all.

Thesauri list base forms. A spinner either drops them in as they are ("she walked" becomes "she
stroll") or bends them: it looks up in which form the original stands and puts the replacement into
that one. It knows no parts of speech: a word form is all it has, and a noun among the synonyms of
a verb is only recognised by having no past.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from spindetect.lexicon import Lexicon

_VOWELS = "aeiou"
_BE = "be am is are was were been being isn't aren't wasn't weren't"
_HAVE = "have has had having haven't hasn't hadn't 've"
# After one of these an "-ed" form is a participle ("has walked", "was taken"); else it is a past.
_BEFORE_PARTICIPLE = frozenset(f"{_BE} {_HAVE} get gets got by".split())
# Irregular plurals of nouns that are verbs too, which would be taken for a past.
PLURALS = frozenset("men women children feet teeth geese mice".split())
_PARTICLES = frozenset("back apart aside together ahead forth".split())


class Form(StrEnum):
    """The form in which a word stands, as its ending shows it."""

    BASE = "base"
    S = "s"
    ING = "ing"
    PAST = "past"
    PARTICIPLE = "participle"
    COMPARATIVE = "er"
    SUPERLATIVE = "est"


@dataclass(frozen=True, slots=True)
class Inflector:
    """Bends base forms with the lexicon's word forms and, where it has none, by rule."""

    lexicon: Lexicon

    def form_of(self, word: str, lemma: str, before: str = "") -> Form:
        """The form of `lemma` that `word` is. `before`: the word before it, in small letters."""
        if word == lemma:
            return Form.BASE
        if word.endswith("ing"):
            return Form.ING
        if word.endswith("er"):
            return Form.COMPARATIVE
        if word.endswith("est"):
            return Form.SUPERLATIVE
        if word.endswith("s") or word in PLURALS or not self.is_verb(lemma):
            return Form.S
        return Form.PARTICIPLE if before in _BEFORE_PARTICIPLE else Form.PAST

    def bend(self, replacement: str, form: Form) -> str | None:
        """The replacement in a form; None if it has none (a noun has no past).

        Of a verb with its particle or object ("take up", "catch the bus") the first word is bent,
        of another phrase the last, or the one before its preposition ("point of view"); an
        adjective of several words is compared with "more".
        """
        if form is Form.BASE:
            return replacement
        words = replacement.split(" ")
        if len(words) > 1 and form in (Form.COMPARATIVE, Form.SUPERLATIVE):
            return _compared(replacement, (), form)
        verb = len(words) == 1 or self.is_verb_phrase(words)
        place = 0 if verb else self._head_of(words)
        if not verb and form is not Form.S:
            return None
        bent = self._bend_word(words[place], form)
        return None if bent is None else " ".join((*words[:place], bent, *words[place + 1 :]))

    def _head_of(self, words: Sequence[str]) -> int:
        """The place of the noun in a phrase: before its first preposition, else the last word."""
        classes = [self.lexicon.word_class(word) for word in words[1:]]
        return classes.index("preposition") if "preposition" in classes else len(words) - 1

    def is_verb_phrase(self, words: Sequence[str]) -> bool:
        """Whether these words, two or more, are a verb with its particle, preposition or object."""
        small = words[1] in _PARTICLES or self.lexicon.is_function_word(words[1])
        return small and self.is_verb(words[0])

    def _bend_word(self, word: str, form: Form) -> str | None:
        forms = self.lexicon.forms(word)
        if form in (Form.COMPARATIVE, Form.SUPERLATIVE):
            return _compared(word, forms, form)
        if form is Form.S:
            return self._plural(word, forms)
        if not self.is_verb(word):
            return None
        if form is Form.ING:
            return next(f for f in forms if f.endswith("ing"))
        return self._past(forms, form) or word

    def _plural(self, word: str, forms: Sequence[str]) -> str | None:
        """The plural or, where it looks the same, the third person: the commonest known one.

        A common word without known forms is an adjective or a plural itself.
        """
        known = [f for f in forms if f.endswith("s") or f in PLURALS]
        if not known and not self.is_verb(word):
            known = [f for f in forms if not f.endswith(("er", "est"))]
        if known:
            return max(known, key=self.lexicon.frequency)
        return None if self.lexicon.frequency(word) else add_s(word)

    def _past(self, forms: Sequence[str], form: Form) -> str | None:
        """Of two irregular forms the participle is the one in -n ("taken") or with u ("sung")."""
        past = [f for f in forms if not f.endswith(("ing", "s", "er", "est")) and f not in PLURALS]
        if not past:
            return None
        commonest = max(past, key=self.lexicon.frequency)
        irregular = [f for f in past if not f.endswith("ed")]
        if len(irregular) < 2 or commonest.endswith("ed"):
            return commonest
        participles = [f for f in irregular if f.endswith(("n", "ne"))]
        participles = participles or [f for f in irregular if "u" in f]
        others = [f for f in irregular if f not in participles]
        wanted = participles if form is Form.PARTICIPLE else others
        return max(wanted or irregular, key=self.lexicon.frequency)

    def is_verb(self, word: str) -> bool:
        """Whether a base form is a verb, whatever else it may be: it has a form in -ing."""
        return any(form.endswith("ing") for form in self.lexicon.forms(word))


def _compared(word: str, forms: Sequence[str], form: Form) -> str:
    known = next((f for f in forms if f.endswith(form)), None)
    if known is not None:
        return known
    return f"{'more' if form is Form.COMPARATIVE else 'most'} {word}"


def add_s(word: str) -> str:
    """The regular plural, which is the third person as well."""
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + "s"
