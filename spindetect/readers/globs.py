"""Include and exclude globs: which files of a folder are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import product

_PIECE = re.compile(r"\*\*/|\*\*|\*|\?|\[[!^]?\]?[^\]/]*\]|.", re.DOTALL)
_BRACES = re.compile(r"\{([^{}]*)\}")
_MAX_ALTERNATIVES = 1000


class Globs:
    """Paths below a folder, matched as ripgrep and .gitignore do.

    A pattern without a slash is held against the name at any depth, one with a slash against the
    path from the folder on; one that ends in a slash matches folders only. `*` and `?` stay within
    a name, `**` crosses folders, `[abc]` and `{html,htm}` are choices. Case does not matter.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        """Raises ValueError for an empty pattern or one with thousands of choices."""
        self._any = _compiled(p for p in patterns if not p.endswith("/"))
        self._folders = _compiled(p.rstrip("/") for p in patterns if p.endswith("/"))

    def match(self, path: str, *, folder: bool = False) -> bool:
        """Whether a pattern matches; `path` is relative, with slashes."""
        if self._any is not None and self._any.fullmatch(path):
            return True
        return folder and self._folders is not None and self._folders.fullmatch(path) is not None


def _compiled(patterns: Iterable[str]) -> re.Pattern[str] | None:
    alternatives = [_regex(choice) for pattern in patterns for choice in _choices(pattern)]
    return re.compile("|".join(alternatives), re.IGNORECASE | re.DOTALL) if alternatives else None


def _choices(pattern: str) -> list[str]:
    """The patterns that braces stand for: a{b,c} → ab, ac."""
    if not pattern:
        raise ValueError("an empty pattern matches nothing")
    parts = _BRACES.split(pattern)
    options = [part.split(",") if place % 2 else [part] for place, part in enumerate(parts)]
    count = 1
    for option in options:
        count *= len(option)
    if count > _MAX_ALTERNATIVES:
        raise ValueError(f"{pattern!r:.40} stands for more than {_MAX_ALTERNATIVES:,} patterns")
    return ["".join(choice) for choice in product(*options)]


def _regex(pattern: str) -> str:
    anchored = "/" in pattern
    body = "".join(map(_piece, _PIECE.findall(pattern.removeprefix("/"))))
    return body if anchored else f"(?:.*/)?{body}"


def _piece(piece: str) -> str:
    if piece == "**/":
        return "(?:.*/)?"
    if piece == "**":
        return ".*"
    if piece == "*":
        return "[^/]*"
    if piece == "?":
        return "[^/]"
    if piece.startswith("[") and len(piece) > 2:
        inside = piece[1:-1].replace("\\", "\\\\").replace("[", "\\[")
        negated = inside[0] in "!^"
        inside = inside[1:] if negated else inside
        return f"[^/{inside}]" if negated else f"[{inside}]"
    return re.escape(piece)
