"""Some requests may be filed only in a period that a text opens."""

from __future__ import annotations

from rokhas.dossiers.errors import FilingClosed, FilingNotOpened
from rokhas.dossiers.queries.wording import cited
from rokhas.kernel.actor import Actor
from rokhas.procedures.schema import Procedure


def require_open_period(procedure: Procedure, by: Actor) -> None:
    """Whether a text lets it be filed today. Raises `FilingClosed`, or `FilingNotOpened` before a period begins."""
    if procedure.may_be_filed(by.today()):
        return
    last = procedure.last_window(by.today())
    assert last is not None
    opens, law = f"{last.opens:%d/%m/%Y}", cited(procedure, last.law)
    if last.closes is None or last.opens > by.today():
        raise FilingNotOpened(opens=opens, law=law)
    raise FilingClosed(opens=opens, closes=f"{last.closes:%d/%m/%Y}", law=law)
