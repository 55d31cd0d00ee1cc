"""`{% load signing %}`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from rokhas.kernel.actor import Actor
from rokhas.signing.errors import CertificateNotActive
from rokhas.signing.models import Certificate, KeyState
from rokhas.signing.queries import active_certificate, last_certificate

register = template.Library()


@register.inclusion_tag("signing/_panel.html", takes_context=True)
def sign_panel(
    context: template.Context,
    purpose: str,
    documents: Iterable[dict[str, Any]],
    title: str = "",
    button: str = "",
) -> dict[str, Any]:
    """The panel that signs: `{% sign_panel "permit" documents title=… button=… %}`, one query. The view carries `with_agent`.

    `documents`: `{"subject": id given to the purpose, "title", "sha256"?}`, what the panel shows and asks to sign.
    Without a certificate in force it says what to do instead, and why: never linked, out of date, or stopped. One query more.
    """
    request = context["request"]
    certificate = active_certificate(request.actor.person_id, request.actor.now())
    listed = list(documents)
    asked = urlencode({"purpose": purpose, "subjects": [each["subject"] for each in listed]}, doseq=True)
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "certificate": certificate,
        "signing": {
            "prepare_url": f"{reverse('signing:prepare')}?{asked}",
            "finish_url": reverse("signing:finish"),
            "agent_url": settings.SIGNING_AGENT_URL,
            "title": title or _("Electronic signature"),
            "button": button,
            "documents": listed,
            **(_shown(certificate) if certificate else _missing(request.actor)),
        },
    }


def _missing(actor: Actor) -> dict[str, Any]:
    """What the last key of somebody who cannot sign has become; nothing for who never had one."""
    last = last_certificate(actor.person_id)
    if last is None or last.valid_from > actor.now():
        return {}
    if last.state in {KeyState.ACTIVE, KeyState.EXPIRED}:
        return {"ended": last.valid_to}
    return {"stopped": CertificateNotActive(state=last.get_state_display())}


def _shown(certificate: Certificate) -> dict[str, Any]:
    warning = (
        _("This key is a demonstration key: what it signs is fictitious.") if certificate.is_demo else ""
    )
    return {
        "holder": certificate.holder,
        "authority": certificate.token_serial,
        "valid_until": certificate.valid_to,
        "warning": warning,
    }
