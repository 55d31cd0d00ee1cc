"""A person uses a right of law 09-08, and is answered."""

from __future__ import annotations

from django.db import transaction

from rokhas.accounts.models import Mandate, Person, Role
from rokhas.accounts.queries import as_of_now
from rokhas.journal.events import record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.notices.actions import tell
from rokhas.privacy import policy
from rokhas.privacy.errors import AlreadyAnswered, AlreadyAsked, SayWhy
from rokhas.privacy.models import DataRequest, RequestKind, State
from rokhas.privacy.schema import catalogue


def ask(person: Person, *, by: Actor, kind: RequestKind, words: str) -> DataRequest:
    """Write a request down; the data officers are told. Raises `AlreadyAsked`, `NotAllowed`."""
    with transaction.atomic():
        person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        require(policy.may_ask, by, person)
        if DataRequest.objects.waiting().filter(person=person, kind=kind).exists():
            raise AlreadyAsked
        made = DataRequest(
            person=person,
            kind=kind,
            made_at=by.now(),
            due_on=by.today() + catalogue().answer_within[kind.value].delta,
        )
        made.words = words
        made.save()
        record("data.asked", made, by, code=made.kind, due_on=made.due_on.isoformat())
        for officer in _officers(by):
            tell(
                officer,
                "privacy.asked",
                key=f"data-request-{made.pk}-{officer.pk}",
                about=made,
                facts={"day": made.due_on},
                by=by,
                url_name="privacy:answer",
                url_args=[made.pk],
            )
    return made


def answer_request(request: DataRequest, *, by: Actor, granted: bool, answer: str) -> DataRequest:
    """Answer once; the person is told. Raises `AlreadyAnswered`, `SayWhy`, `NotAllowed`."""
    if not answer.strip():
        raise SayWhy
    with transaction.atomic():
        request = (
            DataRequest.objects.select_for_update(no_key=True).select_related("person").get(pk=request.pk)
        )
        require(policy.may_answer, as_of_now(by), request)
        if not request.is_open:
            raise AlreadyAnswered
        request.state = State.GRANTED if granted else State.REFUSED
        request.answer = answer.strip()
        request.answered_at, request.answered_by_id = by.now(), by.person_pk
        request.save()
        record("data.answered", request, by, code=request.kind, state=request.state)
        tell(
            request.person,
            "privacy.answered",
            key=f"data-answer-{request.pk}",
            about=request,
            facts={},
            by=by,
            url_name="privacy:mine",
        )
    return request


def _officers(by: Actor) -> list[Person]:
    held = Mandate.objects.in_force(by.today()).filter(role=Role.PLATFORM_ADMINISTRATOR)
    return list(Person.objects.filter(pk__in=held.values("person_id")).order_by("pk"))
