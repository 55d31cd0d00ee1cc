"""What can be told to a person: each app registers its kinds of notices in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import get_language, override

from rokhas.post.schema import folded
from rokhas.ui import formats

MAIL, SMS = "mail", "sms"

# A text in both languages, such as the name of an office.
Bilingual = Mapping[str, str]
Fact = str | int | date | Decimal | Bilingual
Text = str | Promise


@dataclass(frozen=True)
class NoticeKind:
    """The wording of a notice, translated by the app that registers it.

    `label` says what it tells, where a person chooses among the kinds: one that is not legal has it. `subject`, `body` and `sms`
    hold `%(name)s` filled by the facts given to `tell`. `channels` are used besides the inbox, which is always written. `urgent`
    notices ask for something before a date. `legal` ones prove a notification: no preference stops them. `office` ones are told
    to officers alone: nobody else is asked about them. `sample` gives one example of each fact, as long as it gets: the system
    check measures the SMS with it.
    """

    code: str
    subject: Text
    body: Text
    sms: Text = ""
    label: Text = ""
    channels: frozenset[str] = frozenset({MAIL})
    urgent: bool = False
    legal: bool = False
    office: bool = False
    sample: Mapping[str, Fact] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.channels <= {MAIL, SMS}:
            raise ValueError(f"{self.code}: unknown channels {sorted(self.channels - {MAIL, SMS})}")
        if (SMS in self.channels) != bool(self.sms):
            raise ValueError(f"{self.code}: an SMS needs its own short text, and a short text its channel")


@dataclass(frozen=True)
class Wording:
    """A notice in one language, filled. `sms` is empty when the kind has none."""

    subject: str
    body: str
    sms: str


_kinds: dict[str, NoticeKind] = {}


def register(kind: NoticeKind) -> NoticeKind:
    """Add a kind. Raises ValueError when its code is taken by another."""
    if _kinds.get(kind.code, kind) is not kind:
        raise ValueError(f"the notice kind {kind.code} is registered twice")
    _kinds[kind.code] = kind
    return kind


def unregister(kind: NoticeKind) -> None:
    """Take a kind away (tests)."""
    _kinds.pop(kind.code, None)


def kinds() -> Iterable[NoticeKind]:
    return _kinds.values()


def kind_of(code: str) -> NoticeKind:
    """Raises KeyError for a kind nobody registered."""
    return _kinds[code]


def worded(kind: NoticeKind, facts: Mapping[str, object], language: str | None = None) -> Wording:
    """The notice in `language` (that of the page by default); `facts` as kept by `kept`.

    Raises:
        KeyError: the wording names a fact that is not given.
    """
    with override(language or get_language()):
        values = {name: _said(value) for name, value in facts.items()}
        return Wording(str(kind.subject) % values, str(kind.body) % values, folded(str(kind.sms) % values))


def kept(facts: Mapping[str, Fact]) -> dict[str, object]:
    """The facts as JSON, to be said later in any language: dates, amounts and bilingual texts keep their nature."""
    return {name: _frozen(value) for name, value in facts.items()}


def _frozen(value: Fact) -> object:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Decimal):
        return {"dirhams": str(value)}
    if isinstance(value, Mapping):
        return {"fr": str(value["fr"]), "ar": str(value["ar"])}
    return value


def _said(value: object) -> str:
    match value:
        case {"day": str(day)}:
            return formats.day(date.fromisoformat(day))
        case {"moment": str(moment)}:
            return formats.moment(datetime.fromisoformat(moment))
        case {"dirhams": str(amount)}:
            return formats.money(amount)
        case {"fr": str(french), "ar": str(arabic)}:
            return arabic if get_language() == "ar" else french
    return str(value)
