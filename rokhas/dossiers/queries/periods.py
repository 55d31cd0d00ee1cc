"""When a request may be filed, where a text opens periods: what whoever reads of it is told while none is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from rokhas.dossiers.queries.eligibility import LawSaid, law_said
from rokhas.procedures.queries.schedule import next_window
from rokhas.procedures.schema import Procedure


@dataclass(frozen=True)
class Closed:
    """No deposit is open: the period that is over, where there was one, and the one to come, where it is published."""

    past: str
    law: LawSaid | None
    coming: str
    coming_law: LawSaid | None


def closed(procedure: Procedure, today: date) -> Closed | None:
    """None while it may be filed, without a query; else one query."""
    if procedure.may_be_filed(today):
        return None
    last, coming = procedure.last_window(today), next_window(procedure, today)
    over = last if last and last.closes and last.closes < today else None
    past = _("It could be filed from %(opens)s to %(closes)s.")
    return Closed(
        past=past % {"opens": _day(over.opens), "closes": _day(over.closes)} if over and over.closes else "",
        law=law_said(procedure, over.law) if over else None,
        coming=_coming(coming.opens, coming.closes) if coming else "",
        coming_law=law_said(procedure, coming.law) if coming else None,
    )


def _coming(opens: date, closes: date | None) -> str:
    if closes is None:
        return _("The next period is published: it opens on %(opens)s.") % {"opens": _day(opens)}
    said = {"opens": _day(opens), "closes": _day(closes)}
    return _("The next period is published: from %(opens)s to %(closes)s.") % said


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
