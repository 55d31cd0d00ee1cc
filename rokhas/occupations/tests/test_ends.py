"""The ends of an occupation that are not plain: its renewal under way, its end still to see, a day behind, cancelled with a year
to pay."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import conditional_escape

from rokhas.dossiers.actions import filing
from rokhas.dossiers.actions.limits import attend_validity
from rokhas.dossiers.models import Dossier, PaperKind
from rokhas.dossiers.models import Ending as DossierEnding
from rokhas.dossiers.queries.validity import valid_until
from rokhas.dossiers.workflow.renewing import changes
from rokhas.journal.outbox import drain
from rokhas.kernel.actor import system
from rokhas.occupations.actions import ending, fees, renewing, terms
from rokhas.occupations.errors import EndOutOfTerm, EndUnderWay, RenewalUnderWay, RenewedAlready, TermNotBegun
from rokhas.occupations.models import Ending
from rokhas.occupations.queries import dues, life, renewals
from rokhas.occupations.tests.test_life import (  # noqa: F401 - fixtures
    goes_on,
    last_day,
    on,
    panel,
    person,
    running,
    terrace,
    told,
)
from rokhas.occupations.workflow import months_after
from rokhas.territory.models import Kind as TerritoryKind
from rokhas.territory.models import Unit
from rokhas.testing.scene import Scene


def test_a_term_whose_renewal_is_under_way_is_not_said_to_lapse(
    client: Client,
    terrace: Scene,  # noqa: F811
) -> None:
    last = last_day(terrace)
    draft = renewing.begin_renewal(terrace.dossier, by=person(terrace, terrace.filer, last))
    start = datetime.combine(last, time(10), UTC)
    renewed = Scene(terrace.cast, terrace.hands, procedure=terrace.procedure, at=lambda: start)
    renewed.filer, renewed.dossier = terrace.filer, draft
    renewed.give_pieces()
    holder = person(terrace, terrace.filer, last)
    with transaction.atomic():
        declared = ending.declare_end(terrace.dossier, by=holder, on=last, undertaken=True)
        with pytest.raises(EndUnderWay):
            renewing.begin_renewal(terrace.dossier, by=holder)
        standing = renewals.standing(terrace.dossier, holder)
        assert standing is not None
        assert not standing.may_begin
        with pytest.raises(EndUnderWay):
            renewed.lodge()
        word = terrace.cast.holder(declared.office, declared.roles.split())
        officer = person(terrace, word, last)
        with transaction.atomic():
            ending.answer_end(declared, by=officer, restored=False, missing="Une chaise.")
            renewed.dossier.refresh_from_db()
            assert renewed.lodge().dossier.number, "the end is not to see any more"
            transaction.set_rollback(True)
        transaction.set_rollback(True)
    renewed.dossier.refresh_from_db()
    renewed.lodge()
    with pytest.raises(RenewalUnderWay) as not_yet:
        ending.declare_end(terrace.dossier, by=holder, on=last, undertaken=True)
    client.force_login(terrace.cast.people[terrace.filer])
    page = client.get(reverse("occupations:occupation", args=[terrace.dossier.number])).content.decode()
    assert conditional_escape(str(not_yet.value)) in page, "why it is not offered"
    over = on(last + timedelta(days=1))
    assert not attend_validity(terrace.dossier.pk, by=over)
    assert terms.attend_terms(over) == 0
    drain(over.now())
    assert told("occupation.lapsed") == told("occupation.lapsed_office") == []
    with transaction.atomic():
        refused = {"ending": DossierEnding.REFUSED, "ended_at": over.now()}
        Dossier.objects.filter(pk=renewed.dossier.pk).update(**refused)
        assert attend_validity(terrace.dossier.pk, by=over), "refused, it is said at last"
        assert terms.attend_terms(over) == 1
        assert (running(terrace).ending, running(terrace).ended_on) == (Ending.LAPSED, last)
        transaction.set_rollback(True)
    while not renewed.dossier.is_ended:
        renewed.goes_on()
    with pytest.raises(RenewedAlready):
        ending.declare_end(terrace.dossier, by=holder, on=last + timedelta(days=1), undertaken=True)
    assert not attend_validity(terrace.dossier.pk, by=over)
    assert terms.attend_terms(over) == 1
    assert (running(terrace).ending, running(terrace).ended_on) == (Ending.RENEWED, last)


def test_an_occupation_ends_during_its_term_with_the_renewal_that_goes_on_from_it(
    client: Client,
    terrace: Scene,  # noqa: F811
) -> None:
    last = last_day(terrace)
    asked_on, today = last - timedelta(days=20), last - timedelta(days=10)
    draft = renewing.begin_renewal(terrace.dossier, by=person(terrace, terrace.filer, asked_on))
    renewed = goes_on(terrace, draft, asked_on)
    holder = person(terrace, terrace.filer, today)
    for day in (today, last):
        with pytest.raises(TermNotBegun) as refused:
            ending.declare_end(renewed.dossier, by=holder, on=day, undertaken=True)
        assert refused.value.params["number"] == terrace.dossier.number
    client.force_login(terrace.cast.people[terrace.filer])
    page = client.get(reverse("occupations:end", args=[terrace.dossier.number]))
    assert str(renewed.dossier.number) in page.content.decode(), "what ends with it is said before"
    later = ending.declare_end(renewed.dossier, by=holder, on=last + timedelta(days=30), undertaken=True)
    declared = ending.declare_end(terrace.dossier, by=holder, on=today, undertaken=True)
    word = terrace.cast.holder(declared.office, declared.roles.split())
    officer = person(terrace, word, today)
    ending.answer_end(declared, by=officer, restored=True)
    for scene in (terrace, renewed):
        assert (running(scene).ending, running(scene).ended_on) == (Ending.CEASED, today)
        assert last_day(scene) == today
    later.refresh_from_db()
    assert later.restored, "the place is seen once"
    assert dues.ends_to_see(officer).count() == 0
    drain(officer.now())
    assert told("occupation.ended") == [terrace.dossier.filer_id] * 2
    code = renewed.paper(PaperKind.PERMIT).verification_code
    after = valid_until(code, today)
    assert after is not None
    assert after.begins_on is None, "it never begins"
    over = life.ended(code)
    assert over is not None
    assert over.on == today


def test_a_renewal_that_changes_what_was_authorised_is_heard_by_the_services(terrace: Scene) -> None:  # noqa: F811
    asked_on = last_day(terrace) - timedelta(days=20)
    holder = person(terrace, terrace.filer, asked_on)
    draft = renewing.begin_renewal(terrace.dossier, by=holder)
    assert not changes(draft, terrace.dossier), "the first day alone is another"
    draft = filing.answer(draft, {"occupied_surface": "900"}, by=holder)
    assert changes(draft, terrace.dossier)
    start = datetime.combine(asked_on, time(10), UTC)
    renewed = Scene(terrace.cast, terrace.hands, procedure=terrace.procedure, at=lambda: start)
    renewed.filer, renewed.dossier = terrace.filer, draft
    renewed.give_pieces().lodge()
    while not renewed.dossier.is_ended:
        renewed.goes_on()
    assert "opinions" in set(renewed.dossier.tasks.values_list("step_code", flat=True))
    elsewhere = Unit.objects.filter(kind=TerritoryKind.COMMUNE).exclude(pk=terrace.dossier.unit_id)
    renewed.dossier.unit, renewed.dossier.answers = elsewhere[0], terrace.dossier.answers
    assert changes(renewed.dossier, terrace.dossier)


def test_an_end_declared_in_time_is_answered_once_the_term_is_over(panel: Scene) -> None:  # noqa: F811
    last = last_day(panel)
    holder = person(panel, panel.filer, last - timedelta(days=10))
    declared = ending.declare_end(panel.dossier, by=holder, on=last, undertaken=True)
    near = on(last - timedelta(days=7))
    attend_validity(panel.dossier.pk, by=near)
    drain(near.now())
    assert told("occupation.renewal_near") == [], "who ends it is not told to renew it"
    word = panel.cast.holder(declared.office, declared.roles.split())
    with transaction.atomic():
        officer = person(panel, word, last - timedelta(days=5))
        ending.answer_end(declared, by=officer, restored=False, missing="Un scellement.")
        drain(officer.now())
        assert told("occupation.renewal_near") == [panel.dossier.filer_id], "it goes on: it may be renewed"
        again = ending.declare_end(panel.dossier, by=holder, on=last, undertaken=True)
        ending.answer_end(again, by=officer, restored=False, missing="Un scellement.")
        drain(officer.now())
        assert len(told("occupation.renewal_near")) == 1, "once for each reminder"
        transaction.set_rollback(True)
    declared.refresh_from_db()
    over = on(last + timedelta(days=1))
    assert attend_validity(panel.dossier.pk, by=over)
    assert terms.attend_terms(over) == 0, "the office has still to see the place"
    officer = person(panel, word, last + timedelta(days=3))
    assert [each.pk for each in dues.ends_to_see(officer)] == [declared.pk]
    ending.answer_end(declared, by=officer, restored=True)
    assert (running(panel).ending, running(panel).ended_on) == (Ending.CEASED, last)
    assert terms.attend_terms(over) == 0


def test_no_end_is_declared_on_a_day_that_is_behind_and_a_begun_year_stays_due(panel: Scene) -> None:  # noqa: F811
    second = months_after(running(panel).since, 12)
    fees.ask_yearly_fee(panel.dossier.pk, by=on(second))
    late = person(panel, panel.filer, second + timedelta(days=150))
    with pytest.raises(EndOutOfTerm):
        ending.declare_end(panel.dossier, by=late, on=second - timedelta(days=1), undertaken=True)
    assert ending.declare_end(panel.dossier, by=late, on=late.today(), undertaken=True).is_open


def test_what_is_cancelled_is_still_read_and_its_years_that_had_begun_are_still_paid(
    client: Client,
    panel: Scene,  # noqa: F811
) -> None:
    second = months_after(running(panel).since, 12)
    fees.ask_yearly_fee(panel.dossier.pk, by=on(second))
    Dossier.objects.filter(pk=panel.dossier.pk).update(ending=DossierEnding.CANCELLED)
    terms.end_cancelled(panel.dossier.pk, second + timedelta(days=3), by=system())
    fee = running(panel).fees.get()
    assert fee.is_due
    assert fee.order is not None
    holder, number = panel.cast.people[panel.filer], panel.dossier.number
    client.force_login(holder)
    page = reverse("occupations:occupation", args=[number])
    said = client.get(page).content.decode()
    pay = f'data-variant="primary" href="{reverse("payments:order", args=[fee.order.reference])}"'
    assert pay in said, "what is first to do"
    assert reverse("occupations:end", args=[number]) not in said
    case = client.get(reverse("dossiers:dossier", args=[number])).content.decode()
    assert page in case
    assert pay in case
    for closed in ("occupations:end", "occupations:renewal"):
        assert client.get(reverse(closed, args=[number])).status_code == 404
    panel.hands.pay(fee.order, holder, None)
    drain()
    assert client.get(reverse("occupations:receipt", args=[number, 2])).content.startswith(b"%PDF")
