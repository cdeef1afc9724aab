"""Which Ibid this is."""

from importlib.metadata import PackageNotFoundError, version


def ibid_version() -> str:
    """The version of this installation; 0 where it runs without having been installed."""
    try:
        return version("ibid")
    except PackageNotFoundError:
        return "0"
