"""The moments of a project's life that many tests begin from, each a fixture (see `lives`): a small one unless it is `large`."""

from __future__ import annotations

from datetime import timedelta

from rokhas.dossiers.actions import rulings
from rokhas.dossiers.models import Conclusion, Dossier, Verdict
from rokhas.testing.lives import lived, then
from rokhas.testing.scene import Scene


@lived
def opened() -> Scene:
    """A staffed commune with a one-stop desk; no dossier yet."""
    return Scene.opens()


@then(opened)
def drafted(opened: Scene) -> Scene:
    """Every question is answered; no document yet, nothing signed."""
    return opened.draft()


@then(drafted)
def ready(drafted: Scene) -> Scene:
    """A complete draft, the list of its plans signed."""
    return drafted.give_pieces().sign_plans()


@then(ready)
def lodged(ready: Scene) -> Scene:
    """The desk's check is awaited."""
    return ready.lodge()


@then(lodged)
def inadmissible(lodged: Scene) -> Scene:
    """The desk lacks a plan; its letter is not signed yet."""
    return lodged.find_inadmissible("PLANMASSE")


@then(lodged)
def admitted(lodged: Scene) -> Scene:
    """The opinions of the members are awaited."""
    return lodged.admit()


@then(admitted)
def studied(admitted: Scene) -> Scene:
    """Three favourable opinions; the conclusion is awaited."""
    return admitted.opinions()


@then(studied)
def concluded(studied: Scene) -> Scene:
    """A favourable conclusion; the minutes are not signed yet."""
    return studied.conclude()


@then(concluded)
def to_pay(concluded: Scene) -> Scene:
    """The minutes are signed; the fees are awaited."""
    return concluded.sign_minutes()


@then(to_pay)
def to_sign(to_pay: Scene) -> Scene:
    """The fees are paid; the president's signature is awaited."""
    return to_pay.pay()


@then(to_sign)
def delivered(to_sign: Scene) -> Scene:
    """The permit is delivered."""
    return to_sign.sign_permit()


@then(delivered)
def cancelled(delivered: Scene) -> Scene:
    """The permit is cancelled, and the decision notified."""
    by = delivered.actor("president")
    reasons = [{"code": "ANN-01", "values": {"point": "le plan"}}]
    dossier = Dossier.objects.get(pk=delivered.dossier.pk)
    ruling = rulings.prepare_cancellation(dossier, by=by, reasons=reasons)
    delivered.sign("president", "ruling", str(ruling.pk))
    delivered.deliver_post()
    return delivered


@then(admitted)
def stayed(admitted: Scene) -> Scene:
    """The decision is put off for a hundred days."""
    by = admitted.actor("president")
    ruling = rulings.prepare_stay(
        Dossier.objects.get(pk=admitted.dossier.pk),
        by=by,
        reasons=[{"code": "URB-28", "values": {}}],
        until=by.today() + timedelta(days=100),
        no_plan="Le plan est à l’étude.",
    )
    admitted.sign("president", "ruling", str(ruling.pk))
    admitted.deliver_post()
    return admitted


@then(opened)
def large(opened: Scene) -> Scene:
    """A large project; the desk's check is awaited."""
    opened.grand = True
    return opened.deposited()


@then(large)
def dispatched(large: Scene) -> Scene:
    """A large project; the opinions of the members are awaited."""
    return large.admit().dispatch()


@then(admitted)
def changes_asked(admitted: Scene) -> Scene:
    """The commune wanted changes, and the letter that asks for them is notified."""
    studied = admitted.opinions(commune=Verdict.TO_MODIFY)
    return studied.conclude(Conclusion.Sense.CHANGES_ASKED).sign_minutes().sign_letter()
