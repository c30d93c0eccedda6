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
from spindetect.pairs import Part, fingerprint, part_of
from spindetect.suspects import WordTable
from spindetect.training.commands import ended, say, sources_parser
from spindetect.training.encoder import archaic, messages, plays
from spindetect.training.encoder.encyclopaedia import encyclopaedia
from spindetect.training.encoder.export import GRAPH, VOCABULARY, export, kept_pieces
from spindetect.training.encoder.fitting import fit
from spindetect.training.encoder.neighbours import neighbours
from spindetect.training.encoder.network import base_encoder, base_folder
from spindetect.training.encoder.plausible import Plausible
from spindetect.training.encoder.slips import sower
from spindetect.training.encoder.texts import Kind, Lessons, Pieces, base_tokenizer, lessons
from spindetect.training.encoder.windows import Round
from spindetect.training.no_original import mistakes
from spindetect.training.no_original.channel import compile_alternatives
from spindetect.training.no_original.shipped import ensure_pairs, read_texts
from spindetect.training.shipped import Material, material
from spindetect.types import Document

ROUNDS: Final = (
    Round(steps=3500, rate=2e-4, sown_from=1200, seed=5, spun=11),
    Round(steps=3400, rate=1.5e-4, sown_from=0, seed=6, spun=12),
    Round(steps=900, rate=1e-4, sown_from=0, seed=7, spun=14),
)
"""Of 4,096 pieces a step: four hours on two cores. First it learns what spinning is,
then what it is not, then how people once wrote."""
QUICK: Final = (Round(steps=180, rate=2e-4, sown_from=60, seed=5, spun=11),)
"""A first round of five minutes on two cores: what a change does to it is soon seen."""
_THREADS: Final = 2


def make(
    sources: Material,
    pairs: Path,
    work: Path,
    out: Path,
    rounds: Sequence[Round] = ROUNDS,
    device: str = "cpu",
) -> None:
    """Train and write the two files; the lessons and checkpoints stay below `work`.

    What is kept there is named by the pairs, the rounds, the device and the code of lessons and
    training, so that a run never goes on from another one's: any change of these starts anew.
    """
    torch.set_num_threads(_THREADS)
    torch.use_deterministic_algorithms(device == "cpu")
    folder = base_folder()
    encoder = base_encoder(folder)
    tokenizer, lexicon = base_tokenizer(folder), Lexicon.open()
    work = work / _digest(pairs, rounds, device)
    articles = [*sources.articles, *sources.external.documents]
    training = [article for article in articles if part_of(article.id) is Part.TRAINING]
    further = encyclopaedia()
    # All texts are read before the first round, so that what is missing is said at once.
    kinds = [_kinds(number, training, further) for number, _ in enumerate(rounds, 1)]
    sown = sower(tokenizer)
    seen = sown.pieces()
    ends: list[dict[str, Tensor]] = []
    for number, plan in enumerate(rounds, 1):
        taught = work / f"lessons-{number}.npz"
        if not taught.exists():
            say(f"round {number}: spinning the training texts")
            places = (
                neighbours((a.text for a in (*articles, *further)), encoder, tokenizer).places
                if number == 1
                else Plausible(encoder, tokenizer).places
            )
            texts = read_texts(pairs)
            found = lessons(kinds[number - 1], texts, lexicon, tokenizer, places, plan.spun)
            _keep(found, taught)
        found = _kept(taught)
        sizes = [sum(len(one.ids) for one in part) for part in (found.spun, found.honest)]
        say(f"round {number}: {sizes[0]:,} pieces of spun text, {sizes[1]:,} of honest text")
        checkpoint = work / f"checkpoint-{number}.pt"
        fit(encoder, found, sown, checkpoint, plan, torch.device(device), progress=_progress())
        ends.append({name: value.clone() for name, value in encoder.state_dict().items()})
        encoder.load_state_dict(mean_of(ends))
        ids = np.concatenate([one.ids for one in (*found.spun, *found.honest)])
        seen = np.union1d(seen, ids)
    table = WordTable(compile_alternatives(lexicon), lexicon)
    words = map(table.text, range(1, len(table.alternatives.words) + 1))
    export(encoder, kept_pieces(tokenizer, seen.tolist(), words), out)
    say(f"{out}: {GRAPH} and {VOCABULARY}; now 'make no-original' and 'make model'")


def _kinds(number: int, training: Sequence[Document], further: Sequence[Document]) -> list[Kind]:
    """What a round learns from; kinds join from round to round. Where there are few texts of one,
    each is spun oftener; what no spinner would be fed is honest text only."""
    found = [Kind(training, 8, 3), Kind(further, 5, 2)]
    if number >= 2:
        found.append(Kind(archaic.taught(), 0, 0))
    if number >= 3:
        found.insert(2, Kind(messages.taught(), 2, 1))
        found.append(Kind(plays.taught(), 0, 0))
    return found


def mean_of(states: Sequence[Mapping[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of the weights at the ends of some rounds, which finds more than any of them
    (Izmailov et al. 2018)."""
    return {name: torch.stack([state[name] for state in states]).mean(dim=0) for name in states[0]}


def _progress() -> Callable[[int, int, float, float], None]:
    """What says how far a round has come."""
    begun = time.monotonic()

    def progress(step: int, of: int, replaced: float, original: float) -> None:
        passed = time.monotonic() - begun
        say(f"step {step} of {of}, losses {replaced:.4f} and {original:.3f}, {passed:.0f} s")

    return progress


def _digest(pairs: Path, rounds: Sequence[Round], device: str) -> str:
    total = hashlib.sha256(f"{fingerprint(pairs)} {rounds} {device}".encode())
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
    device = "cuda" if torch.cuda.is_available() else "cpu"
    make(sources, options.pairs, options.work, options.out, device=device)


if __name__ == "__main__":
    raise SystemExit(main())
