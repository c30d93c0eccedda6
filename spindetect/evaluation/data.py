"""An evaluation as data: the JSON of `--format json`, described in docs/evaluation.md."""

from __future__ import annotations

import json
from dataclasses import asdict

from spindetect.evaluation.counts import SentenceCounts, SpanCounts
from spindetect.evaluation.mistakes import Mistake
from spindetect.evaluation.running import Evaluation, Rewritten
from spindetect.evaluation.scoring import Side
from spindetect.evaluation.slices import AtRate, Slice
from spindetect.metrics import Estimate, Matches, Rate

# The number rises when a name is taken away or changes its meaning; additions leave it alone.
SCHEMA = "spindetect.evaluation/1"
# More digits than the data bear, and few enough to be the same on every processor.
DIGITS = 6

Json = dict[str, object]


def to_json(evaluation: Evaluation) -> Json:
    """The evaluation as a dict that `json` can write; undefined measures are None.

    The key names are those of docs/evaluation.schema.json.
    """
    sides = [row.side for row in evaluation.rows]
    judge = evaluation.judge
    return {
        "schema": SCHEMA,
        "judged": f"{evaluation.noun}s",
        "model": {
            "name": judge.name,
            "sha256": judge.sha256,
            "lexicon": judge.lexicon,
            "spindetect": judge.version,
            "threshold": judge.threshold,
            "operating_point": judge.point,
            "prior": judge.prior,
            "no_original": judge.no_original,
            "with_original": judge.with_original,
        },
        "files": [asdict(file) for file in evaluation.files],
        "trained_on_these_pairs": bool(evaluation.trained),
        "pairs": {side.value: sides.count(side) for side in Side},
        "bad_rows": [asdict(row) for row in evaluation.bad_rows],
        "slices": [_slice(part) for part in evaluation.slices],
        "rewritten": [_rewritten(part) for part in evaluation.rewritten],
        "direction_of_whole_articles": _rate(evaluation.direction_long),
        "roc": [
            {"false_positive_rate": _number(point.rate), "recall": _number(point.recall)}
            for point in evaluation.roc
        ],
        "calibration": [
            {"probability": _number(b.score), "share_spun": _number(b.share), "pairs": b.items}
            for b in evaluation.calibration
        ],
        "histogram": {
            "spun": list(evaluation.histogram.spun),
            "honest": list(evaluation.histogram.honest),
        },
        "mistakes": [_mistake(mistake) for mistake in evaluation.mistakes],
        "without_original": (
            to_json(evaluation.without_original) if evaluation.without_original else None
        ),
    }


def dumps(evaluation: Evaluation, *, indent: int | None = 2) -> str:
    """`to_json` as JSON text in ASCII: valid whatever the pairs hold, in every locale."""
    return json.dumps(to_json(evaluation), ensure_ascii=True, allow_nan=False, indent=indent)


def _number(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def _rate(rate: Rate | None) -> Json | None:
    if rate is None:
        return None
    return {
        "share": _number(rate.share),
        "low": _number(rate.low),
        "high": _number(rate.high),
        "events": rate.events,
        "trials": rate.trials,
    }


def _estimate(estimate: Estimate | None) -> Json | None:
    if estimate is None:
        return None
    return {
        "value": _number(estimate.value),
        "low": _number(estimate.low),
        "high": _number(estimate.high),
        "dropped_resamples": estimate.dropped,
    }


def _slice(part: Slice) -> Json:
    quality = part.quality
    return {
        "by": part.by.value,
        "name": part.name,
        "spun": asdict(part.spun),
        "honest": asdict(part.honest),
        "coverage": _number(part.coverage),
        "recall": _rate(part.recall),
        "false_positives": {"pairs": _rate(part.flagged), "groups": _rate(part.flagged_groups)},
        "recall_at": [_at_rate(point) for point in part.at_rates],
        "auroc": _estimate(quality.auroc if quality else None),
        "brier": _estimate(quality.brier if quality else None),
        "calibration_error": _estimate(quality.calibration if quality else None),
        "direction": _rate(part.direction),
        "sentences": _sentences(part.sentences),
        "sentences_of_spun": _sentences(part.sentences_of_spun),
        "spans": {"single": _spans(part.single), "multi": _spans(part.multi)},
    }


def _at_rate(point: AtRate) -> Json:
    return {
        "false_positive_rate": point.rate,
        "threshold": point.threshold,
        "recall": _estimate(point.recall),
        "verified": point.verified,
    }


def _sentences(counts: SentenceCounts) -> Json:
    return asdict(counts) | _matches(counts.scores())


def _spans(counts: SpanCounts) -> Json | None:
    if not counts.gold and not counts.found:
        return None
    return {
        "gold": counts.gold,
        "found": counts.found,
        "exact": _matches(counts.exactly()),
        "overlap": _matches(counts.roughly()),
    }


def _matches(scores: Matches) -> Json:
    return {name: _number(value) for name, value in asdict(scores).items()}


def _rewritten(part: Rewritten) -> Json:
    return {
        "source": part.source,
        "groups": part.groups,
        "answered": part.answered,
        "flagged": _rate(part.flagged),
    }


def _mistake(mistake: Mistake) -> Json:
    row = mistake.scored
    return {
        "row": row.row,
        "group": row.group,
        "source": row.source,
        "family": row.family,
        "side": row.side.value,
        "label": row.label,
        "probability": _number(row.probability),
        "abstained": row.abstained,
        "relation": row.relation.value if row.relation else None,
        "flagged": row.flagged,
        "n_substitutions": row.n_substitutions,
        "contributions": [
            {
                "feature": part.feature,
                "value": _number(part.value),
                "contribution": _number(part.contribution),
                "text": part.text,
            }
            for part in mistake.contributions
        ],
        "wordings": [asdict(wording) for wording in mistake.wordings],
    }
