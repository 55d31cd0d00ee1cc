"""The acts of the works of a permit: declare them open, write in the book of the site, declare them complete."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import get_language

from rokhas.accounts.models import Person
from rokhas.accounts.queries import as_of_now
from rokhas.documents.actions import forget, render
from rokhas.documents.models import Document
from rokhas.documents.schema import UploadPurpose
from rokhas.documents.schema import register as register_upload
from rokhas.documents.schema.uploads import JPEG, MEGABYTE, PNG
from rokhas.dossiers.actions.limits import keep_in_force, refuse_lapsed
from rokhas.dossiers.actions.papers import file_name
from rokhas.dossiers.actions.turn import hold
from rokhas.dossiers.models import Dossier, OfficialPaper, PaperKind
from rokhas.dossiers.queries import papers, wording
from rokhas.journal.duties import every
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import MOROCCO, Actor
from rokhas.kernel.errors import NotAllowed
from rokhas.kernel.personal import keyed_hash
from rokhas.kernel.references import VERIFICATION_LENGTH, random_code, row_number
from rokhas.signing.models import Signature
from rokhas.signing.schema import Facts, Paper, Purpose
from rokhas.signing.schema import register as register_purpose
from rokhas.ui.formats import day
from rokhas.worksites import policy
from rokhas.worksites.errors import (
    DayAhead,
    NothingDeclared,
    QualityNeeded,
    SiteAlreadyOpen,
    SiteNotOpen,
    TooManyPhotos,
    TooSoon,
)
from rokhas.worksites.models import Note, Photo, Plot, Worksite
from rokhas.worksites.queries.building import GRANTED, key_of, urban_versions
from rokhas.worksites.queries.works import declaration, first_day, qualities, revision, waiting_photos

PURPOSE, PHOTO = "worksite", "site-photo"
MOST_PHOTOS = 6
LARGEST = 10 * MEGABYTE
_BATCH = 500
# What ended in a transaction that was long to commit is seen all the same.
_OVERLAP = timedelta(hours=1)


def prepare_opening(dossier: Dossier, *, by: Actor, contractor: str, begins_on: date) -> Worksite:
    """The architect says when the works begin and who builds, before they sign it. Raises `TooSoon`, `SiteAlreadyOpen`,
    `PermitLapsed`, `WorksAfterValidity`."""
    with act():
        dossier = hold(dossier.pk)
        require(policy.may_declare, as_of_now(by), dossier)
        worksite = Worksite.objects.filter(dossier=dossier).first() or Worksite(dossier=dossier)
        if worksite.opened_at is not None:
            raise SiteAlreadyOpen
        if begins_on < (first := first_day(by.today())):
            raise TooSoon(day=day(first))
        refuse_lapsed(dossier, by.today(), begins_on=begins_on)
        worksite.architect_id = by.person_pk
        worksite.contractor, worksite.begins_on, worksite.prepared_at = contractor, begins_on, by.now()
        worksite.save()
    return worksite


def prepare_completion(dossier: Dossier, *, by: Actor, finished_on: date) -> Worksite:
    """The architect says on which day the works ended, before they sign it. Raises `DayAhead`, `SiteNotOpen`."""
    with act():
        dossier = hold(dossier.pk)
        require(policy.may_declare, as_of_now(by), dossier)
        worksite = _open_site(dossier)
        if not worksite.begins_on <= finished_on <= by.today():
            raise DayAhead
        worksite.finished_on = finished_on
        worksite.save(update_fields=["finished_on"])
    return worksite


def write(dossier: Dossier, *, by: Actor, kind: str, on: date, text: str, role: str = "") -> Note:
    """An entry of the book of the site, for good. An engineer is of this dossier, an inspector serves where it is in sight.

    `role` is the quality in which it is written, said by whoever has several there. The photographs that wait go with it.
    Raises `SiteNotOpen`, `DayAhead`, `NotAllowed`, `QualityNeeded`.
    """
    with act():
        dossier = hold(dossier.pk)
        worksite, now = _open_site(dossier), as_of_now(by)
        require(policy.may_write, now, worksite)
        role = _quality(worksite, now, role)
        opened_on = worksite.prepared_at.astimezone(MOROCCO).date()
        if not opened_on <= on <= by.today():
            raise DayAhead
        last = worksite.notes.order_by("-rank").values_list("rank", flat=True).first()
        note = Note.objects.create(
            worksite=worksite,
            rank=(last or 0) + 1,
            kind=kind,
            on=on,
            text=text,
            author_id=by.person_pk,
            role=role,
            written_at=by.now(),
        )
        waiting = waiting_photos(worksite, by)
        hashes = [photo.document.sha256 for photo in waiting]
        waiting.update(note=note)
        record(
            "worksite.noted",
            dossier,
            by,
            rank=note.rank,
            note_kind=note.kind,
            content=keyed_hash(note.text),
            photos=hashes,
        )
    return note


def keep_photo(worksite: Worksite, document: Document, *, by: Actor) -> Photo:
    """A photograph that will go with the next entry of its sender; the same bytes are kept once. Raises `SiteNotOpen`,
    `NotAllowed`, `TooManyPhotos`."""
    with act():
        site = _open_site(hold(worksite.dossier_id))
        now = as_of_now(by)
        require(policy.may_write, now, site)
        if not qualities(site, now):
            raise NotAllowed
        waiting = waiting_photos(site, by)
        standing = waiting.filter(document__sha256=document.sha256).first()
        if standing:
            return standing
        if waiting.count() >= MOST_PHOTOS:
            raise TooManyPhotos(most=MOST_PHOTOS)
        return Photo.objects.create(
            worksite=site, document=document, added_by_id=by.person_pk, added_at=by.now()
        )


def drop_photo(photo: Photo, *, by: Actor) -> None:
    """Its sender takes it out before it goes with an entry. Raises `SiteNotOpen`, `NotAllowed`."""
    with act():
        site = _open_site(hold(photo.worksite.dossier_id))
        require(policy.may_write, as_of_now(by), site)
        waiting_photos(site, by).filter(pk=photo.pk).delete()
    forget({photo.document_id})


@every(timedelta(days=1))
def forget_waiting_photos(by: Actor) -> int:
    """Photographs that no entry will ever bear: the works were declared complete before their sender wrote it. Those of a
    cancelled permit wait with it: a court may restore it long after, and its book goes on. Some hundreds at once; returns how
    many."""
    never = Photo.objects.filter(worksite__completed_at__isnull=False, note=None)
    with act():
        held = never.select_for_update(no_key=True, of=("self",))
        found = list(held.order_by("pk")[:_BATCH])
        Photo.objects.filter(pk__in=[photo.pk for photo in found]).delete()
    forget({photo.document_id for photo in found})
    return len(found)


@every(timedelta(minutes=10))
def index_plots(by: Actor) -> int:
    """Know the land of what was delivered since the last time, some hundreds at once. Twice changes nothing."""
    told = Plot.objects.aggregate(last=Max("seen_at"))["last"]
    ended = Dossier.objects.filter(ending__in=GRANTED, plot=None, procedure_version__in=urban_versions())
    if told:
        ended = ended.filter(ended_at__gte=told - _OVERLAP)
    found = list(ended.order_by("ended_at", "pk")[:_BATCH])
    plots = [Plot(dossier=each, key=key_of(each), seen_at=each.ended_at) for each in found if each.ended_at]
    Plot.objects.bulk_create(plots, ignore_conflicts=True)
    return len(plots)


def register() -> None:
    """Tell `signing` what is signed here: the opening of works, then their end, as the site stands."""
    register_purpose(
        Purpose(
            code=PURPOSE,
            lock=_hold_site,
            may_sign=lambda actor, site: (
                site.completed_at is None and policy.may_declare(actor, site.dossier)
            ),
            revision=revision,
            paper=_paper,
            on_signed=_declare,
            landing=_landing,
        )
    )


def receive_photos() -> None:
    """Declare why a file may be sent here: `about` is the number of the site."""
    register_upload(UploadPurpose(PHOTO, _may_send, _received, limit=LARGEST, accepts=frozenset({JPEG, PNG})))


def _may_send(actor: Actor, about: str, metadata: dict[str, str]) -> bool:
    site = Worksite.objects.select_related("dossier").filter(pk=row_number(about) or 0).first()
    return site is not None and bool(qualities(site, actor))


def _received(about: str, document: Document, metadata: dict[str, str], actor: Actor) -> dict[str, Any]:
    return {"photo": keep_photo(Worksite.objects.get(pk=about), document, by=actor).pk}


def _hold_site(subject: str) -> Worksite:
    dossier = hold(Worksite.objects.values_list("dossier_id", flat=True).get(pk=subject))
    worksite = Worksite.objects.get(pk=subject)
    worksite.dossier = dossier
    return worksite


def _paper(worksite: Worksite, by: Actor) -> Paper:
    """The declaration to sign now. Raises `NothingDeclared`, `TooSoon`: the day prepared has come too near since."""
    opening = worksite.opened_at is None
    if opening and worksite.begins_on < (first := first_day(by.today())):
        raise TooSoon(day=day(first))
    if not opening and worksite.finished_on is None:
        raise NothingDeclared
    dossier, kind = worksite.dossier, PaperKind.OPENING if opening else PaperKind.COMPLETION
    paper, _fresh = OfficialPaper.objects.get_or_create(
        dossier=dossier,
        kind=kind,
        version=dossier.version,
        task=None,
        superseded_at=None,
        defaults={"drafted_at": by.now(), "verification_code": random_code(VERIFICATION_LENGTH)},
    )
    paper.dossier = dossier
    signer = Person.objects.get(pk=by.person_pk)
    role, _number = papers.profession(signer, by)
    named, language = wording.both(kind.label), "ar" if get_language() == "ar" else "fr"
    return Paper(
        pdf=render(declaration(worksite, paper, signer, by), specimen=False),
        title=named.ar if language == "ar" else named.fr,
        kind=kind,
        number=dossier.number or "",
        name=file_name(paper),
        field=f"{role}_{paper.pk}",
        role=role,
        lang=language,
        verification_code=paper.verification_code,
        facts=Facts(
            number=dossier.number or "",
            date=by.today(),
            commune_fr=dossier.unit.name_fr if dossier.unit else "",
            commune_ar=dossier.unit.name_ar if dossier.unit else "",
            nature_fr=named.fr,
            nature_ar=named.ar,
        ),
    )


def _declare(worksite: Worksite, signature: Signature, by: Actor) -> None:
    """The declaration is signed: the works are open, and the permit no longer lapses; or they are complete."""
    dossier = worksite.dossier
    paper = dossier.papers.get(verification_code=signature.job.verification_code)
    OfficialPaper.objects.filter(pk=paper.pk).update(issued_at=by.now())
    if paper.kind == PaperKind.OPENING:
        refuse_lapsed(dossier, by.today(), begins_on=worksite.begins_on)
        keep_in_force(dossier, shown_by="opening", on=worksite.begins_on, by=by)
        worksite.opened_at = by.now()
        worksite.save(update_fields=["opened_at"])
        begins_on = worksite.begins_on.isoformat()
        record("worksite.opened", dossier, by, begins_on=begins_on, paper=paper.pk)
    else:
        assert worksite.finished_on is not None
        keep_in_force(dossier, shown_by="completion", on=worksite.finished_on, by=by)
        worksite.completed_at = by.now()
        worksite.save(update_fields=["completed_at"])
        finished_on = worksite.finished_on.isoformat()
        record("worksite.completed", dossier, by, finished_on=finished_on, paper=paper.pk)


def _landing(subjects: Sequence[str]) -> str:
    number = Worksite.objects.values_list("dossier__number", flat=True).get(pk=subjects[0])
    return reverse("worksites:worksite", args=[number])


def _open_site(dossier: Dossier) -> Worksite:
    worksite = Worksite.objects.filter(dossier=dossier).first()
    if worksite is None or not worksite.is_open:
        raise SiteNotOpen
    worksite.dossier = dossier
    return worksite


def _quality(worksite: Worksite, by: Actor, said: str) -> str:
    """The one that was said, or the only one there is. Raises `NotAllowed`, `QualityNeeded`."""
    known = qualities(worksite, by)
    if not known:
        raise NotAllowed
    if said not in known and (said or len(known) > 1):
        raise QualityNeeded
    return said or known[0]
