"""A database that keeps silent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sql

from retrieval.storage import bounded_postgres
from retrieval.storage.database import DatabaseUnusable, open_server
from tests.postgres import MISSING, Postgres
from tests.postgres import postgres as running_postgres

pytestmark = pytest.mark.skipif(MISSING is not None, reason=MISSING or "")


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as found:
        yield found


def test_a_statement_is_not_waited_for_without_end(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_server(postgres.url, DatabaseUnusable)
    with engine.connect() as connection:
        connection.execute(sql.text("SELECT 1"))
    monkeypatch.setattr(bounded_postgres, "STATEMENT_SECONDS", 0.3)
    with pytest.raises(DatabaseUnusable, match="no answer"), engine.connect() as connection:
        connection.execute(sql.text("SELECT pg_sleep(60)"))
    with engine.connect() as connection:
        assert connection.execute(sql.text("SELECT 2")).scalar() == 2
    engine.dispose()
