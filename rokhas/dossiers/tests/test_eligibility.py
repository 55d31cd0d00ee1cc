"""The eligibility check: answered by anyone, one question per page, explained, never a dead end; carried into the draft."""

from __future__ import annotations

from urllib.parse import parse_qs, urlparse

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries import eligibility as check
from rokhas.kernel.actor import SYSTEM
from rokhas.procedures.actions import seed
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.queries import all_current, current
from rokhas.testing.scene import DESK_COMMUNE, Scene


@pytest.fixture
def visitor(db: None) -> Client:
    seed()
    return Client()


def page(code: str) -> str:
    return reverse("dossiers:eligibility", args=[code])


REFURBISH = {"works": "upkeep", "permit": "held", "right": "tenant", "public": "opened", "person": "company"}


@pytest.mark.parametrize(
    ("language", "asked", "step", "elsewhere"),
    [
        ("fr", "Que voulez-vous faire dans le bâtiment\u00a0?", "Question 1 sur 6", "Permis de construire"),
        ("ar", "ماذا تريدون أن تنجزوا في البناية؟", "السؤال 1 من 6", "رخصة البناء"),
    ],
)
def test_anyone_is_asked_one_question_and_a_wrong_choice_leads_to_the_right_request(
    visitor: Client, language: str, asked: str, step: str, elsewhere: str
) -> None:
    visitor.cookies["rokhas_language"] = language
    html = visitor.get(page("refurbishment-permit")).content.decode()
    assert asked in html
    assert step in html
    html = visitor.get(page("refurbishment-permit"), {"works": "larger"}).content.decode()
    assert elsewhere in html
    assert "12-90" in html or "12.90" in html
    assert page("building-permit") in html
    assert reverse("dossiers:new", args=["refurbishment-permit"]) in html, "nobody is stopped"


def test_a_request_that_is_not_filed_here_says_whom_to_ask(visitor: Client) -> None:
    """On an installation where demolitions are not published."""
    ProcedureVersion.objects.filter(code="demolition-permit").delete()
    visitor.cookies["rokhas_language"] = "fr"
    html = visitor.get(page("building-permit"), {"works": "down"}).content.decode()
    assert "Permis de démolir" in html
    assert "2-18-475" in html
    assert "Commune" in html
    assert "Continuer avec" not in html, "nothing to go on with"


def test_an_activity_is_answered_once_and_goes_on_with_the_right_request(visitor: Client) -> None:
    """A study office is not declared: the check of its own request already knows the activity."""
    visitor.cookies["rokhas_language"] = "fr"
    led = visitor.get(page("simple-declaration"), {"activity": "srv_038"})
    assert parse_qs(urlparse(led.context["onward"]).query)["activity"] == ["srv_038"]
    assert urlparse(led.context["onward"]).path == page("ongoing-activity")
    assert reverse("web:activities") in led.content.decode()
    following = visitor.get(led.context["onward"]).context["state"]
    assert [each.option.code for each in following.answered] == ["srv_038"]


def test_a_question_sent_without_an_answer_is_asked_again(visitor: Client) -> None:
    again = visitor.get(page("building-permit"), {"asked": "works"})
    assert again.status_code == 422
    nonsense = visitor.get(page("building-permit"), {"works": "tea", "commune": "x", "change": "y"})
    assert nonsense.status_code == 200
    assert 'name="works"' in nonsense.content.decode()
    assert visitor.get(page("no-such-procedure")).status_code == 404


def test_an_answer_can_be_changed(visitor: Client) -> None:
    html = visitor.get(page("refurbishment-permit"), REFURBISH | {"change": "right"}).content.decode()
    assert 'id="o-tenant" name="right" value="tenant" checked' in html
    assert 'name="permit" value="held"' in html


@pytest.mark.parametrize("word", ["café", "مقهى"])
def test_a_long_list_is_searched_in_either_language(visitor: Client, word: str) -> None:
    whole = visitor.get(page("simple-declaration")).content.decode()
    assert whole.count("<option") > 400
    html = visitor.get(page("simple-declaration"), {"find": word}).content.decode()
    assert 0 < html.count('type="radio"') <= check.FOUND
    nothing = visitor.get(page("simple-declaration"), {"find": "zzzz"}).content.decode()
    assert 'type="radio"' not in nothing
    assert "rk-empty" in nothing


def test_the_place_is_found_by_its_name_and_says_who_receives_the_request(scene: Scene) -> None:
    visitor = Client()
    visitor.cookies["rokhas_language"] = "fr"
    asked = visitor.get(page("building-permit"), BUILD | {"find": "Temara"}).content.decode()
    assert f'value="{DESK_COMMUNE}"' in asked
    city = check.places("Casablanca")
    assert len(city) > 5, "a city is deposited in its arrondissements"
    html = visitor.get(page("building-permit"), BUILD | {"commune": DESK_COMMUNE}).content.decode()
    assert scene.cast.offices["single_desk"].name in html
    assert "Architecte" in html
    later = visitor.get(page("building-permit"), BUILD | {"later": "1"}).content.decode()
    assert "C’est la bonne demande" in later


BUILD = {
    "works": "new", "right": "agent", "land": "requisition", "communes": "single", "destination": "collective_housing",
    "public": "opened", "person": "company",
}  # fmt: skip


def test_the_answers_are_carried_into_the_draft_after_signing_in(scene: Scene) -> None:
    visitor = Client()
    html = visitor.get(page("building-permit"), BUILD | {"commune": DESK_COMMUNE}).content.decode()
    start = html.partition('href="/dossiers/new/building-permit/?')[2].partition('"')[0].replace("&amp;", "&")
    address = f"{reverse('dossiers:new', args=['building-permit'])}?{start}"
    sent = visitor.get(address)
    assert sent.status_code == 302
    assert parse_qs(urlparse(sent["Location"]).query)["next"] == [address]
    visitor.force_login(scene.cast.people["applicant"])
    assert DESK_COMMUNE in visitor.get(address).content.decode()
    answer = visitor.post(address)
    draft = Dossier.objects.get()
    assert answer["Location"] == reverse("dossiers:draft", args=[draft.pk])
    assert draft.unit_id == DESK_COMMUNE
    assert draft.answers == {
        "filed_by_third_person": True, "land_status": "requisition", "several_communes": "single",
        "destination": "collective_housing", "opens_to_public": True, "applicant_kind": "company",
    }  # fmt: skip


def test_what_was_answered_goes_with_whoever_changes_of_procedure(visitor: Client) -> None:
    carried = {"applicant_kind": "company", "occupation_right": "tenant", "opens_to_public": False}
    there = check.answers_of(current("refurbishment-permit", SYSTEM.today()), carried)
    assert there == {"right": "tenant", "public": "closed", "person": "company"}


def test_every_answer_of_every_procedure_has_a_page(visitor: Client) -> None:
    """Each answer, alone after the first answers that stay, gives a next question, a way out with its law, or the end."""
    for procedure in all_current(SYSTEM.today()):
        assert procedure.eligibility is not None
        staying: dict[str, str] = {}
        for question in procedure.eligibility.questions:
            options = procedure.options(question)
            for option in options if len(options) <= check.MANY else options[:: len(options) // 8]:
                state = check.standing(procedure, staying | {question.code: option.code})
                led = check.elsewhere(procedure, state, SYSTEM.today())
                assert (led is not None) == bool(option.leads)
                assert led is None or (led.why and led.law and led.ask)
            staying[question.code] = next(option.code for option in options if not option.leads)
        assert check.standing(procedure, staying).following is None
        assert check.promised(procedure, check.standing(procedure, staying), None).documents


def test_a_page_of_the_check_costs_few_queries(
    visitor: Client, django_assert_max_num_queries: object
) -> None:
    visitor.get(page("simple-declaration"))
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        visitor.get(page("simple-declaration"), {"find": "café"})


@pytest.mark.parametrize(("code", "asked"), [("building-permit", True), ("information-note", False)])
def test_the_page_of_the_place_speaks_of_an_architect_only_where_one_may_be_compulsory(
    visitor: Client, code: str, asked: bool
) -> None:
    procedure, given = current(code, SYSTEM.today()), dict[str, str]()
    while question := check.standing(procedure, given).following:
        given[question.code] = next(each.code for each in procedure.options(question) if not each.leads)
    shown = visitor.get(page(code), given)
    assert (shown.context["asks_architect"], "architecte" in shown.content.decode()) == (asked, asked)
