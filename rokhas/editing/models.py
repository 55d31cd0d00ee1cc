"""The next entry of a list that procedures share, while it is written, then what is remembered of its making."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from rokhas.procedures.models import Draft, DraftQuerySet


class NextEntryQuerySet(DraftQuerySet["NextEntry"]):
    def of(self, register: str, code: str = "") -> NextEntryQuerySet:
        """Those of a list, or of one of its codes."""
        return self.filter(register=register, **({"code": code} if code else {}))

    def published(self) -> NextEntryQuerySet:
        """Those that were published and not withdrawn."""
        return self.filter(state=NextEntry.State.PUBLISHED, withdrawn_at=None)


class NextEntry(Draft):
    """The next entry of a code of a list: a coded reason, an activity, a rate (`register` says which list).

    `like` is the code that a new one was begun from; empty when the code exists already. `key` is the row it was published as.
    """

    register = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    like = models.CharField(max_length=60, blank=True)
    key = models.CharField(max_length=80, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="published_entries"
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    motive = models.TextField(blank=True)

    objects = NextEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["register", "code"],
                condition=Q(state__in=["written", "submitted"]),
                name="one_next_entry_of_a_code",
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False)
                | (~Q(state="published") & Q(published_at=None)),
                name="a_published_entry_has_its_day",
            ),
        ]
