"""How a refusal may be contested, until when, by what receipt; and what became of what was filed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from rokhas.documents.schema import AppealReceipt
from rokhas.dossiers.models import Appeal, AppealPiece, Dossier, Ending, PaperKind, Ruling
from rokhas.dossiers.queries import wording
from rokhas.dossiers.queries.papers import head_of
from rokhas.dossiers.queries.rulings import refusing_task
from rokhas.dossiers.workflow.clocks import due_of, place_of
from rokhas.kernel.actor import MOROCCO, Actor
from rokhas.procedures.schema import Appeal as Remedy


@dataclass(frozen=True)
class Way:
    """One way to contest a refusal, as the reader sees it: `until` is its last day, `appeal` what was filed this way."""

    remedy: Remedy
    name: str
    until: date | None
    is_late: bool
    law: str
    is_sourced: bool
    appeal: Appeal | None
    ruling: Ruling | None

    @property
    def is_open(self) -> bool:
        return self.appeal is None and self.until is not None and not self.is_late


def ways(dossier: Dossier, today: date) -> list[Way]:
    """Every way of the procedure, with what was filed on the version under study: against the refusal that stands or, where none
    does, last. Four queries at most."""
    told = told_on(dossier)
    appeals = dossier.appeals.filter(version=dossier.version).select_related(
        "office", "receipt", "ruling__paper"
    )
    if dossier.ending == Ending.REFUSED:
        appeals = appeals.filter(against__superseded_at=None)
    filed = {each.code: each for each in appeals.order_by("pk")}
    found = []
    for remedy in dossier.procedure.remedies:
        until = last_day(dossier, remedy, told) if told else None
        law, appeal = remedy.within.law, filed.get(remedy.code)
        if appeal:
            appeal.dossier = dossier
        ruling = getattr(appeal, "ruling", None)
        found.append(
            Way(
                remedy=remedy,
                name=remedy.names.in_(get_language() or "fr"),
                until=until,
                is_late=until is not None and today > until,
                law=" ".join(filter(None, [law.text, law.article])),
                is_sourced=law.certainty == "sourced",
                appeal=appeal,
                ruling=ruling if ruling and ruling.is_signed else None,
            )
        )
    return found


def told_on(dossier: Dossier) -> date | None:
    """The civil day on which the refusal was notified; None while it is not, or of a request that is not refused."""
    task = refusing_task(dossier)
    paper = task.papers.filter(kind=PaperKind.REFUSAL).first() if task else None
    told = paper.notifications.order_by("available_at").first() if paper else None
    return told.available_at.astimezone(MOROCCO).date() if told else None


def last_day(dossier: Dossier, remedy: Remedy, told: date) -> date:
    until = due_of(remedy.within, told, place_of(dossier))
    assert until is not None
    return until


def waiting_pieces(dossier: Dossier, actor: Actor) -> list[AppealPiece]:
    """The files that leave with the next appeal of the reader."""
    return list(
        AppealPiece.objects.filter(dossier=dossier, appeal=None, added_by=actor.person_pk).select_related(
            "document"
        )
    )


def receipt(appeal: Appeal) -> AppealReceipt:
    """The numbered and dated receipt of an appeal: what is contested, before whom, until when it is answered."""
    dossier, asked = appeal.dossier, appeal.asked
    return AppealReceipt(
        **head_of(dossier, appeal.office, appeal.receipt),
        procedure=wording.of_wording(dossier.procedure.names),
        appeal=wording.of_wording(asked.names),
        appellant=wording.meant(dossier, "beneficiary"),
        depositor=wording.of_person(appeal.filed_by),
        project=wording.meant(dossier, "project"),
        situation=wording.meant(dossier, "situation"),
        filed_on=appeal.filed_at.astimezone(MOROCCO).date(),
        body=wording.of_named(appeal.office),
        answer_by=appeal.due_on,
        pieces=tuple(each.document.name for each in appeal.pieces.select_related("document")),
        law=wording.laws(dossier, asked.within.law),
        sure=asked.answer_within.law.certainty == "sourced",
    )
