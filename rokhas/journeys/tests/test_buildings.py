"""A building that is played: its permit, its works, the permit to live in it that follows a real one."""

from __future__ import annotations

import pytest

from rokhas.dossiers.models import Ending, PaperKind
from rokhas.journeys import buildings
from rokhas.journeys.country import moments
from rokhas.journeys.scenarios import TEMARA, scenarios, whole_buildings
from rokhas.procedures.actions import packaged_files
from rokhas.procedures.schema import read_procedure
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority
from rokhas.worksites.models import Worksite
from rokhas.worksites.queries.building import history


@pytest.mark.parametrize("which", [0, pytest.param(1, marks=pytest.mark.long)])
def test_the_buildings_of_the_demonstration_are_lived_to_their_end(db: None, which: int) -> None:
    told = list(whole_buildings())[which]
    assert told.title not in {each.title for each in scenarios()}
    assert told.commune == TEMARA
    scene = Scene.opens(procedure=told.procedure, meant=told.meant, at=moments(told.days_ago))
    with TestAuthority.shared().plays():
        told.plot(scene)
    found = history(scene.dossier.number or "", scene.actor("architect"))
    assert found is not None
    chain = [each.procedure for each in found.permits]
    wanted = (
        ["building-permit", "occupancy-permit"],
        ["building-permit", "modification-permit", "conformity-certificate"],
    )
    assert chain == wanted[which]
    assert {each.state for each in found.permits} == {Ending.DELIVERED}
    assert [each.follows for each in found.permits[1:]] == [scene.dossier.number] * (len(chain) - 1)
    site = Worksite.objects.get(dossier=scene.dossier)
    assert site.completed_at is not None
    first = found.permits[0]
    assert first.book is not None
    assert first.book.total == len(buildings.ENTRIES)
    assert site.photos.get().note == site.notes.get(rank=1)
    assert scene.paper(PaperKind.COMPLETION).document is not None


def test_a_request_that_follows_permits_comes_after_the_first_that_its_file_names() -> None:
    files = (file for file in packaged_files() if file.name.startswith(("building-", "occupancy-")))
    known = {each.code: each for each in map(read_procedure, files)}
    assert buildings.comes_after(known["occupancy-permit"]) == "building-permit"
    assert buildings.comes_after(known["building-permit"]) == ""
