"""The public enquiry of a story: announced, two neighbours speak, closed by the calendar, answered, reported."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rokhas.dossiers.models import PaperKind, Task
from rokhas.dossiers.workflow.clocks import calendar_around, place_of
from rokhas.enquiries.actions import closing, opening, oppositions, report
from rokhas.enquiries.models import Enquiry, Opposition
from rokhas.journeys.timed import Timed
from rokhas.kernel.actor import system
from rokhas.procedures.schema import Kind

if TYPE_CHECKING:
    from rokhas.journeys.story import Story

COMPLAINT = "La cheminée donnerait sur la cour de l’école : la fumée gênerait les enfants."
WISH = "نطلب أن تحدد ساعات التزود بالحطب حتى لا تزعج الضوضاء السكان."
ANSWER = "Une cheminée dépassant de six mètres les toits voisins est prescrite ; les livraisons se font de 9 h à 17 h."
MOTIVES = "Les gênes signalées sont prévenues par les prescriptions demandées : l’établissement peut être autorisé ainsi."


def hold(story: Story) -> Story:
    """The whole of it, favourable in the end."""
    announce(story)
    oppose(story)
    come_to_the_desk(story)
    close(story)
    return conclude(story)


def announce(story: Story) -> Story:
    """From the next working day on, which comes."""
    task = story.task(Kind.ENQUIRY)
    word = _who(story, task, "opened_by")
    by = story.actor(word)
    first = calendar_around(by.today(), place_of(story.dossier, task.office)).next_working_day(by.today())
    with Timed(story, word, "enquiry opened", PaperKind.NOTICE):
        opening.open_enquiry(task, by=by, opens_on=first)
        story.deliver_post()
    return story.wait_for(first)


def oppose(story: Story, word: str = "neighbour", identity: str = "DM60101") -> Story:
    """Somebody of the quarter speaks, from the page of the notice."""
    with Timed(story, story.cast.neighbour(word), "opposition", ""):
        oppositions.oppose(
            of(story),
            by=story.actor(word),
            stance=Opposition.Stance.OPPOSES,
            text=COMPLAINT,
            identity=identity,
        )
        story.deliver_post()
    return story


def come_to_the_desk(story: Story, *, disowns: bool = False) -> Story:
    """Somebody else comes to the office with their card; they may disown what was said on line under its number."""
    enquiry = of(story)
    word = _who(story, enquiry.task, "opened_by")
    with Timed(story, word, "opposition at the desk", ""):
        oppositions.type_opposition(
            enquiry,
            by=story.actor(word),
            stance=Opposition.Stance.OBSERVES,
            text=WISH,
            identity="DM60202",
            phone="+212600060202",
            name_fr="Rkia Benali",
            name_ar="رقية بنعلي",
            language="ar",
            disowns=disowns,
        )
        story.deliver_post()
    return story


def close(story: Story) -> Story:
    """Its last day passes; the duty closes it."""
    enquiry = of(story)
    story.wait_for(enquiry.closes_on + timedelta(days=1))
    closing.close_enquiry(enquiry.pk, by=system(story.at()))
    story.deliver_post()
    return story


def conclude(story: Story, sense: Enquiry.Sense = Enquiry.Sense.FAVOURABLE) -> Story:
    """Each observation is answered; the report is signed."""
    enquiry = of(story)
    word = _who(story, enquiry.task, "reported_by")
    with Timed(story, word, "report of the enquiry", PaperKind.REPORT):
        for each in enquiry.oppositions.all():
            report.answer_opposition(each, by=story.actor(word), answer=ANSWER)
        report.prepare_report(enquiry, by=story.actor(word), sense=sense, motives=MOTIVES)
        story.sign(word, report.REPORT, str(enquiry.task_id))
    return story


def of(story: Story) -> Enquiry:
    """The enquiry of the dossier of a story, as it is now."""
    rows = Enquiry.objects.standing().select_related("task__office", "task__dossier", "dossier")
    return rows.get(dossier=story.dossier)


def _who(story: Story, task: Task, duty: str) -> str:
    """Who opens the enquiry of a step, or reports on it."""
    terms, office = task.step.enquiry, task.office
    assert terms is not None
    assert office is not None
    return story.cast.holder(office, getattr(terms, duty))
