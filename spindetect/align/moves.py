"""The phrases of a passage: which runs of several words may stand for which, and what that costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spindetect.align.costs import IMPOSSIBLE, Costs
from spindetect.align.words import Part, Vocabulary

# A phrase has at most so many words, by which side it is on; a spinner's replacements may be
# longer than its heads.
MAX_ORIGINAL, MAX_PHRASE = 4, 5
# Two phrases of more than one word have at most so many together.
MAX_BOTH = 6
# A phrase for a phrase that costs more, by their words together, never is the cheapest reading.
LIMITS = {4: 10.0, 5: 12.0, 6: 15.0}

# By the cell in which they start, `(p, q, cost)`: so many tokens of the original stand as so many
# of the candidate.
Moves = dict[tuple[int, int], list[tuple[int, int, float]]]


@dataclass(slots=True)
class _Stretch:
    """A run of two to five words, with what its cost depends on whatever it stands for.

    `text`: as a lexicon key, empty where the lexicon has no such entry; `letters`: without spaces.
    `bond`: of its word pairs, weighed. `ends`: what its first and its last word cost. `content`,
    `function`: all of that where it stands for a content word, or for a function word.
    """

    size: int
    ids: tuple[int, ...]
    text: str
    letters: str
    bond: float
    ends: float
    content: float
    function: float
    endings: tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Sizes:
    """What the number of words costs: a phrase for one word, one for a phrase, phrase for phrase;
    and `small`, the first two where the one is a function word."""

    wide: tuple[float, ...]
    narrow: tuple[float, ...]
    small: tuple[float, ...]
    both: tuple[float, ...]

    @classmethod
    def of(cls, c: Costs) -> _Sizes:
        no = IMPOSSIBLE
        return cls(
            (no, no, c.wider2, c.wider3, c.wider4, c.wider5),
            (no, no, c.narrower2, c.narrower3, c.narrower4),
            (no, no, c.function2, c.function3, c.function4, c.function5),
            (no, no, no, no, *(c.both + c.further * n for n in range(MAX_BOTH - 3))),
        )


def phrase_moves(
    original: Sequence[int],
    candidate: Sequence[int],
    words: Vocabulary,
    *,
    drift: tuple[int, int],
    swapped: bool,
) -> Moves:
    """The moves that take several tokens of at least one side and stay within the drift.

    `drift`: least and most tokens by which the candidate may be ahead of the original. `swapped`:
    see `phrases.swapped`; only then may a word get company that no thesaurus knows.
    """
    (least, most), roles = drift, words.roles
    sizes = _Sizes.of(words.costs)
    heads = _stretches(original, min(MAX_ORIGINAL, 1 - least), words, words.costs.bond_original)
    phrases = _stretches(candidate, min(MAX_PHRASE, 1 + most), words, words.costs.bond)
    moves: Moves = {}
    for i, a in enumerate(original):
        wide = sizes.small if roles[a] is Part.FUNCTION else sizes.wide
        for j in range(max(0, i + least), min(len(candidate), i + most + 1)):
            ahead, b = j - i, candidate[j]
            found: list[tuple[int, int, float]] = []
            for phrase in phrases[j]:
                if ahead + phrase.size - 1 > most:
                    break
                cost = _one_for_several(a, phrase, words, wide, swapped, wider=True)
                if cost < IMPOSSIBLE:
                    found.append((1, phrase.size, cost))
            narrow = sizes.small if roles[b] is Part.FUNCTION else sizes.narrow
            for head in heads[i]:
                if ahead + 1 - head.size < least:
                    break
                cost = _one_for_several(b, head, words, narrow, swapped, wider=False)
                if cost < IMPOSSIBLE:
                    found.append((head.size, 1, cost))
            for head in heads[i]:
                for phrase in phrases[j]:
                    total = head.size + phrase.size
                    if total > MAX_BOTH or ahead + phrase.size - head.size > most:
                        break
                    cost = sizes.both[total] - head.bond - phrase.bond + head.ends + phrase.ends
                    cost = _several(head, phrase, words, cost)
                    if cost < LIMITS[total] and ahead + phrase.size - head.size >= least:
                        found.append((head.size, phrase.size, cost))
            if found:
                moves[i, j] = found
    return moves


def _one_for_several(
    alone: int,
    phrase: _Stretch,
    words: Vocabulary,
    sizes: Sequence[float],
    swapped: bool,
    *,
    wider: bool,
) -> float:
    """What it costs that one word stands for a phrase (`wider`), or a phrase for one word.

    `sizes`: what that costs by the length of the phrase.
    """
    role, costs, ids = words.roles[alone], words.costs, phrase.ids
    if role is Part.PUNCTUATION:
        return IMPOSSIBLE
    if words.norms[alone] == phrase.letters:
        return costs.split
    cost = sizes[phrase.size] + (phrase.function if role is Part.FUNCTION else phrase.content)
    ending = words.endings[alone]
    if ending and ending in phrase.endings:
        cost -= costs.inflected
    known = False
    if phrase.text:
        one, other = words.norms[alone], phrase.text
        known = words.text_known(one, other) if wider else words.text_known(other, one)
        if known:
            cost -= costs.known_phrase
    if alone in ids:
        if not (known or swapped) or role is Part.NUMBER:
            return IMPOSSIBLE
        return cost + _company(alone, phrase, words)
    if not wider and words.article(ids[0]):
        cost += costs.article_first
    return cost


def _company(alone: int, phrase: _Stretch, words: Vocabulary) -> float:
    """What it costs that a word stays and gets company, or loses it, besides the phrase."""
    costs, ids = words.costs, phrase.ids
    cost = costs.company if alone in (ids[0], ids[-1]) else costs.company_around
    if words.article(alone):
        cost += costs.company_article
    if words.roles[alone] is Part.FUNCTION:
        cost += phrase.ends
    if words.bridges(ids[-2] if alone == ids[-1] else ids[-1]):
        cost += costs.company_bridge
    return cost


def _several(one: _Stretch, other: _Stretch, words: Vocabulary, cost: float) -> float:
    """What a phrase for a phrase costs; `cost` by their sizes and what they are by themselves."""
    first, second, costs = one.ids, other.ids, words.costs
    if first[0] == second[-1] and first[-1] == second[0]:
        same = one.size == other.size <= 3 and first[1:-1] == second[1:-1]
        return costs.transposed if same else IMPOSSIBLE
    if first[0] == second[0] or first[-1] == second[-1]:  # two units
        return IMPOSSIBLE
    if cost > IMPOSSIBLE:
        return cost
    if words.ends_idiom(first[-1]) and words.ends_idiom(second[-1]):
        cost -= costs.idiom
    if one.text and other.text and words.text_known(one.text, other.text):
        cost -= costs.known_phrase
    return cost + costs.shared * len(set(first).intersection(second))


def _stretches(
    ids: Sequence[int], largest: int, words: Vocabulary, weight: float
) -> list[list[_Stretch]]:
    """For each start the runs of two to `largest` words without punctuation."""
    found: list[list[_Stretch]] = []
    for start in range(len(ids)):
        found.append([])
        if words.roles[ids[start]] is not Part.PUNCTUATION:
            found[-1] += _runs(ids[start : start + largest], words, weight)
    return found


def _runs(ids: Sequence[int], words: Vocabulary, weight: float) -> list[_Stretch]:
    """The runs of two and more words that begin with the first of `ids`."""
    norms, roles, costs, endings = words.norms, words.roles, words.costs, words.endings
    first = before = ids[0]
    text = letters = norms[first]
    small, bond, found = roles[first] is Part.FUNCTION, 0.0, []
    content = 0 if small else 1
    for size in range(2, len(ids) + 1):
        last = ids[size - 1]
        if roles[last] is Part.PUNCTUATION:
            break
        content += roles[last] is not Part.FUNCTION
        bond += weight * words.bond(before, last)
        text, letters, before = f"{text} {norms[last]}", letters + norms[last], last
        ends = words.first_costs[first] + words.last_costs[last]
        function = costs.article_last if words.article(last) else 0.0
        if size > 2 and content and words.prepositional(first) and words.leads_on(last):
            function -= costs.compound
        found.append(
            _Stretch(
                size=size,
                ids=tuple(ids[:size]),
                text=text if words.listed(text) else "",
                letters=letters,
                bond=bond,
                ends=ends,
                content=ends - bond + (costs.function_first if small else 0.0),
                function=function - bond + costs.function_content * content,
                endings=(endings[first], endings[last]),
            )
        )
    return found
