"""The base class of the errors whose message is written for the user."""


class IbidError(Exception):
    """Base of the errors whose message tells the user what is wrong and what to do."""


class LibraryBusy(IbidError):
    """Another process is changing the Library."""
