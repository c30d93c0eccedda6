"""The features in somebody's own scikit-learn pipeline."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import stories
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from spindetect import FeatureExtractor
from spindetect.detector import analyse
from spindetect.editors import editors
from spindetect.features import FEATURE_NAMES
from spindetect.lexicon import Lexicon
from spindetect.simulation import read_articles
from spindetect.spinners import spinners
from spindetect.text import parse
from spindetect.types import Document

ROOT = Path(__file__).parent.parent
LEXICON = Lexicon.open()
Pair = tuple[str, str]


@pytest.fixture(scope="module")
def labelled() -> tuple[list[Pair], list[int], list[str]]:
    """One spun and one honest pair of each of some articles: pairs, labels, groups."""
    pairs, labels, groups = [], [], []
    spinner, editor = spinners(LEXICON)["moby"], editors(LEXICON)["polished-lightly"]
    for article in read_articles(ROOT / "data" / "articles" / "blog"):
        start = Document(article.id, "\n\n".join(article.text.split("\n\n")[:5]))
        spun, polished = spinner.spin(start, seed=1, intensity=0.2), editor.edit(start, seed=1)
        for label, pair in ((1, spun), (0, polished)):
            if pair is not None:
                pairs.append((pair.original.text, pair.candidate.text))
                labels.append(label)
                groups.append(article.id)
    return pairs, labels, groups


def pipeline() -> Pipeline:
    return make_pipeline(FeatureExtractor(), StandardScaler(), LogisticRegression())


def test_it_works_in_a_cross_validated_pipeline(
    labelled: tuple[list[Pair], list[int], list[str]],
) -> None:
    pairs, labels, groups = labelled
    assert 10 < sum(labels) < len(labels) - 10
    scores = cross_val_score(
        clone(pipeline()), pairs, labels, groups=groups, cv=GroupKFold(3), scoring="roc_auc"
    )
    assert scores.shape == (3,)
    assert scores.mean() > 0.95


def test_a_fitted_pipeline_tells_spun_from_honest(
    labelled: tuple[list[Pair], list[int], list[str]],
) -> None:
    pairs, labels, _ = labelled
    fitted = pipeline().fit(pairs, labels)
    spun, honest = fitted.predict_proba(
        [(stories.ORIGINAL, stories.SPUN), (stories.ORIGINAL, stories.ORIGINAL)]
    )[:, 1]
    assert spun > 0.9
    assert honest < 0.1


def test_rows_are_the_features_that_the_detector_uses() -> None:
    one, other = Document("o", stories.ORIGINAL), Document("c", stories.SPUN)
    (row,) = FeatureExtractor().transform([(stories.ORIGINAL, stories.SPUN)])
    assert row.tolist() == analyse(parse(one), parse(other), LEXICON).values.tolist()


def test_texts_documents_and_arrays_are_taken_alike() -> None:
    pairs = [(stories.ORIGINAL, stories.SPUN), (stories.ORIGINAL, stories.POLISHED)]
    extractor = FeatureExtractor()
    rows = extractor.transform(pairs)
    documents = [(Document("a", one), Document("b", other)) for one, other in pairs]
    assert (extractor.transform(documents) == rows).all()
    assert (extractor.transform(np.array(pairs, dtype=object)) == rows).all()
    assert (extractor.fit_transform(pairs, [1, 0]) == rows).all()
    assert rows[0].tolist() != rows[1].tolist()


def test_columns_are_named() -> None:
    names = pipeline()[:1].get_feature_names_out()
    assert names.tolist() == list(FEATURE_NAMES)
    assert FeatureExtractor().transform([("", "")]).shape == (1, len(names))


def test_no_pairs_are_no_rows() -> None:
    assert FeatureExtractor().transform([]).shape == (0, len(FEATURE_NAMES))


def test_fitting_learns_nothing() -> None:
    extractor = FeatureExtractor()
    assert extractor.fit([("a", "b")], [1]) is extractor
    assert vars(extractor) == {}
    assert extractor.get_params() == {}
    assert isinstance(clone(extractor), FeatureExtractor)


def test_pairs_are_original_first() -> None:
    rows = FeatureExtractor().transform(
        [(stories.ORIGINAL, stories.SPUN), (stories.SPUN, stories.ORIGINAL)]
    )
    later = FEATURE_NAMES.index("later_text")
    assert rows[0, later] > 0.0 > rows[1, later]


@pytest.mark.parametrize("pairs", [[("a",)], [("a", "b", "c")], ["abc"], [(1, 2)]])
def test_what_is_no_pair_of_texts_is_refused(pairs: list[object]) -> None:
    with pytest.raises((ValueError, TypeError, AttributeError)):
        FeatureExtractor().transform(pairs)  # type: ignore[arg-type]
