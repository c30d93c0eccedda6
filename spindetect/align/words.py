"""The shared vocabulary of two texts: token ids, word classes and the likelihood of a swap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum

from spindetect.align.costs import COSTS, IMPOSSIBLE, Costs
from spindetect.lexicon import Lexicon
from spindetect.types import Parsed

# A piece of an alignment, `(o1, o2, c1, c2)`: tokens `o1:o2` of the original part stand as `c1:c2`
# in the candidate part.
Unit = tuple[int, int, int, int]


class Part(IntEnum):
    """What a token can do in an alignment."""

    CONTENT = 0
    FUNCTION = 1
    NUMBER = 2
    PUNCTUATION = 3


# Word pairs are counted in a trillion words; rarer ones than 10^5 are not in the table (log10).
CORPUS = 12.0
RAREST_PAIR = 5.0

# A word governs a preposition that follows it in a tenth of its uses (log10).
GOVERNING = -1.0

# The light prepositions that verbs and adjectives govern; the heavy ones ("beside", "throughout")
# are chosen for their meaning and are a substitution by themselves.
GOVERNED = frozenset(
    "to on with in of for from at by as about into not up out off down away".split()
)


_NO_END = frozenset({"article", "auxiliary", "conjunction", "modal", "pronoun"})

# What a token of each `TokenKind` is; None for words, where the word class decides.
_BY_KIND: tuple[Part | None, ...] = (None, Part.NUMBER, Part.PUNCTUATION, Part.NUMBER)


class Vocabulary:
    """Ids for the folded tokens of both texts, so that all later work is on integers.

    `norms[id]` is the folded token, `roles[id]` its `Part`, `classes[id]` its closed word class or
    None. Look-ups in the lexicon are made once per pair of ids.
    """

    __slots__ = (
        "_bonds",
        "_content",
        "_known",
        "_lexicon",
        "_swaps",
        "candidate",
        "classes",
        "costs",
        "endings",
        "first_costs",
        "last_costs",
        "norms",
        "original",
        "roles",
    )

    def __init__(
        self, original: Parsed, candidate: Parsed, lexicon: Lexicon, costs: Costs = COSTS
    ) -> None:
        index: dict[str, int] = {}
        self.original = [index.setdefault(norm, len(index)) for norm in original.norms]
        self.candidate = [index.setdefault(norm, len(index)) for norm in candidate.norms]
        self.norms: list[str] = list(index)
        self._lexicon = lexicon
        self._known: dict[tuple[int, int], bool] = {}
        self._bonds: dict[tuple[int, int], float] = {}
        kinds = dict(zip(self.candidate, candidate.kinds, strict=True))
        kinds.update(zip(self.original, original.kinds, strict=True))
        self.classes: list[str | None] = list(map(lexicon.word_class, self.norms))
        self.roles: list[Part] = [
            _BY_KIND[kinds[i]] or (Part.CONTENT if name is None else Part.FUNCTION)
            for i, name in enumerate(self.classes)
        ]
        self.endings = list(map(_ending, self.norms))
        self._content = [role in (Part.CONTENT, Part.NUMBER) for role in self.roles]
        self.price(costs)

    def price(self, costs: Costs) -> None:
        """Reckon with these costs from now on."""
        self.costs = costs
        self._swaps: dict[tuple[int, int], float] = {}
        of = [norm == "of" for norm in self.norms]
        self.first_costs = [costs.loose_of if loose else 0.0 for loose in of]
        self.last_costs = [
            costs.loose_of
            if loose
            else costs.article_last
            if name == "article"
            else costs.breaks_off
            if name in _NO_END
            else 0.0
            for loose, name in zip(of, self.classes, strict=True)
        ]

    def content(self, ids: Iterable[int]) -> int:
        """Number of tokens among `ids` that carry content (words and numbers)."""
        return sum(map(self._content.__getitem__, ids))

    def known(self, first: int, second: int) -> bool:
        """Whether a thesaurus relates the two words, or they are forms of one word."""
        key = (first, second)
        answer = self._known.get(key)
        if answer is None:
            one, other = self.norms[first], self.norms[second]
            answer = (
                self._lexicon.relation(one, other) is not None
                or self._lexicon.same_lemma(one, other)
                or {one, other} == {"a", "an"}
            )
            self._known[key] = answer
        return answer

    def governed(self, token: int) -> bool:
        """Whether the token is a preposition or particle that can belong to the word before it."""
        return self.norms[token] in GOVERNED

    def article(self, token: int) -> bool:
        """Whether the token is a, an or the."""
        return self.classes[token] == "article"

    def auxiliary(self, token: int) -> bool:
        """Whether the token is a form of be, have or do."""
        return self.classes[token] == "auxiliary"

    def breaks_off(self, token: int) -> bool:
        """Whether a phrase cannot end with the token."""
        return self.classes[token] in _NO_END

    def connects(self, token: int) -> bool:
        """Whether the token is a preposition or conjunction, which may end a connective phrase."""
        return self.classes[token] in ("preposition", "conjunction")

    def prepositional(self, token: int) -> bool:
        """Whether the token is a preposition."""
        return self.classes[token] == "preposition"

    def bridges(self, token: int) -> bool:
        """Whether the token is an article or a conjunction."""
        return self.classes[token] in ("article", "conjunction")

    def leads_on(self, token: int) -> bool:
        """Whether the token is an article, a preposition or a conjunction: more has to follow."""
        return self.classes[token] in ("article", "preposition", "conjunction")

    def ends_idiom(self, token: int) -> bool:
        """Whether the token is a light preposition, a particle or a conjunction."""
        return self.governed(token) or self.classes[token] == "conjunction"

    def governs(self, word: int, preposition: int) -> bool:
        """Whether a word is often enough followed by the preposition to govern it."""
        norm, lexicon = self.norms[word], self._lexicon
        follows = lexicon.bigram(norm, self.norms[preposition])
        return follows > 0 and follows - lexicon.frequency(norm) >= GOVERNING

    def joins_nouns(self, token: int) -> bool:
        """Whether the token is "of", which comes and goes with a construction, not with a word."""
        return self.norms[token] == "of"

    def indefinite(self, token: int) -> bool:
        """Whether the token is a or an."""
        return self.norms[token] in ("a", "an")

    def similar(self, first: int, second: int) -> bool:
        """Whether two words share their beginning ("farm" / "farmhouse")."""
        one, other = self.norms[first], self.norms[second]
        return len(one) > 2 and len(other) > 2 and one[:3] == other[:3]

    def phrase(self, ids: Sequence[int]) -> str:
        """The words of a span as one lexicon key."""
        norms = self.norms
        return " ".join([norms[i] for i in ids])

    def listed(self, text: str) -> bool:
        """Whether a phrase is an entry of the lexicon."""
        return text in self._lexicon

    def text_known(self, first: str, second: str) -> bool:
        """Whether a thesaurus relates two wordings."""
        return self._lexicon.relation(first, second) is not None

    def phrase_known(self, first: Sequence[int], second: Sequence[int]) -> bool:
        """Whether a thesaurus relates two spans of which at least one has several words."""
        return self.text_known(self.phrase(first), self.phrase(second))

    def span_known(self, first: Sequence[int], second: Sequence[int]) -> bool:
        """Whether a thesaurus relates two spans of any length."""
        if len(first) == len(second) == 1:
            return self.known(first[0], second[0])
        return self.phrase_known(first, second)

    def bond(self, first: int, second: int) -> float:
        """How much likelier than by chance two words follow each other, in powers of ten.

        The pointwise mutual information of the pair; one that is too rare for the table counts as
        being just outside it, and as nothing where chance would not bring it there.
        """
        key = (first, second)
        found = self._bonds.get(key)
        if found is None:
            one, other, lexicon = self.norms[first], self.norms[second], self._lexicon
            chance = lexicon.frequency(one) + lexicon.frequency(other) - CORPUS
            chance = max(chance - RAREST_PAIR, 0.0)
            together = lexicon.bigram(one, other)
            found = (together - RAREST_PAIR if together else 0.0) - chance
            self._bonds[key] = found
        return found

    def swap_cost(self, first: int, second: int) -> float:
        """Cost of aligning one token with one other; 0 if they are equal."""
        key = (first, second)
        cost = self._swaps.get(key)
        if cost is None:
            cost = self._swaps[key] = self._swap_cost(first, second)
        return cost

    def _swap_cost(self, first: int, second: int) -> float:
        if first == second:
            return 0.0
        costs, one, other = self.costs, self.roles[first], self.roles[second]
        if one is Part.PUNCTUATION or other is Part.PUNCTUATION:
            return costs.punctuation if one is other else IMPOSSIBLE
        if one is Part.NUMBER or other is Part.NUMBER:
            cost = costs.number
        elif one is not other:
            cost = costs.mixed
        else:
            cost = costs.content if one is Part.CONTENT else costs.function
        if self.known(first, second):
            return cost - costs.known
        if one is other is Part.CONTENT:
            if self.similar(first, second):
                cost -= costs.similar
            if self.endings[first] and self.endings[first] == self.endings[second]:
                cost -= costs.ending
        return cost


# The inflections that a spinner carries over, longest first; shorter words only look inflected.
_ENDINGS = ("ing", "est", "ed", "er", "ly", "s")
_SHORTEST_INFLECTED = 4
_NO_PLURAL = ("ss", "us", "is")
# The same in a word of its own.
_ENDING_WORDS = {"more": "er", "most": "est"}


def _ending(word: str) -> str:
    """The inflectional ending that a word shows, "" for none."""
    if len(word) < _SHORTEST_INFLECTED or word.endswith(_NO_PLURAL):
        return ""
    return _ENDING_WORDS.get(word) or next((e for e in _ENDINGS if word.endswith(e)), "")


def substitutes(unit: Unit) -> bool:
    """Whether both sides have tokens."""
    return unit[1] > unit[0] and unit[3] > unit[2]


def single(unit: Unit) -> bool:
    """Whether one token stands for one token."""
    return unit[1] - unit[0] == 1 and unit[3] - unit[2] == 1


def span_known(
    unit: Unit, original: Sequence[int], candidate: Sequence[int], words: Vocabulary
) -> bool:
    """Whether a thesaurus relates the two sides of a unit."""
    o1, o2, c1, c2 = unit
    return words.span_known(original[o1:o2], candidate[c1:c2])
