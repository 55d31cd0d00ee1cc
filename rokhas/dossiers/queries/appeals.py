"""How a decision may be contested, until when, by what receipt; and what became of what was filed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rokhas.documents.schema import AppealReceipt
from rokhas.dossiers.models import Appeal, AppealPiece, Dossier, Ruling
from rokhas.dossiers.queries import wording
from rokhas.dossiers.queries.contested import Contested, contested
from rokhas.dossiers.queries.papers import head_of
from rokhas.dossiers.queries.ways import CONTESTED, WHAT
from rokhas.dossiers.workflow.clocks import due_of, place_of
from rokhas.kernel.actor import MOROCCO, Actor
from rokhas.procedures.schema import Appeal as Remedy
from rokhas.procedures.schema import Contestable

AGAINST: dict[str, Promise] = {
    CONTESTED["refusal"]: _("The refusal"),
    CONTESTED["cancellation"]: _("The cancellation of what was granted"),
    CONTESTED["stay"]: _("The stay of decision"),
    CONTESTED["inadmissibility"]: _("The inadmissibility of the file"),
}


@dataclass(frozen=True)
class Way:
    """One way to contest the decision that stands, as the reader sees it: `until` is its last day, `appeal` what was
    filed; `stands` is false once what that contests is gone. `is_offered_surely` is false where no text that is known says that
    this decision is contested so."""

    remedy: Remedy
    name: str
    what: Contestable | None
    against: str | Promise
    until: date | None
    is_late: bool
    law: str
    silence_law: str
    is_sourced: bool
    is_offered_surely: bool
    appeal: Appeal | None
    ruling: Ruling | None
    stands: bool

    @property
    def is_without_object(self) -> bool:
        """What was filed waits for an answer that nobody owes any more."""
        return self.appeal is not None and self.appeal.is_open and not self.stands

    @property
    def is_open(self) -> bool:
        return self.appeal is None and self.until is not None and not self.is_late


def ways(dossier: Dossier, today: date) -> list[Way]:
    """The ways that the procedure offers, with what was filed: against the decision that stands or, where none does, last,
    whichever version it was. Five queries at most."""
    stands = contested(dossier)
    told = told_on(stands) if stands else None
    appeals = dossier.appeals.select_related("office", "receipt", "against", "ruling__paper")
    if stands:
        appeals = appeals.filter(against=stands.paper)
    filed = {each.code: each for each in appeals.order_by("pk")}
    found = []
    for remedy in dossier.procedure.remedies:
        if stands and stands.against(remedy) is None:
            continue
        until = last_day(dossier, remedy, told) if told else None
        law, appeal = remedy.within.law, filed.get(remedy.code)
        if appeal:
            appeal.dossier = dossier
        ruling = getattr(appeal, "ruling", None)
        paper = stands.paper if stands else appeal.against if appeal else None
        what = WHAT[paper.kind] if paper else None
        against = remedy.contests(what) if what else None
        found.append(
            Way(
                remedy=remedy,
                name=remedy.names.in_(get_language() or "fr"),
                what=what,
                against=AGAINST[paper.kind] if paper else "",
                until=until,
                is_late=until is not None and today > until,
                law=wording.cited(dossier.procedure, law),
                silence_law=wording.cited(dossier.procedure, remedy.silence_law),
                is_sourced=law.certainty == "sourced",
                is_offered_surely=against is None or against.law.certainty not in {"unsure", "constructed"},
                appeal=appeal,
                ruling=ruling if ruling and ruling.is_signed else None,
                stands=stands is not None,
            )
        )
    return found


def told_on(stands: Contested) -> date | None:
    """The civil day on which a decision was notified; None while it is not."""
    told = stands.paper.notifications.order_by("available_at").first()
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
        against=wording.both(AGAINST[appeal.against.kind]),
        law=wording.laws(dossier, asked.within.law),
        sure=asked.answer_within.law.certainty == "sourced",
    )
