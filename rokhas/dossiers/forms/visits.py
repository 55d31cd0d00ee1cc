"""What is filled of a visit: its day, then each point of its list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rokhas.dossiers.actions.visits import CONFORM, LACKING, NOT_CONCERNED
from rokhas.dossiers.models import Seen, Task
from rokhas.ui.forms import Form

STATES = [
    (CONFORM, _("Conforms")),
    (LACKING, _("Does not conform")),
    (NOT_CONCERNED, _("Not concerned")),
]


class ScheduleForm(Form):
    """The day of the visit."""

    field_of = {"until": "on"}
    on = forms.DateField(
        label=_("Day of the visit"),
        help_text=_("A working day; the parties and the members are told at once."),
        widget=forms.DateInput,
    )


@dataclass(frozen=True)
class Line:
    """A point of the list with its two questions."""

    state: forms.BoundField
    note: forms.BoundField


class ReportForm(Form):
    """What was seen, point by point."""

    remarks = forms.CharField(
        label=_("Remarks"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, task: Task, *args: Any, **kwargs: Any) -> None:
        self.points = task.step.checklist
        super().__init__(*args, **kwargs)

    def dress(self) -> None:
        language = get_language() or "fr"
        for point in self.points:
            self.fields[f"state-{point.code}"] = forms.ChoiceField(
                label=point.names.in_(language), choices=STATES, widget=forms.RadioSelect
            )
            self.fields[f"note-{point.code}"] = forms.CharField(
                label=_("What lacks"), required=False, max_length=400
            )
        super().dress()

    def lines(self) -> Iterator[Line]:
        for point in self.points:
            yield Line(self[f"state-{point.code}"], self[f"note-{point.code}"])

    def act_arguments(self) -> dict[str, Any]:
        seen: list[Seen] = [
            {
                "point": point.code,
                "state": self.cleaned_data[f"state-{point.code}"],
                "note": self.cleaned_data[f"note-{point.code}"],
            }
            for point in self.points
        ]
        return {"seen": seen, "remarks": self.cleaned_data["remarks"]}
