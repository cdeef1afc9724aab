"""The links of a web page that lead from a mark to a note, and the elements that hold the notes.

A mark is a link within the page that leads forward to a note and whose words look like a label, or a link that says
what it is (``role=doc-noteref``). What leads from a note back to its mark is a link back. A class that many links have,
such as "reference", makes no mark: the link has to lead to a note.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from lxml.html import HtmlElement

from ingest.notes.loose_marks import labels_in
from ingest.readers.html.html_furniture import HEADINGS
from ingest.readers.html.link_targets import Targets
from ingest.readers.html.note_holders import BLOCKS, INLINE, Holders, is_note_by_name, note_label
from retrieval.numbers import number

LABEL = re.compile(
    r"^[\[(]?\s*(?P<label>\d{1,4}|[a-z]{1,2}|[ivxlc]{1,6}|[*†‡§¶#]{1,4})\s*[\])]{0,2}\.?$", re.IGNORECASE
)
_SEVERAL = re.compile(r"^[\[(]?\s*\d{1,4}(?:\s*[,;–-]\s*\d{1,4})+\s*[\])]?$")
_SET_IN_BRACKETS = re.compile(r"^\[[^\[\]]{1,40}\]$")
"""The mark of a reference by name: "[Pike2005]"."""
_SAYS_MARK = frozenset(
    (
        *("doc-noteref", "noteref", "footnote-ref", "footnote-reference", "citation-reference"),
        *("footnoteref", "data-footnote-ref", "sdfootnoteanc", "sdendnoteanc"),
    )
)
_SAYS_RAISED_MARK = _SAYS_MARK | {"reference", "footnote"}
"""What says so of raised text alone: elsewhere docutils calls each of its links a reference."""
_COMMENT = re.compile(r"(?:cmnt|_?msocom|_?comment)[-_]?(?:ref|text)?[-_]?\d+", re.IGNORECASE)
"""The names of reviewers' comments, as Google Docs and Word write them."""
ARROWS = "^↑↩↵⤴⏎⤶↲⇧⇑←\ufe0e\ufe0f \n\t"
_BETWEEN_MARKS = re.compile(r"[\s\[\](),;–-]*")
_RANGE = re.compile(r"\s*[–-]\s*")
_LONGEST_RANGE = 20
_MOST_PARAGRAPHS = 12


@dataclass(slots=True)
class Links:
    """The links that concern notes.

    ``marks``: link element → (label, key of its note) for each mark that it stands for; a range of three has three.
    ``notes``: element that holds a note → its key. ``rests``: the same element → the elements that the note goes on in.
    ``labels``: the label of each note, by its key. ``bare``: elements that hold marks and what sets them off, which is
    no part of the words. ``origins``: the names that links back may lead to → keys of the notes whose marks are there.
    ``comments``: marks and texts of reviewers, which are neither text nor notes.
    """

    targets: Targets = field(default_factory=Targets)
    marks: dict[HtmlElement, list[tuple[str, str]]] = field(default_factory=dict[HtmlElement, list[tuple[str, str]]])
    notes: dict[HtmlElement, str] = field(default_factory=dict[HtmlElement, str])
    rests: dict[HtmlElement, list[HtmlElement]] = field(default_factory=dict[HtmlElement, list[HtmlElement]])
    labels: dict[str, str] = field(default_factory=dict[str, str])
    bare: set[HtmlElement] = field(default_factory=set[HtmlElement])
    origins: dict[str, set[str]] = field(default_factory=lambda: defaultdict[str, set[str]](set))
    comments: set[HtmlElement] = field(default_factory=set[HtmlElement])

    def fragment(self, link: HtmlElement) -> str:
        """Returns the name in the page that ``link`` leads to: "#n1", or the page's own address with it.

        What address a saved page had is seldom in it: a label that leads to a name which the page has is its own.
        """
        address, _, fragment = (link.get("href") or "").partition("#")
        name = self.targets.name(fragment)
        if not address:
            return name
        words = words_of(link)
        is_set_off = is_raised(link) or not words.isalnum()
        return name if name in self.targets and is_set_off and (LABEL.match(words) or not words.strip(ARROWS)) else ""


def find_links(page: HtmlElement) -> Links:
    """Returns all marks of ``page`` that are links, with the elements that hold their notes."""
    links = Links(Targets(page))
    holders = Holders(links.targets)
    by_name = defaultdict[str, list[HtmlElement]](list)
    for link in page.iter("a"):
        name = links.fragment(link)
        if _COMMENT.fullmatch(name):
            links.comments |= _comment(link, name, links.targets)
        elif _may_be_mark(link):
            by_name[name].append(link)
    for name, marks in by_name.items():
        _tie(name, marks, links, holders)
    _label_notes(links)
    holders.add_uncited(page, links.notes, links.labels)
    for link, leads in list(links.marks.items()):
        _complete(link, leads, links)
    links.rests = holders.rests(links.notes, links.marks)
    links.rests |= _up_to_links_back(links)
    return links


def _up_to_links_back(links: Links) -> dict[HtmlElement, list[HtmlElement]]:
    """Returns what follows the item of a note and ends in its link back: Markdown with paragraphs not indented."""
    rests = dict[HtmlElement, list[HtmlElement]]()
    for holder, key in links.notes.items():
        above = holder.getparent()
        if holder.tag != "li" or holder.getnext() is not None or above is None or _leads_back(holder, key, links):
            continue
        rest = list(islice(above.itersiblings(), _MOST_PARAGRAPHS))
        end = next((i for i, element in enumerate(rest, start=1) if _leads_back(element, key, links)), 0)
        if end and not any(
            inner in links.notes or inner in links.marks for part in rest[:end] for inner in part.iter()
        ):
            rests[holder] = rest[:end]
    return rests


def _leads_back(element: HtmlElement, key: str, links: Links) -> bool:
    fragments = ((link.get("href") or "").partition("#")[2] for link in element.iter("a"))
    return any(key in links.origins.get(links.targets.name(fragment), ()) for fragment in fragments if fragment)


def words_of(element: HtmlElement) -> str:
    """Returns the words of ``element``, white space folded."""
    return " ".join(str(element.text_content()).split())


def _comment(link: HtmlElement, name: str, targets: Targets) -> set[HtmlElement]:
    """Returns what a link to a reviewer's comment, or back from one, takes out of the page."""
    is_anchor = any(targets.place(target) > targets.place(link) for target in targets.of(name))
    element = link.getparent()
    if is_anchor and element is not None and element.tag == "sup":
        return {element}
    while not is_anchor and element is not None and element.tag in INLINE:
        element = element.getparent()
    whole = None if is_anchor or element is None or element.tag != "p" else element.getparent()
    if whole is not None and whole.tag == "div" and next(iter(whole)) is element and _are_all_of_one(whole, link):
        return {whole}
    return {link} if is_anchor or element is None else {element}


def _are_all_of_one(whole: HtmlElement, link: HtmlElement) -> bool:
    """Whether ``whole`` has no other comment or note beside that of ``link``."""
    return all(other is link or not (other.get("id") or "").startswith(("cmnt", "ftnt")) for other in whole.iter("a"))


def _may_be_mark(link: HtmlElement) -> bool:
    words = words_of(link)
    if LABEL.match(words) or _SET_IN_BRACKETS.match(words) or _says_mark(link):
        return True
    return bool(_SEVERAL.match(words)) and is_raised(link)


def _says_mark(link: HtmlElement) -> bool:
    """Whether ``link`` or the raised text that it stands in is declared to be a mark, wherever it leads."""
    own = (link.get("role"), link.get("{http://www.idpf.org/2007/ops}type"), link.get("epub:type"))
    if _SAYS_MARK & {*own, *(link.get("class") or "").split()} or link.get("data-footnote-ref") is not None:
        return True
    parent = link.getparent()
    if parent is None or parent.tag not in ("sup", "span"):
        return False
    says = _SAYS_RAISED_MARK if parent.tag == "sup" else _SAYS_MARK
    return bool(says & set((parent.get("class") or "").split()))


def is_raised(link: HtmlElement) -> bool:
    """Whether ``link`` is set raised, or says that it is a mark."""
    parent = link.getparent()
    return (parent is not None and parent.tag == "sup") or link.find(".//sup") is not None or _says_mark(link)


def _label(link: HtmlElement) -> str:
    words = words_of(link)
    found = LABEL.match(words)
    if found:
        return found["label"]
    return labels_in(words)[0] if _SEVERAL.match(words) else words.strip("[]() ")


def _tie(name: str, links_to: Sequence[HtmlElement], links: Links, holders: Holders) -> None:
    """Ties the links that lead to ``name`` to the notes of that name, or reports them as marks without a note."""
    found = holders.of_name(name)
    ahead = [(link, _ahead(link, found, links.targets)) for link in links_to]
    marks = [link for link, after in ahead if after]
    meant = _shared_out(marks, found, links.targets) if len(found) > 1 else dict.fromkeys(marks, 0)
    for link, after in ahead:
        label = _label(link)
        if not label:
            continue
        if link in meant:
            holder = found[meant[link]]
            if _may_lead_to(link, holder, links):
                key = links.notes.setdefault(holder, name if not meant[link] else f"{name} {meant[link]}")
                links.marks[link] = [(label, key)]
        elif after or (not links.targets.of(name) and _says_mark(link)):
            links.marks[link] = [(label, f"{name or link.get('href') or ''} ?")]
            for place, holder in enumerate(after):
                links.labels[links.notes.setdefault(holder, f"{name} {place} ?")] = label


def _ahead(link: HtmlElement, found: Sequence[HtmlElement], targets: Targets) -> list[HtmlElement]:
    return [holder for holder in found if targets.place(holder) > targets.place(link)]


def _shared_out(marks: Sequence[HtmlElement], found: Sequence[HtmlElement], targets: Targets) -> dict[HtmlElement, int]:
    """Returns which of several notes of one name each mark means; nothing where that cannot be told.

    Notes that stand each behind its marks go by their places: two opinions on a page. Where all stand in one list, as
    many marks as notes pair off in order, those of headings first, for Asciidoctor numbers them before the text.
    """
    places = [targets.place(holder) for holder in found]
    nearest = {link: bisect_right(places, targets.place(link)) for link in marks}
    if set(nearest.values()) == set(range(len(found))):
        return nearest
    if len(marks) != len(found) or len({holder.getparent() for holder in found}) > 1:
        return {}
    in_order = sorted(marks, key=lambda link: (not _is_in_heading(link), targets.place(link)))
    return {link: place for place, link in enumerate(in_order)}


def _is_in_heading(link: HtmlElement) -> bool:
    return any(outer.tag in HEADINGS for outer in link.iterancestors())


def _may_lead_to(link: HtmlElement, holder: HtmlElement, links: Links) -> bool:
    """Whether words that are no label may be a mark: the note says that it is one, or leads back to the link."""
    if any(outer is holder for outer in link.iterancestors()):
        return False
    if LABEL.match(words_of(link)) or _says_mark(link) or _SEVERAL.match(words_of(link)):
        return True
    names = {link.get("id"), link.get("name")} - {None}
    return is_note_by_name(holder) or any(links.fragment(back) in names for back in holder.iter("a"))


def _label_notes(links: Links) -> None:
    for leads in links.marks.values():
        for label, key in leads:
            links.labels.setdefault(key, label)
    for holder, key in links.notes.items():
        links.labels[key] = links.labels.get(key) or note_label(holder) or "?"


def _complete(link: HtmlElement, leads: list[tuple[str, str]], links: Links) -> None:
    """Adds what a mark stands for besides its label, where links back to it lead, and what sets it off."""
    links.marks[link] = [*leads, *_others(link, leads[-1], links)]
    for name in _names_around(link):
        links.origins[name] |= {key for _, key in links.marks[link]}
    parent = link.getparent()
    if parent is not None and parent.tag in INLINE and _holds_marks_alone(parent, links):
        links.bare.add(parent)


def _others(link: HtmlElement, last: tuple[str, str], links: Links) -> Iterator[tuple[str, str]]:
    """The further members of "2-4" in one link, and those between two links, "2"-"4"."""
    words, following = words_of(link), link.getnext()
    if _SEVERAL.match(words):
        wanted = labels_in(words)[1:]
    elif following in links.marks and _RANGE.fullmatch(link.tail or ""):
        first, end = last[0], links.marks[following][0][0]
        if not (first.isdecimal() and end.isdecimal() and 0 < number(end) - number(first) < _LONGEST_RANGE):
            return
        wanted = [str(label) for label in range(number(first) + 1, number(end))]
    else:
        return
    by_label = defaultdict[str, list[str]](list)
    for key in links.notes.values():
        by_label[links.labels[key]].append(key)
    yield from ((label, by_label[label][0]) for label in wanted if len(by_label[label]) == 1)


def _names_around(link: HtmlElement) -> Iterator[str]:
    """The names that stand at a mark: its own, those in it, of the inline elements around it, and right before it."""
    around: list[HtmlElement] = [*link.iter()]
    for outer in link.iterancestors():
        if outer.tag in BLOCKS:
            break
        around.append(outer)
    before = link.getprevious()
    if before is not None and before.tag == "a" and not words_of(before):
        around.append(before)
    for element in around:
        yield from (name for name in (element.get("id"), element.get("name")) if name)


def _holds_marks_alone(element: HtmlElement, links: Links) -> bool:
    """Whether ``element`` holds marks, and nothing else but what sets them off: "[1, 2]"."""
    words = [element.text or "", *(child.tail or "" for child in element)]
    return all(child in links.marks for child in element) and all(_BETWEEN_MARKS.fullmatch(part) for part in words)
