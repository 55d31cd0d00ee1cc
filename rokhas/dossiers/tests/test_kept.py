"""What shows that a permit no longer lapses is said by its procedure: nothing else keeps it, and nothing keeps it too late."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from rokhas.dossiers.actions.limits import keep_in_force, keep_parent_in_force
from rokhas.dossiers.models import Dossier, Lapse, PaperKind
from rokhas.dossiers.queries.wording import verification_address
from rokhas.journal.models import Event
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority

pytestmark = pytest.mark.django_db


def keep(scene: Scene, shown_by: str, days: int = 0) -> Lapse:
    """What `shown_by` names happened that many days after the permit's last day."""
    lapse = Lapse.objects.get(dossier=scene.dossier)
    dossier = Dossier.objects.get(pk=scene.dossier.pk)
    keep_in_force(dossier, shown_by=shown_by, on=lapse.on + timedelta(days=days), by=scene.actor("architect"))
    return Lapse.objects.get(pk=lapse.pk)


def test_a_subdivision_is_kept_by_the_acceptance_of_its_equipment_alone(
    db: None, authority: TestAuthority
) -> None:
    scene = Scene.opens(procedure="subdivision-permit").delivered()
    for shown_by in ("opening", "completion", "modification-permit"):
        assert keep(scene, shown_by).kept_since is None, shown_by
    child = Scene(scene.cast, scene.hands, procedure="provisional-acceptance", parent=scene.dossier)
    child.delivered().deliver_post()
    scene.deliver_post()
    lapse, accepted = Lapse.objects.get(dossier=scene.dossier), Dossier.objects.get(pk=child.dossier.pk)
    assert (lapse.kept_since, lapse.kept_by) == (child.actor("architect").today(), "provisional-acceptance")
    address = urlsplit(verification_address(scene.paper(PaperKind.PERMIT).verification_code)).path
    for language, said in (("fr", "en vigueur\u00a0:"), ("ar", "ساري المفعول:")):
        page = Client(headers={"accept-language": language}).get(address).content.decode()
        assert f"{said} {accepted.procedure.names.in_(language)}" in page
    keep_parent_in_force(accepted, by=child.actor("architect"))
    assert Event.objects.filter(kind="permit.kept").count() == 1


def test_a_housing_group_is_kept_by_the_completion_of_its_works_in_time(
    db: None, authority: TestAuthority
) -> None:
    scene = Scene.opens(procedure="housing-group-permit").delivered()
    assert keep(scene, "opening").kept_since is None, "its works are only announced"
    assert keep(scene, "completion", days=1).kept_since is None, "too late"
    assert keep(scene, "completion").kept_by == "completion"
