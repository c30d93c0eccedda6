"""A scrape for whole audits: mostly pages that nobody's article is behind, and every kind of copy.

The originals are the real documents of the test split, filled up with generated ones. Spinning
takes longer than auditing, so copies are drawn from a pool and stand in a large scrape several
times, as the pages of real scrapes do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from joblib import Parallel, delayed

from benchmarks.corpora.passages import middle
from benchmarks.corpora.spinning import spin
from spindetect.editors import editors
from spindetect.lexicon import Lexicon
from spindetect.spinners import spinners
from spindetect.types import Document

MIXTURE: Mapping[str, float] = {
    "none": 0.75,
    "copy": 0.08,
    "spun": 0.08,
    "edited": 0.05,
    "spun part": 0.02,
    "spliced": 0.02,
}
"""Share of the pages of each kind."""
POOL = 2000
"""Made pages, without those that have no original; they are drawn again and again."""
LEAST_WORDS = 150

_COPIERS = ("identical", "furniture", "typography")
_EDITORS = "house-style polished-lightly later-edition trimmed contractions spelling".split()
_STYLE = ("house-style", "spelling")
"""Editors that change style and spelling alone: what they return is a copy (`relations`)."""
_BATCH = 50


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was made of others. `relation`: what an audit should call it."""

    kind: str
    text: str
    originals: tuple[str, ...]
    relation: str


def make_pool(documents: Sequence[tuple[str, str]], jobs: int, size: int = POOL) -> list[Page]:
    """Pages of every kind but "none", in the proportions of the mixture."""
    rng = Random("pool")
    able = [(name, text) for name, text in documents if len(text.split()) >= LEAST_WORDS]
    kinds = [kind for kind in MIXTURE if kind != "none"]
    tasks = [
        (kind, rng.sample(able, 2), rng.random())
        for kind in rng.choices(kinds, [MIXTURE[kind] for kind in kinds], k=size)
    ]
    batches = [tasks[at : at + _BATCH] for at in range(0, size, _BATCH)]
    made = Parallel(n_jobs=jobs)(delayed(_make_all)(batch) for batch in batches)
    return [page for batch in made for page in batch]


def scraped(
    pool: Sequence[Page], fresh: Iterator[str], count: int, seed: int
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """(page, truth) of a scrape: rows with id, text, date, and with id, kind, originals, relation.

    `fresh`: texts of pages without an original.
    """
    rng = Random(f"{seed}:scrape")
    by_kind = {kind: [page for page in pool if page.kind == kind] for kind in MIXTURE}
    for number in range(count):
        kind = rng.choices(list(MIXTURE), list(MIXTURE.values()))[0]
        drawn = by_kind[kind]
        page = rng.choice(drawn) if drawn else Page(kind, next(fresh), (), "")
        name = f"page/{number:06}"
        date = f"2024-06-{number % 28 + 1:02}"
        yield (
            {"id": name, "text": page.text, "date": date},
            {
                "id": name,
                "kind": kind,
                "originals": list(page.originals),
                "relation": page.relation,
            },
        )


def _make_all(tasks: Sequence[tuple[str, list[tuple[str, str]], float]]) -> list[Page]:
    lexicon = Lexicon.open()
    desks = spinners(lexicon), editors(lexicon)
    pages = (
        _make(kind, chosen, Random(f"{kind}:{chance}"), *desks) for kind, chosen, chance in tasks
    )
    return [page for page in pages if page is not None]


def _make(
    kind: str,
    chosen: Sequence[tuple[str, str]],
    rng: Random,
    spinner_desk: Mapping[str, Any],
    editor_desk: Mapping[str, Any],
) -> Page | None:
    (name, text), (other, other_text) = chosen
    if kind in ("copy", "edited"):
        drawn = rng.choice(_COPIERS if kind == "copy" else _EDITORS)
        pair = editor_desk[drawn].edit(Document(name, text), seed=rng.randrange(2**31))
        if pair is None:
            return None
        relation = "copy" if drawn in _STYLE else str(pair.label)
        return Page(kind, pair.candidate.text, (name,), relation)
    originals: tuple[str, ...] = (name,)
    if kind == "spliced":
        text, originals = _first_half(text) + "\n\n" + _first_half(other_text), (name, other)
    elif kind == "spun part":
        text = middle(text, rng) or text
    spun = spin(text, spinner_desk, "test", rng.uniform(0.1, 0.5), rng)
    return Page(kind, spun.text, originals, "spun") if spun else None


def _first_half(text: str) -> str:
    """The first paragraphs, up to half of the words."""
    paragraphs, kept, count = text.split("\n\n"), list[str](), 0
    for paragraph in paragraphs:
        kept.append(paragraph)
        count += len(paragraph.split())
        if 2 * count >= len(text.split()):
            break
    return "\n\n".join(kept)
