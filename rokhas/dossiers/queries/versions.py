"""Two deposited versions of a dossier side by side: answer by answer, file by file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.utils.translation import get_language

from rokhas.dossiers.models import Dossier, DossierVersion, Opinion
from rokhas.dossiers.models.messages import served
from rokhas.dossiers.queries.pieces import DocumentPieces, ShownPiece, pieces_by_document, stands
from rokhas.dossiers.workflow.answers import same, shown
from rokhas.kernel.actor import Actor
from rokhas.procedures.schema import FormField

ADDED, REMOVED, CHANGED, SAME = "added", "removed", "changed", "same"


@dataclass(frozen=True)
class AnswerChange:
    """An answer in both versions, in words. `hidden`: it changed and both are masked alike."""

    label: str
    before: str
    after: str
    kind: str

    @property
    def hidden(self) -> bool:
        return self.kind == CHANGED and self.before == self.after


@dataclass(frozen=True)
class SectionChanges:
    """The answers of a section that are not the same in both versions."""

    name: str
    rows: list[AnswerChange]


@dataclass(frozen=True)
class FileChange:
    """A file that stands in one version, in both (by its hash), or that another replaced."""

    before: ShownPiece | None
    after: ShownPiece | None
    kind: str

    @property
    def side_by_side(self) -> bool:
        """Whether both may be looked at together."""
        return bool(
            self.before
            and self.after
            and ((self.before.is_pdf and self.after.is_pdf) or (self.before.is_image and self.after.is_image))
        )


@dataclass(frozen=True)
class DocumentChanges:
    """The files of one asked document, in both versions."""

    name: str
    files: list[FileChange]

    @property
    def is_same(self) -> bool:
        return all(file.kind == SAME for file in self.files)


@dataclass(frozen=True)
class Comparison:
    """What differs between `old` and `new`; `same_answers` and `same_documents` count what does not."""

    old: DossierVersion
    new: DossierVersion
    sections: list[SectionChanges]
    same_answers: int
    documents: list[DocumentChanges]
    same_documents: list[DocumentChanges]

    @property
    def is_same(self) -> bool:
        return not self.sections and not self.documents


def compare(
    dossier: Dossier, old: DossierVersion, new: DossierVersion, documents: Sequence[DocumentPieces]
) -> Comparison:
    """What differs between two versions; `documents` are those the reader may see. No query."""
    sections, untouched = [], 0
    language = get_language() or "fr"
    for section in dossier.procedure.form:
        rows = [_answer(field, old.answers, new.answers, language) for field in section.fields]
        given = [row for row in rows if row is not None]
        changed = [row for row in given if row.kind != SAME]
        untouched += len(given) - len(changed)
        if changed:
            sections.append(SectionChanges(section.names.in_(language), changed))
    every = [_document(each, old.number, new.number) for each in documents]
    deposited = [each for each in every if each.files]
    return Comparison(
        old=old,
        new=new,
        sections=sections,
        same_answers=untouched,
        documents=[each for each in deposited if not each.is_same],
        same_documents=[each for each in deposited if each.is_same],
    )


def read_by_office(dossier: Dossier, actor: Actor) -> int | None:
    """The last version that an office of the actor has given its opinion on, when a later one has come since. One query."""
    given = Opinion.objects.filter(
        task__dossier=dossier, task__office__in=served(actor), given_at__isnull=False
    )
    read = [holds_for or version for holds_for, version in given.values_list("holds_for", "task__version")]
    last = max(read, default=None)
    return last if last is not None and last < dossier.version else None


def since_read(dossier: Dossier, actor: Actor) -> Comparison | None:
    """What changed since the last version that the reader's office has given its opinion on, else since the version before; None
    for a first deposit. Four queries."""
    if dossier.version == 1:
        return None
    old = read_by_office(dossier, actor) or dossier.version - 1
    found = {each.number: each for each in dossier.versions.filter(number__in=[old, dossier.version])}
    return compare(dossier, found[old], found[dossier.version], pieces_by_document(dossier))


def _answer(
    field: FormField, old: Mapping[str, Any], new: Mapping[str, Any], language: str
) -> AnswerChange | None:
    before, after = (shown(field, answers.get(field.code), language) for answers in (old, new))
    if not before and not after:
        return None
    if same(field, old.get(field.code), new.get(field.code)):
        kind = SAME
    else:
        kind = ADDED if not before else REMOVED if not after else CHANGED
    return AnswerChange(field.label.in_(language), before, after, kind)


def _document(document: DocumentPieces, old: int, new: int) -> DocumentChanges:
    """The files of a document: those of the same hash are the same file, the others replace each other in their order."""
    files = sorted([*document.earlier, *document.current], key=lambda each: each.piece.pk)
    before = [each for each in files if stands(each.piece, old)]
    after = [each for each in files if stands(each.piece, new)]
    kept = {_hash(each) for each in before} & {_hash(each) for each in after}
    found = [FileChange(_first(before, sha256), _first(after, sha256), SAME) for sha256 in sorted(kept)]
    gone = [each for each in before if _hash(each) not in kept]
    come = [each for each in after if _hash(each) not in kept]
    for left, right in zip_longest(gone, come):
        found.append(FileChange(left, right, CHANGED if left and right else REMOVED if left else ADDED))
    return DocumentChanges(document.name, found)


def _hash(shown_piece: ShownPiece) -> str:
    return shown_piece.piece.document.sha256


def _first(files: Sequence[ShownPiece], sha256: str) -> ShownPiece:
    return next(each for each in files if _hash(each) == sha256)
