"""What the quality gate holds a model to: a bound for each figure, in a file that people review.

A floor is what a figure may not fall below, a ceiling what it may not rise above. Raising means
making bounds stricter, lowering means taking the figures as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, floor
from pathlib import Path
from typing import Any, Final

from spindetect.evaluation.figures import Figures
from spindetect.metrics import HAIR
from spindetect.types import UnreadableError

SCHEMA: Final = 1
STEPS: Final = 1000
"""Bounds are whole steps of so many to one, rounded to the side on which the figure stays good."""
WORTH_RAISING: Final = 0.005
"""A figure that is better by more than this is pointed out."""

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


class Limit(StrEnum):
    """A kind of bound; the value is its section in the file."""

    FLOOR = "floors"
    CEILING = "ceilings"

    @property
    def singular(self) -> str:
        """Its name."""
        return self.value.removesuffix("s")

    @property
    def sign(self) -> int:
        """1 where more is better, -1 where less is."""
        return 1 if self is Limit.FLOOR else -1

    def rounded(self, value: float) -> float:
        """The strictest bound that a figure of this value keeps."""
        if self is Limit.FLOOR:
            return floor(value * STEPS + HAIR) / STEPS
        return ceil(value * STEPS - HAIR) / STEPS


@dataclass(frozen=True, slots=True)
class Held:
    """A slice: the digest of its pairs, and bounds by kind and name of the figure."""

    data: str
    bounds: Mapping[Limit, Mapping[str, float]]

    @staticmethod
    def of(data: str, figures: Figures) -> Held:
        """The strictest bounds that some figures keep."""
        tables = {Limit.FLOOR: figures.floors, Limit.CEILING: figures.ceilings}
        return Held(
            data,
            {
                limit: {name: limit.rounded(value) for name, value in table.items()}
                for limit, table in tables.items()
            },
        )

    def merged(self, other: Held, choose: Callable[[Limit, float, float], float]) -> Held:
        """The bounds of both; `choose` has the say where both have one. The digest is `other`'s."""
        bounds = {}
        for limit in Limit:
            ours, theirs = self.bounds[limit], other.bounds[limit]
            both = {
                name: choose(limit, ours[name], theirs[name]) for name in ours if name in theirs
            }
            bounds[limit] = {**ours, **theirs, **both}
        return Held(other.data, bounds)


Floors = Mapping[str, Held]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure beside its bound; either is None where there is none. Both are rounded alike."""

    slice: str
    name: str
    limit: Limit
    value: float | None
    bound: float | None

    @property
    def gain(self) -> float | None:
        """By how much the figure is better than its bound, below 0 if it is worse."""
        if self.value is None or self.bound is None:
            return None
        # Differences of whole steps.
        return round((self.value - self.bound) * self.limit.sign, 6)

    @property
    def lost(self) -> bool:
        """Whether there is a bound and the figure does not keep it, or is not measured."""
        gain = self.gain
        return gain < 0 if gain is not None else self.value is None

    @property
    def can_be_raised(self) -> bool:
        """Whether there is no bound yet, or one that is worth raising."""
        gain = self.gain
        return gain > WORTH_RAISING if gain is not None else self.bound is None


def compared(recorded: Floors, measured: Floors) -> Iterator[Figure]:
    """Every figure of the measured slices that has a value or a bound, in the order measured."""
    for name, now in measured.items():
        then = recorded.get(name)
        for limit in Limit:
            values, bounds = now.bounds[limit], then.bounds[limit] if then else {}
            for figure in dict.fromkeys((*values, *bounds)):
                yield Figure(name, figure, limit, values.get(figure), bounds.get(figure))


def raised(recorded: Floors, measured: Floors) -> dict[str, Held]:
    """The recorded bounds made stricter where the figures are better, with what is new."""

    def stricter(limit: Limit, one: float, other: float) -> float:
        return max(one, other) if limit is Limit.FLOOR else min(one, other)

    made = {
        name: recorded[name].merged(now, stricter) if name in recorded else now
        for name, now in measured.items()
    }
    return {**recorded, **made}


def read_floors(path: Path) -> dict[str, Held]:
    """The recorded slices.

    Raises:
        UnreadableError: the file is not there, or no file of floors.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UnreadableError(f"{path}: not here; make it with --raise") from error
    except (OSError, ValueError) as error:
        raise UnreadableError(f"{path}: cannot be read ({error}); restore the file") from error
    try:
        if data["schema"] != SCHEMA:
            raise ValueError(f"its schema is {data['schema']!r:.20}, not {SCHEMA}")
        return {name: _held(name, row) for name, row in data["slices"].items()}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UnreadableError(f"{path}: no file of floors ({error}); restore it") from error


def write_floors(path: Path, slices: Floors) -> None:
    """Write slices, whole or not at all; the same slices give the same bytes."""
    rows = {
        name: {"data": held.data} | {limit.value: dict(held.bounds[limit]) for limit in Limit}
        for name, held in slices.items()
    }
    temporary = path.with_name(f".{path.name}.part")
    try:
        content = json.dumps({"schema": SCHEMA, "slices": rows}, indent=1, sort_keys=True)
        temporary.write_text(content + "\n", encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}; make it writable") from error
    finally:
        temporary.unlink(missing_ok=True)


def _held(name: str, row: Mapping[str, Any]) -> Held:
    if not _DIGEST.fullmatch(row["data"]):
        raise ValueError(f"the data of {name} is no sha256")
    bounds: dict[Limit, dict[str, float]] = {}
    for limit in Limit:
        bounds[limit] = dict(row[limit.value].items())
        for figure, bound in bounds[limit].items():
            if isinstance(bound, bool) or not isinstance(bound, int | float) or not 0 <= bound <= 1:
                raise ValueError(f"{name}, {figure}: {bound!r:.20} is no number from 0 to 1")
    return Held(row["data"], bounds)


def newest_entries(changelog: str) -> frozenset[str]:
    """The entries under the newest heading, each on one line without its bullet."""
    sections = re.split(r"^## .*$", changelog, flags=re.MULTILINE)
    newest = sections[1] if len(sections) > 1 else ""
    parts = re.split(r"^\s*[-*] |^#.*$|\n[ \t]*\n", newest, flags=re.MULTILINE)
    return frozenset(entry for part in parts if (entry := " ".join(part.split())))
