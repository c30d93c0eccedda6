"""The card of the model for texts without an original, in prose."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from spindetect.training.no_original.deep_readme import encoder_parts
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

Card = Mapping[str, Any]

INTRODUCTION = """\
# The spindetect model for texts without an original

<!-- Written by spindetect from card.json; changes are lost with the next training. -->

Gives a text, by itself, a probability that words and phrases of it were replaced one by one by a
program (an article spinner), and each word one that it was put in the place of another. The first
assumes that one page in two is spun. It sees counts of words and word pairs and thesauri read
backwards; without its encoder it reads no context beyond the neighbouring words. A probability is
no proof: look for the original, and lay it beside the text, before accusing anybody.

    spindetect score page.html
"""

UNMEASURED = """\
Unmeasured: text by real people who write in a second language and by real scanners (but for their
mistakes, simulated), older English of other books, verse of our day, lists. Flags there are to be
expected.
"""

LICENCE = """\
## Licence

Weights and table are under the MIT licence; the table is compiled from the lexicon, whose sources
and terms `data/lexicon/LICENSES.md` gives. The encoder is derived from all-MiniLM-L6-v2 and under
the Apache License 2.0 (`LICENSE-encoder.txt`). No text of the articles is in this folder.
"""


def card_files(card: Mapping[str, Any]) -> dict[str, bytes]:
    """The card and its README, by file name."""
    return {
        "card.json": (json.dumps(dict(card), indent=1) + "\n").encode(),
        "README.md": readme(card).encode(),
    }


def readme(card: Card) -> str:
    """The README of a folder with this card, in Markdown."""
    parts = [
        INTRODUCTION, *_made(card), *_points(card), *_test(card), *_held_out(card),
        *evaluated(card.get("evaluation")),
        *(encoder_parts(card["deep"]) if card.get("deep") else ()), UNMEASURED, LICENCE,
    ]  # fmt: skip
    return "\n".join(parts)


def _made(card: Card) -> Iterator[str]:
    yield "## How it was made\n"
    yield (
        f"By version {card['version']}, with `make no-original`: a network with "
        f"{card['hidden_units']} hidden units for words, a linear model for texts.\n"
    )
    rows = [[name, f"`{digest}`"] for name, digest in card["sources"].items()]
    yield table(["made of", "SHA-256"], rows)
    if card["absent_sources"]:
        yield f"Absent, and so not used: {', '.join(card['absent_sources'])}.\n"
    kinds = ["spun", "honest", "articles"]
    yield table(
        ["texts for", *kinds],
        [[part, *(f"{n[k]:,}" for k in kinds)] for part, n in card["texts"].items()],
    )


def _points(card: Card) -> Iterator[str]:
    yield "## When a text is called spun\n"
    yield (
        "From a threshold on. How many of the articles that were set aside had an honest version "
        "flagged there (95 % interval of the rate, Clopper and Pearson):\n"
    )
    yield points(card["points"])


def _test(card: Card) -> Iterator[str]:
    test = card["test"]
    yield "## Known spinners, articles that it never saw\n"
    yield (
        "Articles: 300 words and more, 15 % and more replaced. Paragraphs: 60 to 150 words, a "
        "tenth and more replaced. Recall is that at 1 % false positives on these very texts; the "
        "shipped threshold is stricter, so that fewer are flagged, as the last table says.\n"
    )
    yield ranking_table({"all": test["known_spinners"]})
    yield from flagged(test.get("at_threshold", {}))
    yield from word_table({"all": test["words"]})
    yield "Flagged at the default threshold, by kind of text:\n"
    yield kinds_table(test["flagged"])


def _held_out(card: Card) -> Iterator[str]:
    rows = card.get("held_out")
    if not rows:
        return
    yield "## Spinners that it never saw\n"
    yield (
        "From `make no-original-evaluation`: models made without all spinners that draw on one of "
        "the sources named, those thesauri hidden from the word table in training and test, on "
        "articles that no weight was learnt on. The families are those that draw on nothing else.\n"
    )
    yield from held_out_tables({f"{row['sources']}: {row['family']}": row for row in rows})
