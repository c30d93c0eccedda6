"""One split of the real text: the documents of its index, and what is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from joblib import Parallel, delayed

from benchmarks.corpora.queries import Asker, Query, editions
from benchmarks.corpora.sources import digest
from spindetect.editors import editors
from spindetect.lexicon import Lexicon
from spindetect.spinners import spinners

SPLITS = ("tune", "test")
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many documents of a split are taken for each kind of query; all there are, if fewer.

    `held_out`: the share of the texts that stay out of the index, with all their chapters; they are
    the pages without an original.
    """

    whole: int = 2500
    short: int = 3000
    middle: int = 1200
    nameless: int = 2000
    spliced: int = 1000
    stories: int = 60
    held_out: float = 0.4


@dataclass(frozen=True, slots=True)
class Split:
    """`documents`: what the index holds, (id, text)."""

    documents: tuple[tuple[str, str], ...]
    queries: tuple[Query, ...]


def split_of(name: str) -> str:
    """ "tune" for a third of the texts, by the digest of the id; chapters stay together."""
    return "tune" if digest(_work(name)) % 3 == 0 else "test"


def _work(name: str) -> str:
    """The text that a document is a chapter of. Its chapters share formulas, though no run."""
    work, _, chapter = name.rpartition(":")
    return work if chapter.isdigit() else name


def make_split(split: str, documents: Iterable[tuple[str, str]], sizes: Sizes, jobs: int) -> Split:
    """The index and the queries of a split, the same for any number of jobs."""
    texts = {name: text for name, text in documents if split_of(name) == split}
    order = sorted(texts, key=lambda name: digest(f"order:{name}"))
    kept = [name for name in order if digest(f"held:{_work(name)}") % 100 >= 100 * sizes.held_out]
    without = sorted(texts.keys() - set(kept))
    stories = _stories([n for n in kept if n.partition("/")[0] in _NEWS], texts, sizes.stories)
    told = {name.partition("#")[0] for name in stories}
    single = [name for name in kept if name not in told]
    work: list[tuple[str, Sequence[str]]] = [
        ("whole", single[: sizes.whole]),
        ("short", single[-sizes.short :]),
        ("middle", [n for n in single if len(texts[n].split()) >= 400][: sizes.middle]),
        ("nameless", single[: sizes.nameless]),
        ("spliced", [n for n in single if len(texts[n].split()) >= 100][-sizes.spliced :]),
        ("without_original", without),
    ]
    texts |= stories
    batches = [
        (kind, {name: texts[name] for name in names[at : at + _BATCH]})
        for kind, names in (*work, ("of_editions", list(stories)))
        for at in range(0, len(names), _BATCH)
    ]
    asked = Parallel(n_jobs=jobs, return_as="generator")(
        delayed(_ask)(split, kind, batch) for kind, batch in batches
    )
    queries = [query for batch in asked for query in batch]
    indexed = [(name, texts[name]) for name in (*single, *stories)]
    return Split(tuple(indexed), tuple(queries))


_NEWS = ("own", "onestop", "lee_news", "gum")


def _stories(names: Sequence[str], texts: dict[str, str], number: int) -> dict[str, str]:
    desk, found = editors(Lexicon.open()), dict[str, str]()
    for name in names:
        if len(found) < number * 10 and len(texts[name].split()) >= 200:
            found |= editions(name, texts[name], desk) or {}
    return found


def _ask(split: str, kind: str, texts: dict[str, str]) -> list[Query]:
    asker = Asker(split, texts, spinners(Lexicon.open()))
    if kind == "of_editions":
        return list(asker.of_editions(texts))
    ask: Callable[[Sequence[str]], Iterator[Query]] = partial(getattr(asker, kind))
    return list(ask(list(texts)))
