"""Giving and taking mandates, and keeping one's own account. Every change of rights is an event."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from rokhas.accounts import policy
from rokhas.accounts.errors import BadTelephone, DelegationTooLong
from rokhas.accounts.models import Mandate, Office, Person, Role
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
        record("mandate.given", mandate, by, role=role, office=office.pk)
    return mandate


def end_mandate(mandate: Mandate, *, by: Actor, last_day: date) -> Mandate:
    """End a mandate and what it delegated, on the evening of `last_day`."""
    with transaction.atomic():
        mandate = Mandate.objects.select_for_update().get(pk=mandate.pk)
        if not by.is_system:
            require(policy.may_give_mandate, by, mandate)
        for ended in (mandate, *mandate.delegations.select_for_update()):
            # A mandate that would start later never comes into force: its only day is the one before.
            ended.starts_on = min(ended.starts_on, last_day)
            ended.ends_on = min(ended.ends_on or last_day, last_day)
            ended.save(update_fields=["starts_on", "ends_on"])
            record("mandate.ended", ended, by, role=ended.role, office=ended.office_id)
    return mandate


def delegate(
    mandate: Mandate,
    to: Person,
    *,
    by: Actor,
    starts_on: date,
    ends_on: date,
    as_role: Role | None = None,
    act: str,
) -> Mandate:
    """The holder lets another person act in the same office for a time. Raises `DelegationTooLong` past the mandate's end."""
    if mandate.ends_on and ends_on > mandate.ends_on:
        raise DelegationTooLong
    with transaction.atomic():
        mandate = Mandate.objects.select_for_update().get(pk=mandate.pk)
        require(policy.may_delegate, by, mandate)
        delegation = Mandate.objects.create(
            person=to,
            role=as_role or mandate.role,
            office_id=mandate.office_id,
            starts_on=starts_on,
            ends_on=ends_on,
            delegated_by=mandate,
            act=act,
        )
        record("mandate.given", delegation, by, role=delegation.role, office=delegation.office_id)
    return delegation


def succeed(mandate: Mandate, successor: Person, *, by: Actor, on: date, act: str) -> Mandate:
    """The office passes from one person to the next: the old mandate ends the evening before `on`. Nothing it held is lost,
    because tasks belong to the office."""
    with transaction.atomic():
        end_mandate(mandate, by=by, last_day=on - timedelta(days=1))
        return give_mandate(successor, Role(mandate.role), mandate.office, by=by, starts_on=on, act=act)


def keep_profile(person: Person, *, by: Actor, name_fr: str, name_ar: str, phone: str, language: str) -> Person:
    """A person corrects their own names, telephone and language (law 09-08: the right of rectification).

    The telephone is kept as gateways take it, `+2126…`; empty removes it. Raises `BadTelephone`.
    """
    try:
        number = readable_address(Channel.SMS, phone) if phone else ""
    except BadRecipient as error:
        raise BadTelephone from error
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        require(policy.may_keep_profile, by, person)
        person.name_fr, person.name_ar, person.language, person.phone = name_fr, name_ar, language, number
        person.save(update_fields=["name_fr", "name_ar", "language", "phone_sealed", "phone_fingerprint"])
        record("account.corrected", person, by)
    return person
