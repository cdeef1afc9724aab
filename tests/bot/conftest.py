import socket
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Thread

import httpx
import pytest
import uvicorn

from bot.http.app import create_app
from bot.settings import ServiceSettings
from ingest.build import ingest
from ingest.collect import inputs
from retrieval.library import Library, open_library

CORPUS = Path(__file__).parents[2] / "corpus"

Serving = Callable[[Library], AbstractContextManager[httpx.Client]]
Opened = Callable[..., Library]


def service_settings(library: Library) -> ServiceSettings:
    """Returns the settings with which a test opened the Library it serves."""
    assert isinstance(library.settings, ServiceSettings)
    return library.settings


@contextmanager
def _serving(library: Library) -> Generator[httpx.Client]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        app = create_app(library, service_settings(library))
        server = uvicorn.Server(uvicorn.Config(app, lifespan="on", ws="none", log_config=None))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="session")
def serving() -> Serving:
    """Serves a Library on a free port, with a client that asks it."""
    return _serving


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Opens an empty Library with the settings that are given."""
    libraries: list[Library] = []

    def open_one(**stated: object) -> Library:
        libraries.append(open_library(ServiceSettings.model_validate({"home": tmp_path / "home", **stated})))
        return libraries[-1]

    yield open_one
    for one in libraries:
        one.close()


@pytest.fixture(scope="session")
def corpus_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The demo corpus, for tests that change nothing."""
    settings = ServiceSettings(home=tmp_path_factory.mktemp("corpus"))
    library = open_library(settings)
    assert not [outcome for outcome in ingest(library, inputs([str(CORPUS)], settings.upload_limit)) if outcome.error]
    yield library
    library.close()


@pytest.fixture(scope="session")
def client(corpus_library: Library) -> Iterator[httpx.Client]:
    """Asks a server that has the demo corpus."""
    with _serving(corpus_library) as found:
        yield found


@pytest.fixture
def own(opened: Opened) -> Iterator[httpx.Client]:
    """Asks a server whose Library is empty and takes files of 100,000 bytes at most."""
    with _serving(opened(upload_limit=100_000, lock_seconds=0)) as found:
        yield found
