"""No substitution of the evaluation list may stand in a rule, a spinner, a gold list or the docs.

The list is `../shared/seeds/gold_002_004.json`, which is not part of the repository: the pairs with
`counts: true`, both ways round. What is scanned is said at each scanner below.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from itertools import pairwise, permutations
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GOLD = "gold_002_004.json"
Pair = tuple[str, str]

# "a → b", "a -> b", "a > b" in prose, each side quoted or a table cell or up to three bare words.
ARROW = re.compile(r"""["'“‘`]?([\w' -]+?)["'”’`]?\s*(?:→|->|=>|>|\t)\s*["'“‘`]?([\w' -]+)""")
# Up to this many strings in one literal are an entry; more are a word list, except in a spinner.
MAX_ENTRY = 3
SERIES = (ast.Tuple, ast.List, ast.Set)


def folded(text: str) -> str:
    return " ".join(text.replace("’", "'").lower().split())


def pairs_in_tsv(text: str) -> Iterator[Pair]:
    """Each head of a spinner's database with each of its replacements."""
    for line in text.splitlines():
        head, _, replacements = line.partition("\t")
        for replacement in re.split(r"[\t|]", replacements):
            yield folded(head), folded(replacement)


def pairs_in_source(source: str, max_entry: int = MAX_ENTRY) -> Iterator[Pair]:
    """Neighbouring strings of a short tuple, list or call; key and value of a dict; arrows."""
    for node in ast.walk(ast.parse(source)):
        groups: list[list[ast.expr]] = []
        if isinstance(node, ast.Tuple | ast.List) and len(node.elts) <= max_entry:
            groups = [node.elts]
        elif isinstance(node, ast.Call):
            groups = [node.args]
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                values = value.elts if isinstance(value, SERIES) else [value]
                groups += [[key, one] for one in values if key is not None]
        for group in groups:
            words = [strings(item) for item in group]
            for left, right in pairwise(words):
                yield from ((one, other) for one in left for other in right)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from pairs_in_prose(node.value)


def pairs_in_spinner(source: str) -> Iterator[Pair]:
    """As in any source, with literals of any length; spintax is read to its alternatives.

    Any two alternatives of one choice are a pair, and so are a key and each alternative below it.
    """
    yield from pairs_in_source(source, max_entry=len(source))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for choice in re.findall(r"[^{}]*\|[^{}]*", node.value):
                yield from permutations(alternatives(choice), 2)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(value, ast.Constant):
                    for one in alternatives(str(value.value)):
                        yield folded(str(key.value)), one


def alternatives(template: str) -> list[str]:
    """The plain alternatives of a spintax string; empty if it has none."""
    return [folded(part) for part in re.split(r"[{|}]", template)] if "|" in template else []


def strings(node: ast.expr) -> list[str]:
    """A string constant, or a tuple or list of strings read as one phrase; else nothing."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [folded(node.value)]
    if isinstance(node, ast.Tuple | ast.List):
        parts = [part for item in node.elts for part in strings(item)]
        return [" ".join(parts)] if parts and len(parts) == len(node.elts) else []
    return []


def pairs_in_prose(text: str) -> Iterator[Pair]:
    """Arrows, with up to three words on either side."""
    for match in ARROW.finditer(text):
        before, after = folded(match[1]).split(), folded(match[2]).split()
        for i in range(1, 4):
            for j in range(1, 5):
                yield " ".join(before[-i:]), " ".join(after[:j])


def pairs_in_gold(text: str) -> Iterator[Pair]:
    """The edits of a gold list in the format of seeds/gold_spun.json."""
    for edit in json.loads(text)["edits"]:
        yield folded(edit["original"]["text"]), folded(edit["candidate"]["text"])


def pairs_in(path: Path) -> set[Pair]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".tsv":
        return set(pairs_in_tsv(text))
    if path.suffix == ".py":
        spinner = ROOT / "spindetect" / "spinners" in path.parents
        return set(pairs_in_spinner(text) if spinner else pairs_in_source(text))
    if path.suffix == ".json":
        return set(pairs_in_gold(text))
    return set(pairs_in_prose(text))


def scanned() -> list[Path]:
    """Sources, spinner databases, gold lists and documentation of this repository."""
    patterns = ("spindetect/**/*.py", "benchmarks/**/*.py", "tests/**/*.py", "data/**/*.tsv",
                "spindetect/**/*.tsv", "seeds/gold*.json", "data/spans/*.gold.json", "docs/**/*.md",
                "*.md")  # fmt: skip
    return sorted({path for pattern in patterns for path in ROOT.glob(pattern)})


@pytest.fixture(scope="module")
def banned() -> frozenset[Pair]:
    path = ROOT.parent / "shared" / "seeds" / GOLD
    if not path.is_file():
        pytest.skip(f"the evaluation list ../shared/seeds/{GOLD} is not on this machine")
    edits = json.loads(path.read_text(encoding="utf-8"))["edits"]
    pairs = {
        (folded(edit["original"]["text"]), folded(edit["candidate"]["text"]))
        for edit in edits
        if edit["counts"]
    }
    return frozenset(pairs | {(after, before) for before, after in pairs})


def test_something_is_scanned() -> None:
    kinds = {path.suffix for path in scanned()}
    assert kinds == {".py", ".tsv", ".json", ".md"}


@pytest.mark.parametrize("path", scanned(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_evaluation_pair_in(path: Path, banned: frozenset[Pair]) -> None:
    assert sorted(pairs_in(path) & banned) == []


@pytest.mark.parametrize(
    ("scan", "text"),
    [
        (pairs_in_tsv, "huge\tgiant|Big boned"),
        (pairs_in_tsv, "huge\tgiant\tbig boned"),
        (pairs_in_source, "RULES = [('huge', 'big boned', 3)]"),
        (pairs_in_source, "RULES = {'huge': ('giant', 'big boned')}"),
        (pairs_in_source, "rule(('huge',), ('big', 'boned'))"),
        (pairs_in_source, "'''As in huge → big boned.'''"),
        (pairs_in_spinner, "GROUPS = [('tiny', 'huge', 'big boned', 'small')]"),
        (pairs_in_spinner, "SWAPS = {'huge': '{rather {tall|big boned}|giant}'}"),
        (pairs_in_spinner, "TEMPLATE = 'a {huge|giant|big boned} dog'"),
        (pairs_in_prose, 'so "huge" -> "big boned" is one edit'),
        (pairs_in_prose, "a huge → big boned thing"),
        (
            pairs_in_gold,
            '{"edits": [{"original": {"text": "Huge"}, "candidate": {"text": "big\\nboned"}}]}',
        ),
    ],
)
def test_a_pair_is_found_wherever_it_hides(scan: object, text: str) -> None:
    assert ("huge", "big boned") in set(scan(text))  # type: ignore[operator]


@pytest.mark.parametrize(
    "text",
    [
        "WORDS = ('tiny', 'huge', 'big boned', 'small')",
        "A = 'huge'; B = 'big boned'",
        "'''A huge dog, then a big boned one.'''",
    ],
)
def test_words_that_merely_occur_are_no_pair(text: str) -> None:
    assert ("huge", "big boned") not in set(pairs_in_source(text))


def test_only_the_repository_is_scanned() -> None:
    listed = subprocess.run(
        ["git", "check-ignore", *map(str, scanned())], cwd=ROOT, capture_output=True, text=True
    )
    if listed.returncode == 128:
        pytest.skip("not a git checkout")
    assert listed.stdout == ""
