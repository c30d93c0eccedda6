"""What each word of a text shows of having been put in the place of another: a row of numbers.

All is looked up in the lexicon's counts and thesauri; nothing is learnt here. Texts come in
batches, since one page has too few words to pay for the overhead of array operations.

The strongest columns are odds. A word w between l and r is compared with each word o that it may
have replaced: how much likelier o is there, times the chance that a spinner that replaces o writes
w. That is the noisy channel of spelling correction (Kernighan, Church and Gale 1990) with a
thesaurus in the place of the typist.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, compress
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.suspects.words import (
    CLASSES,
    ENDINGS,
    MOST,
    NOWHERE,
    UNKNOWN,
    Floats,
    Numbers,
    WordTable,
    log_sum,
)
from spindetect.types import Parsed, TokenKind

Bools = NDArray[np.bool_]

LONGEST: Final = 1_000
"""Words of the longest text that is judged in one piece; those learnt from were no longer."""
_FAR: Final = 2
"""Words to either side whose own evidence is looked at."""

COLUMNS: Final = (
    "frequency",
    "association_left",
    "association_right",
    "association_least",
    "association_sum",
    "seen_left",
    "seen_right",
    "odds_best",
    "odds_sum",
    "odds_alone",
    "odds_gain",
    "rarer_than_best",
    "fitting_alternatives",
    "repeated",
    "best_is_used",
    "article_mismatch",
    "unknown",
    "name",
    "quoted",
    "opens_sentence",
    "length",
    "alternatives",
)
"""The columns of a word itself. `features` adds those of its neighbours, and its classes.

Means over the text are left out on purpose: a network that sees them learns what the texts of the
simulated families have in common, and does worse on a family that it never saw."""
_NEIGHBOURS: Final = ("frequency", "association_sum", "odds_sum", "unknown")
_OFFSETS: Final = tuple(k for k in range(-_FAR, _FAR + 1) if k)

_NEAR: Final = [COLUMNS.index(name) for name in _NEIGHBOURS]

NUMERIC: Final = len(COLUMNS) + len(_OFFSETS) * len(_NEIGHBOURS)
"""How many features come before those of the classes and endings, which are 0 or 1."""

FEATURES: Final = (
    *COLUMNS,
    *(f"{name}{offset:+d}" for offset in _OFFSETS for name in _NEIGHBOURS),
    *(f"class{side}_{name or 'open'}" for side in ("", "-1", "+1") for name in CLASSES),
    *(f"ending{side}_{name or 'other'}" for side in ("", "-1", "+1") for name in ENDINGS),
)
"""The names of all features, in their order."""
# So many capital letters for each small one at the beginning of words, and they mean nothing.
_SHOUTED: Final = 4


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a batch of texts, page furniture left out; columns with one entry a word.

    `text`: number of the text in the batch; `token`: number of the token in its text; `number`: in
    the word table; `left`, `right`: those of the words beside it, `UNKNOWN` where a mark stands.
    `sentence`: number within the batch. `opens`: first word of a sentence; `name`: written with a
    capital letter elsewhere.
    """

    text: Numbers
    token: Numbers
    number: Numbers
    left: Numbers
    right: Numbers
    sentence: Numbers
    quoted: Bools
    opens: Bools
    name: Bools
    texts: int

    def __len__(self) -> int:
        return len(self.text)


def words_of(batch: Sequence[Parsed], table: WordTable) -> Words:
    """Number the words of some texts."""
    sizes = [len(parsed) for parsed in batch]
    kinds = np.frombuffer(b"".join(parsed.kinds for parsed in batch), np.uint8)
    furniture = np.frombuffer(b"".join(parsed.furniture for parsed in batch), np.uint8)
    quoted = np.frombuffer(b"".join(parsed.quoted for parsed in batch), np.uint8)
    lengths = [len(s.tokens) for parsed in batch for s in parsed.sentences]
    sentence = np.repeat(np.arange(len(lengths)), lengths)
    body = (kinds == TokenKind.WORD) & (furniture == 0)
    places = np.flatnonzero(body)
    number = np.zeros(len(kinds), np.int64)
    number[places] = table.numbered(_picked(batch, body))
    # A word has a neighbour where the next token of the same sentence is a word as well.
    joined = np.append(body[1:] & body[:-1] & (sentence[1:] == sentence[:-1]), False)
    left, right = np.zeros_like(number), np.zeros_like(number)
    right[:-1] = np.where(joined[:-1], number[1:], UNKNOWN)
    left[1:] = np.where(joined[:-1], number[:-1], UNKNOWN)
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64)
    text = np.repeat(np.arange(len(batch)), sizes)
    first = np.append(True, sentence[places][1:] != sentence[places][:-1])[: len(places)]
    return Words(
        text=text[places],
        token=(np.arange(len(kinds)) - starts[text] if len(batch) else text)[places],
        number=number[places],
        left=left[places],
        right=right[places],
        sentence=sentence[places],
        quoted=quoted[places] > 0,
        opens=first,
        name=_capitals(batch)[places] & ~first,
        texts=len(batch),
    )


def pieces(words: Words) -> tuple[Numbers, Numbers]:
    """The piece that each word is in, shape (words,), and the text that each piece is of.

    A text of more than `LONGEST` words falls into equal pieces of fewer, any other is one: what is
    counted within a text, how often a word comes again first of all, says something else of a book.
    """
    size = np.bincount(words.text, minlength=words.texts)
    count = np.maximum(1, -(-size // LONGEST))
    first, start = np.cumsum(count) - count, np.cumsum(size) - size
    place = np.arange(len(words)) - start[words.text]
    piece = first[words.text] + place * count[words.text] // np.maximum(size, 1)[words.text]
    return piece, np.repeat(np.arange(words.texts), count)


def _picked(batch: Sequence[Parsed], wanted: Bools) -> list[str]:
    norms = chain.from_iterable(parsed.norms for parsed in batch)
    return list(compress(norms, wanted.tolist()))


def _capitals(batch: Sequence[Parsed]) -> Bools:
    """Whether each token begins with a capital letter of A to Z, where that says something: in a
    text all in capitals no word does."""
    found = [np.zeros(0, np.bool_)]
    for parsed in batch:
        # Lone surrogates pass.
        code = np.frombuffer(parsed.document.text.encode("utf-32-le", "surrogatepass"), np.uint32)
        letters = code[np.array(parsed.starts, np.int64)]
        capital = (letters >= ord("A")) & (letters <= ord("Z"))
        body = np.frombuffer(parsed.furniture, np.uint8) == 0
        small = body & (letters >= ord("a")) & (letters <= ord("z"))
        found.append(capital & ((capital & body).sum() <= _SHOUTED * small.sum()))
    return np.concatenate(found)


@dataclass(frozen=True, slots=True)
class Evidence:
    """`columns`: shape (words, len(COLUMNS)); `best`: number of the alternative that fits best."""

    words: Words
    columns: Floats
    best: Numbers


def evidence(words: Words, table: WordTable) -> Evidence:
    """Look the words up."""
    number, left, right = words.number, words.left, words.right
    own, look = table.frequency[number], table.alternatives
    pair_left, pair_right = table.pair(left, number), table.pair(number, right)
    to_left = table.associated(left, number, pair_left)
    to_right = table.associated(number, right, pair_right)
    rivals = _rivals(words, table, (pair_left, pair_right), to_left + to_right)
    repeated, used = _counted(words, rivals.best)
    columns = np.empty((len(number), len(COLUMNS)), np.float32)
    for place, column in enumerate(
        (
            own,
            to_left,
            to_right,
            np.minimum(to_left, to_right),
            to_left + to_right,
            pair_left > 0,
            pair_right > 0,
            rivals.odds_best,
            rivals.odds_sum,
            rivals.odds_alone,
            rivals.odds_sum - rivals.odds_alone,
            np.where(rivals.best > 0, table.frequency[rivals.best] - own, 0.0),
            rivals.fitting,
            np.log1p(repeated),
            np.log1p(used),
            table.mismatched(left, number),
            number == UNKNOWN,
            words.name,
            words.quoted,
            words.opens,
            look.lengths[number] / 10.0,
            rivals.share,
        )
    ):
        columns[:, place] = column
    return Evidence(words, columns, rivals.best)


@dataclass(frozen=True, slots=True)
class _Rivals:
    """What the alternatives of each word make of its place; columns with one entry a word."""

    best: Numbers
    odds_best: Floats
    odds_sum: Floats
    odds_alone: Floats
    fitting: Floats
    share: Floats


def _rivals(
    words: Words, table: WordTable, pairs: tuple[Floats, Floats], associated: Floats
) -> _Rivals:
    """Try the alternatives of those words that have any."""
    look = table.rivals
    rows = np.flatnonzero(look.share[words.number])
    number, left, right = words.number[rows], words.left[rows, None], words.right[rows, None]
    others, common = look.numbers[number], look.frequency[number]
    to_left, to_right = table.pair(left, others), table.pair(others, right)
    odds = table.association(to_left, common, table.frequency[left], left != UNKNOWN)
    odds += table.association(to_right, common, table.frequency[right], right != UNKNOWN)
    odds += look.alone[number]
    odds -= associated[rows, None]
    odds[others == UNKNOWN] = NOWHERE
    place = odds.argmax(axis=1)[:, None]
    fits = (to_left > 0) & (pairs[0][rows, None] <= 0)
    fits |= (to_right > 0) & (pairs[1][rows, None] <= 0)

    def spread(values: Floats, rest: float | np.float32) -> Floats:
        column = np.full(len(words), rest, np.float32)
        column[rows] = values
        return column

    best = np.zeros(len(words), np.int64)
    best[rows] = np.take_along_axis(others, place, 1)[:, 0]
    return _Rivals(
        best=best,
        odds_best=spread(np.take_along_axis(odds, place, 1)[:, 0], NOWHERE),
        odds_sum=spread(log_sum(odds), NOWHERE),
        odds_alone=look.total[words.number],
        fitting=spread(fits.mean(axis=1), 0.0),
        share=look.share[words.number],
    )


def _counted(words: Words, best: Numbers) -> tuple[Numbers, Numbers]:
    """How often each word stands in its text, and how often its best alternative does."""
    repeated, used = np.zeros_like(best), np.zeros_like(best)
    piece, owner = pieces(words)
    bounds = np.searchsorted(piece, np.arange(len(owner) + 1)).tolist()
    for part in map(slice, bounds[:-1], bounds[1:]):
        counts = np.bincount(words.number[part], minlength=MOST + 1)
        repeated[part], used[part] = counts[words.number[part]], counts[best[part]]
    used[best == UNKNOWN] = 0
    repeated[words.number == UNKNOWN] = 1
    return repeated, used


def numbers(found: Evidence) -> Floats:
    """The columns of the words and of their neighbours; shape (words, NUMERIC)."""
    sentence, columns = found.words.sentence, found.columns
    rows = np.zeros((len(columns), NUMERIC), np.float32)
    rows[:, : len(COLUMNS)] = columns
    near = columns[:, _NEAR]
    for place, offset in enumerate(_OFFSETS):
        left = len(COLUMNS) + place * len(_NEAR)
        into, out = _shifted(len(columns), offset)
        same = (sentence[into] == sentence[out])[:, None]
        rows[into, left : left + len(_NEAR)] = near[out] * same
    return rows


def _shifted(size: int, offset: int) -> tuple[slice, slice]:
    """The rows that have a neighbour so far away, and these neighbours."""
    if offset < 0:
        return slice(-offset, size), slice(0, max(size + offset, 0))
    return slice(0, max(size - offset, 0)), slice(offset, size)


def features(found: Evidence, table: WordTable) -> Floats:
    """All features of the words; shape (words, len(FEATURES))."""
    words, look = found.words, table.alternatives
    sides = (words.number, words.left, words.right)
    return np.concatenate(
        (
            numbers(found),
            *(_ONE_CLASS[look.classes[side]] for side in sides),
            *(_ONE_ENDING[look.endings[side]] for side in sides),
        ),
        axis=1,
    )


_ONE_CLASS: Final = np.eye(len(CLASSES), dtype=np.float32)
_ONE_ENDING: Final = np.eye(len(ENDINGS), dtype=np.float32)
