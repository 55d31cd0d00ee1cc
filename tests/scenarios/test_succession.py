"""An election in the middle of dossiers that wait for a signature: none is lost, none is signed by the wrong hand."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from rokhas.accounts.actions import delegate, end_mandate, give_mandate, succeed
from rokhas.accounts.models import Mandate, Office, Person, Role
from rokhas.accounts.policy import SUBSTITUTES
from rokhas.accounts.queries import actor_of
from rokhas.documents.queries import read
from rokhas.dossiers.actions.clock import attend_deadlines
from rokhas.dossiers.actions.seats import attend_seats
from rokhas.dossiers.actions.signatures import DECISION
from rokhas.dossiers.models import Consultation, Dossier, Ending, Task
from rokhas.dossiers.queries import parapheur
from rokhas.journal.chain import breaks
from rokhas.journal.models import Event
from rokhas.journal.outbox import drain
from rokhas.journeys.cast import hold
from rokhas.kernel.actor import MOROCCO, Actor, system
from rokhas.kernel.errors import NotAllowed, Refused
from rokhas.notices.models import Notice
from rokhas.procedures.schema import Kind
from rokhas.signing.actions import Outcome, finish, prepare
from rokhas.signing.errors import CertificateNotActive, CertificateOutOfDate, NotYoursToSign
from rokhas.signing.models import Certificate, KeyState, RegisteredFile, Signature
from rokhas.signing.queries import verify
from rokhas.testing.scene import DESK_COMMUNE, Scene
from rokhas.testing.signing import TestAuthority

SHOES = "com_031"
EVENING, AFTER_MIDNIGHT, MORNING = time(23, 55), time(0, 2), time(9)
# What keeps each language to its own direction on a paper.
BIDI = re.compile("[\u2066-\u2069]")


@dataclass(frozen=True)
class Seat:
    """Whose signature is waited for: where, the office, the word of who sits, the role and its names on a paper."""

    unit: str
    office: str
    word: str
    role: Role
    quality: str
    acting: str


COMMUNE = Seat(
    DESK_COMMUNE,
    "commune",
    "president",
    Role.PRESIDENT,
    "Président du conseil communal",
    "Vice-président du conseil communal, par délégation",
)
# What Casablanca leaves to the presidents of its arrondissements (Anfa).
ARRONDISSEMENT = Seat(
    "06.141.01.01",
    "arrondissement",
    "arrondissement-president",
    Role.ARRONDISSEMENT_PRESIDENT,
    "Président du conseil d’arrondissement",
    "Par délégation du président du conseil d’arrondissement",
)


@dataclass
class Town:
    """A commune where the dossiers wait for the signature of its president. Days are counted from the day they began to."""

    scene: Scene
    authority: TestAuthority
    first: date
    seat: Seat = COMMUNE
    waiting: list[int] = field(default_factory=list)

    def moment(self, days: int, hour: time = MORNING) -> datetime:
        return datetime.combine(self.first + timedelta(days=days), hour, MOROCCO).astimezone(UTC)

    def day(self, days: int) -> date:
        return self.first + timedelta(days=days)

    @property
    def office(self) -> Office:
        return self.scene.cast.offices[self.seat.office]

    def comes(self, word: str) -> Person:
        return Person.objects.create_user(f"{word}@test.example", name_fr=f"Personne {word}", name_ar="شخص")

    def deputy(self, word: str, role: Role) -> Person:
        """Somebody to whom the law lets this role be delegated."""
        person, (own,) = self.comes(word), SUBSTITUTES[role]
        give_mandate(person, own, self.office, by=system(self.moment(0)), starts_on=self.day(0))
        return person

    def live(self, count: int) -> Town:
        """Permits, receipts of declarations and letters, each brought by its own acts to the signature of the president."""
        scene = self.scene
        scene.at = lambda: self.moment(0)
        for number in range(count):
            if number % 10 == 9:
                scene.procedure = "building-permit"
                scene.deposited().studied().conclude().sign_minutes().pay()
            else:
                scene.procedure = "simple-declaration"
                scene.deposited(activity=SHOES)
                if number % 4 == 3:
                    scene.find_inadmissible(scene.asked_main()[0].code)
                else:
                    scene.admit().conclude()
            self.waiting.append(scene.task(Kind.SIGNATURE).pk)
        return self

    def reads(self, by: Actor, tasks: list[int]) -> None:
        for task in Task.objects.filter(pk__in=tasks).select_related("dossier"):
            Consultation.note(task.dossier, by.person_pk, "file", by.now())

    def asks(self, by: Actor, certificate: Certificate, tasks: list[int]) -> list[dict[str, str]]:
        """What the agent gives back for a batch: signed by the key, not told to the platform yet."""
        self.reads(by, tasks)
        envelopes = prepare(DECISION, [str(task) for task in tasks], by=by, certificate=certificate)
        return self.authority.sign(certificate, envelopes)

    def signs(self, by: Actor, certificate: Certificate, tasks: list[int]) -> list[Outcome]:
        outcomes = finish(self.asks(by, certificate, tasks), by=by)
        drain(by.now())
        return outcomes


def awaiting(by: Actor) -> set[int]:
    return set(parapheur.waiting(by).values_list("pk", flat=True))


def clocks(tasks: list[int]) -> list[Any]:
    """All that a change of people must not move."""
    rows = Task.objects.filter(pk__in=tasks).order_by("pk")
    return list(rows.values_list("pk", "opened_at", "starts_on", "due_on", "version", "superseded_at"))


def printed(task: int) -> tuple[RegisteredFile, str]:
    """The signed paper of a step as the register holds it, and its text."""
    entry = RegisteredFile.objects.select_related("document").get(purpose=DECISION, subject=str(task))
    content = read(entry.document)
    assert verify(content).valid
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return entry, " ".join(BIDI.sub("", text).split())


def names(task: int, person: Person, seat: Seat, *, delegated: bool) -> None:
    """The paper names this signer in the quality they signed in, the register and the journal know it too."""
    entry, text = printed(task)
    assert person.name_fr in text
    assert (seat.acting if delegated else seat.quality).casefold() in text.casefold()
    assert [each["delegated"] for each in entry.expected] == [delegated]
    (seen,) = verify(read(entry.document)).signatures
    assert (seen.role, seen.delegated) == (seat.role, delegated)
    dossier = Task.objects.get(pk=task).dossier_id
    told = Event.objects.filter(
        about=f"dossiers.dossier:{dossier}", kind__endswith=".signed", data__task=task
    )
    assert [(event.by_id, event.data["delegated"]) for event in told] == [(person.pk, delegated)]


def refused(outcomes: list[Outcome], kind: type[Refused]) -> bool:
    return bool(outcomes) and all(isinstance(each.refusal, kind) for each in outcomes)


@pytest.fixture
def town(db: None, authority: TestAuthority) -> Callable[..., Town]:
    first = datetime.now(MOROCCO).date() - timedelta(days=8)
    return lambda count, seat=COMMUNE: Town(Scene.opens(seat.unit), authority, first, seat).live(count)


@pytest.mark.parametrize("seat", [COMMUNE, ARRONDISSEMENT], ids=lambda seat: seat.office)
@pytest.mark.parametrize("count", [4, pytest.param(50, marks=pytest.mark.long)])
def test_the_president_changes_in_the_middle_of_what_waits(
    town: Callable[..., Town], count: int, seat: Seat
) -> None:
    here = town(count, seat)
    tasks, scene = here.waiting, here.scene
    old, role = scene.cast.people[here.seat.word], here.seat.role
    hold(manager := here.comes("gérante"), Role.OFFICE_MANAGER, here.office)
    held = old.mandates.get(role=role)
    before, half = clocks(tasks), tasks[: count // 2]
    rest = tasks[count // 2 :]
    deputy = here.deputy("adjointe", role)

    # The last evening: the whole parapheur is in the browser of the old president, half of it arrives in time.
    end_mandate(held, by=system(here.moment(1)), last_day=here.day(2))
    last_evening = actor_of(old, here.moment(2, EVENING))
    assert awaiting(last_evening) == set(tasks)
    key = here.authority.equip(old, at=here.moment(0))
    made = here.asks(last_evening, key, tasks)
    assert all(each.is_signed for each in finish(made[: len(half)], by=last_evening))

    # Past midnight the other half arrives: the same batch, still within its ten minutes, and no mandate any more.
    too_late = Actor(old.pk, last_evening.mandates, here.moment(3, AFTER_MIDNIGHT))
    assert refused(finish(made[len(half) :], by=too_late), NotAllowed)
    assert refused(finish(made[len(half) :], by=too_late), Refused), "given again, it is refused again"
    assert all(each.is_signed for each in finish(made[: len(half)], by=too_late)), "what was signed stands"
    with pytest.raises(NotYoursToSign):
        prepare(DECISION, [str(rest[0])], by=too_late, certificate=key)
    drain(here.moment(3, AFTER_MIDNIGHT))
    for task in half:
        names(task, old, here.seat, delegated=False)

    # Nobody holds the seat: everything waits, the clocks go on, whoever can name somebody is told, once.
    gap = system(here.moment(4))
    attend_deadlines(gap)
    drain(gap.now())
    assert awaiting(actor_of(old, gap.at)) == set()
    assert clocks(tasks) == before
    assert set(Task.objects.open().filter(pk__in=tasks).values_list("pk", flat=True)) == set(rest)
    for _twice in range(2):
        attend_seats(gap)
    (empty,) = Notice.objects.filter(kind="dossier.seat_empty", person=manager)
    assert empty.facts["count"] == len(rest)
    assert reverse("accounts:office", args=[here.office.pk]) == empty.url

    # The successor finds all of them at once, and is told so, once.
    new = here.comes("élue")
    give_mandate(new, role, here.office, by=system(here.moment(4)), starts_on=here.day(5), act="Élection")
    assert awaiting(actor_of(new, here.moment(4))) == set()
    arrival = actor_of(new, here.moment(5))
    assert awaiting(arrival) == set(rest)
    for _twice in range(2):
        attend_seats(system(here.moment(5)))
    (told,) = Notice.objects.filter(kind="dossier.seat_taken")
    assert (told.person, told.facts["count"], told.url) == (new, len(rest), reverse("dossiers:parapheur"))
    assert Notice.objects.filter(kind="dossier.seat_empty", person=manager).count() == 1
    client = Client(headers={"accept-language": "fr"})
    client.force_login(new, "allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("dossiers:parapheur"))
    assert page.context["figures"]["total"] == len(rest)

    # A key that is blocked or past its dates signs nothing, and blocks nothing: the deputy signs meanwhile, under dates.
    blocked = here.authority.equip(new, at=here.moment(5))
    Certificate.objects.filter(pk=blocked.pk).update(state=KeyState.LOCKED)
    blocked.refresh_from_db()
    with pytest.raises(CertificateNotActive):
        here.asks(arrival, blocked, rest)
    ended = here.authority.equip(new, since=here.moment(-9), until=here.moment(-1), at=here.moment(-2))
    with pytest.raises(CertificateOutOfDate):
        here.asks(arrival, ended, rest)
    assert awaiting(arrival) == set(rest)
    delegate(
        new.mandates.get(role=role),
        deputy,
        by=arrival,
        starts_on=here.day(5),
        ends_on=here.day(6),
        act="Arrêté 7",
    )
    hers = here.authority.equip(deputy, at=here.moment(5))
    acting = actor_of(deputy, here.moment(6))
    assert awaiting(acting) == set(rest)
    by_delegation = rest[:1]
    assert all(each.is_signed for each in here.signs(acting, hers, by_delegation))
    names(by_delegation[0], deputy, here.seat, delegated=True)
    after = actor_of(deputy, here.moment(7))
    assert awaiting(after) == set()
    with pytest.raises(NotYoursToSign):
        here.asks(after, hers, rest[1:])

    # With a key that works, the successor signs the others.
    working = here.authority.equip(new, at=here.moment(7))
    assert all(each.is_signed for each in here.signs(actor_of(new, here.moment(7)), working, rest[1:]))
    for task in rest[1:]:
        names(task, new, here.seat, delegated=False)
    every_paper_has_one_hand_that_was_mandated(tasks, role)
    assert clocks(tasks) == before
    assert not Task.objects.open().filter(pk__in=tasks).exists()
    granted = Dossier.objects.filter(tasks__in=tasks).exclude(papers__kind="inadmissibility")
    assert set(granted.values_list("ending", flat=True)) == {Ending.DELIVERED}
    assert len(granted) == sum(number % 4 != 3 or number % 10 == 9 for number in range(count))
    the_journal_says_who_held_the_seat([old, deputy, new], here.office, role)


def every_paper_has_one_hand_that_was_mandated(tasks: list[int], role: Role) -> None:
    """Counted again from the rows alone: a signature for each step, by whoever held the role on that civil day."""
    signatures = list(Signature.objects.filter(purpose=DECISION, subject__in=[str(task) for task in tasks]))
    assert sorted(int(each.subject) for each in signatures) == sorted(tasks)
    for each in signatures:
        day = each.signed_at.astimezone(MOROCCO).date()
        office = Task.objects.get(pk=each.subject).office_id
        held = Mandate.objects.filter(person=each.person_id, role=role, office=office)
        assert [mandate for mandate in held if mandate.state(day) == "now"], each


def the_journal_says_who_held_the_seat(people: list[Person], office: Office, role: Role) -> None:
    given = Event.objects.filter(kind="mandate.given", data__office=office.pk, data__role=role).order_by("pk")
    assert {event.data["person"] for event in given} == {person.pk for person in people}
    sources = {event.data["person"]: event.data["delegated_by"] for event in given}
    seat = people[2].mandates.get(role=role)
    assert sources == {people[0].pk: None, people[1].pk: seat.pk, people[2].pk: None}
    assert Event.objects.filter(kind="mandate.ended", data__person=people[0].pk).count() == 1
    assert list(breaks({})) == []


def test_the_deputy_who_signs_by_delegation_is_elected(town: Callable[..., Town]) -> None:
    """A paper prepared in one quality is never signed in another: the deputy reads again and signs as president."""
    here = town(1)
    old = here.scene.cast.people["president"]
    seat, deputy = old.mandates.get(role=Role.PRESIDENT), here.deputy("adjoint", Role.PRESIDENT)
    delegate(
        seat,
        deputy,
        by=actor_of(old, here.moment(0)),
        starts_on=here.day(0),
        ends_on=here.day(9),
        act="Arrêté 8",
    )
    key = here.authority.equip(deputy, at=here.moment(0))
    evening = actor_of(deputy, here.moment(1, EVENING))
    made = here.asks(evening, key, here.waiting)
    succeed(seat, deputy, by=system(here.moment(1)), on=here.day(2), act="Élection")
    (outcome,) = finish(made, by=actor_of(deputy, here.moment(2, AFTER_MIDNIGHT)))
    assert outcome.refusal is not None
    assert outcome.refusal.code == "subject-changed"
    morning = actor_of(deputy, here.moment(2))
    assert awaiting(morning) == set(here.waiting)
    assert here.signs(morning, key, here.waiting)[0].is_signed
    names(here.waiting[0], deputy, here.seat, delegated=False)
