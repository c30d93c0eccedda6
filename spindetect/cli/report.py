"""`spindetect report`: a verdict that was kept as JSON, as a page or as text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spindetect.cli import output
from spindetect.cli.score import UseColor

VerdictFile = Annotated[
    Path, typer.Argument(metavar="VERDICT", help="What `score --format json` printed.")
]
HtmlFile = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write the evidence page there.")
]


def report(
    verdict: VerdictFile, html: HtmlFile = None, color: UseColor = output.Color.AUTO
) -> None:
    """Show a verdict that was kept as JSON: as a page with --html, else as text.

    Nothing is judged again: the page is made of what the file says.

    \b
    Examples:
      spindetect score page.html --original ours.txt --format json > verdict.json
      spindetect report verdict.json --html report.html
    """
    if html is not None:
        output.check_file("--html", html, (verdict,))
    from spindetect.report import render_text
    from spindetect.report.reading import read_verdict

    found = read_verdict(verdict)
    if html is None:
        shown = output.use_color(color)
        output.emit(render_text(found, width=output.width(), color=shown))
        return
    from spindetect.report.page import render_html

    output.write_file("--html", html, render_html(found))
