"""Refusals as `application/problem+json` (RFC 9457), each value that does not fit named with its code and field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from http.client import responses
from typing import Any

from django import forms
from django.http import HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rokhas.api.errors import NotFitting, TokenInvalid, TokenMissing
from rokhas.kernel.errors import Refused

CONTENT_TYPE = "application/problem+json"

# By the word pydantic has for what is wrong.
SENTENCES: dict[str, str | Promise] = {
    "missing": _("This value is asked."),
    "extra_forbidden": _("This name is not known here."),
    "string_too_long": _("This text is too long."),
    "string_too_short": _("This text is too short."),
    "too_long": _("There are too many values."),
    "too_short": _("There are too few values."),
    "greater_than_equal": _("This number is too small."),
    "less_than_equal": _("This number is too large."),
    "json_invalid": _("This is not JSON."),
}
OTHERWISE = _("This value does not fit what is expected here.")


class Misfits(NotFitting):
    """Several values that do not fit: each `(field, code, sentence)`."""

    def __init__(self, found: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        self.found = found


def problem(refused: Refused, *, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """A refusal as an answer; what says how to go on travels in its headers (`WWW-Authenticate`, `Retry-After`)."""
    found = refused.found if isinstance(refused, Misfits) else []
    if not found and refused.field:
        found = [(refused.field, refused.code, str(refused))]
    body: dict[str, Any] = {
        "type": f"urn:rokhas:problem:{refused.code}",
        "title": responses.get(refused.status, ""),
        "status": refused.status,
        "code": refused.code,
        "detail": str(refused),
        "errors": [{"field": field, "code": code, "message": message} for field, code, message in found],
    }
    answer = JsonResponse(body, status=refused.status, content_type=CONTENT_TYPE)
    if isinstance(refused, TokenMissing):
        answer["WWW-Authenticate"] = "Bearer"
    elif isinstance(refused, TokenInvalid):
        answer["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    for name, value in (headers or {}).items():
        answer[name] = value
    return answer


def misfits(errors: Iterable[Mapping[str, Any]]) -> Misfits:
    """What the schema refused: `loc` is where (body, query, …, then names)."""
    found = []
    for error in errors:
        where = [str(part) for part in error.get("loc", ())]
        names = where[2:] if where[:1] == ["body"] and len(where) > 2 else where[1:]
        code = str(error.get("type", "invalid"))
        found.append((".".join(names), code.replace("_", "-"), str(SENTENCES.get(code, OTHERWISE))))
    return Misfits(found)


def of_form(form: forms.BaseForm, names: Mapping[str, str] | None = None) -> Misfits:
    """What a form of the pages refused, said of the fields of the request; `names` maps those that differ."""
    found = []
    for field, errors in form.errors.get_json_data().items():
        shown = "" if field == "__all__" else (names or {}).get(field, field)
        found += [(shown, (each["code"] or "invalid").replace("_", "-"), each["message"]) for each in errors]
    return Misfits(found)
