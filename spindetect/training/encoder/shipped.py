"""The shipped encoder, from the declared sources and the package of the base weights.

    python -m spindetect.training.encoder.shipped --external ../shared/data \\
        --pairs build/pairs.jsonl --work build/encoder --out models/no-original

Goes on where it was stopped. Afterwards the models must be fitted anew (`make no-original`, `make
model`): until then they name other files than these.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import torch
from torch import Tensor

from spindetect.lexicon import Lexicon
from spindetect.pairs import fingerprint
from spindetect.suspects import WordTable
from spindetect.training.commands import ended, say, sources_parser
from spindetect.training.encoder import archaic
from spindetect.training.encoder.encyclopaedia import encyclopaedia
from spindetect.training.encoder.export import GRAPH, VOCABULARY, export, kept_pieces
from spindetect.training.encoder.fitting import fit
from spindetect.training.encoder.neighbours import neighbours
from spindetect.training.encoder.network import base_encoder, base_folder
from spindetect.training.encoder.plausible import Plausible
from spindetect.training.encoder.slips import sower
from spindetect.training.encoder.texts import Lessons, Pieces, base_tokenizer, lessons
from spindetect.training.encoder.windows import Round
from spindetect.training.no_original import mistakes
from spindetect.training.no_original.channel import compile_alternatives
from spindetect.training.no_original.shipped import ensure_pairs, read_texts
from spindetect.training.shipped import Material, material

ROUNDS: Final = (
    Round(steps=3500, rate=2e-4, sown_from=1200, seed=5, spun=11),
    Round(steps=3400, rate=1.5e-4, sown_from=0, seed=6, spun=12),
)
"""Of 4,096 pieces a step: three hours on two cores. First it learns what spinning is, then
what it is not."""
QUICK: Final = (Round(steps=180, rate=2e-4, sown_from=60, seed=5, spun=11),)
"""A first round of five minutes on two cores: what a change does to it is soon seen."""
_THREADS: Final = 2


def make(
    sources: Material, pairs: Path, work: Path, out: Path, rounds: Sequence[Round] = ROUNDS
) -> None:
    """Train and write the two files; the lessons and checkpoints stay below `work`.

    What is kept there is named by the pairs, the rounds and the code of lessons and training, so
    that a run never goes on from another one's.
    """
    torch.set_num_threads(_THREADS)
    # An accelerator has no such way for all that is done here.
    torch.use_deterministic_algorithms(not torch.cuda.is_available())
    folder = base_folder()
    encoder = base_encoder(folder)
    tokenizer, lexicon = base_tokenizer(folder), Lexicon.open()
    work = work / _digest(pairs, rounds)
    articles = [*sources.articles, *sources.external.documents]
    sown = sower(tokenizer)
    seen = sown.pieces()
    ends: list[dict[str, Tensor]] = []
    for number, plan in enumerate(rounds, 1):
        taught = work / f"lessons-{number}.npz"
        if not taught.exists():
            say(f"round {number}: spinning the training texts")
            further = encyclopaedia()
            places = (
                neighbours((a.text for a in (*articles, *further)), encoder, tokenizer).places
                if number == 1
                else Plausible(encoder, tokenizer).places
            )
            plain = [] if number == 1 else archaic.taught()
            texts = read_texts(pairs)
            found = lessons(articles, further, plain, texts, lexicon, tokenizer, places, plan.spun)
            _keep(found, taught)
        found = _kept(taught)
        sizes = [sum(len(one.ids) for one in part) for part in (found.spun, found.honest)]
        say(f"round {number}: {sizes[0]:,} pieces of spun text, {sizes[1]:,} of honest text")
        fit(encoder, found, sown, work / f"checkpoint-{number}.pt", plan, progress=_progress())
        ends.append({name: value.clone() for name, value in encoder.state_dict().items()})
        ids = np.concatenate([one.ids for one in (*found.spun, *found.honest)])
        seen = np.union1d(seen, ids)
    encoder.load_state_dict(mean_of(ends))
    table = WordTable(compile_alternatives(lexicon), lexicon)
    words = map(table.text, range(1, len(table.alternatives.words) + 1))
    export(encoder, kept_pieces(tokenizer, seen.tolist(), words), out)
    say(f"{out}: {GRAPH} and {VOCABULARY}; now 'make no-original' and 'make model'")


def mean_of(states: Sequence[Mapping[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of the weights at the ends of some rounds, which finds more than either (Izmailov et
    al. 2018)."""
    return {name: torch.stack([state[name] for state in states]).mean(dim=0) for name in states[0]}


def _progress() -> Callable[[int, int, float, float], None]:
    """What says how far a round has come."""
    begun = time.monotonic()

    def progress(step: int, of: int, replaced: float, original: float) -> None:
        passed = time.monotonic() - begun
        say(f"step {step} of {of}, losses {replaced:.4f} and {original:.3f}, {passed:.0f} s")

    return progress


def _digest(pairs: Path, rounds: Sequence[Round]) -> str:
    total = hashlib.sha256(f"{fingerprint(pairs)} {rounds}".encode())
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Train; returns the exit code."""
    parser = sources_parser("Train the encoder.")
    parser.add_argument("--work", type=Path, default=Path("build/encoder"))
    parser.add_argument("--out", type=Path, required=True, help="the model folder")
    options = parser.parse_args(arguments)
    return ended(lambda: _make(options))


def _make(options: argparse.Namespace) -> None:
    sources = material(options.articles, options.external)
    ensure_pairs(options.pairs, sources)
    make(sources, options.pairs, options.work, options.out)


if __name__ == "__main__":
    raise SystemExit(main())
