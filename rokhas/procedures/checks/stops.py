"""What stops the delays of a dossier, and the text that says so."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from rokhas.procedures.schema import Kind, Procedure, stop_law

Found = tuple[tuple[str | int, ...], str]


def stop_mistakes(procedure: Procedure) -> Iterator[Found]:
    """A letter after which the applicant deposits anew stops the delays: a text is cited for it (`data/stops.csv`)."""
    steps = {step.code: step for step in procedure.steps}
    for rank, step in enumerate(procedure.steps):
        if step.kind is not Kind.SIGNATURE or step.paper is None or step.paper == "reserves":
            continue
        awaited = [
            other for other in steps.values() if other.kind is Kind.DECLARATION and step.code in other.after
        ]
        if awaited and stop_law(step.paper, procedure.family) is None:
            yield (
                ("steps", rank, "paper"),
                _("No text is cited for the delays that this letter stops until a new deposit (stops.csv)."),
            )
