"""Cold start of `spindetect score`: wall time and peak memory of whole processes.

Run: python benchmarks/cold_start.py
Scores two texts of about 800 words made from the repository's own articles, in turn with two floors
in the same run: an interpreter that does nothing, and one that imports numpy. Medians of the
rounds.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from pair_speed import default_pair

from spindetect.detector import Detector

ROUNDS = 9


def run(command: list[str]) -> tuple[float, int]:
    """Wall seconds and peak resident kilobytes of one process."""
    code = (
        "import resource, subprocess, sys, time\n"
        "start = time.perf_counter()\n"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n"
        "print(time.perf_counter() - start,"
        " resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, *command], check=True, capture_output=True, text=True
    )
    seconds, kilobytes = result.stdout.split()
    return float(seconds), int(kilobytes)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        original, candidate = default_pair(Path(folder), Detector.load())
        score = [sys.executable, "-m", "spindetect", "score", str(candidate)]
        commands = {
            "python (floor)": [sys.executable, "-c", "pass"],
            "python, import numpy (floor)": [sys.executable, "-c", "import numpy"],
            "spindetect score": [*score, "--original", str(original)],
            "score, no encoder": [*score, "--original", str(original), "--with-original", "fast"],
            "spindetect score, JSON": [*score, "--original", str(original), "--format", "json"],
        }
        seen: dict[str, list[tuple[float, int]]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                seen[name].append(run(command))
    for name, rows in seen.items():
        seconds = statistics.median(row[0] for row in rows)
        print(f"  {name:30} {seconds:6.2f} s  {max(row[1] for row in rows) / 1024:6.0f} MB")


if __name__ == "__main__":
    main()
