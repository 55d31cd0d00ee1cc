"""The page of a draft that says which permit it comes after."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rokhas.dossiers.actions import following
from rokhas.dossiers.forms.following import FollowForm
from rokhas.dossiers.queries.following import expected, followable, said
from rokhas.dossiers.queries.wording import cited
from rokhas.dossiers.views.prepared import Draft, prepared, shown
from rokhas.ui.http import Request, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@prepared
def follow(request: Request, draft: Draft) -> HttpResponseBase:
    """Choose among one's own permits, or give the number and the code of another; where the law lets one, choose none."""
    dossier = draft.dossier
    rule = dossier.procedure.follows
    if rule is None or not dossier.is_draft:
        raise Http404
    if request.method == "POST" and "none" in request.POST and not rule.required:
        following.follow_none(dossier, by=request.actor)
        return redirect("dossiers:draft", dossier.pk)
    form = FollowForm(request.POST or None)
    if request.method == "POST" and form.run(following.follow, dossier, by=request.actor):
        messages.success(
            request, _("The place and the answers of the permit are in your request: check each of them.")
        )
        return redirect("dossiers:draft", dossier.pk)
    return shown(
        request,
        "follow",
        draft,
        422 if form.errors else 200,
        form=form,
        rule=rule,
        law=cited(dossier.procedure, rule.law),
        chosen=said(dossier.parent) if dossier.parent else None,
        offered=followable(dossier, request.actor),
        expected=expected(dossier),
    )
