"""Two hands on the people of one office at once: one is right, and rights never grow."""

from __future__ import annotations

from functools import partial

import pytest

from rokhas.accounts.actions import (
    end_mandate,
    enter,
    give_mandate,
    import_register,
    nominate,
    succeed,
    suspend_mandate,
)
from rokhas.accounts.errors import NumberTaken, SeatTaken
from rokhas.accounts.models import Mandate, Office, Person, RegisterEntry, Role
from rokhas.accounts.queries import actor_of
from rokhas.journal.models import Event
from rokhas.kernel.actor import SYSTEM
from rokhas.kernel.errors import NotAllowed
from rokhas.post.models import Message
from rokhas.testing.together import together

pytestmark = [pytest.mark.locks, pytest.mark.django_db(transaction=True)]
TODAY = SYSTEM.today()
ROUNDS = 5


def office() -> Office:
    return Office.objects.create(kind="commune", name_fr="Commune", name_ar="جماعة")


def person(word: str) -> Person:
    return Person.objects.create_user(f"{word}@demo.example", name_fr=word, name_ar="اسم")


def given(role: Role, where: Office, word: str) -> Mandate:
    return give_mandate(person(word), role, where, by=SYSTEM, starts_on=TODAY)


def events(kind: str, mandate: Mandate) -> list[int]:
    about = f"accounts.mandate:{mandate.pk}"
    return list(Event.objects.filter(kind=kind, about=about).values_list("pk", flat=True))


def test_three_clicks_nominate_once() -> None:
    for number in range(ROUNDS):
        where = office()
        click = partial(
            nominate,
            where,
            by=actor_of(given(Role.OFFICE_MANAGER, where, f"manager{number}").person),
            email=f"new{number}@demo.example",
            role="front_desk",
            starts_on=TODAY,
            act="A",
            name_fr="Nouveau",
            name_ar="جديد",
        )
        assert together(click, click, click) == []
        assert Mandate.objects.filter(office=where, role="front_desk").count() == 1
    assert Message.objects.count() == ROUNDS


def test_two_presidents_never_sit_at_once() -> None:
    for number in range(ROUNDS):
        where = office()
        rivals = [person(f"{word}{number}") for word in ("one", "two")]
        raised = together(
            *(
                partial(give_mandate, rival, Role.PRESIDENT, where, by=SYSTEM, starts_on=TODAY)
                for rival in rivals
            )
        )
        assert [type(each) for each in raised] == [SeatTaken]
        assert Mandate.objects.filter(office=where).count() == 1


def test_two_successions_at_once_leave_one_successor() -> None:
    for number in range(ROUNDS):
        old = given(Role.PRESIDENT, office(), f"old{number}")
        rivals = [person(f"{word}{number}") for word in ("one", "two")]
        raised = together(*(partial(succeed, old, rival, by=SYSTEM, on=TODAY, act="A") for rival in rivals))
        assert [type(each) for each in raised] == [SeatTaken]
        assert Mandate.objects.filter(office=old.office).in_force(TODAY).count() == 1


def test_a_manager_suspended_meanwhile_nominates_nobody_afterwards() -> None:
    """Whichever comes first, no nomination of a suspended manager follows the suspension."""
    for number in range(ROUNDS):
        where = office()
        managing = given(Role.OFFICE_MANAGER, where, f"manager{number}")
        by, clerk = actor_of(managing.person), person(f"clerk{number}")
        raised = together(
            partial(suspend_mandate, managing, by=SYSTEM, reason="enquête"),
            partial(give_mandate, clerk, Role.FRONT_DESK, where, by=by, starts_on=TODAY),
        )
        assert all(type(each) is NotAllowed for each in raised)
        [suspended] = events("mandate.suspended", managing)
        for nominated in Mandate.objects.filter(office=where, role="front_desk"):
            assert events("mandate.given", nominated) < [suspended]


def test_two_ends_at_once_are_told_once() -> None:
    for number in range(ROUNDS):
        mandate = given(Role.FRONT_DESK, office(), f"clerk{number}")
        assert together(*[partial(end_mandate, mandate, by=SYSTEM, last_day=TODAY)] * 2) == []
        assert len(events("mandate.ended", mandate)) == 1


REGISTER = "number,name_fr,name_ar,since\n" + "".join(f"A {n},Nom,اسم,2020-01-01\n" for n in range(20))


def test_two_imports_of_a_register_at_once_enter_each_number_once() -> None:
    turned = REGISTER.splitlines(keepends=True)
    other = "".join([turned[0], *reversed(turned[1:])])
    for number in range(ROUNDS):
        body = ("order_of_architects", "order_of_surveyors", "approved_design_offices")[number % 3]
        raised = together(
            *(partial(import_register, body, text.encode(), by=SYSTEM) for text in (REGISTER, other))
        )
        assert raised == []
        assert RegisterEntry.objects.filter(body=body).count() == 20
    assert Event.objects.filter(kind="register.entered").count() == 60


def test_two_people_never_receive_the_same_number() -> None:
    for number in range(ROUNDS):
        rivals = [person(f"{word}{number}") for word in ("one", "two")]
        raised = together(
            *(
                partial(
                    enter, rival, body="order_of_architects", number=f"B {number}", since=TODAY, by=SYSTEM
                )
                for rival in rivals
            )
        )
        assert [type(each) for each in raised] == [NumberTaken]
        assert RegisterEntry.objects.get(number=f"B {number}").person in rivals
