"""How the kept sign-in library meets our people."""

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

from rokhas.kernel.actor import system
from rokhas.post.actions import send
from rokhas.post.models import Channel


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Mails leave by the post room, in the language of the page; names are asked later, on one's account."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail; the worker sends it, so that a mail server away stops nobody."""
        known = {**context, "email": email, "site": settings.PUBLIC_URL}
        send(
            Channel.MAIL,
            key=f"account:{uuid.uuid4()}",
            to=email,
            subject=" ".join(render_to_string(f"{template_prefix}_subject.txt", known).split()),
            body=render_to_string(f"{template_prefix}_message.txt", known).strip() + "\n",
            language=get_language() or settings.LANGUAGE_CODE,
            about=None,
            by=system(),
        )
