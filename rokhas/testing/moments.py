"""The moments of a small project's life that many tests begin from, each a fixture (see `lives`)."""

from __future__ import annotations

from rokhas.dossiers.models import Conclusion, Verdict
from rokhas.testing.lives import lived
from rokhas.testing.scene import Scene


@lived
def drafted() -> Scene:
    """Every question is answered; no document yet, nothing signed."""
    return Scene.opens().draft()


@lived
def ready() -> Scene:
    """A complete draft, the list of its plans signed."""
    return Scene.opens().draft().give_pieces().sign_plans()


@lived
def lodged() -> Scene:
    """The desk's check is awaited."""
    return Scene.opens().deposited()


@lived
def inadmissible() -> Scene:
    """The desk lacks a plan; its letter is not signed yet."""
    return Scene.opens().deposited().find_inadmissible("PLANMASSE")


@lived
def admitted() -> Scene:
    """The opinions of the members are awaited."""
    return Scene.opens().deposited().admit()


@lived
def studied() -> Scene:
    """Three favourable opinions; the conclusion is awaited."""
    return Scene.opens().deposited().studied()


@lived
def concluded() -> Scene:
    """A favourable conclusion; the minutes are not signed yet."""
    return Scene.opens().deposited().studied().conclude()


@lived
def to_pay() -> Scene:
    """The minutes are signed; the fees are awaited."""
    return Scene.opens().deposited().studied().conclude().sign_minutes()


@lived
def to_sign() -> Scene:
    """The fees are paid; the president's signature is awaited."""
    return Scene.opens().deposited().studied().conclude().sign_minutes().pay()


@lived
def delivered() -> Scene:
    """The permit is delivered."""
    return Scene.opens().delivered()


@lived
def changes_asked() -> Scene:
    """The commune wanted changes, and the letter that asks for them is notified."""
    scene = Scene.opens().deposited().studied(commune=Verdict.TO_MODIFY)
    return scene.conclude(Conclusion.Sense.CHANGES_ASKED).sign_minutes().sign_letter()
