"""The labelled pairs of the quality gate, made anew in each run and the same every time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from spindetect.lexicon import Lexicon
from spindetect.pairs import Part, part_of
from spindetect.readers import read_document
from spindetect.simulation import developer_rewrites, read_articles, simulate
from spindetect.sources import declared_sources
from spindetect.sources.levels import SOURCE as LEVELS
from spindetect.spinners import spinners
from spindetect.types import (
    Document,
    GoldEdit,
    LabelledPair,
    Relation,
    Span,
    UnreadableError,
)

SEED: Final = 2
"""Not that of the shipped model's pairs, though no weight was learnt on these articles either."""
BY_HAND: Final = "by-hand"
_SEEDS: Final = "seeds"
_GOLD: Final = ".gold.json"
_SIDES: Final = ("original", "candidate")


def simulated_pairs(articles: Path, lexicon: Lexicon) -> list[LabelledPair]:
    """Pairs of the articles of a folder that no model learns from, each spun by every family.

    With the rewrites that were made by hand (`../rewrites`), those of other paragraphs included.
    """
    documents = [d for d in read_articles(articles) if part_of(d.id) is Part.TEST]
    rewritten = [p for p in developer_rewrites(articles) if part_of(p.group) is Part.TEST]
    return list(
        simulate(
            documents,
            lexicon,
            seed=SEED,
            rewritten=rewritten,
            spun_per_article=len(spinners(lexicon)),
        )
    )


def gold_pairs(root: Path) -> list[LabelledPair]:
    """Copies that people spun word by word (`data/spans`), and the family of texts in `seeds`.

    Gold spans are the substitutions that count.
    """
    spans = sorted((root / "data" / "spans").glob(f"*{_GOLD}"))
    return [*(_spun_by_hand(root, path) for path in spans), *_seed_pairs(root / _SEEDS)]


def missing_levels(folder: Path) -> str | None:
    """The name of the external file that holds the reading levels, where it is not there."""
    file = next(source.file for source in declared_sources() if source.name == LEVELS)
    return None if (folder / file).is_file() else file


def digest(pairs: Iterable[LabelledPair]) -> str:
    """The sha256 of everything in some pairs that a figure depends on."""
    found = hashlib.sha256()
    for pair in pairs:
        gold = [
            (e.original.start, e.original.end, e.candidate.start, e.candidate.end)
            for e in pair.gold or ()
        ]
        texts = pair.original.text, pair.candidate.text
        row = [*texts, pair.label, pair.group, pair.family, gold, pair.gold is None]
        found.update(json.dumps(row).encode("ascii") + b"\n")
    return found.hexdigest()


def _spun_by_hand(root: Path, path: Path) -> LabelledPair:
    data = _json(path)
    original, candidate = (read_document(root / data[f"{s}_file"]) for s in _SIDES)
    return _pair(original, candidate, 1, path.name.removesuffix(_GOLD), _gold(data))


def _seed_pairs(folder: Path) -> Iterator[LabelledPair]:
    """Every two texts of the family; gold is there for the spun one beside its original."""
    gold = {("original.txt", "spun.txt"): _gold(_json(folder / "gold_spun.json"))}
    for row in _json(folder / "manifest.json")["pairs"]:
        names = row["original"], row["candidate"]
        original, candidate = (read_document(folder / name) for name in names)
        label = 1 if row["spun"] else Relation(row["relation"]).value
        yield _pair(original, candidate, label, _SEEDS, gold.get(names))


def _gold(data: dict[str, Any]) -> tuple[GoldEdit, ...]:
    return tuple(
        GoldEdit(*(Span(edit[side]["start"], edit[side]["end"]) for side in _SIDES))
        for edit in data["edits"]
        if edit["counts"]
    )


def _pair(
    original: Document,
    candidate: Document,
    label: int | str,
    group: str,
    gold: tuple[GoldEdit, ...] | None,
) -> LabelledPair:
    return LabelledPair(original, candidate, label, group, BY_HAND, BY_HAND, gold)


def _json(path: Path) -> Any:  # noqa: ANN401 (JSON)
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableError(f"{path}: {error}; restore the file") from error
