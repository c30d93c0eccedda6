"""The shipped model for texts without an original, made of the same pairs as the other one.

    python -m spindetect.training.no_original.shipped --external ../shared/data \\
        --pairs build/pairs.jsonl --out models/no-original

Pairs are made where the file is not there yet. What is absent of the external sources is named in
the card, and the model is made of the rest.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from spindetect.lexicon import Lexicon
from spindetect.metrics import rate
from spindetect.model.folders import exchange
from spindetect.pairs import Part, fingerprint, read_pairs, write_pairs
from spindetect.spinners import spinners
from spindetect.suspects import UnaidedModel, WordTable
from spindetect.suspects.evidence import Bools
from spindetect.suspects.files import folder_contents
from spindetect.suspects.model import sigmoid
from spindetect.suspects.words import Floats
from spindetect.training.card import rate_of
from spindetect.training.commands import ended, say, sources_parser
from spindetect.training.no_original.channel import compile_alternatives
from spindetect.training.no_original.fitting import HIDDEN, fit, model_rows
from spindetect.training.no_original.measuring import bands, by_family, count, ranked
from spindetect.training.no_original.readme import readme
from spindetect.training.no_original.table import Rows
from spindetect.training.no_original.texts import (
    ORIGINAL,
    LabelledText,
    labelled_texts,
    more_spun,
)
from spindetect.training.shipped import Material, material
from spindetect.version import __version__


def make(pairs: Path, out: Path, sources: Material) -> None:
    """Train on the texts of a file of pairs and write the folder.

    Raises `UnreadableError` for files that cannot be read.
    """
    lexicon = Lexicon.open()
    texts = read_texts(pairs)
    further = list(more_spun(sources.documents, lexicon, list(spinners(lexicon))))
    texts += further
    say(f"{len(texts)} texts; compiling the word table")
    alternatives = compile_alternatives(lexicon)
    table = WordTable(alternatives, lexicon)
    say("fitting")
    model = fit(texts, table, lexicon)
    say("measuring")
    card = {
        "version": __version__,
        "trained_on": {pairs.name: fingerprint(pairs)},
        "sources": sources.digests(),
        "absent_sources": list(sources.external.absent),
        "hidden_units": HIDDEN,
        "texts": _counts(texts),
        "points": {name: asdict(point) for name, point in model.points.items()},
        "test": tested(texts, model, lexicon),
    }
    model = replace(model, card=card)
    contents = folder_contents(model, alternatives) | {"README.md": readme(card).encode()}
    exchange(out, contents, first=["README.md", "card.json"])


def read_texts(pairs: Path) -> list[LabelledText]:
    """The labelled texts of a file of pairs."""
    found, bad = read_pairs([pairs])
    for row in bad:
        say(str(row))
    return list(labelled_texts(found))


def tested(
    texts: Sequence[LabelledText], model: UnaidedModel, lexicon: Lexicon
) -> Mapping[str, Any]:
    """What a model does on the test part: spinners that it knows, articles that it does not."""
    unseen = [text for text in texts if text.part is Part.TEST]
    rows = model_rows(unseen, model)
    log_odds = model.document.log_odds(rows.values)
    flagged = _reached(log_odds, model)
    spun = [text for text in unseen if text.label]
    return {
        "known_spinners": ranked(rows, log_odds, set(rows.families.tolist())),
        "at_threshold": {
            name: _flagged(flagged[band & rows.labels]) for name, band in bands(rows).items()
        },
        "flagged": by_family(by_genre(rows), flagged),
        "words": count(spun, model, lexicon).figures(),
    }


def flagged_by_kind(
    texts: Iterable[LabelledText], model: UnaidedModel, part: Part
) -> Mapping[str, Mapping[str, Any]]:
    """How many texts of each family of a part are flagged at the default threshold."""
    rows = model_rows([text for text in texts if text.part is part], model)
    return by_family(rows, _reached(model.document.log_odds(rows.values), model))


def _reached(log_odds: Floats, model: UnaidedModel) -> Bools:
    """Which texts reach the default threshold."""
    return np.asarray(sigmoid(log_odds.astype(np.float64)) >= model.points["default"].threshold)


def _flagged(found: Bools) -> Mapping[str, Any] | None:
    """How many spun texts were flagged."""
    result = rate(int(found.sum()), len(found))
    return None if result is None else rate_of(result)


def by_genre(rows: Rows) -> Rows:
    """The rows, articles as they were written told apart by where they come from."""
    families = [
        f"{family}, {group.partition('/')[0]}" if family == ORIGINAL else family
        for family, group in zip(rows.families.tolist(), rows.groups.tolist(), strict=True)
    ]
    return replace(rows, families=np.array(families))


def _counts(texts: Sequence[LabelledText]) -> Mapping[str, Mapping[str, int]]:
    result = {}
    for part in Part:
        here = [text for text in texts if text.part is part]
        kinds = Counter("spun" if text.label else "honest" for text in here)
        result[part.name.lower()] = {
            "spun": kinds["spun"],
            "honest": kinds["honest"],
            "articles": len({text.group for text in here}),
        }
    return result


def ensure_pairs(pairs: Path, sources: Material) -> None:
    """Make the pairs where the file is not there yet."""
    if not pairs.exists():
        pairs.parent.mkdir(parents=True, exist_ok=True)
        say(f"{pairs}: making the pairs")
        say(f"{pairs}: {write_pairs(sources.pairs(Lexicon.open()), pairs)} pairs")


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the model; returns the exit code."""
    parser = sources_parser("Make the model for texts without an original.")
    parser.add_argument("--out", type=Path, required=True, help="the model folder")
    options = parser.parse_args(arguments)
    return ended(lambda: _make(options))


def _make(options: argparse.Namespace) -> None:
    sources = material(options.articles, options.external)
    for name in sources.external.absent:
        say(f"{options.external}: {name} is absent; the model is made without")
    ensure_pairs(options.pairs, sources)
    make(options.pairs, options.out, sources)


if __name__ == "__main__":
    raise SystemExit(main())
