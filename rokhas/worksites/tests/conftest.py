"""The sites that the tests of this room begin from."""

from __future__ import annotations

from rokhas.testing.lives import then
from rokhas.testing.moments import delivered, lodged, opened, to_pay, to_sign  # noqa: F401 - fixtures
from rokhas.testing.scene import Scene
from rokhas.worksites import actions
from rokhas.worksites.queries.works import first_day


@then(delivered)
def building(delivered: Scene) -> Scene:
    """The opening of the works is declared and signed."""
    by = delivered.actor("architect")
    first = first_day(by.today())
    site = actions.prepare_opening(
        delivered.dossier, by=by, contractor="Chantiers du Détroit", begins_on=first
    )
    delivered.sign("architect", "worksite", str(site.pk))
    delivered.deliver_post()
    return delivered


@then(building)
def modified(building: Scene) -> Scene:
    """An entry is in the book, a permit to modify is delivered after the first."""
    by = building.actor("architect")
    actions.write(building.dossier, by=by, kind="visit", on=by.today(), text="Fouilles conformes.")
    child = Scene(building.cast, building.hands, procedure="modification-permit", parent=building.dossier)
    return child.delivered()
