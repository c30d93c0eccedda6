"""Originals found, by slice, false links, speed and memory: ours beside MinHash LSH and TF-IDF.

Run: python -m benchmarks.audit_retrieval [--corpus DIR] [--finders NAME ...] [--with N]

The corpus is made by audit_corpus, if it is not there. Every method runs in a process of its own
over the same texts: those of the test part (with --with N filled up with generated documents to N)
and the queries of the test part. Recall@1: the share of pages whose first answer is their original;
of a splice both originals must be among the first two. For the peers it is given without any
refusal, which none of them has, and again at the score from which on at most one page in a thousand
without an original is linked, set on the tuning part. False links are pages without an original
that get an answer all the same; the interval (Clopper and Pearson 1934) is over source texts, any
version of which counts. Times are those of one process from text in memory to answers; memory is
its peak, the texts themselves included.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.audit_corpus import EXTERNAL, FOLDER, make_pages, make_splits
from benchmarks.corpora.store import read_rows
from benchmarks.finders import FINDERS, INSTALL, PERMUTATIONS
from spindetect.metrics import Rate, group_rate, rate

OURS = ("spindetect", "its search alone")
FALSE_LINKS = 0.001
HARD = ("60 words", "middle", "no names", "60%", "spliced", "editions")
"""What makes an original hard to find; whatever has two of these is a crossed slice."""
NEEDED = {"rensa": "rensa", "datasketch": "datasketch"}

Answers = list[list[tuple[str, float]]]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """What one process did: answers as (id, score) by query, seconds and megabytes."""

    answers: Answers
    documents: int
    indexing: float
    finding: float
    memory: float


def run_apart(name: str, documents: Path, queries: Path, scratch: Path) -> Run:
    """One method in a process of its own."""
    out = scratch / "run.json"
    job = json.dumps([name, str(documents), str(queries), str(out)])
    subprocess.run([sys.executable, "-m", "benchmarks.audit_retrieval", "--child", job], check=True)
    return Run(**json.loads(out.read_text("utf-8")))


def child(name: str, documents: str, queries: str, out: str) -> None:
    """What the process does."""
    names, texts = zip(
        *((row["id"], row["text"]) for row in read_rows(Path(documents))), strict=True
    )
    asked = [row["text"] for row in read_rows(Path(queries))]
    finder = FINDERS[name]()
    start = time.perf_counter()
    finder.index(texts)
    indexed = time.perf_counter()
    answers = [[(names[n], score) for n, score in found] for found in finder.find(asked)]
    done = time.perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    run = Run(answers, len(texts), indexed - start, done - indexed, memory)
    Path(out).write_text(json.dumps(asdict(run)), "utf-8")


def is_found(query: Row, answer: Sequence[tuple[str, float]], least: float) -> bool:
    """Whether the originals of a query come first, with enough of a score."""
    wanted = set(query["originals"])
    return wanted == {name for name, score in answer[: len(wanted)] if score >= least}


def slices_of(query: Row) -> Iterator[str]:
    """The slices a query counts in. What is hard in two ways is crossed, and counts apart."""
    names = query["slice"]
    hard = [name for name in HARD if name in names]
    yield "all"
    yield from names
    if len(hard) < 2:
        yield "all but crossed"
        yield from (f"{name}, alone" for name in hard)
    for one, other in combinations(hard, 2):
        yield f"{one} x {other}"
    if len(hard) > 2:
        yield " x ".join(hard)
    yield f"family {query['family'].partition('+')[0]}"


def recalls(queries: Sequence[Row], answers: Answers, least: float) -> dict[str, Rate | None]:
    """Recall@1 of each slice."""
    hits: dict[str, list[bool]] = {}
    for query, answer in zip(queries, answers, strict=True):
        if query["originals"]:
            found = is_found(query, answer, least)
            for name in slices_of(query):
                hits.setdefault(name, []).append(found)
    return {name: rate(sum(some), len(some)) for name, some in hits.items()}


def false_links(queries: Sequence[Row], answers: Answers, least: float) -> dict[str, Rate | None]:
    """Share of source texts without an original that get one, over all their versions and each."""
    kinds = {
        "any version": "no original",
        "as it is": "plain",
        "60 words": "60 words",
        "spun": "spun",
    }
    alone = [(q, a) for q, a in zip(queries, answers, strict=True) if not q["originals"]]
    found: dict[str, Rate | None] = {}
    for shown, name in kinds.items():
        some = [(q["id"].partition("/")[2], a) for q, a in alone if name in q["slice"]]
        _, groups = np.unique([source for source, _ in some], return_inverse=True)
        linked = np.array([bool(a) and a[0][1] >= least for _, a in some], bool)
        found[shown] = group_rate(linked, groups)
    return found


def pages_linked(queries: Sequence[Row], answers: Answers, least: float) -> Rate | None:
    """Share of pages without an original that get one, each version a page of its own."""
    alone = [bool(a) and a[0][1] >= least for q, a in zip(queries, answers, strict=True)
             if not q["originals"]]  # fmt: skip
    return rate(sum(alone), len(alone))


def refusal(queries: Sequence[Row], answers: Answers) -> float:
    """The lowest score at which one page in a thousand without an original is linked."""
    pairs = zip(queries, answers, strict=True)
    scores = sorted((a[0][1] if a else 0.0 for q, a in pairs if not q["originals"]), reverse=True)
    return float(np.nextafter(scores[int(FALSE_LINKS * len(scores))], np.inf))


def measure(name: str, folder: Path, documents: Path, scratch: Path) -> Row:
    """All figures of one method."""
    run = run_apart(name, documents, folder / "test.queries.jsonl", scratch)
    queries = list(read_rows(folder / "test.queries.jsonl"))
    least = 0.0
    figures: Row = {
        "finder": name,
        "documents": run.documents,
        "queries": len(queries),
        "indexed_per_second": run.documents / run.indexing,
        "asked_per_second": len(queries) / run.finding,
        "memory_mb": run.memory,
    }
    if name not in OURS:
        tuning = folder / "tune.queries.jsonl"
        tuned = run_apart(name, folder / "tune.docs.jsonl", tuning, scratch)
        least = refusal(list(read_rows(tuning)), tuned.answers)
        figures["refusing"] = _written(recalls(queries, run.answers, least))
    figures["least_score"] = least
    figures["recall"] = _written(recalls(queries, run.answers, 0.0))
    figures["false_links"] = _written(false_links(queries, run.answers, least))
    figures["false_pages"] = _written({"": pages_linked(queries, run.answers, least)})[""]
    figures["missed"] = [
        query["id"]
        for query, answer in zip(queries, run.answers, strict=True)
        if query["originals"] and not is_found(query, answer, 0.0)
    ]
    return figures


def _written(rates: dict[str, Rate | None]) -> dict[str, Row]:
    return {
        name: {"rate": r.share, "n": r.trials, "interval": [r.low, r.high]}
        for name, r in rates.items()
        if r is not None
    }


def show(results: Sequence[Row]) -> None:
    """The tables."""
    first = results[0]
    print(f"{first['documents']:,} documents, {first['queries']:,} queries")
    print("\nrecall@1" + " " * 24 + "queries" + "".join(f"{r['finder']:>22}" for r in results))
    for name in sorted(first["recall"], key=_order):
        cells = "".join(_cell(r["recall"][name]) for r in results)
        print(f"  {name:30}{first['recall'][name]['n']:7,}{cells}")
    print(
        "\nrecall@1 where one page in a thousand without an original is linked on the tuning part"
    )
    for name in ("all", "all but crossed", *HARD):
        cells = "".join(_cell(r.get("refusing", r["recall"]).get(name)) for r in results)
        print(f"  {name:37}{cells}")
    print("\nfalse links at that score, of source texts without an original, and of pages")
    for name, known in first["false_links"].items():
        cells = "".join(_cell(r["false_links"].get(name)) for r in results)
        print(f"  {name:30}{known['n']:7,}{cells}")
    print(f"  {'pages':30}{first['false_pages']['n']:7,}"
          + "".join(_cell(r["false_pages"]) for r in results))  # fmt: skip
    print("\nspeed and memory of one process")
    for shown, key in (
        ("documents indexed a second", "indexed_per_second"),
        ("pages asked a second", "asked_per_second"),
        ("peak memory, MB", "memory_mb"),
    ):
        print(f"  {shown:37}" + "".join(f"{r[key]:22,.0f}" for r in results))


def _order(name: str) -> tuple[int, str]:
    """All, single slices, crossed ones, families."""
    kinds = not name.startswith("all"), name.endswith("alone"), " x " in name, "family" in name
    return sum(place * kind for place, kind in enumerate(kinds, 1)), name


def _cell(figure: Row | None) -> str:
    if figure is None:
        return f"{'-':>22}"
    low, high = figure["interval"]
    return f"{figure['rate']:8.4f} [{low:.3f} {high:.3f}]"[:22].rjust(22)


def missing(names: Iterable[str]) -> list[str]:
    """The packages that the methods need and that are not installed."""
    wanted = {
        package for name in names for start, package in NEEDED.items() if name.startswith(start)
    }
    return sorted(package for package in wanted if importlib.util.find_spec(package) is None)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--corpus", type=Path, default=FOLDER)
    parser.add_argument("--external", type=Path, default=EXTERNAL)
    parser.add_argument(
        "--finders", nargs="+", choices=FINDERS, default=list(FINDERS), metavar="NAME"
    )
    parser.add_argument("--with", dest="count", type=int, metavar="N")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--child", type=json.loads, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(*arguments.child)
        return
    if absent := missing(arguments.finders):
        sys.exit(f"not installed: {', '.join(absent)}; {INSTALL}")
    jobs = os.cpu_count() or 1
    arguments.corpus.mkdir(parents=True, exist_ok=True)
    make_splits(arguments.corpus, arguments.external, jobs)
    with tempfile.TemporaryDirectory() as scratch:
        documents = arguments.corpus / "test.docs.jsonl"
        if arguments.count:
            make_pages(arguments.corpus, arguments.count, jobs)
            documents = _filled_up(arguments.corpus, arguments.count, Path(scratch))
        results = [
            measure(name, arguments.corpus, documents, Path(scratch)) for name in arguments.finders
        ]
    print(f"MinHash: {PERMUTATIONS} permutations; {os.cpu_count()} processors, load "
          f"{os.getloadavg()[0]:.1f}")  # fmt: skip
    show(results)
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1) + "\n", "utf-8")


def _filled_up(folder: Path, count: int, scratch: Path) -> Path:
    """The documents of the test part, and generated ones after them."""
    path = scratch / "documents.jsonl"
    with path.open("w", encoding="utf-8") as out:
        lines = (folder / "test.docs.jsonl").read_text("utf-8").splitlines(keepends=True)
        out.writelines(lines)
        generated = (row for row in read_rows(folder / f"wire-{count}.jsonl")
                     if row["id"].startswith("generated/"))  # fmt: skip
        for row, _ in zip(generated, range(count - len(lines)), strict=False):
            out.write(json.dumps(row) + "\n")
    return path


if __name__ == "__main__":
    main()
