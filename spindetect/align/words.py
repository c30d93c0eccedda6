"""The shared vocabulary of two texts: token ids, word classes and the likelihood of a swap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from itertools import pairwise

from spindetect.lexicon import Lexicon, Wording
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


# Under names of their own: to look a member up in its class takes longer than most that follows.
CONTENT, FUNCTION, NUMBER, PUNCTUATION = Part

# Costs of the phrase alignment, in units of "one content word inserted". A known synonym is clearly
# cheaper than an unknown swap, an unknown swap cheaper than deletion and insertion; one word for
# several is dearer than a known swap beside an inserted function word, cheaper than an unknown
# one. The order of the costs matters, not their digits; they were set on the project's own
# hand-made lists (benchmarks/spans.py), never on evaluation texts.
KNOWN = 0.35
UNKNOWN = 0.90
FUNCTION_SWAP = 0.70
MIXED_SWAP = 1.30
FACT_SWAP = 0.50
IMPOSSIBLE = 4.0
GAP = {CONTENT: 1.0, FUNCTION: 0.8, NUMBER: 1.0, PUNCTUATION: 0.5}
SIMILAR = 0.50
WIDENING = {2: 1.25, 3: 1.60, 4: 1.95}
FUNCTION_WIDENING = {2: 1.00, 3: 1.40, 4: 1.80}
# Content words in what stands for a function word, a phrase that breaks off at a function word, and
# an article that grows, make a pair unlikely.
FIRST_CONTENT = 0.30
EXTRA_CONTENT = 0.60
DANGLING = 0.80
# Several words for several others, where both sides end in a connective ("as well as").
IDIOM = 1.50
IDIOM_STEP = 0.45
# Words that often stand together are likelier one phrase: off per unit of log10 of their count.
COHESION = 0.05
KNOWN_PHRASE = 0.40
TRANSPOSITION = 0.30
SPLIT = 0.10

# A word governs a preposition that follows it in a tenth of its uses (log10).
GOVERNING = -1.0

# The light prepositions that verbs and adjectives govern; the heavy ones ("beside", "throughout")
# are chosen for their meaning and are a substitution by themselves.
GOVERNED = frozenset(
    "to on with in of for from at by as about into not up out off down away".split()
)


_NO_END = frozenset({"article", "auxiliary", "conjunction", "modal", "pronoun"})

# What a token of each `TokenKind` is; None for words, where the word class decides.
_BY_KIND: tuple[Part | None, ...] = (None, NUMBER, PUNCTUATION, NUMBER)


class Vocabulary:
    """Ids for the folded tokens of both texts, so that all later work is on integers.

    `norms[id]` is the folded token, `roles[id]` its `Part`, `classes[id]` its closed word class or
    None. Look-ups in the lexicon are made once per pair of ids.
    """

    __slots__ = (
        "_content",
        "_known",
        "_lexicon",
        "_wordings",
        "candidate",
        "classes",
        "norms",
        "original",
        "roles",
    )

    def __init__(self, original: Parsed, candidate: Parsed, lexicon: Lexicon) -> None:
        index: dict[str, int] = {}
        self.original = [index.setdefault(norm, len(index)) for norm in original.norms]
        self.candidate = [index.setdefault(norm, len(index)) for norm in candidate.norms]
        self.norms: list[str] = list(index)
        self._lexicon = lexicon
        self._known: dict[tuple[int, int], bool] = {}
        kinds = dict(zip(self.candidate, candidate.kinds, strict=True))
        kinds.update(zip(self.original, original.kinds, strict=True))
        self.classes: list[str | None] = list(map(lexicon.word_class, self.norms))
        self.roles: list[Part] = [
            _BY_KIND[kinds[i]] or (CONTENT if name is None else FUNCTION)
            for i, name in enumerate(self.classes)
        ]
        self._content = [role is CONTENT or role is NUMBER for role in self.roles]
        self._wordings: dict[int, Wording] = {}

    def content(self, ids: Iterable[int]) -> int:
        """Number of tokens among `ids` that carry content (words and numbers)."""
        return sum(map(self._content.__getitem__, ids))

    def known(self, first: int, second: int) -> bool:
        """Whether a thesaurus relates the two words, or they are forms of one word."""
        key = (first, second)
        answer = self._known.get(key)
        if answer is None:
            wordings = self._wordings
            answer = self._lexicon.akin(
                wordings.get(first) or self._wording(first),
                wordings.get(second) or self._wording(second),
            ) or (self.indefinite(first) and self.indefinite(second))
            self._known[key] = answer
        return answer

    def _wording(self, token: int) -> Wording:
        found = self._wordings[token] = self._lexicon.wording(self.norms[token])
        return found

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

    def cohesion(self, ids: Sequence[int]) -> float:
        """Mean log10(1 + count) of the word pairs inside a span."""
        norms, pair = self.norms, self._lexicon.bigram
        return sum([pair(norms[a], norms[b]) for a, b in pairwise(ids)]) / (len(ids) - 1)

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
        return self._lexicon.related(first, second)

    def phrase_known(self, first: Sequence[int], second: Sequence[int]) -> bool:
        """Whether a thesaurus relates two spans of which at least one has several words."""
        return self.text_known(self.phrase(first), self.phrase(second))

    def span_known(self, first: Sequence[int], second: Sequence[int]) -> bool:
        """Whether a thesaurus relates two spans of any length."""
        if len(first) == len(second) == 1:
            return self.known(first[0], second[0])
        return self.phrase_known(first, second)

    def swap_cost(self, first: int, second: int) -> float:
        """Cost of aligning one token with one other; 0 if they are equal."""
        if first == second:
            return 0.0
        one, other = self.roles[first], self.roles[second]
        if one is PUNCTUATION or other is PUNCTUATION:
            return FUNCTION_SWAP if one is other else IMPOSSIBLE
        if one is NUMBER and other is NUMBER:
            return FACT_SWAP
        if self.known(first, second):
            return KNOWN
        if one is not other:
            return MIXED_SWAP
        if one is CONTENT and self.similar(first, second):
            return SIMILAR
        return FUNCTION_SWAP if one is FUNCTION else UNKNOWN


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
