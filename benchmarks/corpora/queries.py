"""What an index is asked: spun copies of its documents, in slices, and pages of no original."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from benchmarks.corpora import passages
from benchmarks.corpora.spinning import SHARES, Spun, share_replaced, spin
from spindetect.editors import Editor
from spindetect.spinners import Spinner
from spindetect.types import Document, LabelledPair

EDITIONS = 10
"""Editions of one story in the collection."""
APART = 0.04
"""Share of words in which any two of them differ at least: otherwise none is the right one."""

_EDITORS = "later-edition trimmed truncated house-style polished-lightly plain-words contractions"
_PART = (60, 200)


@dataclass(frozen=True, slots=True)
class Query:
    """A page to find the originals of. `slices`: every slice that it belongs to."""

    id: str
    text: str
    originals: tuple[str, ...]
    family: str
    replaced: float
    slices: tuple[str, ...]


@dataclass
class Asker:
    """Makes queries for one split. `texts`: the documents by id; what is drawn depends on ids."""

    split: str
    texts: Mapping[str, str]
    desk: Mapping[str, Spinner]
    editors: Mapping[str, Editor] = field(default_factory=dict)

    def whole(self, names: Iterable[str]) -> Iterator[Query]:
        """Whole articles, spun."""
        for name in names:
            runs = passages.nameless(self.texts[name])
            bare = len(runs) == 1 and len(runs[0]) >= 0.98 * len(self.texts[name])
            yield from self._spun("whole", name, self.texts[name], ("no names",) if bare else ())

    def short(self, names: Iterable[str]) -> Iterator[Query]:
        """Sixty words from anywhere."""
        yield from self._cut("60 words", names, passages.short)

    def middle(self, names: Iterable[str]) -> Iterator[Query]:
        """A third to a half from the middle of a long article."""
        yield from self._cut("middle", names, passages.middle)

    def nameless(self, names: Iterable[str]) -> Iterator[Query]:
        """Passages without names, at their full length and cut to sixty words, in turn."""
        for name in names:
            rng = Random(f"{name}:no names")
            for number, passage in enumerate(passages.nameless(self.texts[name])[:2]):
                short = passages.short(passage, rng) if (len(name) + number) % 2 else None
                tags = ("60 words",) if short else ()
                yield from self._spun("no names", f"{name}", short or passage, tags, number)

    def spliced(self, names: Sequence[str]) -> Iterator[Query]:
        """A passage of one article, then one of another: both are its originals."""
        for first, second in zip(names[::2], names[1::2], strict=False):
            rng = Random(f"{first}:spliced")
            parts = [
                passages.run_of(self.texts[name], rng.randint(*_PART), rng) or self.texts[name]
                for name in (first, second)
            ]
            spun = self._copy("\n\n".join(parts), rng)
            if spun:
                yield Query(
                    f"spliced/{first}",
                    spun.text,
                    (first, second),
                    spun.family,
                    round(spun.replaced, 3),
                    ("spliced", spun.decile),
                )

    def of_editions(self, editions: Mapping[str, str]) -> Iterator[Query]:
        """Each edition of a story, spun: that edition is the original, and no other."""
        for name, text in editions.items():
            yield from self._spun("editions", name, text)

    def without_original(self, names: Iterable[str]) -> Iterator[Query]:
        """Pages that the collection does not hold: as they are, and spun."""
        for name in names:
            text = self.texts[name]
            yield Query(f"none/{name}", text, (), "", 0.0, ("no original", "plain"))
            rng = Random(f"{name}:none")
            cut = passages.short(text, rng)
            if cut:
                yield Query(f"none-60/{name}", cut, (), "", 0.0, ("no original", "60 words"))
            if spun := self._copy(text, rng):
                yield Query(
                    f"none-spun/{name}",
                    spun.text,
                    (),
                    spun.family,
                    round(spun.replaced, 3),
                    ("no original", "spun", spun.decile),
                )

    def _cut(
        self, kind: str, names: Iterable[str], cut: Callable[[str, Random], str | None]
    ) -> Iterator[Query]:
        for name in names:
            passage = cut(self.texts[name], Random(f"{name}:{kind}"))
            if passage:
                bare = bool(passages.nameless(passage))
                yield from self._spun(kind, name, passage, ("no names",) if bare else ())

    def _spun(
        self, kind: str, name: str, text: str, tags: tuple[str, ...] = (), number: int = 0
    ) -> Iterator[Query]:
        spun = self._copy(text, Random(f"{name}:{kind}:{number}:spun"))
        if spun:
            yield Query(
                f"{kind}/{name}/{number}",
                spun.text,
                (name,),
                spun.family,
                round(spun.replaced, 3),
                (kind, *tags, spun.decile),
            )

    def _copy(self, text: str, rng: Random) -> Spun | None:
        """A copy at a share drawn evenly, the highest twice as often: few spinners reach it."""
        wanted = rng.choice((*SHARES, SHARES[-1]))
        return spin(text, self.desk, self.split, wanted, rng)


def editions(name: str, text: str, editors: Mapping[str, Editor]) -> dict[str, str] | None:
    """Ten editions of a story by id, each two different enough to be told apart, or None."""
    found = {f"{name}#1": text}
    for attempt in range(6 * EDITIONS):
        rng, edited = Random(f"{name}:edition:{attempt}"), text
        for editor in rng.sample(_EDITORS.split(), rng.randint(1, 3)):
            seed = rng.randrange(2**31)
            pair: LabelledPair | None = editors[editor].edit(Document(name, edited), seed=seed)
            edited = pair.candidate.text if pair else edited
        if all(_differ(edited, other) for other in found.values()):
            found[f"{name}#{len(found) + 1}"] = edited
        if len(found) == EDITIONS:
            return found
    return None


def _differ(one: str, other: str) -> bool:
    return max(share_replaced(one, other), share_replaced(other, one)) >= APART
