"""All figures of the model with its encoder, beside those of the collocations alone.

    python -m spindetect.training.no_original.deep_evaluating --external ../shared/data \\
        --seeds ../shared/seeds --pairs build/pairs.jsonl --model models/no-original

The encoder saw no spinner that draws on `own` or `moby`. With a collocation model that did not see
them either, and without that thesaurus, both are measured on those that draw on nothing else.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from spindetect.model.folders import exchange
from spindetect.suspects import UnaidedModel
from spindetect.suspects.deep_files import SECTION
from spindetect.suspects.encoder import ENCODER, VOCABULARY
from spindetect.training.encoder.texts import UNSEEN
from spindetect.training.no_original.deepening import (
    deepen,
    learns,
    remembering,
    sampled,
)
from spindetect.training.no_original.encoded import KeptEncoder
from spindetect.training.no_original.evaluating import Bench, evaluation, held_rows
from spindetect.training.no_original.readme import card_files, readme
from spindetect.training.no_original.texts import held_out
from spindetect.types import SpindetectError


def unseen_spinners(bench: Bench, encoder: KeptEncoder) -> list[dict[str, Any]]:
    """Figures for spinners that neither model saw, from the cache or measured now."""
    path = bench.cache / f"{encoder.folder.name}.json"
    if not path.exists():
        rows = _measured(bench, encoder)
        bench.cache.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(rows), "utf-8")
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return found


def _measured(bench: Bench, encoder: KeptEncoder) -> list[dict[str, Any]]:
    (held,) = (one for one in held_out(bench.lexicon) if set(one.sources) == UNSEEN)
    # What draws on one of the two is in nobody's training either, so each is counted by itself.
    held = replace(held, own=held.clean)
    _say("the collocation model is made without these spinners")
    fast, seen = bench.without(held)
    _say("the encoder is weighed against it")
    texts = sampled(bench.texts, bench.lexicon)
    known = [text for text in texts if learns(text) and text.family not in held.families]
    deep = deepen(fast, known, encoder, seen)
    texts = [text for text in texts if not learns(text)]
    return [
        {"model": model.kind, **row}
        for model in (fast, deep)
        for row in held_rows(held, texts, model, seen)
    ]


def remembered(model: UnaidedModel, encoder: KeptEncoder) -> UnaidedModel:
    """The model with an encoder that keeps what it has read."""
    assert model.deep is not None
    return replace(model, deep=replace(model.deep, encoder=encoder))


def figures(folder: Path, external: Path, seeds: Path, bench: Bench) -> dict[str, Any]:
    """All figures; `bench.base` is the model of the folder, without its encoder."""
    files = {name: (folder / name).read_bytes() for name in (ENCODER, VOCABULARY)}
    encoder = remembering(folder, files, bench.cache.parent.parent)
    model = remembered(bench.base.deepened(folder), encoder)
    return {
        "held_out": unseen_spinners(bench, encoder),
        "evaluation": evaluation(external, seeds, model, bench.lexicon),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and write the card; returns the exit code."""
    parser = argparse.ArgumentParser(description="Measure the model with its encoder.")
    parser.add_argument("--articles", type=Path, default=Path("data/articles"))
    parser.add_argument("--external", type=Path, required=True, help="folder of external sources")
    parser.add_argument("--seeds", type=Path, required=True, help="folder of real pages")
    parser.add_argument("--pairs", type=Path, default=Path("build/pairs.jsonl"))
    parser.add_argument("--model", type=Path, required=True, help="the model folder")
    options = parser.parse_args(arguments)
    try:
        if not UnaidedModel.has_encoder(options.model):
            _say(f"{options.model}: this model has no encoder; nothing more to measure")
            return 0
        bench = Bench.open(options.articles, options.external, options.pairs, options.model)
        found = figures(options.model, options.external, options.seeds, bench)
    except SpindetectError as error:
        _say(str(error))
        return int(error.exit_code)
    card = {**bench.base.card, SECTION: {**bench.base.card[SECTION], **found}}
    exchange(options.model, card_files(card), first=["README.md"])
    sys.stdout.write(readme(card))
    return 0


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    raise SystemExit(main())
