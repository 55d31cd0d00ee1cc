"""The applicant's acts: open a draft, answer, place the land, give the plans, lodge, and lodge again when changes are asked.

A draft is not an act of the administration: what is typed is saved as it is given, without an event per keystroke.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import BigIntegerField, IntegerField
from django.utils.translation import gettext

from rokhas.accounts.models import PROFESSIONS, OfficeKind, Person
from rokhas.accounts.queries import as_of_now
from rokhas.documents.models import Document
from rokhas.dossiers import policy, workflow
from rokhas.dossiers.actions.appeals import lost_with_the_version, note_without_object
from rokhas.dossiers.actions.consents import require_consent
from rokhas.dossiers.actions.derogations import require_crossing
from rokhas.dossiers.actions.editing import editable_version, hold_editable, is_under_study, touch
from rokhas.dossiers.actions.extent import require_extent, require_same_extent
from rokhas.dossiers.actions.following import require_parent
from rokhas.dossiers.actions.periods import require_open_period
from rokhas.dossiers.actions.points import deposit_answers
from rokhas.dossiers.actions.professionals import (
    deposits_as_professional,
    refusal,
    refuse_awaited,
    require_entry,
)
from rokhas.dossiers.actions.turn import close, hold, turn
from rokhas.dossiers.errors import (
    AnswersFrozen,
    DeskNotCompetent,
    DossierIncomplete,
    LandNotFound,
    ManifestNotSigned,
    NotADraft,
    NothingReplaced,
    OfficeMissing,
)
from rokhas.dossiers.models import (
    Counter,
    Dossier,
    DossierVersion,
    OfficialPaper,
    Outcome,
    PaperKind,
    Piece,
    Task,
)
from rokhas.dossiers.workflow import facts
from rokhas.dossiers.workflow.answers import all_same, clean, same, search_text
from rokhas.dossiers.workflow.clocks import begin_anew
from rokhas.dossiers.workflow.completeness import Completeness, completeness, deposit_hash, pieces_of
from rokhas.dossiers.workflow.engine import desk_of
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import NotAllowed
from rokhas.kernel.fixed import Fixed
from rokhas.kernel.references import TRACKING_LENGTH, dossier_number, random_code
from rokhas.notices.actions import tell
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.queries import procedure_of
from rokhas.territory.models import Unit
from rokhas.territory.queries import at_point, competence


def open_draft(version: ProcedureVersion, *, by: Actor, designer: Person | None = None) -> Dossier:
    """Begin a dossier of a procedure. A professional who files, with a current entry in the register, is its designer.

    Raises `NotAllowed`, as `begun`, and `EntryNotCurrent` for what only a professional files.
    """
    procedure = procedure_of(version.pk)
    if not policy.may_open_draft(by, frozenset(procedure.filers)):
        raise NotAllowed
    with act():
        own = None
        if by.has_role(*PROFESSIONS):
            refused = refusal(procedure, by, hold=True)
            if refused and "applicant" not in procedure.filers:
                raise refused
            own = None if refused else by.person_id
        practice = min(by.offices(*PROFESSIONS), default=None) if own else None
        designs = designer.pk if designer else own
        return begun(version, by, filer=by.person_pk, designer=designs, practice=practice)


def begun(
    version: ProcedureVersion, by: Actor, *, filer: int, designer: int | None, practice: int | None
) -> Dossier:
    """The row of a draft, and its first fact, for an act that has asked who may. Raises `FilingClosed`, `FilingNotOpened`."""
    require_open_period(procedure_of(version.pk), by)
    dossier = Dossier(procedure_version=version, opened_at=by.now(), touched_at=by.now())
    dossier.filer_id, dossier.designer_id, dossier.practice_id = filer, designer, practice
    dossier.note_preparer(by.person_id)
    dossier.save()
    record("draft.opened", dossier, by, procedure=procedure_of(version.pk).code)
    return dossier


def answer(dossier: Dossier, given: Mapping[str, Any], *, by: Actor) -> Dossier:
    """Save answers as they are given. All those that fit are kept even when one does not.

    Raises `AnswerNotUnderstood` for the first that does not fit, once the others are saved.
    """
    misfit = None
    with act():
        dossier = hold_editable(dossier, by)
        fields = {field.code: field for field in dossier.procedure.fields}
        for code, raw in given.items():
            if code not in fields:
                continue
            try:
                cleaned = clean(fields[code], raw)
            except workflow.AnswerNotUnderstood as error:
                misfit = misfit or error
                continue
            if not same(fields[code], dossier.answers.get(code), cleaned):
                dossier.answers[code] = cleaned
        touch(dossier, by)
    if misfit:
        raise misfit
    return dossier


def place_land(
    dossier: Dossier,
    *,
    by: Actor,
    lon: float | None = None,
    lat: float | None = None,
    unit: Unit | None = None,
) -> Dossier:
    """Say where the land is: a point (WGS 84, degrees), a commune chosen by name, or both. Raises `LandNotFound`, and
    `DeskNotCompetent` of an assisted deposit that another desk receives.

    Outlines are simplified: near a border, the commune that was chosen counts more than the one drawn under the point.
    """
    if unit is None and lon is not None and lat is not None:
        unit = at_point(lon, lat)
    if unit is None or not competence(unit.pk).is_deposit_place:
        raise LandNotFound
    with act():
        dossier = hold_editable(dossier, by)
        if not dossier.is_draft and unit.pk != dossier.unit_id:
            raise NotADraft
        dossier.unit = unit
        if dossier.is_draft and dossier.is_assisted and desk_of(dossier) != dossier.desk:
            raise DeskNotCompetent
        if lon is not None and lat is not None:
            parcel = next((field for field in dossier.procedure.fields if field.type == "parcel"), None)
            if parcel:
                dossier.answers[parcel.code] = clean(parcel, {"lon": lon, "lat": lat})
        touch(dossier, by, "unit")
    return dossier


def name_designer(dossier: Dossier, designer: Person, *, by: Actor) -> Dossier:
    """Say which professional designs the project and will sign the list of the plans; they are told."""
    with act():
        dossier = hold_editable(dossier, by)
        require(policy.may_name_designer, as_of_now(by), dossier)
        dossier.designer = designer
        touch(dossier, by, "designer")
        record("designer.named", dossier, by, designer=designer.pk)
        tell(
            designer,
            "dossier.designer",
            key=f"designer-{dossier.pk}-{designer.pk}",
            about=dossier,
            facts={"procedure": dossier.procedure.names.model_dump()},
            by=by,
            url_name="dossiers:draft",
            url_args=[dossier.pk],
        )
    return dossier


def add_piece(
    dossier: Dossier, code: str, document: Document, *, by: Actor, insisted: Sequence[str] = ()
) -> Piece:
    """Give a file for a required document. The same file given twice for the same document is one piece.

    While a lodged dossier is studied, only documents of information may still follow, until delivery (RGC art. 33). `insisted`
    are the doubts about the file that its sender was told of and did not share. Raises `NotADraft`, `NotAllowed`.
    """
    with act():
        dossier = hold(dossier.pk)
        require(policy.may_edit, as_of_now(by), dossier)
        return keep_piece(dossier, code, document, by, insisted)


def keep_piece(
    dossier: Dossier, code: str, document: Document, by: Actor, insisted: Sequence[str] = ()
) -> Piece:
    """The row of a file, for an act that holds the dossier and has asked who may. Raises `NotADraft`."""
    late = is_under_study(dossier) and dossier.procedure.document(code).kind != "main"
    version = dossier.version if late else editable_version(dossier)
    for given in pieces_of(dossier, version):
        if (given.code, given.document.sha256) == (code, document.sha256):
            return given
    piece = Piece.objects.create(
        dossier=dossier,
        code=code,
        document=document,
        since=version,
        added_at=by.now(),
        added_by_id=by.person_pk,
        late=late,
        insisted=list(insisted),
    )
    record("piece.added", piece, by, stream=dossier, code=code, sha256=document.sha256)
    touch(dossier, by)
    return piece


def remove_piece(piece: Piece, *, by: Actor) -> None:
    """Take a file out of what is being prepared. What was lodged in an earlier version stays there for ever."""
    with act():
        take_out(hold_editable(piece.dossier, by), piece, by)


def take_out(dossier: Dossier, piece: Piece, by: Actor) -> None:
    """A file leaves what is prepared, for an act that holds the dossier and has asked who may. Raises `NotADraft`."""
    version = editable_version(dossier)
    record("piece.removed", piece, by, stream=dossier, code=piece.code, sha256=piece.document.sha256)
    if piece.since == version:
        Piece.objects.filter(pk=piece.pk).delete()
    else:
        Piece.objects.filter(pk=piece.pk, until=None).update(until=version)
    # What an invited professional had declared complete no longer is.
    dossier.invitations.filter(person_id=piece.added_by_id).update(given_at=None)
    touch(dossier, by)


def lodge(dossier: Dossier, *, by: Actor) -> Dossier:
    """Deposit: the dossier gets its number and tracking code, the desk its first task, the applicant a receipt (RGC art. 30).

    A clerk deposits what the filer consented to. Raises `DossierIncomplete`, `ManifestNotSigned`, `LandNotFound`,
    `OfficeMissing`, `NotADraft`, `NotAllowed`, `FilingClosed`, `EntryNotCurrent` if a professional lodges, and `ConsentMissing`,
    `ConsentVoid`, `DeskNotCompetent` when a clerk does; `NothingToDerogate`, `NotDerogable` where thresholds bound it;
    `LandInSeveralProvinces`, `LandInOneCommune` of a land said to be on several communes.
    Lodging twice (a double click) gives the same dossier and number.
    """
    with act():
        dossier = hold(dossier.pk)
        require(policy.may_lodge, as_of_now(by), dossier)
        if not dossier.is_draft:
            return dossier
        _require_entry(dossier, by)
        require_open_period(dossier.procedure, by)
        require_parent(dossier, by)
        state = completeness(dossier, dossier.version)
        refuse_awaited(dossier, state.pieces, by)
        refuse_incomplete(state)
        require_crossing(dossier)
        require_extent(dossier)
        assert dossier.unit is not None
        desk = desk_of(dossier)
        if desk is None:
            names = " / ".join(str(OfficeKind(kind).label) for kind in dossier.procedure.desk)
            raise OfficeMissing(office=names, unit=dossier.unit)
        if by.person_id == dossier.assistant_id and desk.pk != dossier.desk_id:
            raise DeskNotCompetent
        classification = dossier.procedure.classify(facts.read(dossier).holding)
        year = by.today().year
        rank = Counter.objects.advance(dossier.procedure.prefix, dossier.unit, year)
        dossier.number = dossier_number(dossier.procedure.prefix, year, dossier.unit.pk, rank)
        dossier.desk, dossier.class_code = desk, classification.code or ""
        dossier.tracking_code = random_code(TRACKING_LENGTH)
        dossier.lodged_at, dossier.touched_at, dossier.to_sign_since = by.now(), by.now(), None
        dossier.note_preparer(by.person_id)
        dossier.search_text = search_text(dossier)
        dossier.save()
        _freeze(dossier, state.pieces, by)
        workflow.advance(dossier, by)
    return dossier


def lodge_again(task: Task, *, by: Actor) -> Dossier:
    """The re-deposit after changes were asked or the dossier was inadmissible: a new version; every clock starts again from zero
    (RGC art. 37). Raises `NothingReplaced`, `DossierIncomplete`, `ManifestNotSigned`, `LandMoved`."""
    with turn(task, by, policy.may_redeposit) as task:
        _require_entry(task.dossier, by)
        close(task, Outcome.DECLARED, by)
        lost = lost_with_the_version(task.dossier)
        workflow.supersede(task.dossier, None, by)
        dossier = _new_version(task.dossier, by, restarts_clock=True)
        note_without_object(lost, dossier, by=by)
        return dossier


def answer_reserves(task: Task, *, by: Actor) -> Dossier:
    """The designer answers minor reserves: a new version for the members to read, under the same opinions and the same clock
    (RGC art. 38). Only documents change. Raises `AnswersFrozen`, `NothingReplaced`, `DossierIncomplete`, `ManifestNotSigned`."""
    with turn(task, by, policy.may_redeposit) as task:
        _require_entry(task.dossier, by)
        deposited = task.dossier.versions.latest("number").answers
        if not all_same(task.dossier.procedure, deposited, task.dossier.answers):
            raise AnswersFrozen
        dossier = _new_version(task.dossier, by, restarts_clock=False)
        close(task, Outcome.DECLARED, by)
        record("reserves.answered", dossier, by, task=task.pk)
    return dossier


_RIVALS = Fixed(
    lambda dossier, version, paper: OfficialPaper.objects.filter(
        dossier=dossier, kind=PaperKind.MANIFEST, version=version, superseded_at=None
    ).exclude(pk=paper),
    dossier=BigIntegerField(),
    version=IntegerField(),
    paper=BigIntegerField(),
)


def sign_manifest(dossier: Dossier, paper: OfficialPaper, *, by: Actor) -> None:
    """The designer has signed the list of the plans (called when the signature is accepted): it stands, even when another was
    drawn up in between; the other does not. Raises `EntryNotCurrent`: the register may have changed since it was prepared."""
    require_entry(dossier.procedure, by)
    if dossier.note_preparer(by.person_id):
        dossier.save(update_fields=["prepared_by"])
    _RIVALS.update({"superseded_at": by.now()}, dossier=dossier.pk, version=paper.version, paper=paper.pk)
    paper.issued_at, paper.superseded_at = by.now(), None
    paper.save(update_fields=["issued_at", "superseded_at"])
    record("manifest.signed", paper, by, stream=dossier, version=paper.version, plans=paper.content)


def _require_entry(dossier: Dossier, by: Actor) -> None:
    if deposits_as_professional(dossier, by):
        require_entry(dossier.procedure, by)


def refuse_incomplete(state: Completeness) -> None:
    """Raises `DossierIncomplete`, `ManifestNotSigned`: what is prepared cannot be deposited yet."""
    if state.missing:
        raise DossierIncomplete(missing=gettext(", ").join(state.missing_names()))
    if not state.manifest_is_signed:
        raise ManifestNotSigned


def _new_version(dossier: Dossier, by: Actor, *, restarts_clock: bool) -> Dossier:
    version = dossier.version + 1
    last = dossier.versions.latest("number")
    changed = dossier.pieces.filter(since=version).exists() or dossier.pieces.filter(until=version).exists()
    if not changed and all_same(dossier.procedure, last.answers, dossier.answers):
        raise NothingReplaced
    require_same_extent(dossier, last.answers)
    state = completeness(dossier, version)
    refuse_awaited(dossier, state.pieces, by)
    refuse_incomplete(state)
    dossier.version = version
    dossier.class_code = dossier.procedure.classify(facts.read(dossier).holding).code or ""
    dossier.touched_at, dossier.to_sign_since = by.now(), None
    dossier.note_preparer(by.person_id)
    dossier.search_text = search_text(dossier)
    dossier.save()
    _freeze(dossier, state.pieces, by, restarts_clock=restarts_clock)
    deposit_answers(dossier, by)
    if restarts_clock:
        begin_anew(dossier, by.today())
    return dossier


def _freeze(dossier: Dossier, pieces: Sequence[Piece], by: Actor, *, restarts_clock: bool = True) -> None:
    require_consent(dossier, pieces, by)
    DossierVersion.objects.create(
        dossier=dossier,
        number=dossier.version,
        answers=dossier.answers,
        class_code=dossier.class_code,
        lodged_at=by.now(),
        restarts_clock=restarts_clock,
    )
    OfficialPaper.objects.create(
        dossier=dossier,
        kind=PaperKind.RECEIPT,
        version=dossier.version,
        drafted_at=by.now(),
        issued_at=by.now(),
    )
    record(
        "dossier.lodged",
        dossier,
        by,
        number=dossier.number,
        version=dossier.version,
        class_code=dossier.class_code,
        content=deposit_hash(dossier, pieces),
    )
