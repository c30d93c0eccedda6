"""Bytes → text: byte order marks, declared encodings, UTF-8, detection.

The order is that of the WHATWG Encoding Standard (a byte order mark outranks a declaration), with
one change: a page's own declaration of a one-byte encoding gives way to valid UTF-8, since bytes of
such an encoding hardly ever form valid UTF-8 while wrong declarations are common.
"""

from __future__ import annotations

import codecs
import re

from spindetect.readers.binary import MAX_CONTROL_SHARE, binary_refusal, control_share
from spindetect.readers.refusal import RefusedError
from spindetect.readers.western import best_western

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks; that of UTF-32-LE begins with that of UTF-16-LE and is looked up first."""

_WIDE = (("utf-16-le", 2), ("utf-16-be", 2), ("utf-32-le", 4), ("utf-32-be", 4))

_MIN_SCRIPT_SHARE = 0.9
"""Share of characters of one script above which bytes count as UTF-16 or UTF-32."""

_WINDOWS_SIBLINGS = {
    "iso8859-1": "cp1252",
    "iso8859-2": "cp1250",
    "iso8859-7": "cp1253",
    "iso8859-9": "cp1254",
}
"""The Windows encoding that agrees with an ISO one but for letters and signs at 0x80 to 0x9F."""

_UTF8_LEADS = bytes(range(0xC2, 0xF5))
"""First bytes of UTF-8 characters of more than one byte."""

_C1 = re.compile(rb"[\x80-\x9f]")

_NOT_FOR_TEXT = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
"""Python codecs that are transformations of text, no encodings of documents; idna is quadratic."""

_EAST_ASIAN = ("gb", "hz", "big5", "cp936", "cp949", "cp950", "cp932", "shift", "euc", "iso2022")
"""Prefixes of encodings whose two-byte characters may form valid UTF-8 by chance."""

MAX_DAMAGED_SHARE = 0.02
"""Share of undecodable characters up to which a text with a known encoding is read with
replacement characters in their place: a page cut in the middle of a character, a stray byte."""

_REPLACEMENT = "\ufffd"


def codec_name(encoding: str) -> str:
    """Python's name of a text encoding; RefusedError for an unknown one."""
    try:
        name = codecs.lookup(encoding).name
        "a".encode(encoding)
    except (LookupError, ValueError):
        name = ""
    if not name or name in _NOT_FOR_TEXT:
        hint = "name one such as utf-8 or cp1252, or leave --encoding out"
        raise RefusedError(f"cannot be read as {encoding!r}, which is no known encoding; {hint}")
    return name


def decode(data: bytes, declared: str | None = None, hint: str | None = None) -> str:
    """The text that `data` encodes, without a byte order mark, line ends as they are.

    `declared` is the user's word: the bytes must decode under it. `hint` is the document's own
    (an HTML meta element) and may be wrong. Raises RefusedError for an unknown or wrong `declared`
    and for bytes that are no text.
    """
    text = _marked(data)
    if text is None and declared is not None:
        text = _as_declared(data, declared)
    if text is None:
        text = _undeclared(data, hint)
    elif control_share(text.encode("utf-8", "replace")) > MAX_CONTROL_SHARE:
        text = None
    if text is None:
        raise binary_refusal()
    return text


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except ValueError:
        return None


def _tolerant(data: bytes, encoding: str) -> str | None:
    """Decoded with replacement characters, if they are few."""
    text = data.decode(encoding, "replace")
    damage = text.count(_REPLACEMENT)
    return text if damage <= max(1, MAX_DAMAGED_SHARE * len(text)) else None


def _marked(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _tolerant(data[len(mark) :], encoding)
            if text is not None:
                return text
    return None


def _as_declared(data: bytes, declared: str) -> str:
    name = codec_name(declared)
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        where = f"cannot be read as {name}: byte {error.start} does not fit"
    except ValueError:
        where = f"cannot be read as {name}"
    raise RefusedError(f"{where}; leave --encoding out to have it detected") from None


def _undeclared(data: bytes, hint: str | None) -> str | None:
    name = _hinted(hint)
    if name and name.startswith(_EAST_ASIAN):
        text = _strict(data, name)
        if text is not None:
            return text
    if control_share(data) > MAX_CONTROL_SHARE:
        return _wide(data)
    text = _strict(data, "utf-8")
    if text is None and name:
        text = _tolerant(data, name)
    if text is None:
        return _damaged_utf8(data) or _detected(data)
    return _escaped_japanese(data) or text


def _escaped_japanese(data: bytes) -> str | None:
    """ISO-2022-JP, which is valid ASCII: known by its escape sequences."""
    return _strict(data, "iso2022_jp") if b"\x1b$" in data else None


def _hinted(hint: str | None) -> str | None:
    """Python's name of the encoding a page declares, by the WHATWG labels; None if unknown.

    A declaration that could be read as ASCII cannot be true of UTF-16.
    """
    if hint is None:
        return None
    from resiliparse.parse.encoding import map_encoding_to_html5

    label = map_encoding_to_html5(hint, fallback_utf8=False)
    name = codecs.lookup(label).name if label else None
    return None if name and name.startswith("utf-") else name


def _damaged_utf8(data: bytes) -> str | None:
    """UTF-8 with a few broken characters: at least three sound ones for each.

    Other encodings form sound ones by accident: one in seven characters of GB 2312, hardly any of
    the others.
    """
    text = data.decode("utf-8", "replace")
    damage = text.count(_REPLACEMENT)
    sound = len(data) - len(data.translate(None, _UTF8_LEADS)) - damage
    return text if sound >= 3 * damage else None


def _detected(data: bytes) -> str | None:
    """By letter statistics (uchardet, through resiliparse), checked against Western encodings."""
    from resiliparse.parse.encoding import detect_encoding

    guess = detect_encoding(data, html5_compatible=False)
    if guess in _WINDOWS_SIBLINGS and _C1.search(data):
        guess = _WINDOWS_SIBLINGS[guess]
    return _tolerant(data, best_western(data, guess))


def _wide(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte order mark; None if it reads as neither."""
    best, best_share = None, _MIN_SCRIPT_SHARE
    for encoding, width in _WIDE:
        text = _strict(data[: len(data) // width * width], encoding)
        share = _one_script_share(text[:4096]) if text else 0.0
        if share > best_share:
            best, best_share = text, share
    return best


def _one_script_share(text: str) -> float:
    """Share of the characters that are ASCII, punctuation or of the commonest script.

    A script is a block of 256 code points (alphabets), or kana, Han and Hangul together. Bytes read
    in the wrong order or width scatter over all blocks.
    """
    blocks: dict[int, int] = {}
    for character in text:
        code = ord(character)
        asian = 0x3000 <= code < 0xD7B0 or 0xFF00 <= code < 0xFFF0
        block = 0x4E if asian else 0 if 0x2010 <= code < 0x2070 else code >> 8
        if code >= 32 or character in "\t\n\r":
            blocks[block] = blocks.get(block, 0) + 1
    plain = blocks.pop(0, 0)
    return (plain + max(blocks.values(), default=0)) / len(text)
