"""What each official paper says, read from the case. Rendering them is for `documents`, signing them for `signing`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rokhas.accounts.models import Office, Person, Role
from rokhas.documents import schema as papers
from rokhas.documents.schema import Both
from rokhas.dossiers.errors import PapersNotSealed
from rokhas.dossiers.models import Conclusion, Dossier, OfficialPaper, Opinion, PaperKind, Piece, Task
from rokhas.dossiers.queries import planning, thresholds, ways, wording
from rokhas.dossiers.queries.consent import MAILED, TOLD
from rokhas.dossiers.queries.land import land_of, source_of
from rokhas.dossiers.queries.signatories import HELD_PROFESSIONS, instead_of, officer, role_held, signatory
from rokhas.dossiers.queries.visited import visit_report
from rokhas.dossiers.workflow import clocks, facts
from rokhas.dossiers.workflow.answers import shown
from rokhas.dossiers.workflow.completeness import completeness, pieces_of, plans_of
from rokhas.kernel.actor import MOROCCO, Actor
from rokhas.payments.models import Order
from rokhas.procedures.schema import Delay, Language


def receipt(paper: OfficialPaper) -> papers.Receipt:
    """The numbered and dated receipt of a deposit (RGC art. 30): it states the day of the desk's next session, where a
    commission sits."""
    dossier = paper.dossier
    sits = dossier.procedure.has_commission
    state = completeness(dossier, paper.version)
    counted = dossier.versions.filter(number__lte=paper.version, restarts_clock=True).latest("number")
    lodged_on = counted.lodged_at.astimezone(MOROCCO).date()
    limit = dossier.procedure.limit("legal_maximum", dossier.class_code or None)
    if limit and limit.delay.law.certainty != "sourced":
        # What is not established is told by the pages, with its doubt; no paper prints it as law
        limit = None
    land = land_of(dossier)
    desk = clocks.place_of(dossier, dossier.desk)
    return papers.Receipt(
        **head_of(dossier, dossier.desk, paper),
        procedure=wording.of_wording(dossier.procedure.names),
        tracking_code=dossier.tracking_code or "",
        tracking_url=wording.tracking_address(dossier.number or ""),
        applicant=wording.meant(dossier, "beneficiary"),
        depositor=wording.of_person(dossier.filer),
        project=wording.meant(dossier, "project"),
        situation=wording.meant(dossier, "situation"),
        title_number=land.number if land else "",
        title_source=source_of(land) if land else Both(),
        documents=tuple(wording.plan(piece, dossier) for piece in state.pieces),
        awaited=tuple(wording.of_wording(document.names) for document in state.awaited),
        session_on=clocks.next_session(lodged_on, desk) if sits and counted.number == paper.version else None,
        decision_by=clocks.due_of(limit.delay, lodged_on, clocks.place_of(dossier)) if limit else None,
        delay=said_delay(limit.delay) if limit else Both(),
        law=wording.laws(dossier, limit.delay.law if limit else None),
        next_steps=(
            wording.both(
                _("The desk checks the documents; only a missing main document can stop the dossier.")
            ),
            wording.both(
                _("The members give their opinions; you can follow each step with the tracking code.")
                if sits
                else _("The service in charge studies it; you can follow each step with the tracking code.")
            ),
            wording.both(MAILED if dossier.filer.mailbox else TOLD),
        ),
    )


def manifest(
    paper: OfficialPaper, files: Iterable[Piece], signer: Person, *, role: str, order_number: str, by: Actor
) -> papers.Manifest:
    """A professional's list of files, by name and SHA-256, signed in a profession under a number at its order.

    That of an invited professional names the land and nobody.
    """
    dossier = paper.dossier
    whole = paper.invitation_id is None
    return papers.Manifest(
        language=_language(signer),
        issuer=(wording.both(_("Rokhas platform of permits")),),
        number=dossier.number or f"{dossier.procedure.prefix}-{dossier.pk}",
        issued_at=by.now(),
        version=f"v{paper.version}",
        procedure=wording.of_wording(dossier.procedure.names),
        professional=papers.Signatory(name=wording.of_person(signer), quality=wording.of_role(role)),
        order_number=order_number,
        applicant=wording.meant(dossier, "beneficiary") if whole else Both(),
        project=wording.meant(dossier, "project") if whole else Both(),
        situation=wording.meant(dossier, "situation") if whole else wording.of_place(dossier),
        plans=tuple(wording.plan(piece, dossier) for piece in files),
    )


def opinion(given: Opinion, paper: OfficialPaper, signer: Person, by: Actor) -> papers.Opinion:
    """One member's own opinion, with the hashes of the plans that were studied."""
    task = given.task
    dossier = task.dossier
    pieces = pieces_of(dossier, dossier.version)
    assert task.office is not None
    return papers.Opinion(
        **head_of(dossier, task.office, paper, by),
        version=f"v{task.version}",
        procedure=wording.of_wording(dossier.procedure.names),
        office=wording.of_named(task.office),
        member=signatory(signer, Role.COMMISSION_MEMBER, task, by),
        project=wording.meant(dossier, "project"),
        situation=wording.meant(dossier, "situation"),
        verdict=given.verdict,  # type: ignore[arg-type]
        reasons=wording.reasons(dossier, given.reasons),
        remarks="\n\n".join(filter(None, [given.despite, given.remarks])),
        plans=tuple(wording.plan(piece, dossier) for piece in plans_of(dossier, pieces)),
    )


def minutes(task: Task, paper: OfficialPaper, signer: Person, by: Actor) -> papers.Minutes:
    """The minutes (RGC art. 34): each member's opinion with the hash of its signed file, what a visit found, the conclusion.

    Raises `PapersNotSealed` while an opinion waits for its time-stamp.
    """
    dossier, case = task.dossier, facts.read(task.dossier)
    concluded = case.concluded
    assert concluded is not None
    secretary, chair = (officer(task, role, signer, by) for role in (Role.SECRETARY, Role.CHAIR))
    said = {
        **head_of(dossier, task.office, paper, by),
        "version": f"v{task.version}",
        "procedure": wording.of_wording(dossier.procedure.names),
        "session_on": concluded.at.astimezone(MOROCCO).date(),
        "applicant": wording.meant(dossier, "beneficiary"),
        "project": wording.meant(dossier, "project"),
        "situation": wording.meant(dossier, "situation"),
        "opinions": member_opinions(case),
        "sense": concluded.sense,
        "conclusion": Both.same(concluded.remarks) if concluded.remarks else Both(),
        "reasons": wording.reasons(dossier, concluded.reasons),
        "secretary": secretary,
        "chair": chair,
    }
    visit = visit_report(case)
    return papers.VisitMinutes(**said, visit=visit) if visit else papers.Minutes(**said)


def letter(task: Task, paper: OfficialPaper, signer: Person, by: Actor) -> papers.Letter:
    """Inadmissibility, reserves, changes or refusal: decision, reasons, texts, remedy and its deadline, in this order."""
    dossier, kind = task.dossier, PaperKind(paper.kind)
    delay = _answer_delay(task, kind)
    lodged = dossier.versions.get(number=task.version).lodged_at
    return papers.Letter(
        **head_of(dossier, task.office, paper, by),
        kind=kind.value,  # type: ignore[arg-type]
        procedure=wording.of_wording(dossier.procedure.names),
        recipient=wording.meant(dossier, "beneficiary"),
        copy_to=(wording.of_person(dossier.designer),)
        if dossier.designer_id not in {None, dossier.filer_id}
        else (),
        project=wording.meant(dossier, "project"),
        situation=wording.meant(dossier, "situation"),
        filed_on=lodged.astimezone(MOROCCO).date(),
        reasons=wording.reasons(dossier, _letter_reasons(dossier, kind)),
        texts=wording.laws(dossier, task.step.within.law if task.step.within else None),
        remedy=ways.of_letter(kind, dossier.procedure, *_signs(task)),
        answer_by=clocks.due_of(delay, by.today(), clocks.place_of(dossier)),
        signatory=signatory(signer, role_held(task, by), task, by),
        verification=verification_of(paper),
    )


def quittance(paper: OfficialPaper, order: Order) -> papers.Quittance:
    """The proof of payment of the fees."""
    dossier = paper.dossier
    assert order.paid_at is not None
    lines = [
        papers.FeeLine(
            label=Both(fr=line.label_fr, ar=line.label_ar),
            basis=Both(fr=line.explanation.get("fr", ""), ar=line.explanation.get("ar", "")),
            amount=line.amount,
        )
        for line in order.lines.all()
    ]
    payees = dict.fromkeys((line.payee_name_fr, line.payee_name_ar) for line in order.lines.all())
    return papers.Quittance(
        **head_of(dossier, None, paper),
        receipt_number=f"{order.reference}-Q",
        order_number=order.reference,
        procedure=wording.of_wording(dossier.procedure.names),
        payer=wording.meant(dossier, "beneficiary"),
        payee=Both(fr=" · ".join(fr for fr, _ar in payees), ar=" · ".join(ar for _fr, ar in payees)),
        project=wording.meant(dossier, "project"),
        lines=tuple(lines),
        paid_at=order.paid_at,
        method=wording.both(_("On line, through the treasury")),
        treasury_reference=order.transaction,
    )


def grant(
    task: Task, case: facts.Case, paper: OfficialPaper, signer: Person, by: Actor, order: Order | None
) -> papers.Paper:
    """What the procedure grants: a permit, or the receipt of a declaration."""
    if paper.kind == PaperKind.ACKNOWLEDGEMENT:
        return acknowledgement(task, case, paper, signer, by)
    return permit(task, case, paper, signer, by, order)


def acknowledgement(
    task: Task, case: facts.Case, paper: OfficialPaper, signer: Person, by: Actor
) -> papers.Acknowledgement:
    """The receipt of a declaration: who declared what, where and when. It authorises nothing."""
    dossier = task.dossier
    role = role_held(task, by)
    first = dossier.versions.earliest("number").lodged_at
    return papers.Acknowledgement(
        **head_of(dossier, task.office, paper, by),
        procedure=wording.of_wording(dossier.procedure.names),
        declarant=wording.meant(dossier, "beneficiary"),
        activity=wording.chosen(dossier, "activity"),
        project=wording.meant(dossier, "project"),
        situation=wording.meant(dossier, "situation"),
        declared_on=first.astimezone(MOROCCO).date(),
        authority=wording.of_authority(role, task.office),
        conditions=tuple(wording.of_wording(each) for each in dossier.procedure.conditions),
        law=wording.laws(dossier, *dossier.procedure.laws),
        opinions=member_opinions(case),
        signatory=signatory(signer, role, task, by),
        verification=verification_of(paper),
    )


def permit(
    task: Task, case: facts.Case, paper: OfficialPaper, signer: Person, by: Actor, order: Order | None
) -> papers.Permit:
    """The permit, with the plans *ne varietur* and the members' opinions by their hashes (RGC art. 39)."""
    dossier = task.dossier
    pieces = pieces_of(dossier, dossier.version)
    designer, decision = dossier.designer, dossier.procedure.decision
    role = role_held(task, by)
    first = dossier.versions.earliest("number").lodged_at
    return papers.Permit(
        **head_of(dossier, task.office, paper, by),
        title=wording.of_wording(dossier.procedure.names),
        beneficiary=wording.meant(dossier, "beneficiary"),
        purpose=wording.chosen(dossier, "activity"),
        project=wording.meant(dossier, "project"),
        situation=wording.meant(dossier, "situation"),
        title_number=wording.said(dossier, "title_number"),
        parcel_surface=wording.measured(dossier, "land_area"),
        stated=(
            *_terms(dossier, case),
            *planning.stated(task),
            *thresholds.stated(dossier),
            *instead_of(task),
        ),
        covered_surface=wording.measured(dossier, "covered_surface"),
        architect=wording.of_person(designer),
        architect_number=profession(designer, by)[1] if designer else "",
        designer=wording.of_role(profession(designer, by)[0] if designer else Role.ARCHITECT),
        fees=order.total if order else None,
        fees_named=wording.of_payment(dossier),
        fees_reference=order.transaction if order else "",
        filed_on=first.astimezone(MOROCCO).date(),
        authority=wording.of_authority(role, task.office),
        decision=wording.of_wording(decision) if decision else Both(),
        conditions=tuple(wording.of_wording(each) for each in dossier.procedure.conditions),
        law=wording.laws(dossier, *dossier.procedure.laws),
        plans=tuple(wording.plan(piece, dossier) for piece in plans_of(dossier, pieces)),
        opinions=member_opinions(case),
        signatory=signatory(signer, role, task, by),
        verification=verification_of(paper),
    )


def _terms(dossier: Dossier, case: facts.Case) -> tuple[papers.Stated, ...]:
    """The answers that bound what is granted (a surface, a duration), as they were given."""
    stated = []
    for field in dossier.procedure.fields_for(case.holding):
        given = dossier.answers.get(field.code) if field.stated else None
        if fr := shown(field, given, "fr"):
            ar = shown(field, given, "ar")
            value = Both(fr=fr, ar=ar if ar != fr else "")
            stated.append(papers.Stated(label=wording.of_wording(field.label), value=value))
    return tuple(stated)


def member_opinions(case: facts.Case) -> tuple[papers.MemberOpinion, ...]:
    """The opinions of the version under study, each with the hash of its sealed file. Raises `PapersNotSealed`."""
    issued = [paper for paper in case.papers if paper.kind == PaperKind.OPINION and paper.issued_at]
    signed_for = {paper.task_id: paper for paper in reversed(issued)}
    found = []
    for given in case.opinions:
        office = given.task.office
        assert office is not None
        assert given.given_at is not None
        signed = signed_for.get(given.task_id)
        if signed and signed.document is None:
            raise PapersNotSealed
        found.append(
            papers.MemberOpinion(
                office=wording.of_named(office),
                member=wording.of_person(given.task.closed_by),
                verdict=given.verdict,  # type: ignore[arg-type]
                given_on=given.given_at.astimezone(MOROCCO).date(),
                sha256=signed.document.sha256 if signed and signed.document else None,
            )
        )
    return tuple(found)


def conclusion_of(dossier: Dossier) -> Conclusion:
    return Conclusion.objects.get(task__dossier=dossier, task__superseded_at=None)


def _signs(task: Task) -> tuple[str, list[str]]:
    """The kind of office that signs a letter, and in which roles."""
    return (task.office.kind if task.office else "", task.roles.split())


def _answer_delay(task: Task, kind: PaperKind) -> Delay | None:
    """The delay in which the addressee may act: that of the step the letter opens for them, or of the way to those above."""
    if kind is PaperKind.REFUSAL:
        return ways.above(task.dossier.procedure, *_signs(task))
    opened = (step for step in task.dossier.procedure.steps if task.step_code in step.after and not step.by)
    return next((step.within for step in opened), None)


def _letter_reasons(dossier: Dossier, kind: str) -> list[Any]:
    if kind != PaperKind.INADMISSIBILITY:
        return list(conclusion_of(dossier).reasons)
    check = dossier.tasks.current().get(check_made__isnull=False).check_made
    return [finding["reason"] for finding in check.findings if finding["reason"]]


def head_of(
    dossier: Dossier, office: Office | None, paper: OfficialPaper, by: Actor | None = None
) -> dict[str, Any]:
    return {
        "language": _language(dossier.filer),
        "issuer": wording.issuer(dossier, office),
        "number": dossier.number or "",
        "issued_at": by.now() if by else paper.drafted_at,
    }


def verification_of(paper: OfficialPaper) -> papers.Verification:
    code = paper.verification_code
    return papers.Verification(code=code, url=wording.verification_address(code))


def _language(person: Person) -> Language:
    return "ar" if person.language == "ar" else "fr"


def profession(person: Person, by: Actor) -> tuple[str, str]:
    """A professional's role and number at the order."""
    held = HELD_PROFESSIONS.first(person=person.pk, day=by.today())
    return (held.role, held.act) if held else (Role.ARCHITECT, "")


def said_delay(delay: Delay) -> Both:
    """A legal limit in words, in its own unit: `30 days from the deposit`."""
    n = delay.quantity

    def sentence() -> str:
        match delay.unit:
            case "working_days":
                text = ngettext(
                    "%(n)d working day from the deposit", "%(n)d working days from the deposit", n
                )
            case "days":
                text = ngettext("%(n)d day from the deposit", "%(n)d days from the deposit", n)
            case "months":
                text = ngettext("%(n)d month from the deposit", "%(n)d months from the deposit", n)
            case _:
                text = ngettext("%(n)d year from the deposit", "%(n)d years from the deposit", n)
        return text % {"n": n}

    return wording.both(sentence)
