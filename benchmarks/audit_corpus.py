"""Makes the corpora that the other audit benchmarks measure on, of text that is on the machine.

Run: python -m benchmarks.audit_corpus [--out DIR] [--pages N ...]

Real text: the repository's articles, ../shared/data where it is there, and English prose of what is
installed: documentation, manuals, docstrings, descriptions of packages (benchmarks/corpora). No two
documents share a run of eight words. A third is for tuning, the rest for the test; of each part
two fifths stay out of the index and are the pages without an original. Pages of the tuning part are
spun by other families than those of the test part.

Written are {tune,test}.docs.jsonl and {tune,test}.queries.jsonl, and for each N given wire-N.jsonl
(originals: the real ones of the test part, filled up with generated ones), scrape-N.jsonl (as many
pages, a stated mixture of copies, spun copies and others) and truth-N.jsonl. What is there already
is kept.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.corpora.generated import Writer
from benchmarks.corpora.scrape import MIXTURE, make_pool, scraped
from benchmarks.corpora.sources import ROOT, real_texts
from benchmarks.corpora.splits import SPLITS, Sizes, make_split
from benchmarks.corpora.store import read_rows, row_of, write_rows

FOLDER = ROOT / "build" / "audit-corpus"
EXTERNAL = ROOT.parent / "shared" / "data"
NEWS_AND_WEB = ("own", "onestop", "lee_news", "gum", "ewt_web")
"""Sources whose word pairs generated pages have."""

Row = dict[str, Any]


def make_splits(folder: Path, external: Path, jobs: int) -> None:
    """The real text and the queries of both parts, unless they are there."""
    if all((folder / f"{split}.queries.jsonl").exists() for split in SPLITS):
        return
    documents = [(name, "\n\n".join(parts)) for name, parts in real_texts(external)]
    _show_documents(documents)
    for split in SPLITS:
        made = make_split(split, documents, Sizes(), jobs)
        rows = ({"id": n, "text": t, "source": source_of(n)} for n, t in made.documents)
        write_rows(folder / f"{split}.docs.jsonl", rows)
        write_rows(folder / f"{split}.queries.jsonl", map(row_of, made.queries))


def make_pages(folder: Path, count: int, jobs: int) -> None:
    """Originals, scrape and truth for a whole audit, unless they are there."""
    paths = [folder / f"{kind}-{count}.jsonl" for kind in ("wire", "truth", "scrape")]
    if all(path.exists() for path in paths):
        return
    rows = [row for row in read_rows(folder / "test.docs.jsonl") if row["source"] != "edition"]
    writer = Writer(row["text"] for row in rows if row["source"] in NEWS_AND_WEB)
    pool = make_pool([(row["id"], row["text"]) for row in rows], jobs)
    write_rows(paths[0], _wire(rows, writer, count))
    told: list[Row] = []

    def pages() -> Iterator[Row]:
        for page, truth in scraped(pool, writer.pages(count, seed=2), count, seed=1):
            told.append(truth)
            yield page

    write_rows(paths[2], pages())
    write_rows(paths[1], told)


def _wire(rows: list[Row], writer: Writer, count: int) -> Iterator[Row]:
    real = rows[:count]
    texts = [row["text"] for row in real] + list(writer.pages(count - len(real), seed=1))
    names = [row["id"] for row in real] + [f"generated/{n:06}" for n in range(count - len(real))]
    for number, (name, text) in enumerate(zip(names, texts, strict=True)):
        yield {"id": name, "text": text, "date": f"2024-05-{number % 28 + 1:02}"}


def source_of(name: str) -> str:
    """The source of a document, by its id; editions of one story are a source of their own."""
    return "edition" if "#" in name else name.partition("/")[0]


def _show_documents(documents: list[tuple[str, str]]) -> None:
    lengths: dict[str, list[int]] = defaultdict(list)
    for name, text in documents:
        lengths[source_of(name)].append(len(text.split()))
    print(f"{len(documents):,} distinct documents of real text")
    print(f"  {'source':14}{'documents':>10}{'words':>12}{'median':>8}{'longest':>8}")
    for source, counts in lengths.items():
        middle = statistics.median(counts)
        print(f"  {source:14}{len(counts):10,}{sum(counts):12,}{middle:8.0f}{max(counts):8,}")


def show(folder: Path) -> None:
    """How many documents and queries there are, by slice."""
    for split in SPLITS:
        count = sum(1 for _ in read_rows(folder / f"{split}.docs.jsonl"))
        slices = Counter[str]()
        for row in read_rows(folder / f"{split}.queries.jsonl"):
            kind = "no original" if not row["originals"] else "with original"
            slices.update(f"{kind}: {name}" for name in row["slice"] if name != kind)
        print(f"{split}: {count:,} documents in the index; queries")
        for name, number in sorted(slices.items()):
            print(f"  {name:32}{number:7,}")
    mixture = ", ".join(f"{kind} {share:.0%}" for kind, share in MIXTURE.items())
    print(f"mixture of a scrape: {mixture}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--external", type=Path, default=EXTERNAL)
    parser.add_argument("--pages", type=int, nargs="*", default=[], metavar="N")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    make_splits(arguments.out, arguments.external, arguments.jobs)
    for count in arguments.pages:
        make_pages(arguments.out, count, arguments.jobs)
    show(arguments.out)
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
