"""The version of this installation."""

from importlib.metadata import PackageNotFoundError, version


def ibid_version() -> str:
    """Returns the version of this installation, or "0" where Ibid runs without being installed."""
    try:
        return version("ibid")
    except PackageNotFoundError:
        return "0"
