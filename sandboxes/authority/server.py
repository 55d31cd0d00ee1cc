"""The authority over HTTP.

    POST /issue   {"public_key": base64 SPKI DER, "common_name", "organisation", "title", "serial_number",
                   "not_before": ISO 8601 with zone, "not_after": same}
                  -> 201 {"certificate": base64 DER, "serial": hex, "sha256": hex of the DER}
    POST /revoke  {"serial": hex, "at"?: ISO 8601, "reason"?: RFC 5280 name} -> 200 {"serial", "revoked": true}
    GET  /chain.pem   sub-CA then root      GET /sub.crt, /root.crt, /tsa.crt   DER
    POST /ocsp    application/ocsp-request -> application/ocsp-response
    GET  /crl     the sub-CA's list (DER)   GET /root.crl   the root's
    POST /tsa     application/timestamp-query -> application/timestamp-reply

`/ocsp`, `/crl`, `/root.crl` and `/tsa` take `?at=<ISO 8601 with zone>`: the answer they would have given then, so that a
demonstration can be back-dated.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509

from sandboxes.authority.authority import Authority
from sandboxes.web import Application, Refusal, Reply, Request, Server, answer

_OWN = {"/sub.crt": "sub", "/root.crt": "root", "/tsa.crt": "tsa"}


def serve(folder: Path, port: int = 0) -> Server:
    """The server, not yet started; its base URL is the one written in the certificates it issues."""
    server = Server(_not_ready, port)  # the port first: the certificates carry the address
    server.application = routes(Authority(folder, server.url))
    return server


def _not_ready(_: Request) -> Reply:
    raise Refusal(503, "not-ready")


def routes(authority: Authority) -> Application:
    def application(request: Request) -> Reply:
        at = _moment(request.query["at"]) if "at" in request.query else None
        match request.method, request.path:
            case "POST", "/issue":
                return _issue(authority, request.json())
            case "POST", "/revoke":
                return _revoke(authority, request.json())
            case "POST", "/ocsp":
                _expect(request, "application/ocsp-request")
                return Reply(200, authority.ocsp(request.body, at), "application/ocsp-response")
            case "POST", "/tsa":
                _expect(request, "application/timestamp-query")
                return Reply(200, authority.timestamp(request.body, at), "application/timestamp-reply")
            case "GET", "/crl":
                return Reply(200, authority.crl(at), "application/pkix-crl")
            case "GET", "/root.crl":
                return Reply(200, authority.crl(at, of="root"), "application/pkix-crl")
            case "GET", "/chain.pem":
                return Reply(200, authority.chain_pem().encode(), "application/pem-certificate-chain")
            case "GET", path if path in _OWN:
                return Reply(200, authority.certificate_of(_OWN[path]), "application/pkix-cert")
        raise Refusal(404, "not-found")

    return application


def _issue(authority: Authority, body: dict[str, Any]) -> Reply:
    try:
        public_key = base64.b64decode(body["public_key"], validate=True)
        name, organisation = str(body["common_name"]), str(body["organisation"])
        title, reference = str(body["title"]), str(body["serial_number"])
        since, until = _moment(body["not_before"]), _moment(body["not_after"])
    except (KeyError, TypeError, ValueError) as error:
        raise Refusal(422, "bad-request", "public_key, names and dates are required.") from error
    der = authority.issue(public_key, name, organisation, title, reference, since, until)
    serial = x509.load_der_x509_certificate(der).serial_number
    certificate = base64.b64encode(der).decode()
    return answer(
        {"certificate": certificate, "serial": f"{serial:x}", "sha256": hashlib.sha256(der).hexdigest()}, 201
    )


def _revoke(authority: Authority, body: dict[str, Any]) -> Reply:
    try:
        serial = int(body["serial"], 16)
    except (KeyError, TypeError, ValueError) as error:
        raise Refusal(422, "bad-request", "serial is the hexadecimal number of the certificate.") from error
    at = _moment(body["at"]) if body.get("at") else None
    authority.revoke(serial, at, str(body.get("reason", "unspecified")))
    return answer({"serial": f"{serial:x}", "revoked": True})


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise Refusal(422, "bad-date", "Give an ISO 8601 moment with its zone.") from error
    if moment.tzinfo is None:
        raise Refusal(422, "bad-date", "The zone is missing.")
    return moment


def _expect(request: Request, media: str) -> None:
    if request.headers.get_content_type() != media:
        raise Refusal(415, "bad-type", f"Send {media}.")
