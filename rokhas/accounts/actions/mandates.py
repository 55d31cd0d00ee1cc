"""Giving and taking mandates. Every change of rights is an event; the office is held, so that two hands never both succeed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from rokhas.accounts import policy
from rokhas.accounts.errors import (
    AlreadyHeld,
    DayPassed,
    DelegationTooEarly,
    DelegationTooLong,
    DelegationToOneself,
    MandateOver,
    NotASubstitute,
    SeatTaken,
    WrongDates,
)
from rokhas.accounts.models import Mandate, MandateQuerySet, Office, Person, Role
from rokhas.accounts.queries import as_of_now, roles_named
from rokhas.journal.events import record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor


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
    """Nominate a person to a role of an office between two dates, both included. The same nomination again is the same mandate.

    Raises:
        WrongDates: it would end before it starts.
        AlreadyHeld: the person holds this role there at some of these dates.
        SeatTaken: somebody else holds a role that has one holder.
    """
    if ends_on and ends_on < starts_on:
        raise WrongDates
    mandate = Mandate(person=person, role=role, office=office, starts_on=starts_on, ends_on=ends_on, act=act)
    with transaction.atomic():
        _hold(office.pk)
        if not by.is_system:
            require(policy.may_give_mandate, as_of_now(by), mandate)
        meeting = _meeting(mandate).filter(role=role)
        for held in meeting.filter(person=person):
            if (held.starts_on, held.ends_on, held.act, held.is_delegated) == (
                starts_on,
                ends_on,
                act,
                False,
            ):
                return held
            raise AlreadyHeld
        if role in policy.SINGULAR and meeting.filter(delegated_by=None).exists():
            raise SeatTaken
        mandate.save()
        record("mandate.given", mandate, by, **_facts(mandate), delegated_by=None)
    return mandate


def end_mandate(mandate: Mandate, *, by: Actor, last_day: date) -> Mandate:
    """End a mandate and what it delegated, on the evening of `last_day`; one that would start later is cancelled.

    Raises `DayPassed`: what was done in between was done with rights.
    """
    if not by.is_system and last_day < by.today():
        raise DayPassed
    return _end(mandate, by, last_day)


def suspend_mandate(mandate: Mandate, *, by: Actor, reason: str) -> Mandate:
    """Take the rights of a mandate and of what it delegated away at once, until it is restored. Raises `MandateOver`."""
    with transaction.atomic():
        mandate = _held(mandate)
        if not by.is_system:
            require(policy.may_suspend_mandate, as_of_now(by), mandate)
        _refuse_over(mandate, by)
        if mandate.suspended_at:
            return mandate
        now = by.now()
        for taken in (
            mandate,
            *Mandate.objects.not_over(by.today()).filter(delegated_by=mandate, suspended_at=None),
        ):
            taken.suspended_at, taken.suspended_for = now, reason
            taken.save(update_fields=["suspended_at", "suspended_for"])
            record("mandate.suspended", taken, by, **_facts(taken))
    return mandate


def restore_mandate(mandate: Mandate, *, by: Actor) -> Mandate:
    """Give back what the suspension took, with the delegations suspended by it. Raises `MandateOver`."""
    with transaction.atomic():
        mandate = _held(mandate)
        if not by.is_system:
            require(policy.may_suspend_mandate, as_of_now(by), mandate)
        _refuse_over(mandate, by)
        if not mandate.suspended_at:
            return mandate
        for back in (mandate, *mandate.delegations.filter(suspended_at=mandate.suspended_at)):
            back.suspended_at, back.suspended_for = None, ""
            back.save(update_fields=["suspended_at", "suspended_for"])
            record("mandate.restored", back, by, **_facts(back))
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
    """The holder lets another person act in the same role for a time. The same delegation again is the same one.

    Raises:
        DelegationToOneself, WrongDates: it makes no sense.
        NotASubstitute: the other person does not hold, at these dates, a role to which this one is delegated.
        DelegationTooEarly, DelegationTooLong: it leaves the dates of the mandate.
        AlreadyHeld: the other person holds this role there at some of these dates.
    """
    if to.pk == mandate.person_id:
        raise DelegationToOneself
    if ends_on < starts_on:
        raise WrongDates
    with transaction.atomic():
        mandate = _held(mandate)
        require(policy.may_delegate, as_of_now(by), mandate)
        if starts_on < mandate.starts_on:
            raise DelegationTooEarly
        if mandate.ends_on and ends_on > mandate.ends_on:
            raise DelegationTooLong
        _require_substitute(mandate, to, starts_on, ends_on)
        delegation = Mandate(
            person=to,
            role=mandate.role,
            office=mandate.office,
            starts_on=starts_on,
            ends_on=ends_on,
            delegated_by=mandate,
            act=act,
        )
        for held in _meeting(delegation).filter(role=mandate.role, person=to):
            same = (held.delegated_by_id, held.starts_on, held.ends_on) == (mandate.pk, starts_on, ends_on)
            if same:
                return held
            raise AlreadyHeld
        delegation.save()
        record("mandate.given", delegation, by, **_facts(delegation), delegated_by=mandate.pk)
    return delegation


def succeed(mandate: Mandate, successor: Person, *, by: Actor, on: date, act: str) -> Mandate:
    """The office passes from one person to the next: the old mandate ends the evening before `on`. Nothing it held is lost,
    because tasks belong to the office. Raises `DayPassed`."""
    if not by.is_system and on < by.today():
        raise DayPassed
    with transaction.atomic():
        _end(mandate, by, on - timedelta(days=1))
        return give_mandate(successor, Role(mandate.role), mandate.office, by=by, starts_on=on, act=act)


def _end(mandate: Mandate, by: Actor, last_day: date) -> Mandate:
    with transaction.atomic():
        mandate = _held(mandate)
        if not by.is_system:
            require(policy.may_end_mandate, as_of_now(by), mandate)
        for ended in (mandate, *mandate.delegations.all()):
            if ended.cancelled_at or (ended.ends_on and ended.ends_on <= last_day):
                continue
            if ended.starts_on > last_day:
                ended.cancelled_at = by.now()
            else:
                ended.ends_on = last_day
            ended.save(update_fields=["ends_on", "cancelled_at"])
            # The last day of one that was cancelled comes before its first: it had none.
            record("mandate.ended", ended, by, **{**_facts(ended), "ends_on": _day(last_day)})
    return mandate


def _require_substitute(mandate: Mandate, to: Person, first: date, last: date) -> None:
    """One query, and none for a role that any colleague may stand in for."""
    roles = policy.SUBSTITUTES.get(mandate.role)
    if roles is None:
        return
    through = Mandate.objects.in_force(first).filter(
        Q(ends_on=None) | Q(ends_on__gte=last), delegated_by=None
    )
    if not through.filter(office_id=mandate.office_id, person=to, role__in=roles).exists():
        raise NotASubstitute(roles=roles_named(roles))


def _hold(office_id: int) -> None:
    """Two hands on the people of one office take turns; rows that only refer to the office do not wait."""
    Office.objects.select_for_update(no_key=True).get(pk=office_id)


def _held(mandate: Mandate) -> Mandate:
    """The mandate as it is now, its office held."""
    _hold(mandate.office_id)
    return Mandate.objects.select_related("office", "delegated_by").get(pk=mandate.pk)


def _meeting(mandate: Mandate) -> MandateQuerySet:
    """The mandates of the same office that share a day with this one."""
    found = Mandate.objects.not_over(mandate.starts_on).filter(office_id=mandate.office_id)
    return found.filter(starts_on__lte=mandate.ends_on) if mandate.ends_on else found


def _refuse_over(mandate: Mandate, by: Actor) -> None:
    if mandate.state(by.today()) == "over":
        raise MandateOver


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
