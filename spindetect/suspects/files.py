"""The model folder: `model.json` (weights, operating points), `alternatives.npz` (the word table,
whose digest `model.json` names) and `card.json` (how it was trained and how it measured).

Nothing in them is executed.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, Final

import numpy as np

from spindetect.lexicon import Lexicon
from spindetect.suspects.documents import NAMES, read_document_model
from spindetect.suspects.evidence import FEATURES
from spindetect.suspects.model import CONTEXT, UnaidedModel
from spindetect.suspects.network import read_network
from spindetect.suspects.words import CLASSES, ENDINGS, KEPT, MOST, Alternatives, WordTable
from spindetect.types import OperatingPoint, SpindetectError, UnreadableError

PROTOCOL: Final = 1
"""Raised by one whenever older code would misread the files."""
KIND: Final = "no-original"
TABLE: Final = "alternatives.npz"
POINTS: Final = ("default", "strict")
_MAX_BYTES: Final = 16 << 20
_MAX_TABLE: Final = 32 << 20


def shipped_folder() -> Path:
    """Inside an installed package, else in the checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_data" / "models" / KIND
    return installed if installed.is_dir() else package.parent / "models" / KIND


def is_unaided_folder(folder: Path) -> bool:
    """Whether a folder holds a model for texts without an original, of whatever version."""
    try:
        data = json.loads(_read(folder / "model.json"))
    except (UnreadableError, ValueError, RecursionError):
        return False
    return isinstance(data, dict) and data.get("kind") == KIND


def folder_contents(model: UnaidedModel, alternatives: Alternatives) -> dict[str, bytes]:
    """The files of a model folder by name, but for its README."""
    table = io.BytesIO()
    arrays = {column.name: getattr(alternatives, column.name) for column in fields(alternatives)}
    np.savez_compressed(table, allow_pickle=False, **arrays)
    data = {
        "protocol": PROTOCOL,
        "kind": KIND,
        "features": list(FEATURES),
        "aggregates": list(NAMES),
        "lexicon": model.lexicon,
        "alternatives": hashlib.sha256(table.getvalue()).hexdigest(),
        "points": {name: asdict(point) for name, point in model.points.items()},
        "prior": model.prior,
        "mark": model.mark,
        "min_words": model.min_words,
        "document": model.document.as_data(),
        "context": model.context.as_data(),
        "word": model.word.as_data(),
    }
    return {
        TABLE: table.getvalue(),
        "model.json": (json.dumps(data, separators=(",", ":")) + "\n").encode(),
        "card.json": (json.dumps(dict(model.card), indent=1) + "\n").encode(),
    }


def load(folder: Path, lexicon: Lexicon) -> UnaidedModel:
    """See `UnaidedModel.load`."""
    path = folder / "model.json"
    content = _read(path)
    try:
        data = json.loads(content, parse_constant=_refuse)
        if "kind" not in data and "sentence" in data:
            raise SpindetectError(
                f"{folder}: a model for pairs; give one for texts without an original"
            )
        if data["kind"] != KIND or data["protocol"] != PROTOCOL:
            raise ValueError("of another kind or protocol")
        if data["features"] != list(FEATURES) or data["aggregates"] != list(NAMES):
            raise ValueError("made for other features than this version has")
        if data["lexicon"] != lexicon.version:
            raise ValueError("made for another lexicon than this version has")
        table = _table(folder / TABLE, str(data["alternatives"]), lexicon)
        return UnaidedModel(
            table=table,
            word=read_network(data["word"], len(FEATURES)),
            context=read_network(data["context"], len(CONTEXT)),
            document=read_document_model(data["document"]),
            points={name: read_point(data["points"][name]) for name in POINTS},
            mark=read_share(data["mark"]),
            min_words=int(data["min_words"]),
            prior=read_share(data["prior"]),
            lexicon=str(data["lexicon"]),
            sha256=hashlib.sha256(content).hexdigest(),
            card=_card(folder / "card.json"),
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise UnreadableError(
            f"{path}: no model for texts without an original ({error}); restore it or train it anew"
        ) from error


def read_section(path: Path, name: str) -> Mapping[str, Any] | None:
    """A section of `model.json`; None where it has none, or is no JSON object."""
    try:
        data = json.loads(_read(path), parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    section = data.get(name) if isinstance(data, dict) else None
    return section if isinstance(section, dict) else None


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise UnreadableError(f"{path}: too large for a model file; restore it")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}; restore it or reinstall") from error


def _card(path: Path) -> dict[str, Any]:
    return dict(json.loads(_read(path))) if path.exists() else {}


def _refuse(constant: str) -> float:
    """Python reads NaN and Infinity, which JSON does not have."""
    raise ValueError(f"{constant} is not JSON")


def read_share(value: object) -> float:
    """A number between 0 and 1; a ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 < value < 1.0:
        raise ValueError(f"{value!r:.40} is no share")
    return float(value)


def read_point(data: Mapping[str, Any]) -> OperatingPoint:
    """An operating point; a ValueError, KeyError or TypeError for anything else."""
    low, high = data["interval"]
    return OperatingPoint(
        threshold=read_share(data["threshold"]),
        aim=float(data["aim"]),
        articles=int(data["articles"]),
        flagged=int(data["flagged"]),
        interval=(float(low), float(high)),
    )


def _table(path: Path, digest: str, lexicon: Lexicon) -> WordTable:
    """The word table, whose digest must be the one in `model.json`."""
    content = _read(path)
    if hashlib.sha256(content).hexdigest() != digest:
        raise UnreadableError(f"{path}: not the table that model.json names; restore it")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as members:
            if sum(member.file_size for member in members.infolist()) > _MAX_TABLE:
                raise ValueError("larger than any table")
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            table = Alternatives(**{c.name: arrays[c.name] for c in fields(Alternatives)})
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise UnreadableError(f"{path}: damaged word table; restore it") from error
    if not _sound(table):
        raise UnreadableError(f"{path}: damaged word table; restore it")
    return WordTable(table, lexicon)


def _sound(table: Alternatives) -> bool:
    """Whether all numbers lead somewhere."""
    size = len(table.words)
    flat = (table.classes, table.endings, table.lengths, table.vowels)
    return (
        0 < size <= MOST
        and table.words.dtype == np.uint32
        and table.numbers.dtype == np.uint16
        and all(column.dtype == np.uint8 for column in (table.channel, *flat))
        and table.numbers.shape == table.channel.shape == (size + 1, KEPT)
        and all(column.shape == (size + 1,) for column in flat)
        and int(table.numbers.max()) <= size
        and int(table.classes.max()) < len(CLASSES)
        and int(table.endings.max()) < len(ENDINGS)
    )
