"""Who may write the law on the platform. A content editor writes; a second person, who changed nothing, publishes."""

from rokhas.kernel.actor import Actor
from rokhas.procedures.models import Draft, Entry, ProcedureVersion

EDITOR, ADMINISTRATOR = "content_editor", "platform_administrator"


def may_read_editing(actor: Actor, subject: object = None) -> bool:
    """See how procedures are written: versions, what is uncertain, what is being prepared."""
    return actor.has_role(EDITOR, ADMINISTRATOR)


def may_begin(actor: Actor, base: ProcedureVersion | None = None) -> bool:
    """Begin the next version of a procedure."""
    return actor.has_role(EDITOR)


def may_write(actor: Actor, draft: Draft) -> bool:
    """Change it, submit it, take it back to be written, abandon it."""
    return actor.has_role(EDITOR) and draft.is_open


def may_publish(actor: Actor, draft: Draft) -> bool:
    """Publish what somebody else wrote, or send it back: never what one wrote, even in part."""
    return (
        actor.has_role(EDITOR, ADMINISTRATOR) and draft.is_submitted and actor.person_id not in draft.authors
    )


def may_withdraw(actor: Actor, version: ProcedureVersion) -> bool:
    """Take back a version before its day; only those written here, files are the platform's own."""
    return actor.has_role(EDITOR, ADMINISTRATOR) and version.is_written_here


def may_enter(actor: Actor, entry: Entry | None = None) -> bool:
    """Publish an entry of a shared list, or take it back before its day: its draft says who the second person is."""
    return actor.has_role(EDITOR, ADMINISTRATOR)
