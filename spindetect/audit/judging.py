"""One page of a corpus: its likely originals, each judged, as a note."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from spindetect.audit.rows import Row, judgement, page_note
from spindetect.audit.settings import Alone, Judging
from spindetect.detector import Detector, PairAnalysis, analyse
from spindetect.features import speech_of
from spindetect.retrieval import RIVAL, Hit, Index
from spindetect.types import Parsed, Relation, Verdict

_ORDER: Final = {
    Relation.SPUN: 0,
    Relation.COPY: 1,
    Relation.EDITED: 1,
    Relation.REWRITTEN: 1,
    Relation.RELATED: 2,
}
"""Which source of a page is named first: the one that it was spun from, if any."""


@dataclass(frozen=True, slots=True)
class Source:
    """An original of a page with the verdict on the two.

    `words`: of the original's body; `distance`: tokens that only one of the two texts has.
    """

    verdict: Verdict
    hit: Hit
    words: int
    distance: int


@dataclass(frozen=True, slots=True)
class Judge:
    """A detector and the originals that pages are held against."""

    detector: Detector
    index: Index
    alone: Alone = Alone.OFF

    def note(self, page: Parsed, number: int | None = None) -> Row:
        """What is found of a page; `number`: its own in the index, if it is in there."""
        document = page.document
        sources = self.sources(page, number)
        judgements = [judgement(one.verdict, one.hit.score, one.words) for one in sources]
        note = page_note(document.id, document.date, body_length(page), judgements)
        # A page of the index may turn out to be the original of those found.
        if self.alone is not Alone.OFF and (number is not None or not sources):
            note["alone"], note["no_original"] = self.detector.screened_alone(page)
        return note

    def sources(self, page: Parsed, number: int | None = None) -> list[Source]:
        """The originals of a page, the one that it was spun from first; `number` as in `note`.

        Of editions of one story, which retrieval finds equally like it, the nearest comes first.
        """
        (hits,) = self.index.search([page], without=[number])
        found = [self._source(page, hit) for hit in hits]
        return sorted(found, key=lambda one: _rank(one, hits[0].score))

    def _source(self, page: Parsed, hit: Hit) -> Source:
        original = self.index.parsed(hit.number)
        pair = analyse(original, page, self.detector.lexicon)
        return Source(self.detector.judge(pair), hit, body_length(original), _distance(pair))


def _distance(pair: PairAnalysis) -> int:
    """Tokens that only one of the two texts has, or that were changed."""
    return sum(max(len(edit.original), len(edit.candidate)) for edit in pair.alignment.edits)


def body_length(parsed: Parsed) -> int:
    """Words of a text outside page furniture."""
    speech = speech_of(parsed)
    return speech.count(1) + speech.count(2)


def _rank(source: Source, best: float) -> tuple[int, float, int, int]:
    relation = source.verdict.relation
    order = len(_ORDER) if relation is None else _ORDER.get(relation, len(_ORDER))
    behind = 0.0 if source.hit.score >= RIVAL * best else best - source.hit.score
    return order, behind, source.distance, source.hit.number


@lru_cache(maxsize=1)
def open_judge(judging: Judging, index: Path) -> Judge:
    """The judge that a worker uses for all its shards."""
    detector = judging.detector()
    return Judge(detector, Index.open(index, lexicon=detector.lexicon, verify=False), judging.alone)
