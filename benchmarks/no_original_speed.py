"""How long a text without an original takes, beside parsing it.

Run: python benchmarks/no_original_speed.py

The floor is parsing the same texts, which every page of an audit needs anyway. The peer is the
same work one page at a time, as `spindetect score` does it; then with suspects and suggestions;
then the same with the encoder, where it is installed. Times are those of the processor, all threads
together, so that what else the machine does counts for little.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from spindetect import Detector
from spindetect.restore import suspects
from spindetect.simulation import read_articles
from spindetect.spinners import spinners
from spindetect.suspects import UnaidedModel
from spindetect.text import parse
from spindetect.types import Parsed

ROOT = Path(__file__).parent.parent
BATCH = 32
REPEATS = 5
WORDS = 700


def best(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Processor seconds of the fastest of several runs."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def with_encoder(detector: Detector, parsed: Sequence[Parsed]) -> dict[str, float]:
    """The rows of the same texts, each with the encoder, and spun as well: each suspect costs."""
    deep = detector.unaided
    spinner = spinners(detector.lexicon)["wordnet-random"]
    spun = [parse(spinner.spin(one.document, seed=1, intensity=0.2).candidate) for one in parsed]
    return {
        "with the encoder, one at a time": best(
            lambda: [deep.probabilities([one]) for one in parsed], repeats=2
        ),
        **{
            f"with the encoder and suggestions, {kind}": best(
                lambda some=some: [
                    suspects(one, deep.judge([one], points=True)[0], deep, detector.lexicon)
                    for one in some
                ],
                repeats=2,
            )
            for kind, some in (("honest", parsed), ("spun", spun))
        },
    }


def main() -> None:
    detector = Detector.load()
    loading = best(lambda: UnaidedModel.load(detector.lexicon))
    model = detector.fast
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
    if detector.unaided.deep is not None:
        rows |= with_encoder(detector, parsed)
        deepening = best(lambda: model.deepened())
        print(f"encoder read in {1000 * deepening:.0f} ms")
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
