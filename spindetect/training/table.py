"""Examples as arrays, and the split of their groups into three parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from spindetect.features import Floats, features, reverse
from spindetect.model import DocumentModel, sigmoid, third_possibility
from spindetect.pairs import fold
from spindetect.training.examples import Example

Bools = NDArray[np.bool_]

# The family of original and spun copy exchanged: no page that anybody would accuse, and in a short
# text not always to be told from the pair the right way round, so the threshold does not rest on
# it. The card gives its rate apart.
REVERSED = "reversed"


class Part(IntEnum):
    """What the pairs of a group serve for; never more than one."""

    TRAINING = 0
    CALIBRATION = 1
    TEST = 2


# Twentieths of the groups. Few weights are learnt, so that little is needed for them; a bound of
# 1 % on false positives that allows for one outlier needs 556 independent articles.
_SHARES = (Part.TRAINING,) * 6 + (Part.CALIBRATION,) * 11 + (Part.TEST,) * 3


def part_of(group: str) -> Part:
    """The part of a group, by a digest of its name: the same on every machine."""
    return _SHARES[fold(group, len(_SHARES))]


@dataclass(frozen=True, slots=True)
class Table:
    """n examples, among them excerpts: features of shape (n, features), the rest of shape (n,).

    `turned`: the features of the pair the other way round. `honest`: neither spun nor reversed.
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
    def of(examples: Iterable[Example], *, excerpts: bool) -> Table:
        """The examples, and with `excerpts` those cut from them as well."""
        rows = [row for e in examples for row in (e, *(e.excerpts() if excerpts else ()))]
        sums = np.stack([row.sums.sum(axis=0) for row in rows])
        return Table(
            values=features(sums),
            turned=features(reverse(sums)),
            labels=np.array([row.label for row in rows]),
            honest=np.array([not row.label and row.family != REVERSED for row in rows]),
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

    def log_odds(self, model: DocumentModel) -> Floats:
        """What `Model.probability` makes of each row, as log-odds; -inf where it abstains."""
        forwards, backwards = model.log_odds(self.values), model.log_odds(self.turned)
        return np.where(self.abstains, -np.inf, forwards - third_possibility(forwards, backwards))

    def chances(self, model: DocumentModel) -> Floats:
        """Probabilities; -inf where the model abstains, which is never flagged."""
        log_odds = self.log_odds(model)
        return np.where(self.abstains, -np.inf, sigmoid(np.where(self.abstains, 0.0, log_odds)))
