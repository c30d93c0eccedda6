"""The immutable values that flow from stage to stage, the error type and the exit codes.

Two kinds of half-open interval occur and are different types: `Span` counts characters of the raw
text (Python `str` indices), `TokenSpan` counts tokens of a parsed text. Nothing here computes more
than a slice; a later stage reads what an earlier one wrote.

What there is once a pair is a frozen dataclass. What there is once an edit or a sentence is a named
tuple, which is made in a fifth of the time; its fields are read by name. `TokenSpan` is none, since
its length is that of the span.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import NamedTuple


class ExitCode(IntEnum):
    """What the command line tells the shell; documented in docs/cli.md."""

    OK = 0
    SPUN = 1
    USAGE = 2
    UNREADABLE = 3
    BAD_RECORDS = 4


class SpindetectError(Exception):
    """An error the user can act on: one line naming the file or row and the remedy."""

    exit_code = ExitCode.USAGE


class UnreadableError(SpindetectError):
    """An input (document, model, index) that cannot be read."""

    exit_code = ExitCode.UNREADABLE


class Span(NamedTuple):
    """Characters `start` to `end` (exclusive) of a raw text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TokenSpan:
    """Tokens `start` to `end` (exclusive) of a parsed text; empty spans keep their position."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Document:
    """A text as it was read. All spans are offsets into `text`; `date` is in ISO 8601."""

    id: str
    text: str
    source: str | None = None
    date: str | None = None

    @property
    def sha256(self) -> str:
        """Hex digest of the UTF-8 text (lone surrogates kept as they are)."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


class TokenKind(IntEnum):
    """The coarse class of a token."""

    WORD = 0
    NUMBER = 1
    PUNCTUATION = 2
    LINK = 3


class Role(IntEnum):
    """What a token or a sentence is on its page."""

    BODY = 0
    FURNITURE = 1


class Sentence(NamedTuple):
    """One sentence: characters, tokens, paragraph number and its role on the page."""

    span: Span
    tokens: TokenSpan
    paragraph: int
    role: Role


@dataclass(frozen=True, slots=True)
class Tampering:
    """A letter-level trick found in the raw text, e.g. a Cyrillic letter inside a Latin word."""

    span: Span
    kind: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document cut into tokens and sentences: columns with one entry per token.
    `starts`, `ends`: character offsets into the raw text. `norms`: the token folded for
    comparison (lower case, straight quotes, plain dashes, ligatures and homoglyphs resolved).
    `kinds` (`TokenKind`), `quoted` (0 or 1: inside quotation marks; the marks themselves are 0) and
    `furniture` (0 or 1) are byte strings. `sentences` tile the tokens in order.
    """

    document: Document
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    norms: tuple[str, ...]
    kinds: bytes
    quoted: bytes
    furniture: bytes
    sentences: tuple[Sentence, ...]
    tampering: tuple[Tampering, ...] = ()

    def __len__(self) -> int:
        return len(self.starts)

    def raw(self, index: int) -> str:
        """The raw text of one token."""
        return self.document.text[self.starts[index] : self.ends[index]]

    def span(self, tokens: TokenSpan) -> Span:
        """Characters covered by a run of tokens; an empty run yields an empty span at its place."""
        if tokens.end > tokens.start:
            return Span(self.starts[tokens.start], self.ends[tokens.end - 1])
        last = self.ends[-1] if self.ends else 0
        place = self.starts[tokens.start] if tokens.start < len(self.starts) else last
        return Span(place, place)

    def text(self, tokens: TokenSpan) -> str:
        """The raw text that a run of tokens covers."""
        span = self.span(tokens)
        return self.document.text[span.start : span.end]


class PairRelation(StrEnum):
    """How two sentence groups of an alignment belong together.
    REWORDED: they say the same in other words, so that no word-by-word edits can be told; the pair
    is one edit. ALIGNED and MOVED ones (`is_aligned`) are compared word by word.
    """

    ALIGNED = "aligned"
    MOVED = "moved"
    REWORDED = "reworded"
    MISSING = "missing"
    ADDED = "added"

    @property
    def is_aligned(self) -> bool:
        """Whether the pair is compared word by word."""
        return self in ("aligned", "moved")


class SentencePair(NamedTuple):
    """Contiguous sentences of the original beside contiguous sentences of the candidate.
    `original` and `candidate` are token spans covering whole sentences; one is empty for MISSING
    (only in the original) and ADDED (only in the candidate). `edits` is the run of
    `Alignment.edits` that belongs to this pair.
    """

    original: TokenSpan
    candidate: TokenSpan
    relation: PairRelation
    edits: tuple[int, int]


class Edit(NamedTuple):
    """One difference: these tokens of the original stand as those tokens in the candidate."""

    original: TokenSpan
    candidate: TokenSpan


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two parsed texts laid side by side.

    `sentence_pairs` are in candidate order, missing ones last. Inside one pair the edits are in
    text order and everything between two edits is equal, character for character.
    """

    original: Parsed
    candidate: Parsed
    sentence_pairs: tuple[SentencePair, ...]
    edits: tuple[Edit, ...]


class Kind(StrEnum):
    """The types of an edit, see docs/substitutions.md."""

    SYNONYM = "synonym"
    RARE_SENSE = "rare_sense"
    PHRASE = "phrase"
    ABBREVIATION = "abbreviation"
    FUNCTION = "function"
    INFLECTION = "inflection"
    ARTICLE = "article"
    SPLIT_JOIN = "split_join"
    SPELLING = "spelling"
    HOUSE_STYLE = "house_style"
    REORDER = "reorder"
    FACTUAL = "factual"
    INSERTION = "insertion"
    DELETION = "deletion"
    OTHER = "other"


class Evidence(NamedTuple):
    """What is known about one substitution.

    `relation`: name of the thesaurus relation, or None. `sources`: thesauri that hold it.
    `sense_rank`: 1 is the commonest sense of the original word; None where unknown.
    `collocation_original`, `collocation_candidate`: occurrences of the word pairs the phrase forms
    with its neighbours, log10(1 + count), mean over the pairs; None where there is no neighbour.
    `association_original`, `association_candidate`: how much oftener these pairs occur than chance
    would have it, log10, mean over the pairs; None where there is no neighbour.
    `pair_original`, `pair_candidate`: the neighbouring word pair that became rarer most, before and
    after; None where none did.
    `seen`, `consistent`: how often the original wording occurs in the aligned passages, and how
    often it was replaced by this same wording.
    """

    relation: str | None
    sources: tuple[str, ...]
    sense_rank: int | None
    collocation_original: float | None
    collocation_candidate: float | None
    association_original: float | None
    association_candidate: float | None
    pair_original: str | None
    pair_candidate: str | None
    seen: int
    consistent: int


class Substitution(NamedTuple):
    """A typed edit with the reason why it is odd."""

    edit: Edit
    kind: Kind
    counts: bool
    in_quotation: bool
    original: str
    candidate: str
    original_span: Span
    candidate_span: Span
    evidence: Evidence
    reason: str


class Relation(StrEnum):
    """What the candidate is to the original; the first that holds, in this order."""

    INDEPENDENT = "independent"
    SPUN = "spun"
    RELATED = "related"
    COPY = "copy"
    EDITED = "edited"
    REWRITTEN = "rewritten"


class Direction(StrEnum):
    """Which text the other was made from."""

    ORIGINAL = "original"
    CANDIDATE = "candidate"
    UNDECIDED = "undecided"


class SentenceScore(NamedTuple):
    """One candidate sentence; `probability` is None where nothing was compared or it abstains.
    `original_span`: what it was compared with, if anything. `n_substitutions`: edits that count.
    """

    span: Span
    original_span: Span | None
    role: Role
    probability: float | None
    n_substitutions: int


class Contribution(NamedTuple):
    """What one feature adds to the score, in log-odds."""

    feature: str
    value: float
    contribution: float
    text: str


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """A threshold with what is known of its false positives.
    `flagged` of `articles` independent source articles, set aside for this, had an honest
    counterpart with a probability of at least `threshold`. `interval`: two-sided 95 % interval of
    that rate (Clopper and Pearson 1934). `aim`: the rate that its upper end should stay below.
    """

    threshold: float
    aim: float
    articles: int
    flagged: int
    interval: tuple[float, float]

    @property
    def verified(self) -> bool:
        """Whether the data bear out that the rate is no higher than `aim`."""
        return self.interval[1] <= self.aim


@dataclass(frozen=True, slots=True)
class Suspect:
    """A wording that looks substituted; `suggestions`: what stood there, likeliest first.
    `certainty`: how likely the first is among all that are known, if the wording is substituted."""

    span: Span
    text: str
    probability: float
    suggestions: tuple[str, ...]
    certainty: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one candidate. Field names are those of the JSON output (docs/schema.md).
    `prior`: the share of spun pages that `probability` assumes. `operating_point`: the name of the
    model's point that gave `threshold`, None where it was set by hand. `false_positives`: the
    strictest point at or below `threshold`, whose rate of false positives is known and no lower
    than that at `threshold`; None where there is none.
    Without an original only: `suspects`, `restored` (as it may have read). `no_original`,
    `with_original`: what judged a candidate alone or a pair, "deep" with the encoder, else "fast".
    """

    candidate: Document
    original: Document | None
    relation: Relation | None
    probability: float | None
    threshold: float
    abstained: str | None
    direction: Direction
    direction_evidence: str
    aligned_share: float
    substitutions: tuple[Substitution, ...]
    sentences: tuple[SentenceScore, ...]
    contributions: tuple[Contribution, ...]
    alignment: Alignment | None
    tampering: tuple[Tampering, ...]
    signature: Mapping[str, str]
    prior: float = 0.5
    operating_point: str | None = None
    false_positives: OperatingPoint | None = None
    suspects: tuple[Suspect, ...] = ()
    restored: str | None = None
    no_original: str | None = None
    with_original: str | None = None

    @property
    def n_substitutions(self) -> int:
        """Number of substitutions that are evidence of spinning."""
        return sum(s.counts for s in self.substitutions)


@dataclass(frozen=True, slots=True)
class GoldEdit:
    """One substitution that a simulator made: characters of the original and of the candidate."""

    original: Span
    candidate: Span


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """A pair with its true label, for training and evaluation.

    `label`: 1 (automated substitution in the candidate), 0, or the name of a relation. `group`:
    the source article; pairs of one group never part in a split. `source`: where the pair comes
    from (`simulated`, `developer-rewrite`, ...). `family`: the spinner or editor that made it.
    `gold`: the substitutions in candidate order, None where they are not known.
    """

    original: Document
    candidate: Document
    label: int | str
    group: str
    source: str
    family: str
    gold: tuple[GoldEdit, ...] | None = None
