"""The forms of the account's page, and requests put as the forms of the pages read them, so that one set of rules serves both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rokhas.api.models import Scope
from rokhas.api.schema.officer import FindingAsked, OpinionAsked, ReasonAsked
from rokhas.ui.forms import Form

Names = dict[str, str]


class TokenForm(Form):
    """A new token: for which application, to do what, for how long."""

    name = forms.CharField(
        label=_("Name of the application"),
        help_text=_("A token of the same name belongs to the same application and keeps its webhooks."),
        max_length=80,
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        help_text=_("It never may more than you may yourself at that moment."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one right.")},
    )
    days = forms.TypedChoiceField(label=_("Valid for"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, offered: Sequence[Scope], longest: int) -> None:
        self.offered, self.longest = offered, longest
        super().__init__(data, initial={"days": min(90, longest)})

    def dress(self) -> None:
        offered = [(30, _("30 days")), (90, _("90 days")), (365, _("One year"))]
        self.fields["scopes"].choices = [(scope.value, _said(scope)) for scope in self.offered]  # type: ignore[attr-defined]
        self.fields["days"].choices = [each for each in offered if each[0] <= self.longest]  # type: ignore[attr-defined]
        super().dress()

    def act_arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        return given | {"scopes": [Scope(scope) for scope in given["scopes"]]}


def _said(scope: Scope) -> str:
    """The right in words, with how long it lasts where a setting bounds it."""
    if scope is not Scope.DATA:
        return str(scope.label)
    days = settings.API_DATA_TOKEN_DAYS
    most = ngettext("%(days)s day at most", "%(days)s days at most", days) % {"days": days}
    return f"{scope.label} ({most})"


def sent(values: Mapping[str, str | Sequence[str]]) -> QueryDict:
    """Values as a form receives them."""
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, [value] if isinstance(value, str) else list(value))
    return data


def of_findings(findings: Sequence[FindingAsked]) -> tuple[QueryDict, Names]:
    """As `dossiers.forms.desk.CheckForm` reads them, and the names of the request for those of the form."""
    values: dict[str, str] = {}
    names: Names = {}
    for number, finding in enumerate(findings):
        values[f"state_{finding.document}"] = finding.state
        values[f"reason_{finding.document}"] = finding.reason or ""
        names[f"state_{finding.document}"] = f"findings.{number}.state"
        names[f"reason_{finding.document}"] = f"findings.{number}.reason"
    return sent(values), names


def of_opinion(asked: OpinionAsked) -> tuple[QueryDict, Names]:
    """As `dossiers.forms.review.OpinionForm` reads it."""
    values, names = _reasons(asked.reasons, "value-{code}-{blank}")
    values |= {"verdict": asked.verdict, "remarks": asked.remarks, "despite": asked.despite}
    for point, answer in asked.checklist.items():
        values[f"point-{point}"] = answer
        names[f"point-{point}"] = f"checklist.{point}"
    return sent(values), names


def of_conclusion(sense: str, reasons: Sequence[ReasonAsked], remarks: str) -> tuple[QueryDict, Names]:
    """As `dossiers.forms.desk.ConclusionForm` reads it."""
    values, names = _reasons(reasons, "blank_{code}_{blank}")
    return sent(values | {"sense": sense, "remarks": remarks}), names


def _reasons(reasons: Sequence[ReasonAsked], written: str) -> tuple[dict[str, str | Sequence[str]], Names]:
    values: dict[str, str | Sequence[str]] = {"reasons": [each.code for each in reasons]}
    names: Names = {}
    for number, each in enumerate(reasons):
        for blank, text in each.values.items():
            name = written.format(code=each.code, blank=blank)
            values[name], names[name] = text, f"reasons.{number}.values.{blank}"
    return values, names
