"""Memory of one process that judges pair after pair: the caches are bounded, so it stays flat.

Run: python benchmarks/pair_memory.py [PAIRS]   (default: 100,000, some minutes)
Pairs of paragraphs of the repository's own articles, spun in several ways and strengths, honest or
unrelated; every word gets its turn in the caches. Prints the memory in use after each tenth.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random

from spindetect.detector import Detector, analyse
from spindetect.lexicon import Lexicon
from spindetect.spinners import spinners
from spindetect.text import parse
from spindetect.types import Document

ROOT = Path(__file__).parent.parent
PAIRS = 100_000
FAMILIES = ("database-moby", "wordnet-random", "moby", "rare-only")
INTENSITIES = (0.2, 0.5)
PAGE = 4096


def paragraphs(text: str) -> list[str]:
    return [paragraph for paragraph in text.split("\n\n") if len(paragraph.split()) > 20]


def versions(lexicon: Lexicon) -> list[list[str]]:
    """Of each paragraph the original, then its spun copies."""
    families = [spinners(lexicon)[name] for name in FAMILIES]
    found = []
    for article in sorted((ROOT / "data" / "articles").glob("*/*.txt")):
        for k, paragraph in enumerate(paragraphs(article.read_text("utf-8"))):
            document = Document(article.name, paragraph)
            spun = [
                family.spin(document, seed=k, intensity=intensity).candidate.text
                for family in families
                for intensity in INTENSITIES
            ]
            found.append([paragraph, *spun])
    return found


def pairs(pool: list[list[str]]) -> Iterator[tuple[str, str]]:
    """Endless: mostly a paragraph beside one of its versions, else beside another paragraph's."""
    rng = Random(1)
    while True:
        one = rng.choice(pool)
        other = one if rng.random() < 0.8 else rng.choice(pool)
        yield one[0], rng.choice(other)


def megabytes() -> float:
    """Resident memory of this process (Linux)."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * PAGE / 1e6


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    detector = Detector.load()
    pool = versions(detector.lexicon)
    print(f"  {0:7} pairs {megabytes():7.1f} MB")
    for number, (one, other) in enumerate(islice(pairs(pool), count), 1):
        original, candidate = parse(Document("o", one)), parse(Document("c", other))
        detector.judge(analyse(original, candidate, detector.lexicon))
        if number % (count // 10) == 0:
            print(f"  {number:7} pairs {megabytes():7.1f} MB", flush=True)


if __name__ == "__main__":
    main()
