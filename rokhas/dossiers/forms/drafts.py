"""The forms of the applicant's pages: a section generated from the procedure's questions, and the designer's address."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rokhas.dossiers.actions.answering import mark_of
from rokhas.dossiers.errors import AnswerNotUnderstood
from rokhas.dossiers.queries.drafts import in_units, words
from rokhas.dossiers.workflow.answers import clean, shown
from rokhas.procedures.schema import FormField
from rokhas.ui.forms import Form

MOST_CARDS = 6
# (code, label), or (heading, choices) in a long list.
Choices = list[tuple[str, str] | tuple[str, list[tuple[str, str]]]]
ASKED = "asked"
SEEN = "seen-"


class AnswerField(forms.Field):
    """One question of a procedure. Leaving it empty is no mistake: a draft may wait.

    `asked` is false when the page that was sent did not carry the question: its kept answer is then shown and left alone. `seen`
    marks the answer that is shown; `other` is what another page gave meanwhile, in words, when this one replaced it.
    """

    def __init__(self, question: FormField, kept: Any, *, asked: bool) -> None:
        self.question, self.asked = question, asked
        self.seen, self.other = mark_of(kept), ""
        choices = _choices(question)
        if choices or question.type == "communes":  # says to the renderer that the field is a set of choices
            self.choices = choices
        super().__init__(
            required=question.required,
            label=in_units(question),
            help_text=words(question.help) if question.help else "",
            initial=_typed(question, kept),
            widget=_widget(question, choices),
        )

    @property
    def mask(self) -> str:
        """A sealed answer already given is shown masked; sent back masked, it is left as it is."""
        return str(self.initial or "") if self.question.is_sealed else ""

    def clean(self, value: Any) -> Any:
        if self.asked and not self.is_untouched(value):
            try:
                clean(self.question, value)
            except AnswerNotUnderstood as refused:
                raise forms.ValidationError(str(refused), code=refused.code) from refused
        return value

    def is_untouched(self, value: Any) -> bool:
        return bool(self.mask) and value == self.mask

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data if self.asked else initial


class SectionForm(Form):
    """The questions of a section that apply. `given()` is what may be saved: all that was sent and fits.

    `kept` are the questions whose answer of another page stays, because this page had only shown the one before.
    """

    def __init__(
        self,
        questions: Iterable[FormField],
        answers: Mapping[str, Any],
        data: QueryDict | None = None,
        asked: Collection[str] = (),
    ) -> None:
        self.questions = tuple(questions)
        self.answers, self.asked = answers, frozenset(asked)
        self.kept: tuple[str, ...] = ()
        super().__init__(data)

    def dress(self) -> None:
        for question in self.questions:
            kept = self.answers.get(question.code)
            self.fields[question.code] = AnswerField(question, kept, asked=question.code in self.asked)
        super().dress()

    def seen(self) -> dict[str, str]:
        """The marks of the answers that the page showed when it was loaded, by code."""
        return {
            code: self.data[f"{SEEN}{code}"]
            for code in self.asked & set(self.fields)
            if f"{SEEN}{code}" in self.data
        }

    def given(self) -> dict[str, Any]:
        """The answers sent that fit their question, by code."""
        self.full_clean()
        return {
            name: self.cleaned_data[name]
            for name, field in self.fields.items()
            if isinstance(field, AnswerField)
            and field.asked
            and name in self.cleaned_data
            and not field.is_untouched(self.cleaned_data[name])
        }


class DesignerForm(Form):
    """The professional's address on the platform."""

    email = forms.EmailField(
        label=_("E-mail address of the professional's account"),
        help_text=_("The one with which your architect signs in to this platform."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Write a whole address, for example name@practice.ma.")},
    )


def _typed(question: FormField, kept: Any) -> Any:
    """A kept answer as a person would type it again."""
    if kept in (None, ""):
        return kept
    if question.is_sealed:
        return shown(question, kept, get_language() or "fr")
    return str(kept).replace(".", ",") if question.type == "decimal" else kept


def _choices(question: FormField) -> Choices:
    """The answers to choose among, under their headings when they have some, in the order of the procedure."""
    listed: dict[str, list[tuple[str, str]]] = {}
    for choice in question.choices:
        listed.setdefault(words(choice.group) if choice.group else "", []).append(
            (choice.code, words(choice.label))
        )
    return [*listed.pop("", []), *listed.items()]


def _widget(question: FormField, choices: Choices) -> forms.Widget:
    match question.type:
        case "textarea":
            return forms.Textarea(attrs={"rows": 3, **_script(question)})
        case "boolean":
            return forms.CheckboxInput()
        case "multichoice" | "communes":
            return forms.CheckboxSelectMultiple(choices=choices)
        case "choice" if len(choices) <= MOST_CARDS:
            return forms.RadioSelect(choices=choices)
        case "choice":
            return forms.Select(choices=[("", _("Choose…")), *choices])
        case "date":
            return forms.DateInput(attrs={"type": "date", "dir": "ltr"}, format="%Y-%m-%d")
        case "integer" | "decimal":
            mode = "numeric" if question.type == "integer" else "decimal"
            return forms.TextInput(attrs={"inputmode": mode, "dir": "ltr", "autocomplete": "off"})
    return forms.TextInput(attrs=_script(question))


def _script(question: FormField) -> dict[str, str]:
    """The direction and keyboard of a text: codes and addresses go left to right, a text asked in a language is in it."""
    keyboards = {"phone": "tel", "email": "email", "ice": "numeric"}
    if question.format or question.type == "identity":
        mode = keyboards.get(question.format or "", "text")
        return {"dir": "ltr", "autocomplete": "off", "inputmode": mode}
    if question.in_language:
        return {"lang": question.in_language, "dir": "rtl" if question.in_language == "ar" else "ltr"}
    return {}
