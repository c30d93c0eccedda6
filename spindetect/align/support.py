"""Whether two sentences that were proposed as a pair are one: how much of one stands in the other."""

from __future__ import annotations

from collections.abc import Sequence

from spindetect.align.phrases import Comparison
from spindetect.align.words import Part, Unit, Vocabulary, single

# A proposed sentence pair stands if this share of its content words (of the longer side) is equal
# or was swapped one for one. Below it the two sentences merely speak of the same thing.
MIN_SUPPORT = 0.40
# What a swapped word counts towards the support: a thesaurus relation is weaker than identity, a
# lone unknown word between equal neighbours weaker again.
KNOWN_SUPPORT = 0.8
UNKNOWN_SUPPORT = 0.4
# Half a sentence is still a pair if this share of it, and so many content words, stand unchanged.
REMNANT_SUPPORT = 0.9
MIN_REMNANT = 5
# A spinner that swaps most of the content leaves the frame: of the function words of the longer side
# this share stands where it stood, and the sentences are about as long. Or so much of the longer
# side is equal or stands one for one. People who recast a sentence change just that. Both ask for
# some equal words besides.
MIN_FRAME = 0.50
MIN_LENGTH = 0.70
MIN_ONE_FOR_ONE = 0.60
MIN_EQUAL = 0.25
MIN_EQUAL_WORDS = 2
SWAPPED_LENGTH = 0.5
SWAPPED_SHARE = 0.4


def supported(comparison: Comparison, swapped: bool) -> bool:
    """Whether the two sides of a comparison are one sentence.

    `swapped`: of texts in which words were swapped and nothing else, see `phrases.swapped`; a
    sentence that stands where its original stood is that one then, unless it looks otherwise.
    """
    one, other, found = comparison.original, comparison.candidate, comparison.units
    words = comparison.words
    return _share(found, one, other, words) >= MIN_SUPPORT or _framed(
        found, one, other, words, swapped
    )


def _framed(
    found: list[Unit], one: Sequence[int], other: Sequence[int], words: Vocabulary, swapped: bool
) -> bool:
    """Whether the frame of the sentence stands, whatever became of its content."""
    roles = words.roles
    sizes = [sum(roles[i] is not Part.PUNCTUATION for i in side) for side in (one, other)]
    functions = max(sum(roles[i] is Part.FUNCTION for i in side) for side in (one, other))
    changed = [i for o1, o2, _, _ in found for i in one[o1:o2]]
    equal = sizes[0] - sum(roles[i] is not Part.PUNCTUATION for i in changed)
    if swapped and SWAPPED_LENGTH * max(sizes) <= min(sizes):
        stood = sum(min(o2 - o1, c2 - c1) for o1, o2, c1, c2 in found)
        return equal + stood >= SWAPPED_SHARE * max(sizes)
    if equal < max(MIN_EQUAL_WORDS, MIN_EQUAL * max(sizes)):
        return False
    frame = sum(roles[i] is Part.FUNCTION for i in one) - sum(
        roles[i] is Part.FUNCTION for i in changed
    )
    if frame >= MIN_FRAME * functions and min(sizes) >= MIN_LENGTH * max(sizes):
        return True
    alike = sum(single(u) and roles[one[u[0]]] is roles[other[u[2]]] for u in found)
    return equal + alike >= MIN_ONE_FOR_ONE * max(sizes)


def _share(found: list[Unit], one: Sequence[int], other: Sequence[int], words: Vocabulary) -> float:
    """Share of the content of the longer side that is equal or plausibly swapped.

    A sentence that was only cut short is measured by what is left of it.
    """
    sizes = words.content(one), words.content(other)
    if not min(sizes):
        return 0.0
    changed = sum(words.content(one[o1:o2]) for o1, o2, _, _ in found)
    support = float(sizes[0] - changed)
    if support >= max(MIN_REMNANT, REMNANT_SUPPORT * min(sizes)):
        return support / min(sizes)
    for k, (o1, o2, c1, c2) in enumerate(found):
        if o2 == o1 or c2 == c1 or (o2 - o1) + (c2 - c1) > 6 or not words.content(one[o1:o2]):
            continue
        if words.span_known(one[o1:o2], other[c1:c2]):
            support += KNOWN_SUPPORT
        elif (k == 0 or found[k - 1][1] < o1) and (k + 1 == len(found) or found[k + 1][0] > o2):
            support += UNKNOWN_SUPPORT
    return support / max(sizes)


