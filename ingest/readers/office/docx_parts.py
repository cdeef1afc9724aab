"""The parts of a DOCX package and how they refer to each other (ECMA-376 part 2, 6.5: relationships).

Word names the main part ``word/document.xml`` nearly always, but only the relationships say so for sure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from posixpath import basename, dirname, join, normpath

from ingest.readers.containers import Container, Element, attribute, local
from ingest.reading import Metadata

_CORE = ("docProps/core.xml", "core-properties")
_TEMPLATE = ("python-docx",)
"""What a widespread library's template says of itself, which is true of no document made from it."""
_OFF = ("0", "false", "off", "none")
_GONE = frozenset(("del", "moveFrom", "pPrChange", "rPrChange", "sectPrChange", "tblPrChange", "delText"))


@dataclass(frozen=True, slots=True)
class Relationship:
    """What a part refers to: another part, or an address outside."""

    kind: str
    target: str
    is_external: bool


@dataclass(frozen=True, slots=True)
class Package:
    """The package; parts are found by what they are to the main part."""

    container: Container
    main: str
    relationships: Mapping[str, Relationship]

    def name_of(self, kind: str) -> str:
        """The name of the main part's ``kind`` (footnotes, styles, …), by relationship or else by custom."""
        related = (
            relationship.target
            for relationship in self.relationships.values()
            if relationship.kind == kind and not relationship.is_external
        )
        return next(related, join(dirname(self.main), f"{kind}.xml"))


def open_package(container: Container) -> Package:
    """The package in ``container``, its main part found. Raises ``UnreadableSource``."""
    related = relationships(container, "")
    main = next((part.target for part in related.values() if part.kind == "officeDocument"), "word/document.xml")
    return Package(container, main, relationships(container, main))


def relationships(container: Container, part: str) -> dict[str, Relationship]:
    """What ``part`` refers to, by id; the package itself is the part without a name."""
    root = container.optional(join(dirname(part), "_rels", f"{basename(part)}.rels"))
    found: dict[str, Relationship] = {}
    for child in root if root is not None else ():
        target, is_external = child.get("Target") or "", child.get("TargetMode") == "External"
        path = target if is_external else normpath(join("/", dirname(part), target)).lstrip("/")
        found[child.get("Id") or ""] = Relationship((child.get("Type") or "").rpartition("/")[2], path, is_external)
    return found


def properties(element: Element, name: str) -> Element | None:
    """The child of ``element`` that holds its properties (pPr, rPr, …): one of the first two."""
    return next((child for child in element[:2] if local(child) == name), None)


def is_on(of: Element | None, name: str) -> bool:
    """Whether a property such as ``vanish`` is there and not switched off (ECMA-376 part 1, 17.17.4: ST_OnOff)."""
    found = of.find(f"{{*}}{name}") if of is not None else None
    return found is not None and (attribute(found, "val") or "1").lower() not in _OFF


def value(of: Element | None, name: str) -> str | None:
    """The ``val`` of the property ``name``."""
    found = of.find(f"{{*}}{name}") if of is not None else None
    return attribute(found, "val") if found is not None else None


def is_gone(element: Element) -> bool:
    """Whether ``element`` is not in the document once its changes are accepted and what is hidden stays hidden.

    ECMA-376 part 1: 17.13.5 (revisions), 17.3.2.41 (hidden text); part 3: 9.3 (the fallback of a choice repeats it).
    """
    name = local(element)
    if name in _GONE:
        return True
    if name == "r":
        return is_on(properties(element, "rPr"), "vanish")
    if name == "tr":
        return is_on(properties(element, "trPr"), "del")
    parent = element.getparent() if name == "Fallback" else None
    return parent is not None and parent.find("{*}Choice") is not None


def core_properties(package: Package) -> Metadata:
    """Returns the core properties (part 2, 11): the title, and who made the document.

    When the file was made is no date of publication: a template's or a copy's day would mislead.
    """
    related = relationships(package.container, "").values()
    name = next((part.target for part in related if part.kind == _CORE[1]), _CORE[0])
    root = package.container.optional(name)

    def said(key: str) -> str | None:
        words = " ".join((root.findtext(f"{{*}}{key}") or "").split()) if root is not None else ""
        return None if not words or words in _TEMPLATE or words.startswith("Microsoft Word - ") else words

    return Metadata(title=said("title"), author=said("creator"))
