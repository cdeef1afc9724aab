"""What can go wrong between a file or an address and the Library, each a sentence for the user."""

from retrieval.errors import IbidError


class UnreadableSource(IbidError):
    """The bytes cannot be understood as a Source; the message says why and what to do."""


class NotFetched(IbidError):
    """The page at an address could not be had."""


class AddressRefused(NotFetched):
    """The address is none that Ibid fetches from: no web address, a private one, or one whose site asks not to."""
