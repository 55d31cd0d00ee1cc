from collections.abc import Iterator

import pytest
from django.core.cache import caches

from rokhas.accounts.models import Mandate, Person, Role
from rokhas.testing.moments import delivered, drafted, lodged, opened, ready  # noqa: F401 - fixtures
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority


@pytest.fixture(autouse=True)
def fresh(db: None) -> None:
    caches["shared"].clear()


@pytest.fixture
def authority() -> Iterator[TestAuthority]:
    with TestAuthority.shared().plays() as playing:
        yield playing


@pytest.fixture
def scene(opened: Scene) -> Scene:  # noqa: F811
    return opened


@pytest.fixture
def officer(scene: Scene) -> Person:
    """The data officer of the platform."""
    person = Person.objects.create(
        email="data@demo.example", name_fr="Data", name_ar="معطيات", is_fictional=True
    )
    Mandate.objects.create(
        person=person,
        role=Role.PLATFORM_ADMINISTRATOR,
        office=scene.cast.offices["commune"],
        starts_on="2020-01-01",
    )
    return person
