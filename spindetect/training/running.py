"""`spindetect train` from beginning to end: pairs in, a saved model and what to say of it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from spindetect.features import READ_FEATURES, Floats
from spindetect.lexicon import Lexicon
from spindetect.model import Model, is_model_folder, save, shipped_model
from spindetect.model.reading import (
    SECTION,
    PairReader,
    encoder_source,
    has_reading,
    pair_reader,
    section,
)
from spindetect.pairs import Reading, collect, is_spun
from spindetect.pairs.reading import NO_ORIGINAL
from spindetect.suspects.files import is_unaided_folder
from spindetect.training.adapting import adapt
from spindetect.training.comparison import Comparison, compare, impossible
from spindetect.training.estimators import estimator_learner, label, named_estimator
from spindetect.training.examples import Example, Progress, extract, views
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
from spindetect.training.stacking import enough, read_card, read_model
from spindetect.training.table import Part, Table, of_part
from spindetect.types import LabelledPair, SpindetectError, UnreadableError


@dataclass(frozen=True, slots=True)
class _Made:
    """A model, and what it makes of rows that it did not see (`split`: how they were chosen).

    `read`: the same for read pairs, which then made the rows, and what its card says.
    """

    model: Model
    rows: Table
    unseen: Floats
    split: str
    read: tuple[Model, dict[str, Any]] | None = None

    @property
    def best(self) -> Model:
        """What judges where the encoder can be run."""
        return self.read[0] if self.read else self.model


@dataclass(frozen=True, slots=True)
class _Work:
    """What both ways of making a model need; `reader`: what reads the pairs, if anything."""

    pairs: Sequence[LabelledPair]
    inputs: Mapping[str, str]
    lexicon: Lexicon
    reader: PairReader | None
    jobs: int
    progress: Progress | None

    def anew(self, learner: Learner) -> _Made:
        seen, blind = self._extracted(views(self.lexicon), self.reader)
        model = fit(
            [*seen, *blind],
            lexicon_version=self.lexicon.version,
            inputs=self.inputs,
            learner=learner,
        )
        rows = Table.of(of_part(Part.TEST, seen), excerpts=False, wanted=READ_FEATURES)
        calibration = of_part(Part.CALIBRATION, seen, blind)
        split = "articles set aside for testing"
        if self.reader is None or not enough(calibration):
            unseen = rows.unread().log_odds(model.document, model.direction)
            return _Made(model, rows, unseen, split)
        best = read_model(model, calibration)
        unseen = rows.log_odds(best.document, best.direction)
        card = read_card(best, of_part(Part.TEST, seen, blind))
        return _Made(model, rows, unseen, split, (best, card))

    def adapted(self, base: Model) -> _Made:
        reader = self.reader if self.reader and self.reader.model.read else None
        (seen,) = self._extracted([self.lexicon], reader)
        made, split = adapt(seen, base, inputs=self.inputs), "across five folds of the articles"
        if reader is None:
            return _Made(made.model, made.rows, made.unseen, split)
        best = adapt(seen, reader.model, inputs=self.inputs)
        points = {name: asdict(point) for name, point in best.model.points.items()}
        return _Made(made.model, best.rows, best.unseen, split, (best.model, {"points": points}))

    def _extracted(
        self, lexicons: Sequence[Lexicon], reader: PairReader | None
    ) -> list[list[Example]]:
        return extract(self.pairs, lexicons, reader=reader, jobs=self.jobs, progress=self.progress)


def train(
    paths: Sequence[Path],
    out: Path,
    *,
    mode: Mode = Mode.AUTO,
    base: Path | None = None,
    estimator: str | None = None,
    texts: Sequence[Path] = (),
    alone: bool = False,
    read: bool = True,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Outcome:
    """Make a model of labelled pairs, or of texts without an original, and save it with its card.

    It is a model for pairs if any row has an original, those without one being bad rows; else one
    for texts without an original. `alone`: it is the latter, all originals left unread.

    `mode`: with enough pairs (`MIN_ANEW`, `MIN_GROUPS`) it is trained anew, else a model is
    adapted, unless `mode` says which. `base`: folder of the model to adapt and to compare with, by
    default the shipped one. `estimator`: a scikit-learn classifier in place of the linear model, by
    name or `.skops` file. `texts`: where the ids of an audit are looked up. `read`: whether the
    encoder reads pairs where it is installed, for a linear model. `jobs` worker processes change
    nothing in the result (-1: one for each processor).

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
        mode=mode, base=base, chosen=chosen, read=read, jobs=jobs, progress=progress,
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
    read: bool,
    jobs: int,
    progress: Progress | None,
) -> Outcome:
    """Make a model for pairs; `files`: the `paths`, for messages."""
    mode = _mode(reading, files, mode, with_estimator=chosen is not None)
    lexicon, inputs = Lexicon.open(), hashes(paths)
    # Before the long work, since it may fail.
    old = _old(base, out, lexicon, inputs, needed=mode is Mode.ADAPTED)
    reader = _reader(old, base) if read and chosen is None else None
    work = _Work(reading.pairs, inputs, lexicon, reader, jobs, progress)
    if mode is Mode.ADAPTED and isinstance(old, Model):
        made = work.adapted(old)
    else:
        made = work.anew(linear if chosen is None else estimator_learner(chosen))
    comparison = _comparison(made, old, base, inputs)
    card = {
        **made.model.card,
        "mode": mode.value,
        "points": {name: asdict(point) for name, point in made.model.points.items()},
        "bad_rows": len(reading.bad_rows),
        "comparison": comparison.as_card(),
    }
    if chosen is not None:
        card["estimator"] = label(chosen)
    sections: dict[str, Any] = {}
    if made.read is not None and reader is not None and reader.source is not None:
        sections = section(made.best, reader.source[1:3])
        card[SECTION] = {"encoder": reader.source[1], **made.read[1]}
    save(replace(made.model, card=card), out, readme=readme(card), sections=sections)
    return Outcome(
        model=Model.load(out),
        mode=mode,
        comparison=comparison,
        bad_rows=tuple(reading.bad_rows),
        rows=len(reading.pairs),
        unreviewed=reading.unreviewed,
        with_encoder=made.read is not None,
    )


def _reader(old: Model | str, base: Path | None) -> PairReader | None:
    """What reads pairs for training, with the old model's weights for read pairs if it has any."""
    source = encoder_source()
    if source is None or isinstance(old, str):
        return None
    return pair_reader(old, base, None) or PairReader(old, source)


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


def _comparison(
    made: _Made, old: Model | str, base: Path | None, inputs: Mapping[str, str]
) -> Comparison:
    """Both models as they judge where the encoder can be run, if the new one judges with it."""
    if isinstance(old, str):
        return impossible(old)
    if set(inputs.values()) & set(digests(old.card.get("trained_on"))):
        return impossible(same_rows("pair"))
    reader = pair_reader(old, base, None) if made.read is not None else None
    found = compare(made.rows, made.unseen, made.best, reader.model if reader else old, made.split)
    lacks = reader is None and has_reading(base or shipped_model())
    return replace(found, without_encoder=lacks)
