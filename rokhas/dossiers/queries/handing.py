"""What a desk prints and hands over to a person who was helped there."""

from __future__ import annotations

from rokhas.dossiers.models import Dossier, OfficialPaper, PaperKind
from rokhas.dossiers.models.papers import GRANTS, LETTERS

# What is addressed to the filer.
ADDRESSED = LETTERS | GRANTS | {PaperKind.RECEIPT, PaperKind.CONSENT, PaperKind.QUITTANCE, PaperKind.SILENCE}


def papers_to_hand(dossier: Dossier) -> list[OfficialPaper]:
    """The issued papers that are addressed to the filer, printed, the latest first. One query."""
    issued = dossier.papers.ready().filter(kind__in=ADDRESSED, superseded_at=None).exclude(issued_at=None)
    papers = list(issued.select_related("document").order_by("-issued_at", "-pk"))
    for paper in papers:
        paper.dossier = dossier
    return papers
