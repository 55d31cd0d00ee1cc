"""What everybody may read of a granted permit: its number, its day, its nature and where, rounded. Never a name or a title."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from rokhas.dossiers.models import Dossier
from rokhas.territory.models import Unit


class PublishedPermit(models.Model):
    """A permit as the geoportal shows it, rebuilt from its dossier at will.

    `lon`, `lat` are the middle of a square of the grid, in hundred-thousandths of a degree; None where the land was given without
    a point. `seen_at` is the end of the dossier that this row tells: another one (a cancellation) is told anew.
    """

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="published")
    number = models.CharField(max_length=40, unique=True)
    # Without an index of its own: both of those below begin with it.
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    procedure = models.SlugField()
    granted_on = models.DateField()
    cancelled_on = models.DateField(null=True, blank=True)
    lon = models.IntegerField(null=True, blank=True)
    lat = models.IntegerField(null=True, blank=True)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-granted_on", "-id"], name="permit_of_unit"),
            models.Index(fields=["unit", "lat", "lon"], name="permit_by_square"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(lon=None, lat=None) | Q(lon__isnull=False, lat__isnull=False),
                name="a_published_permit_has_a_point_or_none",
            )
        ]

    def __str__(self) -> str:
        return self.number


class PermitSquare(models.Model):
    """How many permits of a nature stand in a square of the grid, and how many of them are cancelled: a map is drawn from the
    ground it covers, however many permits were granted there."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    procedure = models.SlugField(db_index=False)
    lon = models.IntegerField()
    lat = models.IntegerField()
    count = models.PositiveIntegerField()
    cancelled = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "lat", "lon", "procedure"], name="one_count_per_square"),
            models.CheckConstraint(
                condition=Q(cancelled__lte=models.F("count")), name="no_more_cancelled_than_granted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count} in {self.unit_id} at {self.lat}, {self.lon}"


class PermitTotal(models.Model):
    """How many permits were granted in a commune."""

    unit = models.OneToOneField(Unit, models.PROTECT, primary_key=True, related_name="+")
    count = models.PositiveIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count} in {self.unit_id}"
