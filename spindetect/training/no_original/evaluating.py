"""All figures of the model for texts without an original, in one run.

    python -m spindetect.training.no_original.evaluating --external ../shared/data \\
        --seeds ../shared/seeds --pairs build/pairs.jsonl --model models/no-original

Spinners held out whole with their thesauri; human rewrites for other reading levels; tortured
phrases; real pages. Nothing is tuned on any of it. The figures go into the model's card, what is
absent is said and left out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from spindetect.lexicon import Lexicon
from spindetect.model.folders import exchange
from spindetect.pairs import Part
from spindetect.sources import declared_sources, reading_levels
from spindetect.suspects import UnaidedModel, WordTable
from spindetect.suspects.files import load
from spindetect.text import parse
from spindetect.training.no_original.channel import compile_alternatives
from spindetect.training.no_original.fitting import (
    Scorers,
    document_rows,
    fit_scorers,
    usable,
)
from spindetect.training.no_original.measuring import by_family, count, ranked
from spindetect.training.no_original.readme import readme
from spindetect.training.no_original.shipped import ensure_pairs, read_texts, tested
from spindetect.training.no_original.texts import Held, LabelledText, held_out
from spindetect.training.no_original.tortured import measure_phrases
from spindetect.training.shipped import material
from spindetect.types import Document, SpindetectError

# Spun texts of a held-out set whose words are counted: enough for two digits.
COUNTED = 300


def evaluate_held_out(
    texts: Sequence[LabelledText], base: UnaidedModel, lexicon: Lexicon
) -> Iterator[dict[str, Any]]:
    """For each set of sources: its families ranked, and the words of their texts."""
    tables: dict[tuple[str, ...], WordTable] = {}
    for held in held_out(lexicon):
        seen = lexicon.without(*held.hidden)
        if held.hidden not in tables:
            tables[held.hidden] = WordTable(compile_alternatives(seen), lexicon)
        learnt = fit_scorers(
            [text for text in texts if text.family not in held.families], tables[held.hidden]
        )
        model = _model(base, learnt, tables[held.hidden])
        yield from _held_rows(held, texts, model, seen)


def _model(base: UnaidedModel, learnt: Scorers, table: WordTable) -> UnaidedModel:
    return replace(
        base,
        table=table,
        word=learnt.word,
        context=learnt.context,
        document=learnt.document,
        mark=learnt.mark,
    )


def _held_rows(
    held: Held, texts: Sequence[LabelledText], model: UnaidedModel, lexicon: Lexicon
) -> Iterator[dict[str, Any]]:
    """All families together first, then each by itself that draws on nothing less."""
    unseen = [
        text
        for text in texts
        if text.part is not Part.TRAINING and (not text.label or text.family in held.clean)
    ]
    rows = usable(document_rows(unseen, model.table, model.word))
    log_odds = model.document.log_odds(rows.values)
    spun = [text for text in unseen if text.label][:COUNTED]
    sources = " + ".join(held.sources)
    yield {
        "sources": sources,
        "family": "all",
        "ranked": ranked(rows, log_odds, held.clean),
        "words": count(spun, model, lexicon).figures(),
    }
    for family in sorted(held.own):
        figures = ranked(rows, log_odds, [family])
        yield {"sources": sources, "family": family, "ranked": figures}


def evaluate_levels(external: Path, model: UnaidedModel) -> dict[str, list[int]]:
    """By reading level: texts, flagged, paragraphs, flagged."""
    documents = {
        document.text: LabelledText(document, False, pair.group, pair.source, level)
        for pair in reading_levels(external)
        for level, document in zip(
            pair.family.split("-to-"), (pair.original, pair.candidate), strict=True
        )
    }
    rows = usable(document_rows(list(documents.values()), model.table, model.word))
    flagged = model.document.log_odds(rows.values) >= _limit(model)
    return {
        name: [row[k] for k in ("texts", "texts_flagged", "paragraphs", "paragraphs_flagged")]
        for name, row in by_family(rows, flagged).items()
    }


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
    if seeds.is_dir():
        found["seeds"] = evaluate_pages(seeds, model)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and write the card; returns the exit code."""
    parser = argparse.ArgumentParser(description="Measure the model for texts without originals.")
    parser.add_argument("--articles", type=Path, default=Path("data/articles"))
    parser.add_argument("--external", type=Path, required=True, help="folder of external sources")
    parser.add_argument("--seeds", type=Path, required=True, help="folder of real pages")
    parser.add_argument("--pairs", type=Path, default=Path("build/pairs.jsonl"))
    parser.add_argument("--model", type=Path, required=True, help="the model folder")
    options = parser.parse_args(arguments)
    try:
        lexicon = Lexicon.open()
        model = load(options.model, lexicon)
        ensure_pairs(options.pairs, material(options.articles, options.external))
        texts = read_texts(options.pairs)
        rows = []
        for row in evaluate_held_out(texts, model, lexicon):
            rows.append(row)
            sys.stderr.write(f"{json.dumps(row)}\n")
        card = {
            **model.card,
            "test": tested(texts, model, lexicon),
            "held_out": rows,
            "evaluation": evaluation(options.external, options.seeds, model, lexicon),
        }
    except SpindetectError as error:
        sys.stderr.write(f"{error}\n")
        return int(error.exit_code)
    _write(options.model, card)
    sys.stdout.write(readme(card))
    return 0


def _write(folder: Path, card: Mapping[str, Any]) -> None:
    contents = {
        "card.json": (json.dumps(card, indent=1) + "\n").encode(),
        "README.md": readme(card).encode(),
    }
    exchange(folder, contents, first=["README.md"])


if __name__ == "__main__":
    raise SystemExit(main())
