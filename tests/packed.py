"""Documents packed in zip archives, made part by part: DOCX, ODT and EPUB with no more in them than a test needs."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>'
)
_ODF = 'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" ' + " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "style", "meta", "draw", "manifest")
)
_OPF = 'xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"'


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of ``parts``."""
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return data.getvalue()


def extended(data: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    """The archive ``data`` with ``parts`` added or put in place of those of the same name."""
    with ZipFile(BytesIO(data)) as archive:
        return packed({**{name: archive.read(name) for name in archive.namelist()}, **parts})


def relations(**links: str) -> str:
    """A part of relationships: ids to "kind target"; what begins with http leads outside."""
    made: list[str] = []
    for key, link in links.items():
        kind, _, target = link.partition(" ")
        mode = ' TargetMode="External"' if target.startswith("http") else ""
        made.append(f'<Relationship Id="{key}" Type="{_RELATED}/{kind}" Target="{target}"{mode}/>')
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{"".join(made)}'
        "</Relationships>"
    )


def docx(body: str, **parts: str) -> bytes:
    """A Word document: ``footnotes``, ``endnotes``, ``styles`` and ``settings`` are what stands inside those parts."""
    made = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": relations(rId1="officeDocument word/document.xml"),
        "word/document.xml": f"<w:document {W} {R}><w:body>{body}</w:body></w:document>",
    }
    for name, inside in parts.items():
        made[f"word/{name}.xml"] = f"<w:{name} {W} {R}>{inside}</w:{name}>"
    return packed(made)


def p(*runs: str, style: str = "", properties: str = "") -> str:
    """A paragraph of Word: what does not begin with a tag becomes a run."""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    inside = "".join(item if item.startswith("<") else run(item) for item in runs)
    return f"<w:p><w:pPr>{styled}{properties}</w:pPr>{inside}</w:p>"


def run(words: str, properties: str = "") -> str:
    """A run of Word."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def ref(key: int | str, kind: str = "footnote", custom: str = "") -> str:
    """A reference to a note; ``custom`` is a mark set by hand."""
    follows = ' w:customMarkFollows="1"' if custom else ""
    mark = f"<w:t>{custom}</w:t>" if custom else ""
    return f'<w:r><w:{kind}Reference w:id="{key}"{follows}/>{mark}</w:r>'


def note(key: int | str, *paragraphs: str, kind: str = "footnote") -> str:
    """A note of Word."""
    inside = "".join(
        paragraph if paragraph.startswith("<w:p>") else p("<w:r><w:footnoteRef/></w:r>", paragraph)
        for paragraph in paragraphs
    )
    return f'<w:{kind} w:id="{key}">{inside}</w:{kind}>'


def odt(body: str, styles: str = "", meta: str = "", **parts: str) -> bytes:
    """An OpenDocument text."""
    content = (
        f"<office:document-content {_ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    about = f"<office:document-meta {_ODF}><office:meta>{meta}</office:meta></office:document-meta>"
    kind = "application/vnd.oasis.opendocument.text"
    return packed({"mimetype": kind, "content.xml": content, "meta.xml": about, **parts})


def odt_note(key: str, label: str, inside: str) -> str:
    """A note of OpenDocument, where it is cited."""
    return (
        f'<text:note text:id="{key}" text:note-class="footnote"><text:note-citation>{label}</text:note-citation>'
        f"<text:note-body>{inside}</text:note-body></text:note>"
    )


def epub(pages: Mapping[str, str], metadata: str = "", nav: str = "", **parts: str) -> bytes:
    """A book whose spine holds ``pages`` (path in the book's folder, what stands in the body) in order."""
    items = "".join(
        f'<item id="i{i}" href="{path}" media-type="application/xhtml+xml"'
        f' properties="{"nav" if path == nav else ""}"/>'
        for i, path in enumerate(pages)
    )
    order = "".join(f'<itemref idref="i{i}"/>' for i in range(len(pages)))
    made = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="OPS/b.opf"/></rootfiles></container>',
        "OPS/b.opf": f'<package {_OPF} xmlns:opf="http://www.idpf.org/2007/opf"><metadata>{metadata}</metadata>'
        f"<manifest>{items}</manifest><spine>{order}</spine></package>",
        **{f"OPS/{path}": chapter(body) for path, body in pages.items()},
    }
    return packed({**made, **parts})


def chapter(body: str) -> str:
    """A page of a book."""
    spaces = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
    return f'<?xml version="1.0"?><html {spaces}><head><title>t</title></head><body>{body}</body></html>'
