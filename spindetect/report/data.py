"""A verdict as data: the JSON of `--format json`, described in docs/schema.md."""

from __future__ import annotations

import json
import math

from spindetect.types import (
    Alignment,
    Contribution,
    Document,
    Evidence,
    OperatingPoint,
    Parsed,
    Role,
    SentenceScore,
    Span,
    Substitution,
    Suspect,
    Tampering,
    TokenSpan,
    Verdict,
)

# The number rises when a name is taken away or changes its meaning; additions leave it alone.
SCHEMA = "spindetect.verdict/1"


def to_json(verdict: Verdict) -> dict[str, object]:
    """The verdict as a dict that `json` can write; numbers that JSON lacks become None.

    The key names are those of docs/verdict.schema.json. Spans are character offsets into
    `candidate.text` and `original.text`.
    """
    original = verdict.original.text if verdict.original else ""
    candidate = verdict.candidate.text
    return {
        "schema": SCHEMA,
        "relation": verdict.relation.value if verdict.relation else None,
        "probability": None if verdict.abstained else _number(verdict.probability),
        "prior": _number(verdict.prior),
        "threshold": _number(verdict.threshold),
        "operating_point": verdict.operating_point,
        "false_positives": (
            _false_positives(verdict.false_positives) if verdict.false_positives else None
        ),
        "abstained": verdict.abstained,
        "direction": verdict.direction.value,
        "direction_evidence": verdict.direction_evidence,
        "aligned_share": _number(verdict.aligned_share),
        "n_substitutions": verdict.n_substitutions,
        "substitutions": [_substitution(item) for item in verdict.substitutions],
        "sentences": [_sentence(item, candidate, original) for item in verdict.sentences],
        "contributions": [_contribution(item) for item in verdict.contributions],
        "alignment": _alignment(verdict.alignment) if verdict.alignment else None,
        "tampering": [_tampering(item, candidate) for item in verdict.tampering],
        "candidate": _document(verdict.candidate),
        "original": _document(verdict.original) if verdict.original else None,
        "suspects": [_suspect(item) for item in verdict.suspects],
        "restored": verdict.restored,
        "no_original": verdict.no_original,
        "with_original": verdict.with_original,
        "signature": dict(verdict.signature),
    }


def dumps(verdict: Verdict, *, indent: int | None = 2) -> str:
    """`to_json` as JSON text in ASCII: valid whatever the texts hold, in every locale."""
    return json.dumps(to_json(verdict), ensure_ascii=True, allow_nan=False, indent=indent)


def _number(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _document(document: Document) -> dict[str, object]:
    return {"id": document.id, "sha256": document.sha256, "text": document.text}


def _false_positives(point: OperatingPoint) -> dict[str, object]:
    low, high = point.interval
    return {
        "threshold": _number(point.threshold),
        "aim": point.aim,
        "articles": point.articles,
        "flagged": point.flagged,
        "interval": {"low": low, "high": high},
        "verified": point.verified,
    }


def _span(span: Span) -> dict[str, object]:
    return {"start": span.start, "end": span.end}


def _passage(text: str, span: Span) -> dict[str, object]:
    return {"text": text, "start": span.start, "end": span.end}


def _substitution(item: Substitution) -> dict[str, object]:
    return {
        "kind": item.kind.value,
        "counts": item.counts,
        "in_quotation": item.in_quotation,
        "original": _passage(item.original, item.original_span),
        "candidate": _passage(item.candidate, item.candidate_span),
        "reason": item.reason,
        "evidence": _evidence(item.evidence),
    }


def _evidence(evidence: Evidence) -> dict[str, object]:
    return {
        "relation": evidence.relation,
        "sources": list(evidence.sources),
        "sense_rank": evidence.sense_rank,
        "collocation_original": _number(evidence.collocation_original),
        "collocation_candidate": _number(evidence.collocation_candidate),
        "association_original": _number(evidence.association_original),
        "association_candidate": _number(evidence.association_candidate),
        "pair_original": evidence.pair_original,
        "pair_candidate": evidence.pair_candidate,
        "seen": evidence.seen,
        "consistent": evidence.consistent,
    }


def _suspect(item: Suspect) -> dict[str, object]:
    return {
        **_passage(item.text, item.span),
        "probability": _number(item.probability),
        "suggestions": list(item.suggestions),
        "certainty": _number(item.certainty),
    }


def _sentence(item: SentenceScore, candidate: str, original: str) -> dict[str, object]:
    there = item.original_span
    return {
        "candidate": _passage(candidate[item.span.start : item.span.end], item.span),
        "original": _passage(original[there.start : there.end], there) if there else None,
        "role": Role(item.role).name.lower(),
        "probability": _number(item.probability),
        "n_substitutions": item.n_substitutions,
    }


def _contribution(item: Contribution) -> dict[str, object]:
    return {
        "feature": item.feature,
        "value": _number(item.value),
        "contribution": _number(item.contribution),
        "text": item.text,
    }


def _alignment(alignment: Alignment) -> list[dict[str, object]]:
    """The sentence pairs; `edits` is the half-open run of `substitutions` that belongs to each."""
    return [
        {
            "relation": pair.relation.value,
            "original": _side(alignment.original, pair.original),
            "candidate": _side(alignment.candidate, pair.candidate),
            "edits": {"start": pair.edits[0], "end": pair.edits[1]},
        }
        for pair in alignment.sentence_pairs
    ]


def _side(parsed: Parsed, tokens: TokenSpan) -> dict[str, object] | None:
    return _span(parsed.span(tokens)) if len(tokens) else None


def _tampering(item: Tampering, text: str) -> dict[str, object]:
    return {"kind": item.kind, **_passage(text[item.span.start : item.span.end], item.span)}
