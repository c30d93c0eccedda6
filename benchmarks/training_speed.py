"""How fast features are extracted from labelled pairs, and a model fitted on them.

    python benchmarks/training_speed.py build/pairs.jsonl

Extraction is given in pairs per second and core, each pair seen with the thesauri and blind, and
against reading and tokenising the same texts, measured in the same run on one core.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from spindetect.lexicon import Lexicon
from spindetect.pairs import read_pairs
from spindetect.text import parse
from spindetect.training import extract, fit, views

T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--sample", type=int, default=1000, help="pairs timed one by one")
    parser.add_argument("--jobs", type=int, default=2, help="workers for all the pairs")
    options = parser.parse_args()
    pairs, _ = read_pairs([options.pairs])
    lexicon = Lexicon.open()
    step = max(1, len(pairs) // options.sample)
    sample = pairs[::step]
    texts = [document for pair in sample for document in (pair.original, pair.candidate)]
    parse(texts[0])
    _, floor = timed(lambda: [parse(text) for text in texts])
    _, alone = timed(lambda: extract(sample, views(lexicon)))
    print(f"{len(sample)} pairs on one core: {len(sample) / alone:.0f} pairs per second and core")
    print(f"{alone / floor:.1f} times reading and tokenising the same texts ({floor:.2f} s)")
    (seen, blind), together = timed(lambda: extract(pairs, views(lexicon), jobs=options.jobs))
    rate = len(pairs) / together
    print(f"{len(pairs)} pairs by {options.jobs} workers: {rate:.0f} pairs per second")
    _, fitting = timed(lambda: fit([*seen, *blind], lexicon_version=lexicon.version, inputs={}))
    print(f"model from prepared features of {len(pairs)} pairs: {fitting:.1f} s")


if __name__ == "__main__":
    main()
