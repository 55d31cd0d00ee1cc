"""Entering the next rate of a fee, and taking it back before its day. What was set at a rate keeps it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from rokhas.journal.events import act
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.tariffs import policy
from rokhas.tariffs.errors import RateOfThePast, RateWithdrawn
from rokhas.tariffs.models import Tariff


def enter_rate(
    like: Tariff,
    *,
    code: str,
    place: str,
    rate: Decimal | None,
    floor: Decimal | None,
    ceiling: Decimal | None,
    valid_from: date,
    source: str,
    certainty: str,
    article: str = "",
    article_certainty: str = "",
    note: str = "",
    by: Actor,
) -> Tariff:
    """Publish a rate of the fee and nature of `like`, in its unit, from a day to come: its next one, or that of another place.

    `place` is an HCP code, the code of an urban agency, or nothing for the whole country. Raises `RateOfThePast`, `NotAllowed`.
    """
    require(policy.may_enter_rate, by, None)
    if valid_from <= by.today():
        raise RateOfThePast
    of_agency = bool(place) and not place[0].isdecimal()
    with act():
        return Tariff.objects.create(
            code=code,
            fee=like.fee,
            nature=like.nature,
            description=like.description,
            unit=like.unit,
            territory_id=place if place and not of_agency else None,
            agency_id=place if of_agency else None,
            rate=rate,
            floor=floor,
            ceiling=ceiling,
            valid_from=valid_from,
            source=source,
            certainty=certainty,
            article=article,
            article_certainty=article_certainty,
            note=note,
        )


def lock_rates(like: Tariff) -> None:
    """Hold the entry of rates of the fee and nature of `like` until the act ends: by their first row, which never goes."""
    rows = Tariff.objects.select_for_update(no_key=True).filter(fee=like.fee, nature=like.nature)
    rows.order_by("pk").first()


def take_back_rate(tariff: Tariff, *, by: Actor) -> Tariff:
    """It will not come into force. Raises `RateOfThePast`, `RateWithdrawn`, `NotAllowed`."""
    with act():
        tariff = Tariff.objects.select_for_update(no_key=True).get(pk=tariff.pk)
        require(policy.may_enter_rate, by, tariff)
        if tariff.valid_from is None or tariff.valid_from <= by.today():
            raise RateOfThePast
        if tariff.withdrawn_at is not None:
            raise RateWithdrawn
        tariff.withdrawn_at = by.now()
        tariff.save(update_fields=["withdrawn_at"])
    return tariff
