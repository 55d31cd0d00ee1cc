"""The rules of the thresholds: each bounds a figure that the form asks."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from rokhas.procedures.schema import Procedure

Path = tuple[str | int, ...]
Found = tuple[Path, str]


def threshold_mistakes(procedure: Procedure) -> Iterator[Found]:
    """A threshold bounds a figure that the form asks, alone or as a share of another."""
    figures = {field.code for field in procedure.fields if field.type in {"decimal", "integer"}}
    for rank, threshold in enumerate(procedure.thresholds):
        for key, code in (("of", threshold.of), ("share_of", threshold.share_of)):
            if code is not None and code not in figures:
                yield ("thresholds", rank, key), _("The form asks no figure “%(code)s”.") % {"code": code}
