"""PDF and Word documents made by hand for tests."""

from __future__ import annotations

import io
import textwrap
import zipfile
from collections.abc import Sequence


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("£", "&pound;").replace("’", "&#8217;")


Placed = tuple[float, float, float, str]


def column(
    lines: Sequence[str], left: float = 72, top: float = 700, size: float = 10
) -> list[Placed]:
    return [(left, top - 1.2 * size * n, size, line) for n, line in enumerate(lines) if line]


def wrapped(paragraphs: Sequence[str], width: int) -> list[str]:
    """Lines with an empty one after each paragraph."""
    return [line for text in paragraphs for line in [*textwrap.wrap(text, width), ""]]


def pdf(pages: Sequence[Sequence[Placed]], *, rotate: int = 0, extra: str = "") -> bytes:
    contents = [
        "BT "
        + " ".join(
            f"/F {size} Tf 1 0 0 1 {x} {y} Tm ({_quoted(text)}) Tj" for x, y, size, text in page
        )
        + " ET"
        for page in pages
    ]
    return pdf_of(contents, rotate=rotate, extra=extra)


def _quoted(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def pdf_of(contents: Sequence[str], *, rotate: int = 0, extra: str = "") -> bytes:
    """A PDF of one page for each content stream; `extra` goes into the trailer."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(contents)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>",
    ]
    for n, content in enumerate(contents):
        data = content.encode("cp1252")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Rotate {rotate}/Resources<</Font<</F"
            f" 3 0 R>>>>/Contents {5 + 2 * n} 0 R>>".encode()
        )
        objects.append(b"<</Length %d>>stream\n%b\nendstream" % (len(data), data))
    out, places = b"%PDF-1.7\n", []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (n, body)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    return (
        out
        + (
            f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R"
            f"{extra}>>\n"
            f"startxref\n{len(out)}\n%%EOF"
        ).encode()
    )


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{escaped(text)}</w:t></w:r>"


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def word(*texts: str) -> bytes:
    return word_of("".join(paragraph(run(text)) for text in texts))


def word_of(body: str, before: str = "", namespace: str = WORD, **members: str) -> bytes:
    """A document with this XML in its body, `before` between XML declaration and root element."""
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<w:document xmlns:w="{namespace}" '
        f'xmlns:mc="{COMPATIBLE}"><w:body>{body}</w:body></w:document>'
    ).replace("&pound;", "£")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document)
        for name, content in members.items():
            archive.writestr(f"word/{name}.xml", content)
    return buffer.getvalue()
