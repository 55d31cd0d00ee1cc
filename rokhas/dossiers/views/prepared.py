"""What the applicant's pages share: a dossier of one's own, in the version that is being prepared."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Concatenate, ParamSpec

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language

from rokhas.accounts.http import PUBLIC, frame
from rokhas.accounts.models import EntryStatus, Office, Person
from rokhas.accounts.queries import entry_of
from rokhas.dossiers import policy
from rokhas.dossiers.actions import editing, filing
from rokhas.dossiers.actions.professionals import registers_of
from rokhas.dossiers.errors import NotADraft
from rokhas.dossiers.models import Conclusion, Dossier, Task
from rokhas.dossiers.queries.case import asked_reasons
from rokhas.dossiers.queries.drafts import Preparation, preparation, saved, title_of, words
from rokhas.dossiers.workflow import facts
from rokhas.kernel.actor import Actor
from rokhas.kernel.references import row_number
from rokhas.procedures.schema import Kind
from rokhas.ui.http import Request

P = ParamSpec("P")
OWN = ("unit__parent", "designer", "filer", "procedure_version", "desk")


@dataclass
class Draft:
    """The dossier of the page: `version` is the one being prepared, `task` what asked for it after a first deposit.

    `is_late`: nothing is being prepared, the dossier is studied, and documents of information may still follow (RGC art. 33).
    """

    dossier: Dossier
    version: int
    is_late: bool = False

    @functools.cached_property
    def task(self) -> Task | None:
        if self.dossier.is_draft:
            return None
        return self.dossier.tasks.open().filter(kind=Kind.DECLARATION, office=None).first()

    @functools.cached_property
    def reasons(self) -> list[str]:
        """What the letter asks to correct, in words."""
        if self.dossier.is_draft or self.is_late:
            return []
        return asked_reasons(self.dossier, get_language() or "fr")

    @functools.cached_property
    def state(self) -> Preparation:
        return preparation(self.dossier, self.version)


def own(request: Request, pk: int) -> Dossier:
    """A dossier that the reader filed or designs, or types at a desk; a 404 for anyone else."""
    actor = request.actor
    found = Dossier.objects.of(actor) | Dossier.objects.assisted_by(actor)
    return get_object_or_404(found.select_related(*OWN), pk=pk)


def prepared(
    view: Callable[Concatenate[Request, Draft, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Give the view the draft. Once it is lodged, a page leads to its deposit and a form left open in another tab is told so."""

    return _answering(view, follow=False)


def followed(
    view: Callable[Concatenate[Request, Draft, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """As `prepared`, and open while the dossier is studied: documents of information may follow until delivery."""
    return _answering(view, follow=True)


def draft_of(dossier: Dossier, *, follow: bool = False) -> Draft:
    """What is being prepared of a dossier. Raises `NotADraft`."""
    if follow and editing.is_under_study(dossier):
        return Draft(dossier, dossier.version, is_late=True)
    return Draft(dossier, editing.editable_version(dossier))


def lodge_prepared(draft: Draft, *, by: Actor) -> Dossier:
    """The first deposit, the answer to minor reserves, or a new version: the case says which. Raises as those acts do."""
    if draft.task is None:
        return filing.lodge(draft.dossier, by=by)
    if facts.read(draft.dossier).conclusion == Conclusion.Sense.MINOR_RESERVES:
        return filing.answer_reserves(draft.task, by=by)
    return filing.lodge_again(draft.task, by=by)


def designer_at(address: str, dossier: Dossier, today: date) -> Person | None:
    """The professional whose account has this address: in practice, of a profession that the procedure asks for, with an entry
    that is current in its register. None for anybody else."""
    roles = {item.role for item in dossier.procedure.professionals}
    person = Person.objects.filter(email=address.lower(), is_active=True).first()
    if person is None or not person.mandates.in_force(today).filter(role__in=roles).exists():
        return None
    entry = entry_of(person.pk, registers_of(dossier.procedure), today)
    return person if entry and entry.state(today) == EntryStatus.APPROVED else None


def practice_asked(request: Request) -> Office | None:
    """The practice that a form says it begins for, among those whose staff the reader is; a 404 for any other."""
    if not request.POST.get("practice"):
        return None
    number = row_number(request.POST["practice"])
    return get_object_or_404(Office, pk__in=request.actor.practices & {number or 0})


def _answering(
    view: Callable[Concatenate[Request, Draft, P], HttpResponseBase], *, follow: bool
) -> Callable[..., HttpResponseBase]:
    @functools.wraps(view)
    def answered(request: Request, /, pk: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        dossier = own(request, pk)
        try:
            return view(request, draft_of(dossier, follow=follow), *args, **kwargs)
        except NotADraft as refused:
            if request.method in {"GET", "HEAD"}:
                return redirect("dossiers:deposit", pk)
            return render(
                request,
                "dossiers/drafts/lodged.html",
                {"dossier": dossier, "refused": refused},
                status=refused.status,
            )

    return answered


def shown(
    request: Request, template: str, draft: Draft, status: int = 200, **context: Any
) -> HttpResponseBase:
    """A page of the draft, in its frame."""
    dossier, assists = draft.dossier, policy.assists(request.actor, draft.dossier)
    context |= {
        "assists": assists,
        "frame": frame(request.actor) if assists else PUBLIC,
        "draft": draft,
        "dossier": dossier,
        "title": title_of(dossier),
        "procedure_name": words(dossier.procedure.names),
        "saved": saved(dossier.touched_at, request.actor.today()),
    }
    return render(request, f"dossiers/drafts/{template}.html", context, status=status)
