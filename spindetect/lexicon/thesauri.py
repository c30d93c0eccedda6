"""The three shapes of thesaurus: WordNet's graph of senses, plain rows of synonyms, and groups.

Relations between two words are found over all pairs of their senses; the commonest sense that
carries a relation is the one reported.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from spindetect.lexicon.tables import (
    ANY_PART,
    NO_SYNSET,
    PARTS,
    PLANE_BITS,
    Csr,
    Folder,
    Pairs,
    plane_count,
)
from spindetect.lexicon.words import Reading

Ranks = Mapping[int, int]
"""Rank of each key; 1 is the commonest sense."""

# Keep apart, in one set, what is numbered in 32 bits each.
_LINKED, _MEMBER = 1 << 32, 1 << 33
# The part of a word's number that is stored in its plane.
_LOW = (1 << PLANE_BITS) - 1


@dataclass(frozen=True, slots=True)
class Senses:
    """What a wording may mean.

    A member is one word in one synset, numbered by its place in `WordNet.senses.values`; `spans`
    are the runs of members of the wording's readings, `members` those that a reading admits.
    `synsets` and `above`, their parents, are synset numbers.
    """

    synsets: Ranks
    above: Ranks
    members: Ranks
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A relation that was found, with the rank of the sense that carries it on either side."""

    name: str
    original_rank: int
    candidate_rank: int


@dataclass(frozen=True, slots=True)
class WordNet:
    """WordNet, compiled so that all senses of a word lie side by side.

    `senses`: word id → synsets, commonest first over all parts of speech; a place in its values
    is a member. `words`: synset → word ids. `parents`: member → the first hypernym or instance
    hypernym, or the head of an adjective satellite, of its synset (`NO_SYNSET`: none);
    `more_parents`: further ones. `similar`: member → synsets that are similar, see also,
    attribute or in one verb group. `antonyms`, `derived`: member → members. The last three hold
    each link both ways. `starts`: first synset of each part of speech, and the number of synsets.
    """

    senses: Csr
    words: Csr
    parents: memoryview
    more_parents: Pairs
    similar: Pairs
    antonyms: Pairs
    derived: Pairs
    starts: tuple[int, ...]

    @classmethod
    def open(cls, folder: Folder, entries: int) -> WordNet:
        """Map the files of the group `wordnet` for a vocabulary of so many entries."""
        starts = tuple(folder.column("wordnet.starts").tolist())
        if len(starts) != len(PARTS) + 1:
            raise folder.broken("wordnet.starts.npy", "wrong number of parts of speech")
        senses, parents = folder.csr("wordnet.senses", entries), folder.column("wordnet.parents")
        if len(parents) != len(senses.values):
            raise folder.broken("wordnet.parents.npy", "does not fit the senses")
        return cls(
            senses=senses,
            words=folder.csr("wordnet.words", starts[-1]),
            parents=parents,
            more_parents=folder.pairs("wordnet.more_parents"),
            similar=folder.pairs("wordnet.similar"),
            antonyms=folder.pairs("wordnet.antonyms"),
            derived=folder.pairs("wordnet.derived"),
            starts=starts,
        )

    def senses_of(self, readings: Iterable[Reading]) -> Senses:
        """Collect the senses of all readings; a sense ranks among those its reading admits."""
        synsets: dict[int, int] = {}
        above: dict[int, int] = {}
        members: dict[int, int] = {}
        spans = []
        for word, mask in readings:
            start, end = self.senses.bounds(word)
            if start == end:
                continue
            spans.append((start, end))
            rows = range(start, end), self.senses.row(word), self.parents[start:end].tolist()
            places, own, parents = rows if mask == ANY_PART else self._admitted(mask, *rows)
            ranks = range(1, len(own) + 1)
            _add_ranks(members, places, ranks)
            _add_ranks(synsets, own, ranks)
            _add_ranks(above, parents, ranks)
        above.pop(NO_SYNSET, None)
        for start, end in spans:
            for member, parent in self.more_parents.between(start, end):
                if member in members:
                    above[parent] = min(members[member], above.get(parent, end))
        return Senses(synsets, above, members, tuple(spans))

    def link(self, original: Senses, candidate: Senses) -> Link | None:
        """The strongest relation between two wordings; the order below is that of strength."""
        if found := _shared(original.synsets, candidate.synsets):
            return Link("synonym", *found)
        if found := self._leads(self.similar, original, candidate.synsets):
            return Link("similar", *found)
        if found := _shared(original.above, candidate.synsets):
            return Link("hypernym", *found)
        if found := _shared(original.synsets, candidate.above):
            return Link("hyponym", *found)
        if found := self._leads(self.antonyms, original, candidate.members):
            return Link("antonym", *found)
        if found := self._leads(self.derived, original, candidate.members):
            return Link("derived", *found)
        if found := _shared(original.above, candidate.above):
            return Link("sibling", *found)
        return None

    def reach(self, readings: Iterable[Reading]) -> tuple[frozenset[int], frozenset[int]]:
        """What a wording leads to and where it stands: `link` finds something between two wordings
        just where what one leads to meets where the other stands.

        Keys are synsets and, told apart from these, synsets that links lead to, and members.
        """
        kin: set[int] = set()
        linked: set[int] = set()
        members: set[int] = set()
        spans = []
        for word, mask in readings:
            start, end = self.senses.bounds(word)
            if start == end:
                continue
            spans.append((start, end))
            rows = range(start, end), self.senses.row(word), self.parents[start:end].tolist()
            places, own, parents = rows if mask == ANY_PART else self._admitted(mask, *rows)
            members.update(places)
            linked.update([synset | _LINKED for synset in own])
            kin.update(own, parents)
        kin.discard(NO_SYNSET)
        kin.update(self._targets(self.more_parents, spans, members))
        place = frozenset().union(kin, linked, [member | _MEMBER for member in members])
        similar = self._targets(self.similar, spans, members)
        others = [self._targets(table, spans, members) for table in (self.antonyms, self.derived)]
        kin.update([synset | _LINKED for synset in similar])
        kin.update([member | _MEMBER for table in others for member in table])
        return frozenset(kin), place

    def _targets(
        self, table: Pairs, spans: Iterable[tuple[int, int]], members: Container[int]
    ) -> list[int]:
        """What the links of a table lead to from these members."""
        return [
            target
            for start, end in spans
            for member, target in table.between(start, end)
            if member in members
        ]

    def synonyms(self, word: int, senses: int | None = None) -> list[int]:
        """Other words of the word's synsets (of the first `senses` of them), without repeats."""
        found = {
            other: None
            for synset in self.senses.row(word)[:senses]
            for other in self.words.row(synset)
        }
        found.pop(word, None)
        return list(found)

    def _admitted(self, mask: int, *rows: Sequence[int]) -> tuple[list[int], ...]:
        """Of parallel rows (members, synsets, parents) what belongs to the parts of speech."""
        inner = self.starts[1:-1]
        kept = [i for i, s in enumerate(rows[1]) if mask >> bisect_right(inner, s) & 1]
        return tuple([row[i] for i in kept] for row in rows)

    def _leads(self, table: Pairs, original: Senses, targets: Ranks) -> tuple[int, int] | None:
        """Ranks on either side of the commonest step through a table of links."""
        own = original.members
        steps = [
            (own[member], targets[target])
            for start, end in original.spans
            for member, target in table.between(start, end)
            if target in targets and member in own
        ]
        return min(steps, default=None)


@dataclass(frozen=True, slots=True)
class RowThesaurus:
    """A thesaurus of rows, each a head word with its synonyms.

    `words`: the word ids that occur, ascending; a word's place in it is its number within this
    thesaurus. `planes`: number of the head → numbers of its synonyms, ascending; numbers have 16
    bits there, and plane i holds those from i << 16 on.
    """

    words: memoryview
    planes: tuple[Csr, ...]

    @classmethod
    def open(cls, folder: Folder, name: str) -> RowThesaurus:
        """Map the files of one group."""
        words = folder.column(f"{name}.words")
        names = (f"{name}.plane{plane}" for plane in range(plane_count(len(words))))
        return cls(words, tuple(folder.csr(plane, len(words), "uint16") for plane in names))

    def numbers(self, words: Iterable[int]) -> tuple[int, ...]:
        """Numbers within this thesaurus of those words that it holds."""
        found = []
        for word in words:
            place = bisect_left(self.words, word)
            if place < len(self.words) and self.words[place] == word:
                found.append(place)
        return tuple(found)

    def holds(self, originals: Sequence[int], candidates: Sequence[int]) -> bool:
        """Whether any two numbers stand in one row, either of them as its head."""
        lists = self._lists
        for one in originals:
            for other in candidates:
                if lists(one, other) or lists(other, one):
                    return True
        return False

    def row_of(self, word: int) -> list[int]:
        """Word ids of the row that a word heads; empty when it heads none."""
        return [
            self.words[(plane << PLANE_BITS) + low]
            for head in self.numbers((word,))
            for plane, table in enumerate(self.planes)
            for low in table.row(head)
        ]

    def _lists(self, head: int, member: int) -> bool:
        table = self.planes[member >> PLANE_BITS]
        low = member & _LOW
        end = table.offsets[head + 1]
        place = bisect_left(table.values, low, table.offsets[head], end)
        return place < end and table.values[place] == low


@dataclass(frozen=True, slots=True)
class GroupThesaurus:
    """A thesaurus of groups, whose members all stand beside each other.

    `groups`: word id → the groups it is in; `members`: group → word ids.
    """

    groups: Pairs
    members: Pairs

    @classmethod
    def open(cls, folder: Folder, name: str) -> GroupThesaurus:
        """Map the files of one group thesaurus."""
        return cls(folder.pairs(f"{name}.groups"), folder.pairs(f"{name}.members"))

    def row_of(self, word: int) -> list[int]:
        """Word ids of all that stand in a group with a word, without repeats."""
        found = {
            other: None for group in self.groups.row(word) for other in self.members.row(group)
        }
        found.pop(word, None)
        return list(found)


def _add_ranks(table: dict[int, int], keys: Sequence[int], ranks: Sequence[int]) -> None:
    """Enter keys with their ascending ranks; a key that occurs more than once keeps its best."""
    if table:
        for key, rank in zip(keys, ranks, strict=True):
            table[key] = min(rank, table.get(key, rank))
    else:  # backwards, so that the best rank is written last
        table.update(zip(reversed(keys), reversed(ranks), strict=True))


def _shared(one: Ranks, other: Ranks) -> tuple[int, int] | None:
    """Ranks on either side of the key that ranks first in `one`, then in `other`."""
    common = one.keys() & other.keys()
    return min((one[key], other[key]) for key in common) if common else None
