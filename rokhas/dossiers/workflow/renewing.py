"""The renewal of a running authorisation: a request of the same procedure that follows it, deposited in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.db.models import Q

from rokhas.dossiers.errors import (
    AlreadyRenewed,
    NotRenewable,
    PermitNotDelivered,
    PermitNotStanding,
    RenewalTooEarly,
    RenewalTooLate,
)
from rokhas.dossiers.models import Dossier, Ending, Lapse
from rokhas.dossiers.workflow.answers import NOT_ANSWERED, same
from rokhas.procedures.schema import Procedure, Renewal

_obstacles: list[Callable[[Dossier], None]] = []


def refused_by(obstacle: Callable[[Dossier], None]) -> None:
    """Declare what else keeps an authorisation from being renewed, which the file does not know: it raises `Refused`."""
    if obstacle not in _obstacles:
        _obstacles.append(obstacle)


def renews(dossier: Dossier) -> bool:
    """Whether the request renews the authorisation that it follows, rather than coming after a permit of another kind."""
    return dossier.parent_id is not None and dossier.procedure.follows is None


def begins_on(dossier: Dossier, since: date) -> date:
    """The first day of a term: that of a renewal is counted since the last day of the term before it. No query."""
    return since + timedelta(days=1) if renews(dossier) else since


def changes(renewal: Dossier, parent: Dossier) -> bool:
    """Whether a renewal asks something else than what was authorised: another place, or any other answer that is neither a day
    nor about a person. No query."""
    if renewal.unit_id != parent.unit_id:
        return True
    for field in renewal.procedure.fields:
        if field.type == "date" or field.personal is not None or field.reusable:
            continue
        before, now = parent.answers.get(field.code), renewal.answers.get(field.code)
        if not (before in NOT_ANSWERED and now in NOT_ANSWERED) and not same(field, before, now):
            return True
    return False


def renewal_of(procedure: Procedure) -> Renewal | None:
    """What its file says of a renewal; None where it says of none."""
    return procedure.occupation.renewal if procedure.occupation else None


def opens_on(renewal: Renewal, lapse: Lapse) -> date:
    """The first day on which the renewal may be deposited."""
    return lapse.on - timedelta(days=renewal.opens_before)


def renewing(parent: Dossier) -> Dossier | None:
    """The request that renews an authorisation: lodged, and under way or delivered. One query."""
    found = parent.followers.lodged().filter(Q(ending="") | Q(ending=Ending.DELIVERED))
    return found.filter(procedure_version__code=parent.procedure.code).order_by("pk").first()


def require_renewable(
    procedure: Procedure, parent: Dossier, today: date, *, but: Dossier | None = None
) -> Lapse:
    """That a request of this procedure, deposited on that day, may renew this authorisation; its term. Three queries at most,
    and those of `refused_by`.

    `but` is the request itself. Raises: `NotRenewable`, `PermitNotDelivered`, `PermitNotStanding`, `RenewalTooEarly`,
    `RenewalTooLate`, `AlreadyRenewed`, and as what was declared to `refused_by`.
    """
    renewal, number = renewal_of(procedure), parent.number or ""
    lapse = Lapse.objects.filter(dossier=parent).first()
    if renewal is None or parent.procedure.code != procedure.code:
        raise NotRenewable(number=number)
    if not parent.is_ended:
        raise PermitNotDelivered(number=number)
    if parent.ending != Ending.DELIVERED:
        raise PermitNotStanding(number=number, ending=Ending(parent.ending).label)
    if lapse is None:
        raise NotRenewable(number=number)
    other = renewing(parent)
    if other is not None and other != but:
        raise AlreadyRenewed(number=number, other=other.number or "")
    if lapse.has_passed(today):
        raise RenewalTooLate(number=number, until=f"{lapse.on:%d/%m/%Y}")
    if today < (first := opens_on(renewal, lapse)):
        raise RenewalTooEarly(number=number, day=f"{first:%d/%m/%Y}", until=f"{lapse.on:%d/%m/%Y}")
    for obstacle in _obstacles:
        obstacle(parent)
    return lapse
