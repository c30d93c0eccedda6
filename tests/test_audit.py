"""The audit of a corpus: links, families, rows, checkpoints, outputs."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import stories

from spindetect import audit
from spindetect.audit import Alone, Judging, Licences, Outputs, Settings, judging, shards
from spindetect.audit.families import Links, Page, roots
from spindetect.audit.judging import Judge, Memory, Source
from spindetect.audit.overview import render_html
from spindetect.audit.rows import COLUMNS
from spindetect.audit.summary import Summary
from spindetect.audit.terminal import summary_text
from spindetect.audit.workspace import Workspace
from spindetect.cli import main
from spindetect.suspects.choice import Choice
from spindetect.types import ExitCode, Parsed, SpindetectError, UnreadableError

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
Capture = pytest.CaptureFixture[str]
Row = dict[str, Any]


def run(
    out: Path, pages: Path | str, originals: Path | str | None = None, **options: Any
) -> tuple[Summary, list[Row]]:
    judging = options.pop("judging", Judging(alone=Alone.OFF))
    settings = Settings((str(pages),), (str(originals),) if originals else (), judging=judging)
    clean = options.pop("clean", None)
    html = options.pop("html", None)
    summary = audit.audit(settings, Outputs(out, clean, html), jobs=1, **options)
    return summary, [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def jsonl(path: Path, *rows: Row) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


@pytest.fixture(scope="module")
def family(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The texts of the repository's own news family, without its manifest."""
    folder = tmp_path_factory.mktemp("family")
    for path in SEEDS.glob("*.txt"):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Pages and originals as JSON Lines: a spun page, a copy, two articles of their own."""
    folder = tmp_path_factory.mktemp("corpus")
    articles = sorted((ROOT / "data" / "articles").rglob("*.txt"))
    pages = [
        {"id": "https://thief.example/1", "text": stories.SPUN, "date": "2024-05-03"},
        {"id": "https://partner.example/a", "text": stories.FURNISHED},
        {"id": "=own", "text": articles[3].read_text("utf-8")},
        {"id": "broken"},
        {"id": "other", "text": articles[30].read_text("utf-8")},
    ]
    originals = [
        {"id": "ours", "text": stories.ORIGINAL, "date": "2024-05-01"},
        *({"id": path.stem, "text": path.read_text("utf-8")} for path in articles[60:70]),
    ]
    return jsonl(folder / "pages.jsonl", *pages), jsonl(folder / "originals.jsonl", *originals)


# Which page is what.


def test_the_seeds_as_a_corpus_without_labels(family: Path, tmp_path: Path) -> None:
    _, rows = run(tmp_path / "out.jsonl", family)
    by_id = {row["candidate"]: row for row in rows}
    assert by_id["spun.txt"]["relation"] == "spun"
    copies = {"original.txt", "syndicated.txt", "truncated.txt"}
    assert by_id["spun.txt"]["original"] in copies
    families = {by_id[one]["family"] for one in copies}
    assert len(families) == 1
    assert sum(by_id[one]["relation"] == "copy" for one in copies) == 2
    for alone in ("independent.txt", "translated.txt"):
        assert by_id[alone]["original"] is None
        assert by_id[alone]["family"] is None


def test_the_real_seeds_as_a_corpus_without_labels(real_seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "five").mkdir()
    for path in real_seeds.glob("*.txt"):
        (tmp_path / "five" / path.name).write_bytes(path.read_bytes())
    _, rows = run(tmp_path / "out.jsonl", tmp_path / "five")
    first, second, spun, foreign, later = sorted(rows, key=lambda row: row["candidate"])
    assert (spun["relation"], spun["original"]) == ("spun", later["candidate"])
    assert second["relation"] == "copy"
    assert second["original"] == first["candidate"]
    assert foreign["original"] is None
    assert later["relation"] is None


def test_pages_against_originals(corpus: tuple[Path, Path], tmp_path: Path) -> None:
    summary, rows = run(tmp_path / "out.jsonl", *corpus)
    assert [row["candidate"] for row in rows] == [
        "https://thief.example/1", "https://partner.example/a", "=own", "broken", "other",
    ]  # fmt: skip
    assert [row["original"] for row in rows] == ["ours", "ours", None, None, None]
    assert [row["relation"] for row in rows] == ["spun", "copy", None, None, None]
    assert "broken" not in (rows[0]["error"] or "")
    assert "text" in rows[3]["error"]
    assert summary.relations == Counter(spun=1, copy=1, unreadable=1, **{"no original": 2})
    assert summary.bad_records == 1
    spun = rows[0]
    assert spun["sources"][0]["original"] == "ours"
    assert spun["date"] == "2024-05-03"
    assert spun["n_substitutions"] >= sum(one["count"] for one in spun["substitutions"]) > 10
    assert all(stories.SPUN[p["start"] : p["end"]].strip() for p in spun["spun_passages"])


def test_both_sources_of_a_splice(corpus: tuple[Path, Path], tmp_path: Path) -> None:
    lines = corpus[1].read_text("utf-8").splitlines()
    other = json.loads(lines[4])
    half = " ".join(other["text"].split()[:150])
    pages = jsonl(tmp_path / "p.jsonl", {"id": "spliced", "text": f"{stories.SPUN}\n\n{half}"})
    _, (row,) = run(tmp_path / "out.jsonl", pages, corpus[1])
    assert [one["original"] for one in row["sources"]] == ["ours", other["id"]]
    assert row["original"] == "ours"


def test_every_row_has_every_column(corpus: tuple[Path, Path], tmp_path: Path) -> None:
    _, rows = run(tmp_path / "out.jsonl", *corpus)
    assert all(list(row) == list(COLUMNS) for row in rows)


def test_without_an_original_a_page_may_be_judged_by_itself(
    corpus: tuple[Path, Path], tmp_path: Path
) -> None:
    pages = jsonl(tmp_path / "p.jsonl", {"id": "a", "text": (SEEDS / "spun.txt").read_text()})
    judging = Judging(alone=Alone.FAST)
    summary, (row,) = run(tmp_path / "out.jsonl", pages, corpus[1], judging=judging)
    assert row["original"] is None
    assert row["probability"] > 0.5
    assert summary.relations.total() == 1
    _, (silent,) = run(tmp_path / "off.jsonl", pages, corpus[1])
    assert silent["probability"] is None


def test_dates_decide_where_words_do_not(tmp_path: Path) -> None:
    early, late = ({"text": stories.ORIGINAL, "date": f"2024-05-0{day}"} for day in (1, 2))
    pages = jsonl(tmp_path / "p.jsonl", {"id": "a", **late}, {"id": "b", **early})
    _, rows = run(tmp_path / "out.jsonl", pages)
    assert [row["original"] for row in rows] == ["b", None]


def test_words_decide_against_the_dates(tmp_path: Path) -> None:
    spun, original = stories.SPUN, stories.ORIGINAL
    pages = jsonl(
        tmp_path / "p.jsonl",
        {"id": "a", "text": spun, "date": "2024-05-01"},
        {"id": "b", "text": original, "date": "2024-05-02"},
    )
    _, rows = run(tmp_path / "out.jsonl", pages)
    assert [(row["original"], row["relation"]) for row in rows] == [("b", "spun"), (None, None)]


def test_licensed_sites_are_counted_apart_and_copies_are_not_kept(
    corpus: tuple[Path, Path], tmp_path: Path
) -> None:
    listed = tmp_path / "licensed.txt"
    listed.write_text("# partners\npartner.example\n")
    clean = tmp_path / "clean.txt"
    summary, rows = run(
        tmp_path / "out.jsonl", *corpus, licences=Licences.read(listed), clean=clean
    )
    assert [row["licensed"] for row in rows] == [False, True, False, False, False]
    assert summary.licensed["copy"] == 1
    assert clean.read_text().splitlines() == ["=own", "other"]


@pytest.mark.parametrize(
    ("identifier", "covered"),
    [
        ("https://partner.example/a", True),
        ("https://www.partner.example:8080/a?b", True),
        ("partner.example/2024/page.html", True),
        ("page-7", True),
        ("https://notpartner.example/a", False),
        ("https://evil.example/partner.example", False),
        ("partner.example.txt", False),
        ("http://[broken/", False),
    ],
)
def test_who_may_copy(identifier: str, covered: bool) -> None:
    assert Licences(frozenset({"partner.example", "page-7"})).covers(identifier) is covered


# Families.


def page(identifier: str, date: str | None = None, words: int = 100) -> Page:
    return Page(identifier, date, words)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (page("b", "2024-05-01"), page("a", "2024-05-02")),
        (page("b", "2024-05-01T10:00:00Z"), page("a", "2024-05-01T11:00:00Z")),
        (page("b", "2024-05-01", 200), page("a", "2024-05-01T11:00:00Z", 100)),
        (page("b", None, 200), page("a", "2024-05-01", 100)),
        (page("a"), page("b")),
    ],
)
def test_the_order_of_two_pages(one: Page, other: Page) -> None:
    assert one.is_before(other)
    assert not other.is_before(one)


def note(candidate: str, *links: tuple[str, str, str]) -> Row:
    return {
        "candidate": candidate,
        "date": None,
        "candidate_words": 100,
        "judgements": [
            {
                "original": original, "original_date": None, "original_words": 100,
                "direction": direction, "relation": relation,
            }
            for original, direction, relation in links
        ],
    }  # fmt: skip


def test_one_side_that_knows_decides_for_both() -> None:
    links = Links()
    links.add(note("a", ("b", "undecided", "related")))
    links.add(note("b", ("a", "candidate", "related")))
    assert links.holds("a", "b")
    assert not links.holds("b", "a")


def test_sides_that_contradict_each_other_leave_it_to_the_order() -> None:
    links = Links()
    links.add(note("a", ("b", "original", "spun")))
    links.add(note("b", ("a", "original", "spun")))
    assert links.holds("b", "a")
    assert not links.holds("a", "b")


def test_families_go_back_to_the_first_original() -> None:
    assert roots({"c": "b", "b": "a", "d": "b", "x": "y"}) == {
        "a": "a", "b": "a", "c": "a", "d": "a", "x": "y", "y": "y",
    }  # fmt: skip


def test_a_circle_has_a_root() -> None:
    assert set(roots({"a": "b", "b": "c", "c": "a", "d": "c"}).values()) == {"a"}


def test_a_long_chain_is_no_recursion() -> None:
    chain = {f"{k:06}": f"{k - 1:06}" for k in range(1, 50_000)}
    assert set(roots(chain).values()) == {"000000"}


# Checkpoints.


@pytest.fixture
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "SHARD", 2)


class Killed(BaseException):
    """Stands for a kill: nothing catches it."""


@pytest.mark.usefixtures("small_shards")
@pytest.mark.parametrize("steps", range(1, 9))
@pytest.mark.parametrize("itself", [True, False], ids=["itself", "originals"])
def test_a_run_that_was_stopped_gives_the_same_bytes(
    corpus: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    steps: int,
    itself: bool,
) -> None:
    against = None if itself else corpus[1]
    run(tmp_path / "whole.jsonl", corpus[0], against, html=tmp_path / "whole.html")
    left = steps

    def killed(path: Path, target: Path) -> Path:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed
        return rename(path, target)

    rename = Path.replace
    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(Killed):
        run(tmp_path / "out.jsonl", corpus[0], against, html=tmp_path / "out.html")
    monkeypatch.setattr(Path, "replace", rename)
    assert not (tmp_path / "out.jsonl").exists()
    run(tmp_path / "out.jsonl", corpus[0], against, html=tmp_path / "out.html", resume=True)
    for end in ("jsonl", "html"):
        whole, resumed = (tmp_path / f"{name}.{end}" for name in ("whole", "out"))
        assert resumed.read_bytes() == whole.read_bytes()
    assert not Workspace(tmp_path / "out.jsonl").path.exists()


@pytest.mark.parametrize("end", ["jsonl", "csv", "parquet"])
def test_the_number_of_workers_does_not_matter(
    corpus: tuple[Path, Path], tmp_path: Path, end: str
) -> None:
    for jobs in (1, 2):
        settings = Settings((str(corpus[0]),), (str(corpus[1]),))
        audit.audit(settings, Outputs(tmp_path / f"{jobs}.{end}"), jobs=jobs)
    assert (tmp_path / f"1.{end}").read_bytes() == (tmp_path / f"2.{end}").read_bytes()


def stopped(out: Path, pages: Path, originals: Path) -> None:
    """A run that stops when its table is to be written."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("spindetect.audit.running.write_table", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run(out, pages, originals)


def test_a_stopped_run_is_not_begun_anew_unasked(corpus: tuple[Path, Path], tmp_path: Path) -> None:
    stopped(tmp_path / "out.jsonl", *corpus)
    with pytest.raises(SpindetectError, match="--resume"):
        run(tmp_path / "out.jsonl", *corpus)


def test_a_stopped_run_is_not_gone_on_with_under_other_options(
    corpus: tuple[Path, Path], tmp_path: Path
) -> None:
    stopped(tmp_path / "out.jsonl", *corpus)
    judging = Judging(threshold=0.5, alone=Alone.OFF)
    with pytest.raises(SpindetectError, match="another value of threshold"):
        run(tmp_path / "out.jsonl", *corpus, judging=judging, resume=True)


def test_what_changed_since_is_done_anew(tmp_path: Path, corpus: tuple[Path, Path]) -> None:
    pages = jsonl(tmp_path / "p.jsonl", {"id": "a", "text": stories.SPUN})
    stopped(tmp_path / "out.jsonl", pages, corpus[1])
    jsonl(pages, {"id": "a", "text": stories.ORIGINAL})
    _, (row,) = run(tmp_path / "out.jsonl", pages, corpus[1], resume=True)
    assert row["relation"] == "copy"


def test_nothing_is_judged_twice(
    tmp_path: Path, corpus: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped(tmp_path / "out.jsonl", *corpus)
    monkeypatch.setattr("spindetect.audit.running.judge_shard", lambda *_: 1 / 0)
    monkeypatch.setattr("spindetect.audit.indexing.index_shard", lambda *_: 1 / 0)
    _, rows = run(tmp_path / "out.jsonl", *corpus, resume=True)
    assert len(rows) == 5


def test_a_text_that_comes_again_is_sought_once(
    tmp_path: Path, corpus: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    judging._opened.cache_clear()
    sought: list[str] = []
    sources = Judge.sources

    def counting(self: Judge, page: Parsed, number: int | None = None) -> list[Source]:
        sought.append(page.document.id)
        return sources(self, page, number)

    monkeypatch.setattr(Judge, "sources", counting)
    texts = [stories.SPUN, stories.FURNISHED, stories.SPUN, stories.SPUN]
    rows: list[Row] = [
        {"id": str(k), "text": text, "date": f"2024-05-0{k + 3}"} for k, text in enumerate(texts)
    ]
    _, found = run(tmp_path / "out.jsonl", jsonl(tmp_path / "pages.jsonl", *rows), corpus[1])
    assert sought == ["0", "1"]
    first, _, *again = ({**row, "candidate": "", "date": ""} for row in found)
    assert [row["candidate"] for row in found] == ["0", "1", "2", "3"]
    assert first["relation"] == "spun"
    assert again == [first, first]


def test_what_is_remembered_of_texts_has_a_bound() -> None:
    memory = Memory(10)
    for name in "abc":
        memory.keep(name, name * 4)
    assert [memory.take(name) for name in "abc"] == ["", "bbbb", "cccc"]
    memory.keep("b", "bbbb")
    memory.keep("long", "x" * 11)
    assert memory.take("b") == memory.take("long") == ""


def test_a_defect_in_judging_pages_by_themselves_costs_one_page(
    tmp_path: Path, corpus: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    screened = Choice.screened

    def broken(self: Choice, batch: Sequence[Parsed]) -> list[tuple[float | None, str]]:
        if any(page.document.id == "other" for page in batch):
            raise IndexError("a defect")
        return screened(self, batch)

    monkeypatch.setattr(Choice, "screened", broken)
    _, found = run(tmp_path / "out.jsonl", *corpus, judging=Judging(alone=Alone.FAST))
    told = {row["candidate"]: row for row in found}
    assert "report it" in told["other"]["error"]
    assert told["=own"]["error"] is None
    assert told["=own"]["probability"] is not None


def test_copies_of_a_spun_page_do_not_hide_its_original(tmp_path: Path) -> None:
    texts = {"a": stories.SPUN, "b": stories.SPUN, "c": stories.ORIGINAL, "d": stories.SPUN}
    rows: list[Row] = [{"id": name, "text": text} for name, text in texts.items()]
    _, found = run(tmp_path / "out.jsonl", jsonl(tmp_path / "pages.jsonl", *rows))
    told = {row["candidate"]: (row["relation"], row["original"]) for row in found}
    assert told.pop("c") == (None, None)
    assert set(told.values()) == {("spun", "c")}


def test_why_a_page_is_not_judged_by_itself_is_said(
    tmp_path: Path, corpus: tuple[Path, Path]
) -> None:
    german = "Der Hund bellt nachts im Hof, und die Katze schläft auf dem Dach. " * 20
    pages = jsonl(
        tmp_path / "pages.jsonl",
        {"id": "short", "text": "A few words."},
        {"id": "de", "text": german},
    )
    _, found = run(tmp_path / "out.jsonl", pages, corpus[1], judging=Judging(alone=Alone.FAST))
    assert [row["abstained"] for row in found] == ["too_short", "not_english"]


def test_originals_of_which_none_is_usable_leave_nothing_behind(
    tmp_path: Path, corpus: tuple[Path, Path]
) -> None:
    empty = jsonl(tmp_path / "empty.jsonl", {"id": "x"})
    with pytest.raises(UnreadableError, match="no usable original"):
        run(tmp_path / "out.jsonl", corpus[0], empty)
    _, found = run(tmp_path / "out.jsonl", *corpus)
    assert found[0]["relation"] == "spun"


def test_originals_that_changed_between_two_audits(
    tmp_path: Path, corpus: tuple[Path, Path]
) -> None:
    article = json.loads(corpus[1].read_text("utf-8").splitlines()[1])["text"]
    pages = jsonl(tmp_path / "pages.jsonl", {"id": "page", "text": article})
    relations = []
    for text in (article, stories.ORIGINAL):
        originals = jsonl(tmp_path / "originals.jsonl", {"id": "ours", "text": text})
        _, (row,) = run(tmp_path / "out.jsonl", pages, originals)
        relations.append(row["relation"])
    assert relations == ["copy", None]


def test_a_defect_costs_one_page(
    tmp_path: Path, corpus: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spindetect.audit.judging.analyse", lambda *_: [][0])
    summary, rows = run(tmp_path / "out.jsonl", *corpus)
    assert len(rows) == 5
    assert "report it" in rows[0]["error"]
    assert summary.relations["unreadable"] == 3


@pytest.mark.usefixtures("small_shards")
def test_a_full_disk_is_one_line_and_what_was_done_is_kept(
    tmp_path: Path, corpus: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Path.write_text

    def full(path: Path, *arguments: Any, **options: Any) -> int:
        if path.name == ".000001.jsonl.part":
            raise OSError(28, "No space left on device", str(path))
        return write(path, *arguments, **options)

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(SpindetectError, match=r"No space left.*--resume") as error:
        run(tmp_path / "out.jsonl", *corpus)
    assert "\n" not in str(error.value)
    monkeypatch.setattr(Path, "write_text", write)
    assert (tmp_path / "out.jsonl.work" / "pages" / "000000.jsonl").exists()
    _, rows = run(tmp_path / "out.jsonl", *corpus, resume=True)
    assert len(rows) == 5


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")
def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys, time\n"
        "from spindetect.audit.parallel import Task, run\n"
        "def ready(): open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(60)\n"
        "run([Task(1, ready, ()), Task(1, ready, ())], 2, print)\n"
    )
    told = tmp_path / "worker"
    parent = subprocess.Popen([sys.executable, "-c", script, str(told)])
    for _ in range(300):
        if told.exists() and told.read_text():
            break
        time.sleep(0.1)
    worker = int(told.read_text())
    parent.kill()
    parent.wait()
    for _ in range(100):
        if not Path(f"/proc/{worker}").exists() or _is_zombie(worker):
            return
        time.sleep(0.1)
    pytest.fail("the worker outlived its parent by ten seconds")


def _is_zombie(process: int) -> bool:
    return ") Z" in Path(f"/proc/{process}/stat").read_text()


# Outputs.


def test_tables_in_all_formats_say_the_same(corpus: tuple[Path, Path], tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    settings = Settings((str(corpus[0]),), (str(corpus[1]),), judging=Judging(alone=Alone.OFF))
    for end in ("jsonl", "csv", "parquet"):
        audit.audit(settings, Outputs(tmp_path / f"out.{end}"), jobs=1)
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert pq.read_table(tmp_path / "out.parquet").to_pylist() == lines
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["candidate"] for row in rows] == [
        "https://thief.example/1", "https://partner.example/a", "'=own", "broken", "other",
    ]  # fmt: skip
    assert json.loads(rows[0]["substitutions"]) == lines[0]["substitutions"]
    assert [float(row["probability"] or -1) for row in rows[:2]] == [
        row["probability"] for row in lines[:2]
    ]


def test_a_reviewed_table_is_read_as_labelled_pairs(tmp_path: Path) -> None:
    from spindetect.pairs.reading import collect

    for name, text in (("a.txt", stories.SPUN), ("b.txt", stories.ORIGINAL)):
        (tmp_path / name).write_text(text)
    run(tmp_path / "out.jsonl", tmp_path)
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    jsonl(tmp_path / "reviewed.jsonl", *({**row, "review": "spun"} for row in rows[:1]))
    (pair,) = collect([tmp_path / "reviewed.jsonl"], texts=[tmp_path]).pairs
    assert (pair.candidate.text, pair.original.text, pair.label) == (
        stories.SPUN, stories.ORIGINAL, 1,
    )  # fmt: skip


def test_lone_surrogates_in_ids_are_written(tmp_path: Path, corpus: tuple[Path, Path]) -> None:
    pages = jsonl(tmp_path / "p.jsonl", {"id": "a\udc80b", "text": stories.SPUN})
    settings = Settings((str(pages),), (str(corpus[1]),))
    for end in ("jsonl", "csv", "parquet"):
        summary = audit.audit(settings, Outputs(tmp_path / f"out.{end}"), jobs=1)
        assert summary.relations["spun"] == 1


def test_hostile_text_stays_text_on_the_overview(tmp_path: Path, corpus: tuple[Path, Path]) -> None:
    evil = "<script>alert(1)</script>"
    spun = stories.SPUN.replace("Corran", evil)
    pages = jsonl(tmp_path / "p.jsonl", {"id": f'"><img src=x onerror=1>{evil}', "text": spun})
    summary, _ = run(tmp_path / "out.jsonl", pages, corpus[1], html=tmp_path / "o.html")
    page = (tmp_path / "o.html").read_text("utf-8")
    assert summary.relations["spun"] == 1
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;img" in page


def test_pages_that_look_spun_by_themselves_are_named_the_likeliest_first() -> None:
    summary = Summary(n_originals=1)
    for k in range(1300):
        row = dict.fromkeys(COLUMNS)
        row |= {"candidate": f"<b>{k}", "relation": "spun", "probability": 1 - k / 2000}
        row |= {"licensed": k == 0, "sources": [], "substitutions": []}
        summary.add(row, [], [])
    assert len(summary.suspects) < 1200
    page = render_html(summary, {}, 0.9)
    assert page.index("&lt;b&gt;0 ") < page.index("&lt;b&gt;299<")
    assert "&lt;b&gt;300<" not in page
    assert "The 300 likeliest; 1,000 more are in the table." in page
    text = summary_text(summary, Path("t.jsonl"))
    assert "Look most spun by themselves" in text
    assert "  <b>4  probability 0.9980\n" in text
    assert "<b>5 " not in text


def test_the_overview_of_nothing() -> None:
    assert "0 pages" in render_html(replace(Summary()), {}, 0.9)


# The command.


def test_the_command_writes_and_sums_up(
    corpus: tuple[Path, Path], tmp_path: Path, capsys: Capture
) -> None:
    code = main(
        ["audit", str(corpus[0]), "--originals", str(corpus[1]), "--out",
         str(tmp_path / "out.csv"), "--html", str(tmp_path / "out.html"), "--jobs", "1",
         "--no-original", "off"]
    )  # fmt: skip
    shown = capsys.readouterr()
    assert code == ExitCode.BAD_RECORDS
    assert "5 pages: 1 spun, 1 copied or edited, 2 with no original here" in shown.out
    assert shown.err.count("\n") == 1
    assert "line 4" in shown.err
    assert "<details" in (tmp_path / "out.html").read_text("utf-8")


def test_spun_pages_fail_a_pipeline_if_asked(
    corpus: tuple[Path, Path], tmp_path: Path, capsys: Capture
) -> None:
    base = ["audit", str(corpus[0]), "--originals", str(corpus[1]), "--jobs", "1", "-q"]
    out = str(tmp_path / "out.jsonl")
    assert main([*base, "--out", out, "--fail-on-spun"]) == ExitCode.SPUN
    assert capsys.readouterr().out.count("\n") == 1


def test_an_index_serves_audit_and_score(
    corpus: tuple[Path, Path], tmp_path: Path, capsys: Capture
) -> None:
    index = str(tmp_path / "ours.idx")
    assert main(["index", str(corpus[1]), "--out", index, "--jobs", "1"]) == 0
    assert main(["index", str(corpus[1]), "--out", index, "--jobs", "1"]) == ExitCode.USAGE
    assert "--add" in capsys.readouterr().err
    assert main(["index", str(corpus[1]), "--out", index, "--jobs", "1", "--add"]) == 0
    assert "0 documents added" in capsys.readouterr().out
    out = tmp_path / "out.jsonl"
    main(["audit", str(corpus[0]), "--originals", index, "--out", str(out), "--jobs", "1"])
    assert json.loads(out.read_text().splitlines()[0])["original"] == "ours"
    page = tmp_path / "page.txt"
    page.write_text(stories.SPUN)
    capsys.readouterr()
    assert main(["score", str(page), "--against", index, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["original"]["id"] == "ours"
    page.write_text((SEEDS / "independent.txt").read_text())
    assert main(["score", str(page), "--against", index, "--quiet"]) == 0
    assert "judged by itself" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--out", "out.xlsx"], ".parquet, .csv, .jsonl"),
        (["--out", "nowhere/out.csv"], "no folder"),
        (["--out", "a.csv", "--html", "a.csv"], "--out too"),
        (["--out", "a.csv", "--originals", "missing"], "missing: does not exist"),
        (["--out", "a.csv", "--licensed", "missing"], "--licensed missing"),
        (["--out", "a.csv", "--model", "missing"], "missing"),
        (["--out", "a.csv", "--jobs", "0"], "--jobs"),
    ],
)
def test_what_a_user_can_do_wrong_is_one_line(
    corpus: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
    arguments: list[str],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["audit", str(corpus[0]), *arguments]) in (ExitCode.USAGE, ExitCode.UNREADABLE)
    shown = capsys.readouterr().err
    assert told in shown
    assert shown.count("\n") == 1
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("a.csv")]


def test_originals_of_which_none_can_be_read(tmp_path: Path, corpus: tuple[Path, Path]) -> None:
    empty = jsonl(tmp_path / "o.jsonl", {"id": "x"})
    with pytest.raises(UnreadableError, match="no usable original"):
        run(tmp_path / "out.jsonl", corpus[0], empty)


def test_scoring_on_the_way_of_an_audit_imports_nothing_heavy(
    corpus: tuple[Path, Path], tmp_path: Path
) -> None:
    script = (
        "import sys; from spindetect.cli import main; "
        f"main(['audit', {str(corpus[0])!r}, '--originals', {str(corpus[1])!r}, '--out', "
        f"{str(tmp_path / 'o.csv')!r}, '--jobs', '1', '-q']); "
        "print(sorted({'nltk', 'sklearn', 'pandas', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout.splitlines()[-1] == "[]"
