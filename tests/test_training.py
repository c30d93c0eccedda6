"""Labelled pairs to examples to a fitted model; `spindetect train` itself is in test_train.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
import stories

from spindetect.features import Sum
from spindetect.lexicon import Lexicon
from spindetect.pairs import is_spun
from spindetect.simulation import read_articles, simulate
from spindetect.training import Example, example, extract, fit
from spindetect.types import Document, LabelledPair, SpindetectError

ROOT = Path(__file__).parent.parent
LEXICON = Lexicon.open()


def opening(article: Document) -> Document:
    """The first paragraphs, which are quicker to compare."""
    return Document(article.id, "\n\n".join(article.text.split("\n\n")[:4]))


@pytest.fixture(scope="module")
def pairs() -> list[LabelledPair]:
    articles = [opening(a) for a in read_articles(ROOT / "data" / "articles")[::21]]
    return list(simulate(articles, LEXICON, seed=1, spun_per_article=3))


@pytest.fixture(scope="module")
def examples(pairs: list[LabelledPair]) -> list[Example]:
    return extract(pairs, [LEXICON])[0]


# Examples


def test_examples_come_in_the_order_of_their_pairs(
    pairs: list[LabelledPair], examples: list[Example]
) -> None:
    assert [(e.group, e.family, e.label) for e in examples] == [
        (p.group, p.family, is_spun(p)) for p in pairs
    ]


# Groups


def noise(groups: int, copies: int) -> list[Example]:
    """Random sums and labels per group, the same for every pair of the group."""
    made = []
    for group in range(groups):
        rng = Random(group)
        row = np.array([[rng.randrange(1, 200) for _ in Sum]], dtype=float)
        row[0, Sum.WORDS] = 300
        one = Example(f"article-{group}", "own", "test", group % 2 == 0, row, np.array([1]))
        made += [one] * copies
    return made


def auroc(examples: Sequence[Example]) -> float:
    model = fit(examples, lexicon_version="none", inputs={})
    return float(model.card["test"]["articles"]["auroc"])


def test_groups_never_part() -> None:
    """What tells groups apart, but not labels, helps only where a group lies on both sides."""
    together = noise(groups=60, copies=10)
    parted = [replace(e, group=f"{e.group}-{n}") for n, e in enumerate(together)]
    assert auroc(together) < 0.75
    assert auroc(parted) > 0.85


# Gold


def test_gold_says_which_sentences_were_touched(pairs: list[LabelledPair]) -> None:
    pair = next(p for p in pairs if p.gold is not None and 3 <= len(p.gold) <= 8)
    (with_gold,) = example(pair, [LEXICON])
    assert with_gold.replaced.any()
    assert not with_gold.replaced.all()
    for untouched in (replace(pair, gold=()), replace(pair, label=0)):
        assert not example(untouched, [LEXICON])[0].replaced.any()


def test_without_gold_a_sentence_with_substitutions_is_touched() -> None:
    one, other = Document("o", stories.ORIGINAL), Document("c", stories.SPUN)
    (made,) = example(LabelledPair(one, other, "spun", "g", "own", "own"), [LEXICON])
    assert (made.replaced == made.sums[:, Sum.EDITS]).all()
    assert made.replaced.any()


# What goes wrong


def test_pairs_of_one_article_cannot_be_tested_on_others(examples: list[Example]) -> None:
    alone = [replace(e, group="the only one") for e in examples]
    with pytest.raises(SpindetectError, match=r"ours\.jsonl: .* too few articles"):
        fit(alone, lexicon_version="none", inputs={"ours.jsonl": ""})


def test_spun_pairs_of_one_article_cannot_be_tested_on_others(examples: list[Example]) -> None:
    alone = [replace(e, group="the only one") if e.label else e for e in examples]
    with pytest.raises(SpindetectError, match="too few articles"):
        fit(alone, lexicon_version="none", inputs={})
