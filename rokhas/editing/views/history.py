"""What became of the law: for those who write it, act by act; for everybody, what changed and from when."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from rokhas.editing.queries.history import first_published, news, of_entry, of_procedure
from rokhas.editing.queries.registers import REGISTERS, history, latest_value, name_of
from rokhas.procedures import policy
from rokhas.procedures.schema import known_procedures
from rokhas.ui.http import Request, public, signed_in

PAGE = 20


@public
@require_safe
def changelog(request: Request) -> HttpResponse:
    """What changed in the law that the platform applies, and what will: for everybody."""
    today = request.actor.today()
    page = Paginator(news(today), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "first": first_published()}
    return render(request, "editing/changelog.html", context)


@signed_in
@require_safe
def procedure(request: Request, code: str) -> HttpResponse:
    """Everything that was done on the versions of a procedure: begun, submitted, sent back, published, withdrawn."""
    if not policy.may_read_editing(request.actor):
        raise Http404
    known = known_procedures().get(code)
    steps = of_procedure(code)
    if known is None and not steps:
        raise Http404
    name = known.names.in_(get_language() or "fr") if known else code
    return render(request, "editing/history.html", {"name": name, "code": code, "steps": steps})


@signed_in
@require_safe
def entry(request: Request, name: str, code: str) -> HttpResponse:
    """Everything that was done on an entry of a list."""
    register = REGISTERS.get(name)
    if not policy.may_read_editing(request.actor) or register is None:
        raise Http404
    value, past = latest_value(register, code, request.actor.today()), history(register, code)
    steps = of_entry(name, code)
    if value is None and not steps:
        raise Http404
    title = name_of(register, code, value or (past[0].value if past else {}))
    context = {"name": title, "code": code, "register": register, "steps": steps}
    return render(request, "editing/history.html", context)
