"""A new draft from an earlier dossier: its answers, and the documents that the person says are still good."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from rokhas.accounts.queries import as_of_now
from rokhas.documents.models import Document
from rokhas.dossiers import policy
from rokhas.dossiers.actions import filing
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.workflow.answers import opened
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.queries import current_key


def copy_draft(source: Dossier, *, pieces: Collection[int], by: Actor) -> Dossier:
    """Open a draft of the same procedure, in the version in force, with what the earlier dossier answered and the chosen files.

    `pieces` are the numbers of the earlier dossier's own pieces; others are ignored, and so is a file in which a virus was found.
    Raises `NotAllowed`, `UnknownProcedure`.
    """
    version = ProcedureVersion.objects.get(pk=current_key(source.procedure.code, by.today()))
    with transaction.atomic():
        require(policy.is_party, as_of_now(by), source)
        draft = filing.open_draft(version, by=by)
        if source.unit:
            draft = filing.place_land(draft, by=by, unit=source.unit)
        draft = filing.answer(draft, opened(source.procedure, source.answers), by=by)
        asked = {document.code for document in draft.procedure.documents if document.arises_from == "upload"}
        chosen = source.pieces.in_version(source.version).filter(pk__in=pieces, code__in=asked)
        for piece in chosen.exclude(document__scan=Document.Scan.INFECTED).select_related("document"):
            filing.add_piece(draft, piece.code, piece.document, by=by, insisted=piece.insisted)
    return draft
