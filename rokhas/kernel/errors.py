"""A broken rule, told to a person."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """The platform refuses an act and says what to do.

    `code` is stable and public; `message` is a translated sentence whose `%(name)s` are filled by `params`; `field` names the
    form field or API pointer it concerns; `status` is the HTTP status.
    """

    code: str = "refused"
    status: int = 409
    field: str | None = None
    message: str | Promise = _("This cannot be done.")

    def __init__(self, **params: object) -> None:
        super().__init__()
        self.params = params

    def __str__(self) -> str:
        return str(self.message) % self.params if self.params else str(self.message)


class NotAllowed(Refused):
    code, status = "not-allowed", 403
    message = _("You do not hold the mandate that this act requires, or it has ended.")
