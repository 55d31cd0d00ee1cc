"""The case in both languages, for papers that are always bilingual."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models import Office, Person, Role
from rokhas.documents.schema import Both, LawReference, Plan
from rokhas.documents.schema import Reason as PaperReason
from rokhas.dossiers.models import Dossier, Piece, Reason
from rokhas.kernel.actor import Actor
from rokhas.kernel.references import grouped
from rokhas.procedures.schema import Kind, Language, Law, Meaning, Procedure, Wording
from rokhas.territory.models import Kind as Territory
from rokhas.territory.models import Named, Unit


def both(text: str | Promise | Callable[[], str], **values: object) -> Both:
    """The same sentence in French and in Arabic."""
    said = {}
    for language in ("fr", "ar"):
        with override(language):
            sentence = text() if callable(text) else str(text)
            said[language] = sentence % values if values else sentence
    return Both(**said)


def of_wording(wording: Wording) -> Both:
    return Both(fr=wording.fr, ar=wording.ar)


def of_named(named: Named | Office) -> Both:
    return Both(fr=named.name_fr, ar=named.name_ar)


def of_payment(dossier: Dossier) -> Both:
    """How the procedure names what is paid: taxes, a charge, a due; nothing where it has no payment."""
    step = next((step for step in dossier.procedure.steps if step.kind is Kind.PAYMENT), None)
    return of_wording(step.names) if step else Both()


AUTHORITIES = {
    Role.PRESIDENT: _("The president of the commune"),
    Role.ARRONDISSEMENT_PRESIDENT: _("The president of the arrondissement"),
    Role.GOVERNOR: _("The governor"),
}


def of_authority(role: str, office: Office | None) -> Both:
    """Who decides, as the sentence begins: whoever holds the office, or the office in whose name its member signs."""
    if Role(role) in AUTHORITIES:
        return both(AUTHORITIES[Role(role)])
    assert office is not None
    return of_named(office)


BY_DELEGATION = {
    Role.PRESIDENT: _("by delegation of the president of the commune"),
    Role.ARRONDISSEMENT_PRESIDENT: _("by delegation of the president of the arrondissement"),
    Role.GOVERNOR: _("by delegation of the governor"),
}


def of_quality(role: str, by: Actor, office_id: int | None) -> Both:
    """In which quality the actor signs: the role, or their own one there and in whose name they sign."""
    if not by.by_delegation(role, office_id):
        return of_role(role)
    how = BY_DELEGATION.get(Role(role), _("by delegation"))
    mine = {held.role for held in by.mandates if held.office_id == office_id and not held.delegated}
    own = Role.VICE_PRESIDENT if Role.VICE_PRESIDENT in mine else min(mine, default="")
    if not own:
        return both(lambda: capfirst(str(how)))
    return both(lambda: _("%(quality)s, %(how)s") % {"quality": Role(own).label, "how": how})


def of_place(dossier: Dossier) -> Both:
    """The commune of the land, as everybody may know it."""
    return of_named(dossier.unit) if dossier.unit else Both()


def of_person(person: Person | None) -> Both:
    return Both(fr=person.name_fr, ar=person.name_ar) if person else Both()


def of_role(role: str) -> Both:
    return both(Role(role).label)


def meant(dossier: Dossier, meaning: Meaning) -> Both:
    """An answer asked in each language; the same in both when it is asked once."""
    return Both(fr=_answered(dossier, meaning, "fr"), ar=_answered(dossier, meaning, "ar"))


def named(dossier: Dossier, meaning: Meaning, language: str) -> str:
    """The same in the language of the page, in the other when it was given in that one alone."""
    if language == "ar":
        return _answered(dossier, meaning, "ar") or _answered(dossier, meaning, "fr")
    return _answered(dossier, meaning, "fr") or _answered(dossier, meaning, "ar")


def _answered(dossier: Dossier, meaning: Meaning, language: Language) -> str:
    field = dossier.procedure.meaning(meaning, language)
    return str(dossier.answers.get(field.code) or "") if field else ""


def said(dossier: Dossier, meaning: Meaning) -> str:
    """An answer asked once, as text; empty when it is not given."""
    field = dossier.procedure.meaning(meaning)
    return str(dossier.answers.get(field.code) or "") if field else ""


def chosen(dossier: Dossier, meaning: Meaning) -> Both:
    """The answer chosen among several, in the words of the procedure; nothing when it is not given."""
    field = dossier.procedure.meaning(meaning)
    given = dossier.answers.get(field.code) if field else None
    found = next((choice for choice in field.choices if choice.code == given), None) if field else None
    return of_wording(found.label) if found else Both()


def measured(dossier: Dossier, meaning: Meaning) -> Decimal | None:
    text = said(dossier, meaning)
    return Decimal(text) if text else None


_TITLES = {
    Territory.REGION: _("Region of %(name)s"),
    Territory.PROVINCE: _("Province of %(name)s"),
    Territory.PREFECTURE: _("Prefecture of %(name)s"),
    Territory.ARRONDISSEMENT_PREFECTURE: _("Prefecture of arrondissements of %(name)s"),
    Territory.COMMUNE: _("Commune of %(name)s"),
    Territory.ARRONDISSEMENT: _("Arrondissement of %(name)s"),
}
_BEFORE_VOWEL = re.compile(r"\bde (?=[AEIOUÂÉÈÊÎÔ])")


def titled(unit: Unit) -> Both:
    """A unit with its title: `Province d’Ifrane`, `إقليم إفران`."""
    title, said = _TITLES[Territory(unit.kind)], of_named(unit)
    french = both(title, name=said.fr).fr
    return Both(fr=elided(french), ar=both(title, name=said.ar).ar)


def elided(french: str) -> str:
    """`Commune de Azrou` as French says it: `Commune d’Azrou`."""
    return _BEFORE_VOWEL.sub("d’", french)


def issuer(dossier: Dossier, office: Office | None) -> tuple[Both, ...]:
    """Region, province, commune and office, in this order, each with its title, as a paper's head says them.

    The arrondissement of the land is not among them where the commune itself decides. An urban agency is a public body of its
    own, under no commune.
    """
    if office and office.urban_agency_id:
        return (of_named(office),)
    where = dossier.where
    region = where.commune.parent.parent if where.commune.parent else None
    heads = [region, where.prefecture, where.commune]
    if where.unit != where.commune and (office is None or office.unit_id != where.commune.pk):
        heads.append(where.unit)
    named = [titled(unit) for unit in heads if unit]
    return (*named, of_named(office)) if office and of_named(office) not in named else tuple(named)


# How the catalogues write a numbered text: `loi 12-90`, `décret 2-18-577`.
_NUMBERED = re.compile(r"(loi organique|loi|décret|arrêté|dahir) (\d[\d-]*)")
_TEXTS = {
    "loi": _("law no. %(number)s"),
    "loi organique": _("organic law no. %(number)s"),
    "décret": _("decree no. %(number)s"),
    "arrêté": _("order no. %(number)s"),
    "dahir": _("dahir no. %(number)s"),
}
# How they write a text that has no number.
_CALLED = {
    "RGC-2013": _("general building regulation of 2013"),
    "dahir du 25 août 1914": _("dahir of 25 August 1914"),
}
# How the coded reasons write what they cite, beside a numbered text.
_CITED = {
    "règlement d'aménagement": _("development regulation"),
    "règlement communal de construction": _("communal building regulation"),
    "RGC": _CALLED["RGC-2013"],
    "RPS 2000 mod. 2011": _("seismic building regulation RPS 2000, amended in 2011"),
    "Code habous": _("habous code"),
    "dahir 12 août 1913": _("dahir of 12 August 1913"),
    "dahir 25 août 1914": _CALLED["dahir du 25 août 1914"],
    "dahir 10 oct. 1917": _("dahir of 10 October 1917"),
    "dahir 7 août 1934": _("dahir of 7 August 1934"),
    "dahir 6 avr. 1938": _("dahir of 6 April 1938"),
    "dahir 25 juil. 1969": _("dahir of 25 July 1969"),
    "mod. 1933": _("amended in 1933"),
    "(droits réels)": _("(real rights)"),
}
_ARTICLE = re.compile(r" art\. (\d[\d-]*)")
_ANNEXES = re.compile(r" annexes (\d[\d-]*)")
_ANNEX = re.compile(r"annexes? (\d+(?:-\d+)?)(?:, art\. (.+))?")


def name_of_law(dossier: Dossier, text: str) -> Both:
    """A text in both languages, as the dossier's procedure names it."""
    return name_of_text(dossier.procedure, text)


def name_of_text(procedure: Procedure, text: str) -> Both:
    """A text in both languages: the Arabic name that the procedure declares, else that of a known text, else none."""
    declared = next((law.ar for law in procedure.laws if law.text == text and law.ar), "")
    numbered = _NUMBERED.fullmatch(text)
    if numbered is None:
        called = both(_CALLED[text]) if text in _CALLED else Both(fr=text)
        return Both(fr=called.fr, ar=declared or called.ar)
    name = both(_TEXTS[numbered[1]], number=numbered[2])
    return Both(fr=name.fr, ar=declared or name.ar.replace("-", "."))


def cited(procedure: Procedure, law: Law) -> str:
    """A text and its article in the language of the page: `law no. 12-90, art. 45`."""
    name = name_of_text(procedure, law.text)
    text, article = (name.ar if get_language() == "ar" else name.fr) or law.text, law.article
    if annex := _ANNEX.fullmatch(article or ""):
        text = ngettext(
            "%(text)s, annex %(annex)s", "%(text)s, annexes %(annex)s", 2 if "-" in annex[1] else 1
        ) % {"text": text, "annex": annex[1]}
        article = annex[2]
    return gettext("%(text)s, art. %(article)s") % {"text": text, "article": article} if article else text


def citation(said: str) -> str:
    """What a coded reason cites, in the language of the page: `law no. 12-90, art. 47` of `loi 12-90 art. 47`."""

    def numbered(found: re.Match[str]) -> str:
        number = found[2].replace("-", ".") if get_language() == "ar" else found[2]
        return str(_TEXTS[found[1]]) % {"number": number}

    for title, named in _CITED.items():
        said = said.replace(title, str(named))
    said = _NUMBERED.sub(numbered, said)
    said = _ANNEXES.sub(lambda found: gettext(", annexes %(annexes)s") % {"annexes": found[1]}, said)
    said = _ARTICLE.sub(lambda found: gettext(", art. %(article)s") % {"article": found[1]}, said)
    return said.replace(" ; ", gettext(" ; "))


def laws(dossier: Dossier, *given: Law | None) -> tuple[LawReference, ...]:
    """References that may be printed: sourced, numbered as in the text in force, and named in both languages."""
    named = [
        (law, name_of_law(dossier, law.text)) for law in given if law and dossier.procedure.may_print(law)
    ]
    return tuple(
        LawReference(text=name, article=law.article, certainty=law.certainty)
        for law, name in named
        if name.ar
    )


def reasons(dossier: Dossier, given: Iterable[Reason]) -> tuple[PaperReason, ...]:
    """Coded reasons as papers print them; the article goes with its certainty, and is left out unless sourced."""
    return tuple(
        PaperReason(
            code=reason["code"],
            text=Both(fr=reason["text_fr"], ar=reason["text_ar"]),
            law=_cited(dossier, reason),
        )
        for reason in given
    )


def _cited(dossier: Dossier, reason: Reason) -> tuple[LawReference, ...]:
    """The text and the article that a reason cites (`loi 12-90 art. 47`); nothing when it has no Arabic name. What an office
    cites itself stands as it wrote it."""
    if reason["certainty"] == "cited":
        return (LawReference(text=Both(fr=reason["article"], ar=reason["article"]), certainty="cited"),)
    text, _art, article = reason["article"].partition(" art. ")
    name = name_of_law(dossier, text)
    return (LawReference(text=name, article=article, certainty=reason["certainty"]),) if name.ar else ()


def plan(piece: Piece, dossier: Dossier) -> Plan:
    document = dossier.procedure.document(piece.code)
    return Plan(
        name=piece.document.name,
        kind=of_wording(document.names),
        size=piece.document.size,
        sha256=piece.document.sha256,
        version=f"v{piece.since}",
        pages=piece.document.pages,
        main=document.kind == "main",
    )


def public_address(path: str) -> str:
    return settings.PUBLIC_URL.rstrip("/") + path


def verification_address(code: str) -> str:
    """What the QR of a paper opens. The path is that of the public verification page."""
    return public_address(f"/verify/{grouped(code)}")


def tracking_address(number: str) -> str:
    return public_address(f"/track/{number}")
