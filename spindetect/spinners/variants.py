"""What happens to a spun page besides the spinning. Each variant takes a pair and gives a pair.

They see a pair and its gold, not the spinner; they serve pairs that were not spun as well, and they
compose in any order, except that `Partial` has to come before what rewrites the paragraphs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from random import Random

from spindetect.spinners.patching import Patch, paragraphs, patched
from spindetect.types import Document, LabelledPair, Span

_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*(?=\s)")
_WORD_END = re.compile(r"\w(?=\s)")
_BREAKS_OFF = ("...", "…", " [...]", " (more)", "")


@dataclass(frozen=True, slots=True)
class Partial:
    """Only some paragraphs were spun: in the others the gold edits are taken back.

    `share`: of the paragraphs that hold edits, rounded up; one at least stays spun.
    """

    share: float
    name: str = "partial"

    def apply(self, pair: LabelledPair, rng: Random) -> LabelledPair:
        """Take the edits of the other paragraphs back."""
        gold = pair.gold or ()
        spun = [
            span
            for span in paragraphs(pair.candidate.text)
            if any(span.start <= edit.candidate.start < span.end for edit in gold)
        ]
        plain = rng.sample(spun, min(int(len(spun) * (1 - self.share)), max(len(spun) - 1, 0)))
        patches = [
            Patch(edit.candidate, pair.original.text[edit.original.start : edit.original.end], True)
            for edit in gold
            if any(span.start <= edit.candidate.start < span.end for span in plain)
        ]
        return patched(pair, patches, self.name)


@dataclass(frozen=True, slots=True)
class Truncated:
    """The page ends early, after a sentence or within one. `keep`: about this share is left."""

    keep: float
    name: str = "truncated"

    def apply(self, pair: LabelledPair, rng: Random) -> LabelledPair:
        """Cut the end off."""
        text = pair.candidate.text
        wanted = int(len(text) * self.keep)
        if rng.random() < 0.7:
            cuts = [match.end() for match in _SENTENCE_END.finditer(text)]
            mark = ""
        else:
            cuts = [match.end() for match in _WORD_END.finditer(text)]
            mark = rng.choice(_BREAKS_OFF)
        inside = [edit.candidate for edit in pair.gold or ()]
        cuts = [c for c in cuts if not any(span.start < c < span.end for span in inside)]
        if not cuts:
            return pair
        cut = min(cuts, key=lambda c: (abs(c - wanted), c))
        return patched(pair, [Patch(Span(cut, len(text)), mark)], self.name)


@dataclass(frozen=True, slots=True)
class DroppedParagraphs:
    """Some paragraphs are missing. `share`: of those after the first, one at least."""

    share: float
    name: str = "dropped"

    def apply(self, pair: LabelledPair, rng: Random) -> LabelledPair:
        """Leave paragraphs out; one body paragraph at least stays."""
        spans = paragraphs(pair.candidate.text)
        if len(spans) < 4:
            return pair
        number = min(max(1, round((len(spans) - 1) * self.share)), len(spans) - 2)
        # A paragraph goes with the gap before it.
        patches = [
            Patch(Span(spans[place - 1].end, spans[place].end), "")
            for place in rng.sample(range(1, len(spans)), number)
        ]
        return patched(pair, patches, self.name)


@dataclass(frozen=True, slots=True)
class Furnished:
    """Lines of the page around the article.

    `lines`: to draw from, each at most once; `most`: of them before and again after the article.
    """

    lines: tuple[str, ...]
    most: int = 5
    name: str = "furniture"

    def apply(self, pair: LabelledPair, rng: Random) -> LabelledPair:
        """Add lines before and after the article, and now and then between its paragraphs."""
        text = pair.candidate.text
        end = len(text.rstrip())
        lines = rng.sample(self.lines, min(2 * self.most, len(self.lines)))
        above = "".join(
            f"{lines.pop()}\n" for _ in range(rng.randint(0, min(self.most, len(lines))))
        )
        patches = [Patch(Span(0, 0), f"{above}\n")] if above else []
        spans = paragraphs(text)
        if lines and len(spans) > 3 and rng.random() < 0.4:
            gap = spans[rng.randrange(1, len(spans) - 1)].end
            patches.append(Patch(Span(gap, gap), f"\n\n{lines.pop()}"))
        if lines:
            below = "\n".join(lines[: rng.randint(1, self.most)])
            patches.append(Patch(Span(end, end), f"\n\n{below}"))
        return patched(pair, patches, self.name)


@dataclass(frozen=True, slots=True)
class Spliced:
    """The page goes on with paragraphs of another article, or begins with them.

    `other`: the text they come from, spun or not; `share`: of its paragraphs, one at least. What
    they are is nothing that the original knows, so they carry no gold.
    """

    other: Document
    share: float = 0.5
    name: str = "spliced"

    def apply(self, pair: LabelledPair, rng: Random) -> LabelledPair:
        """Add a run of the other article's paragraphs at one of the gaps."""
        theirs = paragraphs(self.other.text)[1:]
        ours = paragraphs(pair.candidate.text)
        if not theirs or len(ours) < 2:
            return pair
        number = max(1, round(len(theirs) * self.share))
        first = rng.randint(0, len(theirs) - number)
        run = self.other.text[theirs[first].start : theirs[first + number - 1].end]
        gap = ours[rng.choice((0, len(ours) // 2, len(ours) - 1))].end
        return patched(pair, [Patch(Span(gap, gap), "\n\n" + run.strip())], self.name)


@dataclass(frozen=True, slots=True)
class HardWrapped:
    """The original has its lines broken at `width` characters, the page has not.

    Breaks take the place of single spaces, so no offset changes.
    """

    width: int = 95
    name: str = "wrapped"

    def apply(self, pair: LabelledPair, rng: Random) -> LabelledPair:
        """Break the original's lines."""
        characters = list(pair.original.text)
        start = 0
        last_space = None
        for place, character in enumerate(characters):
            if character == "\n":
                start, last_space = place + 1, None
            elif character == " ":
                last_space = place
            if place - start >= self.width and last_space is not None:
                characters[last_space] = "\n"
                start, last_space = last_space + 1, None
        original = replace(pair.original, text="".join(characters))
        return replace(pair, original=original)
