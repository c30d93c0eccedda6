"""All figures of the model for texts without an original, in one run.

    python -m spindetect.training.no_original.evaluating --external ../shared/data \\
        --seeds ../shared/seeds --pairs build/pairs.jsonl --model models/no-original

Spinners held out whole with their thesauri; human rewrites for other reading levels; tortured
phrases; real pages. Nothing is tuned on any of it. The figures go into the model's card, what is
absent is said and left out.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from spindetect.lexicon import Lexicon
from spindetect.model.folders import exchange
from spindetect.pairs import Part, fingerprint
from spindetect.sources import declared_sources, reading_levels
from spindetect.spinners import spinners
from spindetect.suspects import UnaidedModel, WordTable
from spindetect.suspects.files import load
from spindetect.text import parse
from spindetect.training.commands import ended, say, sources_parser
from spindetect.training.encoder import archaic, messages, plays
from spindetect.training.no_original.channel import compile_alternatives
from spindetect.training.no_original.fitting import (
    Scorers,
    fit_scorers,
    model_rows,
)
from spindetect.training.no_original.measuring import Counts, by_family, count, ranked
from spindetect.training.no_original.readme import card_files, readme
from spindetect.training.no_original.shipped import ensure_pairs, read_texts, tested
from spindetect.training.no_original.texts import Held, LabelledText, held_out, more_spun
from spindetect.training.no_original.tortured import measure_phrases
from spindetect.training.shipped import Material, material
from spindetect.types import Document, UnreadableError

# Spun texts of a held-out set, all families together, whose words are counted: enough for two
# digits of the whole, and for a first one of each family.
COUNTED = 300


@dataclass(frozen=True, slots=True)
class Bench:
    """What the held-out experiment needs; finished sets are kept in `cache`, where it resumes."""

    texts: Sequence[LabelledText]
    sources: Material
    base: UnaidedModel
    lexicon: Lexicon
    cache: Path

    @staticmethod
    def open(articles: Path, external: Path, pairs: Path, model: Path) -> Bench:
        """Read all of it; makes the pairs where the file is not there yet.

        Raises `UnreadableError` for files that cannot be read.
        """
        lexicon = Lexicon.open()
        base, sources = load(model, lexicon), material(articles, external)
        ensure_pairs(pairs, sources)
        cache = pairs.parent / "no-original" / digest(pairs)
        return Bench(read_texts(pairs), sources, base, lexicon, cache)

    def rows(self, held: Held) -> list[dict[str, Any]]:
        """The rows of one set of sources, from the cache or measured now."""
        path = self.cache / f"{'-'.join(held.sources)}.json"
        if not path.exists():
            say(f"{path.stem}: held out")
            found = list(self._measured(held))
            self.cache.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(found), "utf-8")
        rows: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
        return rows

    def _measured(self, held: Held) -> Iterator[dict[str, Any]]:
        model, seen = self.without(held)
        unseen = [text for text in self.texts if text.part is not Part.TRAINING]
        yield from held_rows(held, unseen, model, seen)

    def without(self, held: Held) -> tuple[UnaidedModel, Lexicon]:
        """A model made without some spinners, and the lexicon without their thesauri."""
        seen = self.lexicon.without(*held.hidden)
        table = WordTable(compile_alternatives(seen), self.lexicon)
        kept = [name for name in spinners(self.lexicon) if name not in held.families]
        texts = [text for text in self.texts if text.family not in held.families]
        texts += more_spun(self.sources.documents, self.lexicon, kept)
        return _model(self.base, fit_scorers(texts, table), table), seen


def digest(pairs: Path) -> str:
    """Of the pairs and of the code that the figures depend on: names a cache."""
    code = Path(__file__).parents[2]
    files = [
        code / "restore.py",
        *code.glob("suspects/*.py"),
        *code.glob("training/no_original/*.py"),
    ]
    total = hashlib.sha256(fingerprint(pairs).encode())
    for path in sorted(files):
        total.update(path.read_bytes())
    return total.hexdigest()[:16]


def _model(base: UnaidedModel, learnt: Scorers, table: WordTable) -> UnaidedModel:
    return replace(
        base,
        table=table,
        word=learnt.word,
        context=learnt.context,
        document=learnt.document,
        mark=learnt.mark,
    )


def held_rows(
    held: Held, texts: Sequence[LabelledText], model: UnaidedModel, lexicon: Lexicon
) -> Iterator[dict[str, Any]]:
    """All families together first, then each by itself that draws on nothing less.

    `texts`: those that nothing was learnt from; spun ones of other families are left out.
    """
    unseen = [text for text in texts if not text.label or text.family in held.clean]
    rows = model_rows(unseen, model)
    log_odds = model.document.log_odds(rows.values)
    spun = [text for text in unseen if text.label][:COUNTED]
    counts = {
        family: count([text for text in spun if text.family == family], model, lexicon)
        for family in sorted({text.family for text in spun})
    }
    sources = " + ".join(held.sources)
    yield {
        "sources": sources,
        "family": "all",
        "ranked": ranked(rows, log_odds, held.clean),
        "words": sum(counts.values(), Counts()).figures(),
    }
    for family in sorted(held.own):
        yield {
            "sources": sources,
            "family": family,
            "ranked": ranked(rows, log_odds, [family]),
            "words": counts[family].figures() if family in counts else None,
        }


def evaluate_levels(external: Path, model: UnaidedModel) -> dict[str, list[int]]:
    """By reading level: texts, flagged, paragraphs, flagged."""
    documents = {
        document.text: LabelledText(document, False, pair.group, pair.source, level)
        for pair in reading_levels(external)
        for level, document in zip(
            pair.family.split("-to-"), (pair.original, pair.candidate), strict=True
        )
    }
    rows = model_rows(list(documents.values()), model)
    flagged = model.document.log_odds(rows.values) >= _limit(model)
    return {
        name: [row[k] for k in ("texts", "texts_flagged", "paragraphs", "paragraphs_flagged")]
        for name, row in by_family(rows, flagged).items()
    }


def _older_english() -> Iterator[tuple[str, list[Document]]]:
    """Passages that nothing was learnt from, after where they are from; what is not installed is
    said and left out."""
    readers: list[Callable[[], Mapping[str, list[Document]]]] = [
        lambda: {"plays of Shakespeare": plays.measured()},
        lambda: {"Bible, American Standard Version, 1901": archaic.measured()},
        lambda: {f"messages to Congress, {k}": some for k, some in messages.measured().items()},
    ]
    for reader in readers:
        try:
            yield from reader().items()
        except UnreadableError as error:
            say(f"{error}; it is not measured")


def count_flagged(documents: Sequence[Document], model: UnaidedModel) -> list[int]:
    """How many documents there are, and how many of them are flagged."""
    threshold = model.points["default"].threshold
    chances = model.probabilities([parse(document) for document in documents])
    return [len(documents), sum(chance is not None and chance >= threshold for chance in chances)]


def _limit(model: UnaidedModel) -> float:
    threshold = model.points["default"].threshold
    return float(np.log(threshold / (1.0 - threshold)))


def evaluate_pages(folder: Path, model: UnaidedModel) -> list[list[Any]]:
    """Name, probability and whether it is flagged, for each text of a folder."""
    found: list[list[Any]] = []
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text("utf-8", errors="replace")
        (chance,) = model.probabilities([parse(Document(path.name, text))])
        flagged = chance is not None and chance >= model.points["default"].threshold
        found.append([path.name[:3], None if chance is None else round(chance, 4), flagged])
    return found


def evaluation(
    external: Path, seeds: Path, model: UnaidedModel, lexicon: Lexicon
) -> dict[str, Any]:
    """What the shipped model does on texts that nobody made for this project."""
    here = {s.name for s in declared_sources() if (external / s.file).is_file()}
    found: dict[str, Any] = {}
    if "onestop" in here:
        found["levels"] = evaluate_levels(external, model)
    if "tortured_phrases" in here:
        found["tortured"] = measure_phrases(external, model, lexicon)
    found["older"] = {name: count_flagged(some, model) for name, some in _older_english()}
    if seeds.is_dir():
        found["seeds"] = evaluate_pages(seeds, model)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and write the card; returns the exit code."""
    parser = sources_parser("Measure the model for texts without originals.")
    parser.add_argument("--seeds", type=Path, required=True, help="folder of real pages")
    parser.add_argument("--model", type=Path, required=True, help="the model folder")
    parser.add_argument("--only", action="append", help="sources to hold out, e.g. moby+own")
    options = parser.parse_args(arguments)
    return ended(lambda: _measure(options))


def _measure(options: argparse.Namespace) -> None:
    bench = Bench.open(options.articles, options.external, options.pairs, options.model)
    model, lexicon = bench.base, bench.lexicon
    sets = held_out(lexicon)
    wanted = options.only or ["+".join(held.sources) for held in sets]
    rows = [row for held in sets if "+".join(held.sources) in wanted for row in bench.rows(held)]
    card = {
        **model.card,
        "test": tested(bench.texts, model, lexicon),
        "held_out": rows,
        "evaluation": evaluation(options.external, options.seeds, model, lexicon),
    }
    exchange(options.model, card_files(card), first=["README.md"])
    sys.stdout.write(readme(card))


if __name__ == "__main__":
    raise SystemExit(main())
