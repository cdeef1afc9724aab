"""Stems of English words, by the Snowball stemmer that the word index uses too (tantivy's)."""

from __future__ import annotations

from functools import cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer


@cache
def _stemmer() -> TextAnalyzer:
    return TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase()).filter(Filter.stemmer("english")).build()


def stemmed(text: str) -> list[str]:
    """Returns the words of ``text`` as stems, in order, stop words included."""
    return _stemmer().analyze(text)
