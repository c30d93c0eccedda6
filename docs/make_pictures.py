"""Makes the pictures of the README from a real run on seeds/: `make pictures`."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.text import Text

from spindetect import Detector, read_document
from spindetect.report import render_text
from spindetect.report.page import render_html

ROOT = Path(__file__).parent.parent
QUIET = ["--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"]


def main() -> None:
    os.chdir(ROOT)
    verdict = Detector.load().score(
        read_document("seeds/spun.txt"), read_document("seeds/original.txt")
    )
    text = render_text(verdict, width=88, color=True).split("\n")
    with Path(os.devnull).open("w") as nowhere:
        console = Console(record=True, width=88, file=nowhere, force_terminal=True)
        console.print(Text.from_ansi("\n".join(text[:26])))
    console.save_svg("docs/terminal.svg", title="spindetect score", clear=False)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        page_file = Path(folder) / "page.html"
        page_file.write_text(render_html(verdict), encoding="utf-8")
        chromium = shutil.which("chromium") or sys.exit("Chromium is missing: make browser")
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = driver.chromium.launch(executable_path=chromium, args=[*QUIET, *sandbox])
        page = browser.new_page(viewport={"width": 1180, "height": 620})
        page.goto(page_file.as_uri())
        page.locator(".heads").scroll_into_view_if_needed()
        page.evaluate("document.querySelector('.heads').scrollIntoView()")
        page.screenshot(path="docs/evidence.png")
        browser.close()


if __name__ == "__main__":
    main()
