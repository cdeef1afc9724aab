"""Sentences: what a full stop means, where a line ends, and that no character is lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import sentences

WORDS = [
    "Mr.", "U.S.", "No.", "§ 4.", "Id.", "e.g.", "x", "The end.", "Why?", "“Go!”", "…", "...", "3.5", "。", "(a)", "•",
    "—", "\n", "\n\n", "\r\n", "\u2028", "\f", "\u00a0", " ", "\t", "\u200b", "é", "🙂", "a" * 600, "." * 600,
]  # fmt: skip

# "‖" stands where one sentence ends and the next begins.
GOLD = """
Trade with the U.S. Department of State ended.‖ It took a year.
He moved to the U.S.‖ The next year he founded a bank.
Exports went to the U.S. and Japan.‖ Imports came from the E.U. and the U.K.
He was U.S. Senator for Ohio and later U.S. Ambassador to Japan.
Aid to the U.S. after all was small.
See Vol. 24, No. 3, for the full series.‖ The tables are in an annex.
Mr. Kim met Mrs. Lee and Dr. Park.‖ They spoke for an hour.
Several crops, e.g. Maize and rice, failed.‖ Others did not.
Small firms (e.g., Kumho Trading Co.) closed.‖ Large ones survived.
Some borders, i.e. Dandong and Sinuiju, reopened.‖ Traffic stayed low.
Chen et al. (2019) report a decline.‖ Others disagree.
Chen et al. Show a similar trend in their survey.
The rule was published on Sept. 3, 2014.‖ Comments closed on Oct. 1.
On Feb. 26, 2015, the agency proposed a delay.‖ On Dec. 22 it adopted one.
The fee is set out in § 4.‖ The refund is set out in § 5.
Id. at 12.‖ The court then turned to damages.
Id. at 46–47 (Smith, J., dissenting).
See id. at 12; see also Roe, 410 U.S. at 116.
In Brown v. Board of Education, 347 U.S. 483 (1954), the Court reversed.‖ The ruling was unanimous.
The claim rests on Marbury v. Madison.‖ It fails.
The text is on p. 4 and pp. 7–9.‖ A map is on p. 11.
See 15 U.S.C. 1632(d).‖ These provisions are implemented in Regulation Z.
It covers 5 sq. mi. of land.‖ It lies 12 sq. km. of sea away.‖ See Rev. Rul. 99-7 for more.
The rule cites 80 FR 10417 (Feb. 26, 2015).‖ It was final in April.
Public Law 111-203, section 1100A, 124 Stat. 2081 (2010).
Compare Fed. R. Civ. P. 12(b)(6) with Fed. R. Civ. P. 56.‖ The tests differ.
The motion was denied.‖ See Doc. No. 14, Ex. B at 3.
Art. 6 of the treaty binds both parties.‖ Sec. 2 does not.
The order applies to Acme Inc. and its officers.‖ Acme Corp. is exempt.
The order applies to Acme Inc.‖ The officers are exempt.
Under S.C. Res. 1718, luxury goods are barred.‖ The list is national.
These loans fall under Regulation Z.‖ Moreover, the Act exempts them.
The plan took effect at 5 p.m. EST on Friday.‖ Banks closed early.
The shop opens at 9 a.m. and closes at 6 p.m.‖ It is shut on Sundays.
They met at 10 a.m.‖ The talks went on until noon.
Growth was 3.7 percent in 2016.‖ It was minus 3.5 percent a year later.
The total came to $1.5 million.‖ About 0.3 percent was lost.
The number of posts fell to 46.‖ As a result, staff were sent home.
The price rose to 5.‖ 3 of the 7 shops closed.
Version 2.0.1 fixed it.‖ Version 2.1 broke it again.
George H. W. Bush spoke first.‖ He was brief.
Martin Luther King Jr. spoke in August.‖ The crowd was large.
St. Petersburg and Mt. Fuji are far apart.‖ Ft. Worth is farther.
Gen. Walter Sharp and Lt. Col. Ann Wood testified.‖ Sen. Webb presided.
She holds a Ph.D. in law from Yale.‖ Her M.A. is in history.
Kihl, Y. W. (1984) covers the reform years.‖ It is often cited.
He lives in Washington, D.C.‖ She lives in New York.
The Washington, D.C. office closed.‖ The Seoul office did not.
It was used until the early 20th century.‖ Pharmacies still do.
He left for Iowa.‖ North Dakota was next.
She loved modern art.‖ Kim bought it.
He spoke of “the process of… terminating or limiting… dealings with clients.”‖ Nobody objected.
It might work ... or it might not.‖ Time will tell.
He paused…‖ Then he left the room.
The list goes on . . . and on.‖ It never ends.
She called it “a dead end.”‖ The minister agreed.
He asked, “Who pays?”‖ Nobody answered.
“Who pays?” he asked.‖ Nobody answered.
“Stop!” the guard shouted.‖ They ran.
The term “golden opportunity,” as he put it, stuck.‖ It was repeated often.
The law defines a “creditor.”‖ (The definition is narrow.)‖ It has been amended.
They call it “Plan B”.‖ Others call it ‘folly’.‖ It passed.
“Fees fall due.”—In this block the lender states them.‖ Nothing else is asked.
The scheme — why hide it? — failed.‖ All lost.
The chapter “What Next?” closes the book.‖ It is short.
Yahoo! reported a loss.‖ Shares fell.
Is it over?‖ Not yet!‖ Wait and see.
Was it legal?‖ No.‖ Was it wise?‖ No.
The firm makes the No. 1 brand.‖ No. 2 is far behind.
See https://www.example.org/a.b/c?d=e.f for data.‖ It is updated daily.
The file is at https://example.org/report.pdf.‖ Read it first.
Asian Survey, 24(1), 100–111.‖ https://doi.org/10.1000/182.
Markets, cafés, car washes, etc., went on trading.‖ The state looked away.
They sold rice, oil, etc.‖ The state looked away.
The policy was called sŏn’gun.‖ Its successor was called pyŏngjin.
価格は上がった。‖税は下がった。
조선은 문을 닫았다.‖ 교역은 줄었다.
Posts were closed.[1]‖ One reason is often given.
II. Summary of the Rule‖\\n\\nThe rule covers banks.‖ It exempts brokers.
A. The Statute and Regulation‖\\n\\nCongress acted in 2009.
the bank, in‖\\n\\nthe view of staff
Three questions follow:‖\\n\\n• Who pays?‖\\n• Who gains‖\\n• Who decides?‖\\n\\nThe first is hard.
Three questions follow:‖\\n- Who pays?‖\\n- Who gains?‖\\nThe first is hard.
1. Banks must report.‖\\n2. Brokers need not.‖\\n3. Funds may.
What Comes Next‖\\nThe state will keep its borders shut for a long time, and trade with two neighbors only.‖ Others wait.
The committee met in Geneva with Mr.\\nKim in the chair and agreed on the text.‖ It was\\nsigned in May by all of the members that\\nhad come.
Water is H\\n2O, and air holds a lot of free O\\n2.‖ Fire needs it.
""".strip().splitlines()  # noqa: E501


@pytest.mark.parametrize("marked", GOLD)
def test_gold(marked: str) -> None:
    expected = [part.strip() for part in marked.replace("\\n", "\n").split("‖")]
    text = marked.replace("\\n", "\n").replace("‖", "")
    assert [text[start:end] for start, end in sentences(text)] == expected


@given(
    st.one_of(st.text(), st.lists(st.sampled_from(WORDS)).map(" ".join), st.lists(st.sampled_from(WORDS)).map("".join))
)
def test_spans_are_apart_trimmed_and_cover_every_word(text: str) -> None:
    covered = 0
    for start, end in sentences(text):
        assert covered <= start < end
        assert not text[covered:start].strip()
        assert text[start:end] == text[start:end].strip()
        assert not re.search(r"\n[ \t]*\n", text[start:end])
        covered = end
    assert not text[covered:].strip()


@pytest.mark.parametrize("text", ["", " ", "\n\n \n"])
def test_nothing_holds_no_sentence(text: str) -> None:
    assert sentences(text) == []


@pytest.mark.parametrize(
    "piece", ["word ", ".", ". ", "a. ", "A. B ", '."', "?! ", "x", "\n", "\n- ", "1. ", "No. ", "。", "[1]", ") "]
)
@pytest.mark.timeout(60)  # a second on a slow machine; minutes if a rule went quadratic
def test_odd_text_ends_and_is_covered(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    spans = sentences(text)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
