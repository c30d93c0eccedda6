"""The files that the simulated spinners read: a synonym database and page furniture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from spindetect.types import UnreadableError


@dataclass(frozen=True, slots=True)
class Group:
    """A word or phrase of the database (its head) and what may be put in its place."""

    head: str
    replacements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupFile:
    """Synonym groups in file order. `by_first`: first word of a head, in small letters, → the
    positions of its groups."""

    groups: tuple[Group, ...]
    by_first: Mapping[str, tuple[int, ...]]


def in_file_order(groups: Iterable[Group]) -> GroupFile:
    """Index groups by the first words of their heads."""
    groups = tuple(groups)
    by_first: dict[str, list[int]] = {}
    for place, group in enumerate(groups):
        by_first.setdefault(group.head.split(" ", 1)[0].lower(), []).append(place)
    return GroupFile(groups, {first: tuple(places) for first, places in by_first.items()})


def load_groups(path: Path | None = None) -> GroupFile:
    """Read a database: a head, a tab, replacements separated by "|" on each line.

    Without a path, the database that came with the program.

    Raises:
        UnreadableError: the file is missing or a line has no head or no replacement.
    """
    path = _folder() / "database.tsv" if path is None else path
    lines = enumerate(_lines(path), 1)
    return in_file_order(_group(path, number, line) for number, line in lines)


def load_function_words() -> GroupFile:
    """The groups of function words that came with the program.

    Raises:
        UnreadableError: the file is missing or damaged.
    """
    return load_groups(_folder() / "function_words.tsv")


def load_furniture(path: Path | None = None) -> tuple[str, ...]:
    """Read lines of page furniture, one a line; without a path, those of the program.

    Raises:
        UnreadableError: the file is missing.
    """
    return tuple(_lines(_folder() / "furniture.txt" if path is None else path))


def _group(path: Path, number: int, line: str) -> Group:
    head, _, rest = line.partition("\t")
    replacements = tuple(filter(None, rest.split("|")))
    if not head or not replacements:
        raise UnreadableError(
            f"{path}: line {number} is no synonym group; write the head, a tab and replacements "
            f"separated by |"
        )
    return Group(head, replacements)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"{path}: cannot be read ({error}); reinstall the program") from error


def _folder() -> Path:
    """Inside an installed package, else in the checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_data" / "spinners"
    return installed if installed.is_dir() else package.parent / "data" / "spinners"
