"""The model card in prose: the README.md of a model folder, made from the card alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from spindetect.model.folders import exchange

Card = Mapping[str, Any]

INTRODUCTION = """\
# A spindetect model

<!-- Written by spindetect from card.json; changes are lost with the next training. -->

Laid beside its original, a text gets a probability that words and phrases of it were replaced one
by one by a program (an article spinner). The probability assumes that one page in two is spun.
Rewriting of whole sentences, by whomever, is nothing that it is meant to find, and a probability is
no proof: read the substitutions before accusing anybody.

    spindetect score page.html --original ours.txt --model FOLDER
"""

ALONE = """\
# A spindetect model for texts without an original

<!-- Written by spindetect from card.json; changes are lost with the next training. -->

Gives a text, by itself, a probability that words and phrases of it were replaced one by one by a
program (an article spinner). The probability assumes that one page in two is spun. It is no proof:
look for the original, and lay it beside the text, before accusing anybody.

    spindetect score page.html --model FOLDER
"""

WORDS = {
    "kept": "Words are scored by the word network of the model that it was made from.",
    "trained": "Its word network was trained on the gold spans of the texts, and taken because "
    "they were judged better with it across the folds. Those that scored words for the figures "
    "below did not see the article that is judged, but those behind the other folds' weights did.",
    "tried": "Words are scored by the word network of the model that it was made from; one trained "
    "on the gold spans of the texts told less across the folds.",
}

# Said of a model that was compared as it judges where the extra for its encoder is missing.
WITHOUT_ENCODER = " without its encoder"

MODES = {
    "anew": "It was trained anew.",
    "adapted": "It is another model whose weights were moved towards the {}s below.",
}

LICENCE = """\
## Licence

spindetect and the models that come with it are under the MIT licence. A model made of other texts
may go wherever their owners allow; no text of them is in this folder.
"""


def readme(card: Card) -> str:
    """The README of a model with this card, in Markdown, without sections that the card lacks."""
    parts = [
        ALONE if _alone(card) else INTRODUCTION,
        *_made(card),
        *_pairs(card),
        *_points(card),
        *_test(card),
        *_leave_one_out(card),
        *_with_encoder(card),
        *_comparison(card),
        LICENCE,
    ]
    return "\n".join(parts)


def _alone(card: Card) -> bool:
    """Whether it is the card of a model for texts without an original."""
    return card.get("kind") == "no-original"


def _noun(card: Card) -> str:
    return "text" if _alone(card) else "pair"


def amend(folder: Path, additions: Mapping[str, Any]) -> None:
    """Add entries to the card of a model folder, and to its README what they say."""
    path = folder / "card.json"
    card = json.loads(path.read_text(encoding="utf-8")) | dict(additions)
    contents = {
        path.name: (json.dumps(card, indent=1) + "\n").encode(),
        "README.md": readme(card).encode(),
    }
    exchange(folder, contents, first=["README.md"])


def _made(card: Card) -> Iterator[str]:
    yield "## How it was made\n"
    noun = _noun(card)
    made = [MODES[card["mode"]].format(noun)] if card.get("mode") in MODES else []
    if card.get("adapted_from"):
        made.append(f"That model has the SHA-256 `{card['adapted_from']}`.")
    if card.get("estimator"):
        made.append(f"It scores documents with scikit-learn's {_text(card['estimator'])}.")
    if card.get("words") in WORDS:
        made.append(WORDS[card["words"]])
    made.append(f"The version of spindetect was {_text(card.get('version', 'unknown'))}.")
    yield " ".join(made) + "\n"
    files = [(name, digest) for name, digest in _files(card.get("trained_on", {}))]
    if files:
        yield _table([f"{noun}s", "SHA-256"], [[_text(name), f"`{d}`"] for name, d in files])
    if card.get("bad_rows"):
        yield f"{card['bad_rows']:,} of their rows could not be used and were left out.\n"
    sources = card.get("sources", {})
    if sources:
        rows = [[_text(name), f"`{_text(digest)}`"] for name, digest in sources.items()]
        yield _table(["the pairs were made of", "SHA-256"], rows)
    absent = card.get("absent_sources", [])
    if absent:
        yield f"Absent, and so not used: {', '.join(map(_text, absent))}.\n"


def _files(trained_on: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Names and digests, those of a model that was adapted after its own."""
    for name, item in trained_on.items():
        if isinstance(item, str):
            yield name, item
        else:
            for inner, digest in _files(item):
                yield f"{inner} ({name})", digest


def _pairs(card: Card) -> Iterator[str]:
    pairs = card.get("pairs", {})
    if pairs:
        kinds = ["spun", "honest", *([] if _alone(card) else ["reversed"]), "articles"]
        rows = [[name, *(f"{counts.get(k, 0):,}" for k in kinds)] for name, counts in pairs.items()]
        yield _table([f"{_noun(card)}s for", *kinds], rows)
    reasons = {
        "too_short": "too short",
        "not_english": "not in English",
        "too_lightly_spun": "too lightly spun",
    }
    for key, reason in reasons.items():
        if card.get(key):
            yield f"{card[key]:,} more were left out: {reason}.\n"
    if card.get("mode") == "anew" and not _alone(card):
        yield "Each pair counts twice: as seen with the thesauri, and with all of them hidden.\n"


def _points(card: Card) -> Iterator[str]:
    points = card.get("points", {})
    if points:
        yield "## When a page is called spun\n"
        yield (
            "From a threshold on. How many of the articles that were set aside had an honest "
            "counterpart flagged there (95 % interval of the rate, Clopper and Pearson):\n"
        )
        yield _table(
            ["point", "threshold", "flagged", "rate", "aimed at"],
            [[name, *_point(point)] for name, point in points.items()],
        )


def _point(point: Mapping[str, Any]) -> list[str]:
    low, high = point["interval"]
    verified = "" if high <= point["aim"] else ", unverified"
    return [
        f"{point['threshold']:.5g}",
        f"{point['flagged']} of {point['articles']}",
        f"{_percent(low)}–{_percent(high)} %",
        f"{100 * point['aim']:g} %{verified}",
    ]


# Figures of the test part, as cards name them, in words.
FIGURES = {
    "spun": "spun {}s",
    "honest": "honest {}s",
    "recall": "of the spun {}s flagged",
    "auroc": "AUROC",
    "brier": "Brier score",
    "calibration_error": "calibration error at even odds",
}


def _test(card: Card) -> Iterator[str]:
    test = card.get("test", {})
    if test:
        yield "## What it does on articles that it never saw\n"
        if card.get("split"):
            yield f"Cross-validated: {card['split']}; thresholds rest on the other four.\n"
        rows = [
            [words.format(_noun(card)), *(_figure(test[band].get(key)) for band in test)]
            for key, words in FIGURES.items()
        ]
        yield _table(["", *test], rows)


def _with_encoder(card: Card) -> Iterator[str]:
    deep = card.get("deep") or card.get("reading")
    if deep:
        yield "## With the encoder\n"
        yield (
            "What is above is what it does without spindetect[neural]. With the encoder of the "
            f"shipped model, which reads each word {'of both texts ' * (not _alone(card))}in its "
            "context:\n"
        )
        if deep.get("known_spinners"):
            names = ", ".join(f"`{_text(name)}`" for name in deep["known_spinners"])
            yield f"It was taught the spinners {names}; the weights on top have seen all.\n"
        for part in (*_points(deep), *_test({**card, **deep})):
            yield f"#{part}" if part.startswith("##") else part
    elif _alone(card):
        yield "It has no encoder: each word is held against its neighbours only.\n"


def _leave_one_out(card: Card) -> Iterator[str]:
    table = card.get("leave_one_out", {})
    spinners, honest = table.get("spinners", []), table.get("honest", [])
    if not (spinners or honest):
        return
    yield "## What models do that were made without one family\n"
    if spinners:
        yield (
            "Recall at 1 % false positives on the spinner that was left out; its thesaurus was "
            "hidden from the lexicon:\n"
        )
        rows = [
            [
                _text(row["family"]),
                f"{row['overlap']:.2f}" if "overlap" in row else "–",
                *_left_out(row["articles"]),
                *_left_out(row["paragraphs"]),
            ]
            for row in spinners
        ]
        heads = ["spinner", "overlap", "articles", "recall", "paragraphs", "recall"]
        yield _table(heads, rows)
        yield "Overlap: share of its replacements that spinners which were not left out make too.\n"
        yield from _read_left_out(spinners)
    if honest:
        yield "Articles with a pair flagged of the honest kind that was left out:\n"
        rows = [
            [_text(row["kind"]), f"{row['pairs']:,}", _flagged(row["articles_flagged_by_pairs"])]
            for row in honest
        ]
        yield _table(["kind", "pairs", "flagged"], rows)


def _read_left_out(spinners: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The same spinners with the encoder, those that it was not taught."""
    rows = [
        [
            _text(row["family"]),
            ", ".join(map(_text, row["known"])) or "–",
            *_left_out(row["read"]["articles"]),
            *_left_out(row["read"]["paragraphs"]),
            f"{row['direction']['right']} of {row['direction']['spun']}",
            f"{row['read']['direction']['right']} of {row['read']['direction']['spun']}",
        ]
        for row in spinners
        if "read" in row
    ]
    if rows:
        yield (
            "The same with the encoder, for the spinners that it was not taught; known: sources of "
            "theirs that other spinners draw on which it was. Direction: in how many spun articles "
            "the older text was told, without the encoder and with it.\n"
        )
        heads = ["spinner", "known", "articles", "recall", "paragraphs", "recall"]
        yield _table([*heads, "direction", "with the encoder"], rows)


def _left_out(figures: Mapping[str, Any]) -> tuple[str, str]:
    """Number of spun texts, and recall with its interval."""
    recall = figures.get("recall_at_1_percent")
    if recall is None:
        return f"{figures['spun']:,}", "–"
    low, high = figures["interval"]
    return f"{figures['spun']:,}", f"{recall:.3f} ({low:.3f}–{high:.3f})"


def _flagged(rate: Mapping[str, Any] | None) -> str:
    return "–" if rate is None else f"{rate['flagged']:,} of {rate['of']:,}"


def _comparison(card: Card) -> Iterator[str]:
    comparison = card.get("comparison")
    if not comparison:
        return
    noun = _noun(card)
    yield "## Beside the model it was compared with\n"
    if "new" in comparison and (card.get("deep") or card.get("reading")):
        yield "Each as it judges where the encoder can be run.\n"
    if "new" in comparison:
        yield (
            f"On {comparison['spun']:,} spun and {comparison['honest']:,} honest {noun}s of "
            f"{comparison['articles']:,} articles that it did not see ({comparison['split']}):\n"
        )
        other = f"the other{WITHOUT_ENCODER if comparison.get('without_encoder') else ''}"
        yield _table(["", "this model", other], list(comparison_rows(comparison, noun)))
    yield f"{comparison['finding']}\n"


def comparison_rows(comparison: Mapping[str, Any], noun: str = "pair") -> Iterator[list[str]]:
    """The comparison of a card as rows: what was measured, the new model, the old one."""
    new, old = comparison["new"], comparison["old"]
    yield [f"spun {noun}s flagged", _rate(new["recall"]), _rate(old["recall"])]
    yield [
        f"articles with an honest {noun} flagged",
        _rate(new["false_positives"]),
        _rate(old["false_positives"]),
    ]
    yield ["AUROC", _estimate(new["auroc"]), _estimate(old["auroc"])]
    yield ["Brier score at even odds", _estimate(new["brier"]), _estimate(old["brier"])]


def _rate(rate: Mapping[str, Any] | None) -> str:
    if rate is None:
        return "–"
    low, high = 100 * rate["low"], 100 * rate["high"]
    return f"{rate['events']:,} of {rate['trials']:,} ({low:.0f}–{high:.0f} %)"


def _estimate(estimate: Mapping[str, Any] | None) -> str:
    if estimate is None:
        return "–"
    if estimate["low"] is None or estimate["high"] is None:
        return f"{estimate['value']:.3f}"
    return f"{estimate['value']:.3f} ({estimate['low']:.3f}–{estimate['high']:.3f})"


def _percent(share: float) -> str:
    """A share in percent with two digits that say something."""
    return f"{100 * share:.2g}" if share < 0.095 else f"{100 * share:.0f}"


def _figure(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4f}"
    return f"{value:,}" if isinstance(value, int) else "–"


def _text(value: object) -> str:
    """Foreign text (a file name) on one line, in which no mark-up works."""
    kept = "".join(c if c.isalnum() or c in " ./-+()" else "_" for c in str(value))
    return kept[:200]


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
