"""False positives on human rewrites: the three reading levels of OneStopEnglish.

Run: python benchmarks/human_rewrites.py [FOLDER] [--turned]   (default: ../shared/data)
Each article was rewritten by teachers at three levels (Vajjala and Lučić 2018); the shipped model
is not trained on them. Prints how many documents, and how many pairs of paragraphs of 20 to 150
words, are flagged at the shipped threshold, with the Clopper-Pearson interval over articles: the
share of articles of which anything is flagged. With --turned the simpler text is the original.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from spindetect.detector import Detector
from spindetect.metrics import rate
from spindetect.sources import reading_level_paragraphs, reading_levels
from spindetect.types import LabelledPair, Relation, UnreadableError

DEFAULT = Path(__file__).parent.parent.parent / "shared" / "data"


def report(name: str, pairs: Sequence[LabelledPair], detector: Detector) -> None:
    flagged: list[str] = []
    chances: list[float] = []
    abstained = 0
    for pair in pairs:
        verdict = detector.score(pair.candidate, pair.original)
        abstained += verdict.abstained is not None
        chances.append(verdict.probability or 0.0)
        if verdict.relation is Relation.SPUN:
            flagged.append(pair.group)
    articles = rate(len(set(flagged)), len({pair.group for pair in pairs}))
    assert articles is not None
    highest = ", ".join(f"{chance:.3f}" for chance in sorted(chances)[-3:])
    print(
        f"{name:42} {len(flagged):3} of {len(pairs):5} flagged, {abstained:4} abstained; articles "
        f"{articles.events:2} of {articles.trials} ({articles.low:.4f} to {articles.high:.4f}); "
        f"highest {highest}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--turned", action="store_true", help="the simpler text as the original")
    options = parser.parse_args()
    detector = Detector.load()
    print(f"threshold {detector.threshold:.4f}")
    for what, read in (("documents", reading_levels), ("paragraphs", reading_level_paragraphs)):
        try:
            pairs = read(options.folder)
        except UnreadableError as error:
            print(error, file=sys.stderr)
            return error.exit_code
        if options.turned:
            pairs = [replace(p, original=p.candidate, candidate=p.original) for p in pairs]
        for family in dict.fromkeys(pair.family for pair in pairs):
            report(f"{what}, {family}", [p for p in pairs if p.family == family], detector)
        report(f"{what}, all", pairs, detector)
    return 0


if __name__ == "__main__":
    sys.exit(main())
