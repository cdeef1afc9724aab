"""Trains the checker: the reader's weights, one pass over claims with their evidence, in as many processes as cores.

    pip install -r training/requirements.txt
    python -m training.train_checker ../shared/data OUTDIR --start retrieval/weights/reader/model.onnx
    python -m training.export_reader OUTDIR/checker.safetensors OUTDIR/checker
    python -m evals.sets.binding.mechanisms ../shared/data OUTDIR/checker

A claim stands where a question stands for the reader, the evidence where its passage stands, and the one output on the
pair says whether the evidence supports the claim. Each process takes every so many-th batch; after a few steps the
weights of all are averaged (McMahan et al. 2017, "federated averaging"), which costs less than to share every gradient
between cores that others use too.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.distributed
import torch.multiprocessing
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from retrieval.answering.shared_words import Matching
from training.claims import Pair, pairs
from training.train import ReaderNetwork, rate_at, started

LONGEST, LONGEST_CLAIM = 192, 64
BATCH_TOKENS = 2048
"""Tokens of one batch of one process."""
RATE = 1.5e-4
WEIGHTS = "checker.safetensors"
AVERAGED_AFTER = 6
"""Steps of each process between two averages of the weights."""
FROZEN_LAYERS = 1
"""Layers from below, with the table of words, that stay the reader's."""
Encoded = tuple[list[int], list[int], float]
"""Token ids, their kinds, and 1 where the evidence supports the claim."""


@dataclass(frozen=True, slots=True)
class CheckerRun:
    """What each process is told."""

    out: Path
    start: Path
    rate: float
    processes: int
    minutes: float
    examples: Sequence[Encoded]


def encoded(pair: Pair, tokenizer: Tokenizer, matching: Matching) -> Encoded:
    """A pair as numbers, cut to ``LONGEST`` tokens."""
    claim = tokenizer.encode(pair.claim, add_special_tokens=False).ids[:LONGEST_CLAIM]
    evidence = tokenizer.encode(pair.evidence, add_special_tokens=False).ids[: LONGEST - len(claim) - 3]
    return [101, *claim, 102, *evidence, 102], matching.kinds(claim, evidence), float(pair.true)


def batches(lengths: Sequence[int], dice: random.Random) -> list[list[int]]:
    """Places of examples alike in length, ``BATCH_TOKENS`` to a batch; the batches in random order."""
    order = list(range(len(lengths)))
    dice.shuffle(order)
    found: list[list[int]] = []
    for pool in range(0, len(order), 1000):
        batch: list[int] = []
        for place in sorted(order[pool : pool + 1000], key=lambda place: lengths[place]):
            if batch and (len(batch) + 1) * lengths[place] > BATCH_TOKENS:
                found.append(batch)
                batch = []
            batch.append(place)
        found.append(batch)
    dice.shuffle(found)
    return found


def tensors(batch: Sequence[Encoded]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Ids, mask, kinds and truth of a batch, padded to its longest."""
    size = (len(batch), max(len(ids) for ids, _, _ in batch))
    ids, mask, kinds = (torch.zeros(size, dtype=torch.long) for _ in range(3))
    for row, (tokens, of_kinds, _) in enumerate(batch):
        ids[row, : len(tokens)] = torch.tensor(tokens)
        mask[row, : len(tokens)] = 1
        kinds[row, : len(tokens)] = torch.tensor(of_kinds)
    return ids, mask, kinds, torch.tensor([true for _, _, true in batch])


def opened(start: Path) -> ReaderNetwork:
    """The model to train, with what stays as it is frozen. Its outputs on tokens are 0: a claim has no use for them."""
    model = ReaderNetwork()
    model.load_state_dict(started(start))
    for part in model.tokens.parameters():
        nn.init.zeros_(part)
    still = [model.encoder.embeddings, *model.encoder.encoder.layer[:FROZEN_LAYERS], model.tokens]
    for part in still:
        part.requires_grad_(False)
    return model.train()


def work(rank: int, run: CheckerRun) -> None:
    """One process: its share of the batches until they or the minutes are over."""
    torch.set_num_threads(1)
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "29511"}
    torch.distributed.init_process_group("gloo", rank=rank, world_size=run.processes)
    torch.manual_seed(rank)
    model = opened(run.start)
    used = [part for part in model.parameters() if part.requires_grad]
    optimizer = torch.optim.AdamW(used, lr=run.rate, weight_decay=0.01, betas=(0.9, 0.98))
    order = batches([len(ids) for ids, _, _ in run.examples], random.Random(0))[rank :: run.processes]
    order = order[: len(order) - len(order) % AVERAGED_AFTER]
    begun, losses, share = time.monotonic(), list[float](), 0.0
    for step, places in enumerate(order, 1):
        for group in optimizer.param_groups:
            group["lr"] = run.rate * rate_at(min(1.0, share + 1e-3))
        losses.append(_step(model, [run.examples[place] for place in places], optimizer, used))
        if step % AVERAGED_AFTER == 0:
            share = _averaged(
                used, max(step / len(order), (time.monotonic() - begun) / 60 / run.minutes), run.processes
            )
            if rank == 0:
                _report(step, len(order), share, losses[-60:])
                if step % (10 * AVERAGED_AFTER) == 0 or share >= 1 or step == len(order):
                    save_file({name: part.contiguous() for name, part in model.named_parameters()}, run.out / WEIGHTS)
            if share >= 1:
                break


def _report(step: int, steps: int, share: float, losses: Sequence[float]) -> None:
    print(f"{step} of {steps} steps, {share:.0%} of the way, loss {sum(losses) / len(losses):.3f}", flush=True)


def _step(
    model: ReaderNetwork, batch: Sequence[Encoded], optimizer: torch.optim.Optimizer, used: Sequence[Tensor]
) -> float:
    ids, mask, kinds, true = tensors(batch)
    rows = model.encoder(input_ids=ids, attention_mask=mask, token_type_ids=kinds).last_hidden_state
    loss = functional.binary_cross_entropy_with_logits(model.pair(rows[:, 0])[:, 0], true)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(used, 1.0)
    optimizer.step()
    return loss.item()


@torch.no_grad()
def _averaged(used: Sequence[Tensor], share: float, processes: int) -> float:
    """Puts the mean of the processes' weights in place; returns the largest of their shares of the way."""
    flat = torch.cat([part.reshape(-1) for part in used])
    torch.distributed.all_reduce(flat)
    flat /= processes
    for part, mean in zip(used, flat.split([part.numel() for part in used]), strict=True):
        part.copy_(mean.view_as(part))
    furthest = torch.tensor([share])
    torch.distributed.all_reduce(furthest, op=torch.distributed.ReduceOp.MAX)
    return float(furthest)


def main() -> None:
    """Command line; see the top."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--start", type=Path, required=True, help="weights to go on from, or a graph (.onnx)")
    parser.add_argument("--seed", type=int, default=0, help="another seed draws other pairs")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--minutes", type=float, default=600, help="end after so many; the rate falls to nearly 0 there"
    )
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(Path(__file__).parent.parent / "retrieval/weights/minilm/tokenizer.json"))
    matching = Matching(tokenizer.id_to_token)
    examples = [encoded(pair, tokenizer, matching) for pair in pairs(options.data, options.seed)]
    print(f"{len(examples):,} pairs, {sum(len(ids) for ids, _, _ in examples):,} tokens", flush=True)
    run = CheckerRun(options.out, options.start, options.rate, options.processes, options.minutes, examples)
    torch.multiprocessing.spawn(work, (run,), nprocs=options.processes)


if __name__ == "__main__":
    main()
