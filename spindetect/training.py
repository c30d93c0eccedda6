"""Labelled pairs to a fitted, calibrated, saved model."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spindetect.detector import PairAnalysis, analyse
from spindetect.features import FEATURE_NAMES, Floats, Sum, features
from spindetect.lexicon import Lexicon
from spindetect.model import LinearModel, Model, save, with_context
from spindetect.pairs import BadRow, fold, is_spun, read_pairs
from spindetect.text import parse
from spindetect.types import LabelledPair, SpindetectError
from spindetect.version import __version__

Progress = Callable[[int, int], None]

# One group in this many is kept for calibration and the threshold, one for the card's figures.
FOLDS = 5
CALIBRATION, TEST = 0, 1
# Fewer pairs than this of either kind say nothing about the other kind.
MIN_PAIRS = 20
# The shipped operating point: false positives at most this, at the upper end of the interval.
MAX_FALSE_POSITIVES = 0.01
CONFIDENCE = 0.95
PRIOR = 0.5
# Pairs handed to a worker at once.
BATCH = 32
# Inverse strength of the ridge penalty; weak, since features are few and pairs many.
REGULARISATION = 0.3
# Aligned words below which it abstains; see docs/model.md for the measurement.
MIN_WORDS = 20


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled pair as the learner sees it.

    `sentences`: feature rows of the aligned sentence pairs, `touched`: whether the spinner changed
    that sentence.
    """

    group: str
    family: str
    source: str
    label: bool
    values: Floats
    sentences: Floats
    touched: NDArray[np.bool_]
    words: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What training gives: the model, the rows it could not use."""

    model: Model
    bad_rows: tuple[BadRow, ...]
    n_pairs: int


def train(
    paths: Sequence[Path], out: Path, *, jobs: int = 1, progress: Progress | None = None
) -> Outcome:
    """Fit a model on labelled pairs and save it as a folder with its card.

    Groups never part between fitting, calibration and test. Nothing is written unless it succeeds.
    `jobs` worker processes change nothing in the result (-1: one for each processor).

    Raises `SpindetectError` where there are too few pairs of either kind.
    """
    pairs, bad = read_pairs(paths)
    spun = sum(map(is_spun, pairs))
    if min(spun, len(pairs) - spun) < MIN_PAIRS:
        raise SpindetectError(
            f"{', '.join(map(str, paths))}: {spun} spun and {len(pairs) - spun} other pairs"
            + (f" ({len(bad)} bad rows, the first: {bad[0]})" if bad else "")
            + f"; training needs at least {MIN_PAIRS} of each"
        )
    lexicon = Lexicon.open()
    examples = extract(pairs, lexicon, jobs=jobs, progress=progress)
    model = fit(examples, lexicon_version=lexicon.version, inputs=_hashes(paths))
    save(model, out)
    return Outcome(Model.load(out), tuple(bad), len(pairs))


def extract(
    pairs: Sequence[LabelledPair],
    lexicon: Lexicon,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> list[Example]:
    """Analyse all pairs, in their order; `progress` is told the number done and the total."""
    from joblib import Parallel, delayed

    batches = [pairs[k : k + BATCH] for k in range(0, len(pairs), BATCH)]
    work = Parallel(n_jobs=jobs, return_as="generator")(
        delayed(_examples)(batch, lexicon) for batch in batches
    )
    examples: list[Example] = []
    for batch in work:
        examples += batch
        if progress:
            progress(len(examples), len(pairs))
    return examples


def _examples(pairs: Sequence[LabelledPair], lexicon: Lexicon) -> list[Example]:
    return [example(pair, lexicon) for pair in pairs]


def example(pair: LabelledPair, lexicon: Lexicon) -> Example:
    """Analyse one pair."""
    analysis = analyse(parse(pair.original), parse(pair.candidate), lexicon)
    rows = analysis.sums[:, Sum.WORDS] > 0
    return Example(
        group=pair.group,
        family=pair.family,
        source=pair.source,
        label=is_spun(pair),
        values=analysis.values,
        sentences=features(analysis.sums[rows]),
        touched=_touched(pair, analysis)[rows],
        words=int(analysis.sums[:, Sum.WORDS].sum()),
    )


def _touched(pair: LabelledPair, analysis: PairAnalysis) -> NDArray[np.bool_]:
    """For each sentence pair, whether a gold substitution starts in it.

    In spun pairs without gold any sentence with a substitution counts as touched.
    """
    if not is_spun(pair):
        return np.zeros(len(analysis.sums), dtype=bool)
    if pair.gold is None:
        return np.asarray(analysis.sums[:, Sum.EDITS] > 0)
    candidate = analysis.alignment.candidate
    spans = [candidate.span(p.candidate) for p in analysis.alignment.sentence_pairs]
    starts = np.array(sorted(edit.candidate.start for edit in pair.gold), dtype=np.int64)
    first = np.searchsorted(starts, [span.start for span in spans])
    last = np.searchsorted(starts, [span.end for span in spans])
    return np.asarray(last > first)


def fit(examples: Sequence[Example], *, lexicon_version: str, inputs: dict[str, str]) -> Model:
    """Fit on some groups, calibrate and set the threshold on others, measure on the rest."""
    parts = np.array([fold(e.group, FOLDS) for e in examples])
    values = np.stack([e.values for e in examples])
    labels = np.array([e.label for e in examples])
    weights = _balanced([e.family for e in examples], labels)
    fitting = parts > TEST
    document = _logistic(values[fitting], labels[fitting], weights[fitting])
    held = parts == CALIBRATION
    document = _calibrated(document, values[held], labels[held], weights[held])
    threshold = _threshold(
        document,
        values[held & ~labels],
        [e.group for e, keep in zip(examples, held & ~labels, strict=True) if keep],
    )
    sentence = _sentence_model([e for e, k in zip(examples, fitting, strict=True) if k], document)
    return Model(
        document=document,
        sentence=sentence,
        threshold=threshold,
        prior=PRIOR,
        min_words=MIN_WORDS,
        lexicon=lexicon_version,
        sha256="",
        card=_card(examples, parts, document, threshold, inputs),
    )


def _balanced(families: Sequence[str], labels: NDArray[np.bool_]) -> Floats:
    """Weights that give each family the same say and both labels half of it (`PRIOR`)."""
    counts = Counter(zip(families, labels.tolist(), strict=True))
    n_families = Counter(label for _, label in counts)
    share = {True: PRIOR, False: 1.0 - PRIOR}
    return np.array(
        [
            share[label] * len(labels) / (counts[family, label] * n_families[label])
            for family, label in zip(families, labels.tolist(), strict=True)
        ]
    )


def _logistic(values: Floats, labels: NDArray[np.bool_], weights: Floats) -> LinearModel:
    from sklearn.linear_model import LogisticRegression

    mean, scale = values.mean(axis=0), values.std(axis=0)
    scale[scale < 1e-6] = 1.0
    # Standardised and clipped as `LinearModel` does it, so the fit sees what scoring sees.
    unit = LinearModel(tuple(mean), tuple(scale), (1.0,) * values.shape[1], 0.0)
    learner = LogisticRegression(C=REGULARISATION, max_iter=2000)
    learner.fit(unit.terms(values), labels, sample_weight=weights)
    return LinearModel(
        _rounded(mean), _rounded(scale), _rounded(learner.coef_[0]), float(learner.intercept_[0])
    )


def _rounded(values: Floats) -> tuple[float, ...]:
    """Nine digits: more would differ between processors and make the file differ."""
    return tuple(float(f"{value:.9g}") for value in values)


def _calibrated(
    model: LinearModel, values: Floats, labels: NDArray[np.bool_], weights: Floats
) -> LinearModel:
    """Platt's scaling (1999) on held-out groups, folded into weights and intercept."""
    from sklearn.linear_model import LogisticRegression

    learner = LogisticRegression(C=1.0)
    learner.fit(model.log_odds(values)[:, None], labels, sample_weight=weights)
    slope, shift = float(learner.coef_[0, 0]), float(learner.intercept_[0])
    return LinearModel(
        model.mean,
        model.scale,
        _rounded(np.array(model.weights) * slope),
        float(f"{model.intercept * slope + shift:.9g}"),
    )


def _threshold(model: LinearModel, negatives: Floats, groups: Sequence[str]) -> float:
    """The lowest probability at which the false-positive bound holds over source articles.

    An article counts as a false positive when any of its honest counterparts is flagged. Where
    there are too few articles to support the bound, the highest honest score is the threshold,
    and the card says that the rate is unverified.
    """
    from scipy.stats import beta

    from spindetect.model import sigmoid

    worst: dict[str, float] = {}
    for group, score in zip(groups, sigmoid(model.log_odds(negatives)).tolist(), strict=True):
        worst[group] = max(worst.get(group, 0.0), score)
    scores = sorted(worst.values(), reverse=True)
    allowed = 0
    while allowed < len(scores) and (
        beta.ppf(CONFIDENCE, allowed + 2, len(scores) - allowed - 1) <= MAX_FALSE_POSITIVES
    ):
        allowed += 1
    return float(max(0.5, np.ceil(scores[allowed] * 1000) / 1000)) if scores else 0.5


def _sentence_model(examples: Sequence[Example], document: LinearModel) -> LinearModel:
    """Whether a sentence was touched, from its own edits and the document's score."""
    rows = np.concatenate([with_context(e.sentences, document, e.values) for e in examples])
    touched = np.concatenate([e.touched for e in examples])
    return _logistic(rows, touched, np.ones(len(touched)))


def _hashes(paths: Sequence[Path]) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def _card(
    examples: Sequence[Example],
    parts: NDArray[np.int_],
    document: LinearModel,
    threshold: float,
    inputs: dict[str, str],
) -> dict[str, Any]:
    """How the model was made and what it does on the groups that it never saw."""
    from sklearn.metrics import brier_score_loss, roc_auc_score

    from spindetect.model import sigmoid

    test = [e for e, part in zip(examples, parts, strict=True) if part == TEST]
    labels = np.array([e.label for e in test])
    scores = sigmoid(document.log_odds(np.stack([e.values for e in test])))
    by_family: dict[str, dict[str, float]] = {}
    for family in sorted({e.family for e in test}):
        chosen = np.array([e.family == family for e in test])
        by_family[family] = {
            "pairs": int(chosen.sum()),
            "flagged": round(float((scores[chosen] >= threshold).mean()), 4),
        }
    return {
        "version": __version__,
        "features": list(FEATURE_NAMES),
        "trained_on": inputs,
        "pairs": {"spun": int(sum(e.label for e in examples)), "all": len(examples)},
        "threshold": threshold,
        "test": {
            "groups": len({e.group for e in test}),
            "auroc": round(float(roc_auc_score(labels, scores)), 4),
            "brier": round(float(brier_score_loss(labels, scores)), 4),
            "recall": round(float((scores[labels] >= threshold).mean()), 4),
            "false_positives": round(float((scores[~labels] >= threshold).mean()), 4),
        },
        "flagged_by_family": by_family,
    }
