"""Professionals invited by e-mail to a draft: invited, reminded, accepted or declined; their files given, then signed.

The dossier is held by every act, so that two answers to one link take turns.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from rokhas.accounts.errors import InvitationDead, InvitedElsewhere, InvitesOneself, TooManyInvitations
from rokhas.accounts.models import Person, Role
from rokhas.accounts.queries import as_of_now
from rokhas.documents.models import Document
from rokhas.dossiers import policy
from rokhas.dossiers.actions import editing, filing
from rokhas.dossiers.actions.professionals import require_invited_entry
from rokhas.dossiers.actions.turn import hold
from rokhas.dossiers.errors import (
    FileOfAnother,
    FilesMissing,
    InvitationNotOffered,
    InvitationUnderway,
    OfficialInvited,
    PartClosed,
    RefusalUnexplained,
)
from rokhas.dossiers.models import Dossier, Invitation, OfficialPaper, PaperKind, Piece
from rokhas.dossiers.queries import wording
from rokhas.dossiers.queries.invitations import Contribution, contribution, offers
from rokhas.journal.duties import every
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import NotAllowed
from rokhas.kernel.links import read, token
from rokhas.kernel.personal import fingerprint, masked, seal
from rokhas.notices.actions import tell
from rokhas.post.actions import readable_address, send
from rokhas.post.models import Channel

LINK = "invitation"
OPENS_FOR = timedelta(days=21)
REMINDED_AFTER = timedelta(days=5)
MOST_REMINDERS = 2
A_DAY = 20  # invitations, for one person
BATCH = 200


def invite(dossier: Dossier, *, role: str, email: str, by: Actor) -> Invitation:
    """Whoever files or designs invites a professional that the procedure's file names, to give the documents it asks of them.

    The same address for the same role, while it stands, is the same invitation. Raises `NotAllowed`, `NotADraft`,
    `InvitationNotOffered`, `InvitesOneself`, `TooManyInvitations`, `BadRecipient`.
    """
    address = readable_address(Channel.MAIL, email.strip()).lower()
    with act():
        dossier = editing.hold_editable(dossier, by)
        require(policy.may_invite, as_of_now(by), dossier)
        if role not in {each.invited.role for each in offers(dossier)}:
            raise InvitationNotOffered
        inviter = Person.objects.get(pk=by.person_pk)
        if inviter.email == address:
            raise InvitesOneself
        same = dossier.invitations.standing().filter(role=role, email_fingerprint=fingerprint(address))
        if standing := same.first():
            return standing
        since = by.now() - timedelta(days=1)
        if Invitation.objects.filter(invited_by=inviter, sent_at__gt=since).count() >= A_DAY:
            raise TooManyInvitations(count=A_DAY)
        invitation = Invitation.objects.create(
            dossier=dossier,
            role=role,
            email_sealed=seal(address),
            email_fingerprint=fingerprint(address),
            invited_by=inviter,
            invited_at=by.now(),
            sent_at=by.now(),
            expires_at=by.now() + OPENS_FOR,
        )
        record("invitation.sent", invitation, by, stream=dossier, role=role)
        _mail(invitation, by)
    return invitation


def send_again(invitation: Invitation, *, by: Actor) -> Invitation:
    """Another link; those sent before are dead. Once an hour at most: sooner changes nothing.

    Raises `NotAllowed`, `InvitationDead`, `InvitationUnderway` once it is accepted.
    """
    with act():
        invitation = hold_invitation(invitation.pk)
        require(policy.may_invite, as_of_now(by), invitation.dossier)
        if not invitation.is_standing:
            raise InvitationDead
        if invitation.accepted_at:
            raise InvitationUnderway
        if invitation.sent_at + timedelta(hours=1) > by.now():
            return invitation
        invitation.serial += 1
        invitation.sent_at, invitation.expires_at = by.now(), by.now() + OPENS_FOR
        invitation.save(update_fields=["serial", "sent_at", "expires_at"])
        record("invitation.reminded", invitation, by, stream=invitation.dossier, role=invitation.role)
        _mail(invitation, by)
    return invitation


def revoke(invitation: Invitation, *, by: Actor) -> Invitation:
    """Whoever files takes an invitation back; the files given stay, the professional sees nothing more. Twice is once."""
    with act():
        invitation = hold_invitation(invitation.pk)
        require(policy.may_invite, as_of_now(by), invitation.dossier)
        if not invitation.is_standing:
            return invitation
        invitation.revoked_at = by.now()
        invitation.save(update_fields=["revoked_at"])
        record("invitation.revoked", invitation, by, stream=invitation.dossier, role=invitation.role)
    return invitation


def open_invitation(link: str, *, by: Actor) -> Invitation:
    """The link is opened: noted the first time that the person does, signed in; a mail scanner follows links too, and is nobody.

    Raises `InvitationDead`, `InvitedElsewhere`.
    """
    found = _by_link(link, by)
    if found.opened_at or found.accepted_at or by.person_id is None:
        return found
    with act():
        invitation = hold_invitation(found.pk)
        if invitation.opened_at is None and invitation.is_standing:
            invitation.opened_at = by.now()
            invitation.save(update_fields=["opened_at"])
            record("invitation.opened", invitation, by, stream=invitation.dossier, role=invitation.role)
    return invitation


def accept_invitation(link: str, *, by: Actor) -> Invitation:
    """Whoever was invited accepts, signed in with the account of the address that was invited. Twice is once.

    Raises `InvitationDead`, `InvitedElsewhere`, `OfficialInvited` (nobody answers a dossier that they prepared).
    """
    found = _by_link(link, by)
    with act():
        dossier = hold(found.dossier_id)
        invitation = _by_link(link, by)  # as it is now that the dossier is held
        if invitation.accepted_at:
            return invitation
        try:
            require(policy.may_accept_invitation, as_of_now(by), invitation)
        except NotAllowed as refused:
            raise OfficialInvited from refused
        invitation.person_id, invitation.accepted_at = by.person_pk, by.now()
        invitation.opened_at = invitation.opened_at or by.now()
        invitation.save(update_fields=["person", "accepted_at", "opened_at"])
        if dossier.note_preparer(by.person_id):
            dossier.save(update_fields=["prepared_by"])
        record(
            "invitation.accepted",
            invitation,
            by,
            stream=invitation.dossier,
            role=invitation.role,
            person=by.person_pk,
        )
    return invitation


def decline_invitation(link: str, *, reason: str, by: Actor) -> Invitation:
    """Whoever holds the link declines, with or without an account, and says why.

    Raises `InvitationDead`, `RefusalUnexplained`.
    """
    found = _by_link(link, by)
    with act():
        hold(found.dossier_id)
        invitation = _by_link(link, by)
        if invitation.accepted_at:
            require(policy.may_answer_invitation, as_of_now(by), invitation)
        _decline(invitation, reason, by)
    return invitation


def withdraw(invitation: Invitation, *, reason: str, by: Actor) -> Invitation:
    """Whoever accepted gives up, and says why; what they gave stays. Raises `NotAllowed`, `RefusalUnexplained`."""
    with act():
        invitation = hold_invitation(invitation.pk)
        require(policy.may_answer_invitation, as_of_now(by), invitation)
        _decline(invitation, reason, by)
    return invitation


def give_file(
    invitation: Invitation, code: str, document: Document, *, by: Actor, insisted: Sequence[str] = ()
) -> Piece:
    """Whoever accepted gives a file for a document that is asked of them. Raises `NotAllowed`, `PartClosed`."""
    with act():
        invitation = hold_invitation(invitation.pk)
        require(policy.may_answer_invitation, as_of_now(by), invitation)
        state = _open_part(invitation, by)
        if code not in {each.document.code for each in state.documents}:
            raise InvitationNotOffered
        piece = filing.keep_piece(invitation.dossier, code, document, by, insisted)
        Invitation.objects.filter(pk=invitation.pk).update(given_at=None)
    return piece


def take_back_file(invitation: Invitation, piece: Piece, *, by: Actor) -> None:
    """Whoever accepted takes out a file of their own. Raises `NotAllowed`, `PartClosed`, `FileOfAnother`."""
    with act():
        invitation = hold_invitation(invitation.pk)
        require(policy.may_answer_invitation, as_of_now(by), invitation)
        if piece.added_by_id != by.person_id or piece.dossier_id != invitation.dossier_id:
            raise FileOfAnother
        _open_part(invitation, by)
        filing.take_out(invitation.dossier, piece, by)


def declare_complete(invitation: Invitation, *, by: Actor) -> Invitation:
    """Their files are complete; whoever files is told. Twice is once.

    Raises `NotAllowed`, `PartClosed`, `FilesMissing`, `EntryNotCurrent`: only a professional of the register may say so.
    """
    with act():
        invitation = hold_invitation(invitation.pk)
        require(policy.may_answer_invitation, as_of_now(by), invitation)
        state = _open_part(invitation, by)
        if invitation.given_at:
            return invitation
        if state.missing:
            raise FilesMissing(missing=gettext(", ").join(asked.name for asked in state.missing))
        require_invited_entry(invitation, by)
        invitation.given_at = by.now()
        invitation.save(update_fields=["given_at"])
        record("invitation.given", invitation, by, stream=invitation.dossier, role=invitation.role)
        _tell(invitation, "dossier.invitation_given", by)
    return invitation


def sign_contribution(invitation: Invitation, paper: OfficialPaper, *, by: Actor) -> None:
    """The invited professional has signed the list of their files (when the signature is accepted). Raises `PartClosed`."""
    _open_part(invitation, by)
    require_invited_entry(invitation, by)
    rivals = OfficialPaper.objects.filter(
        kind=PaperKind.CONTRIBUTION, invitation=invitation, version=paper.version, superseded_at=None
    )
    rivals.exclude(pk=paper.pk).update(superseded_at=by.now())
    OfficialPaper.objects.filter(pk=paper.pk).update(issued_at=by.now(), superseded_at=None)
    record(
        "contribution.signed",
        paper,
        by,
        stream=invitation.dossier,
        role=invitation.role,
        version=paper.version,
        files=paper.content,
    )


@every(timedelta(hours=6))
def remind_the_invited(by: Actor) -> int:
    """Those who have not answered, or not given their files, are reminded twice, five days apart. Returns how many."""
    late = Invitation.objects.standing().filter(
        given_at=None, reminders__lt=MOST_REMINDERS, sent_at__lte=by.now() - REMINDED_AFTER
    )
    late = late.filter(dossier__number=None).exclude(accepted_at=None, expires_at__lte=by.now())
    numbers = list(late.order_by("sent_at", "pk").values_list("pk", flat=True)[:BATCH])
    return sum(_remind(number, by) for number in numbers)


def link_of(invitation: Invitation) -> str:
    """The page that the link of an invitation opens."""
    return reverse("dossiers:invitation_link", args=[token(LINK, invitation.pk, invitation.serial)])


def _remind(number: int, by: Actor) -> bool:
    with act():
        invitation = hold_invitation(number)
        if (
            not invitation.is_standing
            or invitation.given_at
            or invitation.sent_at > by.now() - REMINDED_AFTER
        ):
            return False
        invitation.reminders += 1
        invitation.sent_at = by.now()
        invitation.save(update_fields=["reminders", "sent_at"])
        record("invitation.reminded", invitation, by, stream=invitation.dossier, role=invitation.role)
        if invitation.accepted_at is None:
            _mail(invitation, by)
            return True
        assert invitation.person is not None
        tell(
            invitation.person,
            "dossier.files_expected",
            key=f"files-expected-{invitation.pk}-{invitation.reminders}",
            about=invitation.dossier,
            facts={"procedure": invitation.dossier.procedure.names.model_dump()},
            by=by,
            url_name="dossiers:invitation",
            url_args=[invitation.pk],
        )
    return True


def _decline(invitation: Invitation, reason: str, by: Actor) -> None:
    if not reason.strip():
        raise RefusalUnexplained
    if invitation.declined_at:
        return
    invitation.declined_at, invitation.reason_sealed = by.now(), seal(reason.strip())
    invitation.save(update_fields=["declined_at", "reason_sealed"])
    record("invitation.declined", invitation, by, stream=invitation.dossier, role=invitation.role)
    _tell(invitation, "dossier.invitation_declined", by)


def _open_part(invitation: Invitation, by: Actor) -> Contribution:
    """What a held invitation asks, while its dossier is prepared. Raises `PartClosed`."""
    state = contribution(invitation, by.now())
    if not state.is_open:
        raise PartClosed
    return state


def hold_invitation(pk: int) -> Invitation:
    """An invitation as it is now that this transaction holds its dossier."""
    dossier = hold(Invitation.objects.values_list("dossier_id", flat=True).get(pk=pk))
    invitation = Invitation.objects.select_related("person").get(pk=pk)
    invitation.dossier = dossier
    return invitation


def _by_link(link: str, by: Actor) -> Invitation:
    named = read(LINK, link)
    found = Invitation.objects.select_related("dossier__unit", "invited_by")
    invitation = found.filter(pk=named.pk, serial=named.serial).first() if named else None
    if invitation is None or not invitation.is_standing or invitation.dossier.is_ended:
        raise InvitationDead
    if invitation.accepted_at:
        if invitation.person_id == by.person_id:
            return invitation
        raise InvitationDead
    if invitation.expires_at <= by.now():
        raise InvitationDead
    if by.person_id is not None:
        email = Person.objects.values_list("email", flat=True).get(pk=by.person_id)
        if fingerprint(email) != invitation.email_fingerprint:
            raise InvitedElsewhere(address=masked(email))
    return invitation


def _tell(invitation: Invitation, kind: str, by: Actor) -> None:
    """Whoever invited is told; the notice says the profession in the language it is read in."""
    tell(
        invitation.invited_by,
        kind,
        key=f"{kind}-{invitation.pk}-{by.now():%Y%m%d%H%M%S%f}",
        about=invitation.dossier,
        facts={
            "profession": wording.both(Role(invitation.role).label).model_dump(),
            "procedure": invitation.dossier.procedure.names.model_dump(),
        },
        by=by,
        url_name="dossiers:invitations",
        url_args=[invitation.dossier_id],
    )


def _mail(invitation: Invitation, by: Actor) -> None:
    """The link, in the language of the account that has the address, else of whoever invites."""
    invited = Person.objects.filter(email=invitation.email).first()
    language = (invited or invitation.invited_by).language
    with translation.override(language):
        known = {
            "inviter": invitation.invited_by,
            "role": Role(invitation.role).label,
            "procedure": invitation.dossier.procedure.names.in_(language),
            "unit": invitation.dossier.unit,
            "url": f"{settings.PUBLIC_URL}{link_of(invitation)}",
            "until": invitation.expires_at,
            "reminder": invitation.reminders,
        }
        send(
            Channel.MAIL,
            key=f"invitation:{invitation.pk}:{invitation.serial}:{invitation.reminders}",
            to=invitation.email,
            subject=" ".join(render_to_string("dossiers/email/invitation_subject.txt", known).split()),
            body=render_to_string("dossiers/email/invitation_message.txt", known).strip() + "\n",
            language=language,
            about=invitation.dossier,
            by=by,
            secret=True,
        )
