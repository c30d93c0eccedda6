"""Further honest text for the encoder: the articles of an encyclopaedia that gensim carries.

The package has a hundred articles of the English Wikipedia (CC BY-SA 3.0) for its own tests, and
the parser that makes text of their markup. They are learnt from and nothing else: no sentence of
them is kept outside the work folder.
"""

from __future__ import annotations

import bz2
import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from spindetect.training.encoder.paragraphs import in_documents
from spindetect.types import Document, UnreadableError

FILE: Final = "enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2"
SHA256: Final = "a53f4648dec40467ebdcbc7a1307eddb51fe6e28e9309f6ebde81ba0d04bea2d"
PIECE_WORDS: Final = 700
"""A long article falls into documents that end with the paragraph that reaches so many words."""
_LEAST: Final = 25
"""Words of a paragraph; shorter lines are headings, captions and items of lists."""
_SENTENCES: Final = re.compile(r"[A-Z\"“][^|{}<>=*\\]*[.!?][\"”’')]*")
_QUOTES: Final = re.compile("'{2,}")
# What the parser leaves of a parenthesis whose content was a template.
_EMPTIED: Final = re.compile(r" ?\(\W*\)|(?<=\() *[,;:]+ *")


def encyclopaedia() -> list[Document]:
    """Its articles as running text, long ones in pieces, in their order.

    Raises `UnreadableError` where gensim is not installed or carries another file.
    """
    try:
        from gensim.corpora.wikicorpus import extract_pages, filter_wiki
        from gensim.test.utils import datapath
    except ImportError as error:
        what = "gensim is not installed: pip install 'spindetect[encoder]'"
        raise UnreadableError(what) from error
    path = Path(datapath(FILE))
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}; install gensim anew") from error
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise UnreadableError(f"{path}: not the file that this version was made with")
    pages = extract_pages(io.BytesIO(bz2.decompress(content)), ("0",))
    return [piece for title, markup, _ in pages for piece in pieces(title, filter_wiki(markup))]


def pieces(title: str, text: str) -> Iterator[Document]:
    """The paragraphs of running text of one article, as documents."""
    return in_documents(f"encyclopaedia/{title}", _running(text), PIECE_WORDS)


def _running(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        paragraph = " ".join(_EMPTIED.sub("", _QUOTES.sub("", line)).split())
        if len(paragraph.split(" ")) >= _LEAST and _SENTENCES.fullmatch(paragraph):
            yield paragraph
