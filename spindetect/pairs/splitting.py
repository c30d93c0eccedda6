"""Splits that keep groups whole."""

from __future__ import annotations

import hashlib


def fold(group: str, folds: int, salt: str = "") -> int:
    """Fold number of a group: the same on every machine, and for all pairs of the group."""
    digest = hashlib.sha256(f"{salt}\0{group}".encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:8], "big") % folds
