"""What a person prepares: open, answer, place the land, name the designer, give the pieces, deposit."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language, gettext_noop
from ninja import Header, Router

from rokhas.api.errors import UnknownAnswer
from rokhas.api.forms import sent
from rokhas.api.http.guard import Asking, Holds
from rokhas.api.http.problems import Misfits, of_form
from rokhas.api.http.replay import once
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
)
from rokhas.api.schema.common import Key, Row, Tag
from rokhas.documents.http import deliver
from rokhas.dossiers.actions import filing
from rokhas.dossiers.errors import AnswerNotUnderstood
from rokhas.dossiers.forms.drafts import DesignerForm
from rokhas.dossiers.models import Dossier, Piece
from rokhas.dossiers.views.prepared import designer_at, draft_of, lodge_prepared, own
from rokhas.dossiers.workflow.answers import clean, shown
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.queries import current_key
from rokhas.procedures.schema import FormField
from rokhas.territory.forms import ParcelForm

router = Router(tags=["drafts"])
READS, WRITES = Holds(Scope.DOSSIERS_READ), Holds(Scope.DOSSIERS_WRITE)
IfMatch = Annotated[Tag | None, Header(alias="If-Match")]
IdempotencyKey = Annotated[Key | None, Header(alias="Idempotency-Key")]


@router.post(
    "/drafts",
    auth=WRITES,
    response={201: DraftSaid},
    summary=gettext_noop("Open a draft of a procedure"),
)
def open_draft(
    request: Asking, response: HttpResponse, asked: DraftAsked, key: IdempotencyKey = None
) -> object:
    def work() -> DraftSaid:
        version = ProcedureVersion.objects.get(pk=current_key(asked.procedure, request.actor.today()))
        return _draft(request, filing.open_draft(version, by=request.actor).pk)

    return once(request, response, key, work, status=201, required=False)


@router.get(
    "/drafts/{pk}",
    auth=READS,
    response=DraftSaid,
    summary=gettext_noop("What is asked and what is given; its version is in the header ETag"),
)
def draft(request: Asking, response: HttpResponse, pk: Row) -> DraftSaid:
    return _told(request, response, pk)


@router.patch(
    "/drafts/{pk}/answers",
    auth=WRITES,
    response=DraftSaid,
    summary=gettext_noop("Save answers, all of them or none"),
)
def answers(
    request: Asking, response: HttpResponse, pk: Row, asked: AnswersAsked, if_match: IfMatch = None
) -> DraftSaid:
    with reading(own(request, pk), if_match) as dossier:
        draft_of(dossier)
        given = {code: raw for code, raw in asked.answers.items() if not _is_untouched(dossier, code, raw)}
        _require_fitting(dossier, given)
        filing.answer(dossier, given, by=request.actor)
    return _told(request, response, pk)


@router.put(
    "/drafts/{pk}/land",
    auth=WRITES,
    response=DraftSaid,
    summary=gettext_noop("Say where the land is"),
)
def land(
    request: Asking, response: HttpResponse, pk: Row, asked: LandAsked, if_match: IfMatch = None
) -> DraftSaid:
    given = {"commune": asked.unit, "lon": asked.lon, "lat": asked.lat}
    form = ParcelForm(sent({name: str(value) for name, value in given.items() if value is not None}))
    with reading(own(request, pk), if_match) as dossier:
        if not form.is_valid():
            raise of_form(form, {"commune": "unit"})
        place = form.place()
        point = place.point
        filing.place_land(
            dossier,
            by=request.actor,
            unit=place.unit,
            lon=point.lon if point else None,
            lat=point.lat if point else None,
        )
    return _told(request, response, pk)


@router.put(
    "/drafts/{pk}/designer",
    auth=WRITES,
    response=DraftSaid,
    summary=gettext_noop("Name the professional who designs the project and signs its plans"),
)
def designer(
    request: Asking, response: HttpResponse, pk: Row, asked: DesignerAsked, if_match: IfMatch = None
) -> DraftSaid:
    form = DesignerForm(sent({"email": asked.email}))
    with reading(own(request, pk), if_match) as dossier:
        if not form.is_valid():
            raise of_form(form)
        person = designer_at(form.cleaned_data["email"], dossier, request.actor.today())
        if person is None:
            raise Http404
        filing.name_designer(dossier, person, by=request.actor)
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


@router.delete(
    "/drafts/{pk}/pieces/{piece}",
    auth=WRITES,
    response=DraftSaid,
    summary=gettext_noop("Take a file out of what is prepared"),
)
def remove_piece(
    request: Asking, response: HttpResponse, pk: Row, piece: Row, if_match: IfMatch = None
) -> DraftSaid:
    with reading(own(request, pk), if_match) as dossier:
        filing.remove_piece(_piece(dossier, piece), by=request.actor)
    return _told(request, response, pk)


@router.post(
    "/drafts/{pk}/deposit",
    auth=WRITES,
    response={201: DepositSaid},
    summary=gettext_noop("Deposit: for the first time, in answer to reserves, or a new version"),
)
def deposit(
    request: Asking,
    response: HttpResponse,
    pk: Row,
    if_match: IfMatch = None,
    key: IdempotencyKey = None,
) -> object:
    def work() -> DepositSaid:
        with reading(own(request, pk), if_match) as dossier:
            lodged = lodge_prepared(draft_of(dossier), by=request.actor)
        version = lodged.versions.latest("number")
        return DepositSaid(
            id=lodged.pk,
            number=lodged.number or "",
            tracking_code=lodged.tracking_code or "",
            version=version.number,
            lodged_at=version.lodged_at,
        )

    own(request, pk)
    return once(request, response, key, work, status=201)


def _draft(request: Asking, pk: int) -> DraftSaid:
    return said.draft(draft_of(own(request, pk), follow=True))


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
        case "multichoice":
            return isinstance(raw, list) and all(isinstance(each, str) for each in raw)
    return isinstance(raw, str)


def _is_unicode(text: str) -> bool:
    """JSON can name halves of characters, which no database keeps."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
