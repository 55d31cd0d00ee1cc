"""What the programming interface refuses by itself; the rules of dossiers, papers and payments refuse in their own words."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class TokenMissing(Refused):
    code, status = "token-missing", 401
    message = _("Send the token of your application in the header Authorization: Bearer …")


class TokenInvalid(Refused):
    """Unknown, revoked or past its date: which of the three is not said."""

    code, status = "token-invalid", 401
    message = _("This token is not valid, or no longer. Create another on the page of your account.")


class ScopeMissing(Refused):
    code, status = "scope-missing", 403
    message = _("This token was not given the right “%(scope)s”. Create one that has it.")


class InClear(Refused):
    """The token was read on its way: it should be revoked."""

    code, status = "in-clear", 403
    message = _(
        "This interface answers in https alone. A token sent in clear is no secret any more: revoke it."
    )


class NotFound(Refused):
    code, status = "not-found", 404
    message = _("There is nothing at this address that you may see.")


class MethodUnknown(Refused):
    code, status = "method-not-allowed", 405
    message = _("This address does not answer that method. The header Allow names those it does.")


class BodyUnreadable(Refused):
    code, status = "body-unreadable", 400
    message = _("The body of the request is not the JSON that is expected.")


class BodyTooLarge(Refused):
    code, status = "body-too-large", 413
    message = _("The body of the request is too large. Files are sent in chunks, by the uploads.")


class NotFitting(Refused):
    """Some values do not fit; `errors` of the problem names each."""

    code, status = "not-fitting", 422
    message = _("Some values do not fit. Each is named below.")


class CursorUnknown(Refused):
    code, field, status = "cursor-unknown", "cursor", 422
    message = _("This cursor does not come from the page before. Start again without it.")


class VersionRequired(Refused):
    code, status = "version-required", 428
    message = _("Say in the header If-Match which version you have read: it is in the header ETag.")


class VersionChanged(Refused):
    code, status = "version-changed", 412
    message = _("It has changed since you read it. Read it again, then decide.")


class KeyRequired(Refused):
    code, status = "idempotency-key-required", 400
    message = _("Give this request an Idempotency-Key of your own, so that it can be sent again safely.")


class KeyReused(Refused):
    code, status = "idempotency-key-reused", 422
    message = _("This Idempotency-Key was already used for another request. Choose a new one.")


class KeyInUse(Refused):
    code, status = "idempotency-key-in-use", 409
    message = _("The same request is being carried out. Ask again in a moment.")


class TooManyRequests(Refused):
    """`seconds`: how long to wait."""

    code, status = "too-many-requests", 429
    message = _("Too many requests. Wait %(seconds)s seconds.")


class Broken(Refused):
    code, status = "broken", 500
    message = _("Something broke on our side. Nothing was done by halves; try again later.")


class AddressRefused(Refused):
    code, field, status = "address-refused", "url", 422
    message = _("Webhooks go to a public address in https, by its name. %(why)s")


class TooManyWebhooks(Refused):
    code, status = "too-many-webhooks", 409
    message = _("An application has %(most)s webhooks at most. Close one first.")


class TooManyTokens(Refused):
    code, status = "too-many-tokens", 409
    message = _("You have %(most)s tokens already. Revoke one first.")


class NothingToRetry(Refused):
    code, status = "nothing-to-retry", 409
    message = _("This call is not among those given up.")


class UnknownAnswer(Refused):
    code, status = "unknown-answer", 422
    message = _("No question of this procedure bears this code now.")
