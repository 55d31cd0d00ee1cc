"""How a person wishes to be told: by channel, by kind, at which hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rokhas.notices.actions import Hours
from rokhas.notices.models import Preference
from rokhas.notices.schema import MAIL, SMS, NoticeKind, kept, worded
from rokhas.ui.forms import Form

CHANNELS = (MAIL, SMS)
NEVER = ""
HOURS = [(str(hour), f"{hour:02d}:00") for hour in range(24)]


@dataclass(frozen=True)
class KindLine:
    """A kind of notice in the table: its words, and its box by channel (None when it never goes that way)."""

    label: str
    boxes: tuple[forms.BoundField | None, ...]


def _hour(label: Any, empty: Any, help_text: Any = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[(NEVER, empty), *HOURS],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=help_text,
    )


class PreferenceForm(Form):
    mail = forms.BooleanField(label=_("Tell me by e-mail"), required=False)
    sms = forms.BooleanField(label=_("Tell me by SMS"), required=False)
    digest_at = _hour(
        _("Gather what asks nothing of me in one e-mail a day, at"),
        _("no, each at once"),
        _("What is expected of you before a date is never held back."),
    )
    quiet_from = _hour(
        _("Quiet hours, from"), _("none"), _("Nothing is lost: what comes meanwhile is sent when they end.")
    )
    quiet_until = _hour(_("Quiet hours, until"), _("none"))

    def __init__(self, data: Any, chosen: Preference, kinds: list[NoticeKind]) -> None:
        hours = {name: getattr(chosen, name) for name in ("digest_at", "quiet_from", "quiet_until")}
        super().__init__(
            data,
            initial={
                "mail": chosen.mail,
                "sms": chosen.sms,
                **{name: NEVER if hour is None else str(hour) for name, hour in hours.items()},
            },
        )
        self.kinds = kinds
        for kind in kinds:
            for channel in sorted(kind.channels):
                self.fields[f"{kind.code}:{channel}"] = forms.BooleanField(
                    label=str(kind.label) or worded(kind, kept(kind.sample)).subject,
                    required=False,
                    initial=f"{kind.code}:{channel}" not in chosen.stopped,
                )

    def lines(self) -> list[KindLine]:
        return [
            KindLine(
                str(kind.label) or worded(kind, kept(kind.sample)).subject,
                tuple(
                    self[f"{kind.code}:{channel}"] if channel in kind.channels else None
                    for channel in CHANNELS
                ),
            )
            for kind in self.kinds
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (given.get("quiet_from") is None) != (given.get("quiet_until") is None):
            self.add_error("quiet_until", _("Give both hours, or neither."))
        return given

    def act_arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        first, last = given["quiet_from"], given["quiet_until"]
        return {
            "mail": given["mail"],
            "sms": given["sms"],
            "stopped": [name for name, wanted in given.items() if ":" in name and not wanted],
            "hours": Hours(given["digest_at"], None if first is None else (first, last)),
        }
