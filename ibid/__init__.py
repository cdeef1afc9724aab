"""Ibid: answers from a library of footnoted sources, for programs that import it.

    import ibid

    with ibid.open_library(ibid.load_settings()) as library:
        reply = library.ask("How many diplomatic missions does North Korea have left?")

Names are imported when they are first used (PEP 562): ``import ibid`` alone loads neither Chroma nor LangChain.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.build import ingest as ingest
    from retrieval.errors import IbidError as IbidError
    from retrieval.library import Library as Library
    from retrieval.library import open_library as open_library
    from retrieval.model import Citation as Citation
    from retrieval.model import Footnote as Footnote
    from retrieval.model import Hit as Hit
    from retrieval.model import Passage as Passage
    from retrieval.model import Source as Source
    from retrieval.reply import Answer as Answer
    from retrieval.reply import Claim as Claim
    from retrieval.reply import Refusal as Refusal
    from retrieval.settings import Settings as Settings
    from retrieval.settings import load_settings as load_settings

    __version__: str

__all__ = [
    "Answer",
    "Citation",
    "Claim",
    "Footnote",
    "Hit",
    "IbidError",
    "Library",
    "Passage",
    "Refusal",
    "Settings",
    "Source",
    "__version__",
    "ingest",
    "load_settings",
    "open_library",
]

_MODULES = {
    "ingest": "ingest.build",
    "IbidError": "retrieval.errors",
    "Library": "retrieval.library",
    "open_library": "retrieval.library",
    "Settings": "retrieval.settings",
    "load_settings": "retrieval.settings",
    "Answer": "retrieval.reply",
    "Claim": "retrieval.reply",
    "Refusal": "retrieval.reply",
}
_MODEL = "retrieval.model"


def __getattr__(name: str) -> Any:
    """Returns a public name, importing the module that defines it; raises ``AttributeError`` for any other."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "__version__":
        value: Any = import_module("retrieval.version").ibid_version()
    else:
        value = getattr(import_module(_MODULES.get(name, _MODEL)), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Returns the public names."""
    return __all__
