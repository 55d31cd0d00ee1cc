"""`{% load dossiers %}`: what pages say beside a file of a dossier."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.utils.translation import gettext as _

from rokhas.documents.models import Document
from rokhas.documents.queries import is_scanned
from rokhas.dossiers.models import Dossier, Piece
from rokhas.dossiers.queries import wording
from rokhas.dossiers.queries.following import CancelledParent
from rokhas.dossiers.queries.following import cancelled_parent as of_parent
from rokhas.dossiers.queries.stayed import stay_of
from rokhas.dossiers.queries.thresholds import Compared, thresholds_of
from rokhas.dossiers.workflow import doubts

register = template.Library()


@dataclass(frozen=True)
class Mark:
    """A remark beside a file: its words, an icon of the set and a tone of the design system."""

    words: str
    icon: str
    tone: str


@register.filter
def marks(piece: Piece) -> list[Mark]:
    """What its reader must know of a file: the doubts its sender did not share, and the virus scan that it still waits for."""
    found = [Mark(words, "alert-triangle", "warn") for words in doubts.said(piece.insisted)]
    if piece.document.scan == Document.Scan.WAITING:
        found.append(
            Mark(_("Not yet searched for viruses: it waits for the scanner"), "hourglass-empty", "wait")
        )
    if piece.document.scan == Document.Scan.INFECTED:
        found.append(Mark(_("A virus was found: this file cannot be opened"), "alert-octagon", "bad"))
    return found


@register.filter
def citation(said: str) -> str:
    """What a coded reason cites, in the language of the page."""
    return wording.citation(said)


@register.filter
def thresholds(dossier: Dossier) -> list[Compared]:
    """What the answers of a dossier exceed, threshold by threshold; none where its procedure has none."""
    return thresholds_of(dossier)


@register.filter
def cancelled_parent(dossier: Dossier) -> CancelledParent | None:
    """The permit that a request comes after, once it is cancelled."""
    return of_parent(dossier)


@register.filter
def stay(dossier: Dossier) -> str:
    """Until when the decision on a dossier is put off; empty where no stay runs."""
    return stay_of(dossier)


@register.simple_tag
def files_are_scanned() -> bool:
    """Whether received files are searched for viruses on this platform."""
    return is_scanned()
