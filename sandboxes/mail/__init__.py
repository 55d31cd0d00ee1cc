"""A mail server that keeps what it receives: SMTP in, HTTP to read. The recipient sees a Message-ID once.

SMTP on 127.0.0.1; a message without a Message-ID is refused (554)
HEAD, GET /messages/<Message-ID, percent-encoded, with or without < >> -> 200 has arrived, 404 has not
GET /messages.json -> {"messages": [{"message_id", "recipients", "subject", "received_at", "deliveries", "id"}, newest first]}
GET /  the mailbox, for people     GET /read/<id>, /read/<id>/html, /read/<id>.eml
POST /faults: `accept-then-451` keeps the message and asks to retry; `refuse-451` keeps nothing
"""

from sandboxes.mail.mailbox import Mailbox
from sandboxes.mail.server import PostOffice

__all__ = ["Mailbox", "PostOffice"]
