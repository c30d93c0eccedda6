"""What writing the evidence page costs beyond scoring, and what it weighs.

Run: python benchmarks/page_speed.py   (two 800-word texts of the repository's own articles). All
are timed in turn in one run, on processor time, and printed as medians and ratios.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pair_speed import default_pair

from spindetect.detector import Detector
from spindetect.readers import read_document
from spindetect.report import dumps
from spindetect.report.page import render_html
from spindetect.report.reading import read_verdict

ROUNDS = 20


def main() -> None:
    detector = Detector.load()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        one, other = default_pair(folder, detector)
        original, candidate = read_document(one), read_document(other)
        verdict = detector.score(candidate, original)
        kept = folder / "verdict.json"
        kept.write_text(dumps(verdict))
        stages: dict[str, Callable[[], object]] = {
            "score (floor)": lambda: detector.score(candidate, original),
            "write the JSON": lambda: dumps(verdict),
            "read the JSON": lambda: read_verdict(kept),
            "write the page": lambda: render_html(verdict),
        }
        times: dict[str, list[float]] = {name: [] for name in stages}
        for _ in range(ROUNDS):
            for name, stage in stages.items():
                start = time.process_time()
                stage()
                times[name].append(time.process_time() - start)
    medians = {name: statistics.median(values[2:]) for name, values in times.items()}
    for name, value in medians.items():
        print(
            f"  {name:16} {value * 1000:7.2f} ms  {value / medians['score (floor)']:5.2f} x floor"
        )
    print(f"  the page weighs {len(render_html(verdict).encode()) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
