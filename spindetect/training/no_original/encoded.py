"""The encoder's log-odds of texts, kept on disk, since reading all of them takes minutes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from spindetect.suspects import encoder as module
from spindetect.suspects.encoder import ENCODER, VOCABULARY, Encoder, Reading, open_encoder
from spindetect.suspects.proposals import EncodedWords
from spindetect.text import parse
from spindetect.training.no_original.texts import LabelledText
from spindetect.types import Document, Parsed

_TOLD: Final = 100


@dataclass(frozen=True, slots=True)
class KeptEncoder:
    """An encoder that remembers the texts it has read, in 16 bits a token.

    `folder`: see `kept`. A text's file is named by its digest, so that runs for other purposes
    share it.
    """

    encoder: Encoder
    folder: Path

    @property
    def digests(self) -> tuple[str, str]:
        """SHA-256 of the files of the encoder, which must have been read from a folder."""
        assert self.encoder.source is not None
        return self.encoder.source[1:3]

    def words(self) -> EncodedWords:
        """As those of the encoder."""
        return self.encoder.words()

    def read(self, parsed: Parsed, *, points: bool = False) -> Reading:
        """As `Encoder.read`; the same whether it was kept or not. Points are not kept, for their
        size."""
        path = self._path(parsed.document)
        if path.exists() and not points:
            found = np.load(path, allow_pickle=False)
            if found.shape == (len(parsed),):
                return Reading(np.asarray(found, np.float32))
        reading = self.encoder.read(parsed, points=points)
        scores = reading.log_odds.astype(np.float16)
        aside = path.with_suffix(f".{os.getpid()}")
        with aside.open("wb") as stream:
            np.save(stream, scores)
        aside.replace(path)
        return replace(reading, log_odds=scores.astype(np.float32))

    def read_all(self, texts: Sequence[LabelledText], say: Callable[[str], None]) -> None:
        """Read texts that are to be asked for, on all processors, and say how far it is."""
        from joblib import Parallel, delayed

        new = [text for text in texts if not self._path(text.document).exists()]
        batches = [new[k : k + _TOLD] for k in range(0, len(new), _TOLD)]
        work = Parallel(n_jobs=-1, return_as="generator")(
            delayed(self._read_batch)(batch) for batch in batches
        )
        for number, _ in enumerate(work, 1):
            say(f"the encoder has read {min(number * _TOLD, len(new)):,} of {len(new):,} texts")

    def _read_batch(self, batch: Sequence[LabelledText]) -> None:
        for text in batch:
            self.read(parse(text.document))

    def _path(self, document: Document) -> Path:
        return self.folder / f"{document.sha256}.npy"


def absent(folder: Path) -> str | None:
    """Why a folder has no encoder, in one line; None where it has one."""
    missing = [name for name in (ENCODER, VOCABULARY) if not (folder / name).is_file()]
    return f"{folder}: no {' and no '.join(missing)}" if missing else None


def remembering(folder: Path, build: Path) -> KeptEncoder:
    """The encoder of a folder, whatever its files are, with its memory below `build`."""
    one, other = (
        hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (ENCODER, VOCABULARY)
    )
    return kept(open_encoder(folder, one, other, threads=1), build / "no-original")


def kept(encoder: Encoder, build: Path) -> KeptEncoder:
    """An encoder with its memory in a folder that is named by it and by the code that runs it."""
    code = Path(module.__file__).read_bytes()
    name = hashlib.sha256(code + encoder.sha256.encode()).hexdigest()[:16]
    folder = build / f"encoded-{name}"
    folder.mkdir(parents=True, exist_ok=True)
    return KeptEncoder(encoder, folder)
