"""The evidence page and the JSON that it is made of."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import stories

from spindetect import Detector
from spindetect.cli import main
from spindetect.readers import read_document
from spindetect.report import dumps, render_text, to_json
from spindetect.report.evidence import MAX_ROWS, beside, shares
from spindetect.report.page import MAX_LINES, render_html
from spindetect.report.reading import read_verdict
from spindetect.types import Document, ExitCode, UnreadableError, Verdict

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector.load()


@pytest.fixture(scope="module")
def spun(detector: Detector) -> Verdict:
    return detector.score(stories.SPUN, stories.ORIGINAL)


def kept(verdict: Verdict, path: Path) -> Verdict:
    """The verdict after it went through its JSON."""
    path.write_text(dumps(verdict))
    return read_verdict(path)


class Page(HTMLParser):
    """Counts what a browser would act on."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


# From JSON and back.

PAIRS = [
    ("spun.txt", "original.txt"), ("original.txt", "spun.txt"), ("truncated.txt", "original.txt"),
    ("syndicated.txt", "original.txt"), ("translated.txt", "original.txt"), ("spun.txt", None),
]  # fmt: skip


@pytest.mark.parametrize(("candidate", "original"), PAIRS)
def test_a_verdict_read_back_gives_the_same_views(
    detector: Detector, tmp_path: Path, candidate: str, original: str | None
) -> None:
    one = read_document(SEEDS / candidate)
    verdict = detector.score(one, read_document(SEEDS / original) if original else None)
    again = kept(verdict, tmp_path / "v.json")
    assert dumps(again) == dumps(verdict)
    assert render_text(again) == render_text(verdict)
    assert render_html(again) == render_html(verdict)


def test_an_abstention_has_a_page(detector: Detector, tmp_path: Path) -> None:
    verdict = detector.score("A heron stood by the pier.", stories.ORIGINAL)
    page = render_html(kept(verdict, tmp_path / "v.json"))
    assert "No verdict: too little text to say." in page


def changed(content: dict[str, Any], path: str, value: object) -> None:
    *places, last = re.findall(r"\w+", path)
    part: Any = content
    for place in places:
        part = part[int(place)] if isinstance(part, list) else part[place]
    part[int(last) if isinstance(part, list) else last] = value


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("schema", "spindetect.verdict/9", "its schema is 'spindetect.verdict/9'"),
        ("threshold", None, "threshold is missing"),
        ("threshold", True, "threshold is missing or of another type"),
        ("relation", "stolen", "relation is 'stolen'"),
        ("candidate", "text", "candidate is missing"),
        ("candidate.text", 5, "candidate.text is missing"),
        ("candidate.text", "another text", "candidate.text was altered"),
        ("original.sha256", "0" * 64, "original.text was altered"),
        ("substitutions.3.candidate.text", "x", "is not what stands in the text"),
        ("substitutions.0", 1, "substitutions[0] is no object"),
        ("substitutions.3.kind", "magic", "substitutions[3].kind is 'magic'"),
        ("substitutions.3.original.end", 10**9, "lie outside the text"),
        ("substitutions.3.original.start", -1, "lie outside the text"),
        ("alignment.0.edits.end", 10**6, "no run of the substitutions"),
        ("alignment.0.relation", "x", "alignment[0].relation"),
        ("signature", [], "signature is missing"),
    ],
)
def test_what_is_no_verdict_is_told_in_one_line(
    spun: Verdict, tmp_path: Path, path: str, value: object, told: str
) -> None:
    content = json.loads(json.dumps(to_json(spun)))
    changed(content, path, value)
    (tmp_path / "v.json").write_text(json.dumps(content))
    with pytest.raises(UnreadableError) as error:
        read_verdict(tmp_path / "v.json")
    assert told in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("text", ["", "no JSON", "[" * 100_000, "[]", "\ud800".join("  ")])
def test_what_is_no_json_is_told_in_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "v.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(UnreadableError, match=r"v\.json: not"):
        read_verdict(tmp_path / "v.json")


# What the page shows.


def test_both_texts_stand_on_the_page_in_full(spun: Verdict) -> None:
    rows = beside(spun).rows
    for side, text in (("original", stories.ORIGINAL), ("candidate", stories.SPUN)):
        shown = " ".join("".join(p.text for p in getattr(row, side)) for row in rows)
        assert sorted(shown.split()) == sorted(text.split())


def test_counterparts_have_the_same_number_and_lead_to_the_table(spun: Verdict) -> None:
    lines = re.findall(r'<tr id="s(\d+)"', render_html(spun))
    marked = 0
    for row in beside(spun).rows:
        pieces = [{(p.number, p.group) for p in side if p.group >= 0}
                  for side in (row.original, row.candidate)]  # fmt: skip
        marked += len(pieces[1])
        assert {group for _, group in pieces[1]} <= {int(line) for line in lines}
        assert len(pieces[0] & pieces[1]) >= min(map(len, pieces)) - 1
    assert marked > 20


def test_a_changed_quotation_has_a_section_of_its_own(detector: Detector) -> None:
    altered = stories.ORIGINAL.replace("The boats come home in the dark", "The ships sail at night")
    page = render_html(detector.score(altered, stories.ORIGINAL))
    section = page.partition("Changed quotations")[2].partition("</section>")[0]
    assert "boats" in section
    assert "Changed quotations" not in render_html(
        detector.score(stories.FURNISHED, stories.ORIGINAL)
    )


def test_missing_and_added_passages_are_shown_where_they_belong(detector: Detector) -> None:
    paragraphs = stories.ORIGINAL.split("\n\n")
    cut = "\n\n".join([paragraphs[0], *paragraphs[2:]])
    rows = beside(detector.score(cut, stories.ORIGINAL)).rows
    kinds = [row.relation for row in rows]
    assert "missing" in kinds
    assert 0 < kinds.index("missing") < len(kinds) - 2
    assert "not in the candidate" in render_html(detector.score(cut, stories.ORIGINAL))


def test_the_shares_of_a_copy_and_of_a_spun_text(detector: Detector, spun: Verdict) -> None:
    copied = dict(shares(detector.score(stories.ORIGINAL, stories.ORIGINAL)))
    assert copied["unchanged"] == 1.0
    replaced = dict(shares(spun))
    assert sum(replaced.values()) == pytest.approx(1.0)
    assert replaced["replaced"] > 0.1


def test_what_the_rate_of_false_positives_means_is_said_of_a_thousand(spun: Verdict) -> None:
    assert re.search(r"Of 1,000 honest versions of articles, at most \d+ score", render_html(spun))
    assert "Of 1,000" not in render_html(replace(spun, false_positives=None))


def test_suspects_are_marked_where_there_is_no_original(detector: Detector) -> None:
    page = render_html(detector.score(read_document(SEEDS / "spun.txt")))
    assert "may have read" in page
    assert page.count('class="m counts') > 20


# Weight, limits, hostile text.


def test_the_page_of_two_long_articles_weighs_little(detector: Detector) -> None:
    paragraphs = [
        one
        for path in sorted((ROOT / "data" / "articles" / "news").glob("*.txt"))[:4]
        for one in path.read_text("utf-8").split("\n\n")[1:]
    ]
    text = " ".join("\n\n".join(paragraphs).split(" ")[:800])
    from spindetect.spinners import spinners

    pair = spinners(detector.lexicon)["database-wordnet"].spin(
        Document("own", text), seed=1, intensity=0.2
    )
    assert len(render_html(detector.score(pair.candidate, pair.original)).encode()) < 300_000


def test_limits_are_said_out_loud(detector: Detector) -> None:
    old = " ".join(f"The heron number {k} stood by the pier and waited." for k in range(2_000))
    new = " ".join(f"The stork number {k} stood by the dock and lingered." for k in range(2_000))
    verdict = detector.score(new, old)
    rows = beside(verdict)
    assert len(rows.rows) <= MAX_ROWS
    page = render_html(verdict)
    assert f"{rows.left_out:,} more sentence pairs are not shown" in page
    assert page.count("<tr id=") <= MAX_LINES
    assert len(page) < 4_000_000


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style></script><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "\u202e\u2066\x00\x1b[31m",
    "' onmouseover='alert(1)",
)


def hostile(text: str) -> str:
    words = text.split(" ")
    for k, evil in enumerate(HOSTILE):
        words.insert(10 + 12 * k, evil)
    return " ".join(words)


def hostile_pair(detector: Detector) -> Verdict:
    return detector.score(hostile(stories.SPUN), hostile(stories.ORIGINAL))


def hostile_alone(detector: Detector) -> Verdict:
    return detector.score(Document(HOSTILE[1], hostile(stories.SPUN)))


@pytest.mark.parametrize("build", [hostile_pair, hostile_alone])
def test_hostile_text_stays_text(
    detector: Detector, tmp_path: Path, build: Callable[[Detector], Verdict]
) -> None:
    page = render_html(kept(build(detector), tmp_path / "v.json"))
    parsed = Page(page)
    assert len(parsed.all("script")) == 1
    assert not parsed.all("img")
    assert not [name for _, attributes in parsed.tags for name in attributes if name[:2] == "on"]
    links = [str(attributes.get("href")) for attributes in parsed.all("a")]
    assert all(re.fullmatch(r"#s\d+", link) for link in links)
    assert not [name for _, attributes in parsed.tags for name in attributes if name == "style"]
    assert not set("\u202e\u2066\x00\x1b") & set(page)


def test_a_long_line_without_a_space(detector: Detector) -> None:
    page = render_html(detector.score("x" * 5_000_000, stories.ORIGINAL))
    assert len(page) < 200_000
    page = render_html(detector.score(Document("x", "x" * 5_000_000)))
    assert "4,980,000 more characters are not shown" in page


def test_nothing_is_asked_of_anybody(spun: Verdict) -> None:
    page = Page(render_html(spun))
    assert not [a for _, attributes in page.tags for a in ("src", "srcset") if a in attributes]
    (policy,) = [
        a["content"] for a in page.all("meta") if "Content-Security" in str(a.get("http-equiv"))
    ]
    assert str(policy).startswith("default-src 'none'; style-src 'sha256-")


# The commands.


def test_score_and_report_write_the_same_page(tmp_path: Path, capsys: Capture) -> None:
    pair = [str(SEEDS / "spun.txt"), "--original", str(SEEDS / "original.txt")]
    html, kept_as, again = (str(tmp_path / name) for name in ("a.html", "v.json", "b.html"))
    assert main(["score", *pair, "--html", html, "--format", "json"]) == 0
    Path(kept_as).write_text(capsys.readouterr().out)
    assert main(["report", kept_as, "--html", again]) == 0
    assert Path(again).read_bytes() == Path(html).read_bytes()
    assert main(["report", kept_as]) == 0
    assert "Substitutions that count as evidence" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["report", "missing.json"], "missing.json: No such file"),
        (["report", str(SEEDS / "spun.txt")], "spun.txt: not JSON"),
        (["score", str(SEEDS / "spun.txt"), "--html", "nowhere/x.html"], "--html nowhere/x.html"),
    ],
)
def test_what_a_user_can_do_wrong_is_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
    arguments: list[str],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) in (ExitCode.USAGE, ExitCode.UNREADABLE)
    shown = capsys.readouterr().err
    assert told in shown
    assert shown.count("\n") == 1
