"""The names of the benchmarks, apart from the code, because the command line imports them at startup."""

from enum import StrEnum


class BenchTarget(StrEnum):
    """A benchmark; each has its own file in ``evals/bench``."""

    ASK = "ask"
    INGEST = "ingest"
    SERVE = "serve"
    SCALE = "scale"
    MODEL = "model"
    PEERS = "peers"
