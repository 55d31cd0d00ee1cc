"""The whole description tried with requests made from it, as an applicant, an officer and a stranger: nothing breaks, and every
answer is one that was described."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import checks
from schemathesis.core.result import Ok

from rokhas.api.tests.conftest import Program
from rokhas.api.tests.test_rights import values_for
from rokhas.testing.scene import Scene

EXAMPLES = 5
JUDGED = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


for kind in ("application/offset+octet-stream", "application/pdf"):
    schemathesis.serializer.alias(kind, "application/octet-stream")


@pytest.fixture
def application() -> Iterator[Any]:
    """The platform in this process, on the connection of the test."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    with override_settings(API_REQUESTS_PER_MINUTE=100_000, API_REQUESTS_PER_MINUTE_STRANGER=100_000):
        yield WSGIHandler()
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.interface
@pytest.mark.parametrize("who", ["applicant", "officer", "stranger"])
def test_nothing_breaks_and_every_answer_was_described(
    who: str, scene: Scene, application: Any, program: Callable[..., Program]
) -> None:
    scene.deposited().admit().opinions().conclude().sign_minutes()
    person = {"applicant": "architect", "officer": "secretary"}.get(who)
    headers = {"Host": "testserver"}
    if person:
        headers["Authorization"] = f"Bearer {program(scene.cast.people[person]).written}"
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, headers=headers)
    tried = 0
    for found in described.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        _try(operation, headers, values_for(operation.path.removeprefix("/api/v1"), scene))
        tried += 1
    assert tried > 50


def _try(operation: Any, headers: dict[str, str], existing: dict[str, object]) -> None:
    """Every second request names rows that exist, as what they are now."""
    turns = count()

    @seed(20260731)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def examples(case: Any) -> None:
        if next(turns) % 2 == 0:
            case.path_parameters = {name: existing[name] for name in case.path_parameters or {}}
            case.headers["If-Match"] = "*"
        response = case.call(headers=headers)
        case.validate_response(response, checks=JUDGED)

    examples()
