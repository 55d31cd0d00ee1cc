"""The rules of a land by its zoning, and the permits granted in a commune: open to all."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import Http404
from django.utils.translation import gettext_noop
from ninja import Router
from pydantic import Field

from rokhas.api.forms import sent
from rokhas.api.http.guard import Asking
from rokhas.api.http.problems import of_form
from rokhas.api.queries import land as said
from rokhas.api.schema.common import Code, Cursor, Limit, Listed
from rokhas.api.schema.land import GrantedPermit, PlanRules
from rokhas.geoportal.queries import Wanted, rows_of, wanted
from rokhas.territory.forms import PointForm
from rokhas.territory.models import Unit
from rokhas.zoning.queries import rules_at, told_to_all

router = Router(tags=["public"])


@router.get(
    "/territory/rules",
    response=list[PlanRules],
    summary=gettext_noop("The zoning of a point, indicative: zone, uses, heights, setbacks, easements"),
)
def rules(
    request: Asking,
    lon: Annotated[float, Field(ge=-180, le=180)],
    lat: Annotated[float, Field(ge=-90, le=90)],
) -> list[PlanRules]:
    """Nothing where no layer is loaded."""
    form = PointForm(sent({"lon": f"{lon:.9f}", "lat": f"{lat:.9f}"}))
    if not form.is_valid():
        raise of_form(form)
    point = form.cleaned_data["point"]
    return [said.plan_rules(told_to_all(each)) for each in rules_at(point.lon, point.lat)]


@router.get(
    "/permits",
    response=Listed[GrantedPermit],
    summary=gettext_noop("The permits granted in a commune, the last first, without any name"),
)
def permits(
    request: Asking,
    commune: Code,
    nature: Code | None = None,
    since: date | None = None,
    until: date | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Listed[GrantedPermit]:
    unit = Unit.objects.leaves().filter(pk=commune).first()
    if unit is None:
        raise Http404
    found = rows_of(wanted(Wanted(unit, nature or "", since, until)), cursor, limit)
    return Listed(items=[said.permit(row) for row in found.rows], next=found.after or None)
