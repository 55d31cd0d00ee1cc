"""Whose token it is, and what the person was told."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Router

from rokhas.accounts.models import Office, Person
from rokhas.api.http.acting import Acts, Call
from rokhas.api.http.guard import Anybody, Asking, Holds
from rokhas.api.http.pages import newest
from rokhas.api.http.problems import Misfits
from rokhas.api.models import Scope
from rokhas.api.schema.applicant import Channels, ChannelsSaid, MandateSaid, Me, NoticeSaid
from rokhas.api.schema.common import Both, Cursor, Limit, Listed
from rokhas.api.schema.sharing import Counted
from rokhas.dossiers.policy import is_official
from rokhas.kernel.actor import Actor
from rokhas.notices.actions import Hours, choose_channels, open_notice
from rokhas.notices.models import Notice, Preference
from rokhas.notices.queries import chosen_among, inbox, preference_of, shown

router = Router(tags=["account"])
NOTICES = Holds(Scope.NOTICES)
act = Acts(router, NOTICES)


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
    auth=NOTICES,
    response=Listed[NoticeSaid],
    summary=gettext_noop("My notices, newest first"),
)
def notices(request: Asking, cursor: Cursor = "", limit: Limit = 50) -> Listed[NoticeSaid]:
    found, following = newest(inbox(request.actor.person_pk), cursor, limit)
    return Listed(items=[_notice(each) for each in found], next=following)


@router.get(
    "/notices/preferences",
    auth=NOTICES,
    response=ChannelsSaid,
    summary=gettext_noop("How I am told besides the inbox"),
)
def channels(request: Asking) -> ChannelsSaid:
    return _channels(request.actor, preference_of(request.actor.person_pk))


def read_all(person: Person, *, by: Actor) -> int:
    """Every notice that waits is opened; how many did."""
    waiting = list(Notice.objects.visible_to(by).unread())
    for notice in waiting:
        open_notice(notice, by=by)
    return len(waiting)


def _myself(request: Asking) -> Person:
    return get_object_or_404(Person, pk=request.actor.person_pk)


def _mine(request: Asking, pk: int) -> Notice:
    return get_object_or_404(Notice.objects.visible_to(request.actor), pk=pk)


def _chosen(call: Call) -> dict[str, Any]:
    """What was not sent stays; a kind that may not be stopped is named."""
    asked, kept = call.given, preference_of(call.actor.person_pk)
    unknown = sorted(set(asked.stopped or []) - set(_stoppable(call.actor)))
    if unknown:
        raise Misfits([("stopped", "not-stoppable", each) for each in unknown])
    said = {
        name: getattr(asked if name in asked.model_fields_set else kept, name)
        for name in ("digest_at", "quiet_from", "quiet_until")
    }
    first, last = said["quiet_from"], said["quiet_until"]
    if (first is None) != (last is None):
        raise Misfits([("quiet_until", "both-or-neither", _("Give both hours, or neither."))])
    return {
        "mail": asked.mail,
        "sms": asked.sms,
        "stopped": asked.stopped,
        "hours": Hours(said["digest_at"], None if first is None else (first, last)),
    }


act(
    "PUT",
    "/notices/preferences",
    choose_channels,
    on=_myself,
    asked=Channels,
    reads=_chosen,
    gives=ChannelsSaid,
    says=lambda call: _channels(call.actor, call.done),
    summary=gettext_noop("Choose how I am told; what the law requires is sent all the same"),
)
act(
    "POST",
    "/notices/{pk}/read",
    open_notice,
    on=_mine,
    gives=NoticeSaid,
    says=lambda call: _notice(call.done),
    summary=gettext_noop("Mark a notice as read; the first time proves that it was opened"),
)
act(
    "POST",
    "/notices/read",
    read_all,
    on=_myself,
    gives=Counted,
    says=lambda call: Counted(count=call.done),
    summary=gettext_noop("Mark all my notices as read"),
)


def _channels(actor: Actor, kept: Preference) -> ChannelsSaid:
    return ChannelsSaid(
        mail=kept.mail,
        sms=kept.sms,
        stopped=list(kept.stopped),
        digest_at=kept.digest_at,
        quiet_from=kept.quiet_from,
        quiet_until=kept.quiet_until,
        stoppable=_stoppable(actor),
    )


def _stoppable(actor: Actor) -> list[str]:
    offered = chosen_among(officer=is_official(actor))
    return sorted(f"{kind.code}:{channel}" for kind in offered for channel in kind.channels)


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
