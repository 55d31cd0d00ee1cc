"""Accounts of people who have a telephone and nothing else: opened at a desk, theirs by the number once they have proved it."""

from __future__ import annotations

import uuid

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from rokhas.accounts.errors import BadTelephone, TelephoneOfAnother
from rokhas.accounts.models import Person
from rokhas.accounts.providers import doors
from rokhas.journal.events import act, record
from rokhas.kernel.actor import Actor
from rokhas.kernel.text import normalise
from rokhas.post.actions import readable_address
from rokhas.post.errors import BadRecipient
from rokhas.post.models import Channel
from rokhas.post.schema import NO_MAILBOX, is_mailbox


def account_at(phone: str, *, name_fr: str, name_ar: str, identity: str, language: str, by: Actor) -> Person:
    """The account of whoever signs in with this number, or one without password or mailbox that only the number will open.

    Until its holder has proved the number nobody signs in there. A second visit with the same identity card finds the same
    account. The caller has authorised the act and holds who asks. Raises `BadTelephone`, and `TelephoneOfAnother` when the number
    signs in to the account of somebody else.
    """
    try:
        number = readable_address(Channel.SMS, phone)
    except BadRecipient as error:
        raise BadTelephone from error
    opened = Person(name_fr=name_fr, name_ar=name_ar, language=language, joined_at=by.now())
    opened.phone, opened.identity_number = number, identity
    holder = _holder(opened)
    if holder is not None:
        return holder
    waiting = Person.objects.filter(
        phone_fingerprint=opened.phone_fingerprint,
        identity_fingerprint=opened.identity_fingerprint,
        phone_proved=False,
        is_active=True,
        email__endswith=f"@{NO_MAILBOX}",
    )
    found = waiting.order_by("pk").first()
    if found is not None:
        return found
    opened.email, opened.password = f"{uuid.uuid4().hex}@{NO_MAILBOX}", make_password(None)
    opened.save()
    with act():
        record("account.opened_at_desk", opened, by)
    return opened


def prove_telephone(person: Person, *, by: Actor) -> Person:
    """The number of an account was proved by a code: from now on it signs in. Answers the account that the number opens, which is
    an older one when its holder proved it there meanwhile. Raises `TelephoneOfAnother`."""
    with act():
        person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        if person.phone_proved:
            return person
        holder = _holder(person)
        if holder is not None:
            return holder
        try:
            with transaction.atomic():
                Person.objects.filter(pk=person.pk).update(phone_proved=True)
        except IntegrityError as taken:  # proved on another account at this very moment
            raise TelephoneOfAnother from taken
        person.phone_proved = True
        if not is_mailbox(person.email):
            doors.confirm(person)  # no link can be opened there: the number is the proof
        record("account.telephone_proved", person, by)
    return person


def _holder(person: Person) -> Person | None:
    """Whoever signs in with the number of this person, when it is the same person."""
    proved = Person.objects.filter(phone_fingerprint=person.phone_fingerprint, phone_proved=True)
    holder = proved.exclude(pk=person.pk).first()
    if holder is None:
        return None
    if not holder.is_active or not _is_same(holder, person):
        raise TelephoneOfAnother
    return holder


def _is_same(one: Person, other: Person) -> bool:
    """By the number of the identity card when both are known, else by the name in either script."""
    if one.identity_fingerprint and other.identity_fingerprint:
        return one.identity_fingerprint == other.identity_fingerprint
    pairs = ((one.name_fr, other.name_fr), (one.name_ar, other.name_ar))
    return any(first and _words(first) == _words(second) for first, second in pairs)


def _words(name: str) -> list[str]:
    return sorted(normalise(name).split())
