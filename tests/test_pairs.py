"""Labelled pairs: what is written is read again, and every bad row is named.

Every form that docs/pairs.md describes: tables, two folders, an audit's output that was reviewed.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spindetect.pairs import (
    BadRow,
    LabelledCandidate,
    collect,
    fingerprint,
    fold,
    is_spun,
    parquet,
    read_pairs,
    rows,
    tables,
    write_pairs,
)
from spindetect.types import (
    Document,
    GoldEdit,
    LabelledPair,
    Relation,
    Span,
    SpindetectError,
    UnreadableError,
)

ROW = {"original": "An old hut.", "candidate": "An old shed.", "label": 1}
OTHER = {"original": "A small hut.", "candidate": "A small shed.", "label": 1}
THIRD = {"original": "A red hut.", "candidate": "A red shed.", "label": 0}
NAMES = ["pairs.jsonl", "pairs.jsonl.gz", "pairs.csv", "pairs.csv.gz", "pairs.parquet"]
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


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "pair",
    [
        PAIR,
        replace(PAIR, gold=None),
        replace(PAIR, gold=()),
        replace(PAIR, label=0),
        replace(PAIR, label=Relation.REWRITTEN.value),
        replace(PAIR, label=Relation.SPUN),
        replace(PAIR, original=Document("a", '“Naïve\u2028\x00 \n\t\r\\"”, 🙂;\r\n')),
        replace(PAIR, original=Document("a", "=1+1"), gold=None),
    ],
    ids="gold no_gold empty_gold honest relation spun any_letters formula".split(),
)
def test_what_is_written_is_read_again(pair: LabelledPair, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    other = replace(PAIR, candidate=Document("c", "Another old shed."))
    assert write_pairs([pair, other], path) == 2
    read, bad = read_pairs([path])
    assert bad == []
    assert [content(p) for p in read] == [content(pair), content(other)]


TEXT = st.text(min_size=1, max_size=20).filter(str.strip)


@st.composite
def pairs(draw: st.DrawFn) -> LabelledPair:
    original, candidate = draw(TEXT), draw(TEXT)

    def span(text: str) -> Span:
        return Span(*sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text))))))

    edits = draw(st.one_of(st.none(), st.integers(0, 3).map(range)))
    same = original.split() == candidate.split()
    return LabelledPair(
        Document("", original),
        Document("", candidate),
        0 if same else draw(st.sampled_from([0, 1, *Relation])),
        draw(TEXT),
        draw(TEXT),
        draw(TEXT),
        None if edits is None else tuple(GoldEdit(span(original), span(candidate)) for _ in edits),
    )


def texts_of(pair: LabelledPair) -> tuple[str, str]:
    return pair.original.text, pair.candidate.text


@pytest.mark.parametrize("name", NAMES)
@given(written=st.lists(pairs(), max_size=4, unique_by=texts_of))
def test_any_pairs_survive_writing(
    name: str, tmp_path_factory: pytest.TempPathFactory, written: list[LabelledPair]
) -> None:
    path = tmp_path_factory.mktemp("pairs") / name
    assert write_pairs(written, path) == len(written)
    read, bad = read_pairs([path])
    assert bad == []
    assert [content(pair) for pair in read] == written


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_fails_half_way_leaves_the_old_one(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    write_pairs([PAIR], path)
    before = path.read_bytes()

    def failing() -> Any:
        yield PAIR
        raise OSError("no more articles")

    with pytest.raises(OSError, match="no more articles"):
        write_pairs(failing(), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", NAMES)
def test_the_same_pairs_give_the_same_bytes(name: str, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        write_pairs([PAIR], tmp_path / folder / name)
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.parametrize("name", ["pairs.txt", "pairs", "pairs.gz", "pairs.json", "pairs.xlsx"])
def test_a_name_of_no_known_format_is_refused_before_the_work(name: str, tmp_path: Path) -> None:
    def never() -> Any:
        raise AssertionError
        yield

    with pytest.raises(SpindetectError, match=r"named \.jsonl, \.jsonl\.gz, \.csv, .*; rename it"):
        write_pairs(never(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_half_a_character_survives_in_json_lines_only(tmp_path: Path) -> None:
    pair = replace(PAIR, original=Document("a", "A hut \ud800."), gold=None)
    write_pairs([pair], tmp_path / "pairs.jsonl")
    assert read_pairs([tmp_path / "pairs.jsonl"])[0][0].original.text == "A hut \ud800."
    for name in ("pairs.csv", "pairs.parquet"):
        with pytest.raises(SpindetectError, match=r"pair 2 holds half a character .*\.jsonl"):
            write_pairs([PAIR, pair], tmp_path / name)
        assert not (tmp_path / name).exists()


def test_files_are_read_in_order_and_texts_named_by_file_and_row(tmp_path: Path) -> None:
    first = lines(tmp_path, ROW, "", OTHER, name="first.jsonl")
    second = lines(tmp_path, THIRD, name="second.jsonl")
    read, bad = read_pairs([first, second])
    assert bad == []
    assert [p.candidate.id for p in read] == [
        "first.jsonl:1:candidate", "first.jsonl:3:candidate", "second.jsonl:1:candidate",
    ]  # fmt: skip
    assert read[0].original.id == "first.jsonl:1:original"


def test_a_byte_order_mark_is_no_part_of_the_first_row(tmp_path: Path) -> None:
    path = lines(tmp_path, "\ufeff" + json.dumps(ROW), OTHER)
    read, bad = read_pairs([path])
    assert (len(read), bad) == (2, [])


def test_windows_line_ends_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_bytes(f"{json.dumps(ROW)}\r\n{json.dumps(OTHER)}\r\n".encode())
    read, bad = read_pairs([path])
    assert (len(read), bad) == (2, [])


@pytest.mark.parametrize(
    ("written", "read"),
    [(1, 1), (0, 0), (1.0, 1), (True, 1), (False, 0), ("1", 1), ("0", 0), ("1.0", 1), ("0.0", 0)]
    + [("True", 1), ("False", 0), (" 1 ", 1), ("spun ", "spun")]
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
    "no original": ({"candidate": "a", "label": 1}, "has no original"),
    "no candidate": ({"original": "a", "label": 1}, "`candidate` is missing or empty"),
    "an empty original": (ROW | {"original": ""}, "has no original"),
    "a blank candidate": (ROW | {"candidate": " \n"}, "`candidate` is missing or empty"),
    "a text that is a list": (ROW | {"original": ["a"]}, "`original` is no text but ['a']"),
    "a text that is not a number": (
        '{"original": "a", "candidate": NaN, "label": 1}', "`candidate` is missing or empty",
    ),
    "a text without original": (
        {"text": "A lone hut.", "label": 1},
        "has no original, so it is no pair; give its original",
    ),
    "a group that is a list": (ROW | {"group": [1]}, "`group` is [1]; it must be a text"),
    "a family that is an object": (ROW | {"family": {"a": 1}}, "`family` is {'a': 1}; it must"),
    "nothing substituted": (
        ROW | {"candidate": ROW["original"]},
        "labelled spun but candidate and original are the same text",
    ),
    "nothing substituted but blanks": (
        ROW | {"candidate": "An  old hut.\n", "label": "spun"}, "are the same text",
    ),
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
    path = lines(tmp_path, ROW, "", row, OTHER)
    read, (bad,) = read_pairs([path])
    assert len(read) == 2
    assert (bad.path, bad.row) == (str(path), 3)
    assert said in bad.reason
    assert str(bad) == f"{path}, row 3: {bad.reason}"
    assert "\n" not in str(bad)
    assert len(bad.reason) < 200


def test_bad_rows_are_all_listed(tmp_path: Path) -> None:
    listed = [row for row, _ in BAD.values()]
    read, bad = read_pairs([lines(tmp_path, *listed)])
    assert read == []
    assert [b.row for b in bad] == list(range(1, len(listed) + 1))


# Rows that repeat or contradict another one


def test_of_equal_rows_the_first_is_used(tmp_path: Path) -> None:
    path = lines(tmp_path, ROW, OTHER, ROW, ROW | {"label": "spun", "group": "elsewhere"})
    read, bad = read_pairs([path])
    assert [p.original.text for p in read] == [ROW["original"], OTHER["original"]]
    assert [(b.row, b.reason) for b in bad] == [
        (3, "same pair as row 1"),
        (4, "same pair as row 1"),
    ]


def test_of_equal_rows_in_two_files_the_first_is_used(tmp_path: Path) -> None:
    first = lines(tmp_path, OTHER, ROW, name="first.jsonl")
    second = lines(tmp_path, ROW, THIRD, name="second.jsonl")
    read, (bad,) = read_pairs([first, second])
    assert len(read) == 3
    assert bad == BadRow(str(second), 1, f"same pair as row 2 of {first}")


@pytest.mark.parametrize(
    ("one", "other"), [(1, 0), (0, "spun"), ("spun", "edited"), ("copy", "edited"), ("related", 1)]
)
def test_contradicting_labels_make_both_rows_bad(
    one: int | str, other: int | str, tmp_path: Path
) -> None:
    path = lines(tmp_path, ROW | {"label": one}, OTHER, ROW | {"label": other})
    read, bad = read_pairs([path])
    assert [p.original.text for p in read] == [OTHER["original"]]
    shown = [1 if label == "spun" else label for label in (one, other)]
    assert [(b.row, b.reason) for b in bad] == [
        (1, f"labelled {shown[0]}, but row 3 has the same texts and the label {shown[1]}"),
        (3, f"labelled {shown[1]}, but row 1 has the same texts and the label {shown[0]}"),
    ]


def test_one_contradiction_spoils_all_rows_of_the_same_texts(tmp_path: Path) -> None:
    path = lines(tmp_path, ROW, ROW, ROW | {"label": 0})
    read, bad = read_pairs([path])
    assert read == []
    named = [b.reason.partition(", but row ")[2][0] for b in bad]
    assert named == ["3", "3", "1"]


@pytest.mark.parametrize("relation", [r.value for r in Relation if r is not Relation.SPUN])
def test_an_honest_label_agrees_with_every_honest_relation(relation: str, tmp_path: Path) -> None:
    path = lines(tmp_path, ROW | {"label": relation}, ROW | {"label": 0})
    read, (bad,) = read_pairs([path])
    assert [p.label for p in read] == [relation]
    assert bad.reason == "same pair as row 1"


def test_the_same_texts_the_other_way_round_are_another_pair(tmp_path: Path) -> None:
    turned = {"original": ROW["candidate"], "candidate": ROW["original"], "label": 0}
    read, bad = read_pairs([lines(tmp_path, ROW, turned)])
    assert (len(read), bad) == (2, [])


def test_an_honest_pair_may_be_verbatim(tmp_path: Path) -> None:
    assert one(tmp_path, label=0, candidate=ROW["original"]).label == 0


# Files that cannot be read at all


def unreadable(path: Path, **options: Any) -> str:
    """What is said of a file, checked to be one line that names the file and the remedy."""
    with pytest.raises(SpindetectError) as caught:
        read_pairs([path], **options)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "; " in message
    assert message.isprintable()
    assert len(message) < 500
    return message


def test_a_missing_file(tmp_path: Path) -> None:
    assert "No such file" in unreadable(tmp_path / "nowhere.jsonl")
    with pytest.raises(UnreadableError):
        read_pairs([tmp_path / "nowhere.parquet"])


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pairs.jsonl")
    assert "is a pipe or device" in unreadable(tmp_path / "pairs.jsonl")


@pytest.mark.parametrize("name", ["pairs.xlsx", "pairs", "pairs.json", "pairs.gz"])
def test_another_kind_of_file(name: str, tmp_path: Path) -> None:
    said = unreadable(lines(tmp_path, ROW, name=name))
    assert "named .jsonl, .jsonl.gz, .csv, .csv.gz, .parquet, or a folder" in said


@pytest.mark.parametrize("name", ["PAIRS.JSONL", "2024.05.Pairs.JsonL"])
def test_names_are_known_in_any_case(name: str, tmp_path: Path) -> None:
    assert len(read_pairs([lines(tmp_path, ROW, name=name)])[0]) == 1


def test_bytes_that_are_no_utf_8_spoil_their_row_only(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_bytes(json.dumps(ROW).encode() + b'\n{"original": "caf\xe9"}\n')
    read, (bad,) = read_pairs([path])
    assert len(read) == 1
    assert (bad.row, bad.reason) == (2, "not UTF-8 text; save the file as UTF-8")


@pytest.mark.parametrize("name", ["pairs.jsonl", "pairs.csv"])
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (json.dumps(ROW).encode("utf-16"), "UTF-16, not UTF-8 text; save it as UTF-8"),
        (gzip.compress(json.dumps(ROW).encode()), "another kind of file (gzip archive); unpack"),
        (b"PK\x03\x04 xl/workbook", "another kind of file (Excel workbook)"),
    ],
    ids=["UTF-16", "gzip", "workbook"],
)
def test_what_holds_no_text_is_refused_as_a_whole(
    data: bytes, said: str, name: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    assert said in unreadable(tmp_path / name)


def test_an_empty_file_holds_no_pairs(tmp_path: Path) -> None:
    assert read_pairs([lines(tmp_path, "", " ")]) == ([], [])


def test_a_line_too_long_to_be_held_is_a_bad_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MAX_LINE", 200)
    long = json.dumps(OTHER | {"group": "g" * 300})
    for name in ("pairs.jsonl", "pairs.jsonl.gz"):
        path = tmp_path / name
        opener = gzip.open if name.endswith("gz") else open
        with opener(path, "wb") as file:
            file.write(f"{json.dumps(ROW)}\n{long}\n{json.dumps(THIRD)}\n{long}".encode())
        read, bad = read_pairs([path])
        assert [p.original.text for p in read] == [ROW["original"], THIRD["original"]]
        assert [(b.row, b.reason) for b in bad] == [
            (2, "a line of more than 200 bytes"), (4, "a line of more than 200 bytes"),
        ]  # fmt: skip


def test_a_text_longer_than_any_document_is_a_bad_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "MAX_TEXT_CHARACTERS", 12)
    read, (bad,) = read_pairs([lines(tmp_path, ROW, THIRD | {"candidate": "A bright red shed."})])
    assert len(read) == 1
    assert bad.reason == "`candidate` has 18 characters, the limit is 12; split it"


@pytest.mark.parametrize(
    "damage",
    [lambda data: data[:-20], lambda data: data[:40] + b"\xff\x00" + data[42:],
     lambda data: b"no gzip", lambda data: data[:-8] + b"\0" * 8],
    ids=["cut short", "changed", "no gzip", "wrong checksum"],
)  # fmt: skip
def test_a_damaged_gzip_file_is_refused(damage: Callable[[bytes], bytes], tmp_path: Path) -> None:
    for name in ("pairs.jsonl.gz", "pairs.csv.gz"):
        path = tmp_path / name
        write_pairs([numbered(k) for k in range(200)], path)
        path.write_bytes(damage(path.read_bytes()))
        assert "damaged or no gzip file" in unreadable(path)


def numbered(number: int) -> LabelledPair:
    """A pair like no other."""
    texts = [Document("", f"The {thing} by {number} trees.") for thing in ("hut", "shed")]
    return replace(PAIR, original=texts[0], candidate=texts[1], gold=None)


# CSV


def table(tmp_path: Path, text: str | bytes, name: str = "pairs.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["", "byte order mark"])
@pytest.mark.parametrize(
    ("end", "quoting"),
    [("\n", csv.QUOTE_MINIMAL), ("\r\n", csv.QUOTE_MINIMAL), ("\r", csv.QUOTE_ALL)],
    ids=["Unix", "Windows", "old Mac"],
)
def test_a_csv_file_as_spreadsheets_write_it(
    delimiter: str, mark: bytes, end: str, quoting: Any, tmp_path: Path
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow([" original", "note, by me; or\tnot", "candidate ", "label"])
    writer.writerow(['One\n\nhut; "old",\tsold', "", "One\n\nshed", "1.0"])
    writer.writerow(["A hut", "x", "A shed", "edited"])
    read, bad = read_pairs([table(tmp_path, mark + text.getvalue().encode())])
    assert bad == []
    assert [p.original.text for p in read] == ['One\n\nhut; "old",\tsold', "A hut"]
    assert [p.label for p in read] == [1, "edited"]
    assert [p.candidate.id for p in read] == ["pairs.csv:1:candidate", "pairs.csv:2:candidate"]


def test_every_column_of_a_csv_row_is_read(tmp_path: Path) -> None:
    gold = '[{""original"": {""start"": 2, ""end"": 5}, ""candidate"": {""start"": 2, ""end"": 6}}]'
    path = table(
        tmp_path,
        "group,label,original,candidate,gold,family,source\n"
        f'7,1,A hut,A shed,"{gold}",own,simulated\n'
        ",0,A hut,A hut,,,\n"
        ",0,The hut,The hut,[],,\n",
    )
    (full, bare, empty), bad = read_pairs([path])
    assert bad == []
    assert (full.group, full.family, full.source) == ("7", "own", "simulated")
    assert full.gold == (GoldEdit(Span(2, 5), Span(2, 6)),)
    assert (bare.family, bare.source, bare.gold) == ("unknown", "unknown", None)
    assert empty.gold == ()


def test_long_fields_are_read_and_the_limit_of_the_csv_module_is_left_as_it_was(
    tmp_path: Path,
) -> None:
    before = csv.field_size_limit()
    original = "A hut stood here. " * 20_000
    path = table(tmp_path, f"original,candidate,label\n{original},A shed stood.,0\n")
    (pair,), bad = read_pairs([path])
    assert (pair.original.text, bad) == (original, [])
    assert csv.field_size_limit() == before


CSV_BAD = {
    "too many fields": ("A hut, old,A shed,1", "has 4 fields, the header 3; put a text that"),
    "no label": ("A hut,A shed,", "`label` is None"),
    "another label": ("A hut,A shed,maybe", "`label` is 'maybe'"),
    "cut short": ("A hut", "`candidate` is missing or empty"),
    "a stray quotation mark": ('"A "hut"",A shed,1', "not valid CSV"),
    "no UTF-8": ("A caf\udce9,A shed,1", "not UTF-8 text; save the file as UTF-8"),
}


@pytest.mark.parametrize("case", CSV_BAD)
def test_a_bad_csv_row_is_named_and_the_others_are_read(case: str, tmp_path: Path) -> None:
    row, said = CSV_BAD[case]
    text = f"original,candidate,label\nOne hut,One shed,1\n\n,,\n{row}\nA red hut,A red shed,0\n"
    path = table(tmp_path, text.encode("utf-8", "surrogateescape"))
    read, (bad,) = read_pairs([path])
    assert [p.original.text for p in read] == ["One hut", "A red hut"]
    assert said in bad.reason
    assert str(bad) == f"{path}, row 4 (header not counted): {bad.reason}"


def test_a_row_that_ends_early_lacks_only_its_last_columns(tmp_path: Path) -> None:
    path = table(
        tmp_path, "original,candidate,label,group,gold\nA hut,A shed,1\nThe hut,A shed,0,g,,,\n"
    )
    read, bad = read_pairs([path])
    assert ([p.label for p in read], bad) == ([1, 0], [])


def test_a_quotation_mark_that_is_never_closed_costs_the_rest_and_is_told(tmp_path: Path) -> None:
    path = table(tmp_path, 'original,candidate,label\nA hut,A shed,1\n"The hut,A shed,0\nx,y,1\n')
    read, (bad,) = read_pairs([path])
    assert len(read) == 1
    assert bad.row == 2
    assert "a quotation mark is never closed, so that the row takes in the rest" in bad.reason


def test_a_field_too_long_to_be_held_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MAX_LINE", 100)
    rest = "A line of text that is never quoted to its end.\n" * 9
    path = table(tmp_path, f'original,candidate,label\nA hut,A shed,1\n"{rest}')
    said = unreadable(path)
    assert "row 2 (header not counted) has a field of more than 100 characters" in said
    path = table(tmp_path, f"original,candidate,label\n{'A hut. ' * 20},A shed,1\n")
    assert "a line of more than 100 characters" in unreadable(path)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("id,original,spun,label", "has the columns id, original, spun, label; labelled pairs need "
         "the columns original, candidate and label, texts without an original candidate and "
         "label, an audit's output candidate and review"),
        ("candidate", "has the column candidate; labelled pairs need"),
        ("", "has no columns; labelled pairs need"),
        ("original,candidate,review_", "has the columns original, candidate, review_;"),
        ("original,original,candidate,label", "has two columns named original; rename or remove"),
        (",".join(f"column{n}" for n in range(500)), "column9, "),
        ('"original', "the header is no CSV"),
    ],
)  # fmt: skip
def test_columns_that_are_not_there(header: str, said: str, tmp_path: Path) -> None:
    assert said in unreadable(table(tmp_path, f"{header}\n" if header else ""))


# Parquet


def written_parquet(tmp_path: Path, **columns: Any) -> Path:
    path = tmp_path / "pairs.parquet"
    pq.write_table(pa.table(columns), path)
    return path


TEXTS = {"original": ["A hut", "The hut"], "candidate": ["A shed", "The shed"]}


@pytest.mark.parametrize(
    ("labels", "read"),
    [
        (pa.array([1, 0], pa.int8()), [1, 0]),
        (pa.array([1.0, 0.0]), [1, 0]),
        (pa.array([True, False]), [1, 0]),
        (pa.array(["spun", "0"]), ["spun", 0]),
        (pa.array(["edited", "1"], pa.large_string()).dictionary_encode(), ["edited", 1]),
    ],
    ids=["integers", "numbers", "truth values", "texts", "categories"],
)
def test_labels_of_a_parquet_column(labels: Any, read: list[int | str], tmp_path: Path) -> None:
    found, bad = read_pairs([written_parquet(tmp_path, **TEXTS, label=labels)])
    assert ([p.label for p in found], bad) == (read, [])


def test_gold_in_parquet_is_a_list_or_its_json_text(tmp_path: Path) -> None:
    edit = {side: {"start": 0, "end": 1} for side in ("original", "candidate")}
    for gold in ([[edit], None], [json.dumps([edit]), None]):
        path = written_parquet(tmp_path, **TEXTS, label=[1, 0], gold=gold)
        (first, second), bad = read_pairs([path])
        assert bad == []
        assert first.gold == (GoldEdit(Span(0, 1), Span(0, 1)),)
        assert second.gold is None


def test_gaps_in_parquet_as_pandas_leaves_them(tmp_path: Path) -> None:
    nan = float("nan")
    path = written_parquet(tmp_path, **TEXTS, label=[1.0, nan], group=[nan, nan], family=[None, ""])
    (pair,), (bad,) = read_pairs([path])
    assert (pair.group, pair.family) == (one(tmp_path, original="A hut").group, "unknown")
    assert (bad.row, bad.reason.partition(";")[0]) == (2, "`label` is nan")


def test_rows_of_parquet_are_counted_through_all_batches(tmp_path: Path) -> None:
    number = 2 * parquet.BATCH + 3
    path = written_parquet(
        tmp_path,
        original=[f"The hut by {k} trees." for k in range(number)],
        candidate=[f"The shed by {k} trees." for k in range(number)],
        label=[1] * (number - 1) + [5],
    )
    read, (bad,) = read_pairs([path])
    assert len(read) == number - 1
    assert (bad.path, bad.row) == (str(path), number)


def test_texts_in_parquet_that_are_none(tmp_path: Path) -> None:
    broken = pa.array([b"caf\xe9", b"A hut", b"The hut"]).view(pa.string())
    path = written_parquet(
        tmp_path, original=broken, candidate=["A shed", None, "The shed"], label=[1, 1, 1]
    )
    (pair,), bad = read_pairs([path])
    assert pair.original.text == "The hut"
    assert [(b.row, b.reason) for b in bad] == [
        (1, "not UTF-8 text; save the file as UTF-8"), (2, "`candidate` is missing or empty"),
    ]  # fmt: skip


def test_columns_that_are_not_in_parquet(tmp_path: Path) -> None:
    path = written_parquet(tmp_path, original=["A hut"], text=["A shed"])
    assert "has the columns original, text; labelled pairs need" in unreadable(path)


@pytest.mark.parametrize("where", ["empty", "text", "cut short", "page", "footer"])
def test_a_damaged_parquet_file_is_refused(where: str, tmp_path: Path) -> None:
    path = tmp_path / "pairs.parquet"
    write_pairs([numbered(k) for k in range(600)], path)
    data = path.read_bytes()
    middle = len(data) // 3
    path.write_bytes(
        {
            "empty": b"",
            "text": b"original,candidate,label\n",
            "cut short": data[:-100],
            "page": data[:middle]
            + bytes(255 - b for b in data[middle : middle + 9])
            + data[middle + 9 :],
            "footer": data[:-300] + b"\xff" * 200 + data[-100:],
        }[where]
    )
    assert "damaged or no Parquet file (" in unreadable(path)


def test_without_pyarrow_parquet_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "pairs.parquet"
    write_pairs([PAIR], path)

    def absent(name: str) -> Any:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(parquet, "import_module", absent)
    assert "Parquet needs pyarrow; pip install pyarrow, or use .csv" in unreadable(path)
    with pytest.raises(SpindetectError, match="needs pyarrow"):
        write_pairs([PAIR], tmp_path / "more.parquet")
    assert list(tmp_path.iterdir()) == [path]


# Two folders


def folders(tmp_path: Path, **files: str | bytes) -> Path:
    """A folder of pairs with these files, named by their paths below it."""
    root = tmp_path / "corpus"
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


HUT = {"originals/hut.txt": "The hut is old."}


def test_a_folder_of_pairs(tmp_path: Path) -> None:
    root = folders(
        tmp_path,
        **HUT,
        **{
            "originals/the.mill.html": "<html><body><p>The mill is old.</p></body></html>",
            "originals/unused.txt": "Nobody copied this.",
            "candidates/spun/hut.txt": "The shed is old.",
            "candidates/spun/hut.second.try.txt": "The shack is old.",
            "candidates/spun/.DS_Store": b"\0\1",
            "candidates/honest/the.mill.txt": "The mill is ancient.",
            "candidates/Rewritten/the.mill.b.md": "An old mill it is.",
            "candidates/1/hut.x.txt": "The cabin is old.",
            "candidates/0/hut.y.txt": "The hut is new.",
        },
    )
    reading = collect([root])
    assert reading.bad_rows == []
    assert [(Path(p.candidate.id).relative_to(root).as_posix(), p.group, p.label)
            for p in reading.pairs] == [
        ("candidates/0/hut.y.txt", "hut", 0),
        ("candidates/1/hut.x.txt", "hut", 1),
        ("candidates/Rewritten/the.mill.b.md", "the.mill", "rewritten"),
        ("candidates/honest/the.mill.txt", "the.mill", 0),
        ("candidates/spun/hut.second.try.txt", "hut", 1),
        ("candidates/spun/hut.txt", "hut", 1),
    ]  # fmt: skip
    pair = reading.pairs[3]
    assert (pair.original.text.strip(), pair.candidate.text) == (
        "The mill is old.", "The mill is ancient.",
    )  # fmt: skip
    assert (pair.source, pair.family, pair.gold) == ("unknown", "unknown", None)
    assert pair.original.id == str(root / "originals/the.mill.html")


FOLDER_BAD = {
    "no original": ({"candidates/spun/b.txt": "A mill."}, "has no original; put originals/b.txt"),
    "no original of that very name": ({"candidates/spun/hutch.txt": "A hutch."}, "has no original"),
    "empty": ({"candidates/spun/hut.b.txt": ""}, "is empty; give"),
    "two originals": (
        {"candidates/spun/b.txt": "A mill.", "originals/b.txt": "The mill.",
         "originals/b.html": "<html><p>The mill.</p></html>"},
        "has two originals, b.html and b.txt; keep one",
    ),
    "an unreadable original": (
        {"candidates/spun/b.txt": "A mill.", "originals/b.txt": b"PK\x03\x04"},
        "its original cannot be read: ",
    ),
    "a folder in the label's folder": ({"candidates/spun/hut.b/a.txt": "A mill."}, "is a folder; "),
    "in no label's folder": ({"candidates/b.txt": "A mill."}, "lies in no label's folder; move it"),
    "unchanged": ({"candidates/spun/hut.b.txt": "The hut\nis old.\n"}, "are the same text"),
}  # fmt: skip


@pytest.mark.parametrize("case", FOLDER_BAD)
def test_a_bad_candidate_is_named_and_the_others_are_read(case: str, tmp_path: Path) -> None:
    files, said = FOLDER_BAD[case]
    good = {
        "candidates/0/hut.txt": "The hut is ancient.",
        "candidates/spun/hut.txt": "An old shed.",
    }
    root = folders(tmp_path, **HUT, **good, **files)
    read, (bad,) = read_pairs([root])
    assert len(read) == 2
    assert said in bad.reason
    assert "corpus" not in bad.reason.partition("cannot be read")[0]
    assert bad.path.startswith(str(root / "candidates"))
    candidates = sorted(p for p in root.glob("candidates/*/*") if p != Path(bad.path))
    assert bad.row == 1 + sum(str(p) < bad.path for p in candidates)
    assert (
        str(bad) == f"{bad.path}, row {bad.row} (of the candidates, sorted by name): {bad.reason}"
    )


def test_equal_candidates_under_two_labels_contradict_each_other(tmp_path: Path) -> None:
    root = folders(
        tmp_path, **HUT,
        **{"candidates/honest/hut.txt": "An old shed.", "candidates/spun/hut.txt": "An old shed."},
    )  # fmt: skip
    read, bad = read_pairs([root])
    assert read == []
    assert [b.row for b in bad] == [1, 2]
    spun = root / "candidates/spun/hut.txt"
    assert bad[0].reason == f"labelled 0, but row 2 of {spun} has the same texts and the label 1"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a.txt": "A hut."}, "holds no folder candidates/"),
        ({"originals/a.txt": "A hut."}, "holds no folder candidates/"),
        ({"candidates/a.txt": "A hut."}, "holds no folder of a label in candidates/"),
        (HUT | {"candidates/hut.txt": "A hut."}, "holds no folder of a label in candidates/"),
        (HUT | {"candidates/maybe/a.txt": "A hut."}, "holds candidates/maybe/, which is no label"),
    ],
)
def test_another_layout_is_refused_with_the_right_one(
    files: dict[str, str], said: str, tmp_path: Path
) -> None:
    message = unreadable(folders(tmp_path, **files))
    assert said in message
    assert "originals/NAME.txt and candidates/LABEL/NAME.txt" in message
    assert "LABEL is spun, honest, 1, 0 or a relation (independent, related, " in message


# An audit's output, reviewed

AUDITED = {
    "original": "wire/hut.txt",
    "relation": "spun",
    "probability": 0.97,
    "threshold": 0.9,
    "substitutions": None,
    "error": None,
}


def audited(candidate: str, review: object, **more: object) -> dict[str, Any]:
    return {"candidate": candidate, **AUDITED, "review": review, **more}


def saved(folder: Path, audit: list[dict[str, Any]], suffix: str) -> Path:
    """An audit's output in the format of that name."""
    path = folder / f"audit{suffix}"
    if suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(audit), path)
    elif suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(audit[0]))
            writer.writeheader()
            writer.writerows(audit)
    else:
        path.write_text("".join(json.dumps(row) + "\n" for row in audit), encoding="utf-8")
    return path


@pytest.fixture
def scrape(tmp_path: Path) -> Path:
    """A folder with the texts of an audit."""
    texts = {
        "wire/hut.txt": "The hut is old.",
        "pages/a.txt": "The shed is old.",
        "pages/b.html": "<html><body><p>The hut is ancient.</p></body></html>",
        "pages/c.txt": "An old hut it is.",
        "pages/=d.txt": "The hut is not new.",
    }
    for name, text in texts.items():
        path = tmp_path / "scrape" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "scrape"


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_a_reviewed_audit_is_accepted_as_it_is(suffix: str, scrape: Path) -> None:
    audit = [
        audited("pages/a.txt", " Spun "),
        audited("pages/b.html", None),
        audited("pages/unheard.txt", "", original=None),
        audited("pages/c.txt", "rewritten"),
        audited("pages/b.html", "honest"),
    ]
    reading = collect([saved(scrape, audit, suffix)])
    assert reading.bad_rows == []
    assert reading.unreviewed == 2
    assert [p.candidate.text.strip() for p in reading.pairs] == [
        "The shed is old.", "An old hut it is.", "The hut is ancient.",
    ]  # fmt: skip
    assert [p.label for p in reading.pairs] == [1, "rewritten", 0]
    assert {p.original.text for p in reading.pairs} == {"The hut is old."}
    assert len({p.group for p in reading.pairs}) == 1
    assert {(p.source, p.family) for p in reading.pairs} == {("review", "unknown")}


@pytest.mark.parametrize(
    ("answers", "label"),
    [
        (["spun", "YES", " 1", "true", "True", 1, 1.0, True], 1),
        (["honest", "No", "0 ", "false", "OK", 0, 0.0, False], 0),
        (["Edited"], "edited"),
        (["independent\n"], "independent"),
    ],
)
def test_what_a_person_may_write_into_review(
    answers: list[Any], label: int | str, scrape: Path
) -> None:
    for answer in answers:
        read, bad = read_pairs([saved(scrape, [audited("pages/a.txt", answer)], ".jsonl")])
        assert ([p.label for p in read], bad) == ([label], []), answer


def test_texts_are_looked_up_here_beside_the_table_and_in_the_folders_named(
    scrape: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    audit = saved(elsewhere, [audited("pages/a.txt", "spun")], ".csv")
    read, (bad,) = read_pairs([audit])
    assert read == []
    assert bad.reason == (
        "`original` 'wire/hut.txt' is no file here, beside the table or in a folder of texts; name "
        "its folder with --texts, or add a column original_text"
    )
    assert len(read_pairs([audit], texts=[tmp_path, scrape])[0]) == 1
    (pair,), _ = read_pairs([audit], texts=[scrape])
    assert pair.candidate.id == str(scrape / "pages/a.txt")
    monkeypatch.chdir(scrape)
    (pair,), _ = read_pairs([audit])
    assert pair.candidate.id == "pages/a.txt"


def test_ids_may_be_absolute_or_lead_upwards_or_be_guarded_from_spreadsheets(scrape: Path) -> None:
    audit = [
        audited(str(scrape / "pages/a.txt"), "spun", original="../scrape/wire/hut.txt"),
        audited("'=d.txt", "honest", original=str(scrape / "wire/hut.txt")),
    ]
    read, bad = read_pairs([saved(scrape, audit, ".csv")], texts=[scrape / "pages"])
    assert bad == []
    assert [p.candidate.text for p in read] == ["The shed is old.", "The hut is not new."]


def test_texts_in_the_table_need_no_files(tmp_path: Path) -> None:
    row = {"candidate": "https://example.org/a", "candidate_text": "A shed.", "original": None,
           "original_text": "A hut.", "review": "spun"}  # fmt: skip
    (pair,), bad = read_pairs([saved(tmp_path, [row], ".parquet")])
    assert bad == []
    assert (pair.candidate.id, pair.candidate.text) == ("https://example.org/a", "A shed.")
    assert (pair.original.id, pair.original.text) == ("audit.parquet:1:original", "A hut.")


REVIEW_BAD = {
    "no candidate": ({"candidate": None}, "is reviewed but has no candidate; name the file of its"),
    "an unknown answer": (
        {"review": "maybe"},
        "`review` is 'maybe'; write spun, honest or one of independent, related, copy",
    ),
    "a probability": ({"review": 0.3}, "`review` is 0.3; write spun, honest"),
    "a missing file": ({"candidate": "pages/none.txt"}, "`candidate` 'pages/none.txt' is no file"),
    "a folder": ({"candidate": "pages"}, "`candidate` 'pages' is no file"),
    "a pipe": ({"candidate": "pages/pipe"}, "`candidate` 'pages/pipe' is no file"),
    "a text": ({"candidate": "The shed is old. " * 500}, "`candidate` 'The shed is old. The"),
    "a NUL": ({"candidate": "pages/a.txt\0"}, "is no file here"),
    "an empty file": ({"candidate": "pages/empty.txt"}, "empty.txt: is empty; "),
    "the original itself": ({"candidate": "wire/hut.txt"}, "are the same text"),
}


@pytest.mark.parametrize("case", REVIEW_BAD)
def test_a_bad_review_is_named_and_the_others_are_read(case: str, scrape: Path) -> None:
    changes, said = REVIEW_BAD[case]
    (scrape / "pages/empty.txt").touch()
    os.mkfifo(scrape / "pages/pipe")
    bad_row = audited("pages/a.txt", "spun") | changes
    audit = [audited("pages/c.txt", ""), bad_row, audited("pages/b.html", "honest")]
    reading = collect([saved(scrape, audit, ".jsonl")])
    assert [p.label for p in reading.pairs] == [0]
    assert reading.unreviewed == 1
    (bad,) = reading.bad_rows
    assert bad.row == 2
    assert said in bad.reason
    assert "\n" not in bad.reason
    assert len(bad.reason) < 300


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_an_audit_that_nobody_reviewed(suffix: str, scrape: Path) -> None:
    audit = [audited("pages/a.txt", None), audited("pages/b.html", "")]
    message = unreadable(saved(scrape, audit, suffix))
    assert message.endswith("the `review` column is empty; write spun or honest in it")


def test_a_label_outranks_an_empty_review(tmp_path: Path) -> None:
    assert one(tmp_path, review="").label == 1


# Candidates without an original

LONE = LabelledCandidate(
    candidate=Document("b", "An old shed."),
    label=1,
    group="huts",
    source="simulated",
    family="own",
    gold=(Span(7, 11),),
)


def lone(tmp_path: Path, **changes: Any) -> LabelledCandidate:
    reading = collect([lines(tmp_path, {"candidate": "An old shed.", "label": 1} | changes)])
    assert (reading.pairs, reading.bad_rows) == ([], [])
    (found,) = reading.candidates
    return found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "written", [LONE, replace(LONE, gold=None), replace(LONE, gold=(), label="edited")]
)
def test_candidates_are_read_as_they_were_written(
    written: LabelledCandidate, name: str, tmp_path: Path
) -> None:
    assert write_pairs([written, PAIR], tmp_path / name) == 2
    reading = collect([tmp_path / name])
    assert reading.bad_rows == []
    (found,) = reading.candidates
    assert replace(found, candidate=LONE.candidate) == written
    assert found.candidate.text == LONE.candidate.text
    assert [content(pair) for pair in reading.pairs] == [content(PAIR)]


@pytest.mark.parametrize("header", ["text,label", "candidate,label", "original;text;label"])
def test_a_table_without_originals(header: str, tmp_path: Path) -> None:
    rows = "A hut,1\nA shed,0\n" if "," in header else ";A hut;1\n;A shed;0\n"
    reading = collect([table(tmp_path, f"{header}\n{rows}")])
    assert [(c.candidate.text, c.label) for c in reading.candidates] == [
        ("A hut", 1),
        ("A shed", 0),
    ]
    assert len({c.group for c in reading.candidates}) == 2


@pytest.mark.parametrize(
    "gold",
    [
        [{"start": 7, "end": 11}],
        [{"original": {"start": 0, "end": 999}, "candidate": {"start": 7, "end": 11}}],
        [{"original": None, "candidate": {"start": 7, "end": 11}}],
        '[{"start": 7, "end": 11}]',
    ],
)
def test_gold_needs_no_original(gold: object, tmp_path: Path) -> None:
    assert lone(tmp_path, gold=gold).gold == (Span(7, 11),)


LONE_BAD = {
    "no text": ({"label": 1}, "`candidate` is missing or empty"),
    "an empty text": ({"text": " ", "label": 1}, "`text` is missing or empty"),
    "no label": ({"text": "A hut."}, "`label` is None"),
    "gold outside": (
        {"text": "A hut.", "label": 1, "gold": [{"start": 2, "end": 99}]}, "outside the text",
    ),
    "gold of numbers": ({"text": "A hut.", "label": 1, "gold": [7]}, "a list of {start, end}"),
    "gold without an end": ({"text": "A hut.", "label": 1, "gold": [{"start": 2}]}, "a list of"),
    "twice": ({"text": "A red hut.", "label": 0}, "same text as row 1"),
}  # fmt: skip


@pytest.mark.parametrize("case", LONE_BAD)
def test_a_bad_candidate_is_named(case: str, tmp_path: Path) -> None:
    row, said = LONE_BAD[case]
    reading = collect([lines(tmp_path, {"text": "A red hut.", "label": 0}, row)])
    assert len(reading.candidates) == 1
    (bad,) = reading.bad_rows
    assert (bad.row, said in bad.reason) == (2, True), bad.reason


def test_labels_of_a_candidate_that_cannot_both_be_true(tmp_path: Path) -> None:
    row = {"candidate": "A red hut.", "label": 1}
    reading = collect([lines(tmp_path, row, row | {"label": 0})])
    assert reading.candidates == []
    assert [bad.row for bad in reading.bad_rows] == [1, 2]
    assert reading.bad_rows[0].reason.endswith("row 2 has the same text and the label 0")


def test_a_candidate_may_stand_alone_and_in_a_pair(tmp_path: Path) -> None:
    reading = collect([lines(tmp_path, ROW, {"candidate": ROW["candidate"], "label": 0})])
    assert (len(reading.pairs), len(reading.candidates), reading.bad_rows) == (1, 1, [])


def test_among_pairs_a_candidate_is_a_bad_row_in_its_place(tmp_path: Path) -> None:
    reading = collect([lines(tmp_path, ROW, {"text": "A hut.", "label": 0}, "no json")]).as_pairs()
    assert (len(reading.pairs), reading.candidates) == (1, [])
    assert [bad.row for bad in reading.bad_rows] == [2, 3]
    assert reading.bad_rows[0].reason.startswith("has no original, so it is no pair; ")


def test_pairs_become_candidates_each_text_once(tmp_path: Path) -> None:
    rows = [
        ROW
        | {"gold": [{"original": {"start": 7, "end": 10}, "candidate": {"start": 7, "end": 11}}]},
        ROW | {"original": "An old hovel."},
        OTHER | {"label": "independent"},
        THIRD,
        {"text": "A blue hut.", "label": 0},
    ]
    reading = collect([lines(tmp_path, *rows)]).as_candidates()
    assert (reading.pairs, reading.bad_rows) == ([], [])
    found = [(c.candidate.text, c.label, c.gold) for c in reading.candidates]
    assert found == [
        ("An old shed.", 1, (Span(7, 11),)), ("A red shed.", 0, None), ("A blue hut.", 0, None),
    ]  # fmt: skip


def test_pairs_whose_labels_contradict_each_other_by_themselves(tmp_path: Path) -> None:
    reading = collect([lines(tmp_path, ROW, ROW | {"original": "A hovel.", "label": 0})])
    assert len(reading.pairs) == 2
    assert [bad.row for bad in reading.as_candidates().bad_rows] == [1, 2]


def test_a_folder_without_originals_holds_candidates(tmp_path: Path) -> None:
    root = folders(
        tmp_path, **{"candidates/spun/any.name.txt": "A shed.", "candidates/honest/b.txt": "A hut."}
    )
    reading = collect([root])
    assert reading.bad_rows == []
    assert [(c.candidate.text, c.label) for c in reading.candidates] == [
        ("A hut.", 0),
        ("A shed.", 1),
    ]


@pytest.mark.parametrize("original", [None, " "])
def test_a_reviewed_page_without_original_is_a_candidate(original: object, scrape: Path) -> None:
    audit = [audited("pages/a.txt", "spun", original=original), audited("pages/b.html", "honest")]
    reading = collect([saved(scrape, audit, ".jsonl")])
    (found,) = reading.candidates
    assert (found.candidate.text, found.label, found.source) == ("The shed is old.", 1, "review")
    assert (len(reading.pairs), reading.bad_rows) == (1, [])


# Fingerprints


def test_the_fingerprint_of_a_file_is_its_sha256(tmp_path: Path) -> None:
    path = table(tmp_path, b"abc")
    assert fingerprint(path) == hashlib.sha256(b"abc").hexdigest()


def test_the_fingerprint_of_a_folder_is_that_of_names_and_contents(tmp_path: Path) -> None:
    root = folders(tmp_path, **HUT)
    first = fingerprint(root)
    (root / "originals/.hidden").touch()
    assert fingerprint(root) == first
    (root / "originals/hut.txt").rename(root / "originals/shed.txt")
    second = fingerprint(root)
    (root / "originals/shed.txt").write_text("The hut is new.", encoding="utf-8")
    assert len({first, second, fingerprint(root)}) == 3


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
