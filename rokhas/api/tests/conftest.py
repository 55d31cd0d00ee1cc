"""A person's program: what a token lets it ask, without a browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client

from rokhas.accounts.models import Person
from rokhas.accounts.queries import actor_of
from rokhas.api.actions.tokens import create_token
from rokhas.api.models import Scope
from rokhas.testing.moments import inadmissible, lodged, opened  # noqa: F401 - fixtures
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority

V1 = "/api/v1"


@dataclass
class Program:
    """Asks with one token; a stranger's has none."""

    written: str = ""
    client: Client = field(default_factory=Client)
    language: str = "fr"

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        sent = {"Accept-Language": self.language} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        if self.written:
            sent["Authorization"] = f"Bearer {self.written}"
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.generic(  # type: ignore[return-value]
            method,
            f"{V1}{path}",
            content,
            content_type=sent.pop("Content-Type", "application/json"),
            headers=sent,
        )

    def get(self, path: str, **headers: str) -> Any:
        answer = self.ask("GET", path, **headers)
        assert answer.status_code == 200, (path, answer.status_code, answer.content[:500])
        return json.loads(answer.content)

    def tag(self, path: str) -> str:
        answer = self.ask("GET", path)
        assert answer.status_code == 200, (path, answer.content[:500])
        return answer["ETag"]

    def change(self, method: str, path: str, body: Any = None, *, read: str, **headers: str) -> HttpResponse:
        """A change of what was read just before."""
        return self.ask(method, path, body, **{"If-Match": self.tag(read)} | headers)


def told(answer: HttpResponse, status: int = 200) -> Any:
    assert answer.status_code == status, (answer.status_code, answer.content[:800])
    return json.loads(answer.content) if answer.content else None


def problem(answer: HttpResponse, status: int, code: str) -> dict[str, Any]:
    """The answer is this problem, in the form that every refusal has."""
    assert answer.status_code == status, (answer.status_code, answer.content[:800])
    assert answer["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = json.loads(answer.content)
    assert body["status"] == status
    assert body["code"] == code, body
    assert body["detail"]
    return body


@pytest.fixture
def authority() -> Iterator[TestAuthority]:
    with TestAuthority.shared().plays() as playing:
        yield playing


@pytest.fixture
def scene(opened: Scene) -> Scene:  # noqa: F811
    caches["shared"].clear()
    return opened


@pytest.fixture
def program() -> Callable[..., Program]:
    def made(person: Person, *scopes: Scope, name: str = "Atelier") -> Program:
        _token, written = create_token(by=actor_of(person), name=name, scopes=scopes or tuple(Scope), days=30)
        return Program(written)

    return made


@pytest.fixture
def architect(scene: Scene, program: Callable[..., Program]) -> Program:
    return program(scene.cast.people["architect"])


@pytest.fixture
def stranger() -> Program:
    return Program()
