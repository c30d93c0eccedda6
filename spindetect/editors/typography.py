"""Other typography, the same words: quotation marks, dashes, spaces, line breaks, file formats."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from random import Random
from typing import Final

from spindetect.editors.draft import Draft

Setting = Callable[[str, Random], str]
"""One typographic convention: text in, text out, with nothing changed where it does not apply."""


def _straight(text: str, _rng: Random) -> str:
    return text.translate(str.maketrans("‘’“”", "''\"\""))


def _curly(text: str, _rng: Random) -> str:
    text = re.sub(r'(^|[\s(\[—–-])"', r"\1“", text, flags=re.MULTILINE).replace('"', "”")
    text = re.sub(r"(^|[\s(\[—–“-])'(?=\w)", r"\1‘", text, flags=re.MULTILINE)
    return text.replace("'", "’")


def _dashes(text: str, rng: Random) -> str:
    dash = rng.choice((" – ", "—", " — ", " - ", " -- ", "--"))
    return re.sub(r"(?<=\S)(?: ?(?:—|--) ?| [–-] )(?=\S)", dash, text)


def _ellipses(text: str, _rng: Random) -> str:
    return text.replace("...", "…") if "..." in text else text.replace("…", "...")


def _wide_stops(text: str, _rng: Random) -> str:
    return re.sub(r"(?<=[a-z][.?!]) (?=[A-Z“\"])", "  ", text)


def _hard_wrapped(text: str, rng: Random) -> str:
    width = rng.randint(56, 92)
    blocks = text.split("\n\n")
    return "\n\n".join(textwrap.fill(b, width, break_on_hyphens=False) for b in blocks)


def _syllables_split(text: str, rng: Random) -> str:
    """Wrapped like a column of print, with long words divided at the end of some lines."""
    lines = _hard_wrapped(text, rng).split("\n")
    for i in range(len(lines) - 1):
        head, _, rest = lines[i + 1].partition(" ")
        if rng.random() < 0.25 and re.fullmatch(r"[a-z]{8,}", head) and rest and lines[i]:
            cut = rng.randint(3, len(head) - 4)
            lines[i] += f" {head[:cut]}-"
            lines[i + 1] = f"{head[cut:]} {rest}"
    return "\n".join(lines)


def _single_breaks(text: str, _rng: Random) -> str:
    return text.replace("\n\n", "\n")


def _loose_breaks(text: str, _rng: Random) -> str:
    return text.replace("\n\n", "\n\n\n").replace("\n", "\r\n")


def _indented(text: str, rng: Random) -> str:
    indent = rng.choice(("    ", "\t", "\u2003", "\u3000"))
    return "\n".join(indent + line for line in text.split("\n") if line.strip())


def _hard_spaces(text: str, _rng: Random) -> str:
    return re.sub(r"(?<=\d) (?=[a-zA-Z%])|(?<=\bM[rs]) |(?<=\bDr) ", "\u00a0", text)


def _ligatures(text: str, _rng: Random) -> str:
    """As copied from a PDF: fi and fl as one sign each."""
    return text.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ")


def _soft_hyphens(text: str, rng: Random) -> str:
    def split(match: re.Match[str]) -> str:
        cut = rng.randint(3, len(match[0]) - 3)
        return f"{match[0][:cut]}\u00ad{match[0][cut:]}" if rng.random() < 0.3 else match[0]

    return re.sub(r"\b[a-z]{9,}\b", split, text)


def _title_case(text: str, rng: Random) -> str:
    title, gap, body = text.partition("\n")
    small = "a an the and or but of in on at to for from by with as is"
    cased = [w if w in small.split() else w[:1].upper() + w[1:] for w in title.split(" ")]
    upper = rng.random() < 0.4
    return (title.upper() if upper else " ".join(cased)) + gap + body


def _zero_width(text: str, _rng: Random) -> str:
    return re.sub(r"(?<=[.?!]) (?=[A-Z])", " \u200b", text)


_SETTINGS: Final[tuple[Setting, ...]] = (
    _dashes, _ellipses, _wide_stops, _hard_spaces, _ligatures, _soft_hyphens, _title_case,
    _zero_width,
)  # fmt: skip
_LAYOUTS: Final[tuple[Setting, ...]] = (
    _hard_wrapped, _syllables_split, _single_breaks, _loose_breaks, _indented,
)  # fmt: skip


def reset(draft: Draft, rng: Random) -> str | None:
    """The same words with other quotation marks, up to three other signs and another layout."""
    text = draft.text
    if rng.random() < 0.8:
        text = _curly(text, rng) if '"' in text or "'" in text else _straight(text, rng)
    for setting in rng.sample(_SETTINGS, rng.randint(0, 3)):
        text = setting(text, rng)
    if rng.random() < 0.6:
        text = rng.choice(_LAYOUTS)(text, rng)
    if text == draft.text:
        text = _hard_wrapped(text, rng)
    return text if text != draft.text else None
