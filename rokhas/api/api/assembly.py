"""The interface as one: its parts, its refusals, its description in OpenAPI 3.1.

Another room adds its acts by a module beside this one and a line in `PARTS`: see docs/how-to/add-an-endpoint.md.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_noop
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from rokhas.api.api import (
    account,
    briefcase,
    desk,
    dossiers,
    drafts,
    enquiries,
    invitations,
    land,
    messages,
    occupations,
    payments,
    people,
    points,
    privacy,
    public,
    registers,
    rulings,
    sharing,
    signatures,
    uploads,
    webhooks,
    work,
    works,
)
from rokhas.api.errors import BodyUnreadable, TokenMissing
from rokhas.api.http.guard import Holds, refusal
from rokhas.api.http.problems import CONTENT_TYPE, misfits
from rokhas.api.schema.common import Problem

VERSION = "1"
PARTS = (
    account.router,
    dossiers.router,
    points.router,
    rulings.router,
    works.router,
    occupations.router,
    drafts.router,
    invitations.router,
    briefcase.router,
    uploads.router,
    messages.router,
    payments.router,
    signatures.router,
    sharing.router,  # before `work`: /work/views is no task
    work.router,
    desk.router,
    enquiries.router,
    people.router,
    registers.router,
    privacy.router,
    webhooks.router,
    public.router,
    land.router,
)
# The parts as the reference page names them, in order.
TAGS = {
    "account": gettext_noop("My account"),
    "dossiers": gettext_noop("My dossiers"),
    "drafts": gettext_noop("Preparing and depositing"),
    "invitations": gettext_noop("Invited professionals"),
    "briefcase": gettext_noop("My documents and data"),
    "uploads": gettext_noop("Files"),
    "messages": gettext_noop("Messages"),
    "payments": gettext_noop("Payments"),
    "signatures": gettext_noop("Signatures"),
    "work": gettext_noop("The work of an office"),
    "enquiries": gettext_noop("Public enquiries"),
    "sharing": gettext_noop("Sharing the work"),
    "people": gettext_noop("The people of an office"),
    "registers": gettext_noop("The registers of the professions"),
    "privacy": gettext_noop("Personal data"),
    "webhooks": gettext_noop("Webhooks"),
    "public": gettext_noop("Open to all"),
}
PROBLEM = "#/components/schemas/Problem"
SECURITY = "token"
METHODS = {"get", "put", "post", "patch", "delete", "head"}


class Interface(NinjaAPI):
    """The parts, with a description whose summaries are in the language of who reads it."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        described = super().get_openapi_schema(path_prefix="/api/v1/", path_params=path_params)
        operations = {operation.operation_id or self.get_openapi_operation_id(operation): operation
                      for router in self._get_bound_routers()
                      for view in router.path_operations.values()
                      for operation in view.operations}  # fmt: skip
        for path in described["paths"].values():
            for method, told in path.items():
                if method in METHODS:
                    _complete(told, operations[told["operationId"]])
        described["components"]["schemas"]["Problem"] = Problem.model_json_schema(
            ref_template="#/components/schemas/{model}"
        )
        described["components"]["schemas"] |= described["components"]["schemas"]["Problem"].pop("$defs", {})
        described["components"]["securitySchemes"] = {
            SECURITY: {
                "type": "http",
                "scheme": "bearer",
                "description": gettext("A token of an application."),
            }
        }
        described["tags"] = [{"name": name, "description": gettext(said)} for name, said in TAGS.items()]
        described["servers"] = [{"url": settings.PUBLIC_URL}]
        return described


def _complete(told: dict[str, Any], operation: Any) -> None:
    """What the library does not say: summaries in words, the right asked, files, problems."""
    sentence = told["summary"]
    told["summary"] = gettext(sentence)
    told.pop("security", None)
    scoped = next((each for each in operation.auth_callbacks), None)
    responses = told["responses"] = {str(status): said for status, said in told["responses"].items()}
    if scoped is not None:
        told["security"] = [{SECURITY: [scoped.scope.value] if isinstance(scoped, Holds) else []}]
    if told.pop("x-file", False):
        responses["200"]["content"] = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
        responses["206"], responses["304"], responses["416"] = (
            responses["200"],
            {"description": "Not Modified"},
            {"description": "Range Not Satisfiable"},
        )
    responses["4XX"] = {
        "description": "A refusal",
        "content": {CONTENT_TYPE: {"schema": {"$ref": PROBLEM}}},
    }


interface = Interface(
    title="Rokhas",
    version=VERSION,
    description="Electronic permits: prepare, deposit, follow, study, sign, verify.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="interface",
    auth=None,
)
for part in PARTS:
    interface.add_router("", part)


@interface.exception_handler(ValidationError)
def not_fitting(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _answer(misfits(error.errors))


@interface.exception_handler(AuthenticationError)
def not_known(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _answer(TokenMissing())


@interface.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """The library raises it for a body that is not JSON, and for nothing else that we use."""
    return _answer(BodyUnreadable())


@interface.exception_handler(Http404)
@interface.exception_handler(Exception)
def anything_else(request: HttpRequest, error: Exception) -> HttpResponse:
    return _answer(error)


def _answer(error: Exception) -> HttpResponse:
    answer = refusal(error)
    assert isinstance(answer, HttpResponse)
    return answer
