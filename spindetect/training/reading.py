"""The encoder put beside the shipped model for pairs, where its two files are there.

    python -m spindetect.training.reading --external ../shared/data \\
        --pairs build/pairs.jsonl --model models/default --encoder models/no-original

Nothing of what the model says without the encoder is changed.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

from spindetect.lexicon import Lexicon
from spindetect.model import Model
from spindetect.model.files import json_bytes, read_json
from spindetect.model.folders import exchange
from spindetect.model.reading import SECTION, PairReader, section
from spindetect.pairs import Part, part_of, read_pairs
from spindetect.suspects.encoder import ENCODER, VOCABULARY
from spindetect.training.encoder.texts import known_families
from spindetect.training.examples import Example, extract, views
from spindetect.training.no_original.deepening import remembering
from spindetect.training.no_original.shipped import ensure_pairs
from spindetect.training.readme import readme
from spindetect.training.shipped import analysed, material
from spindetect.training.stacking import read_card, read_model
from spindetect.types import LabelledPair, SpindetectError


def reader(model: Model, encoder: Path, build: Path) -> PairReader:
    """What reads pairs for training, and remembers below `build` what it has read."""
    files = {name: (encoder / name).read_bytes() for name in (ENCODER, VOCABULARY)}
    return PairReader(model, None, remembering(encoder, files, build))


def absent(encoder: Path) -> str | None:
    """Why a folder has no encoder, in one line; None where it has one."""
    missing = [name for name in (ENCODER, VOCABULARY) if not (encoder / name).is_file()]
    return f"{encoder}: no {' and no '.join(missing)}" if missing else None


def add(folder: Path, pairs: Sequence[LabelledPair], encoder: Path, build: Path, jobs: int) -> None:
    """Fit what the encoder reads to the model in `folder`, and write it there."""
    model, lexicon = Model.load(folder), Lexicon.open()
    new = [pair for pair in pairs if part_of(pair.group) is not Part.TRAINING]
    reads = reader(model, encoder, build)
    seen, blind = extract(new, views(lexicon), reader=reads, jobs=jobs, progress=analysed)
    read = read_model(model, [*_of(seen, Part.CALIBRATION), *_of(blind, Part.CALIBRATION)])
    digests = _digest(encoder / ENCODER), _digest(encoder / VOCABULARY)
    card = {
        **model.card,
        SECTION: {
            "encoder": digests[0],
            "known_spinners": known_families(lexicon),
            **read_card(read, [*_of(seen, Part.TEST), *_of(blind, Part.TEST)]),
        },
    }
    contents = {
        "model.json": json_bytes(read_json(folder / "model.json") | section(read, digests)),
        "card.json": json_bytes(card),
        "README.md": readme(card).encode(),
    }
    exchange(folder, contents, first=["README.md", "card.json"])


def _of(examples: Sequence[Example], part: Part) -> list[Example]:
    return [example for example in examples if part_of(example.group) is part]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main(arguments: Sequence[str] | None = None) -> int:
    """Add the encoder; returns the exit code."""
    parser = argparse.ArgumentParser(description="Put the encoder beside the model for pairs.")
    parser.add_argument("--articles", type=Path, default=Path("data/articles"))
    parser.add_argument("--external", type=Path, required=True, help="folder of external sources")
    parser.add_argument("--pairs", type=Path, default=Path("build/pairs.jsonl"))
    parser.add_argument("--model", type=Path, required=True, help="the model folder")
    parser.add_argument("--encoder", type=Path, required=True, help="folder of the encoder's files")
    parser.add_argument("--jobs", type=int, default=-1, help="worker processes")
    options = parser.parse_args(arguments)
    why = absent(options.encoder)
    if why is not None:
        sys.stderr.write(f"{why}; the model is made without an encoder\n")
        return 0
    try:
        ensure_pairs(options.pairs, material(options.articles, options.external))
        pairs, _ = read_pairs([options.pairs])
        add(options.model, pairs, options.encoder, options.pairs.parent, options.jobs)
    except SpindetectError as error:
        sys.stderr.write(f"{error}\n")
        return int(error.exit_code)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
