"""The panel that signs: the key it shows, and what it says to whoever has none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from rokhas.accounts.models import Person
from rokhas.accounts.queries import actor_of
from rokhas.signing.models import Certificate, KeyState

pytestmark = pytest.mark.django_db


def panel(president: Person) -> str:
    request = RequestFactory().get("/")
    request.actor = actor_of(president)  # type: ignore[attr-defined]
    documents = [{"subject": "42", "title": "Permis 42", "sha256": "ab" * 32}]
    source = '{% load signing %}{% sign_panel "notebook" documents %}'
    return Template(source).render(Context({"request": request, "documents": documents}))


def test_the_panel_shows_the_key_and_asks_for_these_documents(
    certificate: Certificate, president: Person
) -> None:
    html = panel(president)
    assert "DEMO Présidente fictive" in html
    assert 'data-prepare-url="/sign/prepare?purpose=notebook&amp;subjects=42"' in html
    assert 'data-finish-url="/sign/finish"' in html


def test_the_panel_says_what_to_do_without_a_key(president: Person) -> None:
    html = panel(president)
    assert "data-sign" not in html
    assert "Aucun certificat de signature en cours de validité" in html


def test_the_panel_says_since_when_a_certificate_is_out_of_date(
    certificate: Certificate, president: Person
) -> None:
    Certificate.objects.filter(pk=certificate.pk).update(
        valid_from=datetime(2024, 3, 1, 9, tzinfo=UTC), valid_to=datetime(2026, 3, 1, 9, tzinfo=UTC)
    )
    html = panel(president)
    assert "data-sign" not in html
    assert "Votre certificat de signature a pris fin le" in html
    assert "01/03/2026" in html
    assert "Aucun certificat" not in html


def test_the_panel_says_that_a_key_is_suspended(certificate: Certificate, president: Person) -> None:
    Certificate.objects.filter(pk=certificate.pk).update(state=KeyState.SUSPENDED)
    html = panel(president)
    assert "data-sign" not in html
    assert "n’est pas active (suspendue)" in html
