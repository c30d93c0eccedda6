"""What training gives, and what both kinds of training decide alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from spindetect.model import Model
from spindetect.pairs import BadRow, fingerprint
from spindetect.suspects import UnaidedModel
from spindetect.training.comparison import Comparison
from spindetect.types import SpindetectError

# Rows of each kind, and articles, from which on a model is trained anew unless asked otherwise;
# fewer move the weights of a model that has seen thousands.
MIN_ANEW, MIN_GROUPS = 100, 40
# Fewer rows than this of either kind say nothing about the other kind: anew, and adapting.
MIN_PAIRS, MIN_ADAPT = 20, 10


class Mode(StrEnum):
    """How a model is made: by itself, out of another one, or as the number of rows suggests."""

    AUTO = "auto"
    ANEW = "anew"
    ADAPTED = "adapted"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What training gives: the model, how it was made, and the rows it could not use.

    `rows`: how many pairs, or texts without an original, it was made of. `unreviewed`: rows of an
    audit that nobody has filled in yet. `notes`: what else there is to say, a sentence each.
    `with_encoder`: it judges with the encoder as well, and was compared so.
    """

    model: Model | UnaidedModel
    mode: Mode
    comparison: Comparison
    bad_rows: tuple[BadRow, ...]
    rows: int
    unreviewed: int
    notes: tuple[str, ...] = ()
    with_encoder: bool = False

    @property
    def noun(self) -> str:
        """What the rows are."""
        return "pair" if isinstance(self.model, Model) else "text"


@dataclass(frozen=True, slots=True)
class Numbers:
    """Usable rows of a training: spun ones, others, and the articles that they are from."""

    spun: int
    other: int
    articles: int

    @property
    def plenty(self) -> bool:
        """Whether they are enough to train anew."""
        return min(self.spun, self.other) >= MIN_ANEW and self.articles >= MIN_GROUPS


def chosen_mode(wanted: Mode, numbers: Numbers, files: str, noun: str, left_out: str) -> Mode:
    """How to make the model; raises `SpindetectError` where there are too few rows for it.

    `left_out`: what cannot be used, in parentheses after a blank, or nothing.
    """
    if wanted is Mode.AUTO:
        wanted = Mode.ANEW if numbers.plenty else Mode.ADAPTED
    least, what = (MIN_ADAPT, "adapting") if wanted is Mode.ADAPTED else (MIN_PAIRS, "training")
    if min(numbers.spun, numbers.other) < least:
        raise SpindetectError(
            f"{files}: {numbers.spun} spun and {numbers.other} other {noun}s{left_out}; {what} "
            f"needs at least {least} of each"
        )
    return wanted


def digests(item: object) -> Iterator[str]:
    """All texts in a part of a card, however they are nested."""
    if isinstance(item, str):
        yield item
    elif isinstance(item, Mapping):
        for value in item.values():
            yield from digests(value)


def hashes(paths: Sequence[Path]) -> dict[str, str]:
    """Digests by file name; a name that occurs twice is given with its folder."""
    names = Counter(path.name for path in paths)
    return {
        path.name if path.name and names[path.name] == 1 else path.as_posix(): fingerprint(path)
        for path in paths
    }


def same_rows(noun: str) -> str:
    """Why a model is not compared with one that saw the same rows."""
    return f"the other one was trained on some of these {noun}s"
