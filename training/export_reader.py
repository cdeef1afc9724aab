"""Exports the reader's int8 ONNX graph from the output of ``train``, and checks it against the exact weights.

    python -m training.export_reader OUTDIR/reader.safetensors retrieval/weights/reader

``tokenizer.json`` is MiniLM's. The same weights make the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file
from safetensors.torch import load_file as load_tensors
from tokenizers import Tokenizer

from retrieval.answering.shared_words import Matching
from training.example import Example
from training.graph import HIDDEN, Graph, Weights, encoder, finished, opened, write_checksums
from training.reopened import reopened
from training.train import ReaderNetwork, tensors
from training.train import encoded as encoded_example

LARGEST_DIFFERENCE = 1.0
"""Tolerance of the samples' outputs, numbers of some -10 to 10; a mistake in the graph causes far larger differences.
"""
SAMPLES = (
    Example("How many vessels were inspected?", "The port authority inspected 46 vessels in March, twice as many."),
    Example("Who wrote it?", "The report was written by Ada Green. It is long. " * 12),
    Example("", "x"),
)


def main(source: Path, target: Path) -> None:
    """Exports ``source`` to ``target``."""
    target.mkdir(parents=True, exist_ok=True)
    onnx.save(build(load_file(source)), target / "model.onnx")
    check_agreement(source, target / "model.onnx")
    if build(reopened(target / "model.onnx")).SerializeToString() != (target / "model.onnx").read_bytes():
        sys.exit("The graph's weights cannot be read back from it.")
    write_checksums(target, ("model.onnx",))


def build(all_weights: Weights) -> onnx.ModelProto:
    """Builds the model: ``input_ids``, ``attention_mask``, ``token_type_ids`` in; ``tokens`` (batch, length, 3),
    ``pair`` (batch, 1) out.
    """
    graph = Graph()
    weights = {name.removeprefix("encoder."): part for name, part in all_weights.items() if name.startswith("encoder.")}
    rows = encoder(graph, weights, "token_type_ids")
    shape = graph.add("Concat", graph.add("Shape", "input_ids"), graph.ints(HIDDEN), axis=0)
    rows = graph.add("Reshape", rows, shape)
    first = graph.add("Gather", rows, graph.constant(np.int64(0)), axis=1)
    for name, taken in (("tokens", rows), ("pair", first)):
        product = graph.add("MatMul", taken, graph.constant(all_weights[f"{name}.weight"].T))
        graph.named(name, "Add", product, graph.constant(all_weights[f"{name}.bias"]))
    shapes: dict[str, list[str | int]] = {"tokens": ["batch", "length", 3], "pair": ["batch", 1]}
    return finished(graph, "ibid-reader", ("input_ids", "attention_mask", "token_type_ids"), shapes)


def check_agreement(source: Path, model: Path) -> None:
    """Exits unless the graph's outputs are near those of the exact weights."""
    tokenizer = Tokenizer.from_file(str(Path(__file__).parent.parent / "retrieval/weights/minilm/tokenizer.json"))
    exact = ReaderNetwork().eval()
    exact.load_state_dict(load_tensors(source))
    matching = Matching(tokenizer.id_to_token)
    batch = tensors([done for sample in SAMPLES if (done := encoded_example(sample, tokenizer, matching))])
    with torch.inference_mode():
        wanted = [part.numpy() for part in exact(batch["ids"], batch["mask"], batch["kinds"])]
    feed = {
        "input_ids": batch["ids"].numpy(),
        "attention_mask": batch["mask"].numpy(),
        "token_type_ids": batch["kinds"].numpy(),
    }
    outputs = opened(model).run(None, feed)
    apart = max(_apart(*pair, batch["mask"].numpy()) for pair in zip(wanted, outputs, strict=True))
    print(f"largest difference from the exact weights: {apart:.3f}")
    if apart > LARGEST_DIFFERENCE:
        sys.exit("The export does not agree with the exact weights.")


def _apart(wanted: NDArray[np.float32], output: NDArray[np.float32], mask: NDArray[np.int64]) -> float:
    gap = np.abs(wanted - output)
    return float((gap * mask[:, :, None]).max() if gap.ndim == 3 else gap.max())


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
