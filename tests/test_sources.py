"""External sources: checked by digest, never required, only prose, no text twice."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from spindetect.sources import (
    Source,
    declared_sources,
    external_articles,
    reading_level_paragraphs,
    reading_levels,
)
from spindetect.sources.articles import is_prose
from spindetect.sources.declaration import paragraphs
from spindetect.sources.levels import matched
from spindetect.types import UnreadableError

EXTERNAL = Path(__file__).parent.parent.parent / "shared" / "data"

MILL = (
    "The water mill below the weir was built for a baker who wanted finer flour than the town "
    "could sell him. It ran for ninety years and ground barley on Mondays and wheat on the other "
    "days. When the last miller retired, nobody had the patience to dress the stones, and the "
    "wheel was taken off and sold to a collector of farm machines who keeps it in a barn. The "
    "building is a pottery now."
)
LAMPS = (
    "Street lamps in the lower quarter are lit by hand on the first evening of winter. A dozen "
    "volunteers with ladders walk the same round as their grandparents did, and the baker hands "
    "out rolls at the end of it. Two years ago the council wanted to put timers in. It was told, "
    "politely but at length, that the timers could be fitted on any other evening, and there the "
    "matter has rested until today."
)
PARTS = "Price list\n\nHinges\n\nScrews, brass\n\nScrews, steel\n\nBrackets\n\nPaint\n\n"


def source(folder: Path, name: str, rows: list[dict[str, str]], originals: bool = True) -> Source:
    """Write a file of rows and declare it."""
    content = "".join(json.dumps(row) + "\n" for row in rows).encode()
    (folder / f"{name}.jsonl").write_bytes(content)
    return Source(
        name=name,
        file=f"{name}.jsonl",
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        licence="CC0-1.0",
        origin="written for this test",
        use="a test",
        originals=originals,
    )


def texts(*found: str) -> list[dict[str, str]]:
    return [{"id": f"t{number}", "text": text} for number, text in enumerate(found)]


# ---------------------------------------------------------------------------------------------
# The declaration


def test_the_program_declares_its_sources() -> None:
    declared = declared_sources()
    assert [s.name for s in declared if s.originals] == ["lee_news", "gum", "ewt_web"]
    held_out = {s.name: s.use for s in declared if not s.originals}
    assert set(held_out) == {"onestop", "tortured_phrases"}
    assert all("evaluation only" in use for use in held_out.values())
    for each in declared:
        assert len(each.sha256) == 64
        assert each.licence
        assert each.origin


@pytest.mark.parametrize("content", ["", "[]", '{"sources": [{"name": "x"}]}', "{}"])
def test_a_damaged_declaration_is_one_clear_line(tmp_path: Path, content: str) -> None:
    path = tmp_path / "external.json"
    path.write_text(content)
    with pytest.raises(UnreadableError, match="not a declaration of external sources") as error:
        declared_sources(path)
    assert "\n" not in str(error.value)


# ---------------------------------------------------------------------------------------------
# Articles


def test_articles_come_in_the_order_of_declaration(tmp_path: Path) -> None:
    declared = [
        source(tmp_path, "town_web", texts(MILL)),
        source(tmp_path, "arts", texts(LAMPS)),
    ]
    found = external_articles(tmp_path, declared)
    assert [(d.id, d.text) for d in found.documents] == [("town/0001", MILL), ("arts/0001", LAMPS)]
    assert found.read == tuple(declared)
    assert found.absent == ()


def test_ids_are_row_numbers_whatever_is_left_out(tmp_path: Path) -> None:
    declared = [source(tmp_path, "town", texts("Too short.", MILL, PARTS, LAMPS))]
    assert [d.id for d in external_articles(tmp_path, declared).documents] == [
        "town/0002",
        "town/0004",
    ]


def test_an_absent_file_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    declared = [source(tmp_path, name, texts(MILL)) for name in ("arts", "town")]
    (tmp_path / "arts.jsonl").unlink()
    found = external_articles(tmp_path, declared)
    assert found.absent == ("arts",)
    assert [d.id for d in found.documents] == ["town/0001"]
    assert found.read == (declared[1],)


def test_no_folder_at_all_is_no_error(tmp_path: Path) -> None:
    found = external_articles(tmp_path / "nowhere")
    assert found.documents == ()
    assert found.absent == ("lee_news", "gum", "ewt_web")


def test_another_file_than_the_declared_one_is_refused(tmp_path: Path) -> None:
    declared = replace(source(tmp_path, "arts", texts(MILL)), sha256="0" * 64)
    with pytest.raises(UnreadableError, match=r"arts\.jsonl: not the file that external\.json"):
        external_articles(tmp_path, [declared])


def test_what_is_for_evaluation_gives_no_articles(tmp_path: Path) -> None:
    declared = [source(tmp_path, "held_out", texts(MILL), originals=False)]
    found = external_articles(tmp_path, declared)
    assert (found.documents, found.read, found.absent) == ((), (), ())


def test_a_later_edition_of_a_story_is_left_out(tmp_path: Path) -> None:
    later = MILL.replace("ninety years", "a century").replace("on Mondays", "on Fridays")
    declared = [source(tmp_path, "arts", texts(MILL, LAMPS, later))]
    assert [d.id for d in external_articles(tmp_path, declared).documents] == [
        "arts/0001",
        "arts/0002",
    ]


def test_line_breaks_inside_paragraphs_are_resolved(tmp_path: Path) -> None:
    wrapped = MILL.replace(". ", ".\n").replace("flour", "flour\r\n", 1) + "\r\n\r\n" + LAMPS
    declared = [source(tmp_path, "arts", texts(wrapped))]
    (document,) = external_articles(tmp_path, declared).documents
    assert document.text == f"{MILL}\n\n{LAMPS}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (MILL, True),
        (f"A heading\n\n{MILL}\n\nAnother heading", True),
        (MILL.rsplit(".", 2)[0], True),  # no full stop, but too long for a heading
        (" ".join(MILL.split()[:40]), False),
        (PARTS * 20, False),
        (f"{MILL}\n\n{PARTS * 6}", False),
        (f"{MILL}\n\n" + "https://parts.example/list?item=20391&page=14\n\n" * 12, False),
        ("", False),
    ],
)
def test_prose_is_told_from_lists(text: str, expected: bool) -> None:
    assert is_prose(paragraphs(text)) is expected


# ---------------------------------------------------------------------------------------------
# Reading levels

HARD = (
    "The reservoir above the village was drained over the autumn so that engineers could examine "
    "the masonry for the first time since its completion.",
    "What emerged from the mud astonished them: a lane, two gateposts and the foundations of a "
    "chapel that no surviving map of the valley records.",
    "Archaeologists have been granted six weeks before the valves are closed again and the water "
    "is allowed to rise over everything they have found.",
)
EASY = (
    "The reservoir above the village was emptied in the autumn. Engineers wanted to look at the "
    "masonry for the first time since it was built.",
    "What they saw in the mud surprised them: a lane, two gateposts and the stones of a chapel "
    "that is on no map of the valley.",
    "Archaeologists have six weeks. Then the valves are closed again and the water will rise over "
    "everything that they have found there.",
)


def levels(folder: Path, **changes: str) -> list[Source]:
    row = {
        "id": "onestop-lake",
        "advanced": "\n\n".join(HARD),
        "intermediate": "\n\n".join((EASY[0], HARD[1], HARD[2])),
        "elementary": "\n\n".join(EASY),
    }
    return [source(folder, "onestop", [row | changes], originals=False)]


def test_each_article_gives_three_steps(tmp_path: Path) -> None:
    pairs = reading_levels(tmp_path, levels(tmp_path))
    assert [pair.family for pair in pairs] == [
        "advanced-to-intermediate",
        "advanced-to-elementary",
        "intermediate-to-elementary",
    ]
    assert {(p.label, p.source, p.group) for p in pairs} == {(0, "human", "onestop-lake")}
    assert pairs[1].original.text == "\n\n".join(HARD)
    assert pairs[1].candidate.text == "\n\n".join(EASY)
    assert (pairs[1].original.id, pairs[1].candidate.id) == (
        "onestop-lake/advanced",
        "onestop-lake/elementary",
    )


def test_as_many_paragraphs_correspond_by_number(tmp_path: Path) -> None:
    pairs = reading_level_paragraphs(tmp_path, levels(tmp_path))
    assert len(pairs) == 9
    step = [p for p in pairs if p.family == "advanced-to-elementary"]
    assert [(p.original.text, p.candidate.text) for p in step] == list(zip(HARD, EASY, strict=True))
    assert step[0].original.id == "onestop-lake/advanced/01"


def test_else_they_correspond_by_their_words(tmp_path: Path) -> None:
    declared = levels(tmp_path, elementary="\n\n".join((EASY[2], EASY[0])))
    pairs = reading_level_paragraphs(tmp_path, declared)
    step = [p for p in pairs if p.family == "advanced-to-elementary"]
    assert [(p.original.text, p.candidate.text) for p in step] == [
        (HARD[0], EASY[0]),
        (HARD[2], EASY[2]),
    ]


def test_a_paragraph_belongs_to_one_other_only() -> None:
    assert matched([HARD[0], HARD[0], HARD[1]], [EASY[0], EASY[1]]) == [
        (HARD[0], EASY[0]),
        (HARD[1], EASY[1]),
    ]
    assert matched(list(HARD), [MILL]) == []
    assert matched([], [MILL]) == matched([MILL], []) == []


@pytest.mark.parametrize("text", ["Too short to be judged at all.", " ".join(MILL.split() * 3)])
def test_short_and_long_paragraphs_are_left_out(tmp_path: Path, text: str) -> None:
    declared = levels(tmp_path, elementary="\n\n".join((*EASY[:2], text)))
    step = [
        pair
        for pair in reading_level_paragraphs(tmp_path, declared)
        if pair.family == "advanced-to-elementary"
    ]
    assert [pair.candidate.text for pair in step] == list(EASY[:2])


@pytest.mark.parametrize("read", [reading_levels, reading_level_paragraphs])
def test_evaluation_without_its_file_is_an_error(tmp_path: Path, read) -> None:
    declared = levels(tmp_path)
    (tmp_path / "onestop.jsonl").unlink()
    with pytest.raises(UnreadableError, match=r"onestop\.jsonl: not here"):
        read(tmp_path, declared)


# ---------------------------------------------------------------------------------------------
# The files themselves, where they are


@pytest.fixture(scope="module")
def external() -> Path:
    missing = [s.file for s in declared_sources() if not (EXTERNAL / s.file).is_file()]
    if missing:
        pytest.skip(f"external data not on this machine (../shared/data): {', '.join(missing)}")
    return EXTERNAL


def test_the_files_are_those_declared(external: Path) -> None:
    for each in declared_sources():
        content = (external / each.file).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (each.bytes, each.sha256)


def test_the_real_articles(external: Path) -> None:
    found = external_articles(external)
    assert found.absent == ()
    assert len({d.id for d in found.documents}) == len(found.documents)
    counts = Counter(d.id.partition("/")[0] for d in found.documents)
    assert counts == {"lee": 286, "gum": 111, "ewt": 630}


def test_the_real_reading_levels(external: Path) -> None:
    pairs, parts = reading_levels(external), reading_level_paragraphs(external)
    assert len(pairs) == 366
    assert len({pair.group for pair in parts}) == len({pair.group for pair in pairs}) == 122
    assert len(parts) > 3_500
    assert len({pair.candidate.id + pair.original.id for pair in parts}) == len(parts)
