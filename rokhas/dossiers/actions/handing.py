"""Papers printed and handed over at the desk, to a person who was helped there: the proof that they received them."""

from __future__ import annotations

from collections.abc import Collection

from rokhas.accounts.queries import as_of_now
from rokhas.dossiers import policy
from rokhas.dossiers.actions.codes import send_code, try_code
from rokhas.dossiers.actions.turn import hold
from rokhas.dossiers.errors import CodeWrong, IdentityDiffers, NothingToHand
from rokhas.dossiers.models import Assistance, DeskCode, Dossier, HandedCheck, Notification
from rokhas.dossiers.queries.handing import papers_to_hand
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor

HANDING = "papers"


def ask_presence(dossier: Dossier, *, by: Actor) -> DeskCode:
    """Send a code to the filer's telephone, for whoever has not their card with them. Raises `NotAllowed`, `TooManyCodes`."""
    with act():
        dossier = hold(dossier.pk)
        require(policy.may_hand_over, as_of_now(by), dossier)
        return send_code(_last(dossier), DeskCode.Purpose.HANDING, HANDING, by)


def hand_over(
    dossier: Dossier, papers: Collection[int], *, by: Actor, identity: str = "", code: str = ""
) -> list[Notification]:
    """Papers of a dossier (by their numbers) were printed and given to its filer, who showed the identity card seen at the
    deposit, or gave the code sent to their telephone. What was handed over already stays as it was.

    Raises `NotAllowed`, `NothingToHand`, `IdentityDiffers`, and as `try_code`.
    """
    refused: CodeWrong | None = None
    handed: list[Notification] = []
    with act():
        dossier = hold(dossier.pk)
        require(policy.may_hand_over, as_of_now(by), dossier)
        chosen = [paper for paper in papers_to_hand(dossier) if paper.pk in papers]
        if not chosen:
            raise NothingToHand
        assistance = _last(dossier)
        if code:
            refused = try_code(assistance, DeskCode.Purpose.HANDING, HANDING, code, by)
        elif not assistance.shows(identity):
            raise IdentityDiffers
        if refused is None:
            check = HandedCheck.PHONE if code else HandedCheck.IDENTITY
            handed = [_hand(dossier, paper.pk, check, by) for paper in chosen]
    if refused is not None:  # once the attempt is counted
        raise refused
    return handed


def _hand(dossier: Dossier, number: int, check: HandedCheck, by: Actor) -> Notification:
    paper = dossier.papers.get(pk=number)
    proof, _made = Notification.objects.get_or_create(
        paper=paper, person=dossier.filer, defaults={"available_at": by.now()}
    )
    if proof.handed_at is not None:
        return proof
    proof.handed_at, proof.handed_by_id, proof.handed_check = by.now(), by.person_pk, check
    proof.save(update_fields=["handed_at", "handed_by", "handed_check"])
    record(
        "paper.handed",
        paper,
        by,
        stream=dossier,
        paper=paper.pk,
        paper_kind=paper.kind,
        office=dossier.desk_id,
        check=check,
    )
    return proof


def _last(dossier: Dossier) -> Assistance:
    return dossier.assistances.latest("version")
