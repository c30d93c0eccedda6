"""What an audit is asked to do, and what its work may be gone on with."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from spindetect.detector import Detector, Given
from spindetect.model import DEFAULT
from spindetect.suspects import FAST
from spindetect.types import SpindetectError

SHARD: Final = 250
"""Records that a worker takes at a time; a killed run loses no more than one such shard a worker.
Fixed, so that the shards, and with them the output, are the same with any number of workers."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How corpora are read, see `readers.Corpus`."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    text_field: str = "text"
    id_field: str = "id"
    date_field: str = "date"
    encoding: str | None = None


class Alone(StrEnum):
    """What is done with a page for which no original is found."""

    OFF = "off"
    FAST = "fast"
    DEEP = "deep"


@dataclass(frozen=True, slots=True)
class Judging:
    """How pages are judged: as `Detector.load` has it, and `alone` where there is no original.

    `beside`: whether the encoder takes part where there is one, `FAST` or `DEEP`.
    """

    model: str | None = None
    threshold: float | None = None
    point: str = DEFAULT
    prior: float | None = None
    alone: Alone = Alone.FAST
    beside: str = FAST

    def detector(self) -> Detector:
        """The detector; raises what `Detector.load` raises.

        Also `SpindetectError` for a model that would not be asked.
        """
        detector = Detector.load(
            self.model,
            threshold=self.threshold,
            point=self.point,
            prior=self.prior,
            no_original=FAST if self.alone is Alone.OFF else self.alone.value,
            with_original=self.beside,
        )
        if self.alone is Alone.OFF and detector.given is Given.ALONE:
            raise SpindetectError(
                f"{self.model}: judges texts without an original, which are not judged with "
                "--no-original off; leave one of the two out"
            )
        return detector


@dataclass(frozen=True, slots=True)
class Settings:
    """An audit: which pages, against what, how read and judged.

    `inputs`: files and folders, "-" for a list of paths on standard input. `originals`: the same,
    or one index made before; empty to compare the corpus with itself.
    """

    inputs: tuple[str, ...]
    originals: tuple[str, ...] = ()
    reading: Reading = Reading()
    judging: Judging = Judging()

    @property
    def against_itself(self) -> bool:
        """Whether the pages are compared with each other."""
        return not self.originals

    def described(self, versions: dict[str, str]) -> dict[str, str]:
        """What a run depends on, by the words in which a difference is told; all values are text.

        Whatever changes one of these changes the output, so that a run begun with other values
        cannot be gone on with.
        """
        reading, judging = self.reading, self.judging
        return {
            **versions,
            "pages": json.dumps([_absolute(path) for path in self.inputs]),
            "originals": json.dumps([_absolute(path) for path in self.originals]),
            "globs": json.dumps([reading.include, reading.exclude]),
            "fields": json.dumps([reading.text_field, reading.id_field, reading.date_field]),
            "encoding": repr(reading.encoding),
            "threshold": repr(judging.threshold),
            "operating point": judging.point,
            "prior": repr(judging.prior),
            "--no-original": judging.alone,
            "--with-original": judging.beside,
            "pages a shard": str(SHARD),
        }


def _absolute(path: str) -> str:
    return path if path == "-" else str(Path(path).absolute())


def digest(described: dict[str, str]) -> str:
    """SHA-256 (hex) of what a run depends on."""
    return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()
