"""The practice of an architect, and whom it invites: two who prepare, a surveyor who gave their files, a design office."""

from __future__ import annotations

from datetime import UTC, datetime

from rokhas.accounts.actions import invite_staff, join_practice
from rokhas.accounts.actions.practices import address_of
from rokhas.accounts.models import Office, OfficeKind, Person
from rokhas.accounts.queries import actor_of
from rokhas.documents.actions import store
from rokhas.dossiers.actions import invitations as acts
from rokhas.dossiers.models import Invitation
from rokhas.dossiers.queries.invitations import contribution, offers
from rokhas.journeys.cast import Cast, invented, seed_of
from rokhas.journeys.story import Story

STAFF = ("drawer", "practice-assistant")
GIVES, READS = "surveyor", "design-office"


def staff_of(cast: Cast, *, domain: str = "demo.example", password: str | None = None) -> dict[str, Person]:
    """Two people who prepare in the practice of the cast's architect, by the word of their part, once."""
    architect = cast.people["architect"]
    practice = Office.objects.get(kind=OfficeKind.PRACTICE, mandates__person=architect)
    now = datetime.now(UTC)
    people = {}
    for number, word in enumerate(STAFF, start=60):
        email = f"{word}.{cast.unit.reference_code}@{domain}"
        person = people[word] = invented(email, seed_of(cast.unit, number), password)
        if not person.practices.filter(practice=practice).exists():
            invited = invite_staff(practice, email=email, by=actor_of(architect, now))
            join_practice(_link(address_of(invited)), by=actor_of(person, now))
    return people


def asked_of(story: Story) -> list[str]:
    """The documents that the surveyor of the place will give; none where there is no such person to invite."""
    if _person(story, GIVES) is None:
        return []
    return [
        code
        for offer in offers(story.dossier)
        if offer.invited.role == GIVES
        for code in offer.invited.documents
    ]


def invite_around(story: Story) -> None:
    """Invite the surveyor, who gives their files and says so, and the design office, who has opened the link."""
    surveyor, office = _person(story, GIVES), _person(story, READS)
    for person, role in ((surveyor, GIVES), (office, READS.replace("-", "_"))):
        if person is None or role not in {offer.invited.role for offer in offers(story.dossier)}:
            continue
        invited = acts.invite(story.dossier, role=role, email=person.email, by=story.actor(story.filer))
        link = _link(acts.link_of(invited))
        by = actor_of(person, story.at())
        if person == office:
            acts.open_invitation(link, by=by)
            continue
        _give(acts.accept_invitation(link, by=by), person, story)
    story.dossier.refresh_from_db()


def _give(invitation: Invitation, person: Person, story: Story) -> None:
    by = actor_of(person, story.at())
    for asked in contribution(invitation, by.now()).documents:
        content, name = story.hands.draw(asked.document, story.dossier)
        document = store(content, name=name, media_type="application/pdf", by=by)
        acts.give_file(invitation, asked.document.code, document, by=by)
    acts.declare_complete(invitation, by=by)


def _person(story: Story, word: str) -> Person | None:
    architect = story.cast.people["architect"]
    domain = architect.email.partition("@")[2]
    return Person.objects.filter(email=f"{word}.{story.cast.unit.reference_code}@{domain}").first()


def _link(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]
