"""A claim holds only where its words belong together: the figure, date, place and deed of that subject."""

from __future__ import annotations

import pytest

from retrieval.grounding import Gate

PORTS = "Port Rowe has 14 lamps and Port Pike has 22 lamps."
PLANS = "The basic ticket admits 2 visitors, the family ticket 5, and the club ticket has no limit."
BORN = "Merrow was born in 1951 in Stone, Reed in 1963 in Grey."
PRICES = "Adults pay 12 crowns, children 5 crowns, and students 8 crowns."
HOURS = "The museum opens at 9 on weekdays and at 11 on Sundays."
TRADE = "Exports rose to 12 million crowns in 2019, while imports fell to 9 million crowns."
ENVOYS = (
    "Ilse Brand, once deputy ambassador in Veldhaven, left the service in 2016; Otto Falk, once acting ambassador in "
    "Arendia, is reported to have done the same in 2018."
)
TALKS = "Two events ended these hopes: the Dour Summit failed in 2019, and the harbour fever broke out in early 2020."
TESTS = "Relations had been poor since 2006, the year of the first cable test; five more tests were made up to 2017."
IN_TURN = "Rowe, Pike and Stone have 13, 26 and 5 shops, respectively."
BRACKETS = "Rowe (49 exports), Pike (51) and Stone (5) were counted together."
AHEAD = "With 50 patents, Rowe is ahead of Pike, which has 38, and of Stone, which has 59."
CHANGE = "In 1961 Rowe counted 1,445 engines; by 1963 that number had come to 1,730."
SHARE = "China's share in all North Korean trade stood at over 96 percent in 2022."
BEFORE = "In 2001 it was Japan that took in most of North Korea's exports. Russia sells oil to many."
CLOSED = "As of December 2023, North Korean embassies in Angola, Nepal and Spain have been closed. China watches."
TABLE = "Port | 2019 | 2020 | 2021\nRowe | 41 | 55 | 62\nPike | 38 | 39 | 47\nTotal | 79 | 94 | 109"
FERRY = "Jo Marlow built the ferry in 1871. It sank in 1890. The pier was painted by Ines Calder."
MINUTES = "Ms. Brand: The breakwater needs 40 new stones. Mr. Falk: We should wait until spring."
VIEW = "A member of the board argued that the fee would ruin the port."
HEARD = "One frequently cited reason is the poor harvest."
SALE = "Veldhaven sold the harbour to Arendia in 1902."
PLANNED = "The board would build a tower in Grey."

FALSE = (
    (PORTS, "Port Pike has 14 lamps.", "14", "22"),
    (PORTS, "Port Rowe has 22 lamps.", "22", "14"),
    (PORTS, "Port Rowe has 22 lamps and Port Pike has 14.", None, None),
    (PLANS, "The family ticket admits 2 visitors.", "2", "5"),
    (PLANS, "The club ticket admits 5 visitors.", None, None),
    (BORN, "Reed was born in 1951.", "1951", "1963"),
    (BORN, "Merrow was born in Grey.", "Grey", "Stone"),
    (PRICES, "Children pay 12 crowns.", "12", "5"),
    (PRICES, "Students pay 5 crowns.", "5", "8"),
    (HOURS, "The museum opens at 9 on Sundays.", None, None),
    (TRADE, "Imports fell to 12 million crowns.", None, None),
    (TRADE, "Exports fell in 2019.", None, None),
    (ENVOYS, "Ilse Brand was acting ambassador in Arendia.", None, None),
    (ENVOYS, "Ilse Brand left the service in 2018.", "2018", "2016"),
    (TALKS, "The Dour Summit failed in early 2020.", "2020", "2019"),
    (TESTS, "The first cable test was in 2017.", None, None),
    (IN_TURN, "Rowe has 5 shops.", "5", "13"),
    (BRACKETS, "There are 49 exports in Stone.", "49", "5"),
    (AHEAD, "Rowe has 59 patents.", None, None),
    (CHANGE, "Rowe had 1,445 engines in 1963.", None, None),
    (f"{SHARE} {BEFORE}", "Over 96 percent of trade in 2022 was with Russia.", "Russia", None),
    (f"{SHARE} {BEFORE}", "In 2001 it was 96 percent.", "2001", "2022"),
    (f"{SHARE} {BEFORE}", "Japan had a share of 96 percent in North Korean trade.", "Japan", None),
    (CLOSED, "China closed its embassy in Angola.", None, None),
    (TABLE, "Pike had 94 in 2020.", None, None),
    (TABLE, "Pike had 38 in 2020.", None, None),
    (TABLE, "Rowe had 39 in 2020.", None, None),
    (FERRY, "The ferry sank in 1871.", None, None),
    (FERRY, "Ines Calder built the ferry in 1871.", None, None),
    (MINUTES, "Mr. Falk said that the breakwater needs 40 new stones.", None, None),
    (VIEW, "The fee would ruin the port.", None, None),
    (HEARD, "The reason is the poor harvest.", None, None),
    (SALE, "Arendia sold the harbour to Veldhaven in 1902.", None, None),
    (PLANNED, "The board built a tower in Grey.", None, None),
    ("Some of the lamps were red.", "All of the lamps were red.", None, None),
    ("The ferry may stop in Grey.", "The ferry always stops in Grey.", None, None),
    ("It was the longest pier of the coast.", "It was the second longest pier of the coast.", None, None),
    ("The lamps burned until the war began.", "The lamps burned since the war began.", None, None),
    ("The tower was built in 1871 and rebuilt in 1923.", "The tower was rebuilt in 1871.", None, None),
    ("Tolls rose after the council raised the fee.", "The council rose.", None, None),
)
TRUE = (
    (PORTS, "Port Pike has 22 lamps."),
    (PORTS, "There are 14 lamps in Port Rowe."),
    (PORTS, "Port Pike has 22 lamps and Port Rowe has 14."),
    (PLANS, "The family ticket admits 5 visitors."),
    (BORN, "Reed was born in 1963."),
    (BORN, "Merrow was born in Stone in 1951."),
    (PRICES, "Students pay 8 crowns."),
    (HOURS, "On Sundays the museum opens at 11."),
    (TRADE, "Imports fell to 9 million crowns."),
    (TRADE, "In 2019, exports rose to 12 million crowns."),
    (ENVOYS, "Otto Falk was acting ambassador in Arendia."),
    (ENVOYS, "Ilse Brand left the service in 2016."),
    (TALKS, "The Dour Summit failed in 2019."),
    (TESTS, "The first cable test was in 2006."),
    (IN_TURN, "Stone has 5 shops."),
    (BRACKETS, "There are 51 exports in Pike."),
    (AHEAD, "Stone has 59 patents."),
    (CHANGE, "In 1963, Rowe had 1,730 engines."),
    (f"{SHARE} {BEFORE}", "In 2022, over 96 percent of North Korea's trade was with China."),
    (f"{SHARE} {BEFORE}", "Japan took in most of the exports of North Korea in 2001."),
    (CLOSED, "North Korea closed its embassy in Angola."),
    (TABLE, "Pike had 39 in 2020."),
    (TABLE, "The total was 94 in 2020."),
    (FERRY, "The ferry, which Jo Marlow built, sank in 1890."),
    (FERRY, "The ferry sank in 1890."),
    (MINUTES, "Ms. Brand said that the breakwater needs 40 new stones."),
    (VIEW, "A member of the board argued that the fee would ruin the port."),
    (VIEW, "According to a member of the board, the fee would ruin the port."),
    (SALE, "In 1902 Veldhaven sold the harbour to Arendia."),
    (SALE, "The harbour was sold to Arendia by Veldhaven."),
    ("Jo Marlow met Ines Calder in Grey.", "Ines Calder met Jo Marlow in Grey."),
    ("The tower was built in 1871 and rebuilt in 1923.", "The tower was rebuilt in 1923."),
    (
        "The board (Harbour) issued the rule in 2011.\n76 HR 18354 (Apr. 4, 2011).",
        "The board (Harbour) issued the rule in 2011 (76 HR 18354 (Apr. 4, 2011)).",
    ),
)


@pytest.mark.parametrize(("evidence", "claim", "words", "there"), FALSE)
def test_what_belongs_to_another_is_caught(evidence: str, claim: str, words: str | None, there: str | None) -> None:
    verdict = Gate().check(claim, evidence.split("\n"))
    assert not verdict.supported
    if words:
        assert any(words in problem.words for problem in verdict.problems)
    if there:
        assert there in [problem.there for problem in verdict.problems]


@pytest.mark.parametrize(("evidence", "claim"), TRUE)
def test_what_belongs_together_holds(evidence: str, claim: str) -> None:
    verdict = Gate().check(claim, evidence.split("\n"))
    assert (verdict.supported, [problem.says for problem in verdict.problems]) == (True, [])


def test_on_a_page_its_subject_links_its_sentences() -> None:
    """A claim may draw on a whole page; of a few cited sentences, something has to link the two it rests on."""
    page = [f"The steamer was lengthened in {year}." for year in range(1900, 1915)]
    apart = [FERRY.split(". ", maxsplit=1)[0] + ".", "The tower in Grey was paid for by Otto Falk."]
    claim = "Otto Falk built the ferry in 1871."
    assert not Gate().check(claim, apart).supported
    joined = "The steamer that Jo Marlow built was lengthened in 1904."
    assert not Gate().check(joined, [apart[0], page[4]]).supported
    assert Gate().check(joined, [apart[0], *page]).supported
    swapped = "Jo Marlow left in 1863 and Ines Reed in 1851."
    assert not Gate().check(swapped, ["Jo Marlow left in 1851 and Ines Reed in 1863.", *page]).supported
