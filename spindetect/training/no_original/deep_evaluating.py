"""All figures of the model with its encoder, beside those of the collocations alone.

    python -m spindetect.training.no_original.deep_evaluating --external ../shared/data \\
        --seeds ../shared/seeds --pairs build/pairs.jsonl --model models/no-original

The encoder saw no spinner that draws on `own` or `moby`. With a collocation model that did not see
them either, and without that thesaurus, both are measured on those that draw on nothing else. So is
an encoder that is trained here and now, for five minutes, where `spindetect[encoder]` is installed:
what a change of its training does can be seen by that, without training for hours.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from spindetect.model.folders import exchange
from spindetect.suspects import DEEP, FAST, UnaidedModel
from spindetect.suspects.deep_files import SECTION
from spindetect.training.commands import ended, say, sources_parser
from spindetect.training.encoder.texts import UNSEEN
from spindetect.training.no_original.deepening import (
    deepen,
    learns,
    sampled,
)
from spindetect.training.no_original.encoded import KeptEncoder, remembering
from spindetect.training.no_original.evaluating import Bench, evaluation, held_rows
from spindetect.training.no_original.readme import card_files, readme
from spindetect.training.no_original.texts import held_out
from spindetect.training.shipped import Material
from spindetect.types import UnreadableError

QUICKLY: Final = "five minutes"
"""The name of the model whose encoder was trained so long."""


def unseen_spinners(bench: Bench, encoders: Mapping[str, KeptEncoder]) -> list[dict[str, Any]]:
    """Figures for spinners that no model saw, from the cache or measured now.

    `encoders`: by the name of the model that they make.
    """
    named = "-".join(encoder.folder.name for encoder in encoders.values())
    path = bench.cache / f"{named}.json"
    if not path.exists():
        rows = _rows(bench, encoders)
        bench.cache.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(rows), "utf-8")
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return found


def _rows(bench: Bench, encoders: Mapping[str, KeptEncoder]) -> list[dict[str, Any]]:
    (held,) = (one for one in held_out(bench.lexicon) if set(one.sources) == UNSEEN)
    # What draws on one of the two is in nobody's training either, so each is counted by itself.
    held = replace(held, own=held.clean)
    say("the collocation model is made without these spinners")
    fast, seen = bench.without(held)
    texts = sampled(bench.texts, bench.lexicon)
    known = [text for text in texts if learns(text) and text.family not in held.families]
    new = [text for text in texts if not learns(text)]
    models = {FAST: fast}
    for name, encoder in encoders.items():
        encoder.read_all(texts, say)
        say(f"{name}: the encoder is weighed against it")
        models[name] = deepen(fast, known, encoder, seen)
    return [
        {"model": name, **row}
        for name, model in models.items()
        for row in held_rows(held, new, model, seen)
    ]


def quick_encoder(sources: Material, pairs: Path) -> KeptEncoder | None:
    """An encoder trained for five minutes; None, and a line, where it cannot be trained."""
    try:
        from spindetect.training.encoder.shipped import QUICK, make

        out = pairs.parent / "encoder" / "quick"
        make(sources, pairs, pairs.parent / "encoder", out, QUICK)
    except (ImportError, UnreadableError) as error:
        say(f"no encoder is trained for comparison: {error}")
        return None
    return remembering(out, pairs.parent)


def remembered(model: UnaidedModel, encoder: KeptEncoder) -> UnaidedModel:
    """The model with an encoder that keeps what it has read."""
    assert model.deep is not None
    return replace(model, deep=replace(model.deep, encoder=encoder))


def figures(
    folder: Path, external: Path, seeds: Path, bench: Bench, quick: KeptEncoder | None
) -> dict[str, Any]:
    """All figures; `bench.base` is the model of the folder, without its encoder."""
    encoder = remembering(folder, bench.cache.parent.parent)
    model = remembered(bench.base.deepened(folder), encoder)
    return {
        "held_out": unseen_spinners(bench, {DEEP: encoder, **({QUICKLY: quick} if quick else {})}),
        "evaluation": evaluation(external, seeds, model, bench.lexicon),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and write the card; returns the exit code."""
    parser = sources_parser("Measure the model with its encoder.")
    parser.add_argument("--seeds", type=Path, required=True, help="folder of real pages")
    parser.add_argument("--model", type=Path, required=True, help="the model folder")
    options = parser.parse_args(arguments)
    return ended(lambda: _measure(options))


def _measure(options: argparse.Namespace) -> None:
    if not UnaidedModel.has_encoder(options.model):
        say(f"{options.model}: this model has no encoder; nothing more to measure")
        return
    bench = Bench.open(options.articles, options.external, options.pairs, options.model)
    quick = quick_encoder(bench.sources, options.pairs)
    found = figures(options.model, options.external, options.seeds, bench, quick)
    card = {**bench.base.card, SECTION: {**bench.base.card[SECTION], **found}}
    exchange(options.model, card_files(card), first=["README.md"])
    sys.stdout.write(readme(card))


if __name__ == "__main__":
    raise SystemExit(main())
