"""The desk's acts: check the pieces, send the dossier to the members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext

from rokhas.dossiers import policy
from rokhas.dossiers.actions.opinions import word
from rokhas.dossiers.actions.turn import close, hold_open_task, turn
from rokhas.dossiers.errors import (
    EveryDocumentChecked,
    LackUnexplained,
    MainDocumentMissing,
    OnlyMainDocuments,
)
from rokhas.dossiers.models import Check, Dossier, Finding, Outcome, Reason, Task
from rokhas.dossiers.workflow import facts
from rokhas.dossiers.workflow.completeness import pieces_of
from rokhas.journal.events import act, record
from rokhas.kernel.actor import Actor
from rokhas.kernel.rows import written_once
from rokhas.procedures.queries import reasons_for
from rokhas.procedures.schema import CodedReason, Document, Procedure

PRESENT, AWAITED = "present", "awaited"
LACKING = frozenset({"missing", "unsigned", "unreadable"})


def save_findings(task: Task, findings: Sequence[Finding], *, by: Actor) -> Check:
    """Keep what has been checked so far; the dossier does not move."""
    with act():
        task = hold_open_task(task.pk, by, policy.may_check)
        return _write(task, findings)


def declare_admissible(task: Task, *, by: Actor, findings: Sequence[Finding]) -> Task:
    """Every main document is there, signed and readable. What is only of information may follow until delivery (RGC art. 33).

    Raises `EveryDocumentChecked`, `MainDocumentMissing`.
    """
    with turn(task, by, policy.may_check) as task:
        lacking = lacking_main_documents(task.dossier, findings)
        if lacking:
            raise MainDocumentMissing
        _write(task, findings)
        close(task, Outcome.ADMISSIBLE, by)
        awaited = [finding["document"] for finding in findings if finding["state"] != PRESENT]
        record("dossier.admissible", task.dossier, by, task=task.pk, awaited=awaited)
    return task


def declare_inadmissible(task: Task, *, by: Actor, findings: Sequence[Finding]) -> Task:
    """A main document is missing, unsigned or unreadable: nothing else can make a dossier inadmissible (RGC art. 33).

    Each lack has its coded reason. Raises `EveryDocumentChecked`, `OnlyMainDocuments`, `LackUnexplained`.
    """
    with turn(task, by, policy.may_check) as task:
        lacking = lacking_main_documents(task.dossier, findings)
        if not lacking:
            raise OnlyMainDocuments
        explained = {finding["document"] for finding in findings if finding["reason"]}
        if not explained.issuperset(lacking):
            raise LackUnexplained
        _write(task, findings)
        close(task, Outcome.INADMISSIBLE, by)
        record("dossier.inadmissible", task.dossier, by, task=task.pk, documents=lacking)
    return task


def dispatch(task: Task, *, by: Actor) -> Task:
    """Send the dossier to the members, who give their opinions in parallel (RGC art. 18)."""
    with turn(task, by, policy.may_dispatch) as task:
        close(task, Outcome.DISPATCHED, by)
        record("dossier.dispatched", task.dossier, by, task=task.pk)
    return task


def inadmissibility_reasons(procedure: Procedure) -> list[CodedReason]:
    """The reasons of the desk, one catalogue for a one-stop desk and a provincial committee."""
    return reasons_for(procedure, "single_desk", {"inadmissibility"})


def inadmissibility_reason(procedure: Procedure, document: Document, code: str) -> Reason:
    """A coded reason about one document, in both languages. Raises `ReasonUnknown`."""
    offered = {reason.code: reason for reason in inadmissibility_reasons(procedure)}
    worded = {
        language: word(offered, code, {"document": document.names.in_(language)}) for language in ("fr", "ar")
    }
    return worded["fr"] | {"text_ar": worded["ar"]["text_ar"]}


def asked_documents(dossier: Dossier) -> tuple[Document, ...]:
    """The documents the desk checks: those that an upload must bring for this dossier."""
    return tuple(
        document
        for document in dossier.procedure.documents_for(facts.read(dossier).holding)
        if document.arises_from == "upload" and document.kind != "optional"
    )


def lacking_main_documents(dossier: Dossier, findings: Sequence[Finding]) -> list[str]:
    """The codes of the main documents that lack, by what was found and by what is really in the file.

    Raises `EveryDocumentChecked` when a document was not looked at.
    """
    found: Mapping[str, Finding] = {finding["document"]: finding for finding in findings}
    asked = asked_documents(dossier)
    unchecked = [document.names.fr for document in asked if document.code not in found]
    if unchecked:
        raise EveryDocumentChecked(missing=gettext(", ").join(unchecked))
    given = {piece.code for piece in pieces_of(dossier, dossier.version)}
    return [
        document.code
        for document in asked
        if document.kind == "main"
        and (found[document.code]["state"] in LACKING or document.code not in given)
    ]


def _write(task: Task, findings: Sequence[Finding]) -> Check:
    check, is_new = written_once(Check(task=task, findings=list(findings)), task=task)
    if not is_new:
        check.findings = list(findings)
        check.save(update_fields=["findings"])
    return check
