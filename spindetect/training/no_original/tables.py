"""The tables of the card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def points(found: Mapping[str, Any]) -> str:
    """The operating points, and what was flagged there."""
    rows = []
    for name, point in found.items():
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
    return table(["point", "threshold", "flagged", "rate", "aimed at"], rows)


def flagged(bands: Mapping[str, Any]) -> Iterator[str]:
    """How many spun texts and paragraphs are flagged."""
    for band, row in bands.items():
        if row:
            low, high = row["interval"]
            yield (
                f"Of the spun {band}, {row['flagged']:,} of {row['of']:,} are flagged at the "
                f"default threshold ({100 * low:.0f}–{100 * high:.0f} %).\n"
            )


def kinds_table(rows: Mapping[str, Any]) -> str:
    """How many texts and paragraphs of each kind are flagged."""
    counts = ("texts", "texts_flagged", "paragraphs", "paragraphs_flagged")
    return table(
        ["kind", "texts", "flagged", "paragraphs", "flagged"],
        [[name, *(f"{row[k]:,}" for k in counts)] for name, row in rows.items()],
    )


def evaluated(found: Mapping[str, Any] | None, title: str = "") -> Iterator[str]:
    """What a model does on texts that nobody made for this project; `title` opens the headings."""
    if not found:
        return
    if found.get("levels"):
        yield f"## {title}Human rewrites for other reading levels (OneStopEnglish)\n"
        yield table(
            ["level", "texts", "flagged", "paragraphs", "flagged"],
            [[n, *(f"{v:,}" for v in row)] for n, row in found["levels"].items()],
        )
    if found.get("tortured"):
        row = found["tortured"]
        yield f"## {title}Tortured phrases (Problematic Paper Screener)\n"
        yield (
            f"Of {row['phrases']:,} phrases, each in a sentence of the project's own, "
            f"{100 * row['marked']:.0f} % are marked; the right form is among the five suggestions "
            f"for {100 * row['restored']:.0f} %, word by word.\n"
        )
    if found.get("older"):
        yield f"## {title}Older English\n"
        yield (
            "Passages of 300 words and more, those of the messages of 700. Other parts of the "
            "Bible, other plays and other messages were among what the encoder learnt from.\n"
        )
        yield table(
            ["text", "passages", "flagged"],
            [[name, *map(str, row)] for name, row in found["older"].items()],
        )
    if found.get("seeds"):
        yield f"## {title}Real texts (evaluation only)\n"
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


def held_out_tables(rows: Mapping[str, Any]) -> Iterator[str]:
    """How texts by spinners that were held out are ranked and their words marked, by name."""
    yield ranking_table({name: row["ranked"] for name, row in rows.items()})
    yield from word_table({name: row["words"] for name, row in rows.items() if row.get("words")})


def word_table(rows: Mapping[str, Any]) -> Iterator[str]:
    """Scores of the words and of the suggestions by name."""
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
