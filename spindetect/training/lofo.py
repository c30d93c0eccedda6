"""Leave one out: how a model does on a spinner family, and a kind of honest text, it never saw.

    python -m spindetect.training.lofo build/pairs.jsonl --model models/default

A spinner family is held out together with all that draw on one of its sources, and those thesauri
are hidden from the lexicon, in training and in test, since a lexicon that holds the very synonyms
of a spinner would be an oracle. Weights, calibration and test use articles of their own, as always.
The table goes into the model's card under "leave_one_out".
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from spindetect.features import Floats
from spindetect.lexicon import Lexicon
from spindetect.metrics import (
    Ranking,
    auroc,
    calibration_error,
    clopper_pearson,
    group_rate,
    recall_at,
)
from spindetect.model import DEFAULT, DocumentModel, LinearModel, Model, sigmoid
from spindetect.model.reading import PairReader
from spindetect.pairs import fold, is_spun, read_pairs
from spindetect.relations import MIN_DIRECTION
from spindetect.spinners import spinners
from spindetect.training.card import ARTICLE_WORDS, rate_of
from spindetect.training.commands import analysed
from spindetect.training.encoder.texts import UNSEEN, known_families
from spindetect.training.examples import Example, extract
from spindetect.training.fitting import fit_direction, fit_document
from spindetect.training.no_original.encoded import absent, remembering
from spindetect.training.operating import operating_points
from spindetect.training.readme import amend
from spindetect.training.stacking import read_table, unseen
from spindetect.training.table import REVERSED, Bools, Part, Table, part_of
from spindetect.types import LabelledPair

# A family's pairs beside another edition of the original are held out with it, and are not what
# the figures are about.
EDITION = "-of-edition"
# What the figures are about: whole articles of which a tenth was replaced, paragraphs of at least
# so many words and replacements; direction from this share of the words on.
SHARE, PARAGRAPH_WORDS, REPLACED, DIRECTION_SHARE = 0.10, 60, 6, 0.15


@dataclass(frozen=True, slots=True)
class Held:
    """A family held out: the families that go with it and the thesauri that are hidden."""

    family: str
    sources: frozenset[str]
    families: frozenset[str]
    hidden: tuple[str, ...]


def held_families(lexicon: Lexicon) -> list[Held]:
    """Each spinner family with those that share one of its sources."""
    sources = {name: frozenset(spinner.sources) for name, spinner in spinners(lexicon).items()}
    return [
        Held(
            family,
            own,
            frozenset(other for other, its in sources.items() if its & own),
            tuple(name for name in lexicon.sources if name in own),
        )
        for family, own in sources.items()
    ]


def base_family(name: str) -> str:
    """The spinner behind a family of pairs."""
    return name.removesuffix(EDITION)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A document and a direction model, and the calibration split that goes with them.

    `calibration` and the rows of the methods have the features of read pairs.
    """

    document: DocumentModel
    direction: LinearModel
    calibration: Table

    def log_odds(self, rows: Table) -> Floats:
        """What the models make of some pairs."""
        return rows.unread().log_odds(self.document, self.direction)

    def later(self, rows: Table) -> Floats:
        """Log-odds that the candidates are the later texts."""
        own = rows.unread()
        return self.direction.log_odds(own.values - own.turned)

    def read(self, rows: Table) -> tuple[Floats, Floats]:
        """Both with the encoder, by weights learnt on other articles of the calibration split."""
        return unseen(rows, self.calibration, self.document, self.direction)

    @property
    def threshold(self) -> float:
        """The shipped operating point of such models."""
        log_odds = self.log_odds(self.calibration)
        return operating_points(log_odds, self.calibration)[DEFAULT].threshold


class Laboratory:
    """The pairs as seen with every set of hidden thesauri that an experiment asks for."""

    def __init__(
        self, views: Mapping[tuple[str, ...], Sequence[Example]], blind: Sequence[Example]
    ) -> None:
        self._views = views
        self._blind = blind

    def _examples(
        self, hidden: tuple[str, ...], part: Part, without: frozenset[str]
    ) -> list[Example]:
        return [
            example
            for view in (self._views[hidden], self._blind)
            for example in view
            if part_of(example.group) is part and base_family(example.family) not in without
        ]

    def fit(self, hidden: tuple[str, ...], without: frozenset[str]) -> Fitted:
        """Models made without some families, under a lexicon's view."""
        training = self._examples(hidden, Part.TRAINING, without)
        calibration = self._examples(hidden, Part.CALIBRATION, without)
        direction = fit_direction(training)
        document = fit_document(training, calibration, direction)
        return Fitted(document, direction, read_table(calibration))

    def unseen(self, hidden: tuple[str, ...]) -> Table:
        """What no weight was learnt on: the calibration and test articles, seen with the lexicon
        that a stranger's spinner meets."""
        rows = [e for e in self._views[hidden] if part_of(e.group) is not Part.TRAINING]
        return read_table(rows)


def spinner_row(laboratory: Laboratory, held: Held, *, read: bool) -> dict[str, Any]:
    """One line of the table: a spinner family held out; `read`: also of pairs as read."""
    fitted = laboratory.fit(held.hidden, held.families)
    rows = laboratory.unseen(held.hidden)
    rows = rows.where(rows.honest | (rows.families == held.family))
    return {
        "family": held.family,
        "hidden": list(held.hidden),
        "held_out_with": sorted(held.families - {held.family}),
        **_measured(rows, fitted.log_odds(rows), fitted.later(rows)),
        **({"read": _measured(rows, *fitted.read(rows)), "known": _known(held)} if read else {}),
    }


def _known(held: Held) -> list[str]:
    return sorted(held.sources - UNSEEN)


def _measured(rows: Table, log_odds: Floats, later: Floats) -> dict[str, Any]:
    """What is told of a family; `later`: log-odds that the candidate is the later text."""
    whole = ~rows.excerpt & (rows.words >= ARTICLE_WORDS)
    short = rows.excerpt & (rows.words >= PARAGRAPH_WORDS)
    heavy = whole & (rows.share >= SHARE)
    spun = later[whole & rows.labels & (rows.share >= DIRECTION_SHARE)]
    return {
        "articles": _against(rows, log_odds, whole & rows.honest, heavy & rows.labels),
        "paragraphs": _against(
            rows, log_odds, short & rows.honest, short & (rows.replaced >= REPLACED)
        ),
        "lighter_articles": _against(
            rows, log_odds, whole & rows.honest, whole & rows.labels & ~heavy
        ),
        "direction": {
            "spun": len(spun),
            "right": int((spun >= MIN_DIRECTION).sum()),
            "wrong": int((spun <= -MIN_DIRECTION).sum()),
        },
    }


def _against(rows: Table, log_odds: Floats, honest: Bools, spun: Bools) -> dict[str, Any]:
    """Recall at 1 % and 0.1 % false positives with the interval of the first, calibration."""
    asked = honest | spun
    labels, scores = rows.labels[asked], log_odds[asked]
    number = int(labels.sum())
    if not number or labels.all():
        return {"spun": number, "honest": int((~labels).sum())}
    items = Ranking(scores, labels).weighted()
    recall = float(recall_at(items, 0.01)[0])
    low, high = clopper_pearson(round(recall * number), number)
    chances = np.where(
        np.isfinite(scores), sigmoid(np.where(np.isfinite(scores), scores, 0.0)), scores
    )
    judged = np.isfinite(scores)
    return {
        "spun": number,
        "honest": int((~labels).sum()),
        "judged": round(float(judged[labels].mean()), 4),
        "recall_at_1_percent": round(recall, 4),
        "interval": [round(low, 4), round(high, 4)],
        "recall_at_0.1_percent": round(float(recall_at(items, 0.001)[0]), 4),
        "auroc": round(float(auroc(items)[0]), 4),
        "calibration_error": round(
            float(calibration_error(Ranking(chances, labels).weighted())[0]), 4
        ),
    }


def honest_rows(laboratory: Laboratory, kinds: Sequence[str]) -> list[dict[str, Any]]:
    """How much of each kind of honest text is flagged by a model made without it."""
    every = laboratory.unseen(())
    rows = []
    for kind in kinds:
        fitted = laboratory.fit((), frozenset({kind}))
        threshold = fitted.threshold
        own = every.where(every.families == kind)
        flagged = own.unread().chances(fitted.document, fitted.direction) >= threshold
        _, groups = np.unique(own.groups, return_inverse=True)
        row: dict[str, Any] = {"kind": kind, "threshold": threshold}
        for name, part in (("pairs", ~own.excerpt), ("paragraphs", own.excerpt)):
            rate = group_rate(flagged[part], groups[part])
            row[name] = int(part.sum())
            row[f"articles_flagged_by_{name}"] = None if rate is None else rate_of(rate)
        rows.append(row)
    return rows


def leave_one_out(
    pairs: Sequence[LabelledPair], reads: PairReader | None = None, *, jobs: int = 1
) -> dict[str, Any]:
    """The whole table, `spinners` and `honest`, from labelled pairs of simulated families.

    With `reads` also what comes of reading, for the families that its encoder was not taught:
    `known` names the sources of theirs that other families of its lessons draw on.
    """
    lexicon = Lexicon.open()
    held = held_families(lexicon)
    hidden = list(dict.fromkeys([(), *(one.hidden for one in held)]))
    every = tuple(lexicon.sources)
    wanted = list(dict.fromkeys([*hidden, every]))
    views: dict[tuple[str, ...], list[Example]] = {names: [] for names in wanted}
    lexicons = [lexicon.without(*names) for names in wanted]
    # The encoder has learnt from articles of the training part.
    for some, by in (
        ([pair for pair in pairs if part_of(pair.group) is Part.TRAINING], None),
        ([pair for pair in pairs if part_of(pair.group) is not Part.TRAINING], reads),
    ):
        found = extract(some, lexicons, reader=by, jobs=jobs, progress=analysed)
        for view, examples in zip(views.values(), found, strict=True):
            view += examples
    laboratory = Laboratory(views, views[every])
    known = {pair.family for pair in pairs if is_spun(pair)}
    written = replacements(pairs)
    taught = set(known_families(lexicon))
    kinds = sorted({pair.family for pair in pairs if not is_spun(pair)} - {REVERSED})
    return {
        "pairs": len(pairs),
        "spinners": [
            spinner_row(laboratory, one, read=bool(reads) and one.family not in taught)
            | {"overlap": overlap(one, written)}
            for one in held
            if one.family in known
        ],
        "honest": honest_rows(laboratory, kinds),
    }


def replacements(pairs: Sequence[LabelledPair]) -> dict[str, Counter[tuple[str, str]]]:
    """By spinner family, which wordings it put in the place of which, and how often."""
    found: dict[str, Counter[tuple[str, str]]] = {}
    for pair in pairs:
        counts = found.setdefault(pair.family, Counter())
        for edit in pair.gold or ():
            old, new = edit.original, edit.candidate
            before = pair.original.text[old.start : old.end]
            counts[before.lower(), pair.candidate.text[new.start : new.end].lower()] += 1
    return found


def overlap(held: Held, written: Mapping[str, Counter[tuple[str, str]]]) -> float:
    """Share of a family's replacements that families which were not held out made as well."""
    others = [counts for family, counts in written.items() if family not in held.families]
    own = written[held.family]
    shared = sum(n for pair, n in own.items() if any(pair in counts for counts in others))
    return round(shared / max(1, own.total()), 4)


def _lines(table: Mapping[str, Any]) -> Iterator[str]:
    """The table for people."""
    heads = ("articles", "recall at 1 %", "paragraphs", "recall", "read", "read")
    yield "{:20} {:>9} {:>14} {:>11} {:>7} {:>7} {:>7}".format("spinner family", *heads)
    for row in table["spinners"]:
        articles, paragraphs, read = row["articles"], row["paragraphs"], row.get("read", {})
        yield (
            f"{row['family']:20} {articles['spun']:9} {_share(articles):>14} "
            f"{paragraphs['spun']:11} {_share(paragraphs):>7} "
            f"{_share(read.get('articles', {})):>7} {_share(read.get('paragraphs', {})):>7}"
        )
    yield ""
    yield f"{'honest kind':24} {'pairs':>6} {'articles flagged':>17}"
    for row in table["honest"]:
        rate = row["articles_flagged_by_pairs"]
        share = "-" if rate is None else f"{rate['flagged']} of {rate['of']}"
        yield f"{row['kind']:24} {row['pairs']:6} {share:>17}"


def _share(row: Mapping[str, Any]) -> str:
    recall = row.get("recall_at_1_percent")
    return "-" if recall is None else f"{recall:.3f}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the experiment and write its table into the card of a model."""
    parser = argparse.ArgumentParser(description="Leave-one-family-out experiment.")
    parser.add_argument("pairs", type=Path, nargs="+", help="files of labelled pairs")
    parser.add_argument("--model", type=Path, required=True, help="the folder with the card")
    parser.add_argument("--jobs", type=int, default=-1, help="worker processes")
    parser.add_argument(
        "--every", type=int, default=1, help="take one article of so many, for a shorter run"
    )
    parser.add_argument("--encoder", type=Path, help="folder of an encoder that reads the pairs")
    options = parser.parse_args(arguments)
    pairs, bad = read_pairs(options.pairs)
    pairs = [pair for pair in pairs if fold(pair.group, options.every, salt="lofo") == 0]
    for row in bad:
        sys.stderr.write(f"{row}\n")
    reads = None
    if options.encoder and absent(options.encoder) is None:
        encoded = remembering(options.encoder, options.pairs[0].parent)
        reads = PairReader(Model.load(options.model), None, encoded)
    table = leave_one_out(pairs, reads, jobs=options.jobs)
    amend(options.model, {"leave_one_out": table})
    sys.stdout.writelines(f"{line}\n" for line in _lines(table))


if __name__ == "__main__":
    main()
