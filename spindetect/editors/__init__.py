"""Honest editors: an article in, a labelled pair out that is not spun.

They are the hard negatives: every family does to an article what sub-editors, page templates and
authors do to it, and no family is a spinner. `editors` lists those that need one article,
`counterparts` adds the pairings that need two, `rewrites` and `paraphrases` read those that were
made by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from random import Random
from typing import Final

from spindetect.editors import (
    contractions,
    cuts,
    furniture,
    house_style,
    learner,
    pairings,
    polish,
    regional,
    sentences,
    summary,
    tense,
    trim,
    typography,
    update,
)
from spindetect.editors.desk import Combination, Editor, TextEditor, labelled, reversed_pair
from spindetect.editors.paraphrases import paraphrases
from spindetect.editors.rewrites import rewrites
from spindetect.lexicon import Lexicon
from spindetect.types import Document, LabelledPair, Relation

__all__ = ["PER_DOCUMENT", "Editor", "counterparts", "editors", "paraphrases", "rewrites"]

PER_DOCUMENT: Final = 12
"""Default number of one-article families drawn for each document by `counterparts`."""
# One pair in so many is turned round: an edited text may as well be the one given as original.
_TURNED_ROUND: Final = 6


def _single_editors(lexicon: Lexicon) -> list[TextEditor]:
    copy, edited = Relation.COPY, Relation.EDITED
    return [
        TextEditor("identical", copy, cuts.same),
        TextEditor("polished-lightly", edited, partial(polish.polish, lexicon)),
        TextEditor("plain-words", edited, partial(polish.simplify, lexicon)),
        TextEditor("past-tense", edited, partial(tense.backshift, lexicon)),
        TextEditor("reported-tense", edited, tense.attributions),
        TextEditor("agreement", edited, tense.agreement),
        TextEditor("vocabulary", edited, regional.localise),
        TextEditor("spelling", edited, regional.respell),
        TextEditor("house-style", edited, house_style.style),
        TextEditor("contractions", edited, contractions.recontract),
        TextEditor("later-edition", edited, update.revise),
        TextEditor("trimmed", edited, trim.trim),
        TextEditor("split-sentences", edited, sentences.split),
        TextEditor("joined-sentences", edited, sentences.join),
        TextEditor("turned-sentences", edited, sentences.turn),
        TextEditor("typing-errors", edited, update.mistype),
        TextEditor("proof-read", edited, update.mistype, backward=True),
        TextEditor("language-corrected", edited, learner.misuse, backward=True),
        TextEditor("reordered", copy, cuts.reorder),
        TextEditor("truncated", copy, cuts.truncate),
        TextEditor("excerpt", copy, cuts.excerpt),
        TextEditor("summary", edited, partial(summary.summarise, lexicon)),
        TextEditor("furniture", copy, furniture.furnish),
        TextEditor("typography", copy, typography.reset),
    ]


def editors(lexicon: Lexicon) -> dict[str, Editor]:
    """Family name → editor, in a fixed order; "combined" puts up to three families together.

    Within a combination the order is that of the list: words before sentences, then cuts, then
    the page.
    """
    single = _single_editors(lexicon)
    by_name = {editor.name: editor for editor in single}
    parts = tuple(e for e in single if not e.backward and e.name != "identical")
    edition = tuple(by_name[n] for n in ("later-edition", "truncated", "furniture"))
    found: dict[str, Editor] = {**by_name}
    found["edition-on-page"] = Combination("edition-on-page", edition, least=3, most=3)
    found["combined"] = Combination("combined", parts, least=2, most=3)
    return found


def counterparts(
    documents: Iterable[Document],
    lexicon: Lexicon,
    *,
    seed: int,
    per_document: int = PER_DOCUMENT,
) -> Iterator[LabelledPair]:
    """Honest pairs for each document: `per_document` families drawn anew, a quarter of them
    combinations, and every pairing with another document of the same genre.

    The genre is what stands before the first "/" of a document's id. Families that cannot apply
    (no speech to share, no figure to correct) yield nothing, so that there may be fewer pairs.
    Two articles of one pair must not part in a split: split the documents first, then call this
    on each part.
    """
    pool = list(documents)
    by_genre: dict[str, list[Document]] = {}
    for document in pool:
        by_genre.setdefault(_genre(document), []).append(document)
    desk = editors(lexicon)
    single = [name for name in desk if name != "combined"]
    for document in pool:
        rng = Random(f"{seed}:counterparts:{document.id}")
        mixed = per_document // 4
        drawn = rng.sample(single, min(per_document - mixed, len(single))) + ["combined"] * mixed
        for turn, name in enumerate(drawn):
            pair = desk[name].edit(document, seed=seed * per_document + turn)
            if pair is not None:
                yield reversed_pair(pair) if rng.randrange(_TURNED_ROUND) == 0 else pair
        peers = by_genre[_genre(document)]
        yield from _paired(document, peers if len(peers) > 1 else pool, rng, seed)


def _genre(document: Document) -> str:
    return document.id.partition("/")[0]


def _paired(
    document: Document, pool: Sequence[Document], rng: Random, seed: int
) -> Iterator[LabelledPair]:
    others = [d for d in pool if d.id != document.id]
    for name, relation, make in pairings.PAIRINGS if others else ():
        other = rng.choice(others)
        text = make(document.text, other.text, rng)
        if text is not None:
            yield labelled(document, text, Relation(relation), name, f"{seed}~{other.id}")
