"""What a dossier hears from below: signatures sealed, payments settled, messages sent. Each handler may be called twice."""

from __future__ import annotations

from datetime import date

from django.db.models import BigIntegerField

from rokhas.accounts.models import PUBLIC_ROLES, Mandate, Person, Role
from rokhas.dossiers.actions import clock, delivery, fees, limits, maxima, papers
from rokhas.dossiers.actions.appeals import issue_appeal_receipt
from rokhas.dossiers.actions.beneficiary import tell_beneficiary
from rokhas.dossiers.models import Dossier, Message, Notification, Outcome, PaperKind, Task
from rokhas.dossiers.models.papers import GRANTS, RULINGS
from rokhas.dossiers.queries import deadlines
from rokhas.dossiers.subscriptions import extensions, parents, visits  # noqa: F401 — they hear too
from rokhas.dossiers.subscriptions.appeals import tell_of_appeal
from rokhas.dossiers.workflow.renewing import renewal_of
from rokhas.journal.events import act, on
from rokhas.journal.models import Event
from rokhas.kernel.actor import MOROCCO, Actor, system
from rokhas.kernel.fixed import Fixed
from rokhas.notices.actions import tell
from rokhas.notices.schema import Fact
from rokhas.payments.models import Order
from rokhas.territory.models import Holiday

DOSSIER = "dossiers.dossier:"
# Who reads, for an office, what the parties write to it.
CORRESPONDENTS = (
    Role.FRONT_DESK,
    Role.SECRETARY,
    Role.PLANNING_OFFICER,
    Role.ECONOMIC_OFFICER,
    Role.COMMISSION_MEMBER,
)


@on("dossier.lodged")
def print_receipt(event: Event) -> None:
    """The receipt is printed, and the parties are told where to follow."""
    dossier = _dossier(event.about)
    paper = dossier.papers.get(kind=PaperKind.RECEIPT, version=event.data["version"])
    papers.issue_receipt(paper, by=_platform(event))
    papers.name_manifest(dossier)
    key = f"receipt-{paper.pk}"
    facts: dict[str, Fact] = {
        "number": dossier.number or "",
        "code": dossier.tracking_code or "",
        "day": event.at.astimezone(MOROCCO).date(),
    }
    with act():
        tell_beneficiary(dossier, "dossier.receipt", key=key, facts=facts, by=_platform(event))
        tell(
            dossier.filer,
            "dossier.receipt",
            key=key,
            about=dossier,
            facts=facts,
            by=_platform(event),
            url_name="dossiers:paper",
            url_args=[dossier.number or "", paper.pk],
        )


@on("signature.sealed")
def file_signed_paper(event: Event) -> None:
    """A signed paper has its final file, that of its last signature; a decision is then delivered or notified."""
    by = _platform(event)
    which = {name: event.data[name] for name in ("signature", "purpose", "subject")}
    paper = papers.attach_signed_file(**which, by=by)
    if paper is None:
        return
    if paper.kind in GRANTS:
        delivery.deliver_permit(paper, by=by)
    elif papers.is_letter(paper):
        delivery.announce_letter(paper, by=by)
    elif paper.kind in RULINGS:
        papers.notify(paper, by=by)
    else:
        return
    number = {"number": paper.dossier.number or ""}
    key = f"{paper.kind}-{paper.pk}"
    tell_beneficiary(paper.dossier, f"dossier.{paper.kind}", key=key, facts=number, by=by)


@on("fees.ordered")
def ask_for_payment(event: Event) -> None:
    """The filer is told what is due and where to pay it."""
    dossier = _dossier(event.about)
    order = Order.objects.get(reference=event.data["order"])
    key, by = f"to-pay-{order.reference}", _platform(event)
    facts: dict[str, Fact] = {"number": dossier.number or "", "total": order.total}
    with act():
        tell_beneficiary(dossier, "dossier.to_pay", key=key, facts=facts, by=by)
        tell(
            dossier.filer,
            "dossier.to_pay",
            key=key,
            about=dossier,
            facts=facts,
            by=by,
            url_name="payments:order",
            url_args=[order.reference],
        )


@on("payment.settled")
def hear_payment(event: Event) -> None:
    order = Order.objects.get(reference=event.data["reference"])
    if order.about.startswith(DOSSIER):
        fees.acknowledge_payment(_dossier(order.about), order, by=_platform(event))


@on("fees.paid")
def print_quittance(event: Event) -> None:
    papers.issue_quittance(_dossier(event.about), by=_platform(event))


@on("dossier.withdrawn")
def tell_of_withdrawal(event: Event) -> None:
    """The offices that were waiting for something learn that nothing is asked of them any more; the parties, that it is done."""
    dossier, by = _dossier(event.about), _platform(event)
    people = {party.pk: party for party in (dossier.filer, dossier.designer) if party}
    for person in people.values():
        _tell_of_case(person, "dossier.withdrawal", dossier, by)
    for task in dossier.tasks.filter(outcome=Outcome.WITHDRAWN).exclude(office=None).select_related("office"):
        task.dossier = dossier
        for person in deadlines.told(task, "holder", by.today()):
            if person.pk not in people:
                _tell_of_case(person, "dossier.withdrawn", dossier, by)


@on("appeal.filed")
def print_appeal_receipt(event: Event) -> None:
    """The receipt is printed; whoever answers is told that an appeal waits for them, and until when."""
    dossier, by = _dossier(event.about), _platform(event)
    appeal = (
        dossier.appeals.select_related("receipt", "office", "filed_by")
        .filter(code=event.data["appeal"])
        .latest("pk")
    )
    appeal.dossier = dossier
    issue_appeal_receipt(appeal, by=by)
    body = Mandate.objects.in_force(by.today()).filter(office=appeal.office_id, role__in=appeal.roles.split())
    for person in Person.objects.filter(mandates__in=body, is_active=True).distinct():
        tell_of_appeal(person, "dossier.appeal", appeal, by=by)


@on("appeal.silent")
def tell_of_silent_appeal(event: Event) -> None:
    dossier, by = _dossier(event.about), _platform(event)
    appeal = dossier.appeals.filter(code=event.data["appeal"]).latest("pk")
    appeal.dossier = dossier
    tell_of_appeal(dossier.filer, "dossier.appeal_silent", appeal, by=by)


@on("stay.ended")
def tell_of_ended_stay(event: Event) -> None:
    """The case goes on: whoever filed knows that the offices are asked again."""
    dossier = _dossier(event.about)
    _tell_of_case(dossier.filer, "dossier.stay_ended", dossier, _platform(event))


@on("permit.cancelled", "permit.restored")
def tell_of_cancellation(event: Event) -> None:
    """Whoever received a copy of the permit learns that it stands no more, or again."""
    dossier, by = _dossier(event.about), _platform(event)
    kind = "dossier.copy_cancelled" if event.kind == "permit.cancelled" else "dossier.copy_restored"
    copies = dossier.grants.filter(reason="copy").values("office")
    serving = Mandate.objects.in_force(by.today()).filter(office__in=copies).exclude(role__in=PUBLIC_ROLES)
    for person in Person.objects.filter(mandates__in=serving, is_active=True).distinct():
        _tell_of_case(person, kind, dossier, by, each=event.pk)


def _tell_of_case(person: Person, kind: str, dossier: Dossier, by: Actor, *, each: int = 0) -> None:
    """Once, or once for `each` fact of what may happen again."""
    tell(
        person,
        kind,
        key=f"{kind}-{dossier.pk}-{person.pk}" + (f"-{each}" if each else ""),
        about=dossier,
        facts={"number": dossier.number or ""},
        by=by,
        url_name="dossiers:dossier",
        url_args=[dossier.number or ""],
    )


@on("calendar.changed")
def count_again(event: Event) -> None:
    """A day was closed or opened: what is counted across it moves, where it was decided."""
    day = date.fromisoformat(event.data["day"])
    decided = Holiday.objects.select_related("unit").get(pk=event.about.rpartition(":")[2])
    clock.recount(day, by=_platform(event), decided=decided)
    limits.recount_validities(day, by=_platform(event))
    maxima.recount_maxima(day, by=_platform(event), decided=decided)


@on("time_limit.set", "time_limit.passed")
def tell_of_time_limit(event: Event) -> None:
    """The office is told what the governor asks; the governor, that it was not answered."""
    task = Task.objects.open().select_related("dossier", "office").filter(pk=event.data["task"]).first()
    if task is None or task.office is None:
        return
    by, passed = _platform(event), event.kind == "time_limit.passed"
    facts: dict[str, Fact] = {
        "number": task.dossier.number or "",
        "step": {"fr": task.step.names.fr, "ar": task.step.names.ar},
        "day": date.fromisoformat(event.data["until"]),
        "office": {"fr": task.office.name_fr, "ar": task.office.name_ar},
    }
    for person in deadlines.told(task, "governor" if passed else "holder", by.today()):
        tell(
            person,
            "dossier.time_limit_passed" if passed else "dossier.time_limit",
            key=f"{event.kind}-{task.pk}-{event.data['until']}-{person.pk}",
            about=task.dossier,
            facts=facts,
            by=by,
            url_name="dossiers:dossier",
            url_args=[task.dossier.number or ""],
        )


@on("silence.certified")
def print_certificate(event: Event) -> None:
    dossier = _dossier(event.about)
    paper = dossier.papers.get(pk=event.data["paper"])
    papers.issue_certificate(paper, by=_platform(event))


@on("limit.passed", "permit.lapse_near", "permit.lapsed")
def tell_holder_of_limit(event: Event) -> None:
    """Whoever filed is told that the administration stayed silent, or that a validity ends; what may be renewed says it in words
    of its own (`occupations`)."""
    dossier, by = _dossier(event.about), _platform(event)
    if event.kind != "limit.passed" and renewal_of(dossier.procedure):
        return
    kind = {
        "limit.passed": "dossier.silence_blocked" if event.data.get("obstacle") else "dossier.silence",
        "permit.lapse_near": "dossier.lapse_near",
        "permit.lapsed": "dossier.lapsed",
    }[event.kind]
    day = date.fromisoformat(event.data["due_on" if event.kind == "limit.passed" else "until"])
    tell(
        dossier.filer,
        kind,
        key=f"{kind}-{dossier.pk}-{day}-{event.data.get('rank', '')}",
        about=dossier,
        facts={"number": dossier.number or "", "day": day},
        by=by,
        url_name="dossiers:dossier",
        url_args=[dossier.number or ""],
    )


@on("deadline.reminded")
def tell_of_deadline(event: Event) -> None:
    """Whoever must be told of a limit is told, when the step still waits."""
    task = Task.objects.open().select_related("dossier", "office").filter(pk=event.data["task"]).first()
    if task is None:
        return
    by, due_on = _platform(event), date.fromisoformat(event.data["due_on"])
    own = event.data["told"] == "holder"
    kind = (
        ("dossier.deadline_ahead" if event.data["days"] <= 0 else "dossier.deadline_passed")
        if own
        else "dossier.late"
    )
    facts: dict[str, Fact] = {
        "number": task.dossier.number or "",
        "step": {"fr": task.step.names.fr, "ar": task.step.names.ar},
        "day": due_on,
    }
    if not own and task.office:
        facts["office"] = {"fr": task.office.name_fr, "ar": task.office.name_ar}
    for person in deadlines.told(task, event.data["told"], by.today()):
        tell(
            person,
            kind,
            key=f"deadline-{task.pk}-{event.data['told']}-{event.data['days']}-{due_on}-{person.pk}",
            about=task.dossier,
            facts=facts,
            by=by,
            url_name="dossiers:dossier",
            url_args=[task.dossier.number or ""],
        )


@on("task.substituted")
def tell_of_substitution(event: Event) -> None:
    """Those who decide instead of a late office are told."""
    task = Task.objects.open().select_related("dossier", "office").filter(pk=event.data["task"]).first()
    if task is None or task.office is None:
        return
    by = _platform(event)
    for person in deadlines.told(task, "holder", by.today()):
        tell(
            person,
            "dossier.substituted",
            key=f"substitution-{task.pk}-{person.pk}",
            about=task.dossier,
            facts={
                "number": task.dossier.number or "",
                "step": {"fr": task.step.names.fr, "ar": task.step.names.ar},
                "day": date.fromisoformat(event.data["due_on"]),
                "office": {"fr": task.office.name_fr, "ar": task.office.name_ar},
            },
            by=by,
            url_name="dossiers:dossier",
            url_args=[task.dossier.number or ""],
        )


@on("correspondence.answered")
def announce_answer(event: Event) -> None:
    """The parties are told that an office has written to them."""
    message = _message(event)
    for party in filter(None, (message.dossier.filer, message.dossier.designer)):
        _announce(message, party, "dossier.message", _platform(event))


@on("correspondence.asked")
def announce_question(event: Event) -> None:
    """Those who correspond for the office that was asked are told, when they serve on that day."""
    message, by = _message(event), _platform(event)
    serving = Mandate.objects.in_force(by.today()).filter(office=message.office_id, role__in=CORRESPONDENTS)
    for person in Person.objects.filter(mandates__in=serving, is_active=True).distinct():
        _announce(message, person, "dossier.question", by)


def _announces_paper(event: Event) -> bool:
    return str(event.data["key"]).startswith("notification-")


@on("message.sent", hears=_announces_paper)
def prove_sending(event: Event) -> None:
    """A message that announces a paper has left: part of the proof of notification."""
    number = str(event.data["key"]).rpartition(":")[0].removeprefix("notification-")
    if number.isdigit():
        Notification.objects.filter(pk=number, sent_at=None).update(sent_at=event.at)


def _message(event: Event) -> Message:
    told = Message.objects.select_related("office", "dossier__filer", "dossier__designer")
    return told.get(pk=event.data["message"])


def _announce(message: Message, person: Person, kind: str, by: Actor) -> None:
    if person.pk == message.author_id:
        return
    tell(
        person,
        kind,
        key=f"correspondence-{message.pk}-{person.pk}",
        about=message.dossier,
        facts={
            "number": message.dossier.number or "",
            "office": {"fr": message.office.name_fr, "ar": message.office.name_ar},
        },
        by=by,
        url_name="dossiers:messages",
        url_args=[message.dossier.number or ""],
    )


def _dossier(about: str) -> Dossier:
    """The dossier an event is about, with all that papers and notices say of its parties. One query."""
    return _DESCRIBED.one(number=int(about.removeprefix(DOSSIER)))


_DESCRIBED = Fixed(
    lambda number: Dossier.objects.select_related("unit", "desk", "filer", "designer").filter(pk=number),
    number=BigIntegerField(),
)


def _platform(event: Event) -> Actor:
    """The platform acting at the moment of the fact, so that a played past stays in the past."""
    return system(event.at)
