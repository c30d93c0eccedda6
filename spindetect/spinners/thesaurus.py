"""What a thesaurus offers a spinner for one word, and the replacing of single words.

Shared by the families that work word by word; each of them is a choice of thesaurus, of the
synonyms it accepts and of how it treats forms.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from spindetect.lexicon import Lexicon
from spindetect.spinners.canvas import Article, Change
from spindetect.spinners.inflection import Form, Inflector
from spindetect.spinners.wording import dressed
from spindetect.types import TokenSpan

# Shorter words are hardly ever looked up by a spinner ("go", "ox").
_SHORTEST = 3
# The words of some twenty articles; a row of Moby's takes about 20 KB.
_ROWS_KEPT = 4096
_SPELLINGS = tuple(
    (re.compile(british), american)
    for british, american in (
        (r"our", "or"),
        (r"is(?=e|ing|ation)", "iz"),
        (r"yse", "yze"),
        (r"(?<=[bcdt])re(?=s?$)", "er"),
        (r"ll(?=ed|ing|er)", "l"),
        (r"ogue", "og"),
        (r"[ao]e", "e"),
        (r"grey", "gray"),
        (r"(?<=f)ence$", "ense"),
    )
)
_WORDING = re.compile(r"[^\W\d_]+(?:[ '-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Synonyms of a word form, put into the same form unless `inflect` is off.

    `relations` are the names that `Lexicon.synonyms` takes. `margin` limits the frequency of a
    single word relative to the original, as (least, most) difference in log10 of the counts.
    `phrases`: whether phrases, which have no count, are offered. Mere spelling variants never are.
    """

    lexicon: Lexicon
    relations: tuple[str, ...]
    inflect: bool = True
    margin: tuple[float, float] | None = None
    phrases: bool = True

    def draw(self, word: str, rng: random.Random, before: str = "") -> str | None:
        """A replacement for a word in small letters; None where there is none.

        `before` is the word before it; it tells a participle from a past. The thesaurus's rows are
        long, so only what is drawn is put into its form and checked.
        """
        lemmas = self.lexicon.lemmas(word)
        inflector = Inflector(self.lexicon)
        offers = [(lemma, synonyms) for lemma in lemmas for synonyms in self._rows(lemma)]
        for lemma, synonym in _in_random_order(offers, rng):
            if synonym in lemmas or not (self.phrases or synonym.isalpha()):
                continue
            form = inflector.form_of(word, lemma, before) if self.inflect else Form.BASE
            bent = inflector.bend(synonym, form)
            if bent is not None and self._accepts(word, bent):
                return bent
        return None

    def draw_phrase(self, phrase: str, rng: random.Random) -> str | None:
        """A replacement for a phrase in small letters, which is not inflected."""
        offers = [s for row in self._rows(phrase) for s in row if _WORDING.fullmatch(s)]
        return rng.choice(offers) if offers else None

    def _rows(self, entry: str) -> Iterator[tuple[str, ...]]:
        return (_synonyms(self.lexicon, entry, relation) for relation in self.relations)

    def _accepts(self, word: str, replacement: str) -> bool:
        """The cheap tests first: a row of hundreds may have to be gone through."""
        if not replacement.isalpha():
            return self.phrases and fits_as_wording(replacement, word)
        if self.margin is not None:
            least, most = self.margin
            gain = self.lexicon.frequency(replacement) - self.lexicon.frequency(word)
            if not least <= gain <= most:
                return False
        return not same_word(word, replacement)


def fits_as_wording(replacement: str, word: str) -> bool:
    """Whether an entry is made of plain words: no initials of people, no formulas.

    What ends in the word itself is somebody's full name, or a subordinate notion.
    """
    return _WORDING.fullmatch(replacement) is not None and not replacement.endswith(f" {word}")


def same_word(one: str, other: str) -> bool:
    """Whether two wordings are spellings of one word, such as British and American ones."""
    if one[0] != other[0] or abs(len(one) - len(other)) > 2:
        return False
    for british, american in _SPELLINGS:
        one, other = british.sub(american, one), british.sub(american, other)
    return one == other


@lru_cache(maxsize=_ROWS_KEPT)
def _synonyms(lexicon: Lexicon, entry: str, relation: str) -> tuple[str, ...]:
    return lexicon.synonyms(entry, relation)


def _in_random_order(
    rows: Sequence[tuple[str, tuple[str, ...]]], rng: random.Random
) -> Iterator[tuple[str, str]]:
    """Each lemma with each synonym of its row, once; drawn only as far as it is asked for."""
    moved: dict[int, int] = {}
    for last in range(sum(len(row) for _, row in rows) - 1, -1, -1):
        drawn = rng.randrange(last + 1)
        place = moved.get(drawn, drawn)
        moved[drawn] = moved.get(last, last)
        for lemma, row in rows:
            if place < len(row):
                yield lemma, row[place]
                break
            place -= len(row)


def content_words(article: Article, lexicon: Lexicon) -> list[int]:
    """Tokens that a word-by-word spinner looks up: free and of an open class."""
    norms = article.parsed.norms
    return [
        index
        for index in article.free_tokens()
        if len(norms[index]) >= _SHORTEST and not lexicon.is_function_word(norms[index])
    ]


def word_before(article: Article, index: int) -> str:
    """The token before this one in small letters; empty at the start."""
    return article.parsed.norms[index - 1] if index else ""


def replace_words(
    article: Article, places: Iterable[int], wanted: int, choose: Callable[[int], str | None]
) -> list[Change]:
    """Replace single words in this order of places until enough are replaced.

    `choose` gives the replacement of a token in small letters, or None to leave it alone.
    """
    changes: list[Change] = []
    for index in places:
        if len(changes) >= wanted:
            break
        replacement = choose(index)
        if replacement is not None:
            tokens = TokenSpan(index, index + 1)
            changes.append(Change(tokens, dressed(replacement, article.written(tokens))))
    return changes


def replace_each(
    article: Article, thesaurus: Thesaurus, rng: random.Random, wanted: int
) -> list[Change]:
    """Each occurrence by itself: random places, a random offer each time."""
    places = content_words(article, thesaurus.lexicon)
    rng.shuffle(places)

    def choose(index: int) -> str | None:
        word, before = article.parsed.norms[index], word_before(article, index)
        return thesaurus.draw(word, rng, before)

    return replace_words(article, places, wanted, choose)


def replace_throughout(
    article: Article, thesaurus: Thesaurus, rng: random.Random, wanted: int
) -> list[Change]:
    """Random words, each replaced by the same wording wherever it occurs."""
    places = content_words(article, thesaurus.lexicon)
    norms = article.parsed.norms
    order = list(dict.fromkeys(norms[index] for index in places))
    rng.shuffle(order)
    rank = {word: place for place, word in enumerate(order)}
    places.sort(key=lambda index: (rank[norms[index]], index))
    chosen: dict[str, str | None] = {}

    def choose(index: int) -> str | None:
        word = norms[index]
        if word not in chosen:
            chosen[word] = thesaurus.draw(word, rng, word_before(article, index))
        return chosen[word]

    return replace_words(article, places, wanted, choose)
