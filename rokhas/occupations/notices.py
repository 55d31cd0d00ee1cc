"""What is told of a running occupation."""

from django.utils.translation import gettext_lazy as _

from rokhas.notices.schema import MAIL, SMS, NoticeKind, register

SAMPLE = {"number": "ODP-AP-2026-061410101-00042", "day": "15/12/2026"}
BOTH = frozenset({MAIL, SMS})
KINDS = (
    NoticeKind(
        code="occupation.fee_asked",
        label=_("The fee of a further year of my occupation is asked"),
        subject=_("Occupation %(number)s: the fee of year %(year)s, %(total)s"),
        body=_(
            "Year %(year)s of the occupation %(number)s owes %(total)s, to be paid by %(day)s. It is paid on line, on the "
            "treasury's own page. If you end the occupation before that year, declare its end: the year is then not due."
        ),
        sms=_("Rokhas: %(number)s owes %(total)s for a further year, by %(day)s. Pay on line."),
        channels=BOTH,
        urgent=True,
        sample=SAMPLE | {"year": 2, "total": "12 500,00 DH"},
    ),
    NoticeKind(
        code="occupation.fee_reminder",
        label=_("The fee of a further year is to be paid soon"),
        subject=_("Occupation %(number)s: year %(year)s is to be paid by %(day)s"),
        body=_("The fee of year %(year)s of the occupation %(number)s, %(total)s, is to be paid by %(day)s."),
        urgent=True,
        sample=SAMPLE | {"year": 2, "total": "12 500,00 DH"},
    ),
    NoticeKind(
        code="occupation.fee_late",
        label=_("The fee of a further year is not paid in time"),
        subject=_("Occupation %(number)s: year %(year)s was to be paid by %(day)s"),
        body=_(
            "The fee of year %(year)s of the occupation %(number)s, %(total)s, was to be paid by %(day)s and is not. Pay it on "
            "line. The authorisation is not withdrawn by itself: the office in charge is told, and may write to you."
        ),
        sms=_("Rokhas: %(number)s, a further year was to be paid by %(day)s: %(total)s. Pay on line."),
        channels=BOTH,
        urgent=True,
        sample=SAMPLE | {"year": 2, "total": "12 500,00 DH"},
    ),
    NoticeKind(
        code="occupation.fee_overdue",
        label=_("A yearly fee of my territory stays unpaid"),
        subject=_("Occupation %(number)s: year %(year)s stays unpaid"),
        body=_(
            "The fee of year %(year)s of the occupation %(number)s, %(total)s, was to be paid by %(day)s. Its holder was "
            "reminded and has not paid. What follows is yours to decide: nothing is withdrawn by itself."
        ),
        office=True,
        sample=SAMPLE | {"year": 2, "total": "12 500,00 DH"},
    ),
    NoticeKind(
        code="occupation.fee_paid",
        label=_("The fee of a further year is paid"),
        subject=_("Occupation %(number)s: year %(year)s is paid"),
        body=_("The fee of year %(year)s of the occupation %(number)s is paid. Its receipt is on line."),
        sample=SAMPLE | {"year": 2},
    ),
    NoticeKind(
        code="occupation.renewal_near",
        label=_("My occupation ends soon and may be renewed"),
        subject=_("Occupation %(number)s: renew it by %(day)s"),
        body=_(
            "The occupation %(number)s ends on %(day)s. Its renewal is asked on line until that day: what you answered and gave "
            "is taken over. If you end it, declare its end."
        ),
        sms=_("Rokhas: %(number)s ends on %(day)s. Renew it on line until that day."),
        channels=BOTH,
        urgent=True,
        sample=SAMPLE,
    ),
    NoticeKind(
        code="occupation.lapsed",
        subject=_("Occupation %(number)s: it ended on %(day)s"),
        body=_(
            "The term of the occupation %(number)s ended on %(day)s without renewal: nothing authorises it any more, and whoever "
            "verifies it reads so. Give the place back as it was, or file a new request."
        ),
        legal=True,
        sample=SAMPLE,
    ),
    NoticeKind(
        code="occupation.lapsed_office",
        label=_("An occupation of my territory ended without renewal"),
        subject=_("Occupation %(number)s: ended on %(day)s without renewal"),
        body=_(
            "The term of the occupation %(number)s ended on %(day)s, and no renewal was asked. Its holder is told."
        ),
        office=True,
        sample=SAMPLE,
    ),
    NoticeKind(
        code="occupation.end_declared",
        label=_("The end of an occupation is declared to my office"),
        subject=_("Occupation %(number)s: its end is declared, on %(day)s"),
        body=_(
            "The holder declares that the occupation %(number)s ends on %(day)s and undertakes to give the place back as it was. "
            "See the place, then say on line that it is restored, or what is missing."
        ),
        office=True,
        urgent=True,
        sample=SAMPLE,
    ),
    NoticeKind(
        code="occupation.end_incomplete",
        subject=_("Occupation %(number)s: the place is not restored yet"),
        body=_(
            "The office has seen the place of the occupation %(number)s: something is still missing. Read what, do it, then "
            "declare the end again. Until then the occupation goes on."
        ),
        urgent=True,
        legal=True,
        sample=SAMPLE,
    ),
    NoticeKind(
        code="occupation.ended",
        subject=_("Occupation %(number)s: ended on %(day)s"),
        body=_(
            "The place is restored: the occupation %(number)s ended on %(day)s. No year that begins later is due."
        ),
        legal=True,
        sample=SAMPLE,
    ),
)


def declare() -> None:
    """Register the notices of the app."""
    for kind in KINDS:
        register(kind)
