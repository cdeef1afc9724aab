"""How a suite is asked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # LangChain takes half a second, which those who ask no chat model need not wait for
    from langchain_core.language_models import BaseChatModel

WORKERS = 2
"""Questions under way at once: enough to meet what breaks under concurrency, few enough to measure latency."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a suite is asked.

    ``url``: a running Ibid, else in process of ``library`` (see ``evals.target``). ``keep``: the file in which Trials
    are kept as they come; with ``resume`` those that are there are not asked again. ``chat_model`` answers in process.
    """

    url: str | None = None
    library: str | None = None
    workers: int = WORKERS
    keep: Path | None = None
    resume: bool = False
    chat_model: BaseChatModel | None = None
