"""`spindetect train` on texts without an original: a saved model and what to say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from spindetect.lexicon import Lexicon
from spindetect.model import DEFAULT
from spindetect.model.folders import exchange
from spindetect.pairs import Reading
from spindetect.report.wording import plural
from spindetect.suspects import UnaidedModel
from spindetect.suspects.choice import Choice
from spindetect.suspects.deep_files import SECTION, with_section
from spindetect.suspects.files import KIND, folder_contents
from spindetect.suspects.network import Network
from spindetect.training.card import measured
from spindetect.training.comparison import Comparison, Told, chances, compared, impossible
from spindetect.training.no_original.documents import Fitted, adapt, error, fit_anew
from spindetect.training.no_original.fitting import MIN_WORDS, fit_context
from spindetect.training.no_original.measuring import by_family
from spindetect.training.no_original.own import (
    MIN_GOLD,
    Material,
    Progress,
    enough_gold,
    extract,
    labelled_text,
    learn_words,
    with_gold,
)
from spindetect.training.no_original.table import LEAST_REPLACED, Rows
from spindetect.training.no_original.texts import LabelledText
from spindetect.training.objective import PRIOR
from spindetect.training.outcome import (
    Mode,
    Numbers,
    Outcome,
    chosen_mode,
    digests,
    hashes,
    same_rows,
)
from spindetect.training.readme import readme
from spindetect.version import __version__

SPLIT = "across five folds of the articles"
# What a card says of where the word network is from.
KEPT, LEARNT, TRIED = "kept", "trained", "tried"


@dataclass(frozen=True, slots=True)
class _Made:
    """A model but for its card, with the rows that it was made of and what was fitted on them."""

    model: UnaidedModel
    rows: Rows
    fitted: Fitted
    words: str


def train_alone(
    reading: Reading,
    files: str,
    paths: Sequence[Path],
    out: Path,
    *,
    mode: Mode,
    base: Path | None,
    jobs: int,
    progress: Progress | None,
) -> Outcome:
    """Make a model of candidates without an original; see `training.train`.

    Where the encoder can be run, there are two document models, with it and without. Else the word
    network of the base model is kept unless the model is trained anew and there are gold spans
    enough (`own.MIN_GOLD`). `files`: the `paths`, for messages.
    """
    lexicon = Lexicon.open()
    # Before the long work, since it may fail.
    choice = Choice(lexicon, base, None, PRIOR)
    old, best = choice.fast, choice.best
    inputs = hashes(paths)
    texts = [labelled_text(labelled) for labelled in reading.candidates]
    texts = [text for text in texts if text.counted]
    # Too few are told before they are judged.
    _mode(texts, _left_out(reading), files, mode)
    material = extract(texts, old, jobs=jobs, progress=progress)
    mode = _mode(material.texts, _left_out(reading, material), files, mode)
    made = _made(material, old, mode, files, teach=best.deep is None)
    deep: _Made | None = None
    if best.deep is None:
        lacks = UnaidedModel.has_encoder(base)
        comparison = replace(_comparison(made, material, old, inputs), without_encoder=lacks)
    else:
        read = extract(material.texts, best, jobs=jobs, progress=progress)
        deep = _made(read, best, mode, files, teach=False)
        comparison = _comparison(deep, read, best, inputs)
    card = _card(made, material, old, mode, inputs) | {
        "bad_rows": len(reading.bad_rows),
        "comparison": comparison.as_card(),
        **({SECTION: _figures(deep)} if deep is not None else {}),
    }
    contents = folder_contents(replace(made.model, card=card), old.table.alternatives)
    if deep is not None:
        digests = choice.encoder
        assert digests is not None
        contents["model.json"] = with_section(contents["model.json"], deep.model, *digests)
    contents["README.md"] = readme(card).encode()
    exchange(out, contents, first=["README.md", "card.json"])
    return Outcome(
        model=UnaidedModel.load(lexicon, out),
        mode=mode,
        comparison=comparison,
        bad_rows=tuple(reading.bad_rows),
        rows=len(material.texts),
        unreviewed=reading.unreviewed,
        notes=tuple(_notes(material, made.words)),
        with_encoder=deep is not None,
    )


def _mode(texts: Sequence[LabelledText], left_out: str, files: str, wanted: Mode) -> Mode:
    spun = sum(text.label for text in texts)
    numbers = Numbers(spun, len(texts) - spun, len({text.group for text in texts}))
    return chosen_mode(wanted, numbers, files, "text", left_out)


def _left_out(reading: Reading, material: Material | None = None) -> str:
    """What cannot be used, in parentheses after a blank, or nothing."""
    bad = reading.bad_rows
    reasons = [f"{plural(len(bad), 'bad row')}, the first: {bad[0]}"] if bad else []
    if material is not None:
        reasons += _unusable(material)
    return f" ({'; '.join(reasons)})" if reasons else ""


def _unusable(material: Material) -> Iterator[str]:
    if material.too_short:
        yield f"{plural(material.too_short, 'text')} too short, under {MIN_WORDS} words"
    if material.not_english:
        yield f"{plural(material.not_english, 'text')} not in English"
    if material.too_lightly_spun:
        yield (
            f"{plural(material.too_lightly_spun, 'spun text')} too lightly spun, under "
            f"{100 * LEAST_REPLACED:g} % of the words replaced"
        )


def _made(material: Material, old: UnaidedModel, mode: Mode, files: str, *, teach: bool) -> _Made:
    """The document model, and the words' where it is tried to `teach` these anew."""
    rows, word, context, mark = material.rows, old.word, old.context, old.mark
    if mode is Mode.ADAPTED:
        fitted = adapt(_asked(rows), old.document, old.points, files)
        return _Made(_model(old, word, context, mark, fitted), rows, fitted, KEPT)
    kept = fit_anew(_asked(rows), files)
    words = KEPT
    if teach and enough_gold(with_gold(material.texts)):
        learnt = learn_words(material.texts, old)
        fitted = fit_anew(_asked(learnt.rows), files)
        if error(_asked(learnt.rows), fitted) < error(_asked(rows), kept):
            context, mark = fit_context(learnt.seen, fitted.document)
            model = _model(old, learnt.network, context, mark, fitted)
            return _Made(model, learnt.rows, fitted, LEARNT)
        words = TRIED
    return _Made(_model(old, word, context, mark, kept), rows, kept, words)


def _asked(rows: Rows) -> Rows:
    """The rows of either class; a piece of which too little was replaced is in neither."""
    return rows.where(rows.labels | rows.honest)


def _model(
    old: UnaidedModel, word: Network, context: Network, mark: float, fitted: Fitted
) -> UnaidedModel:
    return replace(
        old,
        word=word,
        context=context,
        mark=mark,
        document=fitted.document,
        points=fitted.points,
        min_words=MIN_WORDS,
        sha256="",
        card={},
    )


def _comparison(
    made: _Made, material: Material, old: UnaidedModel, inputs: Mapping[str, str]
) -> Comparison:
    """The new model beside the old one, both with an encoder or neither, on whole texts."""
    if set(inputs.values()) & set(digests(old.card.get("trained_on"))):
        return impossible(same_rows("text"))
    rows, theirs = _asked(made.rows), _asked(material.rows)
    mine = ~rows.excerpt
    # In the same order, whoever scored their words.
    rows, theirs = rows.where(mine), theirs.where(~theirs.excerpt)
    log_odds = old.document.log_odds(theirs.values).astype(np.float64)
    limit = old.points[DEFAULT].threshold
    sides = (
        Told(
            chances(made.fitted.unseen[mine]),
            made.fitted.flagged[mine],
            made.model.points[DEFAULT].threshold,
        ),
        Told(chances(log_odds), chances(log_odds) >= limit, limit),
    )
    return compared(rows.labels, rows.groups, sides, SPLIT, "text")


def _card(
    made: _Made, material: Material, old: UnaidedModel, mode: Mode, inputs: Mapping[str, str]
) -> dict[str, Any]:
    adapted = mode is Mode.ADAPTED
    base = "the model that was adapted" if adapted else "the model whose words it has"
    known = made.words != LEARNT
    spun = sum(text.label for text in material.texts)
    return {
        "version": __version__,
        "kind": KIND,
        "mode": mode.value,
        # Whoever asks whether a model saw some texts finds those of its base as well.
        "trained_on": {**inputs, **({base: old.card.get("trained_on", {})} if known else {})},
        **({"adapted_from": old.sha256} if adapted else {}),
        "words": made.words,
        "pairs": {
            "adapting" if adapted else "training": {
                "spun": spun,
                "honest": len(material.texts) - spun,
                "articles": len({text.group for text in material.texts}),
            }
        },
        "too_short": material.too_short,
        "not_english": material.not_english,
        "too_lightly_spun": material.too_lightly_spun,
        **_figures(made),
    }


def _figures(made: _Made) -> dict[str, Any]:
    """Operating points, and what the model does with texts that it did not see."""
    rows, fitted = _asked(made.rows), made.fitted
    bands = {"texts": ~rows.excerpt, "paragraphs": rows.excerpt}
    return {
        "points": {name: asdict(point) for name, point in made.model.points.items()},
        "split": SPLIT,
        "test": {
            name: measured(
                rows.labels[band],
                rows.groups[band],
                chances(fitted.unseen[band]),
                fitted.flagged[band],
            )
            for name, band in bands.items()
            if band.any()
        },
        "flagged_by_family": by_family(rows, fitted.flagged),
    }


def _notes(material: Material, words: str) -> Iterator[str]:
    for reason in _unusable(material):
        yield f"left out: {reason}"
    gold = sum(bool(text.gold) for text in material.texts)
    if words == LEARNT:
        yield f"words learnt anew from {plural(gold, 'spun text')} with gold spans"
    elif words == TRIED:
        yield (
            f"words as the other model scores them: learnt anew from {plural(gold, 'spun text')} "
            "with gold spans they told less"
        )
    elif gold:
        yield (
            f"words as the other model scores them: {plural(gold, 'spun text')} with gold spans, "
            f"and {MIN_GOLD} and as many honest texts are needed to learn them anew"
        )
