"""What the desk, the members and the secretary fill: the check-list, the conclusion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from rokhas.dossiers.actions import decision, desk
from rokhas.dossiers.actions.opinions import word_reasons
from rokhas.dossiers.errors import NoReservesToLift, ReasonsRequired
from rokhas.dossiers.models import Conclusion, Finding, Reason, Task
from rokhas.dossiers.queries.pieces import DocumentPieces, ShownPiece, pieces_by_document
from rokhas.dossiers.workflow import facts
from rokhas.kernel.errors import Refused
from rokhas.procedures.queries import reasons_for
from rokhas.procedures.schema import CITED, CodedReason, Document, Procedure, ReasonKind
from rokhas.ui.forms import Form

Sense = Conclusion.Sense


STATES = {
    "present": gettext_lazy("Present"),
    "missing": gettext_lazy("Missing"),
    "unsigned": gettext_lazy("Not signed"),
    "unreadable": gettext_lazy("Unreadable"),
    "awaited": gettext_lazy("May follow"),
}
# Only the desk's catalogue is offered; a reason may have a blank for the document, which is filled from the line.
BLANK = {"document"}


def offered_reasons(procedure: Procedure) -> list[CodedReason]:
    """The coded reasons that the check-list can fill by itself."""
    return [reason for reason in desk.inadmissibility_reasons(procedure) if set(reason.blanks) <= BLANK]


@dataclass(frozen=True)
class Line:
    """One asked document on the check-list, with its two questions and its files."""

    document: Document
    name: str
    is_main: bool
    state: forms.BoundField
    reason: forms.BoundField
    files: list[ShownPiece]
    earlier: list[ShownPiece] = field(default_factory=list)


class CheckForm(Form):
    """The check-list: what was found of each asked document, and the coded reason when a main one lacks.

    A document without any file cannot be found present: the question does not offer it.
    """

    def __init__(self, task: Task, data: Any = None, *, saved: list[Finding] | None = None) -> None:
        self.task = task
        self.asked = desk.asked_documents(task.dossier)
        self.given: Mapping[str, DocumentPieces] = {
            each.code: each for each in pieces_by_document(task.dossier)
        }
        super().__init__(data, initial=self._only_answers() | _initial(saved or []))

    def dress(self) -> None:
        language = get_language() or "fr"
        reasons = [("", _("Choose the reason"))]
        reasons += [
            (each.code, f"{each.code} · {_shown(each, language)}")
            for each in offered_reasons(self.task.dossier.procedure)
        ]
        for document in self.asked:
            name = document.names.in_(language)
            self.fields[f"state_{document.code}"] = forms.ChoiceField(
                label=name,
                required=False,
                choices=[(state, STATES[state]) for state in self._states(document)],
                widget=forms.RadioSelect,
            )
            self.fields[f"reason_{document.code}"] = forms.ChoiceField(
                label=_("Reason: %(document)s") % {"document": name}, required=False, choices=reasons
            )
        super().dress()

    def _states(self, document: Document) -> list[str]:
        has_file = document.code in self.given and bool(self.given[document.code].current)
        lacking = "missing" if document.kind == "main" else "awaited"
        return ["present", lacking, "unsigned", "unreadable"] if has_file else [lacking]

    def _only_answers(self) -> dict[str, str]:
        """What can only be answered in one way is answered."""
        offered = {f"state_{document.code}": self._states(document) for document in self.asked}
        return {name: states[0] for name, states in offered.items() if len(states) == 1}

    def lines(self) -> Iterator[Line]:
        language = get_language() or "fr"
        for document in self.asked:
            own = self.given.get(document.code)
            yield Line(
                document=document,
                name=document.names.in_(language),
                is_main=document.kind == "main",
                state=self[f"state_{document.code}"],
                reason=self[f"reason_{document.code}"],
                files=own.current if own else [],
                earlier=own.earlier if own else [],
            )

    def findings(self) -> list[Finding]:
        """What has been answered so far, reasons worded in both languages."""
        found = []
        for document in self.asked:
            state = self.cleaned_data.get(f"state_{document.code}") or ""
            if not state:
                continue
            code = self.cleaned_data.get(f"reason_{document.code}") or ""
            reason: Reason | None = None
            if code and state in desk.LACKING and document.kind == "main":
                reason = desk.inadmissibility_reason(self.task.dossier.procedure, document, code)
            found.append(Finding(document=document.code, state=state, reason=reason))
        return found

    def act_arguments(self) -> dict[str, Any]:
        return {"findings": self.findings()}

    def require_reasons(self) -> bool:
        """Before the dossier is declared inadmissible, each lacking main document has its reason: the letter prints them."""
        if not self.is_valid():
            return False
        for finding in self.findings():
            lacks = finding["state"] in desk.LACKING and self._is_main(finding["document"])
            if lacks and finding["reason"] is None:
                self.add_error(f"reason_{finding['document']}", _("Choose the reason: the letter prints it."))
        return not self.errors

    def _is_main(self, code: str) -> bool:
        return any(document.code == code and document.kind == "main" for document in self.asked)


def _initial(saved: list[Finding]) -> dict[str, str]:
    found: dict[str, str] = {}
    for finding in saved:
        found[f"state_{finding['document']}"] = finding["state"]
        if finding["reason"]:
            found[f"reason_{finding['document']}"] = finding["reason"]["code"]
    return found


def _shown(reason: CodedReason, language: str) -> str:
    """The sentence with its blanks drawn."""
    return reason.text.in_(language).format_map(dict.fromkeys(reason.blanks, "…"))


@dataclass(frozen=True)
class SenseChoice:
    """One of the four senses: what it does, and why it cannot be chosen now (empty when it can)."""

    value: str
    label: str
    explanation: str
    impossible: str
    chosen: bool


@dataclass(frozen=True)
class ReasonChoice:
    """A coded reason that the secretary may add, with a question per blank."""

    reason: CodedReason
    sentence: str
    checked: bool
    blanks: list[tuple[str, str, str]]


EXPLANATIONS = {
    Sense.FAVOURABLE: gettext_lazy(
        "The minutes are signed, the fees are asked, then the president signs the permit."
    ),
    Sense.MINOR_RESERVES: gettext_lazy(
        "A letter asks the applicant to answer the reserves within 5 working days of its notification. The offices that raised "
        "them declare them lifted; the legal delay goes on."
    ),
    Sense.CHANGES_ASKED: gettext_lazy(
        "A letter asks for changes. The legal delay stops at its notification and starts again from zero at the new deposit."
    ),
    Sense.UNFAVOURABLE: gettext_lazy(
        "The president signs a refusal with its reasons and remedies. The dossier ends."
    ),
}
EXPLANATIONS_ALONE = EXPLANATIONS | {
    Sense.FAVOURABLE: gettext_lazy("What is due is asked, then the president signs."),
}
ADDED: frozenset[ReasonKind] = frozenset({"modification", "reserve", "unfavourable"})
BLANK_NAMES = {
    "document": gettext_lazy("document"),
    "valeur": gettext_lazy("measured value"),
    "limite": gettext_lazy("limit"),
    "point": gettext_lazy("point"),
    "motif": gettext_lazy("reason in words"),
    CITED: gettext_lazy("Text of law and article on which it rests"),
}


class ConclusionForm(Form):
    """The secretary's conclusion: its sense, reasons added to those of the members, remarks."""

    sense = forms.ChoiceField(label=gettext_lazy("Conclusion"), choices=Sense.choices)
    remarks = forms.CharField(
        label=gettext_lazy("Remarks"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reasons = forms.MultipleChoiceField(label=gettext_lazy("Reasons to add"), required=False)

    def __init__(self, task: Task, data: Any = None) -> None:
        self.task = task
        assert task.office is not None
        case = facts.read(task.dossier)
        self.catalogue = reasons_for(task.dossier.procedure, task.office.kind, ADDED)
        self.gathered = decision.gathered_reasons(case.opinions)
        self.impossible = impossible_senses(case)
        super().__init__(data)

    def dress(self) -> None:
        self.fields["reasons"].choices = [(reason.code, reason.code) for reason in self.catalogue]  # type: ignore[attr-defined]
        super().dress()

    def senses(self) -> Iterator[SenseChoice]:
        given = self["sense"].value()
        for sense in map(Sense, self.task.step.senses):
            refused = self.impossible.get(sense)
            yield SenseChoice(
                value=sense.value,
                label=str(sense.label),
                explanation=str(explanation_of(self.task, sense)),
                impossible=str(refused) if refused else "",
                chosen=given == sense.value,
            )

    def offered_reasons(self) -> Iterator[ReasonChoice]:
        language = get_language() or "fr"
        picked = self["reasons"].value() or []
        for reason in self.catalogue:
            blanks = [
                (
                    self._blank(reason, name),
                    str(BLANK_NAMES.get(name, name)),
                    self.data.get(self._blank(reason, name), ""),
                )
                for name in reason.blanks
            ]
            yield ReasonChoice(reason, _shown(reason, language), reason.code in picked, blanks)

    def act_arguments(self) -> dict[str, Any]:
        by_code = {reason.code: reason for reason in self.catalogue}
        return {
            "sense": Sense(self.cleaned_data["sense"]),
            "remarks": self.cleaned_data["remarks"],
            "reasons": [
                {
                    "code": code,
                    "values": {
                        name: self.data.get(self._blank(by_code[code], name), "")
                        for name in by_code[code].blanks
                    },
                }
                for code in self.cleaned_data["reasons"]
            ],
        }

    def clean(self) -> dict[str, Any]:
        """What the act would refuse is said before the preview; the act says it again on the locked dossier."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        sense = given.get("sense")
        refused = self.impossible.get(Sense(sense)) if sense else None
        if (
            refused is None
            and sense
            and sense != Sense.FAVOURABLE
            and not (self.gathered or given.get("reasons"))
        ):
            refused = ReasonsRequired()
        if refused is not None:
            self.refuse(refused)
        return given

    def worded_reasons(self) -> list[Reason]:
        """Those of the members and those added, in both languages. Raises `ReasonUnknown`, `ReasonNotFilled`."""
        gathered = [] if self.cleaned_data["sense"] == Sense.FAVOURABLE else self.gathered
        return [*gathered, *word_reasons(self.act_arguments()["reasons"], self.task, ADDED)]

    def kept(self) -> Iterator[tuple[str, str]]:
        """Everything typed, to be carried through the preview."""
        names = {"sense", "remarks", "reasons"} | {
            self._blank(reason, name) for reason in self.catalogue for name in reason.blanks
        }
        for name in sorted(names):
            values = self.data.getlist(name) if hasattr(self.data, "getlist") else [self.data.get(name, "")]
            yield from ((name, value) for value in values)

    @staticmethod
    def _blank(reason: CodedReason, name: str) -> str:
        return f"blank_{reason.code}_{name}"


def explanation_of(task: Task, sense: Conclusion.Sense) -> Promise:
    """What a conclusion does: signed in minutes where a commission sits, at once where one office studies alone."""
    said = EXPLANATIONS if task.dossier.procedure.has_commission else EXPLANATIONS_ALONE
    return said[sense]


def impossible_senses(case: facts.Case) -> dict[str, Refused]:
    """The senses that the opinions forbid, with the refusal the act would give (RGC art. 35 and 38)."""
    found: dict[str, Refused] = {}
    for sense, reserves_may_stand in ((Sense.FAVOURABLE, False), (Sense.MINOR_RESERVES, True)):
        try:
            decision.require_conforming(case, reserves_may_stand=reserves_may_stand)
        except Refused as refused:
            found[sense] = refused
    if Sense.MINOR_RESERVES not in found and not case.reserving_offices:
        found[Sense.MINOR_RESERVES] = NoReservesToLift()
    return found
