"""`{% load signing %}`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from rokhas.signing.errors import CertificateNotActive
from rokhas.signing.models import Certificate, KeyState
from rokhas.signing.queries import certificates_of

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
    Without a certificate in force it says what to do instead, and why: never linked, out of date, or stopped.
    """
    request = context["request"]
    now, held = request.actor.now(), certificates_of(request.actor.person_id)
    certificate = next((each for each in held if each.state == KeyState.ACTIVE and each.covers(now)), None)
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
            **(_shown(certificate) if certificate else _missing(held, now)),
        },
    }


def _missing(held: list[Certificate], now: datetime) -> dict[str, Any]:
    """What the last key of somebody who cannot sign has become; nothing for who never had one."""
    if not held or held[0].valid_from > now:
        return {}
    last = held[0]
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
