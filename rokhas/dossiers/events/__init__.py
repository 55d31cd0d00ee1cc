"""The facts of a dossier. Their sentences are the timeline; names are resolved when it is read, never stored."""

from django.utils.translation import gettext_lazy as _

from rokhas.dossiers.events import limits  # noqa: F401
from rokhas.journal.events import fact

OWNER = "the filer, through the dossier it is about"
ACTOR = "the official who acted, by reference"

fact("draft.opened", "procedure", sentence=_("Draft opened."), personal=OWNER)
fact(
    "draft.erased",
    "procedure",
    sentence=_("Draft erased: nobody had touched it for too long."),
    personal=OWNER,
)
fact(
    "answers.erased", "codes", sentence=_("Personal data erased: they were kept long enough."), personal=OWNER
)
fact("pieces.erased", "codes", sentence=_("Documents erased: they were kept long enough."), personal=OWNER)
fact("designer.named", "designer", sentence=_("Designer named."), personal="the designer, by reference")
fact("piece.added", "code", "sha256", sentence=_("Document added: %(code)s."), personal=OWNER)
fact("piece.removed", "code", "sha256", sentence=_("Document taken out: %(code)s."), personal=OWNER)
fact(
    "manifest.signed",
    "version",
    "plans",
    sentence=_("List of the plans signed by the designer."),
    personal=OWNER,
)
fact(
    "dossier.lodged",
    "number",
    "version",
    "class_code",
    "content",
    sentence=_("Dossier lodged: %(number)s, version %(version)s."),
    personal=OWNER + "; `content` is a keyed hash of the answers",
)
fact("task.opened", "task", "step", "office", sentence=_("%(step)s: waiting for %(office)s."))
fact(
    "task.escalated",
    "task",
    "step",
    "office",
    "due_on",
    sentence=_("%(step)s: the deadline of %(office)s has passed."),
)
fact(
    "task.substituted",
    "task",
    "step",
    "office",
    "due_on",
    sentence=_("%(step)s: the limit of %(due_on)s has passed, %(office)s decides instead."),
)
fact(
    "deadline.moved",
    "task",
    "step",
    "office",
    "was",
    "due_on",
    "changed",
    sentence=_(
        "%(step)s: the deadline of %(office)s moves from %(was)s to %(due_on)s. The calendar changed for %(changed)s."
    ),
)
fact(
    "deadline.reminded",
    "task",
    "step",
    "office",
    "told",
    "days",
    "due_on",
    sentence=_("%(step)s, due from %(office)s by %(due_on)s: reminder to %(told)s."),
)
fact(
    "permit.lapse_near",
    "until",
    "rank",
    sentence=_("The validity of the permit ends on %(until)s: reminder."),
)
fact(
    "permit.followed", "parent", sentence=_("This request comes after the permit %(parent)s."), personal=OWNER
)
fact(
    "parent.cancelled",
    "parent",
    sentence=_("The permit %(parent)s, which this request comes after, is cancelled."),
    personal=OWNER,
)
fact(
    "parent.restored",
    "parent",
    sentence=_("The cancellation of the permit %(parent)s, which this request comes after, is quashed."),
    personal=OWNER,
)
fact(
    "permit.kept",
    "until",
    sentence=_("What keeps the permit in force is shown: it no longer lapses on %(until)s."),
    personal=OWNER,
)
fact("permit.lapsed", "until", sentence=_("The validity of the permit ended on %(until)s."))
fact(
    "validity.moved",
    "was",
    "until",
    "changed",
    sentence=_(
        "The end of the validity moves from %(was)s to %(until)s. The calendar changed for %(changed)s."
    ),
)
fact(
    "silence.certified",
    "paper",
    "due_on",
    sentence=_("Certificate asked for: the silence of the administration lasted until %(due_on)s."),
    personal=OWNER,
)
fact("dossier.admissible", "task", "awaited", sentence=_("Dossier declared admissible."), personal=ACTOR)
fact(
    "dossier.inadmissible", "task", "documents", sentence=_("Dossier declared inadmissible."), personal=ACTOR
)
fact(
    "visit.scheduled",
    "task",
    "step",
    "day",
    sentence=_("%(step)s: on %(day)s."),
    personal=ACTOR,
)
fact(
    "visit.unannounced",
    "task",
    "step",
    "until",
    sentence=_("%(step)s: its day was to be told by %(until)s and is not fixed."),
)
fact(
    "visit.postponed",
    "task",
    "step",
    "former",
    "day",
    sentence=_("%(step)s: put off from %(former)s to %(day)s."),
    personal=ACTOR,
)
fact(
    "visit.reported",
    "task",
    "step",
    "points",
    "lacking",
    "absent",
    sentence=_("%(step)s: done, %(lacking)s."),
    personal=ACTOR,
)
fact(
    "visit.photographed",
    "task",
    "photo",
    "office",
    "sha256",
    sentence=_("%(office)s: a photograph of the visit."),
    personal=ACTOR,
)
fact(
    "visit.photo_removed",
    "task",
    "photo",
    sentence=_("A photograph of the visit taken back."),
    personal=ACTOR,
)
fact("dossier.dispatched", "task", sentence=_("Dossier sent to the members."), personal=ACTOR)
fact("opinion.issued", "task", "office", "verdict", sentence=_("%(office)s: %(verdict)s."), personal=ACTOR)
fact("opinion.out_of_time", "task", "office", sentence=_("%(office)s did not answer in time."))
fact("dossier.concluded", "task", "sense", sentence=_("Conclusion: %(sense)s."), personal=ACTOR)
fact("minutes.signed", "task", "role", sentence=_("Minutes signed: %(role)s."), personal=ACTOR)
fact(
    "letter.signed", "task", "paper", "letter", "delegated", sentence=_("%(letter)s signed."), personal=ACTOR
)
fact("paper.issued", "paper", "paper_kind", "sha256", sentence=_("%(paper_kind)s available."))
fact(
    "paper.notified",
    "paper",
    "paper_kind",
    sentence=_("%(paper_kind)s made available and announced."),
    personal=OWNER,
)
fact(
    "paper.opened",
    "paper",
    "paper_kind",
    sentence=_("%(paper_kind)s opened by its addressee."),
    personal=OWNER,
)
fact("reserves.answered", "task", sentence=_("Answer to the reserves deposited."), personal=OWNER)
fact(
    "reserves.lifted",
    "task",
    "office",
    sentence=_("%(office)s declared its reserves lifted."),
    personal=ACTOR,
)
fact("reserves.kept", "task", "office", sentence=_("%(office)s keeps its reserves."), personal=ACTOR)
fact(
    "dossier.withdrawn",
    "paid",
    sentence=_("The applicant gave the request up."),
    personal=OWNER,
)
fact(
    "permit.cancelled",
    "office",
    "reasons",
    sentence=_("%(office)s cancelled what it had granted."),
    personal=ACTOR,
)
fact(
    "stay.signed",
    "office",
    "until",
    "reasons",
    sentence=_("%(office)s puts the decision off until %(until)s: no delay runs meanwhile."),
    personal=ACTOR,
)
fact("stay.ended", "until", sentence=_("The stay of decision ended on %(until)s: the case goes on."))
fact(
    "appeal.filed",
    "appeal",
    "office",
    "due_on",
    sentence=_("%(appeal)s filed: %(office)s answers by %(due_on)s."),
    personal=OWNER + "; the grounds lie sealed in their own row",
)
fact("appeal.silent", "appeal", "office", "due_on", sentence=_("%(appeal)s: no answer by %(due_on)s."))
fact(
    "appeal.without_object",
    "appeal",
    "office",
    "paper",
    sentence=_("%(appeal)s: the decision that it contests stands no more; nothing is left to answer."),
)
fact(
    "appeal.answered",
    "appeal",
    "office",
    "answer",
    "reasons",
    sentence=_("%(appeal)s: %(answer)s."),
    personal=ACTOR,
)
fact(
    "permit.restored",
    "office",
    "appeal",
    sentence=_("%(office)s restored what had been cancelled."),
    personal=ACTOR,
)
fact("case.resumed", "step", "appeal", sentence=_("The case is taken up again at the step “%(step)s”."))
RAISED = ACTOR + "; what the applicant answers lies sealed in its own row"
fact(
    "points.raised",
    "task",
    "office",
    "reasons",
    "count",
    sentence=_("%(office)s raises points to answer: %(count)s."),
    personal=RAISED,
)
fact(
    "points.answered",
    "version",
    "count",
    sentence=_("Points answered with version %(version)s: %(count)s."),
    personal=OWNER,
)
fact(
    "point.lifted", "office", "reason", sentence=_("%(office)s lifts the point %(reason)s."), personal=RAISED
)
fact("point.kept", "office", "reason", sentence=_("%(office)s keeps the point %(reason)s."), personal=RAISED)
fact("fees.ordered", "task", "order", "total", sentence=_("Fees set: %(total)s."))
fact("fees.paid", "task", "order", sentence=_("Fees paid."))
fact("fees.none", "task", sentence=_("No fee is due."))
fact(
    "note.written",
    "task",
    "layer",
    sentence=_("The rules of the land are written for the note."),
    personal=ACTOR,
)
fact("permit.signed", "task", "delegated", sentence=_("Decision signed."), personal=ACTOR)
fact("permit.delivered", "task", "paper", sentence=_("What was asked for is delivered."))
fact(
    "acknowledgement.signed",
    "task",
    "delegated",
    sentence=_("Receipt of the declaration signed by the president."),
    personal=ACTOR,
)
fact("acknowledgement.delivered", "task", "paper", sentence=_("Receipt of the declaration handed over."))
fact("copy.sent", "office", sentence=_("Copy of the permit sent to %(office)s."))
fact("dossier.ended", "ending", sentence=_("Dossier closed: %(ending)s."))
fact(
    "correspondence.asked",
    "message",
    "office",
    "files",
    sentence=_("Message written to %(office)s."),
    personal="the party who wrote, by reference; the text lies sealed in its own row",
)
fact(
    "correspondence.answered",
    "message",
    "office",
    "files",
    sentence=_("Message from %(office)s."),
    personal=ACTOR + "; the text lies sealed in its own row",
)

AT_THE_DESK = ACTOR + "; what proves the identity of the filer lies sealed in its own row"
fact(
    "assistance.begun",
    "office",
    "version",
    sentence=_("Typed at the desk for the applicant: %(office)s."),
    personal=AT_THE_DESK,
)
fact(
    "code.consent",
    "office",
    sentence=_("A code was sent to the applicant's telephone, for their consent."),
    personal=AT_THE_DESK,
)
fact(
    "consent.given",
    "office",
    "version",
    "content",
    sentence=_("The applicant read what was typed and consented, by the code received on their telephone."),
    personal=AT_THE_DESK + "; `content` is a keyed hash of what is deposited",
)
fact(
    "code.handing",
    "office",
    sentence=_("A code was sent to the applicant's telephone, to hand papers over."),
    personal=AT_THE_DESK,
)
fact(
    "paper.handed",
    "paper",
    "paper_kind",
    "office",
    "check",
    sentence=_("%(paper_kind)s printed and handed over at the desk: %(check)s."),
    personal=AT_THE_DESK,
)

fact("signature.asked", sentence=_("Ready: the designer is asked to sign."), personal=OWNER)

INVITED = "the professional, by reference; the address and the reason lie sealed in the row of the invitation"

fact("invitation.sent", "role", sentence=_("Invited by e-mail: %(role)s."), personal=INVITED)
fact("invitation.reminded", "role", sentence=_("Reminded by e-mail: %(role)s."), personal=INVITED)
fact("invitation.opened", "role", sentence=_("Invitation opened: %(role)s."), personal=INVITED)
fact(
    "invitation.accepted",
    "role",
    "person",
    sentence=_("Invitation accepted: %(role)s."),
    personal=INVITED,
)
fact("invitation.declined", "role", sentence=_("Invitation declined: %(role)s."), personal=INVITED)
fact("invitation.revoked", "role", sentence=_("Invitation taken back: %(role)s."), personal=INVITED)
fact("invitation.given", "role", sentence=_("Files complete: %(role)s."), personal=INVITED)
fact(
    "contribution.signed",
    "role",
    "version",
    "files",
    sentence=_("List of the files signed: %(role)s."),
    personal=INVITED + "; `files` is a hash of the files",
)
