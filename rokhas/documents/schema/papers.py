"""Every paper the platform prints, as the data it needs.

All are bilingual, French on the left and Arabic on the right; `language` says which title comes first. A missing value is None or
an empty text: its row is left out, never printed empty. Instants are aware; they are printed in Morocco's time.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Verdict = Literal["favourable", "reserved", "to_modify", "unfavourable", "out_of_time"]
Sense = Literal["favourable", "minor_reserves", "changes_asked", "unfavourable"]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Both(_Data):
    """The same thing said in French and in Arabic. One may be empty (a name known in one script): the other stands for both."""

    fr: str = ""
    ar: str = ""

    @classmethod
    def same(cls, text: str) -> Both:
        """One text for both, of a person who wrote in one language."""
        arabic = sum("\u0600" <= char <= "\u06ff" for char in text) * 2 > sum(char.isalpha() for char in text)
        return cls(ar=text) if arabic else cls(fr=text)

    def __bool__(self) -> bool:
        return bool(self.fr or self.ar)


class LawReference(_Data):
    """A text of law and an article of it. Printed only when sourced (DOMAIN.md §9), or cited by the office that answers."""

    text: Both
    article: str = ""
    certainty: str

    @property
    def is_printable(self) -> bool:
        return self.certainty in {"sourced", "cited"}


class Reason(_Data):
    """A coded reason with its wording; its articles are printed only where they are sourced."""

    code: str
    text: Both
    law: tuple[LawReference, ...] = ()


class Plan(_Data):
    """A file of the dossier by its hash. `size` in bytes; `version` is the dossier's ("v2"); `main` as opposed to information."""

    name: str
    kind: Both
    size: int
    sha256: Sha256
    version: str = ""
    pages: int | None = None
    main: bool = True


class Checked(_Data):
    """A point of a check-list and the officer's answer."""

    item: Both
    answer: Literal["yes", "no", "not_applicable"]
    note: str = ""


class MemberOpinion(_Data):
    """A member's signed opinion as another paper quotes it; `sha256` is that of the signed PDF, None when there is none."""

    office: Both
    member: Both = Both()
    verdict: Verdict
    given_on: date | None = None
    sha256: Sha256 | None = None

    @model_validator(mode="after")
    def _a_given_opinion_is_signed(self) -> MemberOpinion:
        if self.verdict != "out_of_time" and self.sha256 is None:
            raise ValueError("an opinion given by a member has the hash of its signed file")
        return self


class Signatory(_Data):
    name: Both
    quality: Both


class Verification(_Data):
    """The paper's public code (12 characters, ungrouped) and the address its QR opens."""

    code: str
    url: str


class FeeLine(_Data):
    """One line of a receipt. `basis` says how the amount comes, e.g. "198 m² × 20,00 DH", in each language."""

    label: Both
    basis: Both = Both()
    amount: Decimal


class Paper(_Data):
    """What all papers share. `issuer` is printed under the Kingdom's name: region, province, commune, office, in that order."""

    template: ClassVar[str]

    language: Literal["fr", "ar"] = "fr"
    issuer: tuple[Both, ...]
    number: str
    issued_at: AwareDatetime


class Receipt(Paper):
    """The numbered and dated receipt of a deposit (2013 regulation, art. 30).

    `awaited` are the documents of information that may still follow; `session_on` the desk's next session day; `decision_by` the
    legal limit and `delay` why this date; `next_steps` what happens now, one sentence each. `title_source` says who knows the
    title number, and how surely.
    """

    template: ClassVar[str] = "receipt"

    procedure: Both
    tracking_code: str
    tracking_url: str
    applicant: Both
    depositor: Both
    project: Both
    situation: Both
    title_number: str = ""
    title_source: Both = Both()
    documents: tuple[Plan, ...]
    awaited: tuple[Both, ...] = ()
    session_on: date | None = None
    decision_by: date | None = None
    delay: Both = Both()
    law: tuple[LawReference, ...] = ()
    next_steps: tuple[Both, ...] = ()


class Manifest(Paper):
    """The one page a professional signs in place of large plans: each file by name, kind, size and SHA-256.

    `number` is the dossier's number, or the draft's reference before the deposit. `declaration` replaces the usual wording.
    """

    template: ClassVar[str] = "manifest"

    version: str
    procedure: Both
    professional: Signatory
    order_number: str = ""
    applicant: Both
    project: Both
    situation: Both
    plans: tuple[Plan, ...] = Field(min_length=1)
    declaration: Both = Both()


class Answered(_Data):
    """A question of the form and its answer in words; a `code` (number, address) reads left to right in every language."""

    question: Both
    answer: Both
    code: bool = False


class Consent(Paper):
    """What a clerk typed at a desk for somebody, printed for them to read before they consent to its deposit.

    `content` is the keyed hash of what will be deposited, `identity` and `telephone` are masked, `terms` are what the person
    agrees to, one sentence each.
    """

    template: ClassVar[str] = "consent"

    version: str
    procedure: Both
    depositor: Both
    identity: str
    telephone: str
    office: Both
    clerk: Both
    terms: tuple[Both, ...] = Field(min_length=1)
    answers: tuple[Answered, ...] = Field(min_length=1)
    documents: tuple[Plan, ...] = ()
    content: Sha256


class Opinion(Paper):
    """One member's own opinion, on one page, signed by that member."""

    template: ClassVar[str] = "opinion"

    version: str
    procedure: Both
    office: Both
    member: Signatory
    project: Both
    situation: Both
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    remarks: str = ""
    checklist: tuple[Checked, ...] = ()
    plans: tuple[Plan, ...] = ()

    @model_validator(mode="after")
    def _not_favourable_gives_reasons(self) -> Opinion:
        if self.verdict != "favourable" and not self.reasons:
            raise ValueError("an opinion other than favourable gives its reasons")
        return self


class Minutes(Paper):
    """The minutes of the commission (2013 regulation, art. 34): the individual opinions, their hashes, the conclusion."""

    template: ClassVar[str] = "minutes"

    version: str
    procedure: Both
    session_on: date
    applicant: Both
    project: Both
    situation: Both
    opinions: tuple[MemberOpinion, ...] = Field(min_length=1)
    sense: Sense
    conclusion: Both = Both()
    reasons: tuple[Reason, ...] = ()
    law: tuple[LawReference, ...] = ()
    secretary: Signatory
    chair: Signatory


class Letter(Paper):
    """A decision told to the applicant: the decision, its reasons, the texts, the remedy and its deadline, in this order.

    `answer_by` is the day before which the applicant may act: complete, lift the reserves, deposit again, or appeal. `absence`
    says how it is known that no plan exists, where the decision rests on it; `declaration` is that of its author."""

    template: ClassVar[str] = "letter"
    kind: Literal["inadmissibility", "reserves", "changes", "refusal", "cancellation", "stay", "ruling"]
    procedure: Both
    recipient: Both
    copy_to: tuple[Both, ...] = ()
    project: Both
    situation: Both
    filed_on: date
    decision: Both = Both()
    reasons: tuple[Reason, ...] = Field(min_length=1)
    texts: tuple[LawReference, ...] = ()
    remarks: str = ""
    absence: Both = Both()
    declaration: str = ""
    remedy: Both
    answer_by: date | None = None
    signatory: Signatory
    verification: Verification


class Quittance(Paper):
    """The receipt of a payment. `number` is the dossier's; `receipt_number` the treasury's or the ledger's own."""

    template: ClassVar[str] = "quittance"

    receipt_number: str
    order_number: str
    procedure: Both
    payer: Both
    payee: Both
    project: Both
    lines: tuple[FeeLine, ...] = Field(min_length=1)
    paid_at: AwareDatetime
    method: Both
    treasury_reference: str
    law: tuple[LawReference, ...] = ()
    verification: Verification | None = None

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))


class Acknowledgement(Paper):
    """The receipt of a declaration (*récépissé*): it proves that the declaration was made, and authorises nothing.

    `activity` is what is declared, `project` its sign or description; `authority` is who receives the declaration.
    """

    template: ClassVar[str] = "acknowledgement"

    procedure: Both
    declarant: Both
    activity: Both = Both()
    project: Both
    situation: Both
    declared_on: date
    authority: Both = Both(fr="Le président de la commune", ar="رئيس الجماعة")
    conditions: tuple[Both, ...] = ()
    law: tuple[LawReference, ...] = ()
    opinions: tuple[MemberOpinion, ...] = ()
    signatory: Signatory
    verification: Verification


class Silence(Paper):
    """The certificate that the administration stayed silent until a day (law 12-90, art. 48). The platform draws it up from its
    register: nobody signs it, and it says so.

    `sure` is false where the text is not established; `opinions` are those on file, among them the indispensable one.
    """

    template: ClassVar[str] = "silence"

    procedure: Both
    applicant: Both
    project: Both
    situation: Both
    filed_on: date
    due_on: date
    law: tuple[LawReference, ...] = ()
    opinions: tuple[MemberOpinion, ...] = ()


class AppealReceipt(Paper):
    """The dated receipt of an appeal `against` a decision: before whom, with which files, and by when it is answered. Nobody
    signs it. `sure` is false where the delay of the answer is not established by a text that was read."""

    template: ClassVar[str] = "appeal"
    procedure: Both
    appeal: Both
    against: Both
    appellant: Both
    depositor: Both
    project: Both
    situation: Both
    filed_on: date
    body: Both
    answer_by: date
    pieces: tuple[str, ...] = ()
    law: tuple[LawReference, ...] = ()
    sure: bool = True


class Stated(_Data):
    """A term of what is granted, as it was asked: “Occupied surface”, “24 m²”."""

    label: Both
    value: Both


class Permit(Paper):
    """The permit. `number` is kept from the dossier; surfaces in m²; `fees` in dirhams, `fees_named` by its procedure.

    A procedure may ask for no plan, no opinion and no fee: the permit then speaks of none.

    `designer` is the profession of whom `architect` names. `decision` replaces the usual wording; `authority` is who decides,
    as the sentence begins ("Le président de la commune"). `purpose` is what is authorised among what the procedure may
    authorise (a café, a terrace), `stated` the terms that bound it.
    """

    template: ClassVar[str] = "permit"

    title: Both
    beneficiary: Both
    purpose: Both = Both()
    project: Both
    situation: Both
    title_number: str = ""
    parcel_surface: Decimal | None = None
    stated: tuple[Stated, ...] = ()
    covered_surface: Decimal | None = None
    architect: Both = Both()
    architect_number: str = ""
    designer: Both = Both(fr="Architecte", ar="المهندس المعماري")
    fees: Decimal | None = None
    fees_named: Both = Both(fr="Droits acquittés", ar="الواجبات المؤداة")
    fees_reference: str = ""
    filed_on: date
    authority: Both = Both(fr="Le président de la commune", ar="رئيس الجماعة")
    decision: Both = Both()
    conditions: tuple[Both, ...] = ()
    law: tuple[LawReference, ...] = ()
    plans: tuple[Plan, ...] = ()
    opinions: tuple[MemberOpinion, ...] = ()
    signatory: Signatory
    verification: Verification
