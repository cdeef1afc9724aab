"""The gate: whether evidence supports a claim, and if not, what is wrong with the claim.

Rules find what is nowhere in the evidence (numbers, dates, units, names) and what is said the other way round. Whether
the rest of the claim is said at all, the share of shared words tells; a trained check was worse at it (record 11).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain
from math import log

from retrieval.english.dates import dates
from retrieval.english.quantities import quantities
from retrieval.english.words import STOP_WORDS, WORD, bare, blanked, sentences
from retrieval.grounding.absent import wrong_dates, wrong_quantities
from retrieval.grounding.absent_names import Evidence, wrong_names
from retrieval.grounding.binding import is_bound, misbound
from retrieval.grounding.contrast import Contrast
from retrieval.grounding.problems import Problem, ProblemKind
from retrieval.grounding.table_scale import with_scale
from retrieval.grounding.tokens import tokens
from retrieval.grounding.written import added

LEAST_OVERLAP = 0.3
"""Share of a claim's words that must be in the evidence."""
LEAST_OVERLAP_WRITTEN = 0.6
"""The same for what a chat model wrote, whose words are looked up one by one besides."""
_COMPARED = 3
"""Sentences, those most like the claim, that are put beside it."""
_MOST_READ = 24
"""Sentences that are looked at closely: of long evidence, those that share most words with the claim."""
_NEAR = 40
"""Characters on either side of a sentence that tell where it begins and ends."""
_STOPS = re.compile(r"[.!?…。][\"”’)\]]*$")
_LINK = re.compile(
    r"(?:[a-z][a-z+.-]{1,15}://|www\.|mailto:)[^\s<>\"]+|(?<![\w.+-])[\w.+-]+@[\w-]+\.\w+|"
    r"<[A-Za-z/!][^>]*>?|!?\[[^]]*\]\([^)]*\)?"
)
"""Links, addresses and markup: nothing of the kind is shown that is not in the evidence."""
_PENALTY = 0.6
"""What is left of a score for each problem."""


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """What the gate says.

    ``score`` (0…1) is how well the claim is supported, ``used`` the indices of the evidence that it is supported by.
    """

    supported: bool
    score: float
    problems: tuple[Problem, ...] = ()
    used: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of the evidence, and which piece of evidence it stands in."""

    text: str
    piece: int
    says: frozenset[str]


class Gate:
    """Checks claims. Safe to share between threads."""

    def __init__(self, least_overlap: float = LEAST_OVERLAP, *, is_written: bool = False) -> None:
        """``least_overlap``: the share (0…1) of a claim's words that must be in the evidence.

        ``is_written``: the claims are a chat model's, which may add no word to what it was given.
        """
        self._least_overlap = least_overlap
        self._is_written = is_written

    def check(self, claim: str, evidence: Sequence[str], apart: Collection[int] = ()) -> GateVerdict:
        """Checks ``claim`` by ``evidence``, pieces of text such as sentences or quotes.

        ``apart``: the indices of pieces that do not follow on from the piece before them where they come from.
        """
        verbatim = next((i for i, piece in enumerate(evidence) if stands_in(claim, piece)), None)
        if verbatim is not None:
            return GateVerdict(True, 1.0, (), (verbatim,))
        evidence = with_scale(evidence)
        nearest = _nearest(claim, evidence)
        overlap = _overlap(claim, nearest)
        problems = _by_rule(claim, evidence, apart, nearest[:_COMPARED])
        if self._is_written and not problems:
            problems = tuple(dict.fromkeys(added(claim, evidence)))
        used = _used(claim, nearest)
        return _by_words(overlap, self._least_overlap, problems, used)


def missing(claim: str, evidence: str) -> tuple[str, ...]:
    """The numbers, dates, units and names of ``claim`` that ``evidence`` does not hold; empty where it may pass."""
    return tuple(dict.fromkeys(problem.words for problem in _absent(claim, evidence)))


def stands_in(claim: str, text: str) -> bool:
    """Whether ``claim`` is word for word one or several whole sentences of ``text``."""
    words = " ".join(claim.split())
    if not words:
        return False
    if any(words == " ".join(line.split()) for line in text.splitlines()):
        return True
    whole = " ".join(text.split())
    if not _STOPS.search(words):
        return whole.endswith(words) and _is_whole(whole[: -len(words)][-_NEAR:], words, "")
    places = re.finditer(re.escape(words), whole)
    return any(
        _is_whole(whole[max(0, at.start() - _NEAR) : at.start()], words, whole[at.end() : at.end() + _NEAR])
        for at in places
    )


def _is_whole(before: str, words: str, after: str) -> bool:
    """Whether ``words`` begin where a sentence begins and end where one ends, by what stands near them."""
    begins = not before.strip() or _STOPS.search(before.rstrip()) is not None
    return begins and (not after.strip() or (_STOPS.search(words) is not None and after[:1] in ' "”’)]'))


def _absent(claim: str, evidence: str) -> Iterator[Problem]:
    """What is nowhere in the evidence."""
    if stands_in(claim, evidence):
        return
    yield from (
        Problem(ProblemKind.NAME, link) for link in _LINK.findall(claim) if link.rstrip(".,;:!?)]") not in evidence
    )
    said, found = dates(claim), dates(evidence.replace("|", "("))  # a column's month needs something before it
    numbers = quantities(evidence)
    values = frozenset[object](number.value for number in numbers)
    yield from wrong_dates(said, found, values)
    without_dates = blanked(claim, [date.span for date in said])
    yield from wrong_quantities(quantities(without_dates), numbers)
    yield from wrong_names(without_dates, Evidence(evidence))


def _by_rule(
    claim: str, evidence: Sequence[str], apart: Collection[int], nearest: Sequence[_Sentence]
) -> tuple[Problem, ...]:
    """What is nowhere in the evidence, what belongs to something else there, and what the nearest says differently."""
    absent = list(_absent(claim, "\n".join(evidence)))
    known = {problem.words for problem in absent}
    bound = [problem for problem in misbound(claim, evidence, apart) if problem.words not in known]
    known |= {problem.words for problem in bound}
    contrast = max((Contrast(claim, sentence.text) for sentence in nearest), key=lambda one: one.likeness, default=None)
    differing = [
        problem
        for problem in (contrast.problems() if contrast else ())
        if not any(word in problem.words for word in known) and (bound or not _is_in_place(problem, claim, contrast))
    ]
    return tuple(dict.fromkeys((*absent, *bound, *differing)))


def _is_in_place(problem: Problem, claim: str, contrast: Contrast | None) -> bool:
    """Whether a figure that stands in another's place stands in the sentence where it belongs, too."""
    if problem.kind not in (ProblemKind.NUMBER, ProblemKind.DATE) or contrast is None:
        return False
    is_said_once_more = _times(problem.words, claim) > _times(problem.words, contrast.sentence)
    return not is_said_once_more and is_bound(problem.words, claim, contrast.sentence)


def _times(words: str, text: str) -> int:
    """How often ``text`` says a figure; a claim that says one more often than its evidence has misplaced it."""
    return sum(token.words == words for token in tokens(text))


def _nearest(claim: str, evidence: Sequence[str]) -> list[_Sentence]:
    """The sentences of the evidence that say something the claim says, the likest first."""
    wanted = _says(claim)
    texts = [(text, piece) for piece, whole in enumerate(evidence) for text in sentences(whole)]
    if len(texts) > _MOST_READ:
        words = frozenset(map(bare, WORD.findall(claim))) - STOP_WORDS
        texts = nlargest(_MOST_READ, texts, key=lambda one: len(words.intersection(map(bare, WORD.findall(one[0])))))
    found = [_Sentence(text, piece, _says(text)) for text, piece in texts]
    sharing = [sentence for sentence in found if sentence.says & wanted]
    return sorted(sharing, key=lambda one: -len(one.says & wanted) / (len(wanted) + 0.1 * len(one.says)))


def _says(text: str) -> frozenset[str]:
    """The keys of what tells something in ``text``; of all its words where none does, as in "That was all"."""
    found = tokens(text)
    return frozenset(token.key for token in found if token.tells) or frozenset(token.key for token in found)


def _overlap(claim: str, nearest: Sequence[_Sentence]) -> float:
    """The share (0…1) of what the claim says that the nearest sentences say; what few of all say weighs more."""
    wanted = _says(claim)
    if not wanted:
        return 0.0
    weight = {word: log(2 + len(nearest) / (1 + sum(word in other.says for other in nearest))) for word in wanted}
    held = frozenset(chain.from_iterable(sentence.says for sentence in nearest[: 2 * _COMPARED]))
    return min(1.0, sum(weight[word] for word in wanted & held) / sum(weight.values()))


def _used(claim: str, nearest: Sequence[_Sentence]) -> tuple[int, ...]:
    """The pieces that it takes to cover what of the claim is covered at all, each adding at least a tenth."""
    wanted = _says(claim)
    left, used = set(wanted), list[int]()
    for _ in range(_COMPARED):
        best = max(nearest, key=lambda one: len(one.says & left), default=None)
        if best is None or len(best.says & left) < max(1.0, 0.1 * len(wanted)):
            break
        left -= best.says
        used.append(best.piece)
    return tuple(sorted(set(used)))


def _by_words(overlap: float, least: float, problems: tuple[Problem, ...], used: tuple[int, ...]) -> GateVerdict:
    score = overlap * _PENALTY ** len(problems)
    if not problems and overlap < least:
        problems = (Problem(ProblemKind.UNSUPPORTED, ""),)
    return GateVerdict(not problems, score, problems, used)
