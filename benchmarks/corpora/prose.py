"""Running English prose out of text that also holds code, tables, signatures and licences."""

from __future__ import annotations

import re
from typing import Final

from spindetect.text.english import FUNCTION_WORDS

WORD: Final = re.compile(r"[a-z0-9]+(?:['’][a-z]+)*", re.IGNORECASE)

_LEAST_WORDS: Final = 12
_ENDED: Final = re.compile(r"[.!?][\"'”’)]*$")
_BEGUN: Final = re.compile(r"[\"'“‘(]*[A-Z]")
_LETTERS: Final = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*[.,;:!?\"'”’)]*")
_CODE: Final = re.compile(r"[{}<>\\|=_;@#$^~*\[\]`]|::|->|--\w|\w\(\)|/\w+/|\w\.\w+\.\w")
_COMMON: Final = FUNCTION_WORDS | frozenset("a in is was on or we so as an if".split())
_LICENCE: Final = re.compile(
    r"(?i)warrant(?:y|ies)\b|hereby granted|redistribut|copyright|\blicen[cs]ed? under|all rights"
    r"|general public licen|free software foundation|apache licen|public domain"
)
# Prose of a page has about 0.95 and 0.45 of these; tables, signatures and lists of options fall
# far below.
_LEAST_LETTERS, _LEAST_COMMON, _MOST_CODE = 0.88, 0.3, 0.012


def prose_paragraphs(text: str) -> list[str]:
    """The paragraphs that are running English prose, each on one line.

    A paragraph of prose has 12 words, starts with a capital, ends as a sentence, consists of plain
    words, a third of them function words, and hardly any signs of code. Notices of copyright and
    licence are none.
    """
    blocks = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\f", "\n\n"))
    return [line for block in blocks if is_prose(line := " ".join(block.split()))]


def is_prose(paragraph: str) -> bool:
    """Whether one paragraph, on one line, is running prose."""
    pieces = paragraph.split(" ")
    if len(pieces) < _LEAST_WORDS or not _BEGUN.match(paragraph) or not _ENDED.search(paragraph):
        return False
    if len(_CODE.findall(paragraph)) > _MOST_CODE * len(paragraph) or _LICENCE.search(paragraph):
        return False
    plain = sum(1 for piece in pieces if _LETTERS.fullmatch(piece.lstrip("\"'“‘(")))
    common = sum(1 for word in WORD.findall(paragraph) if word.lower() in _COMMON)
    return plain >= _LEAST_LETTERS * len(pieces) and common >= _LEAST_COMMON * len(pieces)


def words(text: str) -> list[str]:
    """The words of a text in lower case, figures included."""
    return [word.lower() for word in WORD.findall(text)]
