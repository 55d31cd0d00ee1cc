"""What `check --deploy` says of an installation."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as ours
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from rokhas.payments.checks import the_treasury_has_an_address
from rokhas.post.checks import channels_have_an_address, mail_travels_encrypted
from rokhas.signing.checks import no_sandbox_authority
from rokhas.web import checks


@pytest.mark.parametrize(
    ("mode", "address", "found"),
    [
        ("production", "http://rokhas.example", ["web.E001"]),
        ("production", "https://rokhas.example", []),
        ("demo", "http://127.0.0.1:8000", []),
    ],
)
def test_production_has_a_secure_address(
    settings: Settings, mode: str, address: str, found: list[str]
) -> None:
    settings.ROKHAS_MODE, settings.PUBLIC_URL = mode, address
    assert [message.id for message in checks.address_is_secure(None)] == found


@pytest.mark.parametrize(("mode", "answers"), [("production", False), ("demo", False), ("test", True)])
def test_only_a_test_answers_to_the_name_of_a_test(mode: str, answers: bool, tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", "from rokhas.config.settings import ALLOWED_HOSTS; print(ALLOWED_HOSTS)"],
        cwd=ours.BASE_DIR,
        env={**os.environ, "ROKHAS_MODE": mode, "ROKHAS_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert ("testserver" in said) is answers


@pytest.mark.parametrize(
    ("hosts", "found"),
    [(["rokhas.ma"], []), ([".ma"], []), (["localhost"], ["web.E002"]), (["*"], ["web.E002"])],
)
def test_production_answers_to_its_own_name(settings: Settings, hosts: list[str], found: list[str]) -> None:
    settings.ROKHAS_MODE, settings.PUBLIC_URL, settings.ALLOWED_HOSTS = (
        "production",
        "https://rokhas.ma",
        hosts,
    )
    assert [message.id for message in checks.address_is_answered(None)] == found


def test_a_site_behind_nothing_is_warned(settings: Settings) -> None:
    settings.ROKHAS_MODE, settings.PUBLIC_URL, settings.ALLOWED_HOSTS = (
        "production",
        "https://rokhas.ma",
        ["rokhas.ma"],
    )
    settings.SECURE = True
    assert [message.id for message in checks.address_is_answered(None)] == ["web.W002"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert checks.address_is_answered(None) == []


def test_production_reaches_mail_and_database_under_tls(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ROKHAS_MODE = "production"
    there = {"ENGINE": "django.db.backends.postgresql", "HOST": "db.rokhas.ma", "OPTIONS": {}}
    monkeypatch.setitem(settings.DATABASES, "default", there)
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "mail.rokhas.ma", False
    both = (checks.database_is_reached_encrypted, mail_travels_encrypted)
    assert [found.id for check in both for found in check(None)] == ["web.E005", "post.E004"]
    monkeypatch.setitem(settings.DATABASES, "default", there | {"OPTIONS": {"sslmode": "verify-full"}})
    settings.EMAIL_USE_TLS = True
    assert [found.id for check in both for found in check(None)] == []
    monkeypatch.setitem(settings.DATABASES, "default", there | {"HOST": "/run/postgresql"})
    settings.EMAIL_USE_TLS = False
    settings.EMAIL_HOST = "127.0.0.1"
    assert [found.id for check in both for found in check(None)] == []


@pytest.mark.parametrize("mode", ["production", "demo"])
def test_production_names_the_world_outside(settings: Settings, mode: str) -> None:
    """The treasury, the SMS gateway and the sender are real, and no authority issues demonstration certificates."""
    settings.ROKHAS_MODE = mode
    settings.TREASURY_URL = settings.SMS_URL = ""
    settings.DEFAULT_FROM_EMAIL = "Rokhas <ne-pas-repondre@rokhas.example>"
    settings.AUTHORITY_URL = "http://127.0.0.1:1"
    kinds = (the_treasury_has_an_address, channels_have_an_address, no_sandbox_authority)
    found = [message.id for kind in kinds for message in kind(None)]
    expected = ["payments.E002", "post.E002", "post.E003", "signing.E005"]
    assert found == (expected if mode == "production" else [])
    settings.TREASURY_URL = settings.SMS_URL = "https://elsewhere.ma"
    settings.DEFAULT_FROM_EMAIL, settings.AUTHORITY_URL = "Permis <permis@rokhas.ma>", ""
    assert [message.id for kind in kinds for message in kind(None)] == []


@pytest.mark.django_db
def test_production_asks_for_a_migrated_postgresql(settings: Settings) -> None:
    settings.ROKHAS_MODE = "production"
    found = [message.id for message in checks.database_is_a_server(None)]
    assert found == ([] if connection.vendor == "postgresql" else ["web.E003"])
    assert checks.database_is_migrated(None, databases=["default"]) == []
    MigrationRecorder.Migration.objects.filter(app="journal").delete()
    assert [message.id for message in checks.database_is_migrated(None, databases=["default"])] == [
        "web.E004"
    ]


def test_a_half_configured_production_does_not_begin_to_serve(tmp_path: Path) -> None:
    """Each thing missing is a sentence that names its variable."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ROKHAS_")}
    done = subprocess.run(
        [sys.executable, "-c", "import rokhas.config.wsgi"],
        cwd=ours.BASE_DIR,
        env={**kept, "DJANGO_SETTINGS_MODULE": "rokhas.config.settings", "ROKHAS_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    variables = ("PUBLIC_URL", "TIMESTAMP_URL", "TRUST_ROOTS", "TREASURY_URL", "SMS_URL", "MAIL_FROM")
    assert [name for name in variables if f"ROKHAS_{name}" not in done.stderr] == []
