"""The photographs of a visit: sent by whoever was there, kept under the rules of every file, until the commission concludes."""

from __future__ import annotations

from rokhas.accounts.queries import as_of_now
from rokhas.documents.actions import forget
from rokhas.documents.models import Document
from rokhas.dossiers import policy
from rokhas.dossiers.actions.turn import hold_by
from rokhas.dossiers.actions.visits import called
from rokhas.dossiers.errors import PointUnknown, TooManyPhotos, VisitOver, VisitToCome
from rokhas.dossiers.models import Site, Task, Visit, VisitPhoto
from rokhas.dossiers.policy import photographs_for
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import NotAllowed
from rokhas.procedures.schema import Kind
from rokhas.ui import formats

MOST = 40  # of one visit


def add_photo(visit: Visit, document: Document, *, by: Actor, point: str = "") -> VisitPhoto:
    """Join a photograph to a visit, of a point of its list or of the whole (no point); the same bytes are kept once.

    Raises `NotAllowed`, `VisitToCome`, `VisitOver`, `PointUnknown`, `TooManyPhotos`.
    """
    with act():
        held, office = _hold(visit.pk, by)
        if point and point not in {each.code for each in held.task.step.checklist}:
            raise PointUnknown
        standing = held.photos.filter(document__sha256=document.sha256, point=point).first()
        if standing:
            return standing
        if held.photos.count() >= MOST:
            raise TooManyPhotos(most=MOST)
        photo = VisitPhoto.objects.create(
            visit=held,
            document=document,
            point=point,
            office_id=office,
            added_by_id=by.person_pk,
            added_at=by.now(),
        )
        record(
            "visit.photographed",
            held.task.dossier,
            by,
            task=held.task_id,
            photo=photo.pk,
            office=office,
            sha256=document.sha256,
        )
    return photo


def remove_photo(photo: VisitPhoto, *, by: Actor) -> None:
    """Whoever sent a photograph takes it back. Raises `NotAllowed`, `VisitOver`."""
    with act():
        held, _office = _hold(photo.visit_id, by)
        mine = held.photos.filter(pk=photo.pk, added_by=by.person_pk)
        if not mine.exists():
            raise NotAllowed
        mine.delete()
        record("visit.photo_removed", held.task.dossier, by, task=held.task_id, photo=photo.pk)
    forget({photo.document_id})


def site_of(visit: Visit) -> Site:
    """Who is at a visit. Two queries at most."""
    return Site(visit.task, tuple(office.pk for office in called(visit.task)))


def is_over(visit: Visit) -> bool:
    """Whether its conclusion is given, or its step belongs to an earlier version. One query."""
    concluded = Task.objects.current().filter(dossier=visit.task.dossier_id, kind=Kind.CONCLUSION)
    return visit.task.superseded_at is not None or concluded.exclude(closed_at=None).exists()


def visit_of(**which: int) -> Visit | None:
    """With its task, its dossier and its office."""
    rows = Visit.objects.select_related("task__dossier__unit", "task__office")
    return rows.filter(**which).first()


def _hold(pk: int, by: Actor) -> tuple[Visit, int]:
    """The visit as it is now, its dossier held, and the office in whose name the actor photographs it."""
    hold_by(tasks=Visit.objects.values_list("task", flat=True).get(pk=pk))
    visit, actor = visit_of(pk=pk), as_of_now(by)
    assert visit is not None
    site = site_of(visit)
    require(policy.may_photograph, actor, site)
    office = photographs_for(actor, site)
    assert office is not None
    if by.today() < visit.on:
        raise VisitToCome(day=formats.day(visit.on))
    if is_over(visit):
        raise VisitOver
    return visit, office
