"""The end that a holder declares: the day, the undertaking, then what the office has seen of the place."""

from __future__ import annotations

from datetime import date

from rokhas.accounts.models import Office
from rokhas.accounts.queries import as_of_now, offices_for
from rokhas.dossiers.models import Dossier, Lapse
from rokhas.dossiers.workflow.renewing import renewing
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.kernel.personal import keyed_hash
from rokhas.occupations import policy
from rokhas.occupations.actions.terms import finish, hold_occupation
from rokhas.occupations.errors import (
    EndAhead,
    EndAlreadyAnswered,
    EndAlreadyDeclared,
    EndOutOfTerm,
    MissingNotSaid,
    NoOfficeAnswers,
    OccupationOver,
    RenewalUnderWay,
    RenewedAlready,
    UndertakingNeeded,
)
from rokhas.occupations.models import Cessation, Ending, Occupation
from rokhas.ui.formats import day


def declare_end(dossier: Dossier, *, by: Actor, on: date, undertaken: bool) -> Cessation:
    """The holder says on which day the occupation ends, and undertakes to give the place back as it was.

    Raises `OccupationOver`, `EndAlreadyDeclared`, `RenewalUnderWay`, `RenewedAlready`, `EndOutOfTerm`, `UndertakingNeeded`,
    `NoOfficeAnswers`, `NotAllowed`.
    """
    if not undertaken:
        raise UndertakingNeeded
    with act():
        occupation = hold_occupation(dossier.pk)
        require(policy.may_declare_end, as_of_now(by), occupation.dossier)
        _require_running(occupation)
        if occupation.cessations.filter(answered_at=None).exists():
            raise EndAlreadyDeclared
        _require_no_renewal(occupation)
        _require_within(occupation, on, by)
        asked = occupation.dossier.procedure.occupation
        assert asked is not None
        assert asked.cessation is not None, "the rule asked for it"
        office = _office(occupation.dossier, asked.cessation.by)
        declared = Cessation.objects.create(
            occupation=occupation,
            on=on,
            declared_at=by.now(),
            declared_by_id=by.person_pk,
            office=office,
            roles=" ".join(asked.cessation.roles),
        )
        record(
            "occupation.end_declared",
            occupation.dossier,
            by,
            until=on.isoformat(),
            office=office.pk,
            cessation=declared.pk,
        )
    return declared


def answer_end(cessation: Cessation, *, by: Actor, restored: bool, missing: str = "") -> Cessation:
    """The office has seen the place: it is restored, and the occupation ended on the day declared; or something is missing, the
    occupation goes on, and its holder declares again.

    Nothing ends under a renewal, asked or granted: none is deposited while this answer is awaited, but one whose cancellation
    was quashed since stands again.

    Raises `EndAlreadyAnswered`, `EndAhead`, `MissingNotSaid`, `OccupationOver`, `RenewalUnderWay`, `RenewedAlready`,
    `NotAllowed`.
    """
    missing = "" if restored else missing.strip()
    if not restored and not missing:
        raise MissingNotSaid
    with act():
        occupation = hold_occupation(cessation.occupation.dossier_id)
        held = occupation.cessations.get(pk=cessation.pk)
        held.occupation = occupation
        require(policy.may_answer_end, as_of_now(by), held)
        if not held.is_open:
            raise EndAlreadyAnswered
        _require_running(occupation)
        if restored and by.today() < held.on:
            raise EndAhead(day=day(held.on))
        if restored:
            _require_no_renewal(occupation)
        held.answered_at, held.answered_by_id = by.now(), by.person_pk
        held.restored, held.missing = restored, missing
        held.save(update_fields=["answered_at", "answered_by", "restored", "missing"])
        if restored:
            finish(occupation, Ending.CEASED, held.on, by)
        else:
            record(
                "occupation.end_incomplete",
                occupation.dossier,
                by,
                until=held.on.isoformat(),
                cessation=held.pk,
                content=keyed_hash(missing),
            )
    return held


def _require_running(occupation: Occupation) -> None:
    if occupation.ended_on is not None:
        raise OccupationOver(day=day(occupation.ended_on))


def _require_no_renewal(occupation: Occupation) -> None:
    request = renewing(occupation.dossier)
    if request is None:
        return
    number = request.number or ""
    raise RenewedAlready(number=number) if request.is_ended else RenewalUnderWay(number=number)


def _require_within(occupation: Occupation, on: date, by: Actor) -> None:
    """A day of the term, and none that is behind: a year that has begun stays due."""
    lapse = Lapse.objects.filter(dossier=occupation.dossier).first()
    first = max(occupation.since, by.today())
    if not first <= on <= (lapse.on if lapse else date.max):
        raise EndOutOfTerm(first=day(first))


def _office(dossier: Dossier, kinds: tuple[str, ...]) -> Office:
    """The first kind that is open where the occupation is. Raises `NoOfficeAnswers`."""
    found = offices_for(kinds, dossier.where)
    office = next((found[kind] for kind in kinds if kind in found), None)
    if office is None:
        raise NoOfficeAnswers
    return office
