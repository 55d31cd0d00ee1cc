"""The rules of a land, as an officer states them for the note to sign."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rokhas.dossiers import policy
from rokhas.dossiers.actions.planning import write_note
from rokhas.dossiers.forms.planning import NoteForm
from rokhas.dossiers.queries.planning import note_of, proposed, rules_of_land, where
from rokhas.dossiers.views.review import officers_task
from rokhas.procedures.predicates.land import PLAN_STATUS
from rokhas.procedures.schema import Kind
from rokhas.ui.http import Request, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: Request, pk: int) -> HttpResponseBase:
    """Every line of the note, filled from the zoning, corrected, then kept for the signature."""
    task = officers_task(request, pk, Kind.SIGNATURE)
    if task is None or not task.is_open or not policy.may_write_note(request.actor, task):
        raise Http404
    written, rules = note_of(task), rules_of_land(task.dossier)
    content = written.said if written else proposed(task.dossier, rules)
    form = NoteForm(request.POST or None, content=content)
    if request.method == "POST" and form.run(write_note, task, by=request.actor):
        messages.success(request, _("The rules are written. Read the note, then sign it."))
        return redirect("dossiers:decision", task.pk)
    land, point = where(task.dossier)
    context = {
        "task": task,
        "form": form,
        "rules": rules,
        "written": written,
        "answered": task.dossier.answers.get(PLAN_STATUS, ""),
        "land": land,
        "place": {"lon": point[0], "lat": point[1]} if point else None,
    }
    return render(request, "dossiers/decision/note.html", context, status=422 if form.errors else 200)
