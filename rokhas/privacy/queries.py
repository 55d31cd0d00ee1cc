"""What is held of a person, in words, and the catalogue of what is asked and how long it is kept."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from rokhas.accounts.models import Mandate, Person
from rokhas.briefcase.models import KeptDocument
from rokhas.briefcase.queries import kept_data, kept_documents, reusable_fields
from rokhas.documents.models import Document
from rokhas.documents.queries import open_file
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries.case import visible_papers
from rokhas.dossiers.queries.history import consultations
from rokhas.dossiers.queries.messages import thread
from rokhas.dossiers.workflow import facts
from rokhas.dossiers.workflow.answers import shown
from rokhas.kernel.actor import Actor
from rokhas.kernel.personal import masked
from rokhas.notices.models import Notice
from rokhas.notices.queries import preference_of
from rokhas.notices.queries import shown as told
from rokhas.privacy.models import DataRequest
from rokhas.privacy.schema import Retention, Span, catalogue, collected, tables

BLOCK = 256 * 1024


@dataclass(frozen=True)
class Line:
    """One place where something is asked, in the language of the page; `sure` when a text sets how long it is kept."""

    name: str
    asked: str
    purpose: str
    readers: str
    kept: str
    sure: bool


def collections() -> list[Line]:
    language = get_language() or "fr"
    found = []
    for each in collected():
        kind = catalogue().kind(each.retention)
        found.append(
            Line(
                name=each.names.in_(language),
                asked=each.asked.in_(language),
                purpose=each.purpose.in_(language),
                readers=each.readers.in_(language),
                kept=kept(kind),
                sure=kind.certainty == "sourced",
            )
        )
    return found


def retentions() -> list[tuple[str, str, bool]]:
    """Each kind: its name, how long it is kept, whether a text says so."""
    language = get_language() or "fr"
    return [(kind.names.in_(language), kept(kind), kind.certainty == "sourced") for kind in catalogue().kinds]


def kept(kind: Retention) -> str:
    """How long, from what."""
    if not isinstance(kind.keep, Span):
        return _("kept as archives")
    said = {
        "creation": _("%(span)s after it was written"),
        "last_change": _("%(span)s after the last change"),
        "end_of_procedure": _("%(span)s after the end of the procedure"),
        "answer": _("%(span)s after the answer"),
    }
    return said[kind.since] % {"span": _length(kind.keep)}


def _length(span: Span) -> str:
    if span.years:
        return ngettext("%(n)d year", "%(n)d years", span.years) % {"n": span.years}
    if span.months:
        return ngettext("%(n)d month", "%(n)d months", span.months) % {"n": span.months}
    return ngettext("%(n)d day", "%(n)d days", span.days) % {"n": span.days}


def waiting_requests(actor: Actor) -> QuerySet[DataRequest]:
    """The requests that wait for this data officer."""
    return DataRequest.objects.waiting().exclude(person_id=actor.person_pk)


@dataclass
class Copy:
    """Everything held of a person: `data` in words, `files` by their names in the archive."""

    data: dict[str, Any]
    files: dict[str, Document]

    def archive(self) -> Iterator[bytes]:
        """A ZIP file, in blocks: no plan is ever whole in memory."""
        pipe = _Pipe()
        with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
            text = json.dumps(self.data, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)
            archive.writestr("data.json", text)
            yield pipe.taken()
            for name, document in self.files.items():
                with archive.open(name, "w", force_zip64=True) as entry, open_file(document) as file:
                    while block := file.read(BLOCK):
                        entry.write(block)
                        yield pipe.taken()
        yield pipe.taken()


class _Pipe(io.RawIOBase):
    """Where the archive is written: what was, is taken out as it comes; it never goes back."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, block: Any, /) -> int:
        self.waiting += block
        return len(block)

    def taken(self) -> bytes:
        block = bytes(self.waiting)
        self.waiting.clear()
        return block


def copy_of(person: Person, actor: Actor) -> Copy:
    """What the platform holds of the person. An identity number stays masked: it never leaves, even so (law 09-08)."""
    files: dict[str, Document] = {}
    dossiers = Dossier.objects.of_party(actor).select_related("unit", "procedure_version").order_by("pk")
    preference = preference_of(person)
    data = {
        "account": {
            "email": person.mailbox,
            "name_fr": person.name_fr,
            "name_ar": person.name_ar,
            "phone": person.phone,
            "identity_number": masked(person.identity_number),
            "language": person.language,
            "joined_at": person.joined_at,
            "told_by": {"mail": preference.mail, "sms": preference.sms},
        },
        "mandates": [
            {
                "role": mandate.get_role_display(),
                "office": mandate.office.name,
                "from": mandate.starts_on,
                "to": mandate.ends_on,
            }
            for mandate in Mandate.objects.filter(person=person).select_related("office").order_by("pk")
        ],
        "dossiers": [_dossier(dossier, actor, files) for dossier in dossiers],
        "my_documents": [_kept(kept, files) for kept in kept_documents(actor)],
        "my_data": _my_data(actor),
        "notices": [
            {"at": notice.created_at, "read_at": notice.read_at, "subject": told(notice).words.subject}
            for notice in Notice.objects.visible_to(actor).order_by("pk")
        ],
        "requests": [
            {
                "kind": request.get_kind_display(),
                "words": request.words,
                "made_at": request.made_at,
                "state": request.get_state_display(),
                "answer": request.answer,
                "answered_at": request.answered_at,
            }
            for request in DataRequest.objects.of(actor).order_by("pk")
        ],
    }
    return Copy(data | _rows_of(person), files)


def _rows_of(person: Person) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """The parts that the catalogue of tables says in columns: by part, by table, a row for each. One query for each table."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for held in tables():
        if not held.columns:
            continue
        model = apps.get_model(held.table)
        ways = {name.rpartition(".")[0].replace(".", "__") for name in held.columns if "." in name}
        rows = model._default_manager.filter(**{held.of: person.pk}).select_related(*ways).order_by("pk")
        if held.told:
            rows = rows.exclude(**{held.told: None})
        named = found.setdefault(held.copied, {})
        named[model._meta.model_name or ""] = [
            {name: attrgetter(name)(row) for name in held.columns} for row in rows
        ]
    return found


def _kept(kept: KeptDocument, files: dict[str, Document]) -> dict[str, Any]:
    files[f"my-documents/{kept.code}/{kept.pk}-{kept.document.name}"] = kept.document
    return {
        "document": kept.code,
        "name": kept.document.name,
        "kept_at": kept.kept_at,
        "expires_on": kept.expires_on,
    }


def _my_data(actor: Actor) -> dict[str, Any]:
    language = get_language() or "fr"
    known = kept_data(actor)
    return {
        field.label.in_(language): masked(str(known[code])) if field.type == "identity" else known[code]
        for code, field in reusable_fields(actor.today()).items()
        if code in known
    }


def _dossier(dossier: Dossier, actor: Actor, files: dict[str, Document]) -> dict[str, Any]:
    language = get_language() or "fr"
    folder = dossier.number or f"draft-{dossier.pk}"
    pieces = dossier.pieces.select_related("document").order_by("pk")
    papers = [paper for paper in visible_papers(facts.read(dossier), actor) if paper.document]
    for piece in pieces:
        files[f"{folder}/{piece.code}/{piece.pk}-{piece.document.name}"] = piece.document
    for paper in papers:
        assert paper.document is not None
        files[f"{folder}/{paper.document.name}"] = paper.document
    return {
        "number": dossier.number,
        "procedure": dossier.procedure.names.in_(language),
        "commune": dossier.unit.name if dossier.unit else "",
        "opened_at": dossier.opened_at,
        "lodged_at": dossier.lodged_at,
        "ended_at": dossier.ended_at,
        "answers": {
            field.label.in_(language): shown(
                field, dossier.answers.get(field.code), language, sealed=field.type == "identity"
            )
            for field in dossier.procedure.fields
            if dossier.answers.get(field.code) not in (None, "")
        },
        "pieces": [
            {"document": piece.code, "name": piece.document.name, "given_at": piece.added_at}
            for piece in pieces
        ],
        "papers": [{"kind": paper.get_kind_display(), "issued_at": paper.issued_at} for paper in papers],
        "messages": [
            {"at": line.message.sent_at, "from": line.author, "to": line.addressee, "text": line.text}
            for line in thread(dossier, actor)
        ],
        "consulted_by": [
            {"at": seen.at, "office": seen.office, "role": seen.role, "what": str(seen.what)}
            for seen in consultations(dossier)
        ],
    }
