"""The terms of a public enquiry, and the delay of its report."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from rokhas.procedures.schema import Delay, Kind, Part, Procedure, Step

Path = tuple[str | int, ...]
Found = tuple[Path, str]


def report_mistakes(procedure: Procedure) -> Iterator[Found]:
    """The last day of a public enquiry starts the delay of its report, which starts with nothing else; and it starts no other."""
    reports = {
        ("steps", rank, "within") for rank, step in enumerate(procedure.steps) if step.kind is Kind.ENQUIRY
    }
    for path, delay in _delays(procedure, ()):
        if (delay.starts == "enquiry_closed") is not (path in reports):
            yield (
                (*path, "starts"),
                _(
                    "The last day of a public enquiry starts the delay of its report (starts: enquiry_closed), and no other."
                ),
            )


def _delays(value: object, path: Path) -> Iterator[tuple[Path, Delay]]:
    """Every delay that is written in a part, wherever it stands."""
    if isinstance(value, Delay):
        yield path, value
    elif isinstance(value, Part):
        for name in type(value).model_fields:
            yield from _delays(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from _delays(each, (*path, index))


def enquiry_mistakes(step: Step) -> Iterator[Found]:
    if step.enquiry is None:
        if step.kind is Kind.ENQUIRY:
            yield (
                (),
                _("The public enquiry “%(code)s” does not say its terms (enquiry).") % {"code": step.code},
            )
        return
    if step.kind is not Kind.ENQUIRY:
        yield ("enquiry",), _("Only a step of kind enquiry has the terms of one.")
    if step.choose != "first" and len(step.by) > 1:
        yield ("choose",), _("One office holds a public enquiry: the first that is open (choose: first).")
    for key in ("opened_by", "reported_by"):
        for index, role in enumerate(getattr(step.enquiry, key)):
            if role not in step.roles:
                yield (
                    ("enquiry", key, index),
                    _("“%(role)s” takes part in the enquiry but is not among the roles of the step.")
                    % {"role": role},
                )
