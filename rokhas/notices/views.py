"""The inbox of the person who is signed in."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rokhas.accounts.http import OFFICE, frame
from rokhas.accounts.models import Person
from rokhas.notices import actions, queries
from rokhas.notices.forms import PreferenceForm
from rokhas.notices.models import Notice
from rokhas.ui import waiting
from rokhas.ui.http import Request, actor_of, signed_in
from rokhas.ui.slots import Filling

PAGE = 20


@signed_in
@require_safe
def inbox(request: Request) -> HttpResponse:
    person = request.actor.person_id or 0
    page = Paginator(queries.inbox(person), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "shown": [queries.shown(notice) for notice in page],
        "unread": waiting.count(request, queries.BELL),
        "frame": frame(request.actor),
    }
    return render(request, "notices/inbox.html", context)


@signed_in
@require_POST
def open_one(request: Request, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.visible_to(request.actor), pk=pk)
    actions.open_notice(notice, by=request.actor)
    return redirect(notice.url or "notices:inbox")


@signed_in
@require_POST
def read_all(request: Request) -> HttpResponse:
    for notice in Notice.objects.visible_to(request.actor).unread():
        actions.open_notice(notice, by=request.actor)
    return redirect("notices:inbox")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: Request) -> HttpResponse:
    person = get_object_or_404(Person, pk=request.actor.person_id)
    kept = queries.preference_of(person)
    base = frame(request.actor)
    form = PreferenceForm(request.POST or None, kept, queries.chosen_among(officer=base == OFFICE))
    if request.method == "POST" and form.run(actions.choose_channels, person, by=request.actor):
        messages.success(request, _("Your choice is kept."))
        return redirect("notices:preferences")
    return render(request, "notices/preferences.html", {"form": form, "frame": base})


def bell(request: HttpRequest, subject: object) -> Filling | None:
    """The bell of the officers' bar: how many notices wait, counted with all that waits."""
    known = actor_of(request).person_id
    return ("notices/_bell.html", {"unread": waiting.count(request, queries.BELL)}) if known else None


def masthead_bell(request: HttpRequest, subject: object) -> Filling | None:
    """The bell of the public masthead, which is drawn twice (bar and menu) and counted once."""
    if frame(actor_of(request)) == OFFICE:
        return None
    if not hasattr(request, "notices_bell"):
        request.notices_bell = bell(request, subject)  # type: ignore[attr-defined]
    filling: Filling | None = request.notices_bell  # type: ignore[attr-defined]
    return filling
