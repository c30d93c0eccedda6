"""What the columns weigh by which suggestions are ranked: a conditional logit (McFadden 1974).

Each substitution that is marked and whose original is among the offers is one choice among them,
and one more with the original hidden from the thesauri: a spinner that nobody knows lists much that
they do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from spindetect.lexicon import Lexicon
from spindetect.restore import PLAIN, Columns, offers
from spindetect.suspects import UnaidedModel, suspect_places
from spindetect.suspects.deep import RANKED
from spindetect.text import parse
from spindetect.training.no_original.texts import LabelledText

_RIDGE: Final = 1.0
_ENCODER, _OFFERED, _CHANNEL = (RANKED.index(n) for n in ("encoder", "offered", "channel"))


def fit_ranking(
    texts: Sequence[LabelledText], model: UnaidedModel, lexicon: Lexicon
) -> tuple[float, ...]:
    """The weights of `RANKED` from the spun texts that a model with an encoder has marked."""
    from scipy.optimize import minimize

    # What was chosen is the zero point of its choice: each row is an offer's lead over it.
    leads = [columns - columns[own] for columns, own in _choices(texts, model, lexicon)]
    if not leads:
        return PLAIN
    starts = np.cumsum([0, *(len(lead) for lead in leads[:-1])])
    rows = np.concatenate(leads)
    sizes = np.diff([*starts, len(rows)])

    def loss(weights: Columns) -> tuple[float, Columns]:
        scores = rows @ weights
        highest = np.maximum.reduceat(scores, starts)
        chances = np.exp(scores - np.repeat(highest, sizes))
        totals = np.add.reduceat(chances, starts)
        chances /= np.repeat(totals, sizes)
        value = float((highest + np.log(totals)).sum() + _RIDGE / 2 * (weights**2).sum())
        return value, chances @ rows + _RIDGE * weights

    found = minimize(loss, np.zeros(len(RANKED)), jac=True, method="L-BFGS-B")
    return tuple(round(float(weight), 6) for weight in found.x)


def _choices(
    texts: Sequence[LabelledText], model: UnaidedModel, lexicon: Lexicon
) -> Iterator[tuple[Columns, int]]:
    """The columns of the offers for each substitution, and which of them is its original."""
    for text in texts:
        parsed = parse(text.document)
        (judgement,) = model.judge([parsed], points=True)
        originals = {edit.span: edit.original.lower() for edit in text.gold}
        places = [
            place
            for place in suspect_places(parsed, judgement, model.mark, lexicon)
            if parsed.span(place.tokens) in originals
        ]
        found = offers(parsed, places, judgement, model, lexicon)
        for place, (texts_offered, columns) in zip(places, found, strict=True):
            original = originals[parsed.span(place.tokens)]
            if original in texts_offered:
                yield from _sighted_and_blind(columns, texts_offered.index(original))


def _sighted_and_blind(columns: Columns, own: int) -> Iterator[tuple[Columns, int]]:
    """A choice as it is, and as if no thesaurus of ours offered the original, which is number
    `own`, where the encoder alone proposes it as well."""
    yield columns, own
    foreign = columns[:, _OFFERED] == 0.0
    if foreign.any() and columns[own, _ENCODER] >= columns[foreign, _ENCODER].min():
        blind = columns.copy()
        blind[own, [_OFFERED, _CHANNEL]] = 0.0
        yield blind, own
