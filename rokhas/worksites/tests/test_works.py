"""The works of a permit: declared open by its architect, written in a book, declared complete; the permit then does not lapse."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.accounts.models import Mandate, OfficeKind, Person, Role
from rokhas.accounts.queries import offices_for
from rokhas.documents.queries import read
from rokhas.dossiers.actions.limits import attend_validity
from rokhas.dossiers.actions.rulings import prepare_cancellation
from rokhas.dossiers.errors import PermitLapsed, WorksAfterValidity
from rokhas.dossiers.models import Invitation, Lapse, OfficialPaper, PaperKind
from rokhas.dossiers.queries.validity import valid_until
from rokhas.dossiers.queries.wording import verification_address
from rokhas.journal.models import Event
from rokhas.journal.outbox import drain
from rokhas.kernel.actor import MOROCCO, Actor
from rokhas.kernel.errors import NotAllowed
from rokhas.notices.models import Notice
from rokhas.testing.scene import Scene
from rokhas.worksites import actions
from rokhas.worksites.errors import (
    DayAhead,
    NothingDeclared,
    QualityNeeded,
    SiteAlreadyOpen,
    SiteNotOpen,
    TooSoon,
)
from rokhas.worksites.models import Note, Worksite
from rokhas.worksites.queries.works import first_day

FALSE = [{"code": "ANN-01", "values": {"point": "le plan de masse"}}]


def test_signed_by_the_architect_the_opening_keeps_the_permit_in_force(building: Scene) -> None:
    dossier, by = building.dossier, building.actor("architect")
    site = Worksite.objects.get(dossier=dossier)
    assert site.is_open
    paper = dossier.papers.get(kind=PaperKind.OPENING)
    assert paper.document is not None
    assert read(paper.document).startswith(b"%PDF")
    permit = dossier.papers.get(kind=PaperKind.PERMIT)
    later = by.today() + timedelta(days=900)
    known = valid_until(permit.verification_code, later)
    assert known is not None
    assert (known.has_passed, known.kept_since, known.kept_by) == (False, site.begins_on, "opening")
    late = Actor(None, at=by.now() + timedelta(days=900), is_system=True)
    assert not attend_validity(dossier.pk, by=late)
    assert Lapse.objects.get(dossier=dossier).lapsed_at is None
    told = set(Notice.objects.filter(kind="worksite.opened").values_list("person_id", flat=True))
    assert dossier.filer_id in told
    kinds = set(Event.objects.filter(stream=f"dossiers.dossier:{dossier.pk}").values_list("kind", flat=True))
    assert {"worksite.opened", "permit.kept"} <= kinds


def test_whoever_left_the_platform_is_not_told(delivered: Scene) -> None:
    found = offices_for([OfficeKind.COMMUNE], delivered.dossier.where)
    inspectors = [Person.objects.create_user(f"inspecteur{n}@example.org") for n in range(2)]
    for person in inspectors:
        for _twice in range(2):
            Mandate.objects.create(
                person=person,
                office=found[OfficeKind.COMMUNE],
                role=Role.INSPECTOR,
                starts_on=date(2020, 1, 1),
            )
    Person.objects.filter(pk=inspectors[0].pk).update(is_active=False)
    by = delivered.actor("architect")
    site = actions.prepare_opening(delivered.dossier, by=by, contractor="X", begins_on=first_day(by.today()))
    delivered.sign("architect", "worksite", str(site.pk))
    delivered.deliver_post()
    told = list(Notice.objects.filter(kind="worksite.opened").values_list("person_id", flat=True))
    assert inspectors[0].pk not in told
    assert told.count(inspectors[1].pk) == 1


def test_whoever_verifies_reads_that_the_works_were_declared(building: Scene) -> None:
    permit = building.dossier.papers.get(kind=PaperKind.PERMIT)
    address = urlsplit(verification_address(permit.verification_code)).path
    for language, ahead, begun in (
        ("fr", "le début de ses travaux est déclaré pour le", "ses travaux sont déclarés commencés le"),
        ("ar", "صُرح بأن أشغاله تبدأ في", "صُرح ببداية أشغاله في"),
    ):
        client = Client(headers={"accept-language": language})
        Lapse.objects.update(kept_since=building.actor("architect").today() + timedelta(days=3))
        page = client.get(address).content.decode()
        assert ahead in page, "nothing is begun before its day"
        assert "fondations" not in page
        Lapse.objects.update(kept_since=building.actor("architect").today())
        assert begun in client.get(address).content.decode()


def test_nobody_but_the_architect_of_the_permit_declares(delivered: Scene) -> None:
    for who in ("applicant", "president", "front-desk"):
        by = delivered.actor(who)
        with pytest.raises(NotAllowed):
            actions.prepare_opening(delivered.dossier, by=by, contractor="X", begins_on=first_day(by.today()))
    by = delivered.actor("architect")
    with pytest.raises(TooSoon):
        actions.prepare_opening(delivered.dossier, by=by, contractor="X", begins_on=by.today())
    with pytest.raises(SiteNotOpen):
        actions.write(delivered.dossier, by=by, kind="visit", on=by.today(), text="Rien")


def test_the_works_of_a_permit_that_has_lapsed_are_not_opened(delivered: Scene) -> None:
    lapse = Lapse.objects.get(dossier=delivered.dossier)
    by = delivered.actor("architect")
    first = first_day(by.today())
    site = actions.prepare_opening(delivered.dossier, by=by, contractor="X", begins_on=first)
    Lapse.objects.filter(pk=lapse.pk).update(on=by.today() - timedelta(days=1))
    with pytest.raises(PermitLapsed):
        actions.prepare_opening(delivered.dossier, by=by, contractor="X", begins_on=first)
    with pytest.raises(Exception, match="validité"):
        delivered.sign("architect", "worksite", str(site.pk))
    site.refresh_from_db()
    assert site.opened_at is None


def test_works_begin_while_the_permit_is_valid(delivered: Scene) -> None:
    last, by = Lapse.objects.get(dossier=delivered.dossier).on, delivered.actor("architect")
    with pytest.raises(WorksAfterValidity, match=f"{last:%d/%m/%Y}"):
        actions.prepare_opening(delivered.dossier, by=by, contractor="X", begins_on=last + timedelta(days=1))
    assert not Worksite.objects.filter(dossier=delivered.dossier).exists()
    site = actions.prepare_opening(delivered.dossier, by=by, contractor="X", begins_on=last)
    Lapse.objects.update(on=last - timedelta(days=1))
    with pytest.raises(WorksAfterValidity):
        delivered.sign("architect", "worksite", str(site.pk))


def test_a_declaration_prepared_long_ago_is_not_signed_when_its_day_has_come(delivered: Scene) -> None:
    by = delivered.actor("architect")
    site = actions.prepare_opening(delivered.dossier, by=by, contractor="X", begins_on=first_day(by.today()))
    Worksite.objects.filter(pk=site.pk).update(begins_on=by.today())
    with pytest.raises(TooSoon):
        delivered.sign("architect", "worksite", str(site.pk))
    site.refresh_from_db()
    assert site.opened_at is None


def test_the_book_begins_on_the_civil_day_of_the_opening(building: Scene) -> None:
    dossier, by = building.dossier, building.actor("architect")
    eve = by.today() - timedelta(days=1)
    late = datetime.combine(eve, time(23, 59), UTC)
    begun = late.astimezone(MOROCCO).date()
    Worksite.objects.filter(dossier=dossier).update(prepared_at=late)
    if begun != eve:
        with pytest.raises(DayAhead):
            actions.write(dossier, by=by, kind="visit", on=eve, text="La veille.")
    assert actions.write(dossier, by=by, kind="visit", on=begun, text="Le jour même.").rank == 1


def test_the_book_is_written_in_order_and_closed_by_the_completion(building: Scene) -> None:
    dossier, by = building.dossier, building.actor("architect")
    today = by.today()
    first = actions.write(dossier, by=by, kind="visit", on=today, text="Fouilles conformes au plan de masse.")
    second = actions.write(dossier, by=by, kind="instruction", on=today, text="Attendre l’essai du béton.")
    assert (first.rank, second.rank, second.role) == (1, 2, Role.ARCHITECT)
    with pytest.raises(NotAllowed):
        actions.write(dossier, by=building.actor("applicant"), kind="visit", on=today, text="Je passe.")
    with pytest.raises(DayAhead):
        actions.write(dossier, by=by, kind="visit", on=today + timedelta(days=1), text="Demain.")
    with pytest.raises(SiteAlreadyOpen):
        actions.prepare_opening(dossier, by=by, contractor="Y", begins_on=first_day(today))
    site = Worksite.objects.get(dossier=dossier)
    with pytest.raises(NothingDeclared):
        building.sign("architect", "worksite", str(site.pk))
    Worksite.objects.filter(pk=site.pk).update(begins_on=today)
    actions.prepare_completion(dossier, by=by, finished_on=today)
    building.sign("architect", "worksite", str(site.pk))
    drain()
    site.refresh_from_db()
    assert site.completed_at is not None
    assert OfficialPaper.objects.get(dossier=dossier, kind=PaperKind.COMPLETION).document is not None
    with pytest.raises(SiteNotOpen):
        actions.write(dossier, by=by, kind="visit", on=today, text="Trop tard.")


def test_the_works_of_a_cancelled_permit_are_read_and_nothing_is_added(
    client: Client, building: Scene
) -> None:
    dossier, by = building.dossier, building.actor("architect")
    actions.write(dossier, by=by, kind="visit", on=by.today(), text="Fouilles conformes.")
    ruling = prepare_cancellation(dossier, by=building.actor("president"), reasons=FALSE)
    building.sign("president", "ruling", str(ruling.pk))
    page = reverse("worksites:worksite", args=[dossier.number])
    client.force_login(building.cast.people["architect"])
    html = client.get(page).content.decode()
    assert "Fouilles conformes." in html
    assert "annulé le" in html
    assert "<textarea" not in html
    with pytest.raises(NotAllowed):
        actions.write(dossier, by=by, kind="visit", on=by.today(), text="Encore.")
    with pytest.raises(NotAllowed):
        actions.prepare_completion(dossier, by=by, finished_on=by.today())
    assert client.post(page, {"kind": "visit", "on": by.today().isoformat(), "text": "X"}).status_code == 200
    assert Worksite.objects.get(dossier=dossier).notes.count() == 1
    assert client.get(reverse("worksites:completion", args=[dossier.number])).status_code == 404
    assert client.get(reverse("worksites:panel", args=[dossier.number])).status_code == 404


def test_whoever_has_several_qualities_on_a_site_says_in_which_they_write(
    client: Client, building: Scene
) -> None:
    dossier, architect = building.dossier, building.cast.people["architect"]
    practice = Mandate.objects.filter(person=architect).latest("pk").office
    for role in (Role.ENGINEER, Role.CO_DESIGNER):
        Mandate.objects.create(person=architect, office=practice, role=role, starts_on=date(2020, 1, 1))
    by, today = building.actor("architect"), building.actor("architect").today()
    assert actions.write(dossier, by=by, kind="visit", on=today, text="Vu.").role == Role.ARCHITECT
    Invitation.objects.create(
        dossier=dossier,
        role=Role.ENGINEER,
        email_sealed="x",
        email_fingerprint="x",
        invited_by=architect,
        invited_at=by.now(),
        sent_at=by.now(),
        expires_at=by.now(),
        person=architect,
        accepted_at=by.now(),
    )
    with pytest.raises(QualityNeeded):
        actions.write(dossier, by=by, kind="check", on=today, text="Ferraillage.")
    for said in (Role.CO_DESIGNER, Role.INSPECTOR, "mayor"):
        with pytest.raises(QualityNeeded):
            actions.write(dossier, by=by, kind="check", on=today, text="Ferraillage.", role=said)
    page = reverse("worksites:worksite", args=[dossier.number])
    client.force_login(architect)
    answers = {"kind": "check", "on": today.isoformat(), "text": "Ferraillage reçu."}
    assert client.post(page, answers).status_code == 422
    assert client.post(page, answers | {"role": "engineer"}).status_code == 302
    assert list(Note.objects.order_by("rank").values_list("role", flat=True)) == ["architect", "engineer"]


@pytest.mark.parametrize(("language", "heading"), [("fr", "Cahier de chantier"), ("ar", "دفتر الورش")])
def test_the_page_tells_the_works_to_those_who_see_the_permit(
    client: Client, building: Scene, language: str, heading: str
) -> None:
    number = building.dossier.number
    page = reverse("worksites:worksite", args=[number])
    client.cookies["rokhas_language"] = language
    client.force_login(building.cast.people["applicant"])
    assert client.get(page).status_code == 404  # the architect filed it: the beneficiary has no account here
    client.force_login(building.cast.people["architect"])
    html = client.get(page).content.decode()
    assert heading in html
    assert "Chantiers du Détroit" in html
    today = building.actor("architect").today().isoformat()
    assert client.post(page, {"kind": "visit", "on": today, "text": "Coffrages vérifiés."}).status_code == 302
    assert "Coffrages vérifiés." in client.get(page).content.decode()
    assert client.post(page, {"kind": "visit", "on": today, "text": ""}).status_code == 422
    assert page in client.get(reverse("dossiers:dossier", args=[number])).content.decode()
    panel = client.get(reverse("worksites:panel", args=[number]))
    assert panel.content.startswith(b"%PDF")
    assert b"MediaBox" in panel.content or len(panel.content) > 10_000
    end = reverse("worksites:completion", args=[number])
    assert client.get(end).status_code == 200
    assert client.post(end, {"finished_on": "2020-01-01"}).status_code == 422


def test_before_the_opening_the_architect_is_led_to_the_signature(client: Client, delivered: Scene) -> None:
    page = reverse("worksites:worksite", args=[delivered.dossier.number])
    client.force_login(delivered.cast.people["architect"])
    assert "data-sign" not in client.get(page).content.decode()
    first = first_day(delivered.actor("architect").today()).isoformat()
    assert client.post(page, {"begins_on": first, "contractor": "Chantiers du Détroit"}).status_code == 302
    assert "worksite" in client.get(page).content.decode()
    assert client.get(reverse("worksites:panel", args=[delivered.dossier.number])).status_code == 404
