"""What each word may have replaced: the thesauri read backwards, as a noisy channel.

A spinner that replaces a word draws one of the n offers of its thesaurus, so the chance that it
writes one of them is about 1/n (Kernighan, Church and Gale 1990 ranked spelling corrections so).
The originals of a word are ranked by that chance times their own frequency.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from spindetect.lexicon import Lexicon
from spindetect.spinners.inflection import Inflector
from spindetect.suspects.words import CLASSES, ENDINGS, KEPT, MOST, STEPS, Alternatives

# A first sense is what most spinners take, so WordNet's offers weigh more than rows of hundreds.
_SOURCES: Mapping[str, float] = {"wordnet": 0.5, "moby": 0.35, "roget": 0.15}
_CANDIDATES = 3 * KEPT
_FAINTEST = 10 ** (-254 / STEPS)


def compile_alternatives(lexicon: Lexicon) -> Alternatives:
    """The table of a lexicon; thesauri that it hides take no part."""
    frequencies = lexicon.frequencies()
    order = np.argsort(-frequencies, kind="stable")[:MOST]
    words = order[frequencies[order] > 0].astype(np.uint32)
    place = {lexicon.entry(int(word)): number for number, word in enumerate(words, 1)}
    channel = _backwards(lexicon, place)
    numbers = np.zeros((len(words) + 1, KEPT), np.uint16)
    weights = np.full((len(words) + 1, KEPT), 255, np.uint8)
    inflector = Inflector(lexicon)
    for text, number in place.items():
        for column, (other, weight) in enumerate(_originals(text, channel, inflector, place)):
            numbers[number, column] = other
            weights[number, column] = round(-STEPS * np.log10(max(weight, _FAINTEST)))
    texts = ["", *place]
    return Alternatives(
        words=words,
        numbers=numbers,
        channel=weights,
        classes=np.array([CLASSES.index(lexicon.word_class(t) or "") for t in texts], np.uint8),
        endings=np.array([_ending(text) for text in texts], np.uint8),
        lengths=np.array([min(len(text), 255) for text in texts], np.uint8),
        vowels=np.array([text[:1] in tuple("aeiou") for text in texts], np.uint8),
    )


def _ending(text: str) -> int:
    """The first of the endings that a word has, if enough is left of it."""
    fits = (len(text) > len(ending) + 2 and text.endswith(ending) for ending in ENDINGS[1:])
    return next((place for place, fit in enumerate(fits, 1) if fit), 0)


def _backwards(lexicon: Lexicon, place: Mapping[str, int]) -> dict[str, dict[str, float]]:
    """Written word → original → chance, for base forms that are in the table."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for head in place:
        if lexicon.is_function_word(head):
            continue
        for source in lexicon.sources:
            offers = [o for o in lexicon.synonyms(head, source) if o in place]
            for offer in offers:
                row = found[offer]
                row[head] = row.get(head, 0.0) + _SOURCES.get(source, 0.2) / len(offers)
    return found


def _originals(
    text: str,
    channel: Mapping[str, Mapping[str, float]],
    inflector: Inflector,
    place: Mapping[str, int],
) -> list[tuple[int, float]]:
    """Numbers of what a word may have replaced, in its form, with the chance; likeliest first."""
    lexicon = inflector.lexicon
    if lexicon.is_function_word(text):
        return []
    lemmas = lexicon.lemmas(text)
    found: dict[str, float] = {}
    for lemma in lemmas:
        row = channel.get(lemma, {})
        form = inflector.form_of(text, lemma)
        likely = sorted(row, key=lambda head: (-row[head] * _count(lexicon, head), head))
        for head in likely[:_CANDIDATES]:
            bent = None if head in lemmas else inflector.bend(head, form)
            if bent is not None and bent in place and bent != text:
                found[bent] = max(found.get(bent, 0.0), row[head])
    ranked = sorted(found, key=lambda word: (-found[word] * _count(lexicon, word), word))
    return [(place[word], found[word]) for word in ranked[:KEPT]]


def _count(lexicon: Lexicon, word: str) -> float:
    return float(10 ** lexicon.frequency(word))
