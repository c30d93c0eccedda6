"""False positives on human rewrites: the three reading levels of OneStopEnglish, both ways round.

Run: python benchmarks/human_rewrites.py [ONESTOP.jsonl]   (default: ../shared/data/onestop.jsonl)
Each article was rewritten by teachers at three levels (Vajjala and Lučić 2018); the shipped model
is not trained on them. Prints how many of the ordered pairs are flagged, and the three highest
probabilities.
"""

from __future__ import annotations

import json
import sys
from itertools import permutations
from pathlib import Path

from spindetect.detector import Detector
from spindetect.types import Relation

DEFAULT = Path(__file__).parent.parent.parent / "shared" / "data" / "onestop.jsonl"
LEVELS = ("advanced", "intermediate", "elementary")


def main() -> int:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    if not path.is_file():
        print(f"{path}: not here; give the path of OneStopEnglish as JSON Lines", file=sys.stderr)
        return 3
    detector = Detector.load()
    for original, candidate in permutations(LEVELS, 2):
        flagged, chances = 0, []
        for line in path.open(encoding="utf-8"):
            row = json.loads(line)
            verdict = detector.score(row[candidate], row[original])
            flagged += verdict.relation is Relation.SPUN
            chances.append(verdict.probability or 0.0)
        highest = ", ".join(f"{chance:.3f}" for chance in sorted(chances)[-3:])
        print(f"{original:12} → {candidate:12} {flagged:3} of {len(chances)} flagged; {highest}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
