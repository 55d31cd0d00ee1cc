"""`{% load rokhas %}`: icons, states, figures, form fields, the clock and page slots."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

import segno
from django import template
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rokhas.ui import formats, nav, slots
from rokhas.ui.clock import Explained, drawn, read
from rokhas.ui.icons import DIRECTIONAL, OFFICE, OFFICES, drawing, star
from rokhas.ui.statuses import STATUSES

register = template.Library()

# Capitals and figures held by dashes: the number of a dossier, of an order, of a paper.
REFERENCE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+){1,5}")
# The number of a dossier, of a payment or of an enquiry, in a sentence.
WITHIN = re.compile(r"\b[A-Z]{2,}(?:-[A-Z0-9]+){2,5}\b")


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """`{% icon "upload" %}`; size "s" or "l"; silent for screen readers unless `label` is given."""
    return (
        _drawn(name, size, format_html('role="img" aria-label="{}"', label)) if label else _silent(name, size)
    )


@cache
def _silent(name: str, size: str) -> SafeString:
    """The same drawing stands in every row of a list: it is put together once."""
    return _drawn(name, size, mark_safe('aria-hidden="true"'))


def _drawn(name: str, size: str, voice: SafeString) -> SafeString:
    classes = "rk-i" + (f" rk-i--{size}" if size else "") + (" rk-i--dir" if name in DIRECTIONAL else "")
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" '
        'stroke-linejoin="round" {}>{}</svg>',
        classes,
        voice,
        mark_safe(drawing(name)),
    )


@register.simple_tag
def office_icon(kind: str) -> SafeString:
    """`{% office_icon "water" %}`: the drawing of a kind of office, the public building for the others and for none."""
    return icon(OFFICES.get(kind, OFFICE))


@register.simple_tag
def mark(tone: str = "cedar") -> SafeString:
    """The mark: an eight-point star holding an open doorway. `tone` "cedar" on light, "white" on cedar."""
    return format_html(
        '<svg class="rk-mark rk-mark--{}" viewBox="0 0 48 48" aria-hidden="true"><polygon points="{}"/>'
        '<path d="M15.5 35V22.5a8.5 8.5 0 0 1 17 0V35"/><path d="m19.8 27.6 3.2 3.3 5.6-6.6"/></svg>',
        tone,
        star(24, 24, 23.5),
    )


@register.simple_tag
def pattern(kind: str = "door") -> SafeString:
    """A drawing for an empty region: the star, dashed, and its doorway."""
    if kind == "star":
        return format_html(
            '<svg class="rk-star" viewBox="0 0 48 48" aria-hidden="true"><polygon points="{}"/></svg>',
            star(24, 24, 24),
        )
    return format_html(
        '<svg class="rk-door" viewBox="0 0 120 84" aria-hidden="true"><polygon points="{}"/>'
        '<path d="M46 58V36a14 14 0 0 1 28 0v22M34 76h52"/></svg>',
        star(60, 38, 36),
    )


@register.simple_tag
def status(key: str, label: str = "", size: str = "") -> SafeString:
    """`{% status "review" %}`: tone, icon and words of `rokhas.ui.statuses`; `label` overrides the words, size "l" enlarges.

    Raises:
        KeyError: the key is not in the table.
    """
    state = STATUSES[key]
    classes = f"rk-status rk-status--{state.tone}" + (" rk-status--draft" if state.dashed else "")
    if size:
        classes += f" rk-status--{size}"
    return format_html('<span class="{}">{} {}</span>', classes, icon(state.icon), label or state.label)


@register.filter
def ltr(value: object) -> SafeString:
    """A reference, a file name, a code: isolated, left to right. A reference also stays on one line."""
    text = str(value)
    if REFERENCE.fullmatch(text):
        return format_html('<bdi dir="ltr" class="rk-ref">{}</bdi>', text)
    return format_html('<bdi dir="ltr">{}</bdi>', text)


@register.filter
def references(sentence: object) -> SafeString:
    """A sentence whose references are each isolated, left to right and on one line."""
    return mark_safe(
        WITHIN.sub(r'<bdi dir="ltr" class="rk-ref">\g<0></bdi>', conditional_escape(str(sentence)))
    )


@register.filter
def day(value: date | datetime | None) -> str:
    """dd/mm/yyyy in Morocco's civil time; nothing for None."""
    if value is None or value == "":
        return ""
    text = formats.day(value)
    iso = "-".join(reversed(text.split("/")))
    return format_html('<time datetime="{}"><bdi>{}</bdi></time>', iso, text)


@register.filter
def plain_day(value: date | datetime) -> str:
    """As `day`, in a text that is no page, such as a mail: nothing reads tags there."""
    return formats.day(value)


@register.filter
def moment(value: datetime | None) -> str:
    """Day and time in Morocco; nothing for None."""
    if value is None or value == "":
        return ""
    return format_html(
        '<time datetime="{}"><bdi>{}</bdi></time>', value.isoformat(timespec="seconds"), formats.moment(value)
    )


@register.filter
def dirham(value: Decimal | int | str | None) -> str:
    """An amount with its currency; nothing for None."""
    if value is None or value == "":
        return ""
    return format_html(
        '<span class="rk-nowrap"><bdi>{}</bdi>{}{}</span>',
        formats.amount(value),
        formats.SPACE,
        formats.currency(),
    )


@register.filter
def number_local(value: Decimal | int | float | str, places: int | None = None) -> SafeString:
    """A number with the thousands and decimals of the language; `|number_local:1` rounds to one decimal."""
    return format_html("<bdi>{}</bdi>", formats.number(value, places))


@register.filter
def filesize_local(value: int) -> str:
    return formats.size(value)


@register.filter
def initials(name: object) -> str:
    return formats.initials(str(name))


@register.simple_tag
def field(bound: BoundField, hint: str = "", label: str = "") -> SafeString:
    """A question with its label, hint, input and errors (`ui/_field.html`)."""
    kind = getattr(bound.field.widget, "input_type", "")
    shape = "choices" if kind == "radio" else kind
    if kind == "checkbox":
        shape = "checks" if getattr(bound.field, "choices", None) is not None else "check"
    described = [
        f"{bound.id_for_label or bound.auto_id}-{part}" for part, there in _parts(bound, hint) if there
    ]
    attributes: dict[str, Any] = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    if "class" not in bound.field.widget.attrs:  # a form that is not ours
        attributes["class"] = "ds-input"
    context = {
        "bound": bound,
        "shape": shape,
        "label": label or bound.label,
        "hint": hint or bound.help_text,
        "identity": bound.id_for_label or bound.auto_id,
        "control": "" if shape in {"choices", "checks"} else bound.as_widget(attrs=attributes),
        "described": " ".join(described),
    }
    return mark_safe(render_to_string("ui/_field.html", context))


@register.simple_tag
def error_summary(form: BaseForm) -> SafeString:
    """What to correct, at the top of the page, focused by the browser; nothing without errors."""
    return (
        mark_safe(render_to_string("ui/_error_summary.html", {"form": form}))
        if form.errors
        else mark_safe("")
    )


@register.simple_tag
def qr(text: str, label: str = "") -> SafeString:
    """A QR code as an inline SVG: error level M, quiet zone of 4 modules, dark on white in every colour scheme."""
    code = segno.make(text, error="m", micro=False)
    side = code.symbol_size(border=4)[0]
    path = "".join(
        f"M{x + 4} {y + 4}h1v1h-1z" for y, row in enumerate(code.matrix) for x, dark in enumerate(row) if dark
    )
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="rk-qr" viewBox="0 0 {} {}" shape-rendering="crispEdges" {}><path fill="#fff" d="M0 0h{}v{}H0z"/>'
        '<path fill="#000" d="{}"/></svg>',
        side,
        side,
        voice,
        side,
        side,
        path,
    )


@register.simple_tag
def clock(explained: Explained | Mapping[str, Any], compact: bool = False) -> SafeString:
    """A legal delay: days used, suspended and left, both dates (`rokhas.ui.clock.Explained` says the fields)."""
    return mark_safe(render_to_string("ui/_clock.html", {"clock": drawn(explained), "compact": compact}))


@register.simple_tag
def due(explained: Explained | Mapping[str, Any]) -> SafeString:
    """A legal delay in a table's cell: words, icon and a small bar. No template: every row has one."""
    return _due(read(explained), get_language())


@lru_cache(maxsize=2000)
def _due(said: Explained, language: str | None) -> SafeString:
    """The same delay stands in many rows, and in the same rows all day: it is drawn once in each language."""
    seen = drawn(said)
    tone, words = seen.tone, seen.words
    return format_html(
        '<div class="due due--{}"><b>{}{}</b><progress class="rk-meter rk-meter--{}" max="100" value="{}" aria-label="{}">'
        "</progress>{}</div>",
        tone,
        icon(seen.icon, "s"),
        _("Suspended") if said.paused else format_html("<span>{}</span>", words),
        tone,
        seen.share,
        seen.summary,
        format_html("<small>{}</small>", day(said.due)) if said.due else "",
    )


@register.simple_tag(takes_context=True)
def slot(context: Context, name: str, subject: Any = None) -> SafeString:
    """The region `name`, filled by the apps that registered for it (`rokhas.ui.slots`)."""
    request = context["request"]
    parts = [
        render_to_string(chosen, {**extra, "subject": subject}, request=request)
        for chosen, extra in slots.fillings(name, request, subject)
    ]
    return mark_safe("".join(parts))


@register.simple_tag(takes_context=True)
def nav_links(context: Context, area: str) -> list[nav.Link]:
    """`{% nav_links "public" as links %}`: the pages of a navigation area that exist for this reader."""
    request = context.get("request")
    return [] if request is None else nav.links(area, request)


@register.filter
def anchor(bound: BoundField) -> str:
    """Where the error summary points: the input, or its group when it is a set of choices."""
    return bound.id_for_label or str(bound.auto_id)


def _parts(bound: BoundField, hint: str) -> list[tuple[str, bool]]:
    return [("hint", bool(hint or bound.help_text)), ("error", bool(bound.errors))]
