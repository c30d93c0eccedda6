"""Pairs read by the encoder: the second set of weights of a model, and what fills its columns.

The encoder of the model for texts without an original says of each word how likely it was put in.
A spun copy reads odder at its swaps than what it was made of, also where its words go better with
their neighbours than before. What that weighs stands in the section `reading` of `model.json`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spindetect.features import READ_FEATURES, Floats, with_oddness
from spindetect.model.files import (
    checked,
    linear,
    points_of,
    read_json,
    shipped_model,
    written,
)
from spindetect.model.scoring import Model
from spindetect.suspects import DEEP, FAST, deep_files, files
from spindetect.suspects.choice import MOST_READ
from spindetect.suspects.deep import Reader
from spindetect.suspects.encoder import missing, open_encoder
from spindetect.types import Alignment, Parsed, SpindetectError, Substitution, UnreadableError

SECTION: Final = "reading"
_REMEMBERED: Final = 8
"""Texts whose log-odds are remembered: those read last."""


@dataclass(slots=True)
class PairReader:
    """A model with its weights for what the encoder reads, and the encoder.

    `source`: what `encoder.open_encoder` is given when the first text is to be read, unless there
    is an `encoder` already.
    """

    model: Model
    source: tuple[Path, str, str, int] | None
    encoder: Reader | None = field(default=None, repr=False)
    _lately: dict[str, NDArray[np.float32]] = field(default_factory=dict, init=False, repr=False)

    def takes(self, alignment: Alignment) -> bool:
        """Whether both texts are short enough to be read."""
        return max(len(alignment.original), len(alignment.candidate)) <= MOST_READ

    def read(
        self, alignment: Alignment, substitutions: Sequence[Substitution], sums: Floats
    ) -> Floats:
        """The sums of a pair with the columns that a reading fills.

        Where no swap is evidence there is nothing to read. Raises `UnreadableError` where the
        encoder is damaged.
        """
        if not any(change.counts for change in substitutions):
            return sums
        original, candidate = map(self._log_odds, (alignment.original, alignment.candidate))
        return with_oddness(sums, alignment, substitutions, original, candidate)

    def open(self) -> Reader:
        """The encoder, opened now if it was not; raises as `encoder.open_encoder`."""
        if self.encoder is None:
            assert self.source is not None
            self.encoder = _opened(*self.source)
        return self.encoder

    def _log_odds(self, text: Parsed) -> NDArray[np.float32]:
        """Those of the tokens of a text; a page is held against several originals in turn."""
        digest = text.document.sha256
        found = self._lately.pop(digest, None)
        if found is None:
            found = self.open().read(text).log_odds
        self._lately[digest] = found
        if len(self._lately) > _REMEMBERED:
            del self._lately[next(iter(self._lately))]
        return found


# A worker is handed its detector anew with each of its tasks.
_opened = lru_cache(maxsize=1)(open_encoder)


def has_reading(folder: Path) -> bool:
    """Whether a model has weights for read pairs, be they sound or not."""
    path = folder / "model.json"
    return path.is_file() and SECTION in read_json(path)


def encoder_source(threads: int = 1) -> tuple[Path, str, str, int] | None:
    """What opens the shipped encoder (`PairReader.source`), None where it cannot be run."""
    digests = deep_files.digests_of(files.shipped_folder())
    if missing() is not None or digests is None:
        return None
    return files.shipped_folder(), *digests, threads


def pair_reader(
    model: Model, folder: Path | None, with_original: str | None, threads: int = 1
) -> PairReader | None:
    """What reads pairs for a model of a folder (None: the shipped one); None where nothing does.

    `with_original`: `FAST`, `DEEP`, or None for the encoder where it can be had; the model keeps
    its prior. Raises `SpindetectError` where `DEEP` cannot be had, `UnreadableError` for a damaged
    section.
    """
    if with_original not in (None, FAST, DEEP):
        raise SpindetectError(f"with_original {with_original!r:.40}: give {FAST} or {DEEP}")
    if with_original == FAST:
        return None
    path = (folder or shipped_model()) / "model.json"
    found, source = _section(path), encoder_source(threads)
    why = missing()
    if found is None:
        why = "this model judges pairs without an encoder"
    elif source is not None and source[1:3] != (found.get("encoder"), found.get("vocabulary")):
        why = "this model was made with another encoder than that of this version"
    if found is not None and source is not None and why is None:
        reader = PairReader(_with_section(model, found, path), source)
        if with_original == DEEP:
            reader.open()
        return reader
    if with_original == DEEP:
        raise SpindetectError(
            f"{folder or 'the shipped model'}: {why}; leave the encoder out with "
            f"--with-original {FAST}"
        )
    return None


def _section(path: Path) -> Mapping[str, Any] | None:
    """The section of a `model.json`, None where it has none."""
    found = read_json(path).get(SECTION)
    if found is not None and not isinstance(found, dict):
        raise UnreadableError(f"{path}: damaged model (no section {SECTION}); train it anew")
    return found


def _with_section(model: Model, section: Mapping[str, Any], path: Path) -> Model:
    """The model with the weights of a section."""
    width = len(READ_FEATURES)
    with checked(path):
        if section["features"] != [feature.name for feature in READ_FEATURES]:
            raise ValueError("an encoder's columns are others than this version has")
        trained = replace(
            model.trained or model,
            document=linear(section["document"], width),
            sentence=linear(section["sentence"], width + 1),
            direction=linear(section["direction"], width),
            points=points_of(section["points"]),
            read=True,
        )
    return trained.at_prior(model.prior)


def section(model: Model, digests: tuple[str, str]) -> dict[str, Any]:
    """What `model.json` holds of a model for read pairs, by the name of its section.

    `digests`: SHA-256 of the encoder's network and vocabulary.
    """
    model = model.trained or model
    return {
        SECTION: {
            "encoder": digests[0],
            "vocabulary": digests[1],
            "features": [feature.name for feature in model.features],
            "points": {name: asdict(point) for name, point in model.points.items()},
            "document": written(model.document),
            "sentence": written(model.sentence),
            "direction": written(model.direction),
        }
    }
