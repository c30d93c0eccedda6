"""Killing audits: what counts as killed, as kept and as resumed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.audit_faults import OUTPUTS, Bench, checkpoints, judged, killed, resumed


def ended(code: int, *, stderr: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess([], code, "", stderr)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A bench whose undisturbed run is there."""
    reference = tmp_path / "reference"
    reference.mkdir()
    for name in OUTPUTS:
        (reference / name).write_text(name)
    return Bench(tmp_path, tmp_path, reference)


@pytest.mark.parametrize("parent_alone", [False, True])
def test_a_running_process_is_killed(parent_alone: bool) -> None:
    arguments = [sys.executable, "-c", "import time; time.sleep(60)"]
    assert killed(arguments, 0.1, parent_alone=parent_alone) == ""


def test_what_is_done_before_is_not_killed() -> None:
    assert killed([sys.executable, "-c", ""], 30.0, parent_alone=False) is None


def test_only_whole_shards_are_kept(tmp_path: Path) -> None:
    work = tmp_path / f"{OUTPUTS[0]}.work"
    (work / "pages").mkdir(parents=True)
    (work / "originals" / "piece-000000").mkdir(parents=True)
    (work / "originals" / ".piece-000001.part").mkdir()
    (work / "pages" / "000000.jsonl").touch()
    (work / "pages" / ".000001.jsonl.part").touch()
    assert checkpoints(tmp_path) == 2


def test_resumed_with_the_same_bytes(bench: Bench) -> None:
    outcome = resumed(bench, "trial", bench.reference, ended(0))
    assert (outcome.passed, outcome.seen) == (True, "same bytes")


@pytest.mark.parametrize(
    ("changed", "code", "left", "seen"),
    [
        (OUTPUTS[1], 0, "", f"differs: {OUTPUTS[1]}"),
        ("other.txt", 3, "", "exit code 3: no"),
        ("other.txt", 0, "workers lived on", "workers lived on; same bytes"),
    ],
)
def test_resumed_otherwise(
    bench: Bench, tmp_path: Path, changed: str, code: int, left: str, seen: str
) -> None:
    for name in OUTPUTS:
        (tmp_path / name).write_text(name)
    (tmp_path / changed).write_text("spoilt")
    outcome = resumed(bench, "trial", tmp_path, ended(code, stderr="no"), left)
    assert (outcome.passed, outcome.seen) == (False, seen)


@pytest.mark.parametrize(
    ("code", "stderr", "passed"),
    [
        (3, "spindetect: x: does not exist\n", True),
        (3, "spindetect: x: does not exist\nTraceback\n", False),
        (3, "", False),
        (0, "spindetect: x: does not exist\n", False),
        (1, "spindetect: x: does not exist\n", False),
    ],
)
def test_a_fault_ends_in_one_line(code: int, stderr: str, passed: bool) -> None:
    assert judged("trial", ended(code, stderr=stderr)).passed is passed
