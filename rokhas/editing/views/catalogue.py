"""What is published: every procedure with its versions, its course, its uncertainties; and what differs between two versions."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from rokhas.editing.forms import ComparisonForm, MotiveForm
from rokhas.editing.queries.changes import changes
from rokhas.editing.queries.doubts import doubts
from rokhas.editing.queries.overview import overview, waiting
from rokhas.editing.queries.registers import REGISTERS
from rokhas.kernel.errors import Refused
from rokhas.procedures import policy
from rokhas.procedures.actions import begin
from rokhas.procedures.models import NextVersion, ProcedureVersion
from rokhas.procedures.queries import current_key, procedure_of
from rokhas.procedures.queries.schedule import to_begin_from
from rokhas.ui.http import Request, actor_of, signed_in
from rokhas.ui.slots import Filling
from rokhas.web.queries.diagram import diagram
from rokhas.web.queries.sheet import sheet


@signed_in
@require_safe
def procedures(request: Request) -> HttpResponse:
    """Every procedure, what is being written, what waits for a second person."""
    if not policy.may_read_editing(request.actor):
        raise Http404
    return render(
        request, "editing/list.html", {"overview": overview(request.actor), "registers": REGISTERS.values()}
    )


@signed_in
@require_safe
def procedure(request: Request, code: str) -> HttpResponse:
    """One procedure as those who write it read it: a version, by default the one in force."""
    if not policy.may_read_editing(request.actor):
        raise Http404
    versions = _versions(code)
    today = request.actor.today()
    asked = request.GET.get("version", "")
    shown = next((each for each in versions if str(each.version) == asked), None)
    try:
        in_force = current_key(code, today)
    except Refused:
        in_force = ""
    shown = shown or next((each for each in versions if each.key == in_force), versions[0])
    described = procedure_of(shown.key)
    context = {
        "name": described.names.in_(get_language() or "fr"),
        "code": code,
        "shown": shown,
        "in_force": in_force,
        "versions": [
            (each, policy.may_withdraw(request.actor, each) and each.effective_from > today)
            for each in versions
        ],
        "motive": MotiveForm(),
        "draft": NextVersion.objects.open().filter(code=code).first(),
        "may_begin": policy.may_begin(request.actor),
        "doubts": doubts(described),
        "diagram": diagram(described),
        "sheet": sheet(described, today),
    }
    return render(request, "editing/procedure.html", context)


@signed_in
@require_POST
def beginning(request: Request, code: str) -> HttpResponse:
    """Begin the next version, from the last one written here or from the version that is named."""
    if not policy.may_begin(request.actor):
        raise Http404
    asked = request.POST.get("base", "")
    versions = ProcedureVersion.objects.filter(code=code)
    try:
        base = get_object_or_404(versions, pk=asked) if asked else to_begin_from(code, request.actor.today())
        draft = begin(base, by=request.actor)
    except Refused as refused:
        if refused.status == 404:
            raise Http404 from refused
        messages.error(request, str(refused))
        return redirect("editing:procedure", code)
    return redirect("editing:draft", draft.pk)


@signed_in
@require_safe
def comparison(request: Request, code: str) -> HttpResponse:
    """What one version says otherwise than another, field by field."""
    if not policy.may_read_editing(request.actor):
        raise Http404
    versions = _versions(code)
    numbers = [each.version for each in versions]
    asked = {"before": str(numbers[min(1, len(numbers) - 1)]), "after": str(numbers[0])} | request.GET.dict()
    form = ComparisonForm(numbers, asked)
    described = procedure_of(versions[0].key)
    context = {
        "form": form,
        "code": code,
        "name": described.names.in_(get_language() or "fr"),
        "changes": None,
    }
    if form.is_valid():
        pair = [procedure_of(f"{code}.v{form.cleaned_data[name]}") for name in ("before", "after")]
        context |= {"changes": changes(*pair), "before": pair[0], "after": pair[1]}
    return render(request, "editing/comparison.html", context, status=422 if form.errors else 200)


def waiting_panel(request: HttpRequest, subject: object) -> Filling | None:
    """On the home of those who write: what is being written, and what waits for a second person. Two queries."""
    actor = actor_of(request)
    if not policy.may_read_editing(actor):
        return None
    return "editing/_waiting.html", {"drafts": waiting(actor)}


def _versions(code: str) -> list[ProcedureVersion]:
    found = list(
        ProcedureVersion.objects.filter(code=code)
        .select_related("withdrawal", "written_as", "published_by")
        .order_by("-version")
    )
    if not found:
        raise Http404
    return found
