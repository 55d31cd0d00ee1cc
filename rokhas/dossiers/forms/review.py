"""The opinion of a member: a check-list, a verdict, coded reasons with their blanks, remarks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rokhas.dossiers.actions.opinions import KINDS, REMARKS
from rokhas.dossiers.models import Opinion, OpinionDraft, Verdict
from rokhas.dossiers.queries.review import Point, family_of, in_words
from rokhas.procedures.schema import CITED, CodedReason
from rokhas.ui.forms import Form

YES, NO, NOT_APPLICABLE = "yes", "no", "na"
ANSWERS = ((YES, _("Yes")), (NO, _("No")), (NOT_APPLICABLE, _("N/A")))
BLANKS = {
    "document": _("Document"),
    "valeur": _("Value found"),
    "limite": _("Limit allowed"),
    "point": _("Point"),
    "motif": _("Ground"),
    CITED: _("Text of law and article on which it rests"),
}
MAX_REMARKS, MAX_BLANK = 4000, 200
LOOKS = {
    Verdict.FAVOURABLE: ("ok", "circle-check"),
    Verdict.RESERVED: ("warn", "alert-triangle"),
    Verdict.TO_MODIFY: ("warn", "pencil-exclamation"),
    Verdict.UNFAVOURABLE: ("bad", "circle-x"),
}


@dataclass(frozen=True)
class Offer:
    """A coded reason as the page offers it: its sentence, whether it is chosen, the inputs of its blanks."""

    reason: CodedReason
    text: str
    chosen: bool
    blanks: list[BoundField]


@dataclass(frozen=True)
class Checked:
    """A point with its answer and the reasons that may explain it."""

    point: Point
    answer: BoundField
    offers: list[Offer]

    @property
    def linked(self) -> list[Offer]:
        return [offer for offer in self.offers if offer.chosen]


@dataclass(frozen=True)
class Choice:
    """A verdict as the page draws it; `kinds` are those of the reasons that may go with it."""

    value: str
    label: str
    tone: str
    icon: str
    kinds: str
    chosen: bool


class OpinionForm(Form):
    """Bound to what was sent, or showing the draft kept, or the opinion prepared."""

    verdict = forms.ChoiceField(
        label=_("Your opinion"),
        choices=[(verdict.value, verdict.label) for verdict in Verdict.chosen_by_people()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose your opinion.")},
    )
    reasons = forms.MultipleChoiceField(
        label=_("Reasons"), required=False, widget=forms.CheckboxSelectMultiple
    )
    remarks = forms.CharField(
        label=_("Remarks"),
        help_text=_(
            "They are printed on your opinion, which the applicant may read once the commission has concluded."
        ),
        required=False,
        max_length=MAX_REMARKS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    despite = forms.CharField(
        label=_("Why favourable although points stand"),
        help_text=_(
            "Only if your opinion is favourable while points of your office are not lifted. Both are printed on the opinion."
        ),
        required=False,
        max_length=MAX_REMARKS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        points: list[Point],
        data: QueryDict | None = None,
        *,
        draft: OpinionDraft | None = None,
        opinion: Opinion | None = None,
    ) -> None:
        self.points = points
        self.offered = {reason.code: reason for point in points for reason in point.reasons}
        initial = _typed(draft) if draft else _prepared(opinion) if opinion else {}
        super().__init__(data, initial=initial)

    def dress(self) -> None:
        reasons = self.fields["reasons"]
        assert isinstance(reasons, forms.MultipleChoiceField)
        reasons.choices = [(code, code) for code in self.offered]
        for point in self.points:
            self.fields[_point_name(point.code)] = forms.ChoiceField(
                label=point.label, choices=ANSWERS, required=False, widget=forms.RadioSelect
            )
        for reason in self.offered.values():
            for blank in reason.blanks:
                self.fields[_blank_name(reason.code, blank)] = forms.CharField(
                    label=BLANKS.get(blank, blank), required=False, max_length=MAX_BLANK
                )
        super().dress()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = cleaned.get("reasons", [])
        for code in chosen:
            for blank in self.offered[code].blanks:
                name = _blank_name(code, blank)
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, asking_for(blank))
        if "verdict" in cleaned:
            self._check_kinds(cleaned["verdict"], chosen)
        explained = {family_of(code) for code in chosen}
        for point in self.points:
            if cleaned.get(_point_name(point.code)) == NO and point.code not in explained:
                self.add_error(
                    _point_name(point.code),
                    _("Choose a reason that explains this “No”, or change the answer."),
                )
        return cleaned

    def act_arguments(self) -> dict[str, Any]:
        """What `prepare_opinion` receives."""
        given = self.cleaned_data
        return {
            "verdict": Verdict(given["verdict"]),
            "reasons": [
                {
                    "code": code,
                    "values": {blank: given[_blank_name(code, blank)] for blank in self.offered[code].blanks},
                }
                for code in given["reasons"]
            ],
            "checklist": {
                point.code: given[_point_name(point.code)]
                for point in self.points
                if given[_point_name(point.code)]
            },
            "remarks": given["remarks"],
            "despite": given["despite"],
        }

    def typed(self) -> dict[str, list[str]]:
        """All that was sent, as it was typed: what a draft keeps."""
        data = self.data
        assert isinstance(data, QueryDict)
        return {name: data.getlist(name) for name in self.fields if data.getlist(name)}

    def choices(self) -> list[Choice]:
        value = self["verdict"].value()
        return [
            Choice(
                verdict.value, str(verdict.label), *LOOKS[verdict], " ".join(sorted(KINDS.get(verdict, REMARKS))),
                value == verdict,
            )
            for verdict in Verdict.chosen_by_people()
        ]  # fmt: skip

    def checked(self) -> list[Checked]:
        """The check-list with its answers, each point with the reasons offered."""
        chosen = set(self["reasons"].value() or [])
        return [
            Checked(
                point,
                self[_point_name(point.code)],
                [
                    Offer(
                        reason,
                        _shown(reason),
                        reason.code in chosen,
                        [self[_blank_name(reason.code, blank)] for blank in reason.blanks],
                    )
                    for reason in point.reasons
                ],
            )
            for point in self.points
        ]

    def answered(self) -> int:
        return sum(bool(self[_point_name(point.code)].value()) for point in self.points)

    def _check_kinds(self, verdict: str, chosen: list[str]) -> None:
        allowed = KINDS.get(verdict, REMARKS)
        wrong = [code for code in chosen if self.offered[code].kind not in allowed]
        if wrong:
            said = _(
                "%(reasons)s cannot go with the opinion “%(verdict)s”. Choose other reasons, or another opinion."
            )
            label = Verdict(verdict).label
            self.add_error("reasons", said % {"reasons": gettext(", ").join(wrong), "verdict": label})


def _point_name(code: str) -> str:
    return f"point-{code}"


def _blank_name(code: str, blank: str) -> str:
    return f"value-{code}-{blank}"


def asking_for(blank: str) -> str:
    """What is said to whoever left a blank of a reason."""
    if blank == CITED:
        return gettext("Cite the text: an unfavourable answer rests on one.")
    return gettext("Fill it in: it is part of the sentence.")


def _shown(reason: CodedReason) -> str:
    """The sentence with its blanks as dots."""
    return in_words(reason.text).format_map(dict.fromkeys(reason.blanks, "…"))


def _typed(draft: OpinionDraft) -> dict[str, Any]:
    content: Mapping[str, list[str]] = draft.content
    return {name: values if name == "reasons" else values[0] for name, values in content.items()}


def _prepared(opinion: Opinion) -> dict[str, Any]:
    checklist = {_point_name(code): answer for code, answer in opinion.checklist.items()}
    codes = [reason["code"] for reason in opinion.reasons]
    said = {"remarks": opinion.remarks, "despite": opinion.despite}
    return {"verdict": opinion.verdict, "reasons": codes, **said, **checklist}
