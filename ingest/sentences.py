"""Where the sentences of a text begin and end; the only file that names nupunkt.

nupunkt (the Punkt algorithm of Kiss & Strunk 2006, trained on legal text) decides what a full stop means. Around it
stand the few rules that measuring showed it to need: `docs/decisions/0005-sentences.md` has the figures.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby, pairwise

from nupunkt import PunktSentenceTokenizer, load_default_model

_ABBREVIATIONS = """
    adj adm admin admr aff affd al ala amb amend amer ann anon app approx apr apt arb arch archit ariz ark art arts
    ass'n assem assn assoc asst atl att'y atty aug ave avg bankr bd biol bldg blvd brig bros bull ca cal capt cas
    cdr cert cf ch chap chem chs cir cit civ cl cmt cmty co col coll colo colum com comdr comm comm'n commn comp
    compl cong conn cons const contd coop corp cos cpl crim ct cts cty cu dec def del dem dep dep't dept dev dir
    dist distrib div doc docs dr econ ed edn eds educ elec encl eng ens env eq eqs esp esq est et etc ex exch excl
    exec exh exhs exp ext feb fed ff fig figs fin fl fla fn fr ft ga gal gde gen geo geol gk gov gov't govt gtd hist
    hon hosp hosps hr hrs ht hwy ibid id ill illus imp inc incl incorp ind indep indus inst instr int int'l intl jan
    jour jr jud jul jun jur juris kan km ky lat lb lbs leg legis lit litig loc lt ltd mach mag maj mar mass md med mem
    messrs met mfg mfr mgmt mi mich min minn mins misc miss mkt mlle mme mo mon mont mr mrs ms msgr mss mt mtg mts mun
    nat nat'l natl nb neb nev nn no nos nov num obs oct okla op ord ore org orig oz pa pac par para paras parl pars
    pfc pharm phil philos pl pls pol pp prelim pres prev priv prob proc prod prof prog prop prov pseud psych pt pts
    pub publ pubs pvt qt quart rd rec refs reg regs rel rep repl repr reps rept res resp ret rev revs rpt rptr rt
    rte rul sat sch sched sci se sec sec'y secs sect sen sens sep sept seq seqq ser sess sgt sociol spec sq sr ss st sta
    stat ste sts stud subch subchap subd subdiv subpar subpt subsec subsecs subst sun sup supp suppl supr supt symp
    tab tbl technol tel tenn tex thu thur thurs tr trans transl transp treas tue tues twp univ va viz vol vols vs vt
    wash wed wis wkly wks wm wyo yd yr yrs
"""
"""Abbreviations without a stop inside, in place of nupunkt's: it learnt 3,009 from scanned pages, "century" and "west"
among them."""
_TITLES = {
    *("admiral", "ambassador", "captain", "chairman", "colonel", "general", "governor"),
    *("judge", "lieutenant", "secretary", "senator", "sergeant"),
}
"""Words that nupunkt believes to begin sentences ("He was U.S. Senator")."""
_SPACE = re.compile(r"[^\S ]")
_OVERLONG = re.compile(r"(?<!\S)\S{500,}")
"""A run without white space too long for prose; nupunkt takes quadratic time over one that holds many stops."""
_LONGEST = 5_000
"""Characters after which what has no stop is cut: each note is stored with its sentence, which is read whole."""
_WORDS = re.compile(r"\S+")
_MARKER = re.compile(r"\s*(?:(?P<bullet>[-*•◦▪‣●○·–—])|\(?\d\d?[.)]|\([A-Za-z]\)|\(?[ivxIVX]{2,5}[.)])\s+(?P<word>\S)")
_ROOM = 0.8
"""A line shorter than this share of its paragraph's longest, the next word included, was ended on purpose."""
_CLOSING = re.compile(r"(?:\[\w{1,4}\]|[”’\"')\]»])*")
"""What may stand between a stop and the space after its sentence: quotation marks, brackets, a note's mark."""
_GOES_ON = re.compile(r"\S|\s+[–—,;)]|(?<=\.[A-Z]\.)\s+[a-z]")
"""What no sentence begins with: "why hide it? — failed", "the U.S. after all"."""
_WIDE_STOP = re.compile(r"[。！？]+[」』”’）]*")
"""Chinese and Japanese stops, which no space follows and nupunkt does not know."""
_LETTERED = (
    "Annex Appendix Category Class Exhibit Group Level Part Phase Plan Regulation Schedule Subpart Table Tier Type War"
)
_COMMON_WORDS = "art col ill mass me miss no ore pol pub rec rel rep sat sun tab wash"
_SURE_STOP = re.compile(
    r"\.(?=\s+(?:[A-Z][a-z’']|[AI]\s))(?:"
    r"(?<=^No\.)|(?<=[“\"]No\.)|(?<=[.?!:”\"]\sNo\.)"  # the answer "No.", which nupunkt takes for "number"
    + "".join(rf"|(?<=[a-z,;] {noun} [A-Z]\.)" for noun in _LETTERED.split())  # "Regulation Z. Moreover": no initial
    + "".join(
        rf"|(?<=\s{word}\.)" for word in _COMMON_WORDS.split()
    )  # abbreviations only if capital or before a number
    + ")"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of `text` as spans: in order, apart, trimmed of white space, together covering all that is not.

    A blank line always ends a sentence, and so does a line break that is not mere wrapping: the one after a heading or
    before a list item. Takes time in proportion to the length of `text`.
    """
    spans: list[tuple[int, int]] = []
    for offset, unit in _units(text):
        for start, end in pairwise(sorted({0, *_ends(unit), len(unit)})):
            if words := unit[start:end].strip():
                first = offset + unit.index(words, start)
                spans += _cut(text, first, first + len(words))
    return spans


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence as one span, or what goes on without a stop for too long as several, cut at white space."""
    while end - start > _LONGEST:
        words = text[start : start + _LONGEST].rsplit(maxsplit=1)[0]
        yield start, start + len(words)
        start = next(_WORDS.finditer(text, start + len(words))).start()
    yield start, end


def _ends(unit: str) -> Iterator[int]:
    """Where sentences end within a stretch of text that only its stops divide."""
    masked = _OVERLONG.sub(lambda run: "x" * (len(run[0]) - 1) + run[0][-1], _SPACE.sub(" ", unit))
    for _, stop in _punkt().iter_spans(masked, paragraph_breaks=False):
        closing = _CLOSING.match(unit, stop)
        if closing and not _GOES_ON.match(unit, closing.end()):
            yield closing.end()
    for sure in (_WIDE_STOP, _SURE_STOP):
        yield from (match.end() for match in sure.finditer(unit))


@cache
def _punkt() -> PunktSentenceTokenizer:
    punkt = load_default_model()
    learnt = punkt.parameters
    learnt.abbrev_types = {kind for kind in learnt.abbrev_types if "." in kind or len(kind) == 1}
    learnt.abbrev_types |= set(_ABBREVIATIONS.split())
    learnt.sent_starters -= _TITLES
    punkt.EXCL_QUEST_LOWERCASE_CONTINUES = True  # "Yahoo! reported a loss" is one sentence
    return punkt


def _units(text: str) -> Iterator[tuple[int, str]]:
    """The stretches that no sentence crosses, each with its offset: paragraphs, cut after lines ended on purpose."""
    offset = 0
    for blank, group in groupby(text.splitlines(keepends=True), key=str.isspace):
        lines = list(group)
        units: Iterable[str] = () if blank else _joined(lines)
        for unit in units:
            yield offset, unit
            offset += len(unit)
        offset += sum(map(len, lines)) if blank else 0


def _joined(lines: list[str]) -> Iterator[str]:
    """A paragraph's lines, joined where the break between two is mere wrapping."""
    width = max(map(len, lines)) * _ROOM
    unit = [lines[0]]
    for line, following in pairwise(lines):
        if _ended_on_purpose(line, following, width):
            yield "".join(unit)
            unit = []
        unit.append(following)
    yield "".join(unit)


def _ended_on_purpose(line: str, following: str, width: float) -> bool:
    """Whether `following` begins a list item, or `line` had room for its first word."""
    last, word = line.rstrip()[-1], following.split(maxsplit=1)[0]
    if marker := _MARKER.match(following):
        begins_item = last in ".:;,?!" or _MARKER.match(line)
        return bool(marker["bullet"] or (begins_item and not marker["word"].islower()))
    return len(line) + len(word) < width and word[0].isupper() and last not in ",-"
