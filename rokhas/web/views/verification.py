"""Verify a document: by the code under its QR, by its number, or by its file, read in memory and never kept."""

from __future__ import annotations

from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from rokhas.kernel.limits import Limit
from rokhas.kernel.references import grouped, is_number, read_code, read_number
from rokhas.signing.queries import lookup
from rokhas.signing.queries import verify as verify_file
from rokhas.ui.http import Request, public, too_many
from rokhas.ui.visitors import visitor
from rokhas.web.forms import CodeForm
from rokhas.web.http import InMemory
from rokhas.web.queries.verification import shown, under

WRONG_CODES = Limit("verify")
# Numbers follow each other: right ones are counted too.
NUMBERS = Limit("verify-number", allowed=30)
# A file is work: hashes and signatures.
FILES = Limit("verify-file", allowed=20)
LARGEST = 20 * 1024 * 1024


@public
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: Request) -> HttpResponseBase:
    """Both forms. The reader of uploads is chosen before the body is, hence the check of the token one step further."""
    if request.method == "POST":
        keeper = InMemory(LARGEST, request)
        request.upload_handlers = [keeper]
        return _dropped(request, keeper)
    if "code" in request.GET:
        form = CodeForm(request.GET)
        if form.is_valid():
            typed = form.cleaned_data["code"]
            wanted = read_number(typed) if is_number(typed) else grouped(read_code(typed))
            return redirect("web:paper", wanted or "-")
        return _forms(request, form=form, status=422)
    return _forms(request)


@public
@never_cache
@require_safe
def paper(request: Request, code: str) -> HttpResponse:
    """The state of the document that bears a code: what the QR opens. Under a number, that of what was granted."""
    if is_number(code):
        return _numbered(request, read_number(code))
    if WRONG_CODES.is_reached(visitor(request)):
        return too_many(request)
    verdict = lookup(code)
    if verdict.facts is None:
        WRONG_CODES.note(visitor(request))
    context = {
        "shown": shown(verdict, is_file=False, today=request.actor.today()),
        "code": grouped(read_code(code)[:40]),
    }
    return render(request, "web/verified.html", context, status=200 if verdict.facts else 404)


def _numbered(request: Request, number: str) -> HttpResponse:
    if not NUMBERS.take(visitor(request)):
        return too_many(request)
    verdict = under(number)
    said = shown(verdict, is_file=False, is_number=True, today=request.actor.today())
    return render(
        request, "web/verified.html", {"shown": said, "code": number}, status=200 if verdict.facts else 404
    )


@csrf_protect
def _dropped(request: Request, keeper: InMemory) -> HttpResponse:
    if FILES.is_reached(visitor(request)):
        return too_many(request)
    FILES.note(visitor(request))
    given = request.FILES.get("file")
    if keeper.too_large:
        return _forms(
            request,
            problem=_("This file is larger than 20 MB: it is not a document of this register."),
            status=413,
        )
    if not isinstance(given, UploadedFile) or not given.size:
        return _forms(request, problem=_("Choose the PDF file that you received."), status=422)
    verdict = verify_file(cast(BinaryIO, given.file))
    said = shown(verdict, is_file=True, today=request.actor.today())
    return render(request, "web/verified.html", {"shown": said, "name": given.name})


def _forms(
    request: Request, *, form: CodeForm | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    return render(request, "web/verify.html", {"form": form or CodeForm(), "problem": problem}, status=status)
