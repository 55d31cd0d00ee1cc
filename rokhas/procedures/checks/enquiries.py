"""The terms of a public enquiry, and the delay of its report."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from rokhas.procedures.schema import Kind, Step

Found = tuple[tuple[str | int, ...], str]


def enquiry_mistakes(step: Step) -> Iterator[Found]:
    if step.within and (step.within.starts == "enquiry_closed") is not (step.kind is Kind.ENQUIRY):
        yield (
            ("within", "starts"),
            _(
                "The last day of a public enquiry starts the delay of its report (starts: enquiry_closed), and no other."
            ),
        )
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
