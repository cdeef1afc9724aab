"""Runs all public sets and prints one table: ``ibid eval bench-data PATH``.

``PATH`` is a folder with a folder for each set; absent sets are skipped. A missed floor fails the run; with a limited
number of questions floors do not apply.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from evals.eval_errors import EvalImpossible
from evals.sets import answer_sets, choice, claim_sets, note_sets, overviews, retrieval, rewrites
from evals.sets.binding import measure as binding
from evals.sets.footnote_gold import documents
from evals.sets.table_lines import TableLine

Bench = Callable[[Path, Path, int | None], Iterator[TableLine]]
"""Takes the folder of the set, an empty home, and the most questions to ask."""

HEADING = f"{'set':<13}{'measure':<41}{'value':>7}{'cases':>7}{'bound':>8}{'aim':>6}  published"
PUBLISHED: Mapping[tuple[str, str], str] = {
    ("squad2", "F1, given the paragraph"): ".663 DocQA + ELMo, .895 people (Rajpurkar 2018, test)",
    ("squad2", "search R@5"): ".911 BM25",
    ("squad2", "search R@1"): ".751 BM25",
    ("squad2", "open, quote holds the answer"): ".698 word overlap",
    ("squad2", "answerability AUROC"): ".527 word overlap",
    ("nq_oracle", "search R@5"): ".942 BM25",
    ("nq_oracle", "open, quote holds the answer"): ".440 word overlap",
    ("clapnq", "answerability AUROC, given"): ".793 word overlap",
    ("clapnq", "answerability AUROC, open"): ".727 word overlap",
    ("mtrag_human", "answerability AUROC, last turn alone"): ".603 word overlap",
    ("mtrag_human", "search R@5, in conversation"): ".611 BM25, last turn alone",
    ("inscit", "search R@5, in conversation"): ".757 BM25, last turn alone",
    ("quotesum", "quote holds the short answer"): ".726 word overlap",
    ("wikiqa", "MAP"): ".640 alignment and IR (Yadav 2018), .929 RoBERTa (Krishnamurthy 2021); test",
    ("wice", "AUROC"): ".743 word overlap",
    ("healthver", "AUROC"): ".575 word overlap",
    ("faithbench", "AUROC"): ".611 word overlap, .514 GPT-4o as judge",
}
"""Figures for comparison: of the papers named, else of BM25 and word overlap on the same questions."""


def bench(path: Path, names: Sequence[str], most: int | None, *, as_json: bool = False) -> int:
    """Prints the sets ``names``, by default all, line by line; returns 1 where a floor is missed."""
    lines: list[TableLine] = []
    sys.stdout.write("" if as_json else f"{HEADING}\n")
    for line in _measured(path, _chosen(path, names), most):
        lines.append(line)
        if not as_json:
            sys.stdout.write(f"{row(line, floors_apply=most is None)}\n")
            sys.stdout.flush()
    if as_json:
        sys.stdout.write(_json(lines))
    return 0 if most is not None or all(line.met for line in lines) else 1


def row(line: TableLine, *, floors_apply: bool = True) -> str:
    """Formats a line beside published figures; with ``floors_apply`` it marks a missed floor."""
    bound = "" if line.floor is None else f"≥{line.floor:.2f}"
    aim = "" if line.aim is None else f"{line.aim:.2f}"
    missed = "" if line.met or not floors_apply else "  BELOW"
    figures = f"{line.value:>7.3f}{line.cases:>7}{bound:>8}{aim:>6}"
    published = PUBLISHED.get((line.set, line.measure), "")
    return f"{line.set:<13}{line.measure:<41}{figures}  {published}{missed}".rstrip()


def _measured(path: Path, benches: Mapping[str, Sequence[Bench]], most: int | None) -> Iterator[TableLine]:
    """Yields the lines as they come, each bench in a home of its own."""
    with _bar() as bar:
        for name, measures in benches.items():
            task = bar.add_task(f"Measuring {name}", total=None)
            for measure in measures:
                with TemporaryDirectory(prefix="ibid-bench-") as home:
                    yield from measure(path / name, Path(home), most)
            bar.remove_task(task)


def _chosen(path: Path, names: Sequence[str]) -> Mapping[str, Sequence[Bench]]:
    """Returns the benches of the sets that exist; raises ``EvalImpossible`` where a named one does not."""
    for name in names:
        if name not in BENCHES or not (path / name).is_dir():
            available = ", ".join(set_ for set_ in BENCHES if (path / set_).is_dir())
            raise EvalImpossible(f"There is no set {name!r} in {path}. Sets there: {available or 'none'}.")
    chosen = {name: made for name, made in BENCHES.items() if (path / name).is_dir() and (not names or name in names)}
    if not chosen:
        raise EvalImpossible(f"There are no known sets in {path}; known are {', '.join(BENCHES)}.")
    return chosen


def _footnotes(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """Measures how footnotes are read, per format."""
    del home
    for measured in note_sets.measure(islice(documents(folder), most)):
        value = measured.scored.f1 if measured.documents else 0.0
        yield TableLine(
            "footnotes", f"{measured.name}, F1", value, measured.scored.gold, floor=note_sets.FLOORS[measured.name]
        )


def _json(lines: Sequence[TableLine]) -> str:
    objects = [
        {**asdict(line), "met": line.met, "published": PUBLISHED.get((line.set, line.measure))} for line in lines
    ]
    return json.dumps(objects, indent=2, ensure_ascii=False) + "\n"


def _bar() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())


BENCHES: Mapping[str, Sequence[Bench]] = {
    "squad2": (retrieval.searched, rewrites.recognised_in, answer_sets.squad),
    "nq_oracle": (retrieval.searched, answer_sets.nq),
    "clapnq": (answer_sets.clapnq,),
    "mtrag_human": (rewrites.searched, answer_sets.mtrag, claim_sets.judged_claims),
    "inscit": (rewrites.searched,),
    "train": (rewrites.recognised_in_rewrites, claim_sets.altered_claims, claim_sets.true_claims, binding.measured),
    "quotesum": (choice.quotesum,),
    "wikiqa": (choice.wikiqa,),
    "qmsum": (choice.qmsum, overviews.qmsum),
    "wice": (claim_sets.judged_claims,),
    "healthver": (claim_sets.judged_claims,),
    "faithbench": (claim_sets.judged_claims,),
    "rgb_fact": (claim_sets.falsified_claims,),
    "footnotes": (_footnotes,),
}
"""The sets by the names of their folders."""
