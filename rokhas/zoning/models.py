"""Layers of zoning as the planning documents give them: zones with their rules, easements. Loaded whole, never edited."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rokhas.territory.models import Certainty, Named, Unit


class PlanKind(models.TextChoices):
    PA = "PA", _("Development plan")
    PDAR = "PDAR", _("Development plan of a rural settlement")
    PZ = "PZ", _("Zoning plan")
    SDAU = "SDAU", _("Master plan")


class Use(models.TextChoices):
    INDIVIDUAL_HOUSING = "individual_housing", _("Individual housing")
    COLLECTIVE_HOUSING = "collective_housing", _("Collective housing")
    COMMERCE = "commerce", _("Commerce")
    OFFICES = "offices", _("Offices and services")
    CRAFTS = "crafts", _("Crafts")
    INDUSTRY = "industry", _("Industry")
    TOURISM = "tourism", _("Tourism and hotels")
    PUBLIC_FACILITY = "public_facility", _("Public facilities")
    GREEN_SPACE = "green_space", _("Green spaces")
    AGRICULTURE = "agriculture", _("Agriculture")


class EasementKind(models.TextChoices):
    NO_BUILD = "no_build", _("No construction allowed (non aedificandi)")
    ROAD = "road", _("Road or alignment")
    POWER_LINE = "power_line", _("Power line")
    NETWORK = "network", _("Underground network")
    WATER = "water", _("Watercourse or public water domain")
    RAIL = "rail", _("Railway")
    COAST = "coast", _("Coast")
    HERITAGE = "heritage", _("Heritage")
    AVIATION = "aviation", _("Aviation")
    FOREST = "forest", _("Forest")
    OTHER = "other", _("Other easement")


class Boxed(models.Model):
    """A drawn thing: its outline as GeoJSON in degrees (WGS 84), and the box of where it has effect."""

    geometry = models.JSONField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()

    class Meta:
        abstract = True


class LayerQuerySet(models.QuerySet["Layer"]):
    def in_force(self) -> LayerQuerySet:
        """The last version of each plan."""
        return self.filter(replaced_at=None)


class Layer(Named):
    """One version of the zoning of a planning document in a commune.

    `approved_on` is the day of the approval, which is a declaration of public utility until `ends_on`; None: not approved yet.
    A newer version replaces it; its rows stay as they were loaded. `sha256` is that of its whole content.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="layers")
    plan = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=PlanKind)
    approved_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    certainty = models.CharField(max_length=16, choices=Certainty.choices)
    source = models.CharField(max_length=200)
    is_fictional = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = LayerQuerySet.as_manager()

    class Meta:
        ordering = ["unit", "plan", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "plan", "version"], name="one_layer_per_version"),
            models.UniqueConstraint(
                fields=["unit", "plan"], condition=Q(replaced_at=None), name="one_layer_in_force_per_plan"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(approved_on__lte=F("ends_on")),
                name="a_layer_ends_after_its_approval",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="a_layer_is_sourced"),
        ]

    @property
    def is_approved(self) -> bool:
        return self.approved_on is not None

    def has_ended(self, today: date) -> bool:
        """Whether the effects of its public utility are behind."""
        return self.ends_on is not None and self.ends_on < today


class Zone(Named, Boxed):
    """An area with one set of rules; what a plan does not set is None or empty.

    Heights and setbacks in metres, `levels` above the ground floor, `coverage` (built ground / plot) and `floor_ratio` (floors /
    plot) as shares, `min_plot` in m². `allowed`, `forbidden`: values of `Use`.
    """

    layer = models.ForeignKey(Layer, models.PROTECT, related_name="zones")
    code = models.CharField(max_length=20)
    allowed = models.JSONField(default=list)
    forbidden = models.JSONField(default=list)
    height = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    levels = models.PositiveSmallIntegerField(null=True, blank=True)
    coverage = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    floor_ratio = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    setback_street = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    setback_side = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    setback_back = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    min_plot = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    note_fr = models.TextField(blank=True)
    note_ar = models.TextField(blank=True)

    class Meta:
        ordering = ["layer", "code", "pk"]
        indexes = [models.Index(fields=["layer", "west", "east"], name="zone_by_place")]

    def __str__(self) -> str:
        return f"{self.code} · {self.name}"


class Easement(Named, Boxed):
    """A limit on the use of land, along a line or in an area, as far as `reach` metres around what is drawn."""

    layer = models.ForeignKey(Layer, models.PROTECT, related_name="easements")
    code = models.CharField(max_length=20)
    kind = models.CharField(max_length=16, choices=EasementKind)
    text_fr = models.TextField()
    text_ar = models.TextField()
    law = models.CharField(max_length=200, blank=True)
    reach = models.DecimalField(max_digits=7, decimal_places=2, default=0)

    class Meta:
        ordering = ["layer", "code", "pk"]
        indexes = [models.Index(fields=["layer", "west", "east"], name="easement_by_place")]

    @property
    def text(self) -> str:
        """What it forbids or asks, in the language of the page."""
        return self.text_ar if (get_language() or "").startswith("ar") else self.text_fr
