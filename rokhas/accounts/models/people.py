"""People, the offices they serve, and the dated mandates that join them."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rokhas.kernel.personal import fingerprint, seal, unseal
from rokhas.kernel.rows import OftenRead
from rokhas.post.schema import is_mailbox
from rokhas.territory.models import Unit, UrbanAgency


class Role(models.TextChoices):
    """DOMAIN.md §11. The code words are binding in procedure files."""

    APPLICANT = "applicant", _("Applicant")
    ARCHITECT = "architect", _("Architect")
    SURVEYOR = "surveyor", _("Surveyor")
    ENGINEER = "engineer", _("Engineer")
    DESIGN_OFFICE = "design_office", _("Design office")
    CO_DESIGNER = "co_designer", _("Co-designer")
    FRONT_DESK = "front_desk", _("Front desk")
    SECRETARY = "secretary", _("Secretary of the commission")
    PLANNING_OFFICER = "planning_officer", _("Planning officer")
    ECONOMIC_OFFICER = "economic_officer", _("Economic officer")
    REVENUE_AGENT = "revenue_agent", _("Revenue agent")
    OFFICE_MANAGER = "office_manager", _("Office manager")
    COMMISSION_MEMBER = "commission_member", _("Member of the commission")
    CHAIR = "chair", _("Chair of the commission")
    PRESIDENT = "president", _("President of the commune")
    VICE_PRESIDENT = "vice_president", _("Vice-president of the commune")
    ARRONDISSEMENT_PRESIDENT = "arrondissement_president", _("President of the arrondissement")
    LOCAL_AUTHORITY = "local_authority", _("Local authority")
    INSPECTOR = "inspector", _("Planning inspector")
    GOVERNOR = "governor", _("Governor")
    KEY_CONTACT = "key_contact", _("Contact for signature keys")
    NATIONAL_SUPERVISOR = "national_supervisor", _("National supervisor")
    TREASURY_OFFICER = "treasury_officer", _("Treasury officer")
    PAYEE_ACCOUNTANT = "payee_accountant", _("Accountant of a payee")
    SUPPORT_AGENT = "support_agent", _("Support agent")
    CONTENT_EDITOR = "content_editor", _("Content editor")
    PLATFORM_ADMINISTRATOR = "platform_administrator", _("Platform administrator")


PROFESSIONS = frozenset({Role.ARCHITECT, Role.SURVEYOR, Role.ENGINEER, Role.DESIGN_OFFICE, Role.CO_DESIGNER})
PUBLIC_ROLES = PROFESSIONS | {Role.APPLICANT}


# What a person may ask for; each page exists in both.
LANGUAGES = [("ar", _("Arabic")), ("fr", _("French"))]


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save()
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=(username or "").lower())


class Person(OftenRead, AbstractBaseUser):
    """Someone who signs in. Names are kept in both scripts; the telephone and the identity number are sealed."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name_fr = models.CharField(_("name in Latin letters"), max_length=120, blank=True)
    name_ar = models.CharField(_("name in Arabic letters"), max_length=120, blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="fr")
    phone_sealed = models.TextField(blank=True)
    phone_fingerprint = models.CharField(max_length=64, blank=True, db_index=True)
    # The holder answered with the code sent there: the number signs in.
    phone_proved = models.BooleanField(default=False)
    identity_sealed = models.TextField(blank=True)
    identity_fingerprint = models.CharField(max_length=64, blank=True, db_index=True)
    is_active = models.BooleanField(default=True)
    is_fictional = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(phone_proved=False) | ~Q(phone_fingerprint=""), name="a_proved_number_exists"
            ),
            models.UniqueConstraint(
                fields=["phone_fingerprint"],
                condition=Q(phone_proved=True),
                name="a_number_signs_in_to_one_account",
            ),
        ]

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the script of the page, or in the other when only that one is known."""
        both = (self.name_ar, self.name_fr) if get_language() == "ar" else (self.name_fr, self.name_ar)
        return both[0] or both[1] or self.email

    @property
    def mailbox(self) -> str:
        """The e-mail address; empty for an account that a telephone alone opens."""
        return self.email if is_mailbox(self.email) else ""

    def get_full_name(self) -> str:
        return self.name

    @property
    def phone(self) -> str:
        return unseal(self.phone_sealed)

    @phone.setter
    def phone(self, number: str) -> None:
        self.phone_sealed, self.phone_fingerprint = seal(number), fingerprint(number)

    @property
    def identity_number(self) -> str:
        """The national identity number (CNIE), unsealed: never in a public page, a log, a URL or an export."""
        return unseal(self.identity_sealed)

    @identity_number.setter
    def identity_number(self, number: str) -> None:
        self.identity_sealed, self.identity_fingerprint = seal(number), fingerprint(number)


class OfficeKind(models.TextChoices):
    """DOMAIN.md §11; `practice` is a professional's own cabinet."""

    SINGLE_DESK = "single_desk", _("One-stop desk")
    PROVINCIAL_COMMITTEE = "provincial_committee", _("Provincial planning committee")
    COMMUNE = "commune", _("Commune")
    ARRONDISSEMENT = "arrondissement", _("Arrondissement")
    PREFECTURE = "prefecture", _("Prefecture or province")
    URBAN_AGENCY = "urban_agency", _("Urban agency")
    LAND_REGISTRY = "land_registry", _("Land registry")
    CIVIL_PROTECTION = "civil_protection", _("Civil protection")
    WATER = "water", _("Water and sanitation")
    ELECTRICITY = "electricity", _("Electricity")
    TELECOM = "telecom", _("Telecommunications")
    HYGIENE = "hygiene", _("Hygiene office")
    MUNICIPAL_PROPERTY = "municipal_property", _("Municipal property")
    ADMINISTRATIVE_POLICE = "administrative_police", _("Administrative police")
    ECONOMIC_SERVICE = "economic_service", _("Economic service")
    TECHNICAL_SERVICE = "technical_service", _("Technical service")
    ROADS = "roads", _("Roads")
    TRANSPORT = "transport", _("Transport")
    AGRICULTURE = "agriculture", _("Agriculture")
    HOUSING = "housing", _("Housing")
    ENVIRONMENT = "environment", _("Environment")
    HERITAGE = "heritage", _("Heritage")
    LABOUR_INSPECTION = "labour_inspection", _("Labour inspection")
    TREASURY = "treasury", _("Treasury")
    LOCAL_AUTHORITY = "local_authority", _("Local authority")
    FORESTS = "forests", _("Forests")
    RELIGIOUS_ENDOWMENTS = "religious_endowments", _("Religious endowments")
    MILITARY = "military", _("Military authority")
    WATER_BASIN = "water_basin", _("Water basin agency")
    MINISTRY = "ministry", _("Ministry")
    PRACTICE = "practice", _("Professional practice")


class Office(OftenRead):
    """A body that holds tasks and where mandates are held; `unit` is the territory it serves."""

    kind = models.CharField(max_length=30, choices=OfficeKind)
    name_fr = models.CharField(max_length=200)
    name_ar = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="offices")
    urban_agency = models.ForeignKey(
        UrbanAgency, models.PROTECT, null=True, blank=True, related_name="offices"
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "unit"],
                condition=~Q(kind="practice") & Q(urban_agency=None),
                name="one_office_of_a_kind_per_unit",
            ),
            models.UniqueConstraint(
                fields=["urban_agency"], condition=Q(kind="urban_agency"), name="one_office_per_agency"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_ar if get_language() == "ar" else self.name_fr


class MandateQuerySet(models.QuerySet["Mandate"]):
    def in_force(self, day: date) -> MandateQuerySet:
        """What gives rights that day; a suspended mandate gives none until it is restored."""
        return self.not_over(day).filter(starts_on__lte=day, suspended_at=None)

    def not_over(self, day: date) -> MandateQuerySet:
        """In force, or to come."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), cancelled_at=None)

    def over(self, day: date) -> MandateQuerySet:
        return self.filter(Q(ends_on__lt=day) | Q(cancelled_at__isnull=False))


class Mandate(models.Model):
    """A person holds a role in an office between two dates, both included.

    Delegation (`delegated_by`) and succession are mandates like any other, with their own dates and act. One that was cancelled
    (`cancelled_at`) before its first day was never in force. A suspended one (`suspended_at`, `suspended_for`) gives no right
    until it is restored; its dates go on.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="mandates")
    role = models.CharField(max_length=30, choices=Role)
    office = models.ForeignKey(Office, models.PROTECT, related_name="mandates")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    delegated_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="delegations"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_for = models.CharField(_("reason of the suspension"), max_length=300, blank=True)
    act = models.CharField(_("act of appointment, or number at the order"), max_length=120, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="a_mandate_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(suspended_at=None, suspended_for="")
                | (Q(suspended_at__isnull=False) & ~Q(suspended_for="")),
                name="a_suspension_has_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["office", "role"], name="mandate_office_role")]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()} · {self.office}"

    @property
    def is_delegated(self) -> bool:
        return self.delegated_by_id is not None

    def state(self, day: date) -> str:
        """`suspended`, `now`, `ahead` or `over`."""
        if self.cancelled_at or (self.ends_on and self.ends_on < day):
            return "over"
        if self.suspended_at:
            return "suspended"
        return "ahead" if self.starts_on > day else "now"


class Rectification(models.Model):
    """A person's names corrected by the administration: what they were, why, and on which paper (law 09-08, art. 8)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="rectifications")
    before_fr = models.CharField(max_length=120, blank=True)
    before_ar = models.CharField(max_length=120, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    reference = models.CharField(_("supporting document"), max_length=120)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
