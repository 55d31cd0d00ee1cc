"""The points that offices raised: the list, and the page on which one of them is answered, lifted or kept."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rokhas.dossiers.actions import points as acts
from rokhas.dossiers.forms.points import KeepForm, WordForm
from rokhas.dossiers.queries.points import PointLine, points_of
from rokhas.dossiers.views.case import Seen, look
from rokhas.kernel.errors import Refused
from rokhas.ui.http import Request, signed_in


@signed_in
@require_safe
def points(request: Request, number: str) -> HttpResponse:
    """Every point that the reader may know, those that stand first."""
    seen = look(request, number, "points", whole_file=True, beyond_copy=True)
    lines = lines_of(seen)
    standing = [line for line in lines if line.is_standing]
    return seen.page(
        "points",
        points=lines,
        standing=len(standing),
        unanswered=sum(line.may_answer and not line.point.draft for line in standing),
        answering=any(line.may_answer for line in lines),
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def point(request: Request, number: str, pk: int) -> HttpResponse:
    """One point: what is asked and by which text, what was answered, and the act of whoever is awaited."""
    seen = look(request, number, "points", whole_file=True, beyond_copy=True)
    line = next((each for each in lines_of(seen) if each.point.pk == pk), None)
    if line is None:
        raise Http404
    word = WordForm(initial={"word": line.point.draft or line.point.word}) if line.may_answer else None
    keep = KeepForm(initial={"why": line.why}) if line.may_close else None
    refused = ""
    if request.method == "POST":
        asked = request.POST.get("act")
        if asked == "word":
            word = WordForm(request.POST)
            if word.run(acts.answer_point, line.point, by=request.actor):
                messages.success(request, _("Kept. The office reads it with the new version."))
                return redirect("dossiers:points", number)
        elif asked == "keep":
            keep = KeepForm(request.POST)
            if keep.run(acts.keep_point, line.point, by=request.actor):
                messages.success(request, _("The point is kept."))
                return redirect("dossiers:points", number)
        else:
            try:
                acts.lift_point(line.point, by=request.actor)
            except Refused as caught:
                refused = str(caught)
            else:
                messages.success(request, _("The point is lifted."))
                return redirect("dossiers:points", number)
    status = 422 if request.method == "POST" else 200
    answer = seen.page("point", line=line, word=word, keep=keep, refused=refused)
    answer.status_code = status
    return answer


def lines_of(seen: Seen) -> list[PointLine]:
    return points_of(seen.case, seen.request.actor, opinions=seen.opinions_shown)
