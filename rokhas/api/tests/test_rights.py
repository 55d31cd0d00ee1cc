"""No right leaks: every address, asked by nobody, with a token that lacks the right, by another applicant, by another office."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from rokhas.api.api.assembly import METHODS, SECURITY, interface
from rokhas.api.models import Scope
from rokhas.api.tests.conftest import Program, problem
from rokhas.dossiers.models import Dossier
from rokhas.journal.models import Event
from rokhas.payments.queries import order_for
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority

# What anybody may ask, decided on purpose.
PUBLIC = {
    "/procedures",
    "/procedures/{code}",
    "/territory/units",
    "/territory/units/{code}/competence",
    "/territory/at",
    "/territory/rules",
    "/permits",
    "/tracking",
    "/procedures/{code}/eligibility",
    "/enquiries",
    "/enquiries/{pk}",
    "/verification/{code}",
    "/verification/files",
    "/verification/files/{sha256}",
}
# What answers for oneself alone, whatever one sees of dossiers.
OWN = {
    "/me",
    "/notices",
    "/notices/preferences",
    "/notices/read",
    "/messages",
    "/me/data",
    "/me/data-requests",
    "/me/registrations",
    "/me/documents",
    "/me/documents/data",
    "/invitations",
    "/dossiers",
    "/drafts",
    "/uploads",
    "/webhooks",
    "/webhooks/kinds",
    "/signatures/finish",
}
# Lists of what waits for oneself, and what is done to one's own place in an office;
# signatures, whose refusal is the same whatever exists (below).
LISTS = {
    "/work",
    "/work/late",
    "/work/waiting",
    "/work/followed",
    "/work/closed",
    "/work/colleagues",
    "/work/views",
    "/work/absences",
    "/work/seen",
    "/search",
    "/parapheur",
    "/signatures/prepare",
}
# Bodies that fit, so that it is sight that refuses and never the form of the request.
BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/drafts"): {"procedure": "building-permit"},
    ("PATCH", "/drafts/{pk}/answers"): {"answers": {}},
    ("PUT", "/drafts/{pk}/land"): {"unit": "04.501.01.07"},
    ("PUT", "/drafts/{pk}/designer"): {"email": "someone@practice.example"},
    ("PUT", "/work/{pk}/visit"): {"day": "2026-12-15"},
    ("POST", "/work/{pk}/visit/report"): {"seen": [], "present": []},
    ("PUT", "/drafts/{pk}/parent"): {"number": "PCT-2026-045010107-00001"},
    ("PUT", "/dossiers/{number}/works/opening"): {"begins_on": "2026-12-15", "contractor": "Bâtisseurs"},
    ("PUT", "/dossiers/{number}/works/completion"): {"finished_on": "2026-12-15"},
    ("POST", "/dossiers/{number}/works/notes"): {"kind": "visit", "on": "2026-12-15", "text": "Rien"},
    ("POST", "/dossiers/{number}/occupation/end"): {"on": "2026-12-15", "undertaken": True},
    ("POST", "/dossiers/{number}/occupation/end/answer"): {"restored": True},
    ("POST", "/signatures/prepare"): {"purpose": "manifest", "subjects": [1]},
    ("POST", "/signatures/finish"): {
        "results": [{"jti": "x", "signature": "eA==", "alg": "x", "cert_sha256": "x"}]
    },
    ("PUT", "/work/{pk}/check"): {"findings": []},
    ("POST", "/work/{pk}/admissibility"): {"admissible": True, "findings": []},
    ("PUT", "/work/{pk}/opinion"): {"verdict": "favourable"},
    ("POST", "/work/{pk}/reserves"): {"lifted": True},
    ("POST", "/work/{pk}/conclusion"): {"sense": "favourable"},
    ("PUT", "/dossiers/{number}/points/{pk}/answer"): {"word": "Le plan est corrigé."},
    ("POST", "/dossiers/{number}/points/{pk}/keeping"): {"why": "Le plan n'a pas changé."},
    ("PUT", "/enquiries/{pk}/observation"): {
        "stance": "opposes",
        "text": "La fumée gêne.",
        "identity": "AB12",
    },
    ("POST", "/dossiers/{number}/appeals"): {"code": "review", "ground": "Le recul est respecté."},
    ("PUT", "/dossiers/{number}/cancellation"): {"reasons": [{"code": "ANN-04"}]},
    ("POST", "/dossiers/{number}/extension"): {
        "cause": "expertise",
        "motive": "Une étude du sol est demandée.",
    },
    ("PUT", "/dossiers/{number}/stay"): {"reasons": [{"code": "URB-28"}], "until": "2027-01-05"},
    ("PUT", "/dossiers/{number}/appeals/{code}/answer"): {
        "reasons": [{"code": "REM-02"}],
        "sense": "resumed",
    },
    ("POST", "/work/{pk}/enquiry"): {"opens_on": "2026-01-05"},
    ("PUT", "/work/{pk}/enquiry/observations/{observation}"): {"answer": "Oui."},
    ("PUT", "/work/{pk}/enquiry/report"): {"sense": "favourable", "motives": "Rien."},
    ("POST", "/drafts/{pk}/copy"): {"pieces": []},
    ("POST", "/drafts/{pk}/invitations"): {"role": "surveyor", "email": "someone@practice.example"},
    ("POST", "/invitations/{pk}/withdrawal"): {"reason": "Absent"},
    ("PUT", "/me/documents/data"): {"answers": {}},
    ("PUT", "/me/documents/{pk}/expiry"): {"expires_on": None},
    ("POST", "/me/documents/{pk}/use"): {"draft": 1},
    ("POST", "/dossiers/{number}/messages"): {"office": 1, "text": "Bonjour"},
    ("PUT", "/work/{pk}/assignee"): {"person": None},
    ("POST", "/work/seen"): {"tasks": [1]},
    ("POST", "/work/views"): {"name": "En retard", "query": "when=late"},
    ("POST", "/work/absences"): {
        "office": 1,
        "substitute": 1,
        "starts_on": "2026-01-05",
        "ends_on": "2026-01-09",
    },
    ("POST", "/people/offices/{pk}/nominations"): {
        "email": "new@office.example",
        "role": "planning_officer",
        "act": "Arrêté 1/2026",
        "starts_on": "2026-01-05",
    },
    ("POST", "/people/mandates/{pk}/suspension"): {"reason": "Enquête"},
    ("POST", "/people/mandates/{pk}/end"): {"last_day": "2026-12-31"},
    ("POST", "/people/mandates/{pk}/succession"): {
        "email": "new@office.example",
        "on": "2026-12-31",
        "act": "Arrêté 1/2026",
    },
    ("POST", "/people/mandates/{pk}/delegation"): {
        "to": 1,
        "starts_on": "2026-01-05",
        "ends_on": "2026-01-09",
        "act": "Arrêté 2/2026",
    },
    ("POST", "/me/registrations"): {"body": "architects", "number": "RB-1", "proof": "Décision 3/2026"},
    ("POST", "/registers/entries/{pk}/suspension"): {"reason": "Décision 4/2026"},
    ("POST", "/registers/entries/{pk}/restoration"): {"reason": "Décision 5/2026"},
    ("POST", "/registers/entries/{pk}/striking-off"): {"reason": "Décision 6/2026"},
    ("POST", "/registers/requests/{pk}/refusal"): {"reason": "Numéro inconnu"},
    ("POST", "/registers/{body}/import"): {"content": "number;name_fr;name_ar;since"},
    ("POST", "/me/data-requests"): {"kind": "access", "words": "Tout"},
    ("POST", "/data-requests/{pk}/answer"): {"granted": True, "answer": "Voici"},
    ("PUT", "/notices/preferences"): {"mail": True, "sms": False},
    ("POST", "/webhooks"): {"url": "https://hooks.example/x", "kinds": ["dossier.lodged"]},
}


def operations() -> Iterator[tuple[str, str, str]]:
    """Method, path and right ("" for any token) of each address that asks for a token."""
    for path, methods in interface.get_openapi_schema()["paths"].items():
        for method, told in methods.items():
            if method in METHODS and "security" in told:
                scopes = told["security"][0][SECURITY]
                yield method.upper(), path.removeprefix("/api/v1"), scopes[0] if scopes else ""


GUARDED = list(operations())


def fill(path: str, values: dict[str, object]) -> str:
    return re.sub(r"{(\w+)}", lambda name: str(values[name[1]]), path)


def ask(program: Program, method: str, path: str, values: dict[str, object]) -> Any:
    headers = {"If-Match": "*", "Idempotency-Key": f"try-{method}-{path}"[:100], "Tus-Resumable": "1.0.0"}
    return program.ask(method, fill(path, values), BODIES.get((method, path)), **headers)


def test_what_is_open_to_all_was_decided() -> None:
    paths = interface.get_openapi_schema()["paths"]
    found = {
        path.removeprefix("/api/v1")
        for path, methods in paths.items()
        for method, told in methods.items()
        if method in METHODS and "security" not in told
    }
    assert found == PUBLIC


def test_every_right_is_asked_somewhere() -> None:
    assert {scope for _method, _path, scope in GUARDED} - {""} == set(Scope.values)


@pytest.mark.parametrize(("method", "path", "scope"), GUARDED, ids=lambda value: str(value))
@pytest.mark.django_db
def test_nobody_is_told_anything(method: str, path: str, scope: str, stranger: Program) -> None:
    answer = ask(stranger, method, path, NOTHING | {"pk": _pk(path)})
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.status_code == 401
    if method != "HEAD":
        problem(answer, 401, "token-missing")


# Names that fit and name nothing.
NOTHING: dict[str, object] = {
    "number": "PCT-2026-1-1",
    "piece": 1,
    "reference": "PCT-2026-1-1-P1",
    "call": 1,
    "code": "x",
    "sha256": "0" * 64,
    "old": 1,
    "new": 1,
    "body": "architects",
    "invitation": 1,
    "observation": 1,
}


@pytest.fixture
def played(scene: Scene) -> Scene:
    """A dossier whose fees are asked: it has pieces, papers, opinions, an order, tasks of every office."""
    return scene.deposited().admit().opinions().conclude().sign_minutes()


def values_for(path: str, scene: Scene) -> dict[str, object]:
    """The rows of the dossier that an address names, each under the name that the address gives it."""
    dossier = scene.dossier
    order = order_for(f"dossiers.dossier:{dossier.pk}")
    piece = dossier.pieces.first()
    assert order is not None
    assert piece is not None
    found = NOTHING | {
        "number": dossier.number,
        "piece": piece.pk,
        "reference": order.reference,
        "pk": _pk(path),
    }
    if path.startswith("/drafts/"):
        found["pk"] = dossier.pk
    elif "/pieces/" in path:
        found["pk"] = piece.pk
    elif "/papers/" in path:
        found["pk"] = dossier.papers.exclude(issued_at=None).values_list("pk", flat=True)[0]
    elif path.startswith("/work/"):
        tasks = dossier.tasks.filter(office__isnull=False).order_by("pk")
        wanted = tasks.filter(kind=KINDS.get(path.rpartition("/")[2], "")) or tasks
        found["pk"] = wanted[0].pk
    return found


KINDS = {
    "check": "check",
    "admissibility": "check",
    "reserves": "check",
    "dispatch": "dispatch",
    "opinion": "opinion",
    "preview": "opinion",
    "conclusion": "conclusion",
}


def test_what_is_out_of_sight_does_not_exist(played: Scene, program: Callable[..., Program]) -> None:
    """One story, every address: dossier, pieces, papers, order, tasks, for an applicant and an office that have no part in it."""
    Dossier.objects.filter(pk=played.dossier.pk).update(filer=played.cast.people["architect"])
    strangers = (played.cast.people["applicant"], Scene.opens("04.501.01.05").cast.people["secretary"])
    for asking in map(program, strangers):
        before = Event.objects.exclude(kind__startswith="token.").count()
        leaks = []
        for method, path, _scope in GUARDED:
            if path in OWN | LISTS:
                continue
            answer = ask(asking, method, path, values_for(path, played))
            if answer.status_code != 404:
                leaks.append((method, path, answer.status_code, answer.content[:200]))
        assert leaks == []
        assert Event.objects.exclude(kind__startswith="token.").count() == before, "nothing was done"
        assert asking.get("/dossiers")["items"] == []


def test_what_is_not_mine_to_sign_is_refused_like_what_does_not_exist(
    scene: Scene, program: Callable[..., Program], authority: TestAuthority
) -> None:
    scene.deposited()
    person = scene.cast.people["chair"]
    authority.equip(person)
    asking = program(person)
    refused = [
        asking.ask("POST", "/signatures/prepare", {"purpose": "manifest", "subjects": [subject]})
        for subject in (scene.dossier.pk, 999_999)
    ]
    assert refused[0].content == refused[1].content
    assert refused[0].status_code == refused[1].status_code == 404


def test_a_token_does_what_it_was_given_and_no_more(scene: Scene, program: Callable[..., Program]) -> None:
    person = scene.cast.people["secretary"]
    programs = {
        scope: program(person, *(set(Scope) - {scope}), name=f"all but {scope}"[:80]) for scope in Scope
    }
    for method, path, scope in GUARDED:
        if not scope:
            continue
        answer = ask(programs[Scope(scope)], method, path, NOTHING | {"pk": _pk(path)})
        assert answer.status_code == 403, (method, path)
        if method != "HEAD":
            problem(answer, 403, "scope-missing")


def _pk(path: str) -> object:
    return "00000000-0000-0000-0000-000000000001" if path.startswith("/uploads/") else 1


def test_cookies_say_nothing_here(scene: Scene) -> None:
    client = Client()
    client.force_login(scene.cast.people["architect"])
    answer = client.get("/api/v1/dossiers")
    assert answer.status_code == 401
    assert json.loads(answer.content)["code"] == "token-missing"


def test_a_mandate_that_ended_ends_the_token_s_right_at_once(
    scene: Scene, program: Callable[..., Program]
) -> None:
    scene.deposited()
    person = scene.cast.people["secretary"]
    asking = program(person)
    assert asking.get("/work")["total"] > 0
    person.mandates.all().update(ends_on="2020-01-01", starts_on="2019-01-01")
    problem(asking.ask("GET", "/work"), 404, "not-found")
