"""`{% load work %}`: what a row of the list says of a delay."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext

from rokhas.ui.clock import WORKING_DAYS, Explained
from rokhas.ui.templatetags.rokhas import day

register = template.Library()


@register.simple_tag
def counted_from(clock: Explained) -> SafeString:
    """How long a delay is, and from which day: `10 working days from 03/11/2026`."""
    return _counted_from(clock, get_language())


@lru_cache(maxsize=2000)
def _counted_from(clock: Explained, language: str | None) -> SafeString:
    if clock.unit == WORKING_DAYS:
        words = ngettext("%(n)s working day from %(day)s", "%(n)s working days from %(day)s", clock.total)
    else:
        words = ngettext("%(n)s day from %(day)s", "%(n)s days from %(day)s", clock.total)
    return mark_safe(words % {"n": clock.total, "day": day(clock.start)})
