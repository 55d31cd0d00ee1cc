"""One-time codes that the filer's telephone receives, for what is done at a desk with them: the desk keeps a keyed hash alone."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import override

from rokhas.dossiers.errors import CodeExpired, CodeSpent, CodeWrong, ConsentVoid, TooManyCodes
from rokhas.dossiers.models import Assistance, DeskCode
from rokhas.journal.events import record
from rokhas.kernel.actor import Actor
from rokhas.kernel.personal import keyed_hash
from rokhas.kernel.references import visible
from rokhas.post.actions import send
from rokhas.post.models import Channel
from rokhas.post.schema import folded

CODE_DIGITS = 6
CODE_PAUSE = timedelta(minutes=1)
CODES_AN_HOUR = 4


def send_code(assistance: Assistance, purpose: DeskCode.Purpose, bound_to: str, by: Actor) -> DeskCode:
    """A code of six figures to the filer's telephone, in their language; the one before is worth nothing any more. The dossier is
    held. Raises `TooManyCodes`."""
    earlier = DeskCode.objects.filter(assistance__dossier=assistance.dossier_id)
    last = earlier.filter(purpose=purpose).order_by("pk").last()
    if last and last.bound_to == bound_to and not last.used_at and by.now() - last.sent_at < CODE_PAUSE:
        return last
    if earlier.filter(sent_at__gt=by.now() - timedelta(hours=1)).count() >= CODES_AN_HOUR:
        raise TooManyCodes
    digits = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    code = DeskCode(assistance=assistance, purpose=purpose, bound_to=bound_to, sent_at=by.now())
    code.save()
    code.hash = _hash_of(code, digits)
    code.save(update_fields=["hash"])
    filer = assistance.dossier.filer
    with override(filer.language):
        words = _message(purpose) % {"code": digits, "office": assistance.office.name}
        send(
            Channel.SMS,
            key=f"desk-code-{code.pk}",
            to=filer.phone,
            subject="",
            body=folded(words),
            language=filer.language,
            about=assistance.dossier,
            by=by,
            secret=True,
        )
    record(f"code.{purpose}", assistance.dossier, by, office=assistance.office_id)
    return code


def try_code(
    assistance: Assistance, purpose: DeskCode.Purpose, bound_to: str, typed: str, by: Actor
) -> CodeWrong | None:
    """Whether what was typed is the last code sent for this purpose: it serves once. Answers the refusal of a wrong one, for the
    caller to raise once the attempt is kept. The dossier is held. Raises `CodeExpired`, `CodeSpent`, `ConsentVoid`."""
    code = assistance.codes.filter(purpose=purpose).order_by("pk").last()
    if code is None or not code.waits(by.now()):
        raise CodeExpired
    if code.bound_to != bound_to:
        raise ConsentVoid
    if code.is_spent:
        raise CodeSpent
    if not constant_time_compare(code.hash, _hash_of(code, _figures(typed))):
        code.attempts += 1
        code.save(update_fields=["attempts"])
        return CodeWrong(left=code.ATTEMPTS - code.attempts)
    code.used_at = by.now()
    code.save(update_fields=["used_at"])
    return None


def _message(purpose: DeskCode.Purpose) -> str:
    if purpose == DeskCode.Purpose.CONSENT:
        return _("Rokhas: %(code)s is your agreement to deposit the sheet you have read. %(office)s")
    return _("Rokhas: %(code)s to receive your papers. %(office)s")


def _hash_of(code: DeskCode, digits: str) -> str:
    return keyed_hash(f"desk-code {code.pk} {code.bound_to} {digits}")


def _figures(typed: str) -> str:
    """The figures as typed, in any script, without spaces."""
    return "".join(str(int(sign)) for sign in visible(typed) if sign.isdecimal())
