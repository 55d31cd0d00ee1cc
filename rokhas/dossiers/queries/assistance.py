"""What a desk may type for the persons who come there, and how far each deposit has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from rokhas.accounts.models import Office, Role
from rokhas.dossiers import policy
from rokhas.dossiers.models import Assistance, DeskCode, Dossier, OfficialPaper, PaperKind
from rokhas.dossiers.queries.drafts import Preparation, title_of, words
from rokhas.dossiers.workflow.completeness import deposit_hash
from rokhas.kernel.actor import Actor
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.queries import all_current
from rokhas.procedures.schema import Procedure

RECENT = 20


@dataclass(frozen=True)
class Offered:
    """A request that a desk receives and that a person may file without a professional."""

    version: ProcedureVersion
    office: Office
    label: str

    @property
    def value(self) -> str:
        return f"{self.version.code}@{self.office.pk}"


@dataclass(frozen=True)
class Offers:
    """What the clerk's desks receive: what may be typed there, and the names of what only professionals file."""

    open: list[Offered]
    closed: list[str]


def at_a_desk(actor: Actor) -> bool:
    """Whether the actor receives the public at some desk."""
    return actor.has_role(Role.FRONT_DESK)


def offers(actor: Actor) -> Offers:
    """The requests that the desks of the actor receive today. Three queries, however many procedures there are."""
    desks = list(Office.objects.filter(pk__in=actor.offices(Role.FRONT_DESK), is_active=True).order_by("pk"))
    current = all_current(actor.today())
    versions = ProcedureVersion.objects.in_bulk([_key(item) for item in current])
    found, closed = [], []
    for item in current:
        here = [desk for desk in desks if desk.kind in item.desk]
        if here and "applicant" not in item.filers:
            closed.append(words(item.names))
            continue
        for desk in here:
            name = words(item.names)
            label = name if len(desks) == 1 else f"{name} · {desk.name}"
            found.append(Offered(versions[_key(item)], desk, label))
    return Offers(found, closed)


def _key(procedure: Procedure) -> str:
    """The key of the row that a procedure was read from."""
    return f"{procedure.code}.v{procedure.version}"


@dataclass(frozen=True)
class Row:
    """An assisted dossier in a list."""

    dossier: Dossier
    name: str
    mine: bool


def under_way(actor: Actor) -> list[Row]:
    """What is being typed at the desks of the actor, by them or by a colleague, those touched last first. One query."""
    typed = Dossier.objects.filter(
        desk__in=actor.offices(Role.FRONT_DESK), assistant__isnull=False, ended_at=None
    )
    open_ = typed.filter(Q(number=None) | Q(assisted_version__gt=F("version")))
    return _rows(open_.order_by("-touched_at", "-pk"), actor)


def deposited(actor: Actor) -> list[Row]:
    """What was deposited with help at the desks of the actor, the last first. One query."""
    typed = Dossier.objects.lodged().filter(desk__in=actor.offices(Role.FRONT_DESK), assistant__isnull=False)
    done = typed.filter(assisted_version__lte=F("version"))
    return _rows(done.exclude(filer_id=actor.person_id).order_by("-lodged_at", "-pk"), actor)


def at_desk(actor: Actor, pk: int) -> Dossier | None:
    """A dossier typed at a desk of the actor, that they may take up."""
    typed = Dossier.objects.filter(desk__in=actor.offices(Role.FRONT_DESK), assistant__isnull=False)
    found = (
        typed.select_related("filer", "assistant", "desk", "unit", "procedure_version").filter(pk=pk).first()
    )
    return found if found and policy.may_take_up(actor, found) else None


def _rows(found: object, actor: Actor) -> list[Row]:
    chosen = found.select_related("filer", "assistant", "unit", "procedure_version")[:RECENT]  # type: ignore[attr-defined]
    return [
        Row(each, title_of(each) or words(each.procedure.names), each.assistant_id == actor.person_id)
        for each in chosen
    ]


@dataclass(frozen=True)
class Consenting:
    """How far the consent has come: the sheet of what is there now, the code that waits, the consent that stands.

    `changed`: something was printed, sent or consented to, and the request has changed since.
    """

    sheet: OfficialPaper | None
    code_until: datetime | None
    is_given: bool
    changed: bool


def consenting(dossier: Dossier, state: Preparation, now: datetime) -> Consenting:
    """Of a dossier being prepared, complete or not. Three queries."""
    content = deposit_hash(dossier, state.state.pieces)
    sheets = dossier.papers.filter(kind=PaperKind.CONSENT, version=state.version, superseded_at=None)
    sheet = sheets.select_related("document").exclude(document=None).first()
    assistance = Assistance.objects.get(dossier=dossier, version=state.version)
    code = assistance.codes.filter(purpose=DeskCode.Purpose.CONSENT).order_by("pk").last()
    waits = code is not None and code.bound_to == content and code.waits(now) and not code.is_spent
    stands = sheet if sheet and sheet.content == content else None
    return Consenting(
        sheet=stands,
        code_until=code.ends_at if code and waits else None,
        is_given=bool(assistance.consented_to) and assistance.consented_to == content,
        changed=bool(sheet and stands is None),
    )
