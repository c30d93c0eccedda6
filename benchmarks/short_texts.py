"""How short a text can be judged: windows of simulated pairs, by compared words.

Run: python benchmarks/short_texts.py [PAIRS.jsonl]   (default: pairs of the own articles that the
shipped model learnt no weight on, made anew with another seed). Windows of consecutive sentence
pairs are judged as texts of their own; a spun window counts only if something was replaced in it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from spindetect.features import Sum, features, reverse
from spindetect.lexicon import Lexicon
from spindetect.model import Model, pair_log_odds, sigmoid
from spindetect.pairs import read_pairs
from spindetect.simulation import developer_rewrites, read_articles, simulate
from spindetect.training import REVERSED, Example, Part, extract, part_of
from spindetect.training.table import MACHINE

ROOT = Path(__file__).parent.parent
BANDS = (5, 10, 15, 20, 30, 50, 100, 200)


def examples() -> list[Example]:
    lexicon = Lexicon.open()
    if len(sys.argv) > 1:
        pairs, _ = read_pairs([Path(sys.argv[1])])
    else:
        folder = ROOT / "data" / "articles"
        documents = [d for d in read_articles(folder) if part_of(d.id) is Part.TEST]
        chosen = {document.id for document in documents}
        rewritten = [p for p in developer_rewrites(folder) if p.group in chosen]
        pairs = list(simulate(documents, lexicon, seed=77, rewritten=rewritten))
    (seen,) = extract(pairs, [lexicon], jobs=2)
    return seen


def windows(example: Example, least: int) -> np.ndarray:
    """Sums of runs of sentence pairs with `least` compared words and more, shape (n, sums)."""
    found, start = [], 0
    for end in range(1, len(example.sums) + 1):
        total = example.sums[start:end].sum(axis=0)
        if total[Sum.WORDS] >= least:
            if not example.label or total[Sum.EDITS] > 0:
                found.append(total)
            start = end
    return np.array(found).reshape(-1, len(Sum))


def judged(example: Example) -> bool:
    """Spun or honest: neither reversed nor rewritten by a machine."""
    return example.family != REVERSED and example.source != MACHINE


def main() -> None:
    model, pool = Model.load(), list(filter(judged, examples()))
    print(f"threshold {model.threshold}, abstains below {model.min_words} compared words")
    print("words    honest  flagged      spun  flagged  chance 0.5 and more")
    for least in BANDS:
        rates = []
        for label in (False, True):
            rows = np.concatenate([windows(e, least) for e in pool if e.label is label])
            values, turned = features(rows), features(reverse(rows))
            log_odds = pair_log_odds(model.document, model.direction, values, turned)
            chances = sigmoid(log_odds)
            rates.append((len(rows), (chances >= model.threshold).mean(), (chances >= 0.5).mean()))
        (honest, wrong, _), (spun, right, likely) = rates
        print(f"{least:5}+ {honest:9} {wrong:8.4f} {spun:9} {right:8.3f} {likely:10.3f}")


if __name__ == "__main__":
    main()
