"""The form by which an officer states the rules of a land."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rokhas.ui.forms import Form
from rokhas.zoning.schema import Content

_LANGUAGES = {"fr": ("ltr", _("in French")), "ar": ("rtl", _("in Arabic"))}
_TEXTS = {
    "plan": (_("Planning document"), False, 200),
    "zone": (_("Name of the zone"), False, 200),
    "allowed": (_("Uses allowed"), False, 400),
    "forbidden": (_("Uses forbidden"), False, 400),
    "easements": (_("Easements"), False, 2000),
    "remarks": (_("Remarks"), False, 2000),
}
_LONG = {"allowed", "forbidden", "easements", "remarks"}
_METRES = {
    "height": _("Greatest height (m)"),
    "setback_street": _("Setback from the street (m)"),
    "setback_side": _("Setback from the side limits (m)"),
    "setback_back": _("Setback from the back limit (m)"),
    "min_plot": _("Smallest plot (m²)"),
    "floor_ratio": _("Floor area / plot area"),
    "coverage_percent": _("Built share of the plot (%)"),
}


# What may be said not to exist, beside the line that says it otherwise.
_NONE = {
    "no_plan": _("No planning document is approved where this land lies"),
    "not_approved": _("This plan is not approved yet"),
    "no_height": _("The plan sets no height"),
    "no_setback": _("The plan sets no setback"),
    "no_easement": _("No easement is known"),
}
# The field beside which it is said that a line is missing.
_ASKED = {"plan": "plan_fr", "allowed": "allowed_fr", "easements": "easements_fr"}


class NoteForm(Form):
    """Every line of the note, filled from the zoning where one is loaded; what it must say is asked, or said not to exist."""

    approved_on = forms.DateField(label=_("Approved on"), required=False)
    ends_on = forms.DateField(label=_("Public utility until"), required=False)
    zone = forms.CharField(
        label=_("Code of the zone"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    levels = forms.IntegerField(
        label=_("Levels above the ground floor"), min_value=0, max_value=100, required=False
    )

    def __init__(self, data: Any = None, *, content: Content | None = None) -> None:
        initial = {
            name: value for name, value in dict(content or Content()).items() if value not in ("", None)
        }
        if content and content.coverage is not None:
            initial["coverage_percent"] = (content.coverage * 100).quantize(Decimal("0.01"))
        super().__init__(data, initial=initial)
        none = {name: forms.BooleanField(label=label, required=False) for name, label in _NONE.items()}
        self.fields.update({**_texts(), **_figures(), **none})
        self.order_fields(_ORDER)
        self.dress()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        approved, ends = given.get("approved_on"), given.get("ends_on")
        if ends and (approved is None or ends < approved):
            self.add_error("ends_on", _("It ends after the day of the approval."))
        for name in _TEXTS:
            missing = [code for code in _LANGUAGES if not given.get(f"{name}_{code}")]
            if len(missing) == 1 and f"{name}_{missing[0]}" not in self.errors:
                self.add_error(
                    f"{name}_{missing[0]}", _("Say it in both languages: the note is read in each.")
                )
        if not self.errors:
            content = self._content(given)
            for name in content.contradicted():
                self.add_error(name, _("It is said all the same: untick this, or empty what says it."))
            for name in content.missing():
                self.add_error(
                    _ASKED.get(name, name), _("The note says it. Write it, or say below that there is none.")
                )
        return given

    def act_arguments(self) -> dict[str, Any]:
        return {"content": self._content(self.cleaned_data)}

    def _content(self, cleaned: dict[str, Any]) -> Content:
        given = dict(cleaned)
        percent = given.pop("coverage_percent")
        share = None if percent is None else percent / 100
        return Content(
            **{name: value for name, value in given.items() if value not in ("", None)}, coverage=share
        )


def _texts() -> dict[str, forms.Field]:
    return {
        f"{name}_{code}": forms.CharField(
            label=_("%(name)s, %(language)s") % {"name": label, "language": language},
            required=required,
            max_length=most,
            widget=(forms.Textarea if name in _LONG else forms.TextInput)(
                attrs={"dir": direction, "lang": code, **({"rows": 3} if name in _LONG else {})}
            ),
        )
        for name, (label, required, most) in _TEXTS.items()
        for code, (direction, language) in _LANGUAGES.items()
    }


def _figures() -> dict[str, forms.Field]:
    return {
        name: forms.DecimalField(
            label=label,
            min_value=0,
            max_value=100 if name == "coverage_percent" else 10_000_000,
            max_digits=11,
            decimal_places=3,
            required=False,
        )
        for name, label in _METRES.items()
    }


_ORDER = (
    *(
        "plan_fr",
        "plan_ar",
        "no_plan",
        "approved_on",
        "not_approved",
        "ends_on",
        "zone",
        "zone_fr",
        "zone_ar",
    ),
    *(
        "allowed_fr",
        "allowed_ar",
        "forbidden_fr",
        "forbidden_ar",
        "height",
        "levels",
        "no_height",
        "coverage_percent",
        "floor_ratio",
    ),
    *("setback_street", "setback_side", "setback_back", "no_setback", "min_plot"),
    *("easements_fr", "easements_ar", "no_easement", "remarks_fr", "remarks_ar"),
)
