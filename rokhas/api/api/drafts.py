"""What a person prepares: open, answer, place the land, name the designer, give the pieces, deposit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language, gettext_noop
from ninja import Router

from rokhas.api.errors import UnknownAnswer
from rokhas.api.forms import sent
from rokhas.api.http.acting import Acts, Call
from rokhas.api.http.guard import Asking, Holds
from rokhas.api.http.problems import Misfits, of_form
from rokhas.api.http.versions import reading, tell, version_of
from rokhas.api.models import Scope
from rokhas.api.queries import said
from rokhas.api.schema.applicant import (
    AnswersAsked,
    DepositSaid,
    DesignerAsked,
    DraftAsked,
    DraftSaid,
    LandAsked,
    ParentAsked,
)
from rokhas.api.schema.common import Row
from rokhas.api.schema.messages import CopyAsked
from rokhas.documents.http import deliver
from rokhas.dossiers.actions import filing, following
from rokhas.dossiers.actions.copying import copy_draft
from rokhas.dossiers.actions.practices import ask_signature
from rokhas.dossiers.errors import AnswerNotUnderstood
from rokhas.dossiers.forms.drafts import DesignerForm
from rokhas.dossiers.models import Dossier, Piece
from rokhas.dossiers.views.prepared import designer_at, draft_of, lodge_prepared, own
from rokhas.dossiers.workflow.answers import clean, shown
from rokhas.kernel.actor import Actor
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.queries import current_key
from rokhas.procedures.schema import FormField
from rokhas.territory.forms import ParcelForm

router = Router(tags=["drafts"])
READS = Holds(Scope.DOSSIERS_READ)
act = Acts(router, Holds(Scope.DOSSIERS_WRITE))


@router.get(
    "/drafts/{pk}",
    auth=READS,
    response=DraftSaid,
    summary=gettext_noop("What is asked and what is given; its version is in the header ETag"),
)
def draft(request: Asking, response: HttpResponse, pk: Row) -> DraftSaid:
    return _told(request, response, pk)


@router.get(
    "/drafts/{pk}/pieces/{piece}/file",
    auth=READS,
    response={200: None},
    summary=gettext_noop("The bytes of a file that was given"),
    openapi_extra={"x-file": True},
)
def piece_file(request: Asking, pk: Row, piece: Row) -> HttpResponseBase:
    return deliver(_piece(own(request, pk), piece).document, request=request)


def answers(dossier: Dossier, *, by: Actor, answers: dict[str, Any]) -> Dossier:
    """All of them or none."""
    draft_of(dossier)
    given = {code: raw for code, raw in answers.items() if not _is_untouched(dossier, code, raw)}
    _require_fitting(dossier, given)
    return filing.answer(dossier, given, by=by)


def deposit(dossier: Dossier, *, by: Actor) -> Dossier:
    return lodge_prepared(draft_of(dossier), by=by)


def remove_piece(held: HeldPiece, *, by: Actor) -> None:
    filing.remove_piece(_piece(held.dossier, held.piece), by=by)


def _version(call: Call) -> dict[str, Any]:
    key = current_key(call.given.procedure, call.actor.today())
    return {"version": ProcedureVersion.objects.get(pk=key)}


def _place(call: Call) -> dict[str, Any]:
    given = {"commune": call.given.unit, "lon": call.given.lon, "lat": call.given.lat}
    form = ParcelForm(sent({name: str(value) for name, value in given.items() if value is not None}))
    if not form.is_valid():
        raise of_form(form, {"commune": "unit"})
    place = form.place()
    point = place.point
    return {
        "unit": place.unit,
        "lon": point.lon if point else None,
        "lat": point.lat if point else None,
    }


def _parent(call: Call) -> dict[str, Any]:
    return {"number": call.given.number, "tracking_code": call.given.tracking_code or ""}


def _designer(call: Call) -> dict[str, Any]:
    form = DesignerForm(sent({"email": call.given.email}))
    if not form.is_valid():
        raise of_form(form)
    person = designer_at(form.cleaned_data["email"], call.subject, call.actor.today())
    if person is None:
        raise Http404
    return {"designer": person}


@dataclass(frozen=True)
class HeldPiece:
    """A piece of a dossier, by its number: it is read again once the dossier is held."""

    dossier: Dossier
    piece: int

    @property
    def pk(self) -> int:
        return self.dossier.pk


@contextmanager
def _reading_piece(found: HeldPiece, if_match: str | None) -> Iterator[HeldPiece]:
    with reading(found.dossier, if_match) as dossier:
        yield HeldPiece(dossier, found.piece)


def _prepared(call: Call) -> DraftSaid:
    return _told(call.request, call.response, call.subject.pk)


def _opened(call: Call) -> DraftSaid:
    return said.draft(draft_of(own(call.request, call.done.pk), follow=True))


def _deposited(call: Call) -> DepositSaid:
    lodged = call.done
    version = lodged.versions.latest("number")
    return DepositSaid(
        id=lodged.pk,
        number=lodged.number or "",
        tracking_code=lodged.tracking_code or "",
        version=version.number,
        lodged_at=version.lodged_at,
    )


act(
    "POST",
    "/drafts",
    filing.open_draft,
    asked=DraftAsked,
    reads=_version,
    key="taken",
    gives=DraftSaid,
    says=_opened,
    status=201,
    summary=gettext_noop("Open a draft of a procedure"),
)
act(
    "POST",
    "/drafts/{pk}/copy",
    copy_draft,
    on=own,
    asked=CopyAsked,
    key="taken",
    gives=DraftSaid,
    says=_opened,
    status=201,
    summary=gettext_noop("Open a new draft from a dossier of mine, drafted or deposited"),
)
act(
    "PATCH",
    "/drafts/{pk}/answers",
    answers,
    on=own,
    hold=reading,
    asked=AnswersAsked,
    gives=DraftSaid,
    says=_prepared,
    summary=gettext_noop("Save answers, all of them or none"),
)
act(
    "PUT",
    "/drafts/{pk}/land",
    filing.place_land,
    on=own,
    hold=reading,
    asked=LandAsked,
    reads=_place,
    gives=DraftSaid,
    says=_prepared,
    summary=gettext_noop("Say where the land is"),
)
act(
    "PUT",
    "/drafts/{pk}/parent",
    following.follow,
    on=own,
    hold=reading,
    asked=ParentAsked,
    reads=_parent,
    gives=DraftSaid,
    says=_prepared,
    summary=gettext_noop("Say which permit the request comes after; its land and its works come with it"),
)
act(
    "DELETE",
    "/drafts/{pk}/parent",
    following.follow_none,
    on=own,
    hold=reading,
    gives=DraftSaid,
    says=_prepared,
    summary=gettext_noop("The request comes after no permit"),
)
act(
    "PUT",
    "/drafts/{pk}/designer",
    filing.name_designer,
    on=own,
    hold=reading,
    asked=DesignerAsked,
    reads=_designer,
    gives=DraftSaid,
    says=_prepared,
    summary=gettext_noop("Name the professional who designs the project and signs its plans"),
)
act(
    "DELETE",
    "/drafts/{pk}/pieces/{piece}",
    remove_piece,
    on=lambda request, pk, piece: HeldPiece(own(request, pk), piece),
    hold=_reading_piece,
    gives=DraftSaid,
    says=_prepared,
    summary=gettext_noop("Take a file out of what is prepared"),
)
act(
    "POST",
    "/drafts/{pk}/signature-request",
    ask_signature,
    on=own,
    gives=DraftSaid,
    says=_prepared,
    summary=gettext_noop(
        "Tell the designer that what others prepared is complete and waits for their signature"
    ),
)
act(
    "POST",
    "/drafts/{pk}/deposit",
    deposit,
    on=own,
    hold=reading,
    key="needed",
    gives=DepositSaid,
    says=_deposited,
    status=201,
    summary=gettext_noop("Deposit: for the first time, in answer to reserves, or a new version"),
)


def _told(request: Asking, response: HttpResponse, pk: int) -> DraftSaid:
    """What is prepared, as it now stands, under its new version."""
    dossier = own(request, pk)
    tell(response, version_of(dossier))
    return said.draft(draft_of(dossier, follow=True))


def _piece(dossier: Dossier, pk: int) -> Piece:
    return get_object_or_404(dossier.pieces.select_related("document"), pk=pk)


def _require_fitting(dossier: Dossier, answers: dict[str, Any]) -> None:
    """Nothing is saved when one does not fit: each that does not is named. Raises `Misfits`."""
    questions = {question.code: question for question in dossier.procedure.fields}
    found = []
    for code, raw in answers.items():
        question = questions.get(code)
        if question is None:
            found.append((f"answers.{code}", UnknownAnswer.code, str(UnknownAnswer())))
            continue
        try:
            if not _is_of_type(question, raw):
                raise AnswerNotUnderstood(why=question.type)
            clean(question, raw)
        except AnswerNotUnderstood as refused:
            found.append((f"answers.{code}", refused.code, str(refused)))
    if found:
        raise Misfits(found)


def _is_untouched(dossier: Dossier, code: str, raw: Any) -> bool:
    """A sealed answer is told masked; sent back masked, it is left as it is."""
    question = next((each for each in dossier.procedure.fields if each.code == code), None)
    kept = dossier.answers.get(code)
    return bool(
        question and question.is_sealed and kept and raw == shown(question, kept, get_language() or "fr")
    )


def _is_of_type(question: FormField, raw: Any) -> bool:
    """Whether JSON of this kind can answer the question; a place is given by PUT …/land."""
    if raw is None:
        return question.type != "parcel"
    texts = raw if isinstance(raw, list) else [raw]
    if any(isinstance(text, str) and not _is_unicode(text) for text in texts):
        return False
    match question.type:
        case "parcel":
            return False
        case "boolean":
            return isinstance(raw, bool)
        case "integer" | "decimal":
            return isinstance(raw, int | float | str) and not isinstance(raw, bool) and len(str(raw)) < 40
        case "multichoice" | "communes":
            return isinstance(raw, list) and all(isinstance(each, str) for each in raw)
    return isinstance(raw, str)


def _is_unicode(text: str) -> bool:
    """JSON can name halves of characters, which no database keeps."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
