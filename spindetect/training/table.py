"""Examples as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from spindetect.features import FEATURES, Feature, Floats, features, reverse
from spindetect.model import DocumentModel, LinearModel, pair_log_odds, sigmoid
from spindetect.pairs import Part as Part
from spindetect.pairs import part_of as part_of
from spindetect.training.examples import Example

Bools = NDArray[np.bool_]

# The family of original and spun copy exchanged: no page that anybody would accuse, and in a short
# text not always to be told from the pair the right way round, so the threshold does not rest on
# it. The card gives its rate apart.
REVERSED = "reversed"
# Rewriting by a machine that is no word substitution is in neither class when false positives are
# counted. It is learnt from as not spun, and the card gives its rate apart.
MACHINE = "machine-translation"


@dataclass(frozen=True, slots=True)
class Table:
    """n examples, among them excerpts: features of shape (n, features), the rest of shape (n,).

    `turned`: the features of the pair the other way round. `honest`: neither spun nor
    reversed nor rewritten by a machine.
    `replaced`: the spinner's
    substitutions. `share`: NaN where unknown.
    """

    values: Floats
    turned: Floats
    labels: Bools
    honest: Bools
    families: NDArray[np.str_]
    groups: NDArray[np.str_]
    excerpt: Bools
    abstains: Bools
    words: NDArray[np.int64]
    replaced: NDArray[np.int64]
    share: Floats

    @staticmethod
    def of(
        examples: Iterable[Example], *, excerpts: bool, wanted: Sequence[Feature] = FEATURES
    ) -> Table:
        """The examples, and with `excerpts` those cut from them as well; `wanted`: the features."""
        rows = [row for e in examples for row in (e, *(e.excerpts() if excerpts else ()))]
        sums = np.stack([row.sums.sum(axis=0) for row in rows])
        return Table(
            values=features(sums, wanted),
            turned=features(reverse(sums), wanted),
            labels=np.array([row.label for row in rows]),
            honest=np.array([_honest(row) for row in rows]),
            families=np.array([row.family for row in rows]),
            groups=np.array([row.group for row in rows]),
            excerpt=np.array([row.excerpt for row in rows]),
            abstains=np.array([row.abstains for row in rows]),
            words=np.array([row.words for row in rows]),
            replaced=np.array([row.replaced.sum() for row in rows]),
            share=np.array([np.nan if row.share is None else row.share for row in rows]),
        )

    def __len__(self) -> int:
        return len(self.labels)

    def where(self, wanted: Bools) -> Table:
        """The rows for which `wanted` is true."""
        return Table(*(getattr(self, column.name)[wanted] for column in fields(self)))

    def unread(self) -> Table:
        """The rows with the features of pairs that no encoder has read."""
        own = slice(len(FEATURES))
        return replace(self, values=self.values[:, own], turned=self.turned[:, own])

    def log_odds(self, document: DocumentModel, direction: LinearModel) -> Floats:
        """What `Model.probability` makes of each row, as log-odds; -inf where it abstains."""
        log_odds = pair_log_odds(document, direction, self.values, self.turned)
        return np.where(self.abstains, -np.inf, log_odds)

    def chances(self, document: DocumentModel, direction: LinearModel) -> Floats:
        """Probabilities; -inf where the model abstains, which is never flagged."""
        log_odds = self.log_odds(document, direction)
        return np.where(self.abstains, -np.inf, sigmoid(np.where(self.abstains, 0.0, log_odds)))


def of_part(part: Part, *views: Sequence[Example]) -> list[Example]:
    """The examples of the articles of one part."""
    return [example for view in views for example in view if part_of(example.group) is part]


def _honest(example: Example) -> bool:
    return not example.label and example.family != REVERSED and example.source != MACHINE
