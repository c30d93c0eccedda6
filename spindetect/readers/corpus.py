"""Files and folders of any form that docs/corpora.md describes → one stream of records."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from spindetect.readers import containers
from spindetect.readers.containers import Fields, Source, Told
from spindetect.readers.decoding import codec_name
from spindetect.readers.folders import Found, walk
from spindetect.readers.formats import format_of
from spindetect.readers.globs import Globs
from spindetect.readers.ids import SeenIds
from spindetect.readers.lists import listed_paths
from spindetect.readers.opening import shown_name
from spindetect.readers.records import Record
from spindetect.readers.refusal import RefusedError, check_size
from spindetect.types import SpindetectError, UnreadableError

_ARCHIVES = re.compile(r"(?:ZIP|tar|xz|7-Zip|RAR|gzip|bzip2|Zstandard) archive")
_NO_TEXT = re.compile(r".*(?:image|program|audio|video|font|database)")
_ASSETS = frozenset(
    ".css .js .mjs .cjs .ts .map .json .xml .xsl .xslt .rss .atom .svg .ico .webmanifest .ipynb "
    ".geojson .yaml .yml .toml .ini .cfg .log .sql .sh .bat .py .java .c .h .cpp .php .rb .go .rs "
    ".lock .sum .pem .crt .ics .vcf .srt .vtt .bib .cdx .cdxj".split()
)
"""Names of files that sites and programs are made of: text, but no documents. They are left out of
folders unless their content is that of a page or they are asked for by an include glob."""

_WORD_SIGNS = (b"word/", b"[Content_Types].xml")
_MAX_KINDS = 1000


class Corpus:
    """The documents of files and folders, one record each; see docs/corpora.md.

    `inputs`: paths of files and folders; "-" for a list of paths on standard input (`stdin`, by
    default that of the process), one a line or ended by NUL. `include`, `exclude`: globs for the
    files of folders (`Globs`). `text_field`, `id_field`, `date_field`: names in JSON Lines, CSV and
    Parquet. `encoding`: of files that do not say (with a byte order mark) what theirs is; None to
    find it out.

    Iterating starts anew each time, but for standard input. Memory does not grow with the corpus
    beyond some 15 bytes for each id.
    """

    def __init__(
        self,
        inputs: Sequence[str | Path],
        *,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        text_field: str = "text",
        id_field: str = "id",
        date_field: str = "date",
        encoding: str | None = None,
        stdin: BinaryIO | None = None,
    ) -> None:
        """Raises SpindetectError for a glob or an encoding that cannot be; reads nothing."""
        try:
            self._include = Globs(include) if include else None
            self._exclude = Globs(exclude) if exclude else None
            if encoding is not None:
                encoding = codec_name(encoding)
        except (ValueError, re.error) as error:
            raise SpindetectError(f"--include, --exclude: {error}; mend the pattern") from None
        except RefusedError as refusal:
            raise SpindetectError(f"--encoding: {refusal}") from None
        self._inputs = [os.fspath(path) for path in inputs]
        if self._inputs.count("-") > 1:
            raise SpindetectError("-: standard input can be read once; give it once")
        self._fields = Fields(text_field, id_field, date_field, encoding)
        self._stdin = stdin
        self._stdin_read = False
        self.left_out: Counter[str] = Counter()
        """What the last iteration left out of folders and archives, by kind, so far."""

    def __iter__(self) -> Iterator[Record]:
        """The records, in the order of the inputs, folders sorted by name.

        Raises UnreadableError in one line, before the first record, for an input that is not there
        or cannot be opened; anything later is the problem of one record.
        """
        self.check()
        self.left_out = Counter()
        return self._unique()

    def check(self) -> None:
        """Raises UnreadableError for the first input that is not there or cannot be opened."""
        for path in self._inputs:
            if path != "-":
                try:
                    self._check(path)
                except RefusedError as refusal:
                    raise UnreadableError(shown_name(f"{path}: {refusal}")) from None
            elif self._stdin_read:
                raise SpindetectError("-: standard input can be read once; save the list as a file")

    def _check(self, path: str) -> None:
        if os.path.isdir(path):
            try:
                os.scandir(path).close()
            except OSError as error:
                reason = error.strerror or error
                raise RefusedError(f"cannot be listed ({reason}); check the folder") from None
            return
        told = containers.tell(path)
        _check_document(told)
        if told.kind is not None:
            rows = containers.records(Source.of(path, path), told, self._fields, lambda kind: None)
            next(rows, None)
            rows.close()

    def _unique(self) -> Iterator[Record]:
        seen = SeenIds()
        for record in self._all():
            if seen.add(record.id):
                yield record
            elif record.problem is None:
                yield replace(
                    record,
                    content=b"",
                    problem="has the same id as a record before it; leave it out or rename it",
                )
            else:
                yield record

    def _all(self) -> Iterator[Record]:
        for path in self._inputs:
            if path == "-":
                self._stdin_read = True
                source = self._stdin or getattr(sys.stdin, "buffer", None)
                for listed in listed_paths(source):
                    yield from self._input(listed)
            else:
                yield from self._input(path)

    def _input(self, path: str) -> Iterator[Record]:
        if os.path.isdir(path):
            for found in walk(path, self._include, self._exclude):
                yield from self._found(found)
            return
        size = modified = 0
        try:
            status = os.stat(path)
            size, modified = status.st_size, status.st_mtime_ns
        except (OSError, ValueError):  # what is wrong is said when it is opened
            pass
        yield from self._file(Source.of(path, path), size, modified)

    def _found(self, found: Found) -> Iterator[Record]:
        """The records of a file in a folder; none for what is no document."""
        source = Source.of(found.path, found.relative)
        if found.problem is not None:
            yield _broken(source, found.problem)
            return
        yield from self._file(source, found.size, found.modified, choosy=not found.named)

    def _file(
        self, source: Source, size: int, modified: int, *, choosy: bool = False
    ) -> Iterator[Record]:
        """The records of a file. `choosy`: nobody asked for this very file."""
        try:
            told = containers.tell(source.path)
            kind = _left_out(told) if choosy else None
            if kind is not None:
                self._leave_out(kind)
                return
            _check_document(told)
            if told.kind is not None:
                yield from containers.records(source, told, self._fields, self._leave_out)
                return
            check_size(size)
        except RefusedError as refusal:
            yield replace(_broken(source, str(refusal)), size=size, modified=modified)
            return
        yield Record(
            source.id,
            source.shown,
            source.path,
            suffix=told.suffix,
            encoding=self._fields.encoding,
            size=size,
            modified=modified,
        )

    def _leave_out(self, kind: str) -> None:
        known = kind in self.left_out or len(self.left_out) < _MAX_KINDS
        self.left_out[kind if known else "other kinds"] += 1


def _broken(source: Source, problem: str) -> Record:
    return Record(source.id, source.shown, source.path, b"", problem=shown_name(problem))


def _check_document(told: Told) -> None:
    """RefusedError for archives and JSON, which hold documents but are none."""
    if told.kind is not None:
        return
    kind = told.binary
    if kind and _ARCHIVES.fullmatch(kind):
        is_word = kind == "ZIP archive" and any(sign in told.head for sign in _WORD_SIGNS)
        if not (is_word or told.suffix in (".docx", ".docm")):
            article = "an" if kind.startswith(("x", "R")) else "a"
            raise RefusedError(f"is {article} {kind}; unpack it and give the folder")
    elif told.suffix == ".json":
        raise RefusedError(
            "is JSON, but not JSON Lines, one object a line; convert it (jq -c '.[]' FILE)"
        )


def _left_out(told: Told) -> str | None:
    """The kind of a file that is left out of folders; None for one that is read."""
    if told.kind is None and told.binary is not None:
        return told.binary if _NO_TEXT.fullmatch(told.binary) else None
    if told.suffix not in _ASSETS or (told.kind and told.suffix == ".json"):
        return None
    return None if told.kind is None and _is_page(told.head) else told.suffix


def _is_page(head: bytes) -> bool:
    return format_of(head, "").name in ("html", "pdf")
