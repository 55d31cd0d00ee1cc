"""One's practice: its staff and invitations for the professional, one's place there for the staff; and the page of the link."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rokhas.accounts import policy, queries
from rokhas.accounts.actions import practices as actions
from rokhas.accounts.forms.practices import StaffForm
from rokhas.accounts.http import AFTER_SIGN_IN, frame
from rokhas.accounts.models import Office, Person, StaffMember
from rokhas.kernel.errors import Refused
from rokhas.ui.http import Request, actor_of, confirmation, public, signed_in
from rokhas.ui.slots import Filling


@signed_in
@require_safe
def practice(request: Request) -> HttpResponse:
    """The staff of each practice that the reader leads, and the practices they prepare for."""
    return _page(request)


@signed_in
@require_POST
def staff(request: Request, pk: int) -> HttpResponse:
    """Invite somebody to a practice."""
    led = get_object_or_404(Office, pk=pk)
    if not policy.may_lead_practice(request.actor, led):
        raise Http404
    form = StaffForm(request.POST)
    if form.run(actions.invite_staff, led, by=request.actor):
        messages.success(request, _("The invitation is sent to %(email)s.") % {"email": form.result.email})
        return redirect("accounts:practice")
    return _page(request, refused={led.pk: form})


@signed_in
@require_POST
def staff_sending(request: Request, pk: int) -> HttpResponse:
    """Send the link once more."""
    return _change(request, pk, actions.send_staff_again, _("The invitation is sent again."))


@signed_in
@require_POST
def staff_end(request: Request, pk: int) -> HttpResponse:
    """Take an invitation back, remove somebody, or leave, once confirmed."""
    member = _member(request, pk)
    asked = confirmation(
        request,
        title=_("End this place in the practice?"),
        text=_("%(email)s sees nothing more of the dossiers of %(name)s. What was prepared stays.")
        % {"email": member.email, "name": member.practice.name},
        button=_("End this place"),
        back=reverse("accounts:practice"),
    )
    return asked or _change(
        request, pk, actions.end_place, _("Done: nothing of the practice is seen from there any more.")
    )


@public
@require_http_methods(["GET", "HEAD", "POST"])
def practice_invitation(request: Request, link: str) -> HttpResponse:
    """What the link of an invitation opens: who invites, to what; then one joins, signed in."""
    here = reverse("accounts:practice-invitation", args=[link])
    if request.method == "POST" and request.actor.person_id is None:
        request.session[AFTER_SIGN_IN] = here
        return redirect("account_login")
    try:
        if request.method == "POST":
            joined = actions.join_practice(link, by=request.actor)
            request.session.pop(AFTER_SIGN_IN, None)
            messages.success(
                request, _("You now prepare the dossiers of %(name)s.") % {"name": joined.practice.name}
            )
            return redirect("accounts:practice")
        member = actions.invited_by_link(link, request.actor)
    except Refused as refused:
        return render(
            request,
            "accounts/practices/dead.html",
            {"refused": refused, "frame": frame(request.actor), "here": here},
            status=refused.status,
        )
    if member.joined_at:
        return redirect("accounts:practice")
    if request.actor.person_id is None:
        request.session[AFTER_SIGN_IN] = here
    context = {"member": member, "frame": frame(request.actor), "here": here}
    return render(request, "accounts/practices/invitation.html", context)


def waiting_invitations(request: HttpRequest, subject: object) -> Filling | None:
    """On one's home (slot `home.person`): the practices that wait for an answer. One query."""
    if not isinstance(request.user, Person):
        return None
    waiting = queries.invited_to_practices(request.user, actor_of(request).now())
    if not waiting:
        return None
    return "accounts/practices/_waiting.html", {
        "waiting": [(member, actions.address_of(member)) for member in waiting]
    }


def _page(request: Request, refused: dict[int, StaffForm] | None = None) -> HttpResponse:
    now, forms = request.actor.now(), refused or {}
    led = [
        (
            each,
            [(member, member.state(now)) for member in queries.staff_of(each)],
            forms.get(each.pk) or StaffForm(auto_id=f"{each.pk}-%s"),
        )
        for each in queries.practices_led(request.actor)
    ]
    context = {"led": led, "places": queries.places_of_staff(request.actor), "frame": frame(request.actor)}
    return render(request, "accounts/practices/practice.html", context, status=422 if refused else 200)


def _change(request: Request, pk: int, act: Callable[..., StaffMember], said: str) -> HttpResponse:
    member = _member(request, pk)
    try:
        act(member, by=request.actor)
        messages.success(request, said)
    except Refused as error:
        messages.error(request, str(error))
    return redirect("accounts:practice")


def _member(request: Request, pk: int) -> StaffMember:
    member = get_object_or_404(StaffMember.objects.select_related("practice"), pk=pk)
    if not policy.may_end_place(request.actor, member):
        raise Http404
    return member
