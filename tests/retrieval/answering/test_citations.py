"""From a Draft to a Reply: places become Citations, and a claim that does not hold is dropped whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.citations import Citer, evidence
from retrieval.answering.draft import Draft, DraftClaim, Question, Quote
from retrieval.model import Source
from retrieval.reply import Answer, Reason, Refusal, Reply
from retrieval.storage.catalogue import Catalogue
from retrieval.wire.replies import FootnoteJson, NoteJson, OnPageJson, citation_json
from retrieval.wire.sources import source_json
from tests.made import added, page, place

FALL = "In the course of that one year the number of missions that the country keeps abroad fell to 46."
REASONS = "Observers often put this down to the dire economy, but that is nothing new and explains little of it."
TRADE = "Trade with the big neighbor stood at 96 percent of all trade in 2022, more than ever before."
CLOSED = "Closed were those in Spain and Nepal by May 4, 2023."
ARTICLE = page(
    f"Before all else. {FALL}[1] {REASONS}", f"{TRADE}[2] The end.", f"[1] {CLOSED}", "[2] KOTRA.", title="Article"
)
EXCERPT = page(f"From elsewhere. {FALL} {REASONS}", "And that was all.", title="Excerpt")
SENTENCES = (FALL, REASONS, TRADE, "The end.", "Before all else.")


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path_factory.mktemp("home") / "catalogue.sqlite3")
    opened.write([added("article", ARTICLE).entry(), added("excerpt", EXCERPT).entry()])
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def article(catalogue: Catalogue) -> Source:
    source = catalogue.source("article")
    assert source is not None
    assert [(note.text, len(note.markers)) for note in source.footnotes] == [(CLOSED, 1), ("KOTRA.", 1)]
    return source


def quote(source: Source, words: str) -> Quote:
    span = place(source, words)
    return Quote(source.id, "any", span.start, span.end)


def excerpt(catalogue: Catalogue) -> Source:
    source = catalogue.source("excerpt")
    assert source is not None
    return source


def reply(catalogue: Catalogue, *claims: DraftClaim, nearest: tuple[Quote, ...] = ()) -> Reply:
    draft = Draft(claims, 0.9, nearest=nearest)
    asked = Question("And then?", "What happened then?", None, "c-1")
    return Citer(catalogue, catalogue.source).reply(draft, asked, "r-1", "test")


def answer(catalogue: Catalogue, *claims: DraftClaim) -> Answer:
    answered = reply(catalogue, *claims)
    assert isinstance(answered, Answer)
    return answered


def test_an_answer_carries_what_was_asked_and_what_it_rests_on(catalogue: Catalogue, article: Source) -> None:
    answered = answer(catalogue, DraftClaim("The number fell to 46.", (quote(article, FALL),)))
    assert answered.text == "The number fell to 46. [1]"
    assert (answered.id, answered.question, answered.standalone_question) == ("r-1", "And then?", "What happened then?")
    assert (answered.confidence, answered.answerer, answered.conversation_id) == (0.9, "test", "c-1")
    citation = answered.citations[0]
    assert (citation.quote, [note.text for note in citation.footnotes]) == (FALL, [CLOSED])


@pytest.mark.parametrize(
    "words",
    ["The number fell to 46.", "By May 4, 2023 those in Spain and Nepal were closed.", "What is said of Spain."],
)
def test_a_claim_may_rest_on_the_quote_and_on_its_footnotes(catalogue: Catalogue, article: Source, words: str) -> None:
    assert answer(catalogue, DraftClaim(words, (quote(article, FALL),))).claims[0].text == words


def test_a_citation_shows_what_ibid_means_and_a_claim_may_rest_on_it() -> None:
    grain = added("grain", page("It fell.[1] It rose.[2]", "[1] Marsh, https://a.example/1.", "[2] Ibid., p. 3."))
    span = place(grain.source, "It rose.")
    citation = grain.source.cite(1, span.start, span.end)
    nowhere: OnPageJson = {"page": None, "page_label": None}
    urls = ["https://a.example/1"]
    marsh: NoteJson = {**nowhere, "label": "1", "text": "Marsh, https://a.example/1.", "urls": urls}
    ibid: FootnoteJson = {**nowhere, "label": "2", "text": "Ibid., p. 3.", "urls": [], "refers_to": marsh}
    assert citation_json(citation)["footnotes"] == [ibid]
    assert [note.get("refers_to") for note in source_json(grain.source)["footnotes"]] == [None, marsh]
    assert evidence([citation]) == "It rose.\nIbid., p. 3.\nMarsh, https://a.example/1."


@pytest.mark.parametrize(
    "words", ["It fell to 47.", "It fell in Bolivia.", "It fell to 46 by 2022.", "KOTRA and KOTRA."]
)
def test_a_claim_that_says_more_is_dropped_whole(catalogue: Catalogue, article: Source, words: str) -> None:
    dropped = DraftClaim(words, (quote(article, FALL),))
    kept = DraftClaim("It was 96 percent.", (quote(article, TRADE),))
    answered = answer(catalogue, dropped, kept)
    assert answered.text == "It was 96 percent. [1]"
    assert [citation.quote for citation in answered.citations] == [TRADE]


def test_where_no_claim_holds_the_reply_is_a_refusal_that_says_so(catalogue: Catalogue, article: Source) -> None:
    near = tuple(quote(article, words) for words in (FALL, FALL, TRADE, REASONS, "The end."))
    refused = reply(catalogue, DraftClaim("It fell to 47.", (quote(article, FALL),)), nearest=near)
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.UNSUPPORTED
    assert [(item.number, item.quote) for item in refused.nearest] == [(1, FALL), (2, TRADE), (3, REASONS)]
    assert (refused.id, refused.conversation_id, refused.confidence) == ("r-1", "c-1", 0.9)


def test_a_draft_without_claims_is_refused_for_its_own_reason(catalogue: Catalogue) -> None:
    refused = reply(catalogue)
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.NOT_IN_LIBRARY


def test_a_claim_whose_source_has_left_meanwhile_is_dropped(catalogue: Catalogue) -> None:
    refused = reply(catalogue, DraftClaim("Words.", (Quote("gone", "p", 0, 5),)), DraftClaim("Words.", ()))
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.UNSUPPORTED


@pytest.mark.parametrize(("start", "end"), [(10**6, 10**6 + 9), (5, 5), (9, 3)])
def test_a_quote_of_nothing_is_no_evidence(catalogue: Catalogue, start: int, end: int) -> None:
    assert isinstance(reply(catalogue, DraftClaim("Words.", (Quote("article", "p", start, end),))), Refusal)


@pytest.mark.parametrize("found_in", ["article", "excerpt"])
@pytest.mark.parametrize("words", [FALL, REASONS])
def test_the_longer_source_is_cited_and_the_copy_is_named(
    catalogue: Catalogue, article: Source, found_in: str, words: str
) -> None:
    source = catalogue.source(found_in)
    assert source is not None
    citation = answer(catalogue, DraftClaim(words, (quote(source, words),))).citations[0]
    assert (citation.source, citation.quote) == (article, words)
    assert [copy.id for copy in citation.also_in] == ["excerpt"]


def test_what_stands_in_one_source_alone_has_no_copy(catalogue: Catalogue, article: Source) -> None:
    citation = answer(catalogue, DraftClaim(TRADE, (quote(article, TRADE),))).citations[0]
    assert citation.also_in == ()
    short = answer(catalogue, DraftClaim("That was all.", (quote(excerpt(catalogue), "And that was all."),))).citations[
        0
    ]
    assert (short.source.id, short.also_in) == ("excerpt", ())


@pytest.mark.parametrize(
    ("words", "old", "new"),
    [
        ("The number of missions that the republic keeps in other countries had gone down to {}.", "53", "46"),
        ("The number of missions that the republic keeps in other countries had gone down to {}.", "fifty", "forty"),
        ("The authority of the harbour said in the old town that the new quay would be opened in {}.", "May", "June"),
        ("The republic said in a letter to the council that it had recognised {}.", "Belmark", "Arendia"),
        ("The keeper of the harbour said to the council of the town that the cranes were {} safe.", "not", "quite"),
        ("After the war the trade of the republic with its neighbours in the north of the sea {}.", "rose", "fell"),
    ],
)
def test_an_edition_that_says_something_else_is_no_copy(tmp_path: Path, words: str, old: str, new: str) -> None:
    catalogue = Catalogue(tmp_path / "catalogue.sqlite3")
    longer = page(f"{words.format(new)} This was said of all of them, wherever they may be.")
    catalogue.write([added("old", page(words.format(old))).entry(), added("new", longer).entry()])
    for item, said in (("old", old), ("new", new)):
        source = catalogue.source(item)
        assert source is not None
        cited = Citer(catalogue, catalogue.source).cite(quote(source, words.format(said)))
        assert cited is not None
        assert (cited.source.id, cited.quote, cited.also_in) == (item, words.format(said), ())
    catalogue.close()


def test_a_question_that_is_put_to_one_source_is_answered_from_that_one(catalogue: Catalogue) -> None:
    cited = Citer(catalogue, catalogue.source).within(["excerpt"]).cite(quote(excerpt(catalogue), FALL))
    assert cited is not None
    assert (cited.source.id, cited.quote, [copy.id for copy in cited.also_in]) == ("excerpt", FALL, ["article"])


def test_one_place_has_one_number_however_often_it_is_cited(catalogue: Catalogue, article: Source) -> None:
    fall, copy, trade = quote(article, FALL), quote(excerpt(catalogue), FALL), quote(article, TRADE)
    answered = answer(
        catalogue,
        DraftClaim("It was 96 percent.", (trade, trade)),
        DraftClaim("The number fell to 46.", (fall, copy, trade)),
        DraftClaim("The number fell to 46.", (copy, trade)),
    )
    assert answered.text == "It was 96 percent. [1] The number fell to 46. [2][1]"


def test_brackets_in_a_claim_are_no_marks(catalogue: Catalogue, article: Source) -> None:
    answered = answer(catalogue, DraftClaim("It fell to [46].", (quote(article, FALL),)))
    assert re.findall(r"\[(\d+)\]", answered.text) == ["1"]


@given(data=st.data())
def test_whatever_is_drafted_every_citation_is_verbatim_and_numbered_in_order(
    catalogue: Catalogue, article: Source, data: st.DataObject
) -> None:
    sources = (article, excerpt(catalogue))
    known = [quote(source, words) for source in sources for words in SENTENCES if words in source.text]
    quotes = st.lists(st.sampled_from([*known, Quote("gone", "p", 0, 3)]), max_size=4).map(tuple)
    words = st.sampled_from((*SENTENCES, "It fell to 47.", "Some words.", CLOSED))
    claims = data.draw(st.lists(st.builds(DraftClaim, words, quotes), max_size=5))
    replied = reply(catalogue, *claims, nearest=data.draw(quotes))
    cited = replied.citations if isinstance(replied, Answer) else replied.nearest
    assert [item.number for item in cited] == list(range(1, len(cited) + 1))
    assert len({(item.source.id, item.start, item.end) for item in cited}) == len(cited)
    for item in cited:
        assert item.source.text[item.start : item.end] == item.quote
        assert item.source.id not in {copy.id for copy in item.also_in}
    marks = [int(number) for number in re.findall(r"\[(\d+)\]", replied.text)]
    assert list(dict.fromkeys(marks)) == ([item.number for item in cited] if isinstance(replied, Answer) else [])
