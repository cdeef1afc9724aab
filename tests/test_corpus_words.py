"""The corpus retells its originals: every fact carries over, no sentence does."""

import html
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus"
ORIGINALS = ROOT.parent / "shared" / "sources"

BRIEFING = "de-risking-briefing.md"
CHRONOLOGY = "de-risking-chronology.txt"
REPRINT = "de-risking-reprint.html"
DOCUMENTS = (BRIEFING, CHRONOLOGY, REPRINT)
LONGEST_SHARED_RUN = 7

# A title or a bibliographic reference has one right form, so these may (and should) be alike.
SAME_BY_NATURE = (
    "North Korea's De-risking Strategy and Its Implications",
    "KOTRA (2023). 2022년 북한의 대외무역 동향 (Trends in North Korean Trade 2022). KOTRA 자료 23-052",
    "See Kihl, Y. W. (1984). North Korea in 1983: Transforming 'The Hermit Kingdom'? Asian Survey, 24(1), 100-111.",
    "Kim, Jong-il, 'The 21st Century is a Century of Great Change and Creation.' January 4, 2001.",
    "Smith, Hazel (2005). Hungry for Peace: International Security, Humanitarian Assistance,",
    "and Social Change in North Korea. Washington, DC: United States Institute of Peace Press.",
)

CLOSED_EMBASSIES = """
Angola; Bangladesh; Congo; Guinea; Hong Kong; Nepal; Senegal; Spain; Uganda
"""

NAMES_AND_TERMS = """
Ruediger Frank; 38 North; Stimson Center; Thae Yong Ho; Jo Song Gil; Kim Jong Il; Kim Jong Un; Koizumi Junichiro
Donald Gregg; Kihl, Y. W.; Smith, Hazel; Asian Survey; Hungry for Peace; KOTRA; 대외무역; Goethe-Institut; Madrid
Department of State; CIA; Chief of Station; Air Koryo; Korea Kumgang Group; KKG; chaebol; WPK; WMD; DMZ; Vietnam
Workers' Party of Korea; Axis of Evil; Banco Delta Asia; Hanoi Summit; Eighth Party Congress; golden opportunity
eyes on the ground; dire economy; new Cold War; creative principle; juche; songun; sŏn'gun; byungjin; pyŏngjin
donju; masters of money; Arduous March; friendship prices; August 3rd goods; Joint Venture Law; Mt. Kumgang
Kaesong Industrial Complex; Rason; Wonsan-Kalma; Korean War; Soviet Union; Ukraine; COVID-19; military first
Food and Agriculture Organization; United Nations Development Programme; World Food Programme
World Health Organization; United Nations Security Council; longest-running intelligence failure
categories of clients; nuclear umbrella; state socialist; religious freedom; quarantine; veto; wedge; deterrent
"""

needs_originals = pytest.mark.skipif(
    not ORIGINALS.is_dir(), reason=f"the original articles are not kept here, only beside a checkout: {ORIGINALS}"
)


def listed(block: str) -> list[str]:
    return [name.strip() for line in block.strip().splitlines() for name in line.split(";")]


def page_text(page: str) -> str:
    """What a page says: inline elements join words, all others part lines, scripts and styles are silent."""
    spoken = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    joined = re.sub(r"</?(?:a|em|span|time)\b[^>]*>", "", spoken)
    return html.unescape(re.sub(r"<[^>]+>", "\n", joined))


def text_of(path: Path) -> str:
    raw = path.read_text(encoding="utf-8")
    return page_text(raw) if path.suffix == ".html" else raw


def straight(text: str) -> str:
    """Quotation marks and apostrophes as a typewriter has them: the originals curl theirs, the corpus does not."""
    return text.translate(str.maketrans("\u2018\u2019\u201c\u201d", "''\"\""))


def words(text: str) -> list[str]:
    """Lower-cased words without punctuation, links and bracketed note marks; hyphens and apostrophes part words."""
    without_links = re.sub(r"https?://[^\s)\]>\"]+", " ", text)
    without_marks = re.sub(r"\[\^?\d+\]:?", " ", without_links)
    return re.findall(r"\w+", without_marks.lower())


def own_words(text: str) -> str:
    """The words in one line, each reference of `SAME_BY_NATURE` replaced by a bar that no run can cross."""
    line = " " + " ".join(words(text)) + " "
    for reference in SAME_BY_NATURE:
        line = line.replace(" " + " ".join(words(reference)) + " ", " | ")
    return line


def runs(text: str, length: int = LONGEST_SHARED_RUN + 1) -> set[str]:
    parts = [part.split() for part in own_words(text).split("|")]
    return {" ".join(part[i : i + length]) for part in parts for i in range(len(part) - length + 1)}


def numbers(text: str) -> set[str]:
    return {found.rstrip(".,") for found in re.findall(r"\d[\d,.]*", text)}


def briefing_body_and_notes() -> tuple[str, dict[str, str]]:
    lines = text_of(CORPUS / BRIEFING).splitlines()
    notes = {m[1]: m[2] for line in lines if (m := re.match(r"\[\^(\d+)\]: (.+)", line))}
    body = "\n".join(line for line in lines if not line.startswith("[^"))
    return body, notes


def corpus_text() -> str:
    return straight("\n".join(text_of(CORPUS / name) for name in DOCUMENTS))


def original_text() -> str:
    return straight("\n".join(text_of(path) for path in sorted(ORIGINALS.glob("*.txt"))))


@pytest.mark.parametrize("name", [*DOCUMENTS, "originals.urls"])
def test_the_document_is_there(name: str) -> None:
    assert (CORPUS / name).stat().st_size > 0


def test_the_closed_embassies_stand_in_the_note_alone() -> None:
    body, notes = briefing_body_and_notes()
    assert not [country for country in listed(CLOSED_EMBASSIES) if country in body]
    assert not [country for country in listed(CLOSED_EMBASSIES) if country not in notes["1"]]


def test_the_briefing_has_nine_notes_each_marked_once_and_in_order() -> None:
    body, notes = briefing_body_and_notes()
    assert re.findall(r"\[\^(\d+)\]", body) == list(notes) == [str(n) for n in range(1, 10)]


def test_the_chronology_has_nine_notes_each_marked_once_and_in_order() -> None:
    body, _, notes = text_of(CORPUS / CHRONOLOGY).partition("\n- [1]\n")
    marked = [int(n) for n in re.findall(r"\S\[(\d+)\]", body)]
    below = [1, *(int(n) for n in re.findall(r"^- \[(\d+)\]$", notes, re.MULTILINE))]
    assert marked == below == list(range(1, 10))


def test_the_reprint_repeats_the_opening_with_notes_glued_to_the_words() -> None:
    page = text_of(CORPUS / REPRINT)
    body, notes = briefing_body_and_notes()
    opening = body.split("---\n")[2].strip().split("\n\n")[:4]
    first = opening[0].replace("[^1]", f"1 {notes['1']} ").replace("[^2]", f" 2 {notes['2']} ")
    expected = [first, opening[1], opening[2], *(item.removeprefix("- ") for item in opening[3].splitlines())]
    assert not [sentences for sentences in expected if sentences not in page]


def test_the_chronology_is_no_copy_of_the_briefing() -> None:
    assert runs(text_of(CORPUS / CHRONOLOGY)) & runs(text_of(CORPUS / BRIEFING)) == set()


@pytest.mark.parametrize("term", listed(NAMES_AND_TERMS))
def test_a_name_or_term_occurs(term: str) -> None:
    assert term in corpus_text()


@needs_originals
@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_long_run_of_words_is_shared_with_an_original(name: str) -> None:
    assert runs(text_of(CORPUS / name)) & runs(original_text()) == set()


@needs_originals
def test_every_number_of_the_originals_occurs() -> None:
    assert numbers(original_text()) - numbers(corpus_text()) == set()


@needs_originals
def test_every_link_of_the_originals_occurs() -> None:
    links = {link.rstrip(".)") for link in re.findall(r"https?://\S+", original_text())}
    assert not [link for link in links if link not in corpus_text()]


def test_the_briefing_links_to_each_address_of_an_original() -> None:
    lines = text_of(CORPUS / "originals.urls").splitlines()
    addresses = [line for line in lines if not line.startswith("#")]
    linked = re.findall(r"\]\((https://[^)]+)\)", text_of(CORPUS / BRIEFING))
    assert addresses == linked
