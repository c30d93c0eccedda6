"""One edit as the rules see it: folded words, their classes, names, and what a thesaurus says."""

from __future__ import annotations

from dataclasses import dataclass

from spindetect.lexicon import LexicalRelation, Lexicon

# Longer swaps are rewording: a spinner's entries have at most four words.
MAX_PHRASE = 4


@dataclass(slots=True)
class Change:
    """Both sides of an edit as the rules see them; `Change.of` fills in what follows from them.

    `original`, `candidate`: folded tokens, `bare`: both without the leading article, where both
    have one. `classes`: closed word class or None of each token, the original's first.
    `after`: the candidate's next token ("" at the end). Names are tokens
    whose capital is not explained by their position. `relation`: what a thesaurus says of the two
    wordings, leading articles aside. `told`: what was done, in words, once somebody asked.
    """

    original: tuple[str, ...]
    candidate: tuple[str, ...]
    original_kinds: bytes
    candidate_kinds: bytes
    original_name: bool
    candidate_name: bool
    after: str
    lexicon: Lexicon
    original_key: str
    candidate_key: str
    classes: tuple[str | None, ...]
    bare: tuple[tuple[str, ...], tuple[str, ...]]
    relation: LexicalRelation | None
    told: str | None = None

    @classmethod
    def of(
        cls,
        original: tuple[str, ...],
        candidate: tuple[str, ...],
        kinds: tuple[bytes, bytes],
        names: tuple[bool, bool],
        after: str,
        lexicon: Lexicon,
    ) -> Change:
        """Look at one edit; `kinds` and `names` are those of the original and the candidate."""
        bare = (original, candidate)
        if len(original) > 1 and len(candidate) > 1:
            bare = (_without_article(original, lexicon), _without_article(candidate, lexicon))
            if bare[0] == original or bare[1] == candidate:
                bare = (original, candidate)
        keys = " ".join(original), " ".join(candidate)
        classes = tuple(map(lexicon.word_class, original + candidate))
        relation = None
        short = max(len(original), len(candidate)) <= MAX_PHRASE + 1
        if original and candidate and keys[0] != keys[1] and short:
            relation = lexicon.relation(*keys)
            if relation is None and bare != (original, candidate):
                relation = lexicon.relation(" ".join(bare[0]), " ".join(bare[1]))
        return cls(
            original, candidate, *kinds, *names, after, lexicon, *keys, classes, bare, relation
        )

    @property
    def is_swap(self) -> bool:
        """Both sides have tokens and differ once folded."""
        return bool(self.original and self.candidate and self.original != self.candidate)

    @property
    def single(self) -> bool:
        """One word stands for one word, leading articles aside."""
        return len(self.bare[0]) == len(self.bare[1]) == 1

    @property
    def shares_lemma(self) -> bool:
        """Whether a form of the same word stands on both sides."""
        same = self.lexicon.same_lemma
        stems = [[w.removesuffix("n't") for w in side] for side in (self.original, self.candidate)]
        return any(same(a, b) for a in stems[0] for b in stems[1])

    @property
    def bare_classes(self) -> tuple[str | None, str | None]:
        """Closed word class or None of the first bare word of each side."""
        split = len(self.original)
        one, other = self.classes[:split], self.classes[split:]
        return one[-len(self.bare[0])], other[-len(self.bare[1])]

    @property
    def words_only(self) -> bool:
        """No punctuation, number or link on either side."""
        return not any(self.original_kinds) and not any(self.candidate_kinds)

    def all_function(self) -> bool:
        """Both sides consist of function words."""
        return None not in self.classes


def _without_article(words: tuple[str, ...], lexicon: Lexicon) -> tuple[str, ...]:
    first_is_article = len(words) > 1 and lexicon.word_class(words[0]) == "article"
    return words[1:] if first_is_article else words
