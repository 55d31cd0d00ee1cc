"""The end that a holder declares: the day, the undertaking, then what the office has seen of the place."""

from __future__ import annotations

from datetime import date

from rokhas.accounts.models import Office
from rokhas.accounts.queries import as_of_now, offices_for
from rokhas.dossiers.models import Dossier, Lapse
from rokhas.dossiers.workflow.renewing import begins_on, renewing, renews
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor, system
from rokhas.kernel.personal import keyed_hash
from rokhas.occupations import policy
from rokhas.occupations.actions.terms import begin, finish, hold_occupation
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
    TermNotBegun,
    UndertakingNeeded,
)
from rokhas.occupations.models import Cessation, Ending, Occupation
from rokhas.ui.formats import day


def declare_end(dossier: Dossier, *, by: Actor, on: date, undertaken: bool) -> Cessation:
    """The holder says on which day the occupation ends, and undertakes to give the place back as it was. A day of the term that
    runs ends it with the renewals granted that go on from it: the place is given back before they begin.

    Raises `OccupationOver`, `EndAlreadyDeclared`, `RenewalUnderWay`, `RenewedAlready`, `TermNotBegun`, `EndOutOfTerm`,
    `UndertakingNeeded`, `NoOfficeAnswers`, `NotAllowed`.
    """
    if not undertaken:
        raise UndertakingNeeded
    with act():
        occupation = hold_occupation(dossier.pk)
        require(policy.may_declare_end, as_of_now(by), occupation.dossier)
        _require_running(occupation)
        if occupation.cessations.filter(answered_at=None).exists():
            raise EndAlreadyDeclared
        _require_no_renewal_under_way(occupation)
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

    The renewals granted that go on from it end with it, on that day. Nothing ends under one that is asked: none is deposited
    while this answer is awaited, but one whose refusal was quashed since is under way again.

    Raises `EndAlreadyAnswered`, `EndAhead`, `MissingNotSaid`, `OccupationOver`, `RenewalUnderWay`, `NotAllowed`.
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
            _require_no_renewal_under_way(occupation)
        held.answered_at, held.answered_by_id = by.now(), by.person_pk
        held.restored, held.missing = restored, missing
        held.save(update_fields=["answered_at", "answered_by", "restored", "missing"])
        if restored:
            finish(occupation, Ending.CEASED, held.on, by)
            _end_its_renewal(occupation.dossier, held.on, by)
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


def _require_no_renewal_under_way(occupation: Occupation) -> None:
    request = renewing(occupation.dossier)
    if request is not None and not request.is_ended:
        raise RenewalUnderWay(number=request.number or "")


def _require_within(occupation: Occupation, on: date, by: Actor) -> None:
    """A day of the term, and none that is behind: a year that has begun stays due. Another term of the same occupation has its
    own number, which is said."""
    lapse = Lapse.objects.filter(dossier=occupation.dossier).first()
    begins = begins_on(occupation.dossier, occupation.since)
    first = max(begins, by.today())
    if first <= on <= (lapse.on if lapse else date.max):
        return
    following = renewing(occupation.dossier)
    if lapse and on > lapse.on and following is not None:
        raise RenewedAlready(day=day(lapse.on), number=following.number or "")
    before = _renewed_by(occupation.dossier)
    if before is not None and by.today() <= on < begins:
        raise TermNotBegun(day=day(occupation.since), number=before.dossier.number or "")
    raise EndOutOfTerm(first=day(first))


def _renewed_by(dossier: Dossier) -> Occupation | None:
    """The occupation that runs until this one begins; None where it renews none."""
    if not renews(dossier):
        return None
    before = Occupation.objects.filter(dossier=dossier.parent_id, ended_on=None)
    return before.select_related("dossier").first()


def _end_its_renewal(dossier: Dossier, on: date, by: Actor) -> None:
    """The place is given back: the renewal granted, and one that would go on from it, end that day too, in the same act. What was
    declared of them is answered by what the office has seen. Held after what they renew; a request is held before it, but is
    deposited by then, and never delivered."""
    following = renewing(dossier)
    if following is None or begin(following.pk, by=system(by.at)) is None:
        return
    renewal = hold_occupation(following.pk)
    renewal.cessations.filter(answered_at=None).update(
        answered_at=by.now(), answered_by_id=by.person_pk, restored=True
    )
    finish(renewal, Ending.CEASED, on, by)
    _end_its_renewal(renewal.dossier, on, by)


def _office(dossier: Dossier, kinds: tuple[str, ...]) -> Office:
    """The first kind that is open where the occupation is. Raises `NoOfficeAnswers`."""
    found = offices_for(kinds, dossier.where)
    office = next((found[kind] for kind in kinds if kind in found), None)
    if office is None:
        raise NoOfficeAnswers
    return office
