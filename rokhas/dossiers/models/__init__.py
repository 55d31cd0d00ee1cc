"""The case: a dossier, its versions and pieces; its tasks and what was answered; its official papers."""

from rokhas.dossiers.models.answers import (
    Check,
    Conclusion,
    Ending,
    Finding,
    Opinion,
    OpinionDraft,
    Reason,
    Verdict,
)
from rokhas.dossiers.models.assistance import Assistance, DeskCode
from rokhas.dossiers.models.case import AccessGrant, Consultation, Counter, Dossier, DossierVersion, Piece
from rokhas.dossiers.models.invitations import Invitation
from rokhas.dossiers.models.limits import Extension, Lapse, Maximum, PassedLimit, TimeLimit
from rokhas.dossiers.models.messages import Attachment, Message, Reading
from rokhas.dossiers.models.papers import HandedCheck, Notification, OfficialPaper, PaperKind
from rokhas.dossiers.models.planning import PlanningNote
from rokhas.dossiers.models.points import PointState, RaisedPoint
from rokhas.dossiers.models.preferences import FormStyle
from rokhas.dossiers.models.rulings import Appeal, AppealPiece, Ruling
from rokhas.dossiers.models.tasks import Outcome, Task
from rokhas.dossiers.models.visits import Attendance, Seen, Site, Visit, VisitPhoto

__all__ = [
    "AccessGrant",
    "Appeal",
    "AppealPiece",
    "Assistance",
    "Attachment",
    "Attendance",
    "Check",
    "Conclusion",
    "Consultation",
    "Counter",
    "DeskCode",
    "Dossier",
    "DossierVersion",
    "Ending",
    "Extension",
    "Finding",
    "FormStyle",
    "HandedCheck",
    "Invitation",
    "Lapse",
    "Maximum",
    "Message",
    "Notification",
    "OfficialPaper",
    "Opinion",
    "OpinionDraft",
    "Outcome",
    "PaperKind",
    "PassedLimit",
    "Piece",
    "PlanningNote",
    "PointState",
    "RaisedPoint",
    "Reading",
    "Reason",
    "Ruling",
    "Seen",
    "Site",
    "Task",
    "TimeLimit",
    "Verdict",
    "Visit",
    "VisitPhoto",
]
