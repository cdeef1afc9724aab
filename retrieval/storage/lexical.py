"""BM25 over passages, beside Chroma; the only file that names tantivy.

The index is derived from the Library and can be rebuilt from it at any time. `docs/decisions/0004-lexical-index.md` has
the reasons for tantivy, for counting a word in the title or in the text, and for dropping stop words from questions.
"""

import re
from collections.abc import Callable, Collection, Generator, Iterable, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Self

from filelock import FileLock
from tantivy import (
    Document,
    Filter,
    Index,
    IndexWriter,
    Occur,
    Query,
    Schema,
    SchemaBuilder,
    Searcher,
    TextAnalyzer,
    TextAnalyzerBuilder,
    Tokenizer,
)

from retrieval.errors import IbidError

_ANALYSIS = "english-1.1"
"""The name of `_analyzer` and `_plain` in the schema on disk; a change in either needs a new name."""
_HEAP = 64_000_000  # bytes that a writer may hold in memory
_LONGEST_TOKEN = 60  # bytes; longer tokens are not words
_LONGEST_QUERY = 10_000  # characters
_MOST_TERMS = 64
_CONTEXT_WEIGHT = 0.3  # of a word of an earlier question: docs/decisions/0010-follow-ups.md
_STOP_WORDS = (
    "a about actually after all already also am an and any are as at be because been before being between both but by "
    "can could currently did do does doing during each even ever exactly for from had has have having he her his how "
    "i if in into is it its just many me more most much my no not now of on only or other our out over really same "
    "she should so some still such than that the their them then there these they this those through to too under "
    "until up very was we were what when where which while who whom whose why will with would yet you your"
)
# Each pattern begins with the character it removes, which makes it fast.
_POSSESSIVE_OR_APOSTROPHE = re.compile(r"['’‘ʼ`](?<=\w.)(?:s\b|(?=\w))")
_STOP_WITHIN = re.compile(r"\.(?:(?<=\b[^\W\d_]\.)(?=[^\W\d_]\.)|(?<=\.[^\W\d_]\.)(?![^\W\d_]))")
_THOUSANDS = re.compile(
    r"""
    ,(?<=\d,)(?=\d{3}\b)  # 1,137
    # no-break, thin and narrow no-break space: 12 400
    |[\u00a0\u2009\u202f](?:(?<=\b\d.)|(?<=\b\d\d.)|(?<=\b\d\d\d.))(?=\d{3}\b)
    # a plain space: 12 040
    |\ (?:(?<=\b\d.)|(?<=\b\d\d.)|(?<=\b\d\d\d.))(?=0\d\d\b)
    """,
    re.VERBOSE,
)
"""Separators of thousands; a plain space only before a group that cannot be a number itself, as it begins with 0."""


class LexicalDamaged(IbidError):
    """The index cannot be read, or another version of the program wrote it. It is derived data: rebuild it."""

    def __init__(self, folder: Path, reason: object) -> None:
        super().__init__(f"The word index in {folder} cannot be read and must be rebuilt: {reason}")


@dataclass(frozen=True, slots=True)
class LexicalEntry:
    """A Passage in the index; `id` is unique there."""

    id: str
    source_id: str
    title: str
    text: str


class LexicalIndex:
    """The words of all Passages, on disk. Many processes may read while one writes; a reader takes no write lock.

    Scores are BM25 (Robertson & Zaragoza 2009, equation 3.15) with k1 = 1.2, b = 0.75 and, as in Lucene, idf = ln(1 +
    (N - n + 0.5) / (n + 0.5)). Titles and texts are separate fields, and a word counts in the field where it scores
    higher: a word in every title of a library is still telling in a text.
    """

    def __init__(self, folder: Path) -> None:
        """Opens the index in `folder`, or creates it; raises `LexicalDamaged`."""
        self._folder = folder
        self._meta = folder / "meta.json"
        self._schema = _schema()
        self._query_analyzers = (_analyzer(_STOP_WORDS.split()), _analyzer())
        with self._damage_reported():
            folder.mkdir(parents=True, exist_ok=True)
            with nullcontext() if self._meta.exists() else self._write_lock():
                self._index = self._open()
            self._index.config_reader("manual")
            self._seen = self._commit()
            self._index.reload()

    @classmethod
    def anew(cls, folder: Path) -> Self:
        """Creates an empty index in place of whatever is in `folder`."""
        rmtree(folder, ignore_errors=True)
        return cls(folder)

    def __len__(self) -> int:
        return self._searcher().num_docs

    def check(self) -> None:
        """Opens the files anew, as another process would; raises `LexicalDamaged` where they are damaged or gone."""
        with self._damage_reported():
            self._commit()
            index = self._open()
            index.reload()
            _ = index.searcher().num_docs

    def apply(self, add: Iterable[LexicalEntry], remove: Collection[str]) -> None:
        """Removes the Passages with the ids in `remove` and adds those in `add`, in one durable commit or not at all.

        An entry replaces the one with its id. Waits while another process writes.
        """
        with self._writer() as writer:
            for passage_id in remove:
                writer.delete_documents_by_term("id", passage_id)
            for entry in add:
                writer.delete_documents_by_term("id", entry.id)
                writer.add_document(_document(entry))

    def clear(self) -> None:
        """Removes everything, in one durable commit."""
        with self._writer() as writer:
            writer.delete_all_documents()

    def search(
        self, query: str, limit: int, source_ids: Collection[str] | None = None, context: str = ""
    ) -> list[tuple[str, float]]:
        """Returns the ids of the Passages that match `query` best and their scores, best first; of `source_ids` if
        given.

        `query` is plain words without any syntax. Only its first 64 different words count. The words of `context` count
        less.
        """
        helping = dict.fromkeys(self._terms(context), _CONTEXT_WEIGHT) if context else {}
        terms = {**helping, **dict.fromkeys(self._terms(query), 1.0)}
        if not terms or limit < 1 or (source_ids is not None and not source_ids):
            return []
        with self._damage_reported():
            searcher = self._searcher()
            hits = searcher.search(self._query(terms, source_ids), limit, count=False).hits
            return [(searcher.doc(address)["id"][0], score) for score, address in hits]

    def _terms(self, query: str) -> list[str]:
        words = _plain(query[:_LONGEST_QUERY])
        for analyzer in self._query_analyzers:
            if terms := list(dict.fromkeys(analyzer.analyze(words)))[:_MOST_TERMS]:
                return terms
        return []

    def _query(self, terms: Mapping[str, float], source_ids: Collection[str] | None) -> Query:
        query = Query.boolean_query([(Occur.Should, self._term(term, weight)) for term, weight in terms.items()])
        if source_ids is None:
            return query
        among = Query.const_score_query(Query.term_set_query(self._schema, "source_id", list(source_ids)), 0.0)
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, among)])

    def _term(self, term: str, weight: float) -> Query:
        fields = [Query.term_query(self._schema, field, term, index_option="freq") for field in ("title", "text")]
        query = Query.disjunction_max_query(fields)
        return query if weight == 1.0 else Query.boost_query(query, weight)

    def _searcher(self) -> Searcher:
        """Returns the index as of its last commit, by whichever process made it."""
        with self._damage_reported():
            if (commit := self._commit()) != self._seen:
                self._index.reload()
                self._seen = commit
            return self._index.searcher()

    def _commit(self) -> tuple[int, int]:
        """Returns the identity of the current commit: tantivy replaces meta.json with each."""
        status = self._meta.stat()
        return status.st_ino, status.st_mtime_ns

    def _open(self) -> Index:
        """Opens the index, creating it if need be, for which the caller holds the write lock."""
        if not self._meta.exists() and any(self._folder.glob("*.store")):
            raise LexicalDamaged(self._folder, "meta.json is missing")
        index = Index(self._schema, str(self._folder))
        index.register_tokenizer(_ANALYSIS, _analyzer())
        return index

    def _write_lock(self) -> FileLock:
        return FileLock(self._folder / "ibid-writer.lock")

    @contextmanager
    def _writer(self) -> Generator[IndexWriter]:
        """Provides a writer whose work is committed at the end, or undone if anything goes wrong before."""
        with self._write_lock():
            with self._damage_reported():
                # An index opened before another process wrote would never delete the files that process left behind.
                writer = self._open().writer(_HEAP, num_threads=1)
            try:
                with self._damage_reported():
                    writer.garbage_collect_files()  # a killed writer's files would be in the way
                yield writer
                with self._damage_reported():
                    writer.commit()
            except BaseException:
                with self._damage_reported():
                    writer.rollback()
                raise
            finally:
                with self._damage_reported():
                    writer.wait_merging_threads()  # this releases tantivy's own lock

    @contextmanager
    def _damage_reported(self) -> Generator[None]:
        try:
            yield
        except BaseException as error:
            # tantivy reports damage as ValueError, and the unexpected as a panic, which is not an Exception
            if isinstance(error, (ValueError, OSError)) or type(error).__name__ == "PanicException":
                raise LexicalDamaged(self._folder, error) from error
            raise


def opened_lexical(home: Path, passages: int, rebuild: Callable[[LexicalIndex], None]) -> tuple[LexicalIndex, bool]:
    """Opens the index in the home, and says whether it was rebuilt: it is derived, so that it is where it is damaged
    or missing.
    """
    folder = home / "lexical"
    try:
        lexical = LexicalIndex(folder)
        is_whole = len(lexical) > 0 or not passages
    except LexicalDamaged:
        lexical, is_whole = LexicalIndex.anew(folder), False
    if not is_whole:
        rebuild(lexical)
    return lexical, not is_whole


def _schema() -> Schema:
    schema = SchemaBuilder()
    schema.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    schema.add_text_field("source_id", tokenizer_name="raw", index_option="basic")
    for field in ("title", "text"):
        schema.add_text_field(field, tokenizer_name=_ANALYSIS, index_option="freq")
    return schema.build()


def _document(entry: LexicalEntry) -> Document:
    return Document(id=entry.id, source_id=entry.source_id, title=_plain(entry.title), text=_plain(entry.text))


def _analyzer(stop_words: Collection[str] = ()) -> TextAnalyzer:
    """Builds the analyzer: without case, accents and English endings; stop words are dropped from questions only."""
    analyzer = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(_LONGEST_TOKEN))
    analyzer = analyzer.filter(Filter.ascii_fold()).filter(Filter.lowercase())
    return analyzer.filter(Filter.custom_stopword(list(stop_words))).filter(Filter.stemmer("english")).build()


def _plain(text: str) -> str:
    """Returns `text` ready for the tokenizer: "sŏn'gun" as sŏngun, "Kim's" as Kim, "U.S." as US, "1,137" as 1137."""
    text = text.encode("utf-8", "ignore").decode()  # drops lone surrogates
    text = _POSSESSIVE_OR_APOSTROPHE.sub("", text)
    return _THOUSANDS.sub("", _STOP_WITHIN.sub("", text))
