"""The territory as the census knows it, the urban agencies, the days off."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from rokhas.kernel.rows import OftenRead
from rokhas.territory.schema import REQUISITION, TITLE, Parcel, TitleNumber


class Kind(models.TextChoices):
    REGION = "region", _("Region")
    PROVINCE = "province", _("Province")
    PREFECTURE = "prefecture", _("Prefecture")
    ARRONDISSEMENT_PREFECTURE = "arrondissement_prefecture", _("Prefecture of arrondissements")
    COMMUNE = "commune", pgettext_lazy("kind of place", "Commune")
    ARRONDISSEMENT = "arrondissement", pgettext_lazy("kind of place", "Arrondissement")


class Certainty(models.TextChoices):
    SOURCED = "sourced", _("Sourced")
    MEMORY = "memory", _("From memory, to be checked")
    CONSTRUCTED = "constructed", _("Constructed")
    UNSURE = "unsure", _("Unsure")


class Named(OftenRead):
    """A name in each official language."""

    name_fr = models.CharField(max_length=200)
    name_ar = models.CharField(max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_ar if (get_language() or "").startswith("ar") else self.name_fr


class UnitQuerySet(models.QuerySet["Unit"]):
    def leaves(self) -> UnitQuerySet:
        """Where a dossier is deposited: communes without arrondissements, and arrondissements."""
        divided = Unit.objects.filter(kind=Kind.ARRONDISSEMENT).values("parent_id")
        return self.filter(kind__in=(Kind.COMMUNE, Kind.ARRONDISSEMENT)).exclude(code__in=divided)


class Unit(Named):
    """A territorial unit under its HCP code (`06.141.01.0`); the parent of an arrondissement is its commune.

    Populations are the legal ones of the censuses of 2014 and 2024, None where the census published none. The box
    (degrees, WGS 84) bounds the vendored outline.
    """

    code = models.CharField(max_length=16, primary_key=True)
    kind = models.CharField(max_length=32, choices=Kind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    is_urban = models.BooleanField(null=True, blank=True)
    population_2014 = models.PositiveIntegerField(null=True, blank=True)
    population_2024 = models.PositiveIntegerField(null=True, blank=True)
    search_text = models.TextField()
    west = models.FloatField(null=True, blank=True)
    south = models.FloatField(null=True, blank=True)
    east = models.FloatField(null=True, blank=True)
    north = models.FloatField(null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["kind", "parent"], name="unit_kind_parent")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="unit_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=Kind.REGION, parent=None) | (~Q(kind=Kind.REGION) & Q(parent__isnull=False)),
                name="unit_region_is_root",
            ),
            models.CheckConstraint(
                condition=Q(west=None) | Q(west__lte=F("east"), south__lte=F("north")),
                name="unit_box_ordered",
            ),
        ]

    def population(self, census: int) -> int | None:
        """The legal population at `census`, None when that census published none.

        Raises:
            ValueError: the platform does not hold that census.
        """
        if census not in CENSUSES:
            raise ValueError(f"no census {census}")
        count: int | None = getattr(self, f"population_{census}")
        return count

    @property
    def reference_code(self) -> str:
        """The code as it is written in the number of a dossier: without dots."""
        return self.code.replace(".", "")

    @property
    def bbox(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north in degrees."""
        if self.west is None or self.south is None or self.east is None or self.north is None:
            return None
        return self.west, self.south, self.east, self.north


CENSUSES = (2014, 2024)


class UrbanAgency(Named):
    """An urban agency (agence urbaine) and the provinces it covers, with how sure that is."""

    code = models.CharField(max_length=16, primary_key=True)
    seat_fr = models.CharField(max_length=100)
    seat_ar = models.CharField(max_length=100)
    provinces = models.ManyToManyField(Unit, related_name="urban_agencies")
    certainty = models.CharField(max_length=16, choices=Certainty.choices)
    source = models.TextField(blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "urban agencies"

    @property
    def seat(self) -> str:
        return self.seat_ar if (get_language() or "").startswith("ar") else self.seat_fr


class HolidayQuerySet(models.QuerySet["Holiday"]):
    def decided_in(self, year: int) -> HolidayQuerySet:
        """The decisions about the days of a year, those withdrawn too, by day."""
        return (
            self.filter(date__year=year)
            .exclude(decided_at=None)
            .select_related("unit")
            .order_by("date", "pk")
        )


class Holiday(Named):
    """A day off of the administrations, as observed or announced; or a day that is worked although the calendar closes it.

    Some come with the platform; the others were decided on it (`decided_at`), and stay when they are withdrawn. With a `unit`,
    only the offices that have their seat there are concerned, those of one kind when `office_kind` names it.
    """

    class Kind(models.TextChoices):
        FIXED = "fixed", _("Fixed feast")
        LUNAR = "lunar", _("Lunar feast")
        EXCEPTIONAL = "exceptional", _("Exceptional day off")
        WORKED = "worked", _("Day worked after all")

    date = models.DateField()
    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    certainty = models.CharField(max_length=16, choices=Certainty.choices)
    source = models.TextField(blank=True)
    note = models.TextField(blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    office_kind = models.CharField(max_length=30, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        ordering = ["date", "key"]
        constraints = [
            models.UniqueConstraint(fields=["date", "key"], name="holiday_once"),
            models.UniqueConstraint(
                fields=["date"],
                condition=Q(unit=None, decided_at__isnull=False, withdrawn_at=None),
                name="one_decision_in_force_per_day",
            ),
            models.UniqueConstraint(
                fields=["date", "unit", "office_kind"],
                condition=Q(unit__isnull=False, withdrawn_at=None),
                name="one_local_decision_in_force_per_day",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=False) | Q(withdrawn_at=None, unit=None, office_kind=""),
                name="only_a_decision_is_local_or_withdrawn",
            ),
        ]

    @property
    def is_closed(self) -> bool:
        return self.kind != self.Kind.WORKED


class LandTitle(models.Model):
    """One line of the register of land titles that the platform holds: where a title lies. Never an owner (law 09-08).

    `geometry` is GeoJSON in degrees (WGS 84), `lon`, `lat` a point inside it, the box its bounds; `area` (m²) is the title's own.
    `cell` is the square of the point, None for a land wider than a square: what a search by point reads.
    """

    class Kind(models.TextChoices):
        TITLE = TITLE, _("Land title")
        REQUISITION = REQUISITION, _("Request for registration")

    kind = models.CharField(max_length=16, choices=Kind.choices)
    number = models.PositiveIntegerField()
    index = models.CharField(max_length=4)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    area = models.DecimalField(max_digits=13, decimal_places=2)
    geometry = models.JSONField()
    lon = models.FloatField()
    lat = models.FloatField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    cell = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=200)
    as_of = models.DateField()
    certainty = models.CharField(max_length=16, choices=Certainty.choices)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["number", "index", "kind"]
        indexes = [models.Index(fields=["cell"], name="land_title_cell")]
        constraints = [
            models.UniqueConstraint(fields=["number", "index", "kind"], name="land_title_once"),
            models.CheckConstraint(condition=Q(area__gt=0), name="land_title_has_area"),
            models.CheckConstraint(condition=~Q(index="") & ~Q(source=""), name="land_title_is_sourced"),
        ]

    def __str__(self) -> str:
        return self.title_number.in_full

    @property
    def title_number(self) -> TitleNumber:
        kind = "requisition" if self.kind == self.Kind.REQUISITION else "title"
        return TitleNumber(self.number, self.index, kind)  # type: ignore[arg-type]  # one of the two, by the line above

    def parcel(self) -> Parcel:
        """What the register answers of this line."""
        return Parcel(
            number=self.title_number,
            unit=self.unit_id,
            area=self.area,
            geometry=self.geometry,
            lon=self.lon,
            lat=self.lat,
            source=self.source,
            as_of=self.as_of,
            certainty=self.certainty,
        )
