"""A document parsed: the stages of this room strung together."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from spindetect.text.folding import fold
from spindetect.text.furniture import furniture_spans
from spindetect.text.paragraphs import lay_out
from spindetect.text.quotation import quoted_mask
from spindetect.text.sentences import sentence_starts
from spindetect.text.surface import make_plain
from spindetect.text.tokens import Columns, tokenise
from spindetect.types import Document, Parsed, Role, Sentence, Span, TokenSpan

_ROLES = tuple(Role)


def parse(document: Document) -> Parsed:
    """Cut a text into tokens and sentences, and mark quotations and page furniture.

    Every offset of the result is an index into `document.text`. Every character is in exactly one
    token, but for white space and for invisible characters outside words. A word broken over a line
    end is one token. Sentences tile the tokens, and each lies in one paragraph; a piece of
    furniture, be it a line, a dateline or a sign-off, is one sentence. Works on any string, in time
    linear in its length; a text without tokens has no sentences.
    """
    surface = make_plain(document.text)
    paragraphs, joins = lay_out(surface.plain)
    folded = fold(surface, joins)
    tokens = tokenise(folded)
    furniture = furniture_spans(surface.plain, paragraphs)
    mask = _mask(tokens, furniture)
    return Parsed(
        document=document,
        starts=tuple(tokens.starts),
        ends=tuple(tokens.ends),
        norms=tuple(tokens.norms),
        kinds=bytes(tokens.kinds),
        quoted=bytes(quoted_mask(surface.marked, paragraphs, tokens.starts)),
        furniture=bytes(mask),
        sentences=_sentences(surface.marked, tokens, paragraphs, furniture, mask),
        tampering=folded.tampering,
    )


def _mask(tokens: Columns, furniture: Sequence[Span]) -> bytearray:
    mask = bytearray(len(tokens.starts))
    for span in furniture:
        first, last = bisect_left(tokens.starts, span.start), bisect_left(tokens.starts, span.end)
        mask[first:last] = b"\x01" * (last - first)
    return mask


def _sentences(
    text: str,
    tokens: Columns,
    paragraphs: Sequence[Span],
    furniture: Sequence[Span],
    mask: bytearray,
) -> tuple[Sentence, ...]:
    starts, ends, count = tokens.starts, tokens.ends, len(tokens.starts)
    openings = sorted({bisect_left(starts, span.start) for span in paragraphs} - {count})
    pieces = [
        (bisect_left(starts, span.start), bisect_left(starts, span.end)) for span in furniture
    ]
    cuts = set(sentence_starts(text, starts, tokens.norms, openings))
    for first, last in pieces:
        cuts.difference_update(range(first, last))
        cuts.update((first, last))
    cuts.discard(count)
    firsts = sorted(cuts)
    lasts = [*firsts[1:], count] if firsts else []
    return tuple(
        map(
            Sentence,
            map(Span, [starts[first] for first in firsts], [ends[last - 1] for last in lasts]),
            map(TokenSpan, firsts, lasts),
            [bisect_right(openings, first) - 1 for first in firsts],
            [_ROLES[mask[first]] for first in firsts],
        )
    )
