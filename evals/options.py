"""The options of a run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # LangChain takes half a second to import, and only chat models need it
    from langchain_core.language_models import BaseChatModel

WORKERS = 2
"""Questions at a time: enough to meet concurrency bugs, few enough to measure latency."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The options of a run.

    ``url``: a running Ibid; without it, ``library`` is asked in process (see ``evals.target``). ``keep``: the file that
    stores Trials as they come; with ``resume`` those in it are not asked again. ``chat_model`` answers in process.
    """

    url: str | None = None
    library: str | None = None
    workers: int = WORKERS
    keep: Path | None = None
    resume: bool = False
    chat_model: BaseChatModel | None = None
