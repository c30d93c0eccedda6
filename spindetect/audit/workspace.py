"""The folder beside the output in which a run keeps what is done, so that it can go on.

    <output>.work/
        run.json          what the run depends on
        originals/        pieces of the index, then the index itself
        pages/            what was noted of each shard of pages

Every file is written aside and renamed, so that whatever is there is whole. What a shard was made
of stands in it as a digest: a shard whose records changed since is made anew.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from spindetect.audit.rows import Row
from spindetect.types import SpindetectError

RUN: Final = "run.json"


class Workspace:
    """The work folder of one output."""

    def __init__(self, out: Path) -> None:
        self.path = out.with_name(f"{out.name}.work")

    @property
    def index(self) -> Path:
        """The index of the originals, or of the pages where they are held against each other."""
        return self.path / "originals" / "index"

    def piece(self, number: int) -> Path:
        """A piece of that index."""
        return self.path / "originals" / f"piece-{number:06}"

    def notes(self, number: int) -> Path:
        """What was noted of a shard of pages."""
        return self.path / "pages" / f"{number:06}.jsonl"

    def begin(self, run: Mapping[str, str], *, resume: bool) -> None:
        """Make the folder, or take the one of a run that was stopped.

        Raises `SpindetectError` where there is one that may not be gone on with.
        """
        head = self.path / RUN
        if resume and head.exists():
            self._check(head, run)
            return
        if self.path.exists():
            if not resume and head.exists():
                raise SpindetectError(
                    f"{self.path}: a run for this output was stopped; go on with --resume, or "
                    "delete this folder to start anew"
                )
            if any(one.name not in ("originals", "pages") for one in self.path.iterdir()):
                raise SpindetectError(f"{self.path}: in the way; move it, or choose another --out")
        self.make()
        write_json(head, dict(run))

    def make(self) -> None:
        """Make the folders."""
        for folder in ("originals", "pages"):
            (self.path / folder).mkdir(parents=True, exist_ok=True)

    def _check(self, head: Path, run: Mapping[str, str]) -> None:
        try:
            before = json.loads(head.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise SpindetectError(f"{head}: damaged; delete {self.path} and start anew") from error
        for name, value in run.items():
            if before.get(name) != value:
                raise SpindetectError(
                    f"{self.path}: the stopped run had another value of {name}; run with the same "
                    "options, or delete this folder to start anew"
                )

    def finish(self) -> None:
        """Delete the folder, when the output is there."""
        shutil.rmtree(self.path, ignore_errors=True)


def write_json(path: Path, content: object) -> None:
    """Write JSON, whole or not at all."""
    temporary = path.with_name(f".{path.name}.part")
    temporary.write_text(json.dumps(content, separators=(",", ":")), "utf-8")
    temporary.replace(path)


def read_json(path: Path) -> Any:  # noqa: ANN401
    """What `write_json` wrote; None where there is nothing, or nothing whole."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def write_notes(path: Path, notes: list[Row], digest: str) -> None:
    """Write what was noted of a shard of pages, whole or not at all."""
    lines = (json.dumps(one, separators=(",", ":")) for one in ({"digest": digest}, *notes))
    temporary = path.with_name(f".{path.name}.part")
    temporary.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    temporary.replace(path)


def read_notes(path: Path) -> Iterator[Row]:
    """The notes of a shard."""
    with path.open(encoding="utf-8") as stream:
        next(stream)
        yield from map(json.loads, stream)


def digest_of(path: Path) -> str | None:
    """The digest that the notes of a shard were written with; None where there are none."""
    try:
        with path.open(encoding="utf-8") as stream:
            return str(json.loads(stream.readline())["digest"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
