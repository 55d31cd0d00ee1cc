"""`{% load signing %}`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from rokhas.signing.models import Certificate
from rokhas.signing.queries import active_certificate

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
    Without a certificate in force it says what to do instead.
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
            **_shown(certificate),
        },
    }


def _shown(certificate: Certificate | None) -> dict[str, Any]:
    if certificate is None:
        return {}
    warning = (
        _("This key is a demonstration key: what it signs is fictitious.") if certificate.is_demo else ""
    )
    return {
        "holder": certificate.holder,
        "authority": certificate.token_serial,
        "valid_until": certificate.valid_to,
        "warning": warning,
    }
