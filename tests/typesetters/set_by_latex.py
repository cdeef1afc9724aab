"""LaTeX: its classes, engines, and the packages that set notes in other ways."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tests.typesetters.set_kind import SetKind, letters, roman, run, unknown
from tests.typesetters.set_texts import SetBlock, SetText, cells, parts

_ADDRESS = re.compile(r"https?://\S+")
_ESCAPED = re.compile(r"[%&#_$]")
_LANGUAGES = {"en": "english", "de": "ngerman"}


@dataclass(frozen=True, slots=True)
class LatexVariant:
    """How a document is set: the class, further preamble, and the command that sets a note."""

    begin: str = r"\documentclass[11pt]{article}"
    preamble: str = ""
    engine: str = "pdflatex"
    note: str = "footnote"
    end: str = ""
    before: str = ""
    after: str = ""
    heading: str = "section"
    again: bool = False


def written(text: SetText, variant: LatexVariant) -> str:
    """The text as a LaTeX file."""
    fonts = (
        r"\usepackage{fontspec}"
        if variant.engine != "pdflatex"
        else r"\usepackage[T1]{fontenc}\usepackage[utf8]{inputenc}\usepackage{lmodern}"
    )
    body = "\n\n".join(_blocks(text, variant))
    return "\n".join((
        variant.begin, fonts, rf"\usepackage[{_LANGUAGES[text.language]}]{{babel}}", r"\usepackage{url}",
        variant.preamble, r"\begin{document}", variant.before, body, variant.after, variant.end, r"\end{document}",
    ))  # fmt: skip


def _blocks(text: SetText, variant: LatexVariant) -> list[str]:
    found, rows = list[str](), list[SetBlock]()
    for block in (*text.blocks, SetBlock("end", "")):
        if block.kind == "row":
            rows.append(block)
            continue
        if rows:
            lines = r" \\ ".join(" & ".join(map(escaped, cells(row.text))) for row in rows)
            found.append(rf"\begin{{center}}\begin{{tabular}}{{lrr}}{lines}\end{{tabular}}\end{{center}}")
            rows = []
        shown = "".join(_part(kind, words, text, variant) for kind, words in parts(block.text))
        wrapped = {"heading": rf"\{variant.heading}{{{shown}}}", "quote": rf"\begin{{quote}}{shown}\end{{quote}}"}
        found.append(wrapped.get(block.kind, shown))
    return found


def _part(kind: str, words: str, text: SetText, variant: LatexVariant) -> str:
    if kind == "note":
        return rf"\{variant.note}{{{escaped(text.notes[words])}\label{{note:{words}}}}}"
    if kind == "again":
        return "" if not variant.again else rf"\textsuperscript{{\ref{{note:{words}}}}}"
    if kind == "raised":
        return rf"\textsuperscript{{{words}}}"
    return rf"\textsubscript{{{words}}}" if kind == "lowered" else escaped(words)


def escaped(words: str) -> str:
    """Words as LaTeX takes them, addresses in ``\\url``."""
    found, position = "", 0
    for address in _ADDRESS.finditer(words):
        found += _escape(words[position : address.start()]) + rf"\url{{{address[0]}}}"
        position = address.end()
    return found + _escape(words[position:])


def _escape(words: str) -> str:
    return _ESCAPED.sub(r"\\\g<0>", words).replace("×", r"$\times$")


def _kind(
    feature: str,
    variant: LatexVariant,
    *,
    label: Callable[[int], str] = str,
    again: bool = False,
    restarts: bool = False,
) -> SetKind:
    variant = replace(variant, again=again)

    def make(text: SetText, folder: Path) -> Path:
        (folder / "text.tex").write_text(written(text, variant), encoding="utf-8")
        command = (variant.engine, "-interaction=nonstopmode", "text.tex")
        run(command, folder, "text.pdf")
        made = run(command, folder, "text.pdf")
        if feature == "two-up":
            sheet = r"\documentclass[a4paper,landscape]{article}\usepackage{pdfpages}\begin{document}"
            sheet += r"\includepdf[pages=-,nup=2x1]{text.pdf}\end{document}"
            (folder / "sheet.tex").write_text(sheet)
            return run(("pdflatex", "-interaction=nonstopmode", "sheet.tex"), folder, "sheet.pdf")
        return made

    return SetKind("latex", feature, make, label=label, again=again, restarts=restarts)


_LINE_LABEL = r"\makeatletter\renewcommand\@makefntext[1]{\noindent\@thefnmark. #1}\makeatother"
_BRACKETS = (
    r"\makeatletter\renewcommand\@makefnmark{[\@thefnmark]}"
    r"\renewcommand\@makefntext[1]{\noindent[\@thefnmark] #1}\makeatother"
)
_A5 = r"\documentclass[11pt,a5paper]{article}"
_SHORT = r"\usepackage[paperheight=14cm,paperwidth=15cm,margin=1.8cm]{geometry}"

KINDS = (
    _kind("article", LatexVariant(), again=True),
    _kind(
        "book, running heads",
        LatexVariant(r"\documentclass[10pt,twoside]{book}", _SHORT, heading="chapter"),
        restarts=True,
    ),
    _kind("KOMA", LatexVariant(r"\documentclass[11pt]{scrartcl}"), again=True),
    _kind("memoir", LatexVariant(r"\documentclass[11pt,article]{memoir}"), again=True),
    _kind("two columns", LatexVariant(r"\documentclass[10pt,twocolumn]{article}"), again=True),
    _kind("hyperref", LatexVariant(preamble=r"\usepackage[hidelinks]{hyperref}"), again=True),
    _kind("XeLaTeX", LatexVariant(engine="xelatex"), again=True),
    _kind("LuaLaTeX", LatexVariant(engine="lualatex"), again=True),
    _kind(
        "superior glyphs",
        LatexVariant(engine="xelatex", preamble=r"\usepackage{realscripts}\setmainfont{EB Garamond}"),
        again=True,
    ),
    _kind("run-in notes", LatexVariant(preamble=r"\usepackage[para]{footmisc}")),
    _kind(
        "signs, by page",
        LatexVariant(_A5, r"\usepackage[symbol,perpage]{footmisc}"),
        label=unknown,
    ),
    _kind("by page", LatexVariant(_A5, r"\usepackage[perpage]{footmisc}"), label=unknown),
    _kind("letters", LatexVariant(preamble=r"\renewcommand\thefootnote{\alph{footnote}}"), label=letters),
    _kind("roman", LatexVariant(preamble=r"\renewcommand\thefootnote{\roman{footnote}}"), label=roman),
    _kind("labels on the line", LatexVariant(preamble=_LINE_LABEL), again=True),
    _kind("brackets on the line", LatexVariant(preamble=_BRACKETS)),
    _kind(
        "notes as large as the text",
        LatexVariant(_A5, r"\let\footnotesize\normalsize"),
        again=True,
    ),
    _kind(
        "side notes",
        LatexVariant(
            r"\documentclass[10pt]{article}",
            r"\usepackage[right=6cm,marginparwidth=4.5cm]{geometry}\usepackage{sidenotes}",
            note="sidenote",
        ),
    ),
    _kind("line numbers", LatexVariant(preamble=r"\usepackage{lineno}\linenumbers"), again=True),
    _kind(
        "columns over wide notes",
        LatexVariant(
            r"\documentclass[10pt]{article}",
            r"\usepackage{multicol}",
            before=r"\begin{multicols}{2}",
            after=r"\end{multicols}",
        ),
    ),
    _kind("notes in columns", LatexVariant(preamble=r"\usepackage{dblfnote}")),
    _kind("two-up", LatexVariant(_A5), again=True),
    _kind("sections from 1", LatexVariant(preamble=r"\counterwithin*{footnote}{section}"), restarts=True),
    _kind(
        "endnotes",
        LatexVariant(preamble=r"\usepackage{endnotes}", note="endnote", end=r"\theendnotes"),
    ),
    _kind(
        "rule of dashes",
        LatexVariant(_A5, r"\renewcommand\footnoterule{\noindent——————\par}"),
    ),
)
