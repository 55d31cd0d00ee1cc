"""Sharing the work of an office: it moves no right, and comes back by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.accounts.models import Mandate, Office, Person, Role
from rokhas.accounts.queries import actor_of
from rokhas.dossiers import policy as rights
from rokhas.dossiers.models import Task
from rokhas.journal.models import Event
from rokhas.kernel.errors import NotAllowed
from rokhas.notices.models import Notice
from rokhas.procedures.schema import Kind
from rokhas.testing.scene import Scene
from rokhas.work import actions, policy
from rokhas.work.errors import AlreadyAway, NameTaken, NoSubstitute, NotAColleague, WrongDates
from rokhas.work.models import Absence, Assignment, Followed, Habit, SavedView, Seen
from rokhas.work.queries import lists, sharing


def colleague(office: Office, role: str, name: str = "nour") -> Person:
    person = Person.objects.create_user(f"{name}@demo.example", "a long password", name_fr=name.title())
    Mandate.objects.create(person=person, role=role, office=office, starts_on=date(2020, 1, 1))
    return person


@pytest.fixture
def task(lodged: Scene) -> Task:
    return lodged.task(Kind.CHECK)


@pytest.fixture
def desk(lodged: Scene) -> Office:
    return lodged.cast.offices["single_desk"]


@pytest.fixture
def nour(desk: Office) -> Person:
    return colleague(desk, Role.FRONT_DESK)


def mine(person: Person) -> list[Task]:
    actor = actor_of(person)
    return list(sharing.of_holder(lists.to_do(actor), sharing.MINE, actor))


def test_a_task_is_given_to_a_colleague_who_is_told(lodged: Scene, task: Task, nour: Person) -> None:
    actions.assign(task, by=lodged.actor("front-desk"), person=nour)
    assert mine(nour) == [task]
    assert mine(lodged.cast.people["front-desk"]) == []
    assert Notice.objects.get(person=nour).kind == "work.assigned"
    assert Event.objects.filter(kind="task.assigned").count() == 1
    # Whoever holds the role may still answer.
    assert rights.may_check(lodged.actor("front-desk"), task)
    actions.assign(task, by=actor_of(nour), person=None)
    assert not Assignment.objects.exists()


def test_nobody_is_given_what_their_mandate_does_not_answer(lodged: Scene, task: Task, desk: Office) -> None:
    manager, president = lodged.cast.people["desk-manager"], lodged.cast.people["president"]
    for somebody in (manager, president, colleague(desk, Role.PLANNING_OFFICER)):
        with pytest.raises(NotAColleague):
            actions.assign(task, by=lodged.actor("front-desk"), person=somebody)
    with pytest.raises(NotAllowed):
        actions.assign(task, by=lodged.actor("president"), person=lodged.cast.people["front-desk"])
    # The manager shares out what they could not answer.
    actions.assign(task, by=lodged.actor("desk-manager"), person=lodged.cast.people["front-desk"])
    assert not rights.may_check(lodged.actor("desk-manager"), task)


def test_an_absence_shows_the_tasks_to_a_colleague_and_gives_no_right(
    lodged: Scene, task: Task, desk: Office, nour: Person
) -> None:
    away = lodged.cast.people["front-desk"]
    today = actor_of(away).today()
    actions.assign(task, by=actor_of(away), person=away)
    before = list(Mandate.objects.order_by("pk").values())
    actions.note_absence(
        away, desk, by=actor_of(away), substitute=nour, starts_on=today, ends_on=today + timedelta(days=5)
    )
    assert mine(nour) == [task]
    assert mine(away) == [task]
    assert list(Mandate.objects.order_by("pk").values()) == before
    later = actor_of(nour, actor_of(nour).now() + timedelta(days=6))
    assert list(sharing.of_holder(lists.to_do(later), sharing.MINE, later)) == []
    actions.cancel_absence(Absence.objects.get(), by=actor_of(away))
    assert mine(nour) == []


def test_a_substitute_without_the_role_answers_nothing(lodged: Scene, task: Task, desk: Office) -> None:
    away = lodged.cast.people["front-desk"]
    other = colleague(desk, Role.PLANNING_OFFICER)
    today = actor_of(away).today()
    actions.assign(task, by=actor_of(away), person=away)
    absence = actions.note_absence(
        away, desk, by=actor_of(away), substitute=other, starts_on=today, ends_on=today
    )
    assert mine(other) == []
    assert not rights.may_check(actor_of(other), task)
    assert len(sharing.roles_missing(absence)) == 1


def test_what_an_absence_refuses(lodged: Scene, desk: Office, nour: Person) -> None:
    away = lodged.cast.people["front-desk"]
    by, today = actor_of(away), actor_of(away).today()
    days = {"starts_on": today, "ends_on": today + timedelta(days=3)}
    with pytest.raises(WrongDates):
        actions.note_absence(
            away, desk, by=by, substitute=nour, starts_on=today, ends_on=today - timedelta(days=1)
        )
    for nobody in (away, lodged.cast.people["president"]):
        with pytest.raises(NoSubstitute):
            actions.note_absence(away, desk, by=by, substitute=nobody, **days)
    with pytest.raises(NotAllowed):
        actions.note_absence(away, desk, by=actor_of(nour), substitute=nour, **days)
    actions.note_absence(away, desk, by=lodged.actor("desk-manager"), substitute=nour, **days)
    with pytest.raises(AlreadyAway):
        actions.note_absence(away, desk, by=by, substitute=nour, **days)


def test_the_rules_of_sharing_by_role(lodged: Scene, task: Task, desk: Office) -> None:
    may = {word for word in lodged.cast.people if policy.may_assign(lodged.actor(word), task)}
    assert may == {"front-desk", "secretary", "desk-manager"}
    absence = Absence(person=lodged.cast.people["front-desk"], office=desk)
    may = {word for word in lodged.cast.people if policy.may_note_absence(lodged.actor(word), absence)}
    assert may == {"front-desk", "desk-manager"}
    view = SavedView(person=lodged.cast.people["front-desk"], office=desk)
    assert {word for word in lodged.cast.people if policy.may_keep_view(lodged.actor(word), view)} == {
        "front-desk"
    }
    elsewhere = SavedView(person=lodged.cast.people["front-desk"], office=lodged.cast.offices["commune"])
    assert not policy.may_keep_view(lodged.actor("front-desk"), elsewhere)


def test_filters_stay_until_they_are_cleared(client: Client, lodged: Scene, task: Task) -> None:
    client.force_login(lodged.cast.people["front-desk"])
    work = reverse("work:list")
    assert client.get(work, {"when": "late", "evil": "x", "who": "nobody"}).status_code == 200
    assert client.get(work)["Location"] == f"{work}?when=late&who=nobody"
    assert client.get(work, {"all": "1"}).status_code == 200
    assert client.get(work).status_code == 200


def test_a_view_is_kept_shared_and_opened_first(
    client: Client, lodged: Scene, desk: Office, nour: Person
) -> None:
    client.force_login(lodged.cast.people["front-desk"])
    work, kept = reverse("work:list"), reverse("work:views")
    given = {"name": "Urgent", "query": "when=soon&x=1", "office": desk.pk, "opens": "on"}
    assert client.post(kept, given)["Location"] == f"{work}?when=soon"
    assert client.get(work)["Location"] == f"{work}?when=soon"
    assert client.post(kept, given).status_code == 422
    view = SavedView.objects.get()
    assert [each.name for each in sharing.views_of(actor_of(nour))] == ["Urgent"]
    assert sharing.views_of(lodged.actor("president")) == []
    client.force_login(nour)
    client.post(reverse("work:view", args=[view.pk]), {"act": "drop"})
    assert SavedView.objects.exists()
    client.force_login(lodged.cast.people["president"])
    assert client.post(reverse("work:view", args=[view.pk]), {"act": "open"}).status_code == 404
    client.force_login(lodged.cast.people["front-desk"])
    client.post(reverse("work:view", args=[view.pk]), {"act": "drop"})
    assert Habit.objects.get(person=lodged.cast.people["front-desk"]).view is None


def test_a_name_is_taken_once(lodged: Scene) -> None:
    actions.keep_view(by=lodged.actor("front-desk"), name="A", query="")
    with pytest.raises(NameTaken):
        actions.keep_view(by=lodged.actor("front-desk"), name="A", query="")


def test_chosen_tasks_are_seen_given_printed_never_decided(
    client: Client, lodged: Scene, task: Task, nour: Person
) -> None:
    client.force_login(lodged.cast.people["front-desk"])
    chosen = reverse("work:selection")
    client.post(chosen, {"act": "seen", "tasks": task.pk})
    assert Seen.objects.get().task_id == task.pk
    page = client.post(chosen, {"act": "assign", "tasks": task.pk})
    assert nour in page.context["colleagues"]
    client.post(chosen, {"act": "assign", "tasks": task.pk, "person": nour.pk})
    assert Assignment.objects.get().person_id == nour.pk
    printed = client.post(chosen, {"act": "print", "tasks": task.pk})["Location"]
    assert str(lodged.dossier) in client.get(printed).content.decode()
    for act in ("confirm-admissible", "decide", "lift", ""):
        client.post(chosen, {"act": act, "tasks": task.pk})
    task.refresh_from_db()
    assert task.is_open
    # Somebody else's task is not touched, whoever names it.
    client.force_login(lodged.cast.people["president"])
    client.post(chosen, {"act": "seen", "tasks": task.pk})
    assert Seen.objects.count() == 1
    away = client.post(chosen, {"act": "print", "tasks": task.pk, "back": "https://evil.example/work/"})
    assert str(lodged.dossier) not in client.get(away["Location"]).content.decode()
    assert client.post(chosen, {"act": "x", "back": "https://evil.example/work/"})["Location"] == reverse(
        "work:list"
    )


def test_columns_and_keys_are_a_choice(client: Client, lodged: Scene, task: Task) -> None:
    client.force_login(lodged.cast.people["front-desk"])
    work = reverse("work:list")
    assert "data-keys" in client.get(work).content.decode()
    client.post(reverse("work:arrangement"), {"columns": ["holder", "nothing"]})
    page = client.get(work)
    assert page.context["columns"] == ["holder"]
    assert "data-keys" not in page.content.decode()


def test_a_dossier_is_followed_and_left(client: Client, lodged: Scene, task: Task) -> None:
    number = lodged.dossier.number
    client.force_login(lodged.cast.people["secretary"])
    button = reverse("work:follow", args=[number])
    assert button in client.get(reverse("dossiers:dossier", args=[number])).content.decode()
    client.post(button, {"act": "follow"})
    client.post(button, {"act": "follow"})
    assert Followed.objects.count() == 1
    assert str(number) in client.get(reverse("work:followed")).content.decode()
    client.post(button, {"act": "leave"})
    assert str(number) not in client.get(reverse("work:followed")).content.decode()
    client.force_login(lodged.cast.people["president"])
    assert client.post(button, {"act": "follow"}).status_code == 404


def test_what_others_hold_and_what_is_closed(client: Client, lodged: Scene, task: Task) -> None:
    client.force_login(lodged.cast.people["front-desk"])
    waiting, number = reverse("work:waiting"), str(lodged.dossier.number)
    assert number not in client.get(waiting).content.decode()
    lodged.admit()
    assert number in client.get(waiting).content.decode()
    assert number in client.get(waiting, {"q": "villa"}).content.decode()
    assert number not in client.get(reverse("work:closed")).content.decode()
    lodged.opinions().conclude().sign_minutes().pay().sign_permit()
    assert number in client.get(reverse("work:closed")).content.decode()
    assert number not in client.get(waiting).content.decode()
    assert set(lodged.dossier.tasks.values_list("under_way", flat=True)) == {False}
    client.force_login(lodged.cast.people["local-authority"])
    assert client.get(waiting).status_code == 200


def test_the_month_is_in_time_or_not(lodged: Scene, task: Task) -> None:
    actor = lodged.actor("front-desk")
    assert lists.on_time(actor) is None
    now, today = actor.now(), actor.today()
    rows = Task.objects.filter(pk=task.pk)
    rows.update(due_on=today, closed_at=now, outcome="admissible")
    assert lists.on_time(actor) == 100
    rows.update(due_on=today - timedelta(days=1))
    assert lists.on_time(actor) == 0
    assert lists.on_time(lodged.actor("president")) is None


def test_the_list_leaves_as_a_file_without_formulas(client: Client, lodged: Scene, task: Task) -> None:
    lodged.dossier.answers["project_fr"] = "x"
    Person.objects.filter(pk=lodged.cast.people["front-desk"].pk).update(name_fr="=1+1")
    actions.assign(task, by=lodged.actor("front-desk"), person=lodged.cast.people["front-desk"])
    client.force_login(lodged.cast.people["front-desk"])
    answer: Any = client.get(reverse("work:export"))
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    assert str(lodged.dossier.number) in text
    assert ";'=1+1;" in text
    Task.objects.filter(pk=task.pk).update(opened_at=datetime(2026, 1, 9, 23, 30, tzinfo=UTC))
    again: Any = client.get(reverse("work:export"))
    assert ";2026-01-10;" in b"".join(again.streaming_content).decode(), "a day of Morocco"
    assert Event.objects.filter(kind="list.exported").count() == 2
    nothing: Any = client.get(reverse("work:export"), {"when": "late"})
    assert str(lodged.dossier.number) not in b"".join(nothing.streaming_content).decode()


def test_the_governor_sees_whose_delay_it_is(client: Client, lodged: Scene, task: Task) -> None:
    Task.objects.filter(pk=task.pk).update(due_on=date.today() - timedelta(days=3))
    client.force_login(lodged.cast.people["governor"])
    late, number = reverse("work:late"), str(lodged.dossier.number)
    page = client.get(late)
    assert [facet.label for facet in page.context["holders"]] == [lodged.cast.offices["single_desk"].name_fr]
    desk = page.context["holders"][0].value
    assert number in client.get(late, {"holder": desk}).content.decode()
    assert client.get(late, {"holder": ["applicant", "x"]}).context["page"].total == 0
    assert client.get(late, {"commune": "none"}).context["page"].total == 0
    assert client.get(late, {"q": "villa"}).context["page"].total == 1
    answer: Any = client.get(reverse("work:late-export"), {"holder": desk})
    assert number in b"".join(answer.streaming_content).decode()
    client.force_login(lodged.cast.people["secretary"])
    assert client.get(reverse("work:late-export")).status_code == 404
