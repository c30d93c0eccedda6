"""Labelled pairs to a fitted, calibrated, saved model."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from spindetect.lexicon import Lexicon
from spindetect.model import Model, save
from spindetect.pairs import BadRow, is_spun, read_pairs
from spindetect.training.examples import Example, Progress, example, extract, views
from spindetect.training.fitting import fit
from spindetect.training.table import REVERSED, Part, part_of
from spindetect.types import SpindetectError

__all__ = [
    "MIN_PAIRS",
    "REVERSED",
    "Example",
    "Outcome",
    "Part",
    "example",
    "extract",
    "fit",
    "part_of",
    "train",
    "views",
]

# Fewer pairs than this of either kind say nothing about the other kind.
MIN_PAIRS = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """What training gives: the model, the rows it could not use."""

    model: Model
    bad_rows: tuple[BadRow, ...]
    n_pairs: int


def train(
    paths: Sequence[Path], out: Path, *, jobs: int = 1, progress: Progress | None = None
) -> Outcome:
    """Fit a model on labelled pairs and save it as a folder with its card.

    Groups never part between fitting, calibration and test. Nothing is written unless it succeeds.
    `jobs` worker processes change nothing in the result (-1: one for each processor).

    Raises `SpindetectError` where there are too few pairs of either kind.
    """
    pairs, bad = read_pairs(paths)
    spun = sum(map(is_spun, pairs))
    if min(spun, len(pairs) - spun) < MIN_PAIRS:
        raise SpindetectError(
            f"{', '.join(map(str, paths))}: {spun} spun and {len(pairs) - spun} other pairs"
            + (f" ({len(bad)} bad rows, the first: {bad[0]})" if bad else "")
            + f"; training needs at least {MIN_PAIRS} of each"
        )
    lexicon = Lexicon.open()
    seen, blind = extract(pairs, views(lexicon), jobs=jobs, progress=progress)
    model = fit([*seen, *blind], lexicon_version=lexicon.version, inputs=_hashes(paths))
    save(model, out)
    return Outcome(Model.load(out), tuple(bad), len(pairs))


def _hashes(paths: Sequence[Path]) -> dict[str, str]:
    """Digests by file name; a name that occurs twice is given with its folder."""
    names = Counter(path.name for path in paths)
    return {
        path.name if names[path.name] == 1 else path.as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in paths
    }
