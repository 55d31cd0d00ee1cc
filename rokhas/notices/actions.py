"""Telling a person something, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urljoin

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from rokhas.accounts.models import Person
from rokhas.journal.events import act, record, reference
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.notices import policy, queries
from rokhas.notices.models import Notice, Preference
from rokhas.notices.schema import Fact, Wording, kept, kind_of, worded
from rokhas.post.actions import send
from rokhas.post.errors import BadRecipient
from rokhas.post.models import Channel
from rokhas.post.schema import folded


def tell(
    person: Person,
    kind: str,
    *,
    key: str,
    about: models.Model,
    facts: Mapping[str, Fact],
    by: Actor,
    url_name: str = "",
    url_args: Sequence[str | int] = (),
) -> Notice:
    """Write a notice in the person's inbox, and the mail and SMS that they want or that the law requires.

    Nothing leaves before the commit. `facts` hold references, dates, amounts and names of offices, never of persons. The same
    `key` again is the same notice; its messages have the keys `<key>:mail` and `<key>:sms`. The caller has authorised the act.

    Raises:
        KeyError: the kind is not registered, or its wording names a fact that is not given.
    """
    meaning, remembered = kind_of(kind), kept(facts)
    wording = worded(meaning, remembered, person.language)
    with act():
        notice, written = Notice.objects.get_or_create(
            key=key,
            defaults={
                "person": person,
                "kind": kind,
                "about": reference(about),
                "facts": remembered,
                "url_name": url_name,
                "url_args": list(url_args),
                "created_at": by.now(),
            },
        )
        if written:
            record(
                "notice.available", notice, by, code=kind, key=key, concerning=notice.about, person=person.pk
            )
            for channel in _channels(person, notice):
                _post(channel, person, notice, wording, about, by)
    return notice


def open_notice(notice: Notice, *, by: Actor) -> Notice:
    """The person opens a notice; only the first time counts, and it proves that the notification was opened."""
    with act():
        notice = Notice.objects.select_for_update().get(pk=notice.pk)
        require(policy.may_read_notice, by, notice)
        if not notice.is_read:
            notice.read_at = by.now()
            notice.save(update_fields=["read_at"])
            record("notice.opened", notice, by, code=notice.kind, key=notice.key, concerning=notice.about)
    return notice


def choose_channels(person: Person, *, by: Actor, mail: bool, sms: bool) -> Preference:
    """The person says how to be told besides the inbox. Legal notices are not concerned."""
    with act():
        require(policy.may_choose_channels, by, Preference(person=person))
        preference, _created = Preference.objects.update_or_create(
            person=person, defaults={"mail": mail, "sms": sms}
        )
        record("preference.changed", preference, by, mail=mail, sms=sms)
    return preference


def _channels(person: Person, notice: Notice) -> list[Channel]:
    meaning, preference = kind_of(notice.kind), queries.preference_of(person)
    wanted = [Channel(name) for name in sorted(meaning.channels) if meaning.legal or preference.wants(name)]
    return [channel for channel in wanted if _address(channel, person)]


def _address(channel: Channel, person: Person) -> str:
    return person.email if channel == Channel.MAIL else person.phone


def _post(
    channel: Channel, person: Person, notice: Notice, wording: Wording, about: models.Model, by: Actor
) -> None:
    text = (
        _letter(notice, wording, person.language)
        if channel == Channel.MAIL
        else _short(wording, person.language)
    )
    try:
        send(
            channel,
            key=f"{notice.key}:{channel}",
            to=_address(channel, person),
            subject=wording.subject,
            body=text,
            language=person.language,
            about=about,
            by=by,
        )
    except BadRecipient:
        # A mistyped address must not undo the act: the inbox holds the notice, and no `message.sent` will say otherwise.
        return


def _letter(notice: Notice, wording: Wording, language: str) -> str:
    with override(language):
        parts = [wording.body]
        if notice.url:
            parts.append(
                _("See it on the platform: %(address)s")
                % {"address": urljoin(settings.PUBLIC_URL, notice.url)}
            )
        parts.append(_("This message was sent automatically. Do not answer it."))
        if _fictitious():
            parts.append(_("Demonstration, fictitious data. No value outside the demonstration."))
    return "\n\n".join(parts) + "\n"


def _short(wording: Wording, language: str) -> str:
    with override(language):
        return folded(_("DEMO: %(text)s") % {"text": wording.sms}) if _fictitious() else wording.sms


def _fictitious() -> bool:
    return settings.ROKHAS_MODE != "production"
