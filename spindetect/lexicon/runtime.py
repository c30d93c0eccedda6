"""The lexicon as the other rooms use it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from spindetect.lexicon import grammar
from spindetect.lexicon.tables import STEPS, Folder, open_folder
from spindetect.lexicon.thesauri import GroupThesaurus, RowThesaurus, Senses, WordNet
from spindetect.lexicon.wordings import Wording, find_wording
from spindetect.lexicon.words import Frequencies, Reading, Words, fold
from spindetect.types import UnreadableError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# A long article holds a few thousand distinct wordings and pairs of them, which a corpus repeats;
# these bounds keep the caches of a worker that reads a whole corpus below some 80 MB.
_RELATIONS_KEPT = 32_768
_WORDINGS_KEPT = 16_384
_SENSES_KEPT = 8_192
# log10 of the words that were counted, and of the least count of a pair in the table.
LOG_CORPUS = 12.0
LOG_LEAST_PAIR = 5.0


@dataclass(frozen=True, slots=True)
class LexicalRelation:
    """How a candidate wording is related to an original one.

    `name`: "synonym" (they share a synset), "similar" (similar-to, see also, attribute, verb
    group), "hypernym" (the candidate is the broader one), "hyponym" (the narrower), "antonym",
    "derived" (one is derived from the other), "sibling" (they share a direct hypernym or the head
    of an adjective cluster), "thesaurus" (only a thesaurus without senses relates them).
    `sources`: every thesaurus of senses or rows that relates the two. `sense_rank`: rank of the
    original's sense that carries the relation, 1 being its commonest; `candidate_rank`: the same
    for the candidate. Both are None for "thesaurus".
    """

    name: str
    sources: tuple[str, ...]
    sense_rank: int | None
    candidate_rank: int | None


@dataclass(frozen=True, slots=True)
class _Tables:
    """What is mapped from one folder; shared by all views of it."""

    folder: Folder
    words: Words
    frequencies: Frequencies
    wordnet: WordNet | None
    rows: Mapping[str, RowThesaurus]
    groups: Mapping[str, GroupThesaurus]


class Lexicon:
    """Thesauri, frequencies, base forms and word classes of English, read-only.

    Words and phrases may come in any case; phrases have single spaces. An instance may be shared
    between threads; it pickles as its path, and a worker maps the same files again.
    """

    __slots__ = (
        "_hidden",
        "_id",
        "_listed",
        "_pair",
        "_relation",
        "_rows",
        "_senses",
        "_tables",
        "_wording",
        "_wordnet",
    )

    def __init__(self, tables: _Tables, hidden: frozenset[str]) -> None:
        """For `Lexicon.open` and `without`, which check what they hand over."""
        self._tables = tables
        self._hidden = hidden
        self._wordnet = None if "wordnet" in hidden else tables.wordnet
        self._rows = {name: rows for name, rows in tables.rows.items() if name not in hidden}
        self._listed = self._rows | {
            name: groups for name, groups in tables.groups.items() if name not in hidden
        }
        self._id = lru_cache(_RELATIONS_KEPT)(self._find_id)
        self._pair = lru_cache(_RELATIONS_KEPT)(self._find_pair)
        self._relation = lru_cache(_RELATIONS_KEPT)(self._find_relation)
        self._wording = lru_cache(_WORDINGS_KEPT)(self._find_wording)
        self._senses = lru_cache(_SENSES_KEPT)(self._find_senses)

    @classmethod
    def open(cls, path: Path | None = None) -> Lexicon:
        """Map a compiled lexicon; without a path, the one that came with the program.

        Sizes, shapes and the vocabulary's digest are checked; `verify` checks the rest.

        Raises:
            UnreadableError: the folder is missing, damaged, foreign or of another protocol.
        """
        return cls(_map_tables(_shipped() if path is None else path), frozenset())

    def __reduce__(self) -> tuple[Callable[..., Lexicon], tuple[str, str, frozenset[str]]]:
        """Pickle as path and version."""
        folder = self._tables.folder
        return _reopen, (str(folder.path), folder.version, self._hidden)

    @property
    def version(self) -> str:
        """SHA-256 (hex) of the lexicon, then `-name` for each thesaurus that is left out."""
        return self._tables.folder.version + "".join(f"-{name}" for name in sorted(self._hidden))

    @property
    def sources(self) -> tuple[str, ...]:
        """The visible thesauri."""
        return tuple(name for name in self._tables.folder.thesauri if name not in self._hidden)

    def without(self, *sources: str) -> Lexicon:
        """The same files with these thesauri invisible; frequencies and base forms stay.

        Raises:
            ValueError: the lexicon has no thesaurus of that name.
        """
        for name in sources:
            self._check_source(name)
        return Lexicon(self._tables, self._hidden.union(sources))

    def verify(self) -> None:
        """Read all files and compare their digests with the index.

        Raises:
            UnreadableError: a file is not the one that was compiled.
        """
        for name in self._tables.folder.files:
            self._tables.folder.check(name)

    def __contains__(self, text: object) -> bool:
        """Whether a word or phrase, as it stands, is an entry of the vocabulary."""
        return isinstance(text, str) and self._id(text) is not None

    def frequency(self, word: str) -> float:
        """How often a word occurs in a trillion words of web text: log10(1 + count), 0.0 unknown.

        A phrase has no count of its own and yields 0.0.
        """
        found = self._id(word)
        return 0.0 if found is None else self._tables.frequencies.word(found)

    def bigram(self, first: str, second: str) -> float:
        """How often two words follow each other: log10(1 + count), 0.0 when not in the table.

        On the scale of `frequency`; pairs that occur less than 100,000 times are not in it.
        """
        return self._pair(first, second)

    def bigrams(self, firsts: Sequence[str], seconds: Sequence[str]) -> NDArray[np.float32]:
        """`bigram` for two sequences of n words; shape (n,)."""
        return self._tables.frequencies.pair_array(self._ids(firsts), self._ids(seconds))

    def company(
        self, firsts: Sequence[str], seconds: Sequence[str]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """`bigrams` of n pairs of words, and how firmly each pair belongs together; shapes (n,).

        The latter is pointwise mutual information (Church and Hanks 1990) as log10: how much
        oftener they occur than chance would have it. A pair that is not in the table occurs less
        than `LOG_LEAST_PAIR` says: it counts as avoided where chance alone would have it oftener
        than that, and else says nothing, 0.0.
        """
        import numpy as np

        frequencies = self._tables.frequencies
        one, other = self._ids(firsts), self._ids(seconds)
        found = frequencies.pair_array(one, other)
        chance = frequencies.word_array(one) + frequencies.word_array(other) - LOG_CORPUS
        unseen = np.minimum(LOG_LEAST_PAIR - chance, 0.0)
        return found, np.where(found > 0.0, found - chance, unseen).astype(np.float32)

    def number(self, text: str) -> int | None:
        """The number of an entry, for tables of one's own; None for what is no entry."""
        return self._id(text)

    def entry(self, number: int) -> str:
        """The entry with a number."""
        return self._tables.words.entries.restore_key(number)

    def frequencies(self) -> NDArray[np.float32]:
        """`frequency` of all entries by their number; shape (entries,)."""
        import numpy as np

        steps = np.asarray(self._tables.frequencies.unigrams, np.float32)
        return steps / np.float32(STEPS)

    def pairs(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.float32]]:
        """All word pairs: numbers of the first and the second word, and `bigram` of each."""
        import numpy as np

        table = self._tables.frequencies
        first, second = np.divmod(table.keys, np.uint64(1 << 32))
        counts = table.pairs.astype(np.float32) / np.float32(STEPS)
        return first.astype(np.uint32), second.astype(np.uint32), counts

    def _ids(self, words: Sequence[str]) -> NDArray[np.uint64]:
        """Ids of words; for unknown ones a number that is no id."""
        import numpy as np

        nowhere = len(self._tables.words.entries)
        ids = [nowhere if word is None else word for word in map(self._id, words)]
        return np.array(ids, np.uint64)

    def lemmas(self, word: str) -> tuple[str, ...]:
        """Base forms of a word or phrase, likeliest first; itself when none are known.

        A word that is also a base form is among them. In a phrase the first or the last word may
        be inflected; a possessive has the base forms of the possessor.
        """
        folded = fold(word)
        found = self._tables.words.lemmas(folded)
        return self._tables.words.texts([base for base, _ in found]) or (folded,)

    def forms(self, lemma: str) -> tuple[str, ...]:
        """Known inflected forms of a base form, sorted, without the base form itself."""
        found = self._id(lemma)
        words = self._tables.words
        return () if found is None else tuple(sorted(words.texts(words.inflected(found))))

    def same_lemma(self, a: str, b: str) -> bool:
        """Whether two wordings may be forms of one word: they share a base form."""
        return self.wording(a).same_lemma(self.wording(b))

    def wording(self, text: str) -> Wording:
        """A word or phrase looked up, for whoever compares it with many others (see `akin`)."""
        return self._wording(text)

    def akin(self, one: Wording, other: Wording) -> bool:
        """Whether two wordings are forms of one word or have a `relation`; fast."""
        if one.same_lemma(other):
            return True
        if not one.bases or not other.bases:
            return False
        return self._relates(one, other)

    def related(self, original: str, candidate: str) -> bool:
        """Whether there is a `relation`, for whoever need not know which; fast."""
        one, other = self._wording(original), self._wording(candidate)
        if one.same_lemma(other) or not one.bases or not other.bases:
            return False
        return self._relates(one, other)

    def _relates(self, one: Wording, other: Wording) -> bool:
        if not one.reach.isdisjoint(other.place):
            return True
        for rows, originals, candidates in zip(
            self._rows.values(), one.numbers, other.numbers, strict=True
        ):
            if originals and candidates and rows.holds(originals, candidates):
                return True
        return False

    def relation(self, original: str, candidate: str) -> LexicalRelation | None:
        """The strongest relation between two words or phrases, with all thesauri that hold one.

        Strength falls in the order in which `LexicalRelation` lists the names. Both sides are
        looked up as they stand and in their base forms; a base form has the senses of the part of
        speech that the inflection shows. Forms of one word (`same_lemma`) have no relation.

        Thesauri of groups (Roget's) are not asked: standing in one of their groups is no evidence
        of substitution, as measured in docs/lexicon.md. Only `synonyms` reads them.
        """
        return self._relation(original, candidate)

    def synonyms(self, word: str, source: str) -> tuple[str, ...]:
        """Synonyms of a word or phrase as it stands (see `lemmas` for its base forms).

        `source` "wordnet": the other words of its synsets, commonest sense first;
        "wordnet-first": those of its commonest sense only; the name of another thesaurus: its
        row, or all that stand in a group with the word, sorted. Empty for an unknown word and for
        a thesaurus that is left out.

        Raises:
            ValueError: the lexicon has no thesaurus of that name.
        """
        thesaurus = source.removesuffix("-first") if source == "wordnet-first" else source
        self._check_source(thesaurus)
        found = self._id(word)
        if found is None or thesaurus in self._hidden:
            return ()
        texts = self._tables.words.texts
        if thesaurus in self._listed:
            return tuple(sorted(texts(self._listed[thesaurus].row_of(found))))
        if self._wordnet is None:
            return ()
        return texts(self._wordnet.synonyms(found, 1 if source == "wordnet-first" else None))

    def senses(self, word: str) -> int:
        """Number of WordNet senses that a word or phrase may have, inflections resolved."""
        return len(self._senses(self.wording(word).readings).synsets)

    def is_function_word(self, word: str) -> bool:
        """Whether a word belongs to a closed class."""
        return self.word_class(word) is not None

    def word_class(self, word: str) -> str | None:
        """The closed class of a word, one of `grammar.closed_classes`; None for other words."""
        return _word_class(word)

    def _find_id(self, text: str) -> int | None:
        return self._tables.words.entries.get(fold(text))

    def _find_pair(self, first: str, second: str) -> float:
        one, other = self._id(first), self._id(second)
        if one is None or other is None:
            return 0.0
        return self._tables.frequencies.pair(one, other)

    def _check_source(self, name: str) -> None:
        if name not in self._tables.folder.thesauri:
            known = ", ".join(self._tables.folder.thesauri)
            raise ValueError(f"no thesaurus {name!r} in this lexicon; it has {known}")

    def _find_wording(self, text: str) -> Wording:
        if (folded := fold(text)) != text:
            return self._wording(folded)
        return find_wording(text, self._tables.words, self._wordnet, self._rows.values())

    def _find_senses(self, readings: tuple[Reading, ...]) -> Senses:
        return self._wordnet.senses_of(readings) if self._wordnet else Senses({}, {}, {}, ())

    def _find_relation(self, original: str, candidate: str) -> LexicalRelation | None:
        one, other = self._wording(original), self._wording(candidate)
        if not one.bases or not other.bases or not one.bases.isdisjoint(other.bases):
            return None
        listed = tuple(
            name
            for (name, rows), originals, candidates in zip(
                self._rows.items(), one.numbers, other.numbers, strict=True
            )
            if rows.holds(originals, candidates)
        )
        if self._wordnet and not one.reach.isdisjoint(other.place):
            link = self._wordnet.link(self._senses(one.readings), self._senses(other.readings))
            if link is not None:
                sources = ("wordnet", *listed)
                return LexicalRelation(link.name, sources, link.original_rank, link.candidate_rank)
        return LexicalRelation("thesaurus", listed, None, None) if listed else None


@lru_cache(_WORDINGS_KEPT)
def _word_class(word: str) -> str | None:
    return grammar.word_class(fold(word))


def _shipped() -> Path:
    """The lexicon inside an installed package, else that of the checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_data" / "lexicon"
    return installed if installed.is_dir() else package.parent / "data" / "lexicon"


def _map_tables(path: Path) -> _Tables:
    folder = open_folder(path)
    words = Words.open(folder)
    entries = len(words.entries)
    kinds = folder.thesauri
    return _Tables(
        folder=folder,
        words=words,
        frequencies=Frequencies.open(folder, entries),
        wordnet=WordNet.open(folder, entries) if "wordnet" in kinds else None,
        rows={
            name: RowThesaurus.open(folder, name) for name, kind in kinds.items() if kind == "rows"
        },
        groups={
            name: GroupThesaurus.open(folder, name)
            for name, kind in kinds.items()
            if kind == "groups"
        },
    )


@lru_cache(maxsize=4)
def _reopen(path: str, version: str, hidden: frozenset[str]) -> Lexicon:
    """Open a pickled lexicon; a worker that is handed it with every task maps it once."""
    lexicon = Lexicon.open(Path(path))
    found = lexicon.version
    if found != version:
        raise UnreadableError(
            f"{path}: the lexicon was rebuilt while this run used it ({version[:12]} is now "
            f"{found[:12]}); start the run again"
        )
    return lexicon.without(*sorted(hidden))
