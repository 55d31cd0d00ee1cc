"""The messages of a dossier, their files, and the list of one's threads."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rokhas.accounts.http import frame
from rokhas.documents.http import deliver, receive_form_files
from rokhas.dossiers import policy
from rokhas.dossiers.actions import messages as acts
from rokhas.dossiers.forms.messages import MessageForm
from rokhas.dossiers.models import Attachment
from rokhas.dossiers.queries import messages as said
from rokhas.dossiers.queries import wording
from rokhas.dossiers.views.case import Seen, look, noted
from rokhas.ui.http import Request, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def messages_of(request: Request, number: str) -> HttpResponse:
    """The thread of a dossier. POST sends a message with its files; what was typed is never lost when one is refused."""
    seen = look(request, number, "messages", whole_file=True, beyond_copy=True)
    dossier, actor = seen.dossier, request.actor
    offices = said.writes_as(dossier, actor)
    party = policy.prepares(actor, dossier)
    if request.method != "POST":
        lines = said.thread(dossier, actor)
        if request.method == "GET":
            acts.open_messages(dossier, by=actor)
        form = MessageForm(offices, answering=not party) if offices else None
        return _page(seen, lines, form)
    if not offices:
        raise Http404
    form = MessageForm(offices, request.POST, answering=not party)
    act = acts.ask_office if party else acts.answer_parties
    form.full_clean()
    if receive_form_files(request, form, purpose=acts.CODE, about=str(seen.dossier.pk)) and form.run(
        act, dossier, by=actor
    ):
        messages.success(request, _("Message sent."))
        return redirect("dossiers:messages", number)
    return _page(seen, said.thread(dossier, actor), form, status=422)


@signed_in
@require_safe
def attachment(request: Request, number: str, pk: int, name: str) -> HttpResponseBase:
    """The bytes of a file that goes with a message. The name is for people: it decides nothing."""
    seen = look(request, number, whole_file=True, beyond_copy=True)
    found = said.attachment_in_sight(seen.dossier, pk, request.actor)
    if found is None:
        raise Http404
    return noted(seen, "messages", deliver(found.document, request=request))


@signed_in
@require_POST
def removal(request: Request, number: str, pk: int) -> HttpResponse:
    """Take out a file that has not left."""
    seen = look(request, number, whole_file=True, beyond_copy=True)
    waiting = Attachment.objects.filter(message=None, added_by=request.actor.person_pk, dossier=seen.dossier)
    acts.drop_attachment(get_object_or_404(waiting, pk=pk), by=request.actor)
    return redirect("dossiers:messages", number)


@signed_in
@require_safe
def threads(request: Request) -> HttpResponse:
    """One's threads, those with something unread first."""
    found = said.threads(request.actor)
    rows = [(each, wording.meant(each.dossier, "project")) for each in found]
    context = {"rows": rows, "frame": frame(request.actor)}
    return render(request, "dossiers/messages.html", context)


def _page(seen: Seen, lines: list[said.Line], form: MessageForm | None, status: int = 200) -> HttpResponse:
    actor = seen.request.actor
    answer = seen.page(
        "messages",
        lines=lines,
        form=form,
        party=policy.prepares(actor, seen.dossier),
        waiting=said.waiting_attachments(seen.dossier, actor) if form else [],
        most=acts.MOST_FILES,
        largest=acts.LARGEST,
    )
    answer.status_code = status
    return answer
