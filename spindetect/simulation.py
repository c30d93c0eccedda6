"""A training set from a folder of articles: spun pairs, honest counterparts, reversed pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from spindetect.editors import PER_DOCUMENT, counterparts, editors, paraphrases, rewrites
from spindetect.editors.paraphrases import FILE as PARAPHRASES
from spindetect.lexicon import Lexicon
from spindetect.spinners import Furnished, HardWrapped, LetterTricks, load_furniture
from spindetect.spinners import simulate as spin
from spindetect.types import Document, LabelledPair, Relation, UnreadableError

# Of so many spun pairs one is also given the other way round: the original is no spun text.
REVERSED_EVERY = 3
# Of so many spun pairs one is also laid beside another edition of its original: a thief takes the
# morning's text, the rights desk holds the evening's.
EDITION_EVERY = 3
EDITION_EDITORS = ("combined", "later-edition", "trimmed", "edition-on-page", "polished-lightly")
EDITION_STYLES = ("updated", "condensed", "polished")
# Shares of honest pairs that get page furniture, letter tricks and hard line breaks as well; the
# same as in `spinners.simulate`.
FURNISHED, TRICKED, WRAPPED = 0.35, 0.04, 0.08
# Each article is spun so many times, by as many families.
SPUN_PER_ARTICLE = 6


def read_articles(folder: Path) -> list[Document]:
    """All `.txt` files below a folder, ids relative to it, in the order of their names.

    Raises `UnreadableError` where there is none, or for one that is not UTF-8 text.
    """
    documents = [
        Document(path.relative_to(folder).with_suffix("").as_posix(), _read(path))
        for path in sorted(folder.rglob("*.txt"))
    ]
    if not documents:
        raise UnreadableError(f"{folder}: no .txt articles here; give a folder of plain articles")
    return documents


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise UnreadableError(f"{path}: {reason}; give plain articles in UTF-8") from error


def simulate(
    documents: Sequence[Document],
    lexicon: Lexicon,
    *,
    seed: int,
    rewritten: Sequence[LabelledPair] = (),
    spun_per_article: int = SPUN_PER_ARTICLE,
    counterparts_per_article: int = PER_DOCUMENT,
) -> Iterator[LabelledPair]:
    """Spun pairs, some of them reversed or beside another edition, and honest counterparts.

    `rewritten`: honest rewrites made by hand, which are given out as they are and also serve as
    other editions.
    """
    desk = editors(lexicon)
    by_hand: dict[str, list[Document]] = {}
    for pair in rewritten:
        if pair.family in EDITION_STYLES:
            by_hand.setdefault(pair.group, []).append(pair.candidate)
    for number, pair in enumerate(
        spin(documents, lexicon, seed=seed, pairs_per_document=spun_per_article)
    ):
        yield pair
        if number % REVERSED_EVERY == 0:
            yield turned(pair)
        if number % EDITION_EVERY == 1:
            editor = desk[EDITION_EDITORS[number // EDITION_EVERY % len(EDITION_EDITORS)]]
            edition = editor.edit(pair.original, seed=seed)
            editions = [*by_hand.get(pair.group, ()), *([edition.candidate] if edition else ())]
            yield from (of_edition(pair, other) for other in editions)
    honest = counterparts(documents, lexicon, seed=seed, per_document=counterparts_per_article)
    for pair in honest:
        yield on_page(pair, seed)
    for pair in rewritten:
        yield pair
        # A text for learners beside the harder one: honest both ways round.
        yield replace(
            pair,
            original=pair.candidate,
            candidate=pair.original,
            family=f"{pair.family}-turned",
        )


def on_page(pair: LabelledPair, seed: int) -> LabelledPair:
    """An honest pair with the page variants that spun pairs get as often.

    Else furniture, line breaks or letter tricks would pass for signs of spinning.
    """
    rng = Random(f"{seed}:page:{pair.candidate.id}")
    furniture = load_furniture()
    if rng.random() < FURNISHED:
        pair = Furnished(furniture).apply(pair, rng)
    if rng.random() < TRICKED:
        pair = LetterTricks(rng.uniform(0.01, 0.1)).apply(pair, rng)
    if rng.random() < WRAPPED:
        pair = HardWrapped(rng.randint(70, 110)).apply(pair, rng)
    return pair


def of_edition(pair: LabelledPair, edition: Document) -> LabelledPair:
    """A spun pair with another edition of the original in its place; gold spans are lost."""
    return replace(pair, original=edition, family=f"{pair.family}-of-edition", gold=None)


def turned(pair: LabelledPair) -> LabelledPair:
    """The pair the other way round: the original beside its spun copy is not spun."""
    return replace(
        pair,
        original=pair.candidate,
        candidate=pair.original,
        label=Relation.RELATED,
        family="reversed",
        gold=None,
    )


def developer_rewrites(articles: Path) -> list[LabelledPair]:
    """The rewrites that lie beside a folder of articles (`../rewrites`), if any.

    Those of the articles first, then paraphrases of single paragraphs, each a group of its own.
    """
    folder = articles.parent / "rewrites"
    if not folder.is_dir():
        return []
    short = folder / PARAPHRASES
    return [*rewrites(articles, folder), *(paraphrases(short) if short.is_file() else ())]
