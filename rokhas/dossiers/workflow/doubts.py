"""The two real causes of a scan's rejection (DOMAIN.md 4.2): a photograph by telephone, and the first page alone.

They are recognised from the content and may be wrong: the person is told what to do, and may insist; the desk then sees it.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from rokhas.documents import models as files
from rokhas.procedures.schema import Document

PHOTOGRAPHED, FIRST_PAGE = "photographed", "first_page"
SAID = {
    PHOTOGRAPHED: _("Looks like a photograph by telephone; the applicant says it is right."),
    FIRST_PAGE: _("Has fewer pages than expected; the applicant says it is complete."),
}


def doubts(asked: Document, given: files.Document) -> tuple[str, ...]:
    """What makes one doubt that this file will do for this document; nothing in most cases."""
    found = []
    if given.photographed:
        found.append(PHOTOGRAPHED)
    if asked.pages_min and given.pages and given.pages < asked.pages_min:
        found.append(FIRST_PAGE)
    return tuple(found)


def said(codes: Iterable[str]) -> list[str]:
    """The doubts an applicant did not share, in the words of whoever checks the file."""
    return [str(SAID[code]) for code in codes if code in SAID]
