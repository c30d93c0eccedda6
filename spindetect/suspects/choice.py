"""Which of the two models judges a candidate without an original: with the encoder or without."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from spindetect.lexicon import Lexicon
from spindetect.suspects import deep_files, encoder, files
from spindetect.suspects.model import DEEP, FAST, UnaidedModel
from spindetect.types import Parsed, SpindetectError

MOST_READ: Final = 20_000
"""Tokens of the longest text that the encoder reads: a few seconds."""
_AT_ONCE: Final = 32


class Choice:
    """The models of a folder, the shipped one by default, each read when first asked for.

    `no_original`: `FAST`, `DEEP`, or None for the encoder where it can be had. `prior`: the share
    of spun texts that is assumed. `threads`: of the processor, for the encoder.
    """

    __slots__ = ("_best", "_fast", "_folder", "_lexicon", "_no_original", "_prior", "_threads")

    def __init__(
        self,
        lexicon: Lexicon,
        folder: Path | None,
        no_original: str | None,
        prior: float,
        threads: int = 1,
    ) -> None:
        if no_original not in (None, FAST, DEEP):
            raise SpindetectError(f"no_original {no_original!r:.40}: give {FAST} or {DEEP}")
        self._lexicon, self._folder = lexicon, folder
        self._no_original, self._prior, self._threads = no_original, prior, threads
        self._fast: UnaidedModel | None = None
        self._best: UnaidedModel | None = None

    @property
    def fast(self) -> UnaidedModel:
        """The model without the encoder; raises `UnreadableError` where it is damaged."""
        if self._fast is None:
            self._fast = UnaidedModel.load(self._lexicon, self._folder).at_prior(self._prior)
        return self._fast

    @property
    def best(self) -> UnaidedModel:
        """The model with the encoder, or `fast` where there is none or it is not wanted.

        Raises `UnreadableError` where it is damaged, `SpindetectError` where `DEEP` was asked for
        and cannot be had.
        """
        if self._best is None:
            self._best = self.fast
            if self._no_original == DEEP and self._refusal is not None:
                raise SpindetectError(
                    f"{self._folder}: {self._refusal}; train it anew, or judge without an encoder "
                    f"(--no-original {FAST})"
                )
            if self._no_original == DEEP or (self._wanted and encoder.missing() is None):
                self._best = self.fast.deepened(self._folder, threads=self._threads)
        return self._best

    @property
    def encoder(self) -> tuple[str, str] | None:
        """SHA-256 of the encoder's files, None where the package has none."""
        return deep_files.digests_of(files.shipped_folder())

    @property
    def fallback(self) -> str | None:
        """Why the encoder does not judge, if it might; None where it does or is not wanted."""
        return encoder.missing() if self._wanted else None

    def judge_of(self, parsed: Parsed) -> UnaidedModel:
        """The model that judges a candidate.

        `best`, but `fast` for a text of which nothing is said anyway and for one that the encoder
        would read for longer than anybody waits.
        """
        if self.best is self.fast or len(parsed) > MOST_READ:
            return self.fast
        (chance,) = self.fast.probabilities([parsed])
        return self.fast if chance is None else self.best

    def screened(self, batch: Sequence[Parsed]) -> list[tuple[float | None, str]]:
        """For an audit: the probability of each of many candidates, and whose it is.

        That of `fast`, unless it is undecided and `best` has the encoder.
        """
        low, high = self.best.undecided
        found: list[tuple[float | None, str]] = []
        for first in range(0, len(batch), _AT_ONCE):
            part = batch[first : first + _AT_ONCE]
            for parsed, chance in zip(part, self.fast.probabilities(part), strict=True):
                sure = chance is None or not low <= chance < high or len(parsed) > MOST_READ
                model = self.fast if sure else self.best
                found.append((chance if sure else model.probabilities([parsed])[0], model.kind))
        return found

    @property
    def _refusal(self) -> str | None:
        """Why no encoder may judge for the model of a folder; None where one may.

        None but that of the package is run: a network is a program, whatever its folder says of it.
        """
        if self._folder is None:
            return None
        own = deep_files.digests_of(self._folder)
        if own is None:
            return "this model was made without an encoder"
        if own != self.encoder:
            return "this model was made with another encoder than that of this version"
        return None

    @property
    def _wanted(self) -> bool:
        if self._no_original is not None or self._refusal is not None:
            return False
        return UnaidedModel.has_encoder(self._folder)
