"""The two calls of a signing page: prepare, then finish. Public verification pages belong to `web`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_POST

from rokhas.accounts.models import Person
from rokhas.kernel.errors import Refused
from rokhas.signing import actions, queries, schema
from rokhas.signing.actions import Outcome
from rokhas.signing.errors import BadRequest, JobUnknown, NoCertificate
from rokhas.signing.http import problem
from rokhas.signing.queries import active_certificate
from rokhas.ui.http import Request, actor_of, signed_in
from rokhas.ui.slots import Filling

MOST_BYTES = 1024 * 1024


@signed_in
@require_POST
def prepare(request: Request) -> HttpResponseBase:
    """`purpose` and `subjects` (several), of the form, of the address or of a JSON body → `{jobs, agent, lang}`."""
    try:
        purpose, subjects = _asked(request)
        certificate = active_certificate(request.actor.person_id, request.actor.now())
        if certificate is None:
            raise NoCertificate
        jobs = actions.prepare(purpose, subjects, by=request.actor, certificate=certificate)
    except Refused as refused:
        return problem(refused)
    return JsonResponse({"jobs": jobs, "agent": settings.SIGNING_AGENT_URL, "lang": get_language()})


@signed_in
@require_POST
def finish(request: Request) -> HttpResponseBase:
    """`{results}` of the agent → `{redirect}`; a problem when nothing at all was signed."""
    try:
        results = _body(request).get("results")
        if (
            not isinstance(results, list)
            or not results
            or not all(isinstance(each, dict) for each in results)
        ):
            raise BadRequest
        outcomes = actions.finish(results, by=request.actor)
    except Refused as refused:
        return problem(refused)
    signed = [outcome for outcome in outcomes if outcome.is_signed]
    if not signed:
        return problem(outcomes[0].refusal or JobUnknown())
    _tell(request, outcomes, len(signed))
    purpose = schema.find(signed[0].purpose)
    landing = purpose.landing([outcome.subject for outcome in signed]) if purpose else "/"
    return JsonResponse({"redirect": landing})


def without_key(request: HttpRequest, subject: Iterable[Person]) -> Filling | None:
    """On the page of a delegation (slot `delegation.people`): who of them cannot sign yet. One query."""
    people = queries.without_key(subject, actor_of(request).now())
    return ("signing/_without_key.html", {"people": people}) if people else None


def _tell(request: Request, outcomes: list[Outcome], count: int) -> None:
    said = ngettext("%(count)s document signed.", "%(count)s documents signed.", count)
    messages.success(request, said % {"count": count})
    for outcome in outcomes:
        if outcome.refusal is not None:
            said = gettext("%(title)s: %(reason)s") if outcome.title else "%(reason)s"
            messages.error(request, said % {"title": outcome.title, "reason": outcome.refusal})


def _asked(request: Request) -> tuple[str, list[str]]:
    if request.content_type == "application/json":
        body = _body(request)
        purpose, subjects = body.get("purpose"), body.get("subjects")
    else:
        source = request.POST if "purpose" in request.POST else request.GET
        purpose, subjects = source.get("purpose"), source.getlist("subjects")
    if not isinstance(purpose, str) or not isinstance(subjects, list):
        raise BadRequest
    return purpose, [str(subject) for subject in subjects]


def _body(request: Request) -> dict[str, Any]:
    if len(request.body) > MOST_BYTES:
        raise BadRequest
    try:
        body = json.loads(request.body)
    except ValueError as error:
        raise BadRequest from error
    if not isinstance(body, dict):
        raise BadRequest
    return body
