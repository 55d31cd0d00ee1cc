"""What a renewal takes over, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from rokhas.documents.models import Document
from rokhas.dossiers.models import Dossier, Ending, Lapse, Piece
from rokhas.dossiers.queries.drafts import words
from rokhas.dossiers.workflow.renewing import opens_on, renewing, require_renewable
from rokhas.kernel.actor import MOROCCO, Actor
from rokhas.kernel.errors import Refused
from rokhas.occupations import policy
from rokhas.occupations.errors import EndUnderWay
from rokhas.occupations.models import Cessation
from rokhas.procedures.queries import current_key, procedure_of
from rokhas.procedures.schema import Procedure
from rokhas.ui.formats import day


@dataclass(frozen=True)
class Standing:
    """A renewal as its page says it: the term that runs, the request that renews it if there is one, why none may be begun now
    (empty: one may), and the first day on which it may."""

    lapse: Lapse
    opens_on: date
    request: Dossier | None
    granted: bool
    obstacle: str

    @property
    def may_begin(self) -> bool:
        return not self.obstacle


@dataclass(frozen=True)
class TakenOver:
    """A document of the running term: whether it does again, or is too old and asked anew."""

    name: str
    file: str
    good: bool


def procedure_in_force(dossier: Dossier, today: date) -> Procedure:
    """The version by which a request deposited on that day is studied. Raises `UnknownProcedure`."""
    return procedure_of(current_key(dossier.procedure.code, today))


def standing(dossier: Dossier, actor: Actor) -> Standing | None:
    """None where its file says of no renewal, or it has no end. Some queries."""
    asked = dossier.procedure.occupation
    lapse = Lapse.objects.filter(dossier=dossier).first()
    if not policy.has_life(dossier) or asked is None or asked.renewal is None or lapse is None:
        return None
    obstacle = ""
    try:
        require_renewable(procedure_in_force(dossier, actor.today()), dossier, actor.today())
    except Refused as refused:
        obstacle = str(refused)
    request = renewing(dossier)
    granted = request is not None and request.ending == Ending.DELIVERED
    return Standing(lapse, opens_on(asked.renewal, lapse), request, granted, obstacle)


def granted_renewal(dossier: Dossier) -> Dossier | None:
    """The renewal that goes on from what was granted, granted itself. One query."""
    request = renewing(dossier)
    return request if request is not None and request.ending == Ending.DELIVERED else None


def require_no_end(dossier: Dossier) -> None:
    """That its holder has declared no end which the office has still to see. Raises `EndUnderWay`. One query."""
    declared = Cessation.objects.filter(occupation__dossier=dossier, answered_at=None).first()
    if declared is not None:
        raise EndUnderWay(day=day(declared.on))


def draft_of(dossier: Dossier, actor: Actor) -> Dossier | None:
    """The draft in which the actor already prepares its renewal."""
    drafts = Dossier.objects.drafts().of_party(actor).filter(parent=dossier, ended_at=None)
    return drafts.order_by("pk").first()


def good_pieces(dossier: Dossier, today: date) -> list[Piece]:
    """The files of the running term that do again: those that no rule of their document makes too old."""
    return [piece for piece in _given(dossier) if not _is_old(dossier, piece, today)]


def taken_over(dossier: Dossier, today: date) -> list[TakenOver]:
    """Every file of the running term, and whether it does again."""
    return [
        TakenOver(
            name=words(dossier.procedure.document(piece.code).names),
            file=piece.document.name,
            good=not _is_old(dossier, piece, today),
        )
        for piece in _given(dossier)
    ]


def _given(dossier: Dossier) -> list[Piece]:
    pieces = dossier.pieces.in_version(dossier.version).select_related("document")
    return list(pieces.exclude(document__scan=Document.Scan.INFECTED))


def _is_old(dossier: Dossier, piece: Piece, today: date) -> bool:
    recent = dossier.procedure.document(piece.code).recent
    given_on = piece.added_at.astimezone(MOROCCO).date()
    return recent is not None and today - given_on > timedelta(days=recent.days)
