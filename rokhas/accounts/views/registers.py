"""The registers of the orders: a professional's own entry, and the pages of whoever keeps the registers."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rokhas.accounts import actions, policy, queries
from rokhas.accounts.forms import EntryChangeForm, EntryRequestForm, RefusalForm, RegisterFileForm
from rokhas.accounts.http import frame, fresh
from rokhas.accounts.models import EntryRequest, Person, RegisterEntry
from rokhas.accounts.schema import bodies, body_of
from rokhas.kernel.errors import Refused
from rokhas.ui.http import Request, signed_in

PAGE = 50
read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@never_cache
@read_or_write
def register(request: Request) -> HttpResponse:
    """One's own entries and requests, and the form that asks for one."""
    person = get_object_or_404(Person, pk=request.actor.person_id)
    form = EntryRequestForm(request.POST or None)
    if request.method == "POST" and form.run(actions.request_entry, person, by=request.actor):
        messages.success(request, _("Your request is recorded. You are told by mail once it is decided."))
        return redirect("accounts:register")
    today = request.actor.today()
    asked = person.entry_requests.exclude(status=EntryRequest.Status.APPROVED).order_by("-at")
    context = {
        "form": form,
        "frame": frame(request.actor),
        "entries": [(each, body_of(each.body), each.state(today)) for each in person.register_entries.all()],
        "requests": [(each, body_of(each.body)) for each in asked],
    }
    return render(request, "accounts/registers/own.html", context)


@signed_in
@require_safe
def registers(request: Request) -> HttpResponse:
    """What waits for a decision, then the entries, found by number."""
    _keeper(request)
    text, chosen = request.GET.get("q", "").strip(), request.GET.get("body", "")
    chosen = chosen if chosen in bodies() else ""
    page = Paginator(queries.entries_numbered(text, chosen), PAGE).get_page(request.GET.get("page"))
    today = request.actor.today()
    context = {
        "requests": [(each, body_of(each.body)) for each in queries.requests_waiting()[:PAGE]],
        "entries": [(each, body_of(each.body), each.state(today)) for each in page],
        "page": page,
        "text": text,
        "body": chosen,
        "bodies": list(bodies().values()),
    }
    return render(request, "accounts/registers/list.html", context)


@signed_in
@fresh
@read_or_write
def register_import(request: Request) -> HttpResponse:
    """A file, what it would do line by line, then the import."""
    _keeper(request)
    form = RegisterFileForm(request.POST or None, request.FILES or None)
    report, content = None, ""
    if request.method == "POST" and form.is_valid():
        confirmed = "confirm" in request.POST
        act = actions.import_register if confirmed else actions.check_register
        if form.run(act, by=request.actor):
            report = form.result
            if confirmed:
                told = _("The register is imported: %(new)s new, %(changed)s changed, %(same)s as they were.")
                messages.success(request, told % report.counts)
                return redirect("accounts:registers")
            content = form.cleaned_data["register"].decode("utf-8-sig")
    context = {
        "form": form,
        "report": report,
        "content": content,
        "wrong": report.wrong[:PAGE] if report else [],
        "lines": [line for line in report.lines if line.outcome in {"new", "changed"}][:PAGE]
        if report
        else [],
    }
    return render(request, "accounts/registers/import.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def entry(request: Request, pk: int) -> HttpResponse:
    """One entry: what it is worth, whose it is, what happened to it."""
    _keeper(request)
    seen = get_object_or_404(RegisterEntry.objects.select_related("person"), pk=pk)
    context = {
        "entry": seen,
        "body": body_of(seen.body),
        "state": seen.state(request.actor.today()),
        "told": queries.told_of(seen),
        "may_keep": policy.may_keep_entry(request.actor, seen),
    }
    return render(request, "accounts/registers/entry.html", context)


@signed_in
@fresh
@read_or_write
def entry_suspension(request: Request, pk: int) -> HttpResponse:
    return _change(request, pk, "suspension", actions.suspend_entry)


@signed_in
@fresh
@read_or_write
def entry_restoration(request: Request, pk: int) -> HttpResponse:
    return _change(request, pk, "restoration", actions.restore_entry)


@signed_in
@fresh
@read_or_write
def striking_off(request: Request, pk: int) -> HttpResponse:
    return _change(request, pk, "striking_off", actions.strike_off)


@signed_in
@fresh
@read_or_write
def entry_request(request: Request, pk: int) -> HttpResponse:
    """A professional's request beside what the register says: approve it, or refuse it with a reason."""
    _keeper(request)
    asked = get_object_or_404(queries.requests_waiting(), pk=pk)
    if not policy.may_decide_request(request.actor, asked):
        raise Http404
    form = RefusalForm(request.POST if request.method == "POST" and "refuse" in request.POST else None)
    if request.method == "POST":
        if "refuse" not in request.POST:
            try:
                actions.approve_request(asked, by=request.actor)
                messages.success(request, _("The request is approved."))
                return redirect("accounts:registers")
            except Refused as refused:
                messages.error(request, str(refused))
                return redirect("accounts:entry-request", pk)
        if form.run(actions.refuse_request, asked, by=request.actor):
            messages.success(request, _("The request is refused."))
            return redirect("accounts:registers")
    known = (
        RegisterEntry.objects.filter(body=asked.body, number=asked.number).select_related("person").first()
    )
    context = {
        "asked": asked,
        "body": body_of(asked.body),
        "known": known,
        "state": known.state(request.actor.today()) if known else "",
        "form": form,
    }
    return render(request, "accounts/registers/request.html", context)


def _keeper(request: Request) -> None:
    if not policy.keeps_registers(request.actor):
        raise Http404


def _change(request: Request, pk: int, word: str, act: Callable[..., RegisterEntry]) -> HttpResponse:
    """The page of one change of an entry: what it does, why, the button."""
    _keeper(request)
    seen = get_object_or_404(RegisterEntry.objects.select_related("person"), pk=pk)
    if not policy.may_keep_entry(request.actor, seen):
        raise Http404
    form = EntryChangeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.run(act, seen, by=request.actor):
        messages.success(request, _("The change is recorded."))
        return redirect("accounts:entry", pk)
    context = {"entry": seen, "body": body_of(seen.body), "form": form, "word": word}
    return render(request, "accounts/registers/change.html", context)
