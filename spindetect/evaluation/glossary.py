"""What the words of an evaluation page mean."""

from __future__ import annotations

from spindetect.evaluation.cells import UNVERIFIED

_TERMS = (
    ("spun, honest, rewritten",
     "The labels of the {noun}s. Rewritten ones, the same content in other sentences, are in "
     "neither class and told apart."),
    ("recall", "The share of the spun {noun}s that are flagged: their probability reaches the "
     "threshold. An abstention counts as not flagged."),
    ("false positives", "The share of the honest {noun}s that are flagged; by article, the share "
     "of the articles with any flagged honest {noun}."),
    ("at 1 % false positives", "The recall at the lowest threshold at which at most 1 % of the "
     "honest {noun}s are flagged, whatever the model's own threshold is."),
    ("AUROC", "The chance that a spun {noun} has a higher probability than an honest one."),
    ("Brier score", "The mean squared distance of the probabilities from the truth."),
    ("calibration error", "How far probabilities and shares of spun {noun}s lie apart, in ten "
     "bins of equal mass, as if half of the {noun}s were spun."),
    ("intervals", "95 %. Rates: Clopper–Pearson, with {noun}s of one article counted as far as "
     "they are independent; all else: bootstrap over articles. None where it would have no width."),
    ("lines in tables", "The value and its interval: recall from 0 to 100 %, false positives from "
     "0.01 to 100 %, where every tenth of a rate is the same step to the left."),
    (f"{UNVERIFIED} unverified", "There are too few articles with honest {noun}s to vouch for so "
     "low a rate of false positives: three divided by the rate are needed."),
    ("F1", "The harmonic mean of precision and recall. {found}"),
)  # fmt: skip
_FOUND = {
    "pair": "Spans: substitutions that count as evidence against those that the spinner made, on "
    "both sides. Sentences: probability of 50 % and more, against those in which a spun span "
    "starts.",
    "text": "Spans: words that look substituted against those that the spinner put in. Sentences: "
    "those in which the one starts, against those in which the other does.",
}


def glossary(noun: str) -> tuple[tuple[str, str], ...]:
    """Terms and what they mean; `noun`: "pair" or "text"."""
    return tuple((term, said.format(noun=noun, found=_FOUND[noun])) for term, said in _TERMS)
