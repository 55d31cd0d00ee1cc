"""The moments of an enquiry that its tests begin from, each built once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from rokhas.testing import enquiry
from rokhas.testing.lives import lived
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority

PROCEDURE, CLASS = "classified-establishment", "class_2"


@pytest.fixture
def authority() -> Iterator[TestAuthority]:
    with TestAuthority.shared().plays() as playing:
        yield playing


def story() -> Scene:
    """Begun forty days ago, an act a minute: what lasts fifteen days is over before today."""
    moment = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=40)

    def tick() -> datetime:
        nonlocal moment
        moment += timedelta(minutes=1)
        return moment

    return Scene.opens(procedure=PROCEDURE, class_code=CLASS, at=tick)


@lived
def admitted() -> Scene:
    """The office may open the enquiry; the services are heard meanwhile."""
    return story().deposited().admit()


@lived
def announced() -> Scene:
    """It is the first day of the enquiry."""
    scene = story().deposited().admit()
    enquiry.announce(scene)
    return scene


@lived
def closed() -> Scene:
    """Two people spoke; the enquiry is closed, nothing is answered yet."""
    scene = story().deposited().admit()
    enquiry.announce(scene)
    enquiry.oppose(scene)
    enquiry.come_to_the_desk(scene)
    enquiry.close(scene)
    return scene
