"""The readers: one document in, its readable text out, every failure one clear line."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import textwrap
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from documents import (
    STRICT,
    WORD,
    column,
    escaped,
    paragraph,
    pdf,
    pdf_of,
    run,
    word,
    word_of,
    wrapped,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spindetect.readers import docx, html_guard, read_document, refusal
from spindetect.types import UnreadableError

Write = Callable[[str, str | bytes], Path]

PARAGRAPHS = (
    "The harbour council of Elmsworth voted on Tuesday to rebuild the old stone pier, which lost "
    "two of its arches in the January storms.",
    "“We owe it to the fishing families,” said Maren Holt, who chairs the works committee, after "
    "the vote of nine to four.",
    "Engineers expect the repair to take fourteen months & to cost about £3.2 million, most of it "
    "from the flood fund of the county.",
    "Opponents had asked for a floating jetty instead. They argued that stone would not survive "
    "another winter like this one.",
    "Work is to begin in May, once the seals that rest below the arches have left the bay.",
)
ARTICLE = "\n\n".join(PARAGRAPHS)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return file


def refused(path: str | Path, **options: object) -> str:
    """The message of the refusal, checked to be one line that names the file and the remedy."""
    with pytest.raises(UnreadableError) as caught:
        read_document(path, **options)
    message = str(caught.value)
    assert message.isprintable()
    assert ": " in message
    assert "; " in message
    return message


# Plain text


def test_plain_text_is_left_exactly_as_it_is(write: Write) -> None:
    text = "  The ferry sailed. \r\nThe crew\tslept.\r\n\n\rNo one spoke.\x0c\n"
    assert read_document(write("a.txt", text)).text == text


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.text", "a", "a.unknown", "A.TXT"])
def test_plain_text_under_any_name(write: Write, name: str) -> None:
    assert read_document(write(name, "The ferry sailed.")).text == "The ferry sailed."


def test_id_and_source_are_the_path_as_given(write: Write) -> None:
    path = write("a.txt", "The ferry sailed.")
    as_path, as_string = read_document(path), read_document(str(path))
    assert as_path == as_string
    assert (as_path.id, as_path.source) == (str(path), str(path))


def test_standard_input(write: Write) -> None:
    document = read_document("-", stdin=io.BytesIO(b"The ferry sailed.\n"))
    assert (document.id, document.source, document.text) == ("stdin", "-", "The ferry sailed.\n")


def test_standard_input_may_be_a_page() -> None:
    page = f"<!DOCTYPE html><html><body><p>{PARAGRAPHS[0]}</p></body></html>"
    assert read_document("-", stdin=io.BytesIO(page.encode())).text == PARAGRAPHS[0]


def test_stray_nul_characters_are_kept(write: Write) -> None:
    text = "The ferry\0sailed before dawn, and the crew slept."
    assert read_document(write("a.txt", text)).text == text


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\r\n\t")))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_any_utf8_text_comes_back_unchanged(write: Write, text: str) -> None:
    assert read_document(write("any.txt", "Any: " + text)).text == "Any: " + text


# Encodings

QUOTED = "The harbour office said the ferry won’t sail. “We will wait,” the captain said — at last."
RUSSIAN = "Паром отошёл от причала рано утром, и капитан сказал, что погода хорошая."
CHINESE = "渡轮清晨离开码头，船长说天气很好。市政府表示将继续支持港口的发展。"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks_are_obeyed_and_dropped(write: Write, encoding: str) -> None:
    assert read_document(write("a.txt", QUOTED.encode(encoding))).text == QUOTED


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", QUOTED),
        ("cp1252", "The café’s owner said “no” to the offer."),
        ("cp1252", "It cost £5 and the résumé was late."),
        ("cp1252", "Le préfet a déclaré que la fête était annulée à cause de la tempête."),
        ("mac-roman", QUOTED),
        ("mac-roman", "The café’s owner said “no” to the offer."),
        ("cp850", "The café owner said it cost £5 and sent his résumé."),
        ("cp1250", "Prom opuścił przystań wcześnie rano, a kapitan powiedział, że jest źle."),
        ("iso-8859-2", "Prom opuścił przystań wcześnie rano, a kapitan powiedział, że jest źle."),
        ("koi8-r", RUSSIAN),
        ("cp1251", RUSSIAN),
        ("gb18030", CHINESE),
        ("shift_jis", "フェリーは早朝に港を出ました。船長は天気がよいと言いました。"),
        ("iso2022_jp", "フェリーは早朝に港を出ました。船長は天気がよいと言いました。"),
        ("euc-kr", "여객선은 이른 아침에 항구를 떠났다. 선장은 날씨가 좋다고 말했다."),
        ("utf-16-le", "The harbour office said the ferry would sail."),
        ("utf-16-be", "The harbour office said the ferry would sail."),
        ("utf-16-le", RUSSIAN),
        ("utf-16-be", RUSSIAN),
        ("utf-16-le", CHINESE),
        ("utf-32-be", RUSSIAN),
    ],
)
def test_encodings_are_found_out(write: Write, encoding: str, text: str) -> None:
    assert read_document(write("a.txt", text.encode(encoding))).text == text


def test_declared_encoding_outranks_detection(write: Write) -> None:
    path = write("a.txt", "Grüße".encode())
    assert read_document(path, encoding="cp1252").text == "GrÃ¼ÃŸe"


def test_one_broken_character_does_not_change_the_encoding(write: Write) -> None:
    data = (ARTICLE * 3).encode().replace("£".encode(), b"\xc2", 1)
    assert read_document(write("a.txt", data)).text == (ARTICLE * 3).replace("£", "\ufffd", 1)


def test_wrongly_declared_encoding(write: Write) -> None:
    message = refused(write("a.txt", "Größe".encode("cp1252")), encoding="utf-8")
    assert "cannot be read as utf-8: byte 2 does not fit; leave --encoding out" in message


@pytest.mark.parametrize("name", ["klingon", "", "base64", "idna", "a\nb", "utf-8\0"])
def test_unknown_encoding(write: Write, name: str) -> None:
    assert "no known encoding" in refused(write("a.txt", "The ferry."), encoding=name)


def test_unknown_encoding_even_where_none_is_needed(write: Write) -> None:
    assert "no known encoding" in refused(write("a.docx", word("The ferry.")), encoding="klingon")


# Binary files

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PNG, " (PNG image)"),
        (b"\x7fELF\x02\x01\x01\0", " (ELF program)"),
        (b"\x1f\x8b\x08\0\0\0", " (gzip archive)"),
        (b"PK\x03\x04\x14\0\0\0", " (ZIP archive)"),
        (b"PK\x03\x04\x14\0\0\0xl/workbook.xml", " (Excel workbook)"),
        (b"{\\rtf1\\ansi The ferry sailed.}", " (Rich Text document)"),
        (b"ID3\x03\0\0\0\0", " (MP3 audio)"),
        (bytes(range(256)) * 20, ""),
        (b"\0" * 500 + b"The ferry sailed.", ""),
        (zlib.compress(ARTICLE.encode())[2:], ""),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a", "a.html"])
def test_binary_files_are_refused(write: Write, data: bytes, kind: str, name: str) -> None:
    assert f"looks like a binary file{kind}, not text" in refused(write(name, data))


@pytest.mark.parametrize("start", ["ID3 tags", "BZhou left.", "PAR1S", "MM", "GIF89a files", "PK"])
def test_texts_that_begin_like_a_binary_file_are_read(write: Write, start: str) -> None:
    assert read_document(write("a.txt", start + " are old.")).text == start + " are old."


# Files that cannot be read


def test_missing_file(tmp_path: Path) -> None:
    message = refused(tmp_path / "none.txt")
    assert message == f"{tmp_path}/none.txt: does not exist; check the path"


def test_folder(tmp_path: Path) -> None:
    assert "is a folder; " in refused(tmp_path)


def test_dangling_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "none")
    assert "is a link to a file that is gone" in refused(tmp_path / "link")


def test_link_to_itself(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "link")
    assert "cannot be opened" in refused(tmp_path / "link")


def test_link_to_a_file_is_followed(write: Write, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(write("a.txt", "The ferry sailed."))
    assert read_document(tmp_path / "link").text == "The ferry sailed."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "is a pipe, not a file" in refused(tmp_path / "pipe")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices on this system")
def test_device_is_not_read() -> None:
    assert "is a device, not a file" in refused("/dev/zero")


def test_file_without_permission(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = write("a.txt", "The ferry sailed.")
    monkeypatch.setattr("builtins.open", deny)
    assert "may not be read; check its permissions" in refused(path)


@pytest.mark.parametrize("data", [b"", b" \r\n\t", "\u2003\n".encode(), b"\xef\xbb\xbf \n"])
@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_empty_file(write: Write, data: bytes, name: str) -> None:
    message = refused(write(name, data))
    assert "is empty" in message or "nothing but white space" in message or "no readable" in message


def test_names_are_shown_on_one_line(write: Write) -> None:
    assert "a\\nb\\x1b.txt: is empty" in refused(write("a\nb\x1b.txt", b""))


@pytest.mark.parametrize("name", ["a\0b", "", "x" * 5000, "a\udcff"])
def test_impossible_names(name: str) -> None:
    refused(name)


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    begin = time.perf_counter()
    assert "is too large (200 MiB, the limit is 32 MiB)" in refused(path)
    assert time.perf_counter() - begin < 1


def test_endless_standard_input_is_refused() -> None:
    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            assert size >= 0
            return b"a" * size

    assert "standard input: is too large" in refused("-", stdin=Endless())


def test_closed_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert "standard input: is closed" in refused("-")
    stream = io.BytesIO()
    stream.close()
    assert "standard input: cannot be read" in refused("-", stdin=stream)


def test_extracted_text_is_capped(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusal, "MAX_TEXT_CHARACTERS", 1000)
    assert "1,000 characters of text" in refused(write("a.html", "<p>" + ARTICLE * 5))
    assert "1,000 characters of text" in refused(write("a.docx", word(ARTICLE * 5)))


def test_plain_text_loads_no_format_library(write: Write) -> None:
    program = (
        "import sys; from spindetect.readers import read_document; read_document(sys.argv[1]);"
        "print([m for m in ('resiliparse', 'pypdfium2', 'pyexpat') if m in sys.modules])"
    )
    path = write("a.txt", QUOTED)
    result = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


# HTML


BODY = "\n".join(f"<p>{escaped(paragraph)}</p>" for paragraph in PARAGRAPHS)
HEAD = (
    '<head><meta charset="utf-8"><title>Pier to be rebuilt - Gazette</title><style>p{color:red}'
    '</style><script>document.write("<p>Loading the page</p>");</script></head>'
)
MENU = '<a href="/">Home</a> <a href="/news">News</a> <a href="/sport">Sport</a>'
BANNER = (
    '<div class="cookie-consent"><p>We use cookies on this site.</p><button>Accept</button></div>'
)
RELATED = (
    '<aside class="related-posts"><h3>Related stories</h3><ul><li><a href="/a">Ferry fares to rise'
    '</a></li><li><a href="/b">Lighthouse keeper retires</a></li></ul></aside>'
)
COMMENTS = (
    '<section id="comments" class="comments-area"><h3>2 comments</h3><ol class="comment-list"><li>'
    "<p>About time they did something about it, I say.</p></li></ol><form id=commentform><label>"
    "Leave a reply</label><textarea></textarea><input type=submit value=Post></form></section>"
)
FOOTER = (
    '<footer><p>Copyright Elmsworth Gazette. All rights reserved.</p><a href="/">Top</a></footer>'
)

LAYOUTS = {
    "article": f"<!doctype html><html>{HEAD}<body>{BANNER}<header><nav>{MENU}</nav></header><main>"
    f"<article>{BODY}</article>{RELATED}</main>{COMMENTS}{FOOTER}</body></html>",
    "div soup": f"<html>{HEAD}<body><div class=nav>{MENU}</div><div id=wrap><div class=c1>"
    + "".join(f"<div>{escaped(paragraph)}</div>" for paragraph in PARAGRAPHS)
    + "</div></div><div class=footer>Copyright Gazette</div></body></html>",
    "line breaks": "<html><body><div>"
    + "<br><br />\n".join(map(escaped, PARAGRAPHS))
    + "</div></body></html>",
    "blog": f'<!doctype html><html>{HEAD}<body class="single single-post">{BANNER}<div id="page">'
    f'<header class="site-header"><p>Gazette</p><nav>{MENU}</nav></header><main><article '
    f'class="post hentry"><div class="entry-meta">Posted on May 3 by admin</div><div '
    f'class="entry-content">{BODY}<div class="sharedaddy">Share this: <a>Mail</a></div></div>'
    f'<footer class="entry-footer">Tagged <a>pier</a></footer></article>{COMMENTS}</main>'
    f"{RELATED}</div>{FOOTER}</body></html>",
    "table": f"<html>{HEAD}<body><table><tr><td colspan=2>{MENU}</td></tr><tr><td><a href=/w>"
    f"Weather</a><br><a href=/t>Tides</a></td><td>{BODY}</td></tr></table></body></html>",
    "unnamed blocks": f'<html><body><div class="x1"><div>{MENU}</div></div><div class="x2">{BODY}'
    '</div><div class="x3"><div><a href=/1>Ferry fares to rise</a></div></div></body></html>',
    "unclosed": "<html><body><div><p>" + "<p>".join(map(escaped, PARAGRAPHS)) + "</span></div>",
    "fragment": BODY,
    "form": f"<html>{HEAD}<body><form id=aspnetForm><div>{BODY}</div></form></body></html>",
    "misleading names": f'<html><body><div class="header-wrap"><div class="sidebar-layout '
    f'comment-enabled">{BODY}</div></div></body></html>',
    "misleading body": f'<html class="cookies"><body class="cookie"><div class="cookies-on '
    f'comments">{BODY}</div></body></html>',
    "xhtml": '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">'
    f"<body>{BODY}</body></html>",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_only_the_article_of_a_page_is_read(write: Write, layout: str) -> None:
    assert read_document(write("a.html", LAYOUTS[layout])).text == ARTICLE


def test_a_short_notice_on_a_page_full_of_comments(write: Write) -> None:
    comments = "".join(f"<p>Comment {number} says much about nothing.</p>" for number in range(90))
    page = f"<article><p>{PARAGRAPHS[0]}</p></article><div id=comments>{comments}</div>"
    assert read_document(write("a.html", page)).text == PARAGRAPHS[0]


def test_a_line_break_is_no_paragraph(write: Write) -> None:
    page = "<article><p>Tides<br>at noon<br>\n<br>Moon</p><p>New</p></article>"
    assert read_document(write("a.html", page)).text == "Tides\nat noon\n\nMoon\n\nNew"


def test_preformatted_lines_stay_together(write: Write) -> None:
    page = "<body><p>Log:</p><pre>The ferry\n  sailed\tearly.\n\nThe crew slept.</pre></body>"
    text = "Log:\n\nThe ferry\nsailed early.\n\nThe crew slept."
    assert read_document(write("a.html", page)).text == text


def test_inline_markup_leaves_no_trace(write: Write) -> None:
    page = "<p>The <b>har</b>bour&nbsp;<i>office</i>\n of <a href=x>Elm</a>worth&shy;y.</p>"
    assert read_document(write("a.html", page)).text == "The harbour office of Elmworthy."


def test_lists_of_prose_are_kept_and_pointers_left_out(write: Write) -> None:
    page = (
        f"<article><p>{PARAGRAPHS[0]}</p><ul><li>The seals leave the bay in early spring.</li><li>"
        f"The masons come from three counties away.</li></ul><p><a href=x>Read more: Ferry fares to"
        f" rise</a></p><ul><li><a href=y>Tides</a></li></ul><p>{PARAGRAPHS[1]}</p></article>"
    )
    kept = ["The seals leave the bay in early spring.", "The masons come from three counties away."]
    text = read_document(write("a.html", page)).text
    assert text.split("\n\n") == [PARAGRAPHS[0], *kept, PARAGRAPHS[1]]


@pytest.mark.parametrize("link", ["<a name=top>", "<a href=/top>"])
def test_an_unclosed_link_does_not_swallow_the_text(write: Write, link: str) -> None:
    page = f"<p>{link}The ferry sailed.</p><p>The crew slept.</p><p>It was late.</p>"
    text = read_document(write("a.html", page)).text
    assert text == "The ferry sailed.\n\nThe crew slept.\n\nIt was late."


def test_a_page_of_links_only_keeps_them(write: Write) -> None:
    page = "<body><p><a href=x>Pier to be rebuilt</a></p></body>"
    assert read_document(write("a.html", page)).text == "Pier to be rebuilt"


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><div id=root></div><script>start()</script></body></html>",
        "<html><head><title>Pier</title></head><body><img src=x alt='The pier'></body></html>",
        "<!doctype html>",
    ],
)
def test_a_page_without_readable_text(write: Write, page: str) -> None:
    assert "has no readable text" in refused(write("a.html", page))


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("<meta charset=koi8-r>", "koi8-r"),
        ('<meta http-equiv=Content-Type content="text/html; charset=windows-1251">', "cp1251"),
        ("<meta charset=iso-8859-1>", "utf-8"),
        ("<meta charset=utf-16>", "utf-8"),
        ("<meta charset=klingon>", "utf-8"),
        ("<meta charset=utf-8>", "cp1251"),
        ("", "utf-16"),
        ("", "utf-16-le"),
    ],
)
def test_encodings_of_pages_right_and_wrong(write: Write, head: str, encoding: str) -> None:
    page = f"<html><head>{head}</head><body><p>{RUSSIAN}</p></body></html>"
    assert read_document(write("a.html", page.encode(encoding))).text == RUSSIAN


def test_declared_by_the_xml_declaration(write: Write) -> None:
    page = f'<?xml version="1.0" encoding="koi8-r"?><html><body><p>{RUSSIAN}</p></body></html>'
    assert read_document(write("a", page.encode("koi8-r"))).text == RUSSIAN


def test_the_user_outranks_the_page(write: Write) -> None:
    page = f"<html><meta charset=cp1252><body><p>{RUSSIAN}</p></body></html>".encode("koi8-r")
    assert read_document(write("a.html", page), encoding="koi8-r").text == RUSSIAN


BOMBS = {
    "nested blocks": "<div>" * 100_000 + "<p>The ferry sailed.</p>",
    "nested lists": "<ul><li>x" * 50_000 + "<p>The ferry sailed.</p>",
    "open formatting": "".join(f"<p><font size={n}>x" for n in range(3000)) + " The ferry sailed.",
    "attributes": "<div " + " ".join(f"a{n}=1" for n in range(50_000)) + ">The ferry sailed.",
    "unclosed comments": "The ferry sailed." + "<!--" * 200_000,
    "unclosed tags": "The ferry sailed.<p>" + "<a " * 300_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_hostile_markup_costs_neither_the_process_nor_minutes(write: Write, bomb: str) -> None:
    path = write("a.html", f"<html><body>{BOMBS[bomb]}")
    program = (
        "import sys; from spindetect.readers import read_document;"
        "sys.exit('The ferry sailed.' not in read_document(sys.argv[1]).text)"
    )
    result = subprocess.run([sys.executable, "-c", program, str(path)], timeout=30, check=False)
    assert result.returncode == 0


def test_too_many_tags_are_refused(write: Write) -> None:
    page = "<html>" + "<p>" * (html_guard.MAX_TAGS + 1)
    assert "more than 1,000,000 HTML tags" in refused(write("a.html", page))


# The format is told by content first


def test_content_outranks_the_name(write: Write) -> None:
    page = f"\ufeff \n<!-- saved --><!DOCTYPE html><html><body><p>{PARAGRAPHS[2]}</p></body></html>"
    assert read_document(write("a.txt", page.replace("&", "&amp;"))).text == PARAGRAPHS[2]
    assert read_document(write("b.html", word("The ferry sailed."))).text == "The ferry sailed."
    assert read_document(write("c.txt", pdf([column(["The ferry sailed."])]))).text == (
        "The ferry sailed."
    )


def test_the_name_decides_where_the_content_does_not(write: Write) -> None:
    assert read_document(write("a.html", "Salt &amp; tar")).text == "Salt & tar"
    assert read_document(write("a.txt", "Salt &amp; tar")).text == "Salt &amp; tar"


@pytest.mark.parametrize("text", ["<p>The ferry</p>", "%PDF is a format.", "<htmlish> sailed"])
def test_texts_that_mention_a_format_stay_texts(write: Write, text: str) -> None:
    assert read_document(write("a.txt", "On formats: " + text)).text == "On formats: " + text


def test_text_named_as_pdf_or_docx_is_refused(write: Write) -> None:
    assert "is a damaged PDF or none" in refused(write("a.pdf", ARTICLE))
    assert "is no Word document" in refused(write("a.docx", ARTICLE))


# PDF: hand-made files in Courier, whose letters are all 0.6 of the font size wide


def test_lines_of_a_pdf_are_joined_to_paragraphs(write: Write) -> None:
    path = write("a.pdf", pdf([column(wrapped(PARAGRAPHS, 70))]))
    assert read_document(path).text == ARTICLE


def test_indented_first_lines_begin_paragraphs(write: Write) -> None:
    lines = [line for text in PARAGRAPHS for line in textwrap.wrap("   " + text, 60)]
    placed = [
        (90.0 if line.startswith("   ") else 72.0, y, size, line.strip())
        for (_, y, size, line) in column(lines)
    ]
    assert read_document(write("a.pdf", pdf([placed]))).text == ARTICLE


def test_two_columns_are_read_one_after_the_other(write: Write) -> None:
    lines = wrapped(PARAGRAPHS * 3, 36)
    half = len(lines) // 2
    title = [(72.0, 740.0, 16.0, "A council votes for stone against all advice")]
    page = title + column(lines[:half]) + column(lines[half:], left=320)
    text = read_document(write("a.pdf", pdf([page]))).text
    assert text == "A council votes for stone against all advice\n\n" + "\n\n".join(PARAGRAPHS * 3)


def test_the_order_of_drawing_does_not_matter(write: Write) -> None:
    page = column(wrapped(PARAGRAPHS, 70))
    assert read_document(write("a.pdf", pdf([page[::-1]]))).text == ARTICLE


def test_a_table_is_not_taken_for_columns(write: Write) -> None:
    names = ["Ada", "Ben", "Cleo", "Dora", "Emil", "Fay"]
    page = column(names) + column([f"{len(name)}00 kg" for name in names], left=320)
    text = read_document(write("a.pdf", pdf([page]))).text
    assert " ".join(text.split()) == " ".join(f"{name} {len(name)}00 kg" for name in names)


def test_words_parted_at_line_ends_are_put_together(write: Write) -> None:
    lines = [
        "The harbour council met again on Monday, and the well-known engi-",
        "neers of the county came too. The stone was hand-cut, a fisher-",
        "man said; every hand-cut block was sound. It was a self-",
        "made plan by the Anglo-",
        "Danish firm, he said, and the hand-",
        "cut stone would last.",
    ]
    text = " ".join(read_document(write("a.pdf", pdf([column(lines)]))).text.split())
    assert "well-known engineers of the county" in text
    assert "a fisherman said" in text
    assert "self-made plan by the Anglo-Danish firm" in text
    assert "the hand-cut stone would last." in text


def test_a_paragraph_runs_on_over_the_page_and_heads_are_left_out(write: Write) -> None:
    lines = wrapped(["", *PARAGRAPHS * 6], 60)
    pages = []
    for number, start in enumerate(range(0, len(lines), 20)):
        head = "Journal of Harbours" if number % 2 else "Holt and Okafor"
        furniture = [(72.0, 770.0, 8.0, head), (300.0, 30.0, 8.0, f"Page {number + 1} of 5")]
        pages.append(furniture + column(lines[start : start + 20]))
    assert len(pages) > 3
    assert read_document(write("a.pdf", pdf(pages))).text == "\n\n".join(PARAGRAPHS * 6)


def test_the_page_number_of_a_single_page_is_left_out(write: Write) -> None:
    page = [*column(["The ferry sailed at dawn."]), (300.0, 30.0, 8.0, "- 12 -")]
    assert read_document(write("a.pdf", pdf([page]))).text == "The ferry sailed at dawn."


def test_body_lines_that_recur_are_kept(write: Write) -> None:
    refrain = ["Row, row to the pier.", "The tide is low.", "Row, row to the pier."]
    pages = [column(refrain, top=500), column(refrain, top=400)]
    assert read_document(write("a.pdf", pdf(pages))).text.count("Row, row to the pier.") == 4


REFERENCE = "Holt, M. (19{:02d}). On the stones of piers. Harbour Review 12, 33-44."


def test_the_reference_list_is_left_out_up_to_an_appendix(write: Write) -> None:
    entries = [REFERENCE.format(n) for n in range(8)]
    lines = [*wrapped(PARAGRAPHS[:2], 70), "References", "", *wrapped(entries, 70)]
    path = write("a.pdf", pdf([column([*lines, "Appendix A", "", "Tides are listed here."])]))
    assert read_document(path).text == "\n\n".join(
        [*PARAGRAPHS[:2], "Appendix A", "Tides are listed here."]
    )


def test_a_heading_references_above_prose_is_kept(write: Write) -> None:
    path = write("a.pdf", pdf([column(["References", "", *wrapped(PARAGRAPHS, 70)])]))
    assert read_document(path).text == "References\n\n" + ARTICLE


@pytest.mark.parametrize("rotate", [0, 90, 180, 270, -90, 45, 9999])
def test_turned_pages_are_read(write: Write, rotate: int) -> None:
    path = write("a.pdf", pdf([column(wrapped(PARAGRAPHS, 70))], rotate=rotate))
    assert read_document(path).text == ARTICLE


def test_text_drawn_upwards_is_read_and_a_stamp_beside_the_text_is_not(write: Write) -> None:
    upwards = "BT /F 10 Tf 0 1 -1 0 {} 72 Tm ({}) Tj ET"
    lines = textwrap.wrap(PARAGRAPHS[0], 60)
    turned = " ".join(upwards.format(100 + 12 * n, line) for n, line in enumerate(lines))
    assert read_document(write("a.pdf", pdf_of([turned]))).text == PARAGRAPHS[0]
    upright = " ".join(
        f"BT /F 10 Tf 72 {700 - 12 * n} Td ({line}) Tj ET" for n, line in enumerate(lines)
    )
    stamped = upright + upwards.format(20, "Preprint 2031")
    assert read_document(write("b.pdf", pdf_of([stamped]))).text == PARAGRAPHS[0]


def test_encrypted_pdf(write: Write) -> None:
    key = "00" * 32
    encryption = f"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/O<{key}>/U<{key}>/P -4>>"
    assert "is an encrypted PDF" in refused(write("a.pdf", pdf([column(["x"])], extra=encryption)))


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\n" + b"stream " * 90])
def test_damaged_pdf(write: Write, data: bytes) -> None:
    assert "is a damaged PDF" in refused(write("a.pdf", data))


def test_pdf_of_pictures(write: Write) -> None:
    picture = "q 600 0 0 800 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x41 EI Q"
    assert "is a PDF of pictures; run character" in refused(write("a.pdf", pdf_of([picture])))
    assert "is a PDF without text" in refused(write("b.pdf", pdf_of(["0 0 9 9 re f"])))


# DOCX


@pytest.mark.parametrize("namespace", [WORD, STRICT])
def test_paragraphs_of_a_word_document(write: Write, namespace: str) -> None:
    body = "".join(paragraph(run(text[:9]), run(text[9:], "<w:b/>")) for text in PARAGRAPHS)
    assert read_document(write("a.docx", word_of(body, namespace=namespace))).text == ARTICLE


def test_tables_breaks_and_tabs(write: Write) -> None:
    cells = "".join(f"<w:tc>{paragraph(run(text))}</w:tc>" for text in ("Tide", "4 m"))
    stops = "<w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr>"
    broken = paragraph(stops, run("one"), "<w:r><w:tab/></w:r>", run("two"), "<w:r><w:br/></w:r>")
    body = f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>{broken.replace('</w:p>', run('three') + '</w:p>')}"
    assert read_document(write("a.docx", word_of(body))).text == "Tide\n\n4 m\n\none two\nthree"


def test_revisions_are_read_as_accepted(write: Write) -> None:
    body = paragraph(
        run("The ferry "),
        f"<w:del><w:r><w:delText>never </w:delText></w:r>{run('ever ')}</w:del>",
        f"<w:ins>{run('finally ')}</w:ins>",
        f"<w:moveFrom>{run('late ')}</w:moveFrom>",
        run("sailed."),
    )
    assert read_document(write("a.docx", word_of(body))).text == "The ferry finally sailed."


def test_a_deleted_paragraph_mark_joins_paragraphs(write: Write) -> None:
    mark = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    body = paragraph(mark, run("The ferry ")) + paragraph(run("sailed.")) + paragraph(run("Late."))
    assert read_document(write("a.docx", word_of(body))).text == "The ferry sailed.\n\nLate."


def test_hidden_text_headers_and_doubled_text_boxes_are_left_out(write: Write) -> None:
    box = f"<w:txbxContent>{paragraph(run('In a box.'))}</w:txbxContent>"
    doubled = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    body = paragraph(
        run("Shown. "),
        run("Hidden. ", "<w:vanish/>"),
        run("Not hidden.", "<w:vanish w:val='0'/>"),
        f"<w:r>{doubled}</mc:AlternateContent></w:r>",
        "<w:r><w:instrText>PAGE</w:instrText></w:r>",
    )
    data = word_of(body, header1=f"<w:hdr xmlns:w='{WORD}'>{paragraph(run('Head'))}</w:hdr>")
    assert read_document(write("a.docx", data)).text == "In a box.\n\nShown. Not hidden."


def test_entities_cannot_be_declared(write: Write) -> None:
    bomb = '<!DOCTYPE w:document [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    body = paragraph("<w:r><w:t>&b;</w:t></w:r>")
    message = refused(write("a.docx", word_of(body, before=bomb)))
    assert "declares an XML document type" in message


def test_oversized_word_documents(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "nests more than" in refused(write("a.docx", word_of("<w:p>" * 2000)))
    monkeypatch.setattr(docx, "MAX_ELEMENTS", 100)
    assert "over 100 XML elements" in refused(write("b.docx", word(*["x"] * 100)))
    monkeypatch.setattr(docx, "MAX_XML_BYTES", 1 << 20)
    bomb = word_of(" " * (1 << 21))
    assert len(bomb) < 10_000
    assert "over 1 MiB unpacked" in refused(write("c.docx", bomb))
    members = {f"extra{n}": "" for n in range(20)}
    monkeypatch.setattr(docx, "MAX_MEMBERS", 20)
    assert "packs more than 20 files" in refused(write("d.docx", word_of("", **members)))


def test_damaged_word_documents(write: Write) -> None:
    data = word(*PARAGRAPHS)
    assert "is a damaged Word document" in refused(write("a.docx", data[: len(data) // 2]))
    assert "is a damaged Word document" in refused(write("b.docx", word_of("<w:p>")))
    assert "has no text" in refused(write("c.docx", word_of("<w:p/>")))
    encrypted = bytearray(data)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = encrypted.find(mark)
        while at >= 0:
            encrypted[at + flags] |= 1
            at = encrypted.find(mark, at + 1)
    assert "is encrypted or packed" in refused(write("d.docx", bytes(encrypted)))
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert "Word or Office file, old or with a password" in refused(write("e.docx", old))


# Whatever the bytes: a document or one line

SAMPLES = {
    ".txt": QUOTED.encode("cp1252"),
    ".html": LAYOUTS["blog"].encode(),
    ".pdf": pdf([column(wrapped(PARAGRAPHS, 36)), column(wrapped(PARAGRAPHS, 36), left=300)]),
    ".docx": word(*PARAGRAPHS),
}
STARTS = st.sampled_from(
    [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>", b"\xff\xfe", b"\xef\xbb\xbf"]
)
FUZZ = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)


def read_or_refuse(path: Path) -> None:
    try:
        assert read_document(path).text.strip()
    except UnreadableError as error:
        message = str(error)
    else:
        message = ""
    assert message.isprintable()


@pytest.mark.parametrize("suffix", [*SAMPLES, ".xhtml", ".md"])
@given(start=STARTS, rest=st.binary(max_size=2000))
@FUZZ
def test_random_bytes_raise_nothing_else(
    write: Write, suffix: str, start: bytes, rest: bytes
) -> None:
    read_or_refuse(write("random" + suffix, start + rest))


@pytest.mark.parametrize("suffix", SAMPLES)
@given(data=st.data())
@FUZZ
def test_damaged_documents_raise_nothing_else(
    write: Write, suffix: str, data: st.DataObject
) -> None:
    sample = bytearray(SAMPLES[suffix])
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(sample)))
        cut = data.draw(st.integers(0, 3) | st.integers(0, 300))
        sample[at : at + cut] = data.draw(st.binary(max_size=4) | st.sampled_from([b"9" * 9, b"<"]))
    read_or_refuse(write("damaged" + suffix, bytes(sample)))
