"""The page's side of an upload: progress, a cut line, a refusal, and the plain form without JavaScript."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from rokhas.accounts.models import Person
from rokhas.documents.http import receive_form_file
from rokhas.documents.models import Upload
from rokhas.documents.queries import read
from rokhas.documents.tests.conftest import PURPOSE, Desk, pdf
from rokhas.kernel.errors import Refused
from rokhas.ui.http import Request, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FORM = """{% load documents static %}<!doctype html><title>plans</title>
<form method="post" enctype="multipart/form-data" {% upload_attributes "test-plan" "dossier-7" "/sent" %}>{% csrf_token %}
<input type="hidden" name="tag" value="plan-de-masse">
<input type="file" name="plan" multiple accept="{% upload_accept "test-plan" %}">
<button type="submit">Envoyer</button></form><script type="module" src="{% static "documents/upload.js" %}"></script>"""


@signed_in
def form(request: Request) -> HttpResponse:
    if request.method == "POST":
        receive_form_file(request, field="plan", purpose=PURPOSE, about="dossier-7", by=request.actor)
        return HttpResponse("sent plainly")
    return HttpResponse(engines["django"].from_string(FORM).render({}, request))


@signed_in
def sent(request: Request) -> HttpResponse:
    return HttpResponse("sent")


urlpatterns = [path("form", form), path("sent", sent), path("", include("rokhas.documents.urls"))]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # The driver runs a loop of its own in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=os.environ.get("ROKHAS_CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox"],
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def context(
    chromium: Browser, live_server: Any, client: Any, settings: Any, desk: Desk
) -> Iterator[BrowserContext]:
    settings.ROOT_URLCONF = __name__
    person = Person.objects.create_user("salma@example.org", "a-long-password")
    client.force_login(person)
    context = chromium.new_context(base_url=live_server.url)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/form")
    # Small chunks, so that a small file has several.
    page.evaluate("document.forms[0].dataset.uploadChunk = '400'")
    return page


def choose(page: Page, *files: Path) -> None:
    page.set_input_files("input[type=file]", [str(file) for file in files])


def stopped_after_two_chunks(page: Page, plan: Path) -> list[str]:
    """Send a file and stop on the way; returns the offsets of what was sent."""
    patches: list[str] = []

    def hold(route: Route) -> None:
        if route.request.method == "PATCH" and len(patches) == 2:
            page.evaluate("document.querySelector('.rk-upload button').click()")
            route.abort()
        else:
            if route.request.method == "PATCH":
                patches.append(route.request.headers["upload-offset"])
            route.continue_()

    page.route("**/uploads/*", hold)
    choose(page, plan)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("status")).to_have_text("En pause")
    page.unroute("**/uploads/*")
    return patches


def another_device(page: Page) -> Page:
    """The same page, of the same person, with nothing kept in the browser."""
    page.evaluate("localStorage.clear()")
    other = page.context.new_page()
    other.goto("/form")
    other.evaluate("document.forms[0].dataset.uploadChunk = '400'")
    return other


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "تصميم الكتلة.pdf"
    path.write_bytes(pdf(20))
    return path


def test_several_files_are_sent_once_however_often_the_button_is_pressed(
    page: Page, plan: Path, desk: Desk
) -> None:
    second = plan.with_name("A-02.pdf")
    second.write_bytes(pdf(2))
    choose(page, plan, second)
    page.locator("button[type=submit]").dblclick()
    page.wait_for_url("**/sent")
    assert [(document.name, metadata) for _about, document, metadata, _by in desk.received] == [
        (plan.name, {"tag": "plan-de-masse"}),
        ("A-02.pdf", {"tag": "plan-de-masse"}),
    ]
    assert read(desk.received[0][1]) == plan.read_bytes()


def test_a_cut_line_is_waited_for_and_no_byte_is_lost(page: Page, plan: Path, desk: Desk) -> None:
    cuts = iter([False, True, True, False])

    def cut(route: Route) -> None:
        if route.request.method == "PATCH" and next(cuts, False):
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/uploads/*", cut)
    choose(page, plan)
    page.get_by_role("button", name="Envoyer").click()
    page.wait_for_url("**/sent", timeout=15_000)
    assert read(desk.received[0][1]) == plan.read_bytes()
    assert Upload.objects.count() == 1


def test_a_page_loaded_again_resumes_where_it_stopped(page: Page, plan: Path, desk: Desk) -> None:
    offsets = stopped_after_two_chunks(page, plan)
    page.goto("/form")
    choose(page, plan)
    page.get_by_role("button", name="Envoyer").click()
    page.wait_for_url("**/sent")
    assert offsets == ["0", "400"]
    assert Upload.objects.count() == 1
    assert read(desk.received[0][1]) == plan.read_bytes()


def test_another_device_goes_on_with_the_same_file(page: Page, plan: Path, desk: Desk) -> None:
    stopped_after_two_chunks(page, plan)
    other = another_device(page)
    offsets: list[str] = []
    other.on("request", lambda asked: offsets.append(asked.headers.get("upload-offset", "")))
    renamed = plan.rename(plan.with_name("the same, under another name.pdf"))
    choose(other, renamed)
    other.get_by_role("button", name="Envoyer").click()
    other.wait_for_url("**/sent")
    assert next(filter(None, offsets)) == "800"
    assert Upload.objects.count() == 1
    assert read(desk.received[0][1]) == renamed.read_bytes()


def test_a_file_that_only_looks_the_same_never_ends_another(page: Page, plan: Path, desk: Desk) -> None:
    stopped_after_two_chunks(page, plan)
    Upload.objects.update(chunks=[[0, 800, "0" * 64]])  # the same samples, other bytes in between
    other = another_device(page)
    choose(other, plan)
    other.get_by_role("button", name="Envoyer").click()
    other.wait_for_url("**/sent")
    assert Upload.objects.count() == 2
    assert read(desk.received[0][1]) == plan.read_bytes()


def test_a_refusal_is_shown_beside_the_file_and_the_page_stays(page: Page, plan: Path, desk: Desk) -> None:
    plan.write_bytes(pdf(password="secret"))
    choose(page, plan)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("alert")).to_contain_text("protégé par un mot de passe")
    expect(page.get_by_role("listitem").filter(has_text="protégé par un mot de passe")).to_be_visible()
    expect(page.get_by_role("button", name="Envoyer")).to_be_enabled()
    assert page.url.endswith("/form")
    assert not desk.received


class Doubt(Refused):
    code, status = "doubt-any", 422
    message = "This file may not do."


def test_a_doubted_file_is_sent_when_its_sender_insists(page: Page, plan: Path, desk: Desk) -> None:
    desk.refusal = Doubt()
    choose(page, plan)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("alert")).to_contain_text("may not do")
    desk.refusal = None
    page.get_by_role("button", name="Envoyer quand même").click()
    page.wait_for_url("**/sent")
    assert desk.received[0][2] == {"tag": "plan-de-masse", "insist": "1"}


def test_a_file_over_the_limit_is_refused_before_it_leaves(page: Page, plan: Path) -> None:
    page.evaluate("document.forms[0].dataset.uploadLimit = '10'")
    choose(page, plan)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("alert")).to_contain_text("trop volumineux")
    assert not Upload.objects.exists()


def test_a_file_taken_away_leaves_nothing_behind(page: Page, plan: Path) -> None:
    page.route("**/uploads/*", lambda route: route.continue_() if route.request.method != "PATCH" else None)
    choose(page, plan)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("status")).to_contain_text("Envoi")
    with page.expect_response(lambda response: response.request.method == "DELETE"):
        page.get_by_role("button", name="Retirer").click()
    expect(page.get_by_role("listitem")).to_have_count(0)
    expect(page.get_by_role("button", name="Envoyer")).to_be_enabled()
    assert not Upload.objects.exists()


def test_without_javascript_the_plain_form_does_the_same(
    chromium: Browser, context: BrowserContext, live_server: Any, plan: Path, desk: Desk
) -> None:
    plain = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    plain.add_cookies(
        [{"name": each["name"], "value": each["value"], "url": live_server.url} for each in context.cookies()]
    )
    page = plain.new_page()
    page.goto("/form")
    choose(page, plan)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("sent plainly")).to_be_visible()
    assert read(desk.received[0][1]) == plan.read_bytes()
    plain.close()
