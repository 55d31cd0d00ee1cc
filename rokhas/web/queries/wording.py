"""Delays, texts of law and their certainty, in words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from rokhas.procedures.schema import Delay, Law

ANNEX = re.compile(r"annexes? (\d+(?:-\d+)?)(?:, art\. (.+))?")
NUMBERED = re.compile(r"(loi organique|loi|décret|arrêté|dahir) (?:n° ?)?(\d[\d-]*)")


@dataclass(frozen=True)
class Said:
    """A fact in words, with its text of law; `doubt` is empty when it was read in a source."""

    text: str
    law: str = ""
    doubt: str = ""


def of_delay(delay: Delay) -> Said:
    """`15 working days from the deposit`, with its law."""
    text = " ".join(filter(None, [quantity(delay), start(delay)]))
    return Said(text, of_law(delay.law), doubt(delay.law.certainty))


def of_length(delay: Delay) -> Said:
    """`30 days`, with its law: what a delay adds to another."""
    return Said(quantity(delay), of_law(delay.law), doubt(delay.law.certainty))


def quantity(delay: Delay) -> str:
    """A delay's length: `15 working days`."""
    n = delay.quantity
    match delay.unit:
        case "working_days":
            if n == 0:
                return _("the same day")
            text = ngettext("%(n)d working day", "%(n)d working days", n)
        case "days":
            text = ngettext("%(n)d day", "%(n)d days", n)
        case "months":
            text = ngettext("%(n)d month", "%(n)d months", n)
        case _:
            text = ngettext("%(n)d year", "%(n)d years", n)
    return text % {"n": n}


def start(delay: Delay) -> str:
    """The fact that starts a delay."""
    return {
        "opened": "",
        "lodged": _("from the deposit"),
        "session": _("at the session announced by the receipt"),
        "notified": _("from the notification"),
        "granted": _("from the decision"),
        "paid": _("from the payment"),
        "enquiry_closed": _("from the last day of the public enquiry"),
    }[delay.starts]


def of_law(law: Law) -> str:
    """A text and its article: `Law 12-90, article 49`; numbered as in the text named."""
    found = NUMBERED.fullmatch(law.text)
    text = _numbered(found[1], found[2]) if found else _named(law)
    if not law.article:
        return text
    if annex := ANNEX.fullmatch(law.article):
        said = {"text": text, "annex": annex[1], "article": annex[2]}
        if annex[2]:
            return _("%(text)s, annex %(annex)s, art. %(article)s") % said
        return (
            ngettext("%(text)s, annex %(annex)s", "%(text)s, annexes %(annex)s", 2 if "-" in annex[1] else 1)
            % said
        )
    return _("%(text)s, art. %(article)s") % {"text": text, "article": law.article}


def _numbered(kind: str, number: str) -> str:
    texts = {
        "loi": _("Law %(number)s"),
        "loi organique": _("Organic law %(number)s"),
        "décret": _("Decree %(number)s"),
        "arrêté": _("Order %(number)s"),
        "dahir": _("Dahir %(number)s"),
    }
    # a hyphen between two numbers turns them round in Arabic: the official bulletin writes a point
    return texts[kind] % {"number": number.replace("-", ".") if get_language() == "ar" else number}


def _named(law: Law) -> str:
    known = {
        "RGC-2013": _("General building regulation of 2013"),
        "dahir du 25 août 1914": _("Dahir of 25 August 1914"),
        "bulletin trimestriel": _("Quarterly bulletin"),
        "aucun texte trouvé": _("No text found"),
    }
    declared = law.ar if get_language() == "ar" else None
    return known.get(law.text) or declared or law.text


def doubt(certainty: str) -> str:
    """What is not sure of a fact; empty when it was read in its source."""
    return {
        "sourced": "",
        "memory": pgettext("certainty", "to be checked against the text"),
        "constructed": pgettext("certainty", "by analogy, to be confirmed"),
        "unsure": pgettext("certainty", "not certain"),
    }[certainty]
