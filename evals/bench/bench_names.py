"""What ``ibid bench`` can measure by itself: apart from how it is measured, for the command line imports it at once."""

from enum import StrEnum


class BenchTarget(StrEnum):
    """A target has a file of its own, ``evals/bench_<target>.py``."""

    ASK = "ask"
    INGEST = "ingest"
    SERVE = "serve"
    SCALE = "scale"
    MODEL = "model"
    PEERS = "peers"
