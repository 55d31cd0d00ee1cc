"""A decision is put off only where no plan exists: the zoning says it or, where none settles it, whoever signs declares it."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, time, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from rokhas.documents.queries import read
from rokhas.dossiers.actions.rulings import attend_stays, prepare_stay
from rokhas.dossiers.actions.withdrawal import withdraw
from rokhas.dossiers.errors import NoPlanNotDeclared, PlanExists, RulingNotOpen
from rokhas.dossiers.models import Dossier, PaperKind, Ruling
from rokhas.kernel.actor import system
from rokhas.procedures.schema import remedies
from rokhas.testing.lands import load_zoning
from rokhas.testing.lives import then
from rokhas.testing.moments import admitted
from rokhas.testing.scene import Scene
from rokhas.zoning.models import Layer, PlanKind

pytestmark = pytest.mark.django_db
PLAN = [{"code": "URB-28", "values": {}}]
DECLARED = "Enquête publique close, plan transmis."
# In the collective housing of the invented plan.
LAND = {"lon": -6.89597, "lat": 33.90836}


@then(admitted)
def zoned(admitted: Scene) -> Scene:
    """Zoning is loaded where the land lies; its plan is approved."""
    load_zoning()
    dossier = admitted.dossier
    parcel = next(field for field in dossier.procedure.fields if field.type == "parcel")
    dossier.answers[parcel.code] = LAND
    dossier.answers["title_number"] = ""
    dossier.save(update_fields=["answers"])
    dossier.versions.update(answers=dossier.answers)
    return admitted


def stay(scene: Scene, no_plan: str = "") -> Ruling:
    by = scene.actor("president")
    dossier = Dossier.objects.get(pk=scene.dossier.pk)
    until = by.today() + timedelta(days=90)
    return prepare_stay(dossier, by=by, reasons=PLAN, until=until, no_plan=no_plan)


def printed(scene: Scene) -> str:
    document = scene.paper(PaperKind.STAY).document
    assert document is not None
    pages = PdfReader(io.BytesIO(read(document))).pages
    return re.sub(
        r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069]", "", "".join(page.extract_text() for page in pages)
    )


def page(client: Client, scene: Scene, language: str = "fr") -> str:
    client.force_login(scene.cast.people["president"])
    client.cookies["rokhas_language"] = language
    answer = client.get(reverse("dossiers:stay", args=[scene.dossier.number]))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_which_plans_bar_a_stay_is_data_that_names_real_kinds_with_its_certainty() -> None:
    absent = remedies().stay.absent
    assert set(absent.plans) <= set(PlanKind.values)
    assert absent.law.certainty == "unsure"


def test_no_stay_without_zoning_unless_its_author_declares_that_no_plan_exists(admitted: Scene) -> None:
    for said in ("", " \n"):
        with pytest.raises(NoPlanNotDeclared):
            stay(admitted, said)
    ruling = stay(admitted, DECLARED)
    assert (ruling.layer, ruling.no_plan) == (None, DECLARED)
    admitted.sign("president", "ruling", str(ruling.pk))
    told = printed(admitted)
    assert "".join(DECLARED.split()) in told
    assert "n’esthomologué" in told


@pytest.mark.parametrize(("language", "label"), [("fr", "Je déclare qu’aucun"), ("ar", "أصرح بأنه لم تتم")])
def test_the_president_declares_and_puts_the_decision_off_on_the_page(
    client: Client, admitted: Scene, language: str, label: str
) -> None:
    assert label in page(client, admitted, language)
    address = reverse("dossiers:stay", args=[admitted.dossier.number])
    case = reverse("dossiers:dossier", args=[admitted.dossier.number])
    assert address in client.get(case).content.decode()
    until = admitted.actor("president").today() + timedelta(days=30)
    sent = {"reasons": ["URB-28"], "until": until.isoformat()}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "no_plan" in answer.context["form"].errors
    assert not Ruling.objects.exists()
    assert client.post(address, sent | {"no_plan": DECLARED}).status_code == 302
    ruling = Ruling.objects.get()
    assert ruling.until == until
    assert DECLARED in page(client, admitted, language)
    client.force_login(admitted.cast.people["secretary"])
    assert client.get(address).status_code == 403
    admitted.sign("president", "ruling", str(ruling.pk))
    client.force_login(admitted.cast.people["architect"])
    client.cookies["rokhas_language"] = "fr"
    assert "Sursis à statuer" in unescape(client.get(case).content.decode())


def test_no_stay_where_the_zoning_says_that_a_plan_was_approved(client: Client, zoned: Scene) -> None:
    with pytest.raises(PlanExists, match="15/03/2024"):
        stay(zoned, DECLARED)
    told = page(client, zoned)
    assert "15/03/2024" in told
    assert "<textarea" not in told


def test_a_plan_under_study_founds_the_stay_and_the_decision_names_it(client: Client, zoned: Scene) -> None:
    Layer.objects.update(approved_on=None, ends_on=None)
    told = page(client, zoned)
    assert "n’est pas homologué" in told
    assert 'name="no_plan"' not in told
    ruling = stay(zoned, DECLARED)
    layer = Layer.objects.get()
    assert (ruling.layer, ruling.no_plan) == (layer, "")
    zoned.sign("president", "ruling", str(ruling.pk))
    assert "".join(layer.name_fr.split()) in printed(zoned)


def test_a_plan_approved_before_the_signature_bars_it(zoned: Scene) -> None:
    layer = Layer.objects.get()
    Layer.objects.update(approved_on=None, ends_on=None)
    ruling = stay(zoned)
    Layer.objects.update(approved_on=layer.approved_on, ends_on=layer.ends_on)
    with pytest.raises(PlanExists):
        zoned.sign("president", "ruling", str(ruling.pk))
    assert Dossier.objects.get(pk=zoned.dossier.pk).stayed_on is None


def test_a_master_plan_or_one_whose_effects_are_over_settles_nothing(zoned: Scene) -> None:
    yesterday = zoned.actor("president").today() - timedelta(days=1)
    Layer.objects.update(ends_on=yesterday)
    with pytest.raises(NoPlanNotDeclared):
        stay(zoned)
    Layer.objects.update(kind=PlanKind.SDAU, ends_on=None)
    with pytest.raises(NoPlanNotDeclared):
        stay(zoned)
    assert stay(zoned, DECLARED).no_plan == DECLARED


def test_a_stay_prepared_without_a_basis_is_not_signed(admitted: Scene) -> None:
    ruling = stay(admitted, DECLARED)
    Ruling.objects.filter(pk=ruling.pk).update(no_plan="")
    with pytest.raises(NoPlanNotDeclared):
        admitted.sign("president", "ruling", str(ruling.pk))
    assert Dossier.objects.get(pk=admitted.dossier.pk).stayed_on is None
    assert stay(admitted, DECLARED).pk == ruling.pk
    admitted.sign("president", "ruling", str(ruling.pk))
    assert Dossier.objects.get(pk=admitted.dossier.pk).stayed_on is not None


def test_a_stay_is_prepared_again_where_another_plan_is_under_study(zoned: Scene) -> None:
    Layer.objects.update(kind=PlanKind.SDAU)
    ruling = stay(zoned, DECLARED)
    Layer.objects.update(kind=PlanKind.PA, approved_on=None, ends_on=None)
    with pytest.raises(RulingNotOpen):
        zoned.sign("president", "ruling", str(ruling.pk))
    assert stay(zoned).layer == Layer.objects.get()
    zoned.sign("president", "ruling", str(ruling.pk))
    assert Dossier.objects.get(pk=zoned.dossier.pk).stayed_on is not None


def test_a_stay_ends_with_a_request_that_is_given_up(client: Client, stayed: Scene) -> None:
    until = Ruling.objects.get(kind="stay").until
    assert until is not None
    withdraw(stayed.dossier, by=stayed.actor("architect"))
    assert Dossier.objects.get(pk=stayed.dossier.pk).stayed_on is None
    client.force_login(stayed.cast.people["architect"])
    for name in ("dossier", "history"):
        page = client.get(reverse(f"dossiers:{name}", args=[stayed.dossier.number])).content.decode()
        assert "Sursis à statuer jusqu" not in page
    later = system(datetime.combine(until + timedelta(days=2), time(12), UTC))
    assert attend_stays(later) == 0
    assert Dossier.objects.get(pk=stayed.dossier.pk).resumed_on is None
