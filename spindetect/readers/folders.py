"""Folders → the files below them, in an order that is always the same."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass

from spindetect.readers.globs import Globs


@dataclass(frozen=True, slots=True)
class Found:
    """A file below a folder: the path to open, that from the folder on (with slashes).

    `size` in bytes, `modified` in ns; `problem` where it is no file that can be read; `named`:
    whether an include glob asked for it.
    """

    path: str
    relative: str
    size: int = 0
    modified: int = 0
    problem: str | None = None
    named: bool = False


def walk(root: str, include: Globs | None, exclude: Globs | None) -> Iterator[Found]:
    """The files below a folder, sorted by name folder by folder, hidden ones left out.

    Links are followed. A folder reached by a link is entered once, and never from inside itself.
    What cannot be listed or is no regular file is found with a problem.
    """
    yield from _Walk(include, exclude).below(root)


class _Walk:
    def __init__(self, include: Globs | None, exclude: Globs | None) -> None:
        self._include = include
        self._exclude = exclude
        self._entered: set[tuple[int, int]] = set()

    def below(self, root: str) -> Iterator[Found]:
        """An explicit stack, since hostile folders nest deeper than Python recurses."""
        stack: list[Iterator[Found | tuple[str, str]]] = [self._listed(root, "")]
        while stack:
            found = next(stack[-1], None)
            if found is None:
                stack.pop()
            elif isinstance(found, Found):
                yield found
            else:
                stack.append(self._listed(*found))

    def _listed(self, folder: str, prefix: str) -> Iterator[Found | tuple[str, str]]:
        """Files of a folder, and folders to go into: their paths, and what ids begin with there."""
        try:
            status = os.stat(folder)
            self._entered.add((status.st_dev, status.st_ino))
            names = sorted(os.listdir(folder))  # entries of os.scandir take ten times the memory
        except OSError as error:
            problem = f"cannot be listed ({error.strerror or error}); check the folder"
            yield Found(folder, prefix or ".", problem=problem)
            return
        for name in names:
            if not name.startswith("."):
                found = self._entry(os.path.join(folder, name), f"{prefix}{name}")
                if found is not None:
                    yield found

    def _entry(self, path: str, relative: str) -> Found | tuple[str, str] | None:
        try:
            status = os.stat(path)
        except OSError:  # what is wrong is said when it is opened
            excluded = self._exclude is not None and self._exclude.match(relative)
            return None if excluded else Found(path, relative, named=True)
        is_folder = stat.S_ISDIR(status.st_mode)
        if self._exclude is not None and self._exclude.match(relative, folder=is_folder):
            return None
        if is_folder:
            entered = (status.st_dev, status.st_ino) in self._entered and os.path.islink(path)
            return None if entered else (path, f"{relative}/")
        if self._include is not None and not self._include.match(relative):
            return None
        named = self._include is not None
        return Found(path, relative, status.st_size, status.st_mtime_ns, named=named)
