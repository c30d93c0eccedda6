"""A verdict as people and programs read it: terminal text, one line, JSON. It decides nothing."""

from spindetect.report.data import SCHEMA, dumps, to_json
from spindetect.report.terminal import render_text
from spindetect.report.unaided import one_line

__all__ = ["SCHEMA", "dumps", "one_line", "render_text", "to_json"]
