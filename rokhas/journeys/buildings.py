"""What comes after a permit in a story: its works, from their opening to their end, and the request that follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rokhas.documents.actions import receive
from rokhas.dossiers.actions import filing, following
from rokhas.dossiers.models import Dossier, PaperKind
from rokhas.dossiers.workflow.clocks import due_of, place_of
from rokhas.dossiers.workflow.following import granted_on
from rokhas.journeys import visits
from rokhas.journeys.timed import Timed
from rokhas.journeys.visits import PHOTOGRAPH
from rokhas.kernel.actor import Actor
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.queries import current_key, procedure_of
from rokhas.procedures.schema import Procedure
from rokhas.worksites import actions, policy
from rokhas.worksites.models import Worksite
from rokhas.worksites.queries.works import first_day

if TYPE_CHECKING:
    from rokhas.journeys.story import Story

CONTRACTOR = "Bâtisseurs de l’Atlas"
ENTRIES = (
    ("visit", "Implantation vérifiée : l’alignement et les reculs sont ceux du plan de masse."),
    ("check", "Ferraillage des semelles reçu avant coulage, conforme au plan du bureau d’études."),
    ("instruction", "Reprendre l’acrotère côté rue à la cote du plan de façade."),
)


def begun(story: Story, version: ProcedureVersion, by: Actor) -> Dossier:
    """A draft, its land placed: where the permit that it comes after is, or in the commune of the story."""
    draft = filing.open_draft(version, by=by)
    if story.parent is None:
        filing.place_land(draft, by=by, unit=story.cast.unit)
        return draft
    return following.follow(draft, story.parent.number or "", story.parent.tracking_code or "", by=by)


def comes_after(procedure: Procedure) -> str:
    """The procedure whose permit a request of this one comes after in a story; empty where it follows none."""
    return procedure.follows.procedures[0] if procedure.follows else ""


def after(story: Story, procedure: str) -> Story:
    """The story of a request that comes after the permit of another, by the same people, from where it stands: once the time
    has passed that the file lets pass between them."""
    rule = procedure_of(current_key(procedure, story.actor(story.filer).today())).follows
    granted = granted_on(story.dossier)
    if rule and granted and (first := due_of(rule.after, granted, place_of(story.dossier))):
        story.wait_for(first)
    return type(story)(
        story.cast,
        story.hands,
        procedure=procedure,
        at=story.at,
        answers=story.answers,
        meant=story.meant,
        parent=story.dossier,
    )


def build(story: Story) -> Story:
    """The works of a permit, opened, written in their book, complete; nothing where it has none."""
    if policy.has_works(story.dossier):
        site = open_works(story)
        story.wait_for(site.begins_on)
        write_book(story)
        complete(story)
    return story


def open_works(story: Story) -> Worksite:
    """Their opening is declared and signed by the architect, for the first day that the law allows."""
    with Timed(story, story.filer, "opening of works", PaperKind.OPENING):
        by = story.actor(story.filer)
        site = actions.prepare_opening(
            story.dossier, by=by, contractor=CONTRACTOR, begins_on=first_day(by.today())
        )
        story.sign(story.filer, actions.PURPOSE, str(site.pk))
    return site


def write_book(story: Story) -> None:
    """What the architect sees, receives and asks, in its book; the first entry with a photograph."""
    site = Worksite.objects.get(dossier=story.dossier)
    for rank, (kind, text) in enumerate(ENTRIES, start=1):
        with Timed(story, story.filer, "book of the site", ""):
            by = story.actor(story.filer)
            if rank == 1:
                with PHOTOGRAPH.open("rb") as content:
                    receive(
                        actions.PHOTO,
                        about=str(site.pk),
                        name="IMG_3120.jpg",
                        content=content,
                        length=PHOTOGRAPH.stat().st_size,
                        metadata={},
                        by=by,
                    )
            actions.write(story.dossier, by=by, kind=kind, on=by.today(), text=text)


def complete(story: Story) -> None:
    """Their end is declared and signed by the architect."""
    with Timed(story, story.filer, "end of works", PaperKind.COMPLETION):
        by = story.actor(story.filer)
        site = actions.prepare_completion(story.dossier, by=by, finished_on=by.today())
        story.sign(story.filer, actions.PURPOSE, str(site.pk))


def lived_in(story: Story) -> None:
    """A house: its permit, its works, then the permit to live in it."""
    build(story.delivered())
    after(story, "occupancy-permit").delivered()


def changed_and_used(story: Story) -> None:
    """A block: its permit, a change of it, its works, then the certificate that they conform."""
    changed = after(story.delivered(), "modification-permit").delivered()
    build(story)
    changed.at = story.at
    after(story, "conformity-certificate").delivered()


def accepted(story: Story) -> None:
    """A subdivision: its permit, the acceptance of its equipment, then the final one a year later."""
    provisional = after(story.delivered(), "provisional-acceptance").delivered()
    after(provisional, "final-acceptance").delivered()


def to_be_visited(story: Story) -> None:
    """A subdivision whose equipment is to be accepted: its commission is called, and the site is photographed on the day."""
    visits.photograph(visits.fix(after(story.delivered(), "provisional-acceptance").deposited().admit()))
