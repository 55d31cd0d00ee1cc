"""Searching received files for viruses: at once, or as soon as the scanner answers again."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

from rokhas.documents.errors import Infected
from rokhas.documents.models import Document
from rokhas.documents.providers import scanner, vault
from rokhas.journal.duties import every
from rokhas.kernel.actor import Actor

log = logging.getLogger(__name__)

AT_ONCE = 50


def scanned(path: Path) -> Document.Scan:
    """What is known of a file that has just arrived; without an answer it waits, and is never taken for clean.

    Raises:
        Infected: a virus was found.
    """
    if not scanner.is_set_up():
        return Document.Scan.OFF
    try:
        virus = scanner.virus_in(path)
    except scanner.Unavailable as down:
        log.warning("The virus scanner does not answer; the file waits: %s", down)
        return Document.Scan.WAITING
    if virus:
        log.error("A file was refused: the scanner found %s.", virus)
        raise Infected
    return Document.Scan.CLEAN


@every(timedelta(minutes=1))
def scan_waiting(by: Actor) -> int:
    """Search the files that wait for the scanner, the oldest first; returns how many were. Stops when it is still down."""
    done = 0
    if not scanner.is_set_up():
        return done
    for document in Document.objects.filter(scan=Document.Scan.WAITING).order_by("pk")[:AT_ONCE]:
        try:
            virus = scanner.virus_in(vault.path_of(document.sha256))
        except scanner.Unavailable as down:
            log.warning("The virus scanner does not answer yet: %s", down)
            break
        found = Document.Scan.INFECTED if virus else Document.Scan.CLEAN
        Document.objects.filter(pk=document.pk, scan=Document.Scan.WAITING).update(scan=found)
        if virus:
            log.error("The document %s may no longer be opened: the scanner found %s.", document.pk, virus)
        done += 1
    return done
