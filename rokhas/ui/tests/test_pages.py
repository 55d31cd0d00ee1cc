"""The edge: who may open a page, the pages of errors, the language, the navigation."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.utils import translation
from django.utils.html import escape

from rokhas.kernel.actor import Actor, Held
from rokhas.kernel.errors import NotAllowed, Refused
from rokhas.ui import http, nav
from rokhas.ui.http import Request, hx, public, signed_in
from rokhas.ui.middleware import careful_middleware

ERRORS = [(400, http.bad_request), (403, http.forbidden), (404, http.not_found), (429, http.too_many)]


@signed_in
def secret(request: Request, pk: int) -> HttpResponse:
    raise Http404


@public
def doormat(request: Request) -> HttpResponse:
    return HttpResponse("welcome")


def asked(
    path: str = "/dossiers/4?tab=2", actor: Actor | None = None, headers: dict[str, str] | None = None
) -> HttpRequest:
    request = RequestFactory().get(path, headers=headers)
    if actor is not None:
        request.actor = actor  # type: ignore[attr-defined]
    return request


def test_a_stranger_is_sent_to_sign_in_before_the_page_looks_anything_up() -> None:
    response = secret(asked(), pk=4)
    assert response.status_code == 302
    assert response.headers["Location"].endswith("?next=/dossiers/4%3Ftab%3D2")


def test_a_fragment_asked_by_a_stranger_moves_the_whole_page() -> None:
    response = secret(asked(headers={"HX-Request": "true", "HX-Current-URL": "/dossiers/4"}), pk=4)
    assert response.status_code == 204
    assert response.headers["HX-Redirect"].endswith("?next=/dossiers/4")


def test_a_person_reaches_the_page() -> None:
    with pytest.raises(Http404):
        secret(asked(actor=Actor(7)), pk=4)


def test_the_browser_keeps_no_page_of_a_person_unless_the_view_says_so() -> None:
    @signed_in
    def own(request: Request) -> HttpResponse:
        return HttpResponse("mine")

    @signed_in
    def plan(request: Request) -> HttpResponse:
        return HttpResponse("plan", headers={"Cache-Control": "private, no-cache"})

    assert "no-store" in own(asked(actor=Actor(7))).headers["Cache-Control"]
    assert plan(asked(actor=Actor(7))).headers["Cache-Control"] == "private, no-cache"


def test_each_view_says_its_access() -> None:
    assert (secret.access, doormat.access) == ("signed_in", "public")  # type: ignore[attr-defined]
    assert "HX-Request" in doormat(asked()).headers["Vary"]


@pytest.mark.parametrize(
    ("headers", "fragment"),
    [
        ({}, False),
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "true", "HX-Request-Type": "partial"}, True),
        ({"HX-Request": "true", "HX-Request-Type": "full"}, False),
        ({"HX-Request": "true", "HX-Boosted": "true"}, False),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, False),
    ],
)
def test_only_a_fragment_is_answered_by_a_fragment(headers: dict[str, str], fragment: bool) -> None:
    assert hx(asked(headers=headers)) is fragment


@pytest.mark.parametrize(("status", "handler"), ERRORS)
def test_an_error_helps_in_both_languages(status: int, handler: object) -> None:
    assert callable(handler)
    response = handler(asked())
    page = response.content.decode()
    assert response.status_code == status
    for language, home in (("fr", "Aller à l’accueil"), ("ar", "الذهاب إلى الصفحة الرئيسية")):
        section = re.search(rf'<section lang="{language}".*?</section>', page, re.DOTALL)
        assert section is not None
        assert home in section[0]


def test_the_page_of_a_breakdown_needs_nothing_that_could_be_broken() -> None:
    response = http.server_error(HttpRequest())
    assert response.status_code == 500
    assert "Panne momentanée" in response.content.decode()
    assert "عطل مؤقت" in response.content.decode()


def test_a_form_too_old_says_what_to_do() -> None:
    response = http.csrf_failed(asked(), "CSRF cookie not set.")
    assert response.status_code == 403
    assert "Formulaire expiré" in response.content.decode()
    assert "CSRF cookie" not in response.content.decode()


@override_settings(ROOT_URLCONF="rokhas.ui.tests.urls")
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_language_is_kept_and_the_page_too(client: Client, language: str) -> None:
    response = client.get(f"/language/{language}?next=/styleguide%3Fa%3D1")
    assert response.headers["Location"] == "/styleguide?a=1"
    assert response.cookies["rokhas_language"].value == language


@override_settings(ROOT_URLCONF="rokhas.ui.tests.urls")
def test_the_change_of_language_never_leads_to_another_site(client: Client) -> None:
    assert client.get("/language/fr?next=https://elsewhere.example/").headers["Location"] == "/"
    assert client.get("/language/fr?next=nowhere").status_code == 302
    assert client.get("/language/xx").status_code == 404


def test_the_page_that_refuses_a_foreign_name_is_drawn_under_it(rf: RequestFactory) -> None:
    sent = rf.post(
        "/drafts/7/lodging/",
        headers={"referer": "https://elsewhere.example/drafts/7/", "host": "elsewhere.example"},
    )
    assert http.bad_request(sent).status_code == 400


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("http://testserver/drafts/7/?a=1", "/drafts/7/%3Fa%3D1"),
        ("https://elsewhere.example/drafts/7/", "/drafts/7/lodging/"),
        ("http://testserver//elsewhere.example/drafts/7/", "/%252Felsewhere.example/drafts/7/"),
        ("", "/drafts/7/lodging/"),
    ],
)
def test_the_language_of_a_refused_form_leads_to_the_page_that_held_it(
    rf: RequestFactory, told: str, kept: str
) -> None:
    sent = rf.post("/drafts/7/lodging/", headers={"referer": told})
    assert all(each["url"].endswith(f"?next={kept}") for each in http.page(sent)["languages"])


def every_refusal(kind: type[Refused] = Refused) -> Iterator[type[Refused]]:
    yield kind
    for each in kind.__subclasses__():
        yield from every_refusal(each)


def test_every_broken_rule_is_said_in_its_own_words_whatever_the_view(rf: RequestFactory) -> None:
    """What no view caught: asked of the middleware, which every address of the platform goes through."""
    answer: Any = careful_middleware(lambda request: HttpResponse())
    for kind in set(every_refusal()):
        sent = rf.post(
            "/drafts/7/lodging/",
            {"why": "Le mur a été déplacé", "code": "481516", "password1": "cheval pile agrafe"},
        )
        why = kind.__new__(kind)
        why.params = dict.fromkeys(re.findall(r"%\((\w+)\)", str(kind.message)), "3")
        page = answer.process_exception(sent, why)
        assert page.status_code == kind.status, kind
        assert "no-store" in page["Cache-Control"]
        if kind is not NotAllowed:
            said = page.content.decode()
            for language in ("fr", "ar"):
                with translation.override(language):
                    assert escape(str(why)) in said, kind
            assert "Le mur a été déplacé" in said
            assert "481516" not in said
            assert "cheval" not in said


def test_a_failure_that_is_no_rule_stays_one(rf: RequestFactory) -> None:
    answer: Any = careful_middleware(lambda request: HttpResponse())
    assert answer.process_exception(rf.get("/"), KeyError("x")) is None


@pytest.mark.parametrize(("mode", "shown"), [("demo", True), ("test", True), ("production", False)])
def test_the_demonstration_says_so_in_both_languages(mode: str, shown: bool) -> None:
    with override_settings(ROKHAS_MODE=mode):
        page = http.not_found(asked()).content.decode()
    assert ("Démonstration, données fictives" in page) is shown
    assert ("عرض توضيحي، معطيات افتراضية" in page) is shown


@override_settings(ROOT_URLCONF="rokhas.ui.tests.urls")
def test_the_style_guide_is_not_in_production(rf: RequestFactory) -> None:
    from rokhas.ui.views import styleguide

    with translation.override("ar"):
        page = styleguide(rf.get("/styleguide")).content.decode()  # type: ignore[attr-defined]
    assert '<html lang="ar" dir="rtl"' in page
    with override_settings(ROKHAS_MODE="production"), pytest.raises(Http404):
        styleguide(rf.get("/styleguide"))


@pytest.fixture
def entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nav, "_entries", defaultdict(dict))


@override_settings(ROOT_URLCONF="rokhas.ui.tests.urls")
def test_the_navigation_shows_pages_that_exist_to_those_who_may_open_them(entries: None) -> None:
    nav.register("office", "Guide", "ui:styleguide", allowed=nav.officer, order=2)
    nav.register("office", "Not built", "nowhere:page", order=1)
    stranger, officer = Actor(None), Actor(3, frozenset({Held("secretary", 1)}))
    assert nav.links("office", asked("/styleguide", stranger)) == []
    (link,) = nav.links("office", asked("/styleguide/below", officer))
    assert (link.label, link.url, link.current) == ("Guide", "/styleguide", True)
    assert nav.links("office", asked("/styleguides", officer))[0].current is False


def test_the_navigation_has_no_other_area() -> None:
    with pytest.raises(ValueError, match="no navigation area"):
        nav.register("nowhere", "Page", "ui:styleguide")
