"""What two sequences share in order: the heaviest chain of pairs, and what differs between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from operator import lt

from rapidfuzz.distance import Levenshtein

from spindetect.align.words import Unit

# Above this length of both sides the edit distance, quadratic even with 64 cells to a machine
# word, gives way to anchors.
MAX_LENGTH = 20_000
# Tokens of an anchor; so many in a row that occur once in both texts stand there by no accident.
_ANCHOR = 5


def heaviest_chain(rows: Sequence[int], weights: Sequence[float]) -> list[int]:
    """Indices of the heaviest subsequence in which `rows` strictly ascend; O(n log n).

    A Fenwick tree over the rows holds the heaviest chain that ends at or below each row. Of equal
    chains the one whose last element is nearest wins.
    """
    if all(map(lt, rows, rows[1:])) and all(weight > 0.0 for weight in weights):
        return list(range(len(rows)))
    size = max(rows, default=-1) + 1
    tree = [(0.0, -1)] * (size + 1)
    previous: list[int] = []
    for k, (row, weight) in enumerate(zip(rows, weights, strict=True)):
        before, place = (0.0, -1), row
        while place > 0:
            before = max(before, tree[place])
            place &= place - 1
        previous.append(before[1])
        entry, place = (before[0] + weight, k), row + 1
        while place <= size:
            tree[place] = max(tree[place], entry)
            place += place & -place
    best, k = 0.0, -1
    place = size
    while place > 0:
        best, k = max((best, k), tree[place])
        place &= place - 1
    chain = []
    while k >= 0:
        chain.append(k)
        k = previous[k]
    return chain[::-1]


def differing(original: Sequence[int], candidate: Sequence[int]) -> Iterator[Unit]:
    """The stretches `(o1, o2, c1, c2)` in which two sequences differ, in order.

    By edit distance; sequences that are both longer than `MAX_LENGTH` are first cut at runs of
    tokens that occur once in each (as the "patience" comparison of lines does), and a piece that
    is still too long differs as a whole.
    """
    o, c = len(original), len(candidate)
    if min(o, c) <= MAX_LENGTH:
        yield from _changed(original, candidate, 0, 0)
        return
    left, right = 0, 0
    for i, j in [*_anchors(original, candidate), (o, c)]:
        if i < left or j < right:  # inside the anchor before
            continue
        one, other = original[left:i], candidate[right:j]
        if min(len(one), len(other)) <= MAX_LENGTH:
            yield from _changed(one, other, left, right)
        else:
            yield left, i, right, j
        left, right = min(i + _ANCHOR, o), min(j + _ANCHOR, c)


def _changed(
    original: Sequence[int], candidate: Sequence[int], left: int, right: int
) -> Iterator[Unit]:
    for op in Levenshtein.opcodes(original, candidate):
        if op.tag != "equal":
            yield op.src_start + left, op.src_end + left, op.dest_start + right, op.dest_end + right


def _anchors(original: Sequence[int], candidate: Sequence[int]) -> list[tuple[int, int]]:
    """Where runs that occur once in each sequence begin, in an order that both share."""
    one, other = _single_runs(original), _single_runs(candidate)
    shared = [(i, other[run]) for run, i in one.items() if run in other]
    shared.sort(key=lambda place: place[1])
    return [shared[k] for k in heaviest_chain([i for i, _ in shared], [1.0] * len(shared))]


def _single_runs(ids: Sequence[int]) -> dict[tuple[int, ...], int]:
    """Runs of `_ANCHOR` tokens that occur once, with their place."""
    runs = list(zip(*(ids[k:] for k in range(_ANCHOR)), strict=False))
    counts = Counter(runs)
    return {run: place for place, run in enumerate(runs) if counts[run] == 1}
