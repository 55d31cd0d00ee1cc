"""The facts of a running occupation, told in the history of its dossier."""

from django.utils.translation import gettext_lazy as _

from rokhas.journal.events import fact

HOLDER = "the holder, by reference"
FEE = ("year", "falls_on", "pay_by")


def declare() -> None:
    """Register the facts of the app."""
    fact(
        "occupation.fee_asked",
        *FEE,
        "order",
        "total",
        sentence=_("The fee of year %(year)s is asked: %(total)s, to be paid by %(pay_by)s."),
        personal=HOLDER,
    )
    fact(
        "occupation.fee_reminded",
        *FEE,
        "reminder",
        sentence=_("The holder is reminded of the fee of year %(year)s, to be paid by %(pay_by)s."),
        personal=HOLDER,
    )
    fact(
        "occupation.fee_paid",
        "year",
        "order",
        sentence=_("The fee of year %(year)s is paid."),
        personal=HOLDER,
    )
    fact(
        "occupation.fee_overdue",
        *FEE,
        sentence=_(
            "The fee of year %(year)s was to be paid by %(pay_by)s and is not: the office in charge is told."
        ),
        personal=HOLDER,
    )
    fact(
        "occupation.fee_cancelled",
        "year",
        sentence=_("The fee of year %(year)s is not due any more: the occupation ends before that year."),
        personal=HOLDER,
    )
    fact(
        "occupation.renewal_begun",
        sentence=_("The renewal of this occupation is being prepared."),
        personal=HOLDER,
    )
    fact(
        "occupation.renewed",
        "until",
        "number",
        sentence=_("This occupation is renewed until %(until)s, under the number %(number)s."),
        personal=HOLDER,
    )
    fact(
        "occupation.end_declared",
        "until",
        "office",
        "cessation",
        sentence=_("The holder declares that the occupation ends on %(until)s."),
        personal=HOLDER,
    )
    fact(
        "occupation.end_incomplete",
        "until",
        "cessation",
        "content",
        sentence=_("The office has seen the place: something is still missing before it is restored."),
        personal="the holder, by reference; `content` is a keyed hash of what is missing",
    )
    fact(
        "occupation.ended",
        "until",
        "how",
        sentence=_("The occupation under this authorisation ended on %(until)s."),
        personal=HOLDER,
    )
