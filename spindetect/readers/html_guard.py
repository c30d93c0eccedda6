"""Keeping hostile or broken markup from costing minutes or gigabytes.

The parser of resiliparse takes a million nested elements. Two things grow with the square of the
page: the extraction (finding main content looks at the ancestors of each element, list items are
indented by their depth), and formatting elements left open, which every later block gets again
(HTML standard, "reconstruct the active formatting elements"): 100 KB of them unfold into 2 GB.
One pass over the tags estimates both.
"""

from __future__ import annotations

import re

from spindetect.readers.refusal import RefusedError

MAX_TAGS = 1_000_000
"""Most tags of a page: two million took 0.75 GB, and long single-page books stay below 100,000."""

MAX_DEPTH_COST = 20_000_000
"""Largest sum of the depths of all tags for which main content is looked for: about 2 seconds.
A long news page with comments has some 100,000."""

MAX_FORMATTING_COST = 1_000_000
"""Largest sum over blocks of open formatting elements: the parser makes a node for each, of some
400 bytes. Above it the formatting tags are dropped, which changes no text."""

_FEW_TAGS = 2000
"""Up to this number of tags neither sum can pass its limit: n²/2 and n²/4."""

_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
_FORMATTING = frozenset(
    "a b big code em font i nobr s small strike strong tt u".split()  # the standard's own list
)
_FORMATTING_TAG = re.compile(rf"(?i)</?(?:{'|'.join(sorted(_FORMATTING))})(?![a-z0-9:-])[^<>]*>")
_LIST_TAG = re.compile(r"(?i)</?(?:ul|ol|menu|dir|li)(?![a-z0-9:-])[^<>]*>")
_NEVER_DEEP = frozenset(
    "area base br col embed hr img input link meta param source track wbr "  # no content
    "p li dt dd td th tr thead tbody tfoot option optgroup rt rp html head body".split()
)
"""Elements without content, or closed by the next one of their kind: they make no depth."""

_LONG_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9:-]*)([^<>]{16384,})>")
_MAX_ATTRIBUTES = 1000
"""Most words in a tag; the parser compares each attribute with all others. A long `class`, `style`
or data address alone does not hold so many together with 16 KiB of text."""


def check_tags(page: str) -> None:
    """Raises RefusedError for a page of more than `MAX_TAGS` tags."""
    if page.count("<") > MAX_TAGS:
        raise RefusedError(f"has more than {MAX_TAGS:,} HTML tags; save the article as .txt")


def tame(page: str) -> tuple[str, bool]:
    """The page without ruinous tags, and whether looking for main content is affordable.

    What is changed loses no text: attributes of tags with thousands of them, formatting, and, in
    pages too deep for main content, the difference between a list item and a paragraph.
    """
    page = _LONG_TAG.sub(_without_attributes, page)
    if page.count("<") < _FEW_TAGS:
        return page, True
    depth_cost, formatting_cost = _costs(page)
    if formatting_cost > MAX_FORMATTING_COST:
        page = _FORMATTING_TAG.sub("", page)
        depth_cost, _ = _costs(page)
    if depth_cost <= MAX_DEPTH_COST:
        return page, True
    return _LIST_TAG.sub("<p>", page), False


def _without_attributes(tag: re.Match[str]) -> str:
    many = len(tag[2].split(None, _MAX_ATTRIBUTES)) > _MAX_ATTRIBUTES
    return f"<{tag[1]}>" if many else tag[0]


def _costs(page: str) -> tuple[int, int]:
    """Sum over all tags of the elements open there, and sum over blocks of the formatting ones."""
    open_elements: dict[str, int] = {}
    depth = formatting = depth_cost = formatting_cost = 0
    for slash, name in _TAG_NAME.findall(page):
        name = name.lower()
        inline = name in _FORMATTING
        if slash:
            step = -1 if open_elements.get(name) else 0
        else:
            step = name not in _NEVER_DEEP
            formatting_cost += 0 if inline else formatting
        if step:
            open_elements[name] = open_elements.get(name, 0) + step
            depth += step
            formatting += step if inline else 0
        depth_cost += depth
    return depth_cost, formatting_cost
