"""What can go wrong with an evaluation, in sentences for the person who started it."""

from retrieval.errors import IbidError


class SuiteInvalid(IbidError):
    """A suite cannot be run as it is written; the message names the file, and the line and column where it can."""


class EvalImpossible(IbidError):
    """There is nothing to ask: the endpoint cannot be reached, or the library cannot be made."""


class BenchFailed(IbidError):
    """A measurement came to nothing."""


class AskFailed(IbidError):
    """One question got no Reply. The run goes on, and the case counts as failed."""
