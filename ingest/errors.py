"""What can go wrong between a file and the Library, each a sentence for the user."""

from retrieval.errors import IbidError


class UnreadableSource(IbidError):
    """The bytes cannot be understood as a Source; the message says why and what to do."""
