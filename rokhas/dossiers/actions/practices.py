"""Drafts begun in a practice by its staff: the professional files and designs, the staff prepare."""

from __future__ import annotations

from django.utils.translation import gettext

from rokhas.accounts.models import Office
from rokhas.accounts.policy import may_prepare_for
from rokhas.accounts.queries import actor_of, as_of_now, professionals_of, refusal_of_entry
from rokhas.dossiers import policy
from rokhas.dossiers.actions import editing, filing
from rokhas.dossiers.actions.professionals import refuse_awaited, registers_of
from rokhas.dossiers.errors import DossierIncomplete, NoProfessional, ProfessionalNotCurrent
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.workflow.completeness import completeness
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import NotAllowed
from rokhas.notices.actions import tell
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.queries import procedure_of
from rokhas.procedures.schema import Procedure


def open_for_practice(version: ProcedureVersion, practice: Office, *, by: Actor) -> Dossier:
    """The staff of a practice begin a dossier: its professional with a current entry is its filer and its designer.

    Raises `NotAllowed`, `NoProfessional` when nobody of the practice may file it, `ProfessionalNotCurrent`.
    """
    procedure = procedure_of(version.pk)
    with act():
        require(may_prepare_for, as_of_now(by), practice)
        filer = _professional(procedure, practice, by)
        if not policy.may_open_draft(filer, frozenset(procedure.filers)):
            raise NotAllowed
        return filing.begun(
            version, by, filer=filer.person_pk, designer=filer.person_pk, practice=practice.pk
        )


def ask_signature(dossier: Dossier, *, by: Actor) -> Dossier:
    """What is prepared is complete: its designer is told, and finds it on their home until it is lodged. Twice is once.

    Raises `NotAllowed`, `NotADraft`, `DossierIncomplete`, `InvitationWaits`.
    """
    with act():
        dossier = editing.hold_editable(dossier, by)
        require(policy.may_ask_signature, as_of_now(by), dossier)
        if dossier.to_sign_since:
            return dossier
        state = completeness(dossier, editing.editable_version(dossier))
        refuse_awaited(dossier, state.pieces, by)
        if state.missing:
            raise DossierIncomplete(missing=gettext(", ").join(state.missing_names()))
        dossier.to_sign_since = by.now()
        dossier.save(update_fields=["to_sign_since"])
        record("signature.asked", dossier, by)
        assert dossier.designer is not None
        tell(
            dossier.designer,
            "dossier.to_sign",
            key=f"to-sign-{dossier.pk}-{int(by.now().timestamp())}",
            about=dossier,
            facts={"procedure": dossier.procedure.names.model_dump()},
            by=by,
            url_name="dossiers:check",
            url_args=[dossier.pk],
        )
    return dossier


def refusal_of_designer(dossier: Dossier, by: Actor) -> ProfessionalNotCurrent | None:
    """Why the designer could not sign or lodge today, said to somebody else; None when their entry is current. One query."""
    if dossier.designer is None:
        return None
    refused = refusal_of_entry(Actor(dossier.designer_id, at=by.at), registers_of(dossier.procedure))
    if refused is None:
        return None
    return ProfessionalNotCurrent(name=dossier.designer.name, **refused.params)


def _professional(procedure: Procedure, practice: Office, by: Actor) -> Actor:
    """The first professional of the practice whose entry is current in a register of the procedure."""
    refused: ProfessionalNotCurrent | None = None
    for person in professionals_of(practice, by.today()):
        actor = actor_of(person, by.at)
        found = refusal_of_entry(actor, registers_of(procedure), hold=True)
        if found is None:
            return actor
        refused = refused or ProfessionalNotCurrent(name=person.name, **found.params)
    raise refused or NoProfessional
