"""Assisted deposit: at the competent desk a clerk types and scans for a person without tools, who consents and stays the filer.

The filer shows an identity card, reads the printed sheet of what is to be deposited, and consents with a code that their own
telephone receives. The code answers for that content alone: any edit voids it. No text read so far governs such a deposit:
who may assist, and how consent is proved, are choices of this platform [UNSURE].
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta

from rokhas.accounts.actions import account_at, prove_telephone
from rokhas.accounts.models import Mandate, Office, Person
from rokhas.accounts.queries import as_of_now
from rokhas.documents.actions import render, store
from rokhas.dossiers import policy
from rokhas.dossiers.actions import editing, filing
from rokhas.dossiers.actions.codes import send_code, try_code
from rokhas.dossiers.actions.papers import PDF, file_name
from rokhas.dossiers.actions.turn import hold
from rokhas.dossiers.errors import (
    AnswerNotUnderstood,
    CodeWrong,
    ConsentNotPrinted,
    ConsentVoid,
    DeskNotCompetent,
    IdentityDiffers,
    NobodyElseChecks,
    NotForCitizens,
    OwnDeposit,
    TooManyDeposits,
)
from rokhas.dossiers.models import Assistance, DeskCode, Dossier, OfficialPaper, PaperKind, Piece
from rokhas.dossiers.queries.consent import consent as sheet_of
from rokhas.dossiers.workflow.completeness import completeness, deposit_hash, pieces_of
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.queries import procedure_of
from rokhas.procedures.schema import Kind, Procedure

DEPOSITS_AN_HOUR = 20
SAME_CLICK = timedelta(minutes=1)


def begin_assistance(
    version: ProcedureVersion,
    office: Office,
    *,
    by: Actor,
    phone: str,
    identity: str,
    name_fr: str,
    name_ar: str,
    language: str,
) -> Dossier:
    """Open at a desk the draft of a person who has shown the identity card of this number: they file it, the clerk types it.

    What the card says is proposed as the answers about the applicant. The same person for the same procedure within a minute (a
    double click) is one draft. Raises `NotAllowed`, `NotForCitizens`, `DeskNotCompetent`, `NobodyElseChecks`, `OwnDeposit`,
    `TooManyDeposits`, `BadTelephone`, `TelephoneOfAnother`.
    """
    procedure = procedure_of(version.pk)
    if "applicant" not in procedure.filers:
        raise NotForCitizens
    if office.kind not in procedure.desk:
        raise DeskNotCompetent
    with act():
        Person.objects.select_for_update(no_key=True).get(
            pk=by.person_pk
        )  # two clicks of one clerk come one after the other
        require(policy.may_assist, as_of_now(by), office)
        if not _another_checks(office, procedure, by, {by.person_pk}):
            raise NobodyElseChecks
        begun = Assistance.objects.filter(clerk=by.person_pk)
        if begun.filter(begun_at__gt=by.now() - timedelta(hours=1)).count() >= DEPOSITS_AN_HOUR:
            raise TooManyDeposits
        filer = account_at(
            phone, name_fr=name_fr, name_ar=name_ar, identity=identity, language=language, by=by
        )
        if filer.pk == by.person_id:
            raise OwnDeposit
        again = Dossier.objects.drafts().filter(
            procedure_version=version, filer=filer, assistant=by.person_pk
        )
        standing = again.filter(opened_at__gt=by.now() - SAME_CLICK).first()
        if standing is not None:
            return standing
        dossier = Dossier.objects.create(
            procedure_version=version,
            filer=filer,
            assistant_id=by.person_pk,
            prepared_by=f" {by.person_pk} ",
            assisted_version=1,
            desk=office,
            opened_at=by.now(),
            touched_at=by.now(),
        )
        record("draft.opened", dossier, by, procedure=procedure.code)
        _take(dossier, 1, identity, by)
        with suppress(AnswerNotUnderstood):  # what the form does not take is asked there
            dossier = filing.answer(dossier, _from_card(procedure, filer, identity), by=by)
    return dossier


def take_up(dossier: Dossier, *, identity: str, by: Actor) -> Dossier:
    """A clerk of the same desk goes on with what is asked of a person already helped there: a draft that a colleague left, or a
    new version after changes were asked. The person shows the same identity card. What they had consented to is void.

    Raises `NotAllowed`, `IdentityDiffers`, `NobodyElseChecks`, and `NotADraft` when nothing is asked of them.
    """
    with act():
        dossier = hold(dossier.pk)
        require(policy.may_take_up, as_of_now(by), dossier)
        version = editing.editable_version(dossier)
        if not dossier.assistances.latest("version").shows(identity):
            raise IdentityDiffers
        if dossier.assistant_id == by.person_id and dossier.assisted_version == version:
            return dossier
        assert dossier.desk is not None
        if not _another_checks(dossier.desk, dossier.procedure, by, dossier.preparers | {by.person_pk}):
            raise NobodyElseChecks
        dossier.assistant_id, dossier.assisted_version = by.person_pk, version
        dossier.note_preparer(by.person_id)
        dossier.save(update_fields=["assistant", "assisted_version", "prepared_by"])
        _take(dossier, version, identity, by)
    return dossier


def print_consent(dossier: Dossier, *, by: Actor) -> OfficialPaper:
    """Print the sheet of what is to be deposited, for the filer to read before they consent. The same content is the same sheet.

    Not inside a transaction. Raises `DossierIncomplete`, `ManifestNotSigned`, `ConsentVoid` when it changed while it was printed.
    """
    require(policy.assists, as_of_now(by), dossier)
    version, pieces, content = _ready(dossier)
    sheets = dossier.papers.filter(kind=PaperKind.CONSENT, version=version, superseded_at=None)
    standing = sheets.filter(content=content).exclude(document=None).first()
    if standing is not None:
        return standing
    paper = OfficialPaper(
        dossier=dossier, kind=PaperKind.CONSENT, version=version, content=content, drafted_at=by.now()
    )
    assistance = dossier.assistances.select_related("office", "clerk").get(version=version)
    sheet = sheet_of(paper, pieces, assistance)
    document = store(render(sheet, specimen=False), name=file_name(paper), media_type=PDF, by=by)
    with act():
        dossier = hold(dossier.pk)
        require(policy.assists, as_of_now(by), dossier)
        if _ready(dossier)[2] != content:
            raise ConsentVoid
        sheets = dossier.papers.filter(kind=PaperKind.CONSENT, version=version, superseded_at=None)
        standing = sheets.filter(content=content).exclude(document=None).first()
        if standing is not None:
            return standing
        sheets.update(superseded_at=by.now())
        paper.dossier, paper.document = dossier, document
        paper.save()
        record(
            "paper.issued",
            paper,
            by,
            stream=dossier,
            paper=paper.pk,
            paper_kind=paper.kind,
            sha256=document.sha256,
        )
    return paper


def ask_consent(dossier: Dossier, *, by: Actor) -> DeskCode:
    """Send the filer's telephone the code that answers for the content as it is now, and for nothing else.

    Asked again within a minute it is the same code. Raises `ConsentNotPrinted`, `TooManyCodes`, and as `print_consent`.
    """
    with act():
        dossier = hold(dossier.pk)
        require(policy.assists, as_of_now(by), dossier)
        version, _pieces, content = _ready(dossier)
        sheets = dossier.papers.filter(kind=PaperKind.CONSENT, version=version, superseded_at=None)
        if not sheets.filter(content=content).exists():
            raise ConsentNotPrinted
        assistance = dossier.assistances.get(version=version)
        return send_code(assistance, DeskCode.Purpose.CONSENT, content, by)


def consent(dossier: Dossier, code: str, *, by: Actor) -> Assistance:
    """The filer gives the code that their telephone received: they agree to what was printed, and the number is theirs.

    Consenting twice to the same content changes nothing. Raises `CodeWrong`, `CodeExpired`, `CodeSpent`, `ConsentVoid`,
    `TelephoneOfAnother`.
    """
    refused: CodeWrong | None = None
    with act():
        dossier = hold(dossier.pk)
        require(policy.assists, as_of_now(by), dossier)
        version, _pieces, content = _ready(dossier)
        assistance = dossier.assistances.get(version=version)
        if assistance.consented_to == content:
            return assistance
        refused = try_code(assistance, DeskCode.Purpose.CONSENT, content, code, by)
        if refused is None:
            _consented(dossier, assistance, content, by)
    if refused is not None:  # once the attempt is counted
        raise refused
    return assistance


def _consented(dossier: Dossier, assistance: Assistance, content: str, by: Actor) -> None:
    holder = prove_telephone(dossier.filer, by=by)
    if holder.pk == dossier.assistant_id:
        raise OwnDeposit
    if holder.pk != dossier.filer_id:
        dossier.filer = holder
        dossier.save(update_fields=["filer"])
    assistance.consented_to, assistance.consented_at = content, by.now()
    assistance.save(update_fields=["consented_to", "consented_at"])
    sheets = dossier.papers.filter(kind=PaperKind.CONSENT, version=assistance.version, superseded_at=None)
    sheets.filter(content=content).update(issued_at=by.now())
    record(
        "consent.given",
        dossier,
        by,
        office=assistance.office_id,
        version=assistance.version,
        content=content,
    )


def _take(dossier: Dossier, version: int, identity: str, by: Actor) -> None:
    """The version is this clerk's to type; whatever was consented to is void."""
    assert dossier.desk_id is not None
    assistance = dossier.assistances.filter(version=version).first() or Assistance(
        dossier=dossier, version=version
    )
    assistance.clerk_id, assistance.office_id = by.person_pk, dossier.desk_id
    assistance.begun_at, assistance.identity = by.now(), identity
    assistance.consented_to, assistance.consented_at = "", None
    assistance.save()
    record("assistance.begun", dossier, by, office=dossier.desk_id, version=version)


def _ready(dossier: Dossier) -> tuple[int, list[Piece], str]:
    """The version being prepared, when nothing lacks, its files, and the hash of its content. Raises `DossierIncomplete`,
    `ManifestNotSigned`, `NotADraft`."""
    version = editing.editable_version(dossier)
    filing.refuse_incomplete(completeness(dossier, version))
    pieces = pieces_of(dossier, version)
    return version, pieces, deposit_hash(dossier, pieces)


def _another_checks(office: Office, procedure: Procedure, by: Actor, typing: Collection[int]) -> bool:
    """Whether somebody of the desk may check the pieces beside those who typed them: nobody answers what they typed."""
    steps = [
        step
        for step in procedure.steps
        if step.kind is Kind.CHECK and step.among != "reserving" and office.kind in step.by
    ]
    roles = {role for step in steps for role in step.roles}
    serving = Mandate.objects.in_force(by.today()).filter(office=office, role__in=roles)
    return not steps or serving.exclude(person_id__in=typing).filter(person__is_active=True).exists()


def _from_card(procedure: Procedure, filer: Person, identity: str) -> dict[str, str]:
    """What the card and the telephone say already of the applicant, by the questions of the form."""
    known = {
        procedure.meaning("beneficiary", "fr"): filer.name_fr,
        procedure.meaning("beneficiary", "ar"): filer.name_ar,
        procedure.meaning("phone"): filer.phone,
        next((field for field in procedure.fields if field.type == "identity"), None): identity,
    }
    return {field.code: value for field, value in known.items() if field is not None and value}
