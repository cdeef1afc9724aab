"""The root of the errors that are written for the user."""


class IbidError(Exception):
    """Base of the errors whose message is written for the user."""
