"""Giving and taking mandates, and keeping one's own account. Every change of rights is an event."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from rokhas.accounts import policy
from rokhas.accounts.errors import BadTelephone, DelegationTooLong, NamesAttested
from rokhas.accounts.models import Mandate, Office, Person, Role
from rokhas.accounts.queries import names_are_attested
from rokhas.journal.events import record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.post.actions import readable_address
from rokhas.post.errors import BadRecipient
from rokhas.post.models import Channel


def give_mandate(
    person: Person,
    role: Role,
    office: Office,
    *,
    by: Actor,
    starts_on: date,
    ends_on: date | None = None,
    act: str = "",
) -> Mandate:
    """Nominate a person to a role of an office between two dates, both included."""
    mandate = Mandate(person=person, role=role, office=office, starts_on=starts_on, ends_on=ends_on, act=act)
    with transaction.atomic():
        if not by.is_system:
            require(policy.may_give_mandate, by, mandate)
        mandate.save()
        record("mandate.given", mandate, by, **_facts(mandate))
    return mandate


def end_mandate(mandate: Mandate, *, by: Actor, last_day: date) -> Mandate:
    """End a mandate and what it delegated, on the evening of `last_day`; one that would start later is cancelled."""
    with transaction.atomic():
        mandate = Mandate.objects.select_for_update().get(pk=mandate.pk)
        if not by.is_system:
            require(policy.may_end_mandate, by, mandate)
        for ended in (mandate, *mandate.delegations.select_for_update()):
            if ended.starts_on > last_day:
                ended.cancelled_at = ended.cancelled_at or by.now()
            else:
                ended.ends_on = min(ended.ends_on or last_day, last_day)
            ended.save(update_fields=["ends_on", "cancelled_at"])
            # The last day of one that was cancelled comes before its first: it had none.
            last = last_day if ended.cancelled_at else ended.ends_on
            record("mandate.ended", ended, by, **{**_facts(ended), "ends_on": _day(last)})
    return mandate


def delegate(
    mandate: Mandate,
    to: Person,
    *,
    by: Actor,
    starts_on: date,
    ends_on: date,
    act: str,
) -> Mandate:
    """The holder lets another person act in the same role for a time. Raises `DelegationTooLong` past the mandate's end."""
    if mandate.ends_on and ends_on > mandate.ends_on:
        raise DelegationTooLong
    with transaction.atomic():
        mandate = Mandate.objects.select_for_update().get(pk=mandate.pk)
        require(policy.may_delegate, by, mandate)
        delegation = Mandate.objects.create(
            person=to,
            role=mandate.role,
            office_id=mandate.office_id,
            starts_on=starts_on,
            ends_on=ends_on,
            delegated_by=mandate,
            act=act,
        )
        record("mandate.given", delegation, by, **_facts(delegation))
    return delegation


def succeed(mandate: Mandate, successor: Person, *, by: Actor, on: date, act: str) -> Mandate:
    """The office passes from one person to the next: the old mandate ends the evening before `on`. Nothing it held is lost,
    because tasks belong to the office."""
    with transaction.atomic():
        end_mandate(mandate, by=by, last_day=on - timedelta(days=1))
        return give_mandate(successor, Role(mandate.role), mandate.office, by=by, starts_on=on, act=act)


def keep_profile(
    person: Person, *, by: Actor, name_fr: str, name_ar: str, phone: str, language: str
) -> Person:
    """A person corrects their own names, telephone and language (law 09-08: the right of rectification).

    The telephone is kept as gateways take it, `+2126…`; empty removes it. Names that a mandate or a certificate attests are not
    changed here: they are printed on what the person signs. Raises `BadTelephone`, `NamesAttested`.
    """
    try:
        number = readable_address(Channel.SMS, phone) if phone else ""
    except BadRecipient as error:
        raise BadTelephone from error
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        require(policy.may_keep_profile, by, person)
        if (name_fr, name_ar) != (person.name_fr, person.name_ar) and names_are_attested(person, by):
            raise NamesAttested
        person.name_fr, person.name_ar, person.language, person.phone = name_fr, name_ar, language, number
        person.save(update_fields=["name_fr", "name_ar", "language", "phone_sealed", "phone_fingerprint"])
        record("account.corrected", person, by)
    return person


def _facts(mandate: Mandate) -> dict[str, Any]:
    """Who, what, where and when, as the events of a mandate carry them."""
    return {
        "person": mandate.person_id,
        "role": mandate.role,
        "office": mandate.office_id,
        "starts_on": _day(mandate.starts_on),
        "ends_on": _day(mandate.ends_on),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
