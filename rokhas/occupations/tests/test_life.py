"""The life of an occupation: its years and their fees, its renewal, its end, and what whoever verifies it reads."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.accounts.models import Office, Role
from rokhas.dossiers.actions import filing
from rokhas.dossiers.actions.limits import attend_validity
from rokhas.dossiers.errors import AlreadyRenewed, RenewalTooEarly, RenewalTooLate
from rokhas.dossiers.models import Dossier, Lapse, PaperKind
from rokhas.dossiers.queries.validity import valid_until
from rokhas.dossiers.queries.wording import verification_address
from rokhas.dossiers.workflow.completeness import completeness
from rokhas.journal.models import Event
from rokhas.journal.outbox import drain
from rokhas.kernel.actor import Actor, system
from rokhas.kernel.errors import NotAllowed
from rokhas.notices.models import Notice
from rokhas.occupations.actions import ending, fees, renewing, terms
from rokhas.occupations.errors import (
    EndAhead,
    EndAlreadyAnswered,
    EndAlreadyDeclared,
    EndOutOfTerm,
    MissingNotSaid,
    OccupationOver,
    UndertakingNeeded,
)
from rokhas.occupations.models import Cessation, Ending, Occupation
from rokhas.occupations.queries import dues, life, renewals
from rokhas.occupations.workflow import months_after
from rokhas.payments.models import State
from rokhas.testing.lives import lived
from rokhas.testing.scene import Scene
from rokhas.ui import formats

HEARD = ["roads", "commune", "economic_service", "municipal_property"]


def delivered(procedure: str, **answers: object) -> Scene:
    """An authorisation of the domain, delivered today, in a commune where few services are open."""
    scene = Scene.opens(procedure=procedure)
    scene.staff()
    Office.objects.exclude(kind__in=HEARD).update(is_active=False)
    return scene.delivered() if not answers else _delivered(scene, answers)


def _delivered(scene: Scene, answers: dict[str, object]) -> Scene:
    scene.answers = answers
    return scene.delivered()


@lived
def panel() -> Scene:
    """A panel authorised for three years: two further years to pay."""
    return delivered("domain-advertising", activity="odp_025", faces_surface="12", years="3")


@lived
def terrace() -> Scene:
    """A terrace authorised for a year."""
    return delivered("domain-ordinary", activity="odp_001", quarters="4")


def on(day: date) -> Actor:
    """The platform, at noon of that day."""
    return system(datetime.combine(day, time(12), UTC))


def person(scene: Scene, word: str, day: date) -> Actor:
    by = scene.actor(word)
    return Actor(by.person_id, by.mandates, at=datetime.combine(day, time(12), UTC))


def told(kind: str) -> list[int]:
    return sorted(Notice.objects.filter(kind=kind).values_list("person_id", flat=True))


def running(scene: Scene) -> Occupation:
    return Occupation.objects.get(dossier=scene.dossier)


def last_day(scene: Scene) -> date:
    return Lapse.objects.get(dossier=scene.dossier).on


def test_each_further_year_is_asked_in_its_turn_and_no_other(panel: Scene) -> None:
    occupation = running(panel)
    second = months_after(occupation.since, 12)
    assert occupation.next_fee_on == second
    assert not fees.ask_yearly_fee(panel.dossier.pk, by=on(second - timedelta(days=31)))
    assert fees.ask_yearly_fee(panel.dossier.pk, by=on(second - timedelta(days=30)))
    fee = occupation.fees.get()
    assert fee.order is not None
    assert (fee.rank, fee.falls_on, fee.pay_by) == (2, second, second + timedelta(days=30))
    assert fee.order.total == Decimal("6000.00"), "twelve square metres at five hundred dirhams, by default"
    assert fee.order.reference == f"{panel.dossier.number}-A2-P1"
    assert not fees.ask_yearly_fee(panel.dossier.pk, by=on(second)), "the third year is not there yet"
    third = months_after(occupation.since, 24)
    assert fees.ask_yearly_fee(panel.dossier.pk, by=on(third))
    assert running(panel).next_fee_on is None, "the term is three years"
    drain(on(third).now())
    assert told("occupation.fee_asked") == [panel.dossier.filer_id] * 2


def test_a_year_is_recalled_then_told_to_the_office_and_nothing_is_withdrawn(panel: Scene) -> None:
    second = months_after(running(panel).since, 12)
    fees.attend_yearly_fees(on(second - timedelta(days=30)))
    fee = running(panel).fees.get()
    days = [second, second, fee.pay_by - timedelta(days=7), fee.pay_by + timedelta(days=8)]
    assert [fees.attend_unpaid(fee.pk, by=on(day)) for day in days] == [True, False, True, True]
    assert fees.attend_unpaid(fee.pk, by=on(fee.pay_by + timedelta(days=61)))
    assert not fees.attend_unpaid(fee.pk, by=on(fee.pay_by + timedelta(days=400))), (
        "it is the office's from now on"
    )
    fee.refresh_from_db()
    drain(on(fee.pay_by + timedelta(days=61)).now())
    assert fee.overdue_at is not None
    assert told("occupation.fee_reminder") == [panel.dossier.filer_id] * 2
    assert panel.dossier.filer_id in told("occupation.fee_late")
    office = Office.objects.get(kind="commune", unit=panel.dossier.unit)
    collectors = office.mandates.filter(role=Role.REVENUE_AGENT).values_list("person_id", flat=True)
    assert collectors
    assert set(told("occupation.fee_overdue")) >= set(collectors)
    panel.dossier.refresh_from_db()
    assert panel.dossier.ending == "delivered"
    assert running(panel).is_running


def test_a_fee_of_which_nothing_is_to_be_told_keeps_no_other_waiting(
    panel: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One at a time here, some hundreds on the platform, where a whole country owes from the same day."""
    monkeypatch.setattr(fees, "BATCH", 1)
    third = months_after(running(panel).since, 24)
    for year in (2, 3):
        assert fees.ask_yearly_fee(panel.dossier.pk, by=on(third)), year
    running(panel).fees.filter(rank=2).update(reminded=4)
    running(panel).fees.filter(rank=3).update(pay_by=third + timedelta(days=31))
    assert fees.attend_yearly_fees(on(third + timedelta(days=1))) == 1
    assert running(panel).fees.get(rank=3).reminded == 1


def test_a_year_is_paid_by_the_same_way_and_its_receipt_is_printed(client: Client, panel: Scene) -> None:
    second = months_after(running(panel).since, 12)
    fees.ask_yearly_fee(panel.dossier.pk, by=on(second))
    fee = running(panel).fees.get()
    assert fee.order is not None
    holder = panel.cast.people[panel.filer]
    client.force_login(holder)
    page = reverse("occupations:occupation", args=[panel.dossier.number])
    assert reverse("payments:order", args=[fee.order.reference]) in client.get(page).content.decode()
    assert client.get(reverse("payments:order", args=[fee.order.reference])).status_code == 200
    receipt = reverse("occupations:receipt", args=[panel.dossier.number, 2])
    assert client.get(receipt).status_code == 404, "nothing is paid yet"
    panel.hands.pay(fee.order, holder, None)
    drain()
    fee.refresh_from_db()
    assert fee.paid_at is not None
    assert not fees.acknowledge_fee(fee.order, fee.pk, by=system()), "heard twice, it is paid once"
    assert told("occupation.fee_paid") == [holder.pk]
    assert client.get(receipt).content.startswith(b"%PDF")
    assert not fees.attend_unpaid(fee.pk, by=on(fee.pay_by + timedelta(days=90)))


def test_the_officer_reads_what_is_owed_by_commune_and_takes_it_as_a_file(
    client: Client, panel: Scene
) -> None:
    second = months_after(running(panel).since, 12)
    fees.ask_yearly_fee(panel.dossier.pk, by=on(second))
    fees.ask_yearly_fee(panel.dossier.pk, by=on(months_after(running(panel).since, 24)))
    fee = running(panel).fees.get(rank=2)
    assert fee.order is not None
    word = panel.cast.holder(panel.cast.offices["commune"], [Role.REVENUE_AGENT])
    agent, by = panel.cast.people[word], panel.actor(word)
    late = fee.pay_by + timedelta(days=1)
    (total,) = dues.by_commune(dues.dues(by), late)
    assert (total.fees, total.due, total.late, total.paid) == (
        2,
        Decimal("12000.00"),
        Decimal("6000.00"),
        Decimal(0),
    )
    assert [each.rank for each in dues.chosen(dues.dues(by), dues.LATE, late)] == [2]
    client.force_login(agent)
    page = client.get(reverse("occupations:fees")).content.decode()
    assert (panel.dossier.number or "") in page
    sheet = b"".join(client.get(reverse("occupations:export"))).decode()
    assert sheet.startswith("\ufeff")
    assert sheet.count(panel.dossier.number or "?") == 4, "two fees, each with its dossier and its order"
    assert "6000.00" in sheet
    running(panel).fees.filter(rank=2).update(paid_at=datetime(2027, 5, 9, 23, 30, tzinfo=UTC))
    assert ";2027-05-10;" in "".join(dues.lines(dues.dues(by), late)), "a day of Morocco"
    client.force_login(panel.cast.people[panel.filer])
    assert client.get(reverse("occupations:fees")).status_code == 404


def test_renewed_in_time_the_new_term_follows_the_old_one_without_a_gap(terrace: Scene) -> None:
    last = last_day(terrace)
    holder = person(terrace, terrace.filer, last - timedelta(days=61))
    with pytest.raises(RenewalTooEarly):
        renewing.begin_renewal(terrace.dossier, by=holder)
    assert attend_validity(terrace.dossier.pk, by=on(last - timedelta(days=60))) is False
    drain(on(last - timedelta(days=60)).now())
    assert told("occupation.renewal_near") == [terrace.dossier.filer_id]
    assert told("dossier.lapse_near") == []
    asked_on = last - timedelta(days=20)
    holder = person(terrace, terrace.filer, asked_on)
    draft = renewing.begin_renewal(terrace.dossier, by=holder)
    assert renewing.begin_renewal(terrace.dossier, by=holder) == draft, "asked twice, it is one draft"
    assert draft.answers["starts_on"] == (last + timedelta(days=1)).isoformat()
    assert draft.answers["occupied_surface"] == terrace.dossier.answers["occupied_surface"]
    missing = {document.code for document in completeness(draft, 1).documents}
    assert missing == {"RC"}, "all is taken over but what is asked recent"
    renewed = goes_on(terrace, draft, asked_on)
    assert renewed.open_steps == set()
    assert renewed.dossier.ending == "delivered"
    steps = set(renewed.dossier.tasks.values_list("step_code", flat=True))
    assert "opinions" not in steps, "the services are not heard again"
    lapse = Lapse.objects.get(dossier=renewed.dossier)
    assert lapse.since == last
    assert lapse.on >= months_after(last, 12)
    code = renewed.paper(PaperKind.PERMIT).verification_code
    ahead, begun = valid_until(code, last), valid_until(code, last + timedelta(days=1))
    assert ahead is not None
    assert begun is not None
    assert (ahead.begins_on, begun.begins_on) == (last + timedelta(days=1), None)
    page = Client().get(urlsplit(verification_address(code)).path)
    assert page.context["shown"].tone == "warn", "it stands, and authorises nothing yet"
    assert page.content.decode().count(formats.day(last + timedelta(days=1))) == 2
    told_of = Event.objects.filter(stream=f"dossiers.dossier:{terrace.dossier.pk}", kind="occupation.renewed")
    assert told_of.get().data["number"] == renewed.dossier.number
    over = on(last + timedelta(days=1))
    assert attend_validity(terrace.dossier.pk, by=over) is False, "it is followed: nothing lapses"
    assert terms.attend_terms(over) == 1
    assert running(terrace).ending == Ending.RENEWED
    assert running(renewed).is_running
    with pytest.raises(AlreadyRenewed):
        renewing.begin_renewal(terrace.dossier, by=holder)


def goes_on(terrace: Scene, draft: Dossier, day: date) -> Scene:
    """The draft of a renewal is deposited on that day, and everybody answers favourably."""
    start = datetime.combine(day, time(10), UTC)
    renewed = Scene(terrace.cast, terrace.hands, procedure=terrace.procedure, at=lambda: start)
    renewed.filer, renewed.dossier = terrace.filer, draft
    renewed.give_pieces().lodge()
    while not renewed.dossier.is_ended:
        renewed.goes_on()
    return renewed


def test_what_is_not_renewed_lapses_on_its_day_and_a_late_request_is_explained(terrace: Scene) -> None:
    last = last_day(terrace)
    assert not attend_validity(terrace.dossier.pk, by=on(last)), "the last day is still in force"
    draft = renewing.begin_renewal(terrace.dossier, by=person(terrace, terrace.filer, last))
    over = on(last + timedelta(days=1))
    assert attend_validity(terrace.dossier.pk, by=over)
    assert terms.attend_terms(over) == 1
    assert (running(terrace).ending, running(terrace).ended_on) == (Ending.LAPSED, last)
    drain(over.now())
    assert told("occupation.lapsed") == [terrace.dossier.filer_id]
    assert told("occupation.lapsed_office")
    late = person(terrace, terrace.filer, last + timedelta(days=1))
    with pytest.raises(RenewalTooLate):
        renewing.begin_renewal(terrace.dossier, by=late)
    for document in completeness(draft, 1).documents:
        _give(terrace, draft, document.code, late)
    with pytest.raises(RenewalTooLate):
        filing.lodge(draft, by=late)
    standing = renewals.standing(terrace.dossier, late)
    assert standing is not None
    assert f"{last:%d/%m/%Y}" in standing.obstacle


def _give(scene: Scene, draft: Dossier, code: str, by: Actor) -> None:
    other = Scene(scene.cast, scene.hands, procedure=scene.procedure)
    other.dossier = draft
    other.give(draft.procedure.document(code), by)


def test_ended_by_its_holder_once_the_office_has_seen_the_place(client: Client, panel: Scene) -> None:
    since = running(panel).since
    second = months_after(since, 12)
    fees.ask_yearly_fee(panel.dossier.pk, by=on(second - timedelta(days=30)))
    fee = running(panel).fees.get()
    chosen = second - timedelta(days=10)
    holder = person(panel, panel.filer, second - timedelta(days=20))
    with pytest.raises(UndertakingNeeded):
        ending.declare_end(panel.dossier, by=holder, on=chosen, undertaken=False)
    with pytest.raises(EndOutOfTerm):
        ending.declare_end(panel.dossier, by=holder, on=since - timedelta(days=1), undertaken=True)
    with pytest.raises(NotAllowed):
        ending.declare_end(panel.dossier, by=person(panel, "president", chosen), on=chosen, undertaken=True)
    declared = ending.declare_end(panel.dossier, by=holder, on=chosen, undertaken=True)
    with pytest.raises(EndAlreadyDeclared):
        ending.declare_end(panel.dossier, by=holder, on=chosen, undertaken=True)
    assert declared.office.kind == "municipal_property"
    word = panel.cast.holder(declared.office, declared.roles.split())
    officer = person(panel, word, chosen)
    with pytest.raises(NotAllowed):
        ending.answer_end(declared, by=holder, restored=True)
    with pytest.raises(MissingNotSaid):
        ending.answer_end(declared, by=officer, restored=False, missing="  ")
    with pytest.raises(EndAhead):
        ending.answer_end(declared, by=person(panel, word, chosen - timedelta(days=1)), restored=True)
    ending.answer_end(declared, by=officer, restored=False, missing="Le socle est encore là.")
    with pytest.raises(EndAlreadyAnswered):
        ending.answer_end(declared, by=officer, restored=True)
    assert running(panel).is_running
    again = ending.declare_end(panel.dossier, by=holder, on=chosen, undertaken=True)
    assert [each.pk for each in dues.ends_to_see(officer)] == [again.pk]
    ending.answer_end(again, by=officer, restored=True)
    occupation = running(panel)
    assert (occupation.ended_on, occupation.ending, occupation.next_fee_on) == (chosen, Ending.CEASED, None)
    fee.refresh_from_db()
    assert fee.cancelled_at is not None
    assert fee.order is not None
    assert fee.order.state == State.CANCELLED, "the year never begins: nothing is due"
    with pytest.raises(OccupationOver):
        ending.declare_end(panel.dossier, by=holder, on=chosen, undertaken=True)
    assert not fees.ask_yearly_fee(panel.dossier.pk, by=on(months_after(since, 24)))
    drain(officer.now())
    assert told("occupation.end_incomplete") == [panel.dossier.filer_id]
    assert told("occupation.ended") == [panel.dossier.filer_id]
    assert told("occupation.end_declared")
    permit = panel.dossier.papers.get(kind=PaperKind.PERMIT)
    over = life.ended(permit.verification_code)
    assert over is not None
    assert (over.on, over.how) == (chosen, Ending.CEASED)
    address = urlsplit(verification_address(permit.verification_code)).path
    for language, said in (("fr", "a rendu les lieux"), ("ar", "أعاد صاحبه المكان")):
        page = Client(headers={"accept-language": language}).get(address)
        assert said in page.content.decode()


def test_the_year_that_has_begun_stays_due_in_whole(panel: Scene) -> None:
    second = months_after(running(panel).since, 12)
    fees.ask_yearly_fee(panel.dossier.pk, by=on(second))
    chosen = second + timedelta(days=5)
    declared = ending.declare_end(
        panel.dossier, by=person(panel, panel.filer, chosen), on=chosen, undertaken=True
    )
    word = panel.cast.holder(declared.office, declared.roles.split())
    ending.answer_end(declared, by=person(panel, word, chosen), restored=True)
    fee = running(panel).fees.get()
    assert fee.is_due
    assert fee.order is not None
    assert fee.order.is_open


def test_a_cancelled_authorisation_ends_its_occupation(panel: Scene) -> None:
    day = running(panel).since
    terms.end_cancelled(panel.dossier.pk, day, by=system())
    terms.end_cancelled(panel.dossier.pk, day, by=system())
    assert (running(panel).ending, running(panel).ended_on) == (Ending.CANCELLED, day)


@pytest.mark.parametrize(("language", "heading"), [("fr", "Ses années"), ("ar", "سنواته")])
def test_the_pages_in_both_languages(client: Client, panel: Scene, language: str, heading: str) -> None:
    client.cookies["rokhas_language"] = language
    client.force_login(panel.cast.people[panel.filer])
    number = panel.dossier.number
    page = reverse("occupations:occupation", args=[number])
    assert heading in client.get(page).content.decode()
    assert page in client.get(reverse("dossiers:dossier", args=[number])).content.decode()
    assert client.get(reverse("occupations:renewal", args=[number])).status_code == 200
    end = reverse("occupations:end", args=[number])
    today = panel.actor(panel.filer).today().isoformat()
    assert client.post(end, {"on": today}).status_code == 422
    assert client.post(end, {"on": today, "undertaken": "on"}).status_code == 302
    declared = Cessation.objects.get()
    assert client.post(page, {"restored": "yes"}).status_code == 404, "the holder does not answer themself"
    word = panel.cast.holder(declared.office, declared.roles.split())
    client.force_login(panel.cast.people[word])
    assert client.post(page, {"restored": "no", "missing": ""}).status_code == 422
    assert client.post(page, {"restored": "yes"}).status_code == 302
    client.force_login(panel.cast.people["architect"])
    assert client.get(page).status_code == 404
