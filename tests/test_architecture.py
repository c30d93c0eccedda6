"""The table of docs/architecture.md, enforced: who may import whom, how long things may be."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "spindetect"
MAX_FUNCTION_LINES = 60
MAX_MODULE_LINES = 400

RANKS = {
    "types": 0,
    "version": 0,
    "text": 1,
    "lexicon": 1,
    "readers": 1,
    "metrics": 1,
    "sources": 2,
    "align": 2,
    "retrieval": 2,
    "substitutions": 3,
    "features": 4,
    "suspects": 4,
    "spinners": 4,
    "editors": 4,
    "relations": 5,
    "restore": 5,
    "simulation": 5,
    "model": 5,
    "pairs": 5,
    "detector": 6,
    "report": 6,
    "training": 7,
    "transformer": 7,
    "audit": 7,
    "evaluation": 7,
    "cli": 8,
    "__main__": 9,
}
MODULES = sorted(PACKAGE.rglob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}


def name_of(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def room_of(path: Path) -> str:
    """The room of a module: its name below the package; empty for the package itself."""
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def imported_rooms(tree: ast.Module, path: Path) -> Iterator[tuple[int, str]]:
    """Line and room of every import of ours, those inside functions included."""
    package = ("spindetect", *path.relative_to(PACKAGE).parent.parts)
    for node in ast.walk(tree):
        targets: list[str] = []
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else ()
            module = ".".join((*base, *([node.module] if node.module else [])))
            targets = [f"{module}.{alias.name}" for alias in node.names]
        for target in targets:
            parts = target.split(".")
            if parts[0] == "spindetect":
                yield node.lineno, parts[1] if len(parts) > 1 else ""


def forbidden(path: Path, tree: ast.Module) -> list[str]:
    """Imports of `path` that the rank table does not allow, as readable lines."""
    room = room_of(path)
    if not room:
        return []
    found = []
    for line, other in imported_rooms(tree, path):
        if other == room:
            continue
        if other not in RANKS:
            found.append(f"{name_of(path)}:{line} imports {other or 'the package'}: no such room")
        elif RANKS[other] >= RANKS[room]:
            found.append(
                f"{name_of(path)}:{line} {room} ({RANKS[room]}) imports {other} ({RANKS[other]})"
            )
    return found


def test_every_room_has_a_rank() -> None:
    rooms = {room_of(path) for path in MODULES} - {""}
    assert rooms <= set(RANKS), f"give these rooms a rank: {sorted(rooms - set(RANKS))}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_to_a_lower_rank(path: Path) -> None:
    assert forbidden(path, TREES[path]) == []


@pytest.mark.parametrize(
    ("home", "code", "allowed"),
    [
        ("align/words.py", "from spindetect.lexicon import Lexicon", True),
        ("align/words.py", "from spindetect.align.phrases import units", True),
        ("align/words.py", "from . import phrases", True),
        ("align/words.py", "from ..text import parse", True),
        ("align/words.py", "import spindetect.detector", False),
        ("align/words.py", "from spindetect import Detector", False),
        ("align/words.py", "from .. import cli", False),
        ("text/tokens.py", "from spindetect.lexicon import Lexicon", False),
        ("report/data.py", "def f():\n    from spindetect.training import train", False),
        ("detector.py", "import spindetect.cellar", False),
        ("detector.py", "import numpy", True),
        ("__init__.py", "from spindetect.cli import main", True),
    ],
)
def test_the_check_itself_tells_right_from_wrong(home: str, code: str, allowed: bool) -> None:
    assert (forbidden(PACKAGE / home, ast.parse(code)) == []) is allowed


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_and_functions_stay_short(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MAX_MODULE_LINES
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(TREES[path])
        if isinstance(node, functions)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= MAX_FUNCTION_LINES
    ]
    assert long == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_prints_but_the_command_line(path: Path) -> None:
    if room_of(path) in {"cli", "__main__"}:
        pytest.skip("a command line")
    calls = [
        node.lineno
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]
    assert calls == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_keeps_changing_state(path: Path) -> None:
    changed = [
        node.lineno for node in ast.walk(TREES[path]) if isinstance(node, ast.Global | ast.Nonlocal)
    ]
    assert changed == []


HEAVY = [
    "jinja2", "nltk", "onnxruntime", "pandas", "pyarrow", "pydantic", "pypdfium2", "resiliparse",
    "scipy", "skops", "sklearn", "tokenizers",
]  # fmt: skip
PROBE = f"""
import json, sys
from spindetect.cli import main
code = main(sys.argv[1:])
loaded = [name for name in {HEAVY!r} if name in sys.modules]
print(json.dumps([code, loaded, "numpy" in sys.modules]), file=sys.stderr)
"""


def probe(*arguments: str) -> tuple[int, list[str], bool]:
    """Exit code, heavy libraries and whether numpy was imported, of one command."""
    run = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    code, loaded, numpy = json.loads(run.stderr.splitlines()[-1])
    return code, loaded, numpy


def test_scoring_two_text_files_imports_nothing_heavy() -> None:
    options = ["--original", "seeds/original.txt", "--with-original", "fast"]
    code, loaded, _ = probe("score", "seeds/spun.txt", *options)
    assert (code, loaded) == (0, [])


@pytest.mark.parametrize(
    "arguments", [["--help"], ["score", "--help"], ["simulate", "--help"], ["evaluate", "--help"]]
)
def test_help_imports_not_even_numpy(arguments: list[str]) -> None:
    assert probe(*arguments) == (0, [], False)


def test_the_package_alone_imports_nothing() -> None:
    code = "import sys, spindetect; print(sorted(m for m in sys.modules if 'spindetect.' in m))"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "['spindetect.version']"
