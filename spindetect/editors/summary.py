"""A summary made of the article's own sentences.

The lead comes first; of the rest those stay that carry most of what the article is about (the mean
weight of their content words, after Luhn 1958, "The automatic creation of literature abstracts")
and that stand where writers put what matters. They are printed in their order, and joined lightly.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import Final

from spindetect.editors import sentences, trim
from spindetect.editors.draft import Draft, apply, read_draft
from spindetect.lexicon import Lexicon

_SHARE: Final = (0.25, 0.5)
# Fewer sentences are no article to be summarised.
_LEAST: Final = 6
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
# These lean on the sentence before them.
_LEANING: Final = re.compile(
    r"(?:He|She|It|They|This|That|These|Those|Then|There|Here|But|And|So|Or|Yet|Nor|Both|Neither|"
    r"Such|Another|Instead|Otherwise|Only|Even|Not|If so|His|Her|Its|Their)\b"
)
_SENTENCE_ENDS: Final = (".", "!", "?", "”", '"', "’", "'", ")")
_FIRST_IN_PARAGRAPH: Final = 0.3
_NEAR_THE_TOP: Final = 0.5
_LEANS: Final = 0.6
_TOO_SHORT: Final = 6


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence, the number of its paragraph, and whether that begins with it."""

    text: str
    paragraph: int
    first: bool


def summarise(lexicon: Lexicon, draft: Draft, rng: Random) -> str | None:
    """A quarter to a half of the sentences, the lead among them."""
    title, body = _body(draft)
    if len(body) < _LEAST:
        return None
    wanted = max(2, round(len(body) * rng.uniform(*_SHARE)))
    kept = _chosen(body, _scores(lexicon, body, rng), wanted)
    blocks = _paragraphs([body[i] for i in kept], rng.randint(1, 4))
    if title and rng.random() < 0.6:
        blocks.insert(0, title)
    text = "\n\n".join(blocks) + "\n"
    return _joined(text, rng)


def _body(draft: Draft) -> tuple[str, list[_Sentence]]:
    """The title, empty where there is none, and the sentences that can stand by themselves."""
    title = ""
    found: list[_Sentence] = []
    place = paragraph = 0
    for span in draft.sentences:
        text = draft.text[span.start : span.end]
        gap = draft.text[place : span.start]
        new = not found or "\n\n" in gap
        paragraph += new
        place = span.end
        whole = text.endswith(_SENTENCE_ENDS) and "\n\n" not in text and _closed(text)
        if span is draft.sentences[0] and not text.endswith((".", "!", "?")):
            title = text
        elif whole:
            found.append(_Sentence(" ".join(text.split()), paragraph, new))
    return title, found


def _closed(text: str) -> bool:
    """Whether every quotation mark and bracket in a sentence has its counterpart there."""
    pairs = (("“", "”"), ("(", ")"))
    return text.count('"') % 2 == 0 and all(text.count(a) == text.count(b) for a, b in pairs)


def _scores(lexicon: Lexicon, body: list[_Sentence], rng: Random) -> list[float]:
    """How much each sentence deserves to stay; chance decides between near ones."""
    words = [_content(lexicon, sentence.text) for sentence in body]
    counts = Counter(word for row in words for word in row)
    most = max(counts.values(), default=1)
    scores = []
    for place, (sentence, row) in enumerate(zip(body, words, strict=True)):
        weight = sum(counts[word] for word in row) / (most * max(len(row), 1))
        score = weight + _NEAR_THE_TOP * (1 - place / len(body)) + rng.uniform(0, 0.2)
        score += _FIRST_IN_PARAGRAPH * sentence.first
        score -= _LEANS * (_LEANING.match(sentence.text) is not None)
        scores.append(score - _LEANS * (len(sentence.text.split()) < _TOO_SHORT))
    return scores


def _content(lexicon: Lexicon, text: str) -> list[str]:
    return [
        lexicon.lemmas(word)[0]
        for word in _WORD.findall(text.lower())
        if not lexicon.is_function_word(word)
    ]


def _chosen(body: list[_Sentence], scores: list[float], wanted: int) -> list[int]:
    """The lead and the best of the rest, in text order; what leans on a kept one is welcome."""
    kept = {0}
    worth = dict(enumerate(scores))
    del worth[0]
    last = 0
    while len(kept) < wanted and worth:
        after = last + 1
        if after in worth and _LEANING.match(body[after].text):
            worth[after] += _LEANS
        last = max(worth, key=lambda place: (worth[place], -place))
        del worth[last]
        kept.add(last)
    return sorted(kept)


def _paragraphs(kept: list[_Sentence], number: int) -> list[str]:
    """The sentences in so many paragraphs; a new one begins where one began in the article."""
    size = -(-len(kept) // number)
    blocks: list[list[str]] = [[]]
    last = kept[0].paragraph
    for sentence in kept:
        if len(blocks[-1]) >= size and sentence.paragraph != last:
            blocks.append([])
        blocks[-1].append(sentence.text)
        last = sentence.paragraph
    return [" ".join(block) for block in blocks]


def _joined(text: str, rng: Random) -> str:
    """With short neighbours made into one sentence, sometimes with small cuts as well."""
    changes = trim.light(read_draft(text), rng) if rng.random() < 0.5 else []
    text = apply(text, changes) or text
    return sentences.join(read_draft(text), rng) or text
