from evals.metrics.footnote_recall import footnote_recall
from evals.trial import Score
from tests.evals.replies import answer, citation, refusal, trial, wanting


def test_finds_the_word_in_the_note_or_its_link() -> None:
    reply = answer("46.", citation(note="As of December 2023: Angola, Nepal."))
    assert footnote_recall(trial(reply, wanting(footnote="Angola"))) == Score(1.0, "cites the footnote")
    assert footnote_recall(trial(reply, wanting(footnote="dw.com"))) == Score(1.0, "cites the footnote")


def test_follows_an_ibid_to_the_note_that_it_means() -> None:
    cited = citation(note="Ibid., p. 9.")
    cited["footnotes"][0]["refers_to"] = {"label": "3", "text": "Lankov, Angola, 2013.", "urls": ["https://a.example"]}
    for word in ("Angola", "a.example"):
        assert footnote_recall(trial(answer("46.", cited), wanting(footnote=word))) == Score(1.0, "cites the footnote")


def test_the_word_in_the_quote_alone_is_not_the_note() -> None:
    reply = answer("46.", citation(note="Nepal."))
    score = footnote_recall(trial(reply, wanting(footnote="missions")))
    assert score == Score(0.0, "no cited footnote has 'missions'; cited: 1")


def test_a_refusal_brings_no_note() -> None:
    assert footnote_recall(trial(refusal(), wanting(footnote="Angola"))) == Score(0.0, "refused (not_in_library)")


def test_does_not_apply_where_no_note_is_named() -> None:
    assert footnote_recall(trial(answer(), wanting())) is None
