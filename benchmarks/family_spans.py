"""Exact spans of the counted substitutions, and spun sentences, family by family, held out.

Run: python benchmarks/family_spans.py [--families NAME,…] [--articles N] [--seed S] [--errors N]
Each article of data/articles is spun by each family with the full lexicon, at 10 to 60 % of its
words, and explained with a lexicon from which the family's thesauri are hidden. A span is right if
both of its sides are; single: one word on each side, multi: any other. Texts that the simulator
only added to ("additions are no evidence") are in neither. Below, sentences: in another set of
pairs only 20 to 40 % of the paragraphs stay spun; a sentence is spun if a gold span starts in it,
and found if the shipped model gives it a probability of at least one half.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from spindetect.detector import Detector, PairAnalysis, analyse
from spindetect.lexicon import Lexicon
from spindetect.model import Model
from spindetect.spinners import Partial, spinners
from spindetect.spinners.families import Spinner
from spindetect.text import parse
from spindetect.types import Document, LabelledPair, TokenKind

ROOT = Path(__file__).parent.parent
INTENSITY = (0.10, 0.60)
SPUN_PARAGRAPHS = (0.20, 0.40)
Quad = tuple[int, int, int, int]
POOLED = "all families"


class Tally:
    """Right, found and gold ones by family and kind."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str, str]] = Counter()

    def add(self, family: str, kind: str, found: set[Quad], gold: set[Quad]) -> None:
        for name in (family, POOLED):
            self.counts[name, kind, "right"] += len(found & gold)
            self.counts[name, kind, "found"] += len(found)
            self.counts[name, kind, "gold"] += len(gold)

    def line(self, family: str, kind: str) -> str:
        right, found, gold = (self.counts[family, kind, k] for k in ("right", "found", "gold"))
        precision, recall = right / max(found, 1), right / max(gold, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        return f"{precision:6.3f} {recall:6.3f} {f1:6.3f} {gold:7}"


def documents(number: int) -> list[Document]:
    """So many of our own articles, evenly spread over the genres."""
    folder = ROOT / "data" / "articles"
    paths = sorted(folder.glob("*/*.txt"))
    step = max(1, len(paths) // number)
    return [
        Document(path.relative_to(folder).with_suffix("").as_posix(), path.read_text("utf-8"))
        for path in paths[::step][:number]
    ]


def spun_pairs(articles: Sequence[Document], spinner: Spinner, seed: int) -> Iterator[LabelledPair]:
    for article in articles:
        rng = Random(f"{seed}:{spinner.name}:{article.id}")
        pair = spinner.spin(article, seed=rng.randrange(2**31), intensity=rng.uniform(*INTENSITY))
        if pair.gold:
            yield pair


def hidden(lexicon: Lexicon, spinner: Spinner) -> Lexicon:
    """The lexicon without the family's thesauri; its own database is in none."""
    return lexicon.without(*(name for name in spinner.sources if name in lexicon.sources))


def gold_of(pair: LabelledPair, analysis: PairAnalysis) -> set[Quad]:
    """The gold spans, plain additions (a new opening with its comma) left out."""
    candidate = analysis.alignment.candidate
    marks = {
        start
        for start, kind in zip(candidate.starts, candidate.kinds, strict=True)
        if kind == TokenKind.PUNCTUATION
    }
    return {
        (g.original.start, g.original.end, g.candidate.start, g.candidate.end)
        for g in pair.gold or ()
        if marks.isdisjoint(range(g.candidate.start, g.candidate.end))
    }


def found_in(analysis: PairAnalysis) -> set[Quad]:
    return {
        (s.original_span.start, s.original_span.end, s.candidate_span.start, s.candidate_span.end)
        for s in analysis.substitutions
        if s.counts
    }


def single(pair: LabelledPair, quad: Quad) -> bool:
    sides = pair.original.text[quad[0] : quad[1]], pair.candidate.text[quad[2] : quad[3]]
    return all(len(side.split()) == 1 for side in sides)


def measure_spans(
    pairs: Iterator[LabelledPair], lexicon: Lexicon, tally: Tally, wrong: Counter[str]
) -> None:
    for pair in pairs:
        analysis = analyse(parse(pair.original), parse(pair.candidate), lexicon)
        gold, found = gold_of(pair, analysis), found_in(analysis)
        for kind in ("single", "multi"):
            sides = [{q for q in s if single(pair, q) == (kind == "single")} for s in (found, gold)]
            tally.add(pair.family, kind, *sides)
        for mark, quads in (("missed", gold - found), ("extra", found - gold)):
            for a, b, c, d in quads:
                one, other = pair.original.text[a:b], pair.candidate.text[c:d]
                wrong[f"{pair.family}: {mark} {one!r} -> {other!r}"] += 1


def measure_sentences(pairs: Iterator[LabelledPair], detector: Detector, tally: Tally) -> None:
    for pair in pairs:
        rng = Random(pair.candidate.id)
        part = Partial(rng.uniform(*SPUN_PARAGRAPHS)).apply(pair, rng)
        verdict = detector.score(part.candidate, part.original)
        starts = [edit.candidate.start for edit in part.gold or ()]
        quads = {s: (0, 0, s.span.start, s.span.end) for s in verdict.sentences}
        gold = {
            quad
            for s, quad in quads.items()
            if any(s.span.start <= start < s.span.end for start in starts)
        }
        found = {quad for s, quad in quads.items() if (s.probability or 0.0) >= 0.5}
        tally.add(pair.family, "sentence", found, gold)


def table(tally: Tally, families: Sequence[str], kinds: Sequence[str]) -> None:
    print(" " * 20 + "".join(f"{kind:>14}: P  recall     F1    gold" for kind in kinds))
    for family in (*families, POOLED):
        print(f"{family:20}" + "".join(" " * 9 + tally.line(family, kind) for kind in kinds))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--families", default="", help="names with commas; default: all")
    parser.add_argument("--articles", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--errors", type=int, default=0, help="list the commonest errors")
    arguments = parser.parse_args()
    lexicon = Lexicon.open()
    registry = spinners(lexicon)
    names = [name for name in arguments.families.split(",") if name] or list(registry)
    articles = documents(arguments.articles)
    model = Model.load()
    spans, sentences, wrong = Tally(), Tally(), Counter[str]()
    for name in names:
        spinner = registry[name]
        view = hidden(lexicon, spinner)
        measure_spans(spun_pairs(articles, spinner, arguments.seed), view, spans, wrong)
        again = spun_pairs(articles, spinner, arguments.seed + 1)
        measure_sentences(again, Detector(model, view), sentences)
    table(spans, names, ("single", "multi"))
    print()
    table(sentences, names, ("sentence",))
    for text, number in wrong.most_common(arguments.errors):
        print(f"{number:5} {text}")


if __name__ == "__main__":
    main()
