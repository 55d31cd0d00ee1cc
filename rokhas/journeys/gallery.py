"""What there is to see in a demonstration that is loaded: each page by name, before whom it opens, where, and what they do there
first. A page that this demonstration cannot show is left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from rokhas.accounts.models import EntryRequest, Mandate, Office, Person, RegisterEntry, Role
from rokhas.documents.queries import read
from rokhas.dossiers.models import Dossier, Message, OfficialPaper, Outcome, PaperKind, Task
from rokhas.journeys.country import TOWNS
from rokhas.journeys.gestures import (
    Doing,
    begins,
    breaks,
    drops,
    follows,
    insists,
    proves,
    send_without_token,
    tracks,
)
from rokhas.kernel.references import grouped
from rokhas.privacy.models import DataRequest
from rokhas.procedures.schema import Kind
from rokhas.signing.models import FileState, RegisteredFile
from rokhas.worksites.models import Worksite

CHECKED = "/dossiers/new/refurbishment-permit/check/?works=upkeep&permit=held&right=tenant&public=opened&person=company"


@dataclass(frozen=True)
class Look:
    """A page; `role` is the word of a part of the cast, `""` a visitor. One for the `press` is printed as well."""

    name: str
    role: str
    address: str
    then: Doing | None = None
    press: bool = False


def looks() -> Iterator[Look]:
    """Every page, those of visitors first."""
    for room in (
        _errors,
        _public,
        _verification,
        _applicant,
        _account,
        _office,
        _watching,
        _managing,
    ):
        try:
            yield from room()
        except ObjectDoesNotExist:
            continue  # the rest of the country is still being loaded


def cast() -> dict[str, int]:
    """The people of the first town, by the word of their part: the demonstration lets each in by one click."""
    place = TOWNS[0].replace(".", "")
    found: dict[str, int] = {}
    for email, pk in Person.objects.filter(is_fictional=True).values_list("email", "pk").order_by("pk"):
        word, _, office = email.partition("@")[0].partition(".")
        if word not in found or office == place:
            found[word] = pk
    return found


def _errors() -> Iterator[Look]:
    yield Look("error-404", "", "/nowhere/")
    yield Look("error-403-form", "", "/verify/", send_without_token)
    yield Look("error-500", "", "/", breaks)
    minutes = _open(Kind.CONCLUSION).filter(office__mandates__person=_one("front-desk")).first()
    yield Look("error-404-officer", "secretary", "/dossiers/PCT-2026-000000000-00001/")
    if minutes:
        yield Look("error-403", "front-desk", f"/work/{minutes.pk}/conclusion/")


def _public() -> Iterator[Look]:
    for name, address in {
        "home": "/",
        "procedures": "/procedures/",
        "procedure": "/procedures/building-permit/",
        "activities": "/activities/",
        "activities-found": "/activities/?q=caf%C3%A9",
        "activity": "/activities/art_057/",
        "eligibility": "/dossiers/new/refurbishment-permit/check/",
        "eligibility-list": "/dossiers/new/simple-declaration/check/",
        "eligibility-found": "/dossiers/new/simple-declaration/check/?find=caf%C3%A9",
        "eligibility-place": f"{CHECKED}&find=casa",
        "eligibility-right": f"{CHECKED}&later=1",
        "eligibility-elsewhere": "/dossiers/new/refurbishment-permit/check/?works=larger",
        "eligibility-ask": "/dossiers/new/building-permit/check/?works=down",
        "track": "/track/",
        "verify": "/verify/",
        "help": "/help/",
        "accessibility": "/accessibility/",
        "personal-data": "/personal-data/",
        "legal-notice": "/legal-notice/",
        "service-state": "/service-state/",
        "sign-in": "/sign-in/login/",
        "sign-up": "/sign-in/signup/",
        "sign-in-code": "/sign-in/login/code/",
        "password-forgotten": "/sign-in/password/reset/",
        "sign-in-demo": "/sign-in/demo/",
        "api-reference": "/api/",
        "styleguide": "/styleguide",
    }.items():
        yield Look(name, "", address)
    for name, dossier in {
        "tracked-opinions": _where(Kind.OPINION),
        "tracked-delivered": _granted(),
        "tracked-changes": _where(Kind.DECLARATION),
    }.items():
        yield Look(name, "", "/track/", tracks(dossier))


def _verification() -> Iterator[Look]:
    papers = OfficialPaper.objects.ready().exclude(verification_code="")
    standing = papers.filter(kind=PaperKind.PERMIT, superseded_at=None).earliest("pk")
    yield Look("verified-permit", "", _verify(standing), press=True)
    for name, state in {
        "verified-withdrawn": FileState.WITHDRAWN,
        "verified-incomplete": FileState.INCOMPLETE,
    }.items():
        elsewhere = RegisteredFile.objects.exclude(state=state).values("code")
        registered = (
            RegisteredFile.objects.filter(state=state).exclude(code__in=elsewhere).exclude(code="").first()
        )
        if registered:
            yield Look(name, "", f"/verify/{grouped(registered.code)}")
    replaced = RegisteredFile.objects.filter(state=FileState.SUPERSEDED).select_related("document").first()
    if replaced:
        yield Look("verified-superseded", "", "/verify/", drops("ancien.pdf", read(replaced.document)))
    yield Look("verified-unknown-code", "", "/verify/AAAA-AAAA-AAAA")
    content = read(standing.document) if standing.document else b""
    yield Look("verified-file", "", "/verify/", drops("permis.pdf", content))
    yield Look("verified-altered", "", "/verify/", drops("permis.pdf", content + b"\n%more\n"))
    yield Look("verified-other-file", "", "/verify/", drops("autre.pdf", b"%PDF-1.7\n%%EOF\n"))
    yield Look("verified-not-a-file", "", "/verify/", drops("vide.pdf", b""))


def _applicant() -> Iterator[Look]:
    who = "architect"
    architect = _one(who)
    yield Look("applicant-home", who, "/")
    yield Look("applicant-dossiers", who, "/dossiers/")
    for procedure in ("building-permit", "refurbishment-permit", "simple-declaration"):
        yield Look(f"new-{procedure}", who, f"/dossiers/new/{procedure}/")
    draft = Dossier.objects.filter(filer=architect, number=None).earliest("pk")
    here = f"/dossiers/drafts/{draft.pk}"
    yield Look("my-documents", who, "/my-documents/")
    yield Look("my-documents-data", who, "/my-documents/data/")
    yield Look("draft", who, f"{here}/")
    yield Look("draft-empty", who, "/dossiers/new/building-permit/", begins)
    for word in ("land", "designer", "pieces", "check", "copy"):
        yield Look(f"draft-{word}", who, f"{here}/{word}/")
    for section in draft.procedure.form[:2]:
        yield Look(f"draft-section-{section.code}", who, f"{here}/sections/{section.code}/")
    deposited = _where(Kind.CHECK, filer=architect)
    yield Look("lodged", who, f"/dossiers/drafts/{deposited.pk}/deposit/", press=True)
    for name, dossier in {
        "case-check": deposited,
        "case-opinions": _where(Kind.OPINION, filer=architect),
        "case-to-pay": _where(Kind.PAYMENT, filer=architect),
        "case-changes": _where(Kind.DECLARATION, filer=architect),
        "case-delivered": _granted(filer=architect),
    }.items():
        yield Look(name, who, f"/dossiers/{dossier.number}/", press=True)
    delivered = _granted(filer=architect).number
    for tab in ("pieces", "opinions", "payments", "history", "versions", "messages", "works"):
        yield Look(f"case-delivered-{tab}", who, f"/dossiers/{delivered}/{tab}/")
    yield Look("building", who, f"/buildings/{delivered}/")
    yield Look("building-public", "", f"/buildings/{delivered}/")
    built = Worksite.objects.exclude(completed_at=None).select_related("dossier", "architect").first()
    if built:
        yield Look("building-whole", _word(built.architect), f"/buildings/{built.dossier.number}/")
        yield Look("works-whole", _word(built.architect), f"/dossiers/{built.dossier.number}/works/")
    waiting = OfficialPaper.objects.filter(document=None).exclude(issued_at=None).first()
    if waiting:
        address = f"/dossiers/{waiting.dossier.number}/papers/{waiting.pk}/"
        yield Look("case-waiting", "secretary", address)
    yield Look("threads", who, "/messages/")
    yield from _corrected()
    to_pay = _where(Kind.PAYMENT, filer=architect)
    yield Look("payment", who, f"/dossiers/{to_pay.number}/payments/", follows("a[href^='/payments/']"))
    keyless = Dossier.objects.filter(number=None, designer__certificates=None).exclude(designer=None).first()
    if keyless and keyless.designer:
        yield Look("sign-panel-without-key", _word(keyless.designer), f"/dossiers/drafts/{keyless.pk}/check/")


def _corrected() -> Iterator[Look]:
    """A dossier deposited twice, before its own applicant; and one whose parties have written."""
    twice = Dossier.objects.lodged().filter(version__gt=1).earliest("pk")
    who = _word(twice.filer)
    yield Look("versions", who, f"/dossiers/{twice.number}/versions/")
    earlier = {piece.code: piece.pk for piece in twice.pieces.filter(until=2)}
    for piece in twice.pieces.filter(since=2, code__in=earlier)[:1]:
        yield Look(
            "versions-files", who, f"/dossiers/{twice.number}/versions/{earlier[piece.code]}/{piece.pk}/"
        )
    written = Message.objects.select_related("dossier__filer").first()
    if written:
        yield Look("messages", _word(written.dossier.filer), f"/dossiers/{written.dossier.number}/messages/")


def _account() -> Iterator[Look]:
    who = "architect"
    for name, address in {
        "profile": "/account/",
        "register-own": "/account/register/",
        "applications": "/account/applications/",
        "my-data": "/my-data/",
        "notices": "/notices/",
        "notices-preferences": "/notices/preferences/",
        "sessions": "/sign-in/sessions/",
        "password-change": "/sign-in/password/change/",
        "email": "/sign-in/email/",
        "phone": "/sign-in/phone/change/",
        "identity": "/sign-in/identity/",
    }.items():
        yield Look(name, who, address)
    secured = "/sign-in/second-factor/"
    for name, address in {
        "second-factor": secured,
        "second-factor-totp": f"{secured}totp/activate/",
        "second-factor-passkeys": f"{secured}webauthn/",
        "second-factor-passkey-new": f"{secured}webauthn/add/",
        "second-factor-codes": f"{secured}recovery-codes/generate/",
    }.items():
        yield Look(name, who, address, proves)


def _office() -> Iterator[Look]:
    for word in ("front-desk", "secretary", "commune", "president", "governor", "revenue", "local-authority"):
        yield Look(f"{word}-home", word, "/")
    yield Look("work", "secretary", "/work/")
    for tab in ("waiting", "followed", "closed", "views", "absences", "paper"):
        yield Look(f"work-{tab}", "secretary", f"/work/{tab}/")
    yield Look("search", "secretary", "/search/?q=maison")
    yield Look("search-nothing", "secretary", "/search/?q=zzzz")
    yield Look("threads-officer", "secretary", "/messages/")
    for name, kind, where in (
        ("check", Kind.CHECK, "check"),
        ("dispatch", Kind.DISPATCH, "dispatch"),
        ("opinion", Kind.OPINION, "opinion"),
        ("conclusion", Kind.CONCLUSION, "conclusion"),
        ("minutes", Kind.MINUTES, "minutes"),
        ("decision", Kind.SIGNATURE, "decision"),
    ):
        for task in _open(kind).select_related("office").order_by("pk"):
            held = _holder(task)
            if held:
                yield Look(f"task-{name}", held, f"/work/{task.pk}/{where}/")
                break
    answered = Task.objects.filter(kind=Kind.OPINION).exclude(outcome="").select_related("office")
    for task in answered.order_by("pk"):
        if held := _holder(task):
            yield Look("task-opinion-given", held, f"/work/{task.pk}/opinion/")
            yield Look("case-officer", held, f"/dossiers/{task.dossier.number}/", press=True)
            yield Look("case-officer-opinions", held, f"/dossiers/{task.dossier.number}/opinions/")
            break
    yield Look("parapheur", "president", "/parapheur/")
    signature = _open(Kind.SIGNATURE).filter(office__mandates__person=_one("president")).first()
    if signature:
        yield Look("parapheur-signing", "president", f"/parapheur/signing/?subjects={signature.pk}")
    signed = Task.objects.filter(kind=Kind.SIGNATURE, outcome=Outcome.SIGNED)
    mine = [str(pk) for pk in signed.filter(closed_by=_one("president")).values_list("pk", flat=True)[:3]]
    yield Look(
        "parapheur-results", "president", f"/parapheur/results/?{'&'.join(f'subjects={pk}' for pk in mine)}"
    )


def _watching() -> Iterator[Look]:
    yield Look("late", "governor", "/work/late/")
    yield Look("late-nothing", "governor", "/work/late/?q=zzzz")


def _managing() -> Iterator[Look]:
    who = "desk-manager"
    desk = Office.objects.filter(mandates__person=_one(who)).earliest("pk")
    yield Look("people", who, "/people/")
    yield Look("people-office", who, f"/people/offices/{desk.pk}/")
    yield Look("people-nomination", who, f"/people/offices/{desk.pk}/nomination/")
    mandate = Mandate.objects.filter(office=desk, role=Role.SECRETARY).earliest("pk")
    yield Look("people-mandate", who, f"/people/mandates/{mandate.pk}/")
    for word in ("suspension", "end", "succession"):
        yield Look(f"people-mandate-{word}", who, f"/people/mandates/{mandate.pk}/{word}/")
    chief = "administrator"
    yield Look("administrator-home", chief, "/")
    yield Look("people-all", chief, "/people/")
    yield Look("registers", chief, "/people/registers/")
    yield Look("registers-import", chief, "/people/registers/import/")
    entry = RegisterEntry.objects.earliest("pk")
    yield Look("registers-entry", chief, f"/people/registers/entries/{entry.pk}/")
    yield Look("registers-suspension", chief, f"/people/registers/entries/{entry.pk}/suspension/")
    yield Look("registers-striking-off", chief, f"/people/registers/entries/{entry.pk}/striking-off/")
    asked = EntryRequest.objects.first()
    if asked:
        yield Look("registers-request", chief, f"/people/registers/requests/{asked.pk}/")
    yield Look("data-requests", chief, "/data-requests/")
    wished = DataRequest.objects.first()
    if wished:
        yield Look("data-request", chief, f"/data-requests/{wished.pk}/")


def limits() -> Iterator[Look]:
    """What can be looked at once in ten minutes only."""
    yield Look("error-429", "", "/verify/BBBB-BBBB-BBBB", insists)


# ── Where each is found


def _one(word: str) -> int:
    """Raises `Person.DoesNotExist` before the country is loaded."""
    found = cast().get(word)
    if found is None:
        raise Person.DoesNotExist
    return found


def _open(kind: Kind) -> Any:
    return Task.objects.open().filter(kind=kind)


def _where(kind: Kind, **more: object) -> Dossier:
    """The first lodged dossier that stands at a step of that kind."""
    found = Dossier.objects.lodged().filter(tasks__in=_open(kind), **more)
    return found.distinct().earliest("pk")


def _granted(**more: object) -> Dossier:
    return (
        Dossier.objects.lodged()
        .filter(papers__kind=PaperKind.PERMIT, **more)
        .exclude(ended_at=None)
        .earliest("pk")
    )


def _word(person: Person) -> str:
    """The word of one of the cast, their number otherwise: the doors of the demonstration know both."""
    return next((word for word, pk in cast().items() if pk == person.pk), str(person.pk))


def _holder(task: Task) -> str:
    """Who of the cast answers a task, `""` when its office is staffed by others."""
    mine = {pk: word for word, pk in cast().items()}
    held = Mandate.objects.filter(office=task.office, role__in=task.roles.split())
    return next((mine[pk] for pk in held.values_list("person_id", flat=True) if pk in mine), "")


def _verify(paper: OfficialPaper) -> str:
    return f"/verify/{grouped(paper.verification_code)}"
