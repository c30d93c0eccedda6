"""The encoder put beside the shipped model for pairs, where its two files are there.

    python -m spindetect.training.reading --external ../shared/data \\
        --pairs build/pairs.jsonl --model models/default --encoder models/no-original

Nothing of what the model says without the encoder is changed.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from spindetect.lexicon import Lexicon
from spindetect.model import Model
from spindetect.model.files import json_bytes, read_json
from spindetect.model.folders import exchange
from spindetect.model.reading import SECTION, PairReader, section
from spindetect.pairs import Part, part_of, read_pairs
from spindetect.training.commands import analysed, ended, say, sources_parser
from spindetect.training.encoder.texts import known_families
from spindetect.training.examples import extract, views
from spindetect.training.no_original.encoded import absent, remembering
from spindetect.training.no_original.shipped import ensure_pairs
from spindetect.training.readme import readme
from spindetect.training.shipped import material
from spindetect.training.stacking import read_card, read_model
from spindetect.training.table import of_part
from spindetect.types import LabelledPair


def add(folder: Path, pairs: Sequence[LabelledPair], encoder: Path, build: Path, jobs: int) -> None:
    """Fit what the encoder reads to the model in `folder`, and write it there."""
    model, lexicon = Model.load(folder), Lexicon.open()
    new = [pair for pair in pairs if part_of(pair.group) is not Part.TRAINING]
    encoded = remembering(encoder, build)
    reads = PairReader(model, None, encoded)
    seen, blind = extract(new, views(lexicon), reader=reads, jobs=jobs, progress=analysed)
    read = read_model(model, of_part(Part.CALIBRATION, seen, blind))
    card = {
        **model.card,
        SECTION: {
            "encoder": encoded.digests[0],
            "known_spinners": known_families(lexicon),
            **read_card(read, of_part(Part.TEST, seen, blind)),
        },
    }
    contents = {
        "model.json": json_bytes(read_json(folder / "model.json") | section(read, encoded.digests)),
        "card.json": json_bytes(card),
        "README.md": readme(card).encode(),
    }
    exchange(folder, contents, first=["README.md", "card.json"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Add the encoder; returns the exit code."""
    parser = sources_parser("Put the encoder beside the model for pairs.")
    parser.add_argument("--model", type=Path, required=True, help="the model folder")
    parser.add_argument("--encoder", type=Path, required=True, help="folder of the encoder's files")
    parser.add_argument("--jobs", type=int, default=-1, help="worker processes")
    options = parser.parse_args(arguments)
    why = absent(options.encoder)
    if why is not None:
        say(f"{why}; the model is made without an encoder")
        return 0
    return ended(lambda: _add(options))


def _add(options: argparse.Namespace) -> None:
    ensure_pairs(options.pairs, material(options.articles, options.external))
    pairs, _ = read_pairs([options.pairs])
    add(options.model, pairs, options.encoder, options.pairs.parent, options.jobs)


if __name__ == "__main__":
    raise SystemExit(main())
