"""Pages that may copy: ids and sites named by the user."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from spindetect.types import UnreadableError


class Licences:
    """Who may copy: exact ids, and sites with all their subdomains."""

    def __init__(self, names: frozenset[str] = frozenset()) -> None:
        self._names = names

    @classmethod
    def read(cls, path: Path) -> Licences:
        """Read a file with one id or site a line; blank lines and those that begin with # are none.

        Raises `UnreadableError` for a file that cannot be read as UTF-8.
        """
        try:
            lines = path.read_text("utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not UTF-8 text"
            raise UnreadableError(
                f"--licensed {path}: {reason}; give a text file with one id or site a line"
            ) from error
        names = (line.strip() for line in lines)
        return cls(frozenset(name for name in names if name and not name.startswith("#")))

    def covers(self, identifier: str) -> bool:
        """Whether the page with this id, perhaps a URL, may copy."""
        if identifier in self._names:
            return True
        host = _host(identifier)
        parts = host.split(".") if host else []
        return any(".".join(parts[k:]) in self._names for k in range(len(parts)))


def _host(identifier: str) -> str | None:
    """The host of a URL, or of a path that begins with one as crawlers save it."""
    try:
        if "://" in identifier:
            return urlsplit(identifier).hostname
    except ValueError:
        return None
    first = identifier.split("/", 1)[0].lower()
    return first if "." in first and "/" in identifier else None
