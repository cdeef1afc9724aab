"""file → read → footnotes → Source → Passages → Library, in batches that keep the embedding busy."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import chain, count, groupby
from pathlib import PurePosixPath

from ingest.ingest_errors import NotFetched, UnreadableSource
from ingest.input import Input
from ingest.losses.doubts import doubts
from ingest.origins import Places, container, is_file, is_gone, is_upload
from ingest.outcome import Outcome, State
from ingest.parse import parse
from ingest.passages import passages
from ingest.reading import Reading
from ingest.web.addresses import Address
from ingest.web.fetch import Web
from retrieval.library import Library
from retrieval.model import InvariantError, Source
from retrieval.storage.entries import Origin
from retrieval.storage.vector_store import Vectors
from retrieval.storage.writer import Addition, Writer
from retrieval.token_counts import token_counter

logger = logging.getLogger(__name__)

BATCH = 512
"""Passages that are embedded and written together: a few seconds' work, which is how soon an ingest can be stopped."""


def ingest(library: Library, inputs: Iterable[Input | Address], web: Web | None = None) -> Iterator[Outcome]:
    """Puts ``inputs`` into the Library and says of each what became of it, once that is on disk.

    An input that cannot be read or fetched is reported, and the rest goes on. While a page is on its way, others may
    write. Raises ``LibraryBusy``.
    """
    web = web or Web(library.settings)
    for is_address, group in groupby(inputs, key=lambda one: isinstance(one, Address)):
        if is_address:
            for input_ in group:
                if isinstance(input_, Address):
                    yield from _ingest_page(library, input_, web)
        else:
            with library.writing() as writer:
                yield from _Build(library, writer).run(input_ for input_ in group if isinstance(input_, Input))


def _ingest_page(library: Library, address: Address, web: Web) -> Iterator[Outcome]:
    """A page that is as it was costs nothing more: nobody has to wait for the Library, and nothing is written."""
    known = library.origin(address.url)
    try:
        page = web.read(address, known)
    except NotFetched as error:
        yield Outcome(address.url, State.FAILED, error=str(error))
        return
    except Exception:  # this address suffers from it, not the whole run
        logger.exception("Fetching %s failed", address.url)
        yield Outcome(address.url, State.FAILED, error="Ibid stumbled over this page; the fault is its own.")
        return
    if known and page.same_as and _origin(page, known.source_id, known) == known:
        yield Outcome(address.url, State.UNCHANGED, known.source_id, library.source(known.source_id).title)
        return
    with library.writing() as writer:
        yield from _Build(library, writer).run([page])


def reindex(library: Library) -> int:
    """Makes all indexes anew from the stored Sources; returns how many there are."""
    count_tokens = token_counter(library.embedding)
    places = Places(library.origins())
    listed = library.sources()

    def batches() -> Iterator[list[Addition]]:
        for listing in listed:
            source = library.source(listing.id)
            yield [Addition(source, tuple(passages(source, count_tokens)), tuple(places.of(listing.id)))]

    with library.writing() as writer:
        writer.reindex(batches(), library.made_by)
    return len(listed)


@dataclass(slots=True)
class _Batch:
    """What is written together: Sources by their ids, Origins by their addresses, and what to say of it then."""

    additions: dict[str, Addition] = field(default_factory=dict[str, Addition])
    noted: dict[str, Origin] = field(default_factory=dict[str, Origin])
    dropped: list[str] = field(default_factory=list[str])
    outcomes: list[Outcome] = field(default_factory=list[Outcome])
    passages: int = 0


class _Build:
    """One run of ``ingest``: what is known already, the batch that grows, and the one before it.

    While a batch grows, the texts of the one before are embedded by another thread, and this one, which alone writes,
    writes the one before that: so the embedding, which takes most of the time, never waits.
    """

    def __init__(self, library: Library, writer: Writer) -> None:
        self._library = library
        self._writer = writer
        self._count = token_counter(library.embedding)
        self._places = Places(library.origins())
        self._titles = {listed.id: listed.title for listed in library.sources()}
        self._batch = _Batch()
        self._before: tuple[_Batch, Future[dict[str, Vectors]]] | None = None
        self._embedder = ThreadPoolExecutor(1, "embedder")

    def run(self, inputs: Iterable[Input]) -> Iterator[Outcome]:
        try:
            for input_ in inputs:
                if input_.error:
                    yield Outcome(input_.origin, State.FAILED, error=input_.error)
                elif source_id := self._places.source_with(input_.digest):
                    yield from self._meet(input_, source_id)
                else:
                    yield from self._read(input_)
                if self._batch.passages >= BATCH:
                    yield from self._turn()
            yield from self._flush()
        finally:
            self._embedder.shutdown(cancel_futures=True)

    def _meet(self, given: Input, source_id: str) -> Iterator[Outcome]:
        """The bytes are known, though perhaps not from there."""
        known = self._places.at(given.origin)
        origin = _origin(given, source_id, known)
        outcome = Outcome(given.origin, State.UNCHANGED, source_id, self._titles[source_id])
        if known == origin or (known is None and is_upload(given.origin)):
            yield outcome
        else:
            yield from self._note(origin, outcome)

    def _read(self, given: Input) -> Iterator[Outcome]:
        known = self._places.at(given.origin)
        source_id = (
            given.stated.id if given.stated else known.source_id if known else self._new_id(given.name, given.origin)
        )
        if given.stated and (taken := self._places.taken(source_id, given.origin)):
            yield Outcome(given.origin, State.FAILED, error=taken)
            return
        try:
            source, _ = parsed(given, source_id)
            if self._is_waiting(source_id):
                yield from self._flush()
            if known and source == self._library.source(source_id):
                outcome = Outcome(given.origin, State.UNCHANGED, source_id, source.title)
                yield from self._note(_origin(given, source_id, known), outcome)
                return
            addition, state = self._addition(given, source, known)
        except UnreadableSource as error:
            yield Outcome(given.origin, State.FAILED, error=str(error))
        except InvariantError as error:  # a reader's defect: this file suffers from it, not the whole run
            yield Outcome(given.origin, State.FAILED, error=f"Ibid misread this file ({error}). Please report it.")
        else:
            if state is State.REPLACED and not given.stated:
                self._part(source_id, given.origin)
            self._wait(addition, given.origin, state)

    def _addition(self, given: Input, source: Source, known: Origin | None) -> tuple[Addition, State]:
        """The Source under the id it gets: where others share the one it had, and came to it first, a new one."""
        if known and not given.stated and self._places.of(source.id)[0].uri != given.origin:
            source = replace(source, id=self._new_id(given.name, given.origin))
        state = State.REPLACED if source.id in self._titles else State.ADDED
        found = tuple(passages(source, self._count))
        return Addition(source, found, (_origin(given, source.id, known),)), state

    def _part(self, source_id: str, uri: str) -> None:
        """Keeps what a Source was so far, where files still hold it that are not the one which changed."""
        others = [o for o in self._places.of(source_id) if o.uri != uri and is_file(o.uri) and not is_gone(o.uri)]
        if others:
            first = others[0].uri
            old = self._library.source(source_id)
            kept = replace(old, id=self._new_id(PurePosixPath(container(first)).name, first))
            origins = tuple(replace(other, source_id=kept.id) for other in others)
            self._wait(Addition(kept, tuple(passages(kept, self._count)), origins), first, State.ADDED)

    def _wait(self, addition: Addition, uri: str, state: State) -> None:
        """Puts a Source into the batch. From here on it is what came from its origins; any others it had are not."""
        source = addition.source
        for origin in self._places.of(source.id):
            self._places.forget(origin.uri)
            self._batch.noted.pop(origin.uri, None)
        for origin in addition.origins:
            self._places.put(origin)
            self._batch.noted.pop(origin.uri, None)
        self._titles[source.id] = source.title
        self._batch.additions[source.id] = addition
        self._batch.passages += len(addition.passages)
        self._batch.outcomes.append(
            Outcome(
                origin=uri,
                state=state,
                source_id=source.id,
                title=source.title,
                passages=len(addition.passages),
                footnotes=len(source.footnotes),
                unresolved=source.unresolved,
                warnings=source.warnings,
            )
        )

    def _note(self, origin: Origin, outcome: Outcome) -> Iterator[Outcome]:
        """Notes where known bytes stand too. The Source that stood there goes, unless it stands elsewhere."""
        was = self._places.at(origin.uri)
        if was and was.source_id in self._batch.additions and was.source_id != origin.source_id:
            yield from self._flush()
        lost = self._places.put(origin)
        self._batch.noted[origin.uri] = origin
        self._batch.outcomes.append(outcome)
        if lost:
            self._batch.dropped.append(lost)
            self._batch.outcomes.append(Outcome(origin.uri, State.REMOVED, lost, self._titles.pop(lost)))

    def _is_waiting(self, source_id: str) -> bool:
        return source_id in self._batch.additions or (
            self._before is not None and source_id in self._before[0].additions
        )

    def _flush(self) -> Iterator[Outcome]:
        """Writes all that waits."""
        yield from self._turn()
        yield from self._turn()

    def _turn(self) -> Iterator[Outcome]:
        """Sends the batch to be embedded, and writes the one before it."""
        before = self._before
        embedding = self._embedder.submit(self._writer.embedded, list(self._batch.additions.values()))
        self._before, self._batch = (self._batch, embedding), _Batch()
        if before:
            yield from self._write(*before)

    def _write(self, batch: _Batch, vectors: Future[dict[str, Vectors]]) -> Iterator[Outcome]:
        if batch.additions or batch.noted or batch.dropped:
            self._writer.put(
                list(batch.additions.values()), list(batch.noted.values()), batch.dropped, vectors.result()
            )
        yield from batch.outcomes

    def _new_id(self, name: str, uri: str) -> str:
        """The file's name as an id; with a few digits of its whole address behind it where the name is taken."""
        slug = re.sub(r"[\W_]+", "-", PurePosixPath(name).stem.casefold()).strip("-") or "source"
        longer = (f"{slug}-{sha256((uri + '+' * n).encode()).hexdigest()[:6]}" for n in count())
        return next(item for item in chain([slug], longer) if item not in self._titles)


def parsed(given: Input, source_id: str) -> tuple[Source, Reading]:
    """An input as ``parse`` has it; a page that does not name its own address has the one that it was fetched from.

    Raises ``UnreadableSource``, also where a reader fails in a way that nobody thought of.
    """
    charset = given.page.charset if given.page else None
    try:
        source, reading = parse(
            given.data, given.name, source_id, given.stated.metadata if given.stated else None, charset
        )
    except (UnreadableSource, InvariantError):
        raise
    except Exception as error:  # this file suffers from it, not the whole run
        logger.exception("A reader failed at %s", given.origin)
        raise UnreadableSource("Ibid stumbled over this file; the fault is its own. Please report it.") from error
    url = given.page.url if given.page and source.url is None else source.url
    return replace(source, url=url, warnings=doubts(source, reading)), reading


def _origin(given: Input, source_id: str, known: Origin | None) -> Origin:
    """Where an input comes from. A page that the user once named is no list's any more."""
    named_before = known is not None and not known.listed_in
    lists = () if named_before or not given.listed_in else (*(known.listed_in if known else ()), given.listed_in)
    page = given.page
    return Origin(
        source_id=source_id,
        uri=given.origin,
        digest=given.digest,
        listed_in=tuple(dict.fromkeys(lists)),
        location=page.url if page else None,
        etag=page.etag if page else None,
        last_modified=page.last_modified if page else None,
    )
