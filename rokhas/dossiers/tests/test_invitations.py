"""Professionals invited by e-mail to a draft: from the link to their signed files, and what a deposit waits for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rokhas.accounts.actions import enter, suspend_entry
from rokhas.accounts.errors import EntryNotCurrent, InvitationDead, InvitedElsewhere, TooManyInvitations
from rokhas.accounts.models import Person
from rokhas.accounts.queries import actor_of
from rokhas.documents.actions import store
from rokhas.dossiers.actions import filing
from rokhas.dossiers.actions import invitations as acts
from rokhas.dossiers.errors import (
    DossierIncomplete,
    FileOfAnother,
    FilesMissing,
    InvitationNotOffered,
    InvitationUnderway,
    InvitationWaits,
    OfficialInvited,
    PartClosed,
    RefusalUnexplained,
)
from rokhas.dossiers.models import Dossier, Invitation, OfficialPaper, PaperKind, Piece
from rokhas.dossiers.queries.invitations import contribution, contributions, offers, readable
from rokhas.dossiers.workflow.completeness import pieces_of
from rokhas.journal.models import Event
from rokhas.kernel.actor import SYSTEM, Actor, system
from rokhas.kernel.errors import NotAllowed
from rokhas.notices.models import Notice
from rokhas.post.models import Message
from rokhas.testing.scene import Scene, one_page

SURVEYOR = "surveyor@example.ma"
CEILING = 15  # statements of a page


def professional(word: str, body: str) -> Person:
    person = Person.objects.create_user(f"{word}@example.ma", name_fr=word.title(), name_ar="كريم")
    enter(person, body=body, number=f"{word.upper()}-1", since=date(2020, 1, 1), by=SYSTEM)
    return person


@pytest.fixture
def draft(scene: Scene) -> Dossier:
    """A complete draft of the architect."""
    return scene.draft().give_pieces().dossier


@pytest.fixture
def surveyor(scene: Scene) -> Person:
    return professional("surveyor", "order_of_surveyors")


def link(invitation: Invitation) -> str:
    return acts.link_of(invitation).rstrip("/").rpartition("/")[2]


def at(scene: Scene) -> Actor:
    return scene.actor("architect")


def invited(scene: Scene, role: str = "surveyor", email: str = SURVEYOR) -> Invitation:
    return acts.invite(scene.dossier, role=role, email=email, by=at(scene))


def accepted(scene: Scene, person: Person, role: str = "surveyor") -> Invitation:
    found = invited(scene, role, person.email)
    return acts.accept_invitation(link(found), by=actor_of(person, at(scene).at))


def give(invitation: Invitation, person: Person, scene: Scene, code: str = "PLANCAD") -> Piece:
    by = actor_of(person, at(scene).at)
    content = one_page(f"survey {invitation.pk} {code}")
    document = store(content, name=f"{code}.pdf", media_type="application/pdf", by=by)
    return acts.give_file(invitation, code, document, by=by)


def state(invitation: Invitation, scene: Scene) -> str:
    return contribution(Invitation.objects.get(pk=invitation.pk), at(scene).now()).state


def test_the_file_of_the_procedure_says_whom_one_may_invite(scene: Scene, draft: Dossier) -> None:
    found = {offer.invited.role: offer.documents for offer in offers(draft)}
    assert "surveyor" in found
    assert all(found.values())
    with pytest.raises(InvitationNotOffered):
        invited(scene, "architect")


def test_somebody_without_an_account_opens_signs_up_and_accepts(
    client: Client, scene: Scene, draft: Dossier
) -> None:
    found = invited(scene)
    page = client.get(acts.link_of(found), headers={"accept-language": "fr"})
    assert page.status_code == 200
    assert SURVEYOR not in page.content.decode()
    assert draft.title not in page.content.decode()
    assert (
        state(found, scene) == "invited"
    )  # whatever follows links without being anybody, such as a mail scanner
    assert client.post(acts.link_of(found))["Location"].startswith("/sign-in/")
    person = Person.objects.create_user(SURVEYOR, name_fr="Karim", name_ar="كريم")
    client.force_login(person)
    assert client.get(acts.link_of(found)).status_code == 200
    assert state(found, scene) == "opened"
    assert acts.link_of(found) in client.get("/").content.decode()
    assert client.post(acts.link_of(found))["Location"] == f"/invitations/{found.pk}/"
    assert client.get(f"/invitations/{found.pk}/").status_code == 200
    assert state(found, scene) == "accepted"


def test_a_link_serves_once_for_its_own_address(scene: Scene, draft: Dossier, surveyor: Person) -> None:
    stranger = Person.objects.create_user("stranger@example.ma")
    found = invited(scene)
    with pytest.raises(InvitedElsewhere):
        acts.accept_invitation(link(found), by=actor_of(stranger))
    done = acts.accept_invitation(link(found), by=actor_of(surveyor))
    assert acts.accept_invitation(link(found), by=actor_of(surveyor)).accepted_at == done.accepted_at
    with pytest.raises(InvitationDead):
        acts.accept_invitation(link(found), by=actor_of(stranger))
    with pytest.raises(InvitationUnderway):
        acts.send_again(found, by=at(scene))


def test_whoever_serves_in_an_office_is_not_invited_to_a_dossier_they_might_answer(
    scene: Scene, draft: Dossier
) -> None:
    clerk = scene.cast.people["front-desk"]
    sent = acts.invite(draft, role="surveyor", email=clerk.email, by=scene.actor("architect"))
    with pytest.raises(OfficialInvited):
        acts.accept_invitation(link(sent), by=actor_of(clerk))
    sent.refresh_from_db()
    assert sent.person is None


def test_a_link_replaced_taken_back_or_too_old_is_dead(
    scene: Scene, draft: Dossier, surveyor: Person
) -> None:
    found, first = invited(scene), at(scene)
    old = link(found)
    later = actor_of(scene.cast.people["architect"], first.now() + timedelta(days=2))
    again = acts.send_again(found, by=later)
    then = actor_of(surveyor, later.at)
    with pytest.raises(InvitationDead):
        acts.accept_invitation(old, by=then)
    with pytest.raises(InvitationDead):
        acts.accept_invitation(link(again), by=actor_of(surveyor, later.now() + acts.OPENS_FOR))
    acts.revoke(found, by=later)
    with pytest.raises(InvitationDead):
        acts.accept_invitation(link(again), by=then)


def test_declining_says_why_to_whoever_invited(scene: Scene, draft: Dossier) -> None:
    found = invited(scene)
    with pytest.raises(RefusalUnexplained):
        acts.decline_invitation(link(found), reason=" ", by=Actor(None))
    acts.decline_invitation(link(found), reason="Trop loin de mon cabinet", by=Actor(None))
    kept = Invitation.objects.get(pk=found.pk)
    assert kept.reason == "Trop loin de mon cabinet"
    assert "cabinet" not in kept.reason_sealed
    assert Notice.objects.get(kind="dossier.invitation_declined").person == found.invited_by
    assert contributions(draft, [], at(scene).now()) == []


def test_the_professional_gives_declares_and_signs_their_own_files_until_the_deposit(
    client: Client, scene: Scene, draft: Dossier, surveyor: Person
) -> None:
    found = accepted(scene, surveyor)
    with pytest.raises(FilesMissing):
        acts.declare_complete(found, by=actor_of(surveyor))
    for asked in contribution(found, at(scene).now()).documents:
        give(found, surveyor, scene, asked.document.code)
    acts.declare_complete(found, by=actor_of(surveyor, at(scene).at))
    assert state(found, scene) == "given"
    assert Notice.objects.get(kind="dossier.invitation_given").person == found.invited_by
    with pytest.raises(InvitationWaits):
        scene.sign_plans().lodge()
    scene.hands.sign(surveyor, "contribution", str(found.pk), at=at(scene).at)
    assert state(found, scene) == "signed"
    paper = OfficialPaper.objects.get(kind=PaperKind.CONTRIBUTION)
    assert paper.issued_at
    scene.lodge()
    assert Dossier.objects.get().number
    kinds = Event.objects.filter(stream=f"dossiers.dossier:{draft.pk}").values_list("kind", flat=True)
    assert {"invitation.sent", "invitation.accepted", "invitation.given", "contribution.signed"} <= set(kinds)
    closed(client, found, surveyor, scene)


def closed(client: Client, found: Invitation, surveyor: Person, scene: Scene) -> None:
    """What would come after the deposit is in no list that anybody signed: the part is read, and nothing else."""
    piece, by = Piece.objects.filter(added_by=surveyor).earliest("pk"), actor_of(surveyor, at(scene).at)
    with pytest.raises(PartClosed):
        give(found, surveyor, scene, piece.code)
    with pytest.raises(PartClosed):
        acts.take_back_file(found, piece, by=by)
    with pytest.raises(PartClosed):
        acts.declare_complete(found, by=by)
    client.force_login(surveyor)
    page = client.get(f"/invitations/{found.pk}/", headers={"accept-language": "fr"}).content.decode()
    assert "votre partie est close" in page
    assert 'type="file"' not in page
    assert f"/files/{piece.pk}/removal" not in page
    sent = SimpleUploadedFile("late.pdf", one_page("late"), "application/pdf")
    assert client.post(f"/invitations/{found.pk}/", {"code": piece.code, "file": sent}).status_code == 422
    assert not Piece.objects.filter(late=True).exists()


def test_a_file_changed_after_the_signature_is_signed_again(
    scene: Scene, draft: Dossier, surveyor: Person
) -> None:
    found = accepted(scene, surveyor)
    piece = give(found, surveyor, scene)
    acts.declare_complete(found, by=actor_of(surveyor, at(scene).at))
    scene.hands.sign(surveyor, "contribution", str(found.pk), at=at(scene).at)
    filing.remove_piece(Piece.objects.get(pk=piece.pk), by=at(scene))
    assert state(found, scene) == "accepted"


def test_no_signature_without_a_current_entry(scene: Scene, draft: Dossier, surveyor: Person) -> None:
    found = accepted(scene, surveyor)
    give(found, surveyor, scene)
    suspend_entry(surveyor.register_entries.get(), by=SYSTEM, reason="Décision 7/2026")
    with pytest.raises(EntryNotCurrent):
        acts.declare_complete(found, by=actor_of(surveyor, at(scene).at))


def test_a_deposit_says_whose_document_it_waits_for(scene: Scene, draft: Dossier, surveyor: Person) -> None:
    found = accepted(scene, surveyor)
    for piece in draft.pieces.filter(code="PLANCAD"):
        filing.remove_piece(piece, by=at(scene))
    scene.sign_plans()
    with pytest.raises(InvitationWaits) as refused:
        scene.lodge()
    assert "Plan cadastral" in str(refused.value) or "تصميم مسحي" in str(refused.value)
    acts.revoke(found, by=at(scene))
    with pytest.raises(DossierIncomplete):
        scene.lodge()


def test_they_see_the_plans_they_need_and_nothing_else(
    client: Client, scene: Scene, draft: Dossier, surveyor: Person
) -> None:
    found = accepted(scene, surveyor)
    codes = {piece.code for piece in readable(found)}
    assert codes
    assert codes <= {"PLANSIT", "PLANMASSE"}
    client.force_login(surveyor)
    page = client.get(f"/invitations/{found.pk}/", headers={"accept-language": "fr"}).content.decode()
    for answer in ("applicant_name_fr", "applicant_cnie", "project_fr"):
        value = str(draft.answers.get(answer) or "")
        assert not value or value not in page
    seen = next(iter(readable(found)))
    assert client.get(f"/invitations/{found.pk}/files/{seen.pk}/file").status_code == 200
    hidden = draft.pieces.exclude(code__in=["PLANSIT", "PLANMASSE"]).first()
    assert hidden is not None
    assert client.get(f"/invitations/{found.pk}/files/{hidden.pk}/file").status_code == 404
    assert client.get(f"/dossiers/drafts/{draft.pk}/").status_code == 404
    stranger = Person.objects.create_user("stranger@example.ma")
    client.force_login(stranger)
    assert client.get(f"/invitations/{found.pk}/").status_code == 404


def test_their_page_takes_a_file_and_gives_it_back(
    client: Client, scene: Scene, draft: Dossier, surveyor: Person
) -> None:
    found = accepted(scene, surveyor)
    client.force_login(surveyor)
    sent = SimpleUploadedFile("leve.pdf", one_page("leve"), "application/pdf")
    answer = client.post(f"/invitations/{found.pk}/", {"code": "PLANCAD", "file": sent})
    assert answer.status_code == 302
    piece = Piece.objects.get(added_by=surveyor)
    theirs = draft.pieces.exclude(added_by=surveyor).first()
    assert theirs is not None
    with pytest.raises(FileOfAnother):
        acts.take_back_file(found, theirs, by=actor_of(surveyor))
    other = SimpleUploadedFile("cnie.pdf", one_page("cnie"), "application/pdf")
    assert client.post(f"/invitations/{found.pk}/", {"code": "CNIE", "file": other}).status_code == 422
    assert client.post(f"/invitations/{found.pk}/files/{piece.pk}/removal").status_code == 302
    assert not Piece.objects.filter(added_by=surveyor).exists()


def test_only_whoever_files_or_designs_invites(client: Client, scene: Scene, draft: Dossier) -> None:
    stranger = Person.objects.create_user("stranger@example.ma")
    with pytest.raises(NotAllowed):
        acts.invite(draft, role="surveyor", email=SURVEYOR, by=actor_of(stranger))
    client.force_login(scene.cast.people["architect"])
    page = f"/dossiers/drafts/{draft.pk}/invitations/"
    assert client.post(page, {"role": "surveyor", "email": SURVEYOR}).status_code == 302
    assert client.post(page, {"role": "surveyor", "email": "no"}).status_code == 422
    told = client.get(page, headers={"accept-language": "fr"}).content.decode()
    assert SURVEYOR in told
    found = Invitation.objects.get()
    assert client.post(f"{page}{found.pk}/sending/").status_code == 302
    asked = client.post(f"{page}{found.pk}/revocation/")
    assert (asked.status_code, state(found, scene)) == (
        200,
        "invited",
    )  # one is asked first, without a script
    assert 'name="confirmed"' in asked.content.decode()
    assert client.post(f"{page}{found.pk}/revocation/", {"confirmed": "1"}).status_code == 302
    client.force_login(stranger)
    assert client.get(page).status_code == 404


def test_invitations_are_counted_and_the_same_one_is_not_sent_twice(scene: Scene, draft: Dossier) -> None:
    assert invited(scene) == invited(scene, email=SURVEYOR.upper())
    assert Message.objects.filter(key__startswith="invitation:").count() == 1
    for number in range(acts.A_DAY - 1):
        invited(scene, email=f"surveyor-{number}@example.ma")
    with pytest.raises(TooManyInvitations):
        invited(scene, email="one-more@example.ma")


def test_those_who_do_not_answer_are_reminded_twice(scene: Scene, draft: Dossier, surveyor: Person) -> None:
    found, now = invited(scene), at(scene).now()
    assert acts.remind_the_invited(system(now + timedelta(days=1))) == 0
    for turn in (1, 2):
        assert acts.remind_the_invited(system(now + turn * timedelta(days=5, hours=1))) == 1
    assert acts.remind_the_invited(system(now + timedelta(days=19))) == 0
    assert Message.objects.filter(key__startswith="invitation:").count() == 3
    late = actor_of(surveyor, now + timedelta(days=11))
    acts.accept_invitation(link(found), by=late)  # the first link still opens
    Invitation.objects.update(reminders=0)
    assert acts.remind_the_invited(system(now + timedelta(days=17))) == 1
    assert Notice.objects.get(kind="dossier.files_expected").person == surveyor
    assert pieces_of(draft, 1)


def test_the_pages_keep_under_fifteen_statements(
    client: Client, scene: Scene, draft: Dossier, surveyor: Person
) -> None:
    found = accepted(scene, surveyor)
    give(found, surveyor, scene)
    for number in range(4):
        invited(scene, "design_office", f"office-{number}@example.ma")
    pages = [
        (surveyor, "/"),
        (surveyor, f"/invitations/{found.pk}/"),
        (surveyor, "/invitations/"),
        (scene.cast.people["architect"], "/"),
        (scene.cast.people["architect"], "/practice/"),
        (scene.cast.people["architect"], f"/dossiers/drafts/{draft.pk}/"),
        (scene.cast.people["architect"], f"/dossiers/drafts/{draft.pk}/check/"),
        (scene.cast.people["architect"], f"/dossiers/drafts/{draft.pk}/invitations/"),
    ]
    counted = {}
    for person, page in pages:
        client.force_login(person)
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200, page
        counted[page] = sum(
            not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in asked.captured_queries
        )
    assert max(counted.values()) <= CEILING, counted


def test_the_list_of_ones_invitations_does_not_grow_with_it(
    client: Client, scene: Scene, draft: Dossier, surveyor: Person
) -> None:
    first = accepted(scene, surveyor)
    give(first, surveyor, scene)
    client.force_login(surveyor)
    address = "/invitations/"

    def asks() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(address)
        assert [part.state for _each, part, _name in page.context["rows"]] == [
            state(each, scene) for each, _part, _name in page.context["rows"]
        ]
        return len(asked.captured_queries)

    alone = asks()
    for _ in range(2):
        scene.draft().give_pieces()
        give(accepted(scene, surveyor), surveyor, scene)
    assert asks() == alone <= CEILING


def test_a_plan_that_one_may_read_is_not_ones_own_to_take_out(
    client: Client, scene: Scene, draft: Dossier, surveyor: Person
) -> None:
    found = accepted(scene, surveyor)
    piece = give(found, surveyor, scene)
    client.force_login(surveyor)
    readable_piece = readable(found)[0]
    refused = client.post(f"/invitations/{found.pk}/files/{readable_piece.pk}/removal")
    assert refused.status_code == 403
    assert Piece.objects.filter(pk__in=[piece.pk, readable_piece.pk]).count() == 2
