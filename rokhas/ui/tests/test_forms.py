from __future__ import annotations

from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.utils import translation

from rokhas.kernel.errors import Refused
from rokhas.ui.forms import Form


class TooLarge(Refused):
    code, field, status = "too-large", "surface", 422
    message = "At most %(most)s m²."


class Closed(Refused):
    code = "closed"
    message = "The task is closed."


class PlotForm(Form):
    field_of = {"surface": "area"}

    area = forms.DecimalField(min_value=1)
    on = forms.DateField(required=False)
    use = forms.ChoiceField(choices=[("house", "House")], widget=forms.RadioSelect)

    def act_arguments(self) -> dict[str, object]:
        return {"area": self.cleaned_data["area"], "on": self.cleaned_data["on"]}


def filled(**changes: str) -> PlotForm:
    return PlotForm({"area": "412,5", "use": "house", **changes})


def test_the_act_receives_the_answers_and_its_result_is_kept() -> None:
    def measure(plot: str, *, by: str, area: Decimal, on: date | None) -> tuple[object, ...]:
        return plot, by, area, on

    form = filled(on="2026-11-28")
    with translation.override("fr"):
        assert form.run(measure, "T-1", by="actor")
    assert form.result == ("T-1", "actor", Decimal("412.5"), date(2026, 11, 28))


def test_a_refusal_goes_to_the_field_it_names() -> None:
    def refuse(**given: object) -> None:
        raise TooLarge(most=400)

    form = filled()
    assert not form.run(refuse)
    assert form.errors == {"area": ["At most 400 m²."]}


def test_a_refusal_about_nothing_in_the_form_goes_above_it() -> None:
    def refuse(**given: object) -> None:
        raise Closed

    form = filled()
    assert not form.run(refuse)
    assert form.non_field_errors() == ["The task is closed."]


def test_a_defect_is_not_hidden_as_a_refusal() -> None:
    def broken(**given: object) -> None:
        raise ValueError("a defect")

    with pytest.raises(ValueError, match="a defect"):
        filled().run(broken)


def test_the_act_is_not_tried_with_wrong_answers() -> None:
    def never(**given: object) -> None:
        raise AssertionError("called")

    assert not filled(area="abc").run(never)


def test_errors_say_how_to_answer_and_the_typed_text_is_kept() -> None:
    with translation.override("fr"):
        form = filled(area="abc", use="")
        page = Template(
            "{% load rokhas %}{% error_summary form %}{% field form.area %}{% field form.use %}"
        ).render(Context({"form": form}))
    assert 'href="#id_area"' in page
    assert "Indiquez-le en chiffres, par exemple 412." in page
    assert "Répondez à cette question." in page
    assert 'value="abc"' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_area-error"' in page
    assert 'id="id_area-error"' in page
    assert 'type="text"' in page
    assert 'inputmode="decimal"' in page
    assert page.count('type="radio"') == 1
    assert "style=" not in page


class NoteForm(Form):
    note = forms.CharField(required=False)


@pytest.mark.parametrize("kind", [dict, QueryDict])
def test_control_characters_are_taken_out_and_lines_are_kept(kind: type) -> None:
    typed = "first\0\x0b\r\nsecond\t\x1bend"
    form = NoteForm({"note": typed} if kind is dict else QueryDict(urlencode({"note": typed})))
    assert form.is_valid()
    assert form.cleaned_data == {"note": "first\nsecond\tend"}
    assert "\0" not in str(form)


def test_a_form_without_errors_has_no_summary() -> None:
    assert Template("{% load rokhas %}{% error_summary form %}").render(Context({"form": filled()})) == ""
