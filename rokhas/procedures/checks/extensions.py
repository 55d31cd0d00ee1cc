"""What a limit may be extended for."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from rokhas.procedures.schema import Extension, Limit, Procedure

Found = tuple[tuple[str | int, ...], str]


def extension_mistakes(procedure: Procedure) -> Iterator[Found]:
    """Only the legal maximum is extended, each cause is named once, and waits for a step that the dossiers concerned have."""
    for rank, limit in enumerate(procedure.limits):
        if limit.extension is None:
            continue
        place = ("limits", rank, "extension")
        if limit.code != "legal_maximum":
            yield place, _("Only the legal maximum of a dossier may be extended.")
        for where, sentence in _of(procedure, limit, limit.extension):
            yield (*place, *where), sentence


def _of(procedure: Procedure, limit: Limit, extension: Extension) -> Iterator[Found]:
    seen: set[str] = set()
    steps = {step.code: step for step in procedure.steps}
    for index, cause in enumerate(extension.causes):
        if cause.code in seen:
            yield ("causes", index, "code"), _("The cause “%(code)s” is given twice.") % {"code": cause.code}
        seen.add(cause.code)
        if cause.step is None:
            continue
        step = steps.get(cause.step)
        if step is None or (limit.classes and step.classes and not set(limit.classes) & set(step.classes)):
            yield (
                ("causes", index, "step"),
                _("The dossiers of this limit have no step “%(code)s”.") % {"code": cause.step},
            )
