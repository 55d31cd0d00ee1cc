"""One's own account."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rokhas.accounts import policy, queries
from rokhas.accounts.actions import keep_profile
from rokhas.accounts.forms import ProfileForm
from rokhas.accounts.http import frame, missing_proof
from rokhas.accounts.models import Person
from rokhas.ui.http import Request, signed_in
from rokhas.ui.slots import Filling

ONE_YEAR = 365 * 24 * 3600


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: Request) -> HttpResponse:
    """Names, telephone, language; mandates with their dates; what other rooms add (`account.profile`)."""
    person = get_object_or_404(Person, pk=request.actor.person_id)
    initial = {name: getattr(person, name) for name in ("name_fr", "name_ar", "phone", "language")}
    attested = queries.names_are_attested(person, request.actor)
    form = ProfileForm(request.POST or None, initial=initial, names_attested=attested)
    if request.method == "POST" and form.run(keep_profile, person, by=request.actor):
        translation.activate(form.result.language)
        messages.success(request, _("Your account is up to date."))
        response = redirect("accounts:profile")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            form.result.language,
            max_age=ONE_YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response
    context = {
        "person": person,
        "form": form,
        "mandates": [
            (held, held.state == "now" and policy.may_delegate(request.actor, held.mandate))
            for held in queries.mandates_of(person, request.actor.today())
        ],
        "frame": frame(request.actor),
    }
    return render(request, "accounts/profile.html", context)


@signed_in
@require_safe
def proof(request: Request) -> HttpResponse:
    """What an official has still to show before their mandates are in force in this session."""
    missing = missing_proof(request)
    if not missing:
        return redirect("/")
    person = get_object_or_404(Person, pk=request.actor.person_id)
    context = {"missing": missing, "has_factor": queries.has_second_factor(person)}
    return render(request, "accounts/proof.html", context)


def menu(request: HttpRequest, subject: object) -> Filling | None:
    """The masthead's account menu; the person was read with the session, so it costs no query."""
    return ("accounts/_menu.html", {"person": request.user}) if request.user.is_authenticated else None
