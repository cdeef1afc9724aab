"""``make typesetters``: sets our texts by every tool that is installed, reads the PDFs and prints how well.

A line for each kind of document and text: the F1 of the links from marks to notes, the share of the sentences that
are whole, whether powers stay powers. A tool that is not installed is named and passed over.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

from tests.typesetters import (
    set_by_browsers,
    set_by_groff,
    set_by_latex,
    set_by_libraries,
    set_by_libreoffice,
    set_by_typst,
)
from tests.typesetters.reading_score import ReadingScore, score
from tests.typesetters.set_kind import SetKind, ToolFailedError, ToolMissingError
from tests.typesetters.set_texts import TEXTS, SetText

KINDS = (
    *set_by_latex.KINDS,
    *set_by_typst.KINDS,
    *set_by_browsers.KINDS,
    *set_by_libreoffice.KINDS,
    *set_by_groff.KINDS,
    *set_by_libraries.KINDS,
)


def main() -> int:
    """Prints the table; exit code 1 where the mean of the links falls below ``--least``."""
    options = argparse.ArgumentParser(prog="python -m tests.typesetters", description=__doc__)
    options.add_argument("words", nargs="*", help="only kinds whose name holds all of these")
    options.add_argument("--keep", type=Path, help="a folder for the PDFs; those that are there are not made anew")
    options.add_argument("--faults", action="store_true", help="print what was missed and what is wrong")
    options.add_argument("--least", type=float, default=0.0, help="the mean F1 of the links that passes")
    given = options.parse_args()
    chosen = [kind for kind in KINDS if all(word in kind.name for word in given.words)]
    scores = list(_measured(chosen, given.keep, faults=given.faults))
    if not scores:
        sys.stdout.write("No tool is installed.\n")
        return 1
    links = [item.links for item in scores]
    good = sum(value >= 0.99 for value in links)
    sys.stdout.write(
        f"{len(scores)} PDFs: mean link F1 {mean(links):.3f}, {good} of them at .99 or more, "
        f"{mean(item.whole for item in scores):.3f} of the sentences whole\n"
    )
    return 0 if mean(links) >= given.least else 1


def _measured(kinds: list[SetKind], keep: Path | None, *, faults: bool) -> Iterator[ReadingScore]:
    for kind in kinds:
        for text in TEXTS.values():
            made = _made(kind, text, keep)
            if isinstance(made, str):
                sys.stdout.write(f"{kind.name:<40}{text.name:<10}{made}\n")
                continue
            scored = score(made, text, kind)
            powers = "" if scored.powers else "  powers lost"
            sys.stdout.write(f"{kind.name:<40}{text.name:<10}{scored.links:>6.3f}{scored.whole:>8.3f}{powers}\n")
            for fault in scored.faults if faults else ():
                sys.stdout.write(f"    {fault}\n")
            sys.stdout.flush()
            yield scored


def _made(kind: SetKind, text: SetText, keep: Path | None) -> bytes | str:
    """The PDF, or why there is none."""
    name = "".join(letter if letter.isalnum() else "-" for letter in f"{kind.name}-{text.name}") + ".pdf"
    if keep and (keep / name).is_file():
        return (keep / name).read_bytes()
    try:
        with TemporaryDirectory(prefix="ibid-typesetters-") as folder:
            data = kind.make(text, Path(folder)).read_bytes()
    except ToolMissingError as error:
        return f"not installed: {error}"
    except ToolFailedError as error:
        return f"made nothing: {' '.join(str(error).split())[-300:]}"
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / name).write_bytes(data)
    return data


if __name__ == "__main__":
    sys.exit(main())
