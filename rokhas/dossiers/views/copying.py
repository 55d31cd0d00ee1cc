"""The page that copies an earlier dossier: what would be taken over is shown, and nothing is before it is confirmed."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rokhas.dossiers.actions.copying import copy_draft
from rokhas.dossiers.queries import drafts as said
from rokhas.dossiers.views.prepared import own
from rokhas.kernel.references import row_number
from rokhas.ui.http import Request, signed_in

FRESH = timedelta(days=90)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: Request, pk: int) -> HttpResponseBase:
    """The answers and files of a dossier of one's own; POST opens the new draft with the files that were ticked."""
    dossier = own(request, pk)
    if request.method == "POST":
        numbers = [row_number(text) for text in request.POST.getlist("piece")]
        chosen = [number for number in numbers if number is not None]
        draft = copy_draft(dossier, pieces=chosen, by=request.actor)
        messages.success(
            request,
            _("A new draft was opened. Check each answer: the dossier it comes from does not change."),
        )
        return redirect("dossiers:draft", draft.pk)
    state = said.preparation(dossier, dossier.version)
    fresh_since = request.actor.now() - FRESH
    files = [
        {
            "piece": piece,
            "name": asked.name,
            # Plans are another project's; certificates are asked recent.
            "ticked": not asked.document.plan and piece.added_at >= fresh_since,
            "plan": asked.document.plan,
        }
        for kind in said.KINDS
        for asked in state.documents[kind]
        for piece in asked.pieces
    ]
    context = {
        "dossier": dossier,
        "title": said.title_of(dossier) or said.words(dossier.procedure.names),
        "sections": [(each, said.summary(each, dossier)) for each in state.sections],
        "files": files,
    }
    return render(request, "dossiers/drafts/copy.html", context)
