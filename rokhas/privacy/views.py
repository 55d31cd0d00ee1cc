"""The page of one's own data, and the list of requests for the data officer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rokhas.accounts.http import frame
from rokhas.accounts.models import Person
from rokhas.dossiers.models import Dossier
from rokhas.privacy import policy, queries
from rokhas.privacy.actions import answer_request, ask, export
from rokhas.privacy.forms import AnswerForm, AskForm
from rokhas.privacy.models import DataRequest
from rokhas.privacy.schema import catalogue
from rokhas.ui.http import Request, signed_in

PAGE = 25
LATEST = 10


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: Request) -> HttpResponse:
    """What is held of me, what I may ask, what I was answered."""
    person = get_object_or_404(Person, pk=request.actor.person_pk)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.run(ask, person, by=request.actor):
        messages.success(request, _("Your request is written down. You will be told of the answer."))
        return redirect("privacy:mine")
    context = {
        "form": form,
        "frame": frame(request.actor),
        "requests": DataRequest.objects.of(request.actor).order_by("-pk")[:LATEST],
        "dossiers": Dossier.objects.of_party(request.actor).lodged().order_by("-pk")[:LATEST],
        "collections": queries.collections(),
        "today": request.actor.today(),
    }
    return render(request, "privacy/mine.html", context, status=422 if form.errors else 200)


@signed_in
@never_cache
@require_POST
def copy(request: Request) -> HttpResponseBase:
    """A copy of everything, as an archive: data.json, and the files."""
    person = get_object_or_404(Person, pk=request.actor.person_pk)
    return archive(export(person, by=request.actor), request.actor.today())


def archive(copy: queries.Copy, day: date) -> StreamingHttpResponse:
    """A copy of one's data as a file to keep, dated."""
    response = StreamingHttpResponse(copy.archive(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="rokhas-{day.isoformat()}.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@signed_in
@never_cache
@require_safe
def requests(request: Request) -> HttpResponse:
    """What waits for the data officer, the most urgent first, then what was answered."""
    if not policy.is_data_officer(request.actor):
        raise Http404
    rows = DataRequest.objects.select_related("person", "answered_by").order_by("answered_at", "due_on", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "today": request.actor.today(), "frame": frame(request.actor)}
    return render(request, "privacy/requests.html", context)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, pk: int) -> HttpResponse:
    """One request, and its answer."""
    if not policy.is_data_officer(request.actor):
        raise Http404
    found = get_object_or_404(DataRequest.objects.select_related("person", "answered_by"), pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.run(answer_request, found, by=request.actor):
        messages.success(request, _("The person is told."))
        return redirect("privacy:requests")
    context = {
        "asked": found,
        "form": form,
        "may_answer": found.is_open and policy.may_answer(request.actor, found),
        "frame": frame(request.actor),
        "today": request.actor.today(),
    }
    return render(request, "privacy/answer.html", context, status=422 if form.errors else 200)


def profile(_request: HttpRequest, _person: Any) -> tuple[str, dict[str, Any]]:
    """On the account: where one's data are, and the rights over them."""
    return "privacy/_profile.html", {}


def draft_kept(_request: HttpRequest, dossier: Any) -> tuple[str, dict[str, Any]] | None:
    """Beside the tasks of a draft: how long it is kept when nobody touches it."""
    return (
        ("privacy/_draft_kept.html", {"kept": queries.kept(catalogue().kind("draft"))})
        if dossier.is_draft
        else None
    )
