"""The visit of a story: its day is fixed, the site is photographed, then what was seen is said on that day."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rokhas.documents.actions import receive
from rokhas.dossiers.actions import uploads, visits
from rokhas.dossiers.models import Seen
from rokhas.journeys.timed import Timed
from rokhas.procedures.schema import Kind

if TYPE_CHECKING:
    from rokhas.journeys.story import Story

PHOTOGRAPH = Path(__file__).with_name("photograph.jpg")


def fix(story: Story) -> Story:
    """Its first possible day is told."""
    task = story.task(Kind.VISIT)
    word = story.holder(task)
    by = story.actor(word)
    with Timed(story, word, "visit fixed", ""):
        visits.schedule_visit(task, by=by, on=visits.first_day(task, by.today()))
        story.deliver_post()
    return story


def photograph(story: Story) -> Story:
    """On its day, the office that leads it photographs a point of its list, and the whole of the site."""
    task = story.task(Kind.VISIT)
    word = story.holder(task)
    story.wait_for(task.visit.on)
    with Timed(story, word, "photographs", ""):
        for name, point in (("IMG_4011.jpg", task.step.checklist[0].code), ("IMG_4012.jpg", "")):
            with PHOTOGRAPH.open("rb") as content:
                receive(
                    uploads.PHOTO,
                    about=str(task.pk),
                    name=name,
                    content=content,
                    length=PHOTOGRAPH.stat().st_size,
                    metadata={"point": point},
                    by=story.actor(word),
                )
    return story


def hold(story: Story) -> Story:
    """Every office that is called comes, and every point conforms."""
    task = story.task(Kind.VISIT)
    word = story.holder(task)
    fix(story)
    with Timed(story, word, "visit", ""):
        story.wait_for(task.visit.on)
        seen: list[Seen] = [
            {"point": each.code, "state": "conform", "note": ""} for each in task.step.checklist
        ]
        present = [office.kind for office in visits.called(task)]
        visits.report_visit(task, by=story.actor(word), seen=seen, present=present)
    return story
