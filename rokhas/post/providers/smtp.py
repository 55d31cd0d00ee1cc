"""Mail by SMTP, through Django's backend. The Message-ID derives from the key, so that the same message is one message.

SMTP itself cannot be asked anything. Where the operator runs a status service beside the relay, `settings.MAIL_STATUS_URL` names
it: `GET <url>/messages/<message-id>` answers 200 when the relay took the message and 404 when it did not.
"""

from __future__ import annotations

import hashlib
import smtplib
from email.utils import parseaddr
from http import HTTPStatus
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import urlopen

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from rokhas.post.errors import Rejected, Uncertain, Unreachable
from rokhas.post.schema import Parcel

PERMANENT = 500
TIMEOUT = 10


class Mail:
    def hand_over(self, parcel: Parcel) -> str:
        identity = message_id(parcel.key)
        letter = EmailMessage(
            parcel.subject,
            parcel.body,
            to=[parcel.to],
            headers={
                "Message-ID": identity,
                "Content-Language": parcel.language,
                "Auto-Submitted": "auto-generated",
            },
        )
        connection = get_connection()
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(type(error).__name__) from error
        try:
            connection.send_messages([letter])
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(max(code for code, _ in error.recipients.values())) from error
        except smtplib.SMTPDataError as error:
            # The whole message had been given: a relay may keep it and still ask for patience.
            raise (
                Uncertain(f"smtp-{error.smtp_code}")
                if error.smtp_code < PERMANENT
                else _refusal(error.smtp_code)
            ) from error
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Uncertain(type(error).__name__) from error
        finally:
            connection.close()
        return identity

    def seen(self, key: str) -> bool | None:
        if not settings.MAIL_STATUS_URL:
            return None
        address = f"{settings.MAIL_STATUS_URL.rstrip('/')}/messages/{quote(message_id(key), safe='')}"
        try:
            with urlopen(address, timeout=TIMEOUT) as answer:  # noqa: S310 - the operator's own address
                return bool(answer.status == HTTPStatus.OK)
        except HTTPError as error:
            if error.code == HTTPStatus.NOT_FOUND:
                return False
            raise Unreachable(f"status {error.code}") from error
        except (URLError, OSError) as error:
            raise Unreachable(type(error).__name__) from error

    def arrived(self, key: str) -> bool | None:
        """A relay answers for having taken the message, never for its arrival."""
        return None


def message_id(key: str) -> str:
    """`<40 hexadecimal digits@our domain>`: the same for the same key, and telling nothing of it."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def _refusal(code: int) -> Rejected | Unreachable:
    return Rejected(f"smtp-{code}") if code >= PERMANENT else Unreachable(f"smtp-{code}")
