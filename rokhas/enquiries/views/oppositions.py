"""What a person says in an enquiry, from the page of the enquiry."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rokhas.accounts.http import frame
from rokhas.documents.http import deliver, receive_form_files
from rokhas.enquiries import policy
from rokhas.enquiries.actions import files as filing
from rokhas.enquiries.actions.oppositions import oppose
from rokhas.enquiries.forms import OppositionForm
from rokhas.enquiries.models import Enquiry, OppositionFile
from rokhas.enquiries.queries import shown
from rokhas.kernel.errors import Refused
from rokhas.ui.http import Request, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def opposition(request: Request, pk: int) -> HttpResponse:
    """Speak, or amend what one said; after the last day, what was said and its answer."""
    enquiry = _found(request, pk)
    form = None
    if request.method == "POST":
        form = OppositionForm(request.POST)
        form.full_clean()
        if receive_form_files(request, form, purpose=filing.CODE, about=str(enquiry.pk)) and form.run(
            oppose, enquiry, by=request.actor
        ):
            messages.success(request, _("Your observation is received. Its receipt comes in a moment."))
            return redirect("enquiries:opposition", pk)
    return _page(request, enquiry, form)


@signed_in
@require_safe
def mine(request: Request) -> HttpResponse:
    """Everything one said, with its receipt and its answer."""
    today = request.actor.today()
    rows = [(each, shown.shown(each.enquiry, today)) for each in shown.spoken_by(request.actor)]
    return render(request, "enquiries/mine.html", {"rows": rows, "frame": frame(request.actor)})


@signed_in
@require_safe
def receipt(request: Request, pk: int) -> HttpResponseBase:
    """The receipt of what one said last."""
    said = shown.opposition_of(_found(request, pk), request.actor)
    if said is None or said.receipt is None:
        raise Http404
    return deliver(said.receipt, request=request)


@signed_in
@require_safe
def file(request: Request, pk: int, file: int, name: str) -> HttpResponseBase:
    """The bytes of one's own file. The name is for people: it decides nothing."""
    return deliver(_own(request, pk, file).document, request=request)


@signed_in
@require_POST
def removal(request: Request, pk: int, file: int) -> HttpResponse:
    """Take one of one's files out, while the enquiry is open."""
    kept = _own(request, pk, file)
    try:
        filing.drop_file(kept, by=request.actor)
        messages.success(request, _("%(name)s is removed.") % {"name": kept.document.name})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("enquiries:opposition", pk)


def _found(request: Request, pk: int) -> Enquiry:
    """An enquiry that is public, or in which the reader spoke; a 404 otherwise."""
    enquiry = shown.find(pk) or shown.spoken_in(pk, request.actor)
    if enquiry is None:
        raise Http404
    return enquiry


def _own(request: Request, pk: int, file: int) -> OppositionFile:
    enquiry = _found(request, pk)
    kept = next((each for each in shown.files_of(enquiry, request.actor) if each.pk == file), None)
    if kept is None:
        raise Http404
    return kept


def _page(request: Request, enquiry: Enquiry, form: OppositionForm | None) -> HttpResponse:
    actor = request.actor
    told, said = shown.shown(enquiry, actor.today()), shown.opposition_of(enquiry, actor)
    may_speak = told.is_open and policy.may_oppose(actor, enquiry)
    if form is None and may_speak:
        given = {"stance": said.stance, "text": said.text, "identity": said.identity} if said else None
        form = OppositionForm(initial=given)
    if form is None and said is None and not told.is_open:
        why = _("This enquiry is closed: nothing more is received.") if told.is_over else ""
        messages.info(request, why or _("This enquiry is not open yet."))
        return redirect("enquiries:notice", enquiry.pk)
    context = {
        "told": told,
        "enquiry": enquiry,
        "said": said,
        "form": form,
        "may_speak": may_speak,
        "files": shown.files_of(enquiry, actor),
        "most": filing.MOST_FILES,
        "largest": filing.LARGEST,
        "frame": frame(actor),
    }
    return render(request, "enquiries/opposition.html", context, status=422 if form and form.errors else 200)
