"""An office's own software answers the steps of a dossier, up to what a signature alone can do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rokhas.api.models import Scope
from rokhas.api.tests.conftest import Program, problem, told
from rokhas.dossiers.models import Consultation, Dossier, Opinion
from rokhas.procedures.schema import Kind
from rokhas.testing.scene import Scene


@pytest.fixture
def secretary(scene: Scene, program: Callable[..., Program]) -> Program:
    return program(scene.cast.people["secretary"])


def check_of(program: Program, task: int) -> list[dict[str, Any]]:
    """Every document found as it is: present when a file was given."""
    lines = program.get(f"/work/{task}/check")["lines"]
    return [
        {
            "document": line["document"],
            "state": "present" if "present" in line["states"] else line["states"][0],
        }
        for line in lines
    ]


def test_a_dossier_is_admitted_and_dispatched(scene: Scene, secretary: Program) -> None:
    scene.deposited()
    work = secretary.get("/work")
    assert work["total"] == 1
    task = work["items"][0]
    assert (task["kind"], task["number"]) == ("check", scene.dossier.number)
    at = f"/work/{task['id']}"
    whole = secretary.get(at)
    assert whole["act"] == f"{at}/admissibility"
    assert whole["facts"]
    assert whole["pieces"]
    findings = check_of(secretary, task["id"])
    saved = secretary.change("PUT", f"{at}/check", {"findings": findings[:1]}, read=f"{at}/check")
    assert [
        line["state"] for line in told(saved)["lines"] if line["document"] == findings[0]["document"]
    ] == ["present"]
    body = {"admissible": True, "findings": findings}
    stale = secretary.ask("POST", f"{at}/admissibility", body, **{"If-Match": '"another"'})
    problem(stale, 412, "version-changed")
    done = told(secretary.change("POST", f"{at}/admissibility", body, read=at))
    assert done["outcome"] == "admissible"
    problem(
        secretary.ask("POST", f"{at}/admissibility", body, **{"If-Match": "*"}), 409, "task-already-closed"
    )


def test_a_lacking_document_needs_its_reason(scene: Scene, secretary: Program) -> None:
    scene.deposited()
    at = f"/work/{scene.task(Kind.CHECK).pk}"
    findings = check_of(secretary, scene.task(Kind.CHECK).pk)
    main = next(each for each in findings if each["state"] == "present")
    main["state"] = "unreadable"
    body: dict[str, Any] = {"admissible": False, "findings": findings}
    refused = secretary.change("POST", f"{at}/admissibility", body, read=at)
    assert problem(refused, 422, "lack-unexplained")["errors"][0]["field"] == "findings"
    main["reason"] = secretary.get(f"{at}/check")["reasons"][0]["code"]
    assert told(secretary.change("POST", f"{at}/admissibility", body, read=at))["outcome"] == "inadmissible"


def test_a_document_nobody_asked_is_named(scene: Scene, secretary: Program) -> None:
    scene.deposited()
    at = f"/work/{scene.task(Kind.CHECK).pk}"
    body = {"findings": [{"document": "NOSUCH", "state": "present"}]}
    refused = problem(secretary.change("PUT", f"{at}/check", body, read=at), 422, "not-fitting")
    assert refused["errors"][0]["field"] == "findings.0.document"


def test_an_opinion_is_prepared_here_and_given_by_its_signature(
    scene: Scene, program: Callable[..., Program]
) -> None:
    scene.deposited().admit()
    task = next(each for each in scene.dossier.tasks.open().filter(kind=Kind.OPINION))
    assert task.office is not None
    member = program(scene.cast.member_of(task.office))
    at = f"/work/{task.pk}/opinion"
    offered = member.get(at)
    reason = next(
        reason for point in offered["points"] for reason in point["reasons"] if reason["kind"] == "reserve"
    )
    values = dict.fromkeys(reason["blanks"], "3,20 m")
    body: dict[str, Any] = {"verdict": "reserved", "reasons": [], "remarks": "À revoir."}
    problem(member.change("PUT", at, body, read=at), 422, "reasons-required")
    body["reasons"] = [{"code": reason["code"], "values": values}]
    prepared = told(member.change("PUT", at, body, read=at))
    assert prepared["prepared"]["verdict"] == "reserved"
    assert not prepared["prepared"]["given"]
    assert not Opinion.objects.get(task=task).is_given
    scene.hands.sign(scene.cast.member_of(task.office), "opinion", str(task.pk), at=None)
    assert member.get(at)["prepared"]["given"]


def test_the_commission_concludes(scene: Scene, secretary: Program) -> None:
    scene.deposited().admit().opinions()
    task = scene.task(Kind.CONCLUSION)
    at = f"/work/{task.pk}/conclusion"
    senses = {each["value"]: each["impossible"] for each in secretary.get(at)["senses"]}
    assert senses["favourable"] == ""
    assert senses["minor_reserves"]
    refused = secretary.change("POST", at, {"sense": "minor_reserves"}, read=at)
    problem(refused, 422, "not-fitting")
    assert told(secretary.change("POST", at, {"sense": "favourable"}, read=at))["outcome"] == "favourable"


def test_the_president_reads_before_signing(scene: Scene, program: Callable[..., Program]) -> None:
    scene.deposited().admit().opinions().conclude().sign_minutes().pay()
    president = program(scene.cast.people["president"])
    waiting = president.get("/parapheur")
    assert [(line["paper"], line["read"]) for line in waiting["items"]] == [("permit", False)]
    president.get(f"/work/{waiting['items'][0]['id']}")
    assert president.get("/parapheur")["items"][0]["read"]


def test_an_officer_reads_a_dossier_of_theirs_and_that_is_noted(scene: Scene, secretary: Program) -> None:
    scene.deposited()
    person = scene.cast.people["secretary"]
    seen = secretary.get(f"/dossiers/{scene.dossier.number}")
    assert seen["tracking_code"] is None, "whoever has the code follows the dossier without signing in"
    assert Consultation.objects.filter(dossier=scene.dossier, person=person, what="dossier").count() == 1


def test_somebody_else_s_step_is_seen_and_not_answered(scene: Scene, program: Callable[..., Program]) -> None:
    """The chair serves in the same office: the step is in sight, the act is not theirs."""
    scene.deposited()
    chair = program(scene.cast.people["chair"], Scope.WORK_READ, Scope.WORK_WRITE)
    task = scene.task(Kind.CHECK)
    answer = chair.ask(
        "POST", f"/work/{task.pk}/admissibility", {"admissible": True, "findings": []}, **{"If-Match": "*"}
    )
    assert answer.status_code in {403, 422}
    assert scene.task(Kind.CHECK).is_open


def test_the_work_list_costs_the_same_whatever_its_length(
    scene: Scene, secretary: Program, django_assert_max_num_queries: Any
) -> None:
    scene.deposited()
    with django_assert_max_num_queries(12):
        secretary.get("/work")
    for _turn in range(3):
        Scene(scene.cast, scene.hands).deposited()
    with django_assert_max_num_queries(12):
        page = secretary.get("/work?limit=2")
    assert page["total"] == 4
    rest = secretary.get(f"/work?limit=2&cursor={page['next']}")
    numbers: list[str] = [line["number"] for line in (*page["items"], *rest["items"])]
    assert set(numbers) == set(Dossier.objects.lodged().values_list("number", flat=True))
    assert len(numbers) == 4


def test_a_program_reads_what_is_contested_and_how_sure_that_way_is(
    inadmissible: Scene, program: Callable[..., Program]
) -> None:
    inadmissible.sign_letter().deliver_post()
    at = f"/dossiers/{inadmissible.dossier.number}/appeals"
    architect = program(inadmissible.cast.people["architect"])
    (found,) = [way for way in architect.get(at) if way["code"] == "review"]
    assert (found["against"], found["offered_surely"]) == ("inadmissibility", False)
    sent = {"code": "review", "ground": "Le plan y est."}
    assert architect.change("POST", at, sent, read=at.removesuffix("/appeals")).status_code < 300
    inadmissible.lodge_again()
    (found,) = [way for way in architect.get(at) if way["code"] == "review"]
    assert (found["against"], found["without_object"], found["until"]) == ("inadmissibility", True, None)
