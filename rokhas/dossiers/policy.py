"""Who may do what to a dossier. Plain functions; no queries, no side effects."""

from __future__ import annotations

from rokhas.accounts.models import PROFESSIONS, PUBLIC_ROLES, Office, Role
from rokhas.dossiers.models import (
    Appeal,
    Dossier,
    Ending,
    Invitation,
    Message,
    RaisedPoint,
    Ruling,
    Site,
    Task,
)
from rokhas.kernel.actor import Actor
from rokhas.procedures.schema import Kind

# The roles that no step of a procedure gives work to.
WITHOUT_WORK = frozenset(
    {
        Role.INSPECTOR,
        Role.KEY_CONTACT,
        Role.NATIONAL_SUPERVISOR,
        Role.TREASURY_OFFICER,
        Role.PAYEE_ACCOUNTANT,
        Role.SUPPORT_AGENT,
        Role.CONTENT_EDITOR,
        Role.PLATFORM_ADMINISTRATOR,
    }
)
# The steps in which an office reads a new version, and closes the points that it raised.
STUDIES = frozenset({Kind.OPINION, Kind.CHECK, Kind.CONCLUSION})

# Who comes to a visit for an office that is called.
VISITORS: frozenset[str] = frozenset({Role.COMMISSION_MEMBER, Role.LOCAL_AUTHORITY})


def is_party(actor: Actor, dossier: Dossier) -> bool:
    """The filer or the designer."""
    return actor.person_id is not None and actor.person_id in {dossier.filer_id, dossier.designer_id}


def prepares(actor: Actor, dossier: Dossier) -> bool:
    """A party, or the staff of the practice in which it was begun: they prepare, the professional signs and lodges."""
    return is_party(actor, dossier) or (
        dossier.practice_id is not None and dossier.practice_id in actor.practices
    )


def is_official(actor: Actor) -> bool:
    """Someone who serves in an office of the administration; a practice is not one."""
    return any(held.role not in PUBLIC_ROLES for held in actor.mandates)


def is_at_work(actor: Actor) -> bool:
    """Someone whose role a procedure gives work to, or who shares that work out."""
    return any(held.role not in PUBLIC_ROLES | WITHOUT_WORK for held in actor.mandates)


def assists(actor: Actor, dossier: Dossier) -> bool:
    """The clerk who types at the desk, for its filer, what is not deposited yet, while they serve there."""
    return (
        actor.person_id is not None
        and actor.person_id == dossier.assistant_id
        and dossier.is_assisted
        and actor.holds(Role.FRONT_DESK, dossier.desk_id)
    )


def took_part(actor: Actor, dossier: Dossier) -> bool:
    """Who prepares the dossier, or ever did: the parties, their practice, who was invited to it, who typed it at a desk."""
    return prepares(actor, dossier) or dossier.was_prepared_by(actor.person_id)


def holds_task(actor: Actor, task: Task) -> bool:
    """The actor holds, in the task's office, one of the roles the step names, and took no part in preparing the dossier, whatever
    they have become since: nobody answers their own work."""
    return _is_mandated(actor, task) and not took_part(actor, task.dossier)


def is_kept_from(actor: Actor, task: Task) -> bool:
    """Their mandate would let them answer, had they taken no part in preparing the dossier: they are told so."""
    return _is_mandated(actor, task) and took_part(actor, task.dossier)


def _is_mandated(actor: Actor, task: Task) -> bool:
    return task.office_id is not None and actor.holds_any(set(task.roles.split()), task.office_id)


def may_open_draft(actor: Actor, roles: frozenset[str]) -> bool:
    """Anyone signed in may file as an applicant; a professional's procedure asks for the profession."""
    return actor.person_id is not None and ("applicant" in roles or actor.has_role(*roles))


def may_edit(actor: Actor, dossier: Dossier) -> bool:
    return (prepares(actor, dossier) or assists(actor, dossier)) and not dossier.is_ended


def may_name_designer(actor: Actor, dossier: Dossier) -> bool:
    """The parties, or the clerk who types for one; the staff of a practice invite nobody."""
    return (is_party(actor, dossier) or assists(actor, dossier)) and not dossier.is_ended


def may_invite(actor: Actor, dossier: Dossier) -> bool:
    """Whoever files, or designs: the staff of a practice invite nobody."""
    return is_party(actor, dossier) and not dossier.is_ended


def may_accept_invitation(actor: Actor, _invitation: Invitation) -> bool:
    """Whoever serves in an office takes no part in a dossier; the link says for whom it is."""
    return actor.person_id is not None and not is_official(actor)


def may_answer_invitation(actor: Actor, invitation: Invitation) -> bool:
    """Whoever accepted gives their files, and may still decline, while it stands and the dossier is not over."""
    return (
        actor.person_id is not None
        and actor.person_id == invitation.person_id
        and invitation.is_standing
        and not invitation.dossier.is_ended
    )


def may_sign_contribution(actor: Actor, invitation: Invitation) -> bool:
    """Whoever said that their files are complete, where the procedure's file asks them to sign the list."""
    asked = invitation.asked
    return (
        may_answer_invitation(actor, invitation)
        and invitation.given_at is not None
        and asked is not None
        and asked.signs
    )


def may_ask_signature(actor: Actor, dossier: Dossier) -> bool:
    """Whoever prepares what another designs asks them to sign."""
    named = dossier.designer_id is not None and dossier.designer_id != actor.person_id
    return named and may_edit(actor, dossier)


def may_sign_manifest(actor: Actor, dossier: Dossier) -> bool:
    """Only the designer signs the list of the plans, while holding the profession (law 12-90 art. 50)."""
    return actor.person_id == dossier.designer_id and actor.has_role(*PROFESSIONS) and not dossier.is_ended


def may_lodge(actor: Actor, dossier: Dossier) -> bool:
    """A party; the clerk who assists, and then the act asks for the consent of the filer."""
    return is_party(actor, dossier) or assists(actor, dossier)


def may_redeposit(actor: Actor, task: Task) -> bool:
    return task.is_kind is Kind.DECLARATION and task.office_id is None and may_lodge(actor, task.dossier)


def may_assist(actor: Actor, office: Office) -> bool:
    """A clerk of the desk types for a person without tools who comes there."""
    return actor.holds(Role.FRONT_DESK, office.pk)


def may_take_up(actor: Actor, dossier: Dossier) -> bool:
    """Another visit to the same desk, or a colleague who goes on: never for oneself."""
    return dossier.assistant_id is not None and not dossier.is_ended and may_hand_over(actor, dossier)


def may_hand_over(actor: Actor, dossier: Dossier) -> bool:
    """A clerk of the desk hands its papers to the filer of a dossier that was typed there; nobody to themself."""
    return (
        dossier.assistant_id is not None
        and actor.holds(Role.FRONT_DESK, dossier.desk_id)
        and not prepares(actor, dossier)
    )


def may_check(actor: Actor, task: Task) -> bool:
    """The desk's own check of the pieces; the lifting of reserves is another act."""
    return task.is_kind is Kind.CHECK and task.step.among != "reserving" and holds_task(actor, task)


def may_lift_reserves(actor: Actor, task: Task) -> bool:
    return task.is_kind is Kind.CHECK and task.step.among == "reserving" and holds_task(actor, task)


def may_answer_point(actor: Actor, point: RaisedPoint) -> bool:
    """Whoever prepares the next version says how it answers a point that they were told of and that stands."""
    return point.is_standing and point.told_at is not None and may_edit(actor, point.dossier)


def may_close_point(actor: Actor, task: Task) -> bool:
    """Lift or keep a point: the office that raised it alone, in the step in which it reads the new version."""
    return task.is_kind in STUDIES and holds_task(actor, task)


def may_dispatch(actor: Actor, task: Task) -> bool:
    return task.is_kind is Kind.DISPATCH and holds_task(actor, task)


def may_visit(actor: Actor, task: Task) -> bool:
    """Fix the day of a visit, then say what was seen there."""
    return task.is_kind is Kind.VISIT and holds_task(actor, task)


def may_photograph(actor: Actor, site: Site) -> bool:
    """Whoever leads a visit, or sits for an office that is called to it."""
    return photographs_for(actor, site) is not None


def photographs_for(actor: Actor, site: Site) -> int | None:
    """The office in whose name the actor photographs a visit: the one that leads it, else one that is called."""
    if site.task.is_kind is Kind.VISIT and holds_task(actor, site.task):
        return site.task.office_id
    if took_part(actor, site.task.dossier):
        return None
    return next((each for each in site.called if actor.holds_any(VISITORS, each)), None)


def may_issue_opinion(actor: Actor, task: Task) -> bool:
    return task.is_kind is Kind.OPINION and holds_task(actor, task)


def may_conclude(actor: Actor, task: Task) -> bool:
    return task.is_kind is Kind.CONCLUSION and holds_task(actor, task)


def may_sign_minutes(actor: Actor, task: Task) -> bool:
    return task.is_kind is Kind.MINUTES and holds_task(actor, task)


def may_sign_decision(actor: Actor, task: Task) -> bool:
    """The president, or whoever holds the signature by a dated delegation or succession."""
    return task.is_kind is Kind.SIGNATURE and holds_task(actor, task)


def may_write_note(actor: Actor, task: Task) -> bool:
    """State the rules of a land for the paper that a step signs: whoever may sign it."""
    return may_sign_decision(actor, task) and task.step.states is not None


def may_pay(actor: Actor, dossier: Dossier) -> bool:
    return is_party(actor, dossier)


def may_read_opinions(actor: Actor, dossier: Dossier, *, concluded: bool) -> bool:
    """Officers at any time; the applicant when the commission has concluded; others never (DOMAIN.md §9)."""
    return concluded if prepares(actor, dossier) else is_official(actor)


def may_read_file(actor: Actor, dossier: Dossier) -> bool:
    """The pieces, the people and the history: the parties and officers, among those who may open the dossier at all."""
    return prepares(actor, dossier) or is_official(actor)


def may_write_to_office(actor: Actor, dossier: Dossier) -> bool:
    """The parties ask the offices of their case, and the staff of their practice for them."""
    return prepares(actor, dossier)


def may_write_to_parties(actor: Actor, message: Message) -> bool:
    """Whoever serves in the office in whose name it is written, and is not a party."""
    serves = any(
        held.office_id == message.office_id and held.role not in PUBLIC_ROLES for held in actor.mandates
    )
    return serves and not prepares(actor, message.dossier)


def may_ask_certificate(actor: Actor, dossier: Dossier) -> bool:
    """A party, while nothing is decided; the act asks that the silence has lasted."""
    return is_party(actor, dossier) and not dossier.is_draft and not dossier.is_ended


def may_withdraw(actor: Actor, dossier: Dossier) -> bool:
    """Whoever filed gives the request up, while it is under way; the act asks that no decision be signed."""
    return (
        actor.person_id is not None
        and actor.person_id == dossier.filer_id
        and not dossier.is_draft
        and not dossier.is_ended
    )


def may_cancel(actor: Actor, task: Task) -> bool:
    """Whoever may sign in the step that granted what was asked for, once it is delivered."""
    return (
        task.is_kind is Kind.SIGNATURE
        and task.closed_at is not None
        and task.dossier.ending == Ending.DELIVERED
        and holds_task(actor, task)
    )


def may_stay(actor: Actor, task: Task) -> bool:
    """The president, where the procedure's step of decision is theirs, while the case is under way."""
    return task.is_kind is Kind.SIGNATURE and not task.dossier.is_ended and holds_task(actor, task)


def may_appeal(actor: Actor, dossier: Dossier) -> bool:
    """A party, while nothing they asked for stands granted; the act asks that an adverse decision stand, how and by when."""
    return (
        is_party(actor, dossier)
        and not dossier.is_draft
        and dossier.ending not in {Ending.DELIVERED, Ending.WITHDRAWN}
    )


def may_answer_appeal(actor: Actor, appeal: Appeal) -> bool:
    """Whoever holds one of the roles in the body that answers, and took no part in preparing the dossier."""
    return (
        appeal.is_open
        and actor.holds_any(set(appeal.roles.split()), appeal.office_id)
        and not took_part(actor, appeal.dossier)
    )


def may_sign_ruling(actor: Actor, ruling: Ruling) -> bool:
    """Whoever holds one of the roles that decide, in the office that does, and took no part in preparing the dossier."""
    return (
        not ruling.is_signed
        and actor.holds_any(set(ruling.roles.split()), ruling.office_id)
        and not took_part(actor, ruling.dossier)
    )


def may_set_time_limit(actor: Actor, task: Task) -> bool:
    """A governor, to a late office (RGC art. 49); the act asks that the step be late, in the territory of the governor."""
    return task.office_id is not None and actor.has_role(Role.GOVERNOR)


def may_extend(actor: Actor, dossier: Dossier) -> bool:
    """Whoever holds, at the desk, one of the roles that the file lets extend its legal maximum; the act asks that it run."""
    limit = dossier.procedure.limit("legal_maximum", dossier.class_code or None)
    return (
        limit is not None
        and limit.extension is not None
        and dossier.desk_id is not None
        and not dossier.is_draft
        and not dossier.is_ended
        and actor.holds_any(set(limit.extension.roles), dossier.desk_id)
        and not took_part(actor, dossier)
    )


def may_oversee(actor: Actor) -> bool:
    """A governor sees what is late in the province."""
    return actor.has_role(Role.GOVERNOR)
