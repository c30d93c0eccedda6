"""Pairs read by the encoder: the second set of weights of a model, and what fills its columns.

The encoder of the model for texts without an original says of each word how likely it was put in.
A spun copy reads odder at its swaps than what it was made of, also where its words go better with
their neighbours than before. What that weighs stands in the section `reading` of `model.json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from spindetect.features import READ_FEATURES, Floats, with_oddness
from spindetect.model.files import checked, json_bytes, linear, points_of, shipped_model, written
from spindetect.model.scoring import Model
from spindetect.suspects import DEEP, FAST, deep_files, files
from spindetect.suspects.choice import MOST_READ
from spindetect.suspects.deep import Reader
from spindetect.suspects.encoder import missing, open_encoder
from spindetect.types import Alignment, SpindetectError, Substitution

SECTION: Final = "reading"


@dataclass(slots=True)
class PairReader:
    """A model with its weights for what the encoder reads, and the encoder.

    `source`: what `encoder.open_encoder` is given when the first text is to be read, unless there
    is an `encoder` already.
    """

    model: Model
    source: tuple[Path, str, str, int] | None
    encoder: Reader | None = field(default=None, repr=False)

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
        if self.encoder is None:
            assert self.source is not None
            self.encoder = open_encoder(*self.source)
        texts = alignment.original, alignment.candidate
        original, candidate = (self.encoder.read(text).log_odds for text in texts)
        return with_oddness(sums, alignment, substitutions, original, candidate)


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
    section = files.read_section(path, SECTION)
    digests = deep_files.digests_of(files.shipped_folder())
    why = missing()
    if section is None:
        why = "this model judges pairs without an encoder"
    elif why is None and digests != (section.get("encoder"), section.get("vocabulary")):
        why = "this model was made with another encoder than that of this version"
    if section is None or why is not None or digests is None:
        if with_original == DEEP:
            raise SpindetectError(
                f"{folder or 'the shipped model'}: {why}; or judge without it (--with-original "
                f"{FAST})"
            )
        return None
    source = files.shipped_folder(), *digests, threads
    return PairReader(_with_section(model, section, path), source)


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
            features=READ_FEATURES,
        )
    return trained.at_prior(model.prior)


def with_section(content: bytes, model: Model, digests: tuple[str, str]) -> bytes:
    """A `model.json` with the section of a model for read pairs.

    `digests`: SHA-256 of the encoder's network and vocabulary.
    """
    data = json.loads(content)
    data[SECTION] = {
        "encoder": digests[0],
        "vocabulary": digests[1],
        "features": [feature.name for feature in model.features],
        "points": {name: asdict(point) for name, point in model.points.items()},
        "document": written(model.document),
        "sentence": written(model.sentence),
        "direction": written(model.direction),
    }
    return json_bytes(data)
