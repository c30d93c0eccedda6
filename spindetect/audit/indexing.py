"""Originals to an index: shards of records become pieces, pieces become the index."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from spindetect.audit.parallel import Progress, Task, run
from spindetect.audit.shards import Content, index_shard, indexed_shard, shards
from spindetect.audit.workspace import Workspace, read_json, write_json
from spindetect.readers import Record
from spindetect.retrieval import Index, assemble


def index_records(
    records: Iterable[Record],
    space: Workspace,
    run_digest: str,
    *,
    stage: str,
    jobs: int,
    progress: Progress,
    total: int | None = None,
) -> list[Content]:
    """Make pieces of all records, by so many workers; pieces that are there already are kept.

    Returns what each piece holds, in order.
    """
    digests: list[str] = []

    def tasks() -> Iterator[Task]:
        for shard in shards(records):
            digests.append(shard.digest(run_digest))
            piece = space.piece(shard.number)
            done = indexed_shard(piece, digests[-1]) is not None
            yield Task(len(shard.records), index_shard, (shard, piece, digests[-1]), done=done)

    run(tasks(), jobs, lambda done: progress(stage, done, total))
    contents = [indexed_shard(space.piece(number)) for number in range(len(digests))]
    return [content for content in contents if content is not None]


def index_of_pieces(space: Workspace, contents: Sequence[Content]) -> Path:
    """Put the pieces together, unless that was done before; returns the path of the index."""
    marker = space.index.with_suffix(".json")
    told = hashlib.sha256("\n".join(one.digest for one in contents).encode()).hexdigest()
    if read_json(marker) != told:
        shutil.rmtree(space.index, ignore_errors=True)
        assemble(space.index, [space.piece(number) for number in range(len(contents))])
        write_json(marker, told)
    return space.index


def problems_of(contents: Sequence[Content]) -> list[str]:
    """What is wrong with the records that could not be used."""
    return [problem for one in contents for problem in one.problems if problem is not None]


def extend_index(
    records: Iterable[Record],
    out: Path,
    *,
    jobs: int,
    progress: Progress,
    known: Callable[[str], bool],
) -> tuple[int, list[str]]:
    """Make an index, or add to the one that is there the documents that it does not know.

    Returns how many documents were added, and what is wrong with those that could not be.
    """
    space = Workspace(out)
    shutil.rmtree(space.path, ignore_errors=True)
    space.make()
    try:
        unknown = (record for record in records if not known(record.id))
        contents = index_records(unknown, space, "", stage="reading", jobs=jobs, progress=progress)
        added = sum(one.usable for one in contents)
        if added:
            assemble(out, [space.piece(number) for number in range(len(contents))])
    finally:
        space.finish()
    return added, problems_of(contents)


def known_ids(path: Path) -> Callable[[str], bool]:
    """Whether an index, if there is one, has a document of some id."""
    return frozenset(Index.open(path).ids() if path.exists() else ()).__contains__
