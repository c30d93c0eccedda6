"""`spindetect train` from beginning to end: pairs in, a saved model and what to say of it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from spindetect.features import Floats
from spindetect.lexicon import Lexicon
from spindetect.model import Model, is_model_folder, save, shipped_model
from spindetect.model.reading import has_reading
from spindetect.pairs import Reading, collect, is_spun
from spindetect.pairs.reading import NO_ORIGINAL
from spindetect.suspects.files import is_unaided_folder
from spindetect.training.adapting import adapt
from spindetect.training.comparison import Comparison, compare, impossible
from spindetect.training.estimators import estimator_learner, label, named_estimator
from spindetect.training.examples import Progress, extract, views
from spindetect.training.fitting import Learner, fit, linear
from spindetect.training.no_original.running import train_alone
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
from spindetect.training.table import Part, Table, part_of
from spindetect.types import LabelledPair, SpindetectError, UnreadableError


@dataclass(frozen=True, slots=True)
class _Made:
    """A model, and what it makes of rows that it did not see (`split`: how they were chosen)."""

    model: Model
    rows: Table
    unseen: Floats
    split: str


@dataclass(frozen=True, slots=True)
class _Work:
    """What both ways of making a model need."""

    pairs: Sequence[LabelledPair]
    inputs: Mapping[str, str]
    lexicon: Lexicon
    jobs: int
    progress: Progress | None

    def anew(self, learner: Learner) -> _Made:
        seen, blind = extract(
            self.pairs, views(self.lexicon), jobs=self.jobs, progress=self.progress
        )
        model = fit(
            [*seen, *blind],
            lexicon_version=self.lexicon.version,
            inputs=self.inputs,
            learner=learner,
        )
        tested = [e for e in seen if part_of(e.group) is Part.TEST]
        rows = Table.of(tested, excerpts=False)
        return _Made(
            model,
            rows,
            rows.log_odds(model.document, model.direction),
            "articles set aside for testing",
        )

    def adapted(self, base: Model) -> _Made:
        (seen,) = extract(self.pairs, [self.lexicon], jobs=self.jobs, progress=self.progress)
        made = adapt(seen, base, inputs=self.inputs)
        return _Made(made.model, made.rows, made.unseen, "across five folds of the articles")


def train(
    paths: Sequence[Path],
    out: Path,
    *,
    mode: Mode = Mode.AUTO,
    base: Path | None = None,
    estimator: str | None = None,
    texts: Sequence[Path] = (),
    alone: bool = False,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Outcome:
    """Make a model of labelled pairs, or of texts without an original, and save it with its card.

    It is a model for pairs if any row has an original, those without one being bad rows; else one
    for texts without an original. `alone`: it is the latter, all originals left unread.

    `mode`: with enough pairs (`MIN_ANEW`, `MIN_GROUPS`) it is trained anew, else a model is
    adapted, unless `mode` says which. `base`: folder of the model to adapt and to compare with, by
    default the shipped one. `estimator`: a scikit-learn classifier in place of the linear model, by
    name or `.skops` file. `texts`: where the ids of an audit are looked up. `jobs` worker processes
    change nothing in the result (-1: one for each processor).

    Groups never part between fitting, calibration and test. Nothing is written unless it succeeds.
    Raises `SpindetectError` where there are too few pairs of either kind, `UnreadableError` for
    files that cannot be read.
    """
    chosen = named_estimator(estimator) if estimator is not None else None
    reading, files = collect(paths, texts=texts), ", ".join(map(str, paths))
    alone = alone or bool(reading.candidates and not reading.pairs)
    _check_kind(out, alone=alone)
    if alone:
        if estimator is not None:
            raise SpindetectError(
                f"{files}: --estimator is for pairs, and these are texts without an original; "
                "leave it out"
            )
        return train_alone(
            reading.as_candidates(), files, paths, out,
            mode=mode, base=base, jobs=jobs, progress=progress,
        )  # fmt: skip
    return _train_pairs(
        reading.as_pairs(), files, paths, out,
        mode=mode, base=base, chosen=chosen, jobs=jobs, progress=progress,
    )  # fmt: skip


def _train_pairs(
    reading: Reading,
    files: str,
    paths: Sequence[Path],
    out: Path,
    *,
    mode: Mode,
    base: Path | None,
    chosen: Any,  # noqa: ANN401 (scikit-learn has no types)
    jobs: int,
    progress: Progress | None,
) -> Outcome:
    """Make a model for pairs; `files`: the `paths`, for messages."""
    mode = _mode(reading, files, mode, with_estimator=chosen is not None)
    lexicon, inputs = Lexicon.open(), hashes(paths)
    # Before the long work, since it may fail.
    old = _old(base, out, lexicon, inputs, needed=mode is Mode.ADAPTED)
    work = _Work(reading.pairs, inputs, lexicon, jobs, progress)
    if mode is Mode.ADAPTED and isinstance(old, Model):
        made = work.adapted(old)
    else:
        made = work.anew(linear if chosen is None else estimator_learner(chosen))
    comparison = replace(
        _comparison(made, old, inputs), without_encoder=has_reading(base or shipped_model())
    )
    card = {
        **made.model.card,
        "mode": mode.value,
        "points": {name: asdict(point) for name, point in made.model.points.items()},
        "bad_rows": len(reading.bad_rows),
        "comparison": comparison.as_card(),
    }
    if chosen is not None:
        card["estimator"] = label(chosen)
    save(replace(made.model, card=card), out, readme=readme(card))
    return Outcome(
        model=Model.load(out),
        mode=mode,
        comparison=comparison,
        bad_rows=tuple(reading.bad_rows),
        rows=len(reading.pairs),
        unreviewed=reading.unreviewed,
    )


def _check_kind(out: Path, *, alone: bool) -> None:
    """Refuse a folder with a model of the other kind, whose files would be mixed up with ours."""
    if is_model_folder(out) and is_unaided_folder(out) is not alone:
        kinds = ("for pairs", "for texts without an original")
        raise SpindetectError(
            f"{out}: holds a model {kinds[not alone]}, and this will be one {kinds[alone]}; name "
            "another folder"
        )


def _mode(reading: Reading, files: str, wanted: Mode, *, with_estimator: bool) -> Mode:
    """How to make the model; raises `SpindetectError` where there are too few pairs for it."""
    if with_estimator and wanted is Mode.ADAPTED:
        raise SpindetectError("an estimator is trained anew: give --estimator without --adapt")
    spun = sum(map(is_spun, reading.pairs))
    groups = len({pair.group for pair in reading.pairs})
    if wanted is Mode.AUTO and with_estimator:
        wanted = Mode.ANEW
    bad = reading.bad_rows
    lone = sum(row.reason == NO_ORIGINAL for row in bad)
    left_out = f" ({len(bad)} bad rows, the first: {bad[0]})" if bad else ""
    if lone and lone < len(bad):
        left_out += f" ({lone} of them have no original: see --no-original)"
    numbers = Numbers(spun, len(reading.pairs) - spun, groups)
    return chosen_mode(wanted, numbers, files, "pair", left_out)


def _old(
    base: Path | None, out: Path, lexicon: Lexicon, inputs: Mapping[str, str], *, needed: bool
) -> Model | str:
    """The model to adapt and to compare with, or a clause why none can be compared with.

    `needed`: whether there is nothing to be done without it.
    """
    if not needed and base is None and out.resolve() == shipped_model().resolve():
        return "it takes the place of the shipped one"
    try:
        model = Model.load(base)
    except UnreadableError as error:
        if needed or base is not None:
            raise
        return f"the shipped one cannot be read ({error})"
    if model.lexicon != lexicon.version:
        if needed or base is not None:
            raise UnreadableError(
                f"{base or 'the shipped model'}: trained with another lexicon than this version "
                "has; train it anew"
            )
        return "the shipped one was trained with another lexicon"
    return model


def _comparison(made: _Made, old: Model | str, inputs: Mapping[str, str]) -> Comparison:
    if isinstance(old, str):
        return impossible(old)
    if set(inputs.values()) & set(digests(old.card.get("trained_on"))):
        return impossible(same_rows("pair"))
    return compare(made.rows, made.unseen, made.model, old, made.split)
