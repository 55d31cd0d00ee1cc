"""Papers about an invented dossier, for the tests of this room."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from rokhas.documents.schema import (
    AppealReceipt,
    Both,
    Checked,
    FeeLine,
    LawReference,
    Letter,
    Manifest,
    MemberOpinion,
    Minutes,
    Observed,
    Opinion,
    Paper,
    Permit,
    Photographed,
    Plan,
    PlanningNote,
    Quittance,
    Reason,
    Receipt,
    Signatory,
    Silence,
    Stated,
    Verification,
    VisitedPoint,
    VisitMinutes,
    VisitReport,
)
from rokhas.documents.tests.conftest import sha256

NUMBER = "PCT-2026-041510105-00731"
ISSUER = (
    Both(fr="Région Rabat-Salé-Kénitra", ar="جهة الرباط-سلا-القنيطرة"),
    Both(fr="Préfecture de Skhirate-Témara", ar="عمالة الصخيرات-تمارة"),
    Both(fr="Commune de Témara", ar="جماعة تمارة"),
)
SOURCED = LawReference(
    text=Both(fr="Loi n° 12-90 relative à l’urbanisme", ar="القانون رقم 12-90 المتعلق بالتعمير"),
    article="49",
    certainty="sourced",
)
REMEMBERED = LawReference(
    text=Both(fr="Texte de mémoire", ar="نص من الذاكرة"), article="777", certainty="memory"
)
PROCEDURE = Both(fr="Permis de construire, grand projet", ar="رخصة البناء، مشروع كبير")
BENEFICIARY = Both(fr="Salma Berrada", ar="سلمى برادة")
PROJECT = Both(fr="Villa R+1", ar="فيلا من طابق واحد")
LONG_PROJECT = Both(
    fr="Construction d’un immeuble collectif à usage d’habitation et de commerce (R+5 avec deux sous-sols), avec démolition",
    ar="بناء عمارة جماعية مخصصة للسكن والتجارة (R+5 مع طابقين تحت أرضيين) مع هدم البناية القائمة وتسييج مؤقت للورش",
)
SITUATION = Both(fr="Lot 14, rue des Orangers", ar="القطعة 14، زنقة البرتقال")
PRESIDENT = Signatory(
    name=Both(fr="Abdelhak Ziani", ar="عبد الحق الزياني"),
    quality=Both(fr="Le président de la commune", ar="رئيس الجماعة"),
)
ARCHITECT = Signatory(
    name=Both(fr="Yassine Berrada", ar="ياسين برادة"), quality=Both(fr="Architecte", ar="مهندس معماري")
)
VERIFICATION = Verification(code="7K3MQ9TD42XN", url="https://rokhas.example/v/7K3MQ9TD42XN")
REASONS = (
    Reason(
        code="URB-STAIRS",
        text=Both(fr="Largeur d’escalier inférieure à 1,20 m.", ar="عرض الدرج أقل من 1,20 م."),
        law=(SOURCED, REMEMBERED),
    ),
)
OFFICES = [
    Both(fr="Commune", ar="الجماعة"),
    Both(fr="Préfecture", ar="العمالة"),
    Both(fr="Agence urbaine", ar="الوكالة الحضرية"),
    Both(fr="Conservation foncière", ar="المحافظة العقارية"),
    Both(fr="Eau et assainissement", ar="الماء والتطهير"),
    Both(fr="Électricité", ar="الكهرباء"),
    Both(fr="Télécommunications", ar="الاتصالات"),
    Both(fr="Protection civile", ar="الوقاية المدنية"),
]
KIND = Both(fr="Plans des niveaux, coupes et façades", ar="تصاميم المستويات والمقاطع والواجهات")
CHECKLIST = tuple(
    Checked(item=Both(fr="Recul sur la voie", ar="الارتداد عن الطريق"), answer=answer, note="plan A-02")
    for answer in ("yes", "no", "not_applicable")
)


def plans(count: int) -> tuple[Plan, ...]:
    return tuple(
        Plan(
            name=f"A-{n:02d} plan.pdf",
            kind=KIND,
            size=1_843_221 * n,
            sha256=sha256(f"plan {n}"),
            version="v2",
        )
        for n in range(1, count + 1)
    )


def opinions(count: int) -> tuple[MemberOpinion, ...]:
    return tuple(
        MemberOpinion(
            office=office,
            member=Both(fr="Nadia El Fassi", ar="نادية الفاسي"),
            verdict="favourable",
            given_on=date(2026, 11, 12),
            sha256=sha256(office.fr),
        )
        for office in OFFICES[:count]
    )


def common(language: str) -> dict[str, Any]:
    at = datetime(2026, 11, 17, 14, 42, tzinfo=UTC)
    return {"language": language, "issuer": ISSUER, "number": NUMBER, "issued_at": at}


def permit(language: str = "fr", **changed: Any) -> Permit:
    fields: dict[str, Any] = {
        "title": Both(fr="Permis de construire", ar="رخصة البناء"),
        "beneficiary": BENEFICIARY,
        "project": PROJECT,
        "situation": SITUATION,
        "title_number": "48213/38",
        "parcel_surface": Decimal(412),
        "covered_surface": Decimal(198),
        "architect": ARCHITECT.name,
        "architect_number": "4127",
        "fees": Decimal(4860),
        "fees_reference": "TGR 2026-8841207",
        "filed_on": date(2026, 11, 9),
        "conditions": (Both(fr="Afficher le numéro sur le chantier.", ar="إشهار الرقم بالورش."),) * 4,
        "law": (SOURCED, REMEMBERED),
        "plans": plans(5),
        "opinions": opinions(4),
        "signatory": PRESIDENT,
        "verification": VERIFICATION,
    }
    return Permit(**{**common(language), **fields, **changed})


def receipt(language: str = "fr", **changed: Any) -> Receipt:
    fields: dict[str, Any] = {
        "procedure": PROCEDURE,
        "tracking_code": "7K3MQ9TD42",
        "tracking_url": "https://rokhas.example/suivi/7K3MQ9TD42",
        "applicant": BENEFICIARY,
        "depositor": ARCHITECT.name,
        "project": PROJECT,
        "situation": SITUATION,
        "documents": plans(7),
        "awaited": (Both(fr="Certificat de bornage", ar="شهادة التحديد"),),
        "session_on": date(2026, 11, 25),
        "decision_by": date(2026, 12, 17),
        "delay": Both(
            fr="30 jours à compter du lendemain du dépôt.", ar="30 يوما ابتداء من اليوم الموالي للإيداع."
        ),
        "law": (SOURCED, REMEMBERED),
        "next_steps": (Both(fr="Le guichet vérifie les pièces.", ar="يتحقق الشباك من الوثائق."),),
    }
    return Receipt(**{**common(language), **fields, **changed})


def manifest(language: str = "fr", **changed: Any) -> Manifest:
    fields: dict[str, Any] = {
        "version": "v2",
        "procedure": PROCEDURE,
        "professional": ARCHITECT,
        "order_number": "4127",
        "applicant": BENEFICIARY,
        "project": PROJECT,
        "situation": SITUATION,
        "plans": plans(7),
    }
    return Manifest(**{**common(language), **fields, **changed})


def opinion(language: str = "fr", **changed: Any) -> Opinion:
    fields: dict[str, Any] = {
        "version": "v1",
        "procedure": PROCEDURE,
        "office": OFFICES[2],
        "member": Signatory(name=BENEFICIARY, quality=Both(fr="Représentante", ar="ممثلة")),
        "project": PROJECT,
        "situation": SITUATION,
        "verdict": "reserved",
        "reasons": REASONS,
        "remarks": "Prévoir la rampe nord (plan A-03).",
        "checklist": CHECKLIST,
        "plans": plans(5),
    }
    return Opinion(**{**common(language), **fields, **changed})


def minutes(language: str = "fr", **changed: Any) -> Minutes:
    late = MemberOpinion(office=OFFICES[3], verdict="out_of_time")
    fields: dict[str, Any] = {
        "version": "v1",
        "procedure": PROCEDURE,
        "session_on": date(2026, 11, 16),
        "applicant": BENEFICIARY,
        "project": PROJECT,
        "situation": SITUATION,
        "opinions": (*opinions(3), late),
        "sense": "minor_reserves",
        "conclusion": Both(fr="À lever avant le 23/11/2026.", ar="ترفع قبل 23/11/2026."),
        "reasons": REASONS,
        "law": (SOURCED, REMEMBERED),
        "secretary": Signatory(name=BENEFICIARY, quality=Both(fr="Le secrétaire", ar="الكاتب")),
        "chair": PRESIDENT,
    }
    return Minutes(**{**common(language), **fields, **changed})


def letter(language: str = "fr", **changed: Any) -> Letter:
    fields: dict[str, Any] = {
        "kind": "refusal",
        "procedure": PROCEDURE,
        "recipient": BENEFICIARY,
        "project": PROJECT,
        "situation": SITUATION,
        "filed_on": date(2026, 11, 9),
        "reasons": REASONS,
        "texts": (SOURCED, REMEMBERED),
        "remedy": Both(
            fr="Vous pouvez saisir le tribunal administratif.", ar="يمكنكم اللجوء إلى المحكمة الإدارية."
        ),
        "answer_by": date(2026, 12, 17),
        "signatory": PRESIDENT,
        "verification": VERIFICATION,
    }
    return Letter(**{**common(language), **fields, **changed})


def quittance(language: str = "fr", **changed: Any) -> Quittance:
    fee = FeeLine(
        label=Both(fr="Taxe sur les opérations de construction", ar="الرسم على عمليات البناء"),
        basis=Both(fr="198 m² × 20,00 DH", ar="198 م² × 20,00 درهم"),
        amount=Decimal(3960),
    )
    fields: dict[str, Any] = {
        "receipt_number": "Q-2026-000731",
        "order_number": "OP-2026-001245",
        "procedure": PROCEDURE,
        "payer": BENEFICIARY,
        "payee": Both(fr="Commune de Témara", ar="جماعة تمارة"),
        "project": PROJECT,
        "lines": (fee, fee.model_copy(update={"amount": Decimal("594.50")})),
        "paid_at": datetime(2026, 11, 16, 9, 0, tzinfo=UTC),
        "method": Both(fr="Carte bancaire", ar="بطاقة بنكية"),
        "treasury_reference": "TGR 2026-8841207",
        "law": (SOURCED, REMEMBERED),
        "verification": VERIFICATION,
    }
    return Quittance(**{**common(language), **fields, **changed})


def planning_note(language: str = "fr", **changed: Any) -> PlanningNote:
    fields: dict[str, Any] = {
        "number": NUMBER,
        "commune": Both(fr="Témara", ar="تمارة"),
        "title_number": "TF 48213/38",
        "rules": (
            (
                Stated(label=Both(fr="Zone", ar="المنطقة"), value=Both(fr="R4 · Habitat", ar="R4 · سكن")),
                Stated(
                    label=Both(fr="Hauteur maximale", ar="العلو الأقصى"), value=Both(fr="17 m", ar="17 م")
                ),
            ),
        ),
        "cautions": (Both(fr="Zonage inventé.", ar="تنطيق افتراضي."),),
    }
    return PlanningNote(**{**common(language), **fields, **changed})


def silence(language: str = "fr", **changed: Any) -> Silence:
    fields: dict[str, Any] = {
        "procedure": PROCEDURE,
        "applicant": BENEFICIARY,
        "project": PROJECT,
        "situation": SITUATION,
        "filed_on": date(2026, 9, 9),
        "due_on": date(2026, 11, 9),
        "law": (SOURCED, REMEMBERED),
    }
    return Silence(**{**common(language), **fields, **changed})


def appeal(language: str = "fr", **changed: Any) -> AppealReceipt:
    fields: dict[str, Any] = {
        "procedure": PROCEDURE,
        "appeal": Both(fr="Recours gracieux", ar="تظلم استعطافي"),
        "against": Both(fr="le refus", ar="قرار الرفض"),
        "appellant": BENEFICIARY,
        "depositor": BENEFICIARY,
        "project": PROJECT,
        "situation": SITUATION,
        "filed_on": date(2026, 11, 9),
        "body": Both(fr="Commune de Témara", ar="جماعة تمارة"),
        "answer_by": date(2027, 1, 8),
        "pieces": ("plan-corrigé.pdf",),
        "law": (SOURCED,),
        "sure": False,
    }
    return AppealReceipt(**{**common(language), **fields, **changed})


def every_paper(language: str) -> dict[str, Paper]:
    papers: dict[str, Paper] = {
        make.__name__: make(language)
        for make in (
            permit,
            receipt,
            manifest,
            opinion,
            minutes,
            visit_minutes,
            quittance,
            silence,
            planning_note,
            appeal,
        )
    }
    for kind in ("inadmissibility", "reserves", "changes", "refusal"):
        papers[kind] = letter(language, kind=kind)
    decided = Both(fr="Le refus est maintenu.", ar="يُبقى على الرفض.")
    for kind in ("cancellation", "stay", "ruling"):
        papers[kind] = letter(language, kind=kind, decision=decided, remarks="Voir le plan.", answer_by=None)
    return papers


def visit_minutes(language: str = "fr", **changed: Any) -> VisitMinutes:
    names = [point.item for point in CHECKLIST]
    points = [VisitedPoint(name=name, state="conform") for name in names]
    lacking = points[0].model_copy(update={"state": "lacking", "note": "Un garde-corps manque au 2e étage."})
    photo = Photographed(name="façade nord.jpg", office=OFFICES[0], point=names[0], sha256="ab" * 32)
    report = VisitReport(
        on=date(2026, 11, 16),
        former_on=date(2026, 11, 12),
        why="تعذر الولوج إلى الورش",
        present=tuple(OFFICES[:2]),
        absent=tuple(OFFICES[2:3]),
        points=(lacking, *points[1:]),
        remarks="Visite faite avec l’architecte.",
        observed=(
            Observed(office=OFFICES[1], reasons=(REASONS[0].text,), remarks="À reprendre avant l’hiver."),
        ),
        photos=(photo, photo.model_copy(update={"point": Both(), "sha256": "cd" * 32})),
    )
    return VisitMinutes(**dict(minutes(language, **changed)), visit=report)
