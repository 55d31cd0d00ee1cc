"""A stay of decision as every page says it: until when nothing runs."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from rokhas.dossiers.models import Dossier, Ruling
from rokhas.dossiers.models.rulings import RulingQuerySet
from rokhas.ui import formats


def running() -> RulingQuerySet:
    """The stays that are signed and not over."""
    return Ruling.objects.filter(kind=Ruling.Kind.STAY, signed_at__isnull=False, ended_at=None)


def stay_of(dossier: Dossier) -> str:
    """Until when the decision is put off; empty where no stay runs. One query, none there."""
    if dossier.stayed_on is None:
        return ""
    return said(running().filter(dossier=dossier).values_list("until", flat=True).first())


def said(until: date | None) -> str:
    return _("The decision is put off until %(day)s") % {"day": formats.day(until)} if until else ""


def meanwhile() -> str:
    return _(
        "No delay runs meanwhile. The case goes on by itself the day after; there is nothing to file again."
    )
