"""One row of an audit's table for each page, and what a worker notes of a page before there is one.

A worker notes of each page a judgement on every likely original. Which of them is the page's
original is known when all pages are (see `families`); then the note becomes a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from spindetect.report.groups import counted
from spindetect.types import Relation, Role, SentenceScore, Span, Verdict

Row = dict[str, Any]

TOP_SUBSTITUTIONS: Final = 20
"""Substitutions of a page that the table shows, those made most often first."""
KEPT_SUBSTITUTIONS: Final = 500
"""Substitutions of a page that the corpus-wide count of recurring pairs sees."""
SPUN_SENTENCE: Final = 0.5
"""Sentences that are likelier spun than not make up the spun passages."""
EVIDENCE: Final = 3
"""Sentences of a page, those with most substitutions, that the overview page shows."""
EVIDENCE_LENGTH: Final = 400

SUBSTITUTION: Final = {"original": str, "candidate": str, "kind": str, "count": int, "reason": str}
PASSAGE: Final = {"start": int, "end": int, "probability": float}
SOURCE: Final = {
    "original": str,
    "relation": str,
    "probability": float,
    "aligned_share": float,
    "direction": str,
}
COLUMNS: Final[dict[str, Any]] = {
    "candidate": str,
    "original": str,
    "relation": str,
    "probability": float,
    "threshold": float,
    "abstained": str,
    "no_original": str,
    "with_original": str,
    "direction": str,
    "aligned_share": float,
    "n_substitutions": int,
    "substitutions": [SUBSTITUTION],
    "spun_passages": [PASSAGE],
    "sources": [SOURCE],
    "family": str,
    "licensed": bool,
    "date": str,
    "candidate_words": int,
    "original_words": int,
    "error": str,
    "review": str,
}
"""The columns of the table, in order, and what is in them; docs/audit.md describes them."""

_NOTHING: Final[Row] = {
    "n_substitutions": 0,
    "substitutions": [],
    "spun_passages": [],
    "sources": [],
    "licensed": False,
    "review": "",
}


def bad_note(candidate: str, error: str) -> Row:
    """The note of a page that could not be read."""
    return {"candidate": candidate, "error": error, "judgements": []}


def judgement(verdict: Verdict, score: float, words: int) -> Row:
    """What is kept of a verdict; `words`: length of the original's body."""
    assert verdict.original is not None
    spun = verdict.relation is Relation.SPUN
    return {
        "original": verdict.original.id,
        "original_date": verdict.original.date,
        "original_words": words,
        "score": score,
        "relation": _linked_relation(verdict),
        "probability": verdict.probability,
        "threshold": verdict.threshold,
        "abstained": verdict.abstained,
        "with_original": verdict.with_original,
        "direction": verdict.direction.value,
        "aligned_share": verdict.aligned_share,
        "n_substitutions": verdict.n_substitutions,
        "substitutions": _substitutions(verdict) if spun else [],
        "spun_passages": list(_passages(verdict.sentences)) if spun else [],
        "evidence": _evidence(verdict) if spun else [],
    }


def finished(note: Row, judgements: Sequence[Row], alone: Mapping[str, float] | None) -> Row:
    """The row that a note becomes with those of its judgements that hold.

    The first gives the page's original; without any, the page is judged by itself if it was asked
    for. `alone`: from which probability on it is then called spun, by what judged it ("fast",
    "deep"); None where no page is judged so.
    """
    row: Row = {**dict.fromkeys(COLUMNS), **_NOTHING}
    row.update((name, note[name]) for name in COLUMNS if name in note)
    row["no_original"] = None
    if judgements:
        row.update((name, judgements[0][name]) for name in COLUMNS if name in judgements[0])
        row["substitutions"] = row["substitutions"][:TOP_SUBSTITUTIONS]
        row["sources"] = [{name: one[name] for name in SOURCE} for one in judgements]
    elif alone is not None and "error" not in note:
        row["no_original"] = note["no_original"]
        row["threshold"] = alone[note["no_original"]]
        row["probability"] = note["alone"]
        if note["alone"] is not None and note["alone"] >= row["threshold"]:
            row["relation"] = Relation.SPUN.value
    return row


def _linked_relation(verdict: Verdict) -> str | None:
    """The relation of two texts that retrieval links; `related` where nothing more can be shown."""
    relation = verdict.relation
    if relation is Relation.INDEPENDENT:
        return Relation.RELATED.value
    return None if relation is None else relation.value


def _substitutions(verdict: Verdict) -> list[Row]:
    return [
        {
            "original": group.original,
            "candidate": group.candidate,
            "kind": "+".join(group.kinds),
            "count": group.times,
            "reason": "; ".join(group.reasons),
        }
        for group in counted(verdict)[:KEPT_SUBSTITUTIONS]
    ]


def _passages(sentences: Iterable[SentenceScore]) -> Iterator[Row]:
    """Runs of sentences that are likelier spun than not, each with its highest probability."""
    run: list[SentenceScore] = []
    for sentence in (*sentences, None):
        if sentence is not None and sentence.role is Role.FURNITURE:
            continue
        if sentence is not None and (sentence.probability or 0.0) >= SPUN_SENTENCE:
            run.append(sentence)
        elif run:
            highest = max(one.probability or 0.0 for one in run)
            yield {"start": run[0].span.start, "end": run[-1].span.end, "probability": highest}
            run = []


def _evidence(verdict: Verdict) -> list[Row]:
    """The sentences with most substitutions beside their originals, in text order."""
    assert verdict.original is not None
    most = sorted(
        (one for one in verdict.sentences if one.n_substitutions and one.original_span),
        key=lambda one: (-one.n_substitutions, one.span.start),
    )
    return [
        {
            "original": _clipped(verdict.original.text, one.original_span),
            "candidate": _clipped(verdict.candidate.text, one.span),
        }
        for one in sorted(most[:EVIDENCE], key=lambda one: one.span.start)
        if one.original_span
    ]


def _clipped(text: str, span: Span) -> str:
    piece = " ".join(text[span.start : span.end].split())
    return piece if len(piece) <= EVIDENCE_LENGTH else f"{piece[: EVIDENCE_LENGTH - 1]}…"
