"""Formats that are text and have notes, and that no reader here knows: refused with the command that converts them.

Read as plain text, their notes and their commands would pass for the author's words.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from ingest.ingest_errors import UnreadableSource

_SENTENCE = (
    "This is {format}, which is not read, for its notes would be lost. Convert it and ingest the page: "
    "pandoc {options}--standalone --output {name}.html {name}{suffix}"
)
_ASCIIDOC = (
    "This is AsciiDoc, which is not read, for its notes would be lost. Convert it and ingest the page: "
    "asciidoctor {name}{suffix}"
)
_XML = (
    "This is XML of a kind that is not read (its first element is <{root}>). Convert it to HTML, or export it as DOCX, "
    "ODT or EPUB from the program that made it."
)
_BY_SUFFIX = {
    **dict.fromkeys((".tex", ".latex", ".ltx"), ("LaTeX", "latex")),
    **dict.fromkeys((".typ", ".typst"), ("Typst", "typst")),
    ".org": ("Org", "org"),
    ".textile": ("Textile", "textile"),
    **dict.fromkeys((".wiki", ".mediawiki", ".wikitext"), ("wikitext", "mediawiki")),
    ".dokuwiki": ("DokuWiki", "dokuwiki"),
    **dict.fromkeys((".adoc", ".asciidoc", ".asc"), ("AsciiDoc", "asciidoc")),
    **dict.fromkeys((".ms", ".roff", ".man"), ("roff", "man")),
    ".muse": ("Muse", "muse"),
    **dict.fromkeys((".dj", ".djot"), ("djot", "djot")),
    ".icml": ("InCopy", "icml"),
    ".ipynb": ("a notebook", "ipynb"),
}
_BY_LOOKS = (
    (re.compile(r"^\s*\\(?:documentclass|begin\{document\})", re.MULTILINE), ("LaTeX", "latex")),
    (re.compile(r"^#\+(?:TITLE|AUTHOR|OPTIONS):.*$", re.MULTILINE | re.IGNORECASE), ("Org", "org")),
    (re.compile(r"#footnote\["), ("Typst", "typst")),
    (re.compile(r"(?<=\S)footnote:[\w-]*\["), ("AsciiDoc", "asciidoc")),
    (re.compile(r"<ref(?:\s[^<>]*)?>.{1,400}?</ref>", re.DOTALL), ("wikitext", "mediawiki")),
)
_DIALECTS = (
    (re.compile(r"docbook", re.IGNORECASE), ("DocBook", "docbook")),
    (re.compile(r"-//NLM//|JATS|dtd-version=", re.IGNORECASE), ("JATS", "jats")),
)
_ROOT = re.compile(
    r"""\s*<\?xml[^>]*>\s*
    (?:<!--.*?-->\s* | <!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>\s* | <\?[^>]*>\s*)*
    <(?P<root>[\w:.-]+)""",
    re.DOTALL | re.VERBOSE,
)
_READ_AS_HTML = frozenset(("html", "head", "body", "article", "div", "p"))
_HEAD = 4000


def refuse_unread(text: str, name: str) -> None:
    """Raises ``UnreadableSource`` where ``text`` is of a format that is not read, with the command that converts it."""
    path = PurePosixPath(name)
    head = text[:_HEAD]
    found = _BY_SUFFIX.get(path.suffix.lower()) or _xml_dialect(head)
    if found is None and path.suffix.lower() in ("", ".txt", ".text"):
        found = next((known for looks, known in _BY_LOOKS if looks.search(text)), None)
    if found is not None:
        raise UnreadableSource(_sentence(*found, path))
    root = _ROOT.match(head)
    if root and root["root"].lower() not in _READ_AS_HTML:
        raise UnreadableSource(_XML.format(root=root["root"]))


def _xml_dialect(head: str) -> tuple[str, str] | None:
    root = _ROOT.match(head)
    if root is None or root["root"].lower() == "html":
        return None
    return next((known for looks, known in _DIALECTS if looks.search(head[: root.end() + 1000])), None)


def _sentence(format_name: str, reader: str, path: PurePosixPath) -> str:
    stem, suffix = path.stem or "FILE", path.suffix
    if reader == "asciidoc":
        return _ASCIIDOC.format(name=stem, suffix=suffix)
    return _SENTENCE.format(format=format_name, options=f"--from {reader} ", name=stem, suffix=suffix)
