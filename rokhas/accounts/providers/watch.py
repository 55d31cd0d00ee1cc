"""What happens at the door, written in the log of safety: the library of sign-in tells it by signals.

References alone: the number of the person, the door. Never what was typed.
"""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as factors
from django.contrib.auth import signals as sessions
from django.dispatch import receiver
from django.http import HttpRequest

from rokhas.kernel.logs import security


@receiver(sessions.user_logged_in)
def signed_in(sender: Any, request: HttpRequest, user: Any, **told: Any) -> None:
    security.info("signed in: person %s", user.pk)


@receiver(sessions.user_logged_out)
def signed_out(sender: Any, request: HttpRequest, user: Any, **told: Any) -> None:
    security.info("signed out: person %s", user.pk if user else "unknown")


@receiver(sessions.user_login_failed)
def refused(sender: Any, **told: Any) -> None:
    request = told.get("request")
    security.warning("sign-in refused at %s", request.path if request else "an unknown door")


@receiver(account.password_set)
@receiver(account.password_changed)
@receiver(account.password_reset)
def password_changed(sender: Any, request: HttpRequest, user: Any, **told: Any) -> None:
    security.info("password changed: person %s", user.pk)


@receiver(factors.authenticator_added)
def factor_added(sender: Any, request: HttpRequest, user: Any, authenticator: Any, **told: Any) -> None:
    security.info("second factor added: person %s, %s", user.pk, authenticator.type)


@receiver(factors.authenticator_removed)
def factor_removed(sender: Any, request: HttpRequest, user: Any, authenticator: Any, **told: Any) -> None:
    security.info("second factor removed: person %s, %s", user.pk, authenticator.type)
