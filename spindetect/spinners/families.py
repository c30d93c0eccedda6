"""The registry: every family of simulated spinners with its default parameters."""

from __future__ import annotations

from typing import Protocol

from spindetect.lexicon import Lexicon
from spindetect.spinners.adversarial import Adversarial
from spindetect.spinners.context import ContextSpinner
from spindetect.spinners.database import Database
from spindetect.spinners.function_words import FunctionWords
from spindetect.spinners.phrases import PhraseSpinner
from spindetect.spinners.reordering import Reordering
from spindetect.spinners.resources import load_function_words, load_groups
from spindetect.spinners.spintax import Spintax
from spindetect.spinners.voice import turned_clauses
from spindetect.spinners.words import WordSpinner
from spindetect.types import Document, LabelledPair

_BOTH = ("wordnet", "moby")
# A replacement at least ten times rarer than the original, or at least as common.
_RARER = (float("-inf"), -1.0)
_COMMONER = (0.0, float("inf"))
# A clause turned round is eight words or so; with a third of a low intensity none would be.
_INTO_VOICE = 0.6


class Spinner(Protocol):
    """A simulated article spinner."""

    @property
    def name(self) -> str:
        """The family, `LabelledPair.family` of its pairs."""

    @property
    def sources(self) -> tuple[str, ...]:
        """The thesauri it draws on; "own" is the database that the project wrote."""

    def spin(self, document: Document, *, seed: int, intensity: float) -> LabelledPair:
        """Spin an article: label 1, source "simulated", the document's id as the group.

        `intensity`: share of the words to be replaced, 0 to 1; a family that knows too few
        replacements reaches less. The same seed gives the same pair in every process. Where nothing
        could be replaced the label is 0.

        Raises:
            ValueError: the intensity is no share.
        """


def spinners(lexicon: Lexicon) -> dict[str, Spinner]:
    """All families by name, in a fixed order.

    Raises:
        UnreadableError: a data file of the program is missing or damaged.
    """
    groups = load_groups()
    made: tuple[Spinner, ...] = (
        Database("database", lexicon, groups),
        Database("database-wordnet", lexicon, groups, widen="wordnet"),
        Database("database-moby", lexicon, groups, widen="moby"),
        Database("database-quotes", lexicon, groups, widen="wordnet", protect_quotations=False),
        WordSpinner("wordnet-random", lexicon, ("wordnet",)),
        WordSpinner("wordnet-first", lexicon, ("wordnet-first",), consistent=True, repair=True),
        WordSpinner("moby", lexicon, ("moby",)),
        *_over_roget(lexicon),
        WordSpinner("rare-only", lexicon, _BOTH, margin=_RARER),
        WordSpinner("common-only", lexicon, _BOTH, margin=_COMMONER, consistent=True, repair=True),
        WordSpinner("base-form", lexicon, ("wordnet",), inflect=False),
        Spintax("spintax", lexicon, groups),
        FunctionWords("function-words", lexicon, load_function_words()),
        Reordering("reordering", Database("reordering", lexicon, groups, widen="wordnet")),
        Reordering(
            "voice",
            Database("voice", lexicon, groups, widen="wordnet"),
            find=turned_clauses,
            share=_INTO_VOICE,
        ),
        PhraseSpinner("phrases", lexicon),
        ContextSpinner("context", lexicon, _BOTH),
        Adversarial("adversarial", lexicon, _BOTH),
    )
    return {spinner.name: spinner for spinner in made}


def _over_roget(lexicon: Lexicon) -> tuple[Spinner, ...]:
    """Any word of any paragraph of Roget's, where the lexicon holds it."""
    return (WordSpinner("roget", lexicon, ("roget",)),) if "roget" in lexicon.sources else ()
