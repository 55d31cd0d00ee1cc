"""The page that copies an earlier dossier: what would be taken over is shown, and nothing is before it is confirmed."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rokhas.dossiers import policy
from rokhas.dossiers.actions.copying import copy_draft
from rokhas.dossiers.models import Piece
from rokhas.dossiers.queries import drafts as said
from rokhas.dossiers.views.prepared import own
from rokhas.kernel.actor import MOROCCO
from rokhas.kernel.references import row_number
from rokhas.procedures.schema import Document
from rokhas.ui.http import Request, signed_in

USUAL = 90


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: Request, pk: int) -> HttpResponseBase:
    """The answers and files of a dossier of one's own; POST opens the new draft with the files that were ticked."""
    dossier = own(request, pk)
    if not policy.is_party(request.actor, dossier):
        raise Http404  # who prepares or types for another copies nothing to themself
    numbers = [row_number(text) for text in request.POST.getlist("piece")]
    chosen = [number for number in numbers if number is not None]
    unconfirmed = bool(chosen) and "confirmed" not in request.POST
    if request.method == "POST" and not unconfirmed:
        draft = copy_draft(dossier, pieces=chosen, by=request.actor)
        messages.success(
            request,
            _("A new draft was opened. Check each answer: the dossier it comes from does not change."),
        )
        return redirect("dossiers:draft", draft.pk)
    state = said.preparation(dossier, dossier.version)
    today = request.actor.today()
    files = [
        _offered(asked.document, asked.name, piece, today, chosen if request.method == "POST" else None)
        for kind in said.KINDS
        for asked in state.documents[kind]
        for piece in asked.pieces
    ]
    context = {
        "dossier": dossier,
        "title": said.title_of(dossier) or said.words(dossier.procedure.names),
        "sections": [(each, said.summary(each, dossier)) for each in state.sections],
        "files": files,
        "unconfirmed": unconfirmed,
    }
    return render(request, "dossiers/drafts/copy.html", context, status=422 if unconfirmed else 200)


def _offered(
    document: Document, name: str, piece: Piece, today: date, chosen: list[int] | None
) -> dict[str, object]:
    """A file of the earlier dossier, and why it may not do again; ticked when nothing speaks against it.

    A plan is another project's. A document asked recent is too old after the days that its procedure says; any other that is not
    about the person or the company, after three months.
    """
    age = (today - piece.added_at.astimezone(MOROCCO).date()).days
    limit = document.recent.days if document.recent else None if document.reusable else USUAL
    old = limit is not None and age > limit
    return {
        "piece": piece,
        "name": name,
        "plan": document.plan,
        "old": old,
        "limit": limit,
        "ticked": piece.pk in chosen if chosen is not None else not document.plan and not old,
    }
