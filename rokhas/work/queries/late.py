"""What is late in a province, for its governor: whose delay it is, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import gettext as _

from rokhas.accounts.models import Office
from rokhas.dossiers.models.tasks import TaskQuerySet
from rokhas.dossiers.queries.search import holding
from rokhas.dossiers.queries.worklist import Facet
from rokhas.kernel.references import row_number
from rokhas.territory.models import Unit

APPLICANT = "applicant"


@dataclass(frozen=True)
class Wanted:
    """What the governor asked; empty means everything. `holders` are numbers of offices, or `applicant`."""

    text: str = ""
    holders: Sequence[str] = ()
    communes: Sequence[str] = ()

    @classmethod
    def of(cls, asked: QueryDict) -> Wanted:
        known = [each for each in asked.getlist("holder") if each == APPLICANT or row_number(each)]
        return cls(asked.get("q", "")[:100], tuple(known), tuple(asked.getlist("commune")))

    @property
    def count(self) -> int:
        return len(self.holders) + len(self.communes)


def chosen(tasks: TaskQuerySet, wanted: Wanted) -> TaskQuerySet:
    if wanted.holders:
        offices = [int(each) for each in wanted.holders if each != APPLICANT]
        held = tasks.filter(office__in=offices)
        tasks = held | tasks.filter(office=None) if APPLICANT in wanted.holders else held
    if wanted.communes:
        tasks = tasks.filter(dossier__unit__in=wanted.communes)
    return tasks.filter(holding(wanted.text, "dossier"))


def facets(tasks: TaskQuerySet) -> tuple[list[Facet], list[Facet]]:
    """Whose delay and in which commune, with how many steps each. Three queries."""
    grouped = list(tasks.order_by().values_list("office", "dossier__unit").annotate(n=Count("pk")))
    holders: dict[str, int] = {}
    communes: dict[str, int] = {}
    for office, unit, n in grouped:
        holder = str(office) if office else APPLICANT
        holders[holder] = holders.get(holder, 0) + n
        communes[unit] = communes.get(unit, 0) + n
    named = {
        str(each.pk): each.name for each in Office.objects.filter(pk__in=[o for o, _u, _n in grouped if o])
    }
    named[APPLICANT] = _("the applicant")
    places = {unit.pk: str(unit) for unit in Unit.objects.filter(pk__in=communes)}
    return _sorted(holders, named), _sorted(communes, places)


def _sorted(counted: dict[str, int], names: dict[str, str]) -> list[Facet]:
    found = [Facet(value, names[value], n) for value, n in counted.items()]
    return sorted(found, key=lambda facet: (-facet.count, facet.label))
