"""Orders of payment and the proofs that they were paid."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models import Person
from rokhas.kernel.money import CURRENCY

ATTEMPT_LIFE = timedelta(minutes=15)


class State(models.TextChoices):
    OPEN = "open", pgettext_lazy("order", "To pay")
    PAID = "paid", pgettext_lazy("order", "Paid")
    CANCELLED = "cancelled", pgettext_lazy("order", "Cancelled")
    EXPIRED = "expired", pgettext_lazy("order", "Expired")


class OrderQuerySet(models.QuerySet["Order"]):
    def to_ask(self, now: datetime) -> OrderQuerySet:
        """Open orders whose payment was begun and about which the treasury is due to be asked, the longest waiting first."""
        return self.filter(state=State.OPEN, ask_at__lte=now).order_by("ask_at", "pk")

    def past_their_date(self, today: date) -> OrderQuerySet:
        return self.filter(state=State.OPEN, expires_on__lt=today).order_by("expires_on", "pk")


class Order(models.Model):
    """A sum asked for one subject. `about` names the owner's row (`dossiers.dossier:42`); it is paid once or never.

    `ask_at` is when the treasury is next asked about it, set from the first click on "pay"; `asked_at` when it last was.
    `expires_on` is its last day, in Morocco's civil time.
    """

    reference = models.CharField(max_length=60, unique=True)
    about = models.CharField(max_length=80, db_index=True)
    number = models.CharField(max_length=50)
    payer = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="orders")
    total = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3, default=CURRENCY)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    placed_at = models.DateTimeField()
    expires_on = models.DateField(null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    ask_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    transaction = models.CharField(max_length=80, blank=True)
    channel = models.CharField(max_length=30, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["about"], condition=Q(state="open"), name="one_open_order_per_subject"
            ),
            models.UniqueConstraint(
                fields=["transaction"], condition=~Q(transaction=""), name="a_transaction_pays_one_order"
            ),
            models.CheckConstraint(condition=Q(total__gt=0), name="an_order_asks_for_something"),
            models.CheckConstraint(
                condition=Q(state="paid", paid_at__isnull=False) & ~Q(transaction="")
                | ~Q(state="paid") & Q(paid_at=None, transaction=""),
                name="a_paid_order_has_its_transaction",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | ~Q(state="open") & Q(closed_at__isnull=False),
                name="an_open_order_is_not_closed",
            ),
        ]
        indexes = [models.Index(fields=["ask_at"], condition=Q(state="open"), name="order_to_ask")]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    @property
    def is_paid(self) -> bool:
        return self.state == State.PAID

    @property
    def status(self) -> str:
        """Its key in the table of `ui.statuses`."""
        if self.is_open:
            return "payment_pending" if self.begun_at else "to_pay"
        return self.state


class OrderLine(models.Model):
    """One fee of an order. Written with it, never changed."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    label_fr = models.CharField(max_length=200)
    label_ar = models.CharField(max_length=200)
    payee = models.CharField(max_length=80)
    payee_name_fr = models.CharField(max_length=200)
    payee_name_ar = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    tariff = models.CharField(max_length=120, blank=True)
    explanation = models.JSONField(default=dict)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="one_line_per_position"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="no_negative_line"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.code}"

    @property
    def label(self) -> str:
        return self.label_ar if get_language() == "ar" else self.label_fr

    @property
    def payee_name(self) -> str:
        return self.payee_name_ar if get_language() == "ar" else self.payee_name_fr


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def live(self, now: datetime) -> AttemptQuerySet:
        """A click within fifteen minutes goes on with the same attempt."""
        return self.filter(started_at__gt=now - ATTEMPT_LIFE)


class Attempt(models.Model):
    """The wish to pay, written before the treasury is asked for its page (`url`, empty until it answered)."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="attempts")
    started_at = models.DateTimeField()
    url = models.TextField(blank=True)

    objects = AttemptQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.order_id} {self.started_at:%Y-%m-%d %H:%M}"


class Effect(models.TextChoices):
    PAID = "paid", _("It paid the order")
    EXCESS = "excess", _("The order was already paid: to be refunded")
    LATE = "late", _("The order was closed: to be refunded or assigned")


class Settlement(models.Model):
    """A payment that the treasury announced, once: by event and by transaction."""

    event_id = models.CharField(max_length=120, unique=True)
    transaction = models.CharField(max_length=80, unique=True)
    order = models.ForeignKey(Order, models.PROTECT, related_name="settlements")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    channel = models.CharField(max_length=30, blank=True)
    effect = models.CharField(max_length=10, choices=Effect)
    heard_by = models.CharField(max_length=10, choices=[("callback", "callback"), ("asking", "asking")])
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.transaction} {self.effect}"


class RefusedMessage(models.Model):
    """A message about a payment that was not believed. Its content is kept as a hash only."""

    reason = models.CharField(max_length=40)
    reference = models.CharField(max_length=60, blank=True)
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.reason} {self.received_at:%Y-%m-%d}"
