"""A dossier, what was deposited with it, and who may look."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models import Office, Person, Role
from rokhas.documents.models import Document
from rokhas.kernel.actor import Actor
from rokhas.kernel.rows import OftenWritten
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.predicates import holding as holding_of
from rokhas.procedures.queries import procedure_of
from rokhas.procedures.schema import Procedure
from rokhas.territory.models import Unit
from rokhas.territory.queries import Competence, competence


def of_the_party(actor: Actor, path: str = "") -> Q:
    """The dossiers of the actor: filed, designed, or prepared in a practice whose staff they are. `path` leads to the dossier."""
    own = Q(**{f"{path}filer_id": actor.person_id}) | Q(**{f"{path}designer_id": actor.person_id})
    return own | Q(**{f"{path}practice__in": actor.practices}) if actor.practices else own


class DossierQuerySet(models.QuerySet["Dossier"]):
    def lodged(self) -> DossierQuerySet:
        return self.exclude(number=None)

    def drafts(self) -> DossierQuerySet:
        return self.filter(number=None)

    def of(self, actor: Actor) -> DossierQuerySet:
        """The dossiers a member of the public follows: as its filer or its designer, or among the staff of its practice."""
        if actor.person_id is None:
            return self.none()
        return self.filter(of_the_party(actor))

    def of_party(self, actor: Actor) -> DossierQuerySet:
        """What is the actor's own, as filer or designer: not what they prepare for a practice."""
        return self.of(replace(actor, practices=frozenset()))

    def assisted_by(self, actor: Actor) -> DossierQuerySet:
        """What a clerk types at a desk for somebody else, while they serve there and until it is deposited."""
        if actor.person_id is None:
            return self.none()
        under_way = Q(number=None) | Q(assisted_version__gt=F("version"))
        return self.filter(under_way, assistant_id=actor.person_id, desk__in=actor.offices(Role.FRONT_DESK))

    def visible_to(self, actor: Actor) -> DossierQuerySet:
        """What the actor may open: their own; once lodged, those that gave their offices a task or a copy."""
        if actor.person_id is None:
            return self.none()
        own = of_the_party(actor)
        offices = actor.offices()
        granted = AccessGrant.objects.filter(dossier=OuterRef("pk")).filter(
            Q(person_id=actor.person_id) | Q(office__in=offices), Q(until=None) | Q(until__gte=actor.now())
        )
        tasks = apps.get_model("dossiers", "Task")._default_manager
        served = Exists(tasks.filter(dossier=OuterRef("pk"), office__in=offices))
        return self.filter(own | (Q(number__isnull=False) & (Q(desk__in=offices) | served | Exists(granted))))


class Dossier(OftenWritten):
    """One request for one authorisation. A draft until it has a number; its state is read from its tasks.

    `desk` received the deposit; of an assisted draft, it is where the filer came.
    """

    procedure_version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="dossiers")
    number = models.CharField(max_length=40, unique=True, null=True, blank=True)
    tracking_code = models.CharField(max_length=10, unique=True, null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="dossiers")
    desk = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="desk_dossiers")
    # The permit that it comes after, of another dossier: chosen in the draft, for good once it is lodged.
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followers")
    filer = models.ForeignKey(Person, models.PROTECT, related_name="filed_dossiers")
    designer = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="designed_dossiers"
    )
    # The clerk who typed at a desk, for the filer, the version named: under way until that version is deposited.
    assistant = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="assisted_dossiers"
    )
    assisted_version = models.PositiveSmallIntegerField(null=True, blank=True)
    # The practice it was begun in: its staff prepare it, the professional signs and lodges.
    practice = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="practice_dossiers"
    )
    # Everybody who ever worked on what is deposited, for themself or for another: ` 12 45 `. None of them answers for an office.
    prepared_by = models.TextField(blank=True)
    # Whoever prepares it has asked the designer to sign; over once it is lodged.
    to_sign_since = models.DateTimeField(null=True, blank=True)
    answers = models.JSONField(default=dict)
    version = models.PositiveSmallIntegerField(default=1)
    class_code = models.SlugField(blank=True)
    title = models.CharField(max_length=200, blank=True)
    search_text = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    lodged_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=20, blank=True)
    # The day on which a stay of decision stopped every delay, while it runs; the day its delays began again, once it is over
    # or once a refusal was quashed.
    stayed_on = models.DateField(null=True, blank=True)
    resumed_on = models.DateField(null=True, blank=True)
    # The first day of the legal maximum that was extended, once (`Extension`): counted again from another day, it is whole again.
    extended_since = models.DateField(null=True, blank=True)

    objects = DossierQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(number=None, lodged_at=None, tracking_code=None)
                | (
                    Q(number__isnull=False, lodged_at__isnull=False, tracking_code__isnull=False)
                    & Q(desk__isnull=False, unit__isnull=False)
                ),
                name="a_lodged_dossier_has_number_code_and_desk",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="a_dossier_never_follows_itself"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="an_ended_dossier_says_how",
            ),
            models.CheckConstraint(
                condition=Q(assistant=None, assisted_version=None)
                | (
                    Q(assistant__isnull=False, assisted_version__isnull=False, desk__isnull=False)
                    & ~Q(assistant=F("filer"))
                ),
                name="an_assisted_dossier_has_a_clerk_and_a_desk",
            ),
        ]
        indexes = [
            models.Index(fields=["filer", "-touched_at"], name="dossier_of_filer"),
            models.Index(
                fields=["-ended_at", "-id"], condition=Q(ended_at__isnull=False), name="dossier_ended_last"
            ),
            models.Index(
                fields=["desk"],
                condition=Q(ended_at=None, number__isnull=False),
                name="dossier_under_way_by_desk",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"draft {self.pk}"

    @cached_property
    def procedure(self) -> Procedure:
        return procedure_of(self.procedure_version_id)

    @cached_property
    def where(self) -> Competence:
        """Who is competent where the land lies, read once: an act holds the dossier, and its land does not move."""
        assert self.unit_id is not None
        return competence(self.unit_id, over=self.over(self.answers))

    def over(self, answers: dict[str, Any]) -> list[str] | None:
        """The codes of the other communes that the land extends over, by these answers; None of a land in one."""
        if self.procedure.communes is None:
            return None
        holding = holding_of({**answers, "traits": self.procedure.traits(answers)})
        asked = self.procedure.communes_asked(holding)
        return list(answers.get(asked.code) or []) if asked else None

    @property
    def is_draft(self) -> bool:
        return self.number is None

    @property
    def is_ended(self) -> bool:
        return self.ended_at is not None

    @property
    def preparers(self) -> set[int]:
        """The parties, whoever types it for one, and everybody who ever worked on it."""
        now = {each for each in (self.filer_id, self.designer_id, self.assistant_id) if each is not None}
        return now | {int(each) for each in self.prepared_by.split()}

    def was_prepared_by(self, person_id: int | None) -> bool:
        """Whether it is theirs, or they ever worked on it: in a practice, invited, or typing at a desk."""
        return person_id is not None and person_id in self.preparers

    def note_preparer(self, person_id: int | None) -> bool:
        """Remember for good who works on it. Whether that is new: the caller, who holds the dossier, saves `prepared_by`."""
        if person_id is None or str(person_id) in self.prepared_by.split():
            return False
        self.prepared_by = f"{self.prepared_by or ' '}{person_id} "
        return True

    @property
    def is_assisted(self) -> bool:
        """A clerk types what is being prepared; no longer once it is deposited."""
        return self.assisted_version is not None and (self.is_draft or self.assisted_version > self.version)


class DossierVersion(OftenWritten):
    """What was deposited at once, frozen: officers never see an edit of what they have read.

    A re-deposit starts the legal clock again from zero (RGC art. 37); the answer to minor reserves does not (art. 38).
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    class_code = models.SlugField()
    lodged_at = models.DateTimeField()
    restarts_clock = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.dossier} v{self.number}"


class PieceQuerySet(models.QuerySet["Piece"]):
    def in_version(self, number: Any) -> PieceQuerySet:
        """The pieces that stand in a version: there since then or before, and not yet replaced."""
        return self.filter(Q(until=None) | Q(until__gt=number), since__lte=number)


class Piece(OftenWritten):
    """A file given for a required document, from one version of the dossier on, until it is replaced or taken out.

    `late` marks a document of information that came after the deposit (RGC art. 33): no list of plans names it. `insisted` are
    the doubts (`workflow.doubts`) that the applicant was told of and did not share: the desk reads them beside the file.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="pieces")
    code = models.SlugField(_("required document"))
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    since = models.PositiveSmallIntegerField()
    until = models.PositiveSmallIntegerField(null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    late = models.BooleanField(default=False)
    insisted = models.JSONField(default=list)

    objects = PieceQuerySet.as_manager()

    class Meta:
        ordering = ["code", "id"]
        indexes = [models.Index(fields=["dossier", "code"], name="piece_of_dossier")]

    def __str__(self) -> str:
        return f"{self.code}: {self.document}"


class CounterQuerySet(models.QuerySet["Counter"]):
    def advance(self, prefix: str, unit: Unit, year: int) -> int:
        """Take the next number of a series, begun with its first, in one statement; its row stays locked until the transaction
        ends."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO dossiers_counter (prefix, unit_id, year, last) VALUES (%s, %s, %s, 1) "
                "ON CONFLICT (prefix, unit_id, year) DO UPDATE SET last = dossiers_counter.last + 1 RETURNING last",
                [prefix, unit.pk, year],
            )
            (last,) = cursor.fetchone()
        return int(last)


class Counter(models.Model):
    """The last serial given to a procedure's prefix, in a commune, in a year: gap-free."""

    prefix = models.CharField(max_length=10)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    objects = CounterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefix", "unit", "year"], name="one_counter_per_series")
        ]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}-{self.unit_id}: {self.last}"


class AccessGrant(models.Model):
    """Someone beyond the chain of tasks may read a dossier: a copy to the local authority, an occasional member."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="grants")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.SlugField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, office__isnull=False) | Q(person__isnull=False, office=None),
                name="a_grant_names_a_person_or_an_office",
            ),
            models.UniqueConstraint(
                fields=["dossier", "office", "reason"], name="one_grant_per_office_and_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} → {self.person or self.office}"


class Consultation(OftenWritten):
    """Who looked at what of a dossier, and when (law 09-08). One insert per view."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="consultations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    what = models.SlugField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["dossier", "person", "what"], name="consultation_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id} saw {self.what} of {self.dossier_id}"

    @staticmethod
    def noted(dossier: Dossier, person_id: int, what: str, since: datetime) -> bool:
        """Whether the person's view of this is noted since a moment."""
        return Consultation.objects.filter(
            dossier=dossier, person_id=person_id, what=what, at__gte=since
        ).exists()

    @staticmethod
    def note(dossier: Dossier, person_id: int, what: str, at: datetime) -> None:
        Consultation.objects.create(
            dossier=dossier, person_id=person_id, version=dossier.version, what=what, at=at
        )
