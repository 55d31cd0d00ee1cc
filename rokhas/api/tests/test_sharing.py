"""Messages, versions, the sharing of the work, people, registers and rights over one's data, by programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from rokhas.accounts.actions import invite_staff, join_practice
from rokhas.accounts.actions.practices import address_of
from rokhas.accounts.models import Mandate, Office, Person, Role
from rokhas.accounts.queries import actor_of
from rokhas.api.models import Scope, Token
from rokhas.api.tests.conftest import Program, problem, told
from rokhas.dossiers.models import Consultation, Message
from rokhas.journal.models import Event
from rokhas.kernel.actor import STRANGER
from rokhas.procedures.queries import all_current
from rokhas.testing.scene import Scene

TODAY = STRANGER.today()


@pytest.fixture
def office(scene: Scene, program: Callable[..., Program]) -> Program:
    return program(scene.cast.people["secretary"])


def _gives(person: Person, role: Role, scene: Scene) -> Mandate:
    """One more mandate, in the office where the secretary serves."""
    office = scene.cast.people["secretary"].mandates.get(role=Role.SECRETARY).office
    return Mandate.objects.create(person=person, role=role, office=office, starts_on="2020-01-01")


def test_a_party_asks_an_office_answers_and_each_reading_is_told(
    scene: Scene, architect: Program, office: Program
) -> None:
    at = f"/dossiers/{scene.deposited().dossier.number}/messages"
    thread = architect.get(at)
    assert thread["items"] == []
    asked = {"office": thread["offices"][0]["id"], "text": "Quand passe la commission ?"}
    problem(architect.ask("POST", at, asked), 400, "idempotency-key-required")
    first = told(architect.ask("POST", at, asked, Idempotency_Key="question-1"), 201)
    again = told(architect.ask("POST", at, asked, Idempotency_Key="question-1"), 201)
    assert first["id"] == again["id"]
    assert Message.objects.count() == 1
    problem(
        architect.ask("POST", at, asked | {"office": 10**6}, Idempotency_Key="question-2"),
        422,
        "office-not-concerned",
    )

    (waiting,) = office.get("/messages")["items"]
    assert (waiting["unread"], waiting["last"]["text"]) == (1, asked["text"])
    assert office.get(at)["items"][0]["unread"], "reading by a program marks nothing"
    assert told(office.ask("POST", f"{at}/read")) == {"read": 1}
    assert told(office.ask("POST", f"{at}/read")) == {"read": 0}
    mine = office.get(at)["offices"][0]["id"]
    told(office.ask("POST", at, {"office": mine, "text": "Mercredi."}, Idempotency_Key="answer-01"), 201)
    page = architect.get(f"{at}?limit=1")
    assert [each["text"] for each in page["items"]] == ["Mercredi."]
    older = architect.get(f"{at}?limit=1&cursor={page['next']}")
    assert older["next"] is None
    assert older["items"][0]["opened_at"] is not None


def test_the_staff_of_a_practice_write_as_its_party_and_read_as_it(
    scene: Scene, office: Program, program: Callable[..., Program]
) -> None:
    architect = scene.cast.people["architect"]
    practice = Office.objects.get(mandates__person=architect, kind="practice")
    drawer = Person.objects.create_user("drawer@example.ma", name_fr="Salma Tazi", name_ar="سلمى التازي")
    invited = invite_staff(practice, email=drawer.email, by=scene.actor("architect"))
    join_practice(
        address_of(invited).rstrip("/").rpartition("/")[2], by=actor_of(drawer, scene.actor("architect").at)
    )
    at = f"/dossiers/{scene.deposited().dossier.number}/messages"
    staff = program(drawer)
    asked = {"office": staff.get(at)["offices"][0]["id"], "text": "Quand passe la commission ?"}
    told(staff.ask("POST", at, asked, Idempotency_Key="question-1"), 201)
    assert not Message.objects.get().from_office
    mine = office.get(at)["offices"][0]["id"]
    told(office.ask("POST", at, {"office": mine, "text": "Mercredi."}, Idempotency_Key="answer-01"), 201)
    answer = staff.get(f"{at}?limit=1")["items"][0]
    assert answer["unread"]
    assert answer["person"] == "", "the parties read the office, never who wrote"


def test_what_waits_is_shared_out_and_found_again(scene: Scene, office: Program) -> None:
    scene.deposited()
    colleague = _gives(
        Person.objects.create(email="second@desk.example", name_fr="Second"), Role.SECRETARY, scene
    ).person
    (task,) = office.get("/work")["items"]
    assert (task["new"], task["assigned_to"]) == (True, None)
    at = f"/work/{task['id']}/assignee"
    problem(office.ask("PUT", at, {"person": scene.cast.people["applicant"].pk}), 422, "not-a-colleague")
    given = told(office.ask("PUT", at, {"person": colleague.pk}))
    assert given["assigned_to"]["id"] == colleague.pk
    assert told(office.ask("POST", "/work/seen", {"tasks": [task["id"], 999_999]})) == {"count": 1}
    assert office.get("/work?who=mine")["total"] == 0
    view = told(office.ask("POST", "/work/views", {"name": "Aux autres", "query": "who=others&page=3"}), 201)
    assert view["query"] == "who=others"
    problem(office.ask("POST", "/work/views", {"name": "Aux autres"}), 409, "name-taken")
    (found,) = office.get(f"/work?view={view['id']}")["items"]
    assert not found["new"]
    assert office.ask("DELETE", f"/work/views/{view['id']}").status_code == 204
    number = scene.dossier.number
    assert office.ask("PUT", f"/work/followed/{number}").status_code == 204
    assert [each["number"] for each in office.get("/work/followed")["items"]] == [number]
    assert [each["number"] for each in office.get(f"/search?q={number}")["items"]] == [number]
    assert office.ask("DELETE", f"/work/followed/{number}").status_code == 204
    assert office.get("/work/followed")["items"] == []


def test_an_absence_is_noted_and_cancelled(scene: Scene, office: Program) -> None:
    colleague = _gives(
        Person.objects.create(email="second@desk.example", name_fr="Second"), Role.FRONT_DESK, scene
    )
    asked = {
        "office": colleague.office_id,
        "substitute": colleague.person_id,
        "starts_on": TODAY.isoformat(),
        "ends_on": (TODAY + timedelta(days=5)).isoformat(),
    }
    noted = told(office.ask("POST", "/work/absences", asked), 201)
    assert noted["roles_missing"], "the colleague is no secretary"
    problem(office.ask("POST", "/work/absences", asked), 409, "already-away")
    problem(office.ask("POST", "/work/absences", asked | {"office": 10**6}), 422, "not-fitting")
    assert [each["id"] for each in office.get("/work/absences")["items"]] == [noted["id"]]
    assert office.ask("DELETE", f"/work/absences/{noted['id']}").status_code == 204
    assert office.get("/work/absences")["items"] == []


def test_a_manager_nominates_and_suspends_within_a_day(scene: Scene, program: Callable[..., Program]) -> None:
    person = Person.objects.create(email="manager@desk.example", name_fr="Manager")
    held = _gives(person, Role.OFFICE_MANAGER, scene)
    asking = program(person, Scope.PEOPLE)
    token = Token.objects.get(application__person=person)
    assert token.expires_at - token.created_at <= timedelta(days=1)
    (office,) = asking.get("/people/offices")["items"]
    at = f"/people/offices/{office['id']}"
    asked = {
        "email": "new@desk.example",
        "role": "front_desk",
        "act": "Arrêté 1/2026",
        "starts_on": TODAY.isoformat(),
    }
    problem(asking.ask("POST", f"{at}/nominations", asked | {"role": "president"}), 422, "not-fitting")
    problem(asking.ask("POST", f"{at}/nominations", asked), 422, "names-needed")
    names = {"name_fr": "Nouvelle", "name_ar": "جديدة"}
    given = told(asking.ask("POST", f"{at}/nominations", asked | names), 201)
    assert given["id"] in {each["id"] for each in asking.get(at)["mandates"]}
    ended = told(asking.ask("POST", f"/people/mandates/{given['id']}/suspension", {"reason": "Enquête"}))
    assert ended["state"] == "suspended"
    problem(asking.ask("POST", f"/people/mandates/{held.pk}/suspension", {"reason": "x"}), 403, "not-allowed")
    assert Event.objects.filter(kind="mandate.suspended").count() == 1


def test_the_keeper_sees_what_an_import_would_do(scene: Scene, program: Callable[..., Program]) -> None:
    person = Person.objects.create(email="keeper@platform.example", name_fr="Keeper")
    asking = program(person, Scope.REGISTERS)
    problem(asking.ask("GET", "/registers/entries"), 404, "not-found")
    _gives(person, Role.PLATFORM_ADMINISTRATOR, scene)
    (entry, *_others) = asking.get("/registers/entries?limit=1")["items"]
    content = "number,name_fr,name_ar,since\nZZ-900,Une Architecte,مهندسة,2020-01-01\n"
    at = f"/registers/{entry['body']}/import"
    assert told(asking.ask("POST", at, {"content": content}))["new"] == 1
    assert asking.get("/registers/entries?q=ZZ-900")["items"] == []
    assert told(asking.ask("POST", at, {"content": content, "dry_run": False}))["new"] == 1
    (new,) = asking.get("/registers/entries?q=ZZ-900")["items"]
    assert (
        told(asking.ask("POST", f"/registers/entries/{new['id']}/suspension", {"reason": "Décision 1"}))[
            "state"
        ]
        == "suspended"
    )


def test_one_s_data_and_the_rights_over_them(
    scene: Scene, architect: Program, program: Callable[..., Program]
) -> None:
    asked = told(
        architect.ask("POST", "/me/data-requests", {"kind": "rectification", "words": "Mon nom"}), 201
    )
    problem(
        architect.ask("POST", "/me/data-requests", {"kind": "rectification", "words": "Encore"}),
        409,
        "already-asked",
    )
    problem(architect.ask("GET", f"/data-requests/{asked['id']}"), 404, "not-found")
    officer = Person.objects.create(email="data@platform.example", name_fr="Data")
    _gives(officer, Role.PLATFORM_ADMINISTRATOR, scene)
    asking = program(officer, Scope.DATA)
    assert [each["id"] for each in asking.get("/data-requests?waiting=true")["items"]] == [asked["id"]]
    done = told(
        asking.ask("POST", f"/data-requests/{asked['id']}/answer", {"granted": True, "answer": "Fait"})
    )
    assert (done["state"], done["may_answer"]) == ("granted", False)
    assert architect.get("/me/data-requests")["items"][0]["answer"] == "Fait"
    answer: Any = architect.ask("POST", "/me/data")
    assert b"".join(answer.streaming_content).startswith(b"PK")
    assert answer["X-Content-Type-Options"] == "nosniff"
    (entry,) = architect.get("/me/registrations")["entries"]
    assert entry["state"] == "approved"


def test_who_consulted_is_told_to_the_parties_alone(
    scene: Scene, architect: Program, office: Program
) -> None:
    number = scene.deposited().dossier.number
    office.get(f"/dossiers/{number}/pieces")
    office.get(f"/dossiers/{number}/history")
    at = f"/dossiers/{number}/consultations"
    first = architect.get(f"{at}?limit=1")
    (seen,) = first["items"]
    second = architect.get(f"{at}?limit=1&cursor={first['next']}")
    assert second["next"] is None
    assert second["items"][0]["at"] <= seen["at"]
    assert seen["role"]
    problem(architect.ask("GET", f"{at}?cursor=x"), 422, "cursor-unknown")
    assert architect.get(f"{at}?cursor=999999")["items"] == []
    assert scene.cast.people["secretary"].name not in str(seen)
    problem(office.ask("GET", at), 404, "not-found")
    assert [each["number"] for each in architect.get(f"/dossiers/{number}/versions")["items"]] == [1]
    assert architect.get(f"/dossiers/{number}/versions/1/1")["sections"] == []
    assert Consultation.objects.filter(what="versions").exists()


def test_what_is_kept_is_one_s_own_and_a_draft_is_copied(scene: Scene, architect: Program) -> None:
    kept = architect.get("/me/documents")
    code = next(each["code"] for each in kept["may_answer"] if each["code"] == "representative_name")
    problem(architect.ask("PUT", "/me/documents/data", {"answers": {"no_such": "x"}}), 422, "not-fitting")
    told(architect.ask("PUT", "/me/documents/data", {"answers": {code: "Atelier du Marché"}}))
    assert [each["code"] for each in architect.get("/me/documents")["data"]] == [code]
    draft = told(architect.ask("POST", "/drafts", {"procedure": "building-permit"}), 201)
    # An architect files for a client: what they keep of themselves answers nothing there.
    problem(architect.ask("POST", f"/drafts/{draft['id']}/filling"), 403, "not-allowed")
    copied = told(architect.ask("POST", f"/drafts/{draft['id']}/copy", {"pieces": []}), 201)
    assert copied["id"] != draft["id"]
    assert architect.get(f"/drafts/{draft['id']}/invitations")["items"] == []
    assert architect.ask("DELETE", "/me/documents/data").status_code == 204
    assert architect.get("/me/documents")["data"] == []


def test_short_lists_come_page_by_page_too(scene: Scene, office: Program, architect: Program) -> None:
    _gives(Person.objects.create(email="second@desk.example", name_fr="Second"), Role.SECRETARY, scene)
    every = office.get("/work/colleagues")["items"]
    first = office.get("/work/colleagues?limit=1")
    rest = office.get(f"/work/colleagues?cursor={first['next']}")
    assert (first["items"] + rest["items"], rest["next"]) == (every, None)
    assert len(every) > 1
    problem(office.ask("GET", "/work/colleagues?cursor=gone"), 422, "cursor-unknown")
    views = [told(office.ask("POST", "/work/views", {"name": name, "query": ""}), 201) for name in ("A", "B")]
    after = office.get(f"/work/views?limit=1&cursor={views[0]['id']}")
    assert (after["items"], after["next"]) == (views[1:], None)
    assert architect.get("/me/documents?limit=1")["next"] is None


def test_anybody_asks_whether_a_request_is_the_right_one(scene: Scene) -> None:
    def asked(code: str, **body: Any) -> Any:
        answer: Any = Client().post(
            f"/api/v1/procedures/{code}/eligibility",
            body,
            "application/json",
            headers={"accept-language": "fr"},
        )
        return told(answer)

    code = next(each.code for each in all_current(STRANGER.today()) if each.eligibility)
    given: dict[str, str] = {}
    seen = asked(code)
    while seen["following"]:
        given[seen["following"]["code"]] = seen["following"]["choices"][0]["code"]
        seen = asked(code, answers=given, commune=scene.cast.unit.pk)
    assert [each["question"] for each in seen["answered"]] == list(given)
    assert (seen["elsewhere"] is None) != (seen["promised"] is None)
    address = reverse("dossiers:eligibility", args=[code])
    page = Client().get(address, given | {"later": "1"}, headers={"accept-language": "fr"}).content.decode()
    told_there = [seen["elsewhere"]["why"]] if seen["elsewhere"] else seen["promised"]["documents"]
    assert told_there
    assert all(escape(each) in page for each in told_there), "the page says the same"
    assert asked(code, answers={"no-such-question": "x"})["answered"] == []
    assert Client().post("/api/v1/procedures/no-such/eligibility", {}, "application/json").status_code == 404
    unknown = Client().post(
        f"/api/v1/procedures/{code}/eligibility", {"commune": "99.999"}, "application/json"
    )
    assert unknown.status_code == 404


def test_preferences_keep_what_is_not_sent(architect: Program) -> None:
    before = architect.get("/notices/preferences")
    stopped = before["stoppable"][:1]
    told(
        architect.ask(
            "PUT", "/notices/preferences", {"mail": True, "sms": True, "stopped": stopped, "digest_at": 8}
        )
    )
    after = told(architect.ask("PUT", "/notices/preferences", {"mail": False, "sms": True}))
    assert (after["stopped"], after["digest_at"], after["mail"]) == (stopped, 8, False)
    problem(
        architect.ask("PUT", "/notices/preferences", {"mail": True, "sms": True, "quiet_from": 22}),
        422,
        "not-fitting",
    )
    problem(
        architect.ask("PUT", "/notices/preferences", {"mail": True, "sms": True, "stopped": ["x.y:mail"]}),
        422,
        "not-fitting",
    )
