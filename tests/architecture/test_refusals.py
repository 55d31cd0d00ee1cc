"""A broken rule that a view lets through is told at every address of the platform: never a failure."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse

from rokhas.kernel.errors import Refused
from tests.architecture.test_page_rights import pages

# Those of the sign-in library have addresses of other shapes, and the same middleware.
PAGES = [(name, pattern) for name, pattern in pages() if hasattr(pattern.callback, "access")]


class Broken(Refused):
    status, message = 422, "The wall has moved by %(metres)s metres."


def breaks(request: HttpRequest, **_names: Any) -> HttpResponse:
    raise Broken(metres=3)


def test_every_address_tells_a_broken_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    values: dict[str, Any] = {"IntConverter": 1, "UUIDConverter": uuid.UUID(int=0)}
    assert len(PAGES) > 100
    for name, pattern in PAGES:
        converters = pattern.pattern.converters
        given = {key: values.get(type(each).__name__, "x") for key, each in converters.items()}
        monkeypatch.setattr(pattern, "callback", breaks)
        answer = client.get(reverse(name, kwargs=given))
        assert answer.status_code == 422, name
        assert "The wall has moved by 3 metres." in answer.content.decode(), name
