"""The petitioner is told too, when somebody else files: at the addresses the form asks for that purpose, without an account."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from rokhas.accounts.models import Person
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries import wording
from rokhas.kernel.actor import Actor
from rokhas.kernel.personal import unseal
from rokhas.notices.schema import Fact, Wording, kept, kind_of, worded
from rokhas.post.actions import readable_address, send
from rokhas.post.errors import BadRecipient
from rokhas.post.models import Channel
from rokhas.post.schema import folded


def tell_beneficiary(dossier: Dossier, kind: str, *, key: str, facts: Mapping[str, Fact], by: Actor) -> None:
    """Send the beneficiary of a lodged dossier the mail and the SMS of a notice, in the language of the filer.

    Nothing leaves for an address that an account of the dossier already has. The same `key` again is the same messages; the
    addresses lie in `post` alone, sealed.
    """
    filer = dossier.filer
    said = worded(kind_of(kind), kept(facts), filer.language)
    with override(filer.language):
        texts = {Channel.MAIL: _letter(dossier, said), Channel.SMS: _short(said)}
    for channel, address in _addresses(dossier).items():
        send(
            channel,
            key=f"beneficiary-{key}:{channel}",
            to=address,
            subject=said.subject,
            body=texts[channel],
            language=filer.language,
            about=dossier,
            by=by,
        )


def _addresses(dossier: Dossier) -> dict[Channel, str]:
    """Where the beneficiary alone is reached, as it was deposited. An address no gateway takes is left out."""
    answers = dossier.versions.get(number=dossier.version).answers
    asked = {
        Channel.MAIL: dossier.procedure.meaning("email"),
        Channel.SMS: dossier.procedure.meaning("phone"),
    }
    people = [person for person in (dossier.filer, dossier.designer) if person]
    found = {}
    for channel, field in asked.items():
        given = str(answers.get(field.code) or "") if field else ""
        with suppress(BadRecipient):
            address = readable_address(channel, unseal(given))
            if address.lower() not in {_own(channel, person) for person in people}:
                found[channel] = address
    return found


def _own(channel: Channel, person: Person) -> str:
    own = person.email if channel == Channel.MAIL else person.phone
    with suppress(BadRecipient):
        return readable_address(channel, own).lower()
    return ""


def _letter(dossier: Dossier, said: Wording) -> str:
    parts = [
        said.body,
        _(
            "The person who filed the dossier receives its papers. Follow its steps with the code %(code)s: %(address)s"
        )
        % {"code": dossier.tracking_code, "address": wording.tracking_address(dossier.number or "")},
        _("This message was sent automatically. Do not answer it."),
    ]
    if _fictitious():
        parts.append(_("Demonstration, fictitious data. No value outside the demonstration."))
    return "\n\n".join(parts) + "\n"


def _short(said: Wording) -> str:
    return folded(_("DEMO: %(text)s") % {"text": said.sms}) if _fictitious() else said.sms


def _fictitious() -> bool:
    return settings.ROKHAS_MODE != "production"
