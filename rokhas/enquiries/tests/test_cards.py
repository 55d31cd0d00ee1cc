"""The identity card in an enquiry: few numbers are tried, and the one that is shown prevails over the one that is typed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.enquiries.actions import oppositions, report
from rokhas.enquiries.errors import AlreadySpoken, NotEveryAnswer, SpokenUnderThisCard, TooManyCards
from rokhas.enquiries.tests.test_life import WORDS
from rokhas.kernel.actor import Actor
from rokhas.notices.models import Notice
from rokhas.testing import enquiry as story_of
from rokhas.testing.scene import Scene


def test_few_numbers_of_cards_are_tried_from_one_account(announced: Scene) -> None:
    """A number that is refused would tell who has spoken; one's own words are amended all the same."""
    found = story_of.of(announced)
    story_of.oppose(announced)
    by = announced.actor(announced.cast.neighbour("neighbour-2"))
    own = WORDS | {"identity": "DM60909"}
    assert oppositions.oppose(found, by=by, **own).number == 2
    for _turn in range(3):
        with pytest.raises(AlreadySpoken):
            oppositions.oppose(found, by=by, **WORDS)
    for card in ("DM60101", "DM60808"):
        with pytest.raises(TooManyCards):
            oppositions.oppose(found, by=by, **WORDS | {"identity": card})
    assert oppositions.oppose(found, by=by, **own | {"stance": "supports"}).revision == 2


def test_the_card_that_is_shown_prevails_over_its_number_given_on_line(
    client: Client, announced: Scene
) -> None:
    """Whoever takes the number of a neighbour keeps nobody from being heard, and what they said is answered all the same."""
    found = story_of.of(announced)
    impostor = announced.actor(announced.cast.neighbour("neighbour"))
    first = oppositions.oppose(found, by=impostor, **WORDS | {"identity": "DM60202"})
    with pytest.raises(SpokenUnderThisCard):
        story_of.come_to_the_desk(announced)
    assert found.oppositions.count() == 1
    story_of.come_to_the_desk(announced, disowns=True)
    first.refresh_from_db()
    assert (first.identity, first.lacks_card, first.text) == ("", True, WORDS["text"])
    announced.deliver_post()
    notices = Notice.objects.filter(kind="enquiry.contested")
    assert [(each.person_id, each.facts["receipt"]) for each in notices] == [
        (impostor.person_id, first.reference)
    ]
    assert announced.cast.people["neighbour"].name_fr not in str(notices[0].facts)
    assert [each.number for each in found.oppositions.all()] == [1, 2]
    with pytest.raises(AlreadySpoken):
        oppositions.oppose(found, by=impostor, **WORDS | {"identity": "DM60202", "stance": "supports"})
    again = oppositions.oppose(story_of.of(announced), by=impostor, **WORDS)
    assert (again.number, again.contested_at, again.lacks_card) == (1, first.contested_at, False)
    story_of.close(announced)
    word = announced.holder(found.task)
    client.force_login(announced.cast.people[word])
    page = client.get(reverse("enquiries:work", args=[found.task_id])).content.decode()
    assert page.count("le numéro d’une autre carte a été donné depuis") == 1
    second = found.oppositions.get(number=2)
    report.answer_opposition(second, by=announced.actor(word), answer="Prescrit.")
    with pytest.raises(NotEveryAnswer):
        report.prepare_report(found, by=announced.actor(word), sense="favourable", motives="Rien à redire.")


def test_what_was_typed_at_the_desk_and_rewritten_on_line_is_not_typed_over_again(
    client: Client, announced: Scene
) -> None:
    found = story_of.of(announced)
    story_of.come_to_the_desk(announced)
    typed = found.oppositions.get()
    assert typed.typed_by_id is not None
    person = Actor(typed.person_id, at=announced.at())
    own = {"stance": "supports", "text": "Tout compte fait, j’y suis favorable.", "identity": typed.identity}
    oppositions.oppose(found, by=person, **own)
    with pytest.raises(AlreadySpoken):
        story_of.come_to_the_desk(announced)
    standing = found.oppositions.get()
    assert (standing.text, standing.typed_by_id, standing.revision) == (own["text"], None, 2)
    client.force_login(announced.cast.people[announced.holder(found.task)])
    page = client.get(reverse("enquiries:work", args=[found.task_id])).content.decode()
    assert "saisie au guichet" not in page


def test_the_card_that_was_shown_stays_shown_and_another_that_is_given_on_line_is_not(
    announced: Scene,
) -> None:
    found = story_of.of(announced)
    story_of.come_to_the_desk(announced)
    typed = found.oppositions.get()
    person = Actor(typed.person_id, at=announced.at())
    own = {"stance": "supports", "text": "Tout compte fait, j’y suis favorable.", "identity": typed.identity}
    oppositions.oppose(found, by=person, **own)
    clerk = announced.actor(announced.holder(found.task))
    another: dict[str, Any] = WORDS | {
        "phone": "+212600060299",
        "name_fr": "Autre",
        "name_ar": "آخر",
        "language": "fr",
    }
    with pytest.raises(AlreadySpoken):
        oppositions.type_opposition(found, by=clerk, **another | {"identity": typed.identity}, disowns=True)
    assert found.oppositions.get().contested_at is None
    oppositions.oppose(found, by=person, **own | {"identity": "DM60707"})
    with pytest.raises(SpokenUnderThisCard):
        oppositions.type_opposition(found, by=clerk, **another | {"identity": "DM60707"})
    oppositions.type_opposition(found, by=clerk, **another | {"identity": "DM60707"}, disowns=True)
    assert found.oppositions.get(number=1).lacks_card
