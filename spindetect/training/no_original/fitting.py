"""Labelled texts to a model: word scores, scores in context, documents, operating points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.lexicon import Lexicon
from spindetect.model.linear import MAX_TERM, LinearModel
from spindetect.pairs import Part, fold
from spindetect.suspects import UnaidedModel, WordTable
from spindetect.suspects.documents import AGGREGATES, NAMES, DocumentModel, judged
from spindetect.suspects.evidence import Bools, Evidence, features
from spindetect.suspects.model import in_context, sigmoid
from spindetect.suspects.network import Network
from spindetect.suspects.words import Floats, Numbers
from spindetect.training.no_original.table import Rows, Scored, Scorer, joined, scored
from spindetect.training.no_original.texts import LabelledText
from spindetect.training.objective import PRIOR, balanced, logistic, platt
from spindetect.training.operating import operating_points
from spindetect.types import Parsed

HIDDEN: Final = 32
"""Hidden units of the word network. A linear model was tried and found less on spinners held out:
an odd pair means something else in a function word than in a rare noun."""
EPOCHS: Final = 5
MIN_WORDS: Final = 40
"""Judged words below which it abstains: in fewer, one odd word is a large share."""
_CLIP: Final = 5.0
_FOLDS: Final = 2
_LENGTH: Final = NAMES.index("length")
SIGNS: Final = tuple(a.sign for a in AGGREGATES)


@dataclass(frozen=True, slots=True)
class Learnt:
    """The words of the training texts: features (n, FEATURES), whether each was replaced, fold."""

    values: Floats
    labels: Bools
    fold: Numbers


@dataclass(frozen=True, slots=True)
class Scorers:
    """What is learnt on the training part alone. `mark` as in `UnaidedModel`."""

    word: Network
    context: Network
    linear: LinearModel
    document: DocumentModel
    mark: float


def fit(texts: Sequence[LabelledText], table: WordTable, lexicon: Lexicon) -> UnaidedModel:
    """Learn on the training part of the texts, calibrate on the calibration part."""
    learnt = fit_scorers(texts, table)
    held = [text for text in texts if text.part is Part.CALIBRATION]
    rows = usable(
        document_rows(held, table, lambda found, *_: learnt.word.log_odds(features(found, table)))
    )
    document = calibrated(learnt.linear, rows)
    return UnaidedModel(
        table=table,
        word=learnt.word,
        context=learnt.context,
        document=document,
        points=operating_points(document.log_odds(rows.values).astype(np.float64), rows),
        mark=learnt.mark,
        min_words=MIN_WORDS,
        prior=PRIOR,
        lexicon=lexicon.version,
        sha256="",
        card={},
    )


def fit_scorers(texts: Sequence[LabelledText], table: WordTable) -> Scorers:
    """All weights from the training part; the document's are calibrated on it as well."""
    training = [t for t in texts if t.part is Part.TRAINING]
    return learn(training, table, evidence_columns(table), HIDDEN)


def evidence_columns(table: WordTable) -> Scorer:
    """What the word network of the collocation model sees."""
    return lambda found, *_: features(found, table)


def learn(
    texts: Sequence[LabelledText],
    table: WordTable,
    columns: Scorer,
    hidden: int,
    near: float = 1.0,
) -> Scorers:
    """All weights from some texts, the words seen as rows of `columns`; `near`: see `best_mark`.

    The context and document models see scores of a word network that did not see the article.
    """
    training = [t for t in texts if t.counted]
    word, unseen = fit_words_across(training, table, columns, hidden)
    seen = list(scored(training, table, unseen))
    rows = usable(joined([batch.rows() for batch in seen]))
    linear = fit_documents(rows)
    document = calibrated(linear, rows)
    context, mark = fit_context(seen, document, near)
    return Scorers(word, context, linear, document, mark)


def fit_words_across(
    texts: Sequence[LabelledText], table: WordTable, columns: Scorer, hidden: int = HIDDEN
) -> tuple[Network, Scorer]:
    """The word network of all texts, and scores by networks that did not see the article."""
    learnt = words_to_learn(texts, table, columns)
    own = [fit_words(learnt, learnt.fold != k, hidden) for k in range(_FOLDS)]

    def unseen(found: Evidence, batch: Sequence[LabelledText], parsed: Sequence[Parsed]) -> Floats:
        values = columns(found, batch, parsed)
        both = np.stack([network.log_odds(values) for network in own])
        folds = np.array([_fold(text) for text in batch])[found.words.text]
        return np.asarray(both[folds, np.arange(len(folds))])

    return fit_words(learnt, np.ones(len(learnt.labels), np.bool_), hidden), unseen


def words_to_learn(texts: Sequence[LabelledText], table: WordTable, columns: Scorer) -> Learnt:
    """The judged words of all texts."""
    values, labels, folds = [], [], []
    for batch in scored(texts, table, columns):
        use = judged(batch.found)
        values.append(batch.log_odds[use])
        labels.append(batch.replaced[use])
        folds.append(np.array([_fold(t) for t in batch.texts])[batch.found.words.text[use]])
    return Learnt(np.concatenate(values), np.concatenate(labels), np.concatenate(folds))


def fit_words(learnt: Learnt, rows: Bools, hidden: int) -> Network:
    """The network of words by their own evidence, from some of the rows."""
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    values = learnt.values[rows]
    mean, scale = values.mean(axis=0), values.std(axis=0) + np.float32(1e-3)
    bare = Network(mean, scale, _CLIP, ())
    learner = MLPClassifier(
        (hidden,), batch_size=1024, learning_rate_init=2e-3, max_iter=EPOCHS, random_state=0
    )
    with warnings.catch_warnings():
        # A fixed number of passes over the data, as meant.
        warnings.simplefilter("ignore", ConvergenceWarning)
        learner.fit(bare.standardised(values), learnt.labels[rows])
    layers = zip(learner.coefs_, learner.intercepts_, strict=True)
    return replace(
        bare, layers=tuple((w.astype(np.float32), b.astype(np.float32)) for w, b in layers)
    )


def fit_documents(rows: Rows) -> LinearModel:
    """Texts and paragraphs to log-odds, not calibrated; each family has the same say."""
    rows = rows.where(rows.labels | rows.honest)
    return logistic(rows.values.astype(np.float64), rows.labels, document_weights(rows), SIGNS)


def document_weights(rows: Rows) -> NDArray[np.float64]:
    """What each row weighs, so that each family has the same say; shape (n,)."""
    kinds = np.char.add(rows.families, np.where(rows.excerpt, "+", ""))
    return balanced(kinds.tolist(), rows.labels)


def calibrated(linear: LinearModel, rows: Rows) -> DocumentModel:
    """Honest log-odds for texts of all lengths (Platt 1999, with a slope for each length)."""
    rows = rows.where(rows.labels | rows.honest)
    network = as_network(linear)
    return DocumentModel(network, *calibration(network.log_odds(rows.values), rows))


def calibration(score: Floats, rows: Rows) -> tuple[float, ...]:
    """The same four numbers from what a linear model makes of the rows, shape (n,)."""
    length = rows.values[:, _LENGTH]
    columns = np.stack((score, score * length, length), axis=1).astype(np.float64)
    kinds = np.where(rows.excerpt, "excerpt", "whole").tolist()
    return platt(columns, rows.labels, balanced(kinds, rows.labels))


def fit_context(
    seen: Sequence[Scored], document: DocumentModel, near: float = 1.0
) -> tuple[Network, float]:
    """The network of words in their text, and the mark by the F1 of word labels."""
    from sklearn.linear_model import LogisticRegression

    columns, labels = [], []
    for batch in seen:
        whole = batch.rows()
        whole = whole.where(~whole.excerpt)
        use = judged(batch.found)
        texts = document.log_odds(whole.values)
        columns.append(in_context(batch.found, batch.log_odds, texts)[use])
        labels.append(batch.replaced[use])
    values, truth = np.concatenate(columns), np.concatenate(labels)
    learner = LogisticRegression(C=1.0, max_iter=500).fit(values, truth)
    width = values.shape[1]
    network = Network(
        mean=np.zeros(width, np.float32),
        scale=np.ones(width, np.float32),
        limit=30.0,
        layers=((learner.coef_.T.astype(np.float32), learner.intercept_.astype(np.float32)),),
    )
    return network, best_mark(sigmoid(network.log_odds(values)), truth, near)


def best_mark(chances: Floats, truth: Bools, near: float = 1.0) -> float:
    """The lowest threshold in hundredths at which F1 is at least `near` of the highest."""
    marks = np.arange(5, 96) / 100

    def f1(mark: float) -> float:
        marked = chances >= mark
        return float(2 * (marked & truth).sum() / max(marked.sum() + truth.sum(), 1))

    found = {mark: f1(mark) for mark in marks.tolist()}
    return float(min(mark for mark, value in found.items() if value >= near * max(found.values())))


def document_rows(texts: Sequence[LabelledText], table: WordTable, score: Scorer) -> Rows:
    """Texts and paragraphs by the scores of their words."""
    return joined([batch.rows() for batch in scored(texts, table, score)])


def model_rows(texts: Sequence[LabelledText], model: UnaidedModel) -> Rows:
    """Texts and paragraphs as a model sees them, those that are long enough for it."""
    return usable(
        document_rows(
            texts, model.table, lambda found, _, parsed: model.word_log_odds(parsed, found)
        )
    )


def usable(rows: Rows) -> Rows:
    """The rows long enough to be judged."""
    return rows.where(rows.words >= MIN_WORDS)


def as_network(linear: LinearModel) -> Network:
    """The same model as a network without a hidden layer."""
    weights = np.array(linear.weights, np.float32)[:, None]
    return Network(
        mean=np.array(linear.mean, np.float32),
        scale=np.array(linear.scale, np.float32),
        limit=MAX_TERM,
        layers=((weights, np.array([linear.intercept], np.float32)),),
    )


def as_linear(network: Network) -> LinearModel:
    """`as_network` undone."""
    weights, bias = network.layers[0]
    rows = (network.mean, network.scale, weights[:, 0])
    mean, scale, weight = (tuple(row.astype(np.float64).tolist()) for row in rows)
    return LinearModel(mean, scale, weight, float(bias[0]))


def _fold(text: LabelledText) -> int:
    return fold(text.group, _FOLDS, salt="no-original")
