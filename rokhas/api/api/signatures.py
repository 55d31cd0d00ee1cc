"""The one signing path: this interface prepares the envelopes and takes what the key signed; the key stays with its holder."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language, gettext_noop
from ninja import Router

from rokhas.api.http.guard import Asking, Holds
from rokhas.api.models import Scope
from rokhas.api.schema.applicant import (
    Outcomes,
    ResultsAsked,
    SignatureOutcome,
    SignaturesAsked,
    SignaturesPrepared,
)
from rokhas.api.schema.common import Misfit
from rokhas.signing import actions
from rokhas.signing.errors import NoCertificate
from rokhas.signing.queries import active_certificate

router = Router(tags=["signatures"])
SIGNS = Holds(Scope.SIGNATURES_WRITE)


@router.post(
    "/signatures/prepare",
    auth=SIGNS,
    response=SignaturesPrepared,
    summary=gettext_noop("Make the papers to sign: sealed envelopes for the local signing program"),
)
def prepare(request: Asking, asked: SignaturesAsked) -> SignaturesPrepared:
    certificate = active_certificate(request.actor.person_id, request.actor.now())
    if certificate is None:
        raise NoCertificate
    subjects = [str(subject) for subject in asked.subjects]
    jobs = actions.prepare(asked.purpose, subjects, by=request.actor, certificate=certificate)
    return SignaturesPrepared(jobs=jobs, agent=settings.SIGNING_AGENT_URL, lang=get_language() or "fr")


@router.post(
    "/signatures/finish",
    auth=SIGNS,
    response=Outcomes,
    summary=gettext_noop("Hand over what the key signed; the same result given twice has the same outcome"),
)
def finish(request: Asking, asked: ResultsAsked) -> Outcomes:
    results = [each.model_dump() for each in asked.results]
    return Outcomes(
        outcomes=[_outcome(each) for each in actions.finish(results, by=request.actor)],
    )


def _outcome(found: actions.Outcome) -> SignatureOutcome:
    refusal = found.refusal
    return SignatureOutcome(
        jti=found.jti,
        purpose=found.purpose,
        subject=found.subject,
        title=found.title,
        signed=found.is_signed,
        refusal=Misfit(field=refusal.field or "", code=refusal.code, message=str(refusal))
        if refusal
        else None,
    )
