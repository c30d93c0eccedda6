"""One page of a corpus: its likely originals, each judged, as a note."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from spindetect.audit.rows import Row, judgement
from spindetect.audit.settings import Alone, Judging
from spindetect.detector import Detector, PairAnalysis, analyse
from spindetect.features import speech_of
from spindetect.retrieval import RIVAL, Hit, Index
from spindetect.retrieval.index import INDEX
from spindetect.types import Parsed, Relation, Verdict

_KEPT: Final = 8_000_000
"""Characters of findings, as JSON, that a worker remembers: those of some hundred texts."""
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


class Memory:
    """What was found of the texts of late, as JSON by their digests, `most` characters of it."""

    __slots__ = ("_found", "_most", "_size")

    def __init__(self, most: int) -> None:
        self._found: dict[str, str] = {}
        self._most, self._size = most, 0

    def take(self, digest: str) -> str:
        """What is remembered of a text, empty for nothing; it is forgotten until `keep`."""
        found = self._found.pop(digest, "")
        self._size -= len(found)
        return found

    def keep(self, digest: str, found: str) -> None:
        """Remember it, and forget what was longest not asked for."""
        self._found[digest] = found
        self._size += len(found)
        while self._size > self._most:
            self._size -= len(self._found.pop(next(iter(self._found))))


@dataclass(frozen=True, slots=True)
class Judge:
    """A detector and the originals that pages are held against."""

    detector: Detector
    index: Index
    alone: Alone = Alone.OFF
    _lately: Memory = field(default_factory=lambda: Memory(_KEPT), repr=False, compare=False)

    def note(self, page: Parsed, number: int | None = None) -> Row:
        """What is found of a page; `number`: its own in the index, if it is in there.

        Scrapes hold the same text many times: what was found of it lately is not sought again.
        """
        document = page.document
        if number is not None:
            found = self._found(page, number)
        else:
            written = self._lately.take(document.sha256)
            found = json.loads(written) if written else self._found(page, None)
            self._lately.keep(document.sha256, written or json.dumps(found))
        return {"candidate": document.id, "date": document.date, **found}

    def _found(self, page: Parsed, number: int | None) -> Row:
        """What the text of a page alone decides."""
        sources = self.sources(page, number)
        return {
            "candidate_words": body_length(page),
            "judgements": [judgement(one.verdict, one.hit.score, one.words) for one in sources],
        }

    def by_themselves(self, pages: Sequence[Parsed]) -> list[Row]:
        """What pages say by their own words, to be added to their notes; many at once for speed."""
        found: list[Row] = []
        for page, (chance, kind) in zip(pages, self.detector.choice.screened(pages), strict=True):
            found.append({"alone": chance, "no_original": kind})
            if chance is None:
                found[-1]["abstained"] = self.detector.fast.judge([page])[0].abstained
        return found

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


def open_judge(judging: Judging, index: Path) -> Judge:
    """The judge that a worker uses for all its shards."""
    # Another run of the same process may find another index in the same place.
    head = index / INDEX
    return _opened(judging, index, head.stat().st_mtime_ns if head.exists() else 0)


@lru_cache(maxsize=1)
def _opened(judging: Judging, index: Path, _made: int) -> Judge:
    detector = judging.detector()
    return Judge(detector, Index.open(index, lexicon=detector.lexicon, verify=False), judging.alone)
