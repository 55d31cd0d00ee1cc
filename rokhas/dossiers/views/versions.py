"""Versions of a dossier side by side."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from rokhas.dossiers.models import DossierVersion
from rokhas.dossiers.queries import versions as compared
from rokhas.dossiers.views.case import look
from rokhas.kernel.references import row_number
from rokhas.ui.http import Request, signed_in


@signed_in
@require_safe
def versions(request: Request, number: str) -> HttpResponse:
    """What differs between two deposited versions: by default, since the reader's own opinion, else since the one before."""
    seen = look(request, number, "versions", whole_file=True, beyond_copy=True)
    dossier = seen.dossier
    rows = {each.number: each for each in sorted(dossier.versions.all(), key=lambda each: each.number)}
    read = compared.read_by_office(dossier, request.actor)
    last = max(rows)
    new = _chosen(request, "to", rows, last)
    old = _chosen(request, "from", rows, read or max(1, new.number - 1))
    comparison = None
    if old.number != new.number:
        comparison = compared.compare(dossier, old, new, seen.documents)
    return seen.page(
        "versions", versions=list(rows.values()), old=old, new=new, read=read, comparison=comparison
    )


@signed_in
@require_safe
def files(request: Request, number: str, before: int, after: int) -> HttpResponse:
    """Two files of the same document, in two viewers that move together."""
    seen = look(request, number, "versions", whole_file=True, beyond_copy=True)
    for document in seen.documents:
        every = {each.piece.pk: each for each in (*document.current, *document.earlier)}
        if before in every and after in every:
            pair = compared.FileChange(every[before], every[after], compared.CHANGED)
            if pair.side_by_side:
                return seen.page("compare", name=document.name, pair=pair, language=get_language())
    raise Http404


def _chosen(request: Request, name: str, rows: dict[int, DossierVersion], default: int) -> DossierVersion:
    asked = row_number(request.GET.get(name, ""))
    return rows.get(asked or default, rows[default])
