"""The registers of the orders: what a professional asks, what the keeper decides, and the changes of an entry.

An entry is held for every change, so that two hands take turns; whoever it belongs to is told by mail.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from rokhas.accounts import policy
from rokhas.accounts.actions.mandates import give_mandate
from rokhas.accounts.errors import (
    EntryNotApproved,
    EntryStruckOff,
    NumberTaken,
    RequestDecided,
    RequestWaiting,
)
from rokhas.accounts.models import (
    EntryRequest,
    EntryStatus,
    Office,
    OfficeKind,
    Person,
    RegisterEntry,
)
from rokhas.accounts.queries import as_of_now
from rokhas.accounts.schema import body_of
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import NotAllowed
from rokhas.kernel.personal import seal
from rokhas.post.actions import send
from rokhas.post.models import Channel


def plain_number(number: str) -> str:
    """A number of a register as it is kept: capitals, one space at most between its parts."""
    return " ".join(number.upper().split())


def enter(
    person: Person,
    *,
    body: str,
    number: str,
    since: date,
    by: Actor,
    practice: tuple[str, str] = ("", ""),
) -> RegisterEntry:
    """Write that a number of a register belongs to a person, and give them the profession in a practice of their own.

    `practice` is its name in French and in Arabic. The same again is the same entry.
    Raises `NumberTaken`, `EntryNotApproved`, `UnknownBody`.
    """
    kept, number = body_of(body), plain_number(number)
    with act():
        if not by.is_system and not policy.keeps_registers(as_of_now(by)):
            raise NotAllowed
        entry, created = RegisterEntry.objects.select_for_update(no_key=True).get_or_create(
            body=kept.code,
            number=number,
            defaults={
                "name_fr_sealed": seal(person.name_fr),
                "name_ar_sealed": seal(person.name_ar),
                "since": since,
                "status_at": by.now(),
            },
        )
        if created:
            tell_register("register.entered", entry, by)
        if entry.person_id not in {None, person.pk}:
            raise NumberTaken
        if entry.status != EntryStatus.APPROVED:
            raise EntryNotApproved
        if entry.person_id is None:
            entry.person = person
            entry.save(update_fields=["person"])
            record("register.linked", entry, by, **_facts(entry), person=person.pk)
        _give_profession(person, entry, by, practice)
    return entry


def request_entry(
    person: Person, *, by: Actor, body: str, number: str, practice: str, proof: str
) -> EntryRequest:
    """A professional says which number of a register is theirs. The same number again is the same request.

    Raises `RequestWaiting`, `UnknownBody`, `NotAllowed`.
    """
    kept, number = body_of(body), plain_number(number)
    if by.person_id != person.pk:
        raise NotAllowed
    with act():
        # Two clicks of one person take turns.
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        waiting = EntryRequest.objects.filter(person=person, body=kept.code, status="requested").first()
        if waiting is not None:
            if waiting.number != number:
                raise RequestWaiting
            return waiting
        asked = EntryRequest.objects.create(
            person=person,
            body=kept.code,
            number=number,
            practice=practice,
            proof_sealed=seal(proof),
            at=by.now(),
        )
        record("register.requested", asked, by, body=kept.code, number=number)
    return asked


def approve_request(asked: EntryRequest, *, by: Actor) -> RegisterEntry:
    """The keeper has checked the number with its body: the entry is the person's, with the profession it gives.

    Approving twice is approving once. Raises `RequestDecided` when it was refused, and what `enter` raises.
    """
    with act():
        asked = _held_request(asked, by)
        if asked.status == EntryRequest.Status.REFUSED:
            raise RequestDecided
        practice = (asked.practice, asked.practice)
        entry = enter(
            asked.person, body=asked.body, number=asked.number, since=by.today(), by=by, practice=practice
        )
        if asked.status == EntryRequest.Status.REQUESTED:
            _decide(asked, EntryRequest.Status.APPROVED, "", by)
            record("register.granted", asked, by, body=asked.body, number=asked.number)
            _mail(
                asked.person, "granted", asked.body, asked.number, "", by, key=f"register-request:{asked.pk}"
            )
    return entry


def refuse_request(asked: EntryRequest, *, by: Actor, reason: str) -> EntryRequest:
    """The number is not theirs, or its body does not confirm it: they are told why. Raises `RequestDecided`."""
    with act():
        asked = _held_request(asked, by)
        if asked.status == EntryRequest.Status.APPROVED:
            raise RequestDecided
        if asked.status == EntryRequest.Status.REQUESTED:
            _decide(asked, EntryRequest.Status.REFUSED, reason, by)
            record("register.denied", asked, by, body=asked.body, number=asked.number)
            _mail(
                asked.person,
                "denied",
                asked.body,
                asked.number,
                reason,
                by,
                key=f"register-request:{asked.pk}",
            )
    return asked


def suspend_entry(entry: RegisterEntry, *, by: Actor, reason: str) -> RegisterEntry:
    """No professional act from now on, until it is restored; drafts stay. Raises `EntryStruckOff`."""
    return change_status(entry, EntryStatus.SUSPENDED, by=by, reason=reason)


def restore_entry(entry: RegisterEntry, *, by: Actor, reason: str) -> RegisterEntry:
    """The suspension is lifted, by the decision that `reason` names. Raises `EntryStruckOff`."""
    return change_status(entry, EntryStatus.APPROVED, by=by, reason=reason)


def strike_off(entry: RegisterEntry, *, by: Actor, reason: str) -> RegisterEntry:
    """The entry is over for good."""
    return change_status(entry, EntryStatus.STRUCK_OFF, by=by, reason=reason)


CHANGED = {
    EntryStatus.APPROVED: "register.restored",
    EntryStatus.SUSPENDED: "register.suspended",
    EntryStatus.STRUCK_OFF: "register.struck_off",
}


def change_status(entry: RegisterEntry, status: EntryStatus, *, by: Actor, reason: str) -> RegisterEntry:
    """Give an entry another status, with its reason; the same status again changes nothing. Raises `EntryStruckOff`."""
    with act():
        entry = (
            RegisterEntry.objects.select_for_update(of=("self",), no_key=True)
            .select_related("person")
            .get(pk=entry.pk)
        )
        if not by.is_system:
            require(policy.may_keep_entry, as_of_now(by), entry)
        if entry.status == status:
            return entry
        if entry.status == EntryStatus.STRUCK_OFF:
            raise EntryStruckOff
        entry.status, entry.status_at, entry.reason_sealed = status, by.now(), seal(reason)
        entry.save(update_fields=["status", "status_at", "reason_sealed"])
        event = CHANGED[status]
        tell_register(event, entry, by)
        if entry.person is not None:
            word = event.removeprefix("register.")
            key = f"{event}:{entry.pk}:{by.now():%Y%m%d%H%M%S%f}"
            _mail(entry.person, word, entry.body, entry.number, reason, by, key=key)
    return entry


def tell_register(kind: str, entry: RegisterEntry, by: Actor) -> None:
    """Write a fact of an entry in the journal."""
    record(kind, entry, by, **_facts(entry))


def _facts(entry: RegisterEntry) -> dict[str, Any]:
    return {"body": entry.body, "number": entry.number, "status": str(entry.status)}


def _held_request(asked: EntryRequest, by: Actor) -> EntryRequest:
    held = (
        EntryRequest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person")
        .get(pk=asked.pk)
    )
    require(policy.may_decide_request, as_of_now(by), held)
    return held


def _decide(asked: EntryRequest, status: EntryRequest.Status, reason: str, by: Actor) -> None:
    asked.status, asked.decided_at, asked.reason_sealed = status, by.now(), seal(reason)
    asked.save(update_fields=["status", "decided_at", "reason_sealed"])


def _give_profession(person: Person, entry: RegisterEntry, by: Actor, practice: tuple[str, str]) -> None:
    """The mandate of the profession, in the practice where the person has one, else in a new one."""
    held = person.mandates.not_over(by.today()).filter(office__kind=OfficeKind.PRACTICE)
    roles = body_of(entry.body).roles
    if held.filter(role__in=roles).exists():
        return
    fr, ar = (given or own or person.email for given, own in zip(practice, _names(person), strict=True))
    office = Office.objects.create(kind=OfficeKind.PRACTICE, name_fr=fr, name_ar=ar)
    give_mandate(person, roles[0], office, by=by, starts_on=entry.since, act=entry.number)


def _names(person: Person) -> tuple[str, str]:
    return person.name_fr, person.name_ar


def _mail(person: Person, word: str, body: str, number: str, reason: str, by: Actor, *, key: str) -> None:
    """What was decided about an entry, in the language the person prefers."""
    with translation.override(person.language):
        known = {"person": person, "word": word, "body": body_of(body), "number": number, "reason": reason}
        send(
            Channel.MAIL,
            key=key,
            to=person.email,
            subject=" ".join(render_to_string("accounts/email/register_subject.txt", known).split()),
            body=render_to_string("accounts/email/register_message.txt", known).strip() + "\n",
            language=person.language,
            about=None,
            by=by,
        )
