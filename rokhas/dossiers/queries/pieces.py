"""The pieces of a lodged dossier as its readers see them: by document, the present version first, the earlier ones kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BigIntegerField, Q
from django.urls import reverse
from django.utils.translation import get_language

from rokhas.accounts.models import Person
from rokhas.documents.models import Upload
from rokhas.dossiers.errors import DOUBT
from rokhas.dossiers.models import Dossier, OfficialPaper, PaperKind, Piece
from rokhas.dossiers.models.case import PieceQuerySet
from rokhas.kernel.fixed import Fixed

IMAGES = frozenset({"image/jpeg", "image/png"})
PDF = "application/pdf"


@dataclass(frozen=True)
class ShownPiece:
    """A file, where it is read, and who answers for it: the signer of the list of plans, else who gave it."""

    piece: Piece
    name: str
    url: str
    page: str
    is_pdf: bool
    is_image: bool
    signed_by: Person | None
    signed_at: datetime | None


@dataclass(frozen=True)
class DocumentPieces:
    """One asked document: the files that stand, and those they replaced."""

    code: str
    name: str
    is_main: bool
    current: list[ShownPiece]
    earlier: list[ShownPiece]


def shown_pieces(dossier: Dossier, papers: Iterable[OfficialPaper] | None = None) -> list[ShownPiece]:
    """The files that stand in the version under study, in the order of the procedure. As many queries as `pieces_by_document`."""
    return [shown for each in pieces_by_document(dossier, papers) for shown in each.current]


def pieces_by_document(
    dossier: Dossier, papers: Iterable[OfficialPaper] | None = None
) -> list[DocumentPieces]:
    """Every document that has ever had a file, in the order of the procedure. Two queries, one when the dossier's papers are at
    hand."""
    language = get_language() or "fr"
    if papers is None:
        papers = dossier.papers.filter(kind=PaperKind.MANIFEST)
    manifests = {
        paper.version: paper
        for paper in papers
        if paper.kind == PaperKind.MANIFEST and paper.superseded_at is None and paper.issued_at
    }
    rows = _PIECES.all(dossier=dossier.pk, version=dossier.version)
    for piece in rows:
        piece.dossier = dossier
    found = []
    for document in dossier.procedure.documents:
        own = [piece for piece in rows if piece.code == document.code]
        if not own:
            continue
        name = document.names.in_(language)
        shown = []
        for piece in own:
            manifest = manifests.get(piece.since) if document.plan else None
            shown.append(
                ShownPiece(
                    piece=piece,
                    name=name,
                    url=reverse("dossiers:piece", args=[dossier.number, piece.pk, piece.document.name]),
                    page=reverse("dossiers:plan", args=[dossier.number, piece.pk]),
                    is_pdf=piece.document.media_type == PDF,
                    is_image=piece.document.media_type in IMAGES,
                    signed_by=dossier.designer if manifest else None,
                    signed_at=manifest.issued_at if manifest else None,
                )
            )
        standing = [each for each in shown if stands(each.piece, dossier.version)]
        found.append(
            DocumentPieces(
                code=document.code,
                name=name,
                is_main=document.kind == "main",
                current=standing,
                earlier=[each for each in reversed(shown) if each not in standing],
            )
        )
    return found


def piece_in_sight(dossier: Dossier, pk: int) -> Piece | None:
    """A piece of a deposited version; what the applicant prepares next is nobody else's yet."""
    return _deposited(dossier.pk, dossier.version).filter(pk=pk).first()


def replaced_in(documents: Sequence[DocumentPieces], version: int) -> list[DocumentPieces]:
    """The documents of which a file was given in that version."""
    return [each for each in documents if any(shown.piece.since == version for shown in each.current)]


def _deposited(dossier: int, version: int) -> PieceQuerySet:
    given = Piece.objects.filter(Q(until=None) | Q(until__gt=1), dossier=dossier, since__lte=version)
    return given.select_related("document", "added_by")


_PIECES: Fixed[Piece] = Fixed(_deposited, dossier=BigIntegerField(), version=BigIntegerField())


def stands(piece: Piece, version: int) -> bool:
    """Whether a file is part of a version."""
    return piece.since <= version and (piece.until is None or piece.until > version)


def doubted(sent: Iterable[Upload], pieces: Iterable[Piece]) -> dict[str, Upload]:
    """By document, the last file sent for it when it was doubted and nothing was given since: on any visit, one may insist.
    `sent` as `unfinished` gives it, the latest first."""
    given: dict[str, datetime] = {}
    for piece in pieces:
        given[piece.code] = max(piece.added_at, given.get(piece.code, piece.added_at))
    last: dict[str, Upload] = {}
    for upload in sent:
        if not upload.is_arriving:
            last.setdefault(upload.metadata.get("code", ""), upload)
    return {
        code: upload
        for code, upload in last.items()
        if upload.answer.get("code", "").startswith(DOUBT)
        and (code not in given or given[code] < upload.created_at)
    }
