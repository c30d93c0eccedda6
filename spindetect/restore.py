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
LIKELY: Final = 0.5
"""Probability of a suspect times the certainty of its first suggestion from which on that stands in
the restored text: one in which every doubtful word is exchanged reads worse than the spun one."""
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
    found = []
    for place in suspect_places(parsed, judgement, model.mark, lexicon):
        offers = probable_originals(parsed, place, model.table, lexicon)
        suggestions = tuple(text for text, _ in offers[:OFFERED])
        certainty = round(offers[0][1], 4) if offers else 0.0
        span, text = parsed.span(place.tokens), parsed.text(place.tokens)
        found.append(Suspect(span, text, place.probability, suggestions, certainty))
    return tuple(found)


def probable_originals(
    parsed: Parsed, place: Place, table: WordTable, lexicon: Lexicon
) -> list[tuple[str, float]]:
    """All that is known to be a probable original of a suspect, likeliest first, capitalised as it
    is, with the chance of each among them."""
    start, end = place.tokens.start, place.tokens.end
    left, right = _beside(parsed, start, start - 1), _beside(parsed, end - 1, end)
    own = table.number(parsed.norms[start]) if end - start == 1 else UNKNOWN
    offers = list(_of_table(own, table))
    if not offers:
        offers = list(_of_thesauri(" ".join(parsed.norms[start:end]), lexicon))
    first = parsed.raw(start)[:1]
    found = rank(offers, table.number(left), table.number(right), table)
    return [(_capitalised(text, first), chance) for text, chance in found]


def rank(
    offers: Sequence[tuple[str, float]], left: int, right: int, table: WordTable
) -> list[tuple[str, float]]:
    """Offers, each with its channel weight (log10), likeliest first between two words, with the
    chance of each."""
    if not offers:
        return []
    texts = [text for text, _ in offers]
    first = table.numbered([text.split(" ", 1)[0] for text in texts])
    last = table.numbered([text.rsplit(" ", 1)[-1] for text in texts])
    before, after = np.full_like(first, left), np.full_like(first, right)
    fit = table.associated(before, first, table.pair(before, first))
    fit = fit + table.associated(last, after, table.pair(last, after))
    score = np.array([weight for _, weight in offers]) + CONTEXT * fit + _common(texts, table)
    best: dict[str, float] = {}
    for k in sorted(range(len(texts)), key=lambda k: (-float(score[k]), texts[k])):
        best.setdefault(texts[k], float(score[k]))
    highest = max(best.values())
    odds = {text: 10.0 ** (value - highest) for text, value in best.items()}
    total = sum(odds.values())
    return [(text, one / total) for text, one in odds.items()]


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
