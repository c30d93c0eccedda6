"""What finding the records of a corpus costs beyond the libraries that read its formats.

Run: python benchmarks/reading.py [RECORDS]   (default: 20,000 records of 500 words each, made of
random words). For each format the floor is the bare library over the same file, text, id and date
taken from each record: json, csv, pyarrow and fastwarc; a peer is another reader of the format.
Ours is what the parent process of an audit does: records with checked ids and dates, unique, each
with its problem or its text. All are timed in turn in one run; printed are medians and ratios.
The last lines give a worker's share, text from records, and the peak memory of two lengths.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.json
import pyarrow.parquet as pq
from fastwarc.warc import ArchiveIterator, conversion, response

from spindetect.readers import Corpus, read_record

ROUNDS = 5
WORDS = 500
Row = dict[str, str]


def rows(count: int) -> Iterator[Row]:
    """Records of random words in paragraphs, a few letters not ASCII."""
    chance = random.Random(4)
    letters = "etaoinshrdlucmfwypvbgk"
    lexicon = ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(20_000)]
    lexicon += [f"{word[:2]}é{word[2:]}" for word in lexicon[:200]]
    for number in range(count):
        words = chance.choices(lexicon, k=WORDS)
        paragraphs = (" ".join(words[at : at + 80]) + "." for at in range(0, WORDS, 80))
        yield {
            "id": f"https://example.org/{number}",
            "date": f"2024-05-{number % 28 + 1:02}T10:00:00Z",
            "text": "\n\n".join(paragraphs),
        }


def warc_record(kind: str, row: Row, block: bytes) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {row['id']}\r\n"
        f"WARC-Date: {row['date']}\r\nWARC-Record-ID: <urn:uuid:{row['id']}>\r\n"
        f"Content-Type: {'text/plain' if kind == 'conversion' else 'application/http'}\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def page(row: Row) -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in row["text"].split("\n\n"))
    return (
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        f"<!doctype html><html><body><article>{body}</article></body></html>"
    ).encode()


def written(folder: Path, count: int) -> dict[str, Path]:
    """The same records in each format."""
    names = ("c.jsonl", "c.jsonl.gz", "c.csv", "c.parquet", "c.wet.gz", "c.warc.gz", "texts")
    paths = {name: folder / name for name in names}
    table = list(rows(count))
    lines = "".join(json.dumps(row) + "\n" for row in table).encode()
    paths["c.jsonl"].write_bytes(lines)
    paths["c.jsonl.gz"].write_bytes(gzip.compress(lines, 6))
    with paths["c.csv"].open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]))
        writer.writeheader()
        writer.writerows(table)
    pq.write_table(pa.Table.from_pylist(table), paths["c.parquet"], row_group_size=5_000)
    for name, kind, block in (
        ("c.wet.gz", "conversion", lambda row: row["text"].encode()),
        ("c.warc.gz", "response", page),
    ):
        with paths[name].open("wb") as file:
            for row in table:
                file.write(gzip.compress(warc_record(kind, row, block(row)), 6))
    paths["texts"].mkdir()
    for number, row in enumerate(table):
        (paths["texts"] / f"{number:06}.txt").write_text(row["text"], encoding="utf-8")
    return paths


def floor_jsonl(path: Path, opener: Callable[..., object] = open) -> int:
    size = 0
    with opener(path, "rb") as file:
        for line in file:
            row = json.loads(line)
            size += len(row["text"]) + len(row["id"]) + len(row["date"])
    return size


def floor_csv(path: Path) -> int:
    size = 0
    csv.field_size_limit(1 << 27)
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        for identifier, date, text in reader:
            size += len(text) + len(identifier) + len(date)
    return size


def floor_parquet(path: Path) -> int:
    size = 0
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(columns=["id", "date", "text"]):
            for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                size += sum(map(len, cells))
    return size


def floor_warc(path: Path) -> int:
    size = 0
    for record in ArchiveIterator(str(path), record_types=conversion | response):
        size += len(record.reader.read())
        size += len(record.headers["WARC-Target-URI"]) + len(record.headers["WARC-Date"])
    return size


def floor_folder(path: Path) -> int:
    size = 0
    for entry in sorted(os.scandir(path), key=lambda entry: entry.name):
        size += entry.stat().st_size
        with open(entry.path, "rb") as file:
            file.read(4096)
    return size


def of_table(table: pa.Table) -> int:
    return sum(len(row["text"]) for row in table.to_pylist())


def peer_warcio(path: Path) -> int:
    from warcio.archiveiterator import ArchiveIterator as Peer

    with path.open("rb") as file:
        return sum(len(record.content_stream().read()) for record in Peer(file))


def ours(path: Path) -> int:
    size = 0
    for record in Corpus([path]):
        assert record.problem is None, record
        size += len(record.content or b"")
    return size


Stage = tuple[str, Callable[[Path], int]]
FORMATS: dict[str, tuple[Stage, Stage | None]] = {
    "c.jsonl": (
        ("json.loads", floor_jsonl),
        ("pyarrow.json", lambda path: of_table(pyarrow.json.read_json(path))),
    ),
    "c.jsonl.gz": (("gzip, json.loads", lambda path: floor_jsonl(path, gzip.open)), None),
    "c.csv": (
        ("csv.reader", floor_csv),
        (
            "pyarrow.csv",
            lambda path: of_table(
                pyarrow.csv.read_csv(
                    path, parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True)
                )
            ),
        ),
    ),
    "c.parquet": (
        ("pyarrow batches", floor_parquet),
        ("pyarrow, whole table", lambda path: of_table(pq.read_table(path))),
    ),
    "c.wet.gz": (("fastwarc", floor_warc), ("warcio", peer_warcio)),
    "c.warc.gz": (("fastwarc", floor_warc), ("warcio", peer_warcio)),
    "texts": (("list, stat, read 4 KiB", floor_folder), None),
}


def medians(stages: list[Stage], path: Path) -> list[float | None]:
    """Seconds of each stage, timed in turn; None for one whose library is not installed."""
    times: list[list[float]] = [[] for _ in stages]
    for _ in range(ROUNDS):
        for (_, stage), taken in zip(stages, times, strict=True):
            start = time.perf_counter()
            try:
                stage(path)
            except ModuleNotFoundError:
                continue
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken) if taken else None for taken in times]


def peak(path: Path) -> float:
    """Peak of Python's memory while the records of a file pass by, in MiB."""
    tracemalloc.start()
    for _ in Corpus([path]):
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 2**20


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        paths = written(folder, count)
        print(f"{count:,} records of {WORDS} words, medians of {ROUNDS} rounds")
        for name, (floor, peer) in FORMATS.items():
            stages = [("ours", ours), floor, *([peer] if peer else [])]
            seconds = medians(stages, paths[name])
            base = seconds[1] or 0.0
            for (label, _), taken in zip(stages, seconds, strict=True):
                shown = (
                    "not installed" if taken is None else f"{taken:7.3f} s {taken / base:6.2f} x"
                )
                print(f"  {name:12} {label:24} {shown}")
        start = time.perf_counter()
        records = list(Corpus([paths["c.warc.gz"]]))
        found = time.perf_counter()
        for record in records:
            read_record(record)
        done = time.perf_counter()
        print(f"  pages of c.warc.gz: found {count / (found - start):,.0f}/s, ", end="")
        print(f"text extracted {count / (done - found):,.0f}/s (one core)")
        (folder / "more").mkdir()
        more = written(folder / "more", 4 * count)
        for name in ("c.jsonl", "c.parquet", "c.wet.gz", "texts"):
            print(f"  {name:12} peak {peak(paths[name]):6.1f} MiB, ", end="")
            print(f"of four times the records {peak(more[name]):6.1f} MiB")


if __name__ == "__main__":
    main()
