"""What the platform forgets of a dossier when it has kept it long enough (law 09-08). The facts stay: they name nobody."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import models, transaction

from rokhas.documents.actions import forget
from rokhas.dossiers.actions.turn import hold
from rokhas.dossiers.errors import DraftInUse, NotADraft
from rokhas.dossiers.models import (
    Assistance,
    Attachment,
    Consultation,
    DeskCode,
    Dossier,
    DossierVersion,
    Invitation,
    Message,
    Reading,
)
from rokhas.journal.events import record
from rokhas.kernel.actor import Actor


def erase_draft(dossier: Dossier, *, by: Actor) -> None:
    """Remove a draft nobody touched, with its files. Raises `NotADraft`, and `DraftInUse` when another room holds it."""
    with transaction.atomic():
        dossier = hold(dossier.pk)
        if not dossier.is_draft:
            raise NotADraft
        # The row itself goes: nobody hangs anything on it from now on.
        Dossier.objects.select_for_update().get(pk=dossier.pk)
        files = {piece.document_id for piece in dossier.pieces.all()}
        files |= {paper.document_id for paper in dossier.papers.ready() if paper.document_id}
        record("draft.erased", dossier, by, procedure=dossier.procedure.code)
        _remove(dossier)
    forget(files)


def erase_answers(dossier: Dossier, codes: Collection[str], *, by: Actor) -> int:
    """Empty these answers of an ended dossier, in every version; returns how many there were."""
    with transaction.atomic():
        dossier = hold(dossier.pk)
        held: list[Dossier | DossierVersion] = [dossier, *dossier.versions.all()]
        erased: set[str] = set()
        for each in held:
            found = {code for code in codes if each.answers.get(code) not in (None, "")}
            if found:
                each.answers = each.answers | dict.fromkeys(found)
                each.save(update_fields=["answers"])
            erased |= found
        if erased:
            record("answers.erased", dossier, by, codes=sorted(erased))
    return len(erased)


def erase_pieces(dossier: Dossier, codes: Collection[str], *, by: Actor) -> int:
    """Remove the files given for these documents of an ended dossier, from every version; returns how many."""
    with transaction.atomic():
        dossier = hold(dossier.pk)
        pieces = list(dossier.pieces.filter(code__in=codes))
        if pieces:
            record("pieces.erased", dossier, by, codes=sorted({piece.code for piece in pieces}))
            dossier.pieces.filter(pk__in=[piece.pk for piece in pieces]).delete()
    forget({piece.document_id for piece in pieces})
    return len(pieces)


def forget_messages(before: datetime, *, by: Actor) -> int:
    """Remove what was written about dossiers that ended before a moment, with its files; `by` is the platform, which records the
    whole of it."""
    files: set[int] = set()
    count = 0
    ended = Attachment.objects.filter(dossier__ended_at__lt=before)
    with transaction.atomic():
        files.update(ended.values_list("document_id", flat=True))
        ended.delete()
        Reading.objects.filter(message__dossier__ended_at__lt=before).delete()
        count, _each = Message.objects.filter(dossier__ended_at__lt=before).delete()
    forget(files)
    return count


def forget_cards(before: datetime, *, by: Actor) -> int:
    """Remove the numbers of the identity cards seen at a desk, and the codes sent, for dossiers that ended before a moment; `by`
    is the platform, which records the whole of it."""
    seen = Assistance.objects.filter(dossier__ended_at__lt=before).exclude(identity_sealed="")
    with transaction.atomic():
        DeskCode.objects.filter(assistance__dossier__ended_at__lt=before).delete()
        return seen.update(identity_sealed="", identity_fingerprint="")


def forget_consultations(before: datetime, *, by: Actor) -> int:
    """Remove who looked at dossiers before a moment; `by` is the platform, which records the whole of it."""
    count, _each = Consultation.objects.filter(at__lt=before).delete()
    return count


def forget_invitations(before: datetime, *, by: Actor) -> int:
    """Remove the addresses invited before a moment that never accepted; `by` is the platform, which records the whole of it."""
    count, _each = Invitation.objects.filter(accepted_at=None, sent_at__lt=before).delete()
    return count


def _remove(dossier: Dossier) -> None:
    """The draft and the rows of this room that hang on it, from the leaves up."""
    for _turn in range(len(Dossier._meta.related_objects) + 1):
        try:
            with transaction.atomic():
                dossier.delete()
        except models.ProtectedError as held:
            if any(each._meta.app_label != Dossier._meta.app_label for each in held.protected_objects):
                raise DraftInUse from held
            for model in {type(each) for each in held.protected_objects}:
                numbers = [each.pk for each in held.protected_objects if isinstance(each, model)]
                model._base_manager.filter(pk__in=numbers).delete()
        else:
            return
    raise DraftInUse
