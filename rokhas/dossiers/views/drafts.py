"""The applicant's pages before the deposit: the list, the start, the tasks, the questions, the designer."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rokhas.accounts.models import OfficeKind, Role
from rokhas.accounts.queries import places_of_staff
from rokhas.dossiers import policy
from rokhas.dossiers.actions import fees, filing
from rokhas.dossiers.actions.eligibility import open_checked
from rokhas.dossiers.forms.drafts import DesignerForm
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries import case
from rokhas.dossiers.queries import drafts as said
from rokhas.dossiers.queries.eligibility import standing
from rokhas.dossiers.queries.invitations import contributions, offers
from rokhas.dossiers.queries.periods import closed
from rokhas.dossiers.queries.search import holding
from rokhas.dossiers.queries.wording import cited
from rokhas.dossiers.views.eligibility import given_in, place_in
from rokhas.dossiers.views.prepared import Draft, designer_at, practice_asked, prepared, shown
from rokhas.dossiers.workflow import facts
from rokhas.dossiers.workflow.places import refused_extent
from rokhas.kernel.errors import Refused
from rokhas.procedures.errors import UnknownProcedure
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.queries import all_current, current_key, procedure_of
from rokhas.procedures.schema import Procedure, known_procedures
from rokhas.ui.http import Request, signed_in

PAGE = 20


@signed_in
@require_safe
def dossiers(request: Request) -> HttpResponseBase:
    """One's own drafts and dossiers, those touched last first."""
    own = Dossier.objects.of(request.actor)
    query = request.GET.get("q", "").strip()
    found = own.filter(holding(query) | Q(title__icontains=query)) if query else own
    page = Paginator(case.listed(found.order_by("-touched_at", "-pk")), PAGE).get_page(
        request.GET.get("page")
    )
    today = request.actor.today()
    rows = [
        {
            "dossier": dossier,
            "name": said.title_of(dossier) or said.words(dossier.procedure.names),
            "status": case.status(dossier, today),
            "turn": case.turn(dossier, request.actor),
        }
        for dossier in page
    ]
    context = {"rows": rows, "page": page, "query": query, "procedures": _offered(request)}
    return render(request, "dossiers/drafts/list.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, procedure: str) -> HttpResponseBase:
    """What a procedure asks, then its first step: POST opens the draft."""
    try:
        version = ProcedureVersion.objects.get(pk=current_key(procedure, request.actor.today()))
    except UnknownProcedure as unknown:
        raise Http404 from unknown
    described = procedure_of(version.pk)
    given, unit = given_in(described, request.GET), place_in(request.GET)
    checked = standing(described, given)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            draft = open_checked(
                version, given, by=request.actor, unit=unit, practice=practice_asked(request)
            )
        except Refused as error:
            refused = error
        else:
            if checked.carried or unit:
                messages.success(request, _("Your answers to the check are in the draft already."))
            return redirect("dossiers:draft", draft.pk)
    begun = (
        Dossier.objects.of(request.actor)
        .drafts()
        .filter(procedure_version__code=procedure)
        .order_by("-touched_at")
    )
    context = {
        "procedure": described,
        "name": said.words(described.names),
        "may_open": policy.may_open_draft(request.actor, frozenset(described.filers)),
        "filers": said.listing(Role(role).label for role in described.filers),
        "professionals": [
            {
                "role": Role(item.role).label,
                "law": item.law,
                "cited": cited(described, item.law),
                "cases": said.sentences(item.any_of),
            }
            for item in described.professionals
        ],
        "documents": said.offered(described),
        "limits": _limits(described),
        "fees": [
            {"name": said.words(fee.names), "payee": OfficeKind(fee.payee).label, "law": fee.law}
            for fee in described.fees
        ],
        "signer": _signer(described),
        "begun": begun.first(),
        "practices": [place.practice for place in places_of_staff(request.actor)]
        if request.actor.practices
        else [],
        "refused": refused,
        "closed": closed(described, request.actor.today()),
        "checked": checked,
        "unit": unit,
        "may_check": described.eligibility is not None and not given,
    }
    return render(request, "dossiers/drafts/new.html", context, status=refused.status if refused else 200)


@signed_in
@require_safe
@prepared
def draft(request: Request, draft: Draft) -> HttpResponseBase:
    """The task list, with where each invited professional stands."""
    dossier = draft.dossier
    return shown(
        request,
        "draft",
        draft,
        state=draft.state,
        contributions=contributions(dossier, draft.state.state.pieces, request.actor.now()),
        offers=offers(dossier),
        may_invite=policy.may_invite(request.actor, dossier),
        refused=refused_extent(dossier),
        **awaits(request, draft),
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@prepared
def designer(request: Request, draft: Draft) -> HttpResponseBase:
    """Name the professional who designs the project and signs its plans."""
    dossier = draft.dossier
    roles = {item.role for item in dossier.procedure.professionals}
    may_name = policy.may_name_designer(request.actor, dossier)
    form = DesignerForm(request.POST or None)
    if request.method == "POST" and may_name and form.is_valid():
        person = designer_at(form.cleaned_data["email"], dossier, request.actor.today())
        if person:
            filing.name_designer(dossier, person, by=request.actor)
            messages.success(
                request, _("%(name)s now sees this dossier and can sign its plans.") % {"name": person.name}
            )
            return redirect("dossiers:draft", dossier.pk)
        form.add_error(
            "email",
            _(
                "No professional in practice has this address. Ask your architect for the address of their account here."
            ),
        )
    return shown(
        request,
        "designer",
        draft,
        422 if form.errors else 200,
        form=form if may_name else None,
        roles=[Role(role).label for role in roles],
    )


def awaits(request: Request, draft: Draft) -> dict[str, Any]:
    """The legal limit in words, and the fees as far as the answers allow: none while the place or the tariff is unknown."""
    limit, lines = draft.state.limit, []
    if draft.dossier.unit_id:
        with suppress(Refused):
            lines = fees.fee_lines(facts.read(draft.dossier), request.actor)
    return {
        "delay": said.delay_in_words(limit.delay) if limit else "",
        "estimate": lines,
        "total": sum(line.amount for line in lines),
    }


def _offered(request: Request) -> list[dict[str, str]]:
    """Of each theme of the catalogue, the first procedure that the reader may start today; the catalogue has the others."""
    today = request.actor.today()
    current = {item.code: item for item in all_current(today) if item.may_be_filed(today)}
    offered: dict[str, dict[str, str]] = {}
    for known in known_procedures().values():
        item = current.get(known.code)
        if item and policy.may_open_draft(request.actor, frozenset(item.filers)):
            offered.setdefault(known.theme, {"code": item.code, "name": said.words(item.names)})
    return list(offered.values())


def _limits(procedure: Procedure) -> list[dict[str, object]]:
    """The legal limit of each class, in words."""
    classes = [(item.code, said.words(item.names)) for item in procedure.classes] or [("", "")]
    found = [(name, procedure.limit("legal_maximum", code)) for code, name in classes]
    return [
        {"name": name, "delay": said.delay_in_words(limit.delay), "law": limit.delay.law}
        for name, limit in found
        if limit
    ]


def _signer(procedure: Procedure) -> str:
    """Who signs what is asked for."""
    step = procedure.grant_of()
    return said.listing(Role(role).label for role in step.roles) if step else ""
