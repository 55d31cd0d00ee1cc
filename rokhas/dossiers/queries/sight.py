"""What a reader may see of dossiers beyond their own tasks: a case by its number, late ones in a province, fees of one's own."""

from __future__ import annotations

from datetime import date

from django.db.models import CharField, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from rokhas.accounts.models import PROFESSIONS, Mandate, Office, Role
from rokhas.dossiers import policy
from rokhas.dossiers.models import Dossier, Maximum, OfficialPaper, PaperKind, Task
from rokhas.dossiers.models.case import DossierQuerySet
from rokhas.dossiers.models.papers import GRANTS
from rokhas.dossiers.models.tasks import TaskQuerySet
from rokhas.dossiers.workflow import facts
from rokhas.kernel.actor import Actor
from rokhas.kernel.fixed import ASKER, Fixed
from rokhas.kernel.references import row_number
from rokhas.procedures.schema import Kind
from rokhas.signing.models import Signature
from rokhas.territory.models import Kind as TerritoryKind

ABOUT = "dossiers.dossier:"
COPY = "copy"
# What is told of the members before the commission has concluded is told to officers alone.
OF_THE_COMMISSION = frozenset({PaperKind.OPINION, PaperKind.MINUTES, PaperKind.REPORT})


def in_sight(actor: Actor, number: str) -> Dossier | None:
    """The lodged dossier of that number when the actor may open it; None otherwise, whether it exists or not.

    `designer_held` is the designer's profession today: the role, and its office in both languages.
    """
    found = _IN_SIGHT.first(actor=actor, number=number)
    if found is None and policy.may_oversee(actor):
        late = late_tasks(actor, actor.today())
        found = _numbered(number, actor.today()).filter(tasks__in=late).first()
    return found


def _numbered(number: str, day: date) -> DossierQuerySet:
    practised = Mandate.objects.in_force(day).filter(person=OuterRef("designer"), role__in=PROFESSIONS)
    told = JSONObject(role="role", office_fr="office__name_fr", office_ar="office__name_ar")
    lodged = (
        Dossier.objects.lodged()
        .filter(number=number)
        .annotate(designer_held=Subquery(practised.order_by("pk").values(told=told)[:1]))
    )
    return lodged.select_related("unit__parent__parent", "desk", "filer", "designer", "assistant")


_IN_SIGHT: Fixed[Dossier] = Fixed(
    lambda actor, number: _numbered(number, actor.today()).visible_to(actor), actor=ASKER, number=CharField()
)


def late_tasks(actor: Actor, today: date) -> TaskQuerySet:
    """Open tasks that are overdue or escalated, and those for which an office keeps a dossier beyond its legal maximum, of the
    dossiers that lie in the provinces the actor governs."""
    beyond = Maximum.objects.exclude(passed_at=None).exclude(look_on=None).filter(dossier__stayed_on=None)
    kept = Q(dossier__in=beyond.values("dossier"), office__isnull=False) & ~Q(kind=Kind.PAYMENT)
    late = Task.objects.open().filter(Q(due_on__lt=today) | Q(escalated_at__isnull=False) | kept)
    return late.filter(_in_territory(actor)).order_by("due_on", "pk")


def _in_territory(actor: Actor) -> Q:
    inside = Q(pk__in=[])
    for office in Office.objects.filter(pk__in=actor.offices(Role.GOVERNOR)).select_related("unit"):
        unit = office.unit
        if unit is None:
            continue
        if (
            unit.kind == TerritoryKind.ARRONDISSEMENT_PREFECTURE
        ):  # 06.141.01.20 governs 06.141.01.21 to 06.141.01.29
            inside |= Q(dossier__unit__code__startswith=unit.code[:-1])
        else:
            inside |= Q(dossier__unit__parent=unit) | Q(dossier__unit__parent__parent=unit)
    return inside


def paper_in_sight(dossier: Dossier, actor: Actor, pk: int) -> OfficialPaper | None:
    """An issued paper that the reader may open, its file ready or not yet; opinions and minutes under their own rule."""
    issued = dossier.papers.filter(pk=pk).exclude(issued_at=None)
    paper = issued.select_related("document", "task__office").first()
    if paper is None:
        return None
    paper.dossier = dossier
    copy = sees_copy_only(dossier, actor)
    return (
        paper
        if opens(paper, actor, opinions=sees_opinions(facts.read(dossier), actor, copy=copy), copy=copy)
        else None
    )


def opens(paper: OfficialPaper, actor: Actor, *, opinions: bool, copy: bool) -> bool:
    """Whether the reader opens a paper: `opinions` as `sees_opinions` says, `copy` as `sees_copy_only` does."""
    if copy:
        return paper.kind in GRANTS or paper.kind == PaperKind.CANCELLATION
    if paper.kind in OF_THE_COMMISSION and not opinions and not was_told(paper, actor):
        return False
    return paper.kind != PaperKind.MINUTES or not policy.prepares(actor, paper.dossier) or _is_whole(paper)


def was_told(paper: OfficialPaper, actor: Actor) -> bool:
    """Whether a paper of the members was told to the reader of an earlier version: what is asked again was concluded before."""
    asked_again = paper.task is not None and paper.task.superseded_at is not None
    return (
        asked_again
        and paper.issued_at is not None
        and policy.may_read_opinions(actor, paper.dossier, concluded=True)
    )


def _is_whole(minutes: OfficialPaper) -> bool:
    """The minutes once all have signed, in the file that the last signature sealed."""
    if minutes.task is None or minutes.task.closed_at is None or minutes.document_id is None:
        return False
    if not hasattr(minutes, "signed_last"):  # not read with its case
        signatures = Signature.objects.filter(job__verification_code=minutes.verification_code)
        minutes.signed_last = signatures.order_by("-pk").values_list("document_id", flat=True).first()  # type: ignore[attr-defined]
    return bool(minutes.signed_last == minutes.document_id)  # type: ignore[attr-defined]


def sees_opinions(given: facts.Case, actor: Actor, *, copy: bool) -> bool:
    """Officers at any time, the applicant once the commission has concluded, a holder of a copy never."""
    return not copy and policy.may_read_opinions(actor, given.dossier, concluded=bool(given.conclusion))


def sees_copy_only(dossier: Dossier, actor: Actor, given: facts.Case | None = None) -> bool:
    """Whether the reader's one link to a dossier is the copy of its permit, sent once it was delivered (RGC art. 39–40): the
    permit and its plans, no more."""
    offices = actor.offices()
    if policy.prepares(actor, dossier) or dossier.desk_id in offices:
        return False
    if given is not None and any(task.office_id in offices for task in given.tasks):
        return False
    if dossier.tasks.filter(office__in=offices).exists():
        return False
    mine = Q(person_id=actor.person_id) | Q(office__in=offices)
    granted = dossier.grants.filter(mine, Q(until=None) | Q(until__gte=actor.now()))
    return set(granted.values_list("reason", flat=True)) == {COPY}


def sees_order(actor: Actor, about: str) -> bool:
    """Whoever may open a dossier may see what is asked for it (`payments.schema.register_viewer`), save a mere copy."""
    dossier = _lodged(about).visible_to(actor).first()
    return dossier is not None and not sees_copy_only(dossier, actor)


def pays_order(actor: Actor, about: str) -> bool:
    """Both parties may pay (`payments.schema.register_payer`)."""
    dossier = _lodged(about).first()
    return dossier is not None and policy.may_pay(actor, dossier)


def _lodged(about: str) -> DossierQuerySet:
    pk = about.removeprefix(ABOUT) if about.startswith(ABOUT) else ""
    return Dossier.objects.lodged().filter(pk=row_number(pk) or 0)
