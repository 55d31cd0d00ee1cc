"""How an occupation begins, and how it ends: what its file, its holder or the authority says, each once."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from rokhas.dossiers.actions.limits import end_validity
from rokhas.dossiers.actions.turn import hold
from rokhas.dossiers.models import Dossier, Lapse
from rokhas.dossiers.models import Ending as DossierEnding
from rokhas.dossiers.workflow import facts
from rokhas.dossiers.workflow.following import granted_on
from rokhas.dossiers.workflow.renewing import renewing, renews
from rokhas.journal.duties import every
from rokhas.journal.events import act, record
from rokhas.journal.models import Event
from rokhas.kernel.actor import Actor, system
from rokhas.occupations import policy
from rokhas.occupations.models import Cessation, Ending, Occupation
from rokhas.occupations.workflow import next_year
from rokhas.payments.actions import cancel_order
from rokhas.payments.errors import OrderNotOpen
from rokhas.payments.models import Order
from rokhas.procedures.schema import Delay

BATCH = 500


def begin(dossier_id: int, *, by: Actor) -> Occupation | None:
    """An authorisation of the domain is delivered: its occupation runs, and the day of the next yearly fee is known. What it
    renews says so. Twice changes nothing; None where the file gives no life to what was delivered."""
    with act():
        dossier = hold(dossier_id)
        granted = granted_on(dossier)
        if not policy.has_life(dossier) or granted is None:
            return None
        lapse = Lapse.objects.filter(dossier=dossier).first()
        since = lapse.since if lapse else granted
        asked = dossier.procedure.occupation
        following = next_year(asked.yearly, since, term_of(dossier), 1) if asked and asked.yearly else None
        begun, _fresh = Occupation.objects.get_or_create(
            dossier=dossier,
            defaults={"since": since, "next_fee_on": following[1] if following else None},
        )
        parent_id = dossier.parent_id if renews(dossier) else None
        until = lapse.on.isoformat() if lapse else ""
    if parent_id is not None:
        _tell_what_it_renews(parent_id, dossier.number or "", until, by)
    return begun


def _tell_what_it_renews(parent_id: int, number: str, until: str, by: Actor) -> None:
    """The one that is renewed says so in its own history, once."""
    with act():
        parent = hold(parent_id)
        stream = f"dossiers.dossier:{parent_id}"
        if not Event.objects.filter(stream=stream, kind="occupation.renewed").exists():
            record("occupation.renewed", parent, system(by.at), until=until, number=number)


@every(timedelta(hours=6))
def attend_terms(by: Actor) -> int:
    """The last day of a term is behind, and `dossiers` has noted it: it is renewed, or it has lapsed. Returns how many.

    One whose end was declared in time waits for the office that sees the place.
    """
    declared = Cessation.objects.filter(occupation=OuterRef("pk"), answered_at=None)
    over = Occupation.objects.filter(
        ~Exists(declared),
        ended_on=None,
        dossier__lapse__on__lt=by.today(),
        dossier__lapse__lapsed_at__isnull=False,
    )
    done = 0
    for dossier_id in list(over.order_by("pk").values_list("dossier_id", flat=True)[:BATCH]):
        with act():
            occupation = hold_occupation(dossier_id)
            following = renewing(occupation.dossier)
            renewed = following is not None and following.ending == DossierEnding.DELIVERED
            last = Lapse.objects.get(dossier=dossier_id).on
            finish(occupation, Ending.RENEWED if renewed else Ending.LAPSED, last, system(by.at))
            done += 1
    return done


def term_of(dossier: Dossier) -> Delay | None:
    """How long the occupation was granted for; None where it has no end of its own."""
    return dossier.procedure.valid_for(facts.read(dossier).holding)


def hold_occupation(dossier_id: int) -> Occupation:
    """Hold the dossier until the end of the transaction, then read its occupation. Raises `Occupation.DoesNotExist`."""
    dossier = hold(dossier_id)
    found = Occupation.objects.get(dossier=dossier)
    found.dossier = dossier
    return found


def finish(occupation: Occupation, how: Ending, on: date, by: Actor) -> None:
    """The occupation ended on that day, in an act that holds its dossier: no year that begins later is due any more, and nothing
    of it is in force. The fee of a year that had begun stays due in whole. Twice changes nothing."""
    if not occupation.is_running:
        return
    occupation.ended_on, occupation.ending, occupation.next_fee_on = on, how, None
    occupation.save(update_fields=["ended_on", "ending", "next_fee_on"])
    coming = occupation.fees.filter(paid_at=None, cancelled_at=None, falls_on__gt=on)
    for fee in coming.select_related("order"):
        if fee.order is not None and not _given_up(fee.order, by):
            continue
        fee.cancelled_at = by.now()
        fee.save(update_fields=["cancelled_at"])
        record("occupation.fee_cancelled", occupation.dossier, system(by.at), year=fee.rank)
    end_validity(occupation.dossier, on, by=by)
    record("occupation.ended", occupation.dossier, by, until=on.isoformat(), how=how)


def _given_up(order: Order, by: Actor) -> bool:
    """Nobody is asked for the sum any more; not when the treasury has just received it: the year is then paid."""
    try:
        cancel_order(order, by=by)
    except OrderNotOpen:
        return False
    return True


def end_cancelled(dossier_id: int, on: date, *, by: Actor) -> None:
    """The authority cancelled the authorisation on that day: where it is of an occupation, that ended too."""
    if Occupation.objects.filter(dossier=dossier_id).exists():
        with act():
            finish(hold_occupation(dossier_id), Ending.CANCELLED, on, by)
