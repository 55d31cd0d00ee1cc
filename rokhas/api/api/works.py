"""The works of a permit: prepared here, then signed through the one signing path; the book of the site, read and written."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext_noop
from ninja import Router

from rokhas.api.http.acting import Acts, Call
from rokhas.api.http.guard import Asking, Holds
from rokhas.api.models import Scope
from rokhas.api.schema.common import Number
from rokhas.api.schema.works import (
    BuildingSaid,
    CompletionAsked,
    MarkSaid,
    NoteAsked,
    NoteSaid,
    OpeningAsked,
    PermitSaid,
    PhotoSaid,
    WorksSaid,
)
from rokhas.dossiers.models import Consultation, Dossier
from rokhas.worksites import actions
from rokhas.worksites.queries import building as buildings
from rokhas.worksites.queries import works as queries

router = Router(tags=["dossiers"])
act = Acts(router, Holds(Scope.DOSSIERS_WRITE))


@router.get(
    "/dossiers/{number}/works",
    auth=Holds(Scope.DOSSIERS_READ),
    response=WorksSaid,
    summary=gettext_noop("The works of a permit: what is declared of them, and the book of the site"),
)
def works(request: Asking, number: Number) -> WorksSaid:
    dossier = _dossier(request, number)
    _note(request, dossier, "works")
    return _said(dossier)


@router.get(
    "/dossiers/{number}/building",
    auth=Holds(Scope.DOSSIERS_READ),
    response=BuildingSaid,
    summary=gettext_noop(
        "One building, its whole history: its permits in order, and what else was granted on its land"
    ),
)
def building(request: Asking, number: Number) -> BuildingSaid:
    found = buildings.history(number, request.actor)
    if found is None:
        raise Http404
    if found.is_in_sight:
        _note(request, found.dossier, "building")
    return BuildingSaid(
        number=found.number,
        permits=[_permit(each) for each in found.permits],
        has_more_permits=found.has_more_kin,
        land=[_permit(each) for each in found.land],
        has_more_land=found.more,
    )


def _note(request: Asking, dossier: Dossier, what: str) -> None:
    """Who reads it by a program is told to its holder like who opens its page (law 09-08)."""
    if request.method == "GET":
        Consultation.note(dossier, request.actor.person_pk, what, request.actor.now())


def _permit(said: buildings.Permit) -> PermitSaid:
    return PermitSaid(
        number=said.number,
        procedure=said.procedure,
        granted_on=said.granted_on,
        cancelled_on=said.cancelled_on,
        follows=said.follows or None,
        in_sight=said.is_in_sight,
        marks=[MarkSaid(at=each.at, kind=each.kind, sentence=each.sentence) for each in said.marks],
        entries=said.book.total if said.book else 0,
    )


def _dossier(request: Asking, number: Number) -> Dossier:
    found = queries.in_sight(request.actor, number)
    if found is None:
        raise Http404
    return found


def _again(call: Call) -> WorksSaid:
    return _said(call.subject)


act(
    "PUT",
    "/dossiers/{number}/works/opening",
    actions.prepare_opening,
    on=_dossier,
    asked=OpeningAsked,
    gives=WorksSaid,
    says=_again,
    summary=gettext_noop("Say when the works begin and who builds, before the architect signs it"),
)
act(
    "PUT",
    "/dossiers/{number}/works/completion",
    actions.prepare_completion,
    on=_dossier,
    asked=CompletionAsked,
    gives=WorksSaid,
    says=_again,
    summary=gettext_noop("Say on which day the works ended, before the architect signs it"),
)
act(
    "POST",
    "/dossiers/{number}/works/notes",
    actions.write,
    on=_dossier,
    asked=NoteAsked,
    key="needed",
    gives=WorksSaid,
    says=_again,
    status=201,
    summary=gettext_noop("Write in the book of the site, for good"),
)


def _said(dossier: Dossier) -> WorksSaid:
    site = queries.worksite_of(dossier)
    notes = queries.book(site) if site else []
    return WorksSaid(
        number=dossier.number or "",
        worksite=site.pk if site else None,
        begins_on=site.begins_on if site else None,
        contractor=site.contractor if site else "",
        opened_at=site.opened_at if site else None,
        finished_on=site.finished_on if site else None,
        completed_at=site.completed_at if site else None,
        notes=[
            NoteSaid(
                rank=note.rank,
                kind=note.kind,  # type: ignore[arg-type]
                on=note.on,
                text=note.text,
                author=note.author.name,
                role=note.role,
                written_at=note.written_at,
                photos=[
                    PhotoSaid(name=each.document.name, size=each.document.size, sha256=each.document.sha256)
                    for each in note.photos.all()
                ],
            )
            for note in notes
        ],
    )
