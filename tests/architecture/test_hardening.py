"""What is promised of headers, cookies, sessions, passwords, logs and sources: `docs/security/asvs.md` names these tests."""

from __future__ import annotations

import ast
import logging
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings

from rokhas.accounts.models import Person
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import NotAllowed
from rokhas.kernel.logs import OneLine
from rokhas.ui.middleware import careful_middleware
from tests.architecture.sources import PACKAGE, ROOT, modules, name, nodes

OURS = [path for path in modules() if not {"tests", "testing", "migrations"} & set(path.parts)]
SCRIPTS = [path for path in PACKAGE.glob("*/static/**/*.js") if "vendor" not in path.parts]


# Headers and cookies


def test_every_page_says_who_may_frame_it_and_what_it_tells_others() -> None:
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert settings.SECURE_REFERRER_POLICY == "same-origin"
    assert settings.X_FRAME_OPTIONS == "DENY"
    assert settings.MIDDLEWARE[:2] == [
        "django.middleware.security.SecurityMiddleware",
        "csp.middleware.CSPMiddleware",
    ]


def test_no_cookie_is_read_by_a_script_or_sent_by_another_site() -> None:
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.LANGUAGE_COOKIE_HTTPONLY
    assert (
        {settings.SESSION_COOKIE_SAMESITE, settings.CSRF_COOKIE_SAMESITE, settings.LANGUAGE_COOKIE_SAMESITE}
        == {"Lax"}
    )  # fmt: skip
    bare = [
        f"{name(path)}:{call.lineno}"
        for path, call in _calls("set_cookie", "set_signed_cookie")
        if {"httponly", "samesite", "secure"} - {word.arg for word in call.keywords}
    ]
    assert bare == []


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "TRACK", "X"])
def test_a_method_that_no_page_has_is_refused(method: str) -> None:
    request: Any = RequestFactory().generic(method, "/")
    assert careful_middleware(lambda asked: HttpResponse("echo"))(request).status_code == 405


def test_what_the_browser_kept_goes_at_sign_out() -> None:
    def signs_out(asked: HttpRequest) -> HttpResponse:
        asked.user = AnonymousUser()
        return HttpResponse()

    request: Any = RequestFactory().post("/sign-in/logout/")
    request.user = SimpleNamespace(is_authenticated=True)
    assert '"storage"' in careful_middleware(signs_out)(request)["Clear-Site-Data"]
    request.user = SimpleNamespace(is_authenticated=True)
    assert not careful_middleware(lambda asked: HttpResponse())(request).has_header("Clear-Site-Data")


def test_a_program_in_clear_is_refused_and_never_led_on(client: Client) -> None:
    with override_settings(SECURE=True, SECURE_SSL_REDIRECT=True):
        answer = client.get("/api/v1/me", headers={"Authorization": "Bearer rokhas_x"})
        assert answer.status_code == 403
        assert answer.json()["code"] == "in-clear"
        assert client.get("/help/").status_code == 301


# Sessions


@pytest.mark.django_db
def test_a_session_changes_its_key_at_sign_in_and_is_gone_at_sign_out(client: Client) -> None:
    person = Person.objects.create(email="someone@office.example")
    client.get("/help/")
    session = client.session
    session["kept"] = 1
    session.save()
    before = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = before
    client.force_login(person)
    after = client.session.session_key
    assert after not in {None, before}
    assert len(after or "") >= 32
    client.post("/sign-in/logout/")
    assert not Session.objects.filter(session_key__in=[before, after]).exists()


@pytest.mark.django_db
def test_a_closed_account_is_signed_out_everywhere_at_once(client: Client) -> None:
    person = Person.objects.create(email="someone@office.example")
    client.force_login(person)
    assert client.get("/account/").status_code == 200
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert "sign-in" in client.get("/account/")["Location"]


def test_a_session_ends_and_a_code_too() -> None:
    from rokhas.accounts.http import IDLE_SECONDS

    assert settings.SESSION_COOKIE_AGE <= 12 * 3600
    assert settings.ACCOUNT_SESSION_REMEMBER is False
    assert IDLE_SECONDS <= 30 * 60
    assert settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT <= 10 * 60
    assert settings.ACCOUNT_REAUTHENTICATION_TIMEOUT <= 10 * 60
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"


# Passwords


@pytest.mark.parametrize(
    "password",
    ["shortbutodd", "password1234", "Rokhas2026!!", "rokhas-rokhas-1", "Casablanca2026", "رخصة-المغرب-2026"],
)  # fmt: skip
def test_a_password_that_many_would_try_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password",
    ["nine horses by the well", "a" * 60 + "-unlikely", "قهوة نصف نصف في الصباح", "casablanca was a grey film"],
)  # fmt: skip
def test_any_composition_is_a_password_when_it_is_long(password: str) -> None:
    validate_password(password)


def test_passwords_are_kept_by_argon2_whole() -> None:
    argon2 = "django.contrib.auth.hashers.Argon2PasswordHasher"
    assert f'PASSWORD_HASHERS = ["{argon2}"]' in (PACKAGE / "config" / "settings.py").read_text(
        encoding="utf-8"
    )
    with override_settings(PASSWORD_HASHERS=[argon2]):
        kept = make_password("x" * 100)
        assert kept.startswith("argon2$argon2id$")
        assert check_password("x" * 100, kept)
        assert not check_password("x" * 99, kept)
    assert not any(
        "MaximumLength" in each["NAME"] or "Composition" in each["NAME"]
        for each in settings.AUTH_PASSWORD_VALIDATORS
    )


def test_codes_and_sign_ins_are_counted() -> None:
    limits = settings.ACCOUNT_RATE_LIMITS
    for asked in ("login_failed", "request_login_code"):
        assert "/ip" in limits[asked], asked
        assert "/key" in limits[asked], asked


# Logs


def test_nobody_writes_a_second_line_in_the_log() -> None:
    record = logging.LogRecord(
        "x", logging.WARNING, "f", 1, "asked: %s", ("/a\r\n2026 ERROR forged\x1b[2J\u202e",), None
    )
    line = OneLine("%(levelname)s %(message)s").format(record)
    assert "\n" not in line
    assert "\x1b" not in line
    assert "\u202e" not in line
    assert "\\r\\n2026" in line
    assert settings.LOGGING["formatters"]["line"]["()"] == "rokhas.kernel.logs.OneLine"


def test_a_refused_right_is_written_without_a_name(caplog: pytest.LogCaptureFixture) -> None:
    def may_do(actor: Actor, subject: str) -> bool:
        return False

    with caplog.at_level(logging.WARNING, "rokhas.security"), pytest.raises(NotAllowed):
        require(may_do, Actor(7), "a name that must not be told")
    assert "person 7, may_do" in caplog.text
    assert "must not be told" not in caplog.text


@pytest.mark.django_db
def test_the_door_writes_who_came_in_and_never_what_was_typed(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    person = Person.objects.create(email="someone@office.example")
    with caplog.at_level(logging.INFO, "rokhas.security"):
        client.force_login(person)
        client.post("/sign-in/logout/")
        client.post("/sign-in/login/", {"login": "someone@office.example", "password": "a wrong password"})
    assert f"signed in: person {person.pk}" in caplog.text
    assert f"signed out: person {person.pk}" in caplog.text
    assert "sign-in refused" in caplog.text
    assert "wrong password" not in caplog.text
    assert "someone@office" not in caplog.text


# Sources


def _calls(*names: str) -> Iterator[tuple[Any, ast.Call]]:
    for path in OURS:
        for node in nodes(path):
            if isinstance(node, ast.Call):
                called = node.func
                word = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                if word in names:
                    yield path, node


def test_no_program_is_started_through_a_shell() -> None:
    through = [
        f"{name(path)}:{call.lineno}"
        for path, call in _calls("run", "Popen", "call", "check_output", "check_call")
        if any(word.arg == "shell" for word in call.keywords)
    ]
    assert through == []
    assert [f"{name(path)}:{call.lineno}" for path, call in _calls("system", "popen", "getoutput")] == [
        each for each in (f"{name(path)}:{call.lineno}" for path, call in _calls("system")) if _is_actor(each)
    ]


def _is_actor(place: str) -> bool:
    """`system()` is also our own actor."""
    path, _sign, line = place.rpartition(":")
    text = (ROOT / path).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    return "os.system" not in text


def test_nothing_received_is_run_or_unpickled() -> None:
    refused = {"pickle", "marshal", "shelve", "dill"}
    imported = [
        f"{name(path)}:{node.lineno}"
        for path in OURS
        for node in nodes(path)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and refused & {(alias.name if isinstance(node, ast.Import) else node.module or "").split(".")[0] for alias in node.names}
    ]  # fmt: skip
    assert imported == []
    assert [f"{name(path)}:{call.lineno}" for path, call in _calls("eval", "exec")] == []
    unsafe = [
        f"{name(path)}:{call.lineno}"
        for path, call in _calls("load", "load_all")
        if isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "yaml"
    ]
    assert unsafe == []


def test_chance_and_hashes_are_those_of_cryptography() -> None:
    guessable = [
        f"{name(path)}:{node.lineno}"
        for path in OURS
        for node in nodes(path)
        if isinstance(node, ast.Import) and any(alias.name == "random" for alias in node.names)
        and "journeys" not in path.parts
    ]  # fmt: skip
    assert guessable == []
    assert [f"{name(path)}:{call.lineno}" for path, call in _calls("md5", "sha1")] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=name)
def test_a_script_writes_text_and_never_markup(script: Any) -> None:
    text = re.sub(r"//[^\n]*|/\*.*?\*/", "", script.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(
        r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write|new Function)\b|\beval\(", text
    )


def test_the_browser_keeps_an_upload_and_the_colours_and_nothing_else() -> None:
    keeping = {
        name(path)
        for path in SCRIPTS
        if re.search(r"\b(?:localStorage|sessionStorage|indexedDB)\b", path.read_text(encoding="utf-8"))
    }
    assert {each.rpartition("/")[2] for each in keeping} == {"upload.js", "theme.js"}


def test_the_platform_never_runs_with_the_pages_of_a_developer() -> None:
    assert settings.DEBUG is False
    written = (PACKAGE / "config" / "settings.py").read_text(encoding="utf-8")
    assert re.findall(r"^DEBUG = (.+)$", written, re.MULTILINE) == ["False"]
