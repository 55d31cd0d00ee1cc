"""Whom one invites to a dossier, and why one declines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rokhas.dossiers.queries.invitations import Offer
from rokhas.ui.forms import Form


class InvitationForm(Form):
    """A profession that the procedure invites, and an address."""

    role = forms.ChoiceField(label=_("Profession"), widget=forms.RadioSelect)
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("A link is sent there. It serves without an account: one is created on the way."),
        max_length=254,
    )

    def __init__(self, offers: Sequence[Offer], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(each.invited.role, each.role) for each in offers]  # type: ignore[attr-defined]


class DecliningForm(Form):
    reason = forms.CharField(
        label=_("Why you decline"),
        help_text=_("Whoever invited you reads it."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WithdrawalForm(DecliningForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Why you give up your part")
