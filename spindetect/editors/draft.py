"""A text on an editor's desk: what may be touched, and how changes are carried out.

Editors work on the raw text with character offsets, so that everything they leave alone stays as
it was, layout included. Speech in quotation marks belongs to the speaker: it is masked here once,
and only the families whose job it is (typography, typing errors, cuts) look behind the mask.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Final

from spindetect.text import parse
from spindetect.types import Document, Span

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_PARAGRAPH_GAP: Final = re.compile(r"\n[ \t]*\n\s*")
# A combined editor hands its text from step to step, and every family looks at the same articles.
_DRAFTS_KEPT: Final = 64


@dataclass(frozen=True, slots=True)
class Change:
    """Replace the characters `start` to `end` (exclusive) by `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its place; `text` is as written, `lower` folded to a straight apostrophe."""

    start: int
    end: int
    text: str
    lower: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A text, its sentences, and the marks of what is speech.

    `speech` holds one byte for each character: 1 inside quotation marks. `names` are the words
    that stand capitalised inside a sentence, lower-cased.
    """

    text: str
    speech: bytes
    sentences: tuple[Span, ...]
    names: frozenset[str]

    def free(self, start: int, end: int) -> bool:
        """Whether the characters are all outside speech."""
        return not any(self.speech[start:end])

    def find(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Matches of a pattern outside speech."""
        return (m for m in pattern.finditer(self.text) if self.free(m.start(), m.end()))

    def find_any(
        self, wordings: Iterable[str], *, before: str = ""
    ) -> Iterator[tuple[re.Match[str], str]]:
        """Whole-word occurrences outside speech, in any capitals: the match and its wording.

        The wordings are in lower case with straight apostrophes; those that the text contains enter
        the pattern: of some hundred, hardly any do. `before` is a pattern put before them; the
        wording itself is the group `wording`.
        """
        lower = _folded(self.text)
        # Longest first: "railway station" before "railway".
        present = sorted((w for w in wordings if w in lower), key=lambda w: (-len(w), w))
        if not present:
            return
        wanted = "|".join(map(re.escape, present)).replace("'", "['’]")
        pattern = rf"(?<![\w-]){before}(?P<wording>{wanted})(?![\w-])"
        for m in self.find(re.compile(pattern, re.IGNORECASE)):
            yield m, _folded(m["wording"])

    def free_sentences(self) -> Iterator[Span]:
        """Sentences without any speech in them."""
        return (s for s in self.sentences if self.free(s.start, s.end))

    def paragraphs(self) -> list[str]:
        """The blocks between blank lines, stripped; the first is usually the title."""
        return [block for block in _PARAGRAPH_GAP.split(self.text.strip()) if block]

    def words(self) -> list[Word]:
        """All words outside speech, in order."""
        return [Word(m.start(), m.end(), m[0], _folded(m[0])) for m in self.find(_WORD)]


Rewrite = Callable[[Draft, Random], str | None]
"""The work of one family: the edited text, or None where there is nothing to do."""


@lru_cache(_DRAFTS_KEPT)
def read_draft(text: str) -> Draft:
    """Parse a text and mark its speech."""
    parsed = parse(Document("draft", text))
    speech = bytearray(len(text))
    for start, end in _runs(parsed.quoted):
        first, last = parsed.starts[start], parsed.ends[end - 1]
        speech[first:last] = b"\x01" * (last - first)
    sentences = tuple(parsed.span(s.tokens) for s in parsed.sentences if len(s.tokens))
    return Draft(text, bytes(speech), sentences, _names(text, sentences))


def apply(text: str, changes: Iterable[Change]) -> str | None:
    """Carry out changes in text order; of overlapping ones the first in the text wins.

    New wordings take the apostrophe of the text. Returns None when nothing is different afterwards.
    """
    curly = text.count("’") > text.count("'")
    mark, other = ("’", "'") if curly else ("'", "’")
    parts: list[str] = []
    done = 0
    for change in sorted(changes, key=lambda c: (c.start, c.end)):
        if change.start >= done:
            new = change.text if len(change.text) == 1 else change.text.replace(other, mark)
            parts += (text[done : change.start], new)
            done = change.end
    edited = "".join(parts) + text[done:]
    return edited if edited != text else None


def some(changes: Sequence[Change], share: float, rng: Random) -> list[Change]:
    """About this share of the changes, at least one where there are any, in their order."""
    if not changes:
        return []
    count = max(1, round(share * len(changes)))
    return [changes[i] for i in sorted(rng.sample(range(len(changes)), min(count, len(changes))))]


def like(model: str, text: str) -> str:
    """`text` with the capitals of `model`: UPPER, Capitalised or as it is."""
    if len(model) > 1 and model.isupper() and text.islower():
        return text.upper()
    return capitalised(text) if model[:1].isupper() else text


def capitalised(text: str) -> str:
    """With its first character in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


def lowered(text: str, draft: Draft) -> str:
    """A sentence opening as it reads further on: in lower case unless it is a name or "I"."""
    match = _WORD.match(text)
    if not match:
        return text
    word = match[0]
    keeps = word.split("'")[0].split("’")[0] == "I" or word[1:].lower() != word[1:]
    known = _folded(word) in draft.names
    return text if keeps or known else text[0].lower() + text[1:]


def _folded(text: str) -> str:
    return text.lower().replace("’", "'")


def _runs(flags: bytes) -> Iterator[tuple[int, int]]:
    return (m.span() for m in re.finditer(rb"\x01+", flags))


def _names(text: str, sentences: Sequence[Span]) -> frozenset[str]:
    openings = {s.start for s in sentences}
    return frozenset(
        _folded(m[0])
        for m in _WORD.finditer(text)
        if m[0][0].isupper() and m.start() not in openings and not _opens_speech(text, m.start())
    )


def _opens_speech(text: str, place: int) -> bool:
    """Whether what stands before a word lets any word begin with a capital."""
    before = text[:place].rstrip(" ")
    return not before or before[-1] in "\"'“‘«.?!:\n—–-"
