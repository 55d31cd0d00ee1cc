"""What a reader may see of dossiers beyond their own tasks: a case by its number, late ones in a province, fees of one's own."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from rokhas.accounts.models import Office, Role
from rokhas.dossiers import policy
from rokhas.dossiers.models import Dossier, OfficialPaper, PaperKind, Task
from rokhas.dossiers.models.case import DossierQuerySet
from rokhas.dossiers.models.tasks import TaskQuerySet
from rokhas.dossiers.workflow import facts
from rokhas.kernel.actor import Actor
from rokhas.territory.models import Kind as TerritoryKind

ABOUT = "dossiers.dossier:"
# What is told of the members before the commission has concluded is told to officers alone.
OF_THE_COMMISSION = frozenset({PaperKind.OPINION, PaperKind.MINUTES})


def in_sight(actor: Actor, number: str) -> Dossier | None:
    """The lodged dossier of that number when the actor may open it; None otherwise, whether it exists or not."""
    lodged = Dossier.objects.lodged().filter(number=number)
    rows = lodged.select_related("unit__parent__parent", "desk", "filer", "designer")
    found = rows.visible_to(actor).first()
    if found is None and policy.may_oversee(actor):
        found = rows.filter(tasks__in=late_tasks(actor, actor.today())).first()
    return found


def late_tasks(actor: Actor, today: date) -> TaskQuerySet:
    """Open tasks that are overdue or escalated, of the dossiers that lie in the provinces the actor governs."""
    late = Task.objects.open().filter(Q(due_on__lt=today) | Q(escalated_at__isnull=False))
    return late.filter(_in_territory(actor)).order_by("due_on", "pk")


def _in_territory(actor: Actor) -> Q:
    inside = Q(pk=None)
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
    if paper is None or (paper.kind in OF_THE_COMMISSION and not sees_opinions(dossier, actor)):
        return None
    paper.dossier = dossier
    return paper


def sees_opinions(dossier: Dossier, actor: Actor) -> bool:
    return policy.may_read_opinions(actor, dossier, concluded=bool(facts.conclusion(dossier)))


def sees_order(actor: Actor, about: str) -> bool:
    """Whoever may open a dossier may see what is asked for it (`payments.schema.register_viewer`)."""
    return _lodged(about).visible_to(actor).exists()


def pays_order(actor: Actor, about: str) -> bool:
    """Both parties may pay (`payments.schema.register_payer`)."""
    dossier = _lodged(about).first()
    return dossier is not None and policy.may_pay(actor, dossier)


def _lodged(about: str) -> DossierQuerySet:
    pk = about.removeprefix(ABOUT) if about.startswith(ABOUT) else ""
    return Dossier.objects.lodged().filter(pk=pk) if pk.isdigit() else Dossier.objects.none()
