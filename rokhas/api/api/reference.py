"""The description of the interface: for programs (OpenAPI 3.1) and for people (a page without any script)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from ninja.responses import NinjaJSONEncoder

from rokhas.api.api.assembly import METHODS, SECURITY, TAGS, VERSION, interface
from rokhas.api.http.guard import Asking
from rokhas.api.models import Scope
from rokhas.ui.http import Request, public


@require_safe
@public
def description(request: Request) -> HttpResponseBase:
    """OpenAPI 3.1, its summaries in the language of the reader."""
    answer = JsonResponse(interface.get_openapi_schema(), encoder=NinjaJSONEncoder)
    answer["Vary"] = "Accept-Language, Cookie"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
@public
def reference(request: Request) -> HttpResponse:
    """Every address, by part: what it does, the right it asks, what it takes and gives."""
    described = interface.get_openapi_schema()
    schemas = described["components"]["schemas"]
    parts: dict[str, list[dict[str, Any]]] = {name: [] for name in TAGS}
    for path, methods in described["paths"].items():
        for method, told in methods.items():
            if method in METHODS:
                parts[told["tags"][0]].append(_operation(path, method, told, schemas))
    named = {tag["name"]: tag["description"] for tag in described["tags"]}
    context = {
        "parts": [(name, named[name], operations) for name, operations in parts.items()],
        "scopes": [(scope.value, scope.label) for scope in Scope],
        "address": request.build_absolute_uri(reverse("api:root")),
    }
    return render(request, "api/reference.html", context)


def root(request: Asking) -> HttpResponse:
    """Where to begin."""
    return JsonResponse(
        {
            "version": VERSION,
            "openapi": request.build_absolute_uri(reverse("api:openapi")),
            "reference": request.build_absolute_uri(reverse("api:reference")),
        }
    )


def nowhere(request: Asking, rest: str = "") -> HttpResponse:
    """An address of the interface that does not exist."""
    raise Http404


def _operation(path: str, method: str, told: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    media, taken = _content(told.get("requestBody", {}))
    answers = [
        (status, _content(said)[1]) for status, said in told["responses"].items() if status.startswith("2")
    ]
    scopes = [scope for each in told.get("security", []) for scope in each[SECURITY]]
    return {
        "id": told["operationId"].rpartition("_api_api_")[2] or told["operationId"],
        "method": method.upper(),
        "path": path.removeprefix("/api/v1"),
        "summary": told["summary"],
        "scope": scopes[0] if scopes else "",
        "asks_token": "security" in told,
        "parameters": told.get("parameters", []),
        "takes": _members(taken, schemas),
        "media": media,
        "gives": [(status, _members(schema, schemas)) for status, schema in answers],
    }


def _content(told: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The media type of a body and its schema; nothing where there is no body."""
    content: dict[str, dict[str, Any]] = told.get("content", {})
    for media, described in content.items():
        return media, described.get("schema", {})
    return "", {}


def _members(schema: dict[str, Any], schemas: dict[str, Any]) -> list[tuple[str, str]]:
    """The names of an object and the type of each, one level deep."""
    found = _resolved(schema, schemas)
    if found.get("type") == "array":
        found = _resolved(found.get("items", {}), schemas)
    return [(name, _type(each)) for name, each in found.get("properties", {}).items()]


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    resolved: dict[str, Any] = schemas[name] if name else schema
    return resolved


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " | ".join(_type(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"{_type(schema.get('items', {}))}[]"
    if "enum" in schema:
        return " | ".join(str(each) for each in schema["enum"])
    return str(schema.get("format") or schema.get("type") or "any")
