"""A message is written once, handed over once, and says what became of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.checks import Error

from rokhas.journal.events import reference
from rokhas.journal.models import Delivery, Event, Round
from rokhas.journal.outbox import drain
from rokhas.kernel.actor import system
from rokhas.post import actions, checks, subscriptions
from rokhas.post.errors import BadRecipient, InHand, Rejected, Uncertain, Unreachable
from rokhas.post.models import Channel, Message, State
from rokhas.post.providers.embedded import Embedded
from rokhas.post.queries import parcel_of
from rokhas.post.schema import Parcel, folded, sms_parts

pytestmark = pytest.mark.django_db


def write(key: str = "k", channel: Channel = Channel.MAIL, to: str = "salma@example.ma") -> Message:
    subject, _ = Round.objects.get_or_create(duty="any row", defaults={"next_at": datetime.now(UTC)})
    return actions.send(
        channel, key=key, to=to, subject="Un\nsujet", body="Texte", language="fr", about=subject, by=system()
    )


def kinds(message: Message) -> list[str]:
    return list(Event.objects.filter(about=reference(message)).order_by("seq").values_list("kind", flat=True))


class Failing(Embedded):
    """A gateway that takes the message, or not, then fails."""

    error: Exception
    takes = False
    asked = 0

    def hand_over(self, parcel: Parcel) -> str:
        if type(self).takes:
            super().hand_over(parcel)
        raise type(self).error

    def seen(self, key: str) -> bool | None:
        type(self).asked += 1
        return super().seen(key)


@pytest.fixture
def failing(settings: Any) -> type[Failing]:
    Failing.asked, Failing.takes = 0, False
    settings.POST_TRANSPORTS = settings.POST_TRANSPORTS | {"mail": f"{__name__}.Failing"}
    return Failing


def test_the_recipient_is_sealed_and_the_subject_is_one_line() -> None:
    message = write()
    assert "salma" not in message.recipient_sealed
    assert parcel_of(message).to == "salma@example.ma"
    assert message.subject == "Un sujet"
    assert "salma" not in str(Event.objects.get(kind="message.queued").data)


def test_the_same_key_is_the_same_message(boxes: dict[str, Parcel]) -> None:
    assert write() == write()
    drain()
    assert list(boxes) == ["k"]
    assert kinds(Message.objects.get()) == ["message.queued", "message.sent"]


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("0612345678", "+212612345678"),
        ("00212 6 12-34.56.78", "+212612345678"),
        ("+33612345678", "+33612345678"),
    ],
)
def test_a_telephone_is_read_as_people_write_it(given: str, read: str) -> None:
    assert parcel_of(write(channel=Channel.SMS, to=given)).to == read


@pytest.mark.parametrize(
    ("channel", "to"),
    [
        (Channel.SMS, "0612"),
        (Channel.SMS, "salma"),
        (Channel.MAIL, "salma"),
        (Channel.MAIL, "a@b.ma\nBcc: c@d.ma"),
    ],
)
def test_an_address_that_is_not_one_is_refused(channel: Channel, to: str) -> None:
    with pytest.raises(BadRecipient):
        write(channel=channel, to=to)
    assert not Message.objects.exists()


def written_secret() -> Message:
    return actions.send(
        Channel.MAIL, key="s", to="salma@example.ma", subject="Code", body="Le code est 481516.", language="fr",
        about=None, by=system(), secret=True,
    )  # fmt: skip


def everywhere(text: str) -> bool:
    """Whether some column of some message, or some fact about one, holds the text."""
    rows = [*Message.objects.values(), *Event.objects.values()]
    return any(text in str(value) for row in rows for value in row.values())


def test_a_secret_lies_sealed_while_it_waits_and_nowhere_once_it_left(boxes: dict[str, Parcel]) -> None:
    message = written_secret()
    assert not everywhere("481516")
    assert parcel_of(message).body == "Le code est 481516."
    drain()
    message.refresh_from_db()
    assert boxes["s"].body == "Le code est 481516."
    assert (message.state, message.secret_sealed, message.body) == (State.SENT, "", "")
    subscriptions.ask_what_arrived(system())
    message.refresh_from_db()
    assert message.state == State.DELIVERED


def test_a_secret_survives_every_attempt_but_the_last(
    failing: type[Failing], boxes: dict[str, Parcel]
) -> None:
    failing.error, failing.takes = Unreachable("down"), False
    message = written_secret()
    with pytest.raises(Unreachable):
        actions.hand_over(message, by=system())
    failing.error, failing.takes = Uncertain("cut"), True
    message = Message.objects.get()
    with pytest.raises(Uncertain):
        actions.hand_over(message, by=system())
    assert boxes["s"].body == "Le code est 481516."
    assert Message.objects.exclude(secret_sealed="").exists(), (
        "the gateway may still have to be given it again"
    )
    assert actions.hand_over(Message.objects.get(), by=system()).state == State.SENT
    assert Message.objects.get().secret_sealed == ""


def test_a_secret_that_no_gateway_takes_is_erased(failing: type[Failing]) -> None:
    failing.error = Rejected("smtp-550")
    message = actions.hand_over(written_secret(), by=system())
    assert (message.state, Message.objects.get().secret_sealed) == (State.FAILED, "")


def test_a_message_sent_names_what_it_is_about_and_its_key() -> None:
    message = write()
    drain()
    sent = Event.objects.get(kind="message.sent")
    assert sent.data == {"channel": "mail", "key": "k", "concerning": message.about}


def test_a_gateway_out_of_reach_is_tried_again_without_being_asked(failing: type[Failing]) -> None:
    failing.error = Unreachable("down")
    message = write()
    with pytest.raises(Unreachable):
        actions.hand_over(message, by=system())
    message.refresh_from_db()
    assert (message.state, message.may_have_left, message.handing_since) == (State.QUEUED, False, None)
    with pytest.raises(Unreachable):
        actions.hand_over(message, by=system())
    assert failing.asked == 0


def test_after_a_doubt_the_gateway_is_asked_and_nothing_is_sent_twice(failing: type[Failing]) -> None:
    failing.error, failing.takes = Uncertain("cut"), True
    message = write()
    with pytest.raises(Uncertain):
        actions.hand_over(message, by=system())
    message.refresh_from_db()
    sent = actions.hand_over(message, by=system())
    assert (sent.state, failing.asked, sent.attempts) == (State.SENT, 1, 2)


def test_a_dead_worker_s_message_is_taken_up_after_the_limit_and_not_before(boxes: dict[str, Parcel]) -> None:
    message = write()
    now = datetime.now(UTC)
    Message.objects.update(handing_since=now, may_have_left=True)
    message.refresh_from_db()
    with pytest.raises(InHand):
        actions.hand_over(message, by=system(now + timedelta(seconds=74)))
    assert actions.hand_over(message, by=system(now + timedelta(seconds=76))).state == State.SENT
    assert list(boxes) == ["k"]


def test_two_workers_with_the_same_row_do_not_both_hand_it_over(boxes: dict[str, Parcel]) -> None:
    write()
    one, two = Message.objects.get(), Message.objects.get()
    actions.hand_over(one, by=system())
    with pytest.raises(InHand):
        actions.hand_over(two, by=system())
    assert len(boxes) == 1


def test_a_refusal_for_good_is_recorded_and_never_tried_again(failing: type[Failing]) -> None:
    failing.error = Rejected("smtp-550")
    message = write()
    drain()
    message.refresh_from_db()
    assert (message.state, message.failure) == (State.FAILED, "smtp-550")
    assert kinds(message) == ["message.queued", "message.failed"]
    assert not Delivery.objects.exists()
    assert actions.hand_over(message, by=system()).attempts == 1


def test_arrival_is_asked_and_recorded_once() -> None:
    message = write()
    drain()
    for _ in range(2):
        subscriptions.ask_what_arrived(system())
    message.refresh_from_db()
    assert message.state == State.DELIVERED
    assert kinds(message) == ["message.queued", "message.sent", "message.delivered"]


def test_what_the_outbox_gave_up_leaves_when_the_gateway_is_back_or_fails_after_two_days(
    failing: type[Failing], settings: Any
) -> None:
    failing.error = Unreachable("down")
    message, start = write(), datetime.now(UTC)
    Delivery.objects.all().delete()
    subscriptions.take_up_what_was_left_behind(system(start + timedelta(minutes=30)))
    message.refresh_from_db()
    assert message.attempts == 0
    subscriptions.take_up_what_was_left_behind(system(start + timedelta(hours=2)))
    message.refresh_from_db()
    assert (message.attempts, message.state) == (1, State.QUEUED)
    subscriptions.take_up_what_was_left_behind(system(start + timedelta(hours=49)))
    message.refresh_from_db()
    assert (message.state, message.failure) == (State.FAILED, "gave-up")


def test_production_refuses_a_gateway_in_memory(settings: Any) -> None:
    assert checks.transports_are_real(None) == []
    settings.ROKHAS_MODE = "production"
    assert {type(error) for error in checks.transports_are_real(None)} == {Error}


def test_an_sms_is_measured_as_operators_bill_it() -> None:
    assert [sms_parts(text) for text in ("a" * 160, "a" * 161, "€" * 80, "€" * 81)] == [1, 2, 1, 2]
    assert [sms_parts(text) for text in ("م" * 70, "م" * 71, "م" * 134, "م" * 135)] == [1, 2, 2, 3]
    assert folded("Reçu : fenêtre n’est « ouverte » à 14 h") == 'Recu : fenetre n\'est " ouverte " à 14 h'
    assert folded("رخصة déjà") == "رخصة déjà"
