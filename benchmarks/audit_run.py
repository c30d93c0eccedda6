"""A whole audit, from files to table: time, growth, memory, and what it got right.

Run: python -m benchmarks.audit_run [--corpus DIR] [--pages N ...] [--linked SHARE] [--jobs N]
     [--json FILE]

For each N the corpus has N originals and a scrape of N pages (made by audit_corpus, if they are not
there), 500 words each on average. `spindetect audit --no-original off` reads them, indexes the
originals, finds, aligns, judges and writes a table. The floor, in the same run, reads and parses
the same records with as many workers and does nothing with them. The peer, datasketch, reads the
same files and finds candidate pairs by MinHash LSH over 5-word shingles, in one process, at the
usual threshold of 0.5: with the bands that audit_retrieval gives it for the sake of its recall it
would be slower. With --linked SHARE linked pages are left out until they are this share: what is
slow is to lay a page beside its original. Processor seconds count all processes, and are what to
compare where the machine has other things to do.
Memory is the sum over all processes, shared pages shared out (PSS), sampled four times a second.
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
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.audit_corpus import EXTERNAL, FOLDER, make_pages, make_splits
from benchmarks.corpora.store import read_rows, write_rows
from benchmarks.finders import INSTALL, Datasketch
from spindetect.metrics import rate

if TYPE_CHECKING:
    import psutil

RELATIONS = ("spun", "copy", "edited")
_SAMPLED = 0.25
_BATCH = 250
_PEER_THRESHOLD = 0.5

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the clock and of all processors, peak memory in MB."""

    wall: float
    processor: float
    memory: float


def measured(command: Sequence[str]) -> Cost:
    """Run a command to its end and see what it costs, all its processes together."""
    import psutil

    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(command)
    watched, peak, used = psutil.Process(process.pid), 0, dict[int, float]()
    try:
        while process.poll() is None:
            peak = max(peak, _look(watched, used))
            time.sleep(_SAMPLED)
    finally:
        process.kill()
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        sys.exit(f"{' '.join(command)}: exit code {process.returncode}")
    waited_for = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    # A worker that its parent did not wait for is missing in the first, the last moments of each
    # process are missing in the second.
    return Cost(wall, max(waited_for, sum(used.values())), peak / 2**20)


def _look(process: psutil.Process, used: dict[int, float]) -> int:
    """Bytes of a process and all below it; notes in `used` the processor seconds of each."""
    import psutil

    total = 0
    with suppress(psutil.Error):
        for one in (process, *process.children(recursive=True)):
            with suppress(psutil.Error):
                times = one.cpu_times()
                used[one.pid] = times.user + times.system
                total += one.memory_full_info().pss
    return total


def read_and_parse(paths: Sequence[str], jobs: int) -> None:
    """The floor: every record read and parsed, by so many workers."""
    from joblib import Parallel, delayed

    from spindetect.readers import Corpus

    def batches() -> Iterator[list[Any]]:
        records = iter(Corpus(paths))
        while batch := list(islice(records, _BATCH)):
            yield batch

    Parallel(n_jobs=jobs)(delayed(_parse_all)(batch) for batch in batches())


def _parse_all(records: Sequence[Any]) -> None:
    from spindetect.readers import read_record
    from spindetect.text import parse

    for record in records:
        parse(read_record(record))


def candidate_pairs(wire: str, scrape: str) -> int:
    """The peer: how many candidate pairs datasketch finds."""
    peer = Datasketch(5, threshold=_PEER_THRESHOLD)
    peer.index([row["text"] for row in read_rows(Path(wire))])
    return sum(peer.candidates([row["text"] for row in read_rows(Path(scrape))]))


def thinned(scrape: Path, truth: Path, share: float, folder: Path) -> tuple[Path, Path]:
    """A scrape and its truth without so many linked pages that the others are all but `share`."""
    kept: list[tuple[Row, Row]] = []
    linked = 0
    for row, true in zip(read_rows(scrape), read_rows(truth), strict=True):
        if true["kind"] != "none":
            # So that they stand among the others as before.
            if linked >= share * (len(kept) + 1):
                continue
            linked += 1
        kept.append((row, true))
    rows, truths = zip(*kept, strict=True)
    write_rows(folder / "scrape.jsonl", rows)
    write_rows(folder / "truth.jsonl", truths)
    return folder / "scrape.jsonl", folder / "truth.jsonl"


def measure(folder: Path, count: int, jobs: int, *, peer: bool, linked: float | None = None) -> Row:
    """All figures for one size."""
    wire, pages = str(folder / f"wire-{count}.jsonl"), folder / f"scrape-{count}.jsonl"
    truth = folder / f"truth-{count}.jsonl"
    this = [sys.executable, "-m", "benchmarks.audit_run"]
    with tempfile.TemporaryDirectory() as scratch:
        if linked is not None:
            pages, truth = thinned(pages, truth, linked, Path(scratch))
        scrape, out = str(pages), Path(scratch) / "audit.parquet"
        command = [sys.executable, "-m", "spindetect", "audit", scrape, "--originals", wire]
        command += ["--out", str(out), "--jobs", str(jobs), "--no-original", "off", "--quiet"]
        costs = {"floor": measured([*this, "--floor", wire, scrape, "--jobs", str(jobs)])}
        costs["audit"] = measured(command)
        if peer:
            costs["datasketch"] = measured([*this, "--peer", wire, scrape])
        found = correctness(out, truth)
        texts = Counter(row["text"] for row in read_rows(pages))
    sizes = {"originals": count, "pages": texts.total(), "distinct": len(texts), "jobs": jobs}
    return {**sizes, **{n: asdict(c) for n, c in costs.items()}, **found}


def correctness(table: Path, truth: Path) -> Row:
    """Originals and relations of a table against what is true, with intervals."""
    import pyarrow.parquet as pq

    columns = ["candidate", "original", "relation", "sources"]
    rows = {row["candidate"]: row for row in pq.read_table(table, columns=columns).to_pylist()}
    linked: dict[str, Counter[bool]] = defaultdict(Counter)
    related: dict[str, Counter[str]] = defaultdict(Counter)
    for true in read_rows(truth):
        row = rows[true["id"]]
        sources = {source["original"] for source in row["sources"] or ()}
        if true["kind"] == "none":
            linked["none (generated)"][bool(sources)] += 1
        else:
            linked[true["kind"]][set(true["originals"]) <= sources] += 1
            linked[f"{true['kind']}, first"][row["original"] in true["originals"]] += 1
        related[true["relation"] or "none"][row["relation"] or "none"] += 1
    return {
        "linked": {kind: _rate(count[True], count.total()) for kind, count in linked.items()},
        "recall": {r: _rate(related[r][r], related[r].total()) for r in RELATIONS},
        "precision": {
            r: _rate(related[r][r], sum(count[r] for count in related.values())) for r in RELATIONS
        },
        "relations": {true: dict(count) for true, count in related.items()},
    }


def _rate(events: int, trials: int) -> Row | None:
    found = rate(events, trials)
    return found and {"rate": found.share, "n": trials, "interval": [found.low, found.high]}


def show(results: Sequence[Row]) -> None:
    """The tables."""
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    for row in results:
        count, floor, audit = row["pages"], row["floor"], row["audit"]
        print(
            f"\n{row['originals']:,} originals, {count:,} pages, {row['distinct']:,} of them "
            f"distinct, {row['jobs']} workers"
        )
        print("                       seconds  processor s  x floor (processor)   peak MB")
        for name in ("floor", "audit", "datasketch"):
            if cost := row.get(name):
                ratio = cost["wall"] / floor["wall"], cost["processor"] / floor["processor"]
                print(
                    f"  {name:18}{cost['wall']:10.1f}{cost['processor']:13.1f}"
                    f"{ratio[0]:9.2f} ({ratio[1]:.2f}){cost['memory']:17,.0f}"
                )
        rates = count / audit["wall"] / row["jobs"], count / audit["processor"]
        print(f"  pages a second and core: {rates[0]:.0f}; a processor second: {rates[1]:.0f}")
        if peer := row.get("datasketch"):
            speed = peer["processor"] / audit["processor"]
            print(f"  speed, datasketch = 1, by processor seconds: {speed:.2f}")
        for title in ("linked", "recall", "precision"):
            for name, figure in row[title].items():
                if figure:
                    low, high = figure["interval"]
                    print(
                        f"  {title:10}{name:22}{figure['rate']:8.4f} "
                        f"[{low:.4f} {high:.4f}] of {figure['n']:,}"
                    )
    if len(results) > 1:
        first, last = results[0], results[-1]
        grown = last["audit"]["processor"] / first["audit"]["processor"]
        times = last["pages"] / first["pages"]
        print(f"\nfrom {first['pages']:,} to {last['pages']:,} pages, {times:.1f} x: {grown:.2f} x")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--corpus", type=Path, default=FOLDER)
    parser.add_argument("--external", type=Path, default=EXTERNAL)
    parser.add_argument("--pages", type=int, nargs="+", default=[20_000, 100_000], metavar="N")
    parser.add_argument("--linked", type=float, metavar="SHARE", help="share of linked pages")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--no-peer", action="store_true", help="leave datasketch out")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--floor", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--peer", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.floor:
        read_and_parse(arguments.floor, arguments.jobs)
        return
    if arguments.peer:
        candidate_pairs(*arguments.peer)
        return
    needed = ["psutil"] + ["datasketch"] * (not arguments.no_peer)
    if absent := [name for name in needed if importlib.util.find_spec(name) is None]:
        sys.exit(f"not installed: {', '.join(absent)}; {INSTALL}")
    arguments.corpus.mkdir(parents=True, exist_ok=True)
    make_splits(arguments.corpus, arguments.external, arguments.jobs)
    results = []
    for count in arguments.pages:
        make_pages(arguments.corpus, count, arguments.jobs)
        peer = not arguments.no_peer
        jobs, linked = arguments.jobs, arguments.linked
        results.append(measure(arguments.corpus, count, jobs, peer=peer, linked=linked))
    show(results)
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
