"""``ibid demo``: puts the demo documents into a folder, to try Ibid where only the package is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from retrieval.errors import IbidError

_NEXT = """Wrote {files} documents to {folder}. Try:
  ibid ingest {folder}
  ibid ask "How many diplomatic missions does North Korea have left?"
"""


class DemoNotWritten(IbidError):
    """The folder for the demo documents cannot be used."""


def demo(
    folder: Annotated[Path, typer.Argument(help="Where to put them.")] = Path("ibid-demo"),
) -> None:
    """Put briefing documents with footnotes into a folder, to try Ibid with."""
    from evals.cases import corpus_folder

    files = [file for file in sorted(corpus_folder().iterdir()) if file.suffix != ".urls"]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            _write(folder / file.name, file.read_bytes())
    except OSError as error:
        raise DemoNotWritten(
            f"The demo cannot be written to {folder}: {error.strerror}. Name another folder."
        ) from None
    typer.echo(_NEXT.format(files=len(files), folder=folder), nl=False)


def _write(path: Path, content: bytes) -> None:
    """Writes a file; one of that name with other content is somebody's own and stays."""
    if path.exists() and path.read_bytes() != content:
        raise DemoNotWritten(f"{path} is there already and differs from the demo. Name another folder.")
    path.write_bytes(content)
