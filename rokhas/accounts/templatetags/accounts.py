"""`{% load accounts %}`: the way to the accounts of a demonstration."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def demonstration_door() -> SafeString:
    """The link to the invented accounts, in a demonstration only."""
    return mark_safe(render_to_string("accounts/_door.html") if settings.ROKHAS_MODE == "demo" else "")
