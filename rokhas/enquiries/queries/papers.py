"""What the papers of an enquiry say: its notice, the receipt of an observation, the report."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models import Person
from rokhas.documents import schema as papers
from rokhas.documents.schema import Both, Signatory
from rokhas.dossiers.models import OfficialPaper
from rokhas.dossiers.queries import wording
from rokhas.dossiers.queries.papers import head_of
from rokhas.enquiries.models import Enquiry, Opposition, both
from rokhas.enquiries.queries.maps import map_of
from rokhas.kernel.actor import Actor
from rokhas.kernel.personal import masked


def notice_of(enquiry: Enquiry, paper: OfficialPaper) -> papers.EnquiryNotice:
    """The notice to post at the commune: what was frozen the day the enquiry was opened."""
    dossier, terms = enquiry.dossier, enquiry.terms
    drawn = map_of(dossier.unit_id or "", enquiry.announced["point"])
    return papers.EnquiryNotice(
        **head_of(dossier, enquiry.task.office, paper),
        procedure=wording.of_wording(dossier.procedure.names),
        class_name=announced(enquiry, "class_name"),
        activity=announced(enquiry, "activity"),
        situation=announced(enquiry, "situation"),
        commune=wording.of_place(dossier),
        petitioner=announced(enquiry, "petitioner"),
        opens_on=enquiry.opens_on,
        closes_on=enquiry.closes_on,
        consultation=wording.of_wording(terms.consultation),
        page_url=wording.public_address(reverse("enquiries:notice", args=[enquiry.pk])),
        raw_map=drawn.svg if drawn else "",
        law=wording.laws(dossier, terms.lasts.law),
    )


def receipt_of(opposition: Opposition) -> papers.OppositionReceipt:
    """The receipt of what was said, for whoever said it."""
    enquiry, person = opposition.enquiry, opposition.person
    head: dict[str, Any] = {
        "language": "ar" if person and person.language == "ar" else "fr",
        "issuer": wording.issuer(enquiry.dossier, enquiry.task.office),
        "number": enquiry.dossier.number or "",
        "issued_at": opposition.amended_at or opposition.filed_at,
    }
    return papers.OppositionReceipt(
        **head,
        receipt_number=opposition.reference,
        activity=announced(enquiry, "activity"),
        situation=announced(enquiry, "situation"),
        person=wording.of_person(person),
        identity=masked(opposition.identity),
        stance=stance_of(opposition),
        text=opposition.text,
        files=tuple(
            papers.Plan(
                name=each.document.name,
                kind=wording.both(_("File of the observation")),
                size=each.document.size,
                sha256=each.document.sha256,
                pages=each.document.pages,
            )
            for each in opposition.files.select_related("document")
        ),
        filed_at=opposition.filed_at,
        revision=opposition.revision,
        closes_on=enquiry.closes_on,
        office=wording.of_named(enquiry.task.office) if enquiry.task.office else Both(),
    )


def report_of(
    enquiry: Enquiry, paper: OfficialPaper, signer: Person, role: str, by: Actor
) -> papers.EnquiryReport:
    """The report: every observation by its number, never by a name, with its answer; the conclusion and its motives."""
    dossier, task = enquiry.dossier, enquiry.task
    code = paper.verification_code
    return papers.EnquiryReport(
        **head_of(dossier, task.office, paper, by),
        procedure=wording.of_wording(dossier.procedure.names),
        activity=announced(enquiry, "activity"),
        situation=announced(enquiry, "situation"),
        opens_on=enquiry.opens_on,
        closes_on=enquiry.closes_on,
        observations=tuple(
            papers.Observation(
                number=each.code,
                stance=stance_of(each),
                text=each.text,
                files=", ".join(f"SHA-256 {file.document.sha256[:16]}…" for file in each.files.all()),
                answer=each.answer,
            )
            for each in enquiry.oppositions.prefetch_related("files__document")
        ),
        sense=enquiry.sense,  # type: ignore[arg-type]
        motives=enquiry.motives,
        law=wording.laws(dossier, enquiry.terms.lasts.law),
        signatory=Signatory(
            name=wording.of_person(signer), quality=wording.of_quality(role, by, task.office_id)
        ),
        verification=papers.Verification(code=code, url=wording.verification_address(code)),
    )


STANCES = {
    Opposition.Stance.OPPOSES: _("Against"),
    Opposition.Stance.OBSERVES: _("Observation"),
    Opposition.Stance.SUPPORTS: _("In favour"),
}


def stance_of(opposition: Opposition) -> Both:
    return wording.both(STANCES[Opposition.Stance(opposition.stance)])


def announced(enquiry: Enquiry, key: str) -> Both:
    fr, ar = both(enquiry.announced, key)
    return Both(fr=fr, ar=ar)
