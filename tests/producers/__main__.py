"""Prints how well the output of real tools is read, producer by feature.

``python -m tests.producers FOLDER [--quick] [NAME...]``: FOLDER holds the tools. Exit code 1 where a feature that a
producer writes came out wrong and is not among ``KNOWN``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from ingest.ingest_errors import UnreadableSource
from ingest.parse import parse
from tests.producers.expected import FEATURES, WORDS
from tests.producers.kit import Kit, Producer, ToolMissing
from tests.producers.other_tools import OTHERS
from tests.producers.pypi_tools import PYPI
from tests.producers.score import Score, score

KNOWN: dict[str, tuple[str, ...]] = {
    # further paragraphs stand without an indent, and look as the text's own
    "pandoc plain, notes by block": ("several paragraphs", WORDS),
    "w3m -dump": ("several paragraphs", WORDS),
    # it writes the address of each link into the text
    "Sphinx epub": (WORDS,),
    # it drops the links of marks and keeps their digits, glued to words and figures: "1,2048"
    "html2text": FEATURES,
}
"""Producers whose output lacks what is needed, with the features that cannot come out right."""


def main() -> int:
    """Runs the producers asked for and prints a line for each; returns 1 where one came out worse than it should."""
    options = argparse.ArgumentParser(prog="tests.producers")
    options.add_argument("folder", type=Path)
    options.add_argument("--quick", action="store_true", help="those alone that install and run in two minutes")
    options.add_argument("names", nargs="*", help="parts of the names of producers")
    asked = options.parse_intermixed_args()
    kit, failed, measured = Kit(asked.folder.resolve()), 0, list[float]()
    for producer in (*PYPI, *OTHERS):
        is_asked = not asked.names or any(name.lower() in producer.name.lower() for name in asked.names)
        if is_asked and (producer.is_quick or not asked.quick):
            got = _try(producer, kit)
            if isinstance(got, Score):
                measured.append(got.f1)
                failed += bool(set(got.wrong) - set(KNOWN.get(producer.name, ())))
            _say(_line(producer, got))
    mean = sum(measured) / max(1, len(measured))
    _say(f"\n{len(measured)} producers, mean link F1 {mean:.3f}, {failed} with a fault")
    return 1 if failed or not measured else 0


def _try(producer: Producer, kit: Kit) -> Score | str:
    """The Score of what ``producer`` makes, or why there is none."""
    try:
        made = producer.make(kit)
        (kit.work / f"{producer.name.replace('/', '-')}.{producer.file}").write_bytes(made)
        source, _ = parse(made, producer.file, "lindholm")
    except ToolMissing as error:
        return f"not run: {error}"
    except subprocess.CalledProcessError as error:
        return f"not run: {error.stderr.decode(errors='replace').strip()[-300:]}"
    except UnreadableSource as error:
        return f"refused: {error}"
    return score(source, producer.without)


def _line(producer: Producer, got: Score | str) -> str:
    if isinstance(got, str):
        return f"{producer.name:38} {got}"
    owed = len([feature for feature in FEATURES if feature not in producer.without])
    known = "  (known)" if got.wrong and set(got.wrong) <= set(KNOWN.get(producer.name, ())) else ""
    wrong = f"  wrong{known}: {'all' if len(got.wrong) == owed else ', '.join(got.wrong)}" if got.wrong else ""
    right = f"{owed - len(got.wrong):2} of {owed}"
    return f"{producer.name:38} {right}  F1 {got.f1:.3f}  unclean notes {len(got.unclean)}{wrong}"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
