"""What probably stood where a suspect stands.

For a single word the offers are those of the word table: what the thesauri, read backwards, say
that it may have replaced, in its form. For a phrase, and for a word that is not in the table, they
are what the thesauri offer for it. All are ranked as in the evidence: by the chance that a spinner
that replaces the offer writes the suspect, by how common the offer is, and by how well it goes with
the words beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from spindetect.lexicon import Lexicon
from spindetect.spinners.inflection import Form, Inflector
from spindetect.suspects import Judgement, Place, UnaidedModel, WordTable, suspect_places
from spindetect.suspects.words import UNKNOWN, Numbers
from spindetect.types import Parsed, Suspect, TokenKind

OFFERED: Final = 5
"""Suggestions for each suspect."""
CONTEXT: Final = 1.0
"""What the associations with the neighbours weigh against channel and frequency."""
_SOURCES: Final = ("wordnet", "moby")
# Rows of hundreds of offers: the commonest are enough.
_LOOKED_AT: Final = 40
# A phrase is as rare as its rarest word, and then some.
_PHRASE: Final = 2.0


def suspects(
    parsed: Parsed, judgement: Judgement, model: UnaidedModel, lexicon: Lexicon
) -> tuple[Suspect, ...]:
    """The suspects of a text with up to `OFFERED` probable originals each, in text order."""
    places = suspect_places(parsed, judgement, model.mark, lexicon)
    return tuple(
        Suspect(
            span=parsed.span(place.tokens),
            text=parsed.text(place.tokens),
            probability=place.probability,
            suggestions=suggestions(parsed, place, model.table, lexicon),
        )
        for place in places
    )


def suggestions(
    parsed: Parsed,
    place: Place,
    table: WordTable,
    lexicon: Lexicon,
    *,
    number: int | None = OFFERED,
) -> tuple[str, ...]:
    """Probable originals of one suspect, likeliest first, capitalised as it is.

    At most `number`; None for all that is known.
    """
    start, end = place.tokens.start, place.tokens.end
    left, right = _beside(parsed, start, start - 1), _beside(parsed, end - 1, end)
    own = table.number(parsed.norms[start]) if end - start == 1 else UNKNOWN
    offers = list(_of_table(own, table))
    if not offers:
        offers = list(_of_thesauri(" ".join(parsed.norms[start:end]), lexicon))
    ranked = rank(offers, table.number(left), table.number(right), table)
    first = parsed.raw(start)[:1]
    return tuple(_capitalised(text, first) for text in ranked[:number])


def rank(offers: Sequence[tuple[str, float]], left: int, right: int, table: WordTable) -> list[str]:
    """Offers, each with its channel weight (log10), likeliest first between two words."""
    if not offers:
        return []
    texts = [text for text, _ in offers]
    first = table.numbered([text.split(" ", 1)[0] for text in texts])
    last = table.numbered([text.rsplit(" ", 1)[-1] for text in texts])
    before, after = np.full_like(first, left), np.full_like(first, right)
    fit = table.associated(before, first, table.pair(before, first))
    fit = fit + table.associated(last, after, table.pair(last, after))
    score = np.array([weight for _, weight in offers]) + CONTEXT * fit + _common(texts, table)
    order = sorted(range(len(texts)), key=lambda k: (-float(score[k]), texts[k]))
    return list(dict.fromkeys(texts[k] for k in order))


def restored(text: str, found: Iterable[Suspect]) -> str:
    """The whole text with the first suggestion for each suspect, as it may have read."""
    pieces: list[str] = []
    at = 0
    for suspect in found:
        if suspect.suggestions:
            pieces += (text[at : suspect.span.start], suspect.suggestions[0])
            at = suspect.span.end
    return "".join((*pieces, text[at:]))


def _common(texts: Sequence[str], table: WordTable) -> Numbers:
    """log10 frequency; of a phrase that of its rarest word, less something."""
    return np.array(
        [
            min(table.frequency[table.number(word)] for word in text.split(" "))
            - _PHRASE * (" " in text)
            for text in texts
        ]
    )


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


def _capitalised(text: str, first: str) -> str:
    return text[:1].upper() + text[1:] if first.isupper() else text
