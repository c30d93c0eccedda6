"""The plainest clauses of an article: a short subject, a transitive verb, a short object.

Read with the lexicon's word forms alone, so only what these leave no doubt about is recognised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spindetect.lexicon import Lexicon
from spindetect.spinners.canvas import Article
from spindetect.spinners.inflection import PLURALS, Form, Inflector
from spindetect.types import TokenSpan

OBJECTS = {
    "i": "me", "he": "him", "she": "her", "it": "it", "we": "us", "you": "you", "they": "them",
}  # fmt: skip
_SUBJECTS = {other: one for one, other in OBJECTS.items() if one not in ("it", "you")}
_PLURAL_PRONOUNS = frozenset(("we", "you", "they"))
_DETERMINERS = frozenset(
    "the a an this these those every another each some several many no both two three four five "
    "six seven eight nine ten".split()
)
# An object with one of these most likely means the subject: "she closed her eyes".
_POSSESSIVES = frozenset("my our his her its their".split())
_LINKS = frozenset("of in at from on".split())
_MODALS = frozenset("will would can could may might must should".split())
_CLAUSE_BEFORE = frozenset(
    "because when while if although though after before until since once that".split()
)
_JOINING = frozenset(("and", "but", "so"))
_ENDS = frozenset(".;!")
# With these something begins that may as well stand behind the whole clause.
_BEHIND = frozenset(
    "in on at to for by with without as during after before since until because when while "
    "although though yesterday today tomorrow tonight".split()
)
_FRONTED = frozenset("in on at by after before during since under within over until".split())
_LONGEST_PHRASE = 3
# Verbs without a passive, or with an object that is none ("weighed a ton", "took a seat").
_NEVER = frozenset(
    "have be become seem remain want like cost weigh lack resemble fit suit equal mean let get "
    "last leaf do say go come stay turn wish need stand run walk sleep live sit mind owe wait work "
    "spend appear grow lie rise fall feel look sound".split()
)
TIMES = frozenset(
    "second minute hour day night morning afternoon evening week weekend month season spring "
    "summer autumn winter year decade century time moment way mile part lot".split()
)
_PARTICLES = frozenset("back home away apart aside together ahead forth last next".split())
_COLLECTIVE = frozenset("police people staff crew cattle".split())
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_MONTHS = frozenset(
    "january february march april may june july august september october november december".split()
)
# Who can be meant by "by": with other nouns it may as well be a place, a time or a means.
_AGENT = re.compile(r".*(?:[^aeio]er|[aeiou]tor|[st]sor|ist|ian|man|men|woman|women)s?")
_AGENTS = frozenset(
    "council committee board government company club court team trust agency union police army "
    "navy crew family party ministry department church school jury firm bank museum university "
    "mother father brother sister child boy girl uncle aunt nurse doctor judge chef guard".split()
)
_NO_AGENTS = frozenset(
    "river corner water number order paper letter weather summer winter border counter shoulder "
    "computer timber leather fibre motor tower door factor chapter quarter manner matter power "
    "center shelter ladder feather hammer filter".split()
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: where it ends, how it is written in small letters, whether it is plural."""

    end: int
    text: str
    plural: bool


@dataclass(frozen=True, slots=True)
class Verb:
    """A finite verb: where it ends, and its base form.

    `before`: the modal or "has", "have", "had" before it, "present" for a present, else empty.
    """

    end: int
    before: str
    lemma: str


class ClauseReader:
    """Reads the clauses of one article; places are token numbers."""

    def __init__(self, article: Article, lexicon: Lexicon) -> None:
        self._article = article
        self._lexicon = lexicon
        self._inflector = Inflector(lexicon)
        self._norms = article.parsed.norms

    def opens_clause(self, start: int, sentence: int) -> bool:
        """Whether a clause begins here: with the sentence, or behind a conjunction."""
        if start == sentence:
            return True
        before = self._norms[start - 1]
        if before == ",":
            fronted = self._norms[sentence] in _FRONTED
            return fronted and "," not in self._norms[sentence : start - 1]
        joined = before in _JOINING and self._norm(start - 2) == "," and start - 2 > sentence
        return before in _CLAUSE_BEFORE or joined

    def subjects(self, start: int) -> Iterator[Phrase]:
        """What may be the subject, longest first: a pronoun, a name, or a noun phrase that another
        may hang on ("the owner of the mill")."""
        if self._norm(start) in OBJECTS:
            pronoun = self._norms[start]
            if self._free(start):
                yield Phrase(start + 1, pronoun, pronoun in _PLURAL_PRONOUNS)
            return
        name = self._name(start)
        for phrase in [name] if name else self._noun_phrases(start):
            if self._norm(phrase.end) in _LINKS and self._spaced(phrase.end):
                for more in (*self._noun_phrases(phrase.end + 1), self._name(phrase.end + 1)):
                    if more is not None:
                        text = f"{phrase.text} {self._norms[phrase.end]} {more.text}"
                        yield Phrase(more.end, text, phrase.plural)
            else:
                yield phrase

    def theme(self, start: int) -> Phrase | None:
        """The object: a noun phrase without a possessive, with what "of" adds to it."""
        if self._norm(start) in _POSSESSIVES:
            return None
        phrase = next(self._noun_phrases(start), None)
        if phrase is None or self._inside(phrase.end) or self._norm(phrase.end) != "of":
            return None if phrase is None or self._inside(phrase.end) else phrase
        more = next(self._noun_phrases(phrase.end + 1), None)
        if more is None or self._inside(more.end) or not self._spaced(phrase.end):
            return None
        return Phrase(more.end, f"{phrase.text} of {more.text}", phrase.plural)

    def _noun_phrases(self, start: int) -> Iterator[Phrase]:
        """A determiner and up to three words, none small, the last a noun; longest first."""
        first = self._norm(start)
        if first not in _DETERMINERS | _POSSESSIVES or not self._free(start):
            return
        end = start + 1
        while end - start <= _LONGEST_PHRASE and self._inside(end):
            end += 1
        for stop in range(end, start + 1, -1):
            head = self._norms[stop - 1]
            if stop > start + 1 and self._is_noun(head):
                text = " ".join(self._norms[start:stop])
                yield Phrase(stop, text, self._is_plural(head))

    def _name(self, start: int) -> Phrase | None:
        """One to three capitalised words that no spinner may touch."""
        end = start
        while end - start < _LONGEST_PHRASE and self._is_name(end):
            end += 1
        if end == start or self._is_name(end) or self._norms[end - 1].endswith("s"):
            return None
        tokens = TokenSpan(start, end)
        words = [self._article.parsed.raw(i) for i in range(start, end)]
        if self._article.written(tokens) != " ".join(words):
            return None
        known = self._norms[start] in _WEEKDAYS | _MONTHS | _DETERMINERS
        return None if known else Phrase(end, " ".join(words), False)

    def active(self, subject: Phrase) -> Verb | None:
        """A past, a present that fits the subject, a modal with its verb, or a perfect."""
        place = subject.end
        word = self._norm(place)
        if not self._spaced(place - 1) or not self._free(place):
            return None
        if word in _MODALS or word in ("has", "have", "had"):
            if not self._spaced(place) or not self._free(place + 1):
                return None
            second = self._norm(place + 1)
            modal = second if word in _MODALS and self._is_plain_verb(second) else None
            lemma = modal or (None if word in _MODALS else self._lemma_of_past(second, True))
            return Verb(place + 2, word, lemma) if lemma else None
        lemma = self._lemma_of_past(word, False)
        if lemma:
            return Verb(place + 1, "", lemma)
        lemma = self._lemma_of_present(word, subject)
        return Verb(place + 1, "present", lemma) if lemma else None

    def passive(self, place: int) -> Verb | None:
        """ "was" or "were", or a modal with "be", and a participle."""
        word = self._norm(place)
        modal = word in _MODALS and self._norm(place + 1) == "be"
        if not modal and word not in ("was", "were"):
            return None
        lemma = self._lemma_of_past(self._norm(place + 1 + modal), True)
        steps = range(place - 1, place + 2 + modal)
        if not lemma or not all(map(self._spaced, steps)):
            return None
        return Verb(place + 2 + modal, word if modal else "", lemma)

    def agent(self, place: int) -> Phrase | None:
        """After "by": somebody who can have done it."""
        if self._norm(place) != "by":
            return None
        place += 1
        phrase = next(self._noun_phrases(place), None)
        if phrase is None and self._norm(place) in _SUBJECTS and self._spaced(place - 1):
            pronoun = _SUBJECTS[self._norms[place]]
            return Phrase(place + 1, pronoun, pronoun in _PLURAL_PRONOUNS)
        if phrase is None or self._inside(phrase.end):
            return self._name(place)
        head = self._norms[phrase.end - 1]
        lemma = self._lexicon.lemmas(head)[0]
        known = head in _AGENTS or lemma in _AGENTS
        named = _AGENT.fullmatch(lemma) is not None and lemma not in _NO_AGENTS
        return phrase if known or named else None

    def _lemma_of_past(self, word: str, participle: bool) -> str | None:
        """The verb of which a word is the past, or the participle; None for other words."""
        for lemma in self._lexicon.lemmas(word):
            if lemma == word or not self._is_plain_verb(lemma):
                continue
            form = Form.PARTICIPLE if participle else Form.PAST
            if self._inflector.bend(lemma, form) == word:
                return lemma
        return None

    def _lemma_of_present(self, word: str, subject: Phrase) -> str | None:
        """After "he" or a single thing a form in -s, after "we" the base form."""
        if subject.text in ("i", *_PLURAL_PRONOUNS):
            return word if self._is_plain_verb(word) else None
        if subject.plural or not word.endswith("s"):
            return None
        lemmas = [base for base in self._lexicon.lemmas(word) if base != word]
        verbs = filter(self._is_plain_verb, lemmas)
        return max(verbs, key=self._lexicon.frequency, default=None)

    def _is_plain_verb(self, lemma: str) -> bool:
        known = self._inflector.is_verb(lemma) and not self._lexicon.is_function_word(lemma)
        return known and lemma not in _NEVER and self.participle(lemma) is not None

    def participle(self, lemma: str) -> str | None:
        """None where the lexicon's forms leave a doubt ("showed" or "shown")."""
        past = [
            form
            for form in self._lexicon.forms(lemma)
            if not form.endswith(("ing", "s", "er", "est")) and form not in PLURALS
        ]
        regular = [form.endswith("ed") for form in past]
        if len(past) > 2 or (len(past) == 2 and any(regular)) or not past:
            return None
        return self._inflector.bend(lemma, Form.PARTICIPLE)

    def over(self, place: int, start: int) -> bool:
        """Whether the clause ends here, or what follows may as well stand behind all of it."""
        word, following = self._norm(place), self._norm(place + 1)
        if word == ",":
            return self._sentence_opens_before(start) or following == "but"
        timed = word in ("last", "this", "next", "every") and following in TIMES
        return word in _ENDS or word in _BEHIND or timed

    def _sentence_opens_before(self, start: int) -> bool:
        """Whether the conjunction before a clause is the first word of its sentence."""
        firsts = {sentence.tokens.start for sentence in self._article.parsed.sentences}
        return start - 1 in firsts

    def _inside(self, place: int) -> bool:
        """Whether a token can be an adjective or a noun inside a noun phrase."""
        word = self._norm(place)
        return (
            self._free(place)
            and self._spaced(place - 1)
            and word == self._article.parsed.raw(place)
            and not self._lexicon.is_function_word(word)
            and not word.endswith("ly")
            and self._lemma_of_past(word, False) is None
            and word not in _BEHIND
            and word not in _PARTICLES
        )

    def _is_noun(self, word: str) -> bool:
        return self._is_plural(word) or any(
            form.endswith("s") for form in self._lexicon.forms(word)
        )

    def _is_plural(self, word: str) -> bool:
        if word in _COLLECTIVE or word in PLURALS:
            return True
        return word.endswith("s") and word not in self._lexicon.lemmas(word)[:1]

    def _is_name(self, place: int) -> bool:
        if place >= len(self._norms):
            return False
        raw = self._article.parsed.raw(place)
        return raw.isalpha() and raw[0].isupper() and len(raw) > 1 and not self._free(place)

    def _free(self, place: int) -> bool:
        return 0 <= place < len(self._norms) and self._article.free[place] == 1

    def _spaced(self, place: int) -> bool:
        """Whether a single space parts a token from the next one."""
        parsed = self._article.parsed
        if not 0 <= place < len(self._norms) - 1:
            return False
        return parsed.document.text[parsed.ends[place] : parsed.starts[place + 1]] == " "

    def _norm(self, place: int) -> str:
        return self._norms[place] if 0 <= place < len(self._norms) else ""
