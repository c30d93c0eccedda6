"""The pipeline for one candidate: the only place where the stages are strung together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

import numpy as np

from spindetect.align import align
from spindetect.features import Floats, Sum, features, reverse, tally
from spindetect.lexicon import Lexicon
from spindetect.model import DEFAULT, Model
from spindetect.model.reading import PairReader, pair_reader
from spindetect.relations import Shares, direction, relation, shares
from spindetect.restore import restored, suspects
from spindetect.substitutions import explain
from spindetect.suspects import DEEP, FAST, UnaidedModel
from spindetect.suspects.choice import Choice
from spindetect.suspects.files import is_unaided_folder
from spindetect.text import english_share, parse
from spindetect.types import (
    Alignment,
    Direction,
    Document,
    Parsed,
    Relation,
    SentenceScore,
    SpindetectError,
    Substitution,
    UnreadableError,
    Verdict,
)
from spindetect.version import __version__

# Share of common function words below which a text is not taken for English; what English,
# heavily spun English and other languages reach is in the docstring of `text.english_share`.
MIN_ENGLISH = 0.10
# Word pairs order two texts only if one of them is spun: between honest rewrites the one in simpler
# words always looks earlier. So a direction is stated if spinning is likely one way or the other.
LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class PairAnalysis:
    """All that is known of a pair before a model is asked; training reads it as well.

    `sums` has one row per sentence pair, see `features.tally`.
    """

    alignment: Alignment
    substitutions: tuple[Substitution, ...]
    sums: Floats

    @property
    def values(self) -> Floats:
        """Document features, shape (features,)."""
        return features(self.sums.sum(axis=0))

    def read_by(self, reader: PairReader) -> PairAnalysis:
        """The same with what an encoder makes of both texts."""
        return replace(self, sums=reader.read(self.alignment, self.substitutions, self.sums))


def analyse(original: Parsed, candidate: Parsed, lexicon: Lexicon) -> PairAnalysis:
    """Align two parsed texts, type the edits and add them up."""
    alignment = align(original, candidate, lexicon)
    substitutions = explain(alignment, lexicon)
    return PairAnalysis(alignment, substitutions, tally(alignment, substitutions, lexicon))


def nothing_taken(total: Floats, extent: Shares) -> Floats:
    """The sums of a text that took nothing from this original: none of its words was replaced."""
    sums = np.zeros_like(total)
    sums[Sum.WORDS] = extent.candidate_words
    return sums


def abstention(pair: PairAnalysis, extent: Shares, min_words: int) -> str | None:
    """The reason not to give a probability, or None; `min_words`: what a model needs."""
    if min(extent.candidate_words, extent.original_words) < min_words:
        return "too_short"
    if english_share(pair.alignment.candidate) < MIN_ENGLISH:
        return "not_english"
    if english_share(pair.alignment.original) < MIN_ENGLISH:
        return "original_not_english"
    if extent.unrelated:
        return "nothing_aligned"
    if not extent.independent and extent.plain < min_words:
        return "too_short"
    return None


class Given(Enum):
    """The job of the model that a detector was given; NONE: it has the shipped ones."""

    NONE = "none"
    PAIRS = "pairs"
    ALONE = "alone"


class Detector:
    """Scores candidates, against originals or alone; read-only once made, so it can be shared."""

    __slots__ = ("_reader", "_unread", "choice", "given", "lexicon", "model", "point", "threshold")

    def __init__(
        self,
        model: Model,
        lexicon: Lexicon,
        threshold: float | None = None,
        *,
        point: str = DEFAULT,
        unaided: Path | None = None,
        given: Given = Given.NONE,
        no_original: str | None = None,
        reader: PairReader | None = None,
        threads: int = 1,
    ) -> None:
        """`threshold` overrides that of the operating point `point` of the model.

        `unaided`: the folder of the model for candidates without an original, the shipped one by
        default. `given`: which of the two somebody chose. `reader`: what reads pairs, for `model`.
        `no_original`, `threads`: see `load`.
        """
        self._unread, self._reader = model, reader
        self.model = reader.model if reader else model
        self.lexicon = lexicon
        self.point = point if threshold is None else None
        self.threshold = self.model.points[point].threshold if threshold is None else threshold
        self.given = given
        self.choice = Choice(lexicon, unaided, no_original, model.prior, threads)

    @classmethod
    def load(
        cls,
        model: str | Path | None = None,
        *,
        threshold: float | None = None,
        point: str = DEFAULT,
        prior: float | None = None,
        no_original: str | None = None,
        with_original: str | None = FAST,
        threads: int = 1,
    ) -> Detector:
        """Load a model folder (the shipped ones by default) and the lexicon.

        The folder says itself whether it is for pairs or for candidates without an original; the
        shipped one does the other job. A model for the latter is not asked about pairs (`score`).

        `point`: the operating point, "default" or "strict". `threshold` (0 to 1) overrides it.
        `prior`: the share of spun pages to assume instead of the model's own. `no_original`: how
        candidates without an original are judged, "deep" with the encoder, "fast" without it; by
        default with it where `spindetect[neural]` is installed. `with_original`: the same for
        pairs, None for the encoder where it is installed; by default without, since it takes tenths
        of a second. `threads`: of the processor, that the encoder may use; they change no result.
        Raises `UnreadableError` for a damaged model or lexicon, `SpindetectError` for an impossible
        threshold, point or prior, and for an encoder that cannot be had.
        """
        if threshold is not None and not 0.0 <= threshold <= 1.0:
            raise SpindetectError(f"threshold {threshold}: give a probability from 0 to 1")
        folder, lexicon = Path(model) if model else None, Lexicon.open()
        unaided: Path | None = None
        given = Given.PAIRS if folder else Given.NONE
        if folder and is_unaided_folder(folder):
            unaided, given, folder = folder, Given.ALONE, None
        loaded = Model.load(folder)
        if loaded.lexicon != lexicon.version:
            raise UnreadableError(
                f"{folder or 'the shipped model'}: trained with another lexicon than this version "
                "has; train it anew with `spindetect train`"
            )
        if point not in loaded.points:
            known = " or ".join(loaded.points)
            raise SpindetectError(f"operating point {point!r:.40}: give {known}")
        if prior is not None:
            loaded = loaded.at_prior(prior)
        made = cls(
            loaded, lexicon, threshold,
            point=point, unaided=unaided, given=given, no_original=no_original, threads=threads,
            reader=pair_reader(loaded, folder, with_original, threads),
        )  # fmt: skip
        if given is Given.ALONE:
            _ = made.fast  # so that a damaged folder is refused now
        return made

    @property
    def unaided(self) -> UnaidedModel:
        """The model for candidates without an original, see `Choice.best` on what it raises."""
        return self.choice.best

    @property
    def fast(self) -> UnaidedModel:
        """The same without the encoder."""
        return self.choice.fast

    @property
    def fallback(self) -> str | None:
        """Why the encoder does not judge candidates without an original, if it might."""
        return self.choice.fallback

    @property
    def threshold_alone(self) -> float:
        """The probability from which on a candidate without an original is called spun."""
        return self.threshold_of(self.unaided)

    @property
    def with_original(self) -> str:
        """What judges pairs: `DEEP` where the encoder takes part, else `FAST`."""
        return DEEP if self._reader else FAST

    def threshold_of(self, model: Model | UnaidedModel) -> float:
        """The threshold for a probability by one of the models."""
        return model.points[self.point].threshold if self.point else self.threshold

    def check_pairs(self) -> None:
        """Raise `SpindetectError` if the model that was chosen cannot judge pairs."""
        if self.given is Given.ALONE:
            raise SpindetectError(
                "the model given judges texts without an original; leave the original out, or give "
                "a model trained on pairs"
            )

    def score(self, candidate: str | Document, original: str | Document | None = None) -> Verdict:
        """Judge a candidate against its supposed original, or by itself where there is none.

        The verdict's `probability` is None where it abstains; `abstained` then says why. Without
        an original, `suspects` lists the words that look substituted. Raises `SpindetectError` for
        an original beside a model for texts without one.
        """
        if original is None:
            return self.judge_alone(parse(as_document(candidate, "candidate")))
        self.check_pairs()
        one = parse(as_document(original, "original"))
        other = parse(as_document(candidate, "candidate"))
        return self.judge(analyse(one, other, self.lexicon))

    def probabilities_alone(self, batch: Sequence[Parsed]) -> list[float | None]:
        """The probability of each of many candidates without an original, None for an abstention.

        To be held against `threshold_alone`.
        """
        return self.unaided.probabilities(batch)

    def judge_alone(self, parsed: Parsed) -> Verdict:
        """The verdict on a candidate without an original."""
        model = self.choice.judge_of(parsed)
        (judgement,) = model.judge([parsed], points=True)
        threshold = self.threshold_of(model)
        # Nothing is said of a text that is not judged, nor of its words.
        found = () if judgement.abstained else suspects(parsed, judgement, model, self.lexicon)
        chance = judgement.probability
        return Verdict(
            candidate=parsed.document,
            original=None,
            relation=Relation.SPUN if chance is not None and chance >= threshold else None,
            probability=chance,
            threshold=threshold,
            abstained=judgement.abstained,
            direction=Direction.UNDECIDED,
            direction_evidence="",
            aligned_share=0.0,
            substitutions=(),
            sentences=tuple(
                SentenceScore(sentence.span, None, sentence.role, None, 0)
                for sentence in parsed.sentences
            ),
            contributions=() if judgement.abstained else model.explain(judgement.values),
            alignment=None,
            tampering=parsed.tampering,
            signature=self._signature(
                model.sha256, threshold, parsed.document, no_original=model.kind
            ),
            prior=model.prior,
            operating_point=self.point,
            false_positives=model.point_at(threshold),
            suspects=found,
            restored=restored(parsed.document.text, found),
            no_original=model.kind,
        )

    def judge(self, pair: PairAnalysis) -> Verdict:
        """The verdict on a pair that was analysed already."""
        one, other = pair.alignment.original, pair.alignment.candidate
        model, judge = self._unread, FAST
        total = pair.sums.sum(axis=0)
        extent = shares(pair.alignment, total)
        abstained = abstention(pair, extent, model.min_words)
        if self._reader is not None and self._reader.takes(pair.alignment):
            model, judge = self.model, DEEP
            if not abstained:
                pair = pair.read_by(self._reader)
                total = pair.sums.sum(axis=0)
        threshold = self.threshold_of(model)
        if extent.independent:
            total = nothing_taken(total, extent)
        # All rows at once: to go through the table of features takes longer than to fill it.
        rows = features(np.vstack((total, reverse(total), pair.sums)), model.features)
        values, turned = rows[0], rows[1]
        forwards = model.probability(values, turned)
        backwards = model.probability(turned, values)
        made_from, why = Direction.UNDECIDED, "neither text looks like a spun copy of the other"
        if max(forwards, backwards) >= model.assumed(LIKELY):
            odder = float(total[Sum.ODD] - total[Sum.ODD_BEFORE])
            made_from, why = direction(pair.substitutions, model.later(values, turned), odder)
        kind = None
        if abstained in (None, "nothing_aligned") or (abstained == "too_short" and extent.plain):
            kind = relation(
                extent,
                spun=abstained is None and forwards >= threshold,
                original_is_spun=made_from is Direction.CANDIDATE and backwards >= threshold,
            )
        return Verdict(
            candidate=other.document,
            original=one.document,
            relation=kind,
            probability=None if abstained else forwards,
            threshold=threshold,
            abstained=abstained,
            direction=made_from,
            direction_evidence=why,
            aligned_share=extent.candidate,
            substitutions=pair.substitutions,
            sentences=self._sentences(
                pair,
                model.sentence_probabilities(rows[2:], values).tolist(),
                known=not abstained and not extent.independent,
            ),
            contributions=() if abstained else model.explain(values, turned),
            alignment=pair.alignment,
            tampering=other.tampering,
            signature=self._signature(
                model.sha256, threshold, other.document, one.document, with_original=judge
            ),
            prior=model.prior,
            operating_point=self.point,
            false_positives=model.point_at(threshold),
            with_original=judge,
        )

    def _sentences(
        self, pair: PairAnalysis, chances: Sequence[float], *, known: bool
    ) -> tuple[SentenceScore, ...]:
        """One score per candidate sentence; no probability where nothing was compared.

        `chances`: the probability of each sentence pair.
        """
        original, candidate = pair.alignment.original, pair.alignment.candidate
        pairs = pair.alignment.sentence_pairs
        compared = (pair.sums[:, Sum.WORDS] > 0).tolist()
        starts = np.array([p.candidate.start for p in pairs if p.candidate.end > p.candidate.start])
        first = np.array([sentence.tokens.start for sentence in candidate.sentences])
        scores = []
        places = (np.searchsorted(starts, first, side="right") - 1).tolist()
        for sentence, k in zip(candidate.sentences, places, strict=True):
            match, tokens = pairs[k], sentence.tokens
            changes = pair.substitutions[match.edits[0] : match.edits[1]]
            inside = [s for s in changes if tokens.start <= s.edit.candidate.start < tokens.end]
            scores.append(
                SentenceScore(
                    span=sentence.span,
                    original_span=original.span(match.original) if len(match.original) else None,
                    role=sentence.role,
                    probability=chances[k] if known and compared[k] else None,
                    n_substitutions=sum(s.counts for s in inside),
                )
            )
        return tuple(scores)

    def _signature(
        self,
        model: str,
        threshold: float,
        candidate: Document,
        original: Document | None = None,
        **judge: str,
    ) -> dict[str, str]:
        """What is needed to reproduce the verdict; `judge`: the option that chose it, and how."""
        return {
            "spindetect": __version__,
            "model": model,
            "lexicon": self.lexicon.version,
            "prior": repr(self.model.prior),
            **({"point": self.point} if self.point else {}),
            "threshold": repr(threshold),
            **judge,
            "candidate": candidate.sha256,
            **({"original": original.sha256} if original else {}),
        }


def as_document(text: str | Document, name: str) -> Document:
    """The document itself, or a text as one with `name` for its id; TypeError for anything else."""
    if isinstance(text, Document):
        return text
    if not isinstance(text, str):
        raise TypeError(f"{name}: give a str or a Document, not {type(text).__name__}")
    return Document(name, text)
