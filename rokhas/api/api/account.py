"""Whose token it is, and what the person was told."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Router

from rokhas.accounts.models import Office, Person
from rokhas.api.http.guard import Anybody, Asking, Holds
from rokhas.api.http.pages import newest
from rokhas.api.models import Scope
from rokhas.api.schema.applicant import Channels, MandateSaid, Me, NoticeSaid
from rokhas.api.schema.common import Both, Cursor, Limit, Listed, Row
from rokhas.notices.actions import choose_channels, open_notice
from rokhas.notices.models import Notice
from rokhas.notices.queries import inbox, preference_of, shown

router = Router(tags=["account"])


@router.get(
    "/me", auth=Anybody(), response=Me, summary=gettext_noop("Whose token this is, and what it may do")
)
def me(request: Asking) -> Me:
    assert request.token is not None
    application = request.token.application
    held = sorted(request.actor.mandates, key=lambda each: (each.office_id, each.role))
    offices = Office.objects.in_bulk({each.office_id for each in held})
    return Me(
        id=application.person_id,
        name=application.person.name,
        language=application.person.language,
        application=application.name,
        scopes=request.token.scopes,
        expires_at=request.token.expires_at,
        mandates=[
            MandateSaid(
                role=each.role,
                office=each.office_id,
                office_name=Both(fr=offices[each.office_id].name_fr, ar=offices[each.office_id].name_ar),
            )
            for each in held
        ],
    )


@router.get(
    "/notices",
    auth=Holds(Scope.NOTICES),
    response=Listed[NoticeSaid],
    summary=gettext_noop("My notices, newest first"),
)
def notices(request: Asking, cursor: Cursor = "", limit: Limit = 50) -> Listed[NoticeSaid]:
    found, following = newest(inbox(request.actor.person_pk), cursor, limit)
    return Listed(items=[_notice(each) for each in found], next=following)


@router.get(
    "/notices/preferences",
    auth=Holds(Scope.NOTICES),
    response=Channels,
    summary=gettext_noop("How I am told besides the inbox"),
)
def channels(request: Asking) -> Channels:
    kept = preference_of(request.actor.person_pk)
    return Channels(mail=kept.mail, sms=kept.sms)


@router.put(
    "/notices/preferences",
    auth=Holds(Scope.NOTICES),
    response=Channels,
    summary=gettext_noop("Choose how I am told; what the law requires is sent all the same"),
)
def choose(request: Asking, asked: Channels) -> Channels:
    person = get_object_or_404(Person, pk=request.actor.person_pk)
    kept = choose_channels(person, by=request.actor, mail=asked.mail, sms=asked.sms)
    return Channels(mail=kept.mail, sms=kept.sms)


@router.post(
    "/notices/{pk}/read",
    auth=Holds(Scope.NOTICES),
    response=NoticeSaid,
    summary=gettext_noop("Mark a notice as read; the first time proves that it was opened"),
)
def read_notice(request: Asking, pk: Row) -> NoticeSaid:
    found = get_object_or_404(Notice.objects.visible_to(request.actor), pk=pk)
    return _notice(open_notice(found, by=request.actor))


def _notice(notice: Notice) -> NoticeSaid:
    words = shown(notice).words
    return NoticeSaid(
        id=notice.pk,
        kind=notice.kind,
        subject=words.subject,
        text=words.body,
        created_at=notice.created_at,
        read_at=notice.read_at,
    )
