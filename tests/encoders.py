"""A tiny encoder for tests: a network in which each word piece has its own fixed log-odds, and in
which each took the place of the piece behind it in the vocabulary."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from spindetect.lexicon import Lexicon
from spindetect.suspects import UnaidedModel
from spindetect.suspects.deep import MIXED, RANKED, Deep
from spindetect.suspects.deep_files import SECTION, deep_section
from spindetect.suspects.encoder import ENCODER, VOCABULARY, Encoder, open_encoder
from spindetect.suspects.files import shipped_folder
from spindetect.suspects.network import Network

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
ELSEWHERE = -5.0
BY_ENCODER = (1.0, *([0.0] * (len(RANKED) - 1)))
"""Weights of suggestions ranked by what the encoder says of them and nothing else."""


def network(scores: list[float], *, inputs: tuple[str, str] = ("ids", "mask")) -> bytes:
    """An ONNX file that looks the log-odds of each piece up, in integers and floats alone."""
    onnx = pytest.importorskip("onnx", reason="onnx, which makes the tiny encoder, is missing")
    helper, kinds = onnx.helper, onnx.TensorProto
    shape, size = ["n", "length"], len(scores)
    table = helper.make_tensor("scores", kinds.FLOAT, [size], scores)
    next_piece = np.roll(np.eye(size, dtype=np.float32), 1, axis=1)
    follower = helper.make_tensor("followers", kinds.FLOAT, [size, size], 9 * next_piece.ravel())
    own = np.eye(size, dtype=np.uint8).ravel()
    embedding = [
        helper.make_tensor("pieces", kinds.UINT8, [size, size], own),
        helper.make_tensor("scale", kinds.FLOAT, [], [1.0]),
        helper.make_tensor("zero", kinds.UINT8, [], [0]),
    ]
    ids, mask = inputs
    graph = helper.make_graph(
        [
            helper.make_node("Gather", ["scores", ids], ["found"]),
            helper.make_node("Cast", [mask], ["weights"], to=kinds.FLOAT),
            helper.make_node("Mul", ["found", "weights"], ["log_odds"]),
            helper.make_node("Gather", ["followers", ids], ["points"]),
        ],
        "tiny",
        [helper.make_tensor_value_info(name, kinds.INT64, shape) for name in inputs],
        [
            helper.make_tensor_value_info("log_odds", kinds.FLOAT, shape),
            helper.make_tensor_value_info("points", kinds.FLOAT, [*shape, size]),
            *(helper.make_tensor_value_info(t.name, t.data_type, list(t.dims)) for t in embedding),
        ],
        [table, follower, *embedding],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    content: bytes = model.SerializeToString()
    return content


def write_encoder(folder: Path, pieces: Mapping[str, float]) -> tuple[str, str]:
    """The two files of an encoder that knows some pieces; returns their digests."""
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = "\n".join((*SPECIAL, *pieces)) + "\n"
    (folder / VOCABULARY).write_text(vocabulary, "utf-8", newline="\n")
    (folder / ENCODER).write_bytes(network([ELSEWHERE] * len(SPECIAL) + list(pieces.values())))
    return digest(folder / ENCODER), digest(folder / VOCABULARY)


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def opened(folder: Path, pieces: Mapping[str, float]) -> Encoder:
    """An encoder written to a folder and read from there."""
    return open_encoder(folder, *write_encoder(folder, pieces), threads=1)


def deep_folder(folder: Path, lexicon: Lexicon, pieces: Mapping[str, float]) -> Path:
    """The shipped model with a tiny encoder whose scores alone are those of the words."""
    shutil.copytree(shipped_folder(), folder, dirs_exist_ok=True)
    digests = write_encoder(folder, pieces)
    model = UnaidedModel.load(lexicon, folder)
    weights = np.zeros((len(MIXED), 1), np.float32)
    weights[MIXED.index("encoder")] = 1.0
    mix = Network(
        np.zeros(len(MIXED), np.float32),
        np.ones(len(MIXED), np.float32),
        30.0,
        ((weights, np.zeros(1, np.float32)),),
    )
    encoder = open_encoder(folder, *digests, threads=1)
    deep = replace(model, deep=Deep(encoder, mix, (-2.0, 2.0), BY_ENCODER))
    path = folder / "model.json"
    data = json.loads(path.read_text("utf-8")) | {SECTION: deep_section(deep, *digests)}
    path.write_text(json.dumps(data), "utf-8")
    return folder
