"""Following a dossier by number and code: steps and dates, nothing else, and not at any pace."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rokhas.dossiers.models import Conclusion, Outcome, Verdict
from rokhas.dossiers.queries import case
from rokhas.kernel.actor import MOROCCO
from rokhas.kernel.references import grouped, read_number
from rokhas.procedures.schema import Kind
from rokhas.testing.scene import Scene
from rokhas.ui import formats
from rokhas.web.queries.tracking import tracked


def track(client: Client, number: str | None, code: str | None) -> Any:
    return client.post("/track/", {"number": number or "", "code": code or ""}, follow=True)


def test_the_right_code_opens_the_page_in_both_languages(lodged: Scene, visitor: Client) -> None:
    page = track(visitor, lodged.dossier.number, lodged.dossier.tracking_code)
    assert page.redirect_chain[-1][0] == f"/track/{lodged.dossier.number}"
    assert page.status_code == 200
    office = lodged.cast.offices["single_desk"]
    assert (
        office.name_ar if visitor.cookies["rokhas_language"].value == "ar" else office.name_fr
    ) in page.content.decode()
    assert 'aria-current="step"' in page.content.decode()


@pytest.mark.parametrize(
    "typed", [str.lower, grouped, lambda code: f" {code.replace('0', 'O').replace('1', 'l')} "]
)
def test_a_code_is_read_as_people_copy_it(lodged: Scene, typed: Callable[[str], str]) -> None:
    code = lodged.dossier.tracking_code or ""
    page = track(Client(), (lodged.dossier.number or "").lower().replace("-", " – "), typed(code))
    assert page.status_code == 200
    assert page.redirect_chain


def test_the_page_tells_no_name_no_title_and_no_decision(admitted: Scene) -> None:
    admitted.opinions(urban_agency=Verdict.UNFAVOURABLE)
    admitted.conclude(Conclusion.Sense.UNFAVOURABLE).sign_minutes()
    page = track(Client(), admitted.dossier.number, admitted.dossier.tracking_code).content.decode()
    for person in admitted.cast.people.values():
        assert person.name_fr not in page
        assert person.name_ar not in page
        assert person.email not in page
    assert admitted.dossier.title
    assert admitted.dossier.title not in page
    for decided in (
        "Refus",
        "refus",
        Verdict.UNFAVOURABLE.label,
        admitted.task(Kind.SIGNATURE).step.names.fr,
    ):
        assert str(decided) not in page


def test_a_wrong_number_and_a_wrong_code_are_answered_alike(lodged: Scene) -> None:
    unknown = track(Client(), "PCT-2026-000000000-00001", lodged.dossier.tracking_code)
    wrong = track(Client(), lodged.dossier.number, "0000000000")
    assert unknown.status_code == wrong.status_code == 422
    said = [page.context["form"].non_field_errors() for page in (unknown, wrong)]
    assert said[0] == said[1]
    assert len(said[0]) == 1


def test_the_number_alone_shows_the_form(lodged: Scene, visitor: Client) -> None:
    for number in (lodged.dossier.number, "PCT-2026-000000000-00001"):
        page = visitor.get(f"/track/{number}")
        assert page.status_code == 200
        assert page.context["form"].initial["number"] == number


def test_the_cookie_of_one_dossier_opens_no_other(lodged: Scene) -> None:
    client = Client()
    track(client, lodged.dossier.number, lodged.dossier.tracking_code)
    other = Scene.opens()
    other.deposited()
    assert "form" in client.get(f"/track/{other.dossier.number}").context
    client.cookies["rokhas_track"] = f"{other.dossier.number}:forged"
    assert "form" in client.get(f"/track/{other.dossier.number}").context


def test_a_visitor_who_tries_too_often_waits(lodged: Scene) -> None:
    client = Client(REMOTE_ADDR="192.0.2.7")
    for turn in range(10):
        assert track(client, f"PCT-2026-000000000-{turn:05d}", "0000000000").status_code == 422
    assert track(client, lodged.dossier.number, lodged.dossier.tracking_code).status_code == 429
    assert (
        track(
            Client(REMOTE_ADDR="192.0.2.8"), lodged.dossier.number, lodged.dossier.tracking_code
        ).status_code
        == 200
    )


def test_nobody_locks_a_number_for_its_holder(lodged: Scene) -> None:
    """Tried from everywhere, a number still opens to its code; whoever guesses has three guesses instead of ten."""
    number, code = lodged.dossier.number, lodged.dossier.tracking_code
    for turn in range(10):
        track(Client(REMOTE_ADDR=f"192.0.2.{turn + 20}"), number, "0000000000")
    assert track(Client(REMOTE_ADDR="192.0.2.99"), number, code).status_code == 200
    guesser = Client(REMOTE_ADDR="192.0.2.100")
    answers = [track(guesser, number, "0000000000").status_code for _turn in range(4)]
    assert answers == [422, 422, 422, 429]
    assert track(guesser, number, code).status_code == 429


def test_a_right_code_counts_for_nothing(lodged: Scene) -> None:
    client = Client()
    for _turn in range(12):
        assert track(client, lodged.dossier.number, lodged.dossier.tracking_code).status_code == 200


def test_the_page_says_deadlines_and_no_text_of_law(admitted: Scene) -> None:
    page = track(
        Client(headers={"accept-language": "fr"}), admitted.dossier.number, admitted.dossier.tracking_code
    )
    assert any(holder.due_on for holder in page.context["tracked"].holders)
    assert page.context["tracked"].clock.due - page.context["tracked"].clock.start >= timedelta(days=15)
    assert "RGC" not in page.content.decode()
    assert "arrêté" not in page.content.decode()


def test_strangers_cannot_tell_a_permit_from_a_refusal_reserves_or_changes(admitted: Scene) -> None:
    scene, before = admitted, transaction.savepoint()

    def seen() -> tuple[Any, ...]:
        scene.dossier.refresh_from_db()
        del scene.dossier.__dict__["open_tasks"]
        found = tracked(scene.dossier, scene.actor("chair").today())
        return found.stages, found.holders, found.clock

    def story(sense: Conclusion.Sense, **verdicts: Verdict) -> tuple[Any, ...]:
        nonlocal scene
        transaction.savepoint_rollback(before)  # another end of the same past
        scene = copy.deepcopy(admitted)
        scene.opinions(**verdicts).conclude(sense).sign_minutes()
        scene.dossier.open_tasks = []  # type: ignore[attr-defined]
        return seen()

    senses = Conclusion.Sense
    permit = story(senses.FAVOURABLE)
    scene.pay()
    signing = seen()
    refusal = story(senses.UNFAVOURABLE, commune=Verdict.UNFAVOURABLE)
    assert refusal == signing
    assert story(senses.CHANGES_ASKED, commune=Verdict.TO_MODIFY) == signing
    assert story(senses.MINOR_RESERVES, commune=Verdict.RESERVED) == signing
    scene.sign_letter()
    assert seen() == permit  # to pay or to answer: it is the applicant's turn
    scene.answer_reserves()
    assert seen() == signing
    assert [holder.office for holder in signing[1]] != [holder.office for holder in permit[1]]


def test_strangers_are_not_told_that_a_dossier_was_deposited_again(admitted: Scene) -> None:
    admitted.opinions(commune=Verdict.TO_MODIFY).conclude(Conclusion.Sense.CHANGES_ASKED)
    admitted.sign_minutes()
    before = tracked(admitted.dossier, admitted.actor("chair").today())
    admitted.sign_letter().lodge_again()
    assert admitted.open_steps == {"admissibility"}
    for stage in (admitted, admitted.admit(), admitted.opinions()):
        found = tracked(stage.dossier, admitted.actor("chair").today())
        assert (found.stages, found.holders, found.clock) == (before.stages, before.holders, before.clock)


def test_a_dossier_completed_after_the_desk_shows_its_first_deposit_and_no_delay(inadmissible: Scene) -> None:
    inadmissible.sign_letter().lodge_again()
    found = tracked(inadmissible.dossier, inadmissible.actor("chair").today())
    assert inadmissible.dossier.lodged_at is not None
    assert found.stages[0].on == inadmissible.dossier.lodged_at.astimezone(MOROCCO).date()
    assert found.clock is None
    assert not any(holder.due_on or holder.is_late for holder in found.holders)


def test_what_was_granted_then_cancelled_keeps_the_day_of_its_decision(cancelled: Scene) -> None:
    dossier = cancelled.dossier
    dossier.refresh_from_db()
    assert dossier.ended_at is not None
    granted = dossier.ended_at - timedelta(days=40)
    dossier.tasks.filter(outcome=Outcome.DELIVERED).update(closed_at=granted)
    found = tracked(dossier, cancelled.actor("president").today())
    assert found.stages[-1].on == granted.astimezone(MOROCCO).date()
    assert found.ended_on == dossier.ended_at.astimezone(MOROCCO).date()
    assert found.is_cancelled


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "Sursis à statuer jusqu’au"), ("ar", "البت مؤجل إلى غاية")]
)
def test_a_stay_of_decision_is_told_with_its_end_and_without_any_limit(
    stayed: Scene, language: str, said: str
) -> None:
    stayed.dossier.refresh_from_db()
    clock = case.clock(stayed.dossier, stayed.actor("president").today())
    until = stayed.dossier.rulings.get().until
    assert clock is not None
    assert until is not None
    client = Client()
    client.cookies["rokhas_language"] = language
    page = track(client, stayed.dossier.number, stayed.dossier.tracking_code).content.decode()
    assert said in page
    assert formats.day(until) in page
    assert formats.day(clock.due.on) not in page
    assert "rk-status--" in page
    assert ("restants" if language == "fr" else "متبقية") not in page


def test_few_queries(admitted: Scene, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    client = Client()
    track(client, admitted.dossier.number, admitted.dossier.tracking_code)
    with django_assert_max_num_queries(10):
        client.get(f"/track/{admitted.dossier.number}")


@pytest.mark.parametrize(
    ("typed", "read"),
    [(" pct-2026-1-2 ", "PCT-2026-1-2"), ("PCT – 2026 — 1−2", "PCT-2026-1-2"), ("", "")],
)
def test_a_number_is_read_as_people_copy_it(typed: str, read: str) -> None:
    assert read_number(typed) == read
