"""Texts of pieces cut into windows, and windows put into batches: one pass after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.training.encoder.slips import Sower
from spindetect.training.encoder.texts import IGNORED, Lessons, Pieces

WINDOW: Final = 256
"""Pieces that the encoder sees at once, its two marks included."""
CLS, SEP = 101, 102
"""The marks in the base vocabulary."""
ROOM: Final = WINDOW - 2
"""Pieces of a text in a window."""
_BATCH: Final = 16
_HONEST: Final = 0.5
"""Honest windows for each spun one, at most."""
_SHORTEST: Final = 24
"""Pieces; shorter rests of a text are not learnt from."""
# Of so many batches each is made of windows of like length, so that little of them is padding.
_SORTED: Final = 24


@dataclass(frozen=True, slots=True)
class Round:
    """A round of training: so many steps, the learning rate at its height, the step from which on
    mistakes are sown, the seed of its order, and that of what the texts are spun with."""

    steps: int
    rate: float
    sown_from: int
    seed: int
    spun: int


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces from `start` on."""

    pieces: Pieces
    start: int

    def cut(self) -> Pieces:
        """What is seen of the text."""
        part = slice(self.start, self.start + ROOM)
        own = self.pieces
        return Pieces(own.ids[part], own.labels[part], own.targets[part])


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows side by side, shape (windows, longest): `mask` is 0 for padding, `targets` what a
    piece took the place of or `IGNORED`."""

    ids: NDArray[np.int64]
    mask: NDArray[np.int64]
    labels: NDArray[np.float32]
    targets: NDArray[np.int64]


def batches(lessons: Lessons, sower: Sower, begun: int, plan: Round) -> Iterator[Batch]:
    """The batches of a round from step `begun` on; the same however often a run was stopped."""
    step, turn, steps = 0, 0, plan.steps
    while step < steps:
        for batch in _turn(lessons, Random(f"{plan.seed}:{turn}")):
            if step >= steps:
                return
            if step >= begun:
                cut = [window.cut() for window in batch]
                if step >= plan.sown_from:
                    rng = Random(f"{plan.seed}:mistakes:{step}")
                    cut = [sower.sown(pieces, rng) for pieces in cut]
                yield laid_out(cut)
            step += 1
        turn += 1


def _turn(lessons: Lessons, rng: Random) -> list[list[Window]]:
    """One pass over the spun texts, with honest windows drawn for it."""
    spun = list(windows(lessons.spun, rng))
    honest = list(windows(lessons.honest, rng))
    rng.shuffle(honest)
    both = spun + honest[: round(_HONEST * len(spun))]
    rng.shuffle(both)
    found: list[list[Window]] = []
    for first in range(0, len(both), _SORTED * _BATCH):
        part = both[first : first + _SORTED * _BATCH]
        part.sort(key=lambda window: len(window.pieces.ids) - window.start)
        found += [part[k : k + _BATCH] for k in range(0, len(part) - _BATCH + 1, _BATCH)]
    rng.shuffle(found)
    return found


def windows(texts: Sequence[Pieces], rng: Random) -> Iterator[Window]:
    """Each text in windows; of a long one the first two overlap, so that each pass cuts anew."""
    for pieces in texts:
        size = len(pieces.ids)
        start = -rng.randrange(ROOM // 2) if size > ROOM else 0
        yield Window(pieces, 0)
        while size - (start := start + ROOM) >= _SHORTEST:
            yield Window(pieces, start)


def laid_out(batch: Sequence[Pieces]) -> Batch:
    """Windows side by side, each between its marks; what mistakes have made too long is cut."""
    batch = [Window(one, 0).cut() for one in batch]
    longest = max(len(one.ids) for one in batch) + 2
    ids = np.zeros((len(batch), longest), np.int64)
    mask, labels = np.zeros_like(ids), np.zeros(ids.shape, np.float32)
    targets = np.full_like(ids, IGNORED)
    for k, one in enumerate(batch):
        end = len(one.ids) + 1
        ids[k, 0], ids[k, 1:end], ids[k, end] = CLS, one.ids, SEP
        mask[k, : end + 1] = 1
        labels[k, 1:end], targets[k, 1:end] = one.labels, one.targets
    return Batch(ids, mask, labels, targets)
