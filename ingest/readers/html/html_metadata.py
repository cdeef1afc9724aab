"""What a web page says of itself: JSON-LD, citation_* and Open Graph tags first, guesses from the page last."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import cast

from lxml.html import HtmlElement

from ingest.readers.published_dates import iso_date
from ingest.reading import Metadata

_TITLE = ("citation_title", "dc.title", "og:title", "twitter:title")
_AUTHOR = ("citation_author", "dc.creator", "author", "article:author", "parsely-author")
_PUBLISHED = (
    "citation_publication_date",
    "citation_date",
    "article:published_time",
    "dc.date",
    "date",
    "parsely-pub-date",
)

_POSTS_BY = re.compile(
    r"^(?:(?:(?:view|see|read|more|show)\s+)?(?:all\s+|more\s+)?(?:posts|articles|stories|entries)\s+)?(?:by|from)\s+",
    re.IGNORECASE,
)
"""What the link to an author's other pages says besides his name."""


def read_metadata(page: HtmlElement) -> Metadata:
    """Title, author, date and address of ``page``, each from the best place that has it."""
    return _from_json_ld(page).or_else(_from_meta(page)).or_else(_from_page(page))


def _from_json_ld(page: HtmlElement) -> Metadata:
    for item in _json_ld_items(page):
        title = _title_of(item, page)
        if title is not None:
            return Metadata(
                title=_folded(title),
                author=names_in(item.get("author")),
                published=_date(item.get("datePublished")),
                url=_web(item.get("url")),
            )
    return Metadata()


def _title_of(item: Mapping[str, object], page: HtmlElement) -> str | None:
    """The headline, unless the page's own title has the name instead: Wikipedia's headline is a description."""
    headline, name = item.get("headline"), item.get("name")
    if not isinstance(headline, str):
        return None
    shown = (_text(page.find(".//title")) or "").casefold()
    is_name = isinstance(name, str) and name.casefold() in shown and headline.casefold() not in shown
    return name if is_name and isinstance(name, str) else headline


def _json_ld_items(page: HtmlElement) -> Iterator[Mapping[str, object]]:
    for script in page.iterfind(".//script[@type='application/ld+json']"):
        try:
            waiting = [cast("object", json.loads(script.text or ""))]
        except (ValueError, RecursionError):
            continue
        while waiting:
            item = waiting.pop()
            if isinstance(item, dict):
                known = cast("Mapping[str, object]", item)
                yield known
                waiting.append(known.get("@graph"))
            elif isinstance(item, list):
                waiting.extend(reversed(cast("list[object]", item)))


def names_in(value: object) -> str | None:
    """The names in an author, as JSON-LD or front matter has it: a string, an object with a name, a list of them."""
    if isinstance(value, str):
        return _folded(value)
    if isinstance(value, dict):
        return names_in(cast("Mapping[str, object]", value).get("name"))
    if isinstance(value, list):
        names = [name for author in cast("list[object]", value) if (name := names_in(author))]
        return ", ".join(names) or None
    return None


def _from_meta(page: HtmlElement) -> Metadata:
    found: dict[str, list[str]] = {}
    for meta in page.iterfind(".//meta[@content]"):
        key = (meta.get("name") or meta.get("property") or "").lower()
        found.setdefault(key, []).append(meta.get("content") or "")
    canonical = page.find(".//link[@rel='canonical']")
    return Metadata(
        title=next((_folded(found[key][0]) for key in _TITLE if key in found), None),
        author=next((_names(found[key]) for key in _AUTHOR if key in found), None),
        published=next((date for key in _PUBLISHED if key in found and (date := _date(found[key][0]))), None),
        url=_web(canonical.get("href") if canonical is not None else None) or _web(found.get("og:url", [None])[0]),
    )


def _names(values: list[str]) -> str | None:
    names = [_folded(value) for value in values if not value.lower().startswith("http")]
    return ", ".join(filter(None, names)) or None


def _from_page(page: HtmlElement) -> Metadata:
    heading, title, time = page.find(".//h1"), page.find(".//title"), page.find(".//time[@datetime]")
    author = page.find(".//a[@rel='author']")
    return Metadata(
        title=_text(heading) or _text(title),
        author=_POSTS_BY.sub("", _text(author) or "") or None,
        published=_date(time.get("datetime")) if time is not None else None,
    )


def _text(element: HtmlElement | None) -> str | None:
    return _folded(str(element.text_content())) if element is not None else None


def _folded(words: str) -> str | None:
    return " ".join(words.split()) or None


def _date(value: object) -> str | None:
    return iso_date(value) if isinstance(value, str) else None


def _web(value: object) -> str | None:
    return value if isinstance(value, str) and value.lower().startswith(("http://", "https://")) else None
