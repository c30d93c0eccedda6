"""What scoring a pair costs beyond reading and tokenising it, and what difflib would cost.

Run: python benchmarks/pair_speed.py [ORIGINAL CANDIDATE]   (default: two 800-word texts made from
the repository's own articles). The floor reads both files and tokenises them; the peer aligns the
same tokens with difflib. All are timed in turn in one run and printed as medians and ratios.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

from spindetect.align import align
from spindetect.detector import Detector, analyse
from spindetect.readers import read_document
from spindetect.spinners import spinners
from spindetect.text import parse
from spindetect.types import Document

ROOT = Path(__file__).parent.parent
ROUNDS = 60
WORDS = 800


def default_pair(folder: Path, detector: Detector) -> tuple[Path, Path]:
    """An 800-word original made of own articles, and a spun copy at 20 %."""
    paragraphs: list[str] = []
    for article in sorted((ROOT / "data" / "articles").glob("news/*.txt")):
        paragraphs += article.read_text("utf-8").split("\n\n")[1:]
        if sum(len(p.split()) for p in paragraphs) >= WORDS:
            break
    text = " ".join("\n\n".join(paragraphs).split(" ")[:WORDS])
    pair = spinners(detector.lexicon)["database-wordnet"].spin(
        Document("own", text), seed=1, intensity=0.2
    )
    paths = folder / "original.txt", folder / "candidate.txt"
    for path, content in zip(paths, (text, pair.candidate.text), strict=True):
        path.write_text(content, encoding="utf-8")
    return paths


def main() -> None:
    detector = Detector.load()
    with tempfile.TemporaryDirectory() as temporary:
        if len(sys.argv) == 3:
            one, other = map(Path, sys.argv[1:])
        else:
            one, other = default_pair(Path(temporary), detector)
        original, candidate = (parse(read_document(p)) for p in (one, other))
        lexicon = detector.lexicon
        stages: dict[str, Callable[[], object]] = {
            "read and tokenise (floor)": lambda: [parse(read_document(p)) for p in (one, other)],
            "align": lambda: align(original, candidate, lexicon),
            "align, type, features": lambda: analyse(original, candidate, lexicon),
            "whole score": lambda: detector.score(read_document(other), read_document(one)),
            "difflib alignment (peer)": lambda: SequenceMatcher(
                None, original.norms, candidate.norms, autojunk=False
            ).get_opcodes(),
        }
        times: dict[str, list[float]] = {name: [] for name in stages}
        for _ in range(ROUNDS):
            for name, stage in stages.items():
                start = time.perf_counter()
                stage()
                times[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(values[5:]) for name, values in times.items()}
    floor = medians["read and tokenise (floor)"]
    print(f"{len(original)} and {len(candidate)} tokens, medians of {ROUNDS - 5} rounds")
    for name, value in medians.items():
        print(f"  {name:28} {value * 1000:7.2f} ms  {value / floor:5.2f} x floor")


if __name__ == "__main__":
    main()
