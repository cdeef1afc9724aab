from evals.cases import Expected
from evals.metrics.accuracy import accuracy
from evals.trial import Score
from tests.evals.replies import REFUSING, answer, citation, refusal, trial, wanting


def test_looks_in_claims_quotes_and_footnotes() -> None:
    reply = answer("They are 46.", citation(quote="Nobody knows why.", note="Angola and Nepal."))
    score = accuracy(trial(reply, wanting("46", "knows why", "Nepal", "dw.com")))
    assert score == Score(1.0, "holds what was asked for")


def test_names_what_is_lacking_and_what_is_in_excess() -> None:
    expected = Expected(all_of=("46", "Angola", "Nepal"), any_of=("five", "six"), none_of=("missions",))
    score = accuracy(trial(answer(), expected))
    assert score == Score(
        0.0, "lacks 'Angola', 'Nepal'; lacks any of 'five', 'six'; holds 'missions', which it must not"
    )


def test_one_of_any_will_do() -> None:
    score = accuracy(trial(answer(), Expected(any_of=("47", "46"))))
    assert score is not None
    assert score.value == 1.0


def test_a_refusal_or_no_reply_is_no_answer() -> None:
    assert accuracy(trial(refusal(), wanting("46"))) == Score(0.0, "refused (not_in_library)")
    assert accuracy(trial(None, wanting("46"))) == Score(0.0, "no reply: HTTP 500")


def test_does_not_apply_where_a_refusal_is_expected() -> None:
    assert accuracy(trial(answer(), REFUSING)) is None


def test_a_list_counts_by_the_share_that_is_there() -> None:
    score = accuracy(trial(answer(), Expected(list_of=("46", "missions", "Angola", "Nepal"))))
    assert score == Score(0.5, "of the list it lacks 'Angola', 'Nepal'")
    whole = accuracy(trial(answer(), Expected(list_of=("46", "missions"), none_of=("Angola",))))
    assert whole == Score(1.0, "holds what was asked for")
    spoilt = accuracy(trial(answer(), Expected(list_of=("46",), none_of=("missions",))))
    assert spoilt == Score(0.0, "holds 'missions', which it must not")


def test_a_wrong_short_answer_fails_whatever_the_quote_holds() -> None:
    expected = Expected(all_of=("46",), short=("46",))
    wrong = answer()
    wrong["short_answer"] = "96"
    assert accuracy(trial(wrong, expected)) == Score(0.0, "says '96' in short")
    wrong["short_answer"] = "fell to 46"
    assert accuracy(trial(wrong, expected)) == Score(1.0, "holds what was asked for")
