"""The encoder put beside the collocation model of a folder, where its two files are there.

    python -m spindetect.training.no_original.deepening --external ../shared/data \\
        --pairs build/pairs.jsonl --model models/no-original

The encoder was trained on texts of the training part, so its scores of them are too good. What
weighs it against the collocations, and what follows from the words for a text, is learnt on the
calibration articles. Nothing of the collocation model is changed.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

import numpy as np

from spindetect.lexicon import Lexicon
from spindetect.model.folders import exchange
from spindetect.pairs import Part, fold
from spindetect.spinners import spinners
from spindetect.suspects import UnaidedModel
from spindetect.suspects.deep import RANKED, Deep, Reader, mixed
from spindetect.suspects.deep_files import SECTION, with_section
from spindetect.suspects.encoder import ENCODER, VOCABULARY, of_words
from spindetect.suspects.evidence import Evidence
from spindetect.suspects.files import load
from spindetect.suspects.model import logit
from spindetect.suspects.words import Floats
from spindetect.training.commands import ended, say, sources_parser
from spindetect.training.encoder.texts import UNSEEN, known_families
from spindetect.training.no_original.encoded import absent, remembering
from spindetect.training.no_original.fitting import learn, model_rows
from spindetect.training.no_original.mistakes import with_mistakes
from spindetect.training.no_original.ranking import fit_ranking
from spindetect.training.no_original.readme import card_files
from spindetect.training.no_original.shipped import (
    ensure_pairs,
    flagged_by_kind,
    read_texts,
    tested,
)
from spindetect.training.no_original.table import joined
from spindetect.training.no_original.texts import LabelledText
from spindetect.training.operating import operating_points
from spindetect.training.shipped import material
from spindetect.types import Parsed

MIX_HIDDEN: Final = 16
NEAR: Final = 0.97
"""Words are marked from the lowest probability on at which F1 is so near the best: the words of a
spinner that the encoder never saw have lower ones."""
_SHARES: Final = 10
_LEARNT: Final = 3
_FOLDS: Final = 2
_UNRANKED: Final = (0.0,) * len(RANKED)
# Of the spun texts that the encoder flags, so many may be missed by asking it where undecided only.
_MISSED: Final = 0.02


def learns(text: LabelledText) -> bool:
    """Whether the mix is learnt from a text where it is measured on the others."""
    return text.part is Part.CALIBRATION and fold(text.group, _SHARES, salt="deep") < _LEARNT


def sampled(texts: Sequence[LabelledText], lexicon: Lexicon) -> list[LabelledText]:
    """Some texts of each article new to the encoder, since it takes long to read: at most two
    honest ones and one spun, one and two of those that `learns`; of the others, all by spinners
    that draw on nothing but what the encoder never saw."""
    drawn = {name: set(one.sources) for name, one in spinners(lexicon).items()}
    found: list[LabelledText] = []
    had: Counter[tuple[str, bool]] = Counter()
    new = [text for text in texts if text.part is not Part.TRAINING]
    for text in sorted(new, key=lambda text: text.document.sha256):
        unseen = text.label and drawn.get(text.family, {""}) <= UNSEEN and not learns(text)
        most = 2 if text.label is learns(text) else 1
        had[text.group, text.label] += not unseen
        if unseen or had[text.group, text.label] <= most:
            found.append(text)
    return found


def deepen(
    model: UnaidedModel,
    texts: Sequence[LabelledText],
    encoder: Reader,
    lexicon: Lexicon,
    odd: Sequence[LabelledText] = (),
) -> UnaidedModel:
    """Weigh an encoder against the scores of a collocation model, on texts new to both.

    The operating points rest on what the same does for articles that it did not learn from, half
    of the texts at a time (cross-validation, Stone 1974). `odd`: honest texts that only these must
    hold for; learnt from as well, they cost recall and gain nothing.
    """

    def columns(found: Evidence, _: Sequence[LabelledText], parsed: Sequence[Parsed]) -> Floats:
        own = model.word_log_odds(parsed, found)
        read = [encoder.read(one).log_odds for one in parsed]
        return mixed(found, own, of_words(read, found.words))

    def learnt_from(some: Sequence[LabelledText]) -> UnaidedModel:
        learnt = learn(some, model.table, columns, MIX_HIDDEN, NEAR)
        return replace(
            model,
            context=learnt.context,
            document=learnt.document,
            mark=learnt.mark,
            deep=Deep(encoder, learnt.word, (0.0, 0.0), _UNRANKED),
        )

    fast, deep, scores = [], [], []
    for k in range(_FOLDS):
        part = learnt_from([text for text in texts if _fold(text) != k])
        held = [text for text in (*texts, *odd) if _fold(text) == k]
        fast.append(model.document.log_odds(model_rows(held, model).values))
        deep.append(model_rows(held, part))
        scores.append(part.document.log_odds(deep[-1].values))
    rows, unseen = joined(deep), np.concatenate(scores)
    # The promise is for texts above 150 words. Of the shorter paragraphs the rate that was seen
    # must be as low; at the upper end of its interval one article of 640 would set the threshold.
    points = operating_points(unseen.astype(np.float64), rows, paragraphs_as_sure=False)
    flagged = rows.labels & ~rows.excerpt & (unseen >= logit(points["default"].threshold))
    high = logit(model.points["strict"].threshold)
    final = learnt_from(texts)
    assert final.deep is not None
    undecided = _undecided(np.concatenate(fast)[flagged], high)
    ranking = fit_ranking([text for text in texts if text.label], final, lexicon)
    deepened = replace(final.deep, undecided=undecided, ranking=ranking)
    return replace(final, points=points, deep=deepened)


def _undecided(fast: Floats, high: float) -> tuple[float, float]:
    """From where on the collocation model is unsure, and from where on it is sure enough.

    Below lie few of the spun texts that the encoder flags, whose scores by the collocations are
    `fast`; above, what the strict point flags.
    """
    low = float(np.quantile(fast, _MISSED)) if len(fast) else high
    return round(min(low, high), 4), round(high, 4)


def _fold(text: LabelledText) -> int:
    return fold(text.group, _FOLDS, salt="encoder")


def add(folder: Path, pairs: Path, encoder: Path) -> None:
    """Fit the encoder in `encoder` to the model in `folder`, and write it there."""
    lexicon = Lexicon.open()
    model = load(folder, lexicon)
    texts = sampled(read_texts(pairs), lexicon)
    reader = remembering(encoder, pairs.parent)
    odd = with_mistakes(texts, model.table)
    reader.read_all([*texts, *odd], say)
    say("fitting")
    learnt, checked = (
        [text for text in some if text.part is Part.CALIBRATION] for some in (texts, odd)
    )
    deep = deepen(model, learnt, reader, lexicon, checked)
    say("measuring")
    files = {name: (encoder / name).read_bytes() for name in (ENCODER, VOCABULARY)}
    digests = reader.digests
    card = {
        **model.card,
        SECTION: {
            "encoder": digests[0],
            "vocabulary": digests[1],
            "bytes": len(files[ENCODER]),
            "pieces": len(files[VOCABULARY].splitlines()),
            "known_spinners": known_families(lexicon),
            "texts": {
                part.name.lower(): _counts([*texts, *odd], part)
                for part in (Part.CALIBRATION, Part.TEST)
            },
            "points": {name: asdict(point) for name, point in deep.points.items()},
            "test": tested(texts, deep, lexicon),
            "test_fast": tested(texts, model, lexicon),
            "mistakes": {one.kind: flagged_by_kind(odd, one, Part.TEST) for one in (model, deep)},
        },
    }
    described = with_section((folder / "model.json").read_bytes(), deep, *digests)
    contents = {**files, "model.json": described, **card_files(card)}
    exchange(folder, contents, first=["README.md", "card.json"])


def _counts(texts: Iterable[LabelledText], part: Part) -> dict[str, int]:
    here = [text for text in texts if text.part is part]
    spun = sum(text.label for text in here)
    return {
        "spun": spun,
        "honest": len(here) - spun,
        "articles": len({text.group for text in here}),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Add the encoder; returns the exit code."""
    parser = sources_parser("Put the encoder beside the collocation model.")
    parser.add_argument("--model", type=Path, required=True, help="the model folder")
    parser.add_argument("--encoder", type=Path, help="folder of the encoder's two files")
    options = parser.parse_args(arguments)
    encoder = options.encoder or options.model
    why = absent(encoder)
    if why is not None:
        say(f"{why}; the model is made without an encoder")
        return 0
    return ended(lambda: _add(options, encoder))


def _add(options: argparse.Namespace, encoder: Path) -> None:
    ensure_pairs(options.pairs, material(options.articles, options.external))
    add(options.model, options.pairs, encoder)


if __name__ == "__main__":
    raise SystemExit(main())
