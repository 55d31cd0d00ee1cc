"""The wording of what persons are told about their data."""

from django.utils.translation import gettext_lazy as _

from rokhas.notices.schema import MAIL, NoticeKind, register

DRAFT, ANSWERED, ASKED = "privacy.draft", "privacy.answered", "privacy.asked"
BRIEFCASE = "privacy.briefcase"


def declare() -> None:
    for kind in KINDS:
        register(kind)


KINDS = (
    NoticeKind(
        code=DRAFT,
        label=_("A draft that I left will be erased"),
        subject=_("A draft will be erased on %(day)s"),
        body=_(
            "You have not touched a draft (%(procedure)s) for a long time. It will be erased with its files on %(day)s. To keep "
            "it, open it and change anything."
        ),
        channels=frozenset({MAIL}),
        urgent=True,
        sample={"procedure": "Construction permit", "day": "21/11/2026"},
    ),
    NoticeKind(
        code=BRIEFCASE,
        subject=_("Documents you keep will be deleted on %(day)s"),
        body=_(
            "Some documents or data that you keep for your next requests have not served for a long time. They will be deleted "
            "on %(day)s. To keep one, open the page of your documents and save its date again."
        ),
        channels=frozenset({MAIL}),
        urgent=True,
        sample={"day": "21/11/2026"},
    ),
    NoticeKind(
        code=ANSWERED,
        subject=_("Your request about your data has been answered"),
        body=_("Read the answer on the page of your data."),
        channels=frozenset({MAIL}),
        legal=True,
    ),
    NoticeKind(
        code=ASKED,
        subject=_("A request about personal data waits for its answer"),
        body=_("A person uses a right of law 09-08. Answer by %(day)s."),
        channels=frozenset({MAIL}),
        urgent=True,
        sample={"day": "21/11/2026"},
    ),
)
