"""The card of the model for texts without an original, in prose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Card = Mapping[str, Any]

INTRODUCTION = """\
# The spindetect model for texts without an original

<!-- Written by spindetect from card.json; changes are lost with the next training. -->

Gives a text, by itself, a probability that words and phrases of it were replaced one by one by a
program (an article spinner), and each word one that it was put in the place of another. The first
assumes that one page in two is spun. It sees counts of words and word pairs and thesauri read
backwards; it reads no context beyond the neighbouring words. A probability is no proof: look for
the original, and lay it beside the text, before accusing anybody.

    spindetect score page.html
"""

UNMEASURED = """\
Unmeasured: text by non-native writers (but for a simulated few of their errors in the family
`language-corrected`), OCR, archaic English, verse. Flags there are to be expected.
"""

LICENCE = """\
## Licence

Weights and table are under the MIT licence; the table is compiled from the lexicon, whose sources
and terms `data/lexicon/LICENSES.md` gives. No text of the articles is in this folder.
"""


def readme(card: Card) -> str:
    """The README of a folder with this card, in Markdown."""
    parts = [
        INTRODUCTION, *_made(card), *_points(card), *_test(card), *_held_out(card),
        *_evaluated(card), UNMEASURED, LICENCE,
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
    rows = []
    for name, point in card["points"].items():
        low, high = point["interval"]
        verified = "" if high <= point["aim"] else ", unverified"
        rows.append(
            [
                name,
                f"{point['threshold']:.5g}",
                f"{point['flagged']} of {point['articles']}",
                f"{100 * low:.2g}–{100 * high:.2g} %",
                f"{100 * point['aim']:g} %{verified}",
            ]
        )
    yield table(["point", "threshold", "flagged", "rate", "aimed at"], rows)


def _test(card: Card) -> Iterator[str]:
    test = card["test"]
    yield "## Known spinners, articles that it never saw\n"
    yield (
        "Articles: 300 words and more, 15 % and more replaced. Paragraphs: 60 to 150 words, a "
        "tenth and more replaced. Recall is that at 1 % false positives on these very texts; the "
        "shipped threshold is stricter, so that fewer are flagged, as the last table says.\n"
    )
    yield ranking_table({"all": test["known_spinners"]})
    for band, row in test.get("at_threshold", {}).items():
        if row:
            low, high = row["interval"]
            yield (
                f"Of the spun {band}, {row['flagged']:,} of {row['of']:,} are flagged at the "
                f"default threshold ({100 * low:.0f}–{100 * high:.0f} %).\n"
            )
    yield from _words({"all": test["words"]})
    yield "Flagged at the default threshold, by kind of text:\n"
    yield table(
        ["kind", "texts", "flagged", "paragraphs", "flagged"],
        [
            [
                name,
                *(
                    f"{row[k]:,}"
                    for k in ("texts", "texts_flagged", "paragraphs", "paragraphs_flagged")
                ),
            ]
            for name, row in test["flagged"].items()
        ],
    )


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
    yield ranking_table({f"{r['sources']}: {r['family']}": r["ranked"] for r in rows})
    yield from _words({r["sources"]: r["words"] for r in rows if r.get("words")})


def _evaluated(card: Card) -> Iterator[str]:
    found = card.get("evaluation")
    if not found:
        return
    if found.get("levels"):
        yield "## Human rewrites for other reading levels (OneStopEnglish)\n"
        yield table(
            ["level", "texts", "flagged", "paragraphs", "flagged"],
            [[n, *(f"{v:,}" for v in row)] for n, row in found["levels"].items()],
        )
    if found.get("tortured"):
        row = found["tortured"]
        yield "## Tortured phrases (Problematic Paper Screener)\n"
        yield (
            f"Of {row['phrases']:,} phrases, each in a sentence of the project's own, "
            f"{100 * row['marked']:.0f} % are marked; the right form is among the five suggestions "
            f"for {100 * row['restored']:.0f} %, word by word.\n"
        )
    if found.get("seeds"):
        yield "## Real texts (evaluation only)\n"
        yield table(["text", "probability", "flagged"], [list(map(str, r)) for r in found["seeds"]])


def ranking_table(rows: Mapping[str, Any]) -> str:
    """AUROC and recall at 1 % false positives by name."""
    lines = []
    for name, row in rows.items():
        cells = [name]
        for band in ("articles", "paragraphs"):
            found = row[band]
            low, high = found.get("interval", (0, 0))
            known = "auroc" in found
            cells += [
                f"{found['spun']:,}",
                f"{found['auroc']:.3f}" if known else "–",
                f"{found['recall_at_1_percent']:.2f} ({low:.2f}–{high:.2f})" if known else "–",
            ]
        lines.append(cells)
    heads = ["articles", "AUROC", "recall at 1 %", "paragraphs", "AUROC", "recall at 1 %"]
    return table(["spinner", *heads], lines)


def _words(rows: Mapping[str, Any]) -> Iterator[str]:
    keys = ("precision", "recall", "f1", "restored_first", "restored_among_five", "ceiling")
    yield table(
        ["words of spun texts", "precision", "recall", "F1", "first", "among five", "ceiling"],
        [
            [name, *("–" if row[k] is None else f"{row[k]:.2f}" for k in keys)]
            for name, row in rows.items()
        ],
    )
    yield (
        "First, among five: of the substitutions marked, those whose original is the first "
        "suggestion, or one of five; ceiling: those whose original any offer names.\n"
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
