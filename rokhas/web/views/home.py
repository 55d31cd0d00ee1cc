"""The front page, and the home of each role once signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rokhas.accounts.http import OFFICE, frame
from rokhas.dossiers.policy import may_oversee
from rokhas.procedures.queries import all_current
from rokhas.signing.models import Certificate
from rokhas.ui.http import Request, actor_of, public
from rokhas.ui.slots import Filling
from rokhas.web.forms import CodeForm, TrackForm
from rokhas.web.queries.catalogue import catalogue, delays, measured, territory
from rokhas.web.queries.home import office_home, public_home


@public
@require_safe
def home(request: Request) -> HttpResponse:
    """One address, three pages: visitors, applicants and professionals, officers."""
    if request.actor.person_id is None:
        return _front(request)
    if frame(request.actor) == OFFICE:
        officer = {"home": office_home(request.actor), "may_oversee": may_oversee(request.actor)}
        return render(request, "web/home_office.html", officer)
    context = {"home": public_home(request.actor), "families": catalogue(request.actor.today())}
    return render(request, "web/home_public.html", context)


def _front(request: Request) -> HttpResponse:
    today = request.actor.today()
    context = {
        "families": catalogue(today),
        "delays": delays(measured(all_current(today))),
        "territory": territory(),
        "track": TrackForm(auto_id="track-%s"),
        "verify": CodeForm(auto_id="verify-%s"),
    }
    return render(request, "web/home.html", context)


def key_panel(request: HttpRequest, subject: object) -> Filling | None:
    """On one's own profile: the signature certificates linked to the account. One query."""
    actor = actor_of(request)
    if actor.person_id is None:
        return None
    certificates = Certificate.objects.filter(person_id=actor.person_id).order_by("-valid_to", "-pk")
    return "web/_key_panel.html", {"certificates": certificates, "now": actor.now()}
