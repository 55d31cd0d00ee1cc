"""The eligibility check, before one signs in: one question per page, nothing kept but what the address says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rokhas.dossiers.queries import eligibility as check
from rokhas.dossiers.queries.drafts import words
from rokhas.dossiers.queries.eligibility import Standing
from rokhas.dossiers.queries.periods import closed
from rokhas.procedures.errors import UnknownProcedure
from rokhas.procedures.queries import current
from rokhas.procedures.schema import EligibilityQuestion, Procedure
from rokhas.territory.models import Unit
from rokhas.ui.http import Request, public

LONGEST = 80


@public
@require_safe
def eligibility(request: Request, procedure: str) -> HttpResponse:
    """The next question, the place, or what follows from the answers: this request, another one, or whom to ask."""
    today = request.actor.today()
    try:
        described = current(procedure, today)
    except UnknownProcedure as unknown:
        raise Http404 from unknown
    given = given_in(described, request.GET)
    state = check.standing(described, given)
    changed = _question(described, state, request.GET.get("change", ""))
    context: dict[str, Any] = {
        "procedure": described,
        "name": words(described.names),
        "state": state,
        "given": given,
        "closed": closed(described, today),
    }
    if question := changed or state.following:
        return _asked(request, described, question, context)
    if elsewhere := check.elsewhere(described, state, today):
        onward = _address("dossiers:eligibility", elsewhere.code, elsewhere.answers) if elsewhere.code else ""
        return render(
            request,
            "dossiers/drafts/elsewhere.html",
            context
            | {
                "elsewhere": elsewhere,
                "onward": onward,
                "insist": _address("dossiers:new", procedure, given),
            },
        )
    unit = place_in(request.GET)
    if (unit is None and "later" not in request.GET) or request.GET.get("change") == "commune":
        return _place(request, context)
    place = {"commune": unit.code} if unit else {}
    return render(
        request,
        "dossiers/drafts/eligible.html",
        context
        | {
            "unit": unit,
            "promised": check.promised(described, state, unit),
            "start": _address("dossiers:new", procedure, given | place),
            "may_post": request.actor.person_id is not None,
        },
    )


def given_in(procedure: Procedure, sent: QueryDict) -> dict[str, str]:
    """The answers that an address carries, by the codes of their questions; the rest is not ours."""
    questions = procedure.eligibility.questions if procedure.eligibility else ()
    return {
        question.code: str(sent[question.code])[:LONGEST] for question in questions if sent.get(question.code)
    }


def place_in(sent: QueryDict) -> Unit | None:
    """The place of deposit that an address carries."""
    return check.place_of(sent.get("commune", "")[:LONGEST])


def _asked(
    request: Request, procedure: Procedure, question: EligibilityQuestion, context: dict[str, Any]
) -> HttpResponse:
    """A question. Sent without an answer, it is asked again and says so."""
    text = request.GET.get("find", "").strip()[:LONGEST]
    questions = procedure.eligibility.questions if procedure.eligibility else ()
    given: dict[str, str] = context["given"]
    unanswered = request.GET.get("asked") == question.code and question.code not in given
    context |= {
        "question": question,
        "label": words(question.label),
        "help": words(question.help) if question.help else "",
        "law": check.law_said(procedure, question.law),
        "offer": check.offer(procedure, question, text),
        "find": text,
        "chosen": given.get(question.code, ""),
        "others": {code: answer for code, answer in given.items() if code != question.code},
        "number": questions.index(question) + 1,
        "total": len(questions) + 1,
        "unanswered": unanswered,
        "place": place_in(request.GET),
    }
    return render(request, "dossiers/drafts/eligibility.html", context, status=422 if unanswered else 200)


def _place(request: Request, context: dict[str, Any]) -> HttpResponse:
    text = request.GET.get("find", "").strip()[:LONGEST]
    procedure: Procedure = context["procedure"]
    count = len(procedure.eligibility.questions) if procedure.eligibility else 0
    found = check.places(text) if text else []
    context |= {"find": text, "found": found, "number": count + 1, "total": count + 1}
    context["asks_architect"] = any(item.role == "architect" for item in procedure.professionals)
    return render(request, "dossiers/drafts/eligibility_place.html", context)


def _question(procedure: Procedure, state: Standing, code: str) -> EligibilityQuestion | None:
    """The question to answer again: one of those already answered."""
    return next((each.question for each in state.answered if each.question.code == code), None)


def _address(name: str, procedure: str, given: Mapping[str, str]) -> str:
    """The address of a page of a procedure, with answers."""
    address = reverse(name, args=[procedure])
    return f"{address}?{urlencode(given)}" if given else address
