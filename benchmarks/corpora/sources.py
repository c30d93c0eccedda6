"""Where English prose lies on a machine: the repository, packages, manuals, documentation.

Each source yields (id, paragraphs) in a fixed order; an id starts with the source's name. What a
machine lacks is left out, so the corpus depends on the machine and on nothing else.
"""

from __future__ import annotations

import ast
import gzip
import hashlib
import json
import re
import sys
import sysconfig
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

from benchmarks.corpora.distinct import chapters, distinct
from benchmarks.corpora.markup import of_html, of_light_markup, of_man, of_pod
from benchmarks.corpora.prose import prose_paragraphs
from spindetect.sources.declaration import paragraphs as blocks

ROOT = Path(__file__).parents[2]
PUBLISHER_SHARE = 600
"""At most so many files of one publisher: ten thousand manual pages of one program would make
the corpus that program's manual."""

Texts = Iterator[tuple[str, list[str]]]

# One operation in so many of a web service is taken: they are one vendor's as well.
_OPERATIONS = 6
_LEAST_BYTES, _MOST_BYTES = 400, 4_000_000
_SKIPPED = ("license", "licence", "copying", "copyright", "changelog", "authors", "notice")


def real_texts(external: Path) -> Texts:
    """All documents within reach, (id, paragraphs), no two with a run of eight words in common."""
    sources = chain(
        _articles(),
        _external(external),
        _topics(),
        _docstrings(),
        _descriptions(),
        _files(),
        _web_services(),
    )
    return distinct(chain.from_iterable(chapters(name, parts) for name, parts in sources))


def digest(name: str) -> int:
    """A number for an id, the same in every run."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")


def _shared_out(paths: Iterable[Path], publisher: Callable[[Path], str]) -> list[Path]:
    """The files, of each publisher's at most so many, drawn by the digest of their names."""
    of: dict[str, list[Path]] = defaultdict(list)
    for path in paths:
        of[publisher(path)].append(path)
    drawn = (sorted(some, key=lambda p: digest(p.name))[:PUBLISHER_SHARE] for some in of.values())
    return sorted(chain.from_iterable(drawn))


def _program(path: Path) -> str:
    """The program a manual page belongs to: what stands before the first mark in its name."""
    return re.split(r"[_.-]", path.name)[0]


def _articles() -> Texts:
    folder = ROOT / "data" / "articles"
    for path in sorted(folder.glob("*/*.txt")):
        yield f"own/{path.parent.name}/{path.stem}", blocks(path.read_text("utf-8"))


def _external(folder: Path) -> Texts:
    fields = {"onestop": "advanced", "lee_news": "text", "gum": "text", "ewt_web": "text"}
    for name, field in fields.items():
        path = folder / f"{name}.jsonl"
        if not path.is_file():
            continue
        rows = path.read_text("utf-8").split("\n")
        for number, row in enumerate(filter(str.strip, rows), 1):
            yield f"{name}/{number:04}", blocks(json.loads(row)[field])


def _topics() -> Texts:
    path = Path(sysconfig.get_path("stdlib")) / "pydoc_data" / "topics.py"
    if not path.is_file():
        return
    for node in ast.parse(path.read_bytes()).body:
        if isinstance(node, ast.Assign):
            topics: dict[str, str] = ast.literal_eval(node.value)
            for name, text in sorted(topics.items()):
                yield f"topics/{name}", prose_paragraphs(of_light_markup(text))


def _site_packages() -> list[Path]:
    """The environment's packages first, then those of the Python it was made from."""
    base = Path(sys.base_prefix) / Path(sysconfig.get_path("purelib")).relative_to(sys.prefix)
    return list(dict.fromkeys([Path(sysconfig.get_path("purelib")), base]))


def _docstrings() -> Texts:
    """One document for each docstring with enough prose, by module and name."""
    standard = Path(sysconfig.get_path("stdlib"))
    for root in (standard, *_site_packages()):
        for path in sorted(root.rglob("*.py")):
            inside = path.relative_to(root)
            if (root == standard and inside.parts[0] == "site-packages") or _is_test(inside):
                continue
            for name, text in _documented(path):
                yield f"docstrings/{inside.with_suffix('')}:{name}", prose_paragraphs(text)


def _is_test(path: Path) -> bool:
    return any(part in ("test", "tests", "testing", "_vendor", "idlelib") for part in path.parts)


def _documented(path: Path) -> Iterator[tuple[str, str]]:
    try:
        content = path.read_bytes()
        if content.count(b'"""') < 2 or len(content) > _MOST_BYTES:
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(content)
    except (OSError, SyntaxError, ValueError, RecursionError):
        return
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    for node in ast.walk(tree):
        if isinstance(node, kinds):
            text = ast.get_docstring(node)
            if text and len(text) >= _LEAST_BYTES:
                line = getattr(node, "lineno", 0)
                yield f"{getattr(node, 'name', 'module')}@{line}", of_light_markup(text)


def _descriptions() -> Texts:
    """What each installed distribution says of itself."""
    for root in _site_packages():
        for path in sorted(root.glob("*.dist-info/METADATA")):
            _, _, text = path.read_text("utf-8", "replace").partition("\n\n")
            name = path.parent.name.partition("-")[0]
            yield f"packages/{name}", prose_paragraphs(of_light_markup(text))


def _files() -> Texts:
    """Documentation and manuals of the system, and files of prose inside Python packages."""
    places: list[tuple[str, Path, str]] = [
        ("doc", Path("/usr/share/doc"), "*"),
        ("man", Path("/usr/share/man"), "man[1-8]/*"),
        ("editor", Path("/usr/share/vim"), "*/doc/*"),
        ("perl", Path("/usr/share/perl"), "*"),
        ("perl", Path("/usr/share/perl5"), "*"),
        ("node", Path("/usr/lib/node_modules"), "*"),
        *(("cmake", path, "*") for path in sorted(Path("/usr/share").glob("cmake-*/Help"))),
        *(("perl", path, "*") for path in sorted(Path("/usr/lib").glob("*/perl*"))),
        *(("site", path, "*") for path in _site_packages()),
    ]
    for source, root, pattern in places:
        paths = root.rglob(pattern) if root.is_dir() else ()
        for path in _shared_out(paths, _program if source == "man" else lambda p: str(p.parent)):
            convert = _converter(path, source)
            if convert is not None and (text := _content(path)):
                yield f"{source}/{path.relative_to(root)}", prose_paragraphs(convert(text))


def _converter(path: Path, source: str) -> Callable[[str], str] | None:
    name = path.name.removesuffix(".gz").lower()
    if any(word in name for word in _SKIPPED) or "locale" in path.parts:
        return None
    if source == "man":
        return of_man
    if name.endswith((".html", ".htm")):
        return of_html
    if name.endswith((".md", ".rst", ".markdown", ".adoc")):
        return of_light_markup
    if source == "perl":
        return of_pod if name.endswith((".pod", ".pm")) else None
    if name.endswith(".txt") or "." not in name:
        prose = source in ("doc", "editor") or name.startswith(("readme", "news", "history"))
        return of_light_markup if prose else None
    return None


def _content(path: Path) -> str:
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return ""
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
        return content.decode("utf-8") if len(content) >= _LEAST_BYTES else ""
    except (OSError, EOFError, UnicodeDecodeError):
        return ""


def _web_services() -> Texts:
    """What a vendor's client library says of the operations of its services."""
    for root in _site_packages():
        paths = (root / "botocore" / "data").glob("*/*/service-2.json*")
        for path in _shared_out(paths, lambda path: path.parts[-3]):
            operations = json.loads(_content(path) or "{}").get("operations", {})
            for name, operation in sorted(operations.items()):
                text = operation.get("documentation", "")
                title = f"web-services/{path.parts[-3]}/{name}"
                if len(text) >= _LEAST_BYTES and digest(title) % _OPERATIONS == 0:
                    yield title, prose_paragraphs(of_html(text))
