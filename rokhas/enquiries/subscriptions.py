"""What an enquiry hears: its own facts, told to whom they concern, and the calendar. Each handler may be called twice."""

from __future__ import annotations

from datetime import date

from rokhas.accounts.models import Mandate, Person
from rokhas.dossiers.models import PaperKind
from rokhas.dossiers.queries import wording
from rokhas.enquiries.actions.closing import recount_enquiries
from rokhas.enquiries.actions.opening import issue_notice
from rokhas.enquiries.actions.oppositions import issue_receipt
from rokhas.enquiries.models import Enquiry, Opposition
from rokhas.enquiries.queries.papers import announced
from rokhas.journal.events import act, on
from rokhas.journal.models import Event
from rokhas.kernel.actor import Actor, system
from rokhas.notices.actions import tell
from rokhas.notices.schema import Bilingual, Fact


@on("enquiry.opened")
def post_notice(event: Event) -> None:
    """The notice is printed, and whoever asks is told that an enquiry is open; not of one withdrawn in between."""
    enquiry, by = _of_task(event), system(event.at)
    if enquiry.task.superseded_at is not None:
        return
    paper = enquiry.dossier.papers.get(task=enquiry.task_id, kind=PaperKind.NOTICE)
    paper.dossier = enquiry.dossier
    issue_notice(paper, by=by)
    tell(
        enquiry.dossier.filer,
        "enquiry.opened",
        key=f"enquiry-opened-{enquiry.pk}",
        about=enquiry.dossier,
        facts={"number": enquiry.dossier.number or "", "day": enquiry.closes_on},
        by=by,
        url_name="enquiries:notice",
        url_args=[enquiry.pk],
    )


@on("opposition.filed", "opposition.amended")
def give_receipt(event: Event) -> None:
    """The receipt of what was said last is printed; whoever spoke is told of it once for each revision."""
    opposition = _opposition(event)
    if opposition is None or opposition.revision != event.data["revision"]:
        return  # amended or erased since: its own fact tells it
    by = system(event.at)
    issue_receipt(opposition, by=by)
    _tell_speaker(opposition, "enquiry.receipt", f"opposition-{opposition.pk}-{opposition.revision}", by, {})


@on("opposition.contested")
def tell_of_the_card(event: Event) -> None:
    """Whoever gave the card of somebody else is told that its holder came, and that their own is awaited; unless given since."""
    opposition = _opposition(event)
    if opposition is not None and opposition.lacks_card:
        key = f"opposition-{opposition.pk}-contested-{event.seq}"
        _tell_speaker(opposition, "enquiry.contested", key, system(event.at), {})


@on("enquiry.closed")
def call_the_reporter(event: Event) -> None:
    """Those who may report are told how many observations wait for an answer."""
    enquiry, by = _of_task(event), system(event.at)
    serving = Mandate.objects.in_force(by.today()).filter(
        office=enquiry.task.office, role__in=enquiry.terms.reported_by
    )
    for person in Person.objects.filter(pk__in=serving.values("person")).order_by("pk"):
        tell(
            person,
            "enquiry.closed",
            key=f"enquiry-closed-{enquiry.pk}-{person.pk}",
            about=enquiry.dossier,
            facts={"number": enquiry.dossier.number or "", "count": event.data["count"]},
            by=by,
            url_name="enquiries:work",
            url_args=[enquiry.task_id],
        )


@on("enquiry.reported")
def tell_who_spoke(event: Event) -> None:
    """Whoever spoke is told the conclusion, and where the answer is."""
    enquiry, by = _of_task(event), system(event.at)
    said = wording.both(Enquiry.Sense(enquiry.sense).label)
    sense: Bilingual = {"fr": said.fr, "ar": said.ar}
    for opposition in enquiry.oppositions.select_related("person"):
        opposition.enquiry = enquiry
        _tell_speaker(
            opposition, "enquiry.answered", f"opposition-{opposition.pk}-answered", by, {"sense": sense}
        )


@on("calendar.changed")
def count_again(event: Event) -> None:
    """A day was closed or opened: the last days counted across it move."""
    recount_enquiries(date.fromisoformat(event.data["day"]), by=system(event.at))


def _tell_speaker(opposition: Opposition, kind: str, key: str, by: Actor, more: dict[str, Fact]) -> None:
    if opposition.person is None:
        return
    enquiry = opposition.enquiry
    named = announced(enquiry, "activity")
    activity: Bilingual = {"fr": named.fr or named.ar, "ar": named.ar or named.fr}
    facts: dict[str, Fact] = {
        "receipt": opposition.reference,
        "day": enquiry.closes_on,
        "activity": activity,
    }
    with act():
        tell(
            opposition.person,
            kind,
            key=key,
            about=enquiry,
            facts=facts | more,
            by=by,
            url_name="enquiries:opposition",
            url_args=[enquiry.pk],
        )


def _of_task(event: Event) -> Enquiry:
    rows = Enquiry.objects.select_related("dossier__filer", "dossier__unit", "task__office")
    enquiry = rows.get(task=event.data["task"])
    enquiry.task.dossier = enquiry.dossier
    return enquiry


def _opposition(event: Event) -> Opposition | None:
    number = event.about.rpartition(":")[2]
    rows = Opposition.objects.select_related("person", "enquiry__dossier__unit", "enquiry__task__office")
    found = rows.filter(pk=number).exclude(text_sealed="").first()
    if found is not None:
        found.enquiry.task.dossier = found.enquiry.dossier
    return found
