"""What an authority fills to decide apart from the steps: coded reasons with their blanks, and a word that adds to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from rokhas.dossiers.forms.review import BLANKS, MAX_BLANK, asking_for
from rokhas.dossiers.models import Ruling
from rokhas.dossiers.queries.review import in_words
from rokhas.procedures.schema import CodedReason
from rokhas.ui.forms import Form

LONGEST = 4000


@dataclass(frozen=True)
class Offered:
    """A coded reason as the page offers it: its sentence, its text, whether it is chosen, the inputs of its blanks."""

    reason: CodedReason
    text: str
    chosen: bool
    blanks: list[BoundField]


class RulingForm(Form):
    """Coded reasons, and remarks that add to them. Bound to what was sent, or showing the decision prepared."""

    reasons = forms.MultipleChoiceField(
        label=_("Reasons"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one reason: words alone are no ground.")},
    )
    remarks = forms.CharField(
        label=_("What you add"),
        help_text=_("Printed after the reasons. It never replaces them."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, offered: Iterable[CodedReason], data: QueryDict | None = None, *, ruling: Ruling | None = None
    ) -> None:
        self.offered = {reason.code: reason for reason in offered}
        super().__init__(data, initial=self.prepared(ruling) if ruling else {})

    def prepared(self, ruling: Ruling) -> dict[str, Any]:
        """What the decision prepared says; its blanks are filled in its sentences, and are asked again."""
        return {"reasons": [reason["code"] for reason in ruling.reasons], "remarks": ruling.remarks}

    def dress(self) -> None:
        reasons = self.fields["reasons"]
        assert isinstance(reasons, forms.MultipleChoiceField)
        reasons.choices = [(code, code) for code in self.offered]
        for reason in self.offered.values():
            for blank in reason.blanks:
                self.fields[_name(reason.code, blank)] = forms.CharField(
                    label=BLANKS.get(blank, blank), required=False, max_length=MAX_BLANK
                )
        super().dress()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for code in cleaned.get("reasons", []):
            for blank in self.offered[code].blanks:
                if not cleaned.get(_name(code, blank)):
                    self.add_error(_name(code, blank), asking_for(blank))
        return cleaned

    def act_arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "reasons": [
                {
                    "code": code,
                    "values": {blank: given[_name(code, blank)] for blank in self.offered[code].blanks},
                }
                for code in given["reasons"]
            ],
            "remarks": given["remarks"],
        }

    def offers(self) -> Iterator[Offered]:
        chosen = set(self["reasons"].value() or [])
        for reason in self.offered.values():
            text = in_words(reason.text).format_map(dict.fromkeys(reason.blanks, "…"))
            blanks = [self[_name(reason.code, blank)] for blank in reason.blanks]
            yield Offered(reason, text, reason.code in chosen, blanks)


class StayForm(RulingForm):
    """`declares`: no zoning settles whether a plan exists, and whoever signs must."""

    until = forms.DateField(
        label=_("Last day of the stay"),
        help_text=_("No delay runs until then; the case is taken up again by itself the day after."),
    )
    no_plan = forms.CharField(
        label=_("I declare that no planning document is approved for this land"),
        help_text=_(
            "The zoning that is loaded does not settle it. Write what you rest on: the state of the study of the plan, a "
            "letter of the agency. Your declaration is printed in the decision."
        ),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Declare it in writing: a decision is put off only where no plan exists.")
        },
    )

    def __init__(
        self,
        offered: Iterable[CodedReason],
        data: QueryDict | None = None,
        *,
        ruling: Ruling | None = None,
        declares: bool,
    ) -> None:
        self.declares = declares
        super().__init__(offered, data, ruling=ruling)

    def dress(self) -> None:
        if not self.declares:
            del self.fields["no_plan"]
        super().dress()

    def prepared(self, ruling: Ruling) -> dict[str, Any]:
        return super().prepared(ruling) | {"until": ruling.until, "no_plan": ruling.no_plan}

    def act_arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        return super().act_arguments() | {"until": given["until"], "no_plan": given.get("no_plan", "")}


class AnswerForm(RulingForm):
    sense = forms.ChoiceField(
        label=_("Your answer"),
        choices=Ruling.Sense.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose your answer.")},
    )

    def prepared(self, ruling: Ruling) -> dict[str, Any]:
        return super().prepared(ruling) | {"sense": ruling.sense}

    def act_arguments(self) -> dict[str, Any]:
        return super().act_arguments() | {"sense": Ruling.Sense(self.cleaned_data["sense"])}


class AppealForm(Form):
    ground = forms.CharField(
        label=_("Why the decision should change"),
        help_text=_("Answer the reasons of the decision one by one. You may add files below."),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


def _name(code: str, blank: str) -> str:
    return f"value-{code}-{blank}"
