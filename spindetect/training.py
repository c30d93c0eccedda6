"""Labelled pairs to a fitted, calibrated, saved model."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spindetect.detector import PairAnalysis, analyse
from spindetect.features import FEATURE_NAMES, FEATURES, MORE, Floats, Sum, features, reverse
from spindetect.lexicon import Lexicon
from spindetect.model import (
    LinearModel,
    Model,
    save,
    sigmoid,
    third_possibility,
    with_context,
)
from spindetect.pairs import BadRow, fold, is_spun, read_pairs
from spindetect.text import parse
from spindetect.types import LabelledPair, SpindetectError
from spindetect.version import __version__

Progress = Callable[[int, int], None]

# Each group is scored by a model fitted without its fold; calibration, threshold and the card's
# figures rest on these scores alone.
FOLDS = 5
# Fewer pairs than this of either kind say nothing about the other kind.
MIN_PAIRS = 20
# The shipped operating point: at most this share of the articles has a flagged honest counterpart.
# What the data can vouch for is the upper end of the interval on the card.
MAX_FALSE_POSITIVES = 0.01
CONFIDENCE = 0.95
PRIOR = 0.5
# The family of original and spun copy exchanged: no page that anybody would accuse, and for some
# spinners not to be told from the pair the right way round, so the threshold does not rest on it.
# The card gives its rate apart.
REVERSED = "reversed"
# A candidate is never called spun below this, however clean the honest pairs were.
MIN_THRESHOLD = 0.9
SIGNS = tuple(feature.sign for feature in FEATURES)
# Pairs handed to a worker at once.
BATCH = 32
# Inverse strength of the ridge penalty; weak, since features are few and pairs many.
REGULARISATION = 0.3
# Aligned words below which it abstains; see docs/model.md and benchmarks/short_texts.py.
MIN_WORDS = 20


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled pair as the learner sees it.

    `sums`: the tally of the compared sentence pairs (see `features.Sum`); `touched`: whether the
    spinner changed that sentence.
    """

    group: str
    family: str
    source: str
    label: bool
    sums: Floats
    touched: NDArray[np.bool_]

    @property
    def values(self) -> Floats:
        """Features of the whole pair."""
        return features(self.sums.sum(axis=0))

    @property
    def turned(self) -> Floats:
        """Features of the pair the other way round."""
        return features(reverse(self.sums.sum(axis=0)))


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
    rows = analysis.sums[:, [Sum.WORDS, Sum.QUOTED_WORDS]].any(axis=1)
    return Example(
        group=pair.group,
        family=pair.family,
        source=pair.source,
        label=is_spun(pair),
        sums=analysis.sums[rows],
        touched=_touched(pair, analysis)[rows],
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
    """Fit on all groups; calibrate, set the threshold and measure on scores from across folds.

    Raises `SpindetectError` where the pairs come from too few articles for that.
    """
    values = np.stack([e.values for e in examples])
    labels = np.array([e.label for e in examples])
    weights = _balanced([e.family for e in examples], labels)
    parts = np.array([fold(e.group, FOLDS) for e in examples])
    _check(examples, labels, parts, inputs)
    turned = np.stack([e.turned for e in examples])
    scores, against = np.zeros(len(examples)), np.zeros(len(examples))
    for part in range(FOLDS):
        held, rest = parts == part, parts != part
        if held.any():
            fitted = _logistic(values[rest], labels[rest], weights[rest], SIGNS)
            scores[held] = fitted.log_odds(values[held])
            against[held] = fitted.log_odds(turned[held])
    honest = np.array([not e.label and e.family != REVERSED for e in examples])
    groups = np.array([e.group for e in examples])
    slope, shift = _platt(scores, labels, weights)
    # The third possibility takes its share, as in `Model.probability`.
    forwards, backwards = slope * scores + shift, slope * against + shift
    chances = sigmoid(forwards - third_possibility(forwards, backwards))
    document = _logistic(values, labels, weights, SIGNS).rescaled(slope, shift)
    return Model(
        document=document,
        sentence=_sentence_model(examples, document),
        threshold=_threshold(chances, honest, groups),
        prior=PRIOR,
        min_words=MIN_WORDS,
        lexicon=lexicon_version,
        sha256="",
        card=_card(examples, chances, honest, parts, inputs),
    )


def _check(
    examples: Sequence[Example],
    labels: NDArray[np.bool_],
    parts: NDArray[np.int_],
    inputs: Mapping[str, str],
) -> None:
    """Each fold needs both kinds of pairs outside it, and the sentence model some sentences."""
    files = ", ".join(inputs) or "pairs"
    for part in sorted(set(parts.tolist())):
        if len(set(labels[parts != part].tolist())) < 2:
            raise SpindetectError(
                f"{files}: the spun or the other pairs come from too few articles to be tested on "
                "unseen ones; add pairs of more articles (`group`)"
            )
    if not any(len(e.touched) for e in examples):
        raise SpindetectError(
            f"{files}: in no pair could a sentence be compared; give pairs of English texts of "
            "which one was made from the other"
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


def _logistic(
    values: Floats, labels: NDArray[np.bool_], weights: Floats, signs: Sequence[int]
) -> LinearModel:
    """Ridge logistic regression whose weights obey the signs of their features.

    scikit-learn's has no such constraint; this is its objective, minimised within bounds by
    L-BFGS-B (Byrd et al. 1995).
    """
    from scipy.optimize import minimize

    mean, scale = values.mean(axis=0), values.std(axis=0)
    scale[scale < 1e-6] = 1.0
    # Standardised and clipped as `LinearModel` does it, so the fit sees what scoring sees.
    rows = LinearModel(tuple(mean), tuple(scale), (1.0,) * len(mean), 0.0).terms(values)
    side = np.where(labels, 1.0, -1.0)

    def loss(parameters: Floats) -> tuple[float, Floats]:
        margins = side * (rows @ parameters[:-1] + parameters[-1])
        slopes = -weights * side * sigmoid(-margins)
        ridge = parameters[:-1] / REGULARISATION
        value = weights @ np.logaddexp(0.0, -margins) + 0.5 * ridge @ parameters[:-1]
        return float(value), np.append(slopes @ rows + ridge, slopes.sum())

    limits = {1: (0.0, None), 0: (None, None), -1: (None, 0.0)}
    found = minimize(
        loss,
        np.zeros(len(mean) + 1),
        jac=True,
        method="L-BFGS-B",
        bounds=[*(limits[sign] for sign in signs), (None, None)],
        options={"maxiter": 2000},
    )
    *weight, intercept = _rounded(found.x)
    return LinearModel(_rounded(mean), _rounded(scale), tuple(weight), intercept)


def _rounded(values: Floats) -> tuple[float, ...]:
    """Nine digits: more would differ between processors and make the file differ."""
    return tuple(float(f"{value:.9g}") for value in values)


def _platt(scores: Floats, labels: NDArray[np.bool_], weights: Floats) -> tuple[float, float]:
    """Slope and shift that make log-odds of unseen groups honest (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression

    learner = LogisticRegression(C=1.0)
    learner.fit(scores[:, None], labels, sample_weight=weights)
    slope, shift = _rounded(np.array([learner.coef_[0, 0], learner.intercept_[0]]))
    return slope, shift


def _threshold(chances: Floats, honest: NDArray[np.bool_], groups: NDArray[np.str_]) -> float:
    """The lowest probability at which few enough articles have a flagged honest counterpart.

    An article counts as a false positive when any of its honest counterparts is flagged; at most
    `MAX_FALSE_POSITIVES` of the articles may be. The card gives the upper end of the interval.
    """
    worst: dict[str, float] = {}
    for chance, group in zip(chances[honest].tolist(), groups[honest].tolist(), strict=True):
        worst[group] = max(worst.get(group, 0.0), chance)
    scores = sorted(worst.values(), reverse=True)
    above = scores[int(MAX_FALSE_POSITIVES * len(scores))] if scores else 0.0
    return float(min(max(MIN_THRESHOLD, np.ceil(above * 1000 + 1e-9) / 1000), 0.999))


def _sentence_model(examples: Sequence[Example], document: LinearModel) -> LinearModel:
    """Whether a sentence was touched, from its own edits and the document's score."""
    rows = np.concatenate([with_context(features(e.sums), document, e.values) for e in examples])
    touched = np.concatenate([e.touched for e in examples])
    return _logistic(rows, touched, np.ones(len(touched)), (*SIGNS, MORE))


def _hashes(paths: Sequence[Path]) -> dict[str, str]:
    """Digests by file name; a name that occurs twice is given with its folder."""
    names = Counter(path.name for path in paths)
    return {
        path.name if names[path.name] == 1 else path.as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in paths
    }


def _card(
    examples: Sequence[Example],
    chances: Floats,
    honest: NDArray[np.bool_],
    parts: NDArray[np.int_],
    inputs: dict[str, str],
) -> dict[str, Any]:
    """How the model was made, and what it does on groups it was not fitted on.

    A fold is judged at the threshold that the other folds give.
    """
    from sklearn.metrics import brier_score_loss, roc_auc_score

    labels = np.array([e.label for e in examples])
    groups = np.array([e.group for e in examples])
    flagged = np.zeros(len(examples), dtype=bool)
    for part in range(FOLDS):
        rest = parts != part
        threshold = _threshold(chances[rest], honest[rest], groups[rest])
        flagged[~rest] = chances[~rest] >= threshold
    articles = len(set(groups[honest].tolist()))
    wrong = len(set(groups[honest & flagged].tolist()))
    return {
        "version": __version__,
        "features": list(FEATURE_NAMES),
        "trained_on": inputs,
        "pairs": {
            "spun": int(labels.sum()),
            "honest": int(honest.sum()),
            "reversed": int((~labels & ~honest).sum()),
            "articles": len(set(groups.tolist())),
        },
        "cross_validated": {
            "folds": FOLDS,
            "auroc": round(float(roc_auc_score(labels, chances)), 4),
            "brier": round(float(brier_score_loss(labels, chances)), 4),
            "recall": round(float(flagged[labels].mean()), 4),
            "honest_pairs_flagged": round(float(flagged[honest].mean()), 5),
            "articles_with_an_honest_pair_flagged": wrong,
            "articles": articles,
            "false_positive_interval": _clopper_pearson(wrong, articles),
        },
        "flagged_by_family": _by_family(examples, flagged),
    }


def _clopper_pearson(events: int, trials: int) -> list[float]:
    """Two-sided 95 % interval of a rate (Clopper and Pearson 1934)."""
    from scipy.stats import beta

    tail = (1.0 - CONFIDENCE) / 2
    low = beta.ppf(tail, events, trials - events + 1) if events else 0.0
    high = beta.ppf(1 - tail, events + 1, trials - events) if events < trials else 1.0
    return [round(float(low), 4), round(float(high), 4)]


def _by_family(
    examples: Sequence[Example], flagged: NDArray[np.bool_]
) -> dict[str, dict[str, float]]:
    families = np.array([e.family for e in examples])
    return {
        str(family): {
            "pairs": int((families == family).sum()),
            "flagged": round(float(flagged[families == family].mean()), 4),
        }
        for family in sorted(set(families.tolist()))
    }
