"""A trained encoder as the two files that are shipped: an int8 graph and its vocabulary.

Pieces that no text or word here needs are left out; what they would have written is written with
shorter ones.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import torch

from spindetect.training.encoder.network import Encoder

if TYPE_CHECKING:
    from tokenizers import Tokenizer

GRAPH: Final = "encoder.onnx"
VOCABULARY: Final = "encoder-vocabulary.txt"
_MARKS: Final = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
_OPSET: Final = 17
_EMBEDDING: Final = {"quantized": "pieces", "scale": "scale", "zero_point": "zero"}
"""Parts of the embedding of the pieces in 8 bits, as the quantiser and as the graph name them."""
_LAST_LETTER: Final = 0x250
"""Single letters up to here, the end of the extended Latin ones, are kept."""


def kept_pieces(
    tokenizer: Tokenizer, seen: Iterable[int], words: Iterable[str]
) -> list[tuple[int, str]]:
    """Numbers and texts of the pieces to ship, in the order of their new numbers.

    `seen`: numbers of pieces in texts. `words`: words that are to be cut as before.
    """
    vocabulary: dict[str, int] = tokenizer.get_vocab()
    wanted = set(seen)
    for found in tokenizer.encode_batch(list(words), add_special_tokens=False):
        wanted.update(found.ids)
    letters = (
        number
        for piece, number in vocabulary.items()
        if len(letter := piece.removeprefix("##")) == 1 and ord(letter) < _LAST_LETTER
    )
    wanted.update(letters)
    wanted.difference_update(vocabulary[mark] for mark in _MARKS)
    texts = {number: piece for piece, number in vocabulary.items()}
    return [
        *((vocabulary[mark], mark) for mark in _MARKS),
        *((number, texts[number]) for number in sorted(wanted)),
    ]


def export(encoder: Encoder, kept: Sequence[tuple[int, str]], out: Path) -> None:
    """Write the two files into a folder."""
    small = Encoder(len(kept))
    state = encoder.state_dict()
    state["pieces.weight"] = state["pieces.weight"][[number for number, _ in kept]]
    small.load_state_dict(state)
    small.eval()
    out.mkdir(parents=True, exist_ok=True)
    (out / VOCABULARY).write_text("".join(f"{piece}\n" for _, piece in kept), "utf-8")
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        _write_graph(small, full)
        _quantise(full, out / GRAPH)


def _write_graph(encoder: Encoder, path: Path) -> None:
    ids = torch.ones((2, 16), dtype=torch.long)
    both = {0: "windows", 1: "length"}
    with warnings.catch_warnings():
        # The newer exporter needs two more packages and writes a graph twice as large.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            encoder,
            (ids, torch.ones_like(ids)),
            str(path),
            input_names=["ids", "mask"],
            output_names=["log_odds", "points"],
            dynamic_axes=dict.fromkeys(("ids", "mask", "log_odds", "points"), both),
            opset_version=_OPSET,
            dynamo=False,
        )


def _quantise(path: Path, out: Path) -> None:
    """Weights in 7 of 8 bits: with all 8 sums overflow on processors without VNNI.

    The embedding of the pieces is given out as well, since points are compared with it.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(path, out, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
    model = onnx.load(out)
    names = {f"pieces.weight_{old}": new for old, new in _EMBEDDING.items()}
    for tensor in model.graph.initializer:
        tensor.name = names.get(tensor.name, tensor.name)
    for node in model.graph.node:
        node.input[:] = [names.get(name, name) for name in node.input]
    given = {tensor.name: tensor for tensor in model.graph.initializer}
    for name in names.values():
        kind, shape = given[name].data_type, list(given[name].dims)
        model.graph.output.append(onnx.helper.make_tensor_value_info(name, kind, shape))
    onnx.save(model, out)
