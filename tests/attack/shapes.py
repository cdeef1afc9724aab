"""Texts of the shapes that make careless readers slow: ordinary ones (lists, logs, verse), and repeated pieces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

Shape = Callable[[int], str]
"""A text of about so many characters."""

_WORDS = "harbor survey lighthouse meters keeper of the in and was closed opened Tarn Point Orvany 1998 signal".split()


def repeated(unit: str) -> Shape:
    """``unit`` over and over."""
    return lambda size: unit * (size // len(unit))


def drawn(sentence_words: int, end: str) -> Shape:
    """Sentences of words drawn anew, the same for each size."""

    def make(size: int) -> str:
        random = Random(38)
        drawn_words = (random.choice(_WORDS) for _ in range(size // 6))
        words = list(drawn_words)
        lines = (words[i : i + sentence_words] for i in range(0, len(words), sentence_words))
        return end.join(" ".join(line).capitalize() for line in lines)

    return make


def numbered(line: str) -> Shape:
    """``line`` with ``{n}`` counting up."""

    def make(size: int) -> str:
        longest = size // len(line.format(n=1)) + 1
        return "".join(line.format(n=n) for n in range(1, longest))

    return make


def noted(mark: str, note: str) -> Shape:
    """Sentences with a mark each, then their notes."""
    half = numbered("The keeper closed the harbor in that year" + mark + " and opened it again.\n\n")

    def make(size: int) -> str:
        body = half(size // 2)
        return body + "Notes\n\n" + "".join(note.format(n=n) for n in range(1, body.count("\n\n") + 1))

    return make


PLAIN: Mapping[str, Shape] = {
    "sentences": drawn(12, ". "),
    "paragraphs": drawn(40, ".\n\n"),
    "verse": drawn(6, "\n"),
    "one line": drawn(10**9, ""),
    "words, one a line": repeated("harbor\n"),
    "capitalised words, one a line": repeated("Harbor\n"),
    "a log": numbered("2024-01-02 03:04:05 INFO request {n} from 192.0.2.7 took 12 ms\n"),
    "a table of commas": numbered("{n},Tarn Point,61.5,1998-03-02,open\n"),
    "hyphens at the ends of lines": repeated("the light-\nhouse of the har-\nbor "),
    "one word": repeated("a"),
    "spaces": lambda size: "a" + " " * size + "b",
    "blank lines": lambda size: "a" + "\n" * size + "b",
    "tabs and lines": lambda size: "a" + "\t\n" * (size // 2) + "b",
    "full stops": repeated("."),
    "abbreviations": repeated("No. "),
    "initials": repeated("A. "),
    "dates": repeated("Jan. 5, 2020 "),
    "weekdays": repeated("Monday "),
    "years": repeated("in 2020 "),
    "decades": repeated("1990s "),
    "numbers": repeated("5 "),
    "thousands": repeated("1 000 "),
    "number words": repeated("twenty two "),
    "names": repeated("Tarn Point "),
    "brackets": repeated("["),
    "opened quotes": repeated('" ('),
    "links": repeated("http://a "),
    "addresses": repeated("a@"),
    "labels on lines": repeated("1. a keeper\n"),
    "labels on paragraphs": repeated("1. A keeper wrote it down.\n\n"),
    "labels in brackets": repeated("[1] A keeper wrote it down.\n\n"),
    "labels that begin again": repeated("1. One keeper.\n\n2. Two keepers.\n\n"),
    "labels that count": numbered("{n}. A keeper wrote it down.\n\n"),
    "bullets": repeated("- a keeper\n"),
    "raised digits": repeated("word¹ "),
    "marks in brackets": repeated("word[1] "),
    "glued digits": repeated("word.1 A"),
    "counting marks": numbered("word[{n}] "),
    "stars": repeated("word* "),
    "starred lines": repeated("word*\n\n* note of it\n\n"),
    "notes": noted("[{n}]", "[{n}] Survey of the harbor.\n\n"),
    "glued notes": noted(".{n} Then", "{n}. Survey of the harbor.\n\n"),
    "many headings": repeated("The Harbor\n\nNotes\n\n1. One.\n\n"),
    "see above": numbered("{n}. Ibid.\n\n"),
}
"""What anybody may send as plain text."""

MARKED: Mapping[str, Shape] = {
    "opened notes": repeated("^["),
    "notes in the line": repeated("word^[a note] "),
    "marks": repeated("word[^1] "),
    "the same note": lambda size: "word[^1] " * (size // 9) + "\n\n[^1]: A note.\n",
    "defined again and again": repeated("word[^1]\n\n[^1]: A note.\n\n"),
    "counted": noted("[^{n}]", "[^{n}]: Survey of the harbor.\n\n"),
    "opened emphasis": repeated("*a _b "),
    "stars alone": repeated("**a"),
    "opened links": repeated("[a]("),
    "opened brackets": repeated("["),
    "opened images": repeated("![a"),
    "back quotes": numbered("`{n}` ``"),
    "opened tags": repeated("<a "),
    "comments": repeated("<!-- "),
    "quotes": repeated("> "),
    "deep quotes": repeated("> a\n"),
    "lists": repeated("* a\n"),
    "a table": lambda size: "| a | b |\n| --- | --- |\n" + "| 1 | 2 |\n" * (size // 10),
    "entities": repeated("&amp"),
    "escapes": repeated("\\"),
}
"""What anybody may send as Markdown, beside the plain ones."""

PAGES: Mapping[str, Shape] = {
    "paragraphs": repeated("<p>The keeper closed the harbor."),
    "minified": repeated("<p>The keeper <b>closed</b> the <i>harbor</i>.</p><div>a</div>"),
    "deep": repeated("<div>a"),
    "deep spans": repeated("<p>a<span>b"),
    "raised": repeated("word<sup>1</sup> "),
    "links to one note": lambda s: 'a<a href="#n1">1</a> ' * (s // 22) + '<p id="n1">1. Note.</p>',
    "links to many notes": noted('<sup><a href="#n{n}">{n}</a></sup></p>', '<p id="n{n}">{n}. Survey.</p>'),
    "the same id": repeated('<p id="n1">1. Note. <a href="#n1">1</a></p>'),
    "links without end": repeated('<a href="#n1">'),
    "a list": lambda size: "<ol>" + "<li>one keeper" * (size // 14),
    "a table": lambda size: "<table>" + "<tr><td>1<td>2" * (size // 14),
    "breaks": repeated("a<br>"),
    "comments": repeated("<!-- a --> "),
    "opened tags": repeated("<a "),
    "scripts": repeated("<script>a</script>b"),
}
"""What may stand in a page."""
