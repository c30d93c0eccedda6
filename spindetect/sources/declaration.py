"""What is declared of each external file, and reading one that is what was declared."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from spindetect.types import UnreadableError

_NAME: Final = "external.json"
_PARAGRAPHS: Final = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Source:
    """One external file. `originals`: articles to make pairs from; else it is for evaluation only.

    `file`: its name in the folder of external data. `use`: the same in words.
    """

    name: str
    file: str
    sha256: str
    bytes: int
    licence: str
    origin: str
    use: str
    originals: bool


def declared_sources(path: Path | None = None) -> tuple[Source, ...]:
    """The declared files, in their fixed order; without a path, those of the program.

    Raises:
        UnreadableError: the declaration is missing or damaged.
    """
    path = _shipped() if path is None else path
    try:
        return tuple(Source(**row) for row in json.loads(path.read_text("utf-8"))["sources"])
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise UnreadableError(
            f"{path}: not a declaration of external sources; reinstall the program"
        ) from error


def read_rows(folder: Path, source: Source) -> list[dict[str, Any]] | None:
    """The rows of a JSON Lines file, None where there is no such file.

    Raises:
        UnreadableError: the file cannot be read, or is not the one that was declared.
    """
    text = checked_text(folder, source)
    if text is None:
        return None
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def checked_text(folder: Path, source: Source) -> str | None:
    """The content of a declared file, None where there is no such file.

    Raises:
        UnreadableError: the file cannot be read, or is not the one that was declared.
    """
    path = folder / source.file
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}; make it readable or remove it") from error
    if hashlib.sha256(content).hexdigest() != source.sha256:
        raise UnreadableError(
            f"{path}: not the file that {_NAME} declares (its sha256 differs); put the declared "
            "one there or remove it"
        )
    return content.decode("utf-8")


def paragraphs(text: str) -> list[str]:
    """The paragraphs, which blank lines part, without the line breaks inside them."""
    found = (" ".join(part.split()) for part in _PARAGRAPHS.split(text.replace("\r\n", "\n")))
    return [paragraph for paragraph in found if paragraph]


def _shipped() -> Path:
    """Inside an installed package, else in the checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_data" / _NAME
    return installed if installed.is_file() else package.parent / "data" / _NAME
