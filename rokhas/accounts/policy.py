"""Who may give and take rights, as data: a manager's role, the kind of office, the roles given there.

A platform administrator installs what an office does not choose for itself: its manager, its contact for keys, and whoever is
elected or appointed above it. The manager of an office then nominates its own people. No text gives a province the people of its
communes, so its manager has none there. Professionals are entered from the registers of their orders.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rokhas.accounts.models import (
    PROFESSIONS,
    PUBLIC_ROLES,
    EntryRequest,
    Mandate,
    Office,
    OfficeKind,
    Person,
    RegisterEntry,
    Role,
    StaffMember,
)
from rokhas.kernel.actor import Actor

COMMISSION = frozenset({Role.FRONT_DESK, Role.SECRETARY, Role.CHAIR, Role.COMMISSION_MEMBER})
CONSULTED = frozenset({Role.COMMISSION_MEMBER, Role.PLANNING_OFFICER})
SERVICES = frozenset({Role.FRONT_DESK, Role.PLANNING_OFFICER, Role.ECONOMIC_OFFICER, Role.COMMISSION_MEMBER})
# Of a commune or an arrondissement: its services, its deputies, who collects and who controls.
COUNCIL = SERVICES | {Role.SECRETARY, Role.REVENUE_AGENT, Role.VICE_PRESIDENT, Role.INSPECTOR}

# What the manager of an office gives, by kind of office; a body that is only consulted has members and officers.
STAFF: Mapping[OfficeKind, frozenset[Role]] = {
    **dict.fromkeys(OfficeKind, CONSULTED),
    OfficeKind.SINGLE_DESK: COMMISSION | SERVICES,
    OfficeKind.PROVINCIAL_COMMITTEE: COMMISSION | SERVICES,
    OfficeKind.COMMUNE: COUNCIL,
    OfficeKind.ARRONDISSEMENT: COUNCIL,
    OfficeKind.PREFECTURE: SERVICES | {Role.SECRETARY, Role.CHAIR, Role.INSPECTOR},
    OfficeKind.URBAN_AGENCY: CONSULTED | {Role.PAYEE_ACCOUNTANT},
    OfficeKind.TREASURY: frozenset({Role.TREASURY_OFFICER, Role.PAYEE_ACCOUNTANT}),
    OfficeKind.LOCAL_AUTHORITY: CONSULTED | {Role.LOCAL_AUTHORITY, Role.INSPECTOR},
    OfficeKind.ECONOMIC_SERVICE: CONSULTED | {Role.ECONOMIC_OFFICER},
    OfficeKind.MINISTRY: CONSULTED | {Role.SUPPORT_AGENT, Role.CONTENT_EDITOR},
    OfficeKind.PRACTICE: frozenset(),
}
INSTALLED = frozenset({Role.OFFICE_MANAGER, Role.KEY_CONTACT})
# What a platform administrator gives, by kind of office.
HEADS: Mapping[OfficeKind, frozenset[Role]] = {
    **dict.fromkeys(OfficeKind, INSTALLED),
    OfficeKind.COMMUNE: INSTALLED | {Role.PRESIDENT},
    OfficeKind.ARRONDISSEMENT: INSTALLED | {Role.ARRONDISSEMENT_PRESIDENT},
    OfficeKind.PREFECTURE: INSTALLED | {Role.GOVERNOR},
    OfficeKind.MINISTRY: INSTALLED | {Role.NATIONAL_SUPERVISOR, Role.PLATFORM_ADMINISTRATOR},
    OfficeKind.PRACTICE: PROFESSIONS,
}
# One holder at a time in an office; a delegate acts in the holder's place without being a second one.
SINGULAR = frozenset({Role.PRESIDENT, Role.ARRONDISSEMENT_PRESIDENT, Role.GOVERNOR})

# Who may be asked to act in the place of a holder, by the role held: who signs for a commune or an arrondissement delegates
# to a deputy of its council (DOMAIN §1.5). A role that is not named here is one of the office's own services, whose people
# stand in for one another.
# [UNSURE] whoever presides the commission for the governor: no text read says to whom a governor delegates.
SUBSTITUTES: Mapping[str, frozenset[Role]] = {
    Role.PRESIDENT: frozenset({Role.VICE_PRESIDENT}),
    Role.ARRONDISSEMENT_PRESIDENT: frozenset({Role.VICE_PRESIDENT}),
    Role.GOVERNOR: frozenset({Role.CHAIR}),
}


def roles_to_give(actor: Actor, office: Office) -> frozenset[Role]:
    """The roles this actor nominates to in this office."""
    kind = OfficeKind(office.kind)
    given: frozenset[Role] = frozenset()
    if actor.holds(Role.OFFICE_MANAGER, office.pk):
        given |= STAFF[kind]
    if actor.has_role(Role.PLATFORM_ADMINISTRATOR):
        given |= HEADS[kind]
    return given


def manages_people(actor: Actor) -> bool:
    """Whether the actor has the people of some office to look after."""
    return actor.has_role(Role.OFFICE_MANAGER, Role.PLATFORM_ADMINISTRATOR)


def may_find_anyone(actor: Actor) -> bool:
    """A platform administrator answers for the names of those whom no office manages, such as professionals."""
    return actor.has_role(Role.PLATFORM_ADMINISTRATOR)


def may_see_people(actor: Actor, office: Office) -> bool:
    """An office's manager sees its own people, a platform administrator those of every office but a professional's own."""
    if office.kind == OfficeKind.PRACTICE:
        return False
    return actor.has_role(Role.PLATFORM_ADMINISTRATOR) or actor.holds(Role.OFFICE_MANAGER, office.pk)


def may_give_mandate(actor: Actor, mandate: Mandate) -> bool:
    """Nobody gives a role they do not manage, and nobody nominates oneself."""
    return actor.person_id != mandate.person_id and mandate.role in roles_to_give(actor, mandate.office)


def may_suspend_mandate(actor: Actor, mandate: Mandate) -> bool:
    """Whoever gives the role may suspend and restore it; a platform administrator may for any, for safety. Never one's own."""
    given = mandate.role in roles_to_give(actor, mandate.office)
    return actor.person_id != mandate.person_id and (given or actor.has_role(Role.PLATFORM_ADMINISTRATOR))


def may_forget_factors(actor: Actor, mandate: Mandate) -> bool:
    """Whoever may suspend the mandate knows its holder, and checks who asks before the second factors are forgotten."""
    return may_suspend_mandate(actor, mandate)


def may_end_mandate(actor: Actor, mandate: Mandate) -> bool:
    """Whoever may suspend it; a manager may also leave, and a holder takes back what they delegated."""
    leaving = mandate.role == Role.OFFICE_MANAGER and actor.person_id == mandate.person_id
    if leaving and actor.holds(Role.OFFICE_MANAGER, mandate.office_id):
        return True
    source = mandate.delegated_by
    taking_back = source is not None and source.person_id == actor.person_id
    if taking_back and actor.holds(mandate.role, mandate.office_id):
        return True
    return may_suspend_mandate(actor, mandate)


def may_delegate(actor: Actor, mandate: Mandate) -> bool:
    """Only the holder of a public role delegates, and a delegate does not delegate again."""
    return (
        actor.person_id == mandate.person_id
        and not mandate.is_delegated
        and not mandate.suspended_at
        and mandate.role not in PROFESSIONS
        and actor.holds(mandate.role, mandate.office_id)
    )


def may_keep_profile(actor: Actor, person: Person) -> bool:
    """Nobody corrects the account of another."""
    return actor.person_id == person.pk


@dataclass(frozen=True)
class Known:
    """A person, and the offices where they hold a mandate in force or to come."""

    person_id: int
    offices: frozenset[int]


def may_rectify_names(actor: Actor, known: Known) -> bool:
    """The administration: a platform administrator, or the manager of an office that nominated the person. Never one's own."""
    if actor.person_id == known.person_id:
        return False
    return actor.has_role(Role.PLATFORM_ADMINISTRATOR) or bool(
        actor.offices(Role.OFFICE_MANAGER) & known.offices
    )


def keeps_registers(actor: Actor) -> bool:
    """Who keeps the registers of the orders: the platform's administrators, on what each order hands over."""
    return actor.has_role(Role.PLATFORM_ADMINISTRATOR)


def may_keep_entry(actor: Actor, entry: RegisterEntry) -> bool:
    """Never one's own."""
    return keeps_registers(actor) and actor.person_id != entry.person_id


def may_decide_request(actor: Actor, asked: EntryRequest) -> bool:
    """Never one's own."""
    return keeps_registers(actor) and actor.person_id != asked.person_id


def may_lead_practice(actor: Actor, practice: Office) -> bool:
    """A professional of the practice: they hold their profession there."""
    return practice.kind == OfficeKind.PRACTICE and practice.pk in actor.offices(*PROFESSIONS)


def has_practice(actor: Actor) -> bool:
    """Whether the page of one's practice is offered: to its professionals and its staff."""
    return bool(actor.practices) or actor.has_role(*PROFESSIONS)


def may_join_practices(actor: Actor) -> bool:
    """Whoever serves in an office of the administration prepares for nobody."""
    return actor.person_id is not None and all(held.role in PUBLIC_ROLES for held in actor.mandates)


def may_prepare_for(actor: Actor, practice: Office) -> bool:
    """The staff of a practice prepare its dossiers; they never sign, lodge or invite."""
    return practice.pk in actor.practices


def may_end_place(actor: Actor, member: StaffMember) -> bool:
    """A professional of the practice takes it back or removes them; they leave by themselves."""
    leaving = member.person_id is not None and member.person_id == actor.person_id
    return leaving or may_lead_practice(actor, member.practice)
