"""The works of a permit as their pages and papers say them."""

from __future__ import annotations

import hashlib
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models import Person, Role
from rokhas.documents.schema import Both, Declaration, Signatory, SitePanel, Stated, Verification
from rokhas.dossiers.models import Dossier, Invitation, OfficialPaper, PaperKind
from rokhas.dossiers.models.papers import GRANTS
from rokhas.dossiers.queries import papers, sight, wording
from rokhas.dossiers.workflow.answers import shown
from rokhas.dossiers.workflow.following import granted_on
from rokhas.kernel.actor import Actor
from rokhas.procedures.schema import Law
from rokhas.ui.formats import day
from rokhas.worksites import policy
from rokhas.worksites.models import Note, Photo, Worksite

LEVELS = "levels"
"""The question whose answer the panel of the site repeats."""


def in_sight(actor: Actor, number: str) -> Dossier | None:
    """The dossier whose works the actor may read: one of theirs, of their office, or to which they were invited; else None."""
    found = sight.in_sight(actor, number)
    if found is None and actor.person_id is not None:
        invited = Dossier.objects.lodged().select_related("unit__parent__parent", "filer", "designer")
        found = invited.filter(
            number=number,
            invitations__person_id=actor.person_id,
            invitations__accepted_at__isnull=False,
            invitations__revoked_at=None,
            invitations__declined_at=None,
        ).first()
    return found if found is not None and policy.has_works(found) else None


def worksite_of(dossier: Dossier) -> Worksite | None:
    """One query."""
    site = Worksite.objects.select_related("architect").filter(dossier=dossier).first()
    if site is not None:
        site.dossier = dossier
    return site


def qualities(worksite: Worksite, actor: Actor) -> list[str]:
    """In which qualities the actor writes in the book of this site: an engineer is of this dossier, an inspector serves where it
    is in sight. Empty for whoever does not write there. Two queries at most."""
    if not policy.may_write(actor, worksite):
        return []
    roles = policy.roles_in(actor, worksite)
    if not set(roles).isdisjoint(policy.ENGINEERS):
        invited = Invitation.objects.filter(dossier=worksite.dossier_id, person_id=actor.person_pk)
        accepted = invited.filter(accepted_at__isnull=False, declined_at=None, revoked_at=None)
        of_it = set(accepted.values_list("role", flat=True))
        roles = [role for role in roles if role not in policy.ENGINEERS or role in of_it]
    if Role.INSPECTOR in roles and not _serves(worksite, actor):
        roles.remove(Role.INSPECTOR)
    return roles


def _serves(worksite: Worksite, actor: Actor) -> bool:
    return Dossier.objects.visible_to(actor).filter(pk=worksite.dossier_id).exists()


def book(worksite: Worksite) -> QuerySet[Note]:
    """The entries, the latest first, each with its author and its photographs. Two queries."""
    notes = worksite.notes.select_related("author").order_by("-rank")
    return notes.prefetch_related(Prefetch("photos", Photo.objects.select_related("document")))


def waiting_photos(worksite: Worksite, actor: Actor) -> QuerySet[Photo]:
    """The photographs that wait for the next entry of their sender."""
    waiting = worksite.photos.filter(note=None, added_by=actor.person_pk)
    return waiting.select_related("document").order_by("pk")


def photo_in_sight(worksite: Worksite, actor: Actor, pk: int) -> Photo | None:
    """One that is in the book, or that its sender has not written of yet."""
    shown = Q(note__isnull=False) | Q(added_by=actor.person_pk)
    return worksite.photos.select_related("document").filter(shown, pk=pk).first()


def permit_of(dossier: Dossier) -> OfficialPaper:
    """What was granted, whose code the panel of the site bears. Raises `OfficialPaper.DoesNotExist`."""
    return dossier.papers.filter(kind__in=GRANTS, superseded_at=None).exclude(issued_at=None).latest("pk")


def revision(worksite: Worksite) -> str:
    """A word that changes whenever what is declared does."""
    said = f"{worksite.contractor} {worksite.begins_on} {worksite.finished_on} {worksite.opened_at}"
    return hashlib.sha256(said.encode()).hexdigest()


def declaration(worksite: Worksite, paper: OfficialPaper, signer: Person, by: Actor) -> Declaration:
    """What the architect signs: the opening of the works or, once they are open, their end."""
    dossier = worksite.dossier
    role, number = papers.profession(signer, by)
    opening = paper.kind == PaperKind.OPENING
    granted = granted_on(dossier)
    assert granted is not None
    return Declaration(
        **papers.head_of(dossier, dossier.desk, paper, by),
        title=wording.both(PaperKind(paper.kind).label),
        procedure=wording.of_wording(dossier.procedure.names),
        granted_on=granted,
        holder=wording.meant(dossier, "beneficiary"),
        project=wording.meant(dossier, "project"),
        situation=wording.meant(dossier, "situation"),
        stated=tuple(_stated(worksite, opening)),
        declaration=wording.both(OPENS if opening else ENDS),
        law=wording.laws(dossier, _law(dossier, opening)),
        order_number=number,
        signatory=Signatory(name=wording.of_person(signer), quality=wording.of_role(role)),
        verification=_code(paper.verification_code),
    )


def site_panel(worksite: Worksite, by: Actor) -> SitePanel:
    """The panel at the entrance: what the law asks to be read from the street, and the code that verifies the permit."""
    dossier = worksite.dossier
    permit, granted = permit_of(dossier), granted_on(dossier)
    assert granted is not None
    return SitePanel(
        **papers.head_of(dossier, dossier.desk, permit, by),
        title=wording.of_wording(dossier.procedure.names),
        granted_on=granted,
        project=wording.meant(dossier, "project"),
        situation=wording.meant(dossier, "situation"),
        levels=_levels(dossier),
        architect=wording.of_person(worksite.architect),
        verification=_code(permit.verification_code),
    )


def first_day(today: date) -> date:
    """The first day on which works declared today may begin: the commune is told 48 hours before (RGC 2013, annex 6)."""
    return date.fromordinal(today.toordinal() + NOTICE_DAYS)


NOTICE_DAYS = 2
OPENS = _(
    "I declare that the works authorised by the permit named above are opened under my direction, that the permit and its plans "
    "are on the site with its book, and that the panel and the fence are in place before they begin."
)
ENDS = _(
    "I declare that the works authorised by the permit named above are complete, and that I directed them according to the plans "
    "marked ne varietur."
)


def _stated(worksite: Worksite, opening: bool) -> list[Stated]:
    told = [(_("Contractor"), Both.same(worksite.contractor))]
    told.append((_("The works begin on"), wording.both(lambda: day(worksite.begins_on))))
    if not opening and worksite.finished_on:
        finished = worksite.finished_on
        told.append((_("The works ended on"), wording.both(lambda: day(finished))))
    return [Stated(label=wording.both(label), value=value) for label, value in told]


def _law(dossier: Dossier, opening: bool) -> Law | None:
    code = policy.OPENING if opening else policy.COMPLETION
    return next((each.law for each in dossier.procedure.follow_ups if each.code == code), None)


def _levels(dossier: Dossier) -> Both:
    field = next((each for each in dossier.procedure.fields if each.code == LEVELS), None)
    answer = dossier.answers.get(LEVELS)
    if field is None or answer in (None, ""):
        return Both()
    return Both(fr=shown(field, answer, "fr"), ar=shown(field, answer, "ar"))


def _code(code: str) -> Verification:
    return Verification(code=code, url=wording.verification_address(code))


def quality(role: str) -> str:
    """In which quality an entry was written."""
    return str(Role(role).label) if role in Role.values else gettext("Other")
