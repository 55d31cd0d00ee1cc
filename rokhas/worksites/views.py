"""The page of the works of a permit: their declaration, the panel of the site, its book."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rokhas.accounts.http import frame
from rokhas.documents.actions import render as print_paper
from rokhas.documents.http import deliver, receive_form_files
from rokhas.dossiers.models import Consultation, Dossier, PaperKind
from rokhas.dossiers.views.case import ONE_READING
from rokhas.kernel.limits import Limit
from rokhas.signing.http import with_agent
from rokhas.ui.http import Request, actor_of, public, signed_in, too_many
from rokhas.ui.slots import Filling
from rokhas.ui.visitors import reads_too_fast
from rokhas.worksites import actions, policy
from rokhas.worksites.forms import CompletionForm, NoteForm, OpeningForm
from rokhas.worksites.models import Worksite
from rokhas.worksites.queries import building as buildings
from rokhas.worksites.queries import works as queries

DECLARED = (PaperKind.OPENING, PaperKind.COMPLETION)
# Histories are read one by one: numbers follow each other, and nobody walks through them.
READ = Limit("building", allowed=40, seconds=60)


@signed_in
@with_agent
@require_http_methods(["GET", "HEAD", "POST"])
def worksite(request: Request, number: str) -> HttpResponseBase:
    """Before the opening, what the architect declares and signs; once open, the panel, the book and its next entry."""
    dossier = _dossier(request, number)
    site = queries.worksite_of(dossier)
    opened = site is not None and site.opened_at is not None
    form: OpeningForm | NoteForm | None = None
    if site is not None and opened:
        form = _book(request, dossier, site)
    elif policy.may_declare(request.actor, dossier):
        form = _opening(request, dossier, site)
    if request.method == "POST" and form is not None and form.is_bound and not form.errors:
        return redirect("worksites:worksite", number)
    return _page(request, dossier, site, form)


@signed_in
@with_agent
@require_http_methods(["GET", "HEAD", "POST"])
def completion(request: Request, number: str) -> HttpResponseBase:
    """The end of the works: its day, then the signature of the architect."""
    dossier = _dossier(request, number)
    site = queries.worksite_of(dossier)
    if site is None or not site.is_open or not policy.may_declare(request.actor, dossier):
        raise Http404
    initial = {"finished_on": site.finished_on or request.actor.today()}
    form = CompletionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.run(actions.prepare_completion, dossier, by=request.actor):
        return redirect("worksites:completion", number)
    context = {
        "dossier": dossier,
        "frame": frame(request.actor),
        "site": site,
        "form": form,
        "to_sign": [{"subject": site.pk, "title": PaperKind.COMPLETION.label}] if site.finished_on else [],
    }
    return render(request, "worksites/completion.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def panel(request: Request, number: str) -> HttpResponseBase:
    """The panel of the site, to print in A3: it bears what is read from the street, and no name but the architect's."""
    dossier = _dossier(request, number)
    site = queries.worksite_of(dossier)
    if site is None or site.opened_at is None or not policy.stands(dossier):
        raise Http404
    pdf = print_paper(queries.site_panel(site, request.actor), specimen=False)
    named = f'inline; filename="{dossier.number}-panel.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": named})


@public
@require_safe
def building(request: Request, number: str) -> HttpResponseBase:
    """One building, its whole history, for its holder and the offices; numbers, natures and days alone for everybody else."""
    unknown = request.actor.person_id is None
    if unknown and reads_too_fast(request, READ):
        return too_many(request)
    told = buildings.history(number, request.actor)
    # Those who see the dossier are written down at each view instead.
    if not unknown and (told is None or not told.is_in_sight) and reads_too_fast(request, READ):
        return too_many(request)
    if told is None:
        raise Http404
    if told.is_in_sight and request.method == "GET":
        Consultation.note(told.dossier, request.actor.person_pk, "building", request.actor.now())
    return render(request, "worksites/building.html", {"told": told, "frame": frame(request.actor)})


@signed_in
@require_safe
def photo(request: Request, number: str, pk: int, name: str) -> HttpResponseBase:
    """A photograph of the book. The name is for people: it decides nothing.

    Those of one page are one view of the works: it is noted where the page was not, within the time of one reading.
    """
    dossier, actor = _in_sight(request, number), request.actor
    site = queries.worksite_of(dossier)
    found = queries.photo_in_sight(site, actor, pk) if site else None
    if found is None:
        raise Http404
    answer = deliver(found.document, request=request, inline=True)
    if request.method == "GET" and answer.status_code in {200, 206}:
        since = actor.now() - ONE_READING
        if not Consultation.noted(dossier, actor.person_pk, "works", since):
            Consultation.note(dossier, actor.person_pk, "works", actor.now())
    return answer


@signed_in
@require_POST
def photo_removal(request: Request, number: str, pk: int) -> HttpResponseBase:
    """Take out a photograph that no entry bears yet."""
    site = queries.worksite_of(_dossier(request, number))
    if site is None or not policy.may_write(request.actor, site):
        raise Http404
    found = queries.waiting_photos(site, request.actor).filter(pk=pk).first()
    if found is not None:
        actions.drop_photo(found, by=request.actor)
    return redirect("worksites:worksite", number)


def beside_case(request: HttpRequest, dossier: Any) -> Filling | None:
    """The works, beside the case of a permit that has some: whether they are open, and the way to their page. One query."""
    actor = actor_of(request)
    if not isinstance(dossier, Dossier):
        return None
    has_works = policy.has_works(dossier)
    context = {
        "dossier": dossier,
        "has_works": has_works,
        "stands": policy.stands(dossier),
        "has_history": policy.has_history(dossier),
        "site": queries.worksite_of(dossier) if has_works else None,
        "may_declare": policy.may_declare(actor, dossier),
    }
    return ("worksites/beside.html", context) if has_works or context["has_history"] else None


def _in_sight(request: Request, number: str) -> Dossier:
    dossier = queries.in_sight(request.actor, number)
    if dossier is None:
        raise Http404
    return dossier


def _dossier(request: Request, number: str) -> Dossier:
    """The dossier in sight; the view is noted (law 09-08)."""
    dossier = _in_sight(request, number)
    if request.method == "GET" and request.actor.person_id is not None:
        Consultation.note(dossier, request.actor.person_id, "works", request.actor.now())
    return dossier


def _opening(request: Request, dossier: Dossier, site: Worksite | None) -> OpeningForm:
    first = queries.first_day(request.actor.today())
    initial = {
        "begins_on": site.begins_on if site else first,
        "contractor": site.contractor if site else "",
    }
    form = OpeningForm(request.POST or None, initial=initial)
    if request.method == "POST":
        form.run(actions.prepare_opening, dossier, by=request.actor)
    return form


def _book(request: Request, dossier: Dossier, site: Worksite) -> NoteForm | None:
    known = queries.qualities(site, request.actor)
    if not known:
        return None
    offered = [(role, queries.quality(role)) for role in known]
    form = NoteForm(offered, request.POST or None, initial={"on": request.actor.today()})
    if request.method != "POST":
        return form
    form.full_clean()
    received = receive_form_files(request, form, purpose=actions.PHOTO, about=str(site.pk))
    if received and form.run(actions.write, dossier, by=request.actor):
        messages.success(request, _("The entry is in the book of the site."))
    return form


def _page(
    request: Request, dossier: Dossier, site: Worksite | None, form: OpeningForm | NoteForm | None
) -> HttpResponse:
    notes = queries.book(site) if site else []
    papers = dossier.papers.filter(kind__in=DECLARED, superseded_at=None).exclude(issued_at=None)
    opened = site is not None and site.opened_at is not None
    to_sign = site is not None and not opened and policy.may_declare(request.actor, dossier)
    context = {
        "dossier": dossier,
        "name": dossier.procedure.names.in_(get_language() or "fr"),
        "frame": frame(request.actor),
        "site": site,
        "opened": opened,
        "form": form,
        "notes": [(note, queries.quality(note.role)) for note in notes],
        "papers": papers.select_related("document").order_by("pk"),
        "to_sign": [{"subject": site.pk, "title": PaperKind.OPENING.label}] if site and to_sign else [],
        "may_declare": policy.may_declare(request.actor, dossier),
        "stands": policy.stands(dossier),
        "waiting": queries.waiting_photos(site, request.actor) if site and isinstance(form, NoteForm) else [],
        "most": actions.MOST_PHOTOS,
        "largest": actions.LARGEST,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "worksites/worksite.html", context, status=status)
