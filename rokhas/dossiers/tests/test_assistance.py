"""A person without tools deposits at the desk: the clerk types, the person consents by a code and stays the filer."""

from __future__ import annotations

import pytest

from rokhas.dossiers.actions import filing
from rokhas.dossiers.errors import (
    ConsentMissing,
)
from rokhas.journeys import desk
from rokhas.testing.scene import Scene


@pytest.fixture
def scene(db: None, authority: object) -> Scene:
    return Scene.opens(procedure="refurbishment-permit")


def test_the_person_consents_and_stays_the_filer(scene: Scene) -> None:
    dossier = desk.type_everything(scene)
    clerk = desk.typist(scene)
    with pytest.raises(ConsentMissing):
        filing.lodge(dossier, by=clerk)
    dossier = filing.lodge(desk.consent(scene), by=clerk)
    assert dossier.number
    assert dossier.filer_id != clerk.person_id
    assert dossier.filer.phone_proved
    assert not dossier.is_assisted
