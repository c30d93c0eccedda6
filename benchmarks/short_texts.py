"""How short a text can be judged: windows of simulated pairs, by compared words.

Run: python benchmarks/short_texts.py [PAIRS.jsonl]   (default: pairs of every fifth own article,
made anew with another seed than the model's). Windows of consecutive sentence pairs are judged as
texts of their own; a spun window counts only if something was replaced in it. The shipped model saw
these articles under another seed, so the figures rank the lengths rather than promise rates.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from spindetect.features import Sum, features
from spindetect.lexicon import Lexicon
from spindetect.model import Model, sigmoid
from spindetect.pairs import read_pairs
from spindetect.simulation import developer_rewrites, read_articles, simulate
from spindetect.training import REVERSED, Example, extract

ROOT = Path(__file__).parent.parent
BANDS = (5, 10, 15, 20, 30, 50, 100, 200)


def examples() -> list[Example]:
    lexicon = Lexicon.open()
    if len(sys.argv) > 1:
        pairs, _ = read_pairs([Path(sys.argv[1])])
    else:
        folder = ROOT / "data" / "articles"
        documents = read_articles(folder)[::5]
        chosen = {document.id for document in documents}
        rewritten = [p for p in developer_rewrites(folder) if p.group in chosen]
        pairs = list(simulate(documents, lexicon, seed=77, rewritten=rewritten))
    return extract(pairs, lexicon, jobs=2)


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


def main() -> None:
    model, pool = Model.load(), [e for e in examples() if e.family != REVERSED]
    print(f"threshold {model.threshold}, abstains below {model.min_words} compared words")
    print("words    honest  flagged      spun  flagged  chance 0.5 and more")
    for least in BANDS:
        rates = []
        for label in (False, True):
            rows = np.concatenate([windows(e, least) for e in pool if e.label is label])
            chances = sigmoid(model.document.log_odds(features(rows)))
            rates.append((len(rows), (chances >= model.threshold).mean(), (chances >= 0.5).mean()))
        (honest, wrong, _), (spun, right, likely) = rates
        print(f"{least:5}+ {honest:9} {wrong:8.4f} {spun:9} {right:8.3f} {likely:10.3f}")


if __name__ == "__main__":
    main()
