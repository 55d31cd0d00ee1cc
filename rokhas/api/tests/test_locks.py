"""Two requests at the same moment, on two connections (PostgreSQL)."""

from __future__ import annotations

import pytest

from rokhas.accounts.queries import actor_of
from rokhas.api.actions.tokens import create_token
from rokhas.api.models import Meter, Reply, Scope
from rokhas.api.tests.conftest import Program
from rokhas.dossiers.models import Dossier
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority
from rokhas.testing.together import together

pytestmark = [pytest.mark.locks, pytest.mark.django_db(transaction=True)]


def test_two_deposits_at_once_are_one() -> None:
    with TestAuthority.shared().plays():
        scene = Scene.opens().draft().give_pieces().sign_plans()
        person = scene.cast.people["architect"]
        _token, written = create_token(by=actor_of(person), name="x", scopes=list(Scope), days=1)
        tag = Program(written).tag(f"/drafts/{scene.dossier.pk}")
        answers: list[tuple[int, bytes]] = []

        def deposit() -> None:
            headers = {"If-Match": tag, "Idempotency-Key": "one-and-the-same"}
            answer = Program(written).ask("POST", f"/drafts/{scene.dossier.pk}/deposit", **headers)
            answers.append((answer.status_code, answer.content))

        assert together(deposit, deposit) == []
    statuses = sorted(status for status, _content in answers)
    assert statuses in ([201, 201], [201, 409])
    if statuses == [201, 201]:
        assert answers[0][1] == answers[1][1]
    assert Dossier.objects.get(pk=scene.dossier.pk).versions.count() == 1
    assert Reply.objects.get().status == 201
    # Whoever was told to come back is answered as the first was.
    headers = {"If-Match": tag, "Idempotency-Key": "one-and-the-same"}
    again = Program(written).ask("POST", f"/drafts/{scene.dossier.pk}/deposit", **headers)
    assert again.status_code == 201
    assert again["Idempotency-Replayed"] == "true"


def test_two_changes_of_the_same_version_are_one() -> None:
    scene = Scene.opens().draft()
    person = scene.cast.people["architect"]
    _token, written = create_token(by=actor_of(person), name="x", scopes=list(Scope), days=1)
    at = f"/drafts/{scene.dossier.pk}"
    tag = Program(written).tag(at)
    statuses: list[int] = []

    def change() -> None:
        body = {"unit": scene.cast.unit.pk}
        statuses.append(Program(written).ask("PUT", f"{at}/land", body, **{"If-Match": tag}).status_code)

    assert together(change, change) == []
    assert sorted(statuses) == [200, 412]


def test_every_request_is_counted() -> None:
    def ask() -> None:
        for _turn in range(5):
            Meter.objects.count_one("token:1", 1)

    assert together(ask, ask, ask) == []
    assert Meter.objects.get().count == 15
