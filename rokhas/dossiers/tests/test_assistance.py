"""A person without tools deposits at the desk: the clerk types, the person consents by a code and stays the filer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client

from rokhas.accounts.actions import suspend_mandate
from rokhas.accounts.errors import TelephoneOfAnother
from rokhas.accounts.models import Mandate, OfficeKind, Person, Role
from rokhas.accounts.queries import actor_of
from rokhas.accounts.tests.doors import letter
from rokhas.dossiers import policy
from rokhas.dossiers.actions import assistance, filing
from rokhas.dossiers.actions.desk import declare_admissible, declare_inadmissible
from rokhas.dossiers.actions.erasing import erase_draft
from rokhas.dossiers.actions.handing import ask_presence, hand_over
from rokhas.dossiers.errors import (
    CodeExpired,
    CodeSpent,
    CodeWrong,
    ConsentMissing,
    ConsentNotPrinted,
    ConsentVoid,
    DeskNotCompetent,
    DossierIncomplete,
    IdentityDiffers,
    NobodyElseChecks,
    NotForCitizens,
    NothingToHand,
    OwnDeposit,
    TooManyCodes,
)
from rokhas.dossiers.models import DeskCode, Dossier, Notification, PaperKind
from rokhas.dossiers.queries.handing import papers_to_hand
from rokhas.dossiers.queries.timeline import timeline
from rokhas.journal.models import Event
from rokhas.kernel.actor import Actor, Held, system
from rokhas.kernel.errors import NotAllowed
from rokhas.post.models import Channel, Message
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.schema import Kind
from rokhas.territory.models import Unit
from rokhas.testing import desk
from rokhas.testing.scene import Scene

RAHMA = desk.RAHMA


@pytest.fixture
def scene(opened: Scene) -> Scene:
    opened.procedure = "refurbishment-permit"
    return opened


@pytest.fixture
def typed(scene: Scene) -> Dossier:
    """Everything is typed and scanned; nothing is consented to."""
    return desk.type_everything(scene)


@pytest.fixture
def clerk(scene: Scene) -> Actor:
    return scene.cast.actor("commune-desk")


def later(by: Actor, **shift: float) -> Actor:
    return actor_of(by.person_pk, (by.at or datetime.now(UTC)) + timedelta(**shift))


def changed(dossier: Dossier, by: Actor) -> Dossier:
    """Another project than what was printed."""
    field = dossier.procedure.meaning("project", "fr")
    assert field is not None
    return filing.answer(dossier, {field.code: "Une autre demande"}, by=by)


def asked(dossier: Dossier, by: Actor) -> str:
    """The sheet is printed and the code sent: what the telephone shows."""
    assistance.print_consent(dossier, by=by)
    code = assistance.ask_consent(dossier, by=by)
    return desk.received(f"desk-code-{code.pk}")


def colleague(scene: Scene) -> Actor:
    """Another clerk of the same desk."""
    person = Person.objects.create_user("colleague@demo.example", None, name_fr="Une Collègue")
    office = scene.cast.offices[OfficeKind.COMMUNE]
    Mandate.objects.create(
        person=person, role=Role.FRONT_DESK, office=office, starts_on=datetime.now(UTC).date()
    )
    return actor_of(person)


# Consent


def test_the_person_consents_and_stays_the_filer(scene: Scene, typed: Dossier, clerk: Actor) -> None:
    with pytest.raises(ConsentMissing):
        filing.lodge(typed, by=clerk)
    dossier = filing.lodge(desk.consent(scene), by=clerk)
    assert dossier.number
    assert dossier.filer_id != clerk.person_id
    assert dossier.filer.phone_proved
    assert not dossier.is_assisted
    told = Event.objects.filter(stream=f"dossiers.dossier:{dossier.pk}")
    assert told.get(kind="consent.given").data["content"] == told.get(kind="dossier.lodged").data["content"]
    said = [moment.kind for moment in timeline(dossier, opinions=False)]
    assert {"assistance.begun", "consent.given", "dossier.lodged"} <= set(said)


def test_any_edit_after_the_consent_voids_it(scene: Scene, typed: Dossier, clerk: Actor) -> None:
    dossier = changed(desk.consent(scene), clerk)
    with pytest.raises(ConsentVoid):
        filing.lodge(dossier, by=clerk)
    filer = actor_of(dossier.filer)
    assert filing.lodge(dossier, by=filer).number  # what one deposits oneself needs no consent


def test_a_code_answers_for_what_was_printed_and_for_nothing_else(typed: Dossier, clerk: Actor) -> None:
    code = asked(typed, clerk)
    dossier = changed(typed, clerk)
    with pytest.raises(ConsentVoid):
        assistance.consent(dossier, code, by=clerk)
    with pytest.raises(ConsentNotPrinted):
        assistance.ask_consent(dossier, by=clerk)


def test_a_code_is_worth_five_attempts(typed: Dossier, clerk: Actor) -> None:
    code = asked(typed, clerk)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _turn in range(DeskCode.ATTEMPTS):
        with pytest.raises(CodeWrong):
            assistance.consent(typed, wrong, by=clerk)
    with pytest.raises(CodeSpent):
        assistance.consent(typed, code, by=clerk)
    assert not typed.assistances.get().consented_to


def test_a_code_lasts_ten_minutes(typed: Dossier, clerk: Actor) -> None:
    code = asked(typed, clerk)
    with pytest.raises(CodeExpired):
        assistance.consent(typed, code, by=later(clerk, minutes=11))


def test_the_desk_keeps_no_code_it_could_read(typed: Dossier, clerk: Actor) -> None:
    code = asked(typed, clerk)
    kept = DeskCode.objects.get()
    assert code not in kept.hash
    assert not any(code in str(event.data) for event in Event.objects.all())


def test_codes_to_one_telephone_are_few(typed: Dossier, clerk: Actor) -> None:
    assistance.print_consent(typed, by=clerk)
    first = assistance.ask_consent(typed, by=clerk)
    assert assistance.ask_consent(typed, by=clerk) == first  # a double click
    for turn in range(1, 4):
        assistance.ask_consent(typed, by=later(clerk, minutes=2 * turn))
    with pytest.raises(TooManyCodes):
        assistance.ask_consent(typed, by=later(clerk, minutes=9))
    assert Message.objects.filter(channel=Channel.SMS).count() == 4


def test_an_incomplete_request_is_not_printed(scene: Scene, clerk: Actor) -> None:
    with pytest.raises(DossierIncomplete):
        assistance.print_consent(desk.begin(scene), by=clerk)


# Who may


def test_the_clerk_sees_that_draft_and_nothing_else_of_the_person(scene: Scene, typed: Dossier) -> None:
    clerk, filer = desk.typist(scene), actor_of(typed.filer)
    version = ProcedureVersion.objects.get(pk=typed.procedure_version_id)
    other = filing.open_draft(version, by=filer)
    assert list(Dossier.objects.assisted_by(clerk)) == [typed]
    assert not policy.may_edit(clerk, other)
    assert not Dossier.objects.visible_to(clerk).filter(pk__in=[other.pk, typed.pk]).exists()


def test_a_clerk_whose_mandate_is_suspended_types_no_more(scene: Scene, typed: Dossier, clerk: Actor) -> None:
    manager = scene.cast.actor("commune-manager")
    suspend_mandate(Mandate.objects.get(person=clerk.person_pk), by=manager, reason="Vérification")
    with pytest.raises(NotAllowed):
        changed(typed, clerk)
    assert not Dossier.objects.assisted_by(actor_of(clerk.person_pk)).exists()


def test_nobody_checks_what_they_typed(scene: Scene, clerk: Actor) -> None:
    desk.deposit_at_desk(scene)
    task = scene.task(Kind.CHECK)
    with pytest.raises(NotAllowed):
        declare_admissible(task, by=clerk, findings=scene.findings())
    declare_admissible(task, by=scene.cast.actor("planning"), findings=scene.findings())


def test_a_desk_without_a_second_pair_of_eyes_does_not_begin(scene: Scene) -> None:
    Mandate.objects.filter(person=scene.cast.people["planning"]).update(
        ends_on="2020-01-01", starts_on="2020-01-01"
    )
    with pytest.raises(NobodyElseChecks):
        desk.begin(scene)


def test_the_land_lies_where_the_desk_is_competent(scene: Scene, clerk: Actor) -> None:
    dossier = desk.begin(scene)
    elsewhere = Unit.objects.exclude(pk=scene.cast.unit.pk).filter(pk__startswith="04.501.").last()
    with pytest.raises(DeskNotCompetent):
        filing.place_land(dossier, by=clerk, unit=elsewhere)


def test_what_only_professionals_file_is_not_typed(scene: Scene, clerk: Actor) -> None:
    version = ProcedureVersion.objects.get(code="refurbishment-permit")
    version.text = version.text.replace("filers: [applicant, architect]", "filers: [architect]")
    version.pk, version.version = None, 99
    version.save()
    with pytest.raises(NotForCitizens):
        assistance.begin_assistance(
            version,
            scene.cast.offices[OfficeKind.COMMUNE],
            by=clerk,
            phone=RAHMA.phone,
            identity=RAHMA.identity,
            name_fr=RAHMA.name_fr,
            name_ar=RAHMA.name_ar,
            language="fr",
        )


# The account


def test_the_same_card_and_telephone_are_one_account(scene: Scene) -> None:
    first = desk.begin(scene).filer
    Dossier.objects.update(opened_at=datetime.now(UTC) - timedelta(hours=1))
    assert desk.begin(scene).filer == first
    assert desk.begin(scene, replace(RAHMA, identity="ZZ1")).filer != first  # another card, not proved
    assert Dossier.objects.count() == 3


def test_a_second_click_opens_no_second_draft(scene: Scene) -> None:
    assert desk.begin(scene) == desk.begin(scene)


def test_an_account_that_the_number_opens_is_used_when_it_is_the_same_person(
    scene: Scene, clerk: Actor
) -> None:
    owner = scene.cast.people["applicant"]
    owner.phone = RAHMA.phone
    owner.phone_proved = True
    owner.save()
    with pytest.raises(TelephoneOfAnother):
        desk.begin(scene)
    named = replace(RAHMA, name_fr=owner.name_fr.upper(), name_ar=owner.name_ar)
    assert desk.begin(scene, named).filer == owner


def test_nobody_assists_oneself(scene: Scene, clerk: Actor) -> None:
    person = Person.objects.get(pk=clerk.person_pk)
    person.phone = RAHMA.phone
    person.phone_proved = True
    person.save()
    with pytest.raises(OwnDeposit):
        desk.begin(scene, replace(RAHMA, name_fr=person.name_fr))


def test_notices_go_to_the_telephone_alone(scene: Scene) -> None:
    desk.deposit_at_desk(scene)
    sent = Message.objects.exclude(key__startswith="desk-code")
    assert set(sent.values_list("channel", flat=True)) == {Channel.SMS}


def test_the_person_opens_the_account_later_by_the_number(scene: Scene) -> None:
    desk.deposit_at_desk(scene)
    caches["shared"].clear()
    client = Client()
    client.post(f"{settings.LOGIN_URL}code/", {"phone": RAHMA.phone})
    client.post(f"{settings.LOGIN_URL}code/confirm/", {"code": letter()})
    assert client.session["_auth_user_id"] == str(scene.dossier.filer_id)
    page = client.get(f"/dossiers/{scene.dossier.number}/")
    assert page.status_code == 200


# Again


def test_a_colleague_goes_on_and_the_consent_is_asked_again(
    scene: Scene, typed: Dossier, clerk: Actor
) -> None:
    dossier, other = desk.consent(scene), colleague(scene)
    with pytest.raises(IdentityDiffers):
        assistance.take_up(dossier, identity="ZZ999", by=other)
    dossier = assistance.take_up(dossier, identity=RAHMA.identity, by=other)
    with pytest.raises(NotAllowed):
        changed(dossier, clerk)
    with pytest.raises(ConsentMissing):
        filing.lodge(dossier, by=other)


def test_whoever_typed_first_does_not_check_what_a_colleague_deposited(
    scene: Scene, typed: Dossier, clerk: Actor
) -> None:
    other = colleague(scene)
    dossier = assistance.take_up(typed, identity=RAHMA.identity, by=other)
    assistance.consent(dossier, asked(dossier, other), by=other)
    scene.dossier = filing.lodge(dossier, by=other)
    task = scene.task(Kind.CHECK)
    with pytest.raises(NotAllowed):
        declare_admissible(task, by=clerk, findings=scene.findings())
    client = Client()
    client.force_login(scene.cast.people["commune-desk"])
    assert client.get(f"/work/{task.pk}/check/").status_code == 403
    declare_admissible(task, by=scene.cast.actor("planning"), findings=scene.findings())


def test_a_colleague_does_not_go_on_when_nobody_would_be_left_to_check(scene: Scene, typed: Dossier) -> None:
    other = colleague(scene)
    Mandate.objects.filter(person=scene.cast.people["planning"]).update(
        ends_on="2020-01-01", starts_on="2020-01-01"
    )
    with pytest.raises(NobodyElseChecks):
        assistance.take_up(typed, identity=RAHMA.identity, by=other)


def test_a_new_version_is_typed_at_the_desk_too(scene: Scene, clerk: Actor) -> None:
    desk.deposit_at_desk(scene)
    task, lacking = scene.task(Kind.CHECK), scene.asked_main()[-1].code
    declare_inadmissible(task, by=scene.cast.actor("planning"), findings=scene.findings(missing=lacking))
    scene.sign_letter()
    dossier = assistance.take_up(scene.dossier, identity=RAHMA.identity, by=clerk)
    assert dossier.is_assisted
    scene.dossier, scene.filer = changed(dossier, clerk), "commune-desk"
    desk.consent(scene)
    scene.dossier = filing.lodge_again(scene.task(Kind.DECLARATION), by=clerk)
    assert scene.dossier.version == 2
    assert not scene.dossier.is_assisted


# Papers handed over


def test_a_paper_is_handed_to_the_person_who_shows_the_card(scene: Scene, clerk: Actor) -> None:
    desk.deposit_at_desk(scene)
    papers = {paper.kind: paper for paper in papers_to_hand(scene.dossier)}
    assert set(papers) == {PaperKind.RECEIPT, PaperKind.CONSENT}
    receipt = papers[PaperKind.RECEIPT].pk
    with pytest.raises(IdentityDiffers):
        hand_over(scene.dossier, [receipt], by=clerk, identity="ZZ1")
    with pytest.raises(NothingToHand):
        hand_over(scene.dossier, [0], by=clerk, identity=RAHMA.identity)
    proof = hand_over(scene.dossier, [receipt], by=clerk, identity=RAHMA.identity)[0]
    assert (proof.person, proof.handed_by_id) == (scene.dossier.filer, clerk.person_id)
    again = hand_over(scene.dossier, [receipt], by=later(clerk, hours=1), identity=RAHMA.identity)[0]
    assert again.handed_at == proof.handed_at
    assert Event.objects.filter(kind="paper.handed").count() == 1


def test_a_code_on_the_telephone_stands_for_the_card(scene: Scene, clerk: Actor) -> None:
    desk.deposit_at_desk(scene)
    receipt = next(paper for paper in papers_to_hand(scene.dossier) if paper.kind == PaperKind.RECEIPT)
    sent = ask_presence(scene.dossier, by=clerk)
    code = desk.received(f"desk-code-{sent.pk}")
    with pytest.raises(CodeWrong):
        hand_over(scene.dossier, [receipt.pk], by=clerk, code="000000" if code != "000000" else "111111")
    hand_over(scene.dossier, [receipt.pk], by=clerk, code=code)
    assert Notification.objects.get(paper=receipt).handed_check == "phone"


def test_another_desk_hands_nothing_over(scene: Scene) -> None:
    desk.deposit_at_desk(scene)
    with pytest.raises(NotAllowed):
        hand_over(scene.dossier, [1], by=scene.cast.actor("front-desk"), identity=RAHMA.identity)
    stranger = Actor(
        scene.cast.people["secretary"].pk, frozenset({Held(Role.SECRETARY, scene.dossier.desk_id or 0)})
    )
    assert not policy.may_hand_over(stranger, scene.dossier)


def test_an_abandoned_draft_is_erased_with_all_that_hangs_on_it(typed: Dossier, clerk: Actor) -> None:
    asked(typed, clerk)
    erase_draft(typed, by=system())
    assert not Dossier.objects.exists()
    assert not DeskCode.objects.exists()
