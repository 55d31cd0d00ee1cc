"""The second person: publishes what somebody else wrote, or sends it back; and a version is withdrawn before its day."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rokhas.editing.forms import MotiveForm
from rokhas.kernel.errors import Refused
from rokhas.procedures import policy
from rokhas.procedures.actions import publish, send_back, withdraw
from rokhas.procedures.models import NextVersion, ProcedureVersion
from rokhas.ui.http import Request, signed_in


@signed_in
@require_POST
def publication(request: Request, pk: int) -> HttpResponse:
    """Publish what was read, and nothing else."""
    if not policy.may_read_editing(request.actor):
        raise Http404
    draft = get_object_or_404(NextVersion, pk=pk)
    revision = request.POST.get("revision", "")
    try:
        version = publish(
            draft,
            revision=int(revision) if revision.isdecimal() and len(revision) < 10 else -1,
            by=request.actor,
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("editing:draft", pk)
    said = _(
        "Version %(version)s is published: it comes into force on %(day)s. Dossiers under way keep theirs."
    )
    messages.success(
        request, said % {"version": version.version, "day": f"{version.effective_from:%d/%m/%Y}"}
    )
    return redirect("editing:procedure", version.code)


@signed_in
@require_POST
def sending_back(request: Request, pk: int) -> HttpResponse:
    """Give it back to those who write it, with a reason."""
    if not policy.may_read_editing(request.actor):
        raise Http404
    draft = get_object_or_404(NextVersion, pk=pk)
    try:
        send_back(draft, remark=_motive(request), by=request.actor)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Sent back to those who write it."))
    return redirect("editing:draft", pk)


@signed_in
@require_POST
def withdrawal(request: Request, code: str, version: int) -> HttpResponse:
    """Take back a version before its day."""
    if not policy.may_read_editing(request.actor):
        raise Http404
    found = get_object_or_404(ProcedureVersion, code=code, version=version)
    try:
        withdraw(found, motive=_motive(request), by=request.actor)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Withdrawn: the version before it stays in force."))
    return redirect("editing:procedure", code)


def _motive(request: Request) -> str:
    form = MotiveForm(request.POST)
    return str(form.cleaned_data["motive"]) if form.is_valid() else ""
