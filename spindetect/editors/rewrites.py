"""The rewrites that were made by hand or by a translation engine, as labelled pairs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Final

from spindetect.editors.draft import read_draft
from spindetect.types import (
    Document,
    LabelledPair,
    Relation,
    SpindetectError,
    UnreadableError,
)

SOURCE: Final = "developer-rewrite"
MACHINE_SOURCE: Final = "machine-translation"
# Styles that no person wrote.
_BY_MACHINE: Final = frozenset(("round-trip",))
# None: decided by how much of the shorter text is aligned.
_RELATIONS: Final[Mapping[str, Relation | None]] = MappingProxyType(
    {
        "polished": None,
        "updated": None,
        "condensed": None,
        "subedited": None,
        "restructured": Relation.REWRITTEN,
        "simplified": Relation.REWRITTEN,
        "translated": Relation.REWRITTEN,
        "round-trip": Relation.REWRITTEN,
        "independent": Relation.INDEPENDENT,
    }
)
# The definition of "edited": nine tenths of the shorter body aligned. A sentence counts as aligned
# when at least this share of its word pairs stands in the other text; cuts inside it leave more.
_EDITED_SHARE: Final = 0.9
_PAIRS_KEPT: Final = 0.4


def rewrites(articles: Path, rewrites: Path) -> Iterator[LabelledPair]:
    """`<genre>/<slug>.txt` of `articles` beside each `<genre>/<slug>.<style>.txt`, in path order.

    The family is the style. The relation follows from it; a polished, updated, condensed or
    sub-edited text is "edited", or "related" where less than nine tenths of the shorter text is
    aligned. The source of a "round-trip", an article translated to another language and back, is
    "machine-translation", that of the others "developer-rewrite".

    Raises:
        UnreadableError: a file cannot be read, or a rewrite has no original.
        SpindetectError: a file name has no known style.
    """
    for path in sorted(rewrites.glob("*/*.txt")):
        slug, _, style = path.stem.rpartition(".")
        if style not in _RELATIONS or not slug:
            raise SpindetectError(
                f"{path}: the name must end in one of {', '.join(_RELATIONS)} and .txt; rename it"
            )
        name = f"{path.parent.name}/{slug}"
        original = Document(name, _read(articles / f"{name}.txt"))
        candidate = Document(f"{name}.{style}", _read(path))
        relation = _RELATIONS[style] or _by_share(original.text, candidate.text)
        source = MACHINE_SOURCE if style in _BY_MACHINE else SOURCE
        yield LabelledPair(original, candidate, relation.value, name, source, style)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"{path}: {error}; every rewrite needs it as UTF-8 text") from error


def _by_share(original: str, candidate: str) -> Relation:
    shorter, longer = sorted((original, candidate), key=len)
    kept = _aligned_share(shorter, longer)
    return Relation.EDITED if kept >= _EDITED_SHARE else Relation.RELATED


def _aligned_share(shorter: str, longer: str) -> float:
    """Share of the shorter text's words that stand in sentences found again in the longer one."""
    known = set(_pairs(longer))
    aligned = total = 0
    for sentence in read_draft(shorter).sentences:
        pairs = _pairs(shorter[sentence.start : sentence.end])
        found = sum(pair in known for pair in pairs)
        total += len(pairs)
        aligned += len(pairs) if found >= _PAIRS_KEPT * len(pairs) else 0
    return aligned / total if total else 0.0


def _pairs(text: str) -> list[tuple[str, str]]:
    words = re.findall(r"\w+", text.lower().replace("’", "'"))
    return list(pairwise(words))
