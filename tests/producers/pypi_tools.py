"""The producers that PyPI has: pandoc, docutils, Sphinx, MyST, and the renderers and converters of Markdown."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.producers.expected import NEVER, WITHIN
from tests.producers.kit import Kit, Producer

_UNCITED = {NEVER: "a note that nothing cites is not printed"}
_PANDOC = {WITHIN: "a note within a note is dropped", **_UNCITED}
_CONF = 'project = "Lindholm"\nextensions = ["myst_parser"]\nhtml_theme = "basic"\nhtml_show_sourcelink = False\n'

_MARKDOWN = "import sys, markdown as m; print(m.markdown(sys.stdin.read(), extensions=['footnotes', 'tables']%s))"
_BACK = ", extension_configs={'footnotes': {'BACKLINK_TEXT': 'Back'}}"
_MISTUNE = "import sys, mistune; print(mistune.create_markdown(plugins=['footnotes', 'table'])(sys.stdin.read()))"
_MDIT = """
import sys
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
print(MarkdownIt().enable("table").use(footnote_plugin).render(sys.stdin.read()))
"""
_CMARK = """
import sys
from cmarkgfm import github_flavored_markdown_to_html as html
from cmarkgfm.cmark import Options
print(html(sys.stdin.read(), Options.CMARK_OPT_FOOTNOTES))
"""
_MAMMOTH = "import sys, io, mammoth; print(mammoth.convert_to_%s(io.BytesIO(sys.stdin.buffer.read())).value)"
_MARKDOWNIFY = "import sys, markdownify; print(markdownify.markdownify(sys.stdin.read(), heading_style='ATX'))"
_HTML2TEXT = "import sys, html2text; print(html2text.html2text(sys.stdin.read()))"


def _pandoc(kit: Kit, to: str, *options: str) -> bytes:
    made = kit.work / "pandoc.out"
    kit.run(kit.pandoc, "-f", "markdown", "-t", to, "-s", *options, "-o", made, kit.source("md"))
    return made.read_bytes()


def _docutils(kit: Kit, writer: str) -> bytes:
    options = ("--no-generator", "--no-datestamp")
    return kit.run(kit.python, "-m", "docutils", f"--writer={writer}", *options, kit.source("rst"))


def _sphinx(kit: Kit, builder: str, suffix: str, made: str) -> bytes:
    folder = kit.work / f"sphinx-{suffix}"
    folder.mkdir(exist_ok=True)
    (folder / "conf.py").write_text(_CONF)
    (folder / f"index.{suffix}").write_bytes(kit.source(suffix).read_bytes())
    kit.run(kit.python, "-m", "sphinx", "-q", "-b", builder, folder, folder / builder)
    return (folder / builder / made).read_bytes()


def _script(kit: Kit, code: str) -> bytes:
    return _page(kit.script(code, kit.source("md").read_bytes()))


def _page(body: bytes) -> bytes:
    return b'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>' + body + b"</body></html>"


def _mammoth(kit: Kit, to: str) -> bytes:
    made = kit.script(_MAMMOTH % to, _pandoc(kit, "docx"))
    return _page(made) if to == "html" else made


def _from_page(kit: Kit, code: str) -> bytes:
    return kit.script(code, _pandoc(kit, "html5"))


def _from_docx(kit: Kit) -> bytes:
    return kit.script(_MARKDOWNIFY, kit.script(_MAMMOTH % "html", _pandoc(kit, "docx")))


def _of_pandoc(name: str, file: str, to: str, *options: str) -> Producer:
    """Returns what runs pandoc with ``options``."""
    return Producer(f"pandoc {name}", file, lambda kit: _pandoc(kit, to, *options), _PANDOC, is_quick=True)


def _quick(name: str, file: str, make: Callable[[Kit], bytes], without: Mapping[str, str] | None = None) -> Producer:
    return Producer(name, file, make, without or {}, is_quick=True)


PYPI = (
    _of_pandoc("html5", "x.html", "html5"),
    _of_pandoc("html5, notes by block", "x.html", "html5", "--reference-location=block"),
    _of_pandoc("html5, notes by section", "x.html", "html5", "--reference-location=section"),
    _of_pandoc("html4", "x.html", "html4"),
    _of_pandoc("revealjs", "x.html", "revealjs"),
    _of_pandoc("docx", "x.docx", "docx"),
    _of_pandoc("odt", "x.odt", "odt"),
    _of_pandoc("epub3", "x.epub", "epub3"),
    _of_pandoc("epub2", "x.epub", "epub2"),
    _of_pandoc("gfm", "x.md", "gfm"),
    _of_pandoc("markdown_strict", "x.md", "markdown_strict+footnotes"),
    _of_pandoc("markdown_phpextra", "x.md", "markdown_phpextra"),
    _of_pandoc("plain", "x.txt", "plain"),
    _of_pandoc("plain, not wrapped", "x.txt", "plain", "--wrap=none"),
    _of_pandoc("plain, notes by block", "x.txt", "plain", "--reference-location=block"),
    _of_pandoc("rst", "x.rst", "rst"),
    _of_pandoc("fb2", "x.fb2", "fb2"),
    _of_pandoc("opendocument (flat)", "x.fodt", "opendocument"),
    _quick("docutils html5", "x.html", lambda kit: _docutils(kit, "html5")),
    _quick("docutils html4", "x.html", lambda kit: _docutils(kit, "html4")),
    _quick("Sphinx html", "x.html", lambda kit: _sphinx(kit, "html", "rst", "index.html")),
    _quick("Sphinx text", "x.txt", lambda kit: _sphinx(kit, "text", "rst", "index.txt")),
    _quick("Sphinx epub", "x.epub", lambda kit: _sphinx(kit, "epub", "rst", "Lindholm.epub")),
    _quick("MyST-Parser html", "x.html", lambda kit: _sphinx(kit, "html", "md", "index.html")),
    _quick("Python-Markdown", "x.html", lambda kit: _script(kit, _MARKDOWN % "")),
    _quick("Python-Markdown, link back in words", "x.html", lambda kit: _script(kit, _MARKDOWN % _BACK)),
    _quick("mistune", "x.html", lambda kit: _script(kit, _MISTUNE), _PANDOC),
    _quick("mdit-py-plugins", "x.html", lambda kit: _script(kit, _MDIT), _UNCITED),
    _quick("cmark-gfm (cmarkgfm)", "x.html", lambda kit: _script(kit, _CMARK), _UNCITED),
    _quick("mammoth html", "x.html", lambda kit: _mammoth(kit, "html"), _PANDOC),
    _quick("mammoth markdown", "x.md", lambda kit: _mammoth(kit, "markdown"), _PANDOC),
    _quick("mammoth, markdownify (markitdown)", "x.md", _from_docx, _PANDOC),
    _quick("markdownify", "x.md", lambda kit: _from_page(kit, _MARKDOWNIFY), _PANDOC),
    _quick("html2text", "x.md", lambda kit: _from_page(kit, _HTML2TEXT), _PANDOC),
)
"""All that runs after an install of a minute."""
