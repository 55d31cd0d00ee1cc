"""The national identity: what it asserts is believed when it signed it, for us, in time, as strongly as we asked."""

from __future__ import annotations

from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal.jwtkit import verify_jti
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponseBase

# Those of a key whose public half the provider publishes, and no other: never a shared secret, never none.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]


class SignedAssertions(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The library reads an assertion that came straight from the provider without its signature, as OpenID Connect Core 3.1.3.7
    allows. Here the signature is always verified, and the strength of the proof (`acr`) is one of those that were asked."""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> Any:
        """Raises OAuth2Error: no assertion, or one that is not to be believed."""
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("The provider asserts nothing.")
        return super().complete_login(request, app, token, **kwargs)

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        try:
            said: dict[str, Any] = jwt.decode(
                id_token,
                self._key(id_token),
                algorithms=ALGORITHMS,
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                options={"require": ["iss", "aud", "exp", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error("The assertion is not to be believed.") from error
        verify_jti(said)
        asked = app.settings.get("acr", [])
        if asked and said.get("acr") not in asked:
            raise OAuth2Error("The proof is weaker than what was asked.")
        return said

    def _key(self, assertion: str) -> Any:
        """The provider's key that the assertion names; the only one where it names none. Raises OAuth2Error, PyJWTError."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        published = jwt.PyJWKSet.from_dict(answer.json()).keys
        named = jwt.get_unverified_header(assertion).get("kid")
        fitting = [each for each in published if named in (None, each.key_id)]
        if len(fitting) != 1:
            raise OAuth2Error("The provider publishes no such key.")
        return fitting[0].key


def back_from_the_provider(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """The library's answer to whoever comes back, the assertion read by us. Raises Http404: no such provider."""
    adapter = SignedAssertions(request, provider_id)
    try:
        answer: HttpResponseBase = OAuth2CallbackView.adapter_view(adapter)(request)
    except SocialApp.DoesNotExist as unknown:
        raise Http404 from unknown
    return answer
