"""BERT as an int8 ONNX graph, built node by node from its weights; both exports use it.

Weights are int8 with one scale for each output of a layer, the word table with one for each word. The input of a layer
is quantised at run time with a scale for each token, instead of one for the whole batch as in ``quantize_dynamic``, so
that the result for a text does not depend on the texts in its batch. CARD.md of each model has the measurements.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

LAYERS, HEADS, HIDDEN = 6, 12, 384
LONGEST = 256
"""Positions kept of the model's 512: it was published for 256 tokens and trained on 128."""
WEIGHT_LEVELS = 63
"""Largest absolute value of a quantised weight. Seven bits: older x86 processors (AVX2, no VNNI) add two products in 16
bits, which eight would overflow, and results would then differ between machines."""
GELU_ZERO = 20
"""The byte that represents zero in the output of a GELU."""
FUSED = "com.microsoft"
"""The domain of onnxruntime's own fused operators."""

Weights = dict[str, NDArray[np.float32]]


class Graph:
    """An ONNX graph under construction. Values are known by their names."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, array: NDArray[np.generic] | np.generic) -> str:
        """Adds a constant and returns its name."""
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array).reshape(np.shape(array)), name))
        return name

    def ints(self, *values: int) -> str:
        """Adds a constant list of integers and returns its name."""
        return self.constant(np.array(values, dtype=np.int64))

    def many(self, outputs: int, kind: str, *inputs: str, **attributes: object) -> list[str]:
        """Adds an operator and returns the names of its outputs."""
        name = f"{kind}_{len(self.nodes)}"
        names = [f"{name}_{place}" for place in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, name, **attributes))
        return names

    def add(self, kind: str, *inputs: str, **attributes: object) -> str:
        """Adds an operator with one output and returns its name."""
        return self.many(1, kind, *inputs, **attributes)[0]

    def named(self, output: str, kind: str, *inputs: str, **attributes: object) -> None:
        """Adds an operator whose only output is the graph's ``output``."""
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))


def encoder(graph: Graph, weights: Weights, kinds: str | None = None) -> str:
    """Adds all layers; returns a row for each token, (batch * length, 384). ``kinds``: the input with the
    token types.
    """
    rows = embedded_words(graph, weights, kinds)
    mask = graph.add("Cast", "attention_mask", to=TensorProto.INT32)
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}."
        rows = attention(graph, weights, prefix + "attention.", rows, mask)
        rows = feed_forward(graph, weights, prefix, rows)
    return rows


def embedded_words(graph: Graph, weights: Weights, kinds: str | None) -> str:
    """Adds a row for each token, (batch * length, 384): its word plus its position and type, normalised."""
    words, scales = quantised(weights["embeddings.word_embeddings.weight"], 127)
    summed = graph.add("Cast", graph.add("Gather", graph.constant(words), "input_ids"), to=TensorProto.FLOAT)
    summed = graph.add("Mul", summed, graph.add("Gather", graph.constant(scales[:, None]), "input_ids"))
    kind_rows = weights["embeddings.token_type_embeddings.weight"]
    places = weights["embeddings.position_embeddings.weight"][:LONGEST] + kind_rows[0]
    length = graph.add("Shape", "input_ids", start=1)
    places = graph.add("Slice", graph.constant(places), graph.ints(0), length, graph.ints(0))
    summed = graph.add("Add", summed, places)
    if kinds:
        summed = graph.add("Add", summed, graph.add("Gather", graph.constant(kind_rows - kind_rows[0]), kinds))
    rows = graph.add("Reshape", summed, graph.ints(-1, HIDDEN))
    gain, shift = (graph.constant(weights[f"embeddings.LayerNorm.{part}"]) for part in ("weight", "bias"))
    return graph.add("LayerNormalization", rows, gain, shift, axis=-1, epsilon=1e-12)


def attention(graph: Graph, weights: Weights, prefix: str, rows: str, mask: str) -> str:
    """Adds a self-attention block."""
    parts = [prefix + f"self.{part}." for part in ("query", "key", "value")]
    joined = linear(graph, np.concatenate([weights[part + "weight"] for part in parts]), rows)
    bias = graph.constant(np.concatenate([weights[part + "bias"] for part in parts]))
    shape = graph.add("Concat", graph.add("Shape", "input_ids"), graph.ints(3 * HIDDEN), axis=0)
    split = graph.many(3, "Split", graph.add("Reshape", joined, shape), axis=-1, num_outputs=3)
    seen = graph.add("MultiHeadAttention", *split, bias, mask, domain=FUSED, num_heads=HEADS)
    seen = graph.add("Reshape", seen, graph.ints(-1, HIDDEN))
    return added(graph, weights, prefix + "output.", rows, linear(graph, weights[prefix + "output.dense.weight"], seen))


def feed_forward(graph: Graph, weights: Weights, prefix: str, rows: str) -> str:
    """Adds a feed-forward block of two wide matrices."""
    wide = linear(graph, weights[prefix + "intermediate.dense.weight"], rows)
    wide = graph.add("BiasGelu", wide, graph.constant(weights[prefix + "intermediate.dense.bias"]), domain=FUSED)
    return added(
        graph,
        weights,
        prefix + "output.",
        rows,
        linear(graph, weights[prefix + "output.dense.weight"], wide, after_gelu=True),
    )


def linear(graph: Graph, matrix: NDArray[np.float32], rows: str, after_gelu: bool = False) -> str:
    """Adds ``rows @ matrix.T`` in integers, each row and each column of the result with a scale of its own."""
    whole, scales = quantised(matrix, WEIGHT_LEVELS)
    steps, zero = steps_after_gelu(graph, rows) if after_gelu else steps_around_zero(graph, rows)
    zeros = graph.add("Expand", zero, graph.add("Shape", steps))
    whole_rows = graph.add("QuantizeLinear", rows, steps, zeros, axis=0)
    parts = [graph.constant(part) for part in (whole.T, np.float32(1), scales)]
    product = graph.add("MatMulIntegerToFloat", whole_rows, *parts, zero, domain=FUSED)
    return graph.add("Mul", product, graph.add("Unsqueeze", steps, graph.ints(1)))


def steps_around_zero(graph: Graph, rows: str) -> tuple[str, str]:
    """Returns for each row the quantisation step, and the byte for zero, in the middle of the range."""
    largest = graph.add("ReduceMax", graph.add("Abs", rows), graph.ints(1), keepdims=0)
    return graph.add("Mul", largest, graph.constant(np.float32(1 / 127))), graph.constant(np.uint8(128))


def steps_after_gelu(graph: Graph, rows: str) -> tuple[str, str]:
    """Returns the same for a GELU's output, which is never below -0.17: nearly all bytes are for positive values."""
    largest = graph.add("ReduceMax", rows, graph.ints(1), keepdims=0)
    steps = graph.add("Mul", largest, graph.constant(np.float32(1 / (255 - GELU_ZERO))))
    return graph.add("Max", steps, graph.constant(np.float32(0.17 / GELU_ZERO))), graph.constant(np.uint8(GELU_ZERO))


def added(graph: Graph, weights: Weights, prefix: str, rows: str, change: str) -> str:
    """Adds a residual connection: rows plus a layer's output and its bias, normalised."""
    names = ("LayerNorm.weight", "LayerNorm.bias", "dense.bias")
    parts = [graph.constant(weights[prefix + name]) for name in names]
    return graph.add("SkipLayerNormalization", change, rows, *parts, domain=FUSED, epsilon=1e-12)


def quantised(matrix: NDArray[np.float32], levels: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Returns integers within ±``levels`` and a scale for each row, with ``whole * scales[:, None]`` near
    ``matrix``.
    """
    scales = np.maximum(np.abs(matrix).max(axis=1), 1e-12).astype(np.float32) / np.float32(levels)
    whole = np.clip(np.rint(matrix / scales[:, None]), -levels, levels)
    return whole.astype(np.int8), scales


def finished(graph: Graph, name: str, inputs: tuple[str, ...], outputs: dict[str, list[str | int]]) -> onnx.ModelProto:
    """Returns the checked model: ``inputs`` are integers (batch, length), ``outputs`` have the shapes given."""
    taken = [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "length"]) for n in inputs]
    outputs_info = [helper.make_tensor_value_info(n, TensorProto.FLOAT, shape) for n, shape in outputs.items()]
    body = helper.make_graph(graph.nodes, name, taken, outputs_info, graph.constants)
    versions = [helper.make_opsetid("", 20), helper.make_opsetid(FUSED, 1)]
    model = helper.make_model(body, opset_imports=versions, ir_version=10, producer_name="ibid")
    onnx.checker.check_model(model)
    return model


def opened(model: Path) -> onnxruntime.InferenceSession:
    """Opens the exported model."""
    return onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])


def write_checksums(folder: Path, names: tuple[str, ...]) -> None:
    """Writes SHA256SUMS in the format of ``sha256sum --check``."""
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="ascii")
