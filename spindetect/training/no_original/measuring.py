"""How good a model is: texts ranked, words marked, originals restored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np

from spindetect.lexicon import Lexicon
from spindetect.metrics import Ranking, auroc, clopper_pearson, group_rate, recall_at
from spindetect.restore import OFFERED, probable_originals
from spindetect.suspects import Judgement, UnaidedModel, suspect_places
from spindetect.suspects.evidence import Bools
from spindetect.suspects.words import Floats
from spindetect.training.card import rate_of
from spindetect.training.no_original.table import BATCH, Rows
from spindetect.training.no_original.texts import LabelledText, Replaced, parsed_texts
from spindetect.types import Parsed

ARTICLE_WORDS: Final = 300
ARTICLE_SHARE: Final = 0.15
PARAGRAPH_SHARE: Final = 0.10
"""What the figures are about: whole articles of at least so many words with at least such a share
replaced; of the paragraphs those with a tenth replaced."""
RATE: Final = 0.01


def bands(rows: Rows) -> dict[str, Bools]:
    """Which rows, spun or honest, each figure is about."""
    spun = rows.labels
    long = ~rows.excerpt & (rows.words >= ARTICLE_WORDS)
    return {
        "articles": long & (rows.honest | (spun & (rows.share >= ARTICLE_SHARE))),
        "paragraphs": rows.excerpt & (rows.honest | (spun & (rows.share >= PARAGRAPH_SHARE))),
    }


def ranked(rows: Rows, log_odds: Floats, families: Iterable[str]) -> dict[str, Any]:
    """AUROC and recall at 1 % false positives of some families against all honest texts."""
    wanted = rows.honest | (rows.labels & np.isin(rows.families, list(families)))
    result: dict[str, Any] = {}
    for name, band in bands(rows).items():
        use = band & wanted
        labels = rows.labels[use]
        figures: dict[str, Any] = {"spun": int(labels.sum()), "honest": int((~labels).sum())}
        if labels.any() and not labels.all():
            items = Ranking(log_odds[use].astype(np.float64), labels).weighted()
            figures["auroc"] = round(float(auroc(items)[0]), 4)
            recall = float(recall_at(items, RATE)[0])
            low, high = clopper_pearson(round(recall * labels.sum()), int(labels.sum()))
            figures["recall_at_1_percent"] = round(recall, 4)
            figures["interval"] = [round(low, 4), round(high, 4)]
        result[name] = figures
    return result


class Counts(Counter[str]):
    """What was marked and restored, added up over texts."""

    def __add__(self, other: Counter[str]) -> Counts:  # type: ignore[override]
        """The sum; a Counter's own drops what is zero and the type."""
        total = Counts(self)
        total.update(other)
        return total

    __iadd__ = __add__  # type: ignore[assignment]

    def figures(self) -> dict[str, Any]:
        """Scores of the words, and shares of the marked substitutions that were restored."""

        def share(part: str, whole: str) -> float | None:
            return round(self[part] / self[whole], 4) if self[whole] else None

        both = self["marked"] + self["replaced"]
        return {
            "words": self["words"],
            "replaced": self["replaced"],
            "precision": share("hits", "marked"),
            "recall": share("hits", "replaced"),
            "f1": round(2 * self["hits"] / both, 4) if both else None,
            "substitutions_marked": self["found"],
            "restored_first": share("first", "found"),
            "restored_among_five": share("five", "found"),
            "ceiling": share("known", "found"),
        }


def count(texts: Sequence[LabelledText], model: UnaidedModel, lexicon: Lexicon) -> Counts:
    """Marks and suggestions for spun texts against gold."""
    total = Counts()
    for first in range(0, len(texts), BATCH):
        batch = texts[first : first + BATCH]
        parsed = parsed_texts(batch)
        for text, one, judgement in zip(
            batch, parsed, model.judge(parsed, points=True), strict=True
        ):
            total += _count_text(text, one, judgement, model, lexicon)
    return total


def _count_text(
    text: LabelledText,
    parsed: Parsed,
    judgement: Judgement,
    model: UnaidedModel,
    lexicon: Lexicon,
) -> Counts:
    tokens = judgement.tokens.tolist()
    number = {parsed.starts[token]: token for token in tokens}
    places = suspect_places(parsed, judgement, model.mark, lexicon)
    place_of = {t: place for place in places for t in range(place.tokens.start, place.tokens.end)}
    offers = dict(
        zip(places, probable_originals(parsed, places, judgement, model, lexicon), strict=True)
    )
    total, gold = Counts(), set[int]()
    for edit in text.gold:
        own = [number[at] for at in range(edit.span.start, edit.span.end) if at in number]
        gold.update(own)
        place = next((place_of[token] for token in own if token in place_of), None)
        if place is not None:
            total += _restored(edit, [text for text, _ in offers[place]])
    marked = set(place_of).intersection(tokens)
    total.update(words=len(tokens), marked=len(marked), replaced=len(gold))
    total.update(hits=len(marked & gold), texts=1)
    return total


def _restored(edit: Replaced, offers: Sequence[str]) -> Counts:
    wanted = edit.original.lower()
    return Counts(
        found=1,
        first=int(wanted in offers[:1]),
        five=int(wanted in offers[:OFFERED]),
        known=int(wanted in offers),
    )


def by_family(rows: Rows, flagged: Bools) -> dict[str, dict[str, Any]]:
    """For each family how many texts and paragraphs were flagged, and of honest ones how many
    articles had one, with the interval."""
    found: dict[str, dict[str, Any]] = {}
    for name in sorted(set(rows.families.tolist())):
        own = rows.families == name
        entry: dict[str, Any] = {}
        for kind, part in (("texts", own & ~rows.excerpt), ("paragraphs", own & rows.excerpt)):
            entry[kind] = int(part.sum())
            entry[f"{kind}_flagged"] = int(flagged[part].sum())
        honest = own & rows.honest
        if honest.any():
            _, groups = np.unique(rows.groups[honest], return_inverse=True)
            rate = group_rate(flagged[honest], groups)
            entry["articles"] = None if rate is None else rate_of(rate)
        found[name] = entry
    return found
