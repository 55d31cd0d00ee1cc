"""What parties and offices write to each other, and the versions of a dossier."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema

from rokhas.api.schema.applicant import PieceSaid
from rokhas.api.schema.common import Asked, FileSaid, Row, Words
from rokhas.api.schema.sharing import OfficeSaid


class AttachmentSaid(Schema):
    id: int
    added_at: datetime
    file: FileSaid


class MessageSaid(Schema):
    """`author` is the office for the parties, and the person beside it for officers. `opened_at`: when the other side first
    opened it; `unread`: it is addressed to the reader and waits."""

    id: int
    dossier: str
    sent_at: datetime
    author: str
    person: str
    addressee: str
    mine: bool
    unread: bool
    opened_at: datetime | None
    text: str
    attachments: list[AttachmentSaid]


class ThreadPage(Schema):
    """The messages, newest first. `offices`: those one may write to, or in whose name one may answer; `waiting`: the files that
    leave with the next message."""

    items: list[MessageSaid]
    next: str | None
    offices: list[OfficeSaid]
    waiting: list[AttachmentSaid]


class MessageAsked(Asked):
    """`office`: which is asked, or in whose name one answers."""

    office: Row
    text: Words


class ThreadSaid(Schema):
    """A dossier's thread by its last message; `unread` counts those that wait for the reader."""

    dossier: str
    procedure: str
    last: MessageSaid
    unread: int


class Unread(Schema):
    """How many messages were read by this."""

    read: int


class VersionSaid(Schema):
    """A deposited version; `read`: the one that the reader's office has given its opinion on, when another has come since."""

    number: int
    lodged_at: datetime
    restarts_clock: bool
    read: bool


class AnswerChangeSaid(Schema):
    """`kind`: added, removed, changed. `hidden`: it changed, and is masked alike in both."""

    label: str
    before: str
    after: str
    kind: str
    hidden: bool


class SectionChangesSaid(Schema):
    name: str
    rows: list[AnswerChangeSaid]


class FileChangeSaid(Schema):
    """`kind`: added, removed, changed, same (by its hash)."""

    kind: str
    before: PieceSaid | None
    after: PieceSaid | None


class DocumentChangesSaid(Schema):
    name: str
    files: list[FileChangeSaid]


class ComparisonSaid(Schema):
    old: int
    new: int
    sections: list[SectionChangesSaid]
    same_answers: int
    documents: list[DocumentChangesSaid]
    same_documents: list[DocumentChangesSaid]


class ConsultationSaid(Schema):
    """Somebody of the administration opened the dossier: an office and a role, never a name (law 09-08)."""

    at: datetime
    what: str
    role: str
    office: str


class CopyAsked(Asked):
    """`pieces`: those of the earlier dossier that are still good, by their numbers."""

    pieces: list[Row] = []
