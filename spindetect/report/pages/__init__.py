"""The look of all pages: one style sheet, a frame, parts and charts that templates are made of.

A page is one file that asks nothing of anybody: styles and drawings are inside, and its content
security policy allows nothing else. There are no scripts but that of the evidence page
(`report.page`), which works without it. It follows the reader's light or dark
theme and prints on A4. Whatever a template prints is first made visible (`report.escape`), then
escaped for HTML, so that texts of strangers stay texts.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from spindetect.report.escape import clip, visible

HERE = Path(__file__).parent


def render(template: Path, **values: object) -> str:
    """The page that a template makes of `values`, ending in a line feed.

    The template extends `frame.html`; it may import `parts.html` and `charts.html`. A name that
    `values` lacks is an error.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader([template.parent, HERE]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_finalize,
    )
    environment.filters["clip"] = clip
    style = style_sheet()
    values = {
        "style": Markup(style),
        "policy": content_security_policy(style),
    } | values
    return environment.get_template(template.name).render(values)


def style_sheet(*more: str) -> str:
    """The style sheet of all pages, and what a page has besides."""
    return "".join((HERE / name).read_text(encoding="utf-8") for name in ("style.css", *more))


def content_security_policy(style: str) -> str:
    """The policy under which a page with this style sheet, and nothing else, is shown."""
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _finalize(value: object) -> object:
    """What a template prints: text with hidden and controlling characters shown as escapes."""
    return visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
