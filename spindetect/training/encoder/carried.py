"""Texts that installed packages carry for purposes of their own. They are read, no code is run."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from spindetect.types import UnreadableError


def carried(package: str, pattern: str, listing: str) -> dict[str, bytes]:
    """The files of a package whose paths match, by path below its folder, sorted.

    `listing`: SHA-256 of the lines that name path and SHA-256 of each. Raises `UnreadableError`
    where the package is not installed or carries other files.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise UnreadableError(f"{package} is not installed; 'make encoder' installs it")
    folder = Path(spec.submodule_search_locations[0])
    paths = {path.relative_to(folder).as_posix(): path for path in folder.glob(pattern)}
    found = {name: paths[name].read_bytes() for name in sorted(paths)}
    total = hashlib.sha256()
    for name, content in found.items():
        total.update(f"{name} {hashlib.sha256(content).hexdigest()}\n".encode())
    if total.hexdigest() != listing:
        what = "not the files that this version was made with; 'make encoder' installs those"
        raise UnreadableError(f"{folder}: {what}")
    return found
