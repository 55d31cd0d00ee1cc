"""The staff of a practice: invited by e-mail, they join by the link, prepare its dossiers, leave or are removed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from rokhas.accounts import policy
from rokhas.accounts.errors import (
    AlreadyOfThePractice,
    InvitationAnswered,
    InvitationDead,
    InvitedElsewhere,
    InvitesOneself,
    OfficialJoins,
    TooManyInvitations,
)
from rokhas.accounts.models import Office, Person, StaffMember
from rokhas.accounts.queries import as_of_now, bodies_of_practice, refusal_of_entry
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.kernel.links import read, token
from rokhas.kernel.personal import fingerprint, masked, seal
from rokhas.post.actions import readable_address, send
from rokhas.post.models import Channel

LINK = "practice"
OPENS_FOR = timedelta(days=14)
A_DAY = 20  # invitations to practices, for one person


def invite_staff(practice: Office, *, email: str, by: Actor) -> StaffMember:
    """A professional with a current entry invites somebody to prepare the dossiers of the practice.

    The same address again, while it waits, is the same invitation, and sends nothing. Raises `NotAllowed`, `EntryNotCurrent`,
    `InvitesOneself`, `AlreadyOfThePractice`, `TooManyInvitations`, `BadRecipient`.
    """
    address = readable_address(Channel.MAIL, email.strip()).lower()
    with act():
        # Two clicks take turns.
        practice = Office.objects.select_for_update(no_key=True).get(pk=practice.pk)
        _require_professional(practice, by)
        inviter = Person.objects.get(pk=by.person_pk)
        if inviter.email == address:
            raise InvitesOneself
        standing = practice.staff.standing().filter(email_fingerprint=fingerprint(address)).first()
        if standing is not None:
            if standing.joined_at:
                raise AlreadyOfThePractice
            return standing
        since = by.now() - timedelta(days=1)
        if StaffMember.objects.filter(invited_by=inviter, invited_at__gt=since).count() >= A_DAY:
            raise TooManyInvitations(count=A_DAY)
        member = StaffMember.objects.create(
            practice=practice,
            email_sealed=seal(address),
            email_fingerprint=fingerprint(address),
            invited_by=inviter,
            invited_at=by.now(),
            expires_at=by.now() + OPENS_FOR,
        )
        record("practice.invited", member, by, practice=practice.pk)
        _mail(member, inviter, by)
    return member


def send_staff_again(member: StaffMember, *, by: Actor) -> StaffMember:
    """Another link, good for as long as the first was; those sent before are dead. Once an hour at most: sooner changes nothing.

    Raises `InvitationAnswered`, `InvitationDead`, `NotAllowed`, `EntryNotCurrent`.
    """
    with act():
        member = _held(member.pk)
        _require_professional(member.practice, by)
        if member.joined_at:
            raise InvitationAnswered
        if member.ended_at:
            raise InvitationDead
        if member.expires_at - OPENS_FOR + timedelta(hours=1) > by.now():
            return member
        member.serial += 1
        member.expires_at = by.now() + OPENS_FOR
        member.save(update_fields=["serial", "expires_at"])
        record("practice.reminded", member, by, practice=member.practice_id)
        _mail(member, Person.objects.get(pk=by.person_pk), by)
    return member


def join_practice(link: str, *, by: Actor) -> StaffMember:
    """Whoever was invited joins, signed in with the account of the address that was invited. Twice is once.

    Raises `InvitationDead`, `InvitedElsewhere`, `AlreadyOfThePractice`, `OfficialJoins` (nobody leaves a practice to answer what
    they prepared there).
    """
    with act():
        member = invited_by_link(link, by, hold=True)
        if member.joined_at:
            return member
        if not policy.may_join_practices(as_of_now(by)):
            raise OfficialJoins
        person = Person.objects.get(pk=by.person_pk)
        if member.practice.staff.joined().filter(person=person).exists():
            raise AlreadyOfThePractice
        member.person, member.joined_at = person, by.now()
        member.save(update_fields=["person", "joined_at"])
        record("practice.joined", member, by, practice=member.practice_id, person=person.pk)
    return member


def end_place(member: StaffMember, *, by: Actor) -> StaffMember:
    """The invitation is taken back, or the person leaves or is removed: they see nothing of the practice any more. Twice is once.

    What they prepared stays. Raises `NotAllowed`.
    """
    with act():
        member = _held(member.pk)
        require(policy.may_end_place, as_of_now(by), member)
        if member.ended_at:
            return member
        member.ended_at, member.ending = by.now(), _ending(member, by)
        member.save(update_fields=["ended_at", "ending"])
        record("practice.ended", member, by, practice=member.practice_id, ending=member.ending)
    return member


def forget_invited(before: datetime) -> int:
    """Remove the addresses invited before a moment that never joined: the platform's own act, which records the whole of it."""
    count, _each = StaffMember.objects.filter(joined_at=None, expires_at__lt=before).delete()
    return count


def invited_by_link(link: str, by: Actor, *, hold: bool = False) -> StaffMember:
    """The invitation that a link opens, for whoever is signed in; a stranger's address is not asked yet.

    Raises `InvitationDead`, and `InvitedElsewhere` for the account of another address.
    """
    named = read(LINK, link)
    found = StaffMember.objects.select_related("practice", "invited_by")
    found = found.select_for_update(of=("self",), no_key=True) if hold else found
    member = found.filter(pk=named.pk, serial=named.serial).first() if named else None
    if member is None or member.ended_at:
        raise InvitationDead
    if member.joined_at:
        if member.person_id == by.person_id:
            return member
        raise InvitationDead
    if member.expires_at <= by.now():
        raise InvitationDead
    if by.person_id is not None:
        email = Person.objects.values_list("email", flat=True).get(pk=by.person_id)
        if fingerprint(email) != member.email_fingerprint:
            raise InvitedElsewhere(address=masked(email))
    return member


def address_of(member: StaffMember) -> str:
    """The page that the link of an invitation opens."""
    return reverse("accounts:practice-invitation", args=[token(LINK, member.pk, member.serial)])


def _held(pk: int) -> StaffMember:
    return (
        StaffMember.objects.select_for_update(of=("self",), no_key=True).select_related("practice").get(pk=pk)
    )


def _require_professional(practice: Office, by: Actor) -> None:
    now = as_of_now(by)
    require(policy.may_lead_practice, now, practice)
    if refused := refusal_of_entry(now, bodies_of_practice(now, practice), hold=True):
        raise refused


def _ending(member: StaffMember, by: Actor) -> str:
    if member.joined_at is None:
        return StaffMember.Ending.REVOKED
    return StaffMember.Ending.LEFT if member.person_id == by.person_id else StaffMember.Ending.REMOVED


def _mail(member: StaffMember, inviter: Person, by: Actor) -> None:
    """The link, in the language of the account that has the address, else of whoever invites."""
    invited = Person.objects.filter(email=member.email).first()
    language = (invited or inviter).language
    with translation.override(language):
        known = {
            "inviter": inviter,
            "practice": member.practice,
            "url": f"{settings.PUBLIC_URL}{address_of(member)}",
            "until": member.expires_at,
        }
        send(
            Channel.MAIL,
            key=f"practice:{member.pk}:{member.serial}",
            to=member.email,
            subject=" ".join(render_to_string("accounts/email/practice_subject.txt", known).split()),
            body=render_to_string("accounts/email/practice_message.txt", known).strip() + "\n",
            language=language,
            about=member,
            by=by,
            secret=True,
        )
