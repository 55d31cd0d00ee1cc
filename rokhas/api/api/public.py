"""What anybody may ask: procedures, the territory, the way of a dossier by its code, whether a document is true."""

from __future__ import annotations

from typing import Annotated

from django.http import Http404
from django.utils.translation import gettext_noop
from ninja import Router
from pydantic import Field, StringConstraints

from rokhas.api.errors import BodyTooLarge, TooManyRequests
from rokhas.api.forms import sent
from rokhas.api.http.guard import Asking
from rokhas.api.http.problems import of_form
from rokhas.api.queries import eligibility as said_check
from rokhas.api.queries import public as said
from rokhas.api.schema.common import Code, Limit, Line
from rokhas.api.schema.public import (
    CompetenceSaid,
    EligibilityAsked,
    EligibilitySaid,
    PlaceSaid,
    ProcedureLine,
    ProcedureSaid,
    TrackedSaid,
    TrackingAsked,
    Units,
    VerdictSaid,
)
from rokhas.dossiers.queries import eligibility as check
from rokhas.kernel.actor import Actor
from rokhas.kernel.references import read_number
from rokhas.procedures.queries import all_current, current
from rokhas.signing.queries import lookup, lookup_file
from rokhas.signing.queries import verify as verify_file
from rokhas.territory import queries as territory
from rokhas.territory.forms import Point, PointForm
from rokhas.territory.models import Kind
from rokhas.ui.visitors import visitor
from rokhas.web.errors import UnknownDossier
from rokhas.web.queries import tracking
from rokhas.web.views import tracking as track_page
from rokhas.web.views import verification as verify_page

router = Router(tags=["public"])


@router.get("/procedures", response=list[ProcedureLine], summary=gettext_noop("The procedures in force"))
def procedures(request: Asking) -> list[ProcedureLine]:
    return [said.procedure_line(each) for each in all_current(request.actor.today())]


@router.get(
    "/procedures/{code}",
    response=ProcedureSaid,
    summary=gettext_noop("A procedure in force: its questions, its documents, its steps and their delays"),
)
def procedure(request: Asking, code: Code) -> ProcedureSaid:
    return said.procedure(current(code, request.actor.today()))


@router.post(
    "/procedures/{code}/eligibility",
    response=EligibilitySaid,
    summary=gettext_noop(
        "Whether this is the right request, before one signs in: the next question, or what follows"
    ),
)
def eligibility(request: Asking, code: Code, asked: EligibilityAsked) -> EligibilitySaid:
    """Not found: the procedure, or the commune, when it is no place of deposit."""
    unit = check.place_of(asked.commune or "")
    if asked.commune and unit is None:
        raise Http404
    today = request.actor.today()
    return said_check.standing(current(code, today), asked.answers, unit, asked.find, today)


@router.get(
    "/territory/units",
    response=Units,
    summary=gettext_noop("Regions, provinces, communes and arrondissements, by name or code"),
)
def units(
    request: Asking,
    q: Annotated[str, StringConstraints(max_length=80)],
    kind: Kind | None = None,
    limit: Limit = 10,
) -> Units:
    found = territory.find(q, kinds=[kind] if kind else None, limit=limit)
    return Units(items=[said.unit(each) for each in found])


@router.get("/territory/at", response=PlaceSaid, summary=gettext_noop("The commune where a point lies"))
def at(
    request: Asking,
    lon: Annotated[float, Field(ge=-180, le=180)],
    lat: Annotated[float, Field(ge=-90, le=90)],
) -> PlaceSaid:
    form = PointForm(sent({"lon": f"{lon:.9f}", "lat": f"{lat:.9f}"}))
    if not form.is_valid():
        raise of_form(form)
    point: Point = form.cleaned_data["point"]
    return said.place(point, territory.at_point(point.lon, point.lat))


@router.get(
    "/territory/units/{code}/competence",
    response=CompetenceSaid,
    summary=gettext_noop("Who studies and who signs for a commune or an arrondissement"),
)
def competence(request: Asking, code: Code) -> CompetenceSaid:
    return said.competence(territory.competence(code))


@router.post(
    "/tracking",
    response=TrackedSaid,
    summary=gettext_noop("Follow a dossier by its number and its code"),
)
def track(request: Asking, asked: TrackingAsked) -> TrackedSaid:
    """Wrong codes are counted with those of the page, for the address that asks."""
    who, what = visitor(request), read_number(asked.number)
    _require_tries(track_page.WRONG_CODES.are_spent(who, what), track_page.WRONG_CODES.seconds)
    try:
        found = tracking.identify(asked.number, asked.code)
    except UnknownDossier:
        track_page.WRONG_CODES.note(who, what)
        raise
    return said.tracked(tracking.tracked(found, Actor(None).today()))


@router.get(
    "/verification/{code}",
    response=VerdictSaid,
    summary=gettext_noop("What the register says of a verification code"),
)
def verify_code(request: Asking, code: Line) -> VerdictSaid:
    _require_tries(verify_page.WRONG_CODES.is_reached(visitor(request)), verify_page.WRONG_CODES.seconds)
    found = lookup(code)
    if found.facts is None:
        verify_page.WRONG_CODES.note(visitor(request))
        raise Http404
    return said.verdict(found)


@router.get(
    "/verification/files/{sha256}",
    response=VerdictSaid,
    summary=gettext_noop("What the register says of a file, by its SHA-256 in hexadecimal"),
)
def verify_hash(
    request: Asking, sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
) -> VerdictSaid:
    found = lookup_file(sha256)
    if found.facts is None:
        raise Http404
    return said.verdict(found)


@router.post(
    "/verification/files",
    response=VerdictSaid,
    summary=gettext_noop("Hold a PDF against the register; it is not kept"),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
def verify_document(request: Asking) -> VerdictSaid:
    """The body is the file itself, read in memory and nowhere else."""
    _require_tries(verify_page.FILES.is_reached(visitor(request)), verify_page.FILES.seconds)
    verify_page.FILES.note(visitor(request))
    content = request.read(verify_page.LARGEST + 1)
    if len(content) > verify_page.LARGEST:
        raise BodyTooLarge
    return said.verdict(verify_file(content))


def _require_tries(reached: bool, seconds: int) -> None:
    if reached:
        raise TooManyRequests(seconds=seconds)
