"""What officers fill to share the work: the filters of their list, views, absences."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models import Office, Person
from rokhas.dossiers.queries.worklist import LATE, SEVEN_DAYS, TWO_DAYS, Facets, Wanted
from rokhas.ui.forms import Form
from rokhas.work.queries.sharing import MINE, NOBODY, OTHERS

# The questions of the list, in the order of an address.
ASKED = ("q", "when", "who", "procedure", "step", "commune", "category")


class ListForm(Form):
    """The filters of the list, read from its address; a value nobody offers is left out rather than refused."""

    q = forms.CharField(required=False, max_length=100)
    when = forms.ChoiceField(
        required=False, choices=[(each, each) for each in ("", LATE, TWO_DAYS, SEVEN_DAYS)]
    )
    who = forms.ChoiceField(required=False, choices=[(each, each) for each in ("", MINE, NOBODY, OTHERS)])
    procedure = forms.MultipleChoiceField(required=False)
    step = forms.MultipleChoiceField(required=False)
    commune = forms.MultipleChoiceField(required=False)
    category = forms.MultipleChoiceField(required=False)

    def __init__(self, data: Any, facets: Facets) -> None:
        super().__init__(data)
        for name, offered in (
            ("procedure", facets.procedures),
            ("step", facets.steps),
            ("commune", facets.communes),
            ("category", facets.classes),
        ):
            self.fields[name].choices = [(facet.value, facet.label) for facet in offered]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What is asked, without what was not understood."""
        self.is_valid()
        kept = self.cleaned_data
        return Wanted(
            text=kept.get("q", ""),
            when=kept.get("when", ""),
            steps=tuple(kept.get("step", ())),
            communes=tuple(kept.get("commune", ())),
            classes=tuple(kept.get("category", ())),
            procedures=tuple(kept.get("procedure", ())),
        )

    @property
    def holder(self) -> str:
        """Whose tasks: `mine`, `nobody`, `others` or all."""
        return str(self.cleaned_data.get("who", ""))


def filters_of(asked: QueryDict, most: int = 1000) -> str:
    """The filters of an address, in one order and nothing else: what a view keeps. Empty when too long to be kept."""
    kept = QueryDict(mutable=True)
    for name in ASKED:
        values = [value for value in asked.getlist(name) if value]
        if values:
            kept.setlist(name, values)
    query = kept.urlencode()
    return query if len(query) <= most else ""


class ViewForm(Form):
    """The name of a view, and for whom."""

    name = forms.CharField(label=_("Name of the view"), max_length=60)
    office = forms.ModelChoiceField(
        label=_("For"),
        queryset=Office.objects.none(),
        required=False,
        empty_label=_("me alone"),
    )
    opens = forms.BooleanField(label=_("Open my list on this view"), required=False)

    def __init__(self, data: Any, offices: list[Office]) -> None:
        super().__init__(data)
        field: Any = self.fields["office"]
        field.queryset = Office.objects.filter(pk__in=[office.pk for office in offices])


class AbsenceForm(Form):
    """Who is away from where, between which days, and who looks after the tasks."""

    who = forms.ChoiceField(label=_("Who is away, and from which office"))
    substitute = forms.ModelChoiceField(
        label=_("Who looks after the tasks"),
        queryset=Person.objects.none(),
        help_text=_("Only what this colleague's own mandate allows can be answered."),
        empty_label=_("Choose…"),
    )
    starts_on = forms.DateField(label=_("First day"))
    ends_on = forms.DateField(label=_("Last day"))

    def __init__(self, data: Any, offered: list[tuple[Person, Office]], colleagues: list[Person]) -> None:
        super().__init__(data)
        self.offered = {f"{person.pk}-{office.pk}": (person, office) for person, office in offered}
        chosen: Any = self.fields["who"]
        chosen.choices = [(key, f"{person} · {office}") for key, (person, office) in self.offered.items()]
        substitute: Any = self.fields["substitute"]
        substitute.queryset = Person.objects.filter(pk__in=[person.pk for person in colleagues])
        substitute.label_from_instance = lambda person: person.name

    def act_arguments(self) -> dict[str, Any]:
        person, office = self.offered[self.cleaned_data["who"]]
        return {
            "person": person,
            "office": office,
            **{name: self.cleaned_data[name] for name in ("substitute", "starts_on", "ends_on")},
        }
