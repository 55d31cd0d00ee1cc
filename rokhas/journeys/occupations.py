"""What happens to an occupation of the public domain in a story, once it is delivered: renewed, ended, or a year left unpaid."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rokhas.dossiers.models import Lapse
from rokhas.journeys.timed import Timed
from rokhas.kernel.actor import MOROCCO, system
from rokhas.occupations.actions import ending, fees, renewing
from rokhas.occupations.models import Occupation, YearlyFee

if TYPE_CHECKING:
    from rokhas.journeys.story import Story

# Days before its end on which the renewal is asked; after its delivery, on which the end is declared.
RENEWED_BEFORE, ENDED_AFTER = 50, 20


def renewed(story: Story) -> None:
    """Asked in time with what changed, studied by the short chain, granted: the second term goes on from the first."""
    story.delivered()
    story.wait_for(Lapse.objects.get(dossier=story.dossier).on - timedelta(days=RENEWED_BEFORE))
    with Timed(story, story.filer, "renewal", ""):
        draft = renewing.begin_renewal(story.dossier, by=story.actor(story.filer))
    second = type(story)(story.cast, story.hands, procedure=story.procedure, at=story.at)
    second.filer, second.dossier, second.parent = story.filer, draft, story.dossier
    second.give_pieces().lodge()
    while not second.dossier.is_ended:
        second.goes_on()


def ceased(story: Story) -> None:
    """The holder ends it; something is missing at first, then the place is found restored."""
    story.delivered()
    assert story.dossier.ended_at is not None
    on = story.dossier.ended_at.astimezone(MOROCCO).date() + timedelta(days=ENDED_AFTER)
    story.wait_for(on)
    for missing in ("Le socle est encore scellé au trottoir.", ""):
        with Timed(story, story.filer, "end", ""):
            by = story.actor(story.filer)
            declared = ending.declare_end(story.dossier, by=by, on=by.today(), undertaken=True)
        word = story.cast.holder(declared.office, declared.roles.split())
        with Timed(story, word, "place seen", ""):
            ending.answer_end(declared, by=story.actor(word), restored=not missing, missing=missing)
        story.deliver_post()


def unpaid(story: Story) -> None:
    """The second year is asked, recalled, and stays unpaid: the office is told. The worker of those days is played too."""
    story.delivered()
    second = Occupation.objects.get(dossier=story.dossier).next_fee_on
    assert second is not None
    story.wait_for(second - timedelta(days=30))
    fees.ask_yearly_fee(story.dossier.pk, by=system(story.at()))
    fee = YearlyFee.objects.get(occupation__dossier=story.dossier)
    for late in (-7, 8, 30, 61):
        story.deliver_post()
        story.wait_for(fee.pay_by + timedelta(days=late))
        fees.attend_unpaid(fee.pk, by=system(story.at()))
    story.deliver_post()
