"""Reads the reader's weights back from its graph, to resume training from the committed file; the exact weights, 90 MB,
are not committed.

They are as close to the exact ones as int8 allows; ``training.export_reader`` builds the same graph from them again.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from training.graph import HIDDEN, LAYERS, Weights

Constants = list[list[NDArray[np.generic]]]
"""The constants of each operator of one kind, in the graph's order."""

POSITIONS = 512
"""Positions of MiniLM; the graph keeps the first of them."""
_PARTS = ("query", "key", "value")


def reopened(model: Path) -> Weights:
    """Returns the weights in the graph ``model`` under the names of ``training.train``."""
    graph = onnx.load(model).graph
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}

    def of(kind: str) -> Constants:
        nodes = (node for node in graph.node if node.op_type == kind)
        return [[constants[name] for name in node.input if name in constants] for node in nodes]

    weights = _words(of("Gather"), of("Slice"), of("LayerNormalization"))
    matrices = [whole.T * scales[:, None] for whole, _, scales, *_ in of("MatMulIntegerToFloat")]
    joined, wide, norms = of("MultiHeadAttention"), of("BiasGelu"), of("SkipLayerNormalization")
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}."
        into, out, up, down = matrices[4 * layer : 4 * layer + 4]
        for place, part in enumerate(_PARTS):
            rows = slice(place * HIDDEN, (place + 1) * HIDDEN)
            weights[f"{prefix}attention.self.{part}.weight"] = into[rows]
            weights[f"{prefix}attention.self.{part}.bias"] = joined[layer][0][rows]
        weights |= _added(f"{prefix}attention.output.", out, norms[2 * layer])
        weights |= {f"{prefix}intermediate.dense.weight": up, f"{prefix}intermediate.dense.bias": wide[layer][0]}
        weights |= _added(f"{prefix}output.", down, norms[2 * layer + 1])
    weights = {f"encoder.{name}": part for name, part in weights.items()}
    for name, matrix, (bias, *_) in zip(("tokens", "pair"), of("MatMul"), of("Add")[-2:], strict=True):
        weights |= {f"{name}.weight": matrix[0].T, f"{name}.bias": bias}
    return {name: np.array(part, dtype=np.float32, order="C") for name, part in weights.items()}


def _words(gathers: Constants, slices: Constants, norms: Constants) -> Weights:
    """Returns the tables of words, positions and types. The first type's row is included in the positions."""
    (words,), (scales,), (kinds,) = gathers[:3]
    places = np.zeros((POSITIONS, HIDDEN), dtype=np.float32)
    places[: len(slices[0][0])] = slices[0][0]
    return {
        "embeddings.word_embeddings.weight": words * scales,
        "embeddings.position_embeddings.weight": places,
        "embeddings.token_type_embeddings.weight": kinds,
        "embeddings.LayerNorm.weight": norms[0][0],
        "embeddings.LayerNorm.bias": norms[0][1],
    }


def _added(prefix: str, matrix: NDArray[np.generic], norm: list[NDArray[np.generic]]) -> Weights:
    gain, shift, bias = norm
    return {
        f"{prefix}dense.weight": matrix,
        f"{prefix}dense.bias": bias,
        f"{prefix}LayerNorm.weight": gain,
        f"{prefix}LayerNorm.bias": shift,
    }
