"""The phrase moves of the token alignment: what the index finds is what the prices define."""

from __future__ import annotations

import random
from collections import Counter
from itertools import product

import pytest

from spindetect.align import paths
from spindetect.align.paths import MAX_PHRASE, cheapest_path
from spindetect.align.words import IMPOSSIBLE, KNOWN_PHRASE, SPLIT, TRANSPOSITION, Vocabulary
from spindetect.lexicon import Lexicon
from spindetect.text import parse
from spindetect.types import Document

LEXICON = Lexicon.open()
# Articles, auxiliaries, what ends an idiom, a word and its parts, entries of several words and a
# relative of each, a number, a mark, and words that have nothing to do with each other.
WORDS = (
    "a the an is was has been of in to as well and because by out up carry execute look into "
    "investigate some times sometimes motor vehicle car red hut slowly garden 7 ,"
).split()
Moves = dict[tuple[int, int, int, int], float]


def gap(original: list[str], candidate: list[str]) -> tuple[list[int], list[int], Vocabulary]:
    one, other = parse(Document("o", " ".join(original))), parse(Document("c", " ".join(candidate)))
    words = Vocabulary(one, other, LEXICON)
    return words.original, words.candidate, words


def indexed(original: list[int], candidate: list[int], words: Vocabulary) -> Moves:
    found = paths._phrase_moves(original, candidate, words)
    return {(i, j, p, q): cost for (i, j), moves in found.items() for p, q, cost in moves}


def defined(original: list[int], candidate: list[int], words: Vocabulary) -> Moves:
    """Every two stretches that the window admits, each pair priced by itself."""
    window = paths._Window(len(candidate) - len(original))
    moves: Moves = {}
    for one, other in product(
        paths._stretches(original, words), paths._stretches(candidate, words)
    ):
        if one.size == other.size == 1 or not window.admits(one, other):
            continue
        several = one.size > 1 and other.size > 1
        cost = (paths._phrase_cost if several else paths._widening_cost)(one, other, words)
        if cost < IMPOSSIBLE:
            moves[one.start, other.start, one.size, other.size] = cost
    return moves


@pytest.mark.parametrize("seed", range(4))
def test_the_index_finds_every_move_at_its_price_and_no_other(seed: int) -> None:
    chance = random.Random(seed)
    prices: Counter[float] = Counter()
    for _ in range(150):
        one, other = (chance.choices(WORDS, k=chance.randint(1, 7)) for _ in range(2))
        if chance.random() < 0.3:  # words that changed places, were joined or parted
            other = chance.sample(one, len(one))
        case = gap(one, other)
        assert indexed(*case) == defined(*case), (one, other)
        prices.update(indexed(*case).values())
    # The sequences do hold what the index treats in ways of their own.
    assert prices[TRANSPOSITION]
    assert prices[KNOWN_PHRASE]
    assert len(prices) > 50


def test_a_word_parted_and_a_listed_phrase_have_their_prices() -> None:
    assert indexed(*gap(["sometimes"], ["some", "times"]))[0, 0, 1, 2] == SPLIT
    assert indexed(*gap(["motor", "vehicle"], ["car"]))[0, 0, 2, 1] == KNOWN_PHRASE


def test_no_move_reaches_over_a_mark_or_beyond_a_phrase() -> None:
    assert not indexed(*gap(["hut"], ["red", ",", "slowly"]))
    sizes = {q for _, _, _, q in indexed(*gap(["hut"], ["garden"] * 6))}
    assert max(sizes) <= MAX_PHRASE


def test_the_path_takes_a_move_that_is_cheaper_than_its_words() -> None:
    assert cheapest_path(*gap(["red", "car"], ["slowly", "motor", "vehicle"]))[-1] == (1, 2, 1, 3)
