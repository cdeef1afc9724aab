"""The producers that npm and Debian have: the renderers of GitHub-like sites, office suites, text browsers."""

from __future__ import annotations

from collections.abc import Mapping

from tests.producers.expected import NEVER, WITHIN
from tests.producers.kit import Kit, Producer

_UNCITED = {NEVER: "a note that nothing cites is not printed"}
_PLAIN = {WITHIN: "a note within a note is dropped", **_UNCITED}
_ADOC = {
    **_PLAIN,
    "in a heading": "AsciiDoc numbers a heading's note twice, which a test of its own tries",
    "several paragraphs": "an AsciiDoc note is a line",
    "behind a closing quote": "it cites the note within a note, which AsciiDoc has not",
}

_MARKDOWN_IT = """
import md from "markdown-it"; import footnote from "markdown-it-footnote";
console.log(md().use(footnote).render(text));
"""
_REMARK = """
import {unified} from "unified"; import parse from "remark-parse"; import gfm from "remark-gfm";
import rehype from "remark-rehype"; import stringify from "rehype-stringify";
console.log(String(await unified().use(parse).use(gfm).use(rehype).use(stringify).process(text)));
"""
_MARKED = """
import {marked} from "marked"; import footnote from "marked-footnote";
console.log(marked.use(footnote()).parse(text));
"""
_ASCIIDOCTOR = """
import make from "asciidoctor";
const adoc = readFileSync("SOURCE", "utf8");
console.log(make().convert(adoc, {standalone: true, attributes: {"showtitle": ""}}));
"""


def _page(body: bytes) -> bytes:
    return b'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>' + body + b"</body></html>"


def _kramdown(kit: Kit) -> bytes:
    return _page(kit.run("kramdown", kit.source("md")))


def _asciidoctor(kit: Kit) -> bytes:
    return kit.run("asciidoctor", "-o", "-", kit.source("adoc"))


def _asciidoctor_js(kit: Kit) -> bytes:
    return kit.node(_ASCIIDOCTOR.replace("SOURCE", str(kit.source("adoc"))))


def _docx(kit: Kit) -> str:
    made = kit.work / "lindholm.docx"
    kit.run(kit.pandoc, "-f", "markdown", "-s", "-o", made, kit.source("md"))
    return str(made)


def _office(kit: Kit, to: str, suffix: str) -> bytes:
    """LibreOffice's own writing of the document, which it reads from DOCX."""
    profile = f"-env:UserInstallation=file://{kit.work / 'profile'}"
    kit.run("soffice", profile, "--headless", "--convert-to", to, "--outdir", kit.work / suffix, _docx(kit))
    return (kit.work / suffix / f"lindholm.{suffix}").read_bytes()


def _calibre(kit: Kit) -> bytes:
    made = kit.work / "calibre.epub"
    kit.run("ebook-convert", _docx(kit), made)
    return made.read_bytes()


def _dump(kit: Kit, *command: str) -> bytes:
    page = kit.work / "dump.html"
    page.write_bytes(_page(kit.node(_MARKDOWN_IT)))
    return kit.run(*command, page)


def _of_office(to: str, suffix: str, without: Mapping[str, str] = _PLAIN) -> Producer:
    return Producer(f"LibreOffice {suffix}", f"x.{suffix}", lambda kit: _office(kit, to, suffix), without)


OTHERS = (
    Producer("markdown-it-footnote", "x.html", lambda kit: _page(kit.node(_MARKDOWN_IT)), _UNCITED),
    Producer("remark-gfm, remark-rehype", "x.html", lambda kit: _page(kit.node(_REMARK)), _UNCITED),
    Producer("marked-footnote", "x.html", lambda kit: _page(kit.node(_MARKED)), _UNCITED),
    Producer("Asciidoctor (npm)", "x.html", _asciidoctor_js, _ADOC),
    Producer("Asciidoctor (Debian)", "x.html", _asciidoctor, _ADOC),
    Producer("kramdown", "x.html", _kramdown, {"label outside ASCII": "it reads no such label", **_UNCITED}),
    _of_office("odt", "odt"),
    _of_office("docx:Office Open XML Text", "docx"),
    _of_office("html:HTML (StarWriter)", "html"),
    _of_office("xhtml:XHTML Writer File", "xhtml"),
    _of_office("epub", "epub"),
    _of_office("fodt", "fodt"),
    Producer("calibre, docx to epub", "x.epub", _calibre, _PLAIN),
    Producer(
        "lynx -dump", "x.txt", lambda kit: _dump(kit, "lynx", "-dump", "-nolist", "-display_charset=utf-8"), _UNCITED
    ),
    Producer("w3m -dump", "x.txt", lambda kit: _dump(kit, "w3m", "-dump", "-T", "text/html", "-O", "utf-8"), _UNCITED),
)
"""What takes npm, or packages of Debian: kramdown asciidoctor lynx w3m calibre libreoffice-writer."""
