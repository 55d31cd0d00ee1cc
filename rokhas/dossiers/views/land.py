"""The page of the land: found by the number of its title, by coordinates, by a click on the map or by its commune."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rokhas.dossiers.actions import filing
from rokhas.dossiers.forms.drafts import ASKED, SectionForm
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries.land import land_of, numbers_asked
from rokhas.dossiers.views.prepared import Draft, prepared, shown
from rokhas.dossiers.workflow.engine import desk_of
from rokhas.dossiers.workflow.places import refused_extent
from rokhas.kernel.errors import Refused
from rokhas.territory.forms import ParcelForm, SoughtForm, written
from rokhas.territory.queries import Found
from rokhas.territory.schema import REQUISITION, parse_number
from rokhas.ui.http import Request, signed_in

SOUGHT = "sought"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@prepared
def land(request: Request, draft: Draft) -> HttpResponseBase:
    """Where the land is, and which desk is competent there. A search fills the form; only the form, once confirmed, is saved."""
    if request.method == "POST" and SOUGHT in request.POST:
        return _sought(request, draft)
    dossier = draft.dossier
    if request.method != "POST":
        kept = land_of(dossier)
        form, numbers = ParcelForm(initial=_placed(dossier)), _numbers(dossier, dossier.answers)
        return _page(request, draft, form=form, numbers=numbers, kept=kept)
    asked = request.POST.getlist(ASKED)
    numbers = SectionForm(_questions(dossier, asked), dossier.answers, request.POST, asked)
    form = ParcelForm(request.POST, initial=_placed(dossier))
    filing.answer(dossier, numbers.given(), by=request.actor)
    if _place(request, form, dossier) and not numbers.errors:
        messages.success(request, _("The place of the land is saved."))
        return redirect("dossiers:land", dossier.pk)
    return _page(request, draft, 422 if form.errors or numbers.errors else 200, form=form, numbers=numbers)


def _sought(request: Request, draft: Draft) -> HttpResponseBase:
    """Look a number or coordinates up: one place is proposed in the form, several are offered, none is said plainly."""
    dossier = draft.dossier
    search = SoughtForm(request.POST)
    found = search.found() if search.is_valid() else []
    place = found[0] if len(found) == 1 else None
    answers = dossier.answers | _proposed(dossier, search, place)
    initial = _placed(dossier)
    if place:
        commune = written(place.unit) if place.unit else ""
        initial = {"commune": commune, "lon": f"{place.lon:.6f}", "lat": f"{place.lat:.6f}"}
    return _page(
        request,
        draft,
        422 if search.errors else 200,
        search=search,
        searched=not search.errors,
        by_number=bool(search.is_valid() and parse_number(search.cleaned_data[SOUGHT])),
        place=place,
        several=found if len(found) > 1 else [],
        form=ParcelForm(initial=initial),
        numbers=_numbers(dossier, answers),
    )


def _page(request: Request, draft: Draft, status: int = 200, **context: Any) -> HttpResponseBase:
    dossier = draft.dossier
    where = dossier.where if dossier.unit_id else None
    shown_on_map = [place for place in _drawn(context) if place.parcel]
    context |= {
        "search": context.get("search") or SoughtForm(),
        "where": where,
        "desk": desk_of(dossier) if where else None,
        "refused": refused_extent(dossier),
        "parcels": [place.drawn for place in shown_on_map],
    }
    return shown(request, "land", draft, status, **context)


def _drawn(context: dict[str, Any]) -> list[Found]:
    kept = context.get("kept")
    one = context.get("place") or (kept.place if kept else None)
    return [one] if one else list(context.get("several", []))


def _proposed(dossier: Dossier, search: SoughtForm, place: Found | None) -> dict[str, Any]:
    """The answers that a search fills in, for the person to confirm: the number looked for, found or not, and the area."""
    number = parse_number(search.cleaned_data.get(SOUGHT, "")) if search.is_valid() else None
    if place and place.parcel:
        number = place.parcel.number
    title, requisition = numbers_asked(dossier)
    question = requisition if number and number.kind == REQUISITION else title
    proposed: dict[str, Any] = {}
    if number and number.index and question:
        proposed[question.code] = number.written
    area = dossier.procedure.meaning("land_area")
    if area and place and place.parcel:
        proposed[area.code] = format(place.parcel.area.normalize(), "f")
    return proposed


def _numbers(dossier: Dossier, answers: dict[str, Any]) -> SectionForm:
    return SectionForm(_questions(dossier, [code for code, value in answers.items() if value]), answers)


def _questions(dossier: Dossier, codes: list[str]) -> list[Any]:
    """The number of the title and the area, and the number of the réquisition once there is one; none is due on this page."""
    title, requisition = numbers_asked(dossier)
    if requisition and requisition.code not in codes:
        requisition = None
    asked = (title, requisition, dossier.procedure.meaning("land_area"))
    return [question.model_copy(update={"required": False}) for question in asked if question]


def _place(request: Request, form: ParcelForm, dossier: Dossier) -> bool:
    if not form.is_valid():
        return False
    place = form.place()
    point = place.point
    try:
        filing.place_land(
            dossier,
            by=request.actor,
            unit=place.unit,
            lon=point.lon if point else None,
            lat=point.lat if point else None,
        )
    except Refused as refused:
        form.refuse(refused)
        return False
    return True


def _placed(dossier: Dossier) -> dict[str, object]:
    """The place already given, as the picker reads it."""
    parcel = next((field for field in dossier.procedure.fields if field.type == "parcel"), None)
    point = dossier.answers.get(parcel.code) if parcel else None
    return {"commune": written(dossier.unit) if dossier.unit else "", **(point or {})}
