"""Telling a person something, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urljoin

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from rokhas.accounts.models import Person
from rokhas.journal.duties import every
from rokhas.journal.events import act, record, reference
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.kernel.rows import written_once
from rokhas.notices import policy, queries
from rokhas.notices.errors import HoursAlike
from rokhas.notices.models import Kept, Notice, Preference, next_at
from rokhas.notices.schema import Fact, Wording, kept, kind_of, worded
from rokhas.post.actions import send
from rokhas.post.errors import BadRecipient
from rokhas.post.models import Channel
from rokhas.post.schema import folded

# How many people a round of the duty writes to: the next one goes on.
BATCH = 500


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
    wanted = Notice(
        key=key,
        person=person,
        kind=kind,
        about=reference(about),
        facts=remembered,
        url_name=url_name,
        url_args=list(url_args),
        created_at=by.now(),
    )
    with act(savepoint=False):
        notice, written = written_once(wanted, key=key)
        if written:
            record(
                "notice.available", notice, by, code=kind, key=key, concerning=notice.about, person=person.pk
            )
            _send_or_keep(person, notice, wording, about, by)
    return notice


def open_notice(notice: Notice, *, by: Actor) -> Notice:
    """The person opens a notice; only the first time counts, and it proves that the notification was opened."""
    with act():
        notice = Notice.objects.select_for_update(no_key=True).get(pk=notice.pk)
        require(policy.may_read_notice, by, notice)
        if not notice.is_read:
            notice.read_at = by.now()
            notice.save(update_fields=["read_at"])
            record("notice.opened", notice, by, code=notice.kind, key=notice.key, concerning=notice.about)
    return notice


@dataclass(frozen=True)
class Hours:
    """When mail and SMS may come, in hours of Morocco: those that ask nothing gathered at `digest_at`, none between the two
    of `quiet` (the first, and the one when it ends)."""

    digest_at: int | None = None
    quiet: tuple[int, int] | None = None


def choose_channels(
    person: Person,
    *,
    by: Actor,
    mail: bool,
    sms: bool,
    stopped: Sequence[str] | None = None,
    hours: Hours | None = None,
) -> Preference:
    """The person says how to be told besides the inbox. Legal notices are sent all the same.

    `stopped` names kinds by channel (`work.assigned:mail`); what is None stays as it was. Raises `HoursAlike` when the quiet
    hours have no end.
    """
    chosen: dict[str, object] = {"mail": mail, "sms": sms}
    if stopped is not None:
        chosen["stopped"] = sorted(stopped)
    if hours is not None:
        if hours.quiet and hours.quiet[0] == hours.quiet[1]:
            raise HoursAlike
        first, last = hours.quiet or (None, None)
        chosen |= {"digest_at": hours.digest_at, "quiet_from": first, "quiet_until": last}
    with act():
        require(policy.may_choose_channels, by, Preference(person=person))
        preference, _created = Preference.objects.update_or_create(person=person, defaults=chosen)
        record(
            "preference.changed",
            preference,
            by,
            mail=mail,
            sms=sms,
            stopped=preference.stopped,
            digest_at=preference.digest_at,
            quiet_from=preference.quiet_from,
            quiet_until=preference.quiet_until,
        )
    return preference


@every(timedelta(minutes=5))
def send_kept(by: Actor) -> int:
    """What waited for the end of the quiet hours or for the digest leaves. Returns how many messages were written."""
    due = Kept.objects.filter(due_at__lte=by.now())
    people = list(due.order_by("notice__person").values_list("notice__person", flat=True).distinct()[:BATCH])
    return sum(_send_kept_of(person, by) for person in Person.objects.filter(pk__in=people))


def _send_kept_of(person: Person, by: Actor) -> int:
    """In one transaction: the rows go and their messages are written, or neither."""
    with act():
        mine = Kept.objects.select_for_update(of=("self",), no_key=True).select_related("notice")
        rows = list(mine.filter(notice__person=person, due_at__lte=by.now()).order_by("pk"))
        gathered = [row.notice for row in rows if row.digest]
        alone = [row for row in rows if not row.digest] if len(gathered) > 1 else rows
        for row in alone:
            wording = worded(kind_of(row.notice.kind), row.notice.facts, person.language)
            _post(Channel(row.channel), person, row.notice, wording, _subject(row.notice), by)
        if len(gathered) > 1:
            _post_digest(person, gathered, by)
        Kept.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(alone) + (len(gathered) > 1)


def _send_or_keep(person: Person, notice: Notice, wording: Wording, about: models.Model, by: Actor) -> None:
    """A mail that the law requires leaves at once; an SMS never rings in the quiet hours; the rest may wait for the digest."""
    meaning, preference, now = kind_of(notice.kind), queries.preference_of(person), by.now()
    for name in sorted(meaning.channels):
        channel = Channel(name)
        if not (meaning.legal or preference.wants(name, meaning.code)) or not _address(channel, person):
            continue
        if meaning.legal and channel == Channel.MAIL:
            _post(channel, person, notice, wording, about, by)
        elif preference.digest_at is not None and channel == Channel.MAIL and not meaning.urgent:
            due = next_at(now, preference.digest_at)
            Kept.objects.create(notice=notice, channel=channel, due_at=due, digest=True)
        elif end := preference.quiet_end(now):
            Kept.objects.create(notice=notice, channel=channel, due_at=end)
        else:
            _post(channel, person, notice, wording, about, by)


def _post_digest(person: Person, notices: Sequence[Notice], by: Actor) -> None:
    """Several notices in one e-mail."""
    with override(person.language):
        lines = []
        for notice in notices:
            wording = worded(kind_of(notice.kind), notice.facts, person.language)
            address = [urljoin(settings.PUBLIC_URL, notice.url)] if notice.url else []
            lines.append("\n".join([wording.subject, wording.body, *address]))
        subject = ngettext("%(n)d notice", "%(n)d notices", len(notices)) % {"n": len(notices)}
        lines.append(_("This message was sent automatically. Do not answer it."))
        if _fictitious():
            lines.append(_("Demonstration, fictitious data. No value outside the demonstration."))
    try:
        send(
            Channel.MAIL,
            key=f"digest:{notices[0].pk}:{notices[-1].pk}",
            to=person.email,
            subject=subject,
            body="\n\n".join(lines) + "\n",
            language=person.language,
            about=notices[-1],
            by=by,
        )
    except BadRecipient:
        return


def _subject(notice: Notice) -> models.Model:
    """The row a notice is about; the notice itself when that row is no more."""
    label, _sign, number = notice.about.partition(":")
    found = apps.get_model(label)._default_manager.filter(pk=number).first()
    return found or notice


def _address(channel: Channel, person: Person) -> str:
    return person.email if channel == Channel.MAIL else person.phone


def _post(
    channel: Channel, person: Person, notice: Notice, wording: Wording, about: models.Model, by: Actor
) -> None:
    text = _letter(notice, wording, person.language) if channel == Channel.MAIL else _short(wording, person)
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


def _short(wording: Wording, person: Person) -> str:
    """The SMS; whoever has a telephone alone is told that the desk prints what others read on line."""
    with override(person.language):
        text = (
            wording.sms if person.mailbox else f"{wording.sms} {_('Or at the desk, on your identity card.')}"
        )
        return folded(_("DEMO: %(text)s") % {"text": text}) if _fictitious() else text


def _fictitious() -> bool:
    return settings.ROKHAS_MODE != "production"
