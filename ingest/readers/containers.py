"""Zip archives that documents are packed in (DOCX, ODT, EPUB), opened so that they can do no harm.

Nothing is ever extracted to disk, so member names cannot lead anywhere. What an archive says of itself is checked
before anything is unpacked, and what is unpacked is counted, for an archive may lie (PKWARE APPNOTE 6.3, 4.3 and 4.4).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from enum import Enum
from io import BytesIO
from typing import Literal, TypeAlias
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from ingest.ingest_errors import UnreadableSource

Element: TypeAlias = etree._Element  # pyright: ignore[reportPrivateUsage]
"""lxml's element, which its stubs name with an underscore."""
Packed = Literal["docx", "odt", "epub"]

_MIB = 1024 * 1024
_MOST_MEMBERS = 20_000
_MOST_DECLARED = 2048 * _MIB
"""What all members may unpack to: pictures are counted but never unpacked."""
_HARMLESS = 32 * _MIB
_STEEPEST = 100
"""How many times its size an archive may unpack to once that is more than ``_HARMLESS``; documents reach 30."""
_MOST_PART = 64 * _MIB
_MOST_READ = 192 * _MIB
_MOST_TAGS = 3_000_000
"""In one part: a tree takes some 200 bytes a tag, so that 64 MiB of ``<a/>`` would take gigabytes."""
_DIRECTORY_ENTRY = b"PK\x01\x02"
_ENCRYPTED_FLAG = 0x1
_DAMAGED = "The file is damaged: {}. Open it in the program that made it, save it again and try again."
_BOMB = "The file is packed so tightly that it may be meant to do harm: {}. It was not read."
_LOCKED = "The file is encrypted. Save a copy without a password and try again."
_DRM = "The book is protected against copying (DRM), so its text cannot be read."
_BROKEN = (BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, OverflowError, NotImplementedError)
"""What zipfile raises for damaged archives; NotImplementedError for features that no document uses."""
_WORD = (
    b"wordprocessingml.document.main+xml",
    b"wordprocessingml.template.main+xml",
    b"ms-word.document.macroEnabled.main+xml",
)
_OTHER_FORMATS = (
    (b"spreadsheetml", "This is a spreadsheet. Save it as HTML and try again."),
    (b"presentationml", "This is a presentation. Export it as PDF or text and try again."),
)


class Container:
    """An archive whose parts can be read one at a time. Raises ``UnreadableSource`` for what is broken or a bomb."""

    def __init__(self, data: bytes) -> None:
        if data.count(_DIRECTORY_ENTRY) > _MOST_MEMBERS:
            raise UnreadableSource(_BOMB.format(f"it holds more than {_MOST_MEMBERS:,} files"))
        try:
            self._zip = ZipFile(BytesIO(data))
        except _BROKEN:
            raise UnreadableSource(_DAMAGED.format("its archive is cut short or broken")) from None
        self._members = {member.filename: member for member in self._zip.infolist()}
        self._unpacked = 0
        self._refuse_bombs(len(data))

    def _refuse_bombs(self, size: int) -> None:
        declared = sum(member.file_size for member in self._zip.infolist())
        if declared > _MOST_DECLARED or (declared > _HARMLESS and declared > _STEEPEST * size):
            raise UnreadableSource(_BOMB.format(f"{size:,} bytes would become {declared:,}"))

    def read(self, name: str) -> bytes | None:
        """The bytes of the part ``name``; None where there is none. Raises ``UnreadableSource``."""
        member = self._members.get(name)
        if member is None:
            return None
        if member.flag_bits & _ENCRYPTED_FLAG:
            raise UnreadableSource(_LOCKED)
        if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise UnreadableSource(_DAMAGED.format(f"{name} is packed in a way that documents do not use"))
        part = self._unpack(member)
        self._unpacked += len(part)
        if len(part) > _MOST_PART or self._unpacked > _MOST_READ:
            raise UnreadableSource(_BOMB.format(f"{name} and what was read before it would fill the memory"))
        return part

    def _unpack(self, member: ZipInfo) -> bytes:
        try:
            with self._zip.open(member) as part:
                return part.read(_MOST_PART + 1)
        except _BROKEN:
            raise UnreadableSource(_DAMAGED.format(f"{member.filename} cannot be unpacked")) from None

    def xml(self, name: str) -> Element | None:
        """The root of the XML part ``name``; None where there is no such part. Raises ``UnreadableSource``."""
        part = self.read(name)
        if part is None:
            return None
        root = parse_xml(part)
        if root is None:
            raise UnreadableSource(_DAMAGED.format(f"{name} is not well-formed XML"))
        return root

    def required(self, name: str) -> Element:
        """The root of a part without which there is no document. Raises ``UnreadableSource``."""
        root = self.xml(name)
        if root is None:
            raise UnreadableSource(_DAMAGED.format(f"{name or 'its main part'} is missing"))
        return root

    def optional(self, name: str) -> Element | None:
        """The root of a part that says something beside the document; None where it is missing or broken."""
        part = self.read(name)
        return None if part is None else parse_xml(part)

    def format(self) -> Packed:
        """Which kind of document this is, by what the formats say of themselves.

        ECMA-376 part 2 ([Content_Types].xml), ODF 1.3 part 2 and EPUB OCF 3.3 (the member ``mimetype``). Raises
        ``UnreadableSource`` with a sentence for every other kind of archive.
        """
        kind = (self.read("mimetype") or b"").strip()
        if kind.startswith(b"application/vnd.oasis.opendocument.text"):
            return "odt"
        if kind == b"application/epub+zip" or "META-INF/container.xml" in self._members:
            return "epub"
        types = self.read("[Content_Types].xml") or b""
        if any(told in types for told in _WORD) or "word/document.xml" in self._members:
            return "docx"
        if not kind and "content.xml" in self._members and "META-INF/manifest.xml" in self._members:
            return "odt"
        for told, sentence in _OTHER_FORMATS:
            if told in types:
                raise UnreadableSource(sentence)
        raise UnreadableSource("This is an archive of other files. Unpack it and ingest the folder.")

    def encrypted_parts(self) -> frozenset[str]:
        """The parts that are encrypted inside the archive (XML Encryption, as ODF and EPUB use it)."""
        manifest, encryption = self.optional("META-INF/manifest.xml"), self.optional("META-INF/encryption.xml")
        paths: list[str | None] = []
        if manifest is not None:
            entries = [data.getparent() for data in manifest.iter("{*}encryption-data")]
            paths += [attribute(entry, "full-path") for entry in entries if entry is not None]
        if encryption is not None:
            paths += [reference.get("URI") for reference in encryption.iter("{*}CipherReference")]
        return frozenset(path for path in paths if path)


def locked(*, book: bool = False) -> UnreadableSource:
    """The error for a document that cannot be read without a key."""
    return UnreadableSource(_DRM if book else _LOCKED)


def parse_xml(part: bytes) -> Element | None:
    """The root of ``part``, no entity expanded and nothing fetched; None where it is not well-formed.

    libxml2's own limits hold: 256 elements deep, ten million characters in one text. Raises ``UnreadableSource``
    where there are more tags than memory should be spent on.
    """
    if part.count(b"<") > _MOST_TAGS:
        raise UnreadableSource(_BOMB.format(f"one part holds more than {_MOST_TAGS:,} tags"))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(part, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return None


class Step(Enum):
    """Where a walk is: at an element's beginning, at its end, or past an element that was left out."""

    START = "start"
    END = "end"
    SKIPPED = "skipped"


def walk(root: Element, skip: Callable[[Element], bool]) -> Iterator[tuple[Step, Element]]:
    """``root`` and all below it in document order, without recursion; nothing below an element that is skipped."""
    events = etree.iterwalk(root, events=("start", "end"))
    skipped: Element | None = None
    for event, element in events:
        if event == "end":
            yield Step.SKIPPED if element is skipped else Step.END, element
        elif skip(element):
            events.skip_subtree()
            skipped = element
        else:
            yield Step.START, element


def local(element: Element) -> str:
    """The name of ``element`` without its namespace, for formats have one for each edition."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Element, name: str) -> str | None:
    """The attribute ``name`` in the namespace of ``element`` itself, or in none."""
    namespace = str(element.tag)[: str(element.tag).find("}") + 1]
    value = element.get(namespace + name)
    return element.get(name) if value is None else value
