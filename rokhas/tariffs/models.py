"""Dated tariffs: what a fee costs, where, and from when, with how sure each figure is."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from rokhas.territory.models import Certainty, Unit, UrbanAgency


class TariffQuerySet(models.QuerySet["Tariff"]):
    def standing(self) -> TariffQuerySet:
        """Those that were not withdrawn before their day."""
        return self.filter(withdrawn_at=None)

    def in_force(self, day: date) -> TariffQuerySet:
        """Both dates are included; an empty one means in force until replaced."""
        return self.standing().filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
        )

    def rated(self) -> TariffQuerySet:
        """Those that say an amount; the others only say the legal range, or that a fee exists."""
        return self.exclude(rate=None)


class Tariff(models.Model):
    """One rate of one fee for one nature of project, in one place, between two dates.

    A row without place is the whole country's: the law's own figure, or the default until a commune or an agency enters its own.
    `rate`, `floor` and `ceiling` are in `unit` (`DH/m² covered`, `%`…). A new rate is a new row: what was paid keeps its own.
    One that is entered on the platform has the code of the row it follows and its rank (`TOC-RAB-COL.2`).
    """

    code = models.CharField(max_length=40, unique=True)
    fee = models.SlugField(max_length=40)
    nature = models.SlugField(max_length=60)
    description = models.CharField(max_length=200)
    territory = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="tariffs")
    agency = models.ForeignKey(UrbanAgency, models.PROTECT, null=True, blank=True, related_name="tariffs")
    unit = models.CharField(max_length=40)
    floor = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    ceiling = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    rate = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    article = models.CharField(max_length=120, blank=True)
    article_certainty = models.CharField(max_length=16, choices=Certainty, blank=True)
    source = models.TextField(blank=True)
    certainty = models.CharField(max_length=16, choices=Certainty)
    note = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = TariffQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(territory=None) | Q(agency=None), name="a_tariff_has_one_place"
            ),
            models.CheckConstraint(condition=Q(rate=None) | Q(rate__gte=0), name="a_rate_is_not_negative"),
            models.CheckConstraint(
                condition=(Q(rate=None) | Q(floor=None) | Q(rate__gte=F("floor")))
                & (Q(rate=None) | Q(ceiling=None) | Q(rate__lte=F("ceiling"))),
                name="a_rate_is_in_its_legal_range",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="a_tariff_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["fee", "nature", "territory"], name="tariff_of_place")]

    def __str__(self) -> str:
        return self.code
