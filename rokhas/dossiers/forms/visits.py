"""What is filled of a visit: its day, then each point of its list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models import Office
from rokhas.dossiers.actions.visits import LONGEST_WHY
from rokhas.dossiers.errors import NobodyCame
from rokhas.dossiers.models import Seen, Task
from rokhas.dossiers.queries.visits import STATES
from rokhas.ui.forms import Form


class ScheduleForm(Form):
    """The day of the visit, and why it is put off once it was told."""

    field_of = {"until": "on"}
    on = forms.DateField(
        label=_("Day of the visit"),
        help_text=_("A working day; the parties and the members are told at once."),
        widget=forms.DateInput,
    )
    why = forms.CharField(label=_("Why it is put off"), required=False, max_length=LONGEST_WHY)

    def __init__(self, *args: Any, is_fixed: bool, **kwargs: Any) -> None:
        self.is_fixed = is_fixed
        super().__init__(*args, **kwargs)

    def dress(self) -> None:
        if self.is_fixed:
            self.fields["why"].required = True
        else:
            del self.fields["why"]
        super().dress()


@dataclass(frozen=True)
class Line:
    """A point of the list with its two questions."""

    state: forms.BoundField
    note: forms.BoundField


class ReportForm(Form):
    """Who came, and what was seen, point by point."""

    present = forms.MultipleChoiceField(
        label=_("Offices that came"),
        help_text=_("Those that were called and are not ticked are absent: the minutes say so."),
        error_messages={"required": NobodyCame.message},
        widget=forms.CheckboxSelectMultiple,
    )
    remarks = forms.CharField(
        label=_("Remarks"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, task: Task, called: Sequence[Office], *args: Any, **kwargs: Any) -> None:
        self.points, self.called = task.step.checklist, called
        super().__init__(*args, **kwargs)

    def dress(self) -> None:
        language = get_language() or "fr"
        present = self.fields["present"]
        assert isinstance(present, forms.MultipleChoiceField)
        present.choices = [(office.kind, office.name) for office in self.called]
        if not self.called:
            del self.fields["present"]
        for point in self.points:
            self.fields[f"state-{point.code}"] = forms.ChoiceField(
                label=point.names.in_(language), choices=list(STATES.items()), widget=forms.RadioSelect
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
        return {
            "seen": seen,
            "present": self.cleaned_data.get("present", []),
            "remarks": self.cleaned_data["remarks"],
        }


class PhotoForm(Form):
    """Photographs of a point of the list, or of the whole."""

    point = forms.ChoiceField(label=_("Point of the list"), required=False)

    def __init__(self, task: Task, *args: Any, **kwargs: Any) -> None:
        self.points = task.step.checklist
        super().__init__(*args, **kwargs)

    def dress(self) -> None:
        language = get_language() or "fr"
        point = self.fields["point"]
        assert isinstance(point, forms.ChoiceField)
        points = [(each.code, each.names.in_(language)) for each in self.points]
        point.choices = [("", _("The whole of the site")), *points]
        super().dress()
