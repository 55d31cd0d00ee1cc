"""Whom a dossier names, for those who may read it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rokhas.accounts.models import Role
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries import wording


@dataclass(frozen=True)
class Party:
    """Someone of the dossier, and in which quality."""

    name: str
    quality: str


def people_of(found: Dossier) -> list[Party]:
    """The applicant, the designer with the practice, who filed for them or typed it, and the desk that answers questions."""
    language = get_language() or "fr"
    people = [Party(wording.named(found, "beneficiary", language), _("Applicant"))]
    if found.designer:
        people.append(Party(found.designer.name, _profession(getattr(found, "designer_held", None))))
    if found.filer_id != found.designer_id:
        people.append(Party(found.filer.name, _("Filed the dossier")))
    if found.assistant:
        people.append(Party(found.assistant.name, _("Typed the request at the desk")))
    if found.desk:
        people.append(Party(found.desk.name, _("Your contact")))
    return [each for each in people if each.name]


def _profession(held: dict[str, str] | None) -> str:
    """The quality of the designer, as `sight.in_sight` has read it."""
    if held is None:
        return _("Designer of the project")
    office = held["office_ar"] if get_language() == "ar" else held["office_fr"]
    return f"{Role(held['role']).label} · {office}"
