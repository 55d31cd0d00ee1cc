"""Facts about limits beyond a step: a governor's time limit, the silence of the administration, the legal maximum."""

from django.utils.translation import gettext_lazy as _

from rokhas.journal.events import fact

fact(
    "time_limit.set",
    "task",
    "step",
    "office",
    "until",
    sentence=_("%(step)s: the governor gives %(office)s until %(until)s."),
    personal="the official who acted, by reference",
)
fact(
    "time_limit.passed",
    "task",
    "step",
    "office",
    "until",
    sentence=_("%(step)s: the time limit that the governor gave %(office)s passed on %(until)s."),
)
fact(
    "limit.passed",
    "limit",
    "due_on",
    "obstacle",
    sentence=_("The silence of the administration has lasted until %(due_on)s. %(obstacle)s"),
)
fact(
    "maximum.extended",
    "office",
    "cause",
    "was",
    "until",
    sentence=_("The legal delay is extended, once, from %(was)s to %(until)s: %(cause)s."),
    personal="the official who acted, by reference; the motive lies in its own row",
)
fact(
    "maximum.moved",
    "was",
    "until",
    "changed",
    sentence=_(
        "The legal delay of the whole dossier moves from %(was)s to %(until)s. The calendar changed for %(changed)s."
    ),
)
fact(
    "maximum.reminded",
    "told",
    "days",
    "due_on",
    sentence=_("Legal delay of the whole dossier, until %(due_on)s: reminder to %(told)s."),
)
fact(
    "maximum.passed",
    "due_on",
    sentence=_("The legal delay of the whole dossier passed on %(due_on)s without a decision."),
)
