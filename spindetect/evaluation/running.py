"""From files of labelled pairs, or candidates alone, and a detector to an evaluation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from spindetect import metrics
from spindetect.detector import Detector, Given
from spindetect.evaluation.alone import score_candidates
from spindetect.evaluation.mistakes import Mistake, worst
from spindetect.evaluation.scoring import Progress, Scored, Side, score_pairs
from spindetect.evaluation.slices import Columns, Slice, direction_right, measured, numbered
from spindetect.metrics import Bin, Rate
from spindetect.pairs import BadRow, Labelled, LabelledCandidate, Reading, collect
from spindetect.report.wording import plural
from spindetect.types import SpindetectError, UnreadableError
from spindetect.version import __version__

# False-positive rates of the ROC curve, evenly spaced in their logarithm.
LOWEST_RATE = 1e-4
ROC_POINTS = 81
HISTOGRAM_BINS = 20
SHIPPED = "the shipped model"
# Whole articles with this much replaced are held to a stricter standard of direction.
LONG_WORDS = 300
LONG_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class PairsFile:
    """A file (or folder) of pairs; `trained`: whether the model's card names it, or part of it."""

    name: str
    sha256: str
    trained: bool


@dataclass(frozen=True, slots=True)
class Judge:
    """The model that was evaluated and how it was asked.

    `point`: the name of the operating point that gave the threshold, None if set by hand.
    `no_original`, `with_original`: what judged texts without an original, or pairs, "deep" with the
    encoder, "fast" without it; None for the others.
    """

    name: str
    sha256: str
    lexicon: str
    version: str
    threshold: float
    point: str | None
    prior: float
    no_original: str | None = None
    with_original: str | None = None


@dataclass(frozen=True, slots=True)
class Rewritten:
    """How many of the pairs labelled `rewritten` were flagged, of one source or of all."""

    source: str
    flagged: Rate
    groups: int
    answered: int


@dataclass(frozen=True, slots=True)
class RocPoint:
    """Recall where at most `rate` of the honest pairs are flagged."""

    rate: float
    recall: float


@dataclass(frozen=True, slots=True)
class Histogram:
    """Pairs by probability in bins of equal width from 0 to 1, of both classes."""

    spun: tuple[int, ...]
    honest: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that is told of a model on labelled pairs.

    `slices`: the whole first, if there are spun or honest pairs. `rewritten`: all first.
    `direction_long`: direction right in spun pairs of 300 words and more with 15 % of them spun.
    `alone`: whether candidates without an original were judged. `without_original`: what is told
    of those among pairs; its bad rows are here.
    """

    judge: Judge
    files: tuple[PairsFile, ...]
    bad_rows: tuple[BadRow, ...]
    rows: tuple[Scored, ...]
    slices: tuple[Slice, ...]
    rewritten: tuple[Rewritten, ...]
    direction_long: Rate | None
    roc: tuple[RocPoint, ...]
    calibration: tuple[Bin, ...]
    histogram: Histogram
    mistakes: tuple[Mistake, ...]
    alone: bool = False
    without_original: Evaluation | None = None

    @property
    def noun(self) -> str:
        """What was judged: "pair" or "text"."""
        return "text" if self.alone else "pair"

    @property
    def overall(self) -> Slice | None:
        """The measures of all spun and honest pairs."""
        return self.slices[0] if self.slices else None

    @property
    def trained(self) -> tuple[PairsFile, ...]:
        """The files that the model was trained on."""
        return tuple(file for file in self.files if file.trained)


def evaluate(
    paths: Sequence[Path],
    detector: Detector,
    *,
    texts: Sequence[Path] = (),
    alone: bool = False,
    model_name: str = SHIPPED,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Evaluation:
    """Judge labelled pairs and measure how right the verdicts are.

    Rows without an original are judged by themselves; beside pairs they are told of apart
    (`Evaluation.without_original`). `alone`: so are all candidates, as if no row had an original.
    `texts`: folders in which the ids of a reviewed audit are looked up.
    `jobs` worker processes change nothing in the result; `progress` is told the number done and
    the total. Raises `UnreadableError` where no row can be used, `SpindetectError` where the
    detector was given a model for other rows than there are.
    """
    reading = collect(paths, texts=texts)
    if alone:
        reading = reading.as_candidates()
    pairs, candidates = reading.pairs, reading.candidates
    _check(reading, detector, model_name, ", ".join(map(str, paths)))
    total = len(pairs) + len(candidates)

    def counted(before: int) -> Progress | None:
        return progress and (lambda done, _: progress(before + done, total))

    made: list[Evaluation] = []
    if pairs:
        rows = score_pairs(pairs, detector, jobs=jobs, progress=counted(0))
        made.append(_told(pairs, rows, detector, paths, _judge(detector, model_name)))
    if candidates:
        name = f"{SHIPPED} for texts without an original" if pairs or model_name == SHIPPED else ""
        rows = score_candidates(candidates, detector, jobs=jobs, progress=counted(len(pairs)))
        judge = _judge_alone(detector, name or model_name)
        made.append(_told(candidates, rows, detector, paths, judge))
    return replace(made[0], bad_rows=tuple(reading.bad_rows), without_original=(*made[1:], None)[0])


def _check(reading: Reading, detector: Detector, name: str, files: str) -> None:
    """Raise an error where there is nothing to judge, or not for the model that was given."""
    bad = reading.bad_rows
    if not reading.pairs and not reading.candidates:
        first = f" ({plural(len(bad), 'bad row')}, the first: {bad[0]})" if bad else ""
        raise UnreadableError(
            f"{files}: no usable pairs or texts{first}; give rows with `candidate`, `label` and, "
            "for pairs, `original`"
        )
    if reading.pairs and detector.given is Given.ALONE:
        raise SpindetectError(
            f"{files}: has pairs, but {name} is a model for texts without an original; add "
            "--no-original to leave the originals unread, or give a model for pairs"
        )
    if not reading.pairs and detector.given is Given.PAIRS:
        raise SpindetectError(
            f"{files}: has texts without an original, but {name} is a model for pairs; give one "
            "for texts without an original"
        )


def _told(
    labelled: Sequence[Labelled],
    rows: Sequence[Scored],
    detector: Detector,
    paths: Sequence[Path],
    judge: Judge,
) -> Evaluation:
    """What there is to tell of rows of one kind."""
    alone = isinstance(labelled[0], LabelledCandidate)
    card = detector.unaided.card if alone else detector.model.card
    told = Columns([row for row in rows if row.side is not Side.REWRITTEN])
    long = [r for r in rows if r.words >= LONG_WORDS and (r.share_spun or 0.0) >= LONG_SHARE]
    return Evaluation(
        judge=judge,
        files=tuple(_file(path, card) for path in paths),
        bad_rows=(),
        rows=tuple(rows),
        slices=measured(rows, "all texts" if alone else "all pairs"),
        rewritten=tuple(_rewritten(rows)),
        direction_long=direction_right(long),
        roc=_roc(told),
        calibration=metrics.calibration_bins(told.ranking()),
        histogram=_histogram(told),
        mistakes=worst(labelled, rows, detector),
        alone=alone,
    )


def _judge(detector: Detector, name: str) -> Judge:
    return Judge(
        name=name,
        sha256=detector.model.sha256,
        lexicon=detector.lexicon.version,
        version=__version__,
        threshold=detector.threshold,
        point=detector.point,
        prior=detector.model.prior,
        with_original=detector.with_original,
    )


def _judge_alone(detector: Detector, name: str) -> Judge:
    return replace(
        _judge(detector, name),
        sha256=detector.unaided.sha256,
        threshold=detector.threshold_alone,
        prior=detector.unaided.prior,
        no_original=detector.unaided.kind,
        with_original=None,
    )


def _file(path: Path, card: Mapping[str, object]) -> PairsFile:
    known = set(_texts(card.get("trained_on")))
    digests = {name: _digest(file) for name, file in _parts(path)}
    whole = "\n".join(f"{name}\0{digest}" for name, digest in digests.items())
    single = digests.get("")
    return PairsFile(
        name=path.name,
        sha256=single or hashlib.sha256(whole.encode("utf-8", "surrogateescape")).hexdigest(),
        trained=not known.isdisjoint(digests.values()),
    )


def _parts(path: Path) -> list[tuple[str, Path]]:
    """The files of a folder by name, in order; a file is its own only part, without a name."""
    if not path.is_dir():
        return [("", path)]
    files = sorted(file for file in path.rglob("*") if file.is_file())
    return [(file.relative_to(path).as_posix(), file) for file in files]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _texts(value: object) -> Iterator[str]:
    """Every text anywhere inside a value read from JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, Sequence):
        for item in value:
            yield from _texts(item)


def _rewritten(rows: Sequence[Scored]) -> Iterator[Rewritten]:
    chosen = [row for row in rows if row.side is Side.REWRITTEN]
    yield from _flagged("all sources", chosen)
    for source in sorted({row.source for row in chosen}):
        yield from _flagged(source, [row for row in chosen if row.source == source])


def _flagged(source: str, rows: Sequence[Scored]) -> Iterator[Rewritten]:
    groups = numbered([row.group for row in rows])
    rate = metrics.clustered_rate(np.array([row.flagged for row in rows], dtype=bool), groups)
    if rate is not None:
        answered = sum(row.probability is not None for row in rows)
        yield Rewritten(source, rate, len(np.unique(groups)), answered)


def _roc(told: Columns) -> tuple[RocPoint, ...]:
    if told.spun.all() or not told.spun.any():
        return ()
    items = told.ranking().weighted()
    rates = np.geomspace(LOWEST_RATE, 1.0, ROC_POINTS).tolist()
    return tuple(RocPoint(r, float(metrics.recall_at(items, r)[0])) for r in rates)


def _histogram(told: Columns) -> Histogram:
    counts = []
    for side in (told.spun, ~told.spun):
        chances = told.scores[side & told.answered]
        places = np.minimum((chances * HISTOGRAM_BINS).astype(np.int64), HISTOGRAM_BINS - 1)
        counts.append(tuple(np.bincount(places, minlength=HISTOGRAM_BINS).tolist()))
    return Histogram(*counts)
