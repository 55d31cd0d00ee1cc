"""What is told of what is decided apart from the steps: a withdrawal, a cancellation, a stay, an appeal."""

from django.utils.translation import gettext_lazy as _

from rokhas.dossiers.notices.samples import BOTH, SAMPLE
from rokhas.notices.schema import NoticeKind

RULINGS = (
    NoticeKind(
        code="dossier.withdrawal",
        subject=_("Dossier %(number)s: the request is withdrawn"),
        body=_(
            "The request %(number)s was withdrawn by whoever filed it. Nothing is asked of anybody any more; what was deposited "
            "stays readable. If fees were paid, the page of the dossier says what to do."
        ),
        legal=True,
        sample=SAMPLE,
    ),
    NoticeKind(
        code="dossier.withdrawn",
        label=_("A dossier that waits for me is withdrawn"),
        subject=_("Dossier %(number)s: withdrawn by the applicant"),
        body=_("The applicant gave up the request %(number)s. Nothing is asked of your office any more."),
        office=True,
        sample=SAMPLE,
    ),
    NoticeKind(
        code="dossier.cancellation",
        subject=_("Dossier %(number)s: what was granted is cancelled"),
        body=_(
            "The authority that signed %(number)s has cancelled it. The decision gives its reasons, their texts, and how to "
            "contest it. Whoever verifies the permit now reads that it is cancelled."
        ),
        sms=_("Rokhas: what was granted under %(number)s is cancelled. Read the decision on line."),
        channels=BOTH,
        urgent=True,
        legal=True,
        sample=SAMPLE,
    ),
    NoticeKind(
        code="dossier.ruling",
        subject=_("Dossier %(number)s: your appeal is answered"),
        body=_(
            "Your appeal about the dossier %(number)s is answered. The decision gives its reasons, their texts, and what you "
            "may do."
        ),
        sms=_("Rokhas: your appeal about %(number)s is answered. Read the decision on line."),
        channels=BOTH,
        urgent=True,
        legal=True,
        sample=SAMPLE,
    ),
    NoticeKind(
        code="dossier.extended",
        subject=_("Dossier %(number)s: the legal delay is extended until %(day)s"),
        body=_(
            "The desk extends the legal delay of the dossier %(number)s, once, until %(day)s: %(cause)s. The page of the dossier "
            "says why, and by which text."
        ),
        sms=_("Rokhas: the legal delay of %(number)s is extended until %(day)s. Read why on line."),
        channels=BOTH,
        legal=True,
        sample=SAMPLE | {"day": "21/11/2026", "cause": "Enquête publique"},
    ),
    NoticeKind(
        code="dossier.stay",
        subject=_("Dossier %(number)s: the decision is put off"),
        body=_(
            "The authority puts the decision on the dossier %(number)s off. The decision says why, by which text, and until "
            "when; no delay runs meanwhile."
        ),
        sms=_("Rokhas: the decision on %(number)s is put off. Read why on line."),
        channels=BOTH,
        legal=True,
        sample=SAMPLE,
    ),
    NoticeKind(
        code="dossier.stay_ended",
        subject=_("Dossier %(number)s: the stay of decision is over"),
        body=_("The stay of decision on the dossier %(number)s is over: the case goes on where it was."),
        legal=True,
        sample=SAMPLE,
    ),
    NoticeKind(
        code="dossier.appeal",
        label=_("An appeal waits for my answer"),
        subject=_("Dossier %(number)s: an appeal waits for your answer by %(day)s"),
        body=_("%(appeal)s on the dossier %(number)s: answer by %(day)s, with coded reasons."),
        office=True,
        urgent=True,
        sample=SAMPLE | {"appeal": "Recours gracieux", "day": "21/11/2026"},
    ),
    NoticeKind(
        code="dossier.appeal_silent",
        subject=_("Dossier %(number)s: your appeal is not answered"),
        body=_(
            "%(appeal)s: no answer was given by %(day)s on the dossier %(number)s. The page of the appeal says what this silence "
            "means and what you may still do."
        ),
        legal=True,
        sample=SAMPLE | {"appeal": "Recours gracieux", "day": "21/11/2026"},
    ),
    NoticeKind(
        code="dossier.appeal_without_object",
        subject=_("Dossier %(number)s: what your appeal contests stands no more"),
        body=_(
            "%(appeal)s: the decision that it contests on the dossier %(number)s stands no more. Nothing is left to answer; the "
            "page of the dossier says where the case is."
        ),
        legal=True,
        sample=SAMPLE | {"appeal": "Recours gracieux"},
    ),
    NoticeKind(
        code="dossier.parent_cancelled",
        subject=_("Dossier %(number)s: the permit it comes after is cancelled"),
        body=_(
            "The permit %(parent)s was cancelled by the authority that signed it. Your request %(number)s comes after it and is "
            "still under way: those who study it know, and will say what follows. Ask the desk what you may do."
        ),
        sms=_("Rokhas: the permit that your request %(number)s comes after is cancelled. Read why on line."),
        channels=BOTH,
        urgent=True,
        legal=True,
        sample=SAMPLE | {"parent": "PCT-2026-061410101-00007"},
    ),
    NoticeKind(
        code="dossier.parent_cancelled_office",
        label=_("A request that waits for me comes after a permit that is cancelled"),
        subject=_("Dossier %(number)s: the permit it comes after is cancelled"),
        body=_(
            "The permit %(parent)s was cancelled by the authority that signed it. The request %(number)s, which waits for your "
            "office, comes after it."
        ),
        office=True,
        urgent=True,
        sample=SAMPLE | {"parent": "PCT-2026-061410101-00007"},
    ),
    NoticeKind(
        code="dossier.parent_restored",
        subject=_("Dossier %(number)s: the permit it comes after stands again"),
        body=_(
            "The cancellation of the permit %(parent)s was quashed on appeal. Your request %(number)s, which comes "
            "after it, goes on."
        ),
        urgent=True,
        sample=SAMPLE | {"parent": "PCT-2026-061410101-00007"},
    ),
    NoticeKind(
        code="dossier.parent_restored_office",
        label=_("A request that waits for me comes after a permit that stands again"),
        subject=_("Dossier %(number)s: the permit it comes after stands again"),
        body=_(
            "The cancellation of the permit %(parent)s was quashed on appeal. The request %(number)s, which waits for your "
            "office, comes after it."
        ),
        office=True,
        urgent=True,
        sample=SAMPLE | {"parent": "PCT-2026-061410101-00007"},
    ),
    NoticeKind(
        code="dossier.copy_cancelled",
        label=_("A permit of which my office has a copy is cancelled"),
        subject=_("Permit %(number)s: cancelled"),
        body=_(
            "The permit %(number)s, of which your office has a copy, was cancelled by the authority that signed it."
        ),
        office=True,
        urgent=True,
        sample=SAMPLE,
    ),
    NoticeKind(
        code="dossier.copy_restored",
        label=_("A permit of which my office has a copy stands again"),
        subject=_("Permit %(number)s: it stands again"),
        body=_(
            "The cancellation of the permit %(number)s, of which your office has a copy, was quashed on appeal: the permit has "
            "effect again."
        ),
        office=True,
        urgent=True,
        sample=SAMPLE,
    ),
)
