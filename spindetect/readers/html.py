"""HTML → the article's text, without menus, related links, comments, scripts and banners.

Main content is resiliparse's heuristic (Bevendorff et al., Elastic ChatNoir, ECIR 2018; its
`extract_plain_text`). Three marks, code points that no text may hold (Unicode noncharacters), go
into the markup beforehand, so that the plain text still tells line breaks from blocks and links
from prose.
"""

from __future__ import annotations

import re

from spindetect.readers.decoding import decode
from spindetect.readers.html_guard import check_tags, tame
from spindetect.readers.html_text import BREAK, LINK_END, LINK_START, paragraphs
from spindetect.readers.refusal import RefusedError

_META = re.compile(rb"""<meta\s[^<>]*?charset\s*=\s*["']?\s*([a-z0-9_.:-]+)""")
_XML_DECLARATION = re.compile(rb"""\s*<\?xml\s[^<>]*?encoding\s*=\s*["']([a-z0-9_.:-]+)""")
_DECLARATION_WITHIN = 4096
"""Bytes searched for a declared encoding. The standard says 1,024; browsers look further, and
pages put long comments first."""

# Spelt with both cases: twice as fast as the flag, which keeps `re` from searching for "<".
_LINE_BREAK = re.compile(r"<[bB][rR](?![a-zA-Z0-9:-])[^<>]*>")
_LINK_OPENING = re.compile(r"<[aA]\s[^<>]*[hH][rR][eE][fF][^<>]*>")
_LINK_CLOSING = re.compile(r"</[aA]\s*>")
_PRE = re.compile(r"<(/?)[pP][rR][eE](?![a-zA-Z0-9:-])")
_LIST = re.compile(r"<(/?)[uU][lL](?![a-zA-Z0-9:-])")
_ITEM = re.compile(r"<[lL][iI](?![a-zA-Z0-9:-])")
_ANY_TAG = re.compile(r"<[^<>]*>")

_FURNITURE = (
    *("nav", "aside", "footer", "dialog", "button", "template", "noscript"),
    *(f"[role={role}]" for role in ("navigation", "banner", "contentinfo", "search", "dialog")),
    *("#comments", ".comments", ".comment-list", ".related", ".related-posts"),
    *("div[id*=cookie]", "div[class*=cookie]"),
)
"""What is left out where the whole page is taken for want of a main content."""

_MIN_MAIN_CHARACTERS = 400
_MIN_MAIN_SHARE = 0.25
"""A main content shorter than both is distrusted and the whole page taken: a short notice on a page
of comments stays, a caption picked out of an article does not."""

_MIN_ITEM_CHARACTERS = 40
"""Mean length of list items that are prose; menus have shorter ones."""


def read(data: bytes, encoding: str | None, hint: str | None = None) -> str:
    """The readable text of a page, paragraphs parted by a blank line.

    `encoding` is the user's word, `hint` that of an HTTP header, which outranks the page's own.
    Raises RefusedError for a page without readable text and for bytes that are no text.
    """
    page = decode(data, encoding, hint or _declared_encoding(data))
    check_tags(page)
    page, affordable = tame(page)
    text = _article(_marked(page), affordable)
    if not text:
        raise RefusedError("has no readable text; check that the page was saved with its article")
    return text


def _declared_encoding(data: bytes) -> str | None:
    head = data[:_DECLARATION_WITHIN].lower()
    match = _XML_DECLARATION.match(head) or _META.search(head)
    return match[1].decode("ascii") if match else None


def _article(page: str, affordable: bool) -> str:
    """Main content, or the whole page where that is missing, tiny or too costly to find."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    def extract(main: bool, skipped: tuple[str, ...] = ()) -> str:
        return paragraphs(
            extract_plain_text(
                tree,
                preserve_formatting=True,
                main_content=main,
                list_bullets=False,
                alt_texts=False,
                comments=False,
                post_meta=False,
                skip_elements=skipped,
            )
        )

    tree = HTMLTree.parse(page)
    main = extract(main=True) if affordable else ""
    if len(main) >= _MIN_MAIN_CHARACTERS:
        return main
    whole = extract(main=False, skipped=_FURNITURE)
    enough = main and len(main) >= _MIN_MAIN_SHARE * len(whole)
    return main if enough else whole or extract(main=False)


def _marked(page: str) -> str:
    """The markup with marks for line breaks and links, prose lists kept, encodable as UTF-8."""
    for mark in (BREAK, LINK_START, LINK_END):
        page = page.replace(mark, "")
    page = _keep_prose_lists(page)
    page = _mark_pre(page)
    page = _LINE_BREAK.sub(rf"\g<0>{BREAK}", page)
    page = _LINK_OPENING.sub(rf"\g<0>{LINK_START}", page)
    page = _LINK_CLOSING.sub(rf"{LINK_END}\g<0>", page)
    return page.encode("utf-8", "replace").decode("utf-8")


def _innermost(tag: re.Pattern[str], page: str) -> list[tuple[int, int]]:
    """Start and end (of the closing tag's start) of the innermost elements that a pattern finds."""
    spans: list[tuple[int, int]] = []
    start = None
    for match in tag.finditer(page):
        if match[1] and start is not None:
            spans.append((start, match.start()))
        start = None if match[1] else match.start()
    return spans


def _mark_pre(page: str) -> str:
    """Line ends in preformatted text are line breaks, its tabs blanks."""
    pieces, done = [], 0
    for start, end in _innermost(_PRE, page):
        inside = page[start:end].replace("\n", f"\n{BREAK}").replace("\t", " ")
        pieces += [page[done:start], inside]
        done = end
    return "".join([*pieces, page[done:]])


def _keep_prose_lists(page: str) -> str:
    """Bulleted lists of prose become numbered: the extraction takes bulleted ones for menus."""
    pieces, done = [], 0
    for start, end in _innermost(_LIST, page):
        if _is_prose(page[start:end]):
            pieces += [page[done:start], "<ol", page[start + 3 : end], "</ol"]
            done = end + 4
    return "".join([*pieces, page[done:]])


def _is_prose(items: str) -> bool:
    count = len(_ITEM.findall(items))
    links = len(_LINK_OPENING.findall(items))
    characters = len(_ANY_TAG.sub("", items).strip())
    return count > links and characters >= _MIN_ITEM_CHARACTERS * count > 0
