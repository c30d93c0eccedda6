"""Several files of one folder exchanged together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path


def exchange(
    folder: Path, contents: Mapping[str, bytes], *, first: Sequence[str], last: Sequence[str] = ()
) -> None:
    """Write `contents` (by file name, in this order) to `folder`, made where there is none.

    Files named in `first` are taken away before anything is put in place, those in `last` after
    everything is: what is missing in between cannot be taken for a part of something else. All is
    written aside in the folder before the first file is touched, and any failure (a full disk,
    Ctrl-C) puts everything back.
    """
    import shutil
    import tempfile

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".part-", dir=folder) as name:
        new, old = Path(name) / "new", Path(name) / "old"
        new.mkdir()
        old.mkdir()
        for file, content in contents.items():
            (new / file).write_bytes(content)
        names = list(dict.fromkeys((*first, *contents, *last)))
        for file in names:
            if (folder / file).is_file():
                shutil.copy2(folder / file, old / file)
        try:
            _exchange(folder, new, list(contents), first, last)
        except BaseException:
            _restore(folder, old, names)
            raise


def _exchange(
    folder: Path, new: Path, names: Sequence[str], first: Sequence[str], last: Sequence[str]
) -> None:
    for file in first:
        (folder / file).unlink(missing_ok=True)
    for file in names:
        (new / file).replace(folder / file)
    for file in last:
        (folder / file).unlink(missing_ok=True)


def _restore(folder: Path, old: Path, names: Sequence[str]) -> None:
    for file in names:
        if (old / file).exists():
            (old / file).replace(folder / file)
        elif (folder / file).is_file():
            (folder / file).unlink()
