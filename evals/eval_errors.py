"""The errors of an evaluation, in sentences for the person who started it."""

from retrieval.errors import IbidError


class SuiteInvalid(IbidError):
    """A suite has a mistake; the message names the file, and line and column where possible."""


class EvalImpossible(IbidError):
    """The evaluation cannot run: the endpoint is unreachable, or the library cannot be built."""


class BenchFailed(IbidError):
    """A measurement failed."""


class AskFailed(IbidError):
    """One question got no Reply. The run goes on, and the case counts as failed."""
