"""The client of docs/api, against the platform over the network."""

from __future__ import annotations

import importlib.util
import inspect
import json
import re
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from rokhas.accounts.actions import enter
from rokhas.accounts.models import Person
from rokhas.accounts.queries import actor_of
from rokhas.api.actions.tokens import create_token
from rokhas.api.models import Scope
from rokhas.api.providers.schema import signature
from rokhas.dossiers.actions.invitations import accept_invitation, link_of
from rokhas.dossiers.models import Dossier, Invitation
from rokhas.dossiers.workflow.completeness import completeness
from rokhas.kernel.actor import STRANGER, SYSTEM
from rokhas.testing.scene import Scene, one_page
from rokhas.testing.signing import TestAuthority


@pytest.fixture(scope="module")
def client() -> Any:
    spec = importlib.util.spec_from_file_location(
        "rokhas_client", settings.BASE_DIR / "docs" / "api" / "rokhas_client.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["rokhas_client"] = module
    spec.loader.exec_module(module)
    return module


def test_a_dossier_goes_in_by_the_client(client: Any, live_server: LiveServer, tmp_path: Path) -> None:
    with TestAuthority.shared().plays():
        scene = Scene.opens()
        person = scene.cast.people["architect"]
        _token, written = create_token(by=actor_of(person), name="client", scopes=list(Scope), days=1)
        rokhas = client.Rokhas(live_server.url, written)
        draft = rokhas.open_draft("building-permit")
        rokhas.place_land(draft["id"], unit=scene.cast.unit.pk)
        dossier = scene.dossier = Dossier.objects.get(pk=draft["id"])
        codes = {field.code for field in dossier.procedure.fields if field.type != "parcel"}
        typed = scene.typed(dossier.procedure)
        rokhas.answer(dossier.pk, {code: value for code, value in typed.items() if code in codes})
        dossier.refresh_from_db()
        for document in completeness(dossier, 1).documents:
            file = tmp_path / f"{document.code}.pdf"
            file.write_bytes(one_page(document.code))
            if document.pages_min:
                with pytest.raises(client.Refusal) as doubted:
                    rokhas.give_piece(dossier.pk, document.code, file)
                assert doubted.value.code == "doubt-first-page"
            assert rokhas.give_piece(dossier.pk, document.code, file, insist=bool(document.pages_min)) > 0
        with pytest.raises(client.Refusal) as refused:
            rokhas.deposit(dossier.pk, key="before-the-signature")
        assert refused.value.code == "manifest-not-signed"
        scene.sign_plans()
        done = rokhas.deposit(dossier.pk, key="our-reference-1")
        assert rokhas.deposit(dossier.pk, key="our-reference-1") == done
        scene.deliver_post()
        assert [line["number"] for line in rokhas.dossiers()] == [done["number"]]
        receipt = next(paper for paper in rokhas.papers(done["number"]) if paper["kind"] == "receipt")
        assert rokhas.download(receipt["file"], tmp_path / "receipt.pdf").read_bytes().startswith(b"%PDF")


@pytest.fixture
def authority() -> Iterator[None]:
    with TestAuthority.shared().plays():
        yield


@pytest.mark.usefixtures("authority")
def test_those_who_prepare_together_by_the_client(
    client: Any, live_server: LiveServer, tmp_path: Path
) -> None:
    """Eligibility, the briefcase, an invited surveyor, the staff of a practice, messages: one scene for all."""
    scene = Scene.opens()
    architect, at = scene.cast.people["architect"], scene.actor("architect")
    surveyor = Person.objects.create_user("surveyor@example.ma", name_fr="Karim", name_ar="كريم")
    enter(surveyor, body="order_of_surveyors", number="T-1", since=date(2020, 1, 1), by=SYSTEM)

    def speaks(person: Person) -> Any:
        _token, written = create_token(by=actor_of(person), name="client", scopes=list(Scope), days=1)
        return client.Rokhas(live_server.url, written)

    mine, theirs = speaks(architect), speaks(surveyor)
    assert mine.eligibility("building-permit")["procedure"] == "building-permit"
    mine.keep_answers({"representative_name": "Atelier du Marché"})
    assert [each["code"] for each in mine.kept_answers()] == ["representative_name"]
    assert list(mine.kept_documents()) == []
    dossier = scene.draft().give_pieces().dossier
    role = "surveyor"
    assert role in {each["role"] for each in mine.invitations(dossier.pk)["offers"]}
    sent = mine.invite(dossier.pk, role=role, email=surveyor.email, key="invitation-1")
    assert mine.invite(dossier.pk, role=role, email=surveyor.email, key="invitation-1") == sent
    link = link_of(Invitation.objects.get()).rstrip("/").rpartition("/")[2]
    accept_invitation(link, by=actor_of(surveyor, at.at))
    (part,) = theirs.parts()
    for document in part["missing"]:
        file = tmp_path / f"{document}.pdf"
        file.write_bytes(one_page(f"part {document}"))
        assert theirs.give_part(part["id"], document, file) > 0
    assert theirs.complete_part(part["id"])["state"] == "given"
    assert theirs.part(part["id"])["open"]
    assert mine.take_invitation_back(dossier.pk, sent["id"])["state"] == "revoked"
    with pytest.raises(client.Refusal) as gone:
        theirs.part(part["id"])
    assert gone.value.status == 404
    number = scene.sign_plans().lodge().dossier.number
    desk = mine.offices(number)[0]["id"]
    mine.write(number, "Quand passe la commission ?", office=desk, key="question-1")
    assert [each["text"] for each in mine.messages(number)] == ["Quand passe la commission ?"]
    assert [each["dossier"] for each in mine.threads()] == [number]
    mine.mark_read(number)
    assert [each["number"] for each in mine.deposited_versions(number)] == [1]
    assert list(mine.consultations(number)) == []


def test_a_call_is_known_by_its_signature(client: Any) -> None:
    body, now = b'{"kind":"dossier.lodged"}', STRANGER.now()
    header = signature(body, ["former", "secret"], now)
    assert client.is_genuine("secret", header, body)
    assert client.is_genuine("former", header, body)
    assert not client.is_genuine("another", header, body)
    assert not client.is_genuine("secret", header, body + b" ")
    old = header.replace(str(int(now.timestamp())), str(int(time.time()) - 3600))
    assert not client.is_genuine("secret", old, body)
    assert not client.is_genuine("secret", "nonsense", body)


def test_whatever_the_client_asks_is_in_the_description(client: Any, tmp_path: Path) -> None:
    """Each method of the client: an address of the interface, with a body that it takes."""
    described = json.loads((settings.BASE_DIR / "docs" / "api" / "openapi.json").read_text())
    schemas = described["components"]["schemas"]
    operations = {
        (verb.upper(), re.compile(re.sub(r"{\w+}", "[^/]+", path.removeprefix("/api/v1")))): operation
        for path, operations in described["paths"].items()
        for verb, operation in operations.items()
    }
    asked: list[tuple[str, str, Any]] = []

    class Hears(client.Rokhas):  # type: ignore[misc]
        def ask(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
            asked.append((method, path, body))
            told: dict[str, Any] = {
                "items": [],
                "documents": [],
                "next": None,
                "offices": [],
                "data": {},
                "url": "x",
            }
            told |= {"state": "received", "answer": {"piece": 1}}
            heard = {"ETag": "x", "Location": "/api/v1/uploads/7", "Upload-Offset": "9"}
            return client.Answer(200, heard, json.dumps(told).encode())

    file = tmp_path / "plan.pdf"
    file.write_bytes(b"%PDF-1.7\n")
    samples: dict[str, Any] = {"int": 7, "str": "x", "Path": file}
    rokhas = Hears("https://rokhas.example", "token")
    general = {"ask", "get", "pages", "change", "download"}
    for name, method in inspect.getmembers(client.Rokhas, inspect.isfunction):
        if name.startswith("_") or name in general:
            continue
        given = {
            each.name: samples.get(each.annotation, {})
            for each in list(inspect.signature(method).parameters.values())[1:]
            if each.default is each.empty and each.kind is not each.VAR_KEYWORD
        }
        answer = getattr(rokhas, name)(**given)
        if isinstance(answer, Iterator):
            list(answer)
        assert asked, name
    for verb, path, body in asked:
        found = [each for (word, form), each in operations.items() if word == verb and form.fullmatch(path)]
        # The head of an upload is the one question of tus that the description leaves to its own text.
        assert found or verb == "HEAD", (verb, path)
        if isinstance(body, dict) and body:
            content = found[0]["requestBody"]["content"]["application/json"]["schema"]
            form = schemas[content["$ref"].rpartition("/")[2]]
            assert set(form.get("required", [])) <= set(body) <= set(form["properties"]), (verb, path)
