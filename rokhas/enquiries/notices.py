"""The wording of what people are told about a public enquiry."""

from django.utils.translation import gettext_lazy as _

from rokhas.notices.schema import MAIL, SMS, NoticeKind, register

BOTH = frozenset({MAIL, SMS})
NUMBER = {"number": "EC-2026-061410101-00042", "day": "21/11/2026"}
SPOKEN = NUMBER | {"receipt": "EC-2026-061410101-00042-OBS-042", "activity": "Hammam"}

KINDS = (
    NoticeKind(
        code="enquiry.opened",
        subject=_("Dossier %(number)s: public enquiry open until %(day)s"),
        body=_(
            "A public enquiry is open on your request %(number)s until %(day)s. Its notice is public and is posted at the "
            "commune: it names the activity and the place. You will read what was said, without the names, once it is closed."
        ),
        sms=_("Rokhas: public enquiry open on dossier %(number)s until %(day)s."),
        channels=BOTH,
        legal=True,
        sample=NUMBER,
    ),
    NoticeKind(
        code="enquiry.closed",
        label=_("A public enquiry is closed and waits for my report"),
        subject=_("Dossier %(number)s: public enquiry closed, observations to answer: %(count)s"),
        body=_(
            "The public enquiry on the dossier %(number)s is closed. Observations received: %(count)s. The report answers each "
            "of them: it is signed once the last is answered."
        ),
        office=True,
        sample=NUMBER | {"count": 12},
    ),
    NoticeKind(
        code="enquiry.receipt",
        subject=_("Your observation is received: %(receipt)s"),
        body=_(
            "Your observation on “%(activity)s” is received under the number %(receipt)s. You may amend it until %(day)s. "
            "Your name is not published, and the petitioner does not see it."
        ),
        sms=_("Rokhas: your observation is received, %(receipt)s."),
        channels=BOTH,
        legal=True,
        sample=SPOKEN,
    ),
    NoticeKind(
        code="enquiry.contested",
        subject=_("Your observation %(receipt)s: the card whose number you gave was shown at the office"),
        body=_(
            "Somebody came to the office with the card whose number you gave with your observation on “%(activity)s”. What you "
            "said is answered all the same. Give the number of your own card on its page, until %(day)s, to be counted under it."
        ),
        sms=_("Rokhas: observation %(receipt)s, give the number of your own card on line."),
        channels=BOTH,
        legal=True,
        sample=SPOKEN,
    ),
    NoticeKind(
        code="enquiry.answered",
        subject=_("The public enquiry is concluded: your observation is answered"),
        body=_(
            "The report of the public enquiry on “%(activity)s” is signed. Its conclusion: %(sense)s. The answer to your "
            "observation %(receipt)s is on its page. The decision itself is taken later, by the authority."
        ),
        sms=_("Rokhas: your observation %(receipt)s is answered. Read it on line."),
        channels=BOTH,
        legal=True,
        sample=SPOKEN | {"sense": "Unfavourable"},
    ),
)


def declare() -> None:
    """Register the notices of an enquiry."""
    for kind in KINDS:
        register(kind)
