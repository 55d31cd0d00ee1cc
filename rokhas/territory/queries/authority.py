"""Who is competent where. Computed from the census and the law, never recorded by hand.

RGC 2013 (décret 2-13-424), art. 10-16 and 25; the articles carry the numbering of 2013, and the text in force since
2019 keeps the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property, partial
from typing import Any

from django.conf import settings
from django.db.models import CharField, Exists, OuterRef
from django.utils.translation import gettext

from rokhas.kernel.fixed import Fixed
from rokhas.territory.errors import UnknownCensus, UnknownUnit
from rokhas.territory.models import CENSUSES, Certainty, Kind, Unit, UrbanAgency
from rokhas.ui.formats import number

SINGLE_DESK_ABOVE = 50_000


class Body(StrEnum):
    """The body that studies; the values are codes of offices."""

    SINGLE_DESK = "single_desk"
    PROVINCIAL_COMMITTEE = "provincial_committee"


@dataclass(frozen=True, slots=True)
class Law:
    text: str
    article: str
    certainty: str


LAW = {
    "single_desk": Law("RGC-2013", "10-11", Certainty.SOURCED),
    "provincial_committee": Law("RGC-2013", "15", Certainty.SOURCED),
    # Whether the president of an arrondissement signs by own competence, by delegation or not at all depends on the permit and
    # on the city: nothing read settles it. Hence a setting, and this mark.
    "arrondissement_signer": Law("RGC-2013", "35", Certainty.UNSURE),
    "commune_signer": Law("RGC-2013", "35", Certainty.SOURCED),
    "several_communes": Law("RGC-2013", "31", Certainty.SOURCED),
}


@dataclass(frozen=True)
class Competence:
    """Who studies and who signs for a place, and why.

    Attributes:
        unit: the commune or arrondissement asked about.
        census, population: the census that counts and its figure there (None when it published none).
        body: the guichet unique, or the provincial committee.
        seat: where that body sits and keeps its secretariat: the unit itself for a guichet, the province otherwise (art. 25).
        law: the text that founds `body`.
        prefecture: the province, prefecture or (Casablanca) prefecture of arrondissements that sits in the commission.
        commune: the commune, which is `unit` itself unless it is an arrondissement.
        signer: the role that signs, `president` or `arrondissement_president`; `signer_law` says how sure that is.
        arrondissements: for the six cities only: the desks among which the dossier must choose. Empty elsewhere.
        over: the places, in other communes, that the land extends over too; None of a land in one commune. The deposit is then
            made at the province (art. 31), whatever the population.
    """

    unit: Unit
    census: int
    population: int | None
    body: Body
    seat: Unit
    law: Law
    prefecture: Unit
    commune: Unit
    signer: str
    signer_law: Law
    find_agency: Callable[[], UrbanAgency | None] = field(repr=False, compare=False)
    arrondissements: tuple[Unit, ...] = ()
    over: tuple[Unit, ...] | None = None

    @cached_property
    def urban_agency(self) -> UrbanAgency | None:
        """Whose avis conforme is needed. One query, when it is asked for."""
        return self.find_agency()

    @cached_property
    def reason(self) -> str:
        """Why that body, in one translated sentence."""
        if self.over is not None:
            return _reason_of_several(self)
        return _reason(self.unit, self.census, self.population, divided=bool(self.arrondissements))

    @property
    def is_deposit_place(self) -> bool:
        """False for a city divided into arrondissements: the dossier names one of them."""
        return not self.arrondissements

    @property
    def communes(self) -> tuple[Unit, ...]:
        """Every commune that the land is on, that of `unit` first."""
        others = (_commune(each) for each in self.over or ())
        return tuple(dict.fromkeys((self.commune, *others)))

    @property
    def provinces(self) -> tuple[Unit, ...]:
        """The provinces of these communes: no desk receives a land on several."""
        return tuple(dict.fromkeys(_province(each) for each in self.communes))


def competence(code: str, census: int | None = None, *, over: Collection[str] | None = None) -> Competence:
    """The competence for a commune or an arrondissement, by HCP code. One query, two in the six cities, one more with `over`.

    Args:
        census: 2014 or 2024; the setting `ROKHAS_CENSUS` when not given.
        over: the codes of the other places that the land extends over; none of them may be known yet. None is a land in one
            commune.

    Raises:
        UnknownUnit: no commune or arrondissement has this code.
        UnknownCensus: the platform does not hold that census.
    """
    census = _census(census)
    unit = _PLACE.first(code=code)
    if unit is None:
        raise UnknownUnit(code=code)
    arrondissements = tuple(unit.children.all()) if unit.is_divided else ()
    above = None
    if unit.kind == Kind.ARRONDISSEMENT:
        above = Unit.objects.filter(kind=Kind.ARRONDISSEMENT_PREFECTURE, code=_tens(unit)).first()
    province = (above or _province(unit)).pk
    found = _competence(unit, census, arrondissements, above, lambda: _AGENCY.first(province=province))
    return found if over is None else _on_several(found, over)


_PLACE: Fixed[Any] = Fixed(
    lambda code: (
        Unit.objects.select_related("parent__parent")
        .annotate(is_divided=Exists(Unit.objects.filter(parent=OuterRef("pk"))))
        .filter(code=code, kind__in=(Kind.COMMUNE, Kind.ARRONDISSEMENT))
    ),
    code=CharField(),
)
_AGENCY: Fixed[UrbanAgency] = Fixed(
    lambda province: UrbanAgency.objects.filter(provinces=province).order_by("code")[:1], province=CharField()
)


def competences(census: int | None = None) -> list[Competence]:
    """The competence of every place of deposit, in order of code, in a fixed number of queries.

    Raises:
        UnknownCensus: the platform does not hold that census.
    """
    census = _census(census)
    prefectures = Unit.objects.in_bulk(
        Unit.objects.filter(kind=Kind.ARRONDISSEMENT_PREFECTURE).values_list("code", flat=True)
    )
    agencies = _agencies_by_province()
    found = []
    for unit in Unit.objects.leaves().select_related("parent__parent"):
        above = prefectures.get(_tens(unit))
        find = partial(agencies.get, (above or _province(unit)).code)
        found.append(_competence(unit, census, (), above, find))
    return found


def _competence(
    unit: Unit,
    census: int,
    arrondissements: Sequence[Unit],
    above: Unit | None,
    find_agency: Callable[[], UrbanAgency | None],
) -> Competence:
    population = unit.population(census)
    of_arrondissement = unit.kind == Kind.ARRONDISSEMENT
    body = _body(unit, population)
    signer: str = settings.ROKHAS_ARRONDISSEMENT_SIGNER if of_arrondissement else "president"
    prefecture = above or _province(unit)
    return Competence(
        unit=unit,
        census=census,
        population=population,
        body=body,
        seat=unit if body is Body.SINGLE_DESK else _province(unit),
        law=LAW[body],
        prefecture=prefecture,
        commune=_parent(unit) if of_arrondissement else unit,
        signer=signer,
        signer_law=LAW["arrondissement_signer" if of_arrondissement else "commune_signer"],
        find_agency=find_agency,
        arrondissements=tuple(arrondissements),
    )


def _on_several(alone: Competence, over: Collection[str]) -> Competence:
    """The deposit of a land on several communes is made at the province or prefecture (RGC art. 31)."""
    others = Unit.objects.select_related("parent__parent").filter(code__in=over) if over else ()
    province = _province(alone.unit)
    return replace(
        alone,
        body=Body.PROVINCIAL_COMMITTEE,
        seat=province,
        law=LAW["several_communes"],
        prefecture=province,
        find_agency=lambda: _AGENCY.first(province=province.pk),
        over=tuple(sorted(others, key=lambda each: each.code)),
    )


def _body(unit: Unit, population: int | None) -> Body:
    if unit.kind == Kind.ARRONDISSEMENT or (population or 0) > SINGLE_DESK_ABOVE:
        return Body.SINGLE_DESK
    return Body.PROVINCIAL_COMMITTEE


def _reason(unit: Unit, census: int, population: int | None, *, divided: bool) -> str:
    values = {
        "name": unit.name,
        "census": census,
        "population": number(population or 0),
        "limit": number(SINGLE_DESK_ABOVE),
    }
    if unit.kind == Kind.ARRONDISSEMENT:
        return (
            gettext("%(name)s is an arrondissement: it has its own single desk, whatever its population.")
            % values
        )
    if divided:
        return (
            gettext("%(name)s is divided into arrondissements: the file goes to the desk of one of them.")
            % values
        )
    if population is None:
        return (
            gettext(
                "The %(census)s census published no population for %(name)s: the provincial committee is competent."
            )
            % values
        )
    if population > SINGLE_DESK_ABOVE:
        return (
            gettext(
                "%(name)s has %(population)s inhabitants (%(census)s census), more than %(limit)s: it has a single desk."
            )
            % values
        )
    return (
        gettext(
            "%(name)s has %(population)s inhabitants (%(census)s census), not more than %(limit)s: "
            "the provincial committee is competent."
        )
        % values
    )


def _reason_of_several(where: Competence) -> str:
    if not where.over:
        return gettext(
            "The land is on several communes: the request is deposited at the province or prefecture (%(province)s)."
        ) % {"province": where.seat.name}
    return gettext(
        "The land is on several communes (%(communes)s): the request is deposited at the province or prefecture (%(province)s), "
        "and each commune gives its opinion."
    ) % {
        "communes": _listing(where.communes),
        "province": where.seat.name,
    }


def _listing(units: Sequence[Unit]) -> str:
    return gettext(", ").join(each.name for each in units)


def _census(census: int | None) -> int:
    chosen: int = settings.ROKHAS_CENSUS if census is None else census
    if chosen not in CENSUSES:
        raise UnknownCensus(census=chosen, known=", ".join(map(str, CENSUSES)))
    return chosen


def _tens(unit: Unit) -> str:
    """The code of the prefecture of arrondissements of an arrondissement: 06.141.01.2x → 06.141.01.20 (Casablanca)."""
    return unit.code[:-1] + "0" if unit.kind == Kind.ARRONDISSEMENT else ""


def _parent(unit: Unit) -> Unit:
    if unit.parent is None:
        raise LookupError(f"{unit.code} is a region: nothing is above it")
    return unit.parent


def _commune(unit: Unit) -> Unit:
    return _parent(unit) if unit.kind == Kind.ARRONDISSEMENT else unit


def _province(unit: Unit) -> Unit:
    return _parent(_commune(unit))


def _agencies_by_province() -> Mapping[str, UrbanAgency]:
    links = UrbanAgency.provinces.through.objects.select_related("urbanagency").order_by("-urbanagency_id")
    return {link.unit_id: link.urbanagency for link in links}
