"""The encoder in a model folder: the section `deep` of `model.json` and the two files it names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from spindetect.suspects.deep import MIXED, RANKED, Deep
from spindetect.suspects.documents import read_document_model
from spindetect.suspects.encoder import open_encoder
from spindetect.suspects.files import POINTS, read_point, read_section, read_share
from spindetect.suspects.network import read_network
from spindetect.types import SpindetectError, UnreadableError

if TYPE_CHECKING:
    from spindetect.suspects.model import UnaidedModel

SECTION: Final = "deep"
_LARGEST: Final = 1e3


def deep_section(model: UnaidedModel, encoder: str, vocabulary: str) -> dict[str, Any]:
    """The section of a model with an encoder; `encoder`, `vocabulary`: SHA-256 of its files."""
    assert model.deep is not None
    return {
        "encoder": encoder,
        "vocabulary": vocabulary,
        "columns": list(MIXED),
        "undecided": list(model.deep.undecided),
        "ranking": list(model.deep.ranking),
        "points": {name: asdict(point) for name, point in model.points.items()},
        "mark": model.mark,
        "prior": model.prior,
        "document": model.document.as_data(),
        "context": model.context.as_data(),
        "mix": model.deep.mix.as_data(),
    }


def with_section(content: bytes, model: UnaidedModel, encoder: str, vocabulary: str) -> bytes:
    """A `model.json` with the section of a model with an encoder; digests as in `deep_section`."""
    data = json.loads(content)
    data[SECTION] = deep_section(model, encoder, vocabulary)
    return (json.dumps(data, separators=(",", ":")) + "\n").encode()


def has_encoder(folder: Path) -> bool:
    """Whether a model has an encoder, be it sound or not."""
    return digests_of(folder) is not None


def digests_of(folder: Path) -> tuple[str, str] | None:
    """SHA-256 of the files of the encoder that a model was fitted to; None where it has none."""
    section = read_section(folder / "model.json", SECTION)
    if section is None:
        return None
    return str(section.get("encoder")), str(section.get("vocabulary"))


def deepened(model: UnaidedModel, folder: Path, encoder: Path, threads: int) -> UnaidedModel:
    """See `UnaidedModel.deepened`."""
    path = folder / "model.json"
    data = read_section(path, SECTION)
    if data is None:
        raise SpindetectError(f"{path}: this model has no encoder; judge without it")
    try:
        if data["columns"] != list(MIXED):
            raise ValueError("its encoder was fitted for other columns than this version has")
        deep = replace(
            model,
            context=read_network(data["context"], model.context.mean.size),
            document=read_document_model(data["document"]),
            points={name: read_point(data["points"][name]) for name in POINTS},
            mark=read_share(data["mark"]),
            deep=_deep(data, encoder, threads),
            prior=read_share(data["prior"]),
        )
        return deep.at_prior(model.prior)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise UnreadableError(
            f"{path}: damaged section for the encoder ({error}); restore it or run "
            "'make no-original'"
        ) from error


def _deep(data: Mapping[str, Any], encoder: Path, threads: int) -> Deep:
    low, high = (float(value) for value in data["undecided"])
    if not -_LARGEST <= low <= high <= _LARGEST:
        raise ValueError("no range of log-odds")
    mix = read_network(data["mix"], len(MIXED))
    digests = str(data["encoder"]), str(data["vocabulary"])
    ranking = tuple(float(value) for value in data["ranking"])
    if len(ranking) != len(RANKED) or not all(abs(value) <= _LARGEST for value in ranking):
        raise ValueError("no weights to rank suggestions by")
    return Deep(open_encoder(encoder, *digests, threads), mix, (low, high), ranking)
