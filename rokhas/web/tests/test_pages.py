"""The front page, the sheets, the homes of roles, and what robots read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from rokhas.accounts.models import Person
from rokhas.journal.models import Delivery, Event, Round
from rokhas.procedures.queries import all_current
from rokhas.territory.models import Unit
from rokhas.testing.scene import Scene
from rokhas.web.tests.conftest import speaking

TEXTS = (
    "/procedures/",
    "/track/",
    "/verify/",
    "/help/",
    "/accessibility/",
    "/personal-data/",
    "/legal-notice/",
    "/service-state/",
)


def signed(person: Person, language: str = "fr") -> Client:
    client = speaking(language)
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.parametrize("address", TEXTS)
def test_every_page_answers_in_both_languages(visitor: Client, address: str) -> None:
    page = visitor.get(address)
    assert page.status_code == 200
    assert f'<html lang="{visitor.cookies["rokhas_language"].value}"' in page.content.decode()


def test_the_front_page_says_facts_that_were_counted(visitor: Client) -> None:
    page = visitor.get("/")
    assert page.context["territory"]["communes"] == Unit.objects.filter(kind="commune").count() == 1503
    [group] = [each for each in page.context["delays"] if len(each.delays) == 2]
    assert [delay.legal.text.split()[0] for delay in group.delays] == ["30", "15"]
    assert [delay.reference.text.split()[0] for delay in group.delays] == ["25", "10"]
    assert all("1839" in delay.legal.law for delay in group.delays)


def test_the_front_page_costs_few_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    Client().get("/")
    with django_assert_max_num_queries(6):
        Client().get("/")


def test_a_procedure_is_found_by_words_of_either_language() -> None:
    for text in ("construire", "رخصة البناء", "BUILDING permit", "pct"):
        [family] = Client().get("/procedures/", {"q": text}).context["families"]
        assert "building-permit" in [each.code for each in family.procedures]
    nothing = Client().get("/procedures/", {"q": "zzz"})
    assert nothing.context["nothing"]
    assert nothing.context["families"]


def test_every_procedure_has_its_sheet(
    visitor: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for procedure in all_current(timezone.localdate()):
        with django_assert_max_num_queries(3):
            page = visitor.get(f"/procedures/{procedure.code}/")
        sheet = page.context["sheet"]
        assert page.status_code == 200
        assert len(sheet.steps) + len(sheet.detours) == len(procedure.steps)
        assert sum(len(group.papers) for group in sheet.documents) == len(procedure.documents)
        assert len(sheet.fees) == len(procedure.fees)


def test_the_sheet_says_what_is_not_certain() -> None:
    sheet = speaking("fr").get("/procedures/building-permit/").context["sheet"]
    doubtful = {fee.name: fee.law.doubt for fee in sheet.fees}
    assert doubtful["Frais de service de la plateforme"] == "non certain"
    assert sheet.doubt == "non certain"
    assert sheet.renumbered == ("Règlement général de construction de 2013",)


def test_the_sheet_says_for_what_the_legal_maximum_is_extended_and_by_how_much() -> None:
    said = {"fr": ("30 jours", "Enquête publique", "prolongé"), "ar": ("30 يوم", "بحث علني", "تمديده")}
    for language, (by, cause, words) in said.items():
        page = speaking(language).get("/procedures/classified-establishment/")
        [extension] = {each.extension for each in page.context["sheet"].delays if each.extension}
        assert extension.by.text.startswith(by)
        assert "55" in extension.by.law
        assert extension.by.doubt, "how long it lasts was not read"
        assert cause in extension.causes
        assert all(each in page.text for each in (words, by, cause))
        none = speaking(language).get("/procedures/building-permit/")
        assert words not in none.text


def test_the_sheet_says_who_signs_and_what_is_written_on_it() -> None:
    french = speaking("fr").get("/procedures/building-permit/").context["sheet"]
    signers = {stage.name: stage.signers for stage in french.steps if stage.signers}
    assert "Secrétaire de la commission, puis Président de la commission" in signers.values()
    either = speaking("ar").get("/procedures/demolition-permit/").context["sheet"]
    assert "رئيس مجلس المقاطعة أو رئيس مجلس الجماعة" in {stage.signers for stage in either.steps}
    for procedure in all_current(timezone.localdate()):
        sheet = speaking("ar").get(f"/procedures/{procedure.code}/").context["sheet"]
        assert sheet.conditions == tuple(condition.ar for condition in procedure.conditions)
        signed = {stage.name for stage in sheet.steps if stage.signers}
        assert (grant := procedure.grant_of()) is None or grant.names.ar in signed


def test_the_arabic_sheet_names_its_texts_in_arabic() -> None:
    laws = speaking("ar").get("/procedures/domain-advertising/").context["sheet"].laws
    assert "ظهير 6 أبريل 1938" in [law.law for law in laws]


def test_the_sheet_says_what_an_occupation_asks_while_it_lasts() -> None:
    french = speaking("fr").get("/procedures/domain-advertising/").context["sheet"].occupation
    assert [rule.name for rule in french] == ["Redevances annuelles", "Renouvellement", "Fin de l’occupation"]
    years, renewal, end = french
    assert (
        "Demandée 30 jours avant le début de l’année, à payer dans les 30 jours qui le suivent." in years.said
    )
    assert years.said[2].endswith("30 jours, 7 jours avant.")
    assert years.law.doubt
    assert renewal.said[0].startswith("Demandé en ligne de 60 jours avant")
    assert "remettre le domaine en son état" in end.said[0]
    page = speaking("ar").get("/procedures/domain-telecom/")
    assert [rule.name for rule in page.context["sheet"].occupation] == ["الإتاوات السنوية", "إنهاء الاحتلال"]
    assert "طيلة مدة الاحتلال" in page.content.decode()
    assert speaking("fr").get("/procedures/building-permit/").context["sheet"].occupation == ()


def test_an_unknown_procedure_is_404() -> None:
    assert Client().get("/procedures/no-such-permit/").status_code == 404


def test_the_home_of_an_architect_shows_drafts_and_what_awaits(drafted: Scene) -> None:
    other = Scene.opens()
    other.deposited().admit().opinions().conclude().sign_minutes()
    for language in ("fr", "ar"):
        home = signed(drafted.cast.people["architect"], language).get("/").context["home"]
        assert [mine.dossier.pk for mine in home.drafts] == [drafted.dossier.pk]
        assert [mine.dossier.pk for mine in home.actions] == [other.dossier.pk]
        assert home.total == 2


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_home_of_an_officer_shows_what_waits(lodged: Scene, language: str) -> None:
    home = signed(lodged.cast.people["front-desk"], language).get("/").context["home"]
    assert home.figures.total == 1
    assert [work.dossier.pk for work in home.tasks] == [lodged.dossier.pk]
    assert home.to_sign is None
    assert home.late_around is None


def test_the_home_of_a_president_counts_what_is_to_sign(to_sign: Scene) -> None:
    home = signed(to_sign.cast.people["president"]).get("/").context["home"]
    assert home.to_sign == 1


def test_a_governor_sees_what_is_late_elsewhere(authority: object) -> None:
    past = timezone.now() - timedelta(days=60)
    grand = Scene.opens(grand=True, at=lambda: past)
    grand.deposited().admit().dispatch()
    home = signed(grand.cast.people["governor"]).get("/").context["home"]
    assert home.late_count == len(home.late_around) == 3


def test_homes_cost_few_queries(scene: Scene, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for _turn in range(3):
        scene.deposited()
    for word in ("architect", "front-desk", "governor", "president"):
        client = signed(scene.cast.people[word])
        client.get("/")
        with django_assert_max_num_queries(18):
            client.get("/")


def test_health_tells_the_lag_and_the_dead_letters() -> None:
    now = timezone.now()
    Round.objects.all().update(next_at=now + timedelta(hours=1))
    event = Event.objects.create(
        stream="t:1", seq=1, kind="t", about="t:1", at=now, previous_hash="", hash="x"
    )
    Delivery.objects.create(event=event, handler="a", available_at=now - timedelta(seconds=90))
    Delivery.objects.create(event=event, handler="b", available_at=now - timedelta(days=2), dead_at=now)
    said = dict(line.split(" ", 1) for line in Client().get("/health/").content.decode().splitlines())
    assert said["database"] == "ok"
    assert 89 <= int(said["worker-lag-seconds"]) <= 95
    assert said["dead-letters"] == "1"


def test_health_is_503_when_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(now: object) -> None:
        raise DatabaseError

    monkeypatch.setattr("rokhas.web.views.operations.state", away)
    page = Client().get("/health/")
    assert (page.status_code, page.content) == (503, b"database away\n")


@pytest.mark.parametrize(("late", "tone"), [(0, "ok"), (600, "warn")])
def test_the_state_of_the_service_is_said_in_words(late: int, tone: str) -> None:
    now = timezone.now()
    Round.objects.all().update(next_at=now + timedelta(hours=1))
    event = Event.objects.create(
        stream="t:1", seq=1, kind="t", about="t:1", at=now, previous_hash="", hash="x"
    )
    Delivery.objects.create(
        event=event, handler="a", available_at=now - timedelta(seconds=late - 30 if late else 0)
    )
    page = speaking("fr").get("/service-state/")
    assert page.status_code == 200
    assert f"wb-verdict--{tone}" in page.content.decode()
    assert ("minutes de retard" in page.content.decode()) == bool(late)


def test_the_state_of_the_service_is_said_even_when_the_register_is_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(now: object) -> None:
        raise DatabaseError

    monkeypatch.setattr("rokhas.web.views.pages.state", away)
    page = speaking("fr").get("/service-state/")
    assert page.status_code == 503
    assert "wb-verdict--bad" in page.content.decode()


def test_robots_stay_out_of_a_demonstration_altogether(settings: Settings) -> None:
    assert Client().get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"
    settings.ROKHAS_MODE = "production"
    assert b"Disallow: /track/\n" in Client().get("/robots.txt").content


def test_security_txt_exists_once_someone_is_named(settings: Settings) -> None:
    settings.ROKHAS_SECURITY_CONTACT = ""
    assert Client().get("/.well-known/security.txt").status_code == 404
    settings.ROKHAS_SECURITY_CONTACT = "mailto:security@example.org"
    said = Client().get("/.well-known/security.txt").content.decode()
    assert said.startswith("Contact: mailto:security@example.org\nExpires: ")


def test_no_contact_is_invented(settings: Settings, visitor: Client) -> None:
    settings.ROKHAS_PRIVACY_CONTACT = ""
    assert "@" not in visitor.get("/personal-data/").content.decode()
    settings.ROKHAS_PRIVACY_CONTACT = "dpo@example.org"
    assert "dpo@example.org" in visitor.get("/personal-data/").content.decode()
