"""People, offices and mandates; the registers of professionals; the staff of practices."""

from rokhas.accounts.models.people import (
    LANGUAGES,
    PROFESSIONS,
    PUBLIC_ROLES,
    Mandate,
    MandateQuerySet,
    Office,
    OfficeKind,
    Person,
    PersonManager,
    Rectification,
    Role,
)
from rokhas.accounts.models.practices import StaffMember
from rokhas.accounts.models.registers import EntryKind, EntryRequest, EntryStatus, RegisterEntry

__all__ = [
    "LANGUAGES",
    "PROFESSIONS",
    "PUBLIC_ROLES",
    "EntryKind",
    "EntryRequest",
    "EntryStatus",
    "Mandate",
    "MandateQuerySet",
    "Office",
    "OfficeKind",
    "Person",
    "PersonManager",
    "Rectification",
    "RegisterEntry",
    "Role",
    "StaffMember",
]
