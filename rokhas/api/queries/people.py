"""What is said of the people of an office, and of the registers of the professions."""

from __future__ import annotations

from datetime import date

from rokhas.accounts import policy
from rokhas.accounts.actions.imports import Report
from rokhas.accounts.models import EntryRequest, Mandate, Office, Person, RegisterEntry
from rokhas.accounts.schema import body_of
from rokhas.api.queries.correspondence import office as said_office
from rokhas.api.schema.common import Both
from rokhas.api.schema.people import (
    MandateHeld,
    OfficeOverseen,
    RegisterLine,
    RegisterReport,
    RegistrationAskedSaid,
    RegistrationSaid,
)
from rokhas.kernel.actor import Actor

MOST_LINES = 500


def mandate(found: Mandate, day: date) -> MandateHeld:
    return MandateHeld(
        id=found.pk,
        person=found.person_id,
        name=_names(found.person),
        role=found.role,
        office=said_office(found.office),
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        delegated=found.is_delegated,
        state=found.state(day),
        act=found.act,
        suspended_for=found.suspended_for,
    )


def office(found: Office, actor: Actor) -> OfficeOverseen:
    return OfficeOverseen(
        id=found.pk,
        kind=found.kind,
        name=Both(fr=found.name_fr, ar=found.name_ar),
        may_give=sorted(policy.roles_to_give(actor, found)),
    )


def entry(found: RegisterEntry, day: date) -> RegistrationSaid:
    return RegistrationSaid(
        id=found.pk,
        body=found.body,
        body_name=body_of(found.body).name,
        number=found.number,
        kind=found.kind,
        name=found.name,
        state=found.state(day),
        since=found.since,
        until=found.until,
        status_at=found.status_at,
        reason=found.reason,
        has_account=found.person_id is not None,
    )


def entry_request(found: EntryRequest) -> RegistrationAskedSaid:
    return RegistrationAskedSaid(
        id=found.pk,
        body=found.body,
        body_name=body_of(found.body).name,
        number=found.number,
        practice=found.practice,
        proof=found.proof,
        status=found.status,
        at=found.at,
        decided_at=found.decided_at,
        reason=found.reason,
        person=found.person_id,
        name=found.person.name,
    )


def report(found: Report) -> RegisterReport:
    told = [line for line in found.lines if line.outcome != "same"][:MOST_LINES]
    return RegisterReport(
        body=found.body.code,
        **found.counts,
        lines=[
            RegisterLine(row=each.row, number=each.number, outcome=each.outcome, wrong=each.wrong)
            for each in told
        ],
    )


def _names(person: Person) -> Both:
    return Both(fr=person.name_fr, ar=person.name_ar)
