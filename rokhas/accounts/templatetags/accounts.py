"""`{% load accounts %}`: the ways to an account that not every platform has."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def demonstration_door() -> SafeString:
    """The link to the invented accounts, in a demonstration only; it says so when officials need no second factor there."""
    if settings.ROKHAS_MODE != "demo":
        return mark_safe("")
    waived = settings.ROKHAS_SECOND_FACTOR == "waived"
    return mark_safe(render_to_string("accounts/_door.html", {"waived": waived}))


@register.simple_tag
def national_identity() -> dict[str, str] | None:
    """The name and the address of the national identity, where this platform is admitted to it."""
    offered = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    if not offered:
        return None
    number = offered[0]["provider_id"]
    return {"name": offered[0]["name"], "url": reverse("openid_connect_login", args=[number])}
