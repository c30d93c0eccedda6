"""Which ids were seen, in some fifteen bytes each."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

_RECENT = 1 << 15
_RECENT_SHARE = 16
"""At most so many ids, or one in so many, lie in the set, which takes 100 bytes for each."""


class SeenIds:
    """A set of ids that only grows, kept as 64-bit hashes.

    Recent ones lie in a set, the others in one sorted array of 8 bytes each: ten million take
    150 MB. Two of ten million different ids share a hash with a probability of 3 in a million
    (BLAKE2b).
    """

    def __init__(self) -> None:
        self._recent: set[int] = set()
        self._sorted = np.empty(0, np.uint64)

    def add(self, identifier: str) -> bool:
        """Adds an id; whether it is new."""
        data = identifier.encode("utf-8", "surrogatepass")
        key = int.from_bytes(blake2b(data, digest_size=8).digest(), "little")
        if key in self._recent or self._is_sorted(key):
            return False
        self._recent.add(key)
        if len(self._recent) >= max(_RECENT, len(self._sorted) // _RECENT_SHARE):
            recent = np.fromiter(self._recent, np.uint64, len(self._recent))
            both = np.concatenate((self._sorted, np.sort(recent)))
            both.sort(kind="stable")  # two runs, merged in linear time
            self._sorted = both
            self._recent.clear()
        return True

    def _is_sorted(self, key: int) -> bool:
        if not len(self._sorted):
            return False
        wanted = np.uint64(key)
        place = int(np.searchsorted(self._sorted, wanted))
        return place < len(self._sorted) and bool(self._sorted[place] == wanted)
