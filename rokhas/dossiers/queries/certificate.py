"""What the certificate of silence says, read from the case."""

from __future__ import annotations

from datetime import date

from rokhas.documents.schema import Silence
from rokhas.dossiers.models import OfficialPaper
from rokhas.dossiers.queries import wording
from rokhas.dossiers.queries.papers import head_of, member_opinions
from rokhas.dossiers.workflow import facts
from rokhas.kernel.actor import MOROCCO


def content(paper: OfficialPaper, due_on: date) -> Silence:
    """The certificate that the administration stayed silent until a day, on the version under study."""
    dossier, case = paper.dossier, facts.read(paper.dossier)
    limit = dossier.procedure.limit("tacit_permit", dossier.class_code or None)
    counted = dossier.versions.filter(number__lte=paper.version, restarts_clock=True).latest("number")
    return Silence(
        **head_of(dossier, None, paper),
        procedure=wording.of_wording(dossier.procedure.names),
        applicant=wording.meant(dossier, "beneficiary"),
        project=wording.meant(dossier, "project"),
        situation=wording.meant(dossier, "situation"),
        filed_on=counted.lodged_at.astimezone(MOROCCO).date(),
        due_on=due_on,
        law=wording.laws(dossier, limit.delay.law if limit else None),
        opinions=member_opinions(case),
    )
