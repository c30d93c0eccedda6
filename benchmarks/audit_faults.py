"""An audit that is killed, or whose disk is full, and one whose files cannot be read or written.

Run: python -m benchmarks.audit_faults [--corpus DIR] [--pages N] [--kills N] [--json FILE]

Kills: an audit is killed (SIGKILL) at random moments, in turn all its processes and the parent
alone, and resumed with another number of workers; table, overview and list must be byte for byte
those of a run that nobody disturbed. One more run is killed several times. Faults: a full disk,
outputs that cannot be written, inputs that cannot be read. Each must end in one line, with the exit
code that docs/cli.md gives and without a traceback; after the full disk, --resume on a
larger one must give the same bytes. Exits with 1 if anything is otherwise.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.audit_corpus import EXTERNAL, FOLDER, make_pages, make_splits

OUTPUTS = ("audit.parquet", "audit.html", "clean.txt")
_PATIENCE = 20.0
_SMALL_DISK = 2_000_000
_LEAST_PAGES = 20_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """One trial: what was done, whether it ended as it must, and what was seen."""

    trial: str
    passed: bool
    seen: str


@dataclass(frozen=True, slots=True)
class Bench:
    """What all trials share: the inputs and the undisturbed run's files."""

    pages: Path
    originals: Path
    reference: Path
    seconds: float = 0.0


def command(bench: Bench, folder: Path, jobs: int, *extra: str) -> list[str]:
    """An audit whose outputs go into a folder."""
    table, page, clean = (str(folder / name) for name in OUTPUTS)
    return [
        *(sys.executable, "-m", "spindetect", "audit", str(bench.pages)),
        *("--originals", str(bench.originals), "--out", table, "--html", page),
        *("--write-clean", clean, "--jobs", str(jobs), "--quiet", *extra),
    ]


def run(arguments: Sequence[str], **options: Any) -> subprocess.CompletedProcess[str]:  # noqa: ANN401
    """Run a command to its end."""
    return subprocess.run(arguments, capture_output=True, text=True, check=False, **options)


def differing(bench: Bench, folder: Path) -> list[str]:
    """The outputs that are not those of the undisturbed run."""
    return [
        name
        for name in OUTPUTS
        if not (folder / name).exists()
        or (folder / name).read_bytes() != (bench.reference / name).read_bytes()
    ]


def killed(arguments: Sequence[str], after: float, *, parent_alone: bool) -> str | None:
    """Start an audit, kill it after so many seconds; what was left of it, "" if no process was.

    None where the audit was done before.
    """
    process = subprocess.Popen(
        arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.wait(after)
        return None
    except subprocess.TimeoutExpired:
        pass
    if parent_alone:
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    deadline = time.monotonic() + _PATIENCE
    while _group_lives(process.pid):
        if time.monotonic() > deadline:
            os.killpg(process.pid, signal.SIGKILL)
            return f"workers lived on for {_PATIENCE:.0f} s"
        time.sleep(0.1)
    return ""


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def kill_trials(bench: Bench, kills: int, scratch: Path) -> Iterator[Outcome]:
    """Killed once and resumed, at random moments; one that was done by then is killed sooner."""
    rng = random.Random(8)
    for number in range(kills):
        folder = scratch / f"kill-{number}"
        folder.mkdir()
        after, alone = rng.uniform(0.0, bench.seconds), bool(number % 2)
        jobs, then = number % 3 + 1, (number + 1) % 3 + 1
        while (left := killed(command(bench, folder, jobs), after, parent_alone=alone)) is None:
            after *= 0.8
        kept = checkpoints(folder)
        ended = run(command(bench, folder, then, "--resume"))
        who = "the parent" if alone else "all processes"
        trial = f"{who} of {jobs} workers killed after {after:.1f} s, {kept} shards kept"
        yield resumed(bench, f"{trial}, resumed with {then}", folder, ended, left)
        shutil.rmtree(folder)


def again_and_again(bench: Bench, kills: int, scratch: Path) -> Outcome:
    """One run killed several times, each time resumed, unless it is done before."""
    folder, rng = scratch / "again", random.Random(9)
    folder.mkdir()
    count = 0
    while count < kills:
        after = rng.uniform(0.1, 0.3) * bench.seconds
        if killed(command(bench, folder, 2, "--resume"), after, parent_alone=False) is None:
            break
        count += 1
    ended = run(command(bench, folder, 2, "--resume"))
    return resumed(bench, f"one run killed {count} times", folder, ended)


def checkpoints(folder: Path) -> int:
    """Finished shards, of originals and of pages, in the work folder beside a table."""
    work = folder / f"{OUTPUTS[0]}.work"
    return len([*work.glob("originals/piece-*"), *work.glob("pages/*.jsonl")])


def resumed(
    bench: Bench,
    trial: str,
    folder: Path,
    ended: subprocess.CompletedProcess[str],
    left: str | None = "",
) -> Outcome:
    """Whether a run that went on gave the bytes of the undisturbed one; `left`: see `killed`."""
    wrong = differing(bench, folder)
    seen = _told(ended) or (f"differs: {', '.join(wrong)}" if wrong else "same bytes")
    passed = not (left or wrong or ended.returncode)
    return Outcome(trial, passed, "; ".join(filter(None, (left, seen))))


@contextmanager
def small_disk(scratch: Path) -> Iterator[tuple[Path, Callable[[], None], dict[str, Any]]]:
    """(folder, what makes room, options for `run`): a small tmpfs, else a limit on file size."""
    folder = scratch / "disk"
    folder.mkdir()
    mounted = run(["mount", "-t", "tmpfs", "-o", f"size={_SMALL_DISK}", "tmpfs", str(folder)])
    if mounted.returncode:
        limits = (_SMALL_DISK // 20, resource.RLIM_INFINITY)
        limited = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limits)}
        yield folder, lambda: None, limited
        return
    try:
        yield folder, lambda: _enlarge(folder), {}
    finally:
        run(["umount", str(folder)])


def _enlarge(folder: Path) -> None:
    run(["mount", "-o", "remount,size=1g", str(folder)])


def full_disk(bench: Bench, scratch: Path) -> Iterator[Outcome]:
    """The disk fills up; then there is room, and the run goes on."""
    with small_disk(scratch) as (folder, make_room, options):
        ended = run(command(bench, folder, 2), **options)
        yield judged("full disk", ended)
        kept = checkpoints(folder)
        yield Outcome("what was done before the disk was full is kept", kept > 0, f"{kept} shards")
        make_room()
        again = run(command(bench, folder, 2, "--resume"))
        yield resumed(bench, "gone on with on a larger disk", folder, again)


def fault_trials(bench: Bench, scratch: Path) -> Iterator[Outcome]:
    """What cannot be written or read."""
    garbage = scratch / "garbage.parquet"
    garbage.write_bytes(random.Random(1).randbytes(5000))
    spoilt = scratch / "spoilt.idx"
    spoilt.mkdir()
    (spoilt / "index.json").write_text("{}")
    (scratch / "file").write_text("")
    for trial, pages, originals, out in (
        (
            "output in a folder that is none",
            bench.pages,
            bench.originals,
            scratch / "file" / "o.csv",
        ),
        ("output where nobody can write", bench.pages, bench.originals, Path("/proc/out.csv")),
        ("output that is a folder", bench.pages, bench.originals, spoilt),
        ("pages that are not there", scratch / "nowhere", bench.originals, scratch / "o.csv"),
        ("pages that are no Parquet", garbage, bench.originals, scratch / "o.csv"),
        ("originals that are not there", bench.pages, scratch / "nowhere", scratch / "o.csv"),
        ("an index that is damaged", bench.pages, spoilt, scratch / "o.csv"),
    ):
        arguments = [sys.executable, "-m", "spindetect", "audit", str(pages), "--quiet"]
        arguments += ["--originals", str(originals), "--out", str(out), "--jobs", "2"]
        yield judged(trial, run(arguments))


def judged(trial: str, ended: subprocess.CompletedProcess[str]) -> Outcome:
    """Whether a run ended with one line and an exit code for usage or unreadable input."""
    lines = [line for line in ended.stderr.splitlines() if line.strip()]
    clean = len(lines) == 1 and "Traceback" not in ended.stderr
    seen = f"exit code {ended.returncode}: {' / '.join(lines[-3:])}"
    return Outcome(trial, clean and ended.returncode in (2, 3), seen)


def _told(ended: subprocess.CompletedProcess[str]) -> str:
    return (
        f"exit code {ended.returncode}: {ended.stderr.strip()[-300:]}" if ended.returncode else ""
    )


def prepared(folder: Path, pages: int, scratch: Path) -> Bench:
    """Inputs of the wanted size, and an undisturbed run."""
    paths = []
    for kind in ("scrape", "wire"):
        with (folder / f"{kind}-{_LEAST_PAGES}.jsonl").open("rb") as file:
            paths.append(scratch / f"{kind}.jsonl")
            paths[-1].write_bytes(b"".join(islice(file, pages)))
    reference = scratch / "reference"
    reference.mkdir()
    bench = Bench(*paths, reference)
    start = time.perf_counter()
    ended = run(command(bench, reference, 2))
    if ended.returncode:
        sys.exit(f"the undisturbed run failed, exit code {ended.returncode}: {ended.stderr}")
    return Bench(*paths, reference, time.perf_counter() - start)


def trials(bench: Bench, kills: int, scratch: Path) -> Iterator[Outcome]:
    """All trials, in order."""
    yield from fault_trials(bench, scratch)
    yield from full_disk(bench, scratch)
    yield from kill_trials(bench, kills, scratch)
    yield again_and_again(bench, max(1, kills // 2), scratch)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--corpus", type=Path, default=FOLDER)
    parser.add_argument("--external", type=Path, default=EXTERNAL)
    parser.add_argument("--pages", type=int, default=3000, metavar="N")
    parser.add_argument("--kills", type=int, default=10, metavar="N")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    jobs = os.cpu_count() or 1
    arguments.corpus.mkdir(parents=True, exist_ok=True)
    make_splits(arguments.corpus, arguments.external, jobs)
    make_pages(arguments.corpus, _LEAST_PAGES, jobs)
    outcomes = []
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        bench = prepared(arguments.corpus, arguments.pages, scratch)
        print(f"{arguments.pages:,} pages, undisturbed {bench.seconds:.1f} s")
        for outcome in trials(bench, arguments.kills, scratch):
            outcomes.append(outcome)
            print(f"{'ok    ' if outcome.passed else 'FAILED'}  {outcome.trial}: {outcome.seen}")
    if arguments.json:
        arguments.json.write_text(
            json.dumps([asdict(o) for o in outcomes], indent=1) + "\n", "utf-8"
        )
    sys.exit(not all(outcome.passed for outcome in outcomes))


if __name__ == "__main__":
    main()
