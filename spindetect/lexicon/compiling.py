"""Sources → the files of a lexicon. Knows no file format but its own; see `build` for the readers.

Everything is sorted, so equal sources give equal bytes.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.lexicon.morphology import BaseForms
from spindetect.lexicon.tables import (
    BASE_BITS,
    INDEX,
    NO_SYNSET,
    PARTS,
    PLANE_BITS,
    PROTOCOL,
    STEPS,
    WORDS,
    digest,
    file_entry,
    plane_count,
)

Arrays = dict[str, NDArray[np.unsignedinteger]]
Links = Iterable[tuple[int, int]]
Sense = tuple[int, str]
"""A synset number and one of its words."""

_ENTRY: Final = re.compile(r"(?=.*[a-z0-9])[a-z0-9.'/-]+(?: [a-z0-9.'/-]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Synset:
    """One synset. `words`: its lower-case words; the other fields hold numbers of synsets, and
    for `antonyms` and `derived` pairs of an own word and a sense elsewhere."""

    part: str
    words: tuple[str, ...]
    parents: tuple[int, ...] = ()
    similar: tuple[int, ...] = ()
    antonyms: tuple[tuple[str, Sense], ...] = ()
    derived: tuple[tuple[str, Sense], ...] = ()


@dataclass(frozen=True, slots=True)
class WordNetSource:
    """WordNet as read: synsets sorted by part of speech; for every (word, part of speech) its
    synsets in WordNet's order with their counts in tagged texts; irregular forms."""

    synsets: Sequence[Synset]
    senses: Mapping[tuple[str, str], Sequence[tuple[int, int]]]
    exceptions: Mapping[str, Mapping[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Sources:
    """All that a lexicon is made from, in lower case. `rows`: thesaurus → head → synonyms.
    `groups`: thesaurus → groups of entries, of which those that no other source has are dropped.
    `versions`: what to record of each source."""

    unigrams: Mapping[str, int]
    bigrams: Mapping[tuple[str, str], int]
    wordnet: WordNetSource | None
    rows: Mapping[str, Mapping[str, Sequence[str]]]
    versions: Mapping[str, str]
    groups: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)


def compile_lexicon(sources: Sources, out: Path) -> None:
    """Write all files of a lexicon folder and remove those of an earlier one."""
    import marisa_trie

    out.mkdir(parents=True, exist_ok=True)
    for stale in [out / INDEX, out / WORDS, *out.glob("*.npy")]:
        stale.unlink(missing_ok=True)
    trie = marisa_trie.Trie(_entries(sources))
    trie.save(str(out / WORDS))
    ids = {word: trie[word] for word in sorted(trie.keys())}
    arrays = _frequency_arrays(sources, ids)
    if sources.wordnet is not None:
        arrays |= _wordnet_arrays(sources.wordnet, ids) | _lemma_arrays(sources.wordnet, ids)
    else:
        arrays |= _pairs("lemmas.bases", ()) | _pairs("lemmas.forms", ())
    for name, table in sources.rows.items():
        arrays |= _row_arrays(name, table, ids)
    for name, groups in sources.groups.items():
        arrays |= _group_arrays(name, groups, ids)
    for name, array in arrays.items():
        np.save(out / f"{name}.npy", array, allow_pickle=False)
    _write_index(sources, [WORDS, *(f"{name}.npy" for name in arrays)], out)


def _write_index(sources: Sources, names: Iterable[str], out: Path) -> None:
    files = {name: file_entry(out / name) for name in sorted(names)}
    kinds = {"wordnet": "wordnet"} if sources.wordnet is not None else {}
    index = {
        "protocol": PROTOCOL,
        "sha256": digest(files),
        "thesauri": kinds
        | dict.fromkeys(sources.rows, "rows")
        | dict.fromkeys(sources.groups, "groups"),
        "sources": dict(sources.versions),
        "files": {name: {"bytes": e.bytes, "sha256": e.sha256} for name, e in files.items()},
    }
    (out / INDEX).write_text(json.dumps(index, indent=1) + "\n", "utf-8")


def _entries(sources: Sources) -> list[str]:
    texts = set(sources.unigrams)
    if sources.wordnet is not None:
        texts.update(word for synset in sources.wordnet.synsets for word in synset.words)
        texts.update(form for forms in sources.wordnet.exceptions.values() for form in forms)
    for table in sources.rows.values():
        texts.update(table, *table.values())
    return sorted(text for text in texts if _ENTRY.fullmatch(text))


def _frequency_arrays(sources: Sources, ids: Mapping[str, int]) -> Arrays:
    unigrams = np.zeros(len(ids), np.int64)
    for word, count in sources.unigrams.items():
        if word in ids:
            unigrams[ids[word]] = count
    pairs = sorted(
        (ids[first] << 32 | ids[second], count)
        for (first, second), count in sources.bigrams.items()
        if first in ids and second in ids
    )
    return {
        "unigrams": _quantised(unigrams),
        "bigrams.keys": np.array([key for key, _ in pairs], np.uint64),
        "bigrams.counts": _quantised(np.array([count for _, count in pairs], np.int64)),
    }


def _quantised(counts: NDArray[np.int64]) -> NDArray[np.uint16]:
    steps: NDArray[np.uint16] = np.rint(np.log10(1.0 + counts) * STEPS).astype(np.uint16)
    return steps


def _wordnet_arrays(source: WordNetSource, ids: Mapping[str, int]) -> Arrays:
    senses: list[list[int]] = [[] for _ in ids]
    for word, ranked in _ranked_senses(source).items():
        if word in ids:
            senses[ids[word]] = ranked
    members = [(synset, word) for word, row in enumerate(senses) for synset in row]
    return (
        _csr("wordnet.senses", senses)
        | _csr("wordnet.words", [[ids[w] for w in s.words if w in ids] for s in source.synsets])
        | _parent_arrays(source.synsets, members)
        | _link_arrays(source.synsets, {member: place for place, member in enumerate(members)}, ids)
        | {"wordnet.starts": _part_starts(source.synsets)}
    )


def _parent_arrays(synsets: Sequence[Synset], members: Sequence[tuple[int, int]]) -> Arrays:
    parents = [synsets[synset].parents for synset, _ in members]
    first = [row[0] if row else NO_SYNSET for row in parents]
    more = [(member, parent) for member, row in enumerate(parents) for parent in row[1:]]
    return {"wordnet.parents": np.array(first, np.uint32)} | _pairs("wordnet.more_parents", more)


def _link_arrays(
    synsets: Sequence[Synset], members: Mapping[tuple[int, int], int], ids: Mapping[str, int]
) -> Arrays:
    """The relations that hold both ways; `members`: (synset, word id) → number of the member."""

    def member(synset: int, word: str) -> int | None:
        return members.get((synset, ids.get(word, -1)))

    def joined(relation: Callable[[Synset], Iterable[tuple[str, Sense]]]) -> Links:
        ends = (
            (member(number, word), member(*other))
            for number, synset in enumerate(synsets)
            for word, other in relation(synset)
        )
        return _both_ways((a, b) for a, b in ends if a is not None and b is not None)

    similar = [
        (place, other)
        for synset, other in _both_ways((n, t) for n, s in enumerate(synsets) for t in s.similar)
        for word in synsets[synset].words
        if (place := member(synset, word)) is not None
    ]
    return (
        _pairs("wordnet.similar", sorted(similar))
        | _pairs("wordnet.antonyms", joined(lambda synset: synset.antonyms))
        | _pairs("wordnet.derived", joined(lambda synset: synset.derived))
    )


def _ranked_senses(source: WordNetSource) -> dict[str, list[int]]:
    """Each word's synsets over all parts of speech, commonest first.

    WordNet ranks within a part of speech; the ranked lists are merged by always taking the one
    whose next sense has the highest count in the tagged texts (noun, verb, adjective, adverb on
    a tie), which keeps WordNet's order within each.
    """
    merged: dict[str, list[int]] = {}
    for word in sorted({word for word, _ in source.senses}):
        queues = [list(source.senses.get((word, part), ())) for part in PARTS]
        ranked = merged[word] = []
        while queues := [queue for queue in queues if queue]:
            ranked.append(max(queues, key=lambda queue: queue[0][1]).pop(0)[0])
    return merged


def _part_starts(synsets: Sequence[Synset]) -> NDArray[np.uint32]:
    sizes = Counter(synset.part for synset in synsets)
    return np.cumsum([0, *(sizes[part] for part in PARTS)]).astype(np.uint32)


def _lemma_arrays(source: WordNetSource, ids: Mapping[str, int]) -> Arrays:
    uses = {
        key: sum(count for _, count in senses)
        for key, senses in source.senses.items()
        if key[0] in ids
    }
    finder = BaseForms(uses, source.exceptions)
    bases: list[tuple[int, int]] = []
    forms: list[tuple[int, int]] = []
    for word, number in sorted(ids.items(), key=lambda item: item[1]):
        found = () if " " in word else finder.of(word)
        others = [base for base, _ in found if base != word]
        if others:
            packed = (ids[base] | _mask(parts) << BASE_BITS for base, parts in found)
            bases.extend((number, value) for value in packed)
            forms.extend((ids[base], number) for base in others)
    return _pairs("lemmas.bases", bases) | _pairs("lemmas.forms", sorted(forms))


def _mask(parts: str) -> int:
    return sum(1 << PARTS.index(part) for part in parts)


def _row_arrays(name: str, table: Mapping[str, Sequence[str]], ids: Mapping[str, int]) -> Arrays:
    members = {
        ids[head]: {ids[word] for word in row if word in ids} - {ids[head]}
        for head, row in table.items()
        if head in ids
    }
    words = sorted(set(members).union(*members.values()))
    numbers = {word: number for number, word in enumerate(words)}
    rows = [sorted(numbers[word] for word in members.get(head, ())) for head in words]
    arrays: Arrays = {f"{name}.words": np.array(words, np.uint32)}
    for plane in range(plane_count(len(words))):
        first = plane << PLANE_BITS
        part = [[number - first for number in row if number >> PLANE_BITS == plane] for row in rows]
        arrays |= _csr(f"{name}.plane{plane}", part, np.uint16)
    return arrays


def _group_arrays(name: str, groups: Iterable[Sequence[str]], ids: Mapping[str, int]) -> Arrays:
    members = [
        (number, word)
        for number, group in enumerate(groups)
        for word in sorted({ids[text] for text in group if text in ids})
    ]
    inverse = sorted((word, number) for number, word in members)
    return _pairs(f"{name}.groups", inverse) | _pairs(f"{name}.members", members)


def _both_ways(links: Links) -> Links:
    """Links and their inverses, sorted, without repeats and loops."""
    found = {pair for one, other in links for pair in ((one, other), (other, one)) if one != other}
    return sorted(found)


def _csr(
    name: str, rows: Sequence[Sequence[int]], dtype: type[np.unsignedinteger] = np.uint32
) -> Arrays:
    offsets = np.cumsum([0, *map(len, rows)]).astype(np.uint32)
    values = np.array([value for row in rows for value in row], dtype)
    return {f"{name}.offsets": offsets, f"{name}.values": values}


def _pairs(name: str, pairs: Links) -> Arrays:
    table = np.array(list(pairs), np.uint32).reshape(-1, 2)
    return {
        f"{name}.keys": np.ascontiguousarray(table[:, 0]),
        f"{name}.values": np.ascontiguousarray(table[:, 1]),
    }
