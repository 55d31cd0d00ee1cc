"""The wording of what parties are told about their dossier. What is legal notice is never stopped by a preference."""

from django.utils.translation import gettext_lazy as _

from rokhas.dossiers.notices.maxima import MAXIMA
from rokhas.dossiers.notices.rulings import RULINGS
from rokhas.dossiers.notices.samples import BOTH, SAMPLE, SEAT
from rokhas.notices.schema import NoticeKind, register


def declare() -> None:
    """Register the notices of a dossier."""
    for kind in (*KINDS, *MAXIMA, *RULINGS):
        register(kind)


KINDS = (
    NoticeKind(
        code="dossier.receipt",
        subject=_("Dossier %(number)s received"),
        body=_(
            "Your dossier %(number)s has been deposited on %(day)s. Keep its tracking code: %(code)s. "
            "The desk now checks its documents."
        ),
        sms=_("Rokhas: dossier %(number)s received. Tracking code %(code)s."),
        channels=BOTH,
        legal=True,
        sample=SAMPLE | {"code": "7K3MQ9TD42", "day": "21/11/2026"},
    ),
    NoticeKind(
        code="dossier.designer",
        label=_("I am named the designer of a project"),
        subject=_("You are named the designer of a project"),
        body=_(
            "A request for “%(procedure)s” names you as its designer. It is among your dossiers: complete it if need be, and "
            "sign the list of its plans with your key. If you do not design this project, say so to the person who filed it."
        ),
        sms=_("Rokhas: you are named the designer of a project. See your dossiers on line."),
        channels=BOTH,
        sample={"procedure": "Construction permit"},
    ),
    NoticeKind(
        code="dossier.to_sign",
        label=_("A dossier is ready for my signature"),
        subject=_("A dossier waits for your signature"),
        body=_(
            "A request for “%(procedure)s” that you design is ready: check it, sign the list of its plans, then lodge it."
        ),
        sms=_("Rokhas: a dossier you design is ready for your signature."),
        channels=BOTH,
        sample={"procedure": "Construction permit"},
    ),
    NoticeKind(
        code="dossier.invitation_given",
        label=_("A professional I invited has given their files"),
        subject=_("%(profession)s: files given"),
        body=_(
            "The professional you invited (%(profession)s) to your request for “%(procedure)s” says that their files are "
            "complete. They are on the page of the people of the dossier."
        ),
        sms=_("Rokhas: %(profession)s has given the files of your dossier."),
        channels=BOTH,
        sample={"profession": "Design office", "procedure": "Construction permit"},
    ),
    NoticeKind(
        code="dossier.invitation_declined",
        label=_("A professional I invited declines"),
        subject=_("%(profession)s: invitation declined"),
        body=_(
            "The professional you invited (%(profession)s) to your request for “%(procedure)s” declines. The reason is on the "
            "page of the people of the dossier: invite somebody else, or give the documents yourself."
        ),
        sms=_("Rokhas: %(profession)s declines your invitation. See your dossier."),
        channels=BOTH,
        sample={"profession": "Design office", "procedure": "Construction permit"},
    ),
    NoticeKind(
        code="dossier.files_expected",
        label=_("My files are expected in a dossier"),
        subject=_("Your files are expected in a dossier"),
        body=_(
            "You accepted to give your part of a request for “%(procedure)s”. Your files are not complete yet: the deposit "
            "may wait for them."
        ),
        sms=_("Rokhas: your files are expected in a dossier. See your invitations on line."),
        channels=BOTH,
        sample={"procedure": "Construction permit"},
    ),
    NoticeKind(
        code="dossier.inadmissibility",
        subject=_("Dossier %(number)s: documents to complete"),
        body=_(
            "A main document of the dossier %(number)s is missing, unsigned or unreadable. The letter says which, and what to do."
        ),
        sms=_("Rokhas: dossier %(number)s is to be completed. Read the letter on line."),
        channels=BOTH,
        urgent=True,
        legal=True,
        sample=SAMPLE,
    ),
    NoticeKind(
        code="dossier.reserves",
        subject=_("Dossier %(number)s: minor reserves to lift"),
        body=_(
            "The commission has minor reserves on the dossier %(number)s. The letter gives them and the day by which to answer."
        ),
        sms=_("Rokhas: dossier %(number)s, minor reserves to lift. Read the letter on line."),
        channels=BOTH,
        urgent=True,
        legal=True,
        sample=SAMPLE,
    ),
    NoticeKind(
        code="dossier.changes",
        subject=_("Dossier %(number)s: changes asked"),
        body=_(
            "The commission asks for changes to the project of the dossier %(number)s. The legal delay is stopped; it starts "
            "again from zero when you deposit the new version."
        ),
        sms=_("Rokhas: dossier %(number)s, changes asked. Read the letter on line."),
        channels=BOTH,
        urgent=True,
        legal=True,
        sample=SAMPLE,
    ),
    NoticeKind(
        code="dossier.refusal",
        subject=_("Dossier %(number)s: decision"),
        body=_(
            "A decision has been taken on the dossier %(number)s. The letter gives its reasons, the texts, and how to contest it."
        ),
        sms=_("Rokhas: a decision has been taken on dossier %(number)s. Read it on line."),
        channels=BOTH,
        legal=True,
        sample=SAMPLE,
    ),
    NoticeKind(
        code="dossier.to_pay",
        subject=_("Dossier %(number)s: %(total)s to pay"),
        body=_(
            "The commission has concluded favourably on the dossier %(number)s. Pay %(total)s on line: "
            "the permit then goes to signature."
        ),
        sms=_("Rokhas: dossier %(number)s, %(total)s to pay on line."),
        channels=BOTH,
        urgent=True,
        legal=True,
        sample=SAMPLE | {"total": "999 999,00 DH"},
    ),
    NoticeKind(
        code="dossier.acknowledgement",
        subject=_("Dossier %(number)s: the receipt of your declaration"),
        body=_(
            "The receipt of the declaration %(number)s is signed and available. Anyone may verify it by its QR code, its number "
            "or its file. It is not an authorisation."
        ),
        sms=_("Rokhas: receipt of declaration %(number)s. Download it on line."),
        channels=BOTH,
        legal=True,
        sample=SAMPLE,
    ),
    NoticeKind(
        code="dossier.permit",
        subject=_("Dossier %(number)s: what you asked for is delivered"),
        body=_(
            "The document of the dossier %(number)s is signed and available. Anyone may verify it by its QR code, its number or "
            "its file."
        ),
        sms=_("Rokhas: %(number)s, your document is delivered. Download it on line."),
        channels=BOTH,
        legal=True,
        sample=SAMPLE,
    ),
    NoticeKind(
        code="dossier.deadline_ahead",
        label=_("A deadline of mine comes near"),
        subject=_("Dossier %(number)s: deadline on %(day)s"),
        body=_("The step “%(step)s” of the dossier %(number)s waits for you until %(day)s."),
        sample=SAMPLE | {"step": "Avis des membres de la commission", "day": "21/11/2026"},
    ),
    NoticeKind(
        code="dossier.deadline_passed",
        label=_("A deadline of mine has passed"),
        subject=_("Dossier %(number)s: the deadline of %(day)s has passed"),
        body=_(
            "The step “%(step)s” of the dossier %(number)s waited for you until %(day)s. Answer now: the delay is reported to "
            "those who watch over it."
        ),
        sample=SAMPLE | {"step": "Avis des membres de la commission", "day": "21/11/2026"},
    ),
    NoticeKind(
        code="dossier.late",
        label=_("A step I watch over is late"),
        subject=_("Dossier %(number)s: %(office)s is late"),
        body=_(
            "The step “%(step)s” of the dossier %(number)s waited for %(office)s until %(day)s and is not answered. No "
            "favourable opinion is presumed."
        ),
        office=True,
        sample=SAMPLE
        | {"step": "Avis des membres de la commission", "day": "21/11/2026", "office": "Agence urbaine"},
    ),
    NoticeKind(
        code="dossier.substituted",
        label=_("My office decides instead of another that is late"),
        subject=_("Dossier %(number)s: %(office)s decides instead"),
        body=_(
            "The step “%(step)s” of the dossier %(number)s was not decided by %(day)s. The law lets %(office)s decide instead: "
            "it waits for you."
        ),
        office=True,
        sample=SAMPLE | {"step": "Permis d’habiter", "day": "21/11/2026", "office": "Autorité locale"},
    ),
    NoticeKind(
        code="dossier.visit",
        label=_("A visit is fixed"),
        subject=_("Dossier %(number)s: visit on %(day)s"),
        body=_(
            "%(step)s of the dossier %(number)s: the visit takes place on %(day)s. Be there, or be represented."
        ),
        sample=SAMPLE | {"step": "Récolement", "day": "21/11/2026"},
    ),
    NoticeKind(
        code="dossier.visit_unannounced",
        label=_("A visit of my office was to be fixed"),
        subject=_("Dossier %(number)s: fix the day of the visit"),
        body=_(
            "%(step)s of the dossier %(number)s: the day of the visit was to be told by %(day)s and is not fixed. Fix it now: "
            "the parties and the members wait for it."
        ),
        office=True,
        urgent=True,
        sample=SAMPLE | {"step": "Récolement", "day": "21/11/2026"},
    ),
    NoticeKind(
        code="dossier.visit_postponed",
        label=_("A visit is put off"),
        subject=_("Dossier %(number)s: the visit of %(former)s is put off to %(day)s"),
        body=_(
            "%(step)s of the dossier %(number)s: the visit of %(former)s is put off to %(day)s. Reason given: %(why)s"
        ),
        urgent=True,
        sample=SAMPLE
        | {
            "step": "Récolement",
            "former": "19/11/2026",
            "day": "23/11/2026",
            "why": "Accès au chantier impossible",
        },
    ),
    NoticeKind(
        code="dossier.time_limit",
        label=_("The governor sets a time limit to my office"),
        subject=_("Dossier %(number)s: the governor asks for an answer by %(day)s"),
        body=_(
            "The step “%(step)s” of the dossier %(number)s is late. The governor asks %(office)s to answer by %(day)s at "
            "the latest."
        ),
        office=True,
        urgent=True,
        sample=SAMPLE
        | {"step": "Avis des membres de la commission", "day": "21/11/2026", "office": "Agence urbaine"},
    ),
    NoticeKind(
        code="dossier.time_limit_passed",
        label=_("A time limit that I set has passed"),
        subject=_("Dossier %(number)s: %(office)s has not answered by %(day)s"),
        body=_(
            "The step “%(step)s” of the dossier %(number)s is not answered: %(office)s has let your time limit of %(day)s pass."
        ),
        office=True,
        sample=SAMPLE
        | {"step": "Avis des membres de la commission", "day": "21/11/2026", "office": "Agence urbaine"},
    ),
    NoticeKind(
        code="dossier.silence",
        subject=_("Dossier %(number)s: the administration stayed silent until %(day)s"),
        body=_(
            "The delay after which the law may take silence for an authorisation passed on %(day)s for the dossier "
            "%(number)s, and the favourable opinion of the urban agency is on file. The page of the dossier says what you may "
            "ask for."
        ),
        legal=True,
        sample=SAMPLE | {"day": "21/11/2026"},
    ),
    NoticeKind(
        code="dossier.silence_blocked",
        subject=_("Dossier %(number)s: late, and silence authorises nothing"),
        body=_(
            "The delay of silence passed on %(day)s for the dossier %(number)s. It authorises nothing: the favourable opinion "
            "of the urban agency is not on file and is never presumed. The delay is reported to the governor."
        ),
        legal=True,
        sample=SAMPLE | {"day": "21/11/2026"},
    ),
    NoticeKind(
        code="dossier.lapse_near",
        label=_("The validity of my permit ends soon"),
        subject=_("Permit %(number)s: valid until %(day)s"),
        body=_(
            "The validity of the permit %(number)s ends on %(day)s. The permit says what must be done before that day; after "
            "it, a new request is needed."
        ),
        urgent=True,
        sample=SAMPLE | {"day": "21/11/2026"},
    ),
    NoticeKind(
        code="dossier.lapsed",
        subject=_("Permit %(number)s: its validity ended on %(day)s"),
        body=_(
            "The validity of the permit %(number)s ended on %(day)s, unless what it asks for was done before. Whoever verifies "
            "it reads so."
        ),
        legal=True,
        sample=SAMPLE | {"day": "21/11/2026"},
    ),
    NoticeKind(
        code="dossier.message",
        label=_("An office has written to me"),
        subject=_("Dossier %(number)s: a message from %(office)s"),
        body=_(
            "%(office)s has written to you about the dossier %(number)s. Read the message and answer it on line. A message does "
            "not start, stop or replace any legal delay."
        ),
        sms=_("Rokhas: dossier %(number)s, a message for you on line."),
        channels=BOTH,
        sample=SAMPLE | {"office": "Guichet unique de la préfecture"},
    ),
    NoticeKind(
        code="dossier.question",
        label=_("A party of a dossier has written to my office"),
        subject=_("Dossier %(number)s: a message for %(office)s"),
        body=_(
            "A party of the dossier %(number)s has written to %(office)s. Read the message and answer it on line."
        ),
        office=True,
        sample=SAMPLE | {"office": "Guichet unique de la préfecture"},
    ),
    NoticeKind(
        code="dossier.seat_taken",
        label=_("I begin to act in a role where dossiers wait"),
        subject=_("%(office)s: %(count)s dossiers wait for you"),
        body=_(
            "Since %(day)s you act in the role “%(role)s” at %(office)s. Dossiers that wait there for you: %(count)s, of which "
            "late: %(late)s. Nothing has to be sent again and no delay has stopped."
        ),
        office=True,
        sample=SEAT | {"day": "21/11/2026", "late": 3},
    ),
    NoticeKind(
        code="dossier.seat_empty",
        label=_("Nobody holds a role where dossiers wait"),
        subject=_("%(office)s: nobody holds the role “%(role)s”"),
        body=_(
            "Nobody holds the role “%(role)s” at %(office)s any more. Dossiers that wait there: %(count)s. Their delays go on: "
            "record who succeeds, or who acts meanwhile, among the people of the office."
        ),
        office=True,
        urgent=True,
        sample=SEAT,
    ),
)
