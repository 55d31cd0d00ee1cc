"""The next action of a dossier, written for whoever looks: what to do, who waits, until when."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from rokhas.dossiers import policy
from rokhas.dossiers.models import Dossier, Ending, OfficialPaper, PaperKind, Task
from rokhas.dossiers.queries import ways
from rokhas.dossiers.queries.case import Turn, stopped_on, turn
from rokhas.dossiers.queries.stayed import meanwhile, stay_of
from rokhas.dossiers.queries.worklist import todo
from rokhas.dossiers.workflow.clocks import due_of, place_of
from rokhas.dossiers.workflow.facts import Case
from rokhas.kernel.actor import MOROCCO, Actor
from rokhas.payments.models import Order
from rokhas.payments.queries import order_for
from rokhas.procedures.schema import Kind
from rokhas.ui import formats

# The page that answers each kind of step; those that have none are followed on the page of the case.
PAGES = {
    Kind.DISPATCH: "dossiers:dispatch",
    Kind.VISIT: "dossiers:visit",
    Kind.OPINION: "dossiers:review",
    Kind.CONCLUSION: "dossiers:conclusion",
    Kind.MINUTES: "dossiers:minutes",
    Kind.SIGNATURE: "dossiers:decision",
}
WITHOUT_PAGE = frozenset({Kind.PAYMENT, Kind.DELIVERY})
ASKING = (PaperKind.CHANGES, PaperKind.RESERVES, PaperKind.INADMISSIBILITY)


@dataclass(frozen=True)
class NextAction:
    """What the top of a case says: `mine` when the reader is awaited. `points` are reasons to answer, in words."""

    mine: bool
    icon: str
    title: str
    text: str
    url: str = ""
    button: str = ""
    points: tuple[str, ...] = ()


def answered_at(kind: Kind, name: str) -> None:
    """Say which page, of an app above, answers a kind of step (`AppConfig.ready`)."""
    PAGES[kind] = name


def page_of_task(task: Task) -> str:
    """The address of the page that answers a task: the case itself when none does."""
    step = task.step
    name = PAGES.get(step.kind, "")
    if step.kind is Kind.CHECK:
        name = "dossiers:lifting" if step.among == "reserving" else "dossiers:desk-check"
    if name:
        try:
            return reverse(name, args=[task.pk])
        except NoReverseMatch:
            pass
    return reverse("dossiers:dossier", args=[task.dossier.number])


def next_action(given: Case, actor: Actor, order: Order | None) -> NextAction | None:
    """What is awaited now, said to this reader. None when nothing is."""
    dossier = given.dossier
    if dossier.stayed_on:
        return _stayed(given, actor)
    found = turn(dossier, actor)
    if found is None or found.task is None:
        return _ended(given, actor)
    party = policy.is_party(actor, dossier)
    if party and found.mine and found.kind == Kind.DECLARATION:
        return _answer(given, found)
    if party and found.mine and found.kind == Kind.PAYMENT:
        return _pay(order)
    if found.mine and found.kind not in WITHOUT_PAGE:
        return NextAction(
            mine=True,
            icon="pencil-exclamation",
            title=_("Your turn: %(step)s") % {"step": found.step},
            text=_until(found) or _("No delay is set by a text for this step; the applicant waits."),
            url=reverse("dossiers:task", args=[found.task.pk]),
            button=todo(found.task.step, found.task.dossier.procedure),
        )
    return _awaited(found)


def _answer(given: Case, found: Turn) -> NextAction:
    """Changes, reserves or documents asked of the applicant, with the reasons to answer."""
    assert found.task is not None
    dossier, asked = given.dossier, _last(given, *ASKING)
    titles = {
        PaperKind.CHANGES: _("Your turn: change the project, then deposit it again"),
        PaperKind.RESERVES: _("Your turn: answer the reserves"),
        PaperKind.INADMISSIBILITY: _("Your turn: complete the dossier, then deposit it again"),
    }
    stopped = stopped_on(dossier)
    if found.due_on:
        text = _("Answer by %(day)s.") % {"day": formats.day(found.due_on)}
    elif stopped:
        text = _("The legal delay stopped on %(day)s. It starts again from zero at your new deposit.") % {
            "day": formats.day(stopped)
        }
    else:
        text = _("No deadline is set for your answer.")
    return NextAction(
        mine=True,
        icon="pencil-exclamation",
        title=titles.get(PaperKind(asked.kind), found.step) if asked else found.step,
        text=text,
        url=reverse("dossiers:draft", args=[dossier.pk]),
        button=_("Answer"),
        points=found.reasons,
    )


def _pay(order: Order | None) -> NextAction:
    if order is None or not order.is_open:
        return NextAction(
            mine=False,
            icon="hourglass-empty",
            title=_("The payment is being confirmed"),
            text=_("The dossier goes on by itself as soon as the treasury confirms."),
        )
    return NextAction(
        mine=True,
        icon="credit-card",
        title=_("Your turn: pay %(total)s") % {"total": formats.money(order.total)},
        text=_(
            "The president can sign once the fees are paid. The payment is made on the treasury's own page."
        ),
        url=reverse("payments:order", args=[order.reference]),
        button=_("Pay"),
    )


def _awaited(found: Turn) -> NextAction:
    """Somebody else's turn: who, and until when."""
    if found.kind == Kind.PAYMENT:
        title = _("The applicant has to pay the fees")
    elif not found.offices:
        title = _("The applicant has to answer")
    else:
        title = ngettext(
            "%(step)s: %(offices)s has it", "%(step)s: %(offices)s have it", len(found.offices)
        ) % {"step": found.step, "offices": _(", ").join(found.offices)}
    return NextAction(
        mine=False,
        icon="hourglass-empty",
        title=title,
        text=_until(found) or _("No delay is set by a text for this step."),
    )


def _until(found: Turn) -> str:
    return _("By %(day)s.") % {"day": formats.day(found.due_on)} if found.due_on else ""


def _ended(given: Case, actor: Actor) -> NextAction | None:
    dossier = given.dossier
    if dossier.ending == Ending.DELIVERED:
        kind, icon = _granted(dossier), "certificate"
        title, button = _("What you asked for is delivered: %(name)s"), _("Download: %(name)s")
        named = {"name": dossier.procedure.names.in_(get_language() or "fr")}
        title, button = title % named, button % named
        if kind == PaperKind.ACKNOWLEDGEMENT:
            title, button = _("The receipt of your declaration is handed over"), _("Download the receipt")
        text = _("It is signed electronically. Anyone can verify it with its code or its QR seal.")
    elif dossier.ending == Ending.REFUSED:
        kind, icon = PaperKind.REFUSAL, "file-text"
        title, button = _("The application is refused"), _("Download the decision")
        text = _remedy(given)
    elif dossier.ending == Ending.CANCELLED:
        kind, icon = PaperKind.CANCELLATION, "circle-x"
        title, button = _("What was granted is cancelled"), _("Download the decision")
        text = _(
            "Whoever verifies the permit reads that it is cancelled. The decision gives its reasons and how to contest it."
        )
    else:
        return _given_up(given, actor)
    paper = _last(given, kind)
    url = reverse("dossiers:paper", args=[dossier.number, paper.pk]) if paper else ""
    return NextAction(
        mine=policy.is_party(actor, dossier), icon=icon, title=title, text=text, url=url, button=button
    )


def _stayed(given: Case, actor: Actor) -> NextAction:
    """The decision is put off: until when, and why."""
    paper = _last(given, PaperKind.STAY)
    return NextAction(
        mine=policy.is_party(actor, given.dossier),
        icon="player-pause",
        title=stay_of(given.dossier),
        text=meanwhile(),
        url=reverse("dossiers:paper", args=[given.dossier.number, paper.pk]) if paper else "",
        button=_("Download the decision"),
    )


def _given_up(given: Case, actor: Actor) -> NextAction | None:
    """The request was withdrawn: what was paid is said honestly, to whoever paid."""
    dossier = given.dossier
    if dossier.ending != Ending.WITHDRAWN:
        return None
    party = policy.is_party(actor, dossier)
    order = order_for(f"dossiers.dossier:{dossier.pk}") if party else None
    text = _("Nothing is asked of anybody any more. What was deposited stays readable here.")
    if order and order.is_paid:
        text = _(
            "You have paid %(total)s. The platform gives nothing back by itself: ask those who received it, with the payment "
            "receipt. Whether it is returned depends on the text of each fee."
        ) % {"total": formats.money(order.total)}
    return NextAction(mine=party, icon="arrow-back-up", title=_("The request was withdrawn"), text=text)


def _granted(dossier: Dossier) -> PaperKind:
    """The paper that the procedure grants."""
    step = dossier.procedure.grant_of(dossier.class_code)
    return PaperKind(step.paper) if step and step.paper else PaperKind.PERMIT


def _remedy(given: Case) -> str:
    """Until when the refusal may be contested, the last of its ways."""
    letter = _last(given, PaperKind.REFUSAL)
    told = letter.notifications.order_by("available_at").first() if letter else None
    signed = next((task for task in given.tasks if letter and task.pk == letter.task_id), None)
    if told is None or signed is None or signed.office is None:
        return _("The decision gives its reasons.")
    found = ways.against("refusal", given.dossier.procedure, signed.office.kind, signed.roles.split())
    notified = told.available_at.astimezone(MOROCCO).date()
    place = place_of(given.dossier)
    days = [day for way in found if (day := due_of(way.within, notified, place))]
    if not days:
        return _("The decision gives its reasons and how to contest it.")
    return _("The decision gives its reasons. It may be contested until %(day)s.") % {
        "day": formats.day(max(days))
    }


def _last(given: Case, *kinds: PaperKind) -> OfficialPaper | None:
    """The last paper of these kinds that was issued and stands."""
    standing = (paper for paper in reversed(given.papers) if paper.superseded_at is None and paper.issued_at)
    return next((paper for paper in standing if paper.kind in kinds), None)
