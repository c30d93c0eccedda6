"""How long a text without an original takes, beside parsing it.

Run: python benchmarks/no_original_speed.py

The floor is parsing the same texts, which every page of an audit needs anyway. The peer is the
same work one page at a time, as `spindetect score` does it; then with suspects and suggestions.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from spindetect import Detector
from spindetect.restore import suspects
from spindetect.simulation import read_articles
from spindetect.suspects import UnaidedModel
from spindetect.text import parse

ROOT = Path(__file__).parent.parent
BATCH = 32
REPEATS = 5
WORDS = 700


def best(work: Callable[[], object]) -> float:
    """Seconds of the fastest of several runs."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    detector = Detector.load()
    loading = best(lambda: UnaidedModel.load(detector.lexicon))
    model = detector.unaided
    documents = read_articles(ROOT / "data" / "articles")
    parsed = [parse(document) for document in documents]
    batches = [parsed[k : k + BATCH] for k in range(0, len(parsed), BATCH)]
    tokens = sum(map(len, parsed))
    floor = best(lambda: [parse(document) for document in documents])
    rows = {
        "parsing (floor)": floor,
        f"probability, {BATCH} pages at once": best(
            lambda: [model.probabilities(batch) for batch in batches]
        ),
        "probability, one page at a time": best(
            lambda: [model.probabilities([one]) for one in parsed]
        ),
        "with suspects and suggestions, one at a time": best(
            lambda: [
                suspects(one, model.judge([one])[0], model, detector.lexicon) for one in parsed
            ]
        ),
    }
    print(
        f"{len(parsed)} articles, {tokens / len(parsed):.0f} tokens each; model read in "
        f"{1000 * loading:.0f} ms"
    )
    for name, seconds in rows.items():
        print(
            f"{name:46} {1000 * seconds / len(parsed):6.2f} ms a page "
            f"{1000 * seconds * WORDS / tokens:6.2f} ms for {WORDS} tokens "
            f"{seconds / floor:5.2f} × floor"
        )


if __name__ == "__main__":
    main()
