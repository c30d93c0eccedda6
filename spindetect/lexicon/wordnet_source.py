"""From NLTK's view of WordNet to the plain tables that are compiled.

NLTK itself is imported by `build` only; the protocols below name what is used of its reader.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Protocol

from spindetect.lexicon.compiling import Sense, Synset, WordNetSource
from spindetect.lexicon.tables import PARTS

PART_FILES: Final[Mapping[str, str]] = MappingProxyType(
    {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
)
"""Part of speech → how WordNet's file names end (or begin, for the exception lists)."""

# lexnames(5WN) lists 45 lexicographer files, each with the number of its part of speech.
_LEXNAMES: Final[Sequence[tuple[str, int, str]]] = (
    ("adj", 3, "all pert"),
    ("adv", 4, "all"),
    (
        "noun",
        1,
        "Tops act animal artifact attribute body cognition communication event feeling food group "
        "location motive object person phenomenon plant possession process quantity relation "
        "shape state substance time",
    ),
    (
        "verb",
        2,
        "body change cognition communication competition consumption contact creation emotion "
        "motion perception possession social stative weather",
    ),
    ("adj", 3, "ppl"),
)


class NltkLemma(Protocol):
    """A word in a synset."""

    def name(self) -> str: ...
    def key(self) -> str: ...
    def synset(self) -> NltkSynset: ...
    def antonyms(self) -> list[NltkLemma]: ...
    def derivationally_related_forms(self) -> list[NltkLemma]: ...
    def pertainyms(self) -> list[NltkLemma]: ...


class NltkSynset(Protocol):
    """A synset; `pos` is "s" for an adjective satellite."""

    def pos(self) -> str: ...
    def offset(self) -> int: ...
    def lemmas(self) -> list[NltkLemma]: ...
    def hypernyms(self) -> list[NltkSynset]: ...
    def instance_hypernyms(self) -> list[NltkSynset]: ...
    def similar_tos(self) -> list[NltkSynset]: ...
    def also_sees(self) -> list[NltkSynset]: ...
    def attributes(self) -> list[NltkSynset]: ...
    def verb_groups(self) -> list[NltkSynset]: ...


class Reader(Protocol):
    """NLTK's WordNetCorpusReader."""

    def get_version(self) -> str | None: ...
    def all_synsets(self, pos: str) -> Iterator[NltkSynset]: ...
    def synsets(self, lemma: str, pos: str) -> list[NltkSynset]: ...


def lexnames() -> str:
    """The content of WordNet's file `lexnames`, which Debian does not ship."""
    names = [
        (f"{part}.{name}", number) for part, number, names in _LEXNAMES for name in names.split()
    ]
    return "".join(f"{i:02d}\t{name}\t{number}\n" for i, (name, number) in enumerate(names))


def convert(
    reader: Reader,
    tagged: Mapping[str, int],
    exceptions: Mapping[str, Mapping[str, Sequence[str]]],
) -> WordNetSource:
    """Number all synsets by part of speech and file offset, and take over their relations.

    `tagged`: sense key → occurrences in the tagged texts. `exceptions`: part of speech →
    irregular form → its base forms.
    """
    synsets = [synset for part in PARTS for synset in reader.all_synsets(part)]
    numbers = {place: number for number, place in enumerate(sorted(map(_place, synsets)))}
    synsets.sort(key=_place)
    return WordNetSource(
        synsets=[_synset(synset, numbers) for synset in synsets],
        senses=_senses(reader, synsets, numbers, tagged),
        exceptions=exceptions,
    )


def _synset(synset: NltkSynset, numbers: Mapping[tuple[int, int], int]) -> Synset:
    def number(others: Iterable[NltkSynset]) -> tuple[int, ...]:
        return tuple(sorted({numbers[_place(other)] for other in others}))

    def ends(lemma: NltkLemma, others: Iterable[NltkLemma]) -> Iterator[tuple[str, Sense]]:
        for other in others:
            yield _text(lemma), (numbers[_place(other.synset())], _text(other))

    lemmas = synset.lemmas()
    similar = synset.similar_tos()
    heads = similar if synset.pos() == "s" else []
    others = [*synset.also_sees(), *synset.attributes(), *synset.verb_groups()]
    return Synset(
        part=_part(synset),
        words=tuple(dict.fromkeys(map(_text, lemmas))),
        parents=number([*synset.hypernyms(), *synset.instance_hypernyms(), *heads]),
        similar=number([*similar, *others]),
        antonyms=tuple(end for own in lemmas for end in ends(own, own.antonyms())),
        derived=tuple(
            end
            for own in lemmas
            for end in ends(own, [*own.derivationally_related_forms(), *own.pertainyms()])
        ),
    )


def _senses(
    reader: Reader,
    synsets: Iterable[NltkSynset],
    numbers: Mapping[tuple[int, int], int],
    tagged: Mapping[str, int],
) -> dict[tuple[str, str], list[tuple[int, int]]]:
    counts: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for synset in synsets:
        number = numbers[_place(synset)]
        for lemma in synset.lemmas():
            own = counts[_text(lemma), _part(synset)]
            own[number] = max(tagged.get(lemma.key(), 0), own.get(number, 0))
    ordered = {}
    for (word, part), own in sorted(counts.items()):
        # The reader answers in WordNet's sense order, but with senses of base forms as well.
        found = [numbers[_place(s)] for s in reader.synsets(word.replace(" ", "_"), part)]
        ordered[word, part] = [(number, own[number]) for number in found if number in own]
    return ordered


def _part(synset: NltkSynset) -> str:
    part = synset.pos()
    return "a" if part == "s" else part


def _place(synset: NltkSynset) -> tuple[int, int]:
    return PARTS.index(_part(synset)), synset.offset()


def _text(lemma: NltkLemma) -> str:
    return lemma.name().lower().replace("_", " ")
