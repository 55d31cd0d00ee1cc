"""Pages of the room itself: the change of language, and the style guide."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from rokhas.ui.clock import Explained
from rokhas.ui.forms import Form
from rokhas.ui.http import Request, public
from rokhas.ui.statuses import STATUSES

ONE_YEAR = 365 * 24 * 3600
SWATCHES = [
    ("cedar 900", "#063A34"),
    ("cedar 700", "#0B5D52"),
    ("cedar wash", "#E8F1EF"),
    ("terre", "#B4532A"),
    ("saffron", "#E0A100"),
    ("majorelle", "#2B4C9B"),
    ("chaux", "#F7F6F2"),
    ("ink", "#1B2624"),
    ("ok", "#096A50"),
    ("info", "#2457A6"),
    ("warn", "#7A5200"),
    ("bad", "#A61B14"),
    ("idle", "#55605E"),
]


@public
@require_safe
def language(request: Request, code: str) -> HttpResponse:
    """Keep the language in a cookie and go back to the page; a plain link, so that it works without scripts."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    after = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        after, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        after = "/"
    response = HttpResponseRedirect(after)  # `redirect` would look for a page of that name
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=ONE_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


class SampleForm(Form):
    """One of each kind of question."""

    area = forms.DecimalField(
        label=gettext_lazy("Area of the plot (m²)"),
        help_text=gettext_lazy("As on the land title"),
        min_value=1,
    )
    on = forms.DateField(label=gettext_lazy("Date of the works"), required=False)
    use = forms.ChoiceField(
        label=gettext_lazy("What do you want to build?"),
        widget=forms.RadioSelect,
        choices=[("house", gettext_lazy("A house or a villa")), ("block", gettext_lazy("A block of flats"))],
    )
    agreed = forms.BooleanField(label=gettext_lazy("I have read the rules of the plan"), required=False)


@public
@require_safe
def styleguide(request: Request) -> HttpResponse:
    """Every component on one page, to look at in both languages and both schemes; absent from production."""
    if settings.ROKHAS_MODE == "production":
        raise Http404
    start = date(2026, 11, 9)
    context = {
        "statuses": STATUSES,
        "swatches": SWATCHES,
        "clocks": [
            Explained(
                10,
                4,
                start=start,
                due=date(2026, 11, 23),
                held=2,
                paused=True,
                law=_("General building regulation"),
            ),
            Explained(10, 4, start=start, due=date(2026, 11, 23)),
            Explained(10, 8, start=start, due=date(2026, 11, 23)),
            Explained(10, 13, start=start, due=date(2026, 11, 23)),
        ],
        "amounts": [
            (_("Construction tax"), Decimal(3960)),
            (_("Urban agency"), Decimal(660)),
            (_("Services"), Decimal(240)),
        ],
        "total": Decimal(4860),
        "signing": {
            "title": _("Sign the opinion"),
            "documents": [
                {"title": _("Opinion of the urban agency"), "sha256": "9f86d081884c7d659a2feaa0c55ad015"}
            ],
            "holder": _("Demonstration officer"),
            "valid_until": date(2028, 3, 31),
            "agent_url": settings.SIGNING_AGENT_URL,
            "prepare_url": request.path,
            "finish_url": request.path,
        },
        "form": SampleForm({"area": "abc"}),
        "blank": SampleForm(prefix="blank"),
    }
    return render(request, "ui/styleguide.html", context)
