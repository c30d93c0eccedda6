"""Edits typed by an ordered table of rules, each with its evidence and the reason it is odd.

ERRANT's three steps (Bryant et al. 2017: align, merge, classify) end here: `explain` takes a
finished alignment, finds for every edit the first rule of `rules.RULES` that fits, and adds
what the lexicon knows of the swap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from spindetect.lexicon import LexicalRelation, Lexicon
from spindetect.substitutions import reasons
from spindetect.substitutions.change import MAX_PHRASE, Change
from spindetect.substitutions.collocations import Collocation, weigh
from spindetect.substitutions.rules import Rule, type_swap
from spindetect.types import (
    Alignment,
    Edit,
    Evidence,
    Parsed,
    Sentence,
    Substitution,
    TokenKind,
    TokenSpan,
)

# Headings are short; a longer sentence wholly in quotation marks is speech.
MAX_HEADING_TOKENS = 14
# A sentence of which more than this share of the words is capitalised is set in title case, where
# capitals say nothing about names.
TITLE_CASE = 0.6
# With fewer words to go by, all of them.
MIN_TITLE = 6
_WORD, _PUNCTUATION = int(TokenKind.WORD), int(TokenKind.PUNCTUATION)


def explain(alignment: Alignment, lexicon: Lexicon) -> tuple[Substitution, ...]:
    """Type every edit of an alignment, in the order of `alignment.edits`.

    `counts` is true for edits that are evidence of automated substitution: not for spelling, house
    style, facts, plain cuts and additions, nor for anything in speech or page furniture.
    """
    original, candidate = _Side(alignment.original), _Side(alignment.candidate)
    typed = [_typed(edit, original, candidate, lexicon) for edit in alignment.edits]
    changes = [change for change, _ in typed]
    collocations = weigh(alignment, [change.is_swap for change in changes], lexicon)
    seen, same = _repetitions(alignment, changes)
    done = []
    texts = alignment.original.document.text, alignment.candidate.document.text
    spans = alignment.original.span, alignment.candidate.span
    for edit, (change, rule), collocation in zip(alignment.edits, typed, collocations, strict=True):
        key = (change.original_key, change.candidate_key)
        evidence = _evidence(change.relation, collocation, seen[key[0]], same[key])
        one, other = spans[0](edit.original), spans[1](edit.candidate)
        done.append(
            Substitution(
                edit,
                rule.kind,
                rule.counts and not _exempt(edit, original, candidate),
                _in_quotation(edit, original, candidate),
                texts[0][one.start : one.end],
                texts[1][other.start : other.end],
                one,
                other,
                evidence,
                reasons.sentence(rule, change, evidence, collocation),
            )
        )
    return tuple(done)


class _Side:
    """One text with, for each token, its sentence, and per sentence what its capitals mean."""

    __slots__ = ("heading", "of", "parsed", "plain", "titled")

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self.plain = 1 not in parsed.quoted and 1 not in parsed.furniture
        self.of: list[int] = []
        for k, sentence in enumerate(parsed.sentences):
            self.of += [k] * len(sentence.tokens)
        self.titled: dict[int, bool] = {}
        self.heading: dict[int, bool] = {}

    def sentence(self, token: int) -> Sentence:
        return self.parsed.sentences[self.of[token]]

    def is_name(self, token: int) -> bool:
        """Whether a capital in the middle of a sentence marks the token as (part of) a name."""
        parsed = self.parsed
        first = parsed.document.text[parsed.starts[token]]
        if not first.isupper() or parsed.kinds[token] != _WORD or parsed.norms[token] == "i":
            return False
        if self._title_case(self.of[token]):
            return False
        sentence = self.sentence(token)
        before = token - 1
        if before < sentence.tokens.start or parsed.kinds[before] == _PUNCTUATION:
            raw = parsed.raw(token)
            return len(raw) > 1 and raw.isupper()
        return True

    def _title_case(self, k: int) -> bool:
        """Whether capitals say nothing in this sentence: title case, or capitals throughout."""
        if k not in self.titled:
            parsed, tokens = self.parsed, self.parsed.sentences[k].tokens
            text = parsed.document.text
            capital = [
                text[parsed.starts[i]].isupper()
                for i in range(tokens.start + 1, tokens.end)
                if parsed.kinds[i] == _WORD and parsed.ends[i] - parsed.starts[i] > 3
            ]
            share = TITLE_CASE if len(capital) >= MIN_TITLE else 0.999
            self.titled[k] = (
                len(capital) >= 3 and sum(capital) > share * len(capital)
            ) or parsed.text(tokens).isupper()
        return self.titled[k]

    def quoted(self, span: TokenSpan) -> bool:
        """Whether all of a non-empty span stands inside quotation marks."""
        return not self.plain and self.parsed.quoted.find(0, span.start, span.end) < 0

    def exempts(self, span: TokenSpan) -> bool:
        """Whether a span touches page furniture or is speech; an empty one does not."""
        if self.plain or span.start == span.end:
            return False
        if self.parsed.furniture.find(1, span.start, span.end) >= 0:
            return True
        return self.quoted(span) and not self.is_heading(span.start)

    def is_heading(self, token: int) -> bool:
        """Whether the token stands in a heading set in quotation marks, which is not speech."""
        k = self.of[token]
        if k not in self.heading:
            parsed, tokens = self.parsed, self.parsed.sentences[k].tokens
            norms = parsed.norms[tokens.start : tokens.end]
            self.heading[k] = (
                2 < len(norms) <= MAX_HEADING_TOKENS
                and norms[0] in _MARKS
                and norms[-1] in _MARKS
                and norms[-2] not in {".", "!", "?", ","}
            )
        return self.heading[k]


_MARKS = frozenset({'"', "'"})


def _typed(edit: Edit, original: _Side, candidate: _Side, lexicon: Lexicon) -> tuple[Change, Rule]:
    """The edit as the rules see it, and the rule that it falls under."""
    o, c = edit.original, edit.candidate
    one, other = original.parsed, candidate.parsed
    words, others = one.norms[o.start : o.end], other.norms[c.start : c.end]
    kinds = (one.kinds[o.start : o.end], other.kinds[c.start : c.end])
    names = (False, False)
    if words and others:  # else nobody asks
        names = (
            all(map(original.is_name, range(o.start, o.end))),
            all(map(candidate.is_name, range(c.start, c.end))),
        )
    # Only the choice between a and an looks at the next word.
    article = len(others) == 1 and others[0] in ("a", "an") and c.end < len(other)
    after = other.norms[c.end] if article else ""
    short = max(len(words), len(others)) <= MAX_PHRASE + 1
    return (type_swap if short else type_swap.__wrapped__)(
        words, others, kinds, names, after, lexicon
    )


def _in_quotation(edit: Edit, original: _Side, candidate: _Side) -> bool:
    if edit.candidate.end > edit.candidate.start:
        return candidate.quoted(edit.candidate)
    return original.quoted(edit.original)


def _exempt(edit: Edit, original: _Side, candidate: _Side) -> bool:
    """Speech and page furniture of either text are no evidence; quoted headings are."""
    return original.exempts(edit.original) or candidate.exempts(edit.candidate)


def _evidence(
    relation: LexicalRelation | None, collocation: Collocation, seen: int, consistent: int
) -> Evidence:
    return Evidence(
        relation.name if relation else None,
        relation.sources if relation else (),
        relation.sense_rank if relation else None,
        collocation.before,
        collocation.after,
        collocation.bound_before,
        collocation.bound_after,
        collocation.pair_before,
        collocation.pair_after,
        max(seen, consistent),
        consistent,
    )


def _repetitions(
    alignment: Alignment, changes: Sequence[Change]
) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """How often each original wording occurs in aligned passages, and each replacement of it."""
    wanted = {change.original_key for change in changes if change.original}
    norms = alignment.original.norms
    seen: Counter[str] = Counter()
    for pair in alignment.sentence_pairs:
        if pair.relation.is_aligned:
            words = norms[pair.original.start : pair.original.end]
            seen.update(filter(wanted.__contains__, words))
    for change in changes:
        if len(change.original) > 1:
            seen[change.original_key] += 1
    same = Counter((change.original_key, change.candidate_key) for change in changes)
    return seen, same
