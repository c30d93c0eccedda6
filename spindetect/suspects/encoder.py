"""A small neural encoder that reads each word in its context: files, windows, scores of words.

It is a BERT-like network (Devlin et al. 2019) fine-tuned to say for each word piece how likely it
was put in the place of another, and of which (`proposals`). onnxruntime runs it, tokenizers cuts
the pieces (WordPiece, Wu et al. 2016); both come with the extra `spindetect[neural]` and are
imported when an encoder is opened.

Each window of a text is run by itself. The weights are 8-bit, and how activations are rounded
depends on all that is run at once, so that in a batch a text's scores would depend on its company.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from spindetect.suspects.evidence import Words
from spindetect.suspects.proposals import EncodedWords, is_word
from spindetect.suspects.words import Floats, Numbers
from spindetect.types import Parsed, SpindetectError, UnreadableError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

ENCODER: Final = "encoder.onnx"
VOCABULARY: Final = "encoder-vocabulary.txt"
INSTALL: Final = "pip install 'spindetect[neural]'"
SIZE: Final = 256
"""Pieces of a window, the two that open and close it included."""
OVERLAP: Final = 48
"""Pieces that two neighbouring windows share; each takes its score from where it is deeper in."""
SILENT: Final = np.float32(-4.0)
"""Log-odds of a word that has no piece: one of characters that the encoder does not read."""
_MAX_ENCODER: Final = 32 << 20
_MAX_VOCABULARY: Final = 2 << 20
_MOST_PIECES: Final = 65_536
_LARGEST: Final = np.float32(30.0)
_OUTPUTS: Final = ["log_odds", "points"]
_EMBEDDING: Final = ["pieces", "scale", "zero"]
"""What each piece's numbers are, in 8 bits: scale times their distance from zero."""
_OPEN, _CLOSE, _PAD, _UNKNOWN = "[CLS]", "[SEP]", "[PAD]", "[UNK]"

Run = Callable[[NDArray[np.int64]], tuple[Floats, Floats]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What an encoder makes of a text.

    `log_odds`: that each token was put in, shape (tokens,); `SILENT` for page furniture. `points`:
    where in the space of the pieces what it took the place of lies, shape (tokens, width); zeros
    for tokens that were not read, None where they were not asked for.
    """

    log_odds: Floats
    points: Floats | None = None


def missing() -> str | None:
    """Why no encoder can be run here, in one line; None where it can."""
    absent = [name for name in ("onnxruntime", "tokenizers") if find_spec(name) is None]
    return f"{' and '.join(absent)} not installed: {INSTALL}" if absent else None


@dataclass(frozen=True, slots=True)
class Encoder:
    """An encoder ready for use; read-only.

    `run`: the log-odds of a window's pieces, shape (length,), and their points, (length, width),
    from their numbers. `words`: what the points are compared with, made when first called.
    `sha256`: that of the network's file. `source`: what `open_encoder` was given; a copy for
    another process is opened there anew.
    """

    run: Run
    words: Callable[[], EncodedWords]
    tokenizer: Tokenizer
    first: int
    last: int
    width: int
    sha256: str
    source: tuple[Path, str, str, int] | None = None

    def __reduce__(self) -> tuple[Callable[..., Encoder], tuple[Any, ...]]:
        """What pickle keeps of it: a running network cannot be copied."""
        if self.source is None:
            raise TypeError("this encoder was not read from a folder")
        return open_encoder, self.source

    def read(self, parsed: Parsed, *, points: bool = False) -> Reading:
        """Read a text, page furniture left out; `points`: whether these are wanted as well.

        A token has the log-odds of its most suspicious piece, since inflected words fall into
        several, and the point of its first, as in training.
        """
        pieces, tokens = self._pieces(parsed)
        opens = np.diff(tokens, prepend=-1) > 0
        scores = np.empty(len(pieces), np.float32)
        places = np.zeros((len(parsed) if points else 0, self.width), np.float32)
        for start, end, keep in windows(len(pieces)):
            inner = pieces[start:end]
            found, lie = self.run(np.concatenate(([self.first], inner, [self.last])))
            scores[keep:end] = found[keep - start + 1 : -1]
            if points:
                first = np.flatnonzero(opens[keep:end])
                places[tokens[keep + first]] = lie[keep - start + 1 + first]
        log_odds = np.full(len(parsed), -np.inf, np.float32)
        np.maximum.at(log_odds, tokens, np.clip(scores, -_LARGEST, _LARGEST))
        log_odds[np.isneginf(log_odds)] = SILENT
        return Reading(log_odds, places if points else None)

    def _pieces(self, parsed: Parsed) -> tuple[Numbers, Numbers]:
        """Numbers of the pieces of a text, and the token that each is part of."""
        # Lone surrogates of damaged texts cannot be handed over; the number of characters stays.
        text = parsed.document.text.encode("utf-8", "replace").decode("utf-8")
        encoded = self.tokenizer.encode(text, add_special_tokens=False)
        numbers = np.array(encoded.ids, np.int64)
        starts = np.array(encoded.offsets, np.int64).reshape(-1, 2)[:, 0]
        opens, closes = np.array(parsed.starts, np.int64), np.array(parsed.ends, np.int64)
        token = np.searchsorted(opens, starts, side="right") - 1
        inside = token >= 0
        inside[inside] = starts[inside] < closes[token[inside]]
        furniture = np.frombuffer(parsed.furniture, np.uint8)
        inside[inside] = furniture[token[inside]] == 0
        return numbers[inside], token[inside]


def of_words(scores: Sequence[Floats], words: Words) -> Floats:
    """The scores of the words of some texts; `scores`: those of all tokens of each text."""
    bounds = np.searchsorted(words.text, np.arange(len(scores) + 1)).tolist()
    found = np.full(len(words), SILENT, np.float32)
    for own, start, end in zip(scores, bounds[:-1], bounds[1:], strict=True):
        found[start:end] = own[words.token[start:end]]
    return found


def windows(pieces: int) -> list[tuple[int, int, int]]:
    """Windows of a text, equally long: start, end, and from where on its scores are taken.

    They go up to the end of the window, and the next window overwrites what it knows better.
    """
    if not pieces:
        return []
    inside = SIZE - 2
    count = max(1, math.ceil((pieces - OVERLAP) / (inside - OVERLAP)))
    length = math.ceil((pieces + (count - 1) * OVERLAP) / count)
    found = []
    for k in range(count):
        end = min(k * (length - OVERLAP) + length, pieces)
        start = max(end - length, 0)
        found.append((start, end, start + OVERLAP // 2 if k else 0))
    return found


def open_encoder(folder: Path, encoder: str, vocabulary: str, threads: int) -> Encoder:
    """Read the encoder of a model folder; `encoder`, `vocabulary`: SHA-256 of its two files.

    `threads`: processor threads that it may use; the scores do not depend on it.

    Raises:
        SpindetectError: onnxruntime or tokenizers is not installed.
        UnreadableError: a file is missing, damaged or not the one that is meant.
    """
    why = missing()
    if why is not None:
        raise SpindetectError(why)
    path = folder / ENCODER
    content = _read(path, encoder, _MAX_ENCODER)
    tokenizer = _tokenizer(folder / VOCABULARY, _read(folder / VOCABULARY, vocabulary))
    run, embedding = _session(path, content, threads)
    numbers: dict[str, int] = tokenizer.get_vocab()
    texts = sorted(numbers, key=numbers.__getitem__)
    if not any(map(is_word, texts)):
        raise UnreadableError(f"{folder / VOCABULARY}: no words; restore it")
    first, last = numbers[_OPEN], numbers[_CLOSE]
    # An embedding for every piece: the last number is the one that a foreign network lacks.
    _, points = run(np.array([first, len(numbers) - 1, last], np.int64))
    shape = len(texts), points.shape[1]
    table, scale, zero = embedding()
    if table.shape != shape:
        raise UnreadableError(f"{path}: a network for other pieces; restore it")

    @cache
    def words() -> EncodedWords:
        return EncodedWords((table.astype(np.float32) - np.float32(zero)) * scale, texts)

    source = (folder, encoder, vocabulary, threads)
    return Encoder(run, words, tokenizer, first, last, shape[1], encoder, source)


def _read(path: Path, digest: str, most: int = _MAX_VOCABULARY) -> bytes:
    try:
        if path.stat().st_size > most:
            raise UnreadableError(f"{path}: too large for this model; restore it")
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}; restore it or reinstall") from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise UnreadableError(f"{path}: not the file that model.json names; restore it")
    return content


def _tokenizer(path: Path, content: bytes) -> Tokenizer:
    """WordPiece over a vocabulary of one piece a line, the text lower-cased without accents."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.normalizers import BertNormalizer
    from tokenizers.pre_tokenizers import BertPreTokenizer

    try:
        lines = content.decode("utf-8").removesuffix("\n").split("\n")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{path}: no UTF-8 text; restore it") from error
    numbers = {piece: number for number, piece in enumerate(lines)}
    if len(numbers) != len(lines) or len(lines) > _MOST_PIECES:
        raise UnreadableError(f"{path}: pieces listed twice, or too many; restore it")
    if not {_OPEN, _CLOSE, _PAD, _UNKNOWN} <= numbers.keys():
        raise UnreadableError(f"{path}: a special piece is missing; restore it")
    tokenizer = Tokenizer(WordPiece(numbers, unk_token=_UNKNOWN))
    tokenizer.normalizer = BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    return tokenizer


def _session(
    path: Path, content: bytes, threads: int
) -> tuple[Run, Callable[[], list[NDArray[Any]]]]:
    """What runs the network on one window, and what gives its `_EMBEDDING`."""
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    # Threads that spin while they wait take the processor from others.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session = ort.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise UnreadableError(f"{path}: no network that can be run; restore it") from error
    named = [one.name for one in (*session.get_inputs(), *session.get_outputs())]
    if named != ["ids", "mask", *_OUTPUTS, *_EMBEDDING]:
        raise UnreadableError(f"{path}: a network with other inputs or outputs; restore it")

    def fetched(names: Sequence[str], pieces: NDArray[np.int64]) -> list[NDArray[Any]]:
        ids = pieces[None, :]
        try:
            found = session.run(names, {"ids": ids, "mask": np.ones_like(ids)})
        except Exception as error:
            raise UnreadableError(f"{path}: a network for other pieces; restore it") from error
        if not all(np.isfinite(one).all() for one in found):
            raise UnreadableError(f"{path}: its scores make no sense; restore it")
        return list(found)

    def run(pieces: NDArray[np.int64]) -> tuple[Floats, Floats]:
        scores, points = fetched(_OUTPUTS, pieces)
        if scores.shape != (1, len(pieces)) or points.shape != (*scores.shape, points.shape[-1]):
            raise UnreadableError(f"{path}: its scores make no sense; restore it")
        return scores[0], points[0]

    return run, lambda: fetched(_EMBEDDING, np.zeros(1, np.int64))
