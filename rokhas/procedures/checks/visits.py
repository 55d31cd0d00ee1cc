"""What a visit looks at."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from rokhas.procedures.schema import Kind, Step

Found = tuple[tuple[str | int, ...], str]


def visit_mistakes(step: Step) -> Iterator[Found]:
    if (step.checklist or step.announced or step.notice or step.convokes) and step.kind is not Kind.VISIT:
        yield (
            ("checklist",),
            _("Only a visit has a list of points, an announced day and offices that are called."),
        )
    if step.kind is Kind.VISIT and not step.checklist:
        yield (), _("The visit “%(code)s” does not say what it looks at (checklist).") % {"code": step.code}
