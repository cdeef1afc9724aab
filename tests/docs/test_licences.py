"""No package that the product needs has a licence that would bind those who use Ibid."""

import re
from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import cast

ROOT = Path(__file__).parents[2]
BINDING = re.compile(r"\b(A?GPL|SSPL|BUSL|Commons Clause|Affero|GNU General Public|Non-?Commercial)", re.IGNORECASE)

IN_PART = {"docutils": "GPL is its Emacs mode's alone, which the package on PyPI does not hold"}
"""Packages that name a licence of a part of theirs that is not installed."""


def licence(name: str) -> str:
    """What a package says of its licence; empty where it is not installed here, as for another system."""
    try:
        about = cast("Message", metadata(name))
    except PackageNotFoundError:
        return ""
    stated = about.get("License-Expression") or (about.get("License") or "").split("\n")[0]
    kinds = [item for item in about.get_all("Classifier") or [] if item.startswith("License ::")]
    return f"{stated} {' '.join(kinds)}".strip() or "none stated"


def test_every_package_of_the_product_leaves_its_users_free() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    names = sorted(set(re.findall(r"^([a-z0-9][a-z0-9._-]*)==", lock, re.MULTILINE)))
    found = {name: licence(name) for name in names}
    assert sum(bool(item) for item in found.values()) > 100
    assert {name: item for name, item in found.items() if BINDING.search(item) and name not in IN_PART} == {}
    assert [name for name, item in found.items() if item == "none stated"] == []
