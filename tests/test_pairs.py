"""Labelled pairs: what is written is read again, and every bad row is named."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spindetect.pairs import fold, is_spun, read_pairs, write_pairs
from spindetect.types import Document, GoldEdit, LabelledPair, Relation, Span, UnreadableError

ROW = {"original": "An old hut.", "candidate": "An old shed.", "label": 1}
PAIR = LabelledPair(
    original=Document("a", "An old hut."),
    candidate=Document("b", "An old shed."),
    label=1,
    group="huts",
    source="simulated",
    family="own",
    gold=(GoldEdit(Span(7, 10), Span(7, 11)),),
)


def content(pair: LabelledPair) -> LabelledPair:
    """A pair without the names of its texts, which are not written."""
    one, other = Document("", pair.original.text), Document("", pair.candidate.text)
    return replace(pair, original=one, candidate=other)


def lines(tmp_path: Path, *rows: object, name: str = "pairs.jsonl") -> Path:
    """A file with these rows; texts stand as they are, all else as JSON."""
    path = tmp_path / name
    text = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return path


def one(tmp_path: Path, **changes: Any) -> LabelledPair:
    (pair,), bad = read_pairs([lines(tmp_path, ROW | changes)])
    assert bad == []
    return pair


# Written and read


@pytest.mark.parametrize(
    "pair",
    [
        PAIR,
        replace(PAIR, gold=None),
        replace(PAIR, gold=()),
        replace(PAIR, label=0),
        replace(PAIR, label=Relation.REWRITTEN.value),
        replace(PAIR, label=Relation.SPUN),
        replace(PAIR, original=Document("a", '“Naïve\u2028\ud800\x00 \n\t\\"” 🙂')),
    ],
    ids=["gold", "no gold", "empty gold", "honest", "relation", "spun", "any letters"],
)
def test_what_is_written_is_read_again(pair: LabelledPair, tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    assert write_pairs([pair, PAIR], path) == 2
    read, bad = read_pairs([path])
    assert bad == []
    assert [content(p) for p in read] == [content(pair), content(PAIR)]


TEXT = st.text(min_size=1, max_size=20).filter(str.strip)


@st.composite
def pairs(draw: st.DrawFn) -> LabelledPair:
    original, candidate = draw(TEXT), draw(TEXT)

    def span(text: str) -> Span:
        return Span(*sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text))))))

    edits = draw(st.one_of(st.none(), st.integers(0, 3).map(range)))
    return LabelledPair(
        Document("", original),
        Document("", candidate),
        draw(st.sampled_from([0, 1, *Relation])),
        draw(TEXT),
        draw(TEXT),
        draw(TEXT),
        None if edits is None else tuple(GoldEdit(span(original), span(candidate)) for _ in edits),
    )


@given(st.lists(pairs(), max_size=4))
def test_any_pairs_survive_writing(
    tmp_path_factory: pytest.TempPathFactory, written: list[LabelledPair]
) -> None:
    path = tmp_path_factory.mktemp("pairs") / "pairs.jsonl"
    assert write_pairs(written, path) == len(written)
    read, bad = read_pairs([path])
    assert bad == []
    assert [content(pair) for pair in read] == written


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    write_pairs([PAIR], path)
    before = path.read_bytes()

    def failing() -> Any:
        yield PAIR
        raise OSError("no more articles")

    with pytest.raises(OSError, match="no more articles"):
        write_pairs(failing(), path)
    assert path.read_bytes() == before


def test_files_are_read_in_order_and_texts_named_by_file_and_row(tmp_path: Path) -> None:
    first = lines(tmp_path, ROW, "", ROW, name="first.jsonl")
    second = lines(tmp_path, ROW, name="second.jsonl")
    read, bad = read_pairs([first, second])
    assert bad == []
    assert [p.candidate.id for p in read] == [
        "first.jsonl:1:candidate", "first.jsonl:3:candidate", "second.jsonl:1:candidate",
    ]  # fmt: skip
    assert read[0].original.id == "first.jsonl:1:original"


def test_a_byte_order_mark_is_no_part_of_the_first_row(tmp_path: Path) -> None:
    path = lines(tmp_path, "\ufeff" + json.dumps(ROW), ROW)
    read, bad = read_pairs([path])
    assert (len(read), bad) == (2, [])


def test_windows_line_ends_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_bytes(f"{json.dumps(ROW)}\r\n{json.dumps(ROW)}\r\n".encode())
    read, bad = read_pairs([path])
    assert (len(read), bad) == (2, [])


@pytest.mark.parametrize(
    ("written", "read"),
    [(1, 1), (0, 0), (1.0, 1), (True, 1), (False, 0), ("1", 1), ("0", 0)]
    + [(relation.value, relation.value) for relation in Relation],
)
def test_labels(written: object, read: int | str, tmp_path: Path) -> None:
    assert one(tmp_path, label=written).label == read


@pytest.mark.parametrize("label", [1, "spun", Relation.SPUN])
def test_these_labels_mean_spun(label: int | str) -> None:
    assert is_spun(replace(PAIR, label=label))


@pytest.mark.parametrize("label", [0, *(r.value for r in Relation if r is not Relation.SPUN)])
def test_these_labels_do_not_mean_spun(label: int | str) -> None:
    assert not is_spun(replace(PAIR, label=label))


def test_what_is_optional_has_defaults(tmp_path: Path) -> None:
    pair = one(tmp_path)
    assert (pair.source, pair.family, pair.gold) == ("unknown", "unknown", None)
    assert one(tmp_path, label=0, candidate="A hut.").group == pair.group
    assert one(tmp_path, original="A hut.").group != pair.group


def test_groups_may_be_numbers_from_zero(tmp_path: Path) -> None:
    assert [one(tmp_path, group=n).group for n in (0, 1)] == ["0", "1"]
    assert one(tmp_path, group="").group == one(tmp_path).group


# Bad rows


def with_gold(start: int, end: int) -> dict[str, Any]:
    edit = {"original": {"start": start, "end": end}, "candidate": {"start": 0, "end": 1}}
    return ROW | {"gold": [edit]}


BAD = {
    "no JSON": ("{'original': 1}", "not valid JSON"),
    "cut short": ('{"original": "a', "not valid JSON"),
    "two objects": ("{} {}", "not valid JSON"),
    "a list": ([1, 2], "not an object"),
    "a number": (7, "not an object"),
    "null": ("null", "not an object"),
    "nested deeply": ("[" * 200_000, "nested too deeply"),
    "a number of too many digits": ('{"label": ' + "9" * 6_000 + "}", "too many digits"),
    "no original": ({"candidate": "a", "label": 1}, "`original` is missing or empty"),
    "no candidate": ({"original": "a", "label": 1}, "`candidate` is missing or empty"),
    "an empty original": (ROW | {"original": ""}, "`original` is missing or empty"),
    "a blank candidate": (ROW | {"candidate": " \n"}, "`candidate` is missing or empty"),
    "a text that is a list": (ROW | {"original": ["a"]}, "`original` is missing or empty"),
    "a text that is null": (ROW | {"candidate": None}, "`candidate` is missing or empty"),
    "no label": ({"original": "a", "candidate": "b"}, "`label` is None"),
    "another label": (ROW | {"label": 2}, "`label` is 2; it must be 1, 0 or one of independent"),
    "a probability as label": (ROW | {"label": 0.7}, "`label` is 0.7"),
    "NaN as label": ('{"original": "a", "candidate": "b", "label": NaN}', "`label` is nan"),
    "a word as label": (ROW | {"label": "Spun"}, "`label` is 'Spun'"),
    "a list as label": (ROW | {"label": [1]}, "`label` is [1]"),
    "a long label": (ROW | {"label": "1" * 9_999}, "`label` is '1111"),
    "gold that is a number": (ROW | {"gold": 3}, "`gold` must be a list"),
    "gold that is a text": (ROW | {"gold": ""}, "`gold` must be a list"),
    "gold that is an object": (ROW | {"gold": {}}, "`gold` must be a list"),
    "gold of numbers": (ROW | {"gold": [3]}, "`gold` must be a list"),
    "gold without candidate": (
        ROW | {"gold": [{"original": {"start": 0, "end": 1}}]}, "`gold` must be a list",
    ),
    "gold without end": (
        ROW | {"gold": [{"original": {"start": 0}, "candidate": {"start": 0, "end": 1}}]},
        "`gold` must be a list",
    ),
    "gold beyond the text": (
        with_gold(0, 12),
        "`gold` has a span 0 to 12 outside the text",
    ),
    "gold before the text": (
        with_gold(-1, 1),
        "`gold` has a span -1 to 1",
    ),
    "gold turned round": (
        with_gold(3, 1),
        "`gold` has a span 3 to 1",
    ),
    "gold between letters": (
        ROW | {"gold": [{"original": {"start": 0.5, "end": "\n"}, "candidate": {}}]},
        "`gold` has a span 0.5 to '\\n'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_row_is_named_and_the_others_are_read(case: str, tmp_path: Path) -> None:
    row, said = BAD[case]
    path = lines(tmp_path, ROW, "", row, ROW)
    read, (bad,) = read_pairs([path])
    assert len(read) == 2
    assert (bad.path, bad.row) == (str(path), 3)
    assert said in bad.reason
    assert str(bad) == f"{path}, row 3: {bad.reason}"
    assert "\n" not in str(bad)
    assert len(bad.reason) < 200


def test_bad_rows_are_all_listed(tmp_path: Path) -> None:
    rows = [row for row, _ in BAD.values()]
    read, bad = read_pairs([lines(tmp_path, *rows)])
    assert read == []
    assert [b.row for b in bad] == list(range(1, len(rows) + 1))


# Files that cannot be read at all


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"nowhere\.jsonl: No such file"):
        read_pairs([tmp_path / "nowhere.jsonl"])


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "folder.jsonl").mkdir()
    with pytest.raises(UnreadableError, match=r"folder\.jsonl: Is a directory"):
        read_pairs([tmp_path / "folder.jsonl"])


@pytest.mark.parametrize("name", ["pairs.csv", "pairs", "pairs.json"])
def test_another_kind_of_file(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"\.jsonl files"):
        read_pairs([lines(tmp_path, ROW, name=name)])


def test_bytes_that_are_no_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_bytes(json.dumps(ROW).encode() + b'\n{"original": "caf\xe9"}\n')
    with pytest.raises(UnreadableError, match="not UTF-8 text"):
        read_pairs([path])


def test_an_empty_file_holds_no_pairs(tmp_path: Path) -> None:
    assert read_pairs([lines(tmp_path, "", " ")]) == ([], [])


# Folds


def test_folds_are_the_same_on_every_machine_and_in_every_version() -> None:
    assert [fold(group, 5) for group in ("howto/chicken-stock", "", "a", "\ud800")] == [1, 2, 1, 1]
    assert (fold("a", 1000), fold("a", 5, "x")) == (266, 4)


@given(st.text(), st.integers(1, 20), st.text())
def test_a_fold_is_one_of_the_folds(group: str, folds: int, salt: str) -> None:
    assert 0 <= fold(group, folds, salt) < folds
    assert fold(group, folds, salt) == fold(group, folds, salt)


def test_folds_are_of_like_size_and_another_salt_deals_anew() -> None:
    groups = [f"article-{n}" for n in range(2000)]
    dealt = [fold(group, 5) for group in groups]
    assert all(330 < size < 470 for size in Counter(dealt).values())
    again = [fold(group, 5, "other") for group in groups]
    assert 300 < sum(a == b for a, b in zip(dealt, again, strict=True)) < 500
