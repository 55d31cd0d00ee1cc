"""Who may do what in a public enquiry. Plain functions; no queries, no side effects."""

from __future__ import annotations

from collections.abc import Collection

from rokhas.accounts.models import Role
from rokhas.dossiers.models import Task
from rokhas.dossiers.policy import holds_task, took_part
from rokhas.enquiries.models import Enquiry, Opposition
from rokhas.kernel.actor import Actor
from rokhas.procedures.schema import Kind


def may_open_enquiry(actor: Actor, task: Task) -> bool:
    """Whoever the file says opens it, in the office that holds it."""
    terms = task.step.enquiry
    return terms is not None and _is(actor, task, terms.opened_by)


def may_report(actor: Actor, task: Task) -> bool:
    """Whoever the file says reports: answers each observation, concludes, signs."""
    terms = task.step.enquiry
    return terms is not None and _is(actor, task, terms.reported_by)


def may_answer(actor: Actor, opposition: Opposition) -> bool:
    return may_report(actor, opposition.enquiry.task)


def may_oppose(actor: Actor, enquiry: Enquiry) -> bool:
    """Any person but the parties and whoever studies it: nobody answers their own words."""
    return (
        actor.person_id is not None
        and not took_part(actor, enquiry.dossier)
        and not may_receive(actor, enquiry)
    )


def may_receive(actor: Actor, enquiry: Enquiry) -> bool:
    """Who types for a person present: a clerk of the desk, or whoever opens the enquiry or reports on it."""
    task, dossier = enquiry.task, enquiry.dossier
    at_desk = actor.holds(Role.FRONT_DESK, dossier.desk_id) or actor.holds(Role.FRONT_DESK, task.office_id)
    return (at_desk and not took_part(actor, dossier)) or _is(
        actor, task, {*enquiry.terms.opened_by, *enquiry.terms.reported_by}
    )


def may_read_names(actor: Actor, enquiry: Enquiry) -> bool:
    """Who knows who spoke: those who receive and answer, in the office of the enquiry."""
    return may_receive(actor, enquiry)


def _is(actor: Actor, task: Task, roles: Collection[str]) -> bool:
    return (
        task.is_kind is Kind.ENQUIRY
        and holds_task(actor, task)
        and any(actor.holds(role, task.office_id) for role in roles)
    )
