from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.test import Client

from rokhas.documents.queries import read
from rokhas.dossiers.models import PaperKind
from rokhas.procedures.actions import seed
from rokhas.testing.moments import (  # noqa: F401 - fixtures
    admitted,
    cancelled,
    delivered,
    drafted,
    inadmissible,
    lodged,
    opened,
    stayed,
    to_sign,
)
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority


@pytest.fixture(autouse=True)
def published(db: None) -> None:
    caches["shared"].clear()
    seed()


@pytest.fixture
def authority() -> Iterator[TestAuthority]:
    with TestAuthority.shared().plays() as playing:
        yield playing


@pytest.fixture
def scene(opened: Scene) -> Scene:  # noqa: F811
    return opened


@pytest.fixture
def permit(delivered: Scene) -> bytes:  # noqa: F811
    """The signed permit of a dossier that went through its whole life."""
    document = delivered.paper(PaperKind.PERMIT).document
    assert document is not None
    return read(document)


def speaking(language: str) -> Client:
    client = Client()
    client.cookies["rokhas_language"] = language
    return client


@pytest.fixture(params=["fr", "ar"])
def visitor(request: pytest.FixtureRequest) -> Client:
    """Someone who has not signed in, in each language."""
    return speaking(request.param)
