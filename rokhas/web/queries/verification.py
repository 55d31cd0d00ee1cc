"""A verdict, as a person reads it: one sentence, then what was checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models import Role
from rokhas.dossiers.queries.validity import ValidUntil, cancelled_on, code_under, valid_until
from rokhas.occupations.models import Ending
from rokhas.occupations.queries.life import Ended
from rokhas.occupations.queries.life import ended as occupation_ended
from rokhas.procedures.schema import known_procedures
from rokhas.signing.models import FileState
from rokhas.signing.queries import SignatureSeen, Verdict, lookup_number
from rokhas.signing.queries.acceptance import Fault
from rokhas.signing.queries.verification import ALTERED, UNKNOWN
from rokhas.ui import formats
from rokhas.worksites.queries.building import building_of

MISSING, REPLACED = _("A signature is still missing"), _("A later document has replaced this one")
WITHDRAWN, CHANGED = _("This document was withdrawn"), _("This file was altered")
NUMBER_ALONE = ("warn", "info-circle", _("This number alone verifies nothing"))
# State → tone, icon, headline for a code, headline for a file.
HEADLINES: dict[str, tuple[str, str, str | Promise, str | Promise]] = {
    FileState.VALID: (
        "ok",
        "rosette-discount-check",
        _("The register holds this document, and it stands"),
        _("This document is authentic"),
    ),
    FileState.INCOMPLETE: ("warn", "hourglass-empty", MISSING, MISSING),
    FileState.SUPERSEDED: ("warn", "versions", REPLACED, REPLACED),
    FileState.WITHDRAWN: ("bad", "circle-x", WITHDRAWN, WITHDRAWN),
    ALTERED: ("bad", "alert-octagon", CHANGED, CHANGED),
    UNKNOWN: (
        "bad",
        "file-off",
        _("This code is not in the register"),
        _("This file is not in the register"),
    ),
}

# What is said to have been checked, in order: when it holds, when it does not, and the faults that break it.
CHECKS: tuple[tuple[str | Promise, str | Promise, frozenset[str]], ...] = (
    (
        _("The file has not changed since it was signed"),
        _("The file changed after it was signed"),
        frozenset({ALTERED, Fault.UNREADABLE, Fault.TRAILING, Fault.NOT_COVERED, Fault.CHANGED}),
    ),
    (
        _("It carries every signature that the register expects, and no other"),
        _("Its signatures are not those that the register expects"),
        frozenset({Fault.UNREADABLE, Fault.UNSIGNED, Fault.OTHER_FIELDS, Fault.BROKEN, FileState.INCOMPLETE}),
    ),
    (
        _("Each signatory's certificate was valid at the moment of signing"),
        _("A certificate is not the one registered, or was not valid at the moment of signing"),
        frozenset({Fault.UNREADABLE, Fault.OTHER_CERTIFICATE, Fault.UNTRUSTED}),
    ),
    (
        _("Each signature is time-stamped"),
        _("A time-stamp is missing or does not match"),
        frozenset({Fault.UNREADABLE, Fault.NO_TIMESTAMP, Fault.BROKEN}),
    ),
    (
        _("It was neither replaced nor withdrawn"),
        _("It was replaced or withdrawn"),
        frozenset({FileState.SUPERSEDED, FileState.WITHDRAWN}),
    ),
)


@dataclass(frozen=True)
class Check:
    holds: bool
    sentence: str | Promise


@dataclass(frozen=True)
class Signed:
    """A signature without its holder's name: the quality, and when."""

    quality: str
    seen: SignatureSeen


@dataclass(frozen=True)
class Shown:
    """A verdict ready for its page. `facts` are the only ones the public reads: number, date, commune, nature;
    `building` is the number whose building has a page."""

    verdict: Verdict
    tone: str
    icon: str
    headline: str | Promise
    is_file: bool
    is_number: bool
    checks: tuple[Check, ...]
    signatures: tuple[Signed, ...]
    reasons: tuple[str, ...]
    commune: str = ""
    nature: str = ""
    validity: ValidUntil | None = None
    unless: str = ""
    kept: str = ""
    law: str = ""
    building: str = ""


ENDED = _("The document is authentic, but its validity has ended on the day given below.")
# How an occupation ended, which is said instead of the plain end of a validity.
OVER: dict[str, str | Promise] = {
    Ending.CEASED: _("The occupation that it authorised ended on %(day)s: its holder gave the place back."),
    Ending.LAPSED: _(
        "The occupation that it authorised ended on %(day)s without renewal: nothing authorises it any more."
    ),
    Ending.RENEWED: _(
        "Its term ended on %(day)s and was renewed: the authorisation that follows it bears its own code."
    ),
}
# What shows that a permit no longer lapses. An opening is declared before the works: it tells of their first day, no more.
KEPT = {
    "opening": _("in force: its works are declared begun on %(day)s"),
    "completion": _("in force: its works are declared complete on %(day)s"),
}
TO_BEGIN = _("in force: its works are declared to begin on %(day)s")
FOLLOWED = _("in force: %(name)s of %(day)s")
CANCELLED = _("This permit is cancelled")
SINCE = _("The authority that signed it cancelled it on %(day)s: it authorises nothing since that day.")
AHEAD = _("Its term follows that of the authorisation that it renews: it authorises nothing before %(day)s.")
TO_COME = ("warn", "calendar-event", _("This authorisation stands, but its term has not begun"))
LAPSED = ("warn", "calendar-event", _("The validity of this permit has ended"))


def under(number: str) -> Verdict:
    """What everybody may read of what was granted under a number; the same answer for any other number."""
    return lookup_number(code_under(number))


def shown(verdict: Verdict, *, is_file: bool, today: date, is_number: bool = False) -> Shown:
    """The words of a verdict in the language of the page. A permit that stands is also said to be past its validity."""
    tone, icon, for_code, for_file = HEADLINES[verdict.state]
    if is_number and verdict.facts is None:
        tone, icon, for_code = NUMBER_ALONE
    validity = valid_until(verdict.code, today) if verdict.state == FileState.VALID else None
    over = occupation_ended(verdict.code) if verdict.state == FileState.VALID else None
    if over or (validity and validity.has_passed):
        tone, icon, for_code = LAPSED
        for_file = for_code
    elif validity and validity.begins_on:
        tone, icon, for_code = TO_COME
        for_file = for_code
    cancelled = cancelled_on(verdict.code) if verdict.state == FileState.WITHDRAWN else None
    if cancelled:
        for_code = for_file = CANCELLED
    facts, arabic = verdict.facts, get_language() == "ar"
    term = _term(over, validity)
    return Shown(
        verdict=verdict,
        tone=tone,
        icon=icon,
        headline=for_file if is_file else for_code,
        is_file=is_file,
        is_number=is_number,
        checks=tuple(_checks(verdict)) if is_file else (),
        signatures=tuple(Signed(_quality(each), each) for each in verdict.signatures),
        # That it is a demonstration is said on its own, above.
        reasons=tuple(
            said for code, said in zip(verdict.codes, verdict.reasons, strict=True) if code != "demonstration"
        )
        + term
        + ((str(SINCE) % {"day": formats.day(cancelled)},) if cancelled else ()),
        commune=(facts.commune_ar if arabic else facts.commune_fr) if facts else "",
        nature=(facts.nature_ar if arabic else facts.nature_fr) if facts else "",
        validity=validity,
        unless=validity.unless.in_(get_language() or "fr") if validity and validity.unless else "",
        kept=_kept(validity, today),
        building=building_of(verdict.code) if facts else "",
        law=validity.law.in_(get_language() or "fr") if validity else "",
    )


def _kept(validity: ValidUntil | None, today: date) -> str:
    """By what it is known that a permit no longer lapses, and of which day; empty while nothing shows it."""
    if validity is None or validity.kept_since is None:
        return ""
    day = formats.day(validity.kept_since)
    if validity.kept_by == "opening" and validity.kept_since > today:
        return str(TO_BEGIN) % {"day": day}
    if validity.kept_by in KEPT:
        return str(KEPT[validity.kept_by]) % {"day": day}
    name = known_procedures()[validity.kept_by].names.in_(get_language() or "fr")
    return str(FOLLOWED) % {"name": name, "day": day}


def _term(over: Ended | None, validity: ValidUntil | None) -> tuple[str, ...]:
    """Why what it authorised is over, or from when it will authorise it, in words; nothing while it is in force."""
    if over:
        return (str(OVER[over.how]) % {"day": formats.day(over.on)},)
    if validity and validity.begins_on:
        return (str(AHEAD) % {"day": formats.day(validity.begins_on)},)
    return (str(ENDED),) if validity and validity.has_passed else ()


def _checks(verdict: Verdict) -> Iterator[Check]:
    """Nothing was checked of a file that the register does not know, beyond that."""
    if verdict.state == UNKNOWN:
        return
    found = {*verdict.codes, verdict.state}
    for holding, failing, faults in CHECKS:
        broken = not faults.isdisjoint(found)
        yield Check(not broken, failing if broken else holding)


def _quality(seen: SignatureSeen) -> str:
    quality = str(Role(seen.role).label) if seen.role in Role.values else seen.role
    return gettext("%(quality)s, by delegation") % {"quality": quality} if seen.delegated else quality
