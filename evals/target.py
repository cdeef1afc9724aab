"""Opens the target of a run: a library of the suite, the user's sources, an existing library, or an address.

Whatever must be ingested goes into a temporary home with all its stores in it, so that a run neither reads nor changes
the library that people use.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rich.progress import Progress

from evals.cases import SUITES, Suite, corpus_folder
from evals.endpoint import Endpoint, InProcess, OverHttp, http_client
from evals.eval_errors import EvalImpossible, SuiteInvalid
from evals.options import RunOptions
from ingest.build import ingest
from ingest.collect import count_inputs, inputs
from ingest.outcome import State
from retrieval.library import Library, open_library
from retrieval.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_MARKS_OF_A_ROOT = ("pyproject.toml", ".git")
_MARK_OF_A_HOME = "catalogue.sqlite3"


@dataclass(frozen=True, slots=True)
class Target:
    """``name``: in words. ``ids``: the Sources behind an alias; a missing alias is not checked."""

    name: str
    endpoint: Endpoint
    ids: Mapping[str, frozenset[str]]
    notes: tuple[str, ...] = ()


@contextmanager
def opened(suite: Suite, settings: Settings, options: RunOptions, bar: Progress) -> Generator[Target]:
    """Opens the target that the ``url`` and the ``library`` of ``options`` name.

    ``library`` is a library of the suite (by default the first), a path to sources, which are ingested, or the home
    folder of an existing library. With ``url`` it says which library of the suite runs there. Raises ``SuiteInvalid``,
    ``EvalImpossible`` and what opening a Library raises.
    """
    url, named = options.url, options.library
    if url is not None:
        if named is not None and named not in suite.libraries:
            raise EvalImpossible(f"With --url, --library names one of {', '.join(suite.libraries)}, not {named!r}.")
        with http_client(url, settings.url_key.get_secret_value()) as client:
            yield Target(url, OverHttp(client), _ids(suite, named))
        return
    chosen = named or next(iter(suite.libraries))
    with _library(_path(suite, chosen), settings, bar, options.chat_model) as (library, notes):
        ids = _present(suite, chosen, {listed.id for listed in library.sources()})
        yield Target(f"library {chosen}", InProcess(library), ids, (*notes, *_unchecked(suite, ids)))


def _path(suite: Suite, chosen: str) -> Path:
    """Returns the path of the sources: relative to the suite, else to the working folder, else to its repository's
    root. A bundled suite looks for the bundled documents first.
    """
    if chosen not in suite.libraries:
        path = Path(chosen).expanduser()
        if not path.exists():
            names = ", ".join(suite.libraries)
            raise EvalImpossible(f"{chosen!r} is neither a file, nor a folder, nor a library of the suite ({names}).")
        return path
    stated = Path(suite.libraries[chosen].path).expanduser()
    boxed = (corpus_folder().parent,) if suite.path.parent == SUITES else ()
    seen_from = (suite.path.parent, *boxed, Path(), *_roots(suite.path))
    places = [base / stated for base in seen_from if (base / stated).exists()]
    if not places:
        place = suite.libraries[chosen].places.get("path", str(suite.path))
        raise SuiteInvalid(
            f"{place}: the suite expects the library {chosen!r} at {stated}, and there is nothing there."
        )
    return places[0]


def _roots(file: Path) -> list[Path]:
    """Returns the root of the repository that contains ``file``, if any."""
    folders = file.resolve().parents
    return [folder for folder in folders if any((folder / mark).exists() for mark in _MARKS_OF_A_ROOT)][:1]


@contextmanager
def _library(
    path: Path, settings: Settings, bar: Progress, chat_model: BaseChatModel | None
) -> Generator[tuple[Library, list[str]]]:
    """Opens the Library at ``path``, or builds one from the sources there, with notes on unreadable files."""
    if (path / _MARK_OF_A_HOME).is_file():
        library = open_library(settings.model_copy(update={"home": path}), chat_model=chat_model)
        with closing(library):
            yield library, []
        return
    with TemporaryDirectory(prefix="ibid-eval-", ignore_cleanup_errors=True) as home:
        library = open_library(settings.apart(Path(home)), chat_model=chat_model)
        with closing(library):
            notes = _ingest(library, path, bar)
            if not library.sources():
                raise EvalImpossible(f"Nothing in {path} could be read. {' '.join(notes)}")
            yield library, notes


def _ingest(library: Library, path: Path, bar: Progress) -> list[str]:
    task = bar.add_task("Ingesting", total=count_inputs([str(path)]))
    notes: list[str] = []
    for outcome in ingest(library, inputs([str(path)], library.settings.upload_limit)):
        bar.advance(task)
        if outcome.state is State.FAILED:
            notes.append(f"{outcome.origin} could not be read: {outcome.error}")
    return notes


def _ids(suite: Suite, named: str | None) -> dict[str, frozenset[str]]:
    """Returns the ids behind the aliases in the library ``named``, or in all of them."""
    libraries = [
        library for name, library in suite.libraries.items() if named in (None, name) or named not in suite.libraries
    ]
    aliases = dict.fromkeys(alias for library in libraries for alias in library.sources)
    return {
        alias: frozenset(library.sources[alias] for library in libraries if alias in library.sources)
        for alias in aliases
    }


def _present(suite: Suite, chosen: str, present: set[str]) -> dict[str, frozenset[str]]:
    """Returns the aliases whose Source is present; raises ``SuiteInvalid`` if the suite's own library lacks one."""
    ids = _ids(suite, chosen)
    absent = [alias for alias, some in ids.items() if not some <= present]
    if absent and chosen in suite.libraries:
        library, titles = suite.libraries[chosen], ", ".join(sorted(present))
        place, missing = library.places.get(absent[0], str(suite.path)), library.sources[absent[0]]
        raise SuiteInvalid(f"{place}: the library {chosen!r} has no source {missing!r}; it has {titles}.")
    return {alias: some & present for alias, some in ids.items() if some & present}


def _unchecked(suite: Suite, ids: Mapping[str, frozenset[str]]) -> list[str]:
    """Returns a note on the cases whose Sources are all absent."""
    elsewhere = [case for case in suite.cases if case.expected.sources and not ids.keys() & set(case.expected.sources)]
    if not elsewhere:
        return []
    aliases = ", ".join(sorted({alias for case in elsewhere for alias in case.expected.sources}))
    cases = ", ".join(case.id for case in elsewhere)
    return [f"The citations of these cases are not checked, because their sources are not here ({aliases}): {cases}."]
