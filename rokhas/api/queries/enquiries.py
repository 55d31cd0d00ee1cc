"""What is said of public enquiries."""

from __future__ import annotations

from rokhas.api.schema.common import Both
from rokhas.api.schema.enquiries import EnquirySaid, EnquiryWork, ObservationLine, ObservationSaid
from rokhas.enquiries.models import Enquiry, Opposition, both
from rokhas.enquiries.queries import shown
from rokhas.kernel.actor import Actor


def enquiry(found: Enquiry, actor: Actor) -> EnquirySaid:
    dossier = found.dossier
    found.task.dossier = dossier
    return EnquirySaid(
        id=found.pk,
        number=dossier.number or "",
        procedure=dossier.procedure.code,
        class_name=_both(found, "class_name"),
        activity=_both(found, "activity"),
        situation=_both(found, "situation"),
        petitioner=_both(found, "petitioner") if shown.is_named(found, actor.today()) else None,
        commune=dossier.unit_id or "",
        place=found.announced["point"],
        opens_on=found.opens_on,
        closes_on=found.closes_on,
        open=found.is_open(actor.today()),
    )


def observation(said: Opposition) -> ObservationSaid:
    return ObservationSaid(
        reference=said.reference,
        stance=said.stance,
        text=said.text,
        revision=said.revision,
        filed_at=said.filed_at,
        amended_at=said.amended_at,
        answer=said.answer_told,
    )


def work(found: Enquiry | None, actor: Actor) -> EnquiryWork:
    if found is None:
        return EnquiryWork(enquiry=None, closed_at=None, sense="", motives="", observations=[])
    return EnquiryWork(
        enquiry=enquiry(found, actor),
        closed_at=found.closed_at,
        sense=found.sense,
        motives=found.motives,
        observations=[
            ObservationLine(
                observation=line.opposition.number,
                reference=line.opposition.reference,
                stance=line.opposition.stance,
                text=line.text,
                person=line.who,
                answer=line.opposition.answer,
            )
            for line in shown.lines(found, actor)
        ],
    )


def _both(found: Enquiry, key: str) -> Both:
    fr, ar = both(found.announced, key)
    return Both(fr=fr, ar=ar)
