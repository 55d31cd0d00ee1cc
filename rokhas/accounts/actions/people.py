"""People nominated by their e-mail address, names, and one's own account."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction

from rokhas.accounts import policy, queries
from rokhas.accounts.actions.mandates import give_mandate, succeed
from rokhas.accounts.errors import (
    AccountClosed,
    BadTelephone,
    InvitationAnswered,
    NamesAttested,
    NamesNeeded,
    NothingToRectify,
)
from rokhas.accounts.models import Mandate, Office, Person, Rectification, Role
from rokhas.accounts.providers import doors
from rokhas.accounts.schema import end_what_bears_names
from rokhas.journal.events import record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.post.actions import readable_address
from rokhas.post.errors import BadRecipient
from rokhas.post.models import Channel, Message


def nominate(
    office: Office,
    *,
    by: Actor,
    email: str,
    role: str,
    starts_on: date,
    ends_on: date | None = None,
    act: str = "",
    name_fr: str = "",
    name_ar: str = "",
) -> Mandate:
    """Give a mandate to the person who has this address; whoever has no account yet is invited to open theirs.

    Raises:
        NamesNeeded: nobody has an account with this address, and the names of the act were not given.
        AccountClosed, and what `give_mandate` raises.
    """
    with transaction.atomic():
        person = _found(email, name_fr, name_ar, by)
        mandate = give_mandate(
            person, Role(role), office, by=by, starts_on=starts_on, ends_on=ends_on, act=act
        )
        _invite(person, by, key=f"invitation:{mandate.pk}")
    return mandate


def nominate_successor(
    mandate: Mandate, *, by: Actor, email: str, on: date, act: str, name_fr: str = "", name_ar: str = ""
) -> Mandate:
    """Pass a mandate to the person who has this address, invited when they have no account yet. See `succeed`, `nominate`."""
    with transaction.atomic():
        person = _found(email, name_fr, name_ar, by)
        successor = succeed(mandate, person, by=by, on=on, act=act)
        _invite(person, by, key=f"invitation:{successor.pk}")
    return successor


def invite_again(mandate: Mandate, *, by: Actor) -> Person:
    """Send the invitation once more, to whoever has not opened their account. Raises `InvitationAnswered`."""
    with transaction.atomic():
        person = Person.objects.select_for_update(no_key=True).get(pk=mandate.person_id)
        require(policy.may_give_mandate, queries.as_of_now(by), mandate)
        if doors.is_open(person):
            raise InvitationAnswered
        # Once a minute at most: a second click sends nothing more.
        _invite(person, by, key=f"invitation:{mandate.pk}:{by.now():%Y%m%d%H%M}")
    return person


def forget_factors(mandate: Mandate, *, by: Actor) -> Mandate:
    """The holder of a mandate has lost every second factor: those kept are forgotten and the sessions end.

    The password stays; the holder links a new factor at the next sign-in, before any right is in force.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update(no_key=True).get(pk=mandate.person_id)
        require(policy.may_forget_factors, queries.as_of_now(by), mandate)
        if doors.forget_factors(person):
            record("account.factors_forgotten", person, by)
    return mandate


def rectify_names(
    person: Person, *, by: Actor, name_fr: str, name_ar: str, reason: str, reference: str
) -> Rectification:
    """The administration corrects the names that a mandate or a certificate attests, on the evidence of a paper (`reference`).

    Certificates bear the old names: they end, and the person has another made. What was signed with them keeps the old names.
    The same names again change nothing. Raises `NothingToRectify`.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        if not by.is_system:
            require(policy.may_rectify_names, queries.as_of_now(by), queries.known(person, by.today()))
        if (name_fr, name_ar) == (person.name_fr, person.name_ar):
            raise NothingToRectify
        rectification = Rectification.objects.create(
            person=person,
            before_fr=person.name_fr,
            before_ar=person.name_ar,
            reason=reason,
            reference=reference,
            by_id=by.person_id,
            at=by.now(),
        )
        person.name_fr, person.name_ar = name_fr, name_ar
        person.save(update_fields=["name_fr", "name_ar"])
        ended = end_what_bears_names(person, by)
        record("account.rectified", person, by, rectification=rectification.pk, certificates=ended)
    return rectification


def keep_profile(
    person: Person, *, by: Actor, name_fr: str, name_ar: str, phone: str, language: str
) -> Person:
    """A person corrects their own names, telephone and language (law 09-08: the right of rectification).

    The telephone is kept as gateways take it, `+2126…`; empty removes it, and a new one has to be proved before it signs in.
    Names that a mandate or a certificate attests are not changed here: they are printed on what the person signs.
    Raises `BadTelephone`, `NamesAttested`.
    """
    try:
        number = readable_address(Channel.SMS, phone) if phone else ""
    except BadRecipient as error:
        raise BadTelephone from error
    with transaction.atomic():
        person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        require(policy.may_keep_profile, by, person)
        if (name_fr, name_ar) != (person.name_fr, person.name_ar) and queries.names_are_attested(person, by):
            raise NamesAttested
        if number != person.phone:
            person.phone, person.phone_proved = number, False
        person.name_fr, person.name_ar, person.language = name_fr, name_ar, language
        person.save(
            update_fields=[
                "name_fr", "name_ar", "language", "phone_sealed", "phone_fingerprint", "phone_proved",
            ]
        )  # fmt: skip
        record("account.corrected", person, by)
    return person


def _found(email: str, name_fr: str, name_ar: str, by: Actor) -> Person:
    """The person with this address, or a new one under the names of the act.

    An account whose address was never confirmed may have been opened by anybody: its password goes, and the names are the act's.
    """
    address = email.strip().lower()
    named = bool(name_fr and name_ar)
    person = Person.objects.filter(email=address).first()
    if person is None:
        if not named:
            raise NamesNeeded
        given = {
            "name_fr": name_fr,
            "name_ar": name_ar,
            "password": make_password(None),
            "joined_at": by.now(),
        }
        person, _ = Person.objects.get_or_create(email=address, defaults=given)
    if not person.is_active:
        raise AccountClosed
    if not doors.is_open(person) and person.has_usable_password():
        if not named:
            raise NamesNeeded
        person.set_unusable_password()
        person.name_fr, person.name_ar = name_fr, name_ar
        person.save(update_fields=["password", "name_fr", "name_ar"])
    return person


def _invite(person: Person, by: Actor, *, key: str) -> None:
    """A link to choose a password, to whoever has not opened their account; the same key again sends nothing."""
    if doors.is_open(person) or Message.objects.filter(key=key).exists():
        return
    doors.invite(person, by, key=key)
    record("account.invited", person, by)
