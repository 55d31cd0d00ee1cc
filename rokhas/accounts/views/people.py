"""An office's people: who holds which mandate, nominated, suspended, ended, succeeded; and the absence of a holder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rokhas.accounts import actions, policy, queries
from rokhas.accounts.forms import (
    DelegationForm,
    EndForm,
    NominationForm,
    RectificationForm,
    SuccessionForm,
    SuspensionForm,
)
from rokhas.accounts.http import fresh
from rokhas.accounts.models import Mandate, Person
from rokhas.kernel.errors import Refused
from rokhas.ui.forms import Form
from rokhas.ui.http import Request, signed_in

PAGE = 50
read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@require_safe
def offices(request: Request) -> HttpResponse:
    """The offices whose people one sees; the manager of only one goes straight to it."""
    if not policy.manages_people(request.actor):
        raise Http404
    text = request.GET.get("q", "").strip()
    found = queries.offices_named(request.actor, text)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    if not text and len(page) == 1 and page.paginator.num_pages == 1:
        return redirect("accounts:office", page[0].pk)
    context = {"page": page, "text": text, "may_search": policy.may_find_anyone(request.actor)}
    return render(request, "accounts/people/offices.html", context)


@signed_in
@require_safe
def person(request: Request) -> HttpResponse:
    """The way to anybody's names, by the exact address of their account."""
    if not policy.may_find_anyone(request.actor):
        raise Http404
    found = Person.objects.filter(email=request.GET.get("email", "").strip().lower()).first()
    if found is None or found.pk == request.actor.person_id:
        messages.error(request, _("Nobody else has an account with this address."))
        return redirect("accounts:people")
    return redirect("accounts:names", found.pk)


@signed_in
@require_safe
def office(request: Request, pk: int) -> HttpResponse:
    """The people of an office: those who serve or will, or those who left (`?former`)."""
    seen = get_object_or_404(queries.offices_overseen(request.actor), pk=pk)
    former = "former" in request.GET
    people = queries.people_of(seen, request.actor.today(), former=former)
    page = Paginator(people, PAGE).get_page(request.GET.get("page"))
    held = [each.mandate for colleague in page for each in colleague.mandates]
    may_suspend = [each for each in held if not former and policy.may_suspend_mandate(request.actor, each)]
    context = {
        "office": seen,
        "former": former,
        "page": page,
        "may_suspend": may_suspend,
        "may_nominate": bool(policy.roles_to_give(request.actor, seen)),
        "many": queries.offices_overseen(request.actor).count() > 1,
    }
    return render(request, "accounts/people/office.html", context)


@signed_in
@fresh
@read_or_write
def nomination(request: Request, pk: int) -> HttpResponse:
    seen = get_object_or_404(queries.offices_overseen(request.actor), pk=pk)
    roles = policy.roles_to_give(request.actor, seen)
    if not roles:
        raise Http404
    form = NominationForm(request.POST or None, roles=roles, initial={"starts_on": request.actor.today()})
    if request.method == "POST" and form.run(actions.nominate, seen, by=request.actor):
        messages.success(request, _("The nomination is recorded."))
        return redirect("accounts:mandate", form.result.pk)
    return render(request, "accounts/people/nomination.html", {"office": seen, "form": form})


@signed_in
@require_safe
def mandate(request: Request, pk: int) -> HttpResponse:
    """One mandate: its dates, its state, its delegations, what happened to it, and what may be done."""
    seen = _mandate(request, pk)
    actor, today = request.actor, request.actor.today()
    state = seen.state(today)
    open_now = state != "over"
    context = {
        "mandate": seen,
        "state": state,
        "delegations": [
            queries.HeldMandate(each, each.state(today)) for each in queries.delegations_of(seen)
        ],
        "told": queries.told_of(seen),
        "oversees": policy.may_see_people(actor, seen.office),
        "may_suspend": open_now and policy.may_suspend_mandate(actor, seen),
        "may_end": open_now and policy.may_end_mandate(actor, seen),
        "may_replace": open_now and not seen.is_delegated and policy.may_give_mandate(actor, seen),
        "may_invite": open_now
        and policy.may_give_mandate(actor, seen)
        and queries.awaits_opening(seen.person),
        "may_forget": open_now
        and policy.may_forget_factors(actor, seen)
        and queries.has_second_factor(seen.person),
        "may_rectify": policy.may_rectify_names(actor, queries.known(seen.person, today)),
    }
    return render(request, "accounts/people/mandate.html", context)


@signed_in
@fresh
@read_or_write
def suspension(request: Request, pk: int) -> HttpResponse:
    return _act(
        request, pk, "suspension", SuspensionForm, policy.may_suspend_mandate, actions.suspend_mandate
    )


@signed_in
@fresh
@read_or_write
def restoration(request: Request, pk: int) -> HttpResponse:
    return _act(request, pk, "restoration", Form, policy.may_suspend_mandate, actions.restore_mandate)


@signed_in
@fresh
@read_or_write
def end(request: Request, pk: int) -> HttpResponse:
    return _act(request, pk, "end", EndForm, policy.may_end_mandate, actions.end_mandate)


@signed_in
@fresh
@read_or_write
def succession(request: Request, pk: int) -> HttpResponse:
    return _act(
        request, pk, "succession", SuccessionForm, policy.may_give_mandate, actions.nominate_successor
    )


@signed_in
@fresh
@read_or_write
def factors(request: Request, pk: int) -> HttpResponse:
    """An official who has lost their telephone, their keys and their recovery codes begins again."""
    return _act(request, pk, "factors", Form, policy.may_forget_factors, actions.forget_factors)


@signed_in
@require_POST
def invitation(request: Request, pk: int) -> HttpResponse:
    seen = _mandate(request, pk)
    try:
        actions.invite_again(seen, by=request.actor)
        messages.success(request, _("The invitation is sent again."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("accounts:mandate", pk)


@signed_in
@fresh
@read_or_write
def delegation(request: Request, pk: int) -> HttpResponse:
    """The holder of a mandate asks a colleague to act during an absence."""
    mine = Mandate.objects.filter(person_id=request.actor.person_pk).select_related("office", "person")
    held = get_object_or_404(mine, pk=pk)
    if not policy.may_delegate(request.actor, held):
        raise Http404
    today = request.actor.today()
    colleagues = queries.delegates_for(held, today)
    roles = queries.roles_named(policy.SUBSTITUTES.get(held.role, ()))
    form = DelegationForm(
        request.POST or None, colleagues=colleagues, roles=roles, initial={"starts_on": today}
    )
    if request.method == "POST" and form.run(actions.delegate, held, by=request.actor):
        messages.success(request, _("The delegation is recorded."))
        return redirect("accounts:delegation", pk)
    delegations = [queries.HeldMandate(each, each.state(today)) for each in queries.delegations_of(held)]
    people = list(colleagues)
    context = {
        "mandate": held,
        "form": form,
        "roles": roles,
        "people": people,
        "asked": {*people, *(each.mandate.person for each in delegations if each.state != "over")},
        "delegations": delegations,
    }
    return render(request, "accounts/people/delegation.html", context)


@signed_in
@fresh
@read_or_write
def names(request: Request, pk: int) -> HttpResponse:
    """The administration corrects the names a mandate or a certificate attests."""
    person = get_object_or_404(Person, pk=pk)
    known = queries.known(person, request.actor.today())
    if not policy.may_rectify_names(request.actor, known):
        raise Http404
    initial = {"name_fr": person.name_fr, "name_ar": person.name_ar}
    form = RectificationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.run(actions.rectify_names, person, by=request.actor):
        messages.success(request, _("The names are corrected."))
        return redirect("accounts:names", pk)
    past = person.rectifications.select_related("by").order_by("-at")
    return render(request, "accounts/people/names.html", {"person": person, "form": form, "past": past})


def _mandate(request: Request, pk: int) -> Mandate:
    return get_object_or_404(queries.mandates_in_sight(request.actor), pk=pk)


def _act(
    request: Request,
    pk: int,
    word: str,
    form_class: type[Form],
    allowed: Callable[..., bool],
    act: Callable[..., Any],
) -> HttpResponse:
    """The page of one act on one mandate: what it does, what it asks, the button."""
    seen = _mandate(request, pk)
    if not allowed(request.actor, seen):
        raise Http404
    today = request.actor.today()
    form = form_class(request.POST if request.method == "POST" else None, initial={"last_day": today})
    if request.method == "POST" and form.run(act, seen, by=request.actor):
        messages.success(request, _("The change is recorded."))
        return redirect("accounts:mandate", form.result.pk)
    context = {"mandate": seen, "form": form, "state": seen.state(today)}
    return render(request, f"accounts/people/{word}.html", context)
