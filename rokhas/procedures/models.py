"""The published versions of the procedures."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class ProcedureVersion(models.Model):
    """One version of one procedure, as published: written once, never changed, never removed.

    The key is the name of its file without the suffix (`building-permit.v1`): a dossier that keeps it finds its procedure in the
    memory of the process, without a query.
    """

    key = models.CharField(primary_key=True, max_length=60)
    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    effective_from = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="published_procedures"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="one_row_per_procedure_version"),
            models.CheckConstraint(condition=Q(version__gte=1), name="procedure_versions_start_at_one"),
        ]
        indexes = [models.Index(fields=["code", "effective_from"], name="procedure_in_force")]

    def __str__(self) -> str:
        return self.key
