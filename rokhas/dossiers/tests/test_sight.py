"""What each reader of a lodged dossier is shown, and that each view is noted."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.accounts.actions import give_mandate
from rokhas.accounts.models import Office, OfficeKind, Person, Role
from rokhas.accounts.queries import actor_of
from rokhas.dossiers.actions import filing
from rokhas.dossiers.models import (
    AccessGrant,
    Conclusion,
    Consultation,
    Dossier,
    OfficialPaper,
    PaperKind,
    Verdict,
)
from rokhas.dossiers.queries import sight, worklist
from rokhas.dossiers.queries.deposited import as_deposited
from rokhas.journal.models import Event
from rokhas.kernel.actor import system
from rokhas.procedures.actions import packaged_files
from rokhas.procedures.schema import Kind, read_procedure
from rokhas.signing.actions import seal
from rokhas.signing.models import Signature
from rokhas.testing.lives import lived
from rokhas.testing.scene import Scene

TABS = ["dossier", "pieces-of", "opinions", "payments", "history"]


def as_(scene: Scene, word: str) -> Client:
    client = Client()
    client.force_login(scene.cast.people[word])
    return client


def shown(client: Client, scene: Scene, name: str = "dossier") -> str:
    answer = client.get(reverse(f"dossiers:{name}", args=[scene.dossier.number]))
    assert answer.status_code == 200
    return answer.content.decode()


def paper_url(paper: OfficialPaper) -> str:
    return reverse("dossiers:paper", args=[paper.dossier.number, paper.pk])


def test_what_the_applicant_prepares_is_shown_to_the_parties_alone(admitted: Scene) -> None:
    admitted.opinions(urban_agency=Verdict.TO_MODIFY)
    admitted.conclude(Conclusion.Sense.CHANGES_ASKED).sign_minutes().sign_letter()
    before = admitted.dossier.title
    for language in ("fr", "ar"):
        filing.answer(
            admitted.dossier, {f"project_{language}": "Not yet deposited"}, by=admitted.actor("architect")
        )
    for name in TABS:
        assert "Not yet deposited" not in shown(as_(admitted, "secretary"), admitted, name)
    assert "Not yet deposited" in shown(as_(admitted, "architect"), admitted)
    tasks = admitted.dossier.tasks.open()
    assert "Not yet" not in worklist.page_of(tasks, admitted.actor("secretary").today()).rows[0].title
    admitted.dossier.refresh_from_db()
    assert admitted.dossier.title == "Not yet deposited"
    as_deposited([admitted.dossier])
    assert admitted.dossier.title == before


def test_the_parties_open_the_minutes_once_all_have_signed_and_all_is_sealed(concluded: Scene) -> None:
    task = concluded.task(Kind.MINUTES)
    concluded.sign("secretary", "minutes", str(task.pk))
    concluded.deliver_post()
    paper = concluded.paper(PaperKind.MINUTES)
    applicant = as_(concluded, "architect")
    assert applicant.get(paper_url(paper)).status_code == 404
    assert paper_url(paper) not in shown(applicant, concluded, "opinions") + shown(
        applicant, concluded, "pieces-of"
    )
    assert as_(concluded, "chair").get(paper_url(paper)).status_code == 200
    concluded.sign("chair", "minutes", str(task.pk))
    if Signature.objects.unsealed().exists():
        assert applicant.get(paper_url(paper)).status_code == 404
        for signature in Signature.objects.unsealed():
            seal(signature.pk)
    concluded.deliver_post()
    assert applicant.get(paper_url(paper)).status_code == 200
    assert paper_url(paper) in shown(applicant, concluded, "opinions")


@pytest.fixture
def authority_reader(delivered: Scene) -> Client:
    """An officer of an office that only received the copy of a delivered permit."""
    office = Office.objects.create(kind=OfficeKind.LOCAL_AUTHORITY, name_fr="Caïdat", name_ar="قيادة")
    reader = Person.objects.create_user("caid@demo.example")
    give_mandate(
        reader, Role.LOCAL_AUTHORITY, office, by=system(), starts_on=delivered.actor("chair").today()
    )
    AccessGrant.objects.create(dossier=delivered.dossier, office=office, reason="copy")
    client = Client()
    client.force_login(reader)
    return client


def test_a_copy_is_the_permit_and_its_plans_and_nothing_else(
    delivered: Scene, authority_reader: Client
) -> None:
    number, procedure = delivered.dossier.number, delivered.dossier.procedure
    for name in ("opinions", "payments", "history"):
        assert authority_reader.get(reverse(f"dossiers:{name}", args=[number])).status_code == 404
    assert shown(authority_reader, delivered)
    page = shown(authority_reader, delivered, "pieces-of")
    for piece in delivered.dossier.pieces.select_related("document"):
        url = reverse("dossiers:piece", args=[number, piece.pk, "file"])
        plan = procedure.document(piece.code).plan
        assert authority_reader.get(url).status_code == (200 if plan else 404)
        assert (reverse("dossiers:plan", args=[number, piece.pk]) in page) == plan
    for paper in delivered.dossier.papers.all():
        status = 200 if paper.kind == PaperKind.PERMIT else 404
        assert authority_reader.get(paper_url(paper)).status_code == status
        assert (paper_url(paper) in page) == (paper.kind == PaperKind.PERMIT)
    for name, kind in (("review", Kind.OPINION), ("minutes", Kind.MINUTES), ("decision", Kind.SIGNATURE)):
        task = delivered.dossier.tasks.filter(kind=kind).latest("pk")
        assert authority_reader.get(reverse(f"dossiers:{name}", args=[task.pk])).status_code == 404
    reader = actor_of(Person.objects.get(email="caid@demo.example"))
    assert not sight.sees_order(reader, f"dossiers.dossier:{delivered.dossier.pk}")


def test_a_member_who_studied_the_dossier_has_more_than_a_copy(delivered: Scene) -> None:
    AccessGrant.objects.create(
        dossier=delivered.dossier, office=delivered.cast.offices["urban_agency"], reason="copy"
    )
    assert shown(as_(delivered, "urban-agency"), delivered, "opinions")


def noted(scene: Scene, word: str) -> list[str]:
    seen = Consultation.objects.filter(dossier=scene.dossier, person=scene.cast.people[word])
    return list(seen.order_by("pk").values_list("what", flat=True))


def test_bytes_that_leave_are_noted_once_per_reading(lodged: Scene) -> None:
    piece, receipt = lodged.dossier.pieces.first(), lodged.paper(PaperKind.RECEIPT)
    assert piece is not None
    url = reverse("dossiers:piece", args=[lodged.dossier.number, piece.pk, "file"])
    officer = as_(lodged, "front-desk")
    officer.head(url)
    for asked in ("bytes=0-99", "bytes=100-199", "bytes=9999999-"):
        officer.get(url, headers={"Range": asked})
    assert noted(lodged, "front-desk") == [f"piece-{piece.pk}"]
    officer.get(url)
    officer.get(paper_url(receipt))
    assert noted(lodged, "front-desk")[1:] == [f"piece-{piece.pk}", f"paper-{receipt.pk}"]
    as_(lodged, "architect").get(url)
    assert noted(lodged, "architect") == [f"piece-{piece.pk}"]


def test_each_page_of_an_act_notes_its_view(lodged: Scene) -> None:
    as_(lodged, "front-desk").get(reverse("dossiers:desk-check", args=[lodged.task(Kind.CHECK).pk]))
    assert noted(lodged, "front-desk") == ["check"]
    lodged.studied(commune=Verdict.RESERVED)
    as_(lodged, "secretary").get(reverse("dossiers:conclusion", args=[lodged.task(Kind.CONCLUSION).pk]))
    assert noted(lodged, "secretary") == ["conclusion"]
    lodged.conclude(Conclusion.Sense.MINOR_RESERVES)
    as_(lodged, "secretary").get(reverse("dossiers:preview", args=[lodged.task(Kind.MINUTES).pk]))
    assert noted(lodged, "secretary") == ["conclusion", "preview"]
    lodged.sign_minutes().sign_letter().answer_reserves()
    before = len(noted(lodged, "commune"))
    lifting = lodged.dossier.tasks.open().get(office=lodged.cast.offices["commune"])
    as_(lodged, "commune").get(reverse("dossiers:lifting", args=[lifting.pk]))
    assert noted(lodged, "commune")[before:] == ["lifting"]


@lived
def demolished() -> Scene:
    scene = Scene.opens(procedure="demolition-permit")
    scene.staff()
    return scene.delivered()


def test_the_offices_that_a_file_names_receive_a_copy(demolished: Scene) -> None:
    grants = AccessGrant.objects.filter(dossier=demolished.dossier, reason="copy")
    assert set(grants.values_list("office__kind", flat=True)) == {"local_authority", "civil_protection"}
    sent = Event.objects.filter(stream=f"dossiers.dossier:{demolished.dossier.pk}", kind="copy.sent")
    assert sent.count() == 2
    assert demolished.dossier in Dossier.objects.visible_to(
        demolished.actor("civil-protection-commission-member")
    )


def test_nobody_receives_a_copy_that_no_text_asks() -> None:
    found = {each.stem: read_procedure(each) for each in packaged_files()}
    assert found["information-note.v1"].copied_to() == ()
    assert found["simple-declaration.v1"].copied_to() == ()
    assert found["building-permit.v1"].copied_to() == ("local_authority",)


def test_who_is_named_and_who_receives_a_copy_is_written_down(drafted: Scene) -> None:
    architect = drafted.cast.people["architect"]
    filing.name_designer(drafted.dossier, architect, by=drafted.actor("architect"))
    drafted.give_pieces().sign_plans().lodge().studied().conclude().sign_minutes().pay().sign_permit()
    facts = Event.objects.filter(stream=f"dossiers.dossier:{drafted.dossier.pk}")
    assert facts.get(kind="designer.named").data == {"designer": architect.pk}
    sent = facts.get(kind="copy.sent")
    assert AccessGrant.objects.filter(
        office=sent.data["office"], reason="copy", dossier=drafted.dossier
    ).exists()
    assert Office.objects.get(pk=sent.data["office"]).name_fr in shown(
        as_(drafted, "architect"), drafted, "history"
    )
