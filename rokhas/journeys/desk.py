"""A story that begins at the desk: a person without tools comes, a clerk types, the person consents on their own telephone."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from rokhas.accounts.models import OfficeKind, Person, Role
from rokhas.dossiers.actions import assistance, filing
from rokhas.dossiers.models import Dossier
from rokhas.journeys.answers import answers_for
from rokhas.journeys.story import Story
from rokhas.kernel.actor import Actor
from rokhas.post.models import Channel, Message
from rokhas.post.queries import parcel_of
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.queries import current_key, procedure_of


@dataclass(frozen=True)
class Visitor:
    """Whoever comes to the desk with an identity card and a telephone."""

    identity: str
    phone: str
    name_fr: str
    name_ar: str
    language: str = "ar"


RAHMA = Visitor("DM48213", "+212600048213", "Rahma Ait Lahcen", "رحمة آيت لحسن")


def visitor_of(story: Story) -> Visitor:
    """In whose name the story asks, with a card and a telephone of their own; Rahma when it does not say."""
    named = story.meant.get("beneficiary")
    if named is None:
        return RAHMA
    number = zlib.crc32(named["fr"].encode()) % 10**6
    return Visitor(f"DM{number:06d}", f"+212600{number:06d}", named["fr"], named["ar"])


def begin(story: Story, visitor: Visitor | None = None) -> Dossier:
    """The clerk opens the draft: from now on they type it."""
    visitor = visitor or visitor_of(story)
    version = ProcedureVersion.objects.get(pk=current_key(story.procedure, story.actor("applicant").today()))
    offices = story.cast.offices
    office = next(offices[kind] for kind in map(OfficeKind, procedure_of(version.pk).desk) if kind in offices)
    story.filer = story.cast.holder(office, [Role.FRONT_DESK])
    story.dossier = assistance.begin_assistance(
        version,
        office,
        by=story.actor(story.filer),
        phone=visitor.phone,
        identity=visitor.identity,
        name_fr=visitor.name_fr,
        name_ar=visitor.name_ar,
        language=visitor.language,
    )
    return story.dossier


def type_everything(story: Story, visitor: Visitor | None = None) -> Dossier:
    """The clerk types the answers and scans the papers."""
    visitor = visitor or visitor_of(story)
    begin(story, visitor)
    by = story.actor(story.filer)
    dossier = filing.place_land(story.dossier, by=by, unit=story.cast.unit)
    given = answers_for(dossier.procedure, story.cast, grand=False, words=story.meant) | dict(story.answers)
    said_by_the_card = {code for code, value in dossier.answers.items() if value}
    rest = {code: value for code, value in given.items() if code not in said_by_the_card}
    story.dossier = filing.answer(dossier, rest, by=by)
    story.give_pieces()
    return story.dossier


def consent(story: Story) -> Dossier:
    """The sheet is printed, and the person gives the code that their telephone received."""
    by = story.actor(story.filer)
    assistance.print_consent(story.dossier, by=by)
    code = assistance.ask_consent(story.dossier, by=by)
    assistance.consent(story.dossier, received(f"desk-code-{code.pk}"), by=by)
    story.dossier.refresh_from_db()
    return story.dossier


def deposit_at_desk(story: Story, visitor: Visitor | None = None) -> Story:
    """From the card to the number; afterwards the person is the filer of the story."""
    type_everything(story, visitor)
    consent(story)
    story.lodge()
    Person.objects.filter(pk=story.dossier.filer_id).update(is_fictional=True)
    story.cast.people["visitor"] = story.dossier.filer
    story.filer = "visitor"
    return story


def received(key: str) -> str:
    """The figures of a code, as the telephone that received it shows them."""
    message = Message.objects.get(channel=Channel.SMS, key=key)
    found = re.search(r"\b[0-9]{6}\b", parcel_of(message).body)
    assert found is not None
    return found.group()


def typist(story: Story) -> Actor:
    """The clerk who types, while the deposit is under way."""
    return story.actor(story.filer)
