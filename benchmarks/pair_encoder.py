"""What the encoder of the model without an original would say of pairs.

Run: python -m benchmarks.pair_encoder [--pairs build/pairs.jsonl] [--each 25]

Not a feature of the pair model; this shows whether it would help there. The figure of a pair is the
mean of the encoder's log-odds over the words that only the candidate has, less that over the words
that only the original has: a spun copy reads odder than what it was made of. Pairs are of articles
that the encoder did not learn from. For each spinner family AUROC against all honest counterparts,
and in how many of its pairs the candidate reads odder, which tells who copied from whom.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

from spindetect.lexicon import Lexicon
from spindetect.metrics import Ranking, auroc
from spindetect.pairs import Part, is_spun, part_of, read_pairs
from spindetect.suspects import UnaidedModel
from spindetect.suspects.deep import Reader
from spindetect.text import parse
from spindetect.training.encoder.texts import known_families
from spindetect.types import LabelledPair, Parsed

LEFT_OUT = ("reversed", "round-trip", "-of-edition")
"""How families end that are neither spun nor honest here (turned pairs, rewriting by a machine) or
that say the same again."""


def oddness(reader: Reader, parsed: Parsed, other: Parsed) -> float | None:
    """Mean log-odds over the words of one text that the other lacks; None where it lacks none."""
    theirs = set(other.norms)
    own = [norm.isalpha() and norm not in theirs for norm in parsed.norms]
    return float(reader.read(parsed).log_odds[own].mean()) if any(own) else None


def drawn(pairs: list[LabelledPair], each: int) -> list[LabelledPair]:
    """So many pairs of each family, of articles that the encoder did not learn from."""
    had: Counter[str] = Counter()
    found = []
    for pair in pairs:
        new = part_of(pair.group) is not Part.TRAINING
        if new and not pair.family.endswith(LEFT_OUT) and had[pair.family] < each:
            had[pair.family] += 1
            found.append(pair)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pairs", type=Path, default=Path("build/pairs.jsonl"))
    parser.add_argument("--each", type=int, default=25)
    arguments = parser.parse_args()
    lexicon = Lexicon.open()
    deep = UnaidedModel.load(lexicon).deepened().deep
    assert deep is not None
    spun: dict[str, list[float]] = defaultdict(list)
    honest: list[float] = []
    for pair in drawn(read_pairs([arguments.pairs])[0], arguments.each):
        candidate, original = parse(pair.candidate), parse(pair.original)
        one = oddness(deep.encoder, candidate, original)
        other = oddness(deep.encoder, original, candidate)
        if one is not None and other is not None:
            (spun[pair.family] if is_spun(pair) else honest).append(one - other)
    known = set(known_families(lexicon))
    print(f"{len(honest)} honest pairs")
    print(f"  {'family':20}{'pairs':>6}{'AUROC':>8}{'odder':>8}  seen by the encoder")
    for family, values in sorted(spun.items()):
        labels = np.repeat([True, False], [len(values), len(honest)])
        area = auroc(Ranking(np.array(values + honest), labels).weighted())[0]
        odder = np.mean(np.array(values) > 0)
        seen = "yes" if family in known else "no"
        print(f"  {family:20}{len(values):6}{area:8.3f}{odder:8.2f}  {seen}")


if __name__ == "__main__":
    main()
