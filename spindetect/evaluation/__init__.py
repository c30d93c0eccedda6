"""How good a model is on labelled pairs, with intervals: as text, as JSON and as a page."""

from spindetect.evaluation.data import SCHEMA, dumps, to_json
from spindetect.evaluation.page import render_html
from spindetect.evaluation.running import Evaluation, evaluate
from spindetect.evaluation.scoring import Scored, score_pairs
from spindetect.evaluation.terminal import render_text

__all__ = [
    "SCHEMA",
    "Evaluation",
    "Scored",
    "dumps",
    "evaluate",
    "render_html",
    "render_text",
    "score_pairs",
    "to_json",
]
