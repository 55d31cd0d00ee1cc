"""The sheet that a person reads before they consent to the deposit of what a clerk typed for them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from rokhas.documents import schema as papers
from rokhas.documents.schema import Both
from rokhas.dossiers.models import Assistance, Dossier, OfficialPaper, Piece
from rokhas.dossiers.queries import wording
from rokhas.dossiers.queries.drafts import Answer, preparation, summary
from rokhas.kernel.personal import masked

# How the filer is told: by both, or by the telephone alone.
MAILED = _("You are told by e-mail and SMS of each decision and of what is asked of you.")
TOLD = _(
    "You are told of each step by SMS. This desk prints each letter and hands it over to you, on your identity card."
)
TERMS = (
    _(
        "You are the person who files this request: the clerk types and scans what you say and bring, and decides nothing. "
        "Another clerk checks it."
    ),
    _(
        "By consenting you declare that these answers are true. Nothing can be changed afterwards without a new consent."
    ),
    _(
        "Give the code you receive only if this sheet says what you ask. It serves once, for this sheet, and opens nothing else."
    ),
    _(
        "Your identity card and your telephone serve to recognise you and to tell you of each step (law 09-08). You may read, "
        "correct or oppose what is kept of you, at this desk or from your account."
    ),
    TOLD,
)


def consent(paper: OfficialPaper, pieces: Sequence[Piece], assistance: Assistance) -> papers.Consent:
    """The sheet of what is to be deposited: every answer, every file by its hash, who typed it, and for what."""
    dossier = paper.dossier
    filer = dossier.filer
    return papers.Consent(
        language="ar" if filer.language == "ar" else "fr",
        issuer=wording.issuer(dossier, assistance.office),
        number=dossier.number or f"{dossier.procedure.prefix}-{dossier.pk}",
        issued_at=paper.drafted_at,
        version=f"v{paper.version}",
        procedure=wording.of_wording(dossier.procedure.names),
        depositor=wording.of_person(filer),
        identity=masked(assistance.identity),
        telephone=masked(filer.phone),
        office=wording.of_named(assistance.office),
        clerk=wording.of_person(assistance.clerk),
        terms=tuple(wording.both(term) for term in TERMS),
        answers=_answers(dossier, paper.version),
        documents=tuple(wording.plan(piece, dossier) for piece in pieces),
        content=paper.content,
    )


def _answers(dossier: Dossier, version: int) -> tuple[papers.Answered, ...]:
    """The answers as the page of verification says them, in both languages; the place of the land first."""
    french, arabic = (_said(dossier, version, language) for language in ("fr", "ar"))
    place = (
        papers.Answered(
            question=wording.both(_("Commune of the land")), answer=wording.of_named(dossier.unit)
        )
        if dossier.unit
        else None
    )
    told = tuple(
        papers.Answered(
            question=Both(fr=fr.question, ar=ar.question),
            answer=Both(fr=fr.text) if fr.text == ar.text else Both(fr=fr.text, ar=ar.text),
            code=fr.is_code,
        )
        for fr, ar in zip(french, arabic, strict=True)
    )
    return (place, *told) if place else told


def _said(dossier: Dossier, version: int, language: str) -> list[Answer]:
    with override(language):
        state = preparation(dossier, version)
        return [answer for section in state.sections for answer in summary(section, dossier)]
