"""An architect's program prepares, deposits and follows a dossier, as the pages do."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from rokhas.api.http.replay import LEASE
from rokhas.api.models import Reply
from rokhas.api.tests.conftest import Program, problem, told
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.views import prepared as pages
from rokhas.dossiers.workflow.completeness import completeness
from rokhas.testing.scene import Scene, one_page


def upload(program: Program, draft: int, code: str, content: bytes) -> int:
    """A file by the resumable protocol, in two chunks; the number of the piece."""

    def said(**values: str) -> str:
        return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items())

    metadata = said(filename=f"{code}.pdf", purpose="dossier-piece", about=str(draft), code=code, insist="1")
    tus = {"Tus_Resumable": "1.0.0"}
    begun = program.ask("POST", "/uploads", Upload_Length=str(len(content)), Upload_Metadata=metadata, **tus)
    assert begun.status_code == 201, begun.content
    address = begun["Location"].removeprefix("/api/v1")
    half = len(content) // 2
    for start, part in ((0, content[:half]), (half, content[half:])):
        checksum = base64.b64encode(hashlib.sha256(part).digest()).decode()
        head = program.ask("HEAD", address, **tus)
        assert head["Upload-Offset"] == str(start)
        sent = program.ask(
            "PATCH",
            address,
            part,
            Content_Type="application/offset+octet-stream",
            Upload_Offset=str(start),
            Upload_Checksum=f"sha256 {checksum}",
            **tus,
        )
        assert sent.status_code == 204, sent.content
    state = program.get(address)
    assert state["state"] == "received"
    return int(state["answer"]["piece"])


def prepared(scene: Scene, architect: Program) -> int:
    """A dossier ready to deposit, prepared through the interface alone; the number of its draft."""
    draft = told(architect.ask("POST", "/drafts", {"procedure": "building-permit"}), 201)
    at = f"/drafts/{draft['id']}"
    told(architect.change("PUT", f"{at}/land", {"unit": scene.cast.unit.pk}, read=at))
    dossier = Dossier.objects.get(pk=draft["id"])
    given = scene.typed(dossier.procedure)
    known = {field.code for field in dossier.procedure.fields if field.type != "parcel"}
    answers = {code: value for code, value in given.items() if code in known}
    told(architect.change("PATCH", f"{at}/answers", {"answers": answers}, read=at))
    dossier.refresh_from_db()
    for document in completeness(dossier, 1).documents:
        upload(architect, dossier.pk, document.code, one_page(document.code))
    scene.dossier = dossier
    scene.sign_plans()
    return dossier.pk


def test_a_dossier_is_prepared_and_deposited_without_a_page(scene: Scene, architect: Program) -> None:
    pk = prepared(scene, architect)
    at = f"/drafts/{pk}"
    draft = architect.get(at)
    assert draft["ready"]
    assert draft["missing"] == []
    done = told(architect.change("POST", f"{at}/deposit", read=at, Idempotency_Key="deposit-0001"), 201)
    assert done["number"].startswith("PCT-")
    assert done["version"] == 1
    scene.deliver_post()
    followed = architect.get(f"/dossiers/{done['number']}")
    assert followed["tracking_code"] == done["tracking_code"]
    assert followed["status"] == "review"
    papers = architect.get(f"/dossiers/{done['number']}/papers")
    assert "receipt" in {paper["kind"] for paper in papers}
    receipt = next(paper for paper in papers if paper["kind"] == "receipt")
    file = architect.ask("GET", receipt["file"]["url"])
    assert hashlib.sha256(b"".join(file.streaming_content)).hexdigest() == receipt["file"]["sha256"]  # type: ignore[attr-defined]
    listed = architect.get("/dossiers")
    assert [line["number"] for line in listed["items"]] == [done["number"]]


def test_a_deposit_sent_twice_is_one_deposit(scene: Scene, architect: Program) -> None:
    pk = prepared(scene, architect)
    tag = architect.tag(f"/drafts/{pk}")
    headers = {"If-Match": tag, "Idempotency-Key": "the-same-key"}
    first = architect.ask("POST", f"/drafts/{pk}/deposit", **headers)
    second = architect.ask("POST", f"/drafts/{pk}/deposit", **headers)
    assert told(first, 201) == told(second, 201)
    assert "Idempotency-Replayed" not in first
    assert second["Idempotency-Replayed"] == "true"
    assert Dossier.objects.get(pk=pk).versions.count() == 1


def test_a_key_serves_one_request_only(scene: Scene, architect: Program) -> None:
    first = architect.ask("POST", "/drafts", {"procedure": "building-permit"}, Idempotency_Key="key-of-one")
    told(first, 201)
    other = architect.ask(
        "POST", "/drafts", {"procedure": "building-permit "[:-1]}, Idempotency_Key="key-of-one"
    )
    assert told(other, 201) == told(first, 201)
    problem(
        architect.ask("POST", "/drafts", {"procedure": "no-such-thing"}, Idempotency_Key="key-of-one"),
        422,
        "idempotency-key-reused",
    )


def test_a_refused_deposit_frees_its_key(scene: Scene, architect: Program) -> None:
    draft = told(architect.ask("POST", "/drafts", {"procedure": "building-permit"}), 201)
    at = f"/drafts/{draft['id']}"
    for _turn in range(2):
        refused = architect.change("POST", f"{at}/deposit", read=at, Idempotency_Key="not-ready-yet")
        problem(refused, 422, "dossier-incomplete")
    assert not Reply.objects.exists()


def test_a_key_whose_process_died_serves_again(scene: Scene, architect: Program) -> None:
    body = {"procedure": "building-permit"}
    draft = told(architect.ask("POST", "/drafts", body, Idempotency_Key="left-behind"), 201)
    Reply.objects.update(status=None, body=None)
    problem(
        architect.ask("POST", "/drafts", body, Idempotency_Key="left-behind"), 409, "idempotency-key-in-use"
    )
    Reply.objects.update(taken_at=F("taken_at") - LEASE - timedelta(seconds=1))
    again = told(architect.ask("POST", "/drafts", body, Idempotency_Key="left-behind"), 201)
    assert again["id"] != draft["id"], (
        "nobody knows that the first was done: a draft may be opened twice, a deposit not"
    )
    assert told(architect.ask("POST", "/drafts", body, Idempotency_Key="left-behind"), 201) == again


def test_a_slow_request_that_lost_its_key_undoes_what_it_did(
    scene: Scene, architect: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = pages.draft_of

    def slow(*args: Any, **kwargs: Any) -> pages.Draft:
        done = read(*args, **kwargs)
        Reply.objects.update(taken_at=F("taken_at") + timedelta(seconds=90))  # somebody else's now
        return done

    monkeypatch.setattr("rokhas.api.api.drafts.draft_of", slow)
    answer = architect.ask(
        "POST", "/drafts", {"procedure": "building-permit"}, Idempotency_Key="too-slow-by-far"
    )
    problem(answer, 409, "idempotency-key-in-use")
    assert not Dossier.objects.exists()


def test_what_breaks_is_a_problem_and_says_nothing_of_the_inside(
    scene: Scene, architect: Program, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: Any, **kwargs: Any) -> str:
        raise ZeroDivisionError("a secret of ours")

    monkeypatch.setattr("rokhas.api.api.drafts.current_key", broken)
    answer = architect.ask("POST", "/drafts", {"procedure": "building-permit"})
    assert "secret" not in str(problem(answer, 500, "broken"))
    assert "a secret of ours" in caplog.text


def test_what_changes_bears_the_version_that_was_read(scene: Scene, architect: Program) -> None:
    draft = told(architect.ask("POST", "/drafts", {"procedure": "building-permit"}), 201)
    at = f"/drafts/{draft['id']}"
    read = architect.tag(at)
    body: dict[str, Any] = {"unit": scene.cast.unit.pk}
    problem(architect.ask("PUT", f"{at}/land", body), 428, "version-required")
    written = architect.ask("PUT", f"{at}/land", body, **{"If-Match": read})
    assert written["ETag"] != read
    problem(architect.ask("PUT", f"{at}/land", body, **{"If-Match": read}), 412, "version-changed")
    told(architect.ask("PUT", f"{at}/land", body, **{"If-Match": written["ETag"]}))


def test_answers_are_saved_all_or_none_and_each_misfit_is_named(scene: Scene, architect: Program) -> None:
    draft = told(architect.ask("POST", "/drafts", {"procedure": "building-permit"}), 201)
    at = f"/drafts/{draft['id']}"
    questions = {
        question["code"]: question["type"]
        for section in draft["sections"]
        for question in section["questions"]
    }
    number = next(code for code, kind in questions.items() if kind in {"integer", "decimal"})
    text = next(code for code, kind in questions.items() if kind == "text")
    sent = {text: "Villa", number: "many", "no_such_question": 1}
    refused = problem(
        architect.change("PATCH", f"{at}/answers", {"answers": sent}, read=at), 422, "not-fitting"
    )
    assert {each["field"] for each in refused["errors"]} == {f"answers.{number}", "answers.no_such_question"}
    assert Dossier.objects.get(pk=draft["id"]).answers == {}


def test_another_persons_dossier_does_not_exist(
    scene: Scene, architect: Program, program: Callable[..., Program]
) -> None:
    scene.deposited()
    other = program(scene.cast.people["applicant"])
    pk, number = scene.dossier.pk, scene.dossier.number
    Dossier.objects.filter(pk=pk).update(filer=scene.cast.people["architect"])
    for path in (
        f"/drafts/{pk}",
        f"/dossiers/{number}",
        f"/dossiers/{number}/papers",
        f"/dossiers/{number}/history",
    ):
        problem(other.ask("GET", path), 404, "not-found")
    assert other.get("/dossiers") == {"items": [], "next": None}


def test_a_list_goes_page_by_page(scene: Scene, architect: Program) -> None:
    made = [
        told(architect.ask("POST", "/drafts", {"procedure": "building-permit"}), 201)["id"] for _ in range(5)
    ]
    seen: list[int] = []
    cursor = ""
    while True:
        page = architect.get(f"/dossiers?limit=2&cursor={cursor}")
        seen += [line["id"] for line in page["items"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert seen == made[::-1]
    problem(architect.ask("GET", "/dossiers?cursor=yesterday"), 422, "cursor-unknown")
    problem(architect.ask("GET", "/dossiers?limit=1000"), 422, "not-fitting")


def test_fees_are_paid_on_the_treasurys_page(scene: Scene, architect: Program) -> None:
    scene.deposited().admit().opinions().conclude().sign_minutes()
    dossier = architect.get(f"/dossiers/{scene.dossier.number}")
    order = architect.get(f"/payments/{dossier['order']}")
    assert order["state"] == "open"
    assert order["may_pay"]
    page = f"/payments/{dossier['order']}/page"
    problem(architect.ask("POST", page), 400, "idempotency-key-required")
    first = architect.ask("POST", page, Idempotency_Key="payment-0001")
    again = architect.ask("POST", page, Idempotency_Key="payment-0001")
    assert told(first, 201) == told(again, 201)
    assert told(first, 201)["url"]
