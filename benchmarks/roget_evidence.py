"""Is standing in one paragraph of Roget's evidence of spinning? Only if spun text shows more of it.

Run: python benchmarks/roget_evidence.py [--lexicon DIR] [--external DIR]   (a few minutes)
Of the counted substitutions between pairs of spun and of honest texts: how many WordNet or Moby
relates, and how many Roget alone does. Random words of the articles show what chance gives.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

from spindetect.detector import analyse
from spindetect.lexicon import Lexicon
from spindetect.simulation import developer_rewrites, read_articles
from spindetect.sources import reading_levels
from spindetect.spinners import spinners
from spindetect.text import parse
from spindetect.types import Document, LabelledPair, UnreadableError

ROOT = Path(__file__).parent.parent
ARTICLES = ROOT / "data" / "articles"
FAMILIES = ("database", "spintax")
INTENSITIES = (0.10, 0.25, 0.45)
EVERY = 3
DRAWN = 20_000


def related(one: str, other: str, lexicon: Lexicon) -> bool:
    """Whether Roget lists two wordings together, in any of their base forms."""
    bases = {other, *lexicon.lemmas(other)}
    return any(
        not bases.isdisjoint(lexicon.synonyms(text, "roget"))
        for text in (one, *lexicon.lemmas(one))
    )


def report(name: str, wordings: Iterable[tuple[str, str]], lexicon: Lexicon) -> None:
    total = known = only = 0
    for one, other in wordings:
        total += 1
        if lexicon.relation(one, other) is not None:
            known += 1
        elif related(one, other, lexicon):
            only += 1
    print(f"{name:42} {total:6}  known {known / total:.3f}  Roget alone {only / total:.4f}")


def counted(pairs: Iterable[LabelledPair], lexicon: Lexicon) -> list[tuple[str, str]]:
    return [
        (substitution.original.lower(), substitution.candidate.lower())
        for pair in pairs
        for substitution in analyse(
            parse(pair.original), parse(pair.candidate), lexicon
        ).substitutions
        if substitution.counts
    ]


def by_chance(articles: Sequence[Document], lexicon: Lexicon) -> list[tuple[str, str]]:
    words = [
        norm
        for article in articles
        for norm in parse(article).norms
        if norm.isalpha() and not lexicon.is_function_word(norm)
    ]
    rng = Random(1)
    drawn = ((rng.choice(words), rng.choice(words)) for _ in range(DRAWN))
    return [(one, other) for one, other in drawn if not lexicon.same_lemma(one, other)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lexicon", type=Path, help="a compiled lexicon (default: the shipped)")
    parser.add_argument("--external", type=Path, default=ROOT.parent / "shared" / "data")
    options = parser.parse_args()
    lexicon = Lexicon.open(options.lexicon)
    if "roget" not in lexicon.sources:
        print("this lexicon has no Roget; run 'make lexicon'", file=sys.stderr)
        return 3
    articles = read_articles(ARTICLES)[::EVERY]
    families = spinners(lexicon)
    for name in FAMILIES:
        spun = [
            families[name].spin(article, seed=3, intensity=INTENSITIES[number % len(INTENSITIES)])
            for number, article in enumerate(articles)
        ]
        report(f"spun, {name}", counted(spun, lexicon), lexicon)
    seeds = ROOT / "seeds"
    texts = [(seeds / name).read_text("utf-8") for name in ("original.txt", "spun.txt")]
    seed = LabelledPair(Document("o", texts[0]), Document("c", texts[1]), 1, "seed", "own", "seed")
    report("spun, seeds/", counted([seed], lexicon), lexicon)
    report("honest, developer rewrites", counted(developer_rewrites(ARTICLES), lexicon), lexicon)
    try:
        levels = reading_levels(options.external)
        report("honest, reading levels", counted(levels, lexicon), lexicon)
    except UnreadableError as error:
        print(error, file=sys.stderr)
    report("random words", by_chance(articles, lexicon), lexicon)
    return 0


if __name__ == "__main__":
    sys.exit(main())
