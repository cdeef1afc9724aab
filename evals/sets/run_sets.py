"""All public sets through one door, in one table: ``ibid eval bench-data PATH``.

``PATH`` is a folder with a folder for each set; sets that are not there are passed over. A floor that is missed fails
the run; with fewer questions than there are, floors say nothing and are not held.
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
from evals.sets import answer_sets as reader
from evals.sets import choice, retrieval
from evals.sets import claim_sets as gate
from evals.sets import note_sets as footnotes
from evals.sets import rewrites as followups
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
"""Figures to look at beside ours: of the papers named, else of BM25 and word overlap on the same questions."""


def bench(path: Path, names: Sequence[str], most: int | None, *, as_json: bool = False) -> int:
    """Prints the sets ``names``, all where none is named, line by line; exit code 1 where a floor is missed."""
    lines: list[TableLine] = []
    sys.stdout.write("" if as_json else f"{HEADING}\n")
    for one in _measured(path, _chosen(path, names), most):
        lines.append(one)
        if not as_json:
            sys.stdout.write(f"{row(one, held=most is None)}\n")
            sys.stdout.flush()
    if as_json:
        sys.stdout.write(_json(lines))
    return 0 if most is not None or all(one.met for one in lines) else 1


def row(line: TableLine, *, held: bool = True) -> str:
    """The line beside published figures; where floors are ``held``, one that is missed says so."""
    bound = "" if line.floor is None else f"≥{line.floor:.2f}"
    aim = "" if line.aim is None else f"{line.aim:.2f}"
    missed = "" if line.met or not held else "  BELOW"
    figures = f"{line.value:>7.3f}{line.cases:>7}{bound:>8}{aim:>6}"
    published = PUBLISHED.get((line.set, line.measure), "")
    return f"{line.set:<13}{line.measure:<41}{figures}  {published}{missed}".rstrip()


def _measured(path: Path, benches: Mapping[str, Sequence[Bench]], most: int | None) -> Iterator[TableLine]:
    """The lines as they come, each bench in a home of its own."""
    with _bar() as bar:
        for name, measures in benches.items():
            task = bar.add_task(f"Measuring {name}", total=None)
            for measure in measures:
                with TemporaryDirectory(prefix="ibid-bench-") as home:
                    yield from measure(path / name, Path(home), most)
            bar.remove_task(task)


def _chosen(path: Path, names: Sequence[str]) -> Mapping[str, Sequence[Bench]]:
    """The benches of the sets that are there; raises ``EvalImpossible`` where one that was named is not."""
    for name in names:
        if name not in BENCHES or not (path / name).is_dir():
            known = ", ".join(one for one in BENCHES if (path / one).is_dir())
            raise EvalImpossible(f"There is no set {name!r} in {path}; there are {known or 'none'}.")
    chosen = {name: made for name, made in BENCHES.items() if (path / name).is_dir() and (not names or name in names)}
    if not chosen:
        raise EvalImpossible(f"None of the sets is in {path}: {', '.join(BENCHES)}.")
    return chosen


def _footnotes(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """How footnotes are read, per format."""
    del home
    for one in footnotes.measure(islice(documents(folder), most)):
        value = one.scored.f1 if one.documents else 0.0
        yield TableLine("footnotes", f"{one.name}, F1", value, one.scored.gold, floor=footnotes.FLOORS[one.name])


def _json(lines: Sequence[TableLine]) -> str:
    told = [{**asdict(one), "met": one.met, "published": PUBLISHED.get((one.set, one.measure))} for one in lines]
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _bar() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())


BENCHES: Mapping[str, Sequence[Bench]] = {
    "squad2": (retrieval.searched, followups.recognised_in, reader.squad),
    "nq_oracle": (retrieval.searched, reader.nq),
    "clapnq": (reader.clapnq,),
    "mtrag_human": (followups.searched, reader.mtrag, gate.judged_claims),
    "inscit": (followups.searched,),
    "train": (followups.recognised_in_rewrites, gate.altered_claims, gate.true_claims, binding.measured),
    "quotesum": (choice.quotesum,),
    "wikiqa": (choice.wikiqa,),
    "qmsum": (choice.qmsum,),
    "wice": (gate.judged_claims,),
    "healthver": (gate.judged_claims,),
    "faithbench": (gate.judged_claims,),
    "rgb_fact": (gate.falsified_claims,),
    "footnotes": (_footnotes,),
}
"""The sets by the names of their folders."""
