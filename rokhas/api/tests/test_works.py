"""The works of a permit and the history of its building are read by programs, and the view is noted as that of a page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rokhas.accounts.models import Person
from rokhas.api.models import Scope
from rokhas.api.tests.conftest import Program
from rokhas.dossiers.models import Consultation
from rokhas.testing.moments import delivered, lodged, to_pay, to_sign  # noqa: F401 - fixtures
from rokhas.testing.scene import Scene
from rokhas.worksites.queries import building as buildings
from rokhas.worksites.tests.conftest import building, modified  # noqa: F401 - fixtures


def test_what_a_program_reads_of_works_and_building_is_noted(
    modified: Scene,  # noqa: F811
    program: Callable[..., Program],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parent, person = modified.dossier.parent, modified.cast.people["architect"]
    assert parent is not None
    viewed = Consultation.objects.filter(dossier=parent).order_by("pk")
    viewed.delete()
    reader, here = program(person, Scope.DOSSIERS_READ), f"/dossiers/{parent.number}"
    assert [note["text"] for note in reader.get(f"{here}/works")["notes"]] == ["Fouilles conformes."]
    said = reader.get(f"{here}/building")
    assert (said["has_more_permits"], said["has_more_land"]) == (False, False)
    assert list(viewed.values_list("person", "what")) == [(person.pk, "works"), (person.pk, "building")]
    monkeypatch.setattr(buildings, "MOST", 1)
    assert reader.get(f"{here}/building")["has_more_permits"]

    viewed.delete()
    neighbour = program(Person.objects.create_user("voisin@example.org"), Scope.DOSSIERS_READ)
    assert neighbour.ask("GET", f"{here}/works").status_code == 404
    assert neighbour.get(f"{here}/building")["number"] == parent.number
    assert not viewed.exists(), "numbers and days alone are not the dossier"
