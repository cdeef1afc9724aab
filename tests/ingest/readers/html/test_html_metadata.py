"""What a page says of itself, each thing from the best place that has it."""

from __future__ import annotations

import json

import pytest
from lxml.html import document_fromstring

from ingest.readers.html.html_metadata import read_metadata
from ingest.reading import Metadata

BODY = "<h1>The <em>heading</em></h1><a rel=author>Anna Page</a><time datetime='2020-05-04'>May</time>"


def read(head: str, body: str = "") -> Metadata:
    return read_metadata(document_fromstring(f"<html><head>{head}</head><body>{body}<p>words</p></body></html>"))


def json_ld(item: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(item)}</script>'


def meta(**stated: str) -> str:
    return "".join(f'<meta property="{name.replace("__", ":")}" content="{value}">' for name, value in stated.items())


ARTICLE = {"@type": "Article", "headline": " The  headline ", "datePublished": "2023-12-14T09:00:00Z"}


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Anna Lind", "Anna Lind"),
        ({"@type": "Person", "name": "Anna Lind"}, "Anna Lind"),
        ([{"name": "Anna Lind"}, {"name": "Bo  Weiss"}, {}], "Anna Lind, Bo Weiss"),
        (7, None),
        ([], None),
        (None, None),
    ],
)
def test_json_ld_authors(author: object, expected: str | None) -> None:
    assert read(json_ld({**ARTICLE, "author": author})).author == expected


@pytest.mark.parametrize(
    "item", [ARTICLE, [{"@type": "WebSite"}, ARTICLE], {"@graph": [{"@type": "BreadcrumbList"}, ARTICLE]}, [[ARTICLE]]]
)
def test_json_ld_wherever_the_article_stands_in_it(item: object) -> None:
    assert read(json_ld(item)) == Metadata("The headline", None, "2023-12-14")


@pytest.mark.parametrize("broken", ["{", "[" * 100_000, "", "null", '"headline"', '{"headline": 7}'])
def test_broken_json_ld_is_passed_over(broken: str) -> None:
    found = read(f'<script type="application/ld+json">{broken}</script>' + meta(og__title="Open"))
    assert found.title == "Open"


def test_tags_for_scholars_go_before_tags_for_sharing() -> None:
    found = read(
        meta(
            og__title="Shared",
            citation_title="Cited",
            citation_author="Anna Lind",
            author="Somebody",
            date="2019",
            citation_date="2023/12",
        )
    )
    assert found == Metadata("Cited", "Anna Lind", "2023-12")


def test_several_authors_in_tags_and_an_address_that_is_no_name() -> None:
    tags = meta(citation_author="Lind, Anna") + meta(citation_author="Weiss, Bo")
    assert read(tags).author == "Lind, Anna, Weiss, Bo"
    assert read(meta(article__author="https://social.example/anna")).author is None


def test_the_address_is_the_canonical_one_and_a_web_address() -> None:
    canonical = '<link rel="canonical" href="https://a.example/canonical">'
    assert read(canonical + meta(og__url="https://a.example/og")).url == "https://a.example/canonical"
    assert read('<link rel="canonical" href="/relative">' + meta(og__url="https://a.example/og")).url == (
        "https://a.example/og"
    )
    assert read(meta(og__url="javascript:alert(1)")).url is None


def test_the_page_itself_comes_last() -> None:
    assert read("<title>The title</title>", BODY) == Metadata("The heading", "Anna Page", "2020-05-04")
    assert read("<title> The\n title </title>").title == "The title"
    assert read("<title>The title</title>" + meta(og__title="Open"), BODY).title == "Open"


def test_gaps_are_filled_from_the_next_best_place() -> None:
    found = read(json_ld(ARTICLE) + meta(author="Anna Lind", og__title="Open", og__url="https://a.example/"), BODY)
    assert found == Metadata("The headline", "Anna Lind", "2023-12-14", "https://a.example/")


@pytest.mark.parametrize("date", ["last week", "2023-13-45", ""])
def test_a_date_that_is_none_is_left_out(date: str) -> None:
    assert read(meta(date=date)).published is None


def test_a_page_that_says_nothing() -> None:
    assert read("") == Metadata()


@pytest.mark.parametrize(
    "words", ["View all posts by Anna Lind", "More articles by Anna Lind", "By Anna Lind", "Anna Lind"]
)
def test_the_link_to_an_authors_pages_has_the_name_alone(words: str) -> None:
    assert read("", f"<a rel=author href=/lind>{words}</a>").author == "Anna Lind"


def test_a_headline_that_is_a_description_gives_way_to_the_name_in_the_pages_title() -> None:
    """Wikipedia states the short description of an article as its headline."""
    item = {"@type": "Article", "name": "Lind Sound", "headline": "strait in Norland"}
    assert read(json_ld(item) + "<title>Lind Sound - Wikipedia</title>").title == "Lind Sound"
    assert read(json_ld(item) + "<title>strait in Norland</title>").title == "strait in Norland"
