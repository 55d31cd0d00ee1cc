"""The national identity: what it asserts is believed when it signed it, for us, in time, as strongly as we asked."""

from __future__ import annotations

from enum import Enum
from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.socialaccount import app_settings
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal.jwtkit import verify_jti
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView, OAuth2View
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac
from requests import RequestException


class KeyKind(Enum):
    """The kinds of key (RFC 7517 `kty`) whose public half a provider publishes, with the families of their algorithms."""

    RSA = ("RS", "PS")
    EC = ("ES",)


# Never a shared secret, never none.
ALGORITHMS = [f"{family}{bits}" for kind in KeyKind for family in kind.value for bits in (256, 384, 512)]
# Seconds by which the provider's clock and ours may differ.
LEEWAY = 60
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class Asking(OAuth2Client):  # type: ignore[misc]
    """The assertion that we ask for answers this request and no other (`nonce`, OpenID Connect Core 3.1.2.1)."""

    def get_redirect_url(self, authorization_url: str, scope: Any, extra_params: dict[str, Any]) -> str:
        """Where the browser goes."""
        address: str = super().get_redirect_url(
            authorization_url, scope, extra_params | {"nonce": _nonce(str(self.state))}
        )
        return address


class SignedAssertions(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The library reads an assertion that came straight from the provider without its signature, as OpenID Connect Core 3.1.3.7
    allows, and the person from another paper that nobody signs (`userinfo`). Here the signature is always verified, the person
    is read from what was signed alone, and the strength of the proof (`acr`) is one of those that were asked."""

    client_class = Asking

    def get_provider(self) -> Any:
        """The library's, that goes out as it comes back: through this class."""
        provider = super().get_provider()
        provider.oauth2_adapter_class = type(self)
        return provider

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider publishes of itself. Raises OAuth2Error (OpenID Connect Discovery 4.3), RequestException."""
        if not hasattr(self, "_published"):
            address = self.get_provider().server_url
            said = self._read(address)
            issuer = address.partition("/.well-known/")[0]
            if str(said.get("issuer")).rstrip("/") != issuer.rstrip("/"):
                raise OAuth2Error("The provider gives itself another name.")
            if {urlsplit(str(said.get(each))).scheme for each in ENDPOINTS} != {urlsplit(address).scheme}:
                raise OAuth2Error("The provider does not say where to go.")
            self._published = said
        return self._published

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> Any:
        """Raises OAuth2Error: no assertion, or one that is not to be believed; RequestException: the provider is away."""
        assertion = kwargs["response"].get("id_token")
        if not assertion:
            raise OAuth2Error("The provider asserts nothing.")
        said = self._decode_id_token(app, assertion)
        if not constant_time_compare(str(said.get("nonce")), _nonce(request.GET["state"])):
            raise OAuth2Error("The assertion answers another request.")
        login = self.get_provider().sociallogin_from_response(request, {"id_token": said})
        if login.account.uid != said["sub"]:
            raise OAuth2Error("The person is who the provider says (`sub`), and nothing else that it says.")
        return login

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        try:
            said: dict[str, Any] = jwt.decode(
                id_token,
                self._key(id_token),
                algorithms=ALGORITHMS,
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                leeway=LEEWAY,
                options={"require": ["iss", "aud", "exp", "iat", "sub"], "enforce_minimum_key_length": True},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error("The assertion is not to be believed.") from error
        # For us and for nobody else besides: another whom it serves could show it here.
        if (
            said["aud"] not in (app.client_id, [app.client_id])
            or said.get("azp", app.client_id) != app.client_id
        ):
            raise OAuth2Error("The assertion is for somebody else too.")
        if not 0 < len(said["sub"]) <= app_settings.UID_MAX_LENGTH:
            raise OAuth2Error("The assertion names nobody.")
        verify_jti(said | {"exp": int(said["exp"]) + LEEWAY})
        asked = app.settings.get("acr", [])
        if asked and said.get("acr") not in asked:
            raise OAuth2Error("The proof is weaker than what was asked.")
        # The library believes any word here, "false" among them; and takes an address for a text.
        address = said.get("email") if isinstance(said.get("email"), str) else None
        return said | {"email": address, "email_verified": said.get("email_verified") is True}

    def _key(self, assertion: str) -> Any:
        """The provider's key that the assertion names; the only one of its kind where it names none. Read at each sign-in: a key
        that the provider changes is followed, one that it withdraws is not. Raises OAuth2Error, PyJWTError, RequestException."""
        header = jwt.get_unverified_header(assertion)
        algorithm, named = header.get("alg"), header.get("kid")
        if algorithm not in ALGORITHMS:
            raise OAuth2Error("The assertion is not signed as it should be.")
        kind = next(each.name for each in KeyKind if algorithm[:2] in each.value)
        published = self._read(self.openid_config["jwks_uri"]).get("keys")
        fitting = [
            each
            for each in (published if isinstance(published, list) else [])
            if isinstance(each, dict)
            and named in (None, each.get("kid"))
            and each.get("kty") == kind
            and each.get("use", "sig") == "sig"
            and each.get("alg", algorithm) == algorithm
        ]
        if len(fitting) != 1:
            raise OAuth2Error("The provider publishes no such key.")
        return jwt.PyJWK(fitting[0], algorithm).key

    def _read(self, address: str) -> dict[str, Any]:
        """What lies there. Raises OAuth2Error, RequestException."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(address)
            answer.raise_for_status()
            said = answer.json()
        if not isinstance(said, dict):
            raise OAuth2Error("The provider answers something else.")
        return said


def to_the_provider(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """The library's way out. Raises Http404: no such provider; SuspiciousOperation: a link that would ask in our name for
    something else than we do, which the library lets it."""
    if {"auth_params", "scope"} & request.GET.keys():
        raise SuspiciousOperation("What is asked of the provider is not for a link to say.")
    return _through(OAuth2LoginView, request, provider_id)


def back_from_the_provider(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """The library's answer to whoever comes back, the assertion read by us. Raises Http404: no such provider."""
    return _through(OAuth2CallbackView, request, provider_id)


def _through(view: type[OAuth2View], request: HttpRequest, provider_id: str) -> HttpResponseBase:
    adapter = SignedAssertions(request, provider_id)
    try:
        answer: HttpResponseBase = view.adapter_view(adapter)(request)
    except SocialApp.DoesNotExist as unknown:
        raise Http404 from unknown
    except (OAuth2Error, RequestException) as away:  # before the library looks after it
        answer = render_authentication_error(request, adapter.get_provider(), exception=away)
    return answer


def _nonce(state: str) -> str:
    """Of the request that this state names: the session keeps the state, once, so that it need not keep this too."""
    return salted_hmac("rokhas.accounts.identity", state, algorithm="sha256").hexdigest()
