"""Dates as corpora have them → ISO 8601."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime

from spindetect.readers.refusal import RefusedError

_CANONICAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?!24)[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
"""What is written here, and in every web archive: checked, but not taken apart."""

_PARTIAL = re.compile(r"[1-9]\d{3}(?:-(?:0[1-9]|1[0-2]))?")
_SLASHED = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})(?=$|[ T])")
_FRACTION = re.compile(r"(\.\d{6})\d+")
_SPACED_ZONE = re.compile(r" (?=(?:[+-]\d\d:?\d\d|Z)$)")
_LONGEST = 64
_SECONDS = (10**8, 10**11)
"""Numbers taken for seconds since 1970: from 1973 to the year 5138; a thousand times that are
milliseconds. Smaller ones are years, days or counters, and no date."""


def iso_date(value: object) -> str | None:
    """A date in ISO 8601: what a corpus says of one, "2024-05-01" or "2024-05-01T09:30:00Z".

    Read are ISO 8601 and RFC 3339, also a year or a month alone, 2024/5/1, the dates of mail and
    HTTP headers (RFC 5322), seconds or milliseconds since 1970, and what Parquet has for dates and
    times. Times are turned into UTC, a time without a zone is taken to be UTC; a date without a
    time stays one. None for nothing (None, "", NaN). Raises RefusedError for anything else.
    """
    if isinstance(value, str) and _CANONICAL.fullmatch(value) and _is_moment(value):
        return value
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, datetime):
        return _utc(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and not value.strip():
        return None
    found = _of_text(value.strip()) if isinstance(value, str) else _of_number(value)
    if found is None:
        raise RefusedError(
            f"has a date that cannot be read ({value!r:.40}); write it as 2024-05-01, or "
            "2024-05-01T09:30:00Z"
        )
    return found


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _of_text(text: str) -> str | None:
    if len(text) > _LONGEST:
        return None
    if _PARTIAL.fullmatch(text):
        return text
    slashed = _SLASHED.match(text)
    if slashed:
        year, month, day = slashed.groups()
        text = f"{year}-{int(month):02}-{int(day):02}{text[slashed.end() :]}"
    if text.isascii() and text.isdigit() and len(text) != len("20240501"):
        return _of_number(int(text))
    text = _SPACED_ZONE.sub("", _FRACTION.sub(r"\1", text))
    return _of_iso(text) or _of_mail(text)


def _of_iso(text: str) -> str | None:
    try:
        if len(text) <= len("2024-05-01"):
            return date.fromisoformat(text).isoformat()
        return _utc(datetime.fromisoformat(text))
    except ValueError:
        return None


def _of_mail(text: str) -> str | None:

    from email.utils import parsedate_to_datetime

    try:
        return _utc(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _of_number(value: object) -> str | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    low, high = _SECONDS
    for unit in (1, 1000):
        if low * unit <= value < high * unit:
            return _utc(datetime.fromtimestamp(value // unit, UTC))
    return None


def _utc(moment: datetime) -> str | None:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:  # the first or last hours of what datetime can hold
        return None
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
