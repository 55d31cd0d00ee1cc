"""What a silence may mean, and what it must rest on."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from rokhas.procedures.schema import Kind, Silence, Step

Found = tuple[tuple[str | int, ...], str]


def silence_mistakes(step: Step) -> Iterator[Found]:
    if step.silence is None or step.silence.effect == "escalate":
        return
    if step.silence.law is None:
        yield ("silence",), _("A silence that gives a right rests on a text of law (law).")
    if step.within is None:
        yield ("silence",), _("A silence that gives a right needs a delay (within).")
    if step.silence.effect == "substitution":
        yield from _of_substitution(step, step.silence)
    if step.conforming and step.silence.effect == "tacit_opinion":
        yield ("silence",), _("An indispensable opinion is never presumed: silence can only escalate.")


def _of_substitution(step: Step, silence: Silence) -> Iterator[Found]:
    if step.kind is not Kind.SIGNATURE:
        yield ("silence",), _("Only a signature is given by another authority instead (substitution).")
    if silence.by is None or not silence.roles:
        yield (
            ("silence",),
            _("A substitution names the office that decides instead, and its roles (by, roles)."),
        )
    elif silence.by in step.by:
        yield ("silence",), _("The office that decides instead is another than the one that is late (by).")
