"""What probably stood where a suspect stands.

For a single word the offers are those of the word table: what the thesauri, read backwards, say
that it may have replaced, in its form. For a phrase, and for a word that is not in the table, they
are what the thesauri offer for it. All are ranked as in the evidence, by the chance that a spinner
that replaces the offer writes the suspect, by how common the offer is, and by how well it goes with
the words beside it. Where an encoder has read the text, the words that it holds likeliest are
offers too, and its probability counts as well, with weights that were learnt.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spindetect.lexicon import Lexicon
from spindetect.spinners.inflection import Form, Inflector
from spindetect.suspects import Judgement, Place, UnaidedModel, WordTable, suspect_places
from spindetect.suspects.proposals import Proposals, ending
from spindetect.suspects.words import UNKNOWN
from spindetect.types import Parsed, Suspect, TokenKind

OFFERED: Final = 5
"""Suggestions for each suspect."""
PROPOSED: Final = 16
"""Words that an encoder adds to what the thesauri offer."""
PLAIN: Final = (0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0)
"""What the columns of `RANKED` weigh without an encoder."""
LIKELY: Final = 0.5
"""Probability of a suspect times the certainty of its first suggestion from which on that stands in
the restored text: one in which every doubtful word is exchanged reads worse than the spun one."""
Columns = NDArray[np.floating[Any]]
_SOURCES: Final = ("wordnet", "moby")
# Rows of hundreds of offers: the commonest are enough.
_LOOKED_AT: Final = 40
# A phrase is as rare as its rarest word, and then some.
_PHRASE: Final = 2.0
# What an encoder hardly or cannot propose is so much unlikelier than the likeliest, log.
_LEAST: Final = -12.0
# Suspects whose wordings are weighed at once, so that a long text needs little memory.
_AT_ONCE: Final = 32
_TENFOLD: Final = math.log(10.0)


def suspects(
    parsed: Parsed, judgement: Judgement, model: UnaidedModel, lexicon: Lexicon
) -> tuple[Suspect, ...]:
    """The suspects of a text with up to `OFFERED` probable originals each, in text order."""
    found = []
    places = suspect_places(parsed, judgement, model.mark, lexicon)
    all_offers = probable_originals(parsed, places, judgement, model, lexicon)
    for place, offers in zip(places, all_offers, strict=True):
        span, text = parsed.span(place.tokens), parsed.text(place.tokens)
        suggestions = tuple(_capitalised(offer, text) for offer, _ in offers[:OFFERED])
        certainty = round(offers[0][1], 4) if offers else 0.0
        found.append(Suspect(span, text, place.probability, suggestions, certainty))
    return tuple(found)


def probable_originals(
    parsed: Parsed,
    places: Sequence[Place],
    judgement: Judgement,
    model: UnaidedModel,
    lexicon: Lexicon,
) -> list[list[tuple[str, float]]]:
    """For each suspect of a text all that is known to be a probable original of it, in lower case,
    likeliest first, with the chance of each among them."""
    weights = PLAIN if model.deep is None else model.deep.ranking
    return [
        rank(texts, columns, weights)
        for texts, columns in offers(parsed, places, judgement, model, lexicon)
    ]


def offers(
    parsed: Parsed,
    places: Sequence[Place],
    judgement: Judgement,
    model: UnaidedModel,
    lexicon: Lexicon,
) -> Iterator[tuple[list[str], Columns]]:
    """For each suspect of a text what it may have taken the place of, in lower case and the
    suspect's form, with the columns of `RANKED`, shape (offers, len(RANKED))."""
    found: list[list[str]] = []
    channel: list[float | None] = []
    likely, near = [np.zeros(0, np.float32)], [np.zeros(0, np.float32)]
    form: list[bool] = []
    sides: list[tuple[str, str]] = []
    known: dict[str, dict[str, float]] = {}
    for place, proposals in zip(places, _proposals(places, judgement, model), strict=True):
        start, end = place.tokens.start, place.tokens.end
        suspect = " ".join(parsed.norms[start:end])
        if suspect not in known:
            own = model.table.number(suspect) if end - start == 1 else UNKNOWN
            known[suspect] = _best(_of_table(own, model.table)) or _best(
                _of_thesauri(suspect, lexicon)
            )
        proposed = () if proposals is None else proposals.likeliest(PROPOSED)
        texts = [text for text in {**known[suspect], **dict.fromkeys(proposed)} if text != suspect]
        found.append(texts)
        channel += map(known[suspect].get, texts)
        form += (ending(text) == ending(suspect) for text in texts)
        if proposals is None:
            likely.append(np.zeros(len(texts), np.float32))
            near.append(likely[-1])
        else:
            likely.append(proposals.of(texts, _LEAST))
            near.append(proposals.words.near(suspect, texts))
        sides.append((_beside(parsed, start, start - 1), _beside(parsed, end - 1, end)))
    if not found:
        return iter(())
    counts = [len(texts) for texts in found]
    flat = list(chain.from_iterable(found))
    encoded = np.stack((np.concatenate(likely), np.concatenate(near), form))
    columns = _columns(flat, channel, encoded, sides, counts, model.table)
    return zip(found, np.split(columns, np.cumsum(counts)[:-1]), strict=True)


def rank(
    texts: Sequence[str], columns: Columns, weights: Sequence[float]
) -> list[tuple[str, float]]:
    """Offers likeliest first, with the chance of each; `columns`: those of `RANKED`."""
    if not texts:
        return []
    score = columns @ np.array(weights)
    chances = np.exp(score - score.max())
    chances /= chances.sum()
    return sorted(zip(texts, chances.tolist(), strict=True), key=lambda one: (-one[1], one[0]))


def restored(text: str, found: Iterable[Suspect]) -> str:
    """The whole text as it may have read: the first suggestion for each suspect that is more likely
    than not a substitution of it, all else as it is."""
    pieces: list[str] = []
    at = 0
    for suspect in found:
        if suspect.suggestions and suspect.probability * suspect.certainty >= LIKELY:
            pieces += (text[at : suspect.span.start], suspect.suggestions[0])
            at = suspect.span.end
    return "".join((*pieces, text[at:]))


def _proposals(
    places: Sequence[Place], judgement: Judgement, model: UnaidedModel
) -> Iterator[Proposals | None]:
    """What an encoder proposes for each suspect; None where it has not read it."""
    points = judgement.points
    if model.deep is None or points is None:
        yield from (None for _ in places)
        return
    words = model.deep.encoder.words()
    for first in range(0, len(places), _AT_ONCE):
        starts = [place.tokens.start for place in places[first : first + _AT_ONCE]]
        rows = points[starts]
        known: list[bool] = np.any(rows != 0.0, axis=1).tolist()
        for one, read in zip(words.proposals(rows), known, strict=True):
            yield one if read else None


def _best(offers: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Offers with the highest of their weights."""
    found: dict[str, float] = {}
    for text, weight in offers:
        found[text] = max(weight, found.get(text, weight))
    return found


def _columns(
    texts: Sequence[str],
    channel: Sequence[float | None],
    own: Columns,
    sides: Sequence[tuple[str, str]],
    counts: Sequence[int],
    table: WordTable,
) -> Columns:
    """The columns of `RANKED` for the offers of all suspects, one after the other.

    `channel`: of what the thesauri offer, None for the others; `own`: the first three columns, as
    rows; `sides`: the words beside each suspect; `counts`: how many offers each has.
    """
    first = table.numbered([text.partition(" ")[0] for text in texts])
    phrases = [k for k, text in enumerate(texts) if " " in text]
    last = first.copy()
    last[phrases] = table.numbered([texts[k].rpartition(" ")[2] for k in phrases])
    beside = table.numbered([word for pair in sides for word in pair]).reshape(-1, 2)
    left, right = np.repeat(beside, counts, axis=0).T
    fit = table.associated(left, first, table.pair(left, first))
    fit = fit + table.associated(last, right, table.pair(last, right))
    offered = [weight is not None for weight in channel]
    weights = np.array([weight or 0.0 for weight in channel])
    common = table.frequency[first]
    common[phrases] = [_common(texts[k], table) for k in phrases]
    tenfold = (weights, fit, common)
    return np.stack((*own, offered, *(_TENFOLD * one for one in tenfold)), axis=1)


def _common(phrase: str, table: WordTable) -> float:
    """log10 frequency of a phrase: that of its rarest word, less something."""
    words = table.numbered(phrase.split(" "))
    return float(table.frequency[words].min()) - _PHRASE


def _of_table(number: int, table: WordTable) -> Iterator[tuple[str, float]]:
    for other, weight in zip(
        table.alternatives.numbers[number].tolist(), table.channel[number].tolist(), strict=True
    ):
        if other != UNKNOWN:
            yield table.text(other), weight


def _of_thesauri(text: str, lexicon: Lexicon) -> Iterator[tuple[str, float]]:
    """What WordNet and Moby offer for a wording, in its form, the commoner the likelier."""
    inflector = Inflector(lexicon)
    for lemma in lexicon.lemmas(text):
        form = inflector.form_of(text, lemma) if " " not in text else Form.BASE
        for source in _SOURCES:
            if source not in lexicon.sources:
                continue
            offers = [o for o in lexicon.synonyms(lemma, source) if _plain(o)]
            offers.sort(key=lambda offer: (-lexicon.frequency(offer), offer))
            for offer in offers[:_LOOKED_AT]:
                bent = inflector.bend(offer, form)
                if bent is not None and bent != text:
                    yield bent, -float(np.log10(len(offers)))


def _plain(offer: str) -> bool:
    return offer.replace(" ", "").isalpha()


def _beside(parsed: Parsed, own: int, token: int) -> str:
    """The word beside a suspect; empty where there is a mark, nothing or another sentence."""
    if not 0 <= token < len(parsed) or parsed.kinds[token] != TokenKind.WORD:
        return ""
    low, high = sorted((own, token))
    apart = any(s.tokens.start == high and s.tokens.start > low for s in parsed.sentences)
    return "" if apart else parsed.norms[token]


def _capitalised(text: str, suspect: str) -> str:
    """An offer with the capitals of the suspect: all, the first or none."""
    if suspect.isupper() and len(suspect) > 1:
        return text.upper()
    return text[:1].upper() + text[1:] if suspect[:1].isupper() else text
