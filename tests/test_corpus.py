"""Corpora: every format and compression, every kind of breakage, ids, dates, globs, limits."""

from __future__ import annotations

import bz2
import csv
import gzip
import importlib
import io
import json
import os
import pickle
import random
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from documents import column, pdf, word
from hypothesis import given, settings
from hypothesis import strategies as st

from spindetect.readers import (
    Corpus,
    Record,
    containers,
    isolated,
    opening,
    read_record,
    rows,
    warc,
)
from spindetect.readers.codings import uncoded
from spindetect.readers.dates import iso_date
from spindetect.readers.globs import Globs
from spindetect.readers.ids import SeenIds
from spindetect.readers.refusal import RefusedError
from spindetect.types import Document, SpindetectError, UnreadableError

zstd = importlib.import_module(
    "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
)
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "": lambda data: data,
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".zst": zstd.compress,
}
TEXTS = ["The ferry left at dawn.", "Naïve gulls followed\nit out, “crying”.", "Nobody waved."]
ROWS = [{"id": f"p{n}", "date": f"2024-05-0{n + 1}", "text": text} for n, text in enumerate(TEXTS)]
DATES = ["2024-05-01", "2024-05-02", "2024-05-03"]
MOMENT = "2024-05-01T09:30:00Z"
PAGE = f"<!doctype html><html><body><article><p>{TEXTS[0]}</p></article></body></html>"


# What the tests write


def json_lines(table: Iterable[object] = ROWS) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in table)


def csv_table(table: Iterable[dict[str, str]] = ROWS, delimiter: str = ",") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, ["id", "date", "text"], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(table)
    return text.getvalue().encode()


def parquet_table(table: pa.Table | None = None, **options: Any) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS) if table is None else table, buffer, **options)
    return buffer.getvalue()


def archived(
    kind: str, block: bytes, uri: str | None = None, media: str = "text/plain", when: str = MOMENT
) -> bytes:
    """A WARC record."""
    named = f"WARC-Target-URI: {uri}\r\n" if uri else ""
    return (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\n{named}WARC-Date: {when}\r\n"
        f"WARC-Record-ID: <urn:uuid:{zlib.crc32(block)}>\r\nContent-Type: {media}\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    ).encode() + block + b"\r\n\r\n"  # fmt: skip


def response(
    body: bytes, uri: str | None, media: str = "text/html", status: str = "200 OK", **headers: str
) -> bytes:
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n{more}\r\n"
    return archived("response", head.encode() + body, uri, "application/http; msgtype=response")


def wet(count: int = 3) -> list[bytes]:
    info = archived("warcinfo", b"software: a test\r\n", media="application/warc-fields")
    return [
        info,
        *(archived("conversion", TEXTS[n].encode(), f"https://a.org/{n}") for n in range(count)),
    ]


def put(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def records(*inputs: Path | str, **options: Any) -> list[Record]:
    found = list(Corpus(list(inputs), **options))
    for record in found:
        assert record.place.isprintable()
        assert record.problem is None or (record.problem.isprintable() and "; " in record.problem)
    return found


def documents(*inputs: Path | str, **options: Any) -> list[Document]:
    return [read_record(record) for record in records(*inputs, **options)]


def problems(*inputs: Path | str, **options: Any) -> list[str]:
    """What is wrong with records, whether it is found with them or when they are read."""
    said = []
    for record in records(*inputs, **options):
        try:
            read_record(record)
        except UnreadableError as error:
            message = str(error)
            assert message.startswith(f"{record.place}: ")
            assert message.isprintable()
            said.append(message.removeprefix(f"{record.place}: "))
    return said


def refused(*inputs: Path | str, **options: Any) -> str:
    with pytest.raises(UnreadableError) as caught:
        iter(Corpus(list(inputs), **options))
    message = str(caught.value)
    assert message.isprintable()
    assert "; " in message
    return message


# Formats and compressions

CONTAINERS: dict[str, tuple[bytes, str, list[str]]] = {
    "c.jsonl": (json_lines(), "line", ["p0", "p1", "p2"]),
    "c.ndjson": (json_lines(), "line", ["p0", "p1", "p2"]),
    "c.csv": (csv_table(), "row", ["p0", "p1", "p2"]),
    "c.tsv": (csv_table(delimiter="\t"), "row", ["p0", "p1", "p2"]),
    "c.parquet": (parquet_table(), "row", ["p0", "p1", "p2"]),
    "c.wet": (b"".join(wet()), "record", [f"https://a.org/{n}" for n in range(3)]),
}


@pytest.mark.parametrize("packing", PACKERS)
@pytest.mark.parametrize("name", CONTAINERS)
def test_every_container_in_every_compression(name: str, packing: str, tmp_path: Path) -> None:
    data, unit, ids = CONTAINERS[name]
    path = put(tmp_path / f"{name}{packing}", PACKERS[packing](data))
    found = records(path)
    assert [record.id for record in found] == ids
    first = 2 if name == "c.wet" else 1
    assert [r.place for r in found] == [f"{path} {unit} {n}" for n in range(first, first + 3)]
    read = [read_record(record) for record in found]
    assert [document.text for document in read] == TEXTS
    dates = [MOMENT] * 3 if name == "c.wet" else DATES
    assert [document.date for document in read] == dates
    assert {document.source for document in read} == {str(path)}


DOCUMENTS: dict[str, bytes] = {
    "d.txt": TEXTS[0].encode(),
    "d.md": TEXTS[0].encode(),
    "d": TEXTS[0].encode(),
    "d.html": PAGE.encode(),
    "d.pdf": pdf([column([TEXTS[0]])]),
    "d.docx": word(TEXTS[0]),
}


@pytest.mark.parametrize("packing", PACKERS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_in_every_compression(name: str, packing: str, tmp_path: Path) -> None:
    path = put(tmp_path / f"{name}{packing}", PACKERS[packing](DOCUMENTS[name]))
    (record,) = records(tmp_path)
    assert (record.id, record.place, record.content) == (path.name, str(path), None)
    assert read_record(record) == Document(path.name, TEXTS[0], str(path))


@pytest.mark.parametrize("name", ["c.jsonl", "c.parquet", "c.wet", "d.html", "d.pdf", "d.docx"])
@pytest.mark.parametrize("packing", ["", ".gz"])
def test_content_outranks_the_name(name: str, packing: str, tmp_path: Path) -> None:
    data = {**DOCUMENTS, **{n: c[0] for n, c in CONTAINERS.items()}}[name]
    put(tmp_path / "misnamed.txt", PACKERS[packing](data))
    assert documents(tmp_path)[0].text == TEXTS[0]


@pytest.mark.parametrize(
    "text",
    ["{Spring|Summer} came.", "{ a brace }", '"id","text"\nno table', "WARC/ is a format.",
     "PAR1S", "BZhou left.", 'He said: {"yes"} and left.'],
)  # fmt: skip
def test_texts_that_look_like_a_container_stay_texts(text: str, tmp_path: Path) -> None:
    put(tmp_path / "a.txt", text)
    assert [document.text for document in documents(tmp_path)] == [text]


def test_files_of_several_compressed_members(tmp_path: Path) -> None:
    for suffix in (".gz", ".bz2", ".zst"):
        members = b"".join(PACKERS[suffix](line) for line in json_lines().splitlines(keepends=True))
        assert len(records(put(tmp_path / f"c.jsonl{suffix}", members))) == 3
    assert len(records(put(tmp_path / "c.wet.gz", b"".join(map(gzip.compress, wet()))))) == 3


def test_padding_after_a_gzip_member_is_no_damage(tmp_path: Path) -> None:
    assert problems(put(tmp_path / "c.jsonl.gz", gzip.compress(json_lines()) + bytes(512))) == []


def test_pages_in_fields_are_read_as_pages(tmp_path: Path) -> None:
    path = put(tmp_path / "c.jsonl", json_lines([{"html": PAGE}, {"html": "<p>A fragment</p>"}]))
    read = documents(path, text_field="html")
    assert [document.text for document in read] == [TEXTS[0], "<p>A fragment</p>"]


def test_other_fields_can_be_named(tmp_path: Path) -> None:
    table = pa.table({"body": TEXTS, "url": ["a", "b", "c"], "seen": [date(2024, 5, 1)] * 3})
    path = put(tmp_path / "c.parquet", parquet_table(table))
    read = documents(path, text_field="body", id_field="url", date_field="seen")
    assert [(d.id, d.date) for d in read] == [(x, "2024-05-01") for x in "abc"]


# CSV and encodings


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_as_programs_write_it(delimiter: str, encoding: str, tmp_path: Path) -> None:
    data = csv_table(delimiter=delimiter).decode().encode(encoding)
    read = documents(put(tmp_path / "c.csv", data))
    assert [document.text for document in read] == TEXTS


def test_a_huge_field_of_csv_is_read_and_the_limit_of_the_module_left(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    text = "The ferry, as ever, left at dawn.\n" * 20_000
    assert (
        documents(put(tmp_path / "c.csv", csv_table([{"id": "1", "text": text}])))[0].text == text
    )
    assert csv.field_size_limit() == before


def test_bytes_that_are_no_utf_8_are_found_out_row_by_row(tmp_path: Path) -> None:
    text = "Die Fähre fuhr früh über die Förde, sagte der Schäfer."
    good, bad = (
        json.dumps({"text": text}, ensure_ascii=False).encode(e) for e in ("utf-8", "cp1252")
    )
    read = documents(put(tmp_path / "c.jsonl", good + b"\n" + bad + b"\n" + good))
    assert [document.text for document in read] == [text] * 3


def test_a_declared_encoding(tmp_path: Path) -> None:
    data = csv_table([{"id": "ж", "text": "Паром ушёл."}]).decode().encode("koi8-r")
    (document,) = documents(put(tmp_path / "c.csv", data), encoding="koi8-r")
    assert (document.id, document.text) == ("ж", "Паром ушёл.")
    lines = json.dumps({"text": "Паром ушёл."}, ensure_ascii=False).encode("utf-16")
    assert documents(put(tmp_path / "c.jsonl", lines))[0].text == "Паром ушёл."
    put(tmp_path / "t" / "a.txt", "Паром ушёл.".encode("koi8-r"))
    assert documents(tmp_path / "t", encoding="koi8-r")[0].text == "Паром ушёл."


def test_a_wrongly_declared_encoding(tmp_path: Path) -> None:
    path = put(tmp_path / "c.csv", csv_table())
    assert "cannot be read as ascii; leave --encoding out" in refused(path, encoding="ascii")
    with pytest.raises(SpindetectError, match=r"--encoding: .* no known encoding"):
        Corpus([path], encoding="klingon")


# WARC


def pages_of(tmp_path: Path, *parts: bytes) -> list[Document]:
    return documents(put(tmp_path / "a.warc.gz", b"".join(map(gzip.compress, parts))))


def chunked(body: bytes) -> bytes:
    return (
        b"".join(
            b"%x\r\n%b\r\n" % (len(body[k : k + 9]), body[k : k + 9])
            for k in range(0, len(body), 9)
        )
        + b"0\r\n\r\n"
    )


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


CODED: dict[str, tuple[bytes, dict[str, str]]] = {
    "gzip": (gzip.compress(PAGE.encode()), {"Content_Encoding": "gzip"}),
    "deflate": (zlib.compress(PAGE.encode()), {"Content_Encoding": "deflate"}),
    "raw deflate": (raw_deflate(PAGE.encode()), {"Content_Encoding": "deflate"}),
    "zstd": (zstd.compress(PAGE.encode()), {"Content_Encoding": "zstd"}),
    "chunked": (chunked(PAGE.encode()), {"Transfer_Encoding": "chunked"}),
    "both": (
        chunked(gzip.compress(PAGE.encode())),
        {"Transfer_Encoding": "chunked", "Content_Encoding": "GZIP"},
    ),
    "decoded before it was stored": (
        PAGE.encode(),
        {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"},
    ),
    "identity": (PAGE.encode(), {"Content_Encoding": "identity"}),
}


@pytest.mark.parametrize("case", CODED)
def test_codings_of_http_are_undone(case: str, tmp_path: Path) -> None:
    body, headers = CODED[case]
    (page,) = pages_of(tmp_path, response(body, "https://a.org/", **headers))
    assert page == Document("https://a.org/", TEXTS[0], page.source, MOMENT)


def test_brotli_is_undone() -> None:
    # "The ferry left." by the reference encoder
    packed = bytes.fromhex("0b0780546865206665727279206c6566742e03")
    assert uncoded(packed, ["br"]) == b"The ferry left."
    assert uncoded(b"<p>stored decoded", ["br"]) == b"<p>stored decoded"


def test_what_is_no_page_is_left_out_and_counted(tmp_path: Path) -> None:
    parts = [
        archived("warcinfo", b"software: x\r\n", media="application/warc-fields"),
        archived("request", b"GET / HTTP/1.1\r\n\r\n", "https://a.org/1", "application/http"),
        response(PAGE.encode(), "https://a.org/1"),
        response(b"gone", "https://a.org/2", status="404 Not Found"),
        response(b"\x89PNG", "https://a.org/3", media="image/png"),
        response(TEXTS[2].encode(), "https://a.org/4", media="text/plain; charset=utf-8"),
        archived("resource", PAGE.encode(), "https://a.org/5", "text/html"),
        archived("revisit", b"", "https://a.org/6"),
        archived("metadata", b"x: y\r\n", "https://a.org/7"),
    ]
    corpus = Corpus([put(tmp_path / "a.warc", b"".join(parts))])
    found = list(corpus)
    assert [record.id[-1] for record in found] == ["1", "4", "5"]
    assert [record.place.split()[-1] for record in found] == ["3", "6", "7"]
    assert sum(corpus.left_out.values()) == 2


def test_a_page_declares_its_encoding_in_its_header(tmp_path: Path) -> None:
    page = PAGE.replace("ferry", "паром").encode("koi8-r")
    (read,) = pages_of(
        tmp_path, response(page, "https://a.org/", media="text/html; charset=koi8-r")
    )
    assert "паром" in read.text


def test_pages_without_an_address_are_numbered(tmp_path: Path) -> None:
    read = pages_of(
        tmp_path, wet()[0], response(PAGE.encode(), None), response(PAGE.encode(), "<http://a.org>")
    )
    assert [page.id for page in read] == [f"{tmp_path}/a.warc.gz#2", "http://a.org"]


# Ids


def test_ids_of_files_are_paths_from_the_folder_on(tmp_path: Path) -> None:
    put(tmp_path / "scrape" / "b" / "c.txt", "One.")
    put(tmp_path / "scrape" / "a.txt", "Two.")
    single = put(tmp_path / "d.txt", "Three.")
    found = records(tmp_path / "scrape", single)
    assert [record.id for record in found] == ["a.txt", "b/c.txt", str(single)]


def test_rows_without_an_id_are_numbered_with_their_file(tmp_path: Path) -> None:
    table = [
        {"text": "a"},
        {"text": "b", "id": None},
        {"text": "c", "id": ""},
        {"text": "d", "id": 0},
    ]
    put(tmp_path / "in" / "c.jsonl", b"\n" + json_lines(table))
    assert [r.id for r in records(tmp_path)] == [
        "in/c.jsonl#2",
        "in/c.jsonl#3",
        "in/c.jsonl#4",
        "0",
    ]


def test_numbers_as_ids(tmp_path: Path) -> None:
    table = pa.table({"id": [1.0, 2.5, float("nan")], "text": TEXTS})
    found = records(put(tmp_path / "c.parquet", parquet_table(table)))
    assert [record.id for record in found] == ["1", "2.5", f"{tmp_path}/c.parquet#3"]


@pytest.mark.parametrize("value", [["a"], {"a": 1}, True, "x" * 9000])
def test_what_is_no_id_is_a_problem(value: object, tmp_path: Path) -> None:
    path = put(tmp_path / "c.jsonl", json_lines([{"id": value, "text": "a"}, ROWS[0]]))
    bad, good = records(path)
    assert (bad.id, good.problem) == (f"{path}#1", None)
    assert bad.problem is not None
    assert bad.problem.startswith("`id` ")


def test_the_second_of_two_with_one_id_has_a_problem(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        put(tmp_path / folder / "a.txt", f"Text {folder}.")
    put(tmp_path / "c.jsonl", json_lines([{"id": "a.txt", "text": "x"}, {"id": "b", "text": "y"}]))
    found = records(tmp_path / "one", tmp_path / "two", tmp_path / "c.jsonl")
    assert [r.problem is None for r in found] == [True, False, False, True]
    assert {r.problem for r in found if r.problem} == {
        "has the same id as a record before it; leave it out or rename it"
    }


@given(st.lists(st.text(), max_size=60), st.integers(1, 8))
def test_seen_ids_are_a_set(names: list[str], limit: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("spindetect.readers.ids._RECENT", limit)
        seen, expected = SeenIds(), set()
        for name in names:
            assert seen.add(name) == (name not in expected)
            expected.add(name)


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes are Linux's")
def test_names_that_are_no_utf_8(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("A text.")
    (record,) = records(tmp_path)
    assert record.id == "caf\\xe9.txt"
    assert read_record(record).text == "A text."


# Dates


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("2024-05-01", "2024-05-01"),
        ("20240501", "2024-05-01"),
        ("2024", "2024"),
        ("2024-05", "2024-05"),
        ("2024/5/1", "2024-05-01"),
        (" 2024-05-01T09:30:00Z ", MOMENT),
        ("2024-05-01 09:30", MOMENT),
        ("2024-05-01T11:30:00+02:00", MOMENT),
        ("2024-05-01 09:30:00 +00:00", MOMENT),
        ("2024-05-01T09:30:00.123456789Z", MOMENT),
        ("Wed, 01 May 2024 09:30:00 GMT", MOMENT),
        (1714555800, MOMENT),
        (1714555800000, MOMENT),
        (1714555800.5, MOMENT),
        ("1714555800", MOMENT),
        (datetime(2024, 5, 1, 9, 30), MOMENT),
        (datetime(2024, 5, 1, 9, 30, tzinfo=UTC), MOMENT),
        (date(2024, 5, 1), "2024-05-01"),
        (None, None),
        ("", None),
        (" ", None),
        (float("nan"), None),
    ],
)
def test_dates_that_are_read(value: object, read: str | None) -> None:
    assert iso_date(value) == read


@pytest.mark.parametrize(
    "value",
    ["soon", "01/02/2024", "2024-13-01", "2024-02-30", "2024-02-30T00:00:00Z", "0000", 2024, 12, -1,
     True, ["2024"], "1" * 30, "x" * 10_000, 1e300, float("inf"), "0001-01-01T00:00:00+14:00"],
)  # fmt: skip
def test_what_is_no_date_is_a_problem(value: object) -> None:
    with pytest.raises(RefusedError, match=r"^has a date that cannot be read \(.*\); write it as"):
        iso_date(value)


def test_a_bad_date_spoils_its_record_only(tmp_path: Path) -> None:
    path = put(tmp_path / "c.jsonl", json_lines([ROWS[0] | {"date": "soon"}, ROWS[1]]))
    assert [record.problem is None for record in records(path)] == [False, True]


@given(st.one_of(st.text(), st.integers(), st.floats(), st.datetimes()))
def test_any_value_is_a_date_or_refused(value: object) -> None:
    try:
        found = iso_date(value)
    except RefusedError:
        return
    assert found is None or iso_date(found) == found


# Folders


def test_folders_are_walked_in_one_order_without_hidden_files(tmp_path: Path) -> None:
    for name in (
        "b/2.txt",
        "b/10.txt",
        "a.txt",
        "c/d/e.txt",
        ".git/x.txt",
        "b/.hidden.txt",
        "B.txt",
    ):
        put(tmp_path / name, name)
    expected = ["B.txt", "a.txt", "b/10.txt", "b/2.txt", "c/d/e.txt"]
    assert [record.id for record in records(tmp_path)] == expected


def test_a_hidden_folder_that_is_given_is_read(tmp_path: Path) -> None:
    put(tmp_path / ".scrape" / "a.txt", "A text.")
    assert [record.id for record in records(tmp_path / ".scrape")] == ["a.txt"]


def test_links_are_followed_and_circles_are_not(tmp_path: Path) -> None:
    put(tmp_path / "in" / "a.txt", "One.")
    put(tmp_path / "out" / "b.txt", "Two.")
    (tmp_path / "in" / "again").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "up").symlink_to(tmp_path)
    (tmp_path / "in" / "z").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "z2").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "file.txt").symlink_to(tmp_path / "out" / "b.txt")
    ids = [record.id for record in records(tmp_path / "in")]
    assert "file.txt" in ids
    assert "z/b.txt" in ids or "up/out/b.txt" in ids
    assert len(ids) <= 6
    assert not any(identifier.startswith("again") for identifier in ids)


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    put(tmp_path / "ok.txt", "Fine.")
    gone, loop, fine, pipe = records(tmp_path)
    assert gone.problem == "is a link to a file that is gone; check the path"
    assert "cannot be opened" in str(loop.problem)
    assert fine.problem is None
    assert "is a pipe, not a file" in str(pipe.problem)


def test_a_folder_that_may_not_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "a" / "x.txt", "One.")
    put(tmp_path / "b.txt", "Two.")
    listed = os.listdir

    def deny(path: str) -> list[str]:
        if path.endswith("a"):
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(os, "listdir", deny)
    bad, good = records(tmp_path)
    assert bad.problem == "cannot be listed (Permission denied); check the folder"
    assert good.problem is None


def test_what_sites_are_made_of_is_left_out_and_counted(tmp_path: Path) -> None:
    put(tmp_path / "a.png", b"\x89PNG\r\n\x1a\n...")
    put(tmp_path / "b.css", "body { color: red }")
    put(tmp_path / "c.js", "let a = 1")
    put(tmp_path / "d.js.gz", gzip.compress(b"let a = 1"))
    put(tmp_path / "e.json", '{\n "name": "x"\n}')
    put(tmp_path / "f.php", PAGE)
    put(tmp_path / "g.xml", PAGE)
    put(tmp_path / "index.html?p=3", PAGE)
    put(tmp_path / "story.12345", "A story.")
    corpus = Corpus([tmp_path])
    assert [r.id for r in corpus] == ["f.php", "g.xml", "index.html?p=3", "story.12345"]
    assert corpus.left_out == {"PNG image": 1, ".css": 1, ".js": 2, ".json": 1}
    assert [r.id for r in Corpus([tmp_path], include=["*.css"])] == ["b.css"]


# Globs


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("*.html", "a.html", True),
        ("*.html", "x/y/a.HTML", True),
        ("*.HTML", "a.html", True),
        ("*.html", "a.html.gz", False),
        ("*.{html,htm}", "x/a.htm", True),
        ("*.{html,htm}", "a.txt", False),
        ("news/*.txt", "news/a.txt", True),
        ("news/*.txt", "news/b/a.txt", False),
        ("news/*.txt", "old/news/a.txt", False),
        ("news/**", "news/b/a.txt", True),
        ("**/news/*.txt", "news/a.txt", True),
        ("**/news/*.txt", "old/x/news/a.txt", True),
        ("/a.txt", "a.txt", True),
        ("/a.txt", "x/a.txt", False),
        ("a?.txt", "ab.txt", True),
        ("a?.txt", "a/.txt", False),
        ("[0-9]*.txt", "7.txt", True),
        ("[!0-9]*.txt", "7.txt", False),
        ("[^0-9]*.txt", "x.txt", True),
        ("a[.txt", "a[.txt", True),
        ("a+(b).txt", "a+(b).txt", True),
        ("a.txt", "abtxt", False),
        ("*", "x/y", True),
    ],
)
def test_globs(pattern: str, path: str, matches: bool) -> None:
    assert Globs([pattern]).match(path) is matches


def test_include_and_exclude(tmp_path: Path) -> None:
    for name in ("a.html", "b.txt", "drafts/c.html", "x/drafts/d.html", "x/e.HTML", "drafts.html"):
        put(tmp_path / name, PAGE)

    def ids(**options: Any) -> list[str]:
        return [record.id for record in records(tmp_path, **options)]

    pages = ["a.html", "drafts/c.html", "drafts.html", "x/drafts/d.html", "x/e.HTML"]
    assert ids(include=["*.html"]) == pages
    assert ids(include=["*.html"], exclude=["x/"]) == pages[:3]
    assert ids(exclude=["drafts/"]) == ["a.html", "b.txt", "drafts.html", "x/e.HTML"]
    assert ids(exclude=["*"]) == []
    # A file that is named by itself is read whatever the globs say.
    assert len(records(tmp_path / "b.txt", include=["*.html"])) == 1


@pytest.mark.parametrize("pattern", ["", "{a,b,c,d,e,f}" * 8, "[z-a]"])
def test_impossible_globs(pattern: str) -> None:
    with pytest.raises(SpindetectError, match="mend the pattern"):
        Corpus([], include=[pattern])


# Standard input


@pytest.mark.parametrize("end", ["\n", "\r\n", "\0"])
def test_a_list_of_paths(end: str, tmp_path: Path) -> None:
    put(tmp_path / "in" / "a.txt", "One.")
    paths = [
        put(tmp_path / "b c.txt", "Two."), tmp_path / "in", put(tmp_path / "c.jsonl", json_lines()),
        tmp_path / "gone.txt",
    ]  # fmt: skip
    listed = end.join(["", *map(str, paths)]).encode()
    *good, bad = records("-", stdin=io.BytesIO(listed))
    assert [record.id for record in good] == [str(paths[0]), "a.txt", "p0", "p1", "p2"]
    assert bad.problem == "does not exist; check the path"


def test_standard_input_is_read_once(tmp_path: Path) -> None:
    corpus = Corpus(["-"], stdin=io.BytesIO(str(put(tmp_path / "a.txt", "One.")).encode()))
    assert len(list(corpus)) == 1
    with pytest.raises(SpindetectError, match="can be read once; save the list as a file"):
        iter(corpus)
    with pytest.raises(SpindetectError, match="give it once"):
        Corpus(["-", "-"])


def test_standard_input_that_is_no_list() -> None:
    with pytest.raises(UnreadableError, match="holds no list of paths; give one path a line"):
        list(Corpus(["-"], stdin=io.BytesIO(b"x" * 300_000)))


def test_iterating_starts_anew(tmp_path: Path) -> None:
    corpus = Corpus([put(tmp_path / "c.jsonl", json_lines())])
    assert list(corpus) == list(corpus)


# What is refused before anything starts


def test_inputs_that_are_not_there_are_refused_at_once(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", "One.")
    assert (
        refused(tmp_path, tmp_path / "gone") == f"{tmp_path}/gone: does not exist; check the path"
    )
    os.mkfifo(tmp_path / "pipe")
    assert "is a pipe" in refused(tmp_path / "pipe")


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "One.")
    return buffer.getvalue()


ARCHIVES = {
    "a.zip": (zipped(), "is a ZIP archive; unpack it and give the folder"),
    "a.tar": (bytes(257) + b"ustar\0" + bytes(300), "is a tar archive"),
    "a.tar.gz": (gzip.compress(bytes(257) + b"ustar\0" + bytes(300)), "is a tar archive"),
    "a.jsonl.xz": (b"\xfd7zXZ\0...", "is an xz archive"),
    "a.gz.gz": (gzip.compress(gzip.compress(b"text")), "is a gzip archive"),
    "a.json": (b'[\n{"text": "a"}\n]', "is JSON, but not JSON Lines"),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_archives_are_refused(name: str, tmp_path: Path) -> None:
    data, said = ARCHIVES[name]
    path = put(tmp_path / "in" / name, data)
    assert said in refused(path)
    if name != "a.json":
        assert said in problems(tmp_path)[0]


CLOSED = {
    "c.parquet": (b"PAR1 no table", "damaged or no Parquet file"),
    "c.warc": (b"no archive", "damaged after record 0"),
    "c.jsonl.gz": (gzip.compress(json_lines())[:12], "damaged gzip data"),
    "c.csv": (b"id,body\n1,a\n", "has no column 'text' (its columns: id, body); name the column"),
    "d.csv": (b"id,text,text\n1,a,b\n", "has two columns named 'text'"),
    "e.csv": (b'"id,text\n', "the header is no CSV"),
    "w.csv": (b"a," * 1_000_000 + b"text\n1\n", "has more than 10,000 columns"),
    "d.parquet": (parquet_table(pa.table({"body": ["a"]})), "has no column 'text' (its co"),
}  # fmt: skip


@pytest.mark.parametrize("name", CLOSED)
def test_containers_that_cannot_be_opened(name: str, tmp_path: Path) -> None:
    data, said = CLOSED[name]
    path = put(tmp_path / "in" / name, data)
    assert said in refused(path)
    put(tmp_path / "in" / "z.txt", "A text.")
    bad, good = records(tmp_path / "in")
    assert said in str(bad.problem)
    assert (bad.id, good.id, good.problem) == (name, "z.txt", None)


# What is the problem of one record

BAD_LINES = {
    "no JSON": ("{'text': 1}", "not valid JSON"),
    "cut short": ('{"text": "a', "not valid JSON"),
    "a list": ("[1]", "not an object"),
    "deep": ('{"text":' + "[" * 200_000, "nested too deeply"),
    "digits": ('{"text": ' + "9" * 9_000 + "}", "too many digits"),
    "values": ('{"text": [' + "[]," * 700_000 + "0]}", "more than 1,000,000 values"),
    "no text": ('{"body": "a", "x": 1}', "has no field 'text' (its fields: body, x); name"),
    "no fields": ("{}", "has no field 'text' (its fields: none)"),
    "null": ('{"text": null}', "`text` is empty"),
    "blank": ('{"text": " \\n"}', "`text` is empty"),
    "a number": ('{"text": 7}', "`text` is a number, not a text"),
    "an object": ('{"text": {}}', "`text` is an object, not a text"),
}


@pytest.mark.parametrize("case", BAD_LINES)
def test_a_bad_line_is_told_and_the_others_are_read(case: str, tmp_path: Path) -> None:
    line, said = BAD_LINES[case]
    good = json.dumps(ROWS[0])
    path = put(tmp_path / "c.jsonl", f"{good}\n\n{line}\n{json.dumps(ROWS[1])}")
    first, bad, last = records(path)
    assert said in str(bad.problem)
    assert (bad.id, bad.place) == (f"{path}#3", f"{path} line 3")
    assert (first.id, last.id) == ("p0", "p1")


BAD_ROWS = {
    "fields": ("1,a,b", "has 3 fields, the header 2"),
    "quotes": ('1,"a" b', "not valid CSV"),
    "empty": ("1,", "`text` is empty"),
}


@pytest.mark.parametrize("case", BAD_ROWS)
def test_a_bad_row_is_told_and_the_others_are_read(case: str, tmp_path: Path) -> None:
    row, said = BAD_ROWS[case]
    first, bad, last = records(put(tmp_path / "c.csv", f"id,text\n0,a\n{row}\n2,b\n"))
    assert said in str(bad.problem)
    assert bad.place.endswith("c.csv row 2")
    assert (first.problem, last.problem) == (None, None)


def test_bad_cells_of_parquet(tmp_path: Path) -> None:
    broken = pa.array([b"caf\xe9", b"A hut", None]).view(pa.string())
    path = put(tmp_path / "c.parquet", parquet_table(pa.table({"text": broken})))
    said = problems(path)
    assert said[0].startswith("not UTF-8 text")
    assert said[1] == "`text` is empty; leave the row out"
    binary = pa.table({"text": [PAGE.encode(), b"plain"]})
    read = documents(put(tmp_path / "b.parquet", parquet_table(binary)))
    assert [document.text for document in read] == [TEXTS[0], "plain"]


def test_documents_that_cannot_be_read(tmp_path: Path) -> None:
    put(tmp_path / "empty.txt", "")
    put(tmp_path / "blank.txt", " \n")
    put(tmp_path / "no.pdf", b"%PDF-1.7\n")
    put(tmp_path / "no.docx", zipped())
    put(tmp_path / "old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    put(tmp_path / "cut.html.gz", gzip.compress(PAGE.encode())[:-12])
    assert len(problems(tmp_path)) == 6


# Damage half way


def many(count: int) -> list[dict[str, str]]:
    noise = random.Random(2)
    return [{"id": str(n), "text": f"Text {noise.getrandbits(400)}."} for n in range(count)]


def big_wet(count: int) -> list[bytes]:
    return [archived("conversion", row["text"].encode() * 9, row["id"]) for row in many(count)]


# The blocks of bzip2 hold 900 kB by default, and a block is read whole or not at all.
SMALL_PACKERS = {
    ".gz": gzip.compress,
    ".bz2": lambda data: bz2.compress(data, 1),
    ".zst": zstd.compress,
}
HALVES: dict[str, bytes] = {
    **{f"c.jsonl{end}": SMALL_PACKERS[end](json_lines(many(4000))) for end in SMALL_PACKERS},
    **{f"c.csv{end}": SMALL_PACKERS[end](csv_table(many(4000))) for end in SMALL_PACKERS},
    "c.wet": b"".join(big_wet(400)),
    "c.wet.gz": b"".join(map(gzip.compress, big_wet(400))),
    "d.wet.gz": gzip.compress(b"".join(big_wet(400))),
    "c.wet.bz2": bz2.compress(b"".join(big_wet(3000))),
    "c.wet.zst": zstd.compress(b"".join(big_wet(3000))),
}


@pytest.mark.parametrize("name", HALVES)
def test_a_container_cut_short_gives_what_came_before(name: str, tmp_path: Path) -> None:
    data = HALVES[name]
    put(tmp_path / name, data[: int(len(data) * 0.7)])
    put(tmp_path / "z.txt", "A text.")
    *before, bad, after = records(tmp_path)
    assert len(before) > 100
    assert all(record.problem is None for record in before)
    assert bad.id == name
    assert bad.problem is not None
    assert (after.id, after.problem) == ("z.txt", None)


def test_a_broken_page_of_parquet_costs_what_comes_after_it(tmp_path: Path) -> None:
    data = parquet_table(
        pa.Table.from_pylist(many(4000)), row_group_size=1000, write_page_checksum=True
    )
    middle = len(data) // 2
    put(tmp_path / "c.parquet", data[:middle] + bytes(40) + data[middle + 40 :])
    *before, bad = records(tmp_path)
    assert [record.id for record in before] == [str(n) for n in range(len(before))]
    assert len(before) >= 1000
    assert "damaged or no Parquet file" in str(bad.problem)


SOUND = {
    **{name: CONTAINERS[name][0] for name in ("c.jsonl", "c.csv", "c.parquet", "c.wet")},
    **{name: HALVES[name][:9000] for name in ("c.wet.gz", "c.jsonl.zst")},
}


@pytest.mark.parametrize("name", SOUND)
@settings(max_examples=25)
@given(seed=st.integers(0, 10**9))
def test_damaged_containers_raise_nothing_else(
    name: str, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data, chance = bytearray(SOUND[name]), random.Random(seed)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data))
        data[at : at + chance.randint(0, 4)] = chance.randbytes(chance.randint(0, 4))
    problems(put(tmp_path_factory.mktemp("damaged") / name, bytes(data)).parent)


# Limits


def test_a_line_too_long_to_be_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows.json_rows, "__defaults__", (200,))
    long = json.dumps({"text": "x" * 3000})
    path = put(tmp_path / "c.jsonl.gz", gzip.compress(f"{long}\n{json.dumps(ROWS[0])}\n".encode()))
    bad, good = records(path)
    assert bad.problem == "a line of more than 200 bytes; mend the row"
    assert good.id == "p0"


def test_millions_of_blank_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MAX_BLANK_LINES", 100)
    assert len(records(put(tmp_path / "a.jsonl", b"\n" * 100 + json_lines()))) == 3
    *good, bad = records(put(tmp_path / "b.jsonl", json_lines() + b"\n" * 101))
    assert len(good) == 3
    assert bad.problem == "has more than 100 blank lines; remove them"


def test_a_decompression_bomb_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_RATIO_FROM", 1 << 20)
    for end in (".gz", ".bz2", ".zst"):
        put(tmp_path / f"c{end}" / f"c.jsonl{end}", PACKERS[end](json_lines() + b" " * (1 << 24)))
        *good, bad = records(tmp_path / f"c{end}")
        assert len(good) == 3
        assert "unpacks into more than 500 times its size" in str(bad.problem)


def test_a_bomb_of_an_archive_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "_RATIO_FROM", 1 << 20)
    huge = archived("metadata", bytes(1 << 23), "https://a.org/9")
    path = put(tmp_path / "c.wet.gz", b"".join(map(gzip.compress, [*wet(), huge, *wet()])))
    *good, bad = records(path)
    assert len(good) == 3
    assert "unpacks into more than 500 times its size" in str(bad.problem)


@pytest.mark.parametrize("end", [".gz", ".bz2", ".zst"])
def test_a_document_that_unpacks_into_too_much(end: str, tmp_path: Path) -> None:
    put(tmp_path / f"a.txt{end}", PACKERS[end](b"a" * (33 << 20)))
    assert problems(tmp_path) == [
        "is too large (33 MiB, the limit is 32 MiB); split it into single documents"
    ]


def test_a_page_that_unpacks_into_too_much(tmp_path: Path) -> None:
    body = gzip.compress(b"<html>" + b"a" * (33 << 20))
    path = put(tmp_path / "a.warc", response(body, "https://a.org", Content_Encoding="gzip"))
    assert "is too large (33 MiB" in problems(path)[0]
    path = put(tmp_path / "b.warc", response(b"x", "https://a.org", Content_Encoding="gzip,rot13"))
    assert "is packed in an unknown way (rot13, gzip)" in problems(path)[0]


def test_a_huge_record_of_an_archive_is_passed_over(tmp_path: Path) -> None:
    huge = archived("conversion", b"a" * (33 << 20), "https://a.org/9")
    path = put(tmp_path / "a.wet", b"".join([*wet(1), huge, wet()[2]]))
    first, bad, last = records(path)
    assert (first.problem, last.problem) == (None, None)
    assert "is too large (33 MiB, the limit is 32 MiB)" in str(bad.problem)


def test_a_large_file_is_not_opened_by_a_worker(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", "The start.")
    os.truncate(path, 33 << 20)
    (record,) = records(tmp_path)
    assert "is too large" in str(record.problem)


def test_millions_of_cells_in_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spindetect.readers.csv_rows.MAX_VALUES", 1000)
    put(tmp_path / "c.csv", "id,text\n1,a\n" + "," * 9000 + "\n2,b\n")
    good, bad = records(tmp_path)
    assert good.id == "1"
    assert "a line of millions of cells" in str(bad.problem)


def test_a_quotation_mark_that_is_never_closed(tmp_path: Path) -> None:
    good, bad = records(put(tmp_path / "c.csv", 'id,text\n1,a\n2,"b\n3,c\n'))
    assert good.id == "1"
    assert "a quotation mark is never closed" in str(bad.problem)


def test_a_dictionary_of_parquet_that_repeats_a_long_text(tmp_path: Path) -> None:
    table = pa.table({"text": ["The ferry. " * 90_000] * 300})
    path = put(tmp_path / "c.parquet", parquet_table(table, compression="zstd"))
    metadata = pq.read_metadata(path).row_group(0)
    from spindetect.readers.parquet_rows import BATCH, _batch_size

    assert _batch_size(metadata) == 1
    assert len(records(path)) == 300
    prose = pq.read_metadata(io.BytesIO(parquet_table(pa.Table.from_pylist(many(900)))))
    assert _batch_size(prose.row_group(0)) == BATCH


# PDF in a process of its own


def forms(depth: int, fan: int) -> bytes:
    """A page that draws a form, which draws another one `fan` times, and so on."""
    bodies = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[4 0 R]/Count 1>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 5 0 R/Resources"
        "<</XObject<</X 6 0 R>>>>>>",
        "<</Length 5>>stream\n/X Do\nendstream",
    ]
    for level in range(depth):
        last = level == depth - 1
        content = "BT /F 9 Tf (ferry) Tj ET" if last else "/X Do " * fan
        used = "/Font<</F 3 0 R>>" if last else f"/XObject<</X {7 + level} 0 R>>"
        bodies.append(
            f"<</Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<<{used}>>"
            f"/Length {len(content)}>>stream\n{content}\nendstream"
        )
    objects = "".join(f"{n} 0 obj\n{body}\nendobj\n" for n, body in enumerate(bodies, 1))
    return f"%PDF-1.7\n{objects}trailer\n<</Size {len(bodies) + 1}/Root 1 0 R>>\n%%EOF".encode()


def test_forms_that_draw_each_other_do_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "a.pdf", pdf([column([TEXTS[0]])]))
    put(tmp_path / "b.pdf", forms(9, 9))
    put(tmp_path / "c.pdf", pdf([column([TEXTS[2]])]))
    monkeypatch.setattr(isolated, "TIME_LIMIT", 1.0)
    first, bad, last = records(tmp_path)
    start = time.monotonic()
    with pytest.raises(
        UnreadableError, match=r"b\.pdf: takes longer than 1 seconds to read; print"
    ):
        read_record(bad)
    assert time.monotonic() - start < 10
    assert [read_record(record).text for record in (first, last)] == [TEXTS[0], TEXTS[2]]


def test_a_crash_of_the_pdf_library_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolated, "_PROGRAM", "import os; os.abort()")
    child = isolated._Child()
    with pytest.raises(RefusedError, match="makes the PDF library crash; print it to a new PDF"):
        child.read(b"%PDF-", 20)
    child.close()


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of processor time on this system")
def test_a_child_whose_worker_died_does_not_run_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    patched = isolated._PROGRAM.replace(
        "isolated.serve", "isolated.TIME_LIMIT = 0.2\nisolated.serve"
    )
    monkeypatch.setattr(isolated, "_PROGRAM", patched)
    child = isolated._Child()
    with pytest.raises(RefusedError, match="makes the PDF library crash"):
        child.read(forms(9, 9), 60)
    child.close()


# Records


def test_records_are_small_frozen_and_travel(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", "x" * 100_000)
    put(tmp_path / "c.jsonl", json_lines())
    found = records(tmp_path)
    assert pickle.loads(pickle.dumps(found)) == found
    assert len(pickle.dumps(found[0])) < 1000
    with pytest.raises(AttributeError):
        found[0].id = "other"  # type: ignore[misc]


def test_digests_tell_whether_the_input_changed(tmp_path: Path) -> None:
    text, lines = put(tmp_path / "a.txt", "One."), put(tmp_path / "c.jsonl", json_lines())

    def digests() -> list[str]:
        return [record.digest for record in records(tmp_path)]

    before = digests()
    assert len(set(before)) == 4
    assert digests() == before
    os.utime(lines, ns=(5, 5))  # the rows are what they were
    assert digests() == before
    os.utime(text, ns=(5, 5))
    changed = digests()
    assert [a == b for a, b in zip(before, changed, strict=True)] == [False, True, True, True]
    put(lines, json_lines([ROWS[0], ROWS[1] | {"text": "Else."}, ROWS[2] | {"date": "2023"}]))
    assert [a == b for a, b in zip(changed, digests(), strict=True)] == [True, True, False, False]


def test_digests_are_the_same_in_any_process() -> None:
    record = Record("a", "c.jsonl line 1", "c.jsonl", content="One.", date="2024-05-01")
    assert record.digest == "c3791e9f28c91a5c3008f6b1def619a0"


def test_a_file_that_goes_between_finding_and_reading_is_one_line(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", "One.")
    (record,) = records(tmp_path)
    path.unlink()
    with pytest.raises(UnreadableError, match=r"a\.txt: does not exist; check the path"):
        read_record(record)


def test_nothing_is_held_open(tmp_path: Path) -> None:
    put(tmp_path / "c.jsonl.gz", gzip.compress(json_lines()))
    put(tmp_path / "c.csv", csv_table())
    corpus = iter(Corpus([tmp_path]))
    next(corpus)
    del corpus  # an unclosed file would be a ResourceWarning, which is an error here


def test_an_empty_container_and_an_empty_folder_hold_nothing(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    assert records(tmp_path / "in", put(tmp_path / "c.jsonl", "\n")) == []
    assert records() == []


def test_the_table_of_kinds_is_told_by_name() -> None:
    assert containers._kind(b"a,b\n", None, ".csv") == "csv"
    assert containers._kind(b"a,b\n", None, ".txt") is None
    assert containers._kind(b"<!doctype html>", None, ".csv") is None
