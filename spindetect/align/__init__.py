"""Two parsed texts laid side by side: sentences first, then the smallest substitutions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spindetect.align.phrases import Budget, units
from spindetect.align.sentences import Proposal, propose
from spindetect.align.words import Unit, Vocabulary
from spindetect.lexicon import Lexicon
from spindetect.types import Alignment, Edit, PairRelation, Parsed, SentencePair, TokenSpan

__all__ = ["align", "replay"]

# A proposed sentence pair stands if this share of its content words (of the longer side) is equal
# or was swapped one for one. Below it the two sentences merely speak of the same thing.
MIN_SUPPORT = 0.40
# What a swapped word counts towards the support: a thesaurus relation is weaker than identity, a
# lone unknown word between equal neighbours weaker again.
KNOWN_SUPPORT = 0.8
UNKNOWN_SUPPORT = 0.4
# Half a sentence is still a pair if this share of it, and so many content words, stand unchanged.
REMNANT_SUPPORT = 0.9
MIN_REMNANT = 5
# A pair with less support, but with this much shared weight (Dice), says the same in other words.
MIN_SAME_CONTENT = 0.30


def align(original: Parsed, candidate: Parsed, lexicon: Lexicon | None = None) -> Alignment:
    """Lay `candidate` beside `original`; without a lexicon the shipped one is opened.

    Sentences are paired by what they share and by order (1:1, 1:n, n:1, moved); each pair is then
    cut into edits of one word or phrase. Every candidate token lies in exactly one sentence pair,
    and so does every original token, so that `replay` restores the candidate exactly.

    The token step starts from Levenshtein opcodes (rapidfuzz) over integer ids and refines them
    with lexical costs, as ERRANT (Bryant et al. 2017) does for grammatical errors.
    """
    words = Vocabulary(original, candidate, lexicon or Lexicon.open())
    budget = Budget()
    groups = []
    for proposal in propose(original, candidate, words):
        o = _tokens(original, proposal.o1, proposal.o2)
        c = _tokens(candidate, proposal.c1, proposal.c2)
        one, other = words.original[o.start : o.end], words.candidate[c.start : c.end]
        found = units(one, other, words, budget)
        if not found or _support(found, one, other, words) >= MIN_SUPPORT:
            groups.append(_Group(proposal, o, c, found, compared=True))
        elif proposal.similarity >= MIN_SAME_CONTENT:
            whole = [(0, len(o), 0, len(c))]
            groups.append(_Group(proposal, o, c, whole, compared=False))
    return _assemble(original, candidate, groups)


def _tokens(parsed: Parsed, first: int, last: int) -> TokenSpan:
    return TokenSpan(parsed.sentences[first].tokens.start, parsed.sentences[last - 1].tokens.end)


def _support(found: list[Unit], one: list[int], other: list[int], words: Vocabulary) -> float:
    """Share of the content of the longer side that is equal or plausibly swapped.

    A sentence that was only cut short is measured by what is left of it.
    """
    sizes = words.content(one), words.content(other)
    if not min(sizes):
        return 0.0
    changed = sum(words.content(one[o1:o2]) for o1, o2, _, _ in found)
    support = float(sizes[0] - changed)
    if support >= max(MIN_REMNANT, REMNANT_SUPPORT * min(sizes)):
        return support / min(sizes)
    for k, (o1, o2, c1, c2) in enumerate(found):
        if o2 == o1 or c2 == c1 or (o2 - o1) + (c2 - c1) > 6 or not words.content(one[o1:o2]):
            continue
        if words.span_known(one[o1:o2], other[c1:c2]):
            support += KNOWN_SUPPORT
        elif (k == 0 or found[k - 1][1] < o1) and (k + 1 == len(found) or found[k + 1][0] > o2):
            support += UNKNOWN_SUPPORT
    return support / max(sizes)


@dataclass(frozen=True, slots=True)
class _Group:
    """A sentence pair that stands; `compared` word by word, else reworded as a whole."""

    proposal: Proposal
    original: TokenSpan
    candidate: TokenSpan
    units: list[Unit]
    compared: bool

    @property
    def relation(self) -> PairRelation:
        if not self.compared:
            return PairRelation.REWORDED
        return PairRelation.MOVED if self.proposal.moved else PairRelation.ALIGNED


def _assemble(original: Parsed, candidate: Parsed, groups: list[_Group]) -> Alignment:
    """Pairs in candidate order with added sentences between them and missing ones last."""
    edits: list[Edit] = []
    pairs: list[SentencePair] = []

    def add(o: TokenSpan, c: TokenSpan, relation: PairRelation, new: list[Edit]) -> None:
        pairs.append(SentencePair(o, c, relation, (len(edits), len(edits) + len(new))))
        edits.extend(new)

    place = 0  # in the original, where an added sentence would stand
    next_sentence = 0
    for group in groups:
        for k in range(next_sentence, group.proposal.c1):
            tokens, here = candidate.sentences[k].tokens, TokenSpan(place, place)
            add(here, tokens, PairRelation.ADDED, [Edit(here, tokens)])
        o, c = group.original, group.candidate
        add(o, c, group.relation, list(_edits(original, candidate, o, c, group.units)))
        place, next_sentence = o.end, group.proposal.c2
    for sentence in candidate.sentences[next_sentence:]:
        here = TokenSpan(place, place)
        add(here, sentence.tokens, PairRelation.ADDED, [Edit(here, sentence.tokens)])
    for tokens, where in _missing(original, groups):
        here = TokenSpan(where, where)
        add(tokens, here, PairRelation.MISSING, [Edit(tokens, here)])
    return Alignment(original, candidate, tuple(pairs), tuple(edits))


def _missing(original: Parsed, groups: list[_Group]) -> Iterator[tuple[TokenSpan, int]]:
    """Sentences of the original without counterpart, with the place they would have."""
    by_sentence = {k: g for g in groups for k in range(g.proposal.o1, g.proposal.o2)}
    where = 0
    for k, sentence in enumerate(original.sentences):
        if k in by_sentence:
            where = by_sentence[k].candidate.end
        else:
            yield sentence.tokens, where


def _edits(
    original: Parsed, candidate: Parsed, o: TokenSpan, c: TokenSpan, found: list[Unit]
) -> Iterator[Edit]:
    """The units as edits on whole-text token indices, typographic differences between them."""
    left, right = o.start, c.start
    for o1, o2, c1, c2 in [*found, (len(o), len(o), len(c), len(c))]:
        yield from _typography(original, candidate, left, right, o.start + o1 - left)
        if o2 > o1 or c2 > c1:
            yield Edit(TokenSpan(o.start + o1, o.start + o2), TokenSpan(c.start + c1, c.start + c2))
        left, right = o.start + o2, c.start + c2


def _typography(
    original: Parsed, candidate: Parsed, left: int, right: int, length: int
) -> Iterator[Edit]:
    """Edits for tokens that are equal when folded but not character for character."""
    one, other = original.document.text, candidate.document.text
    if (
        not length
        or one[original.starts[left] : original.ends[left + length - 1]]
        == other[candidate.starts[right] : candidate.ends[right + length - 1]]
    ):
        return
    for k in range(length):
        i, j = left + k, right + k
        if (
            one[original.starts[i] : original.ends[i]]
            != other[candidate.starts[j] : candidate.ends[j]]
        ):
            yield Edit(TokenSpan(i, i + 1), TokenSpan(j, j + 1))


def replay(alignment: Alignment) -> list[str]:
    """Apply the edits to the original's tokens; equals the candidate's raw tokens, in order."""
    original, candidate = alignment.original, alignment.candidate
    tokens: list[str] = []
    for pair in alignment.sentence_pairs:
        place = pair.original.start
        for edit in alignment.edits[pair.edits[0] : pair.edits[1]]:
            tokens += (original.raw(i) for i in range(place, edit.original.start))
            tokens += (candidate.raw(i) for i in range(edit.candidate.start, edit.candidate.end))
            place = edit.original.end
        tokens += (original.raw(i) for i in range(place, pair.original.end))
    return tokens
