"""Small PDFs written out by hand (ISO 32000-1, 7.5), so that tests know where every letter stands."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence

WIDTH, HEIGHT = 612, 792
Word = tuple[float, float, float, str]
"""x, y and size in points, and the words."""


def page(*words: Word, drawing: str = "") -> str:
    """What a page draws: words in Helvetica, in bold where they begin with "**"."""
    return drawing + "\n".join(_word(*word) for word in words)


def _word(x: float, y: float, size: float, words: str) -> str:
    font = "/F2" if words.startswith("**") else "/F1"
    escaped = words.removeprefix("**").replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT {font} {size} Tf 1 0 0 1 {x} {y} Tm ({escaped}) Tj ET"


def lines(x: float, y: float, size: float, *words: str, leading: float = 1.2) -> list[Word]:
    """Lines below each other, the first one's baseline at ``y``."""
    return [(x, y - i * leading * size, size, line) for i, line in enumerate(words)]


def pdf(
    pages: Sequence[str],
    *,
    info: str = "",
    extra: Iterable[bytes] = (),
    encrypt: bytes = b"",
    turn: int = 0,
    entries: Mapping[int, str] | None = None,
    catalog: str = "",
) -> bytes:
    """A PDF with these pages.

    ``info``: entries of its Info dictionary; ``extra``: more objects; ``entries``: those of pages, counted from 0;
    ``catalog``: those of the catalog.
    """
    kids = " ".join(f"{10 + 2 * i} 0 R" for i in range(len(pages)))
    fonts = "".join(
        f"/F{i} << /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >> "
        for i, name in ((1, "Helvetica"), (2, "Helvetica-Bold"))
    )
    objects = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        2: (
            f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {turn} "
            f"/Resources << /Font << {fonts} >> /XObject << /Im 4 0 R >> >> >>"
        ).encode(),
        3: f"<< {info} >>".encode("cp1252"),
        4: _stream(
            b"\x80", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
        ),
        **{5 + i: item for i, item in enumerate(extra)},
    }
    for i, drawn in enumerate(pages):
        objects[10 + 2 * i] = (
            f"<< /Type /Page /Parent 2 0 R /Contents {11 + 2 * i} 0 R {(entries or {}).get(i, '')} >>".encode()
        )
        objects[11 + 2 * i] = _stream(zlib.compress(drawn.encode("cp1252")), "/Filter /FlateDecode")
    return _file(objects, encrypt)


def link(x0: float, y0: float, x1: float, y1: float, page: int, y: float) -> str:
    """A link annotation to a height on a page, counted from 0 (12.5.6.5)."""
    return f"<< /Subtype /Link /Rect [{x0} {y0} {x1} {y1}] /Dest [{10 + 2 * page} 0 R /XYZ 0 {y} 0] >>"


def _stream(data: bytes, entries: str) -> bytes:
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _file(objects: dict[int, bytes], encrypt: bytes) -> bytes:
    data = b"%PDF-1.7\n"
    places: dict[int, int] = {}
    for number, written in sorted(objects.items()):
        places[number] = len(data)
        data += f"{number} 0 obj\n".encode() + written + b"\nendobj\n"
    size = max(objects) + 1
    table = "".join(
        f"{places[i]:010} 00000 n \n" if i in places else f"{0:010} 65535 f \n" for i in range(size)
    ).encode()
    trailer = f"<< /Size {size} /Root 1 0 R /Info 3 0 R /ID [<00> <00>] ".encode() + encrypt + b" >>"
    return (
        data
        + f"xref\n0 {size}\n".encode()
        + table
        + b"trailer\n"
        + trailer
        + f"\nstartxref\n{len(data)}\n%%EOF\n".encode()
    )


LOCKED = (
    b"/Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <" + b"ab" * 32 + b"> /U <" + b"cd" * 32 + b"> >>"
)
"""The trailer's entry of a file that no empty password opens."""
