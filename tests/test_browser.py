"""The pages in a real browser: what it renders, lights up, sorts and filters, and asks of nobody.

`make browser` installs what these tests need: Chromium, playwright and the accessibility engine
axe-core. Without one of them they are skipped and say why.
"""

from __future__ import annotations

import os
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import stories

from spindetect import Detector
from spindetect.audit import Outputs, Settings, audit
from spindetect.readers import read_document
from spindetect.report.page import render_html

playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is missing: make browser"
)

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
# Chromium refuses to run as root in its sandbox, and asks the network by itself if not told.
QUIET = (
    "--disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split() + ["--no-sandbox"] * (getattr(os, "geteuid", lambda: 1)() == 0)
AXE = sorted((ROOT / "build").glob("axe-core-*.tgz"))

if not CHROMIUM:
    pytest.skip("Chromium is missing: make browser", allow_module_level=True)


@dataclass
class Opened:
    """An opened page, what its console said, and what it asked for besides itself."""

    page: Any
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages that are looked at, by name."""
    folder, detector = tmp_path_factory.mktemp("pages"), Detector.load()
    candidate, original = (read_document(SEEDS / f"{name}.txt") for name in ("spun", "original"))
    evil = "<script>document.title='run'</script> \u202e \x00 javascript:alert(1)"
    made = {
        "spun": render_html(detector.score(candidate, original)),
        "copy": render_html(detector.score(stories.FURNISHED, stories.ORIGINAL)),
        "alone": render_html(detector.score(candidate)),
        "hostile": render_html(detector.score(f"{evil} {stories.SPUN}", stories.ORIGINAL)),
    }
    for name, page in made.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    outputs = Outputs(folder / "audit.jsonl", html=folder / "audit.html")
    audit(Settings((str(SEEDS / "spun.txt"), str(SEEDS / "original.txt"))), outputs, jobs=1)
    return {name: folder / f"{name}.html" for name in (*made, "audit")}


def opened(browser: Any, path: Path, width: int = 1280, **options: Any) -> Opened:
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    found = Opened(context.new_page())
    found.page.on("console", lambda message: found.said.append(message.text))
    found.page.on("pageerror", lambda error: found.said.append(str(error)))
    found.page.on("request", lambda request: found.asked.append(request.url))
    found.page.goto(path.as_uri())
    return found


NAMES = ["spun", "copy", "alone", "hostile", "audit"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [360, 1600])
def test_a_page_asks_nothing_complains_of_nothing_and_fits(
    browser: Any, pages: dict[str, Path], name: str, width: int
) -> None:
    found = opened(browser, pages[name], width)
    assert found.said == []
    assert found.asked == [pages[name].as_uri()]
    assert found.page.title() != "run"
    assert found.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_accessibility_engine_finds_nothing(
    browser: Any, pages: dict[str, Path], name: str, theme: str
) -> None:
    if not AXE:
        pytest.skip("axe-core is missing: make browser (needs npm)")
    with tarfile.open(AXE[-1]) as archive:
        member = archive.extractfile("package/axe.min.js")
        assert member is not None
        engine = member.read().decode("utf-8")
    # Its script is not in the page's policy.
    found = opened(browser, pages[name], color_scheme=theme, bypass_csp=True)
    found.page.evaluate(engine)
    violations = found.page.evaluate("axe.run().then((result) => result.violations)")
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in violations] == []


def test_both_sides_stand_beside_each_other_and_below_on_a_phone(
    browser: Any, pages: dict[str, Path]
) -> None:
    for width, beside in ((1600, True), (360, False)):
        page = opened(browser, pages["spun"], width).page
        row = page.locator(".row.aligned").first
        here, there = (row.locator(side).bounding_box() for side in (".here", ".there"))
        assert (here["y"] == there["y"]) is beside


@pytest.mark.parametrize("way", ["hover", "focus"])
@pytest.mark.parametrize("scripts", [True, False])
def test_the_counterpart_is_lit(
    browser: Any, pages: dict[str, Path], way: str, scripts: bool
) -> None:
    page = opened(browser, pages["spun"], java_script_enabled=scripts).page
    row = page.locator(".row.aligned").first
    mark, counterpart = (row.locator(f"{side} .e0").first for side in (".there", ".here"))
    style = "(element) => getComputedStyle(element).outlineStyle"
    if not scripts:
        mark.hover() if way == "hover" else mark.focus()
        return
    assert counterpart.evaluate(style) == "none"
    mark.hover() if way == "hover" else mark.focus()
    assert counterpart.evaluate(style) == "solid"


def test_the_table_is_filtered_and_sorted(browser: Any, pages: dict[str, Path]) -> None:
    page = opened(browser, pages["spun"]).page
    rows = page.locator("#substitutions tbody tr:visible")
    everything = rows.count()
    word = rows.nth(3).locator("ins").inner_text()
    page.get_by_label("Find").fill(word)
    assert 0 < rows.count() < everything
    page.get_by_label("Find").fill("")
    page.get_by_label("Kind").select_option("phrase")
    assert 0 < rows.count() < everything
    page.get_by_label("Kind").select_option("")
    page.get_by_role("button", name="candidate").click()
    words = [one.casefold() for one in page.locator("#substitutions tbody ins").all_inner_texts()]
    assert words[0] < words[-1]
    assert page.locator('th[aria-sort="ascending"]').inner_text() == "candidate"


def test_without_scripts_all_is_there(browser: Any, pages: dict[str, Path]) -> None:
    page = opened(browser, pages["spun"], java_script_enabled=False).page
    assert page.locator(".row").count() > 20
    assert page.locator("#substitutions tbody tr").count() > 20
    assert not page.locator("#tools").is_visible()


def test_a_mark_leads_to_its_line(browser: Any, pages: dict[str, Path]) -> None:
    page = opened(browser, pages["spun"]).page
    page.locator(".row.aligned .there a.m").first.click()
    assert page.locator("#substitutions tr:target").count() == 1


@pytest.mark.parametrize("name", ["spun", "audit"])
def test_nothing_is_cut_in_print(browser: Any, pages: dict[str, Path], name: str) -> None:
    page = opened(browser, pages[name], 794).page  # A4 at 96 dots an inch
    page.emulate_media(media="print")
    cut = "document.documentElement.scrollWidth"
    assert page.evaluate(cut) <= 794
    assert page.pdf(format="A4").startswith(b"%PDF")
