"""Requests made from the interface's own description, sensible ones and others: none breaks the server or gets an
answer that the description does not have. ``make fuzz-http``.
"""

# schemathesis and its checks are typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeArgument=false, reportUnknownParameterType=false, reportArgumentType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from tests.bot.conftest import Opened, Serving
from tests.bot.http_parts import NOTED, upload

pytestmark = [pytest.mark.schema, pytest.mark.timeout(900)]

_CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "unsupported_method",
)
_EACH = 40


def test_every_request_gets_an_answer_that_is_documented(opened: Opened, serving: Serving) -> None:
    load_all_checks()
    checks = CHECKS.get_by_names(list(_CHECKED))
    with serving(opened(lock_seconds=5)) as client:
        upload(client, "towers.md", NOTED)
        schema = schemathesis.openapi.from_dict(client.get("/openapi.json").json())
        schema.config.base_url = str(client.base_url)
        operations = [found.ok() for found in schema.get_all_operations()]
        assert len(operations) > 10
        for operation in operations:
            modes = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]

            @given(case=st.one_of(modes))
            @settings(
                max_examples=_EACH,
                deadline=None,
                database=None,
                phases=(Phase.explicit, Phase.generate),
                suppress_health_check=list(HealthCheck),
            )
            def answered(case: Case) -> None:
                case.call_and_validate(checks=checks)

            answered()
        assert client.get("/health/ready").status_code == 200
