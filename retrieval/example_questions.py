"""Questions that the Library answers, made from its own words: what small talk and refusals offer to ask."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice

from retrieval.conversation.askable import askable, form_of, of_headings
from retrieval.model import Passage
from retrieval.storage.catalogue import Catalogue

OFFERED = 2
"""Questions that are offered at once."""
_SOURCES, _PASSAGES, _TRIED = 6, 60, 8
"""Sources, Passages of each, and questions that are looked at for examples."""
_KEPT = 64

IsAnswered = Callable[[str, tuple[str, ...] | None], bool]
"""Whether the Library, or these Sources of it, answer a question."""


class ExampleQuestions:
    """Makes example questions once for each state of the Library; asking for them again costs nothing."""

    def __init__(self, catalogue: Catalogue, is_answered: IsAnswered) -> None:
        self._catalogue = catalogue
        self._is_answered = is_answered
        self._made = lru_cache(_KEPT)(self._make)

    def offered(self, source_ids: Collection[str] | None = None) -> tuple[str, ...]:
        """Returns questions that are answered from ``source_ids``, of two kinds where there are such."""
        scope = None if source_ids is None else tuple(sorted(source_ids))
        return self._made(scope, self._catalogue.generation)

    def answered(
        self, questions: Iterable[str], scope: tuple[str, ...] | None, most: int = OFFERED, tried: int = 3
    ) -> tuple[str, ...]:
        """Returns the first ``most`` of ``questions`` that are answered; tries ``tried`` at most."""
        some = islice(dict.fromkeys(questions), tried)
        return tuple(islice((question for question in some if self._is_answered(question, scope)), most))

    def _make(self, scope: tuple[str, ...] | None, _generation: int) -> tuple[str, ...]:
        """Makes the examples; the generation is part of the cache's key."""
        ids = scope[:_SOURCES] if scope is not None else [listed.id for listed in self._catalogue.listed(_SOURCES)]
        by_source = [
            list(questions_of(islice(self._catalogue.passages_of([source_id]), _PASSAGES))) for source_id in ids
        ]
        candidates = _varied(chain.from_iterable(by_source))
        headings = (passage.section for source_id in ids for passage in self._catalogue.passages_of([source_id]))
        return self.answered(chain(candidates, of_headings(dict.fromkeys(headings))), scope, tried=_TRIED)


def questions_of(passages: Iterable[Passage], is_wanted: Callable[[str], bool] = bool) -> Iterator[str]:
    """Yields questions that those sentences of ``passages`` answer that are wanted, each once."""
    read = [passage for passage in passages if passage.note is None]
    text = " ".join(passage.text for passage in read)
    sentences = (
        passage.text[span.start - passage.start : span.end - passage.start]
        for passage in read
        for span in passage.sentences
    )
    yield from dict.fromkeys(askable(filter(is_wanted, sentences), text))


def _varied(questions: Iterable[str]) -> list[str]:
    """Returns ``questions`` with one of each form first."""
    whole = list(dict.fromkeys(questions))
    firsts = list({form_of(question): question for question in reversed(whole)}.values())[::-1]
    return [*firsts, *(question for question in whole if question not in firsts)]
