"""The shipped encoder, from the declared sources and the package of the base weights.

    python -m spindetect.training.encoder.shipped --external ../shared/data \\
        --pairs build/pairs.jsonl --work build/encoder --out models/no-original

Goes on where it was stopped. Afterwards the model must be fitted anew (`make no-original`): until
then it names other files than these.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import torch

from spindetect.lexicon import Lexicon
from spindetect.pairs import fingerprint
from spindetect.suspects import WordTable
from spindetect.training.encoder.encyclopaedia import encyclopaedia
from spindetect.training.encoder.export import GRAPH, VOCABULARY, export, kept_pieces
from spindetect.training.encoder.fitting import fit
from spindetect.training.encoder.neighbours import neighbours
from spindetect.training.encoder.network import base_encoder, base_folder
from spindetect.training.encoder.slips import sower
from spindetect.training.encoder.texts import Lessons, Pieces, base_tokenizer, lessons
from spindetect.training.no_original import mistakes
from spindetect.training.no_original.channel import compile_alternatives
from spindetect.training.no_original.shipped import ensure_pairs, read_texts
from spindetect.training.shipped import Material, material
from spindetect.types import SpindetectError

STEPS: Final = 3500
"""Of 4,096 pieces each: an hour and a half on two cores."""
_THREADS: Final = 2


def make(sources: Material, pairs: Path, work: Path, out: Path, steps: int) -> None:
    """Train and write the two files; the lessons and the checkpoint stay below `work`.

    What is kept there is named by the pairs, the steps and the code of lessons and training, so
    that a run never goes on from another one's.
    """
    torch.set_num_threads(_THREADS)
    torch.use_deterministic_algorithms(True)
    folder = base_folder()
    encoder = base_encoder(folder)
    tokenizer, lexicon = base_tokenizer(folder), Lexicon.open()
    work = work / _digest(pairs, steps)
    taught = work / "lessons.npz"
    if not taught.exists():
        _say("spinning the training texts")
        articles = [*sources.articles, *sources.external.documents]
        further = encyclopaedia()
        near = neighbours((a.text for a in (*articles, *further)), encoder, tokenizer)
        _keep(lessons(articles, further, read_texts(pairs), lexicon, tokenizer, near), taught)
    found = _kept(taught)
    sizes = [sum(len(one.ids) for one in part) for part in (found.spun, found.honest)]
    _say(f"{sizes[0]:,} pieces of spun text, {sizes[1]:,} of honest text")
    begun = time.monotonic()

    sown = sower(tokenizer)

    def progress(step: int, of: int, replaced: float, original: float) -> None:
        passed = time.monotonic() - begun
        _say(f"step {step} of {of}, losses {replaced:.4f} and {original:.3f}, {passed:.0f} s")

    fit(encoder, found, sown, work / "checkpoint.pt", steps=steps, progress=progress)
    seen = np.unique(np.concatenate([one.ids for one in (*found.spun, *found.honest)]))
    seen = np.union1d(seen, sown.pieces())
    table = WordTable(compile_alternatives(lexicon), lexicon)
    words = map(table.text, range(1, len(table.alternatives.words) + 1))
    export(encoder, kept_pieces(tokenizer, seen.tolist(), words), out)
    _say(f"{out}: {GRAPH} and {VOCABULARY}; now 'make no-original'")


def _digest(pairs: Path, steps: int) -> str:
    total = hashlib.sha256(f"{fingerprint(pairs)} {steps}".encode())
    for path in (*sorted(Path(__file__).parent.glob("*.py")), Path(mistakes.__file__)):
        total.update(path.read_bytes())
    return total.hexdigest()[:16]


def _keep(found: Lessons, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    both = [*found.spun, *found.honest]
    np.savez_compressed(
        path,
        ids=np.concatenate([one.ids for one in both]),
        labels=np.concatenate([one.labels for one in both]),
        targets=np.concatenate([one.targets for one in both]),
        sizes=np.array([len(one.ids) for one in both]),
        spun=np.array(len(found.spun)),
    )


def _kept(path: Path) -> Lessons:
    with np.load(path, allow_pickle=False) as arrays:
        ends = np.cumsum(arrays["sizes"])[:-1]
        rows = [np.split(arrays[name], ends) for name in ("ids", "labels", "targets")]
        spun = int(arrays["spun"])
    both = tuple(Pieces(*row) for row in zip(*rows, strict=True))
    return Lessons(both[:spun], both[spun:])


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Train; returns the exit code."""
    parser = argparse.ArgumentParser(description="Train the encoder.")
    parser.add_argument("--articles", type=Path, default=Path("data/articles"))
    parser.add_argument("--external", type=Path, required=True, help="folder of external sources")
    parser.add_argument("--pairs", type=Path, default=Path("build/pairs.jsonl"))
    parser.add_argument("--work", type=Path, default=Path("build/encoder"))
    parser.add_argument("--out", type=Path, required=True, help="the model folder")
    parser.add_argument("--steps", type=int, default=STEPS)
    options = parser.parse_args(arguments)
    try:
        sources = material(options.articles, options.external)
        ensure_pairs(options.pairs, sources)
        make(sources, options.pairs, options.work, options.out, options.steps)
    except SpindetectError as error:
        _say(str(error))
        return int(error.exit_code)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
