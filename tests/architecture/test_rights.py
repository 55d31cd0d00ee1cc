"""Every role against every rule of a dossier, cell by cell; no rule and no role is left out of the table."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path

import pytest

from rokhas.accounts.models import Office, Role
from rokhas.dossiers import policy
from rokhas.dossiers.models import Appeal, Dossier, Invitation, Message, RaisedPoint, Ruling, Site, Task
from rokhas.kernel.actor import STRANGER, Actor, Held
from rokhas.procedures.actions import packaged_files
from rokhas.procedures.schema import Kind
from tests.architecture.rights import TABLE
from tests.architecture.sources import read

FILER, DESIGNER, SOMEBODY, TYPIST, STAFF, INVITED = 1, 2, 3, 4, 5, 6
THIS_OFFICE, ANOTHER_OFFICE, PRACTICE = 10, 20, 30
DOSSIER = Dossier(
    filer_id=FILER,
    designer_id=DESIGNER,
    assistant_id=TYPIST,
    assisted_version=1,
    desk_id=THIS_OFFICE,
    practice_id=PRACTICE,
)
LODGED = Dossier(number="PCT-2026-061410101-00042", filer_id=FILER, designer_id=DESIGNER, desk_id=THIS_OFFICE)
INVITATION = Invitation(
    dossier=DOSSIER,
    role=Role.SURVEYOR,
    person_id=INVITED,
    accepted_at=STRANGER.now(),
    given_at=STRANGER.now(),
)
PERMIT = next(procedure for file in packaged_files() if (procedure := read(file)).code == "building-permit")
POINT = RaisedPoint(dossier=DOSSIER, office_id=THIS_OFFICE, told_at=STRANGER.now())
vars(DOSSIER)["procedure"] = PERMIT  # read from the file: a rule asks no database


def task(step: str) -> Task:
    """A task of the building permit, waiting for this office; for the applicant where the step has none."""
    asked = PERMIT.step(step)
    office = THIS_OFFICE if asked.by else None
    roles = f" {' '.join(asked.roles)} "
    return Task(dossier=DOSSIER, step_code=step, kind=asked.kind, office_id=office, roles=roles)


def note_task() -> Task:
    """The signature of the official note, waiting for this office: the only paper that states the rules of a land."""
    procedure = next(each for each in map(read, packaged_files()) if each.code == "information-note")
    step = next(step for step in procedure.steps if step.states)
    dossier = Dossier(filer_id=FILER, designer_id=DESIGNER, assistant_id=TYPIST, practice_id=PRACTICE)
    vars(dossier)["procedure"] = procedure
    roles = f" {' '.join(step.roles)} "
    return Task(dossier=dossier, step_code=step.code, kind=step.kind, office_id=THIS_OFFICE, roles=roles)


def establishment() -> Dossier:
    """A classified establishment, deposited in this office: its legal maximum may be extended, once."""
    procedure = next(each for each in map(read, packaged_files()) if each.code == "classified-establishment")
    dossier = Dossier(
        number="EC-2026-061410101-00042",
        class_code="class_2",
        filer_id=FILER,
        designer_id=DESIGNER,
        assistant_id=TYPIST,
        practice_id=PRACTICE,
        desk_id=THIS_OFFICE,
    )
    vars(dossier)["procedure"] = procedure
    return dossier


DELIVERED = Dossier(
    filer_id=FILER, designer_id=DESIGNER, assistant_id=TYPIST, practice_id=PRACTICE, ending="delivered"
)
REFUSED = Dossier(filer_id=FILER, designer_id=DESIGNER, number="PCT-2026-1-00001", ending="refused")
vars(DELIVERED)["procedure"] = PERMIT
GRANTED = task("decision")
GRANTED.dossier, GRANTED.closed_at = DELIVERED, STRANGER.now()

RULES: dict[str, Callable[[Actor], bool]] = {
    "draft": lambda actor: policy.may_open_draft(actor, frozenset(PERMIT.filers)),
    "edit": lambda actor: policy.may_edit(actor, DOSSIER),
    "plans": lambda actor: policy.may_sign_manifest(actor, DOSSIER),
    "lodge": lambda actor: policy.may_lodge(actor, DOSSIER),
    "again": lambda actor: policy.may_redeposit(actor, task("redeposit")),
    "check": lambda actor: policy.may_check(actor, task("admissibility")),
    "lift": lambda actor: policy.may_lift_reserves(actor, task("reserves_lifting")),
    "word": lambda actor: policy.may_answer_point(actor, POINT),
    "point": lambda actor: policy.may_close_point(actor, task("opinions")),
    "send": lambda actor: policy.may_dispatch(actor, task("dispatch")),
    "opine": lambda actor: policy.may_issue_opinion(actor, task("opinions")),
    "close": lambda actor: policy.may_conclude(actor, task("conclusion")),
    "pv": lambda actor: policy.may_sign_minutes(actor, task("minutes")),
    "letter": lambda actor: policy.may_sign_decision(actor, task("reserves_letter")),
    "permit": lambda actor: policy.may_sign_decision(actor, task("decision")),
    "pay": lambda actor: policy.may_pay(actor, DOSSIER),
    "early": lambda actor: policy.may_read_opinions(actor, DOSSIER, concluded=False),
    "late": lambda actor: policy.may_read_opinions(actor, DOSSIER, concluded=True),
    "file": lambda actor: policy.may_read_file(actor, DOSSIER),
    "watch": policy.may_oversee,
    "limit": lambda actor: policy.may_set_time_limit(actor, task("opinions")),
    "silent": lambda actor: policy.may_ask_certificate(actor, LODGED),
    "leave": lambda actor: policy.may_withdraw(actor, LODGED),
    "cancel": lambda actor: policy.may_cancel(actor, GRANTED),
    "stay": lambda actor: policy.may_stay(actor, task("decision")),
    "rule": lambda actor: policy.may_sign_ruling(
        actor, Ruling(dossier=DOSSIER, office_id=THIS_OFFICE, roles=" president ")
    ),
    "appeal": lambda actor: policy.may_appeal(actor, REFUSED),
    "judge": lambda actor: policy.may_answer_appeal(
        actor, Appeal(dossier=DOSSIER, office_id=THIS_OFFICE, roles=" governor ")
    ),
    "ask": lambda actor: policy.may_write_to_office(actor, DOSSIER),
    "reply": lambda actor: policy.may_write_to_parties(
        actor, Message(dossier=DOSSIER, office_id=THIS_OFFICE, from_office=True)
    ),
}
RULES |= {
    "ready": lambda actor: policy.may_ask_signature(actor, DOSSIER),
    "name": lambda actor: policy.may_name_designer(actor, DOSSIER),
    "invite": lambda actor: policy.may_invite(actor, DOSSIER),
    "join": lambda actor: policy.may_accept_invitation(actor, INVITATION),
    "give": lambda actor: policy.may_answer_invitation(actor, INVITATION),
    "list": lambda actor: policy.may_sign_contribution(actor, INVITATION),
    "assist": lambda actor: policy.may_assist(actor, Office(pk=THIS_OFFICE)),
    "take": lambda actor: policy.may_take_up(actor, DOSSIER),
    "hand": lambda actor: policy.may_hand_over(actor, DOSSIER),
    "note": lambda actor: policy.may_write_note(actor, note_task()),
}
RULES |= {
    "visit": lambda actor: policy.may_visit(
        actor,
        Task(
            dossier=DOSSIER, step_code="minutes", kind=Kind.VISIT, office_id=THIS_OFFICE, roles=" secretary "
        ),
    ),
    "extend": lambda actor: policy.may_extend(actor, establishment()),
}
RULES |= {
    "photo": lambda actor: policy.may_photograph(
        actor,
        Site(
            Task(
                dossier=DOSSIER,
                step_code="minutes",
                kind=Kind.VISIT,
                office_id=THIS_OFFICE,
                roles=" secretary ",
            ),
            (THIS_OFFICE,),
        ),
    ),
}
# Parts of other rules, and how a rule is called in the table.
PARTS = {
    "photographs_for",
    "is_party",
    "prepares",
    "took_part",
    "is_official",
    "is_at_work",
    "holds_task",
    "_is_mandated",
    "is_kept_from",
    "assists",
}


def actors(role: str) -> dict[str, Actor]:
    """By the letter of the table, someone who holds the role."""
    if role == "anonymous":
        return {"o": STRANGER}
    if role == "signed-in":
        return {
            "o": Actor(SOMEBODY),
            "f": Actor(FILER),
            "d": Actor(DESIGNER),
            "t": Actor(TYPIST),
            "s": Actor(STAFF, practices=frozenset({PRACTICE})),
            "i": Actor(INVITED),
        }
    here, elsewhere = (frozenset({Held(role, office)}) for office in (THIS_OFFICE, ANOTHER_OFFICE))
    return {
        "o": Actor(SOMEBODY, here),
        "x": Actor(SOMEBODY, elsewhere),
        "f": Actor(FILER, elsewhere),
        "d": Actor(DESIGNER, elsewhere),
        "t": Actor(TYPIST, here),
        "s": Actor(STAFF, here, practices=frozenset({PRACTICE})),
        "i": Actor(INVITED, elsewhere),
    }


def expected() -> dict[str, dict[str, str]]:
    """By role, by rule, the letters of those who may."""
    heading, *lines = TABLE.strip().splitlines()
    rules = heading.partition("|")[2].split()
    rows = {}
    for line in lines:
        role, _, cells = line.partition("|")
        rows[role.strip()] = dict(zip(rules, cells.split(), strict=True))
    return rows


ROWS = expected()


def test_the_table_knows_every_role() -> None:
    assert list(ROWS) == [*Role.values, "signed-in", "anonymous"]


def test_the_table_knows_every_rule() -> None:
    assert all(list(row) == list(RULES) for row in ROWS.values())
    declared = {
        name
        for name, rule in inspect.getmembers(policy, inspect.isfunction)
        if rule.__module__ == policy.__name__
    }
    sources = Path(__file__).read_text(encoding="utf-8")
    asked = {name for name in declared - PARTS if f"policy.{name}" in sources}
    assert asked == declared - PARTS


@pytest.mark.parametrize("role", ROWS)
def test_a_role_may_do_what_the_table_says_and_nothing_else(role: str) -> None:
    found = {
        name: "".join(letter for letter, actor in actors(role).items() if rule(actor)) or "-"
        for name, rule in RULES.items()
    }
    assert found == ROWS[role]


@pytest.mark.parametrize("kind", Kind)
def test_no_rule_of_an_officer_fits_another_kind_of_step(kind: Kind) -> None:
    """Holding the role a step names is not enough: the act must be the one the step asks for."""
    everything = Actor(SOMEBODY, frozenset(Held(role, THIS_OFFICE) for role in Role.values))
    step = next((step.code for step in PERMIT.steps if step.kind is kind), PERMIT.steps[0].code)
    roles = f" {' '.join(Role.values)} "
    waiting = Task(dossier=DOSSIER, step_code=step, kind=kind, office_id=THIS_OFFICE, roles=roles)
    fitting = {
        Kind.CHECK: policy.may_check,
        Kind.DISPATCH: policy.may_dispatch,
        Kind.VISIT: policy.may_visit,
        Kind.OPINION: policy.may_issue_opinion,
        Kind.CONCLUSION: policy.may_conclude,
        Kind.MINUTES: policy.may_sign_minutes,
        Kind.SIGNATURE: policy.may_sign_decision,
    }
    for meant, rule in fitting.items():
        assert rule(everything, waiting) == (meant is kind)
    assert not policy.may_redeposit(everything, waiting)


def test_whoever_typed_a_deposit_changes_nothing_once_it_is_made() -> None:
    lodged = Dossier(
        number="PR-2026-1", filer_id=FILER, assistant_id=TYPIST, assisted_version=1, desk_id=THIS_OFFICE
    )
    clerk = actors(Role.FRONT_DESK)["t"]
    assert not policy.may_edit(clerk, lodged)
    assert not policy.may_lodge(clerk, lodged)
    assert policy.may_hand_over(clerk, lodged)
    moved = Actor(TYPIST, frozenset({Held(Role.FRONT_DESK, ANOTHER_OFFICE)}))
    assert not policy.may_edit(moved, DOSSIER)


def test_an_ended_dossier_is_not_edited() -> None:
    ended = Dossier(filer_id=FILER, designer_id=DESIGNER, ending="delivered", ended_at=STRANGER.now())
    architect = actors(Role.ARCHITECT)
    assert not policy.may_edit(architect["f"], ended)
    assert not policy.may_sign_manifest(architect["d"], ended)
