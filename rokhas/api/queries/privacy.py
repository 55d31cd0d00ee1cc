"""What is said of requests about personal data."""

from __future__ import annotations

from rokhas.api.schema.privacy import DataRequestSaid, DataRequestSeen
from rokhas.kernel.actor import Actor
from rokhas.privacy import policy
from rokhas.privacy.models import DataRequest


def request(found: DataRequest) -> DataRequestSaid:
    return DataRequestSaid(
        id=found.pk,
        kind=found.kind,
        words=found.words,
        made_at=found.made_at,
        due_on=found.due_on,
        state=found.state,
        answer=found.answer,
        answered_at=found.answered_at,
    )


def seen(found: DataRequest, actor: Actor) -> DataRequestSeen:
    return DataRequestSeen(
        **request(found).model_dump(),
        person=found.person.name,
        may_answer=found.is_open and policy.may_answer(actor, found),
    )
