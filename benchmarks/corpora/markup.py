"""Manual pages, HTML, reStructuredText, Markdown and pods to plain paragraphs.

Only as much of each format as it takes to get at the running text; what is not running text is
sorted out afterwards (`prose`).
"""

from __future__ import annotations

import html
import re
from typing import Final

_TROFF_ESCAPES: Final = (
    (re.compile(r"\\f(?:\[\w*\]|\(..|.)|\\s[+-]?\d|\\[&|^/,c%:]|\\m\[\w*\]|\\\".*"), ""),
    (re.compile(r"\\(?:\(aq|\[aq\]|')"), "'"),
    (re.compile(r"\\(?:\([lr]q|\[[lr]q\]|\*\([lr]q|\(dq)"), '"'),
    (re.compile(r"\\(?:\((?:em|en|hy)|\[(?:em|en|hy)\]|-)"), "-"),
    (re.compile(r"\\(?:~| |0)"), " "),
    (re.compile(r"\\[*(]..|\\\[[^\]]*\]|\\\*."), ""),
    (re.compile(r"\\e|\\\\"), r"\\"),
)
# Macros that set their arguments in the running line; all others end a paragraph.
_TROFF_INLINE: Final = re.compile(r"\.\s*(?:B|I|SM|SB|BR|RB|IR|RI|BI|IB|FN|ft|nh|hy|ad|PD)\b ?(.*)")
_TROFF_VERBATIM: Final = re.compile(r"(?ms)^\.(?:nf|EX|TS)\b.*?^\.(?:fi|EE|TE)\b.*?$")

_HTML_DROPPED: Final = re.compile(r"(?is)<(script|style|pre|table|head|nav)\b.*?</\1>")
_HTML_BLOCK: Final = re.compile(r"(?i)</?(?:p|div|br|li|ul|ol|h\d|td|tr|dt|dd|dl|note)\b[^>]*>")
_HTML_TAG: Final = re.compile(r"<[^>]{1,300}>")

_FENCED: Final = re.compile(r"(?ms)^ *(```|~~~).*?^ *\1[^\n]*$")
_LINK: Final = re.compile(r"!?\[([^\]\n]{1,200})\](?:\([^)\n]*\)|\[[^\]\n]*\])")
_ROLE: Final = re.compile(r":[a-z:+-]+:`~?\.?([^`<]+?)(?:\s*<[^`>]*>)?`")
_RST_LINK: Final = re.compile(r"`([^`<\n]+?)\s*<[^`>\n]*>`_{1,2}")
_MARKED: Final = re.compile(r"(\*\*|``|`|\*|__|\|)(\S(?:.{0,200}?\S)?)\1_{0,2}")
_ITEM: Final = re.compile(r"^[ \t]*(?:[-*+•o]|\(?\d{1,2}[.)]|\.\.)[ \t]+", re.MULTILINE)

_POD_VERBATIM: Final = re.compile(r"(?m)^[ \t]+\S.*$")
_POD_CODE: Final = re.compile(r"[A-Z]<{1,3}\s?([^<>]*?)\s?>{1,3}")


def of_man(text: str) -> str:
    """The text of a manual page in the classic macros; empty for the semantic ones (mdoc)."""
    if re.search(r"(?m)^\.Dd\b", text):
        return ""
    lines = []
    for line in _TROFF_VERBATIM.sub("\n", text).split("\n"):
        if not line.startswith((".", "'")):
            lines.append(line)
        elif inline := _TROFF_INLINE.match(line):
            joined = inline[1] if line[1:3].strip() in ("B", "I", "SM") else _run_on(inline[1])
            lines.append(joined.replace('"', ""))
        elif not line.startswith('.\\"'):
            lines.append("")
    plain = "\n".join(lines)
    for pattern, written in _TROFF_ESCAPES:
        plain = pattern.sub(written, plain)
    return plain


def _run_on(arguments: str) -> str:
    """The arguments of a macro that sets them alternately, without space between them."""
    return "".join(re.findall(r'"[^"]*"|\S+', arguments)).replace('"', "")


def of_html(text: str) -> str:
    """The text of an HTML page or fragment, block elements as paragraphs."""
    text = _HTML_BLOCK.sub("\n\n", _HTML_DROPPED.sub("\n\n", text))
    return html.unescape(_HTML_TAG.sub("", text))


def of_light_markup(text: str) -> str:
    """The text of Markdown or reStructuredText, without fences, links and marks of emphasis."""
    text = _FENCED.sub("\n", text)
    text = _LINK.sub(r"\1", _RST_LINK.sub(r"\1", _ROLE.sub(r"\1", text)))
    text = _MARKED.sub(r"\2", _MARKED.sub(r"\2", text))
    return _ITEM.sub("\n", of_html(text) if "</" in text else text)


def of_pod(text: str) -> str:
    """The running text of the pod sections of a Perl file."""
    found = re.findall(r"(?ms)^=(?:pod|head\d|over|item|begin text)\b.*?(?=^=cut\b|\Z)", text)
    plain = _POD_VERBATIM.sub("", "\n\n".join(found))
    for _ in range(3):
        plain = _POD_CODE.sub(r"\1", plain)
    return re.sub(r"(?m)^=.*$", "", plain)
