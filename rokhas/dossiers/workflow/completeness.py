"""What a dossier still lacks before it can be lodged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, CharField, IntegerField, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rokhas.dossiers.models import Dossier, OfficialPaper, PaperKind, Piece
from rokhas.dossiers.workflow import facts
from rokhas.dossiers.workflow.answers import is_missing, opened
from rokhas.kernel.fixed import Fixed
from rokhas.kernel.personal import keyed_hash
from rokhas.procedures.schema import Document, FormField


@dataclass(frozen=True)
class Completeness:
    """What is asked of the applicant and what is already there, for one version of a dossier.

    `fields` are the questions without an answer, `documents` the main documents without a file, `others` those that the
    land and the people still need, in words.
    """

    fields: tuple[FormField, ...] = ()
    documents: tuple[Document, ...] = ()
    others: tuple[str, ...] = ()
    awaited: tuple[Document, ...] = ()
    pieces: tuple[Piece, ...] = field(default=(), compare=False)
    plans: tuple[Piece, ...] = field(default=(), compare=False)
    manifest_is_signed: bool = False

    @property
    def missing(self) -> bool:
        return bool(self.fields or self.documents or self.others)

    def missing_names(self) -> list[str]:
        language = get_language() or "fr"
        names = [question.label.in_(language) for question in self.fields]
        return [*self.others, *names, *(document.names.in_(language) for document in self.documents)]


def completeness(dossier: Dossier, version: int) -> Completeness:
    """Compare what the procedure asks for with what is given. Two queries."""
    procedure, holding = dossier.procedure, facts.read(dossier).holding
    pieces = pieces_of(dossier, version)
    given = {piece.code for piece in pieces}
    asked = [
        document
        for document in procedure.documents_for(holding)
        if document.arises_from == "upload" and document.code not in given
    ]
    others = []
    if procedure.follows and procedure.follows.required and dossier.parent_id is None:
        others.append(_("the permit that it comes after"))
    if dossier.unit_id is None:
        others.append(_("the place of the land"))
    if procedure.professionals_for(holding) and dossier.designer_id is None:
        others.append(_("the designer of the project"))
    plans = tuple(plans_of(dossier, pieces))
    return Completeness(
        fields=tuple(
            question
            for question in procedure.fields_for(holding)
            if question.type != "parcel" and is_missing(question, dossier.answers)
        ),
        documents=tuple(document for document in asked if document.kind == "main"),
        others=tuple(others),
        awaited=tuple(document for document in asked if document.kind == "information"),
        pieces=tuple(pieces),
        plans=plans,
        manifest_is_signed=not plans or _manifest_stands(dossier, version, plans),
    )


def _standing(dossier: Any, version: Any) -> QuerySet[Piece]:
    return Piece.objects.in_version(version).filter(dossier=dossier).select_related("document")


_PIECES = Fixed(_standing, dossier=BigIntegerField(), version=IntegerField())
_SIGNED_LIST = Fixed(
    lambda dossier, version, content: OfficialPaper.objects.filter(
        dossier=dossier, kind=PaperKind.MANIFEST, version=version, content=content, issued_at__isnull=False
    ).values_list("pk")[:1],
    dossier=BigIntegerField(),
    version=IntegerField(),
    content=CharField(),
)


def pieces_of(dossier: Dossier, version: int) -> list[Piece]:
    """The pieces that stand in a version, with their files. One query."""
    pieces = _PIECES.all(dossier=dossier.pk, version=version)
    for piece in pieces:
        piece.dossier = dossier
    return pieces


def plans_of(dossier: Dossier, pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces that the designer's list names."""
    listed = {document.code for document in dossier.procedure.documents if document.plan}
    return [piece for piece in pieces if piece.code in listed and not piece.late]


def plans_digest(dossier: Dossier, plans: Sequence[Piece]) -> str:
    """One hash for what a list of plans says: the plans in any order, whose list it is, and of which project."""
    lines = sorted(f"{plan.code} {plan.document.sha256}" for plan in plans)
    printed = [
        str(dossier.answers.get(question.code))
        for question in dossier.procedure.fields
        if question.meaning in {"beneficiary", "project", "situation"}
    ]
    content = [f"designer {dossier.designer_id}", f"unit {dossier.unit_id}", *printed, *lines]
    return hashlib.sha256("\n".join(content).encode()).hexdigest()


def content_of(dossier: Dossier, pieces: Iterable[Piece]) -> dict[str, Any]:
    """Everything a version deposits: the answers, and the hash of every piece."""
    hashes = sorted([piece.code, piece.document.sha256] for piece in pieces)
    return {"answers": dossier.answers, "unit": dossier.unit_id, "pieces": hashes}


def deposit_hash(dossier: Dossier, pieces: Iterable[Piece]) -> str:
    """A keyed hash of what a version deposits, and of who designs it: it proves the deposit without telling it."""
    deposited = content_of(dossier, pieces) | {"designer": dossier.designer_id}
    deposited["answers"] = opened(dossier.procedure, deposited["answers"])
    return keyed_hash(json.dumps(deposited, sort_keys=True, ensure_ascii=False))


def _manifest_stands(dossier: Dossier, version: int, plans: tuple[Piece, ...]) -> bool:
    return _SIGNED_LIST.exist(dossier=dossier.pk, version=version, content=plans_digest(dossier, plans))
